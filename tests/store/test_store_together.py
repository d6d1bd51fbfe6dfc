"""Many at once: operations applied once, edits never overwritten silently; on every database."""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import replace
from threading import Barrier, Thread
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.store import BusyError, Conflict, Role, Saved, Store
from tests.store.book import ME, NOW, act, begun, put, records
from tests.store.editors import Edits, race

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.postgres import Server


def test_an_operation_from_eight_threads_is_applied_once(store: Store, workbook: str) -> None:
    """Eight threads send the same twenty operations at the same time: twenty contacts."""
    answers: list[list[Saved]] = [[] for _ in range(20)]
    together = Barrier(8)

    def clicks() -> None:
        for number in range(20):
            together.wait()
            answer = act(store, workbook, Contact(name=f"Person {number}"), operation=str(number))
            assert isinstance(answer, Saved)
            answers[number].append(answer)

    threads = [Thread(target=clicks) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(records(store, workbook).all(Contact)) == 20
    for found in answers:
        assert len(found) == 8
        assert sum(not one.repeated for one in found) == 1
        assert len({one.number for one in found}) == 1


def test_a_cover_from_eight_threads_begins_one_workbook(store: Store) -> None:
    """Two stores, eight threads, one cover: one workbook, and each is told its id."""
    cover = records(store, begun(store)).cover
    cover = replace(cover, id="made-at-once", version=0)
    ids: list[str] = []
    together = Barrier(8)

    def opens() -> None:
        together.wait()
        ids.append(store.create(ME, cover, NOW))

    threads = [Thread(target=opens) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids == ["made-at-once"] * 8
    assert len(store.workbook_ids(ME)) == 2


def test_eight_writers_of_one_row_lose_nothing(address: str, store: Store, workbook: str) -> None:
    """Eight writers on two stores: 0 silent overwrites (plan F3; 2,000 edits with SOAK set)."""
    each = 250 if os.environ.get("SOAK") else 25
    ann = put(store, workbook, Contact(name="start")).changes[0].after
    assert isinstance(ann, Contact)
    with closing(Store(address)) as other:
        edits = race([store, other], workbook, ann.id, writers=8, edits=each)
    assert len(edits.acknowledged) == 8 * each
    assert _lost(store, workbook, ann.id, edits) == 0
    assert edits.conflicts
    for ours, theirs in edits.conflicts:
        assert ours.name != theirs.name


def _lost(store: Store, workbook: str, row: str, edits: Edits) -> int:
    return edits.lost(store.history(ME, workbook, limit=10_000), records(store, workbook), row)


def test_a_deadlock_is_tried_again(database_server: Server) -> None:
    """PostgreSQL ends the store's transaction for another one's sake; the store does it again."""
    address = database_server.database()
    store = Store(address)
    with closing(store):
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        name = address.rsplit("/", 1)[1]
        answers: list[object] = []
        with closing(database_server.connect(name)) as other:
            other.autocommit = False
            other.execute("SET deadlock_timeout = '60s'")  # so that the store's is the one ended
            other.execute("UPDATE visits SET began_at = began_at")
            writer = Thread(target=lambda: answers.append(act(store, workbook, Contact(name="A"))))
            writer.start()
            _until(lambda: _waiting(database_server, name) == 1)
            other.execute("SELECT * FROM workbooks FOR UPDATE")
            other.rollback()
            writer.join(timeout=20)
        assert isinstance(answers[0], Saved)
        found = _scalar(
            database_server, name, "SELECT deadlocks FROM pg_stat_database WHERE datname = %s", name
        )
        assert found == 1


def test_a_lock_that_is_not_free_in_time_is_said(database_server: Server) -> None:
    """Where someone else holds the workbook's row for long, the answer is "busy", nothing saved."""
    address = database_server.database()
    with closing(Store(f"{address}?options=-c%20lock_timeout%3D200ms")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        with closing(database_server.connect(address.rsplit("/", 1)[1])) as other:
            other.autocommit = False
            other.execute("SELECT * FROM workbooks FOR UPDATE")
            busy = _busy(lambda: act(store, workbook, Contact(name="Ann")))
        assert "Nothing was saved" in busy
        assert isinstance(act(store, workbook, Contact(name="Ann")), Saved)
        assert len(records(store, workbook).all(Contact)) == 1


def test_a_server_that_stops_is_said_and_found_again(database_server: Server) -> None:
    """Connections ended by the server: at most one answer is "busy", and the next one works."""
    address = database_server.database()
    name = address.rsplit("/", 1)[1]
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        for number in range(5):
            _scalar(
                database_server,
                name,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                name,
            )
            assert isinstance(act(store, workbook, Contact(name=str(number))), Saved)
        assert len(records(store, workbook).all(Contact)) == 5


def test_a_server_that_is_not_there_is_said(database_server: Server) -> None:
    """A database that cannot be reached is "busy", in words, without the address."""
    address = database_server.address("nothing").replace(str(database_server.port), "1")
    said = _busy(lambda: Store(address))
    assert "did not answer" in said
    assert "postgres" not in said


def test_a_conflict_does_not_block_the_next_one(store: Store, workbook: str) -> None:
    """A refused edit leaves no lock behind."""
    ann = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert isinstance(ann, Contact)
    put(store, workbook, replace(ann, name="Anna"))
    assert isinstance(act(store, workbook, replace(ann, name="Anne")), Conflict)
    assert isinstance(act(store, workbook, Contact(name="Bo")), Saved)


def _busy(call: Callable[[], object]) -> str:
    try:
        call()
    except BusyError as error:
        return str(error)
    message = "it was not busy"
    raise AssertionError(message)


def _waiting(server: Server, name: str) -> object:
    return _scalar(
        server,
        name,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
        name,
    )


def _scalar(server: Server, database: str, query: str, *values: str) -> object:
    with closing(server.connect(database)) as connection:
        row = connection.execute(query.encode(), values).fetchone()
        assert row is not None
        return row[0]


def _until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    message = "it never came true"
    raise AssertionError(message)
