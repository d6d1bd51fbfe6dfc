"""How many people one process holds: each a session that clicks, waits, and clicks again."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.bench.driver import visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.measure import Interaction

THINK_SECONDS = 2.0
"""Mean pause between clicks; drawn evenly between half and one and a half of it."""
LIMIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """What so many people at once met."""

    people: int
    p50: float
    p95: float
    """Seconds."""
    clicks_a_second: float
    """Of those counted; what leads up to a tap comes on top."""
    failures: int
    resident_megabytes: float

    def row(self) -> str:
        """Return a row of the report."""
        return (
            f"| {self.people} | {self.p50 * 1000:.0f} | {self.p95 * 1000:.0f} "
            f"| {self.clicks_a_second:.0f} | {self.failures} | {self.resident_megabytes:.0f} |"
        )


HEADINGS = (
    "| people | p50, ms | p95, ms | clicks a second | failures | resident, MB |\n"
    "|---|---|---|---|---|---|"
)


def resident(pid: int) -> float:
    """Return a process's resident memory in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1_000_000


async def crowd(
    address: str, pid: int, people: int, interactions: Sequence[Interaction], seconds: float
) -> Step:
    """Let so many people use the app for a while; return what they met.

    The first quarter of the time is not counted: people arrive.
    """
    counted: list[float] = []
    failures = 0
    began = time.monotonic()
    end = began + seconds

    async def person(number: int) -> None:
        nonlocal failures
        chance = random.Random(number)  # noqa: S311 - a workload, no secret
        await asyncio.sleep(chance.uniform(0, seconds / 5))
        try:
            session = await visit(address)
        except (OSError, TimeoutError, RuntimeError, httpx.HTTPError):
            failures += 1
            return
        while time.monotonic() < end:
            await asyncio.sleep(chance.uniform(0.5, 1.5) * THINK_SECONDS)
            one = chance.choice(interactions)
            try:
                if not one.opens:
                    await one.prepare(session)
                    await asyncio.sleep(chance.uniform(0.5, 1.5) * THINK_SECONDS)
                timing = await one.act(session)
            except (LookupError, TimeoutError, RuntimeError):
                failures += 1
                continue
            if time.monotonic() > began + seconds / 4:
                counted.append(timing.seconds)
        await session.close()

    await asyncio.gather(*(person(number) for number in range(people)))
    counted.sort()
    if not counted:
        return Step(people, float("inf"), float("inf"), 0, failures, resident(pid))
    return Step(
        people,
        counted[len(counted) // 2],
        counted[int(len(counted) * 0.95)],
        len(counted) / (seconds * 0.75),
        failures,
        resident(pid),
    )


async def ramp(
    address: str,
    pid: int,
    interactions: Sequence[Interaction],
    *,
    steps: Sequence[int],
    seconds: float,
) -> list[Step]:
    """Return what growing crowds met, up to the first whose p95 passes one second."""
    found = []
    for people in steps:
        found.append(await crowd(address, pid, people, interactions, seconds))
        if found[-1].p95 > LIMIT_SECONDS:
            break
    return found
