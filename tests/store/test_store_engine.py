"""The database itself: its journal, its file's rights, damage, a full disk, addresses."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import traceback
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from lib.coaching.contacts import Contact
from lib.store import (
    AddressError,
    BusyError,
    DiskError,
    Role,
    Saved,
    Store,
    StoreError,
    UnsafeFileError,
)
from lib.store.engine import journal, wal_is_safe
from lib.store.transactions import BEGIN
from tests.store.book import ME, NOW, act, begun, put, records

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = "Ann"[::-1] + "Other"[::-1]
"""A value that no error may show; put together so that this source does not hold it."""


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_only_where_it_keeps_commits(version: tuple[int, int, int], *, safe: bool) -> None:
    """The versions mended are 3.51.3, 3.50.7 and 3.44.6, each with what follows in its line."""
    assert wal_is_safe(version) is safe
    assert journal(version) == (("wal", "FULL") if safe else ("delete", "EXTRA"))


def test_every_connection_is_durable(tmp_path: Path) -> None:
    """Each connection of the pool has the journal and the synchronous mode of its SQLite."""
    with closing(_opened(tmp_path)) as store:
        engine = store._engine  # noqa: SLF001 - the pool's own connections are the question
        reader = engine.execution_options(**{BEGIN: ""})
        with reader.connect() as one, reader.connect() as two:
            for connection in (one, two):
                mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
                level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                assert mode == journal(sqlite3.sqlite_version_info[:3])[0]
                assert level == {"delete": 3, "wal": 2}[str(mode)]
                assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_a_long_save_keeps_no_reader_waiting(tmp_path: Path) -> None:
    """What a save of many rows changes is written out at its end only: others read meanwhile.

    Without it SQLite takes the whole file for itself as soon as 2 MB are changed.
    """
    path = tmp_path / "data" / "workbook.sqlite"
    with closing(Store(f"sqlite:///{path}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        here: list[int] = []

        class Looks(Store):
            """Reads from another connection, with no patience, when all is written."""

            def _commit(self, *given: Any) -> None:  # noqa: ANN401 - as the store's own
                super()._commit(*given)
                with closing(sqlite3.connect(path, timeout=0)) as other:
                    here.extend(other.execute("SELECT count(*) FROM contacts").fetchone())

        with closing(Looks(f"sqlite:///{path}")) as long:
            people = (Contact(name=f"Person {one}", notes="x" * 5_000) for one in range(1_000))
            assert isinstance(act(long, workbook, *people), Saved)
        assert here == [0]
        assert len(records(store, workbook).all(Contact)) == 1_000


def test_folder_and_file_are_their_owners_alone(tmp_path: Path) -> None:
    """A new folder has mode 0700, a new file 0600, whatever the umask."""
    before = os.umask(0)
    try:
        path = tmp_path / "new" / "book.sqlite"
        Store(f"sqlite:///{path}").close()
    finally:
        os.umask(before)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_see_is_refused(tmp_path: Path, mode: int) -> None:
    """The message names the folder and what to do; nothing is repaired silently."""
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(UnsafeFileError, match="chmod go-rwx"):
        Store(f"sqlite:///{folder / 'book.sqlite'}")
    assert folder.stat().st_mode & 0o777 == mode


def test_a_file_that_others_read_is_refused(tmp_path: Path) -> None:
    """A file of mode 0644 is not opened, and stays as it is."""
    path = tmp_path / "book.sqlite"
    Store(f"sqlite:///{path}").close()
    path.chmod(0o644)
    with pytest.raises(UnsafeFileError, match="chmod go-rwx"):
        Store(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "mysql://h/d",
        "postgresql+psycopg2://h/d",
        "oracle-of-delphi://h",
        "nonsense",
        "",
    ],
)
def test_an_address_that_keeps_nothing_is_refused(address: str) -> None:
    """Neither memory nor a database the tests do not run on; the message says what is possible."""
    with pytest.raises(AddressError, match="sqlite:///"):
        Store(address)


@pytest.mark.parametrize("damage", ["text", "torn page", "cut short"])
def test_a_damaged_file_is_not_opened(tmp_path: Path, damage: str) -> None:
    """The file stays as it is; the message says to keep it and take the newest good copy."""
    path = tmp_path / "book.sqlite"
    with closing(_opened(tmp_path)) as store:
        workbook = begun(store)
        put(store, workbook, *(Contact(name=f"Person {one}") for one in range(500)))
    content = path.read_bytes()
    if damage == "text":
        content = b"this is no workbook at all, but a letter to a friend" * 100
    elif damage == "torn page":
        content = content[:20_000] + os.urandom(60_000) + content[80_000:]
    else:
        content = content[: len(content) // 2]
    path.write_bytes(content)
    with pytest.raises(UnsafeFileError, match="newest good copy"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_file_replaced_under_the_app_is_not_written(tmp_path: Path) -> None:
    """After the file was moved away, saving says so; nothing goes into a file nobody sees."""
    path = tmp_path / "book.sqlite"
    with closing(_opened(tmp_path)) as store:
        workbook = begun(store)
        path.rename(tmp_path / "moved.sqlite")
        with pytest.raises(UnsafeFileError, match="moved or replaced"):
            act(store, workbook, Contact(name="Ann"))
        (tmp_path / "moved.sqlite").rename(path)
        assert isinstance(act(store, workbook, Contact(name="Ann")), Saved)


def test_a_locked_file_is_said(tmp_path: Path) -> None:
    """While another program holds the file, saving answers "busy" after a while: nothing saved."""
    with closing(_opened(tmp_path, "?timeout=0.2")) as store:
        workbook = begun(store)
        with closing(sqlite3.connect(tmp_path / "book.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(BusyError, match="Nothing was saved"):
                act(store, workbook, Contact(name="Ann"), operation="op")
            assert not records(store, workbook).all(Contact)
        assert isinstance(act(store, workbook, Contact(name="Ann"), operation="op"), Saved)


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """When the file may not grow, the action is not saved at all, and smaller ones still are."""
    with closing(_opened(tmp_path)) as store:
        workbook = begun(store)
        engine = store._engine  # noqa: SLF001 - the limit is set on the connection in use
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {int(pages or 0) + 2}")
        people = [Contact(name=f"Person {one}", notes="x" * 5_000) for one in range(50)]
        with pytest.raises(DiskError, match="Nothing was saved") as said:
            act(store, workbook, *people)
        assert said.value.__suppress_context__
        assert not records(store, workbook).all(Contact)
        assert isinstance(act(store, workbook, Contact(name="Ann")), Saved)


def test_a_read_only_database_is_said(tmp_path: Path) -> None:
    """A disk that takes no more writes is said in words; what was saved can still be read."""
    with closing(_opened(tmp_path)) as store:
        workbook = begun(store)
        with store._engine.connect() as connection:  # noqa: SLF001 - the one connection in use
            connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(DiskError, match="read-only"):
            act(store, workbook, Contact(name="Ann"))
        assert not records(store, workbook).all(Contact)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Where a file stands in the way of the folder, the message says which one cannot be made."""
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="cannot be made"):
        Store(f"sqlite:///{tmp_path / 'file' / 'book.sqlite'}")


def test_errors_of_the_database_never_pass(tmp_path: Path) -> None:
    """Tables taken away under the app: the store's own error, without a value, cause or trace."""
    with closing(_opened(tmp_path)) as store:
        workbook = begun(store)
        with closing(sqlite3.connect(tmp_path / "book.sqlite")) as other:
            other.execute("DROP TABLE contacts")
        with pytest.raises(StoreError) as said:
            act(store, workbook, Contact(name=HIDDEN))
        told = "".join(traceback.format_exception(said.value))
        assert "no such table" not in told
        assert HIDDEN not in told


def test_processes_that_start_at_once(address: str) -> None:
    """Four processes open the same empty database at once: each of them succeeds."""
    code = (
        "import sys; from lib.store import Store; input(); s = Store(sys.argv[1]); s.close();"
        "print('fine')"
    )
    running = [
        subprocess.Popen(  # noqa: S603 - this Python
            [sys.executable, "-c", code, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = []
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in running:
        out, _ = one.communicate(timeout=60)
        said.append(out.strip())
    assert said == ["fine"] * 4


def _opened(folder: Path, more: str = "") -> Store:
    folder.chmod(0o700)
    store = Store(f"sqlite:///{folder / 'book.sqlite'}{more}")
    store.admit(ME, Role.OWNER, NOW)
    return store
