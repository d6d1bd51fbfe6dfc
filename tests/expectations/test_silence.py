"""Runs of silence: the published values, every sequence tried on small numbers, and my own rate."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, betabinom

from lib.expectations.reply_rate import Start, on_grid, posterior
from lib.expectations.silence import (
    ONE_IN_TEN,
    all_silent,
    all_silent_beta,
    all_silent_over,
    run_somewhere,
    run_somewhere_over,
    runs_at,
    runs_at_my_rate,
)
from lib.expectations.tally import Tally


def test_s6_published_values() -> None:
    """p=.2, k=10; Beta(2,8), k=10; p=.1, a run of 10 in 30."""
    assert round(all_silent(0.2, 10), 6) == 0.107374
    assert round(all_silent_beta(2, 8, 10), 6) == 0.210526
    assert round(run_somewhere(0.1, 10, 30), 6) == 0.869749


@given(st.floats(0.3, 60), st.floats(0.3, 60), st.integers(0, 40))
def test_all_silent_is_scipys_beta_binomial(yes: float, no: float, run: int) -> None:
    """No answer of k, by formula and on the grid, to 1e-9; a run of nought is certain."""
    theirs = float(betabinom.pmf(0, run, yes, no)) if run else 1.0
    assert all_silent_beta(yes, no, run) == pytest.approx(theirs, abs=1e-9)
    assert all_silent_over(on_grid(yes, no), run) == pytest.approx(theirs, abs=1e-9)


def test_the_headline() -> None:
    """At one in ten, ten in a row somewhere in thirty: 87 of 100 people."""
    assert round(100 * run_somewhere(ONE_IN_TEN, 10, 30)) == 87


def _every_sequence(rate: float, run: int, asks: int) -> float:
    """Add up the chance of every sequence with such a run."""
    total = 0.0
    for sequence in itertools.product((True, False), repeat=asks):
        longest = max(
            (len(list(group)) for answered, group in itertools.groupby(sequence) if not answered),
            default=0,
        )
        if longest >= run:
            answers = sum(sequence)
            total += rate**answers * (1 - rate) ** (asks - answers)
    return total


@settings(deadline=None)
@given(st.floats(0.0, 1.0), st.integers(1, 8), st.integers(0, 9))
def test_against_every_sequence(rate: float, run: int, asks: int) -> None:
    """Up to nine asks, all 512 sequences."""
    assert run_somewhere(rate, run, asks) == pytest.approx(
        _every_sequence(rate, run, asks), abs=1e-12
    )


def _by_states(rate: float, run: int, asks: int) -> float:
    """Follow the length of the present run ask by ask, to the end."""
    state = np.zeros(run + 1)
    state[0] = 1.0
    for _ in range(asks):
        following = np.zeros(run + 1)
        following[0] = rate * state[:run].sum()
        following[1 : run + 1] = (1 - rate) * state[:run]
        following[run] += state[run]
        state = following
    return float(state[run])


@pytest.mark.parametrize("rate", [0.003, 0.1, 0.33, 0.9])
@pytest.mark.parametrize("run", [1, 4, 15])
@pytest.mark.parametrize("asks", [14, 300, 5000])
def test_many_asks_against_following_every_state(rate: float, run: int, asks: int) -> None:
    """Far beyond where the chance is worked out ask by ask: still to 1e-9."""
    assert run_somewhere(rate, run, asks) == pytest.approx(_by_states(rate, run, asks), abs=1e-9)


@settings(deadline=None)
@given(st.floats(0.0, 1.0), st.integers(0, 20), st.integers(0, 5000))
def test_a_chance_is_a_chance(rate: float, run: int, asks: int) -> None:
    """Between 0 and 1; nothing for a run longer than the asks."""
    found = run_somewhere(rate, run, asks)
    assert 0.0 <= found <= 1.0
    if run > asks:
        assert found == 0.0


def test_longer_runs_are_rarer_and_more_asks_make_them_likelier() -> None:
    """At one in ten, over lengths and over asks."""
    by_length = runs_at(0.1, 30)
    assert len(by_length) == 15
    assert list(by_length) == sorted(by_length, reverse=True)
    by_asks = [run_somewhere(0.1, 10, asks) for asks in range(60)]
    assert by_asks == sorted(by_asks)


def test_averaged_over_what_is_not_known() -> None:
    """Over a posterior that is a Beta: the beta formula; and wider than at the mean alone."""
    start = Start(0.2, 10.0)
    likely = posterior(Tally(), start)
    assert all_silent_over(likely, 10) == pytest.approx(all_silent_beta(2, 8, 10), abs=1e-9)
    assert run_somewhere_over(likely, 10, 10) == pytest.approx(all_silent_beta(2, 8, 10), abs=1e-9)
    assert all_silent_over(likely, 10) > all_silent(0.2, 10)


@pytest.mark.parametrize(
    ("yes", "no"), [(0.5, 9.5), (1.7, 18.3), (3.7, 31.3), (40.5, 300.5), (9.5, 0.5)]
)
@pytest.mark.parametrize(("run", "asks"), [(1, 1), (3, 10), (5, 30), (10, 30), (10, 100), (4, 300)])
def test_averaged_agrees_with_an_integral(yes: float, no: float, run: int, asks: int) -> None:
    """Every state followed at every rate, by scipy's quadrature over the Beta: to 1e-9."""

    def chance(angle: float) -> float:
        rate = math.sin(angle) ** 2
        return float(beta.pdf(rate, yes, no)) * math.sin(2 * angle) * _by_states(rate, run, asks)

    peak = math.asin(math.sqrt(yes / (yes + no)))
    cuts = sorted({0.0, *(max(min(peak + far, 1.57), 0.0) for far in (-0.3, 0.0, 0.3)), 1.57})
    theirs = sum(
        float(quad(chance, max(begin, 1e-11), end, epsabs=1e-11, epsrel=1e-10, limit=200)[0])
        for begin, end in itertools.pairwise([*cuts, math.pi / 2 - 1e-11])
    )
    ours = run_somewhere_over(on_grid(yes, no), run, asks)
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_at_my_rate_with_open_asks() -> None:
    """A known rate of many asks is nearly that rate; open ones count by their age."""
    many = Tally(answered=500, silent=4500)
    mine = runs_at_my_rate(many, Start(0.1, 6.0), 30)
    np.testing.assert_allclose(mine, runs_at(0.1, 30), atol=0.01)
    waiting = Tally(answered=2, silent=8, open_by_age=(0,) * 20 + (10,) + (0,) * 9)
    settled = Tally(answered=2, silent=18)
    start = Start(0.2, 6.0)
    longer = runs_at_my_rate(settled, start, 30)[9]
    assert runs_at_my_rate(waiting, start, 30)[9] < longer
    assert run_somewhere_over(posterior(many, start), 0, 5) == 1.0
