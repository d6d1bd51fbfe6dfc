"""The facilitator's sheet of a workshop that is held: linked before, compared with all at the end.

Google is the local server on loopback, in this process, with its quotas enforced: 60 reads and 60
writes a minute; a call takes 0.3 s.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lib import guide
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.handed import Handed, of_exercise, of_guess
from lib.sheets.room import TITLE
from lib.store import Actor, LinkState
from tests.sheets_api.google import Google
from tests.sheets_api.quota import Quota
from tests.sheets_api.server import Server as Sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lib.store import SheetLink, Store
    from tests.bench.attending import Person

CALL_SECONDS: Final = 0.3
PATIENCE_SECONDS: Final = 60.0
Row = tuple[str, ...]
"""First name, what, tapped, number, out of."""


@dataclass
class RoomSheet:
    """A sheet at the local Google, and what became of it."""

    google: Google
    sheet: str
    rows: int = 0
    late_seconds: float = 0.0
    """From the last answer until all of them stood there."""
    began: float = field(default_factory=time.monotonic)
    minutes: float = 0.0

    @property
    def settings(self) -> dict[str, str]:
        """What the server is told of the host's account."""
        return {
            "WORKBOOK_GOOGLE_KEY": json.dumps(self.google.key()),
            "WORKBOOK_GOOGLE_ADDRESS": self.google.address,
        }

    def __str__(self) -> str:
        """Return what it came to, in a line."""
        calls = {kind: self.google.count(kind) / self.minutes for kind in ("write", "read")}
        return (
            f"{self.rows:,} rows, all there {self.late_seconds:.1f} s after the last answer; "
            f"{calls['write']:.1f} writes and {calls['read']:.1f} reads a minute, refused "
            f"{self.google.quota.refused if self.google.quota else 0}"
        )

    def link(self, store: Store, cookie: str, workshop: str) -> None:
        """Link it with a workshop that has begun."""
        actor = Actor.of_cookie(cookie, datetime.now(UTC))
        code = store.room_sheets.ask(actor, workshop, self.sheet, datetime.now(UTC))
        self.google.person(self.sheet).add_tab(code)
        _until(lambda: _state(store, cookie, workshop).state is LinkState.LINKED)
        self.began = time.monotonic()

    def lacks(
        self, store: Store, cookie: str, workshop: str, people: Sequence[Person]
    ) -> list[str]:
        """Return what was said and does not stand there just so, and once; what was not said, too.

        It is waited for until the app says that everything stands in the sheet.
        """
        asked = time.monotonic()
        _until(lambda: not _state(store, cookie, workshop).waiting)
        self.late_seconds = time.monotonic() - asked
        self.minutes = (time.monotonic() - self.began) / 60
        keys = ("First name", "What", "Tapped", "Number", "Out of")
        there = Counter(
            tuple(one[key] for key in keys)
            for one in self.google.person(self.sheet).records(TITLE)
            if any(one.values())
        )
        self.rows = there.total()
        said = Counter(row for one in people for row in rows_of(one))
        return [
            *(f"the sheet lacks {row}, {many} times" for row, many in (said - there).items()),
            *(f"nobody said {row}, {many} times" for row, many in (there - said).items()),
        ]


def rows_of(person: Person) -> list[Row]:
    """Return the rows that are to stand in the sheet of what somebody said."""
    asked = guide.room_asked()
    found: list[Handed | None] = []
    for name, said in person.said.items():
        if name in asked.exercises:
            answer, counts = _counts(said)
            many, of = counts if counts is not None else (None, None)
            row = Exercise(name=name, answer=answer, count=many, count_of=of)
            found.append(of_exercise(row, asked))
    day = datetime.now(UTC).date()
    guesses = person.said.get("guesses", "").split()
    found += [of_guess(Guess(of_ten=int(one), made_on=day)) for one in guesses]
    return [
        (person.name, one.what, one.said, _shown(one.count), _shown(one.count_of))
        for one in found
        if one is not None
    ]


def _counts(said: str) -> tuple[str, tuple[int, int] | None]:
    """Return an answer without the counts that stand at its end, and the counts."""
    answer, between, of = said.rpartition(" of ")
    if not between or not of.isdecimal():
        return said, None
    answer, _, many = answer.rpartition(" ")
    return answer, (int(many), int(of))


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _state(store: Store, cookie: str, workshop: str) -> SheetLink:
    found = store.room_sheets.of(Actor.of_cookie(cookie, datetime.now(UTC)), workshop)
    if found is None:
        message = "the workshop has lost its sheet"
        raise RuntimeError(message)
    return found


def _until(met: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not met() and time.monotonic() < ends:
        time.sleep(0.1)


@contextmanager
def kept_by_google() -> Iterator[RoomSheet]:
    """Lend a sheet at a Google of one's own."""
    google = Google()
    with Sheets(google):
        google.quota = Quota()
        google.latency = CALL_SECONDS
        yield RoomSheet(google, google.create("Workshop"))
