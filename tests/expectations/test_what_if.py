"""What if: distributions over the next ten, no surer than what is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from lib.expectations.attempts import Attempt
from lib.expectations.planning import product
from lib.expectations.reply_rate import Chances, on_grid
from lib.expectations.what_if import followed_up

EMPTY = (0,) * 31


def test_never_tried_again_can_not_be_told() -> None:
    """One attempt each, or none: no answer."""
    assert followed_up(()) is None
    assert followed_up((Attempt(3, 9, EMPTY),)) is None


def test_three_tries_against_draws() -> None:
    """Two hundred thousand draws of three rates say the same of the next ten."""
    found = followed_up((Attempt(6, 24, EMPTY), Attempt(3, 9, EMPTY), Attempt(1, 5, EMPTY)))
    assert found is not None
    assert found.asks == (30, 12, 6)
    rng = np.random.default_rng(5)
    silent = (
        (1 - rng.beta(6.5, 24.5, 200_000))
        * (1 - rng.beta(3.5, 9.5, 200_000))
        * (1 - rng.beta(1.5, 5.5, 200_000))
    )
    drawn = np.bincount(rng.binomial(10, 1 - silent), minlength=11) / 200_000
    assert found.next_ten == pytest.approx(drawn, abs=5e-3)
    assert sum(found.next_ten) == pytest.approx(1.0)


def test_a_product_keeps_its_mean() -> None:
    """The mean of a product of independent rates is the product of the means."""
    rates = np.linspace(0.01, 0.99, 201)
    one = Chances(rates, np.full(201, 1 / 201))
    other = Chances(rates, rates / rates.sum())
    assert product(one, other).mean == pytest.approx(one.mean * other.mean, rel=1e-9)


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
