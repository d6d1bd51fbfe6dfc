"""The reply rate: of the asks that reach someone, how many are answered, and how sure is that?

S1 and S2 of `expectations.md`. An answered ask counts as yes, a silent one as no, and one that may
still be answered as a no only so far as its age warrants: a factor 1 - p G(age). To count open asks
as "no" or to leave them out are the two largest avoidable errors. A starting point, worth a few
asks, stands for what is known before the first own answer; it is drawn apart.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, expit, gammaln, logit

from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.tally import Tally

GRID_POINTS = 2001
"""Points on which a posterior is worked out (S2)."""
MIX_WORTH = 6.0
"""How many asks a starting point over a mix is worth (S1)."""
TAILS = (0.1, 0.9)
"""The ends of an 80 % interval."""
MARKS = (1 / 30, 1 / 10, 1 / 3, 2 / 3)
"""Rates that mean different days for the one who asks; neighbours are three times or twice apart.
See `Rate.can_tell`."""
FEWEST = 3.0
"""Below so many asks that could have been answered by now, nothing can be told."""
NEXT = 10
"""A guess, and so the picture beside it, is about the next ten asks."""
_TAIL = 1e-12
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Start:
    """What is supposed before any own answer: a mean rate, and how many asks it is worth."""

    mean: float
    """Between 0 and 1, both excluded."""
    worth: float
    """More than 0; unit: asks."""

    def __post_init__(self) -> None:
        """Refuse what is no starting point.

        Raises:
            ValueError: a mean not between 0 and 1, or a worth of nothing.
        """
        if not (0.0 < self.mean < 1.0 and 0.0 < self.worth < math.inf):
            message = "a starting point needs a mean between 0 and 1 and a positive worth"
            raise ValueError(message)


UNKNOWING = Start(0.5, 2.0)
"""Every rate equally likely, worth two asks: for what one's own asks say without a start."""


def mixed(means: Iterable[tuple[float, int]], otherwise: float) -> Start:
    """Return the starting point of a rate over several kinds of asks: their mean, worth six (S1).

    Args:
        means: starting means, each with how many asks begin from it; the same mean may come twice.
        otherwise: the mean where there is no ask yet.
    """
    total, asks = 0.0, 0
    for mean, many in means:
        total += mean * many
        asks += many
    return Start(total / asks if asks else otherwise, MIX_WORTH)


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """How likely each of some rates is; hashed by identity."""

    rates: NDArray[np.float64]
    """Between 0 and 1."""
    weights: NDArray[np.float64]
    """The probability of each; the sum is 1."""

    @property
    def mean(self) -> float:
        """The mean rate."""
        return float(self.rates @ self.weights)

    def thinned(self, points: int) -> "Chances":
        """Return the same on every n-th of its rates, about so many: smooth enough to average."""
        step = max(1, (self.rates.size - 1) // (points - 1))
        weights = self.weights[::step]
        return Chances(self.rates[::step], weights / weights.sum())

    def answered_of(self, asks: int) -> tuple[float, ...]:
        """Return the probabilities of 0, 1, ... answers to so many further asks; the sum is 1."""
        yes = np.arange(asks + 1)
        ways = gammaln(asks + 1) - gammaln(yes + 1) - gammaln(asks - yes + 1)
        rates = np.clip(self.rates, 1e-300, 1.0 - 1e-16)
        likely = np.exp(
            ways + np.outer(np.log(rates), yes) + np.outer(np.log1p(-rates), asks - yes)
        )
        chances = self.weights @ likely
        return tuple(float(one) for one in chances / chances.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Posterior(Chances):
    """How likely each rate is on an ascending grid of `GRID_POINTS`, even in its log odds."""

    log_odds: NDArray[np.float64]
    """log(p/(1-p)) of each rate: evenly spaced."""
    yes: float
    """a + r of S2."""
    no: float
    """b + s of S2."""
    partial: tuple[tuple[float, int], ...]
    """Pairs of G and how many asks have it."""

    def quantile(self, share: float) -> float:
        """Return the rate below which a share of the probability lies."""
        reached = self._reached()
        place = int(np.clip(np.searchsorted(reached, share) - 1, 0, reached.size - 2))
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            part = (low + high) / 2
            at = float(self._within(reached, place, part))
            low, high = (part, high) if at < share else (low, part)
        odds = self.log_odds[place] + low * (self.log_odds[place + 1] - self.log_odds[place])
        return float(expit(odds))

    def below(self, rates: ArrayLike) -> NDArray[np.float64]:
        """Return the probability that the rate is below each of these (0 to 1)."""
        begin, step = self.log_odds[0], self.log_odds[1] - self.log_odds[0]
        along = (logit(np.asarray(rates, dtype=np.float64)) - begin) / step
        along = np.clip(along, 0.0, GRID_POINTS - 1)
        place = np.minimum(along.astype(np.int64), GRID_POINTS - 2)
        return np.clip(self._within(self._reached(), place, along - place), 0.0, 1.0)

    def density(self, log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the density over log(p/(1-p)) at some places of it."""
        top = int(self.weights.argmax())
        peak = self.weights[top] / (self.log_odds[1] - self.log_odds[0])
        there = _log_density(self.log_odds[top : top + 1], self.yes, self.no, self.partial)
        here = _log_density(log_odds, self.yes, self.no, self.partial)
        return np.asarray(peak * np.exp(here - there))

    def _reached(self) -> NDArray[np.float64]:
        """Return the probability below each rate of the grid.

        Trapezoids with their first two corrections (Euler and Maclaurin), the slopes taken from
        neighbours.
        """
        slope = np.gradient(self.weights)
        third = np.gradient(np.gradient(slope))
        return np.cumsum(self.weights) - self.weights / 2 - slope / 12 + 11 * third / 720

    def _within(
        self, reached: NDArray[np.float64], place: ArrayLike, part: ArrayLike
    ) -> NDArray[np.float64]:
        """Return the probability below a part of a step: the cubic with both ends and slopes."""
        at, along = np.asarray(place), np.asarray(part)
        begin, here, there = reached[at], self.weights[at], self.weights[at + 1]
        found = begin + (reached[at + 1] - begin) * along * along * (3.0 - 2.0 * along)
        found += along * (1.0 - along) * (here * (1.0 - along) - there * along)
        return np.asarray(found)


def _log_density(
    log_odds: NDArray[np.float64], yes: float, no: float, partial: Iterable[tuple[float, int]]
) -> NDArray[np.float64]:
    """Return the log of p^yes (1-p)^no times the product of (1 - p G)^many: over log odds."""
    log_p, log_q = -np.logaddexp(0.0, -log_odds), -np.logaddexp(0.0, log_odds)
    found = yes * log_p + no * log_q
    pairs = [(share, many) for share, many in partial if many]
    if pairs:
        shares = np.array([share for share, _ in pairs])
        manys = np.array([many for _, many in pairs], dtype=np.float64)
        # 1 - pG = q + p(1 - G): no digits lost where both are near 1.
        left = np.exp(log_q)[:, None] + np.outer(np.exp(log_p), 1.0 - shares)
        found = found + np.log(left) @ manys
    return np.asarray(found)


def on_grid(yes: float, no: float, partial: Iterable[tuple[float, int]] = ()) -> Posterior:
    """Return p^(yes-1) (1-p)^(no-1) times the product of (1 - p G)^many, normed, on a grid.

    The grid is even in log(p/(1-p)), where nothing is infinite and the sum over points is as good
    as the integral; it spans all but 1e-12 of the probability on either side.

    Args:
        yes: a + r of S2, more than 0.
        no: b + s of S2, more than 0.
        partial: pairs of G (0 to 1) and how many asks have it.
    """
    pairs = tuple((share, many) for share, many in partial if many)
    # The posterior lies between the two Beta curves in which all of these count as no, or none.
    lowest = float(betaincinv(yes, no + sum(many for _, many in pairs), _TAIL))
    highest = float(betaincinv(no, yes, _TAIL))  # 1 - p, which keeps its digits near p = 1
    tiny = 1e-290
    low = math.log(max(lowest, tiny)) - math.log1p(-min(lowest, 1 - 1e-16))
    high = math.log1p(-min(highest, 1 - 1e-16)) - math.log(max(highest, tiny))
    places = np.linspace(low, high, GRID_POINTS)
    density = _log_density(places, yes, no, pairs)
    weights = np.exp(density - density.max())
    return Posterior(expit(places), weights / weights.sum(), places, yes, no, pairs)


@dataclass(frozen=True, slots=True)
class Rate:
    """A reply rate with what it rests on. Hashable: pictures are kept by it."""

    mean: float
    """The expected rate: between 0 and 1, never either."""
    low: float
    """The lower end of the 80 % interval."""
    high: float
    """The upper end of the 80 % interval."""
    answered: int
    open: int
    silent: int
    let_go: int
    bounced: int
    known: float
    """Asks that could have been answered by now: answered, silent, and of the open and let go ones
    so much as their age warrants."""
    start: Start
    default_share: float
    """How much the weighing of open asks leans on the default curve: 1 wholly, 0 not at all."""
    next_ten: tuple[float, ...]
    """The probabilities of 0, 1, ... 10 answers to the next ten asks like these."""
    can_tell: bool
    """True where one's own asks say something.

    Not with fewer than three that could have been answered by now, nor while the starting point
    (worth about six asks) outweighs them, nor while their own 80 % interval, without any starting
    point, still holds two of one in thirty, one in ten, one in three, two in three: those are
    different days for the one who asks, and data that fit two of them have not chosen.
    """

    @property
    def reached(self) -> int:
        """How many asks reached someone."""
        return self.answered + self.open + self.silent + self.let_go


def _partial(counts: Tally, curve: Curve) -> list[tuple[float, int]]:
    """Return (G, how many) for the asks that are open or were let go."""
    return [
        (curve.at(age), many)
        for by_age in (counts.open_by_age, counts.let_go_by_age)
        for age, many in enumerate(by_age)
        if many
    ]


@lru_cache(maxsize=256)
def posterior(counts: Tally, start: Start, curve: Curve = DEFAULT) -> Posterior:
    """Return how likely each rate is after these asks (S2)."""
    partial = _partial(counts, curve)
    certain = sum(many for share, many in partial if share >= 1.0)
    return on_grid(
        start.mean * start.worth + counts.answered,
        (1.0 - start.mean) * start.worth + counts.silent + certain,
        [(share, many) for share, many in partial if 0.0 < share < 1.0],
    )


def _summary(counts: Tally, start: Start, curve: Curve) -> tuple[float, float, float]:
    """Return mean, lower and upper end: by formula where no ask is in between, else by grid."""
    partial = _partial(counts, curve)
    if any(0.0 < share < 1.0 for share, _ in partial):
        likely = posterior(counts, start, curve)
        return (likely.mean, likely.quantile(TAILS[0]), likely.quantile(TAILS[1]))
    certain = sum(many for share, many in partial if share >= 1.0)
    return closed(counts.answered, counts.answered + counts.silent + certain, start)


def closed(answered: int, asks: int, start: Start) -> tuple[float, float, float]:
    """Return (mean, lower end, upper end) of the rate where nothing is open (S1).

    The posterior is Beta(mk + r, (1-m)k + n - r); the interval holds 80 %.

    Args:
        answered: r, how many were answered.
        asks: n, of how many.
        start: m and k.
    """
    yes = start.mean * start.worth + answered
    no = (1.0 - start.mean) * start.worth + asks - answered
    low, high = (float(betaincinv(yes, no, tail)) for tail in TAILS)
    return (yes / (yes + no), low, high)


@lru_cache(maxsize=256)
def reply_rate(counts: Tally, start: Start, curve: Curve = DEFAULT) -> Rate:
    """Return the reply rate of these asks.

    Args:
        counts: where the asks stand.
        start: the starting point; for a mix of asks, `mixed(...)`.
        curve: what open asks are weighed with: `curve.curve(...)` of all one's asks.
    """
    mean, low, high = _summary(counts, start, curve)
    known = (
        counts.answered
        + counts.silent
        + sum(share * many for share, many in _partial(counts, curve))
    )
    _, own_low, own_high = _summary(counts, UNKNOWING, curve)
    held = sum(own_low <= mark <= own_high for mark in MARKS)
    return Rate(
        mean=mean,
        low=low,
        high=high,
        answered=counts.answered,
        open=counts.open,
        silent=counts.silent,
        let_go=counts.let_go,
        bounced=counts.bounced,
        known=known,
        start=start,
        default_share=curve.default_share if counts.open or counts.let_go else 0.0,
        next_ten=posterior(counts, start, curve).answered_of(NEXT),
        can_tell=known >= max(FEWEST, start.worth) and held <= 1,
    )


@lru_cache(maxsize=64)
def next_ten_before(start: Start) -> tuple[float, ...]:
    """Return the probabilities of 0, 1, ... 10 answers of ten, by the starting point alone."""
    return posterior(Tally(), start).answered_of(NEXT)


def chance_above(counts: Tally, start: Start, rate: float, curve: Curve = DEFAULT) -> float:
    """Return the probability that the rate is above a number between 0 and 1."""
    partial = _partial(counts, curve)
    if not any(0.0 < share < 1.0 for share, _ in partial):
        certain = sum(many for share, many in partial if share >= 1.0)
        yes = start.mean * start.worth + counts.answered
        no = (1.0 - start.mean) * start.worth + counts.silent + certain
        return 1.0 - float(betainc(yes, no, rate))
    likely = posterior(counts, start, curve)
    return 1.0 - float(likely.below(rate))
