"""Looking back: what do somebody's own newest requests say to a room, once their wait is over?

The newest ten of each person whose last message lies `HORIZON_DAYS` back, answered or not: had the
answered ones counted at once and the silent ones only then, a room would look luckier than it was.
Whoever has fewer is in no picture, so that each person counts alike. Rules S0-14, S3-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.guesses import OF
from lib.coaching.workshop import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lib.coaching.workshop import Value

WAIT_DAYS = (0, 2, 7, HORIZON_DAYS)
"""How long an answer took: up to so many days; one bar more holds what came later, or never."""
OWN = (QuestionKind.NEWEST, QuestionKind.RUN, QuestionKind.WAITS)
"""Questions that are answered by one's own history, and not by an exercise."""


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
        """Return in which bar of `WAIT_DAYS` the answer stands; the last one for none in time."""
        if self.replied_on is None:
            return len(WAIT_DAYS)
        took = (self.replied_on - self.first_on).days
        return next((at for at, most in enumerate(WAIT_DAYS) if took <= most), len(WAIT_DAYS))


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


def said(kind: QuestionKind, sent: Iterable[Sent], today: date) -> Value | None:
    """Return what one person's history answers to a question of the kinds `OWN`.

    Returns:
        NEWEST: (answered, ten). RUN: (the longest run of silences,). WAITS: how many of the ten
        stand in each bar. None where there are fewer than ten.
    """
    ten = newest_ten(sent, today)
    if not ten:
        return None
    if kind is QuestionKind.WAITS:
        places = [one.place for one in ten]
        return tuple(places.count(bar) for bar in range(len(WAIT_DAYS) + 1))
    silent = [one.replied_on is None for one in ten]
    if kind is QuestionKind.RUN:
        return (max((len(list(run)) for no_word, run in groupby(silent) if no_word), default=0),)
    return (len(ten) - sum(silent), len(ten))
