"""Two arms: against statsmodels, scipy and the lost letters; and the courage to say nothing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, norm
from statsmodels.stats.contingency_tables import (  # type: ignore[import-untyped]  # ships no types
    StratifiedTable,
)
from statsmodels.stats.power import (  # type: ignore[import-untyped]
    normal_sample_size_one_tail,
)
from statsmodels.stats.proportion import (  # type: ignore[import-untyped]
    confint_proportions_2indep,
    proportion_confint,
)

from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.comparison import (
    Stratum,
    Verdict,
    above,
    apart,
    compared,
    needed,
    newcombe,
    stratified,
    wilson,
)
from lib.expectations.curve import DEFAULT
from lib.expectations.reply_rate import on_grid
from lib.expectations.tally import Tally
from tests.expectations.log import LOG, Begun, begun

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


def _arm(answered: int, silent: int, **ages: int) -> Tally:
    """Return an arm; `day5=3` are three still open at five days."""
    return Tally(answered, silent, tuple(ages.get(f"day{age}", 0) for age in range(HORIZON_DAYS)))


class _Angle:
    """An arm's posterior over the angle whose sine's square is the rate: nowhere infinite."""

    def __init__(self, arm: Tally) -> None:
        self.arm = arm
        self.partial = [(DEFAULT.at(age), many) for age, many in enumerate(arm.open_by_age) if many]
        asks = arm.answered + arm.silent
        self.peak = math.asin(math.sqrt((arm.answered + 0.5) / (asks + 1)))
        sharp = 1 / (2 * math.sqrt(asks + 1))
        self.cuts = [self.peak + sharp * far for far in (-7, -2, 2, 7)]
        self.top = 0.0
        self.top = self.log(self.peak)
        self.whole = _integral(self, *self.cuts)

    def log(self, angle: float) -> float:
        """Return the log of the density, nought at its peak."""
        yes, no = math.sin(angle) ** 2, math.cos(angle) ** 2
        found = sum(many * math.log(no + yes * (1.0 - share)) for share, many in self.partial)
        for part, many in ((yes, self.arm.answered), (no, self.arm.silent)):
            found += many * math.log(max(part, 1e-300))
        return found - self.top

    def __call__(self, angle: float) -> float:
        """Return the density, one at its peak."""
        return math.exp(self.log(angle))

    def mean(self) -> float:
        """Return the mean rate."""
        return _integral(lambda angle: math.sin(angle) ** 2 * self(angle), *self.cuts) / self.whole

    def below(self, rate: float) -> float:
        """Return the chance of a rate below: by scipy's Beta where nothing is open."""
        if not self.partial:
            return float(beta.cdf(rate, self.arm.answered + 0.5, self.arm.silent + 0.5))
        if not 0.0 < rate < 1.0:
            return float(rate >= 1.0)
        found, _ = quad(self, 0.0, _angle(rate), epsabs=1e-12, epsrel=1e-10, limit=300)
        return float(found) / self.whole


def _integral(of: Callable[[float], float], *cuts: float) -> float:
    """Return the integral over the angles of 0 to 1, cut where something is sharp."""
    inside = {round(one, 9) for one in cuts if 0.0 < one < math.pi / 2}
    ends = sorted({0.0, *inside, math.pi / 2})
    return sum(
        float(quad(of, begin, end, epsabs=1e-12, epsrel=1e-10, limit=300)[0])
        for begin, end in itertools.pairwise(ends)
    )


def _angle(rate: float) -> float:
    return math.asin(math.sqrt(min(max(rate, 0.0), 1.0)))


def _apart(one: _Angle, other: _Angle, gap: float) -> float:
    """Return P(p1 - p0 > gap), by scipy."""
    cuts = (
        *one.cuts,
        _angle(gap),
        _angle(1.0 + gap),
        *(_angle(math.sin(max(cut, 0.0)) ** 2 + gap) for cut in other.cuts),
    )
    found = _integral(lambda at: one(at) * other.below(math.sin(at) ** 2 - gap), *cuts)
    return found / one.whole


ARMS = {
    "both": (_arm(9, 11), _arm(4, 18)),
    "few": (_arm(1, 2), _arm(0, 1)),
    "nobody in one": (_arm(3, 4), _arm(0, 0)),
    "nobody in both": (_arm(0, 0), _arm(0, 0)),
    "all and none answered": (_arm(6, 0), _arm(0, 6)),
    "many": (_arm(150, 600), _arm(120, 700)),
    "alike": (_arm(5, 9), _arm(5, 9)),
    "open in one": (_arm(4, 6, day2=3, day9=2, day29=1), _arm(2, 12)),
    "open in both": (_arm(3, 1, day0=4, day12=2), _arm(1, 5, day3=1, day20=6)),
    "all open": (_arm(0, 0, day5=5), _arm(0, 0, day7=4, day25=1)),
}


@pytest.mark.parametrize("name", ARMS)
def test_two_arms_agree_with_an_integral(name: str) -> None:
    """Means, their difference, its two ends and P(p1 > p0), by scipy's quadrature, to 1e-9."""
    found = compared(*ARMS[name])
    one, other = (_Angle(arm) for arm in ARMS[name])
    assert found.first == pytest.approx(one.mean(), abs=1e-9)
    assert found.second == pytest.approx(other.mean(), abs=1e-9)
    assert found.difference == found.first - found.second
    assert found.above == pytest.approx(_apart(one, other, 0.0), abs=1e-9)
    assert _apart(one, other, found.low) == pytest.approx(0.9, abs=1e-9)
    assert _apart(one, other, found.high) == pytest.approx(0.1, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(*[st.integers(0, 60) for _ in range(4)])
def test_arms_that_change_places(answered: int, silent: int, other: int, otherwise: int) -> None:
    """Seen from the other arm every number is its mirror image."""
    one, two = _arm(answered, silent), _arm(other, otherwise)
    here, there = compared(one, two), compared(two, one)
    assert here.low == pytest.approx(-there.high, abs=1e-9)
    assert here.high == pytest.approx(-there.low, abs=1e-9)
    assert here.above + there.above == pytest.approx(1.0, abs=1e-9)
    exact = above(answered + 0.5, silent + 0.5, other + 0.5, otherwise + 0.5)
    assert here.above == pytest.approx(exact, abs=1e-9)


def test_a_gap_nobody_reaches() -> None:
    """Near 1 and near -1 it is certain, however little is known."""
    one, other = on_grid(2.5, 200.5), on_grid(1.5, 100.5)
    assert apart(one, other, 0.9) == pytest.approx(0.0, abs=1e-12)
    assert apart(one, other, -0.9) == pytest.approx(1.0, abs=1e-12)


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


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(0.5, 0.95), st.floats(0.5, 0.99))
def test_how_many_it_takes_by_statsmodels(
    rate: float, other: float, power: float, confidence: float
) -> None:
    """The same number, rounded up."""
    if abs(rate - other) < 0.01:
        return
    middle = (rate + other) / 2
    theirs = normal_sample_size_one_tail(
        abs(rate - other),
        power,
        (1 - confidence) / 2,
        std_null=math.sqrt(2 * middle * (1 - middle)),
        std_alternative=math.sqrt(rate * (1 - rate) + other * (1 - other)),
    )
    assert needed(rate, other, power, confidence) in {math.ceil(theirs - 1e-6), math.ceil(theirs)}


@given(ARM)
def test_wilson_agrees_with_statsmodels(arm: tuple[int, int]) -> None:
    """To 1e-9, one of one and none of one too."""
    for answered, asks in (arm, (0, 1), (1, 1)):
        theirs = proportion_confint(answered, asks, alpha=0.2, method="wilson")
        assert wilson(answered, asks, float(norm.ppf(0.9))) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.skipif(not LOG.exists(), reason=f"the e-mail log is not at {LOG}")
def test_the_real_log_by_sender() -> None:
    """Busy senders against the others, by year: statsmodels' strata, an integral for the whole."""
    counted: dict[int, list[Begun]] = {}
    for one in begun():
        counted.setdefault(one.sender, []).append(one)
    busy = {sender for sender, mails in counted.items() if len(mails) >= 20}
    years: dict[int, list[int]] = {}
    for one in begun():
        row = years.setdefault(datetime.fromtimestamp(one.attempts[0], UTC).year, [0] * 4)
        row[2 * (one.sender not in busy) + (one.reply is None)] += 1
    rows = [row for row in years.values() if all(row)]
    found = stratified([Stratum(*map(float, one)) for one in rows])
    theirs = StratifiedTable([np.array([one[:2], one[2:]], dtype=float) for one in rows])
    assert found is not None
    assert found.odds_ratio == pytest.approx(theirs.oddsratio_pooled, rel=1e-9)
    interval = theirs.oddsratio_pooled_confint(alpha=0.2)
    assert (found.low, found.high) == pytest.approx(interval, rel=1e-9)
    a, b, c, d = (sum(one[place] for one in years.values()) for place in range(4))
    assert a + b + c + d == len(begun())
    beside = compared(_arm(a, b), _arm(c, d))
    busier, others = _Angle(_arm(a, b)), _Angle(_arm(c, d))
    assert beside.above == pytest.approx(_apart(busier, others, 0.0), abs=1e-9)
    assert _apart(busier, others, beside.low) == pytest.approx(0.9, abs=1e-9)
    _, low, high = newcombe(a, a + b, c, c + d)
    ends = confint_proportions_2indep(a, a + b, c, c + d, method="newcomb")
    assert (low, high) == pytest.approx(ends, abs=1e-9)
