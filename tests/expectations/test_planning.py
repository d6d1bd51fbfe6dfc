"""How many to ask: against scipy's distributions and the published test values."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, betabinom, binom

from lib.expectations.helpers import Helping
from lib.expectations.planning import (
    CAP,
    CONFIDENCE,
    at_least,
    enough,
    enough_beta,
    enough_helpers,
    enough_over,
    helpers_at_least,
)
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


def _by_scipy(yes: float, no: float, helping: Helping, helpers: int, asks: int) -> float:
    """Return the chance of m or more helpers: answers beta-binomial, and helps of them again."""
    answered = np.arange(asks + 1)
    more = betabinom.sf(
        helpers - 1, answered, helping.helped + 1, helping.answered - helping.helped + 1
    )
    more = np.where(answered < helpers, 0.0, more)
    return float(betabinom.pmf(answered, asks, yes, no) @ more)


@settings(deadline=None)
@given(
    st.floats(0.4, 40),
    st.floats(0.4, 400),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(1, 5),
    st.integers(0, 500),
)
def test_helpers_agree_with_scipys_beta_binomials(  # noqa: PLR0913, PLR0917 - one for each thing that varies
    yes: float, no: float, helped: int, otherwise: int, helpers: int, asks: int
) -> None:
    """So many answer, so many of those help, both rates only known so far: to 1e-9."""
    helping = Helping(helped + otherwise, helped)
    ours = helpers_at_least(on_grid(yes, no), helping, helpers, asks)
    theirs = _by_scipy(yes, no, helping, helpers, asks)
    assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("helping", [Helping(0, 0), Helping(1, 0), Helping(1, 1), Helping(9, 4)])
def test_helpers_agree_with_an_integral(helping: Helping) -> None:
    """Both rates multiplied, with open asks in the first, by scipy's quadrature: to 1e-9."""
    partial = [(0.3, 4), (0.8, 2), (1.0, 1)]
    yes, no = 2.4, 9.6
    first, second = beta(yes, no), beta(helping.helped + 1, helping.answered - helping.helped + 1)

    def left(rate: float) -> float:
        return math.prod((1.0 - rate * share) ** many for share, many in partial)

    def over(of: Callable[[float], float]) -> float:
        found, _ = quad(
            lambda p: first.pdf(p) * left(p) * of(p), 0, 1, epsabs=1e-13, epsrel=1e-12, limit=400
        )
        return float(found)

    def helps(rate: float) -> float:
        found, _ = quad(
            lambda share: second.pdf(share) * binom.sf(1, 12, rate * share),
            0,
            1,
            epsabs=1e-13,
            epsrel=1e-12,
            limit=400,
        )
        return float(found)

    ours = helpers_at_least(on_grid(yes, no, partial), helping, 2, 12)
    assert ours == pytest.approx(over(helps) / over(lambda _: 1.0), abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.floats(1, 20), st.floats(1, 40), st.integers(0, 9), st.integers(0, 9), st.integers(1, 4))
def test_the_smallest_number_that_brings_helpers(
    yes: float, no: float, helped: int, otherwise: int, helpers: int
) -> None:
    """Enough by scipy, and one fewer is not."""
    helping = Helping(helped + otherwise, helped)
    found = enough_helpers(on_grid(yes, no), helping, helpers)
    if found is None:
        assert _by_scipy(yes, no, helping, helpers, CAP) < CONFIDENCE + 1e-9
        return
    assert _by_scipy(yes, no, helping, helpers, found) >= CONFIDENCE - 1e-9
    if found > helpers:
        assert _by_scipy(yes, no, helping, helpers, found - 1) < CONFIDENCE + 1e-9


def test_helpers_are_fewer_than_answers() -> None:
    """It takes more asks for one who helps than for one who answers; nobody helps nobody."""
    answers = on_grid(4, 12)
    fewer, more = enough_over(answers, 1), enough_helpers(answers, Helping(6, 3), 1)
    assert fewer is not None
    assert more is not None
    assert more > fewer
    assert helpers_at_least(answers, Helping(6, 3), 0, 0) == 1.0
    assert helpers_at_least(answers, Helping(6, 3), 1, 0) == 0.0
    assert enough_helpers(on_grid(0.05, 20), Helping(0, 0), 1) is None
