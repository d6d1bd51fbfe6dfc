"""Scores of guesses: the published test values, and the identities they obey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS  # type: ignore[import-untyped]
from statsmodels.stats.proportion import (  # type: ignore[import-untyped]  # ships no types
    proportion_confint,
)
from statsmodels.tools.eval_measures import mse  # type: ignore[import-untyped]

from lib.expectations.scores import brier, ranges

CHANCES = (0.5, 0.5, 0.5, 0.2, 0.2, 0.8, 0.8, 0.1, 0.1, 0.1)
HAPPENED = (0, 0, 1, 0, 1, 1, 0, 0, 0, 0)


def test_the_published_values() -> None:
    """Brier .214, reliability .047333, resolution .043333, uncertainty .21."""
    found = brier(CHANCES, HAPPENED)
    assert found is not None
    assert found.score == pytest.approx(0.214)
    assert found.reliability == pytest.approx(0.047333, abs=1e-6)
    assert found.resolution == pytest.approx(0.043333, abs=1e-6)
    assert found.uncertainty == pytest.approx(0.21)
    assert found.skill == pytest.approx(1 - 0.214 / 0.21)


@given(
    st.lists(
        st.tuples(st.sampled_from((0.0, 0.1, 0.3, 0.5, 0.9, 1.0)), st.integers(0, 1)),
        min_size=1,
        max_size=40,
    )
)
def test_the_parts_make_the_whole(rows: list[tuple[float, int]]) -> None:
    """Murphy's identity; no skill where every outcome was the same."""
    found = brier([one for one, _ in rows], [came for _, came in rows])
    assert found is not None
    whole = found.reliability - found.resolution + found.uncertainty
    assert found.score == pytest.approx(whole, abs=1e-12)
    assert (found.skill is None) == (len({came for _, came in rows}) == 1)


def test_nothing_guessed() -> None:
    """None, for either kind."""
    assert brier([], []) is None
    assert ranges([], [], [], 0.8) is None


def test_ranges() -> None:
    """Inside with its ends; outside costs ten times the distance at 80 %; the gap has a sign."""
    found = ranges([1, 2, 0], [4, 5, 2], [4, 1, 0], 0.8)
    assert found is not None
    assert (found.inside, found.guesses) == (2, 3)
    assert found.winkler == pytest.approx(np.mean([3, 3 + 10, 2]))
    assert found.gap == pytest.approx(np.mean([-1.5, 2.5, 1.0]))
    assert found.low < 2 / 3 < found.high


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(5, 10), st.floats(0, 10)), min_size=1))
def test_the_share_inside_has_statsmodels_interval(rows: list[tuple[float, float, float]]) -> None:
    """Jeffreys' 80 % interval of the coverage, to 1e-9; one guess, all inside and none."""
    lows, highs, truths = ([row[place] for row in rows] for place in range(3))
    found = ranges(lows, highs, truths, 0.8)
    assert found is not None
    ends = proportion_confint(found.inside, found.guesses, alpha=0.2, method="jeffreys")
    assert (found.low, found.high) == pytest.approx(ends, abs=1e-9)


def test_the_score_is_a_mean_of_squares() -> None:
    """Against statsmodels' mean squared error, to 1e-9, for one guess and for many."""
    rng = np.random.default_rng(4)
    for many in (1, 2, 300):
        chances, came = rng.random(many), rng.integers(0, 2, many)
        found = brier(chances, came)
        assert found is not None
        assert found.score == pytest.approx(float(mse(chances, came)), abs=1e-9)


@given(
    st.lists(
        st.tuples(st.sampled_from((0.0, 0.1, 0.3, 0.5, 0.9, 1.0)), st.integers(0, 1)),
        min_size=1,
        max_size=40,
    )
)
def test_murphys_parts_are_statsmodels_sums_of_squares(rows: list[tuple[float, int]]) -> None:
    """Outcomes regressed on the bins: what is explained, what is in all, what the bins are off."""
    found = brier([one for one, _ in rows], [came for _, came in rows])
    assert found is not None
    guessed, came = np.array(rows, dtype=float).T
    bins = (guessed[:, None] == np.unique(guessed)).astype(float)
    fitted = OLS(came, bins).fit()
    means = fitted.fittedvalues
    assert found.reliability == pytest.approx(float(mse(guessed, means)), abs=1e-9)
    assert found.resolution == pytest.approx(float(mse(means, came.mean())), abs=1e-9)
    assert found.uncertainty == pytest.approx(float(came.var()), abs=1e-9)


@given(
    st.lists(st.tuples(st.floats(0, 5), st.floats(5, 10), st.floats(0, 10)), min_size=1),
    st.floats(0.5, 0.95),
)
def test_winklers_score_is_twice_two_tilted_distances(
    rows: list[tuple[float, float, float]], confidence: float
) -> None:
    """2/alpha times the pinball losses of both ends, to 1e-9."""
    lows, highs, truths = (np.array(one) for one in zip(*rows, strict=True))
    found = ranges(list(lows), list(highs), list(truths), confidence)
    assert found is not None
    alpha = 1 - confidence

    def pinball(guess: np.ndarray, share: float) -> np.ndarray:
        off = truths - guess
        return np.asarray(np.where(off >= 0, share * off, (share - 1) * off))

    theirs = 2 / alpha * (pinball(lows, alpha / 2) + pinball(highs, 1 - alpha / 2))
    assert found.winkler == pytest.approx(float(theirs.mean()), abs=1e-9)
