"""The waiting curve: our Kaplan-Meier against two others, the default against its file."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter  # type: ignore[import-untyped]  # ships no types
from scipy.stats import CensoredData, ecdf

from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.curve import DEFAULT, DEFAULT_F, DEFAULT_G, curve, kaplan_meier
from lib.expectations.tally import LATER, Tally, tally
from tests.expectations.build import TODAY, book

LOG = Path(__file__).parents[3] / "shared/data/reply-times/enron.txt.gz"
WAITS = st.lists(
    st.tuples(st.one_of(st.integers(0, 12).map(float), st.floats(0.01, 400.0)), st.booleans()),
    min_size=1,
    max_size=60,
)


def _agree(times: list[float], answered: list[bool]) -> None:
    """Demand agreement to 1e-9 with scipy's and lifelines' estimates at every time."""
    ours = kaplan_meier(times, answered)
    censored = [not one for one in answered]
    scipys = ecdf(CensoredData.right_censored(times, censored))
    theirs = np.asarray(scipys.sf.evaluate(np.asarray(ours.times)))
    np.testing.assert_allclose(ours.survival, theirs, rtol=0, atol=1e-9)
    fitter = KaplanMeierFitter().fit(times, event_observed=answered)
    lifelines = fitter.survival_function_at_times(ours.times).to_numpy()
    np.testing.assert_allclose(ours.survival, lifelines, rtol=0, atol=1e-9)


@settings(deadline=None)
@given(WAITS)
def test_agrees_with_two_other_estimators(waits: list[tuple[float, bool]]) -> None:
    """Ties between answers, between cut-off waits, and between both."""
    _agree([time for time, _ in waits], [came for _, came in waits])


@pytest.mark.parametrize("came", [True, False])
@pytest.mark.parametrize("times", [[3.0], [1.0, 1.0, 2.0, 5.0, 5.0]])
def test_all_or_none_cut_off(times: list[float], came: bool) -> None:  # noqa: FBT001 - a parameter
    """One wait or five, all answered or all cut off."""
    _agree(times, [came] * len(times))


def test_of_nothing_is_level_at_nought() -> None:
    """No wait: no step, and nobody has answered by any day."""
    steps = kaplan_meier([], [])
    assert steps.times.size == 0
    assert steps.answered_by([0.0, 30.0]).tolist() == [0.0, 0.0]


def _first_messages() -> tuple[list[float], list[bool]]:
    """Read the log: days to the first message back, and whether there was one."""
    with gzip.open(LOG, "rt") as lines:
        rows = [tuple(int(one) for one in line.split()) for line in lines]
    begin, end = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1998, 2003))
    rows = sorted((row for row in rows if begin <= row[2] < end), key=lambda row: row[2])
    assert len(rows) == 38_131
    rows = [row for row in rows if row[0] != row[1]]
    first: dict[frozenset[int], tuple[int, int]] = {}
    back: dict[frozenset[int], int] = {}
    for sender, receiver, moment in rows:
        pair = frozenset((sender, receiver))
        if pair not in first:
            first[pair] = (sender, moment)
        elif first[pair][0] != sender:
            back.setdefault(pair, moment)
    close = rows[-1][2]
    waits = [(back.get(pair, close) - moment) / 86_400 for pair, (_, moment) in first.items()]
    return waits, [pair in back for pair in first]


@pytest.mark.skipif(not LOG.exists(), reason=f"the e-mail log is not at {LOG}")
def test_the_default_curve_is_the_logs() -> None:
    """2,097 first messages; F by day 1/7/14/30/90 as published; the shipped curve to 1e-9."""
    waits, came = _first_messages()
    assert (len(waits), sum(came)) == (2_097, 910)
    steps = kaplan_meier(waits, came)
    known = steps.answered_by([1, 7, 14, 30, 90])
    np.testing.assert_allclose(known, [0.055, 0.091, 0.116, 0.155, 0.25], atol=6e-4)
    by_day = steps.answered_by(range(HORIZON_DAYS + 1))
    np.testing.assert_allclose(by_day, DEFAULT_F, rtol=0, atol=1e-9)
    _agree(waits, came)


def test_the_default_curve_rises_from_nought_to_one() -> None:
    """G(0) = 0 and G(30) = 1 at 31 days, never falling."""
    assert len(DEFAULT_G) == HORIZON_DAYS + 1
    assert (DEFAULT_G[0], DEFAULT_G[-1]) == (0.0, 1.0)
    assert list(DEFAULT_G) == sorted(DEFAULT_G)
    assert curve(Tally()) == DEFAULT
    assert (DEFAULT.at(-3), DEFAULT.at(90), DEFAULT.default_share) == (0.0, 1.0, 1.0)


def _answers(many: int, day: int) -> tuple[int, ...]:
    """Return so many answers on one day."""
    return tuple(many if place == day else 0 for place in range(LATER + 1))


@pytest.mark.parametrize(("own", "share"), [(1, 0.95), (10, 0.5), (19, 0.05), (20, 0.0), (40, 0)])
def test_blended_by_the_number_of_own_answers(own: int, share: float) -> None:
    """All own answers come on the third day: G steps there by the own curve's weight."""
    found = curve(Tally(answered=own, answered_on_day=_answers(own, 3)))
    assert found.default_share == pytest.approx(share)
    assert found.at(2) == pytest.approx(share * DEFAULT_G[2])
    assert found.at(3) == pytest.approx(1 - share + share * DEFAULT_G[3])


COUNTS = st.builds(
    Tally,
    answered=st.just(0),
    silent=st.integers(0, 50),
    open_by_age=st.tuples(*[st.integers(0, 3)] * HORIZON_DAYS),
    let_go_by_age=st.tuples(*[st.integers(0, 3)] * (HORIZON_DAYS + 1)),
    answered_on_day=st.tuples(st.just(0), *[st.integers(0, 3)] * LATER),
)


@settings(deadline=None)
@given(COUNTS)
def test_from_counts_as_from_single_waits(counts: Tally) -> None:
    """Twenty or more own answers: G is F(x)/F(30) of the waits one by one."""
    times: list[float] = []
    came: list[bool] = []
    for day in range(1, LATER):
        times += [day] * counts.answered_on_day[day]
        came += [True] * counts.answered_on_day[day]
    own = len(times)
    for ages in (counts.open_by_age, counts.let_go_by_age):
        for age, many in enumerate(ages):
            times += [age] * many
            came += [False] * many
    late = counts.silent + counts.answered_on_day[LATER]
    times += [HORIZON_DAYS] * late
    came += [False] * late
    found = curve(counts)
    assert found.own_answers == own
    assert list(found.shares) == sorted(found.shares)
    assert found.shares[-1] == 1.0
    if own >= 20:
        answered_by = kaplan_meier(times, came).answered_by(range(HORIZON_DAYS + 1))
        np.testing.assert_allclose(found.shares, answered_by / answered_by[-1], atol=1e-9)


def test_an_answer_on_the_day_of_the_newest_attempt_came_on_the_first_day() -> None:
    """Two attempts, the answer on the day of the second; one without any attempt has no day."""
    found = tally(book("sent 20, sent 9, answered 9", "answered 3"), TODAY)
    assert found.answered == 2
    assert found.answered_on_day[1] == 1
    assert sum(found.answered_on_day) == 1
