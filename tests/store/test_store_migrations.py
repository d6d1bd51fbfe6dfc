"""Migrations: forward in steps, old or new whole, a copy first; on every database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, inspect, text

from lib.coaching.contacts import Contact
from lib.store import DiskError, NewerSchemaError, Role, Store
from lib.store.engine import open_engine
from lib.store.migrations import STEPS, Step, migrate
from lib.store.schema import SCHEMA_VERSION
from tests.store import version_1
from tests.store.book import ME, NOW, begun, contents, put, records, saved, take_back
from tests.store.sheet import linked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


# from version 1, as it was


@pytest.fixture
def old(address: str) -> str:
    """Return the address of a store that version 1 wrote."""
    version_1.write(address)
    return address


def _shape(engine: Engine) -> dict[str, Any]:
    """Return every table with its columns, keys and indexes, as the database tells them."""
    seen = inspect(engine)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(name)],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(one["column_names"] for one in seen.get_unique_constraints(name)),
            sorted((one["name"], one["column_names"]) for one in seen.get_indexes(name)),
            seen.get_table_options(name),
        )
        for name in seen.get_table_names()
    }


def test_from_version_1_to_the_shape_of_a_new_store(
    old: str, fresh_address: Callable[[], str]
) -> None:
    """Every table, column, key and index is there as in a store that is made today."""
    new = fresh_address()
    shapes = []
    for address in (old, new):
        Store(address).close()
        engine = open_engine(address)
        shapes.append(_shape(engine))
        engine.dispose()
    assert shapes[0] == shapes[1]
    assert "sheet_links" in shapes[0]


def test_from_version_1_with_every_record_and_all_history(old: str) -> None:
    """The workbook reads as it was, its history can be taken back, and a sheet can be linked."""
    with closing(Store(old)) as store:
        found = contents(records(store, version_1.WORKBOOK))
        assert {name: set(rows) for name, rows in found.items() if rows} == {
            "contacts": {"c000000000000001", "c000000000000002"},
            "asks": {"a000000000000001"},
            "touches": {"7000000000000001"},
            "comments": {"e000000000000001"},
            "covers": {version_1.WORKBOOK},
        }
        ann = found["contacts"]["c000000000000001"]
        assert (ann["name"], ann["notes"]) == ("Ann O'Neil", "Met at the fair: 100 % sure?")
        history = store.history(ME, version_1.WORKBOOK, limit=9)
        assert [one.number for one in history] == list(range(version_1.ACTIONS, 0, -1))
        saved(take_back(store, version_1.WORKBOOK, version_1.ACTIONS))
        assert records(store, version_1.WORKBOOK).all(Contact)["c000000000000002"].company == "Bee"
        assert store.sheets.of(ME, version_1.WORKBOOK) is None
        linked(store, version_1.WORKBOOK)


def test_from_version_1_the_file_is_copied_first(quick_folder: Path) -> None:
    """SQLite: the copy beside it is the old store, byte for byte in what it holds."""
    path = quick_folder / "book.sqlite"
    version_1.write(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as before:
        dump = list(before.iterdump())
    Store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(quick_folder / "book.sqlite.schema-1")) as copy:
        assert list(copy.iterdump()) == dump


def test_from_version_1_stopped_at_each_statement(old: str) -> None:
    """Stopped before each statement in turn, not one table of the new ones is there."""
    engine = open_engine(old)
    before = _shape(engine)
    nth = 0
    while True:
        nth += 1
        with _StoppedAt(engine, nth):
            try:
                migrate(engine)
            except PowerGone:
                pass
            else:
                break
        assert _shape(engine) == before
        assert _version(engine) == 1
    assert nth >= 9
    assert _version(engine) == SCHEMA_VERSION
    engine.dispose()
    with closing(Store(old)) as store:
        assert len(records(store, version_1.WORKBOOK).all(Contact)) == 2


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
