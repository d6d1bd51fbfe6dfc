"""The coach's desk with sixty clients, beside a bare page that shows the same."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from statistics import median
from typing import TYPE_CHECKING

from lib.access import mint
from lib.coaching.contacts import Contact
from lib.store import Actor, Role, Saved, Store, fresh_cover
from tests.bench import bare, servers, workload
from tests.bench.driver import visit
from tests.serving import Server

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from tests.bench.driver import Session

CLIENTS = 60
PEOPLE, ASKS, TOUCHES = 60, 24, 600
"""What stands in each client's workbook."""
LARGEST_RATIO = 2.0
"""The aim, beside a bare page."""
_OPERATIONS = count(1)


@dataclass(frozen=True, slots=True)
class Practice:
    """A coach with clients."""

    cookie: str
    """The coach's."""
    owners: tuple[tuple[str, Actor], ...]
    """Each client's workbook and visit."""


def fill(data: Path, clients: int = CLIENTS) -> Practice:
    """Make a practice in a data folder.

    Raises:
        TypeError: the store refused a part of it.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store, now = _store(data), datetime.now(UTC)
    cookie = mint()
    coach = Actor.of_cookie(cookie, now)
    store.admit(coach, Role.GUEST, now)
    store.links.desk(coach, now, name="Coach")
    owners = []
    for place in range(clients):
        owner = Actor.of_cookie(mint(), now)
        store.admit(owner, Role.GUEST, now)
        workbook = store.create(owner, fresh_cover("Europe/Berlin", f"Client {place:02}"), now)
        rows = list(workload.records(PEOPLE + place % 7, ASKS, TOUCHES, now.date()))
        rows.sort(key=lambda one: (not isinstance(one, Contact), "touch" in type(one).__module__))
        done = store.save(owner, workbook, rows, verb="import", operation=_operation(), at=now)
        if not isinstance(done, Saved):
            raise TypeError(str(done)[:500])
        link = store.links.make(owner, workbook, Role.COACH, now, name=f"Client {place:02}")
        store.links.open(coach, link.token, now)
        owners.append((workbook, owner))
    store.close()
    return Practice(cookie, tuple(owners))


def moved(data: Path, practice: Practice) -> None:
    """Have one client write a person down.

    Raises:
        TypeError: the store refused it.
    """
    store, now = _store(data), datetime.now(UTC)
    workbook, owner = practice.owners[0]
    person = Contact(name="Person New")
    done = store.save(owner, workbook, [person], verb="put", operation=_operation(), at=now)
    store.close()
    if not isinstance(done, Saved):
        raise TypeError(str(done)[:500])


def report(folder: Path, *, times: int) -> None:
    """Print what a look at the desk costs."""
    home = folder / "desk"
    practice = fill(home / "data")
    server = Server(home)
    server.set({"WORKBOOK_MODE": "shared", "WORKBOOK_ADDRESS": server.address})
    with server:
        found = asyncio.run(_measured(server, practice, folder / "desk-bare", times))
    first, again, after, equal = found
    _say(f"\n## The coach's desk with {CLIENTS} clients, median of {times}\n")
    _say("| look | ours, ms | bare page, our settings | ratio |\n|---|---|---|---|")
    for name, ours in (("again", again), ("after one client did something", after)):
        _say(f"| {name} | {ours:.1f} | {equal:.1f} | **{ours / equal:.2f}** |")
    _say(f"\nThe first look in a new process: {first:.0f} ms. Aim: at most {LARGEST_RATIO:g}.")


async def _measured(
    server: Server, practice: Practice, folder: Path, times: int
) -> tuple[float, float, float, float]:
    """Return milliseconds of the first look, a look again, one after a change, the bare page."""
    session = await visit(server.address, "sources", cookie=f"visit={practice.cookie}")
    first = (await session.rerun(page="coach")).seconds * 1000
    if "coach" not in session.pages:
        message = "there is no desk to look at"
        raise RuntimeError(message)
    messages: list[ForwardMsg] = list(session.messages)
    bare.make(folder, [(messages, "")])
    again: list[float] = []
    after: list[float] = []
    equal: list[float] = []
    with servers.bare(folder, stock=False) as copy:
        other = await visit(copy.address)
        for _ in range(times):
            again.append(await _look(session, "coach"))
            equal.append(await _look(other, ""))
            moved(server.data, practice)
            after.append(await _look(session, "coach"))
        await other.close()
    await session.close()
    return first, median(again), median(after), median(equal)


async def _look(session: Session, page: str) -> float:
    return (await session.rerun(page=page)).seconds * 1000


def _store(data: Path) -> Store:
    return Store(f"sqlite:///{data / 'workbook.sqlite'}", own_machine=False, open_house=True)


def _operation() -> str:
    return f"desk-{next(_OPERATIONS)}"


def _say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
