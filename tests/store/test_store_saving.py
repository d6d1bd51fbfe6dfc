"""Saving: versions, operations, conflicts, references, limits, history; on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.promises import Promise
from lib.coaching.records import NAME_LIMIT, NOTE_LIMIT
from lib.coaching.scripts import Script
from lib.coaching.targets import Target
from lib.coaching.touches import Touch
from lib.coaching.workbook import LIMITS
from lib.store import (
    Conflict,
    NoSuchWorkbookError,
    Refused,
    Removed,
    Saved,
    Store,
    fresh_cover,
    removed_with_all,
)
from tests.store.book import DAY, ME, NOW, act, begun, contents, put, records, saved


def test_a_new_row_gets_the_actions_number(store: Store, workbook: str) -> None:
    """A contact saved as the second action has version 2, in the answer and when read again."""
    ann = Contact(name="Ann")
    answer = put(store, workbook, ann)
    assert answer.number == 2
    (change,) = answer.changes
    assert change.before is None
    assert change.after == replace(ann, version=2)
    assert records(store, workbook).get(Contact, ann.id) == change.after


def test_another_store_reads_what_one_saved(address: str, store: Store, workbook: str) -> None:
    """A second store on the same database reads the same rows, before and after further saves."""
    other = Store(address)
    try:
        ann = Contact(name="Ann", notes="Zażółć 👩‍👩‍👧 gęślą\njaźń")
        put(store, workbook, ann)
        assert contents(records(other, workbook)) == contents(records(store, workbook))
        put(other, workbook, Touch(contact=ann.id, on=DAY, at=NOW))
        put(store, workbook, replace(records(store, workbook).all(Contact)[ann.id], name="Anna"))
        assert contents(records(other, workbook)) == contents(records(store, workbook))
        fresh = Store(address)
        try:
            assert contents(records(fresh, workbook)) == contents(records(store, workbook))
        finally:
            fresh.close()
    finally:
        other.close()


def test_a_stale_version_is_a_conflict_with_both(store: Store, workbook: str) -> None:
    """Of two who saw the same row, the second is shown both full rows, and nothing is saved."""
    ann = Contact(name="Ann")
    (seen,) = (one.after for one in put(store, workbook, ann).changes)
    assert isinstance(seen, Contact)
    put(store, workbook, replace(seen, name="Anna"))
    answer = act(store, workbook, replace(seen, name="Anne", company="ACME"), Contact(name="Bo"))
    assert isinstance(answer, Conflict)
    ((ours, theirs),) = answer.pairs
    assert isinstance(ours, Contact)
    assert isinstance(theirs, Contact)
    assert (ours.name, ours.company, theirs.name) == ("Anne", "ACME", "Anna")
    assert [one.name for one in records(store, workbook).all(Contact).values()] == ["Anna"]


def test_a_row_taken_away_meanwhile_is_a_conflict_with_nothing(store: Store, workbook: str) -> None:
    """Changing a row that is gone answers (ours, None); so does taking it away once more."""
    seen = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert isinstance(seen, Contact)
    put(store, workbook, Removed(seen))
    for write in (replace(seen, name="Anna"), Removed(seen)):
        answer = act(store, workbook, write)
        assert isinstance(answer, Conflict)
        assert answer.pairs[0][1] is None


def test_a_row_put_back_has_a_version_no_one_has_seen(store: Store, workbook: str) -> None:
    """A row taken away and added again under its id is no row that an older screen shows."""
    seen = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert isinstance(seen, Contact)
    put(store, workbook, Removed(seen))
    put(store, workbook, replace(seen, name="Other Ann", version=0))
    assert isinstance(act(store, workbook, replace(seen, name="Anna")), Conflict)


def test_an_operation_is_applied_once(store: Store, workbook: str) -> None:
    """The same operation again answers what was saved, and adds nothing."""
    first = saved(act(store, workbook, Contact(name="Ann"), operation="op"))
    again = saved(act(store, workbook, Contact(name="Ann"), operation="op"))
    assert (again.number, again.repeated, again.changes) == (first.number, True, first.changes)
    assert len(records(store, workbook).all(Contact)) == 1


def test_an_operation_of_one_workbook_is_none_of_another(store: Store) -> None:
    """Operation ids are told apart by workbook."""
    one, two = begun(store), begun(store)
    assert not saved(act(store, one, Contact(name="Ann"), operation="op")).repeated
    assert not saved(act(store, two, Contact(name="Ann"), operation="op")).repeated


@pytest.mark.parametrize("operation", ["", "x" * 201, "a\x00b", "\ud800"])
def test_an_operation_without_an_id_is_a_mistake(
    store: Store, workbook: str, operation: str
) -> None:
    """An id that a database would cut or refuse is not taken."""
    with pytest.raises(ValueError, match="operation id"):
        store.save(ME, workbook, [], verb="x", operation=operation, at=NOW)


def test_a_row_of_another_workbook_is_not_touched(store: Store) -> None:
    """A row is looked up in the workbook that is named: elsewhere it is not there."""
    one, two = begun(store), begun(store)
    ann = put(store, one, Contact(name="Ann")).changes[0].after
    assert isinstance(ann, Contact)
    assert isinstance(act(store, two, replace(ann, name="Eve")), Conflict)
    assert isinstance(act(store, two, Removed(ann)), Conflict)
    touch = Touch(contact=ann.id, on=DAY)
    assert isinstance(act(store, two, touch), Refused)
    assert records(store, one).all(Contact)[ann.id] == ann


@pytest.mark.parametrize(
    "wanted", ["nothing", "", "a\x00b", "\ud800", "x" * 100_000, "' OR 1=1 --"]
)
def test_there_is_no_such_workbook(store: Store, wanted: str) -> None:
    """Whatever stands in the address, an unknown workbook is an unknown workbook."""
    with pytest.raises(NoSuchWorkbookError):
        store.snapshot(ME, wanted)
    with pytest.raises(NoSuchWorkbookError):
        store.history(ME, wanted)
    with pytest.raises(NoSuchWorkbookError):
        act(store, wanted, Contact(name="Ann"))


def test_text_is_cleaned_once(store: Store, workbook: str) -> None:
    """Control characters, lone surrogates and CRLF are gone; an instant comes in UTC."""
    ann = Contact(name="A\x00nn\ud800", notes="a\r\nb\u2028c")
    local = datetime.fromisoformat("2026-03-02T10:30:00.123456+05:00")
    put(store, workbook, ann, Touch(contact=ann.id, on=DAY, at=local))
    found = records(store, workbook)
    stored = found.all(Contact)[ann.id]
    assert (stored.name, stored.notes) == ("Ann", "a\nb\nc")
    (touch,) = found.all(Touch).values()
    assert touch.at == datetime(2026, 3, 2, 5, 30, 0, 123_000, tzinfo=UTC)


def test_saving_what_is_there_changes_nothing(store: Store, workbook: str) -> None:
    """A form saved unchanged is an action without a change; the row's version stays."""
    ann = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert isinstance(ann, Contact)
    assert put(store, workbook, ann).changes == ()
    assert records(store, workbook).all(Contact)[ann.id] == ann


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (Contact(name=" \u200b"), "Name is needed."),
        (Contact(name="x" * (NAME_LIMIT + 1)), "200 characters at most; this has 201"),
        (Contact(name="Ann", notes="x" * (NOTE_LIMIT + 1)), "10,000 characters at most"),
        (Contact(name="Ann", strength=6), "How close goes from 1 to 5."),
        (Target(company="ACME", priority=10**30), "Priority goes from 1 to 3."),
        (Script(rehearsed=2**31), "Times rehearsed goes from 0 to 2,147,483,647."),
        (Touch(contact="gone", on=DAY), "Contact: that row is not in the workbook any more."),
        (Contact(id="a\x00b", name="Ann"), "plain letters and digits"),
        (Cover(name="Another"), "exactly one cover"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_words(
    store: Store, workbook: str, write: Contact, said: str
) -> None:
    """The good row beside the wrong one is not saved either; the answer says what to do."""
    before = contents(records(store, workbook))
    answer = act(store, workbook, Contact(name="Good"), write)
    assert isinstance(answer, Refused)
    assert said in answer.problems[0].message
    assert contents(records(store, workbook)) == before


def test_the_cover_stays(store: Store, workbook: str) -> None:
    """The only cover of a workbook cannot be taken away."""
    answer = act(store, workbook, Removed(records(store, workbook).cover))
    assert isinstance(answer, Refused)


def test_the_same_row_twice_is_refused(store: Store, workbook: str) -> None:
    """An action changes a row once."""
    ann = Contact(name="Ann")
    assert isinstance(act(store, workbook, ann, replace(ann, name="Anna")), Refused)


def test_a_row_others_refer_to_stays(store: Store, workbook: str) -> None:
    """A contact with a touch cannot be taken away alone; with its touch it can."""
    ann = Contact(name="Ann")
    put(store, workbook, ann, Touch(contact=ann.id, on=DAY))
    found = records(store, workbook)
    contact, (touch,) = found.all(Contact)[ann.id], found.all(Touch).values()
    answer = act(store, workbook, Removed(contact))
    assert isinstance(answer, Refused)
    assert answer.problems[0].table == "touches"
    assert "still belong to it" in answer.problems[0].message
    put(store, workbook, Removed(contact), Removed(touch))
    assert not records(store, workbook).all(Contact)


def test_a_row_goes_with_all_that_belongs_to_it(store: Store, workbook: str) -> None:
    """What belongs to a contact goes; who only mentions it stays, with the mention emptied."""
    ann, bo = Contact(name="Ann"), Contact(name="Bo")
    target = Target(company="ACME")
    ask = Ask(contact=ann.id, target=target.id)
    of_bo = Ask(contact=bo.id, target=target.id)
    kept_script = Script(contact=bo.id, ask=of_bo.id)
    put(
        store,
        workbook,
        ann,
        replace(bo, mutual_contact=ann.id),
        target,
        ask,
        of_bo,
        kept_script,
        Touch(contact=ann.id, ask=ask.id, on=DAY),
        Touch(contact=bo.id, ask=ask.id, on=DAY),
        Promise(contact=ann.id, what="Will write", made_on=DAY),
        Script(contact=ann.id, ask=ask.id, text="Dear Ann"),
        Comment(table="asks", row=ask.id, on=DAY, text="Well asked"),
        Comment(table="asks", row=of_bo.id, on=DAY, text="Well asked"),
    )
    found = records(store, workbook)
    everything = removed_with_all(found, found.all(Contact)[ann.id])
    assert everything[0] == Removed(found.all(Contact)[ann.id])
    number = put(store, workbook, *everything).number
    left = records(store, workbook)
    assert {one.name: one.mutual_contact for one in left.all(Contact).values()} == {"Bo": None}
    assert list(left.all(Ask)) == [of_bo.id]
    assert [(one.contact, one.ask) for one in left.all(Touch).values()] == [(bo.id, None)]
    assert list(left.all(Script)) == [kept_script.id]
    assert not left.all(Promise)
    assert [one.row for one in left.all(Comment).values()] == [of_bo.id]
    assert list(left.all(Target)) == [target.id]
    saved(store.undo(ME, workbook, number, operation="back", at=NOW))
    assert contents(records(store, workbook)) == contents(found)


def test_a_workbook_holds_so_many_contacts(store: Store, workbook: str) -> None:
    """One more than the limit is refused with both numbers, and none of them is saved."""
    most = LIMITS[Contact]
    put(store, workbook, *(Contact(name=f"Person {one}") for one in range(most - 1)))
    answer = act(store, workbook, Contact(name="Last"), Contact(name="One too many"))
    assert isinstance(answer, Refused)
    assert "5,000 contacts at most; there are 4,999, and this would add 2" in (
        answer.problems[0].message
    )
    put(store, workbook, Contact(name="Last"))
    assert len(records(store, workbook).all(Contact)) == most


def test_history_is_newest_first_in_pages(store: Store, workbook: str) -> None:
    """Each entry says who, when, what changed; `before` goes on where a page ended."""
    for name in ("Ann", "Bo", "Cem"):
        put(store, workbook, Contact(name=name))
    first = store.history(ME, workbook, limit=3)
    assert [one.number for one in first] == [4, 3, 2]
    assert [one.number for one in store.history(ME, workbook, before=2)] == [1]
    newest = first[0]
    assert (newest.verb, newest.actor, newest.at) == ("change", ME.visit, NOW)
    assert isinstance(newest.changes[0].after, Contact)
    assert newest.changes[0].after.name == "Cem"


def test_a_cover_makes_one_workbook(store: Store) -> None:
    """The same cover sent twice is one workbook with one first action."""
    cover = fresh_cover("UTC", "Mine")
    assert store.create(ME, cover, NOW) == store.create(ME, cover, NOW) == cover.id
    assert store.workbook_ids(ME) == [cover.id]
    assert [one.verb for one in store.history(ME, cover.id)] == ["begin"]


def test_a_cover_that_cannot_be_saved_makes_no_workbook(store: Store) -> None:
    """A blank name is a mistake of whoever asked; no half of a workbook is left."""
    with pytest.raises(ValueError, match="Name is needed"):
        store.create(ME, fresh_cover("UTC", " "), NOW)
    assert store.workbook_ids(ME) == []


def test_a_database_put_back_is_read_again(store: Store, workbook: str) -> None:
    """Where rows went back to an older state under the app, the older state is shown."""
    ann = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert isinstance(ann, Contact)
    put(store, workbook, replace(ann, name="Anna"))
    engine = store._engine  # noqa: SLF001 - the test stands for the host's own restore
    with engine.begin() as connection:
        for statement in (
            "DELETE FROM changes WHERE number = 3",
            "DELETE FROM actions WHERE number = 3",
            "UPDATE contacts SET name = 'Ann', version = 2",
            "UPDATE workbooks SET version = 2",
        ):
            connection.exec_driver_sql(statement)
    assert records(store, workbook).all(Contact)[ann.id].name == "Ann"
    assert isinstance(put(store, workbook, replace(ann, name="Annie")), Saved)
