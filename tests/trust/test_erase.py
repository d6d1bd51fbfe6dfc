"""A person who was erased: 0 bytes of them left (T21), whenever the power goes (F6)."""

from __future__ import annotations

import io
import logging
import sqlite3
import zipfile
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import event, select

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.exchange import csv_out, json_out, xlsx_out
from lib.store import Role, Store, schema
from lib.store.engine import journal, open_engine
from tests.faults.test_all_or_nothing import PowerGone, stopped_at
from tests.store.book import DAY, ME, NOW, begun, crowd, put, records
from tests.store.test_store_erasing import CANARY, canary, erase, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine


def bytes_left(folder: Path) -> dict[str, int]:
    """Return in which files of a folder the person can still be read, and how often."""
    found = {}
    for one in folder.iterdir():
        data = one.read_bytes()
        times = data.count(CANARY.encode()) + data.count(CANARY.lower().encode())
        if times:
            found[one.name] = times
    return found


class Durable(Store):
    """The store on a file in the two journal modes that it chooses from."""

    def _open(self, url: str) -> Engine:
        """Open it in the mode that the address's last word names."""
        plain, _, mode = url.rpartition("#")
        return open_engine(plain, modes=MODES[mode])


MODES: Final = {one: (one, two) for one, two in (journal((3, 40, 1)), journal((3, 51, 3)))}
"""Journal mode to what goes with it, for a SQLite that may lose commits, and for a safe one."""


@pytest.fixture(params=MODES)
def sqlite(request: pytest.FixtureRequest, quick_folder: Path) -> str:
    """Return the address of a file in each of the modes, for `Durable`."""
    return f"sqlite:///{quick_folder / 'book.sqlite'}#{request.param}"


def filled(store: Store) -> tuple[str, str]:
    """Make a workbook with the person among many; return its id and theirs."""
    workbook = begun(store)
    put(store, workbook, *crowd(40, 60, 200))
    person = canary()
    put(store, workbook, *person)
    put(store, workbook, *crowd(20, 20, 100))
    for turn in range(3):
        dana = records(store, workbook).all(Contact)[person[0].id]
        put(store, workbook, replace(dana, notes=f"{CANARY} {turn}" * 50))
    return workbook, person[0].id


def test_no_byte_is_left_in_the_file(sqlite: str, quick_folder: Path) -> None:
    """Database, write-ahead log and journal hold nothing of them, while the server goes on."""
    with closing(Durable(sqlite)) as store, closing(Durable(sqlite)) as other:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        other.snapshot(ME, workbook)
        assert sum(bytes_left(quick_folder).values()) > 10
        assert erase(store, workbook, dana).wiped
        assert bytes_left(quick_folder) == {}
        put(store, workbook, Contact(name="Life goes on"))
        assert other.snapshot(ME, workbook).records.all(Contact)
        assert bytes_left(quick_folder) == {}
    assert bytes_left(quick_folder) == {}


def test_no_byte_of_a_workbook_is_left_in_the_file(sqlite: str, quick_folder: Path) -> None:
    """The same where all of it goes."""
    with closing(Durable(sqlite)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, _ = filled(store)
        assert store.erase_all(ME, workbook, at=NOW).wiped
        assert bytes_left(quick_folder) == {}


class Careless(Store):
    """The guard removed: rows are deleted, and the file is left as it is."""

    def _wipe(self, seconds: float = 0) -> bool:
        """Write nothing anew, and have SQLite leave what it deletes where it was."""
        del seconds
        return True


def test_without_writing_the_file_anew_bytes_are_left(quick_folder: Path) -> None:
    """Negative control: rows deleted as a careless program does are still in the file."""
    with closing(Careless(f"sqlite:///{quick_folder / 'book.sqlite'}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        with store._engine.connect() as connection:  # noqa: SLF001 - the guard removed
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        erase(store, workbook, dana)
        assert sum(bytes_left(quick_folder).values()) > 0


def test_what_was_deleted_carelessly_before_goes_along(sqlite: str, quick_folder: Path) -> None:
    """The file is written anew: bytes of free pages, from another program, are left out too."""
    file = quick_folder / "book.sqlite"
    with closing(Durable(sqlite)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        with closing(sqlite3.connect(file, isolation_level=None)) as careless:
            careless.execute("PRAGMA secure_delete=OFF")
            careless.execute("CREATE TABLE notes (text TEXT)")
            careless.executemany("INSERT INTO notes VALUES (?)", [(CANARY * 100,)] * 200)
            careless.execute("DROP TABLE notes")
        assert sum(bytes_left(quick_folder).values()) > 1_000
        assert erase(store, workbook, dana).wiped
        assert bytes_left(quick_folder) == {}


class Read(Durable):
    """The store while another program begins to read just after the erasing, and goes on."""

    def _wipe(self, seconds: float = 0.2) -> bool:
        """Try to write the file anew beside the reader."""
        with holding(self._engine):
            return super()._wipe(min(seconds, 0.2))


def test_what_is_being_read_is_waited_for_or_done_at_the_next_start(
    sqlite: str, quick_folder: Path
) -> None:
    """A reader who does not let go keeps old bytes: that is said, and they go at the next start."""
    Store(sqlite.partition("#")[0]).close()
    with closing(Read(sqlite)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        assert not erase(store, workbook, dana).wiped
        assert CANARY not in told(store)
    with closing(Durable(sqlite)):
        assert bytes_left(quick_folder) == {}


def test_what_is_erased_meanwhile_is_not_taken_for_wiped(sqlite: str) -> None:
    """Erased by another process once the file was written: it is written once more for that."""
    with closing(Durable(sqlite)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        written: list[str] = []
        engine = store._engine  # noqa: SLF001 - what it does to its file

        def meanwhile(*call: object) -> None:
            if str(call[2]) != "VACUUM":
                return
            written.append("VACUUM")
            if len(written) == 1:
                with closing(sqlite3.connect(engine.url.database or "")) as other:
                    other.execute(_LATER, (workbook, NOW.isoformat()))
                    other.commit()

        event.listen(engine, "after_cursor_execute", meanwhile)
        assert erase(store, workbook, dana).wiped
        assert len(written) == 2


_LATER: Final = """INSERT INTO erased (workbook, "of", "row", at, wiped)
VALUES (?, 'gives', 'x', ?, 0)"""


@contextmanager
def holding(engine: Engine) -> Iterator[None]:
    """Read the file of an engine, as another program would, and do not let go."""
    with closing(sqlite3.connect(engine.url.database or "", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM contacts").fetchone()
        yield


def test_no_export_log_or_snapshot_holds_them(
    quick_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is taken along afterwards, and what the log says of all this, tell nothing of them."""
    with caplog.at_level(logging.DEBUG), closing(Store(f"sqlite:///{quick_folder}/b.db")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        erase(store, workbook, dana)
        now = store.snapshot(ME, workbook)
        whole = json_out.whole(now.records, now.version, DAY)
        for zipped in (xlsx_out, csv_out):
            with zipfile.ZipFile(
                io.BytesIO(zipped.whole(now.records, now.version, DAY))
            ) as archive:
                whole += b"".join(map(archive.read, archive.namelist()))
        history = repr(store.history(ME, workbook, limit=99))
    assert CANARY.encode() not in whole
    assert CANARY not in history
    assert CANARY not in caplog.text


def test_stopped_at_each_statement_they_are_there_whole_or_gone_whole(
    fresh_address: Callable[[], str],
) -> None:
    """At each statement in turn the power goes: all of them is there, or nothing at all."""
    address = fresh_address()
    gone = nth = 0
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        while True:
            nth += 1
            workbook = begun(store)
            person = canary()
            put(store, workbook, *person)
            before = told(store)
            stopped = False
            with stopped_at(store, nth):
                try:
                    store.erase_person(ME, workbook, person[0].id, operation=new_id(), at=NOW)
                except PowerGone:
                    stopped = True
            if CANARY in told(store):
                assert told(store) == before
                assert gone == 0
                erase(store, workbook, person[0].id, operation=new_id())
            else:
                gone += 1
            assert CANARY not in told(store)
            if not stopped:
                break
    assert nth > 20
    assert gone >= 1
    with closing(Store(address)) as store:
        with store._engine.connect() as connection:  # noqa: SLF001 - the table itself
            wiped = connection.execute(select(schema.erased.c.wiped)).scalars().all()
        assert set(wiped) == {1}
