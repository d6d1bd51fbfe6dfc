"""Snapshots: workbooks as they are at one version, kept ready within a bound of bytes.

One snapshot a workbook is kept, the newest; the one before it is let go of as soon as nobody draws
it. What was not asked for longest goes first, and a workbook larger than the bound is not kept.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from lib.coaching.records import Record, fields_of
from lib.coaching.workbook import TABLE_OF, Changed, Records
from lib.store import history, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

BYTES_A_ROW: Final = 600
"""Memory a row takes with the indexes on it, its own texts aside.

Measured with tracemalloc on Python 3.11, with the six indexes that pages use: 340 in a workbook of
5,000 contacts, 8,000 asks and 49,000 touches, 460 where one row in six is a contact, 560 where all
are. The most of these, and some room; `test_store_speed` measures it again.
"""
_BYTES_A_WORKBOOK: Final = 16 * 1024
"""Memory a workbook takes that holds nothing but its cover."""

_TEXTS: Final = {
    record_type: tuple(
        attrgetter(one.name)
        for one in fields_of(record_type)
        if one.kind is str and one.column.refers_to is None and one.name != "id"
    )
    for record_type in TABLE_OF
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workbook at one version."""

    id: str
    version: int
    records: Records
    weight: int = field(default=0, compare=False, repr=False)
    """Bytes of memory it takes with its indexes, about."""

    def after(self, version: int, steps: Sequence[Changed]) -> Snapshot:
        """Return the snapshot that follows after some changes; this one stays as it is."""
        weight = (
            self.weight
            + weigh(step.after for step in steps if step.after is not None)
            - weigh(step.before for step in steps if step.before is not None)
        )
        return Snapshot(self.id, version, self.records.changed(steps), weight)


def weigh(records: Iterable[Record]) -> int:
    """Return the bytes that rows take in a snapshot, about."""
    by_type: dict[type[Record], list[Record]] = {}
    for record in records:
        by_type.setdefault(type(record), []).append(record)
    return sum(
        len(found) * BYTES_A_ROW
        + sum(sum(map(_bytes_of, filter(None, map(text, found)))) for text in _TEXTS[record_type])
        for record_type, found in by_type.items()
    )


def _bytes_of(text: object) -> int:
    """Return the bytes a text takes: Python keeps two forms of what is not plain ASCII.

    Several words of a vocabulary (`Touch.helped_with`) are written down as text but kept as a tuple
    of members shared by all: nothing but the tuple is counted.
    """
    if not isinstance(text, str):
        return 56
    return 56 + (len(text) if text.isascii() else 6 * len(text))


def loaded(connection: Connection, workbook: str, version: int) -> Snapshot:
    """Return a snapshot read from the tables."""
    records = rows.load(connection, workbook)
    weight = sum(weigh(records.all(record_type).values()) for record_type in TABLE_OF)
    return Snapshot(workbook, version, records, weight + _BYTES_A_WORKBOOK)


def caught_up(connection: Connection, kept: Snapshot, version: int) -> Snapshot:
    """Return the snapshot of a later version, made of an earlier one and the history between.

    Where the history does not fit the rows that are kept (the database was put back to an older
    copy and went on from there), everything is read again; so it is where a row was erased: what is
    made of an earlier snapshot holds on to it.
    """
    if history.erased_between(connection, kept.id, kept.version + 1, version):
        return loaded(connection, kept.id, version)
    found = history.changed_between(connection, kept.id, kept.version + 1, version)
    steps = [step for _, step in found]
    versions: dict[tuple[type[Record], str], int | None] = {}
    for step in steps:
        record = step.before if step.before is not None else step.after
        if record is None:
            continue
        row = (type(record), record.id)
        there = kept.records.get(*row)
        has = versions.get(row, there.version if there is not None else None)
        if has != (step.before.version if step.before is not None else None):
            return loaded(connection, kept.id, version)
        versions[row] = step.after.version if step.after is not None else None
    return kept.after(version, steps)


class Shelf:
    """The snapshots that are kept ready."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most so many bytes."""
        self._most_bytes = most_bytes
        self._weight = 0
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._lock = Lock()
        self._building: WeakValueDictionary[str, _Turn] = WeakValueDictionary()

    @property
    def weight(self) -> int:
        """Bytes of all the snapshots kept, about."""
        return self._weight

    def get(self, workbook: str) -> Snapshot | None:
        """Return the snapshot that is kept of a workbook."""
        with self._lock:
            found = self._kept.get(workbook)
            if found is not None:
                self._kept.move_to_end(workbook)
            return found

    @contextmanager
    def building(self, workbook: str) -> Iterator[None]:
        """Hold the turn to bring a workbook's snapshot up to date: one does, the others wait."""
        with self._lock:
            turn = self._building.get(workbook)
            if turn is None:
                turn = self._building[workbook] = _Turn()
        with turn.lock:
            yield

    def keep(self, snapshot: Snapshot) -> None:
        """Keep a committed snapshot in place of an older one."""
        with self._lock:
            known = self._kept.get(snapshot.id)
            if known is not None and known.version >= snapshot.version:
                return
            self._put(snapshot)

    def forget(self, workbook: str) -> None:
        """Keep nothing of a workbook."""
        with self._lock:
            known = self._kept.pop(workbook, None)
            self._weight -= known.weight if known is not None else 0

    def put_back(self, snapshot: Snapshot) -> None:
        """Keep a snapshot in place of a newer one: the database itself went back."""
        with self._lock:
            self._put(snapshot)

    def _put(self, snapshot: Snapshot) -> None:
        known = self._kept.pop(snapshot.id, None)
        self._weight += snapshot.weight - (known.weight if known is not None else 0)
        self._kept[snapshot.id] = snapshot
        while self._weight > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._weight -= oldest.weight


class _Turn:
    """A lock that is forgotten when nobody holds it."""

    __slots__ = ("__weakref__", "lock")

    def __init__(self) -> None:
        self.lock = Lock()
