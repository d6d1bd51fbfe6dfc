"""A workbook, its sheet and who keeps them in step, in one process, by a clock of the test's own.

The store is a real one (SQLite in memory-backed files), Google is the local server without its
sockets, the client and the pace are the app's. Time passes only when a test says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lib.coaching.records import new_id
from lib.coaching.workbook import Records
from lib.sheets.account import Account
from lib.sheets.client import Client
from lib.sheets.pace import Pace
from lib.sheets.practice import Guide
from lib.sheets.sync import Partner
from lib.store import LinkState, Result, Role, Saved, SheetLink, Store, Write, fresh_cover
from tests.sheets_api.google import ACCOUNT, Google
from tests.store.book import ME

BEGIN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LEASE = timedelta(seconds=60)


@dataclass
class World:
    """All of it."""

    folder: Path
    seed: int = 7
    guide: Guide | None = None
    seconds: float = 0.0
    """Passed since `BEGIN`."""
    google: Google = None  # type: ignore[assignment] # made below where none is given
    partner: Partner = field(init=False)

    def __post_init__(self) -> None:
        """Make a store, a Google and a partner."""
        self.google = self.google or Google(clock=self._clock, sleep=self._slept)
        self.file = self.folder / f"{new_id()}.sqlite"
        self.store = Store(f"sqlite:///{self.file}")
        self.store.admit(ME, Role.OWNER, BEGIN)
        self.account = Account(ACCOUNT, self.google.key())
        self.begin_anew()

    def _clock(self) -> float:
        return self.now.timestamp()

    def _slept(self, seconds: float) -> None:
        self.seconds += seconds

    @property
    def now(self) -> datetime:
        """This instant."""
        return BEGIN + timedelta(seconds=self.seconds)

    def begin_anew(self) -> None:
        """Let another process look after the sheets, which knows nothing."""
        self.client = Client(self.account, adapter=self.google.adapter())
        pace = Pace(random.Random(self.seed))  # noqa: S311 - a wait, no secret
        self.partner = Partner(self.store, self.client, pace, holder=new_id(), guide=self.guide)
        self._due: dict[str, float] = {}

    def close(self) -> None:
        """Close the store."""
        self.client.close()
        self.store.close()

    # a workbook and its sheet

    def workbook(self, *writes: Write) -> str:
        """Make a workbook that holds some rows."""
        made = self.store.create(ME, fresh_cover("Europe/Berlin"), self.now)
        if writes:
            self.put(made, *writes)
        return made

    def put(self, workbook: str, *writes: Write) -> Saved:
        """Save as the owner; it must succeed."""
        result = self.act(workbook, *writes)
        assert isinstance(result, Saved), result
        return result

    def act(self, workbook: str, *writes: Write) -> Result:
        """Save as the owner."""
        return self.store.save(ME, workbook, writes, verb="change", operation=new_id(), at=self.now)

    def records(self, workbook: str) -> Records:
        """Return a workbook's records as they are."""
        return self.store.snapshot(ME, workbook).records

    def ask(self, workbook: str, sheet: str, *, practice: bool = False) -> None:
        """Order a link, and add the tab that proves the sheet is one's own."""
        code = self.store.sheets.ask(ME, workbook, sheet, self.now, practice=practice)
        if code:
            self.google.person(sheet).add_tab(code)

    def linked(self, *writes: Write) -> tuple[str, str]:
        """Return (workbook, sheet) that are in step."""
        workbook, sheet = self.workbook(*writes), self.google.create("Networking")
        self.ask(workbook, sheet)
        self.settle()
        assert self.link(workbook).state is LinkState.LINKED, self.link(workbook)
        return workbook, sheet

    def link(self, workbook: str, *, practice: bool = False) -> SheetLink:
        """Return how a workbook's link stands."""
        found = self.store.sheets.of(ME, workbook, practice=practice)
        assert found is not None
        return found

    # time

    def open(self) -> None:
        """Let a page of every workbook be on a screen."""
        for one in self.store.workbook_ids(ME):
            if self.store.sheets.of(ME, one) is not None:
                self.store.sheets.opened(ME, one, self.now)

    def turn(self) -> float:
        """Give each sheet that is due one step; return the seconds until the next one is."""
        linked = self.store.sheets.links(self.now)
        self.partner.see({one.sheet for one in linked}, sum(one.open_now for one in linked))
        wait = 5.0
        for one in linked:
            if self.store.sheets.lease(one.sheet, self.partner.holder, self.now + LEASE, self.now):
                wait = min(wait, self.partner.turn(one, self.now, self.seconds))
        return wait

    def go(self, seconds: float, meanwhile: Callable[[], None] | None = None) -> None:
        """Let time pass, with pages open."""
        until = self.seconds + seconds
        while self.seconds < until:
            self.open()
            wait = self.turn()
            if meanwhile is not None:
                meanwhile()
            self.seconds += max(0.05, min(wait, until - self.seconds, 1.0))

    def settle(self, seconds: float = 60) -> None:
        """Let so much time pass that both sides have seen all there is."""
        self.go(seconds)
