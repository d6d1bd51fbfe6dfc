"""The same operation again: once for a double tap, both shown for other words, anew after undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.touches import Channel, Touch
from lib.store import Actor, Conflict, Role, Saved, Store
from lib.store.workbooks import fresh_cover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lib.store import Result, Snapshot
    from lib.store.history import Deed
    from lib.store.results import Write

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ACTOR = Actor.of_cookie("one")


class Desk:
    """One workbook, written through the store."""

    def __init__(self, url: str) -> None:
        """Open a store and begin a workbook in it."""
        self.store = Store(url)
        self.store.admit(ACTOR, Role.OWNER, NOW)
        self.id = self.store.create(ACTOR, fresh_cover("UTC"), NOW)

    def save(self, operation: str, *writes: Write) -> Result:
        """Save under an operation id."""
        return self.store.save(ACTOR, self.id, writes, verb="try", operation=operation, at=NOW)

    def undo(self, number: int, operation: str) -> Result:
        """Take an action back."""
        return self.store.undo(ACTOR, self.id, number, operation=operation, at=NOW)

    def contact(self, row: str) -> Contact:
        """Return a contact as it is now."""
        found = self.store.snapshot(ACTOR, self.id).records.get(Contact, row)
        assert found is not None
        return found

    def touches(self) -> int:
        """Return how many touches there are."""
        return len(self.store.snapshot(ACTOR, self.id).records.all(Touch))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a workbook in a file of its own."""
    made = Desk(f"sqlite:///{tmp_path / 'data' / 'w.sqlite'}")
    yield made
    made.store.close()


def logged(contact: Contact, ask: Ask, channel: Channel) -> Touch:
    """Return a try as a button makes it: a new id at each tap."""
    return Touch(contact=contact.id, ask=ask.id, on=date(2026, 3, 2), at=NOW, channel=channel)


def test_other_words_under_the_same_operation_are_shown_not_dropped(desk: Desk) -> None:
    """Two tabs drew the same row; the second one's edit is a conflict with both versions (P2)."""
    ann = Contact(name="Ann Example")
    desk.save("add", ann)
    seen = desk.contact(ann.id)
    assert isinstance(desk.save("edit", replace(seen, notes="first tab")), Saved)
    second = desk.save("edit", replace(seen, notes="second tab"))
    assert isinstance(second, Conflict)
    ((ours, theirs),) = second.pairs
    assert isinstance(ours, Contact)
    assert isinstance(theirs, Contact)
    assert (ours.notes, theirs.notes) == ("second tab", "first tab")
    assert desk.contact(ann.id).notes == "first tab"


class WithoutComparing(Store):
    """The guard removed: the same operation id is taken for the same words."""

    def _again(self, now: Snapshot, deed: Deed, repeated: Saved) -> Saved | Conflict:
        del self, now, deed
        return repeated


def test_without_comparing_the_second_tab_is_dropped_in_silence(tmp_path: Path) -> None:
    """The negative control of the check above: it would be told that its words were saved."""
    store = WithoutComparing(f"sqlite:///{tmp_path / 'data' / 'w.sqlite'}")
    store.admit(ACTOR, Role.OWNER, NOW)
    book = store.create(ACTOR, fresh_cover("UTC"), NOW)
    ann = Contact(name="Ann Example")
    told = []
    for operation, notes in (("add", ""), ("edit", "first tab"), ("edit", "second tab")):
        seen = store.snapshot(ACTOR, book).records.get(Contact, ann.id) or ann
        wanted = replace(seen, notes=notes)
        told.append(store.save(ACTOR, book, [wanted], verb="v", operation=operation, at=NOW))
    assert all(isinstance(one, Saved) for one in told)
    kept = store.snapshot(ACTOR, book).records.get(Contact, ann.id)
    assert kept is not None
    assert kept.notes == "first tab"
    store.close()


def test_a_double_tap_is_applied_once_though_its_new_rows_have_new_ids(desk: Desk) -> None:
    """A tap makes its rows when it is tapped; twice the same is one action (P3)."""
    first, second = Contact(name="Ann Example"), Contact(name="Ann Example")
    assert isinstance(desk.save("both", first, Ask(contact=first.id)), Saved)
    again = desk.save("both", second, Ask(contact=second.id))
    assert isinstance(again, Saved)
    assert again.repeated
    records = desk.store.snapshot(ACTOR, desk.id).records
    assert (len(records.all(Contact)), len(records.all(Ask))) == (1, 1)


def test_the_same_step_logged_otherwise_in_another_tab_is_shown(desk: Desk) -> None:
    """One try, tapped as mail here and as a call there, is not counted twice nor dropped."""
    ann = Contact(name="Ann Example")
    ask = Ask(contact=ann.id)
    desk.save("add", ann, ask)
    assert isinstance(desk.save("step", logged(ann, ask, Channel.EMAIL)), Saved)
    assert isinstance(desk.save("step", logged(ann, ask, Channel.EMAIL)), Saved)
    assert isinstance(desk.save("step", logged(ann, ask, Channel.PHONE)), Conflict)
    assert desk.touches() == 1


def test_what_was_taken_back_can_be_done_again(desk: Desk) -> None:
    """Done, Undo, Done: the button has the same operation id, and the second Done is saved."""
    ann = Contact(name="Ann Example")
    ask = Ask(contact=ann.id)
    desk.save("add", ann, ask)
    for turn in range(3):
        done = desk.save("step", logged(ann, ask, Channel.EMAIL))
        assert isinstance(done, Saved)
        assert not done.repeated
        assert desk.touches() == 1
        assert isinstance(desk.undo(done.number, f"undo-{turn}"), Saved)
        assert desk.touches() == 0


def test_an_undo_that_was_taken_back_holds_the_operation_again(desk: Desk) -> None:
    """Done, Undo, Undo of that: the step stands, and a late tap of the old button adds nothing."""
    ann = Contact(name="Ann Example")
    ask = Ask(contact=ann.id)
    desk.save("add", ann, ask)
    done = desk.save("step", logged(ann, ask, Channel.EMAIL))
    assert isinstance(done, Saved)
    undone = desk.undo(done.number, "undo")
    assert isinstance(undone, Saved)
    assert isinstance(desk.undo(undone.number, "redo"), Saved)
    late = desk.save("step", logged(ann, ask, Channel.EMAIL))
    assert isinstance(late, Saved)
    assert late.repeated
    assert desk.touches() == 1
    assert isinstance(desk.undo(done.number, "undo"), Saved)
    assert desk.touches() == 0


def test_the_list_of_actions_does_not_read_an_import(desk: Desk) -> None:
    """How many rows an action changed is told without reading them."""
    desk.save("import", *(Contact(name=f"Person {one}") for one in range(300)))
    newest = desk.store.history(ACTOR, desk.id, limit=1)[0]
    assert (newest.rows, len(newest.changes)) == (300, 300)
    short = desk.store.history(ACTOR, desk.id, limit=1, changes_too=False)[0]
    assert (short.rows, short.changes) == (300, ())
