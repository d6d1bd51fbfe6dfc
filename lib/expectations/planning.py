"""Planning: how many people to ask, so that some help, with four chances in five?

S7 of `expectations.md`: the smallest n with P(at least m of n) >= q, where the rate is only known
so far as one's own asks tell. A helper is somebody who answers and helps: the two are modelled
apart and their draws multiplied. What would mislead: m/p "on average", at which one in three has
none at all. Where little is known n grows without end; it is capped, and the cap is said.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import betainc, betaln, gammaln

from lib.expectations.reply_rate import Chances, Posterior

CONFIDENCE = 0.8
"""Four chances in five."""
CAP = 500
"""Most asks that are counted out; more is "more than 500"."""
_POINTS = 201
_MIXED = 400


def enough(rate: float, helpers: int, confidence: float = CONFIDENCE) -> int | None:
    """Return the smallest n with P(Binomial(n, p) >= m) >= q; None beyond `CAP`.

    Args:
        rate: p, 0 to 1.
        helpers: m, 1 or more.
        confidence: q, above 0 and below 1.
    """
    exactly = Chances(np.array([rate], dtype=np.float64), np.ones(1))
    return enough_over(exactly, helpers, confidence)


def enough_beta(yes: float, no: float, helpers: int, confidence: float = CONFIDENCE) -> int | None:
    """Return the same where the rate is only known as Beta(yes, no): a beta-binomial."""
    for asks in range(helpers, CAP + 1):
        fewer = np.arange(helpers)
        ways = gammaln(asks + 1) - gammaln(fewer + 1) - gammaln(asks - fewer + 1)
        likely = np.exp(ways + betaln(yes + fewer, no + asks - fewer) - betaln(yes, no))
        if 1.0 - float(likely.sum()) >= confidence:
            return asks
    return None


@lru_cache(maxsize=256)
def enough_over(chances: Chances, helpers: int, confidence: float = CONFIDENCE) -> int | None:
    """Return the same, averaged over what is known about the rate; by bisection.

    P(Binomial(n, p) >= m) is the regularised incomplete beta function I_p(m, n - m + 1).
    """
    low, high = helpers, CAP
    if at_least(chances, helpers, CAP) < confidence:
        return None
    while low < high:
        middle = (low + high) // 2
        if at_least(chances, helpers, middle) >= confidence:
            high = middle
        else:
            low = middle + 1
    return low


def at_least(chances: Chances, helpers: int, asks: int) -> float:
    """Return the chance of so many helpers or more among so many asks."""
    if helpers <= 0:
        return 1.0
    if asks < helpers:
        return 0.0
    found = chances.thinned(_MIXED)
    return float(found.weights @ betainc(helpers, asks - helpers + 1, found.rates))


@lru_cache(maxsize=64)
def helper_rate(answers: Posterior, helps: Posterior) -> Chances:
    """Return how likely each rate of helpers is: of the asks, answered and helped.

    Every pair of draws multiplied, on a coarser grid.

    Args:
        answers: the posterior of the reply rate.
        helps: the posterior of the share of answers that help.
    """
    return product(answers.thinned(_POINTS), helps.thinned(_POINTS))


def product(one: Chances, other: Chances) -> Chances:
    """Return how likely each product of two independent rates is, on some four hundred points.

    As many points as carry equal weight, each the mean of its stretch: the mean stays exact.
    """
    products = np.outer(one.rates, other.rates).ravel()
    weights = np.outer(one.weights, other.weights).ravel()
    order = np.argsort(products)
    reached = np.cumsum(weights[order])
    bins = np.minimum((reached * _MIXED).astype(np.int64), _MIXED - 1)
    mass = np.bincount(bins, weights=weights[order], minlength=_MIXED)
    total = np.bincount(bins, weights=weights[order] * products[order], minlength=_MIXED)
    there = mass > 0
    return Chances(total[there] / mass[there], mass[there] / mass[there].sum())
