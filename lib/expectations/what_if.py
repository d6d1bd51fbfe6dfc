"""What if: ten more, following up twice, asking old colleagues, by one's own numbers.

Each answer is a distribution over how many of the next ten would be answered, as wide as what is
not known (`expectations.md`, S1, S2, S5). Following up twice multiplies what is known of the first,
second and third attempt; people persist where they hope, so it is an upper bound, and said so.
Nothing here promises that doing otherwise would have brought it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from lib.expectations.attempts import Attempt
from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.reply_rate import NEXT, Posterior, on_grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRIES = 3
"""A first message and two follow-ups."""
_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Followed:
    """The next ten, each tried three times."""

    next_ten: tuple[float, ...]
    """The probabilities of 0, 1, ... 10 answers."""
    asks: tuple[int, ...]
    """How many asks each attempt's chance rests on."""


@lru_cache(maxsize=32)
def followed_up(found: tuple[Attempt, ...], curve: Curve = DEFAULT) -> Followed | None:
    """Return what the next ten would bring if each were tried three times.

    Args:
        found: `attempts.attempts(...)`.
        curve: the waiting curve.

    Returns:
        None where nobody was ever tried a second time: that can't be told.
    """
    second = 2
    if len(found) < second:
        return None
    moments = np.ones(NEXT + 1)
    for one in found[:TRIES]:
        partial = [(curve.at(age), many) for age, many in enumerate(one.left_by_age) if many]
        likely = on_grid(one.answered + _JEFFREYS, one.failed + _JEFFREYS, partial)
        moments *= _silent(likely)
    return Followed(_answers(moments), tuple(one.asks for one in found[:TRIES]))


def _silent(likely: Posterior) -> NDArray[np.float64]:
    """Return the chances that 0, 1, ... 10 asks all stay silent at this try: E[(1-h)^n]."""
    log_q = -np.logaddexp(0.0, likely.log_odds)
    return np.asarray(likely.weights @ np.exp(np.outer(log_q, np.arange(NEXT + 1))))


def _answers(silent: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the chances of 0, 1, ... 10 answers, from those that n of them stay silent.

    E[C(10,k) (1-s)^k s^(10-k)], the power of 1 - s written out: exact, and as the tries' chances
    are independent, E[s^n] of all tries is the product of each one's.
    """
    return tuple(
        max(
            comb(NEXT, yes)
            * float(
                sum(
                    (-1) ** more * comb(yes, more) * silent[NEXT - yes + more]
                    for more in range(yes + 1)
                )
            ),
            0.0,
        )
        for yes in range(NEXT + 1)
    )
