"""What if: distributions over the next ten, no surer than what is known."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import betabinom, binom

from lib.expectations.attempts import Attempt
from lib.expectations.curve import DEFAULT
from lib.expectations.reply_rate import Chances, on_grid
from lib.expectations.what_if import followed_up

EMPTY = (0,) * 31


def test_never_tried_again_can_not_be_told() -> None:
    """One attempt each, or none: no answer."""
    assert followed_up(()) is None
    assert followed_up((Attempt(3, 9, EMPTY),)) is None


Try = tuple[int, int, dict[int, int]]
"""Answered, failed, and how many are still open at which age."""


def _chance_of(one: Try, answers: int, asks: int) -> float:
    """Return the chance of so many answers to a try of so many asks, by scipy's quadrature."""
    answered, failed, ages = one
    partial = [(DEFAULT.at(age), many) for age, many in ages.items()]

    def left(rate: float) -> float:
        return math.prod((1.0 - rate * share) ** many for share, many in partial)

    def mass(of: Callable[[float], float]) -> float:
        # Over the angle whose sine's square is the rate: both ends of the Beta are finite there.
        found, _ = quad(
            lambda angle: (
                of(math.sin(angle) ** 2)
                * left(math.sin(angle) ** 2)
                * math.sin(angle) ** (2 * answered)
                * math.cos(angle) ** (2 * failed)
            ),
            0,
            math.pi / 2,
            epsabs=0,
            epsrel=1e-12,
            limit=400,
        )
        return float(found)

    return mass(lambda rate: float(binom.pmf(answers, asks, rate))) / mass(lambda _: 1.0)


def _by_the_tree(tries: list[Try]) -> list[float]:
    """Return the chances of 0, 1, ... 10 answers: of ten so many at the first try, and so on."""
    silent = {10: 1.0}
    for one in tries:
        following = dict.fromkeys(range(11), 0.0)
        for still, chance in silent.items():
            for answers in range(still + 1):
                following[still - answers] += chance * _chance_of(one, answers, still)
        silent = following
    return [silent[10 - answers] for answers in range(11)]


@pytest.mark.parametrize(
    "tries",
    [
        [(6, 24, {}), (3, 9, {}), (1, 5, {})],
        [(6, 24, {2: 3, 9: 1}), (3, 9, {20: 4}), (0, 1, {0: 2})],
        [(0, 9, {}), (0, 3, {})],
        [(1, 1, {}), (1, 0, {})],
        [(0, 1, {}), (0, 0, {5: 1})],
        [(0, 3, {}), (3, 0, {}), (0, 0, {0: 3})],
    ],
    ids=["none open", "some open", "none answered", "one left", "one still open", "all answered"],
)
def test_three_tries_agree_with_every_way(tries: list[Try]) -> None:
    """Every way in which ten asks may go through the tries, each try by quadrature, to 1e-9."""
    found = followed_up(
        tuple(
            Attempt(answered, failed, tuple(ages.get(age, 0) for age in range(31)))
            for answered, failed, ages in tries
        )
    )
    assert found is not None
    assert found.next_ten == pytest.approx(_by_the_tree(tries), abs=1e-9)
    assert sum(found.next_ten) == pytest.approx(1.0, abs=1e-9)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 400)), min_size=2, max_size=3),
)
def test_three_tries_agree_with_scipys_beta_binomials(tries: list[tuple[int, int]]) -> None:
    """With nothing open every try is a beta-binomial of those still silent, to 1e-9."""
    silent = np.eye(11)[10]
    for answered, failed in tries:
        following = np.zeros(11)
        for still, chance in enumerate(silent):
            came = np.asarray(betabinom.pmf(range(still + 1), still, answered + 0.5, failed + 0.5))
            following[: still + 1] += chance * came[::-1]
        silent = following
    found = followed_up(tuple(Attempt(answered, failed, EMPTY) for answered, failed in tries))
    assert found is not None
    assert found.next_ten == pytest.approx(list(silent[::-1]), abs=1e-9)


def test_only_three_tries_and_their_counts() -> None:
    """A fourth changes nothing; each chance says how many asks it rests on."""
    three = (Attempt(6, 24, EMPTY), Attempt(3, 9, EMPTY), Attempt(1, 5, EMPTY))
    found, more = followed_up(three), followed_up((*three, Attempt(3, 2, EMPTY)))
    assert found is not None
    assert found == more
    assert found.asks == (30, 12, 6)


def test_a_known_rate_is_a_binomial() -> None:
    """One in four, of four."""
    sure = Chances(np.array([0.25]), np.ones(1))
    assert sure.answered_of(2) == pytest.approx((0.5625, 0.375, 0.0625))


@given(st.floats(0.05, 0.95), st.integers(1, 30))
def test_a_known_rate_is_scipys_binomial(rate: float, asks: int) -> None:
    """To 1e-9, and of a rate known as a Beta scipy's beta-binomial."""
    sure = Chances(np.array([rate]), np.ones(1))
    assert sure.answered_of(asks) == pytest.approx(binom.pmf(range(asks + 1), asks, rate), abs=1e-9)
    likely = on_grid(10 * rate, 10 * (1 - rate))
    assert likely.answered_of(asks) == pytest.approx(
        betabinom.pmf(range(asks + 1), asks, 10 * rate, 10 * (1 - rate)), abs=1e-9
    )
