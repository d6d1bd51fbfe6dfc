"""Rows of the record tables: read as records, and written where they are as they were seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, select

from lib.coaching import collector
from lib.coaching.records import Plain, Record, fields_of, plain, read_all
from lib.coaching.workbook import Changed, Records
from lib.store.errors import BusyError
from lib.store.schema import record_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

SLICE: Final = 1_000
"""Rows handed to the database at a time: what is made for them is gone before the next ones."""

_ALL: Final = {
    record_type: select(*(table.c[one.name] for one in fields_of(record_type))).where(
        table.c.workbook == bindparam("workbook")
    )
    for record_type, table in record_tables.items()
}
_HERE: Final = {
    record_type: (
        table.c.workbook == bindparam("at_workbook"),
        table.c.id == bindparam("at_id"),
        table.c.version == bindparam("at_version"),
    )
    for record_type, table in record_tables.items()
}
_UPDATE: Final = {
    record_type: table.update().where(*_HERE[record_type])
    for record_type, table in record_tables.items()
}
_DELETE: Final = {
    record_type: table.delete().where(*_HERE[record_type])
    for record_type, table in record_tables.items()
}


def load(connection: Connection, workbook: str) -> Records:
    """Return all the records of a workbook."""
    found: dict[type[Record], dict[str, Record]] = {}
    with collector.waiting():
        for record_type, query in _ALL.items():
            result = connection.execute(query, {"workbook": workbook})
            # the driver's own tuples: SQLAlchemy's rows would take as long again
            found[record_type] = read_all(record_type, result.cursor.fetchall())
            result.close()
    return Records(found)


@dataclass(frozen=True, slots=True)
class Written:
    """A change with its rows written down: once, for the tables and for the history."""

    step: Changed
    before: dict[str, Plain] | None
    after: dict[str, Plain] | None


def written(steps: Sequence[Changed]) -> list[Written]:
    """Return changes with their rows written down."""
    return [
        Written(
            one,
            None if one.before is None else plain(one.before),
            None if one.after is None else plain(one.after),
        )
        for one in steps
    ]


def write(connection: Connection, workbook: str, changes: Sequence[Written]) -> None:
    """Write changes; every row that is changed or removed must have the version it had before.

    Raises:
        BusyError: one has not; the transaction must not be committed.
    """
    new: dict[type[Record], list[dict[str, Plain]]] = {}
    for one in changes:
        step = one.step
        if step.before is None:
            if step.after is not None and one.after is not None:
                new.setdefault(type(step.after), []).append(one.after)
            continue
        record_type = type(step.before)
        here: dict[str, Any] = {
            "at_workbook": workbook,
            "at_id": step.before.id,
            "at_version": step.before.version,
        }
        if one.after is None:
            done = connection.execute(_DELETE[record_type], here)
        else:
            done = connection.execute(_UPDATE[record_type], here | one.after)
        if done.rowcount != 1:
            message = "A row was changed by someone else meanwhile. Nothing was saved; try again."
            raise BusyError(message)
    for record_type, rows in new.items():
        for first in range(0, len(rows), SLICE):
            some = [{"workbook": workbook, **row} for row in rows[first : first + SLICE]]
            connection.execute(insert(record_tables[record_type]), some)
