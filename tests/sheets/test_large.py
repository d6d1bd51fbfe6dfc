"""A sheet of 50,000 touches: what a look and a push weigh, what is skipped, and who must wait.

With SOAK set there are 50,000 rows and other people's waits are held to 1.2 times what they are
without; else 3,000, and the waits are printed only: this machine may have much else to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.coaching.touches import Touch
from tests.sheets.world import World
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server
from tests.store.book import crowd

if TYPE_CHECKING:
    from collections.abc import Iterator

SOAK = bool(os.environ.get("SOAK"))
ROWS = 50_000 if SOAK else 3_000
ROOT = Path(__file__).parents[2]
MOST_TIMES = 1.2
WARM_SECONDS, QUIET_SECONDS = 2, 6
TYPED = "typed in the sheet"


def filled(world: World) -> tuple[str, str]:
    """Return (workbook, sheet) of so many touches, in step."""
    world.google.strict = False
    workbook = world.workbook(*crowd(200, 400, ROWS))
    sheet = world.google.create("Networking")
    world.ask(workbook, sheet)
    world.go(30 + ROWS / 300)
    for _ in range(60):
        if not world.link(workbook).waiting:
            break
        world.go(10)
    assert world.link(workbook).waiting == 0
    return workbook, sheet


def newest(world: World, sheet: str, kind: str) -> tuple[int, int]:
    """Return (bytes sent, bytes received) of the newest call of a kind."""
    call = [one for one in world.google.calls if one.sheet == sheet and one.kind == kind][-1]
    return call.bytes_in, call.bytes_out


def test_a_large_sheet_is_looked_at_and_written_with_little(world: World) -> None:
    """A push weighs what it says; a tab that did not change is not read again."""
    workbook, sheet = filled(world)
    known = world.partner._known[sheet]  # noqa: SLF001 - what it knows by heart is the question
    seen = known.tabs["touches"]
    began = time.perf_counter()
    world.go(16)
    unchanged = time.perf_counter() - began
    assert known.tabs["touches"] is seen
    pulled = newest(world, sheet, "read")
    one = next(iter(world.records(workbook).all(Touch).values()))
    reads = world.google.count("read", sheet)
    world.put(workbook, replace(one, words="changed"))
    began = time.perf_counter()
    world.go(2)
    saved = time.perf_counter() - began
    pushed = newest(world, sheet, "write")
    assert world.link(workbook).waiting == 0
    assert world.google.count("read", sheet) <= reads + 1
    assert sum(pushed) < 10_000
    assert seen.rows[0].row == 1
    print(  # noqa: T201 - what it weighs is asked for
        f"\n{ROWS:,} touches: a look {pulled[1]:,} bytes, a push of one cell {pushed[0]:,} out and "
        f"{pushed[1]:,} back; a look that finds nothing new {unchanged:.2f} s, a save {saved:.2f} s"
    )


@contextmanager
def beside(module: str, order: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """Run a module of the tests in a process of its own, told what to do in a line."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        yield process


def p95(found: list[float]) -> float:
    """Return the wait that 95 of 100 clicks do not pass."""
    return quantiles(found, n=20)[-1]


def test_nobody_waits_while_a_large_sheet_is_compared(quick_folder: Path) -> None:
    """It is read, compared and saved in the process beside the app: others' clicks take as long."""
    with Server(Google()) as server:
        world = World(quick_folder, google=server.google)
        workbook, sheet = filled(world)
        other, version = world.workbook(Contact(name="Ann")), world.link(workbook).version
        server.google.person(sheet).type("Touches", 3, "Words", TYPED)
        order = {
            "key": dict(server.google.key()),
            "address": server.address,
            "workbook": workbook,
            "url": f"sqlite:///{world.file}",
            "steps": 0,
            "seconds": world.seconds + 500,
            "holder": new_id(),
        }
        with beside("tests.sheets.clicking", {**order, "workbook": other}) as clicking:
            time.sleep(WARM_SECONDS + QUIET_SECONDS)
            begun = time.monotonic()
            with beside("tests.sheets.killed", order) as syncing:
                while world.link(workbook).version == version:
                    time.sleep(0.5)
                ended = time.monotonic()
                syncing.communicate()
            told, _ = clicking.communicate()
        clicks = json.loads(told)
        before = [took for at, took in clicks if begun - QUIET_SECONDS < at < begun]
        during = [took for at, took in clicks if begun < at < ended]
        times = p95(during) / p95(before)
        print(  # noqa: T201 - the number is asked for
            f"\n{ROWS:,} touches compared beside: p95 {p95(before) * 1000:.1f} ms before, "
            f"{p95(during) * 1000:.1f} ms during ({times:.2f} times), {len(during)} clicks in "
            f"{ended - begun:.1f} s"
        )
        assert {one.words for one in world.records(workbook).all(Touch).values()} >= {TYPED}
        world.close()
    assert not SOAK or times <= MOST_TIMES
