"""A disk that takes no more, after every few bytes in turn: done or said, never half (F7)."""

from __future__ import annotations

import resource
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.store import DiskError, Role, Saved, Store
from tests.store.book import ME, NOW, act, begun, contents, put, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lib.coaching.workbook import Records


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Let this process write no byte of any file beyond a size: the system refuses it (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_wherever_the_disk_ends_an_action_is_whole(quick_folder: Path) -> None:
    """Fifty changed rows, with the disk ending 4 KiB later each time, until the action passes."""
    path = quick_folder / "book.sqlite"
    with closing(Store(f"sqlite:///{path}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        put(store, workbook, *(Contact(name=f"{one}", notes="x" * 900) for one in range(50)))
        said = 0
        for step in range(400):
            old = contents(records(store, workbook))
            people = records(store, workbook).all(Contact).values()
            longer = [replace(one, notes=one.notes + "y" * 900) for one in people]
            answer: object = None
            refusal = ""
            with no_file_beyond(512 + 4_096 * step):
                try:
                    answer = act(store, workbook, *longer, operation=f"op-{step}")
                except DiskError as error:
                    refusal = str(error)
            assert isinstance(answer, Saved) != ("Nothing was saved" in refusal)
            said += bool(refusal)
            now = contents(_afresh(path, workbook))
            assert contents(records(store, workbook)) == now
            if isinstance(answer, Saved):
                assert now != old
                break
            assert now == old
        assert isinstance(answer, Saved)
        assert said > 10
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _afresh(path: Path, workbook: str) -> Records:
    with closing(Store(f"sqlite:///{path}")) as store:
        return records(store, workbook)
