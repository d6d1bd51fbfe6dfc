"""kill -9 at random times: what was acknowledged is there, once (F1).

A kill proves that commits are not left to the process; that they outlast a power cut rests on the
journal and synchronous modes, which `test_store_engine` checks on every connection. With SOAK set
there are 1,000 kills a database, else 40.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.store import Role, Store
from tests.faults import writer
from tests.store.book import ME, NOW, begun, records

if TYPE_CHECKING:
    from collections.abc import Callable

KILLS = 1_000 if os.environ.get("SOAK") else 40
ROOT = Path(__file__).parents[2]


def killed(address: str, kills: int, manner: str = "late") -> tuple[int, int, int, int]:
    """Kill a writer so many times.

    Returns:
        (acknowledged, lost, there twice, most that one kill left saved but not acknowledged)
    """
    told: set[int] = set()
    unsaid = first = 0
    dice = random.Random(7)  # noqa: S311 - no secret
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        command = [sys.executable, "-m", "tests.faults.writer", address, workbook]
        with subprocess.Popen(  # noqa: S603 - this Python, the module beside this one
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            for _ in range(kills):
                acks, seconds = dice.randrange(8), dice.uniform(0, 0.02)
                said = _one_life(process, f"{first} {manner}", acks, seconds)
                told.update(said)
                names = _names(store, workbook)
                unsaid = max(unsaid, len([one for one in names if one >= first]) - len(said))
                first = max([*names, *told, first - 1]) + 1
        found = Counter(_names(store, workbook))
    lost = sum(number not in found for number in told)
    return len(told), lost, sum(times > 1 for times in found.values()), unsaid


def _names(store: Store, workbook: str) -> list[int]:
    return [int(one.name) for one in records(store, workbook).all(Contact).values()]


def _one_life(process: subprocess.Popen[str], order: str, acks: int, seconds: float) -> list[int]:
    """Let one child save so often and a while longer, kill it; return what it acknowledged."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{order}\n")
    process.stdin.flush()
    ready, child = process.stdout.readline().split()
    assert ready == "ready"
    said = [int(process.stdout.readline()) for _ in range(acks)]
    time.sleep(seconds)
    os.kill(int(child), signal.SIGKILL)
    while (line := process.stdout.readline()) != "gone\n":
        said.append(int(line))
    return said


def test_what_was_said_to_be_saved_is_there_once(fresh_address: Callable[[], str]) -> None:
    """No acknowledged contact is lost or there twice; at most one a kill was saved unsaid."""
    address = fresh_address()
    acknowledged, lost, twice, unsaid = killed(address, KILLS)
    assert acknowledged > KILLS
    assert (lost, twice) == (0, 0)
    assert unsaid <= 1
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_writer_that_says_saved_too_early_is_found(quick_folder: Path) -> None:
    """Negative control: "saved" said before the commit loses contacts; the check counts them."""
    _, lost, _, _ = killed(f"sqlite:///{quick_folder / 'book.sqlite'}", 40, writer.EARLY)
    assert lost > 0
