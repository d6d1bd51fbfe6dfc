"""What if: ten more, following up twice, asking old colleagues, by one's own numbers.

Each answer is a distribution over how many of the next ten would be answered, as wide as what is
not known (`expectations.md`, S1, S2, S5). Following up twice multiplies what is known of the first,
second and third attempt; people persist where they hope, so it is an upper bound, and said so.
Nothing here promises that doing otherwise would have brought it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lib.expectations.attempts import Attempt
from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.planning import product
from lib.expectations.reply_rate import NEXT, Chances, on_grid

TRIES = 3
"""A first message and two follow-ups."""
_JEFFREYS = 0.5
_POINTS = 201


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
    silent: Chances | None = None
    for one in found[:TRIES]:
        partial = [(curve.at(age), many) for age, many in enumerate(one.left_by_age) if many]
        likely = on_grid(one.answered + _JEFFREYS, one.failed + _JEFFREYS, partial)
        known = likely.thinned(_POINTS)
        stays = Chances(1.0 - known.rates, known.weights)
        silent = stays if silent is None else product(silent, stays)
    if silent is None:
        return None
    answered = Chances(1.0 - silent.rates, silent.weights)
    return Followed(answered.answered_of(NEXT), tuple(one.asks for one in found[:TRIES]))
