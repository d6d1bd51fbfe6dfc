"""Which rows point at which: nothing may point at a row that is gone.

A row belongs to the one its required references name, and to its contact; any other reference is a
mention. What belongs to a row goes with it, a mention is emptied: `removed_with_all`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.comments import Comment
from lib.coaching.records import Problem, Record, fields_of, new_id
from lib.coaching.scripts import Script
from lib.coaching.workbook import TABLE_OF, TABLES, Changed, Grouped, Records
from lib.store.results import Removed, Write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from lib.store.sheets import RowKey


@dataclass(frozen=True, slots=True)
class _Key:
    """Reads one field of a record; equal for equal names, so that an index is built once."""

    name: str

    def __call__(self, record: Record) -> str | None:
        value: str | None = getattr(record, self.name)
        return value


def _identity(record: Record) -> str:
    return record.id


@dataclass(frozen=True, slots=True)
class Reference:
    """One field that holds another row's id."""

    record_type: type[Record]
    name: str
    table: str
    """The table it points into."""
    belongs: bool
    """True where the row goes with the one it points at."""

    def pointing(self, records: Records, row: str) -> tuple[Any, ...]:
        """Return the records whose field points at a row."""
        index: Grouped[Record] = Grouped(self.record_type, _Key(self.name), _identity)
        return records.index(index).get(row, ())


REFERENCES: Final = tuple(
    Reference(
        record_type,
        one.name,
        one.column.refers_to,
        belongs=not one.optional or one.name == "contact",
    )
    for record_type in TABLE_OF
    for one in fields_of(record_type)
    if one.column.refers_to
)
"""Every reference there is."""

_FROM: Final = {
    record_type: tuple(one for one in REFERENCES if one.record_type is record_type)
    for record_type in TABLE_OF
}
_INTO: Final = {table: tuple(one for one in REFERENCES if one.table == table) for table in TABLES}


def removed_with_all(records: Records, record: Record) -> tuple[Write, ...]:
    """Return everything that must be saved, as one action, to take a record away.

    The record first, then the rows that belong to it, and to those, with the comments on each of
    them; then the rows that only mention one of them, with the mention emptied.

    Args:
        records: the workbook as it is.
        record: the row to take away, at the version that was seen.
    """
    gone: dict[tuple[str, str], Record] = {(TABLE_OF[type(record)], record.id): record}
    waiting = [record]
    mentions: dict[tuple[type[Record], str], set[str]] = {}
    while waiting:
        one = waiting.pop()
        table = TABLE_OF[type(one)]
        for reference in _INTO[table]:
            for found in reference.pointing(records, one.id):
                if reference.belongs:
                    if (TABLE_OF[type(found)], found.id) not in gone:
                        gone[TABLE_OF[type(found)], found.id] = found
                        waiting.append(found)
                else:
                    mentions.setdefault((type(found), found.id), set()).add(reference.name)
    for comment in records.all(Comment).values():
        if (comment.table, comment.row) in gone:
            gone["comments", comment.id] = comment
    emptied = []
    for (record_type, row), names in mentions.items():
        found = records.get(record_type, row)
        if found is not None and (TABLE_OF[record_type], row) not in gone:
            emptied.append(replace(found, **dict.fromkeys(names)))
    return (*(Removed(one) for one in gone.values()), *emptied)


def under_new_ids(rows: Sequence[Record], gone: Collection[RowKey]) -> list[Record]:
    """Return rows of a file with a fresh id for each that was erased, wherever it is pointed at."""
    keys = [(TABLE_OF[type(one)], one.id) for one in rows]
    fresh = {key: new_id() for key in keys if key in gone}
    found = []
    for key, one in zip(keys, rows, strict=True):
        changes: dict[str, Any] = {
            reference.name: fresh[reference.table, row]
            for reference in _FROM[type(one)]
            if (reference.table, row := getattr(one, reference.name)) in fresh
        }
        if key in fresh:
            changes |= {"id": fresh[key], "version": 0}
        if isinstance(one, Comment) and (one.table, one.row) in fresh:
            changes["row"] = fresh[one.table, one.row]
        found.append(replace(one, **changes) if changes else one)
    return found


def without(rows: Sequence[Record], gone: Collection[RowKey]) -> list[Record]:
    """Return rows of a file but for those that were erased, and those that would belong to one."""
    out = set(gone)
    kept = list(rows)
    while True:
        going = [one for one in kept if _goes(one, out)]
        if not going:
            break
        out.update((TABLE_OF[type(one)], one.id) for one in going)
        kept = [one for one in kept if (TABLE_OF[type(one)], one.id) not in out]
    return [_mentioning_none(one, out) for one in kept]


def _goes(record: Record, out: set[RowKey]) -> bool:
    if (TABLE_OF[type(record)], record.id) in out:
        return True
    if isinstance(record, Comment) and (record.table, record.row) in out:
        return True
    if isinstance(record, Script) and ("asks", record.ask) in out:
        return True  # words for an ask are written to the person
    return any(
        one.belongs and (one.table, getattr(record, one.name)) in out for one in _FROM[type(record)]
    )


def _mentioning_none(record: Record, out: set[RowKey]) -> Record:
    names = [
        one.name for one in _FROM[type(record)] if (one.table, getattr(record, one.name)) in out
    ]
    emptied: dict[str, Any] = dict.fromkeys(names)
    return replace(record, **emptied) if names else record


def dangling(records: Records, steps: Sequence[Changed]) -> list[Problem]:
    """Return a problem for every reference that would point at nothing after these changes."""
    wrong = [problem for _, problem in pointless(records, steps)]
    for _, _, reference in still_wanted(records, steps):
        message = "Other rows still belong to it: take them away first."
        wrong.append(Problem(TABLE_OF[reference.record_type], None, message))
    return wrong


def pointless(records: Records, steps: Sequence[Changed]) -> Iterator[tuple[Changed, Problem]]:
    """Yield each change that would make a row point at nothing."""
    gone, come = _ids(steps, gone=True), _ids(steps, gone=False)
    for step in steps:
        if step.after is None:
            continue
        for one in _FROM[type(step.after)]:
            row = getattr(step.after, one.name)
            if row is None:
                continue
            there = records.get(TABLES[one.table], row) is not None or (one.table, row) in come
            if not there or (one.table, row) in gone:
                message = f"{_heading(one)}: that row is not in the workbook any more."
                yield step, Problem(TABLE_OF[one.record_type], None, message)


def still_wanted(
    records: Records, steps: Sequence[Changed]
) -> Iterator[tuple[Changed, Record, Reference]]:
    """Yield (removal, the row that still points at it, by which reference)."""
    touched = _ids(steps, gone=True) | _ids(steps, gone=False)
    for step in steps:
        if step.after is not None or step.before is None:
            continue
        for reference in _INTO[TABLE_OF[type(step.before)]]:
            for found in reference.pointing(records, step.before.id):
                if (TABLE_OF[type(found)], found.id) not in touched:
                    yield step, found, reference


def _ids(steps: Sequence[Changed], *, gone: bool) -> set[tuple[str, str]]:
    """Return (table, id) of the rows that these changes take away, or of those that they put."""
    return {
        (TABLE_OF[type(record)], record.id)
        for step in steps
        if (step.after is None) is gone
        and (record := step.before if gone else step.after) is not None
    }


def _heading(reference: Reference) -> str:
    fields = fields_of(reference.record_type)
    return next(one.column.heading for one in fields if one.name == reference.name)
