"""A person who was erased: 0 bytes of them left (T21), whenever the power goes (F6)."""

from __future__ import annotations

import io
import logging
import zipfile
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.exchange import csv_out, json_out, xlsx_out
from lib.store import BusyError, Role, Store, engine, erasing, schema
from tests.faults.test_all_or_nothing import PowerGone, stopped_at
from tests.store.book import DAY, ME, NOW, begun, crowd, put, records
from tests.store.test_store_erasing import CANARY, canary, erase, told

if TYPE_CHECKING:
    from collections.abc import Callable
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


@pytest.fixture(params=["delete", "wal"])
def sqlite(
    request: pytest.FixtureRequest, quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the address of a file in each of the two journal modes that the store chooses from."""
    level = {"delete": "EXTRA", "wal": "FULL"}[request.param]
    monkeypatch.setattr(engine, "journal", lambda _version: (request.param, level))
    return f"sqlite:///{quick_folder / 'book.sqlite'}"


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
    with closing(Store(sqlite)) as store, closing(Store(sqlite)) as other:
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
    with closing(Store(sqlite)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, _ = filled(store)
        assert store.erase_all(ME, workbook, at=NOW).wiped
        assert bytes_left(quick_folder) == {}


def test_without_writing_the_file_anew_bytes_are_left(
    quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: rows deleted as a careless program does are still in the file."""
    with closing(Store(f"sqlite:///{quick_folder / 'book.sqlite'}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)
        monkeypatch.setattr(erasing, "_write_anew", lambda _engine: None)
        with store._engine.connect() as connection:  # noqa: SLF001 - the guard removed
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        erase(store, workbook, dana)
        assert sum(bytes_left(quick_folder).values()) > 0


def test_what_is_being_read_is_waited_for_or_done_at_the_next_start(
    sqlite: str, quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader who does not let go keeps old bytes: that is said, and they go at the next start."""
    with closing(Store(sqlite)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook, dana = filled(store)

        def busy(_engine: Engine) -> None:
            raise BusyError(CANARY)

        with monkeypatch.context() as held:
            held.setattr(erasing, "_write_anew", busy)
            held.setattr(erasing.wipe, "__defaults__", (0.2,))
            assert not erase(store, workbook, dana).wiped
        assert CANARY not in told(store)
    with closing(Store(sqlite)):
        assert bytes_left(quick_folder) == {}


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
