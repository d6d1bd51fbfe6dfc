"""Measuring: the real page and the bare ones in turn, so that all meet the same machine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.bench import bare, servers
from tests.bench.driver import Session, visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from tests.bench.driver import Timing

ELSEWHERE = "workbook"
"""A page to come from when another one is opened."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One thing a person does, as what comes before it and the tap itself."""

    name: str
    prepare: Callable[[Session], Awaitable[Any]]
    act: Callable[[Session], Awaitable[Timing]]
    writes: bool = False
    opens: bool = False
    """True where the tap opens a page from another one."""


@dataclass(slots=True)
class Measured:
    """Milliseconds of one interaction, by server."""

    interaction: Interaction
    real: list[float] = field(default_factory=list)
    small: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    stock: list[float] = field(default_factory=list)
    received_bytes: int = 0

    def row(self) -> str:
        """Return a row of the report."""
        ours, few, equal, stock = (
            median(one) for one in (self.real, self.small, self.bare, self.stock)
        )
        return (
            f"| {self.interaction.name} | {ours:.1f} | {equal:.1f} | **{ours / equal:.2f}** "
            f"| {stock:.1f} | {ours / stock:.2f} | {ours / few:.2f} | {self.received_bytes:,} |"
        )


HEADINGS = (
    "| interaction | ours, ms | bare page, our settings | ratio | bare page, stock | ratio "
    "| 5,000 contacts against 50 | bytes |\n|---|---|---|---|---|---|---|---|"
)


async def measure(
    big: str, small: str, interactions: Sequence[Interaction], folder: Path, *, times: int
) -> list[Measured]:
    """Return the timings of every interaction on the real app and on bare copies of it.

    Args:
        big: address of our app over the large workbook.
        small: address of our app over the small one.
        interactions: what to do.
        folder: an empty folder for the bare app.
        times: how often each interaction is done.
    """
    recordings: list[tuple[Sequence[ForwardMsg], str]] = []
    sent: list[tuple[Any, ...]] = []
    for one in interactions:
        session = await visit(big)
        await one.prepare(session)
        await one.act(session)
        writer = session.sent[-1].id if one.writes and session.sent else ""
        recordings.append((list(session.messages), writer))
        sent.append(session.sent)
        await session.close()
    found = [Measured(one) for one in interactions]
    for under in ("ours", "stock"):
        bare.make(folder / under, recordings)
    with (
        servers.bare(folder / "ours", stock=False) as ours,
        servers.bare(folder / "stock", stock=True) as stock,
    ):
        for number, result in enumerate(found):
            await _alternate(
                number, result, sent[number], (big, small, ours.address, stock.address), times
            )
    return found


async def _alternate(
    number: int,
    result: Measured,
    sent: tuple[Any, ...],
    addresses: tuple[str, str, str, str],
    times: int,
) -> None:
    """Do one interaction on the four servers in turn."""
    one = result.interaction
    sessions = await asyncio.gather(*(visit(address) for address in addresses))
    big, few, *copies = sessions
    page = f"bare{number}" if number else ""
    other = f"bare{(number + 1) % 2 + 1}"
    for turn in range(times + 1):
        for session, into in ((big, result.real), (few, result.small)):
            await one.prepare(session)
            timing = await one.act(session)
            if turn:
                into.append(timing.seconds * 1000)
            if session is big:
                result.received_bytes = timing.received_bytes
        for session, into in zip(copies, (result.bare, result.stock), strict=True):
            if one.opens:
                await session.rerun(page=other if other != page else "bare3")
                timing = await session.rerun(page=page)
            else:
                if session.page != session.pages.get(page):
                    await session.rerun(page=page)
                timing = await session.rerun(*sent)
            if turn:
                into.append(timing.seconds * 1000)
    for session in sessions:
        await session.close()
