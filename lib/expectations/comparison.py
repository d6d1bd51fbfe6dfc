"""Comparison: are two kinds of asks answered differently, or can't that be told yet?

S9 of `expectations.md`: gave first or not, say. The posterior of the difference with Jeffreys
priors, open asks weighed in each arm as in S2; Newcombe's interval for two closed shares; and, as
gifts go to close friends, the Mantel-Haenszel odds ratio over strata (kind, closeness). "Answered
more often", never "because"; "can't tell yet" unless the 80 % interval clears 0. From 10 to 20 per
cent takes about 195 asks an arm: most people will never know it from their own asks alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from scipy.special import betainc, expit, logit, ndtri

from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.reply_rate import GRID_POINTS, TAILS, Posterior, on_grid
from lib.expectations.tally import Tally

_JEFFREYS = 0.5
_CHORDS, _NEAR = 60, 1e-12


class Verdict(Enum):
    """What may be said of two arms."""

    MORE = "answered more often"
    LESS = "answered less often"
    CANNOT_TELL = "can't tell yet"


@dataclass(frozen=True, slots=True)
class Compared:
    """Two arms side by side."""

    first: float
    """Mean rate of the first arm, 0 to 1."""
    second: float
    difference: float
    """First minus second, the posterior's mean."""
    low: float
    """Lower end of its 80 % interval."""
    high: float
    above: float
    """P(first > second)."""
    verdict: Verdict


@lru_cache(maxsize=128)
def compared(first: Tally, second: Tally, curve: Curve = DEFAULT) -> Compared:
    """Return two arms compared, open asks weighed in each (S2).

    Args:
        first: where the asks of the first arm stand.
        second: and of the second.
        curve: the waiting curve of all one's asks.
    """
    one, other = (_posterior(arm, curve) for arm in (first, second))
    low, high = (_quantile(one, other, tail) for tail in TAILS)
    verdict = Verdict.CANNOT_TELL
    if low > 0.0:
        verdict = Verdict.MORE
    elif high < 0.0:
        verdict = Verdict.LESS
    if not (first.reached and second.reached):
        verdict = Verdict.CANNOT_TELL
    return Compared(
        one.mean,
        other.mean,
        one.mean - other.mean,
        low,
        high,
        apart(one, other, 0.0),
        verdict,
    )


def _posterior(arm: Tally, curve: Curve) -> Posterior:
    partial = [
        (curve.at(age), many)
        for by_age in (arm.open_by_age, arm.let_go_by_age)
        for age, many in enumerate(by_age)
        if many
    ]
    return on_grid(arm.answered + _JEFFREYS, arm.silent + _JEFFREYS, partial)


def apart(one: Posterior, other: Posterior, gap: float) -> float:
    """Return P(p1 - p0 > gap) for p1 and p0 known apart from each other.

    The integral of f1(x) F0(x - d) over d to 1 for a gap d of 0 or more, with x = d + (1-d) u and
    even steps in log(u / (1 - u)): there neither end of either curve is sharp, and the sum is as
    good as the integral. Below 0 the arms change places.

    Args:
        one: the posterior of p1.
        other: the posterior of p0.
        gap: above -1 and below 1.
    """
    if gap < 0.0:
        return 1.0 - apart(other, one, -gap)
    low, high = float(other.log_odds[0]), float(one.log_odds[-1])
    if one.rates[0] > gap:
        low = max(low, float(logit((one.rates[0] - gap) / (1.0 - gap))))
    if low >= high:
        return 0.0
    places = np.linspace(low, high, GRID_POINTS)
    part, rest = expit(places), expit(-places)
    rates = gap + (1.0 - gap) * part
    log_odds = np.log(rates) - math.log1p(-gap) - np.log(rest)
    found = one.density(log_odds) * part / rates * other.below((1.0 - gap) * part)
    return min(float(found.sum()) * (high - low) / (GRID_POINTS - 1), 1.0)


def _quantile(one: Posterior, other: Posterior, share: float) -> float:
    """Return the difference below which a share of the probability lies.

    By regula falsi (Illinois): two ends that hold it between them, drawn together by chords.
    """
    ends = [-1.0, 1.0]
    off = [-share, 1.0 - share]
    last = -1
    for _ in range(_CHORDS):
        between = (ends[0] * off[1] - ends[1] * off[0]) / (off[1] - off[0])
        found = 1.0 - apart(one, other, between) - share
        side = int(found > 0.0)
        ends[side], off[side] = between, found
        if last == side:
            off[1 - side] /= 2
        last = side
        if abs(found) < _NEAR:
            return between
    return between


def above(yes: float, no: float, other_yes: float, other_no: float) -> float:
    """Return P(p1 > p0) for p1 ~ Beta(yes, no) and p0 ~ Beta(other_yes, other_no).

    The integral of Beta(x; a1, b1) I_x(a0, b0) over 0 to 1, on the grid of `on_grid`, even in
    log(x / (1 - x)), where the ends of a Beta with a or b below 1 are finite.
    """
    first = on_grid(yes, no)
    return float(first.weights @ betainc(other_yes, other_no, first.rates))


def newcombe(
    answered: int, asks: int, other_answered: int, other_asks: int, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Return (difference, lower end, upper end) of two closed shares: Newcombe 1998, method 10.

    Wilson's interval of each share, the distances from the shares squared and added.

    Args:
        answered: r of the first arm.
        asks: n of the first arm, 1 or more.
        other_answered: r of the second.
        other_asks: n of the second, 1 or more.
        confidence: of the interval, above 0 and below 1.
    """
    z = float(ndtri(0.5 + confidence / 2))
    share, other = answered / asks, other_answered / other_asks
    low, high = wilson(answered, asks, z)
    other_low, other_high = wilson(other_answered, other_asks, z)
    difference = share - other
    return (
        difference,
        difference - math.hypot(share - low, other_high - other),
        difference + math.hypot(high - share, other - other_low),
    )


def wilson(answered: int, asks: int, z: float) -> tuple[float, float]:
    """Return Wilson's interval (1927) of a share for a quantile z of the normal distribution."""
    share = answered / asks
    middle = share + z * z / (2 * asks)
    spread = z * math.sqrt(share * (1.0 - share) / asks + z * z / (4 * asks * asks))
    whole = 1.0 + z * z / asks
    return (max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0))


@dataclass(frozen=True, slots=True)
class Stratum:
    """Two arms among people who are alike: counts may be parts, of open asks."""

    answered: float
    silent: float
    other_answered: float
    other_silent: float

    @property
    def asks(self) -> float:
        """All of them."""
        return self.answered + self.silent + self.other_answered + self.other_silent


@dataclass(frozen=True, slots=True)
class Stratified:
    """Two arms over strata."""

    odds_ratio: float
    """Mantel-Haenszel; above 1 the first arm is answered more often."""
    low: float
    """Lower end of its 80 % interval."""
    high: float
    verdict: Verdict


def stratified(strata: Sequence[Stratum]) -> Stratified | None:
    """Return the odds ratio of Mantel and Haenszel (1959) over strata.

    The interval by the variance of Robins, Breslow and Greenland (1986) of its logarithm.

    Returns:
        None where it is not defined: no stratum has an answer in one arm and a silence in the
        other, both ways.
    """
    there = [one for one in strata if one.asks > 0]
    r = [one.answered * one.other_silent / one.asks for one in there]
    s = [one.silent * one.other_answered / one.asks for one in there]
    top, bottom = sum(r), sum(s)
    if top <= 0.0 or bottom <= 0.0:
        return None
    p = [(one.answered + one.other_silent) / one.asks for one in there]
    q = [(one.silent + one.other_answered) / one.asks for one in there]
    variance = (
        sum(a * b for a, b in zip(p, r, strict=True)) / (2 * top * top)
        + sum(a * d + b * c for a, b, c, d in zip(p, q, r, s, strict=True)) / (2 * top * bottom)
        + sum(a * b for a, b in zip(q, s, strict=True)) / (2 * bottom * bottom)
    )
    log_ratio = math.log(top / bottom)
    reach = float(ndtri(TAILS[1])) * math.sqrt(variance)
    low, high = math.exp(log_ratio - reach), math.exp(log_ratio + reach)
    verdict = Verdict.CANNOT_TELL
    if low > 1.0:
        verdict = Verdict.MORE
    elif high < 1.0:
        verdict = Verdict.LESS
    return Stratified(top / bottom, low, high, verdict)


def needed(rate: float, other: float, power: float = 0.8, confidence: float = 0.95) -> int:
    """Return how many asks an arm it takes to tell two rates apart: the pooled normal formula.

    From 10 to 20 per cent about 195 to 200 an arm, by the formula taken.

    Args:
        rate: the first rate, between 0 and 1.
        other: the second, not the same.
        power: the chance of seeing a difference that is there.
        confidence: of not seeing one that is not.
    """
    z, w = float(ndtri(0.5 + confidence / 2)), float(ndtri(power))
    middle = (rate + other) / 2
    spread = z * math.sqrt(2 * middle * (1 - middle)) + w * math.sqrt(
        rate * (1 - rate) + other * (1 - other)
    )
    return math.ceil((spread / (rate - other)) ** 2)
