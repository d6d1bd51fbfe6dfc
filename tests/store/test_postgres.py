"""The server that the tests borrow goes away with them, however they end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.store import postgres

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60

HOLDER = """
from tests.store.postgres import server
with server() as running:
    print(running.folder, (running.folder / "data" / "postmaster.pid").read_text().split()[0])
    print("ready", flush=True)
    input()
"""


def runs(pid: int) -> bool:
    """Return whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.mark.parametrize("killed", [True, False])
def test_no_server_is_left_behind(*, killed: bool) -> None:
    """Who holds a server is killed, or ends by itself: neither the server nor its folder stays."""
    if postgres.programs() is None:
        postgres.missing("no PostgreSQL server is installed (initdb was not found)")
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLDER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        folder, pid = holder.stdout.readline().split()
        assert holder.stdout.readline() == "ready\n"
        assert runs(int(pid))
        assert Path(folder).is_dir()
        if killed:
            holder.kill()
        else:
            holder.stdin.write("\n")
            holder.stdin.flush()
        holder.wait(SECONDS)
    until = time.monotonic() + SECONDS
    while (runs(int(pid)) or Path(folder).exists()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not runs(int(pid))
    assert not Path(folder).exists()
