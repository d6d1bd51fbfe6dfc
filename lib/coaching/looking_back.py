"""Looking back: what do somebody's own newest requests say to a room, once their wait is over?

The newest ten of each person whose last message lies `HORIZON_DAYS` back, answered or not: had the
answered ones counted at once and the silent ones only then, a room would look luckier than it was.
Whoever has fewer is in no picture, so that each person counts alike. Rules S0-14, S3-11.

The three questions look at one and the same ten, so a picture of one laid beside a picture of
another would tell as much as two of one: their pictures are checked against each other
(`lib.store.reveals`), and what one person said is kept once for all three.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.guesses import OF
from lib.coaching.workshop import LATE, NEVER, WAIT_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lib.coaching.workshop import Value


@dataclass(frozen=True, slots=True)
class Sent:
    """One ask that went out: the days that tell how it went."""

    first_on: date
    last_on: date
    """The day of the newest attempt."""
    replied_on: date | None
    """The day of the first reply that is no bounce."""
    bounced_on: date | None

    @property
    def reached(self) -> bool:
        """False where it bounced: it is in no rate."""
        gone = self.bounced_on is not None and self.bounced_on >= self.last_on
        return self.replied_on is not None or not gone

    @property
    def place(self) -> int:
        """Return in which span of `WAIT_DAYS` the answer came; else `LATE`, or `NEVER`."""
        if self.replied_on is None:
            return NEVER
        took = (self.replied_on - self.first_on).days
        return next((at for at, most in enumerate(WAIT_DAYS) if took <= most), LATE)


def newest_ten(sent: Iterable[Sent], today: date) -> Sequence[Sent]:
    """Return the newest ten asks whose wait is over, oldest first; empty where there are fewer.

    Args:
        sent: every ask of one person that went out, in any order.
        today: the day of looking.
    """
    until = today - timedelta(days=HORIZON_DAYS)
    over = [one for one in sent if one.reached and one.last_on <= until]
    over.sort(key=lambda one: (one.first_on, one.last_on, one.replied_on or date.max))
    return over[-OF:] if len(over) >= OF else ()


def said(sent: Iterable[Sent], today: date) -> Value | None:
    """Return how each of somebody's newest ten requests went, oldest first: its `Sent.place`.

    None where there are fewer than ten.
    """
    ten = newest_ten(sent, today)
    return tuple(one.place for one in ten) if ten else None
