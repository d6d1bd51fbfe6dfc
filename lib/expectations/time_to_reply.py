"""Time to reply: how long do answers take, and does one still come after so much silence?

S4 of `expectations.md`: Kaplan-Meier over one's own asks, in whole days from the first attempt, to
the horizon of 30 days. What is still open leaves at its age, what was let go leaves then, what is
silent stays to the horizon; bounced is not counted. F = 1 - S levels off below 1 and is never
rescaled: not everybody answers. Letting go of the hopeless early lifts F a little; it is said where
F is drawn. What would mislead: a median over answered asks alone, open ones left out, an axis that
ends at the last answer.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate

from scipy.special import ndtri

from lib.coaching.asks import HORIZON_DAYS, Course
from lib.coaching.workbook import COURSES, Records, Sorted
from lib.expectations.curve import Curve, surviving
from lib.expectations.reply_rate import TAILS, Posterior

_DAYS = HORIZON_DAYS + 1
"""Days 0 to 30."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How many asks ended their wait on each day, by how; unit: asks. Hashable."""

    answered: tuple[int, ...] = (0,) * _DAYS
    """Answered 0, 1, ... 30 days after the first attempt."""
    left: tuple[int, ...] = (0,) * _DAYS
    """Left without an answer then: still open at that age, or let go. Day 30 holds everything that
    waited longer: silent ones, and those answered later."""

    @property
    def asks(self) -> int:
        """How many asks there are in all."""
        return sum(self.answered) + sum(self.left)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the curve."""

    day: int
    """Whole days since the first attempt: 0 to 30."""
    waiting: int
    """How many were still waiting just before it."""
    answered: int
    """How many were answered on it."""
    share: float
    """F: the share answered within so many days, 0 to 1."""
    low: float
    """Lower end of its 80 % interval."""
    high: float
    """Upper end of its 80 % interval."""


@dataclass(frozen=True, slots=True)
class TimeToReply:
    """How long answers take. Hashable."""

    days: tuple[Day, ...]
    """Day 0 to day 30."""
    asks: int
    answers: int
    """Answers within 30 days."""

    def still_comes(self, day: int) -> float | None:
        """Return the chance of an answer by day 30 after so many whole days of silence.

        (S(t) - S(30)) / S(t), from one's own asks alone. None where nobody waited so long, so that
        it cannot be told.

        Args:
            day: 0 to 30; the answers of that day have not come either.
        """
        day = min(max(day, 0), HORIZON_DAYS)
        alive = 1.0 - self.days[day].share
        if alive <= 0.0 or self.waiting_after(day) == 0:
            return None
        return (self.days[-1].share - self.days[day].share) / alive

    def waiting_after(self, day: int) -> int:
        """Return how many asks were still waiting when the day was over."""
        return self.days[day + 1].waiting if day < HORIZON_DAYS else 0


def _answered(course: Course) -> tuple[int, str] | None:
    """Return (days to the answer, id) of an answered ask."""
    if course.reply is None or course.first_on is None:
        return None
    return (min(max((course.reply.on - course.first_on).days, 0), _DAYS), course.ask.id)


def _let_go(course: Course) -> tuple[int, str] | None:
    """Return (days until it was let go, id) of an ask let go without an answer."""
    if course.reply is not None or course.bounced or course.ask.let_go_on is None:
        return None
    if course.first_on is None:
        return None
    return (min(max((course.ask.let_go_on - course.first_on).days, 0), _DAYS), course.ask.id)


def _waiting(course: Course) -> tuple[int, str] | None:
    """Return (first attempt's day, id) of an ask without an answer that was not let go."""
    if course.reply is not None or course.bounced or course.ask.let_go_on is not None:
        return None
    return None if course.first_on is None else (course.first_on.toordinal(), course.ask.id)


ANSWERED = Sorted(COURSES, _answered)
"""Answered asks by the days their answer took; 31 stands for more than 30."""
LET_GO = Sorted(COURSES, _let_go)
"""Asks let go by their age then; 31 stands for more than 30."""
WAITING = Sorted(COURSES, _waiting)
"""Asks that wait, or waited in vain, by the day of their first attempt."""


def waits(records: Records, today: date) -> Waits:
    """Return how long each ask waited, as of a day.

    Args:
        records: the workbook's records.
        today: the owner's day.
    """
    answered = _counts(records, ANSWERED)
    left = list(_counts(records, LET_GO))
    entries = records.index(WAITING).entries
    day = today.toordinal()
    cuts = [bisect_left(entries, (day - age + 1,)) for age in range(_DAYS)]
    # The ages 0 to 29 each for itself, the rest at the horizon; what was sent "tomorrow" is new.
    left[0] += len(entries) - bisect_left(entries, (day + 1,))
    for age in range(HORIZON_DAYS):
        left[age] += cuts[age] - cuts[age + 1]
    left[HORIZON_DAYS] += cuts[HORIZON_DAYS]
    late = len(records.index(ANSWERED).entries) - sum(answered)
    let_go_late = len(records.index(LET_GO).entries) - sum(_counts(records, LET_GO))
    left[HORIZON_DAYS] += late + let_go_late
    return Waits(answered, tuple(left))


def _counts(records: Records, index: Sorted[Course]) -> tuple[int, ...]:
    """Return how many entries begin with 0, 1, ... 30."""
    entries = records.index(index).entries
    cuts = [bisect_left(entries, (day,)) for day in range(_DAYS + 1)]
    return tuple(cuts[day + 1] - cuts[day] for day in range(_DAYS))


@lru_cache(maxsize=256)
def time_to_reply(found: Waits) -> TimeToReply:
    """Return the share answered within 0, 1, ... 30 days, with its interval.

    Kaplan and Meier 1958: S(t) is the product of 1 - d/n. Greenwood's variance, and the interval
    through log(-log S) (Kalbfleisch and Prentice), which stays between 0 and 1; 80 %. Where S is 1
    or 0 the interval has no width, as in scipy's `ecdf(...).sf.confidence_interval`, whose nan
    stands there for the same: nothing is known of it.
    """
    greenwood, reach = 0.0, float(ndtri(TAILS[1]))
    days = []
    for day, (came, alive, at_risk) in enumerate(
        zip(found.answered, *surviving(found.answered, found.left), strict=True)
    ):
        waiting, survival = int(at_risk), float(alive)
        if came:
            greenwood += came / (waiting * (waiting - came)) if waiting > came else math.inf
        low, high = _interval(survival, greenwood, reach)
        days.append(Day(day, waiting, came, 1.0 - survival, 1.0 - high, 1.0 - low))
    return TimeToReply(tuple(days), found.asks, sum(found.answered))


def _interval(survival: float, greenwood: float, reach: float) -> tuple[float, float]:
    """Return the interval of S by log(-log S); no width where S is 0 or 1."""
    if not 0.0 < survival < 1.0 or math.isinf(greenwood):
        return (survival, survival)
    spread = reach * math.sqrt(greenwood) / abs(math.log(survival))
    place = math.log(-math.log(survival))
    return (math.exp(-math.exp(place + spread)), math.exp(-math.exp(place - spread)))


def still_comes(likely: Posterior, curve: Curve, silent_days: int) -> float:
    """Return the chance that an answer comes within 30 days of the newest message, after silence.

    p (1 - G) / (1 - p G), averaged over what is known of the rate p after the silence itself: the
    weights of the rates are multiplied by 1 - p G first (Bayes). It leans on the default curve as
    far as G does (`Curve.default_share`).

    Args:
        likely: the posterior of one's reply rate.
        curve: the waiting curve.
        silent_days: whole days since the newest message: 0 and more.
    """
    reached = curve.at(silent_days)
    weights = likely.weights * (1.0 - likely.rates * reached)
    total = float(weights.sum())
    if total <= 0.0:
        return 0.0
    return float(likely.weights @ likely.rates) * (1.0 - reached) / total


def total_answered(found: TimeToReply) -> tuple[int, ...]:
    """Return how many answers had come by day 0, 1, ... 30."""
    return tuple(accumulate(one.answered for one in found.days))
