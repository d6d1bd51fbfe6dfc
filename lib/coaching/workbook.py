"""All the records of one workbook at one version, with the indexes that pages need.

A `Records` never changes; `changed` returns the next one and carries every index over by the rows
that changed, so that a click costs the same with fifty contacts and with five thousand.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from lib.coaching.asks import Ask, Course, course
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact, search_text
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.layers import layered
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.scripts import Script
from lib.coaching.targets import Target
from lib.coaching.text import folded
from lib.coaching.touches import Touch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

T = TypeVar("T")
R = TypeVar("R", bound=Record)

TABLES: dict[str, type[Record]] = {
    "contacts": Contact,
    "gives": Give,
    "asks": Ask,
    "touches": Touch,
    "promises": Promise,
    "targets": Target,
    "scripts": Script,
    "exercises": Exercise,
    "guesses": Guess,
    "comments": Comment,
    "covers": Cover,
}
"""Every record type by the name of its table; a record type is declared here and nowhere else."""

TABLE_OF: dict[type[Record], str] = {record_type: name for name, record_type in TABLES.items()}
"""The name of each record type's table."""

LIMITS: dict[type[Record], int] = {Contact: 5_000, Touch: 50_000}
"""Most rows of a type in one workbook: `product.md`, Records."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One row before and after; before is None where it is new, after None where it is gone."""

    before: Record | None
    after: Record | None


class Index(Protocol[T]):
    """Something derived from the records, kept up to date by what changed. Hashable."""

    def build(self, records: Records) -> T:
        """Return the derived value, made from nothing."""

    def carry(self, old: T, records: Records, changes: Sequence[Changed]) -> T:
        """Return the derived value for `records`, made from the value before the changes.

        It returns `old` itself where nothing it depends on changed, and never alters `old`.
        """


class Records:
    """The records of one workbook at one version."""

    __slots__ = ("_building", "_indexes", "_rows")

    def __init__(self, rows: Mapping[type[Record], Mapping[str, Record]]) -> None:
        """Take the rows by type and id."""
        self._rows: dict[type[Record], Mapping[str, Record]] = {
            record_type: rows.get(record_type, {}) for record_type in TABLE_OF
        }
        self._indexes: dict[Index[Any], Any] = {}
        self._building = RLock()

    def all(self, record_type: type[R]) -> Mapping[str, R]:
        """Return every record of a type, by id."""
        return cast("Mapping[str, R]", self._rows[record_type])

    def get(self, record_type: type[R], row: str | None) -> R | None:
        """Return one record; None where there is none (or where `row` is None)."""
        return None if row is None else cast("R | None", self._rows[record_type].get(row))

    @property
    def cover(self) -> Cover:
        """The workbook's cover."""
        return next(iter(self.all(Cover).values()))

    def index(self, index: Index[T]) -> T:
        """Return a derived value, built once and then carried from version to version.

        Many sessions meet the same records: the first one builds, the others wait for it.
        """
        found = self._indexes.get(index)
        if found is None:
            with self._building:
                found = self._indexes.get(index)
                if found is None:
                    found = self._indexes[index] = index.build(self)
        return cast("T", found)

    def changed(self, changes: Sequence[Changed]) -> Records:
        """Return the records after some rows changed; this one stays as it is."""
        moved: dict[type[Record], dict[str, Record | None]] = {}
        for change in changes:
            record = change.after if change.after is not None else change.before
            if record is not None:
                moved.setdefault(type(record), {})[record.id] = change.after
        rows = {
            record_type: layered(self._rows[record_type], rows)
            for record_type, rows in moved.items()
        }
        following = Records({**self._rows, **rows})
        for index, old in self._indexes.copy().items():  # another thread may be adding one
            following._indexes[index] = index.carry(old, following, changes)
        return following


@dataclass(frozen=True, slots=True)
class Grouped(Generic[R]):
    """Index: the records of one type under a key, each group in its order.

    The value maps each key to a tuple of records; a record with key None is in no group.
    """

    record_type: type[R]
    key: Callable[[R], str | None]
    order: Callable[[R], Any]

    def build(self, records: Records) -> Mapping[str, tuple[R, ...]]:
        """Return the groups."""
        groups: dict[str, list[R]] = {}
        for record in records.all(self.record_type).values():
            key = self.key(record)
            if key is not None:
                groups.setdefault(key, []).append(record)
        return {key: tuple(sorted(group, key=self.order)) for key, group in groups.items()}

    def carry(
        self, old: Mapping[str, tuple[R, ...]], records: Records, changes: Sequence[Changed]
    ) -> Mapping[str, tuple[R, ...]]:
        """Return the groups after the changes."""
        del records
        groups: dict[str, list[R]] = {}
        for change in changes:
            for gone, record in ((True, change.before), (False, change.after)):
                if not isinstance(record, self.record_type):
                    continue
                key = self.key(record)
                if key is None:
                    continue
                group = groups[key] if key in groups else old.get(key, ())
                rest = [one for one in group if one.id != record.id]
                if not gone:
                    insort(rest, record, key=self.order)
                groups[key] = rest
        if not groups:
            return old
        return layered(old, {key: tuple(group) or None for key, group in groups.items()})


class Keyed(Index["Mapping[str, T]"], Protocol[T]):
    """An index with one value for each id, which can tell whose value a change touches."""

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the ids whose value may differ after the changes."""


@dataclass(frozen=True, slots=True)
class Each(Generic[R]):
    """Index: the records of one type themselves, by id."""

    record_type: type[R]

    def build(self, records: Records) -> Mapping[str, R]:
        """Return the records."""
        return records.all(self.record_type)

    def carry(
        self, old: Mapping[str, R], records: Records, changes: Sequence[Changed]
    ) -> Mapping[str, R]:
        """Return the records after the changes."""
        del old, changes
        return records.all(self.record_type)

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the ids of the changed records of this type."""
        del records
        return {
            record.id
            for change in changes
            for record in (change.before, change.after)
            if isinstance(record, self.record_type)
        }


@dataclass(frozen=True, slots=True)
class Courses:
    """Index: how each ask has gone (`asks.Course`), by the ask's id."""

    def build(self, records: Records) -> Mapping[str, Course]:
        """Return the course of every ask."""
        touches = records.index(TOUCHES_BY_ASK)
        return {ask.id: course(ask, touches.get(ask.id, ())) for ask in records.all(Ask).values()}

    def carry(
        self, old: Mapping[str, Course], records: Records, changes: Sequence[Changed]
    ) -> Mapping[str, Course]:
        """Return the courses after the changes."""
        affected = self.affected(records, changes)
        if not affected:
            return old
        touches = records.index(TOUCHES_BY_ASK)
        asks = ((row, records.get(Ask, row)) for row in affected)
        return layered(
            old,
            {row: None if ask is None else course(ask, touches.get(row, ())) for row, ask in asks},
        )

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the asks that changed themselves or through a touch."""
        del records
        found = set()
        for change in changes:
            for record in (change.before, change.after):
                if isinstance(record, Ask):
                    found.add(record.id)
                elif isinstance(record, Touch) and record.ask is not None:
                    found.add(record.ask)
        return found


@dataclass(frozen=True, slots=True)
class Ranking:
    """The value of a `Sorted` index."""

    entries: list[tuple[Any, ...]]
    """In ascending order; the last member of each is the id. Never altered."""
    entry_of: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sorted(Generic[T]):
    """Index: one sort key for each value of a keyed index, as one sorted list.

    `entry` gives the tuple to sort by, ending in the id, or None to leave the value out. Two
    entries never tie before the id, so the members before it must compare with each other.
    """

    of: Keyed[T]
    entry: Callable[[T], tuple[Any, ...] | None]

    def build(self, records: Records) -> Ranking:
        """Return the ranking."""
        entry_of = {}
        for row, value in records.index(self.of).items():
            entry = self.entry(value)
            if entry is not None:
                entry_of[row] = entry
        return Ranking(sorted(entry_of.values()), entry_of)

    def carry(self, old: Ranking, records: Records, changes: Sequence[Changed]) -> Ranking:
        """Return the ranking after the changes."""
        values = records.index(self.of)
        moved = []
        for row in self.of.affected(records, changes):
            before = old.entry_of.get(row)
            after = self.entry(values[row]) if row in values else None
            if before != after:
                moved.append((row, before, after))
        if not moved:
            return old
        entries = list(old.entries)
        for _, before, after in moved:
            if before is not None:
                del entries[bisect_left(entries, before)]
            if after is not None:
                insort(entries, after)
        return Ranking(entries, layered(old.entry_of, {row: after for row, _, after in moved}))


TOUCHES_BY_ASK = Grouped(Touch, lambda one: one.ask, lambda one: (one.on, one.id))
"""Touches under their ask, oldest day first."""
TOUCHES_BY_CONTACT = Grouped(Touch, lambda one: one.contact, lambda one: (one.on, one.id))
"""Touches under their contact, oldest day first."""
ASKS_BY_CONTACT = Grouped(Ask, lambda one: one.contact, lambda one: one.id)
"""Asks under their contact."""
GIVES_BY_CONTACT = Grouped(Give, lambda one: one.contact, lambda one: one.id)
"""Gives under their contact."""
PROMISES_BY_CONTACT = Grouped(Promise, lambda one: one.contact, lambda one: (one.made_on, one.id))
"""Promises under their contact, oldest first."""
SCRIPTS_BY_ASK = Grouped(Script, lambda one: one.ask, lambda one: one.id)
"""Scripts under their ask."""
CONTACTS = Each(Contact)
"""The contacts themselves."""
CONTACTS_BY_NAME = Sorted(CONTACTS, lambda one: (folded(one.name), one.id))
"""Contacts in the order of their names."""
COURSES = Courses()
"""How each ask has gone."""


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """Index: what a search looks through, by contact id, folded."""

    def build(self, records: Records) -> Mapping[str, str]:
        """Return the text of every contact."""
        return {one.id: search_text(one) for one in records.all(Contact).values()}

    def carry(
        self, old: Mapping[str, str], records: Records, changes: Sequence[Changed]
    ) -> Mapping[str, str]:
        """Return the texts after the changes."""
        affected = CONTACTS.affected(records, changes)
        if not affected:
            return old
        people = ((row, records.get(Contact, row)) for row in affected)
        return layered(old, {row: None if one is None else search_text(one) for row, one in people})


SEARCH_TEXTS = SearchTexts()
"""What a search looks through."""


def empty(cover: Cover) -> Records:
    """Return the records of a workbook that holds nothing but its cover."""
    return Records({Cover: {cover.id: cover}})


def of(records: Iterable[Record]) -> Records:
    """Return the records given one by one, as a workbook's."""
    rows: dict[type[Record], dict[str, Record]] = {}
    for record in records:
        rows.setdefault(type(record), {})[record.id] = record
    return Records(rows)
