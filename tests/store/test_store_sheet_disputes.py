"""Conflicts of a sheet: noted once, settled once, in one transaction; on every database."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.records import plain
from lib.coaching.touches import Touch
from lib.store import Conflict, Refused, Saved, SheetConflict, Side, removed_with_all
from tests.store.book import DAY, ME, NOW, contents, put, records, saved, take_back
from tests.store.sheet import HOLDER, SHEET, base_row, link, linked

if TYPE_CHECKING:
    from lib.coaching.records import Plain, Record
    from lib.store import Result, Store

ANN = "c000000000000001"


@pytest.fixture
def book(store: Store, workbook: str) -> str:
    """Return a linked workbook with one contact, as the sheet has it."""
    put(store, workbook, Contact(id=ANN, name="Theirs", company="Acme"))
    linked(store, workbook)
    return workbook


def clash(workbook: str, field: str, ours: Plain, theirs: Plain, row: str = ANN) -> SheetConflict:
    """Return a conflict over a contact."""
    return SheetConflict(
        workbook=workbook, table="contacts", row=row, field=field, ours=ours, theirs=theirs, at=NOW
    )


def noted(store: Store, one: SheetConflict) -> str:
    """Note a conflict; return the id it was given."""
    known = {there.id for there in store.sheets.conflicts(ME, one.workbook)}
    store.sheets.put_conflicts(SHEET, HOLDER, [one])
    (new,) = {there.id for there in store.sheets.conflicts(ME, one.workbook)} - known
    return new


def settle(store: Store, workbook: str, one: str, take: Side) -> Result | None:
    """Settle a conflict as the owner."""
    return store.sheets.settle(ME, workbook, one, take, NOW)


def ours_of(store: Store, workbook: str, one: str) -> Saved:
    """Take the app's side of a conflict, which must succeed."""
    answer = settle(store, workbook, one, Side.OURS)
    assert isinstance(answer, Saved), answer
    return answer


def name_of(store: Store, workbook: str) -> str:
    """Return the contact's name as it is now."""
    return records(store, workbook).all(Contact)[ANN].name


def as_json(record: Record) -> str:
    """Return a row as a conflict over a whole row holds it."""
    return json.dumps(base_row("", record).content)


def test_a_conflict_is_noted_once(store: Store, book: str) -> None:
    """Noted again after a crash it stays one; other words are another; texts come back whole."""
    text = "Fönn \U0001f469\u200d\U0001f469\n=1+1"
    first, second = clash(book, "notes", text, None), clash(book, "strength", 4, 5)
    store.sheets.put_conflicts(SHEET, HOLDER, [first, second, first])
    store.sheets.put_conflicts(SHEET, HOLDER, [second, first])
    there = store.sheets.conflicts(ME, book)
    assert {replace(one, id="") for one in there} == {first, second}
    assert len({one.id for one in there}) == len(there) == link(store, book).conflicts == 2
    assert len(store.sheets.conflicts(ME, book, 1)) == 1
    store.sheets.drop_conflicts(SHEET, HOLDER, [(book, there[0].id), (book, "gone")])
    assert store.sheets.conflicts(ME, book) == there[1:]


def test_until_it_is_settled_the_sheets_text_stands(store: Store, book: str) -> None:
    """Noting a conflict changes no record."""
    before = contents(records(store, book))
    noted(store, clash(book, "name", "Ours", "Theirs"))
    assert contents(records(store, book)) == before


def test_theirs_is_taken_by_leaving_it(store: Store, book: str) -> None:
    """Nothing is saved: it stands already. Twice is the same as once."""
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    version = store.snapshot(ME, book).version
    for _ in range(2):
        assert settle(store, book, one, Side.THEIRS) is None
    assert store.snapshot(ME, book).version == version
    assert store.sheets.conflicts(ME, book) == []


def test_ours_is_saved_as_the_owners_deed(store: Store, book: str) -> None:
    """The record and the conflict change together; the base stays, so that the push carries it."""
    base = base_row(book, records(store, book).all(Contact)[ANN])
    store.sheets.rebase(SHEET, HOLDER, puts={("contacts", ANN): base})
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    done = ours_of(store, book, one)
    assert name_of(store, book) == "Ours"
    assert store.sheets.conflicts(ME, book) == []
    assert store.sheets.base(SHEET).rows == {("contacts", ANN): base}
    (entry,) = store.history(ME, book, limit=1)
    assert (entry.number, entry.verb, entry.by_sheet) == (done.number, "settle", False)
    saved(take_back(store, book, done.number))
    assert name_of(store, book) == "Theirs"


def test_a_double_click_settles_once(store: Store, book: str) -> None:
    """The second one is told what the first one did."""
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    first = ours_of(store, book, one)
    again = ours_of(store, book, one)
    assert (again.number, again.repeated) == (first.number, True)
    assert store.snapshot(ME, book).version == first.number


def test_the_same_clash_may_come_again(store: Store, book: str) -> None:
    """Word for word the same, after it was settled: it is another one, and is settled anew."""
    for _ in range(2):
        put(
            store,
            book,
            replace(records(store, book).all(Contact)[ANN], name="Theirs", company="Acme"),
        )
        one = noted(store, clash(book, "name", "Ours", "Theirs"))
        assert not ours_of(store, book, one).repeated
        assert name_of(store, book) == "Ours"


def test_what_was_changed_since_is_not_overwritten(store: Store, book: str) -> None:
    """Both texts come back, nothing is saved, the conflict waits on; leaving it is still open."""
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    put(store, book, replace(records(store, book).all(Contact)[ANN], name="Newest"))
    answer = settle(store, book, one, Side.OURS)
    assert isinstance(answer, Conflict)
    ((ours, now),) = answer.pairs
    assert [getattr(each, "name", "") for each in (ours, now)] == ["Ours", "Newest"]
    assert name_of(store, book) == "Newest"
    assert len(store.sheets.conflicts(ME, book)) == 1
    settle(store, book, one, Side.THEIRS)
    assert name_of(store, book) == "Newest"


def test_another_cell_may_have_changed_since(store: Store, book: str) -> None:
    """Only the cell in question matters, as it is stored: cleaned."""
    one = noted(store, clash(book, "name", "Re\u0301ne\u0301", "Theirs"))
    put(store, book, replace(records(store, book).all(Contact)[ANN], company="Newest"))
    ours_of(store, book, one)
    ann = records(store, book).all(Contact)[ANN]
    assert (ann.name, ann.company) == ("R\u00e9n\u00e9", "Newest")


def test_ours_typed_by_hand_settles_it(store: Store, book: str) -> None:
    """Where our text stands there already, the conflict ends, and nothing is changed."""
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    put(store, book, replace(records(store, book).all(Contact)[ANN], name="Ours"))
    assert ours_of(store, book, one).changes == ()
    assert store.sheets.conflicts(ME, book) == []


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [("name", "", "Theirs"), ("kind", "no such kind", None), ("strength", 9, None)],
)
def test_what_cannot_be_saved_is_refused(
    store: Store, book: str, field: str, ours: Plain, theirs: Plain
) -> None:
    """With what to do about it; the conflict waits on."""
    one = noted(store, clash(book, field, ours, theirs))
    before = contents(records(store, book))
    answer = settle(store, book, one, Side.OURS)
    assert isinstance(answer, Refused)
    assert contents(records(store, book)) == before
    assert len(store.sheets.conflicts(ME, book)) == 1


def test_a_row_that_is_gone_takes_no_text(store: Store, book: str) -> None:
    """Refused in words; the conflict can be put away."""
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    put(
        store,
        book,
        *removed_with_all(records(store, book), records(store, book).all(Contact)[ANN]),
    )
    answer = settle(store, book, one, Side.OURS)
    assert isinstance(answer, Refused)
    assert "not in the workbook any more" in answer.problems[0].message
    settle(store, book, one, Side.THEIRS)
    assert store.sheets.conflicts(ME, book) == []


def test_what_is_settled_or_never_was_is_refused(store: Store, book: str) -> None:
    """Also under the id of another workbook's conflict."""
    other = store.create(ME, replace(records(store, book).cover, id="other", version=0), NOW)
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    settle(store, other, one, Side.THEIRS)
    assert isinstance(settle(store, other, one, Side.OURS), Refused)
    assert len(store.sheets.conflicts(ME, book)) == 1
    settle(store, book, one, Side.THEIRS)
    assert isinstance(settle(store, book, one, Side.OURS), Refused)


# whole rows


def test_removed_here_edited_there(store: Store, book: str) -> None:
    """The row stands as the sheet has it; ours takes it away with all that belongs to it."""
    ann = records(store, book).all(Contact)[ANN]
    one = noted(store, clash(book, "", None, as_json(ann)))
    ask = Ask(contact=ANN)
    put(store, book, ask, Touch(contact=ANN, ask=ask.id, on=DAY))
    done = ours_of(store, book, one)
    assert not records(store, book).all(Contact)
    assert not records(store, book).all(Touch)
    saved(take_back(store, book, done.number))
    assert name_of(store, book) == "Theirs"


def test_what_a_sheet_does_not_show_is_no_difference(store: Store, book: str) -> None:
    """The sheet's side tells some columns only, and some that are none of the record's."""
    ann = records(store, book).all(Contact)[ANN]
    put(store, book, replace(ann, passed_over=True))
    told = json.dumps({"name": "Theirs", "company": "Acme", "whose.name": "?", "whose": book})
    one = noted(store, clash(book, "", None, told))
    ours_of(store, book, one)
    assert not records(store, book).all(Contact)


def test_removed_here_edited_there_and_here_again(store: Store, book: str) -> None:
    """A row that somebody has worked on since is not taken away."""
    ann = records(store, book).all(Contact)[ANN]
    one = noted(store, clash(book, "", None, as_json(ann)))
    put(store, book, replace(ann, company="Newest"))
    assert isinstance(settle(store, book, one, Side.OURS), Conflict)
    assert name_of(store, book) == "Theirs"


def test_edited_here_removed_there(store: Store, book: str) -> None:
    """The row is gone on both sides; ours puts it back under its id, and other fields with it."""
    ann = records(store, book).all(Contact)[ANN]
    ours = json.dumps(
        {**base_row(book, ann).content, "company": "Ours", "whose": book, "contact.name": "?"}
    )
    put(store, book, *removed_with_all(records(store, book), ann))
    one = noted(store, clash(book, "", ours, None))
    ours_of(store, book, one)
    back = records(store, book).all(Contact)[ANN]
    assert {**plain(back), "version": 0} == {**plain(replace(ann, company="Ours")), "version": 0}


def test_removed_on_both_sides_is_settled(store: Store, book: str) -> None:
    """Where the row has gone meanwhile, taking it away changes nothing."""
    ann = records(store, book).all(Contact)[ANN]
    one = noted(store, clash(book, "", None, as_json(ann)))
    put(store, book, *removed_with_all(records(store, book), ann))
    assert ours_of(store, book, one).changes == ()
    assert store.sheets.conflicts(ME, book) == []


class PowerGone(BaseException):
    """Stands for the end of the process at this statement: nobody catches it."""


@pytest.mark.parametrize("take", Side)
def test_stopped_at_each_statement_it_is_settled_or_it_is_not(
    store: Store, book: str, take: Side
) -> None:
    """Stopped before each statement in turn: the record and the conflict tell the same story."""
    one = noted(store, clash(book, "name", "Ours", "Theirs"))
    engine = store._engine  # noqa: SLF001 - where statements pass
    left = 0

    def before(*_call: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise PowerGone

    for nth in range(1, 40):
        left = nth
        event.listen(engine, "before_cursor_execute", before)
        try:
            settle(store, book, one, take)
        except PowerGone:
            assert name_of(store, book) == "Theirs"
            assert len(store.sheets.conflicts(ME, book)) == 1
        else:
            break
        finally:
            event.remove(engine, "before_cursor_execute", before)
    assert nth >= 3
    assert name_of(store, book) == ("Ours" if take is Side.OURS else "Theirs")
    assert store.sheets.conflicts(ME, book) == []
