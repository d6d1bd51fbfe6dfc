"""Planning: how many people to ask, so that some help, with four chances in five?

S7 of `expectations.md`: the smallest n with P(at least m of n) >= q, where the rate is only known
so far as one's own asks tell. A helper is somebody who answers and helps: the two are modelled
apart, so many answer and so many of those help. What would mislead: m/p "on average", at which one
in three has none at all. Where little is known n grows without end; it is capped, and the cap is
said.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import betainc, betaln, gammaln

from lib.expectations.helpers import Helping
from lib.expectations.reply_rate import Chances, Posterior

CONFIDENCE = 0.8
"""Four chances in five."""
CAP = 500
"""Most asks that are counted out; more is "more than 500"."""
_POINTS = 401
_EVENLY = 1.0
"""What is supposed before any answer turned out a help or not: every share equally likely."""


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


def enough_over(chances: Chances, helpers: int, confidence: float = CONFIDENCE) -> int | None:
    """Return the same, averaged over what is known about the rate."""
    return _smallest(lambda asks: at_least(chances, helpers, asks), helpers, confidence)


@lru_cache(maxsize=256)
def enough_helpers(
    answers: Posterior, helping: Helping, helpers: int, confidence: float = CONFIDENCE
) -> int | None:
    """Return the smallest n with P(at least m answer and help) >= q; None beyond `CAP`.

    Args:
        answers: the posterior of the reply rate.
        helping: how many answers turned out a help so far.
        helpers: m, 1 or more.
        confidence: q, above 0 and below 1.
    """
    return _smallest(
        lambda asks: helpers_at_least(answers, helping, helpers, asks), helpers, confidence
    )


def _smallest(chance: Callable[[int], float], helpers: int, confidence: float) -> int | None:
    """Return the smallest n at which a chance that grows with n is enough; by bisection."""
    low, high = helpers, CAP
    if chance(CAP) < confidence:
        return None
    while low < high:
        middle = (low + high) // 2
        if chance(middle) >= confidence:
            high = middle
        else:
            low = middle + 1
    return low


def at_least(chances: Chances, helpers: int, asks: int) -> float:
    """Return the chance of so many helpers or more among so many asks.

    P(Binomial(n, p) >= m) is the regularised incomplete beta function I_p(m, n - m + 1).
    """
    if helpers <= 0:
        return 1.0
    if asks < helpers:
        return 0.0
    found = chances.thinned(_POINTS)
    return float(found.weights @ betainc(helpers, asks - helpers + 1, found.rates))


def helpers_at_least(answers: Posterior, helping: Helping, helpers: int, asks: int) -> float:
    """Return the chance that so many or more of so many asks are answered and help.

    The sum over j of P(j of n are answered) P(m or more of j help), the latter beta-binomial.

    Args:
        answers: the posterior of the reply rate.
        helping: how many answers turned out a help so far.
        helpers: m, 0 or more.
        asks: n, 0 or more.
    """
    answered = np.arange(asks + 1)
    few = np.minimum(np.arange(helpers)[:, None], answered)
    yes, no = _EVENLY + helping.helped, _EVENLY + helping.answered - helping.helped
    ways = gammaln(answered + 1) - gammaln(few + 1) - gammaln(answered - few + 1)
    fewer = np.exp(ways + betaln(yes + few, no + answered - few) - betaln(yes, no))
    fewer[np.arange(helpers)[:, None] > answered] = 0.0
    reached = np.asarray(answers.thinned(_POINTS).answered_of(asks))
    return 1.0 - float(reached @ fewer.sum(axis=0))
