"""`python -m tests.bench`: how fast the workbook is, beside bare pages that show the same."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench import (
    bare,
    chromium,
    coming_in,
    desk,
    interactions,
    load,
    measure,
    servers,
    workload,
    workshop,
)
from tests.bench.driver import visit

BIG = (5_000, 8_000, 50_000)
SMALL = (50, 80, 500)
LARGEST_RATIO = 1.5
LARGEST_GROWTH = 1.3


def main() -> int:
    """Measure and print the report; always returns 0: a slow machine is no failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="few repetitions, small crowds")
    parser.add_argument(
        "--only", default="", help="interactions (or workshops) whose name holds this"
    )
    parser.add_argument(
        "--part",
        choices=("all", "start", "clicks", "load", "import", "desk", "chromium", "workshop"),
        default="all",
        help="one part",
    )
    asked = parser.parse_args()
    chosen = [one for one in interactions.ALL if asked.only in one.name]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.part not in ("import", "desk", "workshop"):
            workload.fill(folder / "big" / "data", *BIG)
            workload.fill(folder / "small" / "data", *SMALL)
        if asked.part in ("all", "start"):
            starts(folder, times=3 if asked.short else 9)
        if asked.part in ("all", "clicks"):
            clicks(folder, chosen, times=8 if asked.short else 40)
        if asked.part in ("all", "load"):
            crowds(folder, chosen, short=asked.short)
        if asked.part in ("all", "import"):
            coming_in.report(folder)
        if asked.part in ("all", "desk"):
            desk.report(folder, times=8 if asked.short else 40)
        if asked.part == "workshop":  # half an hour; by itself
            workshop.report(folder, short=asked.short, only=asked.only)
        if asked.part in ("all", "chromium"):
            chromium.report(folder, times=3 if asked.short else 10)
    return 0


def starts(folder: Path, *, times: int) -> None:
    """Print how long it takes from the command to the first page, ours beside an empty app."""
    empty = folder / "empty"
    bare.make_empty(empty)
    found: dict[str, list[float]] = {"ours": [], "an empty app": [], "an empty app, stock": []}
    for _ in range(times):
        for name, server in (
            ("ours", servers.real(folder / "small")),
            ("an empty app", servers.bare(empty, stock=False)),
            ("an empty app, stock", servers.bare(empty, stock=True)),
        ):
            began = time.perf_counter()
            with server:
                session = asyncio.run(visited(server.address))
                found[name].append(time.perf_counter() - began)
                del session
    say("\n## From the command to the first page drawn\n\n| app | s | ratio |\n|---|---|---|")
    equal = median(found["an empty app"])
    for name, seconds in found.items():
        say(f"| {name} | {median(seconds):.2f} | {median(seconds) / equal:.2f} |")


async def visited(address: str) -> None:
    """Open the first page and leave."""
    await (await visit(address)).close()


def clicks(folder: Path, chosen: list[measure.Interaction], *, times: int) -> None:
    """Print what each interaction costs beside a bare page."""
    with servers.real(folder / "big") as big, servers.real(folder / "small") as small:
        found = asyncio.run(
            measure.measure(big.address, small.address, chosen, folder / "bare", times=times)
        )
    say(f"\n## Over the websocket, median of {times}\n")
    say(measure.HEADINGS)
    for one in found:
        say(one.row())


def crowds(folder: Path, chosen: list[measure.Interaction], *, short: bool) -> None:
    """Print how many people one process holds."""
    steps = (20, 60) if short else (1, 60, 100, 150, 200, 250, 300)
    say("\n## People on one process, 2 s between clicks, on one workbook\n")
    say(load.HEADINGS)
    with servers.real(folder / "big") as server:
        found = asyncio.run(
            load.ramp(server.address, server.pid, chosen, steps=steps, seconds=20 if short else 60)
        )
    for one in found:
        say(one.row())
    if len(found) > 1:
        grown = found[-1].resident_megabytes - found[0].resident_megabytes
        a_session = grown / (found[-1].people - found[0].people)
        say(f"\nMemory for each session: {a_session:.2f} MB.")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
