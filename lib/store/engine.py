"""The connection to the store: SQLite by default, PostgreSQL by URL.

SQLite before 3.51.3 (3.50.7 and 3.44.6 are mended too) can lose commits in WAL mode with two
connections: there the rollback journal with synchronous EXTRA is taken, else WAL with FULL. Both
keep every commit through a power cut; source: `trust.md`, "What was found", 8 and 9, and the SQLite
change log of 3.51.3.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url

from lib.store.errors import UnsafeFileError

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY_SECONDS = 10
"""How long a writer waits for another one."""


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Return whether this version of SQLite keeps every commit in WAL mode."""
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )


def journal_pragmas() -> tuple[str, str]:
    """Return the two PRAGMA statements that make a commit durable on the SQLite in use."""
    if wal_is_safe(sqlite3.sqlite_version_info[:3]):
        return ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
    return ("PRAGMA journal_mode=DELETE", "PRAGMA synchronous=EXTRA")


def open_engine(url: str) -> Engine:
    """Return an engine for the store's address.

    A SQLite file's folder is made with mode 0700 and the file with 0600.

    Raises:
        UnsafeFileError: others can read the file or its folder.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, pool_timeout=20)
    if parsed.database:
        _private(Path(parsed.database))
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    def connected(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        connection.isolation_level = None
        for pragma in (*journal_pragmas(), "PRAGMA secure_delete=ON"):
            connection.execute(pragma)

    def began(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's event hands over its own types
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    return engine


def _private(path: Path) -> None:
    """Make the file and its folder, for their owner alone; refuse them where others can read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    for one in (path.parent, path):
        if one.stat().st_mode & 0o077:
            message = (
                f"Other people on this machine can read {one}. It holds names and notes: "
                f"run 'chmod go-rwx {one}' and start again."
            )
            raise UnsafeFileError(message)
