"""The connection to the store: SQLite by default, PostgreSQL by URL.

SQLite before 3.51.3 (3.50.7 and 3.44.6 are mended too) can lose commits in WAL mode with two
connections: there the rollback journal with synchronous EXTRA is taken, else WAL with FULL. Both
keep every commit through a power cut; source: `trust.md`, "What was found", 8 and 9, and the SQLite
change log of 3.51.3.

A database in memory is not taken: it would be gone with its connection, and a page's next run has
another one.
"""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from lib.store.errors import AddressError, BusyError, DiskError, UnsafeFileError
from lib.store.transactions import BEGIN, in_plain_words

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

BUSY_SECONDS: Final = 10
"""How long anyone waits for another one, or for a connection."""

_POSTGRESQL_OPTIONS: Final = (
    f"-c lock_timeout={BUSY_SECONDS}s -c statement_timeout=60s "
    "-c idle_in_transaction_session_timeout=60s"
)


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Return whether this version of SQLite keeps every commit in WAL mode."""
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )


def journal(version: tuple[int, int, int]) -> tuple[str, str]:
    """Return (journal mode, synchronous mode) that make a commit durable on a version of SQLite."""
    return ("wal", "FULL") if wal_is_safe(version) else ("delete", "EXTRA")


def open_engine(url: str, *, modes: tuple[str, str] | None = None) -> Engine:
    """Return an engine for the store's address.

    A SQLite file's folder is made with mode 0700 and the file with 0600.

    Args:
        url: the store's address.
        modes: a SQLite file's (journal mode, synchronous mode); None for those of `journal`.

    Raises:
        AddressError: the address is neither a SQLite file nor a PostgreSQL database.
        UnsafeFileError: others can read the file or its folder, or it is damaged.
        DiskError: the file cannot be made.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        driver = parsed.get_dialect().driver
    except (ArgumentError, NoSuchModuleError):
        backend, driver = "", ""
    if (backend, driver) == ("sqlite", "pysqlite"):
        return _sqlite(parsed, modes)
    if (backend, driver) == ("postgresql", "psycopg"):
        return _postgresql(parsed)
    message = (
        "The store's address is neither sqlite:///<path of a file> nor "
        "postgresql+psycopg://<user>@<host>/<name>."
    )
    raise AddressError(message)


def file_of(engine: Engine) -> Path | None:
    """Return the path of the SQLite file behind an engine; None for PostgreSQL."""
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return None
    return Path(engine.url.database)


def _postgresql(url: URL) -> Engine:
    given = url.query.get("options", "")
    arguments = {"options": f"{_POSTGRESQL_OPTIONS} {given if isinstance(given, str) else ''}"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = str(BUSY_SECONDS)
    return create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",  # a statement after the lock sees the newest rows
        connect_args=arguments,
        hide_parameters=True,
    )


def _sqlite(url: URL, modes: tuple[str, str] | None) -> Engine:
    name = url.database or ""
    if name in ("", ":memory:") or name.startswith("file:"):
        message = (
            "A workbook is kept in a file: give its plain path, as in sqlite:////home/me/book.sqlite."
            " A database in memory would be gone with the page."
        )
        raise AddressError(message)
    path = Path(name)
    private(path)
    arguments: dict[str, Any] = {"check_same_thread": False}
    if "timeout" not in url.query:
        arguments["timeout"] = BUSY_SECONDS
    same = _SameFile(path, _identity(path))
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        connect_args=arguments,
        hide_parameters=True,
    )

    def connected(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        same.demand()
        connection.isolation_level = None
        prepare(connection, modes)

    def began(connection: Connection) -> None:
        statement = connection.get_execution_options().get(BEGIN, "BEGIN IMMEDIATE")
        if statement == "BEGIN IMMEDIATE":
            same.demand()
        if statement:
            connection.exec_driver_sql(statement)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
    try:
        _check(path)
    except UnsafeFileError:
        engine.dispose()
        raise
    return engine


def prepare(connection: sqlite3.Connection, modes: tuple[str, str] | None = None) -> None:
    """Make commits on a SQLite connection durable.

    Raises:
        BusyError: another program holds the file, so its journal mode cannot be changed.
    """
    mode, synchronous = modes or journal(sqlite3.sqlite_version_info[:3])
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            (found,) = connection.execute(f"PRAGMA journal_mode={mode}").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            found = "busy"  # SQLite does not wait by itself for a change of mode
        if found == mode:
            break
        if time.monotonic() > until:
            message = "Another program holds the workbook's file. Close it and start again."
            raise BusyError(message)
        time.sleep(0.02)
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA secure_delete=ON")
    # What a long save changes stays in memory until it is committed: written out before, it would
    # keep every reader waiting from then on to the end of the save.
    connection.execute("PRAGMA cache_spill=OFF")


@dataclass(frozen=True, slots=True)
class _SameFile:
    """The file that was opened first: one put in its place while the app runs is not written."""

    path: Path
    identity: tuple[int, int]

    def demand(self) -> None:
        """Go on only if the file is still there.

        Raises:
            UnsafeFileError: it was moved, deleted or replaced.
        """
        try:
            still = _identity(self.path) == self.identity
        except OSError:
            still = False
        if not still:
            message = (
                f"The workbook's file {self.path} was moved or replaced while the app ran. Nothing "
                "was saved; start the app again."
            )
            raise UnsafeFileError(message)


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return (found.st_dev, found.st_ino)


def _check(path: Path) -> None:
    """Go on only if the file is whole.

    Raises:
        UnsafeFileError: it is damaged, or no SQLite file.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        meaning = in_plain_words(error)
        if not isinstance(meaning, UnsafeFileError):
            raise meaning from None
        said = error.sqlite_errorname
    finally:
        connection.close()
    if said != "ok":
        message = (
            f"The workbook's file {path} is damaged, so nothing was opened or changed. Keep it, "
            "put your newest good copy in its place, and start again."
        )
        raise UnsafeFileError(message)


def private(path: Path) -> None:
    """Make a file and its folder, for their owner alone; refuse them where others can read.

    Nothing that exists is changed: its owner may have had a reason.

    Raises:
        UnsafeFileError: others can read the file or its folder.
        DiskError: one of them cannot be made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            _note(path.parent)
    except OSError as error:
        message = f"The workbook's file {path} cannot be made ({error.strerror})."
        raise DiskError(message) from None
    if os.name != "posix":
        return  # the mode bits say nothing of who may read there
    if path.parent.stat().st_mode & 0o077:
        message = (
            f"Other people on this machine can look into {path.parent}, and the workbook holds "
            "names and notes. Keep it in a folder of its own; if the folder is yours alone, run "
            f"'chmod go-rwx {path.parent}' and start again."
        )
        raise UnsafeFileError(message)
    if path.stat().st_mode & 0o077:
        message = (
            f"Other people on this machine can read {path}, and it holds names and notes. Run "
            f"'chmod go-rwx {path}' and start again."
        )
        raise UnsafeFileError(message)


def _note(folder: Path) -> None:
    """Make a new file's entry in its folder outlast a power cut."""
    if os.name != "posix":
        return  # a folder cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
