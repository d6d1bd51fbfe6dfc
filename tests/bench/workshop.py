"""A whole workshop on one process: people with a page each, one who leads, an hour in minutes.

Everybody joins as a browser does, does what the ten steps ask, at a person's pace, over websockets
that are compressed as browsers have them. The one who leads goes on when the page says that all are
done. Beside it: as many people on bare pages that show the same and write as much.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from lib import guide
from lib.access import COOKIE, mint
from lib.coaching.workshop import QuestionKind
from lib.store import Actor, Role, Store
from tests.bench import bare, servers
from tests.bench.attending import Hall, Leader, Person, oldest, wrong_counts
from tests.bench.driver import visit
from tests.bench.lines import Line, Shape
from tests.bench.load import resident
from tests.bench.room_sheet import RoomSheet, kept_by_google
from tests.bench.tabs import Clicks, share
from tests.serving import Server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from lib.coaching.workshop import Picture, Plan, Question
    from tests.bench.driver import Session

CLICK_SECONDS = 0.5
"""The aim: 95 of 100 clicks of sixty people are answered within this."""
OLD_SECONDS = 5.0
"""The aim: the leader's numbers are this old at most."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a workshop goes."""

    people: int
    pace_seconds: float
    """Mean pause before a click."""
    hold_seconds: float
    """How long a step stays at least."""
    most_seconds: float
    """How long the last ones are waited for."""
    shape: Shape | None = None
    """How each phone's line is; None for the server's own."""
    aloud: bool = False
    """See `Hall`."""
    killed: bool = False
    """Whether the server is killed in the middle, and started again at once."""


@dataclass(slots=True)
class Found:
    """What a workshop came to."""

    hall: Hall
    people: list[Person]
    leader: Leader
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    """What was answered and is not in the store just so, and once."""
    wrong: list[str] = field(default_factory=list)
    """What the leader's page or a picture said that was not so."""
    session_megabytes: float = 0.0

    @property
    def errors(self) -> list[str]:
        """What went wrong for somebody."""
        unfinished = [f"{one.name} did not finish" for one in self.people if not one.finished]
        return [*self.hall.clicks.errors, *unfinished]

    @property
    def old(self) -> float:
        """Most seconds from an answer to the first look of the leader's that holds it."""
        return oldest(self.leader.looks, self.people)


Meanwhile = Callable[[Found, list[Line]], Coroutine[None, None, None]]


def opened(server: Server) -> Store:
    """Return the store of a server that runs, opened a second time."""
    address = f"sqlite:///{server.data / 'workbook.sqlite'}"
    return Store(address, own_machine=False, open_house=True)


def begun(store: Store, address: str, pace: Pace) -> tuple[Hall, str]:
    """Begin a workshop of the guide's hour; return it, with the cookie of who leads."""
    cookie, now = mint(), datetime.now(UTC)
    leader = Actor.of_cookie(cookie, now)
    store.links.open(leader, store.links.by_host(Role.COACH, None, now), now)
    minutes = {one.name: one.minutes for one in guide.hour()}
    day = now.date() + timedelta(days=14)
    plan = guide.plan_of("Job club", minutes, day, again=False, invented=False)
    made = store.workshops.begin(leader, plan, now)
    steps = tuple(one.name for one in plan.steps)
    return Hall(address, made.id, made.code, steps, pace.pace_seconds, pace.aloud), cookie


async def held(
    server: Server,
    pace: Pace,
    meanwhile: Meanwhile | None = None,
    sheet: RoomSheet | None = None,
) -> Found:
    """Hold a workshop on a server that runs.

    Args:
        server: in the shared mode.
        pace: how it goes.
        meanwhile: what happens beside it.
        sheet: the facilitator's sheet; None where they keep none.

    Returns:
        What it came to, compared with the store.
    """
    with closing(opened(server)) as store:
        hall, cookie = begun(store, server.address, pace)
        if sheet is not None:
            await asyncio.to_thread(sheet.link, store, cookie, hall.id)
        async with AsyncExitStack() as stack:
            lines = [
                await stack.enter_async_context(Line(server.port, pace.shape, seed))
                for seed in range(pace.people)
                if pace.shape is not None
            ]
            ports = [one.port for one in lines] or [0] * pace.people
            people = [Person(hall, number, port) for number, port in enumerate(ports)]
            leader = Leader(hall, f"{COOKIE}={cookie}", pace.people)
            found = Found(hall, people, leader)
            await warmed(server.address)
            before, began = resident(server.pid), time.monotonic()
            beside = [] if meanwhile is None else [asyncio.create_task(meanwhile(found, lines))]
            leading = leader.lead(pace.hold_seconds, pace.most_seconds)
            await asyncio.gather(leading, *(one.attend() for one in people))
            await asyncio.gather(*beside)
            found.seconds = time.monotonic() - began
            if not pace.killed:
                found.session_megabytes = (resident(server.pid) - before) / (pace.people + 1)
            for one in (leader, *people):
                await one.leave()
        now = datetime.now(UTC)
        found.lost = [each for one in people if one.workbook for each in one.lacks(store, now)]
        if sheet is not None:
            found.lost += await asyncio.to_thread(sheet.lacks, store, cookie, hall.id, people)
        actor = Actor.of_cookie(cookie, now)
        plan = store.workshops.standing(actor, hall.id, now).plan
        pictures = store.workshops.pictures(actor, hall.id)
    found.wrong = wrong_counts(leader.looks, people) + wrong_pictures(plan, pictures, people)
    return found


async def warmed(address: str) -> None:
    """Have somebody look at the pages once, so that what a process loads first is loaded."""
    session = await visit(address)
    for page in ("start", "today", "people", "review"):
        await session.rerun(page=page)
    await session.close()


def wrong_pictures(plan: Plan, pictures: Sequence[Picture], people: Sequence[Person]) -> list[str]:
    """Return the pictures that do not show what people said, of the questions all had answered."""
    wrong = []
    for one in pictures:
        asked = plan.question(one.question)
        if asked is None or one.people < len(people):
            continue
        bars = [0] * asked.bars
        for each in people:
            place = _bar(asked, each.said.get(asked.exercise, ""))
            if place is not None:
                bars[place] += 1
        if tuple(bars) != one.bars:
            wrong.append(f"{one.question}: {one.bars} was shown, {bars} was said")
    return wrong


def _bar(asked: Question, said: str) -> int | None:
    """Return the bar in which stands what somebody said; None for none."""
    answer, _, counts = said.rpartition(" of ")
    if asked.kind is QuestionKind.TALLY:
        return asked.bar_of((int(answer.rpartition(" ")[2]), int(counts))) if answer else None
    return asked.option_in(answer.rpartition(" ")[0] if answer else said)


# the same on bare pages


async def bared(folder: Path, clicks: Clicks, pace: Pace, seconds: float) -> tuple[Clicks, float]:
    """Return what as many people meet on bare copies of the same pages, and MB for each session.

    Each click is one page there, come to by one more, unmeasured click.
    """
    names = list(clicks.pages)
    bare.make(folder, [(_last_run(clicks.pages[one][0]), clicks.pages[one][1]) for one in names])
    found = Clicks()

    async def person(address: str, number: int) -> Session:
        chance = random.Random(number)  # noqa: S311 - a workload, no secret
        await asyncio.sleep(chance.uniform(0, 2 * pace.pace_seconds))
        session = await visit(address, compressed=True)
        end, place = time.monotonic() + seconds, number
        while time.monotonic() < end:
            place = (place + 1) % len(names)
            await asyncio.sleep(chance.uniform(0.25, 0.75) * pace.pace_seconds)
            await session.rerun(page=f"bare{place}" if place else "")
            await asyncio.sleep(chance.uniform(0.25, 0.75) * pace.pace_seconds)
            timing = await session.rerun(*clicks.pages[names[place]][2])
            found.seconds[names[place]].append(timing.seconds)
        return session

    with servers.bare(folder, stock=False) as server:
        warm = await visit(server.address)
        before = resident(server.pid)
        sessions = await asyncio.gather(
            *(person(server.address, number) for number in range(pace.people))
        )
        megabytes = (resident(server.pid) - before) / pace.people
        for one in (warm, *sessions):
            await one.close()
    return found, megabytes


def _last_run(messages: Sequence[ForwardMsg]) -> list[ForwardMsg]:
    """Return the messages of the run that was not given up for another."""
    starts = [at for at, one in enumerate(messages) if one.WhichOneof("type") == "new_session"]
    return list(messages[starts[-1] :])


# the report


LONG = {
    "60 people": Pace(60, 8, 10, 240),
    "200 people": Pace(200, 5, 10, 240),
    "40 bad lines": Pace(40, 5, 10, 300, Shape()),
    "60 people and a kill": Pace(60, 2, 5, 120, killed=True),
}
"""Ten minutes of wall time each, about; the last one three."""
SHORT = {
    "20 people": Pace(20, 1, 2, 60, aloud=True),
    "6 bad lines": Pace(6, 1, 2, 60, Shape(), aloud=True),
}
OUTAGE_SECONDS = 30.0
MIDDLE: Final = "people"
"""The step at which a server is killed."""


def report(folder: Path, *, short: bool, only: str) -> None:
    """Hold the workshops and print what they came to.

    Args:
        folder: an empty one.
        short: whether in a minute or so, with few people.
        only: those whose name holds this.
    """
    for name, pace in (SHORT if short else LONG).items():
        if only not in name:
            continue
        home = folder / name.replace(" ", "-")
        home.mkdir()
        server = Server(home)
        outage = OUTAGE_SECONDS / (4 if short else 1)
        with kept_by_google() as sheet:
            shared = {"WORKBOOK_MODE": "shared", "WORKBOOK_ADDRESS": server.address}
            server.set({**shared, **sheet.settings})
            with server:
                killed: list[float] = []
                meanwhile = None if pace.shape is None else outage_of(outage)
                if pace.killed:
                    meanwhile = kill_of(server, killed)
                found = asyncio.run(held(server, pace, meanwhile, sheet))
                errors = server.log().count("Traceback")
        seconds = 20 if short else 120
        pages = found.hall.clicks
        equal, megabytes = Clicks(), 0.0
        try:
            equal, megabytes = asyncio.run(bared(home / "bare", pages, pace, seconds))
        except RuntimeError as error:  # the room's own numbers are printed all the same
            said = (home / "bare" / "server.log").read_text("utf-8", errors="replace")[-2000:]
            _say(f"No bare pages to compare with: {error}\n{said}")
        _print(name, pace, found, equal, megabytes, errors)
        _say(f"The facilitator's sheet: {sheet}.")
        for one in killed:
            last = max(back_after(one, found), default=0.0)
            _say(f"Killed in the middle: the last of all was back after {last:.1f} s.")


def outage_of(seconds: float) -> Meanwhile:
    """Return what cuts every line for a while, when somebody has typed what is not kept yet."""

    async def cut(found: Found, lines: list[Line]) -> None:
        await found.hall.typed.wait()
        for one in lines:
            one.cut()
        await asyncio.sleep(seconds)
        for one in lines:
            one.mend()

    return cut


def kill_of(server: Server, killed: list[float]) -> Meanwhile:
    """Return what kills a server in the middle, starts it again, and notes when in `killed`."""

    async def kill(found: Found, _lines: list[Line]) -> None:
        await found.hall.reached[MIDDLE].wait()
        await asyncio.sleep(2)
        killed.append(time.monotonic())
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)

    return kill


def back_after(killed: float, found: Found) -> list[float]:
    """Return after how many seconds each one was back, the leader too."""
    return [one.came_back[0] - killed for one in (*found.people, found.leader) if one.came_back]


def _print(  # noqa: PLR0913, PLR0917 - a report has these parts
    name: str, pace: Pace, found: Found, equal: Clicks, megabytes: float, errors: int
) -> None:
    clicks = found.hall.clicks
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    looks = len(found.leader.looks)
    _say(f"\n## A workshop: {name}, {pace.pace_seconds:g} s before a click, load {load}\n")
    _say("| click | times | p50, ms | p95, ms | bare p50 | bare p95 | ratio of p50 |")
    _say("|---|---|---|---|---|---|---|")
    bare_clicks = {each: sorted(one) for each, one in equal.seconds.items()}
    for each, seconds in clicks.seconds.items():
        _say(_row(each, sorted(seconds), bare_clicks.get(each, [])))
    people = {"join", "the first page", "a look by itself"}
    every = sorted(x for each, one in clicks.seconds.items() if each not in people for x in one)
    _say(_row("**every click**", every, equal.every()))
    backs = sum(len(one.came_back) for one in found.people)
    _say(
        f"\n{found.seconds:.0f} s; {len(every):,} clicks; errors {len(found.errors)}, in the log "
        f"{errors}; lost answers {len(found.lost)}; the leader's page: {looks} looks, wrong "
        f"{len(found.wrong)}, an answer is on it after {found.old:.1f} s at most; came back after "
        f"a lost line {backs}; memory {found.session_megabytes:.2f} MB a session, bare "
        f"{megabytes:.2f}."
    )
    for one in [*found.errors, *found.lost, *found.wrong][:20]:
        _say(f"- {one}")


def _row(name: str, ours: Sequence[float], equal: Sequence[float]) -> str:
    p50, p95 = (share(ours, part) * 1000 for part in (0.5, 0.95))
    told = f"| {name} | {len(ours):,} | {p50:.0f} | {p95:.0f} "
    if not equal:
        return f"{told}| | | |"
    b50, b95 = (share(equal, part) * 1000 for part in (0.5, 0.95))
    return f"{told}| {b50:.0f} | {b95:.0f} | {p50 / b50:.2f} |"


def _say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
