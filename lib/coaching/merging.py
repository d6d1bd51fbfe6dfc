"""What becomes of two people who are one: fields filled, everything moved, nothing lost.

The first stays. Where it has nothing in a field it takes the second's; where both have something
else the first's stays, and the second's text goes to the notes. Asks, touches, gives, promises,
drafts, comments and introductions of the second become the first's. It is one action, so taking it
back makes them two again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.records import Record, fields_of
from lib.coaching.text import folded
from lib.coaching.workbook import TABLE_OF, Records


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in which the two differ."""

    heading: str
    stays: Any
    other: Any
    noted: bool
    """True where the other text is kept in the notes."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What making two people one would change."""

    changed: tuple[Record, ...]
    """The first, filled, and every row that becomes theirs."""
    removed: Contact
    conflicts: tuple[Conflict, ...]


_FREE_TEXT = frozenset({"notes", "knows_at", "spoke_about", "did_together"})
"""Put together instead of compared."""
_YES_WINS = frozenset({"knows_my_work", "ever_helped"})
_OWN = frozenset({"id", "version", "mutual_contact"})


def merged(records: Records, first: Contact, second: Contact) -> Merge:
    """Return what making the second one with the first would change."""
    filled, conflicts = _filled(first, second)
    rows = tuple(_moved(records, first, second))
    return Merge((filled, *rows), second, conflicts)


def _filled(first: Contact, second: Contact) -> tuple[Contact, tuple[Conflict, ...]]:
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    over: list[str] = []
    for one in fields_of(Contact):
        mine, theirs = getattr(first, one.name), getattr(second, one.name)
        if one.name in _OWN or one.name in _FREE_TEXT or theirs in (None, "", mine):
            continue
        if mine in (None, "") or (one.name in _YES_WINS and theirs):
            values[one.name] = theirs
        elif one.column.hidden or (isinstance(mine, str) and folded(mine) == folded(theirs)):
            continue
        else:
            noted = isinstance(theirs, str)
            conflicts.append(Conflict(one.column.heading, mine, theirs, noted))
            if noted:
                over.append(f"{one.column.heading}: {theirs}")
    for name in sorted(_FREE_TEXT):
        extra = over if name == "notes" else []
        mark = ", " if name == "knows_at" else "\n"
        values[name] = _together(getattr(first, name), getattr(second, name), mark, extra)
    introducer = first.mutual_contact or second.mutual_contact
    itself = introducer in (first.id, second.id)
    return replace(first, **values, mutual_contact=None if itself else introducer), tuple(conflicts)


def _together(mine: str, theirs: str, mark: str, extra: list[str]) -> str:
    """Return two texts one after the other, without saying anything twice."""
    parts = [mine] if mine else []
    parts += [one for one in (theirs, *extra) if one and folded(one) not in folded(mine)]
    return mark.join(parts)


def _moved(records: Records, first: Contact, second: Contact) -> list[Record]:
    """Return every row that names the second, naming the first instead."""
    found: list[Record] = []
    for record_type in TABLE_OF:
        names = [one.name for one in fields_of(record_type) if one.column.refers_to == "contacts"]
        if not names:
            continue
        for row in records.all(record_type).values():
            values: dict[str, Any] = {
                name: first.id for name in names if getattr(row, name) == second.id
            }
            if values and row.id not in (first.id, second.id):
                found.append(_to_nobody_twice(replace(row, **values)))
    found += [
        replace(one, row=first.id)
        for one in records.all(Comment).values()
        if (one.table, one.row) == (TABLE_OF[Contact], second.id)
    ]
    return found


def _to_nobody_twice(row: Record) -> Record:
    """Return an ask without an introduction to the very person it is made of."""
    if isinstance(row, Ask) and row.about == row.contact:
        return replace(row, about=None)
    return row
