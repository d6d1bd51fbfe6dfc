"""Attempts: does a second and a third try pay?

S5 of `expectations.md`. h_k is the chance that the k-th attempt is answered, among asks that got
one. Two curves frame what trying again does: F_k = 1 - prod(1 - h_j), if everyone had been followed
up (too high, since people persist where they hope), and L_k, answers by the k-th attempt among all
asks begun (too low, since many were never followed up). Drawn as a band, never as one line. An
attempt that may still be answered counts as a no only so far as its age warrants, as in S2. What
would mislead: dividing by messages, the last open attempt counted as failed, reading a vendor's
"+49 %" as a cause.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lib.coaching.asks import HORIZON_DAYS, Course
from lib.coaching.workbook import COURSES, Records, Sorted
from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.reply_rate import TAILS, on_grid

MOST = 5
"""Attempts told apart; later ones count as the fifth."""
_JEFFREYS = 0.5
_STEPS = 200
_DAYS = HORIZON_DAYS + 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of the k-th attempts; unit: asks. Hashable."""

    answered: int = 0
    """Answered after this attempt and before the next."""
    failed: int = 0
    """Followed by another attempt, or by 30 days of silence."""
    left_by_age: tuple[int, ...] = (0,) * _DAYS
    """The newest attempt, still open or let go, by its age then: 0, 1, ... 30 days."""

    @property
    def asks(self) -> int:
        """How many asks received this attempt."""
        return self.answered + self.failed + sum(self.left_by_age)


@dataclass(frozen=True, slots=True)
class Rung:
    """One attempt of the band."""

    number: int
    """1 for the first."""
    attempt: Attempt
    chance: float
    """h: 0 to 1."""
    low: float
    """Lower end of its 80 % interval (Jeffreys)."""
    high: float
    upper: float
    """F_k: answered by this attempt if everyone had been followed up."""
    lower: float
    """L_k: answered by this attempt among all asks begun."""


def _entry(course: Course) -> tuple[int, int, int, str] | None:
    """Return (number of the attempt, how it ended, its day or age, id) of an ask's last word.

    How it ended: 0 answered, 1 let go (with the age then), 2 without an answer (with its day).
    """
    if not course.attempts or (course.bounced and course.reply is None):
        return None
    if course.reply is not None:
        before = sum(one.on <= course.reply.on for one in course.attempts)
        return (min(max(before, 1), MOST), 0, 0, course.ask.id)
    number, last = min(len(course.attempts), MOST), course.attempts[-1].on
    if course.ask.let_go_on is not None:
        age = min(max((course.ask.let_go_on - last).days, 0), HORIZON_DAYS)
        return (number, 1, age, course.ask.id)
    return (number, 2, last.toordinal(), course.ask.id)


ENDS = Sorted(COURSES, _entry)
"""Asks by the number of the attempt they ended with, and how."""


def attempts(records: Records, today: date) -> tuple[Attempt, ...]:
    """Return what became of the first, second, ... fifth attempts, as of a day.

    Args:
        records: the workbook's records.
        today: the owner's day.

    Returns:
        One entry for each attempt that some ask received; empty where nothing was sent.
    """
    entries = records.index(ENDS).entries
    day = today.toordinal()

    def between(begin: tuple[int, ...], end: tuple[int, ...]) -> int:
        return bisect_left(entries, end) - bisect_left(entries, begin)

    found: list[Attempt] = []
    for number in range(1, MOST + 1):
        later = between((number + 1,), (MOST + 1,))
        left = [between((number, 1, age), (number, 1, age + 1)) for age in range(_DAYS)]
        for age in range(HORIZON_DAYS):
            newest = (number, 2, day - age)
            until = (number, 3) if age == 0 else (number, 2, day - age + 1)
            left[age] += between(newest, until)
        silent = between((number, 2), (number, 2, day - HORIZON_DAYS + 1))
        one = Attempt(between((number, 0), (number, 1)), later + silent, tuple(left))
        if one.asks:
            found.append(one)
    return tuple(found)


@lru_cache(maxsize=64)
def band(found: tuple[Attempt, ...], curve: Curve = DEFAULT) -> tuple[Rung, ...]:
    """Return the chance of each attempt, and the two curves between which the truth lies.

    Args:
        found: see `attempts`.
        curve: what open attempts are weighed with.
    """
    begun = _begun(found, curve)
    rungs: list[Rung] = []
    alive, answered = 1.0, 0
    for number, one in enumerate(found, 1):
        partial = _partial(one, curve)
        chance = likeliest(one.answered, one.failed, partial)
        posterior = on_grid(one.answered + _JEFFREYS, one.failed + _JEFFREYS, partial)
        low, high = (posterior.quantile(tail) for tail in TAILS)
        alive *= 1.0 - chance
        answered += one.answered
        upper = 1.0 - alive
        lower = min(answered / begun if begun else 0.0, upper)
        rungs.append(Rung(number, one, chance, low, high, upper, lower))
    return tuple(rungs)


def _partial(one: Attempt, curve: Curve) -> list[tuple[float, int]]:
    return [(curve.at(age), many) for age, many in enumerate(one.left_by_age) if many]


def _begun(found: Sequence[Attempt], curve: Curve) -> float:
    """Return how many asks were begun, those still open so far as their age warrants."""
    return sum(
        one.answered + sum(share * many for share, many in _partial(one, curve)) for one in found
    ) + (_failed_for_good(found))


def _failed_for_good(found: Sequence[Attempt]) -> int:
    """Return how many asks ended in silence, whatever their last attempt."""
    later = [sum(one.asks for one in found[place + 1 : place + 2]) for place in range(len(found))]
    return sum(one.failed - following for one, following in zip(found, later, strict=True))


def likeliest(answered: int, failed: int, partial: Sequence[tuple[float, int]] = ()) -> float:
    """Return the h for which h^r (1-h)^s prod(1 - h G)^many is greatest; r/(r+s) without open ones.

    By bisection of its derivative, which falls from above 0 to below.

    Args:
        answered: r.
        failed: s.
        partial: pairs of G (0 to 1) and how many attempts have it.
    """
    pairs = [(share, many) for share, many in partial if share > 0.0]
    if answered == 0:
        return 0.0
    if failed == 0 and not pairs:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        pull = sum(many * share / (1.0 - middle * share) for share, many in pairs)
        slope = answered / middle - failed / (1.0 - middle) - pull
        low, high = (middle, high) if slope > 0 else (low, middle)
        if high - low < 1e-15:  # noqa: PLR2004 - two neighbouring numbers
            break
    return (low + high) / 2
