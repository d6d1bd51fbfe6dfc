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
from functools import lru_cache, partial

import numpy as np
from scipy.special import betaincinv, betaln, expit, gammaln, logit, polygamma, psi

from lib.expectations.reply_rate import TAILS

FEWEST = 5
"""Smaller cohorts are not shown: somebody in them could be told."""
LEAST_WORTH, MOST_WORTH = 1.0, 200.0
"""k, how many asks the others are worth, lies between these (S3)."""
_GRID = 33
_ROUNDS = 4
_MEAN_ROUNDS = 5
_REACH = 6.0
_SHRINK = 0.125
"""A grid's neighbours of its best point stay within reach, with room: a sixteenth each way."""
_STEPS = 3
_NEAR = 1e-3
"""How far, of its own size, the exact place may lie from the grid's."""
_EDGE = 1e-9


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

    def at(self, share: float) -> float:
        """Return the rate below which this share of groups lies."""
        return float(betaincinv(self.yes, self.no, share))

    def answered_of(self, asks: int) -> tuple[float, ...]:
        """Return the chances (asks + 1) that so many asks of one person get 0, 1, ... answers.

        The beta-binomial of S3: P(k) = C(n, k) B(a + k, b + n - k) / B(a, b), its sum is 1. It
        holds how far people differ and what chance does to so few asks; a and b are taken as found.
        """
        yes = np.arange(asks + 1)
        ways = gammaln(asks + 1) - gammaln(yes + 1) - gammaln(asks - yes + 1)
        likely = np.exp(
            ways + betaln(self.yes + yes, self.no + asks - yes) - betaln(self.yes, self.no)
        )
        return tuple(float(one) for one in likely / likely.sum())


def log_likelihood(groups: Sequence[Group], pool: Pool) -> float:
    """Return the sum over groups of ln B(a + r, b + n - r) - ln B(a, b), without the ways."""
    return float(_likely(groups, np.array([pool.mean]), np.array([pool.worth]))[0])


def _likely(groups: Sequence[Group], means: np.ndarray, worths: np.ndarray) -> np.ndarray:
    """Return the log likelihood of each mean with its worth; the shapes of both are broadcast."""
    counted: dict[tuple[int, int], int] = {}
    for one in groups:
        counted[one.answered, one.asks] = counted.get((one.answered, one.asks), 0) + 1
    yes = means * worths
    no = (1.0 - means) * worths
    found = -len(groups) * betaln(yes, no)
    for (answered, asks), many in counted.items():
        found += many * betaln(yes + answered, no + asks - answered)
    return np.asarray(found)


@lru_cache(maxsize=64)
def pool(groups: tuple[Group, ...]) -> Pool | None:
    """Return the likeliest Beta; None for fewer than `FEWEST` groups with asks.

    For each worth of a grid, from 1 to 200, the likeliest mean; the grid is drawn closer around
    its best worth again and again. Looked for at once, both would miss a ridge that runs aslant.
    Where the top is too flat for the likelihood to tell two points apart, the slope still does:
    `_levelled`.
    """
    there = tuple(one for one in groups if one.asks > 0)
    if len(there) < FEWEST:
        return None
    low, high = math.log(LEAST_WORTH), math.log(MOST_WORTH)
    place, span = (low + high) / 2, (high - low) / 2
    near = Pool(0.5, LEAST_WORTH)
    for _ in range(_ROUNDS):
        logs = np.linspace(max(place - span, low), min(place + span, high), _GRID)
        means, likely = _best_means(there, np.exp(logs))
        best = int(likely.argmax())
        place, span = float(logs[best]), span * _SHRINK
        near = Pool(float(means[best]), math.exp(place))
    return _levelled(there, near)


def _best_means(groups: Sequence[Group], worths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the likeliest mean for each worth, and its log likelihood."""
    answered, asks = sum(one.answered for one in groups), sum(one.asks for one in groups)
    middle = np.full(len(worths), float(logit((answered + 0.5) / (asks + 1.0))))
    columns, reach = np.arange(len(worths)), _REACH
    for _ in range(_MEAN_ROUNDS):
        odds = middle + np.linspace(-reach, reach, _GRID)[:, np.newaxis]
        likely = _likely(groups, expit(odds), worths)
        best = likely.argmax(axis=0)
        middle, reach = odds[best, columns], reach * _SHRINK
    return expit(middle), likely[best, columns]


def _levelled(groups: Sequence[Group], near: Pool) -> Pool:
    """Return the pool beside a near one where the slope of the likelihood is nought, to 1e-9.

    Newton's steps on (a, b) with the trigamma functions. Along a bound of the worth, and where the
    counts say nothing of it (one ask each), on the mean alone. Where those lead away too, because
    all or none answered and there is no such place, the near one stays.
    """
    inside = LEAST_WORTH * (1 + _EDGE) < near.worth < MOST_WORTH * (1 - _EDGE)
    for both in (True, False) if inside else (False,):
        yes, no = near.yes, near.no
        with np.errstate(all="ignore"):  # what is no number does not pass below
            for _ in range(_STEPS):
                step = _step(*_slope(groups, yes, no), both=both)
                yes, no = yes - step[0], no - step[1]
        if abs(yes - near.yes) < _NEAR * near.yes and abs(no - near.no) < _NEAR * near.no:
            worth = min(max(yes + no, LEAST_WORTH), MOST_WORTH) if both else near.worth
            return Pool(yes / (yes + no), worth)
    return near


def _step(slope: np.ndarray, bend: np.ndarray, *, both: bool) -> tuple[float, float]:
    """Return Newton's step on (a, b), or on the mean alone; no number where there is none."""
    if not both:
        way = float(np.divide(slope[0] - slope[1], bend[0, 0] - 2 * bend[0, 1] + bend[1, 1]))
        return way, -way
    (here, across), (_, there) = bend
    whole = here * there - across * across
    return (
        float(np.divide(there * slope[0] - across * slope[1], whole)),
        float(np.divide(here * slope[1] - across * slope[0], whole)),
    )


def _slope(groups: Sequence[Group], yes: float, no: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the slopes (2) of the log likelihood along a and b, and their bends (2, 2)."""
    answered = np.array([one.answered for one in groups], float)
    asks = np.array([one.asks for one in groups], float)
    many = len(groups)
    slope, bend = (
        (
            many * (of(yes + no) - of(yes)) + (of(yes + answered) - of(yes + no + asks)).sum(),
            many * (of(yes + no) - of(no)) + (of(no + asks - answered) - of(yes + no + asks)).sum(),
            many * of(yes + no) - of(yes + no + asks).sum(),
        )
        for of in (psi, partial(polygamma, 1))
    )
    return np.array(slope[:2]), np.array([[bend[0], bend[2]], [bend[2], bend[1]]])
