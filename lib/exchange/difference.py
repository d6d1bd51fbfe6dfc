"""How does this file differ from the workbook? New rows, changed ones field by field, missing ones.

Nothing is saved here. A row of the file is either new (no row of the workbook has its id), changed,
or the same; a row of the workbook that the file leaves out is missing. Each exported row carries
the version it had: where the workbook's row has moved on since, or where the file cannot tell, both
are shown and ours stays unless someone chooses otherwise. Missing rows are only taken out on demand
(a file may hold a part of the workbook), and never while other rows still point at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lib.coaching import collector
from lib.coaching.comments import Comment
from lib.coaching.cover import Cover
from lib.coaching.records import Field, Problem, Record, fields_of
from lib.coaching.workbook import TABLE_OF, TABLES, Records
from lib.exchange import layout

if TYPE_CHECKING:
    from lib.exchange.whole import Row, Whole

_OWN = frozenset({"id", "version"})


@dataclass(frozen=True, slots=True)
class New:
    """A row that the workbook has not."""

    line: int
    record: Record


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the file has otherwise."""

    line: int
    ours: Record
    theirs: Record
    """As the file has it; with our version, so that saving it changes ours."""
    moved_on: bool
    """True where ours was changed since the file was made, or the file does not know ours."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in which they differ."""
        return tuple(
            one
            for one in fields_of(type(self.ours))
            if one.name not in _OWN
            and getattr(self.ours, one.name) != getattr(self.theirs, one.name)
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What bringing a file back would do. Rows read = new + changed + same + left out, always."""

    new: tuple[New, ...]
    changed: tuple[Change, ...]
    same: int
    """How many rows say nothing new."""
    missing: tuple[Record, ...]
    """Rows of the workbook that the file leaves out, and that could be taken out."""
    held: tuple[Record, ...]
    """Rows the file leaves out, at which others still point: they stay."""
    left_out: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    @property
    def rows_read(self) -> int:
        """How many rows the file has."""
        return len(self.new) + len(self.changed) + self.same + len(self.left_out)

    @property
    def nothing(self) -> bool:
        """True where the file says what the workbook says."""
        return not (self.new or self.changed or self.missing)

    def moved_on(self) -> tuple[Change, ...]:
        """Return the changes of rows that were changed here too."""
        return tuple(one for one in self.changed if one.moved_on)

    def plain_changes(self) -> tuple[Change, ...]:
        """Return the changes of rows that are here as they were when the file was made."""
        return tuple(one for one in self.changed if not one.moved_on)

    def to_put(self, *, moved_on_too: bool) -> tuple[Record, ...]:
        """Return the records to save: new ones, and changed ones as the file has them."""
        changes = self.changed if moved_on_too else self.plain_changes()
        return (*(one.record for one in self.new), *(one.theirs for one in changes))


@collector.waiting()
def difference(held: Whole, records: Records) -> Difference:
    """Return how a file differs from the workbook.

    Args:
        held: what the file says.
        records: the workbook as it is now.
    """
    left_out = list(held.left_out)
    new: list[New] = []
    changed: list[Change] = []
    same = 0
    met = set(held.unread)
    for row in held.rows:
        ours = _ours(row, records)
        if ours is None:
            new.append(New(row.line, replace(row.record, version=0)))
            continue
        met.add((row.table, ours.id))
        theirs = _as_told(row, ours)
        if theirs == ours:
            same += 1
        else:
            strange = row.record.id == ours.id and row.record.version != ours.version
            changed.append(Change(row.line, ours, theirs, strange))
    missing = list(_missing(held, records, met))
    new, changed = _pointing(new, changed, records, left_out)
    final = _final(records, new, changed)
    going, staying = _parted(missing, final)
    left_out.sort(key=lambda one: (one.table, one.line or 0))
    return Difference(
        tuple(new),
        tuple(changed),
        same,
        tuple(going),
        tuple(staying),
        tuple(left_out),
        held.remarks,
    )


def _ours(row: Row, records: Records) -> Record | None:
    """Return the workbook's row that a row of the file is; a workbook has one cover."""
    if isinstance(row.record, Cover):
        return records.cover
    return records.get(type(row.record), row.record.id)


def _as_told(row: Row, ours: Record) -> Record:
    """Return our row with all that the file says of it."""
    told = {name: getattr(row.record, name) for name in row.said - _OWN}
    return replace(ours, **told)


def _missing(held: Whole, records: Records, met: set[tuple[str, str]]) -> Iterator[Record]:
    """Yield the rows that were there when the file was made and are not in it."""
    for table in held.tables:
        for one in layout.rows_of(records, TABLES[table]):
            made_later = held.version is not None and one.version > held.version
            if (table, one.id) not in met and not made_later and not isinstance(one, Cover):
                yield one


def _pointing(
    new: list[New], changed: list[Change], records: Records, left_out: list[Problem]
) -> tuple[list[New], list[Change]]:
    """Return the rows that point at nothing that is not there; the others are left out."""
    while True:
        come = {(TABLE_OF[type(one.record)], one.record.id) for one in new}
        lost = [
            *((one.line, one.record) for one in new if _lost(one.record, come, records)),
            *((one.line, one.theirs) for one in changed if _lost(one.theirs, come, records)),
        ]
        if not lost:
            return new, changed
        for line, record in lost:
            words = f"{_lost(record, come, records)}: neither in the file nor in the workbook."
            left_out.append(Problem(TABLE_OF[type(record)], line, words))
        gone = {id(record) for _, record in lost}
        new = [one for one in new if id(one.record) not in gone]
        changed = [one for one in changed if id(one.theirs) not in gone]


def _lost(record: Record, come: set[tuple[str, str]], records: Records) -> str | None:
    """Return the heading under which a record points at nothing; None where it does not."""
    for table, row, heading in _ends(record):
        if (table, row) not in come and records.get(TABLES[table], row) is None:
            return heading
    return None


def _final(records: Records, new: list[New], changed: list[Change]) -> dict[int, Record]:
    """Return the rows the workbook would have, and, where a change may be refused, ours too."""
    rows = [one for record_type in TABLE_OF for one in records.all(record_type).values()]
    return {id(one): one for one in (*rows, *(n.record for n in new), *(c.theirs for c in changed))}


def _parted(missing: list[Record], final: dict[int, Record]) -> tuple[list[Record], list[Record]]:
    """Return the missing rows nothing else points at, and those that must stay."""
    going = {(TABLE_OF[type(one)], one.id): one for one in missing}
    leaving = {id(one) for one in missing}
    pointed = [
        (table, row)
        for one in final.values()
        if id(one) not in leaving
        for table, row, _ in _ends(one)
    ]
    held: list[Record] = []
    while pointed:
        stays = going.pop(pointed.pop(), None)
        if stays is not None:
            held.append(stays)
            pointed.extend((table, row) for table, row, _ in _ends(stays))
    return list(going.values()), held


def _ends(record: Record) -> Iterable[tuple[str, str, str]]:
    """Yield (table, id, heading) of each row that a record points at."""
    if isinstance(record, Comment):
        return
    for one in fields_of(type(record)):
        row = getattr(record, one.name)
        if one.column.refers_to and row is not None:
            yield one.column.refers_to, row, one.column.heading
