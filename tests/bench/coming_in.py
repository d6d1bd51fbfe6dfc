"""A whole history comes in while somebody else works: how long it takes, and what they notice.

One session drops LinkedIn's files of an invented person, as a browser does: it asks the server
where to put a file, puts it there, and tells the box. It answers the questions and confirms. A
second one, in another workbook, opens pages all the while.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench import servers, workload
from tests.bench.driver import visit

if TYPE_CHECKING:
    from tests.bench.driver import Session

PEOPLE = 5_000
MESSAGES = 50_000
TOGETHER_SECONDS = 20.0
"""Most time for both files."""
PAGES = ("people", "today", "give", "ask", "people", "review")
PAUSE_SECONDS = 0.05
HEADINGS = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER"
)
ME = "Robin Sample"
MY_LINK = "https://www.linkedin.com/in/robin-sample"


def connections(people: int) -> bytes:
    """Return a `Connections.csv` of people who are plainly numbers."""
    lines = ["Notes:", '"Some e-mail addresses are missing."', ""]
    lines.append("First Name,Last Name,URL,Email Address,Company,Position,Connected On")
    lines += [
        f"Person,{number:04} Example,{_link(number)},person{number}@example.org,"
        f"Company {number % 211},Planner,{number % 28 + 1:02} Mar 20{number % 9 + 14}"
        for number in range(people)
    ]
    return "\n".join(lines).encode()


def messages(people: int, many: int) -> bytes:
    """Return a `messages.csv` of so many messages between the invented person and these people."""
    chance = random.Random(many)  # noqa: S311 - a workload, no secret
    at = datetime(2014, 1, 1, 8, tzinfo=UTC)
    lines = [HEADINGS]
    for number in range(many):
        at += timedelta(minutes=chance.randint(30, 180))
        who = chance.randrange(people)
        them = f"Person {who:04} Example,{_link(who)}"
        mine = chance.random() < 0.6
        first, second = (f"{ME},{MY_LINK}", them) if mine else (them, f"{ME},{MY_LINK}")
        lines.append(
            f'"talk-{who}",,{first},{second},{at:%Y-%m-%d %H:%M:%S} UTC,,'
            f'"These are the words of message {number}, as long as one commonly is.",INBOX'
        )
    return "\n".join(lines).encode()


def _link(number: int) -> str:
    return f"https://www.linkedin.com/in/person-{number}"


@dataclass(slots=True)
class Brought:
    """What one import took."""

    name: str
    steps: dict[str, float] = field(default_factory=dict)
    progress: int = 0
    """How often the page was told how far it is."""

    @property
    def seconds(self) -> float:
        """From the drop to "saved"."""
        return sum(self.steps.values())

    def row(self) -> str:
        """Return a row of the report."""
        parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.steps.items())
        return f"| {self.name} | {self.seconds:.1f} | {parts} | {self.progress} |"


async def bring_contacts(session: Session, data: bytes) -> Brought:
    """Drop the people and bring them in."""
    box = await _box(session)
    found = Brought(f"{PEOPLE:,} people")
    found.steps["looked at"] = (await session.drop(box, "Connections.csv", data)).seconds
    found.progress = _told(session)
    found.steps["saved"] = (await session.click(session.find("Bring in"))).seconds
    _expect(session, "people came in")
    return found


async def bring_messages(session: Session, data: bytes) -> Brought:
    """Drop the messages, say that all talks were requests, and bring them in."""
    box = await _box(session)
    found = Brought(f"{MESSAGES:,} messages")
    found.steps["looked at"] = (await session.drop(box, "messages.csv", data)).seconds
    found.progress = _told(session)
    timing = await session.set(session.find("past-counted"), "All of them were")
    found.steps["counted"] = timing.seconds
    found.progress += _told(session)
    found.steps["saved"] = (await session.click(session.find("Bring in"))).seconds
    _expect(session, "messages came in")
    return found


async def _box(session: Session) -> object:
    """Return the box for a file, unfolded."""
    await session.set(session.find("people-part"), ["Bring in"])
    if not any(session.widgets("file_uploader")):
        await session.unfold("from-file")
    return next(session.widgets("file_uploader"))


def _told(session: Session) -> int:
    elements = [one.delta.new_element for one in session.messages if one.HasField("delta")]
    return sum(one.WhichOneof("type") == "progress" for one in elements)


def _expect(session: Session, words: str) -> None:
    if not any(words in one for one in session.texts()):
        message = f"{words!r} is not on the page: {session.texts()}"
        raise RuntimeError(message)


async def in_workbook(address: str, workbook: str, path: str) -> Session:
    """Open a page of one of several workbooks."""
    session = await visit(address)
    session.query = f"w={workbook}"
    await session.rerun(page=path)
    return session


async def turning(session: Session, until: asyncio.Event, most: int | None = None) -> list[float]:
    """Open pages until told to stop; return the seconds of each."""
    waits: list[float] = []
    while not until.is_set() and (most is None or len(waits) < most):
        waits.append((await session.rerun(page=PAGES[len(waits) % len(PAGES)])).seconds)
        await asyncio.sleep(PAUSE_SECONDS)
    return waits


async def together(
    address: str, mine: str, theirs: str
) -> tuple[list[Brought], list[float], list[float]]:
    """Return both imports, and the second person's waits before and during them."""
    people, history = connections(PEOPLE), messages(PEOPLE, MESSAGES)
    first = await in_workbook(address, mine, "people")
    second = await in_workbook(address, theirs, "people")
    await turning(second, asyncio.Event(), most=len(PAGES))
    before = await turning(second, asyncio.Event(), most=10 * len(PAGES))
    over = asyncio.Event()
    during = asyncio.create_task(turning(second, over))
    found = [await bring_contacts(first, people), await bring_messages(first, history)]
    over.set()
    waits = await during
    for one in (first, second):
        await one.close()
    return found, before, waits


def _p95(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.95)]


def processor_seconds(pid: int) -> tuple[float, float]:
    """Return what a process, and its children that have ended, took of the processor."""
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    own_user, own_system, user, system = (
        int(one) / os.sysconf("SC_CLK_TCK") for one in parts[11:15]
    )
    return own_user + own_system, user + system


def report(folder: Path) -> None:
    """Print how long both imports took, and what the second person met meanwhile."""
    place = folder / "coming-in"
    mine = workload.fill(place / "data", 0, 0, 0)
    theirs = workload.fill(place / "data", 50, 80, 500)
    with servers.real(place) as server:
        spent = processor_seconds(server.pid)
        found, before, during = asyncio.run(together(server.address, mine, theirs))
        own, children = (
            after - was for was, after in zip(spent, processor_seconds(server.pid), strict=True)
        )
    out = sys.stdout
    out.write("\n## A whole history comes in while somebody else opens pages\n\n")
    out.write("| import | s from drop to saved | of these | progress told |\n|---|---|---|---|\n")
    out.writelines(f"{one.row()}\n" for one in found)
    both = sum(one.seconds for one in found)
    out.write(
        f"\nBoth: {both:.1f} s (allowed: {TOGETHER_SECONDS:.0f}). The server's processor time "
    )
    out.write(
        f"was {own:.1f} s, with the other person's pages, and its readers' {children:.1f} s.\n\n"
    )
    out.write("| the other person's pages | n | median, ms | p95, ms | longest, ms |\n")
    out.write("|---|---|---|---|---|\n")
    for name, waits in (("before", before), ("during", during)):
        out.write(
            f"| {name} | {len(waits)} | {median(waits) * 1000:.0f} | {_p95(waits) * 1000:.0f} "
            f"| {max(waits) * 1000:.0f} |\n"
        )
    out.write(
        f"| ratio | | **{median(during) / median(before):.2f}** "
        f"| **{_p95(during) / _p95(before):.2f}** | {max(during) / max(before):.2f} |\n"
    )
    out.flush()
