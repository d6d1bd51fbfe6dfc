"""Pooling over a cohort: against scipy's likelihood and its optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, root
from scipy.special import digamma, expit, gammaln
from scipy.stats import beta, betabinom

from lib.expectations.cohort import FEWEST, Group, Pool, log_likelihood, pool
from tests.expectations.log import LOG, begun

GROUPS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 30)).map(lambda one: Group(one[0], sum(one))),
    min_size=5,
    max_size=12,
)


@given(GROUPS, st.floats(0.02, 0.98), st.floats(1, 200))
def test_the_likelihood_is_scipys(groups: list[Group], mean: float, worth: float) -> None:
    """Beta-binomial, without the number of ways, to 1e-9."""
    theirs = sum(
        float(betabinom.logpmf(one.answered, one.asks, mean * worth, (1 - mean) * worth))
        - float(
            gammaln(one.asks + 1) - gammaln(one.answered + 1) - gammaln(one.asks - one.answered + 1)
        )
        for one in groups
    )
    ours = log_likelihood(groups, Pool(mean, worth))
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(GROUPS)
@example([Group(0, 1), Group(0, 1), Group(2, 2), Group(4, 7), Group(9, 34)])
def test_nothing_is_likelier(groups: list[Group]) -> None:
    """Scipy's optimizer, from several starts, finds no better pool in the same range."""
    found = pool(tuple(groups))
    if found is None:
        assert sum(one.asks > 0 for one in groups) < FEWEST
        return
    there = [one for one in groups if one.asks > 0]

    def loss(place: np.ndarray) -> float:
        mean = float(np.clip(expit(place[0]), 1e-12, 1 - 1e-12))
        return -log_likelihood(there, Pool(mean, float(np.exp(place[1]))))

    best = min(
        minimize(
            loss,
            (start, worth),
            method="L-BFGS-B",
            bounds=[(-7, 7), (0, np.log(200))],
        ).fun
        for start in (-2.0, 0.0, 2.0)
        for worth in (0.5, 2.0, 4.5)
    )
    assert log_likelihood(there, found) >= -best - 1e-6
    assert 1.0 <= found.worth <= 200.0 + 1e-9


def test_a_small_group_is_not_shown() -> None:
    """Four people, or five of whom one asked nobody: none."""
    assert pool((Group(1, 4),) * 4) is None
    assert pool((*(Group(1, 4),) * 4, Group(0, 0))) is None
    assert pool((Group(1, 4),) * 5) is not None


def test_a_rate_leans_on_the_others() -> None:
    """One of one is not "always": the shrunk rate lies between one's own and the pool's."""
    found = pool((*(Group(2, 10), Group(1, 10), Group(3, 10), Group(2, 9)), Group(1, 1)))
    assert found is not None
    mean, low, high = found.shrunk(Group(1, 1))
    assert found.mean < mean < 0.5
    assert low < mean < high
    assert found.at(0.1) < found.mean < found.at(0.9)


@given(
    st.floats(0.01, 0.99),
    st.floats(1, 200),
    st.integers(0, 60),
    st.integers(0, 60),
    st.floats(0, 1),
)
def test_a_shrunk_rate_is_scipys_beta(
    mean: float, worth: float, answered: int, silent: int, share: float
) -> None:
    """Mean and 80 % interval of a group, and below which rate a share of groups lies: to 1e-9."""
    found = Pool(mean, worth)
    yes, no = mean * worth, (1 - mean) * worth
    theirs = beta(yes + answered, no + silent)
    shrunk = found.shrunk(Group(answered, answered + silent))
    expected = (theirs.mean(), theirs.ppf(0.1), theirs.ppf(0.9))
    assert shrunk == pytest.approx(expected, abs=1e-9)
    assert found.at(share) == pytest.approx(beta.ppf(share, yes, no), abs=1e-9)


@pytest.mark.parametrize(
    "counts",
    [
        [(0, 4)] * 3 + [(1, 6)] * 4 + [(3, 5), (5, 7)],
        [(0, 12), (0, 15), (6, 12), (9, 11), (1, 14), (3, 9)],
        [(1, 30), (2, 28), (9, 31), (14, 29), (4, 27), (6, 30), (20, 33)],
    ],
    ids=["ties", "far apart", "many asks"],
)
def test_the_likeliest_pool_is_where_the_slope_is_nought(counts: list[tuple[int, int]]) -> None:
    """Both slopes of the likelihood, by scipy's digamma, vanish: the same pool to 1e-9."""
    groups = tuple(Group(answered, asks) for answered, asks in counts)
    found = pool(groups)
    assert found is not None

    def slopes(place: np.ndarray) -> list[float]:
        a, b = np.exp(place)
        shared = len(groups) * digamma(a + b) - sum(digamma(a + b + one.asks) for one in groups)
        yes = sum(digamma(a + one.answered) for one in groups) - len(groups) * digamma(a)
        no = sum(digamma(b + one.asks - one.answered) for one in groups) - len(groups) * digamma(b)
        return [yes + shared, no + shared]

    exact = np.exp(root(slopes, np.log([found.yes, found.no]), tol=1e-13).x)
    assert (found.yes, found.no) == pytest.approx(tuple(exact), rel=1e-9)
    best = Pool(float(exact[0] / exact.sum()), float(exact.sum()))
    assert log_likelihood(groups, found) == pytest.approx(log_likelihood(groups, best), abs=1e-9)


def test_pooled_predicts_better_than_own_or_mean() -> None:
    """Two hundred people with true rates around .3, five asks each: the next ask, by Brier."""
    rng = np.random.default_rng(11)
    rates = rng.beta(3, 7, 200)
    first = rng.binomial(5, rates)
    found = pool(tuple(Group(int(one), 5) for one in first))
    assert found is not None

    def brier(guess: np.ndarray) -> float:
        return float((rates * (1 - guess) ** 2 + (1 - rates) * guess**2).mean())

    pooled = brier(np.array([found.shrunk(Group(int(one), 5))[0] for one in first]))
    assert pooled < brier(first / 5)
    assert pooled < brier(np.full(200, first.mean() / 5))


@pytest.mark.skipif(not LOG.exists(), reason=f"the e-mail log is not at {LOG}")
def test_the_real_log_by_sender() -> None:
    """Every sender with five first contacts or more: scipy's likelihood and optimizer."""
    counted: dict[int, list[bool]] = {}
    for one in begun():
        counted.setdefault(one.sender, []).append(one.reply is not None)
    groups = tuple(Group(sum(came), len(came)) for came in counted.values() if len(came) >= 5)
    found = pool(groups)
    assert found is not None
    theirs = sum(
        float(betabinom.logpmf(one.answered, one.asks, found.yes, found.no))
        - float(gammaln(one.asks + 1))
        + float(gammaln(one.answered + 1) + gammaln(one.asks - one.answered + 1))
        for one in groups
    )
    assert log_likelihood(groups, found) == pytest.approx(theirs, rel=1e-9)

    def loss(place: np.ndarray) -> float:
        return -log_likelihood(groups, Pool(float(expit(place[0])), float(np.exp(place[1]))))

    best = min(
        minimize(loss, (start, 1.0), method="L-BFGS-B", bounds=[(-7, 7), (0, np.log(200))]).fun
        for start in (-1.0, 0.0)
    )
    assert log_likelihood(groups, found) >= -best - 1e-9
    assert 0.3 < found.mean < 0.6


def test_of_none_and_of_one_message() -> None:
    """Senders without a message count for nothing; one message each is no more than their mean."""
    ones = (*(Group(1, 1),) * 3, *(Group(0, 1),) * 7)
    found, beside = pool(ones), pool((*ones, Group(0, 0)))
    assert found is not None
    assert beside is not None
    assert found.mean == pytest.approx(0.3, abs=1e-9)
    assert beside.mean == pytest.approx(found.mean, abs=1e-9)


@given(mean=st.floats(1e-6, 1 - 1e-6), worth=st.floats(1.0, 200.0), asks=st.integers(0, 30))
def test_answers_to_some_asks_are_beta_binomial(mean: float, worth: float, asks: int) -> None:
    """What one person of the pool may expect is scipy's beta-binomial."""
    found = Pool(mean, worth)
    theirs = betabinom.pmf(range(asks + 1), asks, found.yes, found.no)
    np.testing.assert_allclose(found.answered_of(asks), theirs, atol=1e-9)
