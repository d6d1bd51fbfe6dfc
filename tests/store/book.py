"""A workbook for the tests: who owns it, the instant it is changed, and short ways to change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.records import new_id, plain
from lib.coaching.touches import Touch
from lib.coaching.workbook import TABLE_OF
from lib.store import Actor, Saved, fresh_cover

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.coaching.records import Plain, Record
    from lib.coaching.workbook import Records
    from lib.store import Result, Store, Write

ME = Actor.of_cookie("me")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)


def begun(store: Store) -> str:
    """Make a workbook; return its id."""
    return store.create(ME, fresh_cover("Europe/Berlin"), NOW)


def act(
    store: Store, workbook: str, *writes: Write, operation: str | None = None, verb: str = "change"
) -> Result:
    """Save an action as the owner; a new operation unless one is named."""
    return store.save(ME, workbook, writes, verb=verb, operation=operation or new_id(), at=NOW)


def saved(result: Result) -> Saved:
    """Return the result as `Saved`; anything else is a failure."""
    assert isinstance(result, Saved), result
    return result


def put(store: Store, workbook: str, *writes: Write) -> Saved:
    """Save an action that must succeed."""
    return saved(act(store, workbook, *writes))


def take_back(store: Store, workbook: str, number: int, *, skip_changed: bool = False) -> Result:
    """Undo an action as the owner."""
    return store.undo(ME, workbook, number, operation=new_id(), at=NOW, skip_changed=skip_changed)


def records(store: Store, workbook: str) -> Records:
    """Return the records as they are now."""
    return store.snapshot(ME, workbook).records


def contents(found: Records) -> dict[str, dict[str, dict[str, Plain]]]:
    """Return all rows written down, by table and id, without their versions."""
    return {
        name: {row: _without_version(record) for row, record in found.all(record_type).items()}
        for record_type, name in TABLE_OF.items()
    }


def _without_version(record: Record) -> dict[str, Plain]:
    return {name: value for name, value in plain(record).items() if name != "version"}


def crowd(people: int, asks: int, touches: int) -> Iterable[Record]:
    """Yield contacts, asks and touches that point at each other."""
    contacts = [
        Contact(name=f"Person {one}", company=f"Company {one % 70}", notes="Met at the fair.")
        for one in range(people)
    ]
    yield from contacts
    asked = [Ask(contact=contacts[one % people].id) for one in range(asks)]
    yield from asked
    for one in range(touches):
        ask = asked[one % asks]
        day = DAY - timedelta(days=one % 500)
        yield Touch(contact=ask.contact, ask=ask.id, on=day, words="Hello, how are you?")
