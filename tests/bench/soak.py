"""Does memory stay flat? One process, many reruns, mixed over all pages.

`python -m tests.bench.soak` runs 20,000 reruns; `RERUNS` in the environment changes that.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import interactions, servers, workload
from tests.bench.driver import visit
from tests.bench.load import resident

SESSIONS = 8
ALLOWED_GROWTH = 50.0
"""MB of growth after the first fifth; F18 of `trust.md` allows as much in an hour."""


async def soak(address: str, pid: int, reruns: int) -> list[tuple[int, float]]:
    """Return (reruns so far, resident MB) at twenty points."""
    chance = random.Random(1)  # noqa: S311 - a workload, no secret
    points: list[tuple[int, float]] = []
    done = 0
    sessions = [await visit(address) for _ in range(SESSIONS)]
    while done < reruns:
        for place, session in enumerate(sessions):
            one = chance.choice(interactions.ALL)
            try:
                await one.prepare(session)
                await one.act(session)
            except LookupError:
                pass  # nothing left to tap on that page: the rerun before it counts
            done += 2
            if done % 500 < 2:
                await session.close()
                sessions[place] = await visit(address)
        if done // (reruns // 20) > len(points):
            points.append((done, resident(pid)))
            sys.stdout.write(f"{done:>7,} reruns  {points[-1][1]:.0f} MB\n")
            sys.stdout.flush()
    for session in sessions:
        await session.close()
    return points


def main() -> int:
    """Run the soak; return 1 where memory grew."""
    reruns = int(os.environ.get("RERUNS", "20000"))
    with tempfile.TemporaryDirectory() as folder:
        workload.fill(Path(folder) / "data", 5_000, 8_000, 50_000)
        began = datetime.now(UTC)
        with servers.real(Path(folder)) as server:
            points = asyncio.run(soak(server.address, server.pid, reruns))
    grown = points[-1][1] - points[len(points) // 5][1]
    minutes = (datetime.now(UTC) - began).total_seconds() / 60
    sys.stdout.write(
        f"{reruns:,} reruns in {minutes:.1f} minutes; resident memory grew {grown:+.0f} MB after "
        f"the first fifth (allowed: {ALLOWED_GROWTH:.0f}).\n"
    )
    return int(grown > ALLOWED_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
