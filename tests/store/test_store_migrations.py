"""Migrations: forward in steps, old or new whole, a copy first; on every database."""

from __future__ import annotations

from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from lib.coaching.contacts import Contact
from lib.store import DiskError, NewerSchemaError, Role, Store
from lib.store.engine import open_engine
from lib.store.migrations import STEPS, Step, migrate
from lib.store.schema import SCHEMA_VERSION
from tests.store.book import ME, NOW, begun, contents, put, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine


class PowerGone(BaseException):
    """Stands for the end of the process at this statement: nobody catches it."""


def _add_pronouns(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE contacts ADD COLUMN pronouns TEXT"))
    connection.execute(text("UPDATE contacts SET pronouns = ''"))


def _add_a_table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE seasons (workbook TEXT, name TEXT)"))
    connection.execute(text("INSERT INTO seasons SELECT id, 'spring' FROM workbooks"))


NEXT = (Step(SCHEMA_VERSION + 1, _add_pronouns), Step(SCHEMA_VERSION + 2, _add_a_table))
"""Two made-up steps."""
NEWEST = SCHEMA_VERSION + 2


@pytest.fixture
def filled(address: str) -> tuple[str, str, dict[str, Any]]:
    """Return (address, workbook's id, its contents) of a store with a hundred contacts."""
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        put(store, workbook, *(Contact(name=f"Person {one}") for one in range(100)))
        return address, workbook, contents(records(store, workbook))


@pytest.fixture
def engine(filled: tuple[str, str, dict[str, Any]]) -> Iterator[Engine]:
    """Lend an engine on the filled store."""
    made = open_engine(filled[0])
    yield made
    made.dispose()


def _version(engine: Engine) -> object:
    with engine.connect() as connection:
        return connection.execute(text("SELECT version FROM schema")).scalar()


def _is_new(engine: Engine) -> list[bool]:
    """Return for each trace of the made-up steps whether it is there."""
    found = []
    for query in ("SELECT pronouns FROM contacts", "SELECT count(*) FROM seasons"):
        with engine.connect() as connection:
            try:
                connection.execute(text(query)).all()
                found.append(True)
            except Exception:  # noqa: BLE001 - each database has its own error for this
                found.append(False)
    return [*found, _version(engine) == NEWEST]


def test_the_steps_lead_to_the_version_of_the_tables() -> None:
    """Steps are numbered without a gap and end where the tables are."""
    assert [one.makes for one in STEPS] == list(range(2, SCHEMA_VERSION + 1))


def test_steps_run_once_and_in_order(
    engine: Engine, filled: tuple[str, str, dict[str, Any]]
) -> None:
    """After the steps the new columns are there and every row is as it was."""
    migrate(engine, NEXT)
    migrate(engine, NEXT)
    assert _is_new(engine) == [True, True, True]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM seasons")).scalar() == 1
        names = connection.execute(text("SELECT name FROM contacts")).scalars()
        assert sorted(names) == sorted(one["name"] for one in filled[2]["contacts"].values())


def test_a_newer_store_is_refused(engine: Engine, filled: tuple[str, str, dict[str, Any]]) -> None:
    """An older app does not open what a newer one wrote, says so, and changes nothing."""
    migrate(engine, NEXT)
    with pytest.raises(NewerSchemaError, match=f"schema {NEWEST}, this one knows"):
        Store(filled[0])
    assert _is_new(engine) == [True, True, True]


def test_stopped_at_each_statement_it_is_old_or_new(
    engine: Engine, filled: tuple[str, str, dict[str, Any]]
) -> None:
    """Stopped before each statement in turn, the store opens in its old form with every row."""
    address, workbook, before = filled
    nth = 0
    while True:
        nth += 1
        with _StoppedAt(engine, nth):
            try:
                migrate(engine, NEXT)
            except PowerGone:
                pass
            else:
                break
        assert _is_new(engine) == [False, False, False]
        with closing(Store(address)) as store:
            assert contents(records(store, workbook)) == before
    assert nth >= 8
    assert _is_new(engine) == [True, True, True]


def _commit_between(connection: Connection) -> None:
    _add_pronouns(connection)
    connection.commit()


def test_a_step_that_commits_is_found(engine: Engine) -> None:
    """Negative control: with a commit inside a step, the same check finds a store in between."""
    mixed = 0
    for nth in range(1, 30):
        with _StoppedAt(engine, nth):
            try:
                migrate(engine, (Step(SCHEMA_VERSION + 1, _commit_between), NEXT[1]))
            except PowerGone:
                pass
            else:
                break
        mixed += _is_new(engine) not in ([False] * 3, [True] * 3)
        if mixed:
            break
    assert mixed


def test_the_old_file_is_copied_beside_itself_first(
    quick_folder: Path,
) -> None:
    """SQLite: the copy is named after the old version, for its owner alone, whole, and opens."""
    path = quick_folder / "book.sqlite"
    with closing(Store(f"sqlite:///{path}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        put(store, workbook, Contact(name="Ann"))
        before = contents(records(store, workbook))
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine, NEXT)
    engine.dispose()
    copy = quick_folder / f"book.sqlite.schema-{SCHEMA_VERSION}"
    assert {one.name for one in quick_folder.iterdir()} == {path.name, copy.name}
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(Store(f"sqlite:///{copy}")) as store:
        assert contents(records(store, workbook)) == before


def test_without_room_for_the_copy_nothing_is_changed(quick_folder: Path) -> None:
    """Where the copy cannot be made, the store stays in its old form and the message says why."""
    path = quick_folder / "book.sqlite"
    Store(f"sqlite:///{path}").close()
    (quick_folder / f"book.sqlite.schema-{SCHEMA_VERSION}").mkdir()
    engine = open_engine(f"sqlite:///{path}")
    try:
        with pytest.raises(DiskError, match="Nothing was changed"):
            migrate(engine, NEXT)
        assert _is_new(engine) == [False, False, False]
    finally:
        engine.dispose()


def test_two_who_migrate_at_once(filled: tuple[str, str, dict[str, Any]]) -> None:
    """Two servers start the same migration together: the steps run once, both go on."""
    engines = [open_engine(filled[0]) for _ in range(2)]
    errors: list[BaseException] = []

    def start(one: Engine) -> None:
        try:
            migrate(one, NEXT)
        except BaseException as error:  # noqa: BLE001 - reported below
            errors.append(error)

    threads = [Thread(target=start, args=(one,)) for one in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert _is_new(engines[0]) == [True, True, True]
    for one in engines:
        one.dispose()


class _StoppedAt:
    """Stops the process, as it were, before the nth statement."""

    def __init__(self, engine: Engine, nth: int) -> None:
        self._engine = engine
        self._left = nth

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._before)

    def __exit__(self, *_error: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._before)

    def _before(self, *_call: object) -> None:
        self._left -= 1
        if self._left == 0:
            raise PowerGone
