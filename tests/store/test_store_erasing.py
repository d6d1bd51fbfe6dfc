"""Erasing: a person goes everywhere, what is left is an id, and nothing brings them back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.merging import merged
from lib.coaching.promises import Promise
from lib.coaching.records import new_id
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from lib.coaching.workbook import TABLE_OF
from lib.store import (
    Actor,
    BusyError,
    Conflict,
    Erased,
    Going,
    NoSuchWorkbookError,
    NotAllowedError,
    Refused,
    Removed,
    Role,
    SheetConflict,
    SheetProblem,
    Shows,
    Store,
    erasing,
    removed_with_all,
)
from lib.store.history import Deed
from lib.store.schema import metadata
from lib.store.transactions import writing
from tests.store.book import DAY, ME, NOW, act, begun, put, records, saved, take_back
from tests.store.sheet import HOLDER, OTHER_SHEET, SHEET, base_row, linked

if TYPE_CHECKING:
    from lib.coaching.records import Record

CANARY = "Zwiebelmann"
NAME = f"Quendolyn {CANARY}"
STRANGER = Actor.of_cookie("a stranger")


def canary() -> list[Record]:
    """Return a person with a row of each kind that can be theirs, and one row of somebody else."""
    dana = Contact(name=NAME, email=f"q@{CANARY}.org", notes=f"{CANARY}: the fair")
    ask = Ask(contact=dana.id, sent_anyway=f"{CANARY} said so")
    other = Contact(name="Ravi Other", mutual_contact=dana.id)
    return [
        dana,
        ask,
        other,
        Touch(contact=dana.id, ask=ask.id, on=DAY, words=f"Dear {CANARY}"),
        Give(contact=dana.id, what=f"a link for {CANARY}"),
        Promise(contact=dana.id, what=f"{CANARY} will call", made_on=DAY),
        Script(contact=None, ask=ask.id, text=f"Hello {CANARY}"),
        Script(contact=dana.id, text=f"Hello again {CANARY}"),
        Comment(table="contacts", row=dana.id, on=DAY, text=f"Who is {CANARY}?"),
        Comment(table="asks", row=ask.id, on=DAY, text=f"Ask {CANARY} again", private=True),
    ]


def erase(store: Store, workbook: str, contact: str, *, operation: str = "erase-1") -> Erased:
    """Erase a person, as the owner; it must come about."""
    done = store.erase_person(ME, workbook, contact, operation=operation, at=NOW)
    assert isinstance(done, Erased), done
    return done


def told(store: Store) -> str:
    """Return everything the database holds, as text."""
    engine = store._engine  # noqa: SLF001 - past what is kept
    found: list[str] = []
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            found.extend(map(str, connection.execute(table.select()).all()))
    return "\n".join(found)


def test_a_person_goes_everywhere(store: Store, workbook: str) -> None:
    """Their row, all that belongs to it, their lines of the history: not a letter is left."""
    dana, ask, other, *rest = canary()
    put(store, workbook, dana, ask, other, *rest)
    assert isinstance(dana, Contact)
    put(store, workbook, replace(dana, version=2, name=f"{NAME} Renamed"))
    assert CANARY in told(store)
    assert erase(store, workbook, dana.id) == Erased(4, wiped=True)
    assert CANARY not in told(store)
    found = records(store, workbook)
    left = {name: set(found.all(one)) for one, name in TABLE_OF.items() if found.all(one)}
    assert left == {"contacts": {other.id}, "covers": {workbook}}
    assert found.all(Contact)[other.id].mutual_contact is None
    newest = store.history(ME, workbook, limit=9)
    assert (newest[0].number, newest[0].verb, newest[0].rows) == (4, "erase", 10)
    assert ("contacts", dana.id) in newest[0].erased
    assert [one.after for one in newest[0].changes] == [found.all(Contact)[other.id]]


def test_what_would_go_is_counted_and_mentions_are_listed(store: Store, workbook: str) -> None:
    """Counts by table; texts elsewhere that name them, the whole name first."""
    rows = canary()
    dana = rows[0]
    part = Exercise(name="people", answer="Ask quendolyn, and others")
    whole = Contact(name="Someone", notes=f"knows {NAME.upper()}.")
    none = Contact(name="Zwiebelmannsen", notes="another one")
    put(store, workbook, *rows, part, whole, none)
    found = store.would_erase_person(ME, workbook, dana.id)
    assert isinstance(found, Going)
    assert found.rows == {
        **dict.fromkeys(("contacts", "asks", "touches", "gives", "promises"), 1),
        **dict.fromkeys(("scripts", "comments"), 2),
    }
    assert (found.emptied, found.choices, found.in_sheet) == (1, 0, 0)
    assert [(one.table, one.row, one.field, one.exact) for one in found.mentions] == [
        ("contacts", whole.id, "notes", True),
        ("exercises", part.id, "answer", False),
    ]
    assert records(store, workbook).all(Contact)[dana.id].name == NAME


def test_older_versions_of_texts_that_name_them_go_too(store: Store, workbook: str) -> None:
    """Once the owner has taken the name out of a note, the history does not hold it either."""
    dana = Contact(name=NAME)
    other = Contact(name="Someone", notes=f"knows {NAME}")
    put(store, workbook, dana, other)
    put(store, workbook, replace(other, version=2, notes="knows somebody"))
    erase(store, workbook, dana.id)
    assert CANARY not in told(store)
    assert records(store, workbook).all(Contact)[other.id].notes == "knows somebody"


def test_one_who_was_taken_out_before_can_be_erased(store: Store, workbook: str) -> None:
    """A person who is in the history alone goes from there, with what was theirs."""
    rows = canary()
    put(store, workbook, *rows)
    now = records(store, workbook)
    put(store, workbook, *removed_with_all(now, now.all(Contact)[rows[0].id]))
    for script in records(store, workbook).all(Script).values():
        put(store, workbook, Removed(script))
    assert CANARY in told(store)
    erase(store, workbook, rows[0].id)
    assert CANARY not in told(store)


def test_two_made_one_are_erased_as_one(store: Store, workbook: str) -> None:
    """What was a duplicate's is the person's; what the history told of both goes."""
    first, second = Contact(name=NAME), Contact(name=NAME, notes=CANARY)
    put(store, workbook, first, second, Touch(contact=second.id, on=DAY, words=CANARY))
    now = records(store, workbook)
    people = now.all(Contact)
    outcome = merged(now, people[first.id], people[second.id])
    put(store, workbook, *outcome.changed, Removed(outcome.removed))
    erase(store, workbook, first.id)
    assert CANARY not in told(store)


def test_another_of_the_same_name_stays(store: Store, workbook: str) -> None:
    """Who has the same name and is somebody else keeps row and history."""
    dana, twin = Contact(name=NAME), Contact(name=NAME, company="Elsewhere")
    put(store, workbook, dana)
    put(store, workbook, twin)
    erase(store, workbook, dana.id)
    assert set(records(store, workbook).all(Contact)) == {twin.id}
    assert not store.history(ME, workbook, before=4, limit=1)[0].erased
    saved(take_back(store, workbook, 3))


def test_what_became_somebody_elses_stays_theirs(store: Store, workbook: str) -> None:
    """A row that was the person's once, and is another one's now, is not buried with them."""
    dana, ravi = Contact(name=NAME), Contact(name="Ravi Other")
    give = Give(contact=dana.id, what="a link")
    put(store, workbook, dana, ravi, give)
    put(store, workbook, replace(give, contact=ravi.id, version=2))
    erase(store, workbook, dana.id)
    assert set(records(store, workbook).all(Give)) == {give.id}
    assert store.erased(ME, workbook) == {("contacts", dana.id)}
    newest = records(store, workbook).all(Give)[give.id]
    put(store, workbook, replace(newest, what="two links"))


def test_two_letters_are_no_name_to_look_for(store: Store, workbook: str) -> None:
    """Whoever is called Al does not take every "al" of other rows along, nor list them."""
    short, ravi = Contact(name="Al"), Contact(name="Ravi Other", notes="met al fresco")
    put(store, workbook, short, ravi)
    put(store, workbook, replace(ravi, version=2, notes="met al fresco again"))
    found = store.would_erase_person(ME, workbook, short.id)
    assert isinstance(found, Going)
    assert (found.mentions, found.older) == ((), 1)


def test_what_told_of_them_cannot_be_taken_back(store: Store, workbook: str) -> None:
    """Undo of the erasing, and of what they were part of, is refused in words."""
    dana, other = Contact(name=NAME), Contact(name="Someone")
    put(store, workbook, dana, other)
    put(store, workbook, replace(other, version=2, company="Acme"))
    erase(store, workbook, dana.id)
    for number in (2, 4):
        refused = take_back(store, workbook, number, skip_changed=True)
        assert isinstance(refused, Refused)
        assert "cannot be taken back" in refused.problems[0].message
    saved(take_back(store, workbook, 3))
    assert set(records(store, workbook).all(Contact)) == {other.id}


def test_nothing_brings_them_back(store: Store, workbook: str) -> None:
    """The same id is not saved again, by an old tab nor by a repeated import."""
    dana = Contact(name=NAME)
    put(store, workbook, dana)
    erase(store, workbook, dana.id)
    back = act(store, workbook, dana)
    assert isinstance(back, Refused)
    assert "erased for good" in back.problems[0].message
    assert not records(store, workbook).all(Contact)
    put(store, workbook, replace(dana, id=new_id()))
    assert len(records(store, workbook).all(Contact)) == 1


def test_the_operation_that_added_them_is_not_done_again(store: Store, workbook: str) -> None:
    """A resend of the form that added them says so; under its id nothing is told of them."""
    dana = Contact(name=NAME)
    act(store, workbook, dana, operation="add")
    erase(store, workbook, dana.id)
    again = act(store, workbook, replace(dana, id=new_id()), operation="add")
    assert isinstance(again, Refused)
    assert not records(store, workbook).all(Contact)


def test_erasing_twice_is_once(store: Store, workbook: str) -> None:
    """A double tap erases once; one who is unknown is said to be so."""
    dana = Contact(name=NAME)
    put(store, workbook, dana)
    assert erase(store, workbook, dana.id) == Erased(3, wiped=True)
    assert erase(store, workbook, dana.id) == Erased(3, wiped=True, repeated=True)
    assert store.snapshot(ME, workbook).version == 3
    unknown = store.erase_person(ME, workbook, "nobody", operation="x", at=NOW)
    assert isinstance(unknown, Refused)


def test_a_tab_that_saw_them_gets_a_conflict(store: Store, workbook: str) -> None:
    """What was typed in an open tab about them is not saved."""
    dana = Contact(name=NAME)
    put(store, workbook, dana)
    seen = records(store, workbook).all(Contact)[dana.id]
    erase(store, workbook, dana.id)
    assert isinstance(act(store, workbook, replace(seen, notes="typed")), Conflict)


def test_no_snapshot_holds_them(store: Store, workbook: str, address: str) -> None:
    """Neither the server that erases nor another one that had the workbook keeps a row of them."""
    rows = canary()
    put(store, workbook, *rows)
    with closing(Store(address)) as other:
        other.snapshot(ME, workbook)
        erase(store, workbook, rows[0].id)
        for one in (store, other):
            kept = one.snapshot(ME, workbook)
            assert one._shelf.get(workbook) is kept  # noqa: SLF001 - what is kept
            layers = repr(kept.records._rows)  # noqa: SLF001 - with what lies under them
            assert CANARY not in layers
            for table in kept.records._rows.values():  # noqa: SLF001
                assert type(table) is dict


def test_owners_alone_erase(store: Store, workbook: str) -> None:
    """A stranger, a guest, a coach who types and a sheet erase nothing, and are told nothing."""
    dana = Contact(name=NAME)
    put(store, workbook, dana)
    store.admit(STRANGER, Role.GUEST, NOW)
    coach = replace(Actor.of_cookie("a coach"), at=NOW)
    store.admit(coach, Role.GUEST, NOW)
    made = store.links.make(ME, workbook, Role.COACH, NOW, shows=Shows.ALL, types=True)
    store.links.open(coach, made.token, NOW)
    linked(store, workbook)
    for actor in (STRANGER, coach, Actor.of_cookie("new"), Actor.of_sheet(SHEET, HOLDER)):
        for attempt in (
            lambda who: store.erase_person(who, workbook, dana.id, operation="x", at=NOW),
            lambda who: store.erase_all(who, workbook, at=NOW),
            lambda who: store.would_erase_person(who, workbook, dana.id),
            lambda who: store.would_erase_all(who, workbook),
        ):
            with pytest.raises(NotAllowedError):
                attempt(actor)
    assert set(records(store, workbook).all(Contact)) == {dana.id}


def test_all_of_a_workbook_goes(store: Store, workbook: str) -> None:
    """Rows, history, links, what its sheet agreed on; the other workbooks stay as they are."""
    rows = canary()
    put(store, workbook, *rows)
    other = begun(store)
    kept = Contact(name="Somebody else")
    put(store, other, kept)
    link = store.links.make(ME, workbook, Role.COACH, NOW, name=f"{CANARY}'s coach")
    store.links.open(Actor.of_cookie("a coach"), link.token, NOW)
    linked(store, workbook)
    found = store.would_erase_all(ME, workbook)
    assert (found.rows["contacts"], found.older, found.links) == (2, 2, 1)
    assert store.erase_all(ME, workbook, at=NOW) == Erased(0, wiped=True)
    everything = told(store)
    assert CANARY not in everything
    assert link.id not in everything
    assert everything.count(workbook) == 2  # the tombstone: whose it was, and which row
    assert store.workbook_ids(ME) == [other]
    assert set(records(store, other).all(Contact)) == {kept.id}
    with pytest.raises(NoSuchWorkbookError):
        store.snapshot(ME, workbook)


def test_an_erased_workbook_is_not_made_again(store: Store, workbook: str) -> None:
    """Whoever still has its cover, a host's sheet above all, cannot begin it again."""
    cover = records(store, workbook).cover
    store.erase_all(ME, workbook, at=NOW)
    with pytest.raises(NoSuchWorkbookError):
        store.create(ME, replace(cover, version=0), NOW)
    assert store.workbook_ids(ME) == []


def test_the_tombstone_is_an_id_alone(store: Store, workbook: str) -> None:
    """What is kept of them: which row of which workbook, and when."""
    dana = Contact(name=NAME)
    put(store, workbook, dana)
    erase(store, workbook, dana.id)
    with store._engine.connect() as connection:  # noqa: SLF001 - the table itself
        kept = connection.execute(text("SELECT * FROM erased")).all()
    assert kept == [(workbook, "contacts", dana.id, "2026-03-02T09:30:00.000+00:00", 1)]


def test_a_sheet_that_was_on_its_way_keeps_nothing_of_them(store: Store, workbook: str) -> None:
    """What the sync notes after the erasing, of rows it had seen before, is not kept."""
    dana, other = Contact(name=NAME), Contact(name="Someone")
    put(store, workbook, dana, other)
    linked(store, workbook)
    erase(store, workbook, dana.id)
    puts = {("contacts", one.id): base_row(workbook, one) for one in (dana, other)}
    store.sheets.rebase(SHEET, HOLDER, puts=puts)
    clash = SheetConflict(
        workbook=workbook, table="contacts", row=dana.id, field="notes", ours=CANARY,
        theirs=CANARY, at=NOW,
    )  # fmt: skip
    store.sheets.put_conflicts(SHEET, HOLDER, [clash])
    assert CANARY not in told(store)
    assert set(store.sheets.base(SHEET).rows) == {("contacts", other.id)}
    assert store.sheets.erased(SHEET) == {("contacts", dana.id): workbook}


def test_what_a_sheet_knew_of_them_goes(store: Store, workbook: str) -> None:
    """Base, choices, every problem that may hold their words; what is of others stays."""
    dana, other = Contact(name=NAME), Contact(name="Someone")
    put(store, workbook, dana, other)
    second = begun(store)
    linked(store, workbook)
    linked(store, second, OTHER_SHEET)
    puts = {("contacts", one.id): base_row(workbook, one) for one in (dana, other)}
    store.sheets.rebase(SHEET, HOLDER, puts=puts)
    clashes = [
        SheetConflict(
            workbook=workbook, table="contacts", row=one.id, field="notes", ours="x", theirs="y",
            at=NOW,
        )
        for one in (dana, other)
    ]  # fmt: skip
    store.sheets.put_conflicts(SHEET, HOLDER, clashes)
    wrong = SheetProblem(
        workbook=workbook, table="touches", tab="Log", line=7, field="on", text=CANARY, message="?"
    )
    store.sheets.put_problems(
        SHEET, HOLDER, {"touches": [wrong, replace(wrong, workbook=None, line=8)]}
    )
    elsewhere = replace(wrong, workbook=None, text="theirs")
    store.sheets.put_problems(OTHER_SHEET, HOLDER, {"touches": [elsewhere]})
    assert len(store.sheets.problems(ME, workbook)) == 2
    told_before = store.would_erase_person(ME, workbook, dana.id)
    assert isinstance(told_before, Going)
    assert (told_before.choices, told_before.in_sheet) == (1, 1)
    erase(store, workbook, dana.id)
    assert set(store.sheets.base(SHEET).rows) == {("contacts", other.id)}
    assert [one.row for one in store.sheets.conflicts(ME, workbook)] == [other.id]
    assert store.sheets.problems(ME, workbook) == []
    assert store.sheets.problems(ME, second) == [elsewhere]


def test_another_of_that_name_is_no_mention(store: Store, workbook: str) -> None:
    """Who they are themselves is not listed as a text about somebody else; their notes are."""
    dana = Contact(name=NAME)
    other = Contact(name=f"Ann {CANARY}", email=f"a@{CANARY}.org", notes=f"{CANARY}'s sister")
    put(store, workbook, dana, other)
    found = store.would_erase_person(ME, workbook, dana.id)
    assert isinstance(found, Going)
    assert [(one.row, one.field) for one in found.mentions] == [(other.id, "notes")]


def test_a_name_is_looked_for_as_a_word_as_it_is_written(store: Store, workbook: str) -> None:
    """Within another word it names nobody; its brackets and dots are letters like others."""
    sam = Contact(name="Sam (tom. Lee")
    put(store, workbook, sam)
    texts = ("The Samuel of sample sales", "Sam (tom. Lee rang", "Sam (thex one rang")
    told = [Exercise(name="people", answer=one) for one in texts]
    put(store, workbook, *told)
    found = store.would_erase_person(ME, workbook, sam.id)
    assert isinstance(found, Going)
    exact = {one.row: one.exact for one in found.mentions}
    assert exact == {told[1].id: True, told[2].id: False}


def test_of_an_erased_workbook_one_tombstone_is_left(store: Store, workbook: str) -> None:
    """Those of its rows go with it; those of another workbook stay."""
    other = begun(store)
    for book in (workbook, other):
        dana = Contact(name=NAME)
        put(store, book, dana)
        erase(store, book, dana.id, operation=f"erase-{book}")
    store.erase_all(ME, workbook, at=NOW)
    with store._engine.connect() as connection:  # noqa: SLF001 - the table itself
        kept = connection.execute(text('SELECT workbook, "of" FROM erased')).all()
    assert sorted(kept) == sorted([(workbook, "covers"), (other, "contacts")])


def test_nobody_is_erased_from_a_workbook_that_moved_on(store: Store, workbook: str) -> None:
    """What was found to go was found at another version: nothing is taken, it is tried again."""
    dana = Contact(name=NAME)
    put(store, workbook, dana)
    now = store.snapshot(ME, workbook)
    deed = Deed("erase", "late", ME, NOW)
    with writing(store._engine) as connection:  # noqa: SLF001 - inside it
        found = erasing.person(connection, workbook, now.records, dana.id)
        assert found is not None
        with pytest.raises(BusyError):
            erasing.erase(connection, workbook, found, now.version - 1, deed)
    assert set(records(store, workbook).all(Contact)) == {dana.id}
