"""One transaction: how it begins, how it ends, and what the database's errors mean for people.

`glance` is one statement, `reading` sees one state of the database throughout, `writing` commits at
its end or leaves everything as it was. On SQLite a writer takes its lock at the beginning (BEGIN
IMMEDIATE), so it never has to give up halfway; on PostgreSQL writers lock the workbook's row.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from lib.store.errors import (
    BusyError,
    ClashError,
    DiskError,
    StoreError,
    UncertainError,
    UnsafeFileError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

BEGIN: Final = "begin"
"""Execution option: the statement that begins a transaction on SQLite; empty for none."""

_BUSY: Final = "The store did not answer in time. Nothing was saved; please try again."
_CLASH: Final = "Two changes waited for each other. Nothing was saved; please try again."
_DISK: Final = (
    "The disk is full, read-only or failing. Nothing was saved; make room or check the disk, then "
    "try again."
)
_DAMAGED: Final = (
    "The workbook's file is damaged. Nothing was saved. Stop the app, keep the file, and put your "
    "newest good copy in its place."
)
_OTHER: Final = "The store could not do this. Nothing was saved."

_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: (BusyError, _BUSY),
    sqlite3.SQLITE_LOCKED: (BusyError, _BUSY),
    sqlite3.SQLITE_PROTOCOL: (BusyError, _BUSY),
    sqlite3.SQLITE_FULL: (DiskError, _DISK),
    sqlite3.SQLITE_READONLY: (DiskError, _DISK),
    sqlite3.SQLITE_IOERR: (DiskError, _DISK),
    sqlite3.SQLITE_CANTOPEN: (DiskError, _DISK),
    sqlite3.SQLITE_PERM: (DiskError, _DISK),
    sqlite3.SQLITE_CORRUPT: (UnsafeFileError, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (UnsafeFileError, _DAMAGED),
}
"""SQLite's primary result codes: https://www.sqlite.org/rescode.html."""

_POSTGRESQL: Final = {
    "40001": (ClashError, _CLASH),  # serialization failure
    "40P01": (ClashError, _CLASH),  # deadlock
    "55P03": (BusyError, _BUSY),  # a lock was not free in time
    "57014": (BusyError, _BUSY),  # a statement took too long
    "57P": (BusyError, _BUSY),  # the server stops or starts
    "08": (BusyError, _BUSY),  # no connection
    "53100": (DiskError, _DISK),
    "53": (BusyError, _BUSY),  # too many connections, no memory
    "58": (DiskError, _DISK),  # I/O
    "25006": (DiskError, _DISK),  # read-only
    "XX001": (UnsafeFileError, _DAMAGED),
    "XX002": (UnsafeFileError, _DAMAGED),
}
"""PostgreSQL's codes or their beginnings, the longer ones first in each class: its appendix A."""


def in_plain_words(error: Exception) -> StoreError:
    """Return what an error of the database means, with its code and without any value."""
    if isinstance(error, PoolTimeoutError):
        return BusyError(_BUSY)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        name = getattr(cause, "sqlite_errorname", type(cause).__name__)
        kind, message = _SQLITE.get((code or 0) & 0xFF, (StoreError, _OTHER))
        return kind(f"{message} ({name})")
    state = getattr(cause, "sqlstate", None)
    if state is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        return BusyError(_BUSY)
    if state is None and type(cause).__name__ in ("OperationalError", "ConnectionTimeout"):
        return BusyError(_BUSY)  # psycopg found no server
    for beginning, (kind, message) in _POSTGRESQL.items():
        if state is not None and state.startswith(beginning):
            return kind(f"{message} ({state})")
    return StoreError(f"{_OTHER} ({state or type(cause).__name__})")


@contextmanager
def glance(engine: Engine) -> Iterator[Connection]:
    """Lend a connection for exactly one reading statement, without a transaction around it."""
    with _lent(engine, _options(engine, "", "AUTOCOMMIT")) as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Lend a connection that sees one state of the database until it is given back."""
    with _lent(engine, _options(engine, "BEGIN", "REPEATABLE READ")) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Lend a connection whose work is committed at the end, or taken back if anything is raised.

    Raises:
        UncertainError: the database did not say whether it has committed.
        StoreError: any other error of the database; nothing was saved.
    """
    with _lent(engine, {BEGIN: "BEGIN IMMEDIATE"}) as connection:
        yield connection
        try:
            connection.commit()
        except (SQLAlchemyError, sqlite3.Error) as error:
            meaning = in_plain_words(error)
            connection.invalidate()
            if type(meaning) in (BusyError, ClashError) and isinstance(
                getattr(error, "orig", None), sqlite3.Error
            ):
                raise meaning from None  # SQLite still had it to do, so it is not done
            message = "The answer to a save was lost. Reload the page to see whether it was saved."
            raise UncertainError(message) from meaning


def _options(engine: Engine, begin: str, isolation_level: str) -> dict[str, str]:
    """Return how a transaction begins: by a statement on SQLite, by its level on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        return {BEGIN: begin}
    return {"isolation_level": isolation_level}


@contextmanager
def _lent(engine: Engine, options: dict[str, str]) -> Iterator[Connection]:
    """Lend a connection; errors of the database come out as the store's own."""
    try:
        with engine.connect().execution_options(**options) as connection:
            yield connection
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise in_plain_words(error) from None
