"""Two arms: against statsmodels, scipy and the lost letters; and the courage to say nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta
from statsmodels.stats.contingency_tables import (  # type: ignore[import-untyped]  # ships no types
    StratifiedTable,
)
from statsmodels.stats.proportion import (  # type: ignore[import-untyped]
    confint_proportions_2indep,
)

from lib.expectations.comparison import (
    Stratum,
    Verdict,
    above,
    compared,
    needed,
    newcombe,
    stratified,
)
from lib.expectations.tally import Tally

ARM = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda one: (one[0], sum(one)))


def test_the_lost_letters() -> None:
    """51 of 70 against 31 of 70: .285714, between .122844 and .428268."""
    found = newcombe(51, 70, 31, 70)
    assert found == pytest.approx((0.285714, 0.122844, 0.428268), abs=1e-6)


@given(ARM, ARM)
def test_newcombe_agrees_with_statsmodels(one: tuple[int, int], other: tuple[int, int]) -> None:
    """To 1e-9, with none and all answered among them."""
    _, low, high = newcombe(*one, *other, confidence=0.8)
    theirs = confint_proportions_2indep(*one, *other, method="newcomb", alpha=0.2)
    assert (low, high) == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(*[st.floats(0.5, 60) for _ in range(4)])
def test_above_agrees_with_an_integral(a: float, b: float, c: float, d: float) -> None:
    """P(p1 > p0), by scipy's quadrature of the same integral."""
    theirs, _ = quad(
        lambda angle: (
            beta.pdf(math.sin(angle) ** 2, a, b)
            * beta.cdf(math.sin(angle) ** 2, c, d)
            * math.sin(2 * angle)
        ),
        0,
        math.pi / 2,
        limit=400,
        epsabs=1e-12,
    )
    assert above(a, b, c, d) == pytest.approx(theirs, abs=1e-9)
    assert above(a, b, c, d) + above(c, d, a, b) == pytest.approx(1.0, abs=1e-9)


def test_closed_arms_agree_with_draws() -> None:
    """Mean, interval and P(p1 > p0) of two Betas, against four hundred thousand draws."""
    found = compared(Tally(answered=9, silent=11), Tally(answered=4, silent=18))
    rng = np.random.default_rng(3)
    draws = rng.beta(9.5, 11.5, 400_000) - rng.beta(4.5, 18.5, 400_000)
    assert found.difference == pytest.approx(draws.mean(), abs=2e-3)
    assert found.low == pytest.approx(np.quantile(draws, 0.1), abs=3e-3)
    assert found.high == pytest.approx(np.quantile(draws, 0.9), abs=3e-3)
    assert found.above == pytest.approx((draws > 0).mean(), abs=3e-3)
    assert found.above == pytest.approx(above(9.5, 11.5, 4.5, 18.5), abs=1e-4)
    assert found.verdict is Verdict.MORE


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (Tally(), Tally(), Verdict.CANNOT_TELL),
        (Tally(answered=30, silent=1), Tally(), Verdict.CANNOT_TELL),
        (Tally(answered=2, silent=1), Tally(answered=1, silent=2), Verdict.CANNOT_TELL),
        (Tally(answered=10, silent=90), Tally(answered=14, silent=86), Verdict.CANNOT_TELL),
        (Tally(answered=2, silent=40), Tally(answered=20, silent=20), Verdict.LESS),
    ],
)
def test_can_it_be_told(first: Tally, second: Tally, verdict: Verdict) -> None:
    """Said only where the 80 % interval clears 0, and never where an arm is empty."""
    assert compared(first, second).verdict is verdict


def test_open_asks_are_no_silences() -> None:
    """Twenty sent yesterday do not make an arm look worse."""
    fresh = (0, 20, *(0,) * 28)
    with_open = compared(
        Tally(answered=5, silent=5, open_by_age=fresh), Tally(answered=5, silent=5)
    )
    counted_as_no = compared(Tally(answered=5, silent=25), Tally(answered=5, silent=5))
    assert with_open.difference > counted_as_no.difference + 0.15


STRATA = st.lists(st.tuples(*[st.integers(1, 30)] * 4), min_size=1, max_size=6)


@given(STRATA)
def test_strata_agree_with_statsmodels(rows: list[tuple[int, int, int, int]]) -> None:
    """The pooled odds ratio and its 80 % interval, to 1e-9."""
    found = stratified([Stratum(*map(float, one)) for one in rows])
    tables = [np.array([[a, b], [c, d]], dtype=float) for a, b, c, d in rows]
    theirs = StratifiedTable(tables)
    assert found is not None
    assert found.odds_ratio == pytest.approx(theirs.oddsratio_pooled, rel=1e-9)
    interval = theirs.oddsratio_pooled_confint(alpha=0.2)
    assert (found.low, found.high) == pytest.approx(interval, rel=1e-9)


def test_a_gift_to_friends_proves_nothing() -> None:
    """Simpson's case: friends get gifts and answer anyway; within each kind there is no more."""
    friends, strangers = Stratum(40, 10, 8, 2), Stratum(1, 9, 5, 45)
    found = stratified([friends, strangers])
    assert found is not None
    assert found.odds_ratio == pytest.approx(1.0)
    assert found.verdict is Verdict.CANNOT_TELL
    together = compared(Tally(answered=41, silent=19), Tally(answered=13, silent=47))
    assert together.verdict is Verdict.MORE


def test_nothing_to_stratify() -> None:
    """No ratio where one arm has no answer or no silence anywhere."""
    assert stratified([]) is None
    assert stratified([Stratum(3, 0, 3, 0)]) is None


def test_how_many_it_takes() -> None:
    """From ten to twenty per cent about two hundred an arm."""
    assert 190 <= needed(0.1, 0.2) <= 200
