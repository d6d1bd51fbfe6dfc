"""A PostgreSQL server for the tests: made in a temporary folder, started, and taken away."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("/usr/lib/postgresql/*/bin",)
"""Where distributions put the server's programs, beside the ones on the path."""


def programs() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`; None where no server is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for pattern in FOLDERS:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (folder / "initdb").exists():
                return folder
    return None


def missing(reason: str) -> None:
    """Skip, or fail where the build demands that everything runs."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Server:
    """A running server with empty databases on demand."""

    def __init__(self, folder: Path, port: int) -> None:
        """Take where it runs; `port` is on 127.0.0.1."""
        self.folder = folder
        self.port = port
        self._made = 0

    def address(self, name: str) -> str:
        """Return the address of a database, as the store takes it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def database(self) -> str:
        """Make an empty database; return its address."""
        self._made += 1
        name = f"test_{self._made}"
        with closing(self.connect("postgres")) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.address(name)

    def connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection of the superuser, in autocommit mode."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=name, autocommit=True
        )


@contextmanager
def server() -> Iterator[Server]:
    """Lend a running server; it listens on 127.0.0.1 alone and is gone afterwards.

    The server refuses to run as root: there it runs as the user `postgres`.
    """
    folder = programs()
    if folder is None:
        missing("no PostgreSQL server is installed (initdb was not found)")
        return
    as_root = os.name == "posix" and os.geteuid() == 0
    if as_root:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            missing("PostgreSQL does not run as root, and there is no user 'postgres'")
    prefix = ["runuser", "-u", "postgres", "--"] if as_root else []
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own within it
    place = Path(tempfile.mkdtemp(prefix="pg-", dir=memory if memory.is_dir() else None))
    if as_root:
        shutil.chown(place, "postgres")
    data, log = place / "data", place / "log"
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {place} -c max_connections=120"
    try:
        _run(
            *prefix, str(folder / "initdb"), "-D", str(data), "-U", "postgres",
            "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync",
        )  # fmt: skip
        control = [*prefix, str(folder / "pg_ctl"), "-D", str(data), "-w", "-t", "30"]
        with _outlived_by_nothing(place):
            _run(*control, "-l", str(log), "-o", options, "start")
            try:
                yield Server(place, port)
            finally:
                _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _outlived_by_nothing(place: Path) -> Iterator[None]:
    """Take the server away, by the process id it wrote down, even where this process is killed.

    A shell reads from a pipe that only this process can write to: it goes on when that is gone.
    """
    words = """
        read _
        server=$(head -n 1 "$1/data/postmaster.pid") && kill -QUIT "$server"
        while kill -0 "$server"; do sleep 0.1; done
        rm -rf "$1"
    """
    with subprocess.Popen(  # noqa: S603 - our own words
        ["/bin/sh", "-c", words, "sh", str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as watcher:
        try:
            yield
        finally:
            watcher.kill()


def _run(*command: str) -> None:
    done = subprocess.run(  # noqa: S603 - the server's own programs
        command, cwd="/", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{command}: {done.stdout} {done.stderr}"
