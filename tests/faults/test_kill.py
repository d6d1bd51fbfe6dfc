"""kill -9 at random times: what was acknowledged is there, once (F1).

A kill proves that commits are not left to the process; that they outlast a power cut rests on the
journal and synchronous modes, which `test_store_engine` checks on every connection. With SOAK set
there are 1,000 kills a database, else 16.
"""

from __future__ import annotations

import os
import random
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

KILLS = 1_000 if os.environ.get("SOAK") else 16
ROOT = Path(__file__).parents[2]


def killed(address: str, kills: int, manner: str = "late") -> tuple[int, int, int, int]:
    """Kill a writer so many times; return (acknowledged, lost, twice, saved but not said)."""
    told: list[int] = []
    unsaid = first = 0
    dice = random.Random(7)  # noqa: S311 - no secret
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        for _ in range(kills):
            told += _one_life(address, workbook, first, manner, dice.uniform(0.005, 0.12))
            names = [int(one.name) for one in records(store, workbook).all(Contact).values()]
            newest = max(names, default=-1)
            unsaid = max(unsaid, sum(name > max(told, default=-1) for name in names))
            first = max(newest, *told, -1) + 1
        found = Counter(int(one.name) for one in records(store, workbook).all(Contact).values())
    lost = sum(number not in found for number in told)
    return len(told), lost, sum(times > 1 for times in found.values()), unsaid


def _one_life(address: str, workbook: str, first: int, manner: str, seconds: float) -> list[int]:
    command = [
        sys.executable, "-m", "tests.faults.writer", address, workbook, str(first), manner
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - this Python, the module beside this one
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        lines = process.stdout.read().split("\n")
    return [int(line) for line in lines[:-1]]


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
    """Negative control: "saved" said before the commit loses contacts, and the check counts them."""
    _, lost, _, _ = killed(f"sqlite:///{quick_folder / 'book.sqlite'}", 12, writer.EARLY)
    assert lost > 0
