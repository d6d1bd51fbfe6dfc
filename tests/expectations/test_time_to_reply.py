"""Time to reply: our curve against scipy's and lifelines', and against the real log."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter  # type: ignore[import-untyped]  # ships no types
from scipy.stats import CensoredData, ecdf

from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.reply_rate import on_grid
from lib.expectations.time_to_reply import Waits, still_comes, time_to_reply, waits
from tests.expectations.build import TODAY, book
from tests.expectations.log import LOG, begun

COUNTS = st.lists(st.integers(0, 6), min_size=31, max_size=31).map(tuple)


def _flat(found: Waits) -> tuple[list[float], list[bool]]:
    """Return each wait and whether it was cut off without an answer."""
    times: list[float] = []
    censored: list[bool] = []
    for day, (came, left) in enumerate(zip(found.answered, found.left, strict=True)):
        times += [float(day)] * (came + left)
        censored += [False] * came + [True] * left
    return times, censored


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_agrees_with_scipy(answered: tuple[int, ...], left: tuple[int, ...]) -> None:
    """Estimate and log-log interval, day by day, with ties and all cut off or none."""
    found = Waits(answered, left)
    if not found.asks:
        return
    ours = time_to_reply(found)
    sf = ecdf(CensoredData.right_censored(*_flat(found))).sf
    days = np.arange(HORIZON_DAYS + 1)
    np.testing.assert_allclose(
        [one.share for one in ours.days], 1 - np.asarray(sf.evaluate(days)), rtol=0, atol=1e-9
    )
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        interval: Any = sf.confidence_interval(confidence_level=0.8, method="log-log")
        low, high = (np.asarray(end.evaluate(days)) for end in (interval.low, interval.high))
    for one, below, over in zip(ours.days, low, high, strict=True):
        if math.isnan(below) or not 0 < one.share < 1:
            assert one.low == one.high == one.share
        else:
            assert one.low == pytest.approx(1 - over, abs=1e-9)
            assert one.high == pytest.approx(1 - below, abs=1e-9)


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_agrees_with_lifelines(answered: tuple[int, ...], left: tuple[int, ...]) -> None:
    """The flag of lifelines means the opposite of scipy's; both give the same curve."""
    found = Waits(answered, left)
    if not found.asks:
        return
    times, censored = _flat(found)
    fitter = KaplanMeierFitter().fit(times, event_observed=[not one for one in censored])
    theirs = 1 - fitter.survival_function_at_times(np.arange(31)).to_numpy()
    np.testing.assert_allclose(
        [one.share for one in time_to_reply(found).days], theirs, rtol=0, atol=1e-9
    )


NOBODY, EVERYBODY = (0,) * 31, (3,) * 31
ONE = tuple(int(day == 4) for day in range(31))


@pytest.mark.parametrize(
    ("answered", "left"),
    [(ONE, NOBODY), (NOBODY, ONE), (NOBODY, EVERYBODY), (EVERYBODY, NOBODY), (EVERYBODY,) * 2],
    ids=["one answered", "one open", "all open", "none open", "ties"],
)
def test_the_corners_agree_with_both(answered: tuple[int, ...], left: tuple[int, ...]) -> None:
    """One ask, all open, none open, ties: scipy's flag is "cut off", lifelines' "it happened"."""
    found = Waits(answered, left)
    times, censored = _flat(found)
    ours = [one.share for one in time_to_reply(found).days]
    days = np.arange(31)
    scipys = ecdf(CensoredData.right_censored(times, censored)).cdf.evaluate(days)
    assert ours == pytest.approx(list(np.asarray(scipys)), abs=1e-9)
    fitter = KaplanMeierFitter().fit(times, event_observed=[not one for one in censored])
    lifelines = 1 - fitter.survival_function_at_times(days).to_numpy()
    assert ours == pytest.approx(list(lifelines), abs=1e-9)


def test_an_inverted_flag_is_seen() -> None:
    """The negative control: open taken for answered, and the other way, is another curve."""
    found = time_to_reply(Waits(ONE, EVERYBODY))
    inverted = time_to_reply(Waits(EVERYBODY, ONE))
    assert found.days[-1].share < 0.1
    assert inverted.days[-1].share > 0.9


def test_of_nothing() -> None:
    """No ask: a level line at nought, and nothing can be told."""
    found = time_to_reply(waits(book(), TODAY))
    assert (found.asks, found.answers) == (0, 0)
    assert {one.share for one in found.days} == {0.0}
    assert found.still_comes(3) is None


def test_who_is_at_risk() -> None:
    """Open leaves at its age, let go when it was, silent and late answers at the horizon."""
    records = book(
        "sent 5",
        "sent 12, rested 8",
        "sent 90",
        "sent 100, answered 60",
        "sent 20, answered 18",
        "sent 9, answered 9",
        "sent 3, bounced 2",
    )
    found = waits(records, TODAY)
    assert {day: many for day, many in enumerate(found.answered) if many} == {0: 1, 2: 1}
    assert {day: many for day, many in enumerate(found.left) if many} == {4: 1, 5: 1, 30: 2}
    days = time_to_reply(found).days
    assert [days[day].waiting for day in (0, 1, 3, 5, 6, 30)] == [6, 5, 4, 3, 2, 2]


def test_the_axis_is_not_cut_nor_the_curve_rescaled() -> None:
    """Thirty-one days whatever the last answer; two of six answered is a third, not all."""
    found = time_to_reply(waits(book("sent 90, answered 89", *["sent 90"] * 2), TODAY))
    assert [one.day for one in found.days] == list(range(31))
    assert found.days[-1].share == pytest.approx(1 / 3)


def test_what_still_comes_after_silence() -> None:
    """(S(t) - S(30)) / S(t): of four, one answers on day 1 and one on day 10."""
    answered = tuple(int(day in (1, 10)) for day in range(31))
    left = tuple(2 * (day == HORIZON_DAYS) for day in range(31))
    found = time_to_reply(Waits(answered, left))
    assert found.still_comes(0) == pytest.approx(1 / 2)
    assert found.still_comes(1) == pytest.approx(1 / 3)
    assert found.still_comes(10) == pytest.approx(0.0)
    assert found.still_comes(30) is None


def test_what_still_comes_by_rate_and_curve() -> None:
    """With a known rate, p (1 - G) / (1 - p G); less with every silent day, never below nought."""
    known = on_grid(2e9, 6e9)
    half = Curve((0.0, *[0.5] * 29, 1.0), 30)
    assert still_comes(known, half, 5) == pytest.approx(0.25 * 0.5 / (1 - 0.25 * 0.5), rel=1e-4)
    vague = on_grid(1.5, 4.5)
    chances = [still_comes(vague, DEFAULT, day) for day in range(31)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == pytest.approx(vague.mean)
    assert chances[30] == 0.0


@pytest.mark.skipif(not LOG.exists(), reason=f"the e-mail log is not at {LOG}")
def test_the_real_log() -> None:
    """All first contacts, right-censored: F by day 1, 7, 14, 30 as published."""
    answered, left = [0] * 31, [0] * 31
    for one in begun():
        day = math.ceil(one.wait_days)
        if one.reply is not None and day <= HORIZON_DAYS:
            answered[day] += 1
        else:
            left[min(math.floor(one.wait_days), HORIZON_DAYS)] += 1
    found = time_to_reply(Waits(tuple(answered), tuple(left)))
    shares = [found.days[day].share for day in (1, 7, 14, 30)]
    np.testing.assert_allclose(shares, [0.055, 0.091, 0.116, 0.155], atol=6e-4)
    sf = ecdf(CensoredData.right_censored(*_flat(Waits(tuple(answered), tuple(left))))).sf
    theirs = 1 - np.asarray(sf.evaluate(np.arange(31)))
    np.testing.assert_allclose([one.share for one in found.days], theirs, rtol=0, atol=1e-9)
