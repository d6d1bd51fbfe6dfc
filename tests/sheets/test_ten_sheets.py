"""Ten workbooks with a sheet each, all open: how soon is an edit in a sheet in its workbook?

The app runs as a host runs it, with its process beside it and the local Google on a socket. In each
sheet somebody types at another moment of the interval; nobody taps anything. What the store has, an
open page shows at its next look, every few seconds: that is measured with a page open for each.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.sheets.pace import interval_seconds
from lib.store import Role, Store, fresh_cover
from lib.ui.in_sheet import LOOK_SECONDS
from tests.bench.driver import Session, driven, visit
from tests.serving import Server as App
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server
from tests.store.book import ME

SHEETS = 10
AT_MOST_SECONDS = 20.0
EVERY = 1.7
"""Seconds between two people's typing: all of the interval is met."""
PATIENCE_SECONDS = 240.0
OPEN_SECONDS = 5.0
"""How often ten pages say that they are open."""


class Hall:
    """A store with ten workbooks, each with a sheet of its own."""

    def __init__(self, folder: Path, google: Server) -> None:
        """Make the workbooks and order their links."""
        self.google = google.google
        self.environment = {
            "WORKBOOK_DATA_FOLDER": str(folder),
            "WORKBOOK_GOOGLE_KEY": json.dumps(self.google.key()),
            "WORKBOOK_GOOGLE_ADDRESS": google.address,
        }
        self.store = Store(f"sqlite:///{folder / 'workbook.sqlite'}")
        self.store.admit(ME, Role.OWNER, now())
        self.sheets: dict[str, str] = {}
        for number in range(SHEETS):
            workbook = self.store.create(ME, fresh_cover("Europe/Berlin"), now())
            ann = Contact(id="ann", name=f"Ann {number}")
            self.store.save(ME, workbook, [ann], verb="add", operation=new_id(), at=now())
            self.sheets[workbook] = self.google.create(f"Networking {number}")
            code = self.store.sheets.ask(ME, workbook, self.sheets[workbook], now())
            self.google.person(self.sheets[workbook]).add_tab(code)

    def open(self) -> None:
        """Say that all ten are open, as their pages do."""
        for workbook in self.sheets:
            self.store.sheets.opened(ME, workbook, now())

    def in_step(self) -> bool:
        """Return whether each sheet has its contact."""
        return all(
            "Contacts" in (person := self.google.person(sheet)).titles()
            and any(one.get("Name") for one in person.records("Contacts"))
            for sheet in self.sheets.values()
        )

    def names(self, workbook: str) -> set[str]:
        """Return the contacts of a workbook."""
        rows = self.store.snapshot(ME, workbook).records.all(Contact)
        return {one.name for one in rows.values()}


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Return ten workbooks in a folder of their own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with Server(Google()) as google:
        found = Hall(folder, google)
        with closing(found.store):
            yield found


def wait_open(hall: Hall, seconds: float) -> None:
    """Let time pass with all ten open."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hall.open()
        time.sleep(min(OPEN_SECONDS, max(0.0, until - time.monotonic())))


def test_an_edit_is_there_within_20_seconds_with_ten_sheets_open(
    tmp_path: Path, hall: Hall
) -> None:
    """Ten people type, each in their sheet, at ten moments: each text is soon in the workbook."""
    served = tmp_path / "served"
    served.mkdir()
    took: dict[str, float] = {}
    with App(served, environment=hall.environment) as app:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not hall.in_step():
            assert time.monotonic() < deadline, "they were never linked"
            wait_open(hall, 1)
        wait_open(hall, interval_seconds(SHEETS) + 5)
        typed: dict[str, float] = {}
        waiting = list(hall.sheets)
        opened = next_at = -1e9
        while len(took) < SHEETS:
            tick = time.monotonic()
            assert tick < deadline + PATIENCE_SECONDS, f"{SHEETS - len(took)} never came"
            if tick >= opened + OPEN_SECONDS:
                hall.open()
                opened = tick
            if waiting and tick >= next_at:
                workbook = waiting.pop(0)
                hall.google.person(hall.sheets[workbook]).type("Contacts", 2, "Name", "Zora")
                typed[workbook], next_at = time.monotonic(), tick + EVERY
            for workbook, at in typed.items():
                if workbook not in took and "Zora" in hall.names(workbook):
                    took[workbook] = time.monotonic() - at
            time.sleep(0.1)
        assert "Traceback" not in app.log()
    slowest = sorted(took.values())
    print(  # noqa: T201 - the figures are asked for
        f"\nten sheets open: an edit was there after {slowest[0]:.1f} to {slowest[-1]:.1f} s, "
        f"half of them within {slowest[SHEETS // 2]:.1f} s; the interval is "
        f"{interval_seconds(SHEETS):.0f} s, with 60 sheets {interval_seconds(60):.0f} s"
    )
    assert slowest[-1] <= AT_MOST_SECONDS


class Watcher:
    """A page of one workbook, open on somebody's screen: it looks by itself, nobody taps."""

    def __init__(self, session: Session) -> None:
        """Take a page that was just opened."""
        self._session = session
        (self._look,) = [
            one.auto_rerun for one in session.messages if one.WhichOneof("type") == "auto_rerun"
        ]

    async def leaves(self) -> None:
        """Close the page."""
        await self._session.close()

    async def sees(self, name: str) -> float:
        """Wait until the page shows a name; return the instant it did."""
        while not any(name in one for one in self._session.texts()):
            await asyncio.sleep(self._look.interval)
            await self._session.rerun(fragment=self._look.fragment_id)
        return time.monotonic()


async def watched(hall: Hall, address: str) -> tuple[list[float], int]:
    """Open ten pages; return how long each edit took to show, and the reads meanwhile."""
    pages = [
        Watcher(await visit(address, "people", query=f"w={workbook}&who=ann"))
        for workbook in hall.sheets
    ]
    await asyncio.sleep(interval_seconds(SHEETS) + 5)
    reads = hall.google.count("read")

    async def typed(number: int, sheet: str) -> float:
        await asyncio.sleep(number * EVERY)
        hall.google.person(sheet).type("Contacts", 2, "Name", "Zora")
        return time.monotonic()

    typing = [typed(number, sheet) for number, sheet in enumerate(hall.sheets.values())]
    seeing = [one.sees("Zora") for one in pages]
    found = await asyncio.gather(*typing, *seeing)
    await asyncio.gather(*(one.leaves() for one in pages))
    took = [seen - at for at, seen in zip(found[:SHEETS], found[SHEETS:], strict=True)]
    return took, hall.google.count("read") - reads


def test_an_edit_is_on_ten_open_pages_within_20_seconds(tmp_path: Path, hall: Hall) -> None:
    """From the sheet to what a page shows, with nobody's tap; looks of pages never ask Google."""
    served = tmp_path / "served"
    served.mkdir()
    with App(served, environment=hall.environment) as app:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not hall.in_step():
            assert time.monotonic() < deadline, "they were never linked"
            wait_open(hall, 1)
        begun = time.monotonic()
        took, reads = driven(watched(hall, app.address))
        lasted = time.monotonic() - begun
        assert "Traceback" not in app.log()
    took.sort()
    print(  # noqa: T201 - the figures are asked for
        f"\nten pages open: an edit in a sheet was shown after {took[0]:.1f} to {took[-1]:.1f} s, "
        f"half of them within {took[SHEETS // 2]:.1f} s; a page looks every {LOOK_SECONDS} s; "
        f"{reads} reads meanwhile"
    )
    assert took[-1] <= AT_MOST_SECONDS
    assert reads <= SHEETS * (lasted / interval_seconds(SHEETS) + 2)
