"""Three calls in ten go wrong, and every save is in the sheet once (F4).

Refused with and without a time, failed, silent, slow, cut short, a page instead of an answer, the
line dropped, the token run out: before and after the write was carried out. With SOAK set there are
10,000 saves for each of ten seeds, else 1,000.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.sheets.account import Account
from lib.sheets.client import Client
from lib.sheets.errors import LaterError
from lib.sheets.pace import PROBE, TRIES
from lib.store import LinkState, Need, Removed
from tests.sheets.world import World
from tests.sheets_api import faults
from tests.sheets_api.google import ACCOUNT, Google
from tests.sheets_api.quota import Quota

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets_api.calls import Call
    from tests.sheets_api.faults import Fault

SAVES = 10_000 if os.environ.get("SOAK") else 1_000
SHARE = 0.3
OPEN_SECONDS = 20
"""How often the page says that it is open."""
WRONG: tuple[Fault, ...] = (
    faults.busy(),
    faults.busy(3),
    faults.busy(20),
    faults.error(500),
    faults.error(503),
    faults.error(500).after(),
    faults.error(503).after(),
    faults.hang(),
    faults.hang().after(),
    faults.slow(),
    faults.TRUNCATED,
    faults.HTML,
    faults.HTML.after(),
    faults.DROPPED,
    faults.DROPPED.after(),
    faults.EXPIRED,
)


def now_and_then(dice: random.Random) -> Callable[[Call], Fault | None]:
    """Return a plan by which so many calls go wrong, each in its own way."""

    def plan(call: Call) -> Fault | None:
        if call.kind == "token" or dice.random() >= SHARE:
            return None
        return dice.choice(WRONG)

    return plan


@dataclass
class Owner:
    """Who saves all the time, and believes what the app says of the sheet."""

    world: World
    dice: random.Random
    workbook: str = ""
    sheet: str = ""
    saves: int = 0
    believed: int = 0
    """How often it was said that everything is in the sheet, and looked at."""
    wrong: list[str] = field(default_factory=list)
    _seen: int = -1
    _calls: int = -1
    _opened: float = -1e9

    def begin(self) -> None:
        """Link a sheet while all is well."""
        people = [Contact(id=new_id(), name=f"Person {one}") for one in range(20)]
        self.workbook, self.sheet = self.world.linked(*people)

    def save(self) -> None:
        """Add, change or remove somebody."""
        self.saves += 1
        people = list(self.world.records(self.workbook).all(Contact).values())
        what, one = self.dice.random(), self.dice.choice(people)
        if what < 0.1 and len(people) < 40:
            self.world.put(self.workbook, Contact(id=new_id(), name=f"New {self.saves}"))
        elif what < 0.15 and len(people) > 10:
            self.world.put(self.workbook, Removed(one))
        elif what < 0.5:
            self.world.put(self.workbook, replace(one, name=f"Name {self.saves}"))
        else:
            self.world.put(self.workbook, replace(one, notes=f"Note {self.saves}"))

    def rows(self) -> list[tuple[str, str, str]]:
        """Return (id, name, notes) of each row that stands in the sheet."""
        head, *rows = self.world.google.person(self.sheet).rows("Contacts")
        at = [head.index(one) for one in ("Id", "Name", "Notes")]
        found = [tuple((row[one] if one < len(row) else "") for one in at) for row in rows]
        return sorted((a, b, c) for a, b, c in found if a or b or c)

    def look(self) -> None:
        """Where the app says that everything is in the sheet, see whether it is."""
        calls = len(self.world.google.calls)
        if calls == self._calls:
            return
        self._calls = calls
        link = self.world.link(self.workbook)
        if link.waiting or link.synced_version == self._seen:
            return
        self._seen = link.synced_version or 0
        self.believed += 1
        people = self.world.records(self.workbook).all(Contact).values()
        if self.rows() != sorted((one.id, one.name, one.notes) for one in people):
            self.wrong.append(f"said at save {self.saves}")

    def go(self, seconds: float) -> None:
        """Let time pass, looking all the while."""
        until = self.world.seconds + seconds
        while self.world.seconds < until:
            if self.world.seconds >= self._opened + OPEN_SECONDS:
                self.world.open()
                self._opened = self.world.seconds
            wait = self.world.turn()
            self.look()
            self.world.seconds += max(0.05, min(wait, until - self.world.seconds))


def tries(calls: list[Call], sheet: str) -> int:
    """Return the most tries in a row, without the pause that five must be followed by."""
    most = 0
    writes = [one for one in calls if one.kind == "write" and one.sheet == sheet]
    for bad, some in groupby(writes, key=lambda one: bool(one.fault)):
        last, run = -PROBE, 0
        for one in some if bad else ():
            run = 1 if one.at - last >= PROBE else run + 1
            last, most = one.at, max(most, run)
    return most


@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_lost_and_nothing_stands_twice(world: World, seed: int) -> None:
    """All saves are in the sheet once, none was said to be there before it was, none refused."""
    dice = random.Random(seed)  # noqa: S311 - a test's
    owner = Owner(world, dice)
    owner.begin()
    world.google.quota = Quota()
    world.google.faults.plan = now_and_then(dice)
    while owner.saves < SAVES:
        for _ in range(dice.randint(1, 8)):
            owner.save()
        owner.go(dice.uniform(0.5, 4))
    world.google.faults.clear()
    owner.go(300)
    assert owner.wrong == []
    link = world.link(owner.workbook)
    assert (link.state, link.waiting, link.conflicts, link.problems) == (LinkState.LINKED, 0, 0, 0)
    people = world.records(owner.workbook).all(Contact).values()
    assert owner.rows() == sorted((one.id, one.name, one.notes) for one in people)
    assert max(Counter(one for one, *_ in owner.rows()).values()) == 1
    assert tries(world.google.calls, owner.sheet) <= TRIES
    assert world.google.quota.refused == 0
    assert owner.believed > SAVES / 100
    met = Counter(one.fault for one in world.google.calls if one.fault)
    assert len(met) >= len(WRONG) - 3, met


def test_what_is_tried_here_goes_wrong_otherwise() -> None:
    """Adding rows and trying again until it works, as is often done: rows stand twice."""
    dice = random.Random(1)  # noqa: S311 - a test's
    google = Google()
    sheet = google.create()
    asking = Client(Account(ACCOUNT, google.key()), adapter=google.adapter())
    google.faults.plan = now_and_then(dice)
    for number in range(300):
        rows = [{"values": [{"userEnteredValue": {"stringValue": f"row {number}"}}]}]
        append = {"sheetId": 0, "rows": rows, "fields": "userEnteredValue"}
        for _ in range(TRIES):
            with suppress(LaterError):
                asking.batch(sheet, {"requests": [{"appendCells": append}]})
                break
    there = Counter(row[0] for row in google.person(sheet).rows("Sheet1"))
    assert sum(times > 1 for times in there.values()) > 20


def test_what_google_does_not_take_is_said(world: World) -> None:
    """A write refused again and again, for whatever reason: it is said, and over once it is in."""
    owner = Owner(world, random.Random(1))  # noqa: S311 - a test's
    owner.begin()
    one = next(iter(world.records(owner.workbook).all(Contact).values()))
    world.google.faults.plan = lambda call: (
        faults.error(400) if call.path.endswith(":batchUpdate") else None
    )
    world.put(owner.workbook, replace(one, notes="not taken"))
    owner.go(90)
    link = world.link(owner.workbook)
    assert (link.need, link.waiting) == (Need.REFUSED, 1)
    world.google.faults.clear()
    owner.go(120)
    assert owner.wrong == []
    assert "not taken" in {notes for *_, notes in owner.rows()}
    assert (world.link(owner.workbook).need, world.link(owner.workbook).waiting) == (None, 0)


def test_what_was_refused_is_written_once_it_may_be(world: World) -> None:
    """A protected tab: the save waits, and nothing else that is saved later takes its place."""
    owner = Owner(world, random.Random(1))  # noqa: S311 - a test's
    owner.begin()
    one, other = list(world.records(owner.workbook).all(Contact).values())[:2]
    person = world.google.person(owner.sheet)
    person.protect("Contacts")
    world.put(owner.workbook, replace(one, notes="refused at first"))
    owner.go(90)
    assert world.link(owner.workbook).need is Need.PROTECTED
    assert world.link(owner.workbook).waiting == 1
    person.unprotect("Contacts")
    world.put(owner.workbook, replace(other, notes="saved later"))
    owner.go(120)
    assert owner.wrong == []
    assert {"refused at first", "saved later"} <= {notes for *_, notes in owner.rows()}
    assert (world.link(owner.workbook).need, world.link(owner.workbook).waiting) == (None, 0)
