"""How many to ask: against scipy's distributions and the published test values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from lib.expectations.planning import CAP, at_least, enough, enough_beta, enough_over, helper_rate
from lib.expectations.reply_rate import on_grid


@pytest.mark.parametrize(
    ("helpers", "confidence", "asks"), [(1, 0.8, 16), (1, 0.9, 22), (3, 0.8, 42)]
)
def test_a_known_rate(helpers: int, confidence: float, asks: int) -> None:
    """One in ten: 16, 22 and 42 asks."""
    assert enough(0.1, helpers, confidence) == asks


@pytest.mark.parametrize(
    ("helpers", "confidence", "asks"), [(1, 0.8, 23), (1, 0.9, 40), (3, 0.8, 70)]
)
def test_a_rate_known_only_so_far(helpers: int, confidence: float, asks: int) -> None:
    """Beta(2, 18): 23, 40 and 70, more than a known rate of the same mean takes."""
    assert enough_beta(2, 18, helpers, confidence) == asks
    assert enough_over(on_grid(2, 18), helpers, confidence) == asks


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 0.9), st.integers(1, 5), st.floats(0.5, 0.95))
def test_agrees_with_scipys_binomial(rate: float, helpers: int, confidence: float) -> None:
    """The smallest n, found by trying every one."""
    theirs = next(
        (n for n in range(helpers, CAP + 1) if binom.sf(helpers - 1, n, rate) >= confidence), None
    )
    assert enough(rate, helpers, confidence) == theirs


@settings(max_examples=40, deadline=None)
@given(st.floats(1, 20), st.floats(1, 60), st.integers(1, 4))
def test_agrees_with_scipys_beta_binomial(yes: float, no: float, helpers: int) -> None:
    """The smallest n over a rate known as a Beta, and the chance at it to 1e-9 on the grid."""
    found = enough_beta(yes, no, helpers)
    if found is None:
        assert betabinom.sf(helpers - 1, CAP, yes, no) < 0.8
        return
    assert betabinom.sf(helpers - 1, found, yes, no) >= 0.8 - 1e-12
    if found > helpers:
        assert betabinom.sf(helpers - 1, found - 1, yes, no) < 0.8 + 1e-12
    ours = at_least(on_grid(yes, no), helpers, found)
    assert ours == pytest.approx(betabinom.sf(helpers - 1, found, yes, no), abs=1e-9)


def test_it_is_capped() -> None:
    """Where nearly nothing is known (a below 1) no number is named."""
    assert enough_beta(0.05, 20, 1) is None
    assert enough_over(on_grid(0.05, 20), 1) is None
    assert enough(0.0, 1) is None


def test_fewer_than_wanted() -> None:
    """Two asks bring no three helpers; none are always there."""
    chances = on_grid(2, 2)
    assert at_least(chances, 3, 2) == 0.0
    assert at_least(chances, 0, 0) == 1.0


def test_helpers_are_fewer_than_answers() -> None:
    """The product's mean is the product of the means; its spread that of drawing both."""
    answers, helps = on_grid(4, 12), on_grid(3, 3)
    found = helper_rate(answers, helps)
    assert found.mean == pytest.approx(answers.mean * helps.mean, rel=2e-3)
    rng = np.random.default_rng(7)
    draws = rng.beta(4, 12, 400_000) * rng.beta(3, 3, 400_000)
    for share in (0.1, 0.5, 0.9):
        ours = found.rates[np.searchsorted(np.cumsum(found.weights), share)]
        assert ours == pytest.approx(np.quantile(draws, share), abs=4e-3)
    fewer, more = enough_over(answers, 1), enough_over(found, 1)
    assert fewer is not None
    assert more is not None
    assert more > fewer
