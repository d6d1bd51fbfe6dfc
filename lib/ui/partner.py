"""A workbook's Google Sheet, as its pages reach it: orders given and state read, as rows.

No page waits for Google. An order is a row that the background finds; the state is what the
background noted last. Rights are asked in the store, with every call. A workbook can stand in a
sheet with all its records, and as one row in a coach's Practice sheet: those are two links. A
workshop has one, which is its facilitator's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lib.store import (
    Actor,
    Choice,
    OverError,
    Result,
    SheetConflict,
    SheetLink,
    SheetProblem,
    SheetTakenError,
    Side,
    Store,
)
from lib.store.sheets import OPENED_EVERY_SECONDS

MOST = 50
"""Most conflicts and problems that are read at a time."""


@dataclass(frozen=True, slots=True)
class Partner:
    """The sheet that a workbook is, or may be, linked to."""

    store: Store
    actor: Actor
    workbook: str
    now: Callable[[], datetime]
    practice: bool = False
    """True for the row in a coach's Practice sheet."""

    @property
    def name(self) -> str:
        """What tells the keys of its boxes and buttons from another link's on the page."""
        return "practice" if self.practice else "sheet"

    def of(self) -> SheetLink | None:
        """Return the link as it is now, in one statement; None where there is none."""
        return self.store.sheets.of(self.actor, self.workbook, practice=self.practice)

    def ask(self, sheet: str) -> str | None:
        """Order a link; return why it cannot be, in words, or None where it is on its way."""
        try:
            self.store.sheets.ask(
                self.actor, self.workbook, sheet, self.now(), practice=self.practice
            )
        except SheetTakenError as taken:
            return str(taken)
        return None

    def adopt(self, sheet: str) -> None:
        """Link the sheet that the host's own settings name."""
        self.store.sheets.adopt(sheet, [self.workbook], self.now())

    def refresh(self) -> None:
        """Order a look at the sheet as soon as can be."""
        self.store.sheets.refresh(self.actor, self.workbook, self.now(), practice=self.practice)

    def unlink(self) -> None:
        """Order that the two part; both stay as they are."""
        self.store.sheets.unlink(self.actor, self.workbook, self.now(), practice=self.practice)

    def choose(self, choice: Choice) -> None:
        """Say what shall become of the two sides."""
        self.store.sheets.choose(
            self.actor, self.workbook, choice, self.now(), practice=self.practice
        )

    def seen(self, link: SheetLink) -> None:
        """Note that the workbook is open; written down now and then, so that looks stay cheap."""
        newest, now = link.opened_at, self.now()
        if newest is None or now - newest >= timedelta(seconds=OPENED_EVERY_SECONDS):
            self.store.sheets.opened(self.actor, self.workbook, now)

    def conflicts(self) -> list[SheetConflict]:
        """Return the oldest cells that both sides changed."""
        return self.store.sheets.conflicts(self.actor, self.workbook, MOST)

    def problems(self) -> list[SheetProblem]:
        """Return what the sheet holds that cannot be taken as it stands."""
        return self.store.sheets.problems(self.actor, self.workbook, MOST)

    def settle(self, conflict: str, take: Side) -> Result | None:
        """Take one side's text; None where nothing had to change for it."""
        return self.store.sheets.settle(self.actor, self.workbook, conflict, take, self.now())


@dataclass(frozen=True, slots=True)
class RoomPartner(Partner):
    """The sheet that a workshop has, or may have; `workbook` is the workshop's id."""

    @property
    def name(self) -> str:
        """As of a workbook's."""
        return "room"

    def of(self) -> SheetLink | None:
        """Return the link as it is now; None where there is none."""
        return self.store.room_sheets.of(self.actor, self.workbook)

    def ask(self, sheet: str) -> str | None:
        """Order a link; return why it cannot be, in words, or None where it is on its way."""
        try:
            self.store.room_sheets.ask(self.actor, self.workbook, sheet, self.now())
        except (SheetTakenError, OverError) as refused:
            return str(refused)
        return None

    def refresh(self) -> None:
        """Order a look at the sheet as soon as can be."""
        self.store.room_sheets.refresh(self.actor, self.workbook, self.now())

    def unlink(self) -> None:
        """Order that nothing more is written; what stands in the sheet stays."""
        self.store.room_sheets.unlink(self.actor, self.workbook)

    def choose(self, choice: Choice) -> None:
        """Agree to what the sheet needs."""
        self.store.room_sheets.choose(self.actor, self.workbook, choice, self.now())
