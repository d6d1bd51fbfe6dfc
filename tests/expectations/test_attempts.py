"""By attempt: what a second and a third try bring, between two honest bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import CensoredData, beta, ecdf

from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.attempts import Attempt, attempts, band, likeliest
from lib.expectations.curve import DEFAULT
from lib.expectations.reply_rate import TAILS
from tests.expectations.build import TODAY, book
from tests.expectations.log import LOG, begun

AGES = st.lists(st.integers(0, 4), min_size=31, max_size=31).map(tuple)


def _left(**ages: int) -> tuple[int, ...]:
    return tuple(ages.get(f"day{age}", 0) for age in range(HORIZON_DAYS + 1))


def test_what_became_of_each_attempt() -> None:
    """A second attempt makes the first one failed; the newest may still be answered."""
    records = book(
        "sent 90",
        "sent 90, sent 80",
        "sent 90, answered 88",
        "sent 90, sent 80, answered 79",
        "sent 20, sent 4",
        "sent 3",
        "sent 40, rested 38",
        "sent 9, bounced 8",
    )
    first, second = attempts(records, TODAY)
    assert (first.answered, first.failed, first.asks) == (1, 4, 7)
    assert first.left_by_age == _left(day2=1, day3=1)
    assert (second.answered, second.failed, second.asks) == (1, 1, 3)
    assert second.left_by_age == _left(day4=1)


def test_nothing_sent() -> None:
    """No attempt, no band."""
    assert attempts(book(), TODAY) == ()
    assert band(()) == ()


def test_the_chance_without_open_ones() -> None:
    """It is r / (r + s), exactly at the ends too."""
    assert likeliest(0, 5) == 0.0
    assert likeliest(5, 0) == 1.0
    assert likeliest(3, 9) == pytest.approx(0.25, abs=1e-12)
    assert likeliest(0, 0) == 0.0


@given(st.integers(1, 30), st.integers(0, 30), st.integers(1, 20), st.floats(0.01, 0.99))
def test_an_open_one_is_between_a_no_and_nothing(
    answered: int, failed: int, many: int, share: float
) -> None:
    """Counting open ones as failed is too low, leaving them out too high."""
    chance = likeliest(answered, failed, [(share, many)])
    as_no, left_out = answered / (answered + failed + many), likeliest(answered, failed)
    assert as_no - 1e-9 <= chance <= left_out + 1e-9


@given(
    st.lists(st.builds(Attempt, st.integers(0, 9), st.just(0), AGES), min_size=1, max_size=5),
    st.integers(0, 9),
)
def test_the_lower_bound_is_never_above_the_upper(last: list[Attempt], silent: int) -> None:
    """L <= F for every attempt, both rising."""
    found: list[Attempt] = []
    later = 0
    for one in reversed(last):
        found.insert(0, Attempt(one.answered, later + silent, one.left_by_age))
        later = found[0].asks
    rungs = band(tuple(found))
    for rung in rungs:
        assert 0.0 <= rung.lower <= rung.upper + 1e-12 <= 1.0 + 1e-9
        assert rung.low <= rung.high
    assert [one.upper for one in rungs] == sorted(one.upper for one in rungs)


def test_equal_only_where_nobody_stopped_early() -> None:
    """Everyone followed up to the third try: both bounds are the same."""
    empty = (0,) * 31
    full = (Attempt(4, 6, empty), Attempt(3, 3, empty), Attempt(1, 2, empty))
    assert [one.upper for one in band(full)] == pytest.approx([one.lower for one in band(full)])
    stopped = (Attempt(4, 6, empty), Attempt(1, 2, empty))
    assert band(stopped)[1].lower < band(stopped)[1].upper


@given(
    st.integers(0, 40),
    st.integers(0, 40),
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 9)), max_size=6),
)
def test_the_likeliest_agrees_with_scipys_optimizer(
    answered: int, failed: int, partial: list[tuple[float, int]]
) -> None:
    """The root of the likelihood's slope by Brent's method, to 1e-9; none and all answered too."""
    ours = likeliest(answered, failed, partial)

    def slope(rate: float) -> float:
        pull = sum(many * share / (1 - rate * share) for share, many in partial)
        return answered / rate - failed / (1 - rate) - pull

    tiny = 1e-12
    if answered == 0:
        assert ours == 0.0
    elif slope(1 - tiny) >= 0:
        assert ours == pytest.approx(1.0, abs=1e-9)
    else:
        assert ours == pytest.approx(brentq(slope, tiny, 1 - tiny, xtol=1e-14), abs=1e-9)


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=60))
def test_the_upper_bound_is_a_survival_curve_over_tries(asks: list[tuple[int, bool]]) -> None:
    """With nothing open F_k is Kaplan and Meier's over the number of the try, by scipy, to 1e-9.

    Who stops trying after the k-th is cut off there; one ask, ties, all and none answered.
    """
    last = max(number for number, _ in asks)
    found = []
    for number in range(1, last + 1):
        got = sum(one >= number for one, _ in asks)
        came = sum(one == number and answered for one, answered in asks)
        found.append(Attempt(came, got - came))
    theirs = ecdf(
        CensoredData.right_censored([one for one, _ in asks], [not came for _, came in asks])
    ).cdf.evaluate(range(1, last + 1))
    ours = [one.upper for one in band(tuple(found))]
    assert ours == pytest.approx(list(theirs), abs=1e-9)


@pytest.mark.parametrize(
    ("answered", "failed", "ages"),
    [
        (0, 0, {}),
        (1, 0, {}),
        (0, 1, {}),
        (6, 24, {}),
        (3, 9, {1: 2, 8: 5}),
        (0, 0, {3: 1}),
        (2, 0, {0: 4, 30: 2}),
    ],
    ids=["nothing", "one answered", "one failed", "none open", "some open", "one open", "ends"],
)
def test_the_interval_of_a_try_agrees_with_scipy(
    answered: int, failed: int, ages: dict[int, int]
) -> None:
    """Jeffreys' 80 % interval, open ones weighed by their age: by quadrature, to 1e-9."""
    found = band((Attempt(answered, failed, tuple(ages.get(one, 0) for one in range(31))),))[0]

    def density(angle: float) -> float:
        yes, no = math.sin(angle) ** 2, math.cos(angle) ** 2
        left = math.prod((no + yes * (1 - DEFAULT.at(age))) ** many for age, many in ages.items())
        return yes**answered * no**failed * left

    def mass(rate: float) -> float:
        end = math.asin(math.sqrt(rate))
        return float(quad(density, 0, end, epsabs=0, epsrel=1e-12, limit=200)[0])

    whole = mass(1.0)
    for share, rate in zip(TAILS, (found.low, found.high), strict=True):
        assert mass(rate) / whole == pytest.approx(share, abs=1e-9)
    if not ages:
        ends = beta.ppf(TAILS, answered + 0.5, failed + 0.5)
        assert (found.low, found.high) == pytest.approx(tuple(np.asarray(ends)), abs=1e-9)


@pytest.mark.skipif(not LOG.exists(), reason=f"the e-mail log is not at {LOG}")
def test_the_real_log() -> None:
    """All attempts by sender, right-censored: .20, .21, .14, .14 as published."""
    empty = (0,) * 31
    found = []
    for number in range(1, 5):
        got = [one for one in begun() if len(one.attempts) >= number]
        came = sum(one.reply is not None and len(one.attempts) == number for one in got)
        found.append(Attempt(came, len(got) - came, empty))
    rungs = band(tuple(found), DEFAULT)
    assert [round(one.chance, 2) for one in rungs] == [0.2, 0.21, 0.14, 0.14]
    assert [one.attempt.asks for one in rungs] == [2_097, 939, 543, 391]
    assert all(one.lower < one.upper for one in rungs[1:])
    tries = [min(len(one.attempts), 5) for one in begun()]
    censored = [one.reply is None or len(one.attempts) > 4 for one in begun()]
    theirs = ecdf(CensoredData.right_censored(tries, censored)).cdf.evaluate(range(1, 5))
    assert [one.upper for one in rungs] == pytest.approx(list(theirs), abs=1e-9)
