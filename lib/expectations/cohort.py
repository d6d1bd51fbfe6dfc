"""Cohort: what do many people's asks say together, and how does one person's lean on them?

S3 of `expectations.md`, empirical Bayes: the Beta from which the groups' rates come is the one that
makes their counts likeliest; each group's shrunk rate is (a + r) / (a + b + n). A cohort of fewer
than five is not shown. Used over the workbooks of a workshop, and over the kinds of contact within
one workbook, pooled towards the whole. What would mislead: raw rates ranked, or a shrunk rate
called "your rate" without saying that it leans on others. Its intervals promise nothing: people
drift.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betainc, betaincinv, betaln, expit, logit

from lib.expectations.reply_rate import TAILS

FEWEST = 5
"""Smaller cohorts are not shown: somebody in them could be told."""
LEAST_WORTH, MOST_WORTH = 1.0, 200.0
"""k, how many asks the others are worth, lies between these (S3)."""
_GRID = 33
_ROUNDS = 26
_SHRINK = 0.4


@dataclass(frozen=True, slots=True)
class Group:
    """One person's, or one kind's, asks; what is open is not in it."""

    answered: int
    asks: int


@dataclass(frozen=True, slots=True)
class Pool:
    """The Beta that the groups' rates come from."""

    mean: float
    """Between 0 and 1."""
    worth: float
    """k: how many asks it is worth, 1 to 200."""

    @property
    def yes(self) -> float:
        """The a of Beta(a, b)."""
        return self.mean * self.worth

    @property
    def no(self) -> float:
        """The b of Beta(a, b)."""
        return (1.0 - self.mean) * self.worth

    def shrunk(self, group: Group) -> tuple[float, float, float]:
        """Return (mean, lower end, upper end) of a group's rate, leaning on the pool; 80 %."""
        yes, no = self.yes + group.answered, self.no + group.asks - group.answered
        low, high = (float(betaincinv(yes, no, tail)) for tail in TAILS)
        return (yes / (yes + no), low, high)

    def below(self, rate: float) -> float:
        """Return the share of groups whose rate lies below this one."""
        return float(betainc(self.yes, self.no, rate))


def log_likelihood(groups: Sequence[Group], pool: Pool) -> float:
    """Return the sum over groups of ln B(a + r, b + n - r) - ln B(a, b), without the ways."""
    return float(_surface(groups, np.array([pool.mean]), np.array([pool.worth]))[0, 0])


def _surface(
    groups: Sequence[Group], means: np.ndarray, worths: np.ndarray
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the log likelihood for every mean (rows) and worth (columns)."""
    counted: dict[tuple[int, int], int] = {}
    for one in groups:
        counted[one.answered, one.asks] = counted.get((one.answered, one.asks), 0) + 1
    yes = np.outer(means, worths)
    no = np.outer(1.0 - means, worths)
    found = -len(groups) * betaln(yes, no)
    for (answered, asks), many in counted.items():
        found += many * betaln(yes + answered, no + asks - answered)
    return np.asarray(found)


@lru_cache(maxsize=64)
def pool(groups: tuple[Group, ...]) -> Pool | None:
    """Return the likeliest Beta; None for fewer than `FEWEST` groups with asks.

    A grid over (logit mean, log worth), drawn closer around its best point again and again, from
    the whole range: it has no start to be caught by. The worth stays between 1 and 200.
    """
    there = tuple(one for one in groups if one.asks > 0)
    if len(there) < FEWEST:
        return None
    answered, asks = sum(one.answered for one in there), sum(one.asks for one in there)
    middle = float(logit((answered + 0.5) / (asks + 1.0)))
    reach = 6.0
    low, high = math.log(LEAST_WORTH), math.log(MOST_WORTH)
    place, span = (low + high) / 2, (high - low) / 2
    for _ in range(_ROUNDS):
        odds = np.linspace(middle - reach, middle + reach, _GRID)
        logs = np.linspace(max(place - span, low), min(place + span, high), _GRID)
        likely = _surface(there, expit(odds), np.exp(logs))
        row, column = np.unravel_index(int(likely.argmax()), likely.shape)
        middle, place = float(odds[row]), float(logs[column])
        reach, span = reach * _SHRINK, span * _SHRINK
    return Pool(float(expit(middle)), float(math.exp(place)))
