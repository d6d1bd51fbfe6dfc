"""Migrations: from any earlier schema to this one, forward only, in numbered steps.

All steps run in one transaction, so a store is in its old shape or in its new one, whenever the
power goes. SQLite's file is copied first, beside itself, under a name that tells the old version;
PostgreSQL migrates under an advisory lock, so that of two servers one does it and one waits. A
store written by a newer app is refused, not guessed at.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, inspect, select, text, update

from lib.store.engine import BUSY_SECONDS, file_of
from lib.store.errors import DiskError, NewerSchemaError
from lib.store.schema import SCHEMA_VERSION, metadata, schema
from lib.store.transactions import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_LOCK: Final = 0x6E77_6F72_6B62
"""Number of the advisory lock: no other program on the server uses it by chance."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one version of the schema to the next one."""

    makes: int
    """The version it makes, of the one before it."""
    run: Callable[[Connection], None]
    """What it does; it neither commits nor rolls back."""


def _sheets(connection: Connection) -> None:
    """Make the tables of the Google Sheets, as they were at version 2.

    Written out: a step goes on making what it made when the tables have long moved on.
    """
    together = " WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""
    for words in _SHEETS:
        connection.execute(text(words.format(together=together)))


_SHEETS: Final = (
    """
    CREATE TABLE sheets (
        id TEXT NOT NULL, actor TEXT NOT NULL, holder TEXT, until TEXT, title TEXT NOT NULL,
        sequence INTEGER NOT NULL, memory TEXT, need TEXT, need_detail TEXT, progress TEXT,
        looked_at TEXT, pushed_at TEXT, retry_at TEXT, tries INTEGER NOT NULL,
        interval_seconds INTEGER, of_host INTEGER NOT NULL,
        PRIMARY KEY (id), UNIQUE (actor)
    )
    """,
    """
    CREATE TABLE sheet_links (
        workbook TEXT NOT NULL, practice INTEGER NOT NULL, sheet TEXT NOT NULL,
        owner TEXT NOT NULL, state TEXT NOT NULL, need TEXT, need_detail TEXT, code TEXT,
        code_until TEXT, found TEXT, choice TEXT, asked_at TEXT NOT NULL, opened_at TEXT,
        refresh_at TEXT, synced_version INTEGER NOT NULL,
        PRIMARY KEY (workbook, practice)
    )
    """,
    """
    CREATE TABLE sheet_base (
        sheet TEXT NOT NULL, "of" TEXT NOT NULL, "row" TEXT NOT NULL, workbook TEXT NOT NULL,
        pending INTEGER NOT NULL, missed INTEGER NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (sheet, "of", "row")
    ){together}
    """,
    """
    CREATE TABLE sheet_conflicts (
        workbook TEXT NOT NULL, id TEXT NOT NULL, sheet TEXT NOT NULL, "of" TEXT NOT NULL,
        "row" TEXT NOT NULL, field TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (workbook, id)
    )
    """,
    """
    CREATE TABLE sheet_problems (
        sheet TEXT NOT NULL, "of" TEXT NOT NULL, place INTEGER NOT NULL, workbook TEXT,
        tab TEXT NOT NULL, line INTEGER, field TEXT NOT NULL, text TEXT NOT NULL,
        message TEXT NOT NULL, candidates TEXT NOT NULL,
        PRIMARY KEY (sheet, "of", place)
    )
    """,
    "CREATE INDEX sheet_links_of_sheet ON sheet_links (sheet)",
    "CREATE INDEX sheet_problems_of_workbook ON sheet_problems (sheet, workbook)",
)


def _access(connection: Connection) -> None:
    """Make the tables of the links, and the fields that came with them, as at version 3."""
    for words in _ACCESS:
        connection.execute(text(words))


_ACCESS: Final = (
    """
    CREATE TABLE access_links (
        id TEXT NOT NULL, hash TEXT NOT NULL, role TEXT NOT NULL, workbook TEXT, person TEXT,
        desk TEXT, carries TEXT, name TEXT NOT NULL, shows TEXT NOT NULL, types INTEGER NOT NULL,
        made_at TEXT NOT NULL, until TEXT, withdrawn_at TEXT, used_at TEXT,
        seen_version INTEGER NOT NULL, seen_at TEXT, session_on TEXT,
        PRIMARY KEY (id), UNIQUE (hash)
    )
    """,
    """
    CREATE TABLE visit_links (
        visit TEXT NOT NULL, link TEXT NOT NULL, opened_at TEXT NOT NULL,
        PRIMARY KEY (visit, link)
    )
    """,
    """
    CREATE TABLE erased (
        workbook TEXT NOT NULL, "of" TEXT NOT NULL, "row" TEXT NOT NULL, at TEXT NOT NULL,
        wiped INTEGER NOT NULL,
        PRIMARY KEY (workbook, "of", "row")
    )
    """,
    "CREATE INDEX erased_to_wipe ON erased (wiped)",
    "CREATE INDEX access_links_of_workbook ON access_links (workbook)",
    "CREATE INDEX access_links_of_desk ON access_links (desk)",
    "CREATE INDEX visit_links_of_link ON visit_links (link)",
    "ALTER TABLE scripts ADD COLUMN review TEXT",
    "ALTER TABLE scripts ADD COLUMN handed_on TEXT",
    "ALTER TABLE comments ADD COLUMN \"by\" TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE comments ADD COLUMN suggests TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE comments ADD COLUMN taken INTEGER",
    "ALTER TABLE comments ADD COLUMN settled_on TEXT",
    "ALTER TABLE covers ADD COLUMN archived_on TEXT",
)


def _workshops(connection: Connection) -> None:
    """Make the tables of the workshops, and the field of the links, as at version 4."""
    for words in _WORKSHOPS:
        connection.execute(text(words))


_WORKSHOPS: Final = (
    """
    CREATE TABLE workshops (
        id TEXT NOT NULL, title TEXT NOT NULL, plan TEXT NOT NULL, code TEXT, code_until TEXT,
        step TEXT, step_at TEXT, ends_at TEXT, version INTEGER NOT NULL,
        names_hidden INTEGER NOT NULL, made_at TEXT NOT NULL, ends_on TEXT NOT NULL, ended_at TEXT,
        PRIMARY KEY (id), UNIQUE (code)
    )
    """,
    """
    CREATE TABLE seats (
        id TEXT NOT NULL, workshop TEXT NOT NULL, workbook TEXT NOT NULL, visit TEXT NOT NULL,
        name TEXT NOT NULL, joined_at TEXT NOT NULL, hidden INTEGER NOT NULL, claimed_at TEXT,
        left_at TEXT,
        PRIMARY KEY (id), UNIQUE (workbook)
    )
    """,
    """
    CREATE TABLE reveals (
        workshop TEXT NOT NULL, question TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
        shown INTEGER NOT NULL, picture TEXT NOT NULL, members TEXT,
        PRIMARY KEY (workshop, question, number)
    )
    """,
    "ALTER TABLE access_links ADD COLUMN workshop TEXT",
    "CREATE INDEX access_links_of_workshop ON access_links (workshop)",
    "CREATE INDEX seats_of_workshop ON seats (workshop)",
)


def _nudges(connection: Connection) -> None:
    """Make the field of a nudge, as at version 5."""
    connection.execute(text("ALTER TABLE workshops ADD COLUMN nudged_at TEXT"))


def _afterwards(connection: Connection) -> None:
    """Make the fields of what comes after a workshop, as at version 6."""
    for words in _AFTERWARDS:
        connection.execute(text(words))


_AFTERWARDS: Final = (
    "ALTER TABLE workshops ADD COLUMN erased_at TEXT",
    "ALTER TABLE seats ADD COLUMN coach_wish TEXT",
    "ALTER TABLE seats ADD COLUMN coach_link TEXT",
)


def _idling(connection: Connection) -> None:
    """Make the fields by which a visit locks itself, as at version 7."""
    for words in _IDLING:
        connection.execute(text(words))


_IDLING: Final = (
    "ALTER TABLE visits ADD COLUMN others_since TEXT",
    "ALTER TABLE visits ADD COLUMN idle_until TEXT",
)


def _brought(connection: Connection) -> None:
    """Make the fields of workbooks that move from room to room, as at version 8; fill them."""
    for words in _BROUGHT:
        connection.execute(text(words))


_BROUGHT: Final = (
    "ALTER TABLE workshops ADD COLUMN people INTEGER",
    """
    UPDATE workshops SET people = (
        SELECT NULLIF(count(*), 0) FROM seats
        WHERE seats.workshop = workshops.id AND seats.left_at IS NULL
    ) WHERE ended_at IS NOT NULL AND erased_at IS NULL
    """,
    "ALTER TABLE seats ADD COLUMN sat_at TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE seats ADD COLUMN sat_version INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE seats ADD COLUMN moves INTEGER NOT NULL DEFAULT 0",
    "UPDATE seats SET sat_at = joined_at",
)


STEPS: Final[tuple[Step, ...]] = (
    Step(2, _sheets),
    Step(3, _access),
    Step(4, _workshops),
    Step(5, _nudges),
    Step(6, _afterwards),
    Step(7, _idling),
    Step(8, _brought),
)
"""Every step from version 1 to `SCHEMA_VERSION`; a new store is made in the newest shape."""


def migrate(engine: Engine, steps: Sequence[Step] = STEPS) -> None:
    """Bring the store's tables to the newest version; make them where there are none.

    The newest version is that of the last step, or `SCHEMA_VERSION` where there is no step.

    Raises:
        NewerSchemaError: the store is newer than this app.
        DiskError: there is no room for the copy of SQLite's file.
        BusyError: another program holds the store.
    """
    newest = steps[-1].makes if steps else SCHEMA_VERSION
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '300s'"))
            connection.execute(text("SET LOCAL statement_timeout = '0'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if not inspect(connection).has_table(schema.name):
            metadata.create_all(connection)
            connection.execute(insert(schema).values(version=SCHEMA_VERSION))
        version = connection.execute(select(schema.c.version)).scalar_one()
        if version > newest:
            message = (
                f"This store was written by a newer version of the app (schema {version}, this one "
                f"knows {newest}). Nothing was changed: start the newer app."
            )
            raise NewerSchemaError(message)
        waiting = [one for one in steps if one.makes > version]
        if not waiting:
            return
        path = file_of(engine)
        if path is not None:
            copy_beside(path, version)
        for one in waiting:
            one.run(connection)
        connection.execute(update(schema).values(version=newest))


def copy_beside(path: Path, version: int) -> Path:
    """Copy a SQLite file to `<name>.schema-<version>` beside it, mode 0600; return the copy's path.

    The copy appears whole or not at all, and is on the disk before this returns. It is made with
    SQLite's backup, which reads through the journal.

    Raises:
        DiskError: it could not be made.
    """
    copy = path.with_name(f"{path.name}.schema-{version}")
    half = copy.with_name(f"{copy.name}.part")
    try:
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        with (
            closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(half)) as target,
        ):
            source.backup(target)
        with half.open("rb+") as written:
            os.fsync(written.fileno())
        half.replace(copy)
    except (OSError, sqlite3.Error) as error:
        message = (
            f"The store was to be brought to a new form, and {path} could not be copied before "
            f"({type(error).__name__}). Nothing was changed: make room beside it and start again."
        )
        raise DiskError(message) from None
    return copy
