"""Actions of many rows, stopped at every one of their statements: all of it or nothing (F6)."""

from __future__ import annotations

import traceback
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from lib import guide
from lib.coaching import belief
from lib.coaching.contacts import Contact
from lib.coaching.merging import merged
from lib.exchange import contacts_in, history_in, incoming, messages
from lib.exchange.history_in import Choices, Counted
from lib.store import Removed, Role, Store, StoreError, removed_with_all, rows
from lib.store.transactions import in_plain_words, reading
from tests.exchange.test_messages import TEN, ten
from tests.store.book import ME, NOW, act, begun, contents, crowd, put, records, take_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from lib.coaching.workbook import Changed
    from lib.store import Snapshot
    from lib.store.history import Deed


TODAY = date(2026, 3, 2)


def long_file(talks: int) -> str:
    """Return messages of talks the owner began, a day each; every third one was answered."""
    me, link = "Alex Doe", "https://www.linkedin.com/in/alex"
    rows = [TEN]
    for day in range(1, talks + 1):
        them, theirs = f"Person {day} Example", f"https://www.linkedin.com/in/person-{day}"
        at, later = f"2024-03-{day:02} 10:00:00 UTC", f"2024-03-{day:02} 11:00:00 UTC"
        rows.append(
            ten("Hello", sender=me, sender_link=link, to=them, links=theirs, at=at, talk=them)
        )
        if day % 3 == 0:
            rows.append(
                ten("Yes", sender=them, sender_link=theirs, to=me, links=link, at=later, talk=them)
            )
    return "\n".join(rows)


class PowerGone(BaseException):
    """Stands for the end of the process at this statement: nobody catches it."""


class CommitsEachRow(Store):
    """The guard removed: every row is committed by itself, as naive code does."""

    def _commit(
        self, connection: Connection, now: Snapshot, deed: Deed, steps: Sequence[Changed]
    ) -> None:
        for place in range(len(steps)):
            part = replace(now, version=now.version + place)
            one = replace(deed, operation=f"{deed.operation}-{place}")
            super()._commit(connection, part, one, steps[place : place + 1])
            connection.commit()


@contextmanager
def stopped_at(store: Store, nth: int) -> Iterator[list[str]]:
    """Stop the process, as it were, before the nth statement; lend the statements so far."""
    seen: list[str] = []
    engine = store._engine  # noqa: SLF001 - where statements pass

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401
        seen.append(statement)
        if len(seen) == nth:
            raise PowerGone

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", before)


def import_50(store: Store, workbook: str) -> object:
    """Add fifty rows."""
    return act(store, workbook, *crowd(15, 15, 20))


def change_50(store: Store, workbook: str) -> object:
    """Change fifty rows, each with a statement of its own."""
    people = list(records(store, workbook).all(Contact).values())[:50]
    return act(store, workbook, *(replace(one, notes="seen") for one in people))


def erase_one(store: Store, workbook: str) -> object:
    """Take a contact away with all that belongs to it."""
    found = records(store, workbook)
    person = next(one for one in found.all(Contact).values() if one.name == "Person 0")
    return act(store, workbook, *removed_with_all(found, person))


def undo_import(store: Store, workbook: str) -> object:
    """Take the import of 50 contacts back."""
    return take_back(store, workbook, 2)


def bring_in_a_file(store: Store, workbook: str) -> object:
    """Bring in a file: thirty new people, and the gaps of twenty who are there."""
    new = "".join(f"New {one},n{one}@x.org,Acme\n" for one in range(30))
    there = "".join(f"Filled {one},f{one}@x.org,Acme\n" for one in range(20))
    table = incoming.read(f"Name,E-mail,Company\n{new}{there}".encode()).table
    found = contacts_in.preview(table, contacts_in.propose(table), records(store, workbook))
    assert (len(found.accepted), len(found.merged)) == (30, 20)
    return act(store, workbook, *contacts_in.writes(found))


def bring_in_messages(store: Store, workbook: str) -> object:
    """Bring in a history: new people, ask, touches, and the guess about the last ten beside it."""
    log = messages.read(long_file(12))
    (me, *_) = history_in.owners(log, records(store, workbook))
    choices = Choices(history_in.keys_of(log, me), Counted.ALL)
    here = records(store, workbook)
    found = history_in.preview(log, choices, here, guide.past(), zone=ZoneInfo("UTC"), today=TODAY)
    assert (len(found.people), found.asks, found.accepted, found.answered_of_ten) == (12, 12, 16, 4)
    guess = belief.found_in_history(here, 7, 4, TODAY)
    return act(store, workbook, *found.writes, guess)


def make_one_of_two(store: Store, workbook: str) -> object:
    """Make two people one: everything of the second becomes the first's."""
    found = records(store, workbook)
    people = {one.name: one for one in found.all(Contact).values()}
    outcome = merged(found, people["Person 1"], people["Person 0"])
    assert len(outcome.changed) > 3
    return act(store, workbook, *outcome.changed, Removed(outcome.removed))


ACTIONS = {
    one.__name__: one
    for one in (
        import_50,
        change_50,
        erase_one,
        undo_import,
        bring_in_a_file,
        bring_in_messages,
        make_one_of_two,
    )
}


def stops(
    made: Callable[[str], Store], address: Callable[[], str], action: Callable[[Store, str], object]
) -> tuple[int, int]:
    """Return (statements of the action, stops that left neither the old nor the new state).

    It ends at the first such stop.
    """
    broken = nth = 0
    with closing(made(address())) as store:
        store.admit(ME, Role.OWNER, NOW)
        while True:
            nth += 1
            workbook = begun(store)
            put(store, workbook, *(Contact(name=f"Known {one}") for one in range(50)))
            if action in (erase_one, make_one_of_two):
                put(store, workbook, *crowd(2, 4, 8))
            if action is bring_in_a_file:
                filled = (Contact(name=f"Filled {n}", email=f"f{n}@x.org") for n in range(20))
                put(store, workbook, *filled)
            old = contents(records(store, workbook))
            stopped = False
            with stopped_at(store, nth):
                try:
                    action(store, workbook)
                except PowerGone:
                    stopped = True
            if not stopped:
                return nth - 1, broken
            with reading(store._engine) as connection:  # noqa: SLF001 - past what is kept
                broken += contents(rows.load(connection, workbook)) != old
            if broken:
                return nth, broken


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_whole_or_was_not(fresh_address: Callable[[], str], name: str) -> None:
    """Stopped before each of its statements in turn, an action leaves everything as it was."""
    statements, broken = stops(Store, fresh_address, ACTIONS[name])
    assert statements >= (56 if name == "change_50" else 7)
    assert broken == 0


def test_without_one_transaction_halves_are_found(fresh_address: Callable[[], str]) -> None:
    """Negative control: with a commit after each row, the same check finds halves."""
    _statements, broken = stops(CommitsEachRow, fresh_address, import_50)
    assert broken > 0


@contextmanager
def broken_at(store: Store, nth: int) -> Iterator[None]:
    """Send the database something it refuses in place of the nth statement."""
    passed = 0
    engine = store._engine  # noqa: SLF001 - where statements pass

    def before(*call: Any) -> tuple[str, Any]:  # noqa: ANN401 - SQLAlchemy's own types
        nonlocal passed
        passed += 1
        _connection, _cursor, statement, parameters, *_rest = call
        return ("SELECT nothing FROM nowhere", ()) if passed == nth else (statement, parameters)

    event.listen(engine, "before_cursor_execute", before, retval=True, named=False)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)


def test_a_database_error_at_any_statement_is_said(fresh_address: Callable[[], str]) -> None:
    """An error in place of each statement of a save: nothing saved, and the next one works."""
    with closing(Store(fresh_address())) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        for nth in range(1, 7):
            with (
                broken_at(store, nth),
                pytest.raises(StoreError, match="Nothing was saved") as said,
            ):
                act(store, workbook, Contact(name=str(nth)))
            assert "nowhere" not in "".join(traceback.format_exception(said.value))
            assert len(records(store, workbook).all(Contact)) == nth - 1
            put(store, workbook, Contact(name=f"Next {nth}"))


def test_an_unknown_error_has_words() -> None:
    """Whatever the database says, what comes out is a sentence and a code, without its text."""
    said = str(in_plain_words(RuntimeError("Ann, 030 1234")))
    assert "Nothing was saved" in said
    assert "Ann" not in said
