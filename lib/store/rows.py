"""Rows of the record tables: read as records, and written where they are as they were seen."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, select

from lib.coaching.records import Plain, Record, fields_of, plain, read_all
from lib.coaching.workbook import Changed, Records
from lib.store.errors import BusyError
from lib.store.schema import record_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

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
    with without_collector():
        for record_type, query in _ALL.items():
            result = connection.execute(query, {"workbook": workbook})
            # the driver's own tuples: SQLAlchemy's rows would take as long again
            found[record_type] = read_all(record_type, result.cursor.fetchall())
            result.close()
    return Records(found)


@contextmanager
def without_collector() -> Iterator[None]:
    """Hold the garbage collector while many rows are read, none of which is garbage.

    It would look through all of them several times over, which takes as long as the reading. Where
    two threads read at once, it may start again while the later one still reads: slower, not wrong.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write(connection: Connection, workbook: str, steps: Sequence[Changed]) -> None:
    """Write changes; every row that is changed or removed must have the version it had before.

    Raises:
        BusyError: one has not; the transaction must not be committed.
    """
    new: dict[type[Record], list[dict[str, Plain]]] = {}
    for step in steps:
        if step.before is None:
            if step.after is not None:
                row = {"workbook": workbook, **plain(step.after)}
                new.setdefault(type(step.after), []).append(row)
            continue
        record_type = type(step.before)
        here: dict[str, Any] = {
            "at_workbook": workbook,
            "at_id": step.before.id,
            "at_version": step.before.version,
        }
        if step.after is None:
            done = connection.execute(_DELETE[record_type], here)
        else:
            done = connection.execute(_UPDATE[record_type], here | plain(step.after))
        if done.rowcount != 1:
            message = "A row was changed by someone else meanwhile. Nothing was saved; try again."
            raise BusyError(message)
    for record_type, rows in new.items():
        connection.execute(insert(record_tables[record_type]), rows)
