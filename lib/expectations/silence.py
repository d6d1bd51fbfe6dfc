"""Runs of silence: how often do so many asks in a row meet no word, by chance alone?

S6 of `expectations.md`: the next k all silent, and some run of k or more somewhere within n, for a
given rate and averaged over what is not known about one's own. At one in ten, ten silences in a row
somewhere in thirty asks happen to 87 of 100 people.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from lib.coaching.asks import AskState
from lib.coaching.workbook import COURSES, Records
from lib.expectations.curve import DEFAULT, Curve
from lib.expectations.reply_rate import Posterior, Start, posterior
from lib.expectations.tally import SENT, Tally

ONE_IN_TEN = 0.1
"""The rate of the headline example; not a published rate of networking messages: there is none."""

_NODES = 401
_SETTLED = 20
_NEVER_ZERO = 1e-300


def all_silent(rate: float, run: int) -> float:
    """Return the probability that the next `run` asks are all silent: (1-p)^k.

    Args:
        rate: 0 to 1.
        run: 0 or more.
    """
    return float((1.0 - rate) ** run)


def all_silent_beta(yes: float, no: float, run: int) -> float:
    """Return the same where the rate is only known as Beta(yes, no): B(a, b+k) / B(a, b)."""
    return float(np.exp(betaln(yes, no + run) - betaln(yes, no)))


def all_silent_over(likely: Posterior, run: int) -> float:
    """Return the same, averaged over a posterior of the rate."""
    return float(likely.weights @ (1.0 - likely.rates) ** run)


def _somewhere(rate: NDArray[np.float64], run: int, asks: int) -> NDArray[np.float64]:
    """Return the probability of a run of `run` or more silences within `asks`, for each rate."""
    worked_out = min(asks, _SETTLED * run)
    no_run = [np.ones_like(rate)] * min(run, worked_out + 1)
    # The first run ends at ask i if the last `run` were silent, the one before them was answered
    # (or there was none), and no run came earlier.
    ends = (1.0 - rate) ** run
    for asked in range(run, worked_out + 1):
        before = 1.0 if asked == run else rate * no_run[asked - run - 1]
        no_run.append(np.maximum(no_run[-1] - ends * before, 0.0))
    without = no_run[-1]
    if asks > worked_out:
        # By then the chance of no run falls by the same factor with each ask, to within 1e-9.
        factor = np.minimum(without / np.maximum(no_run[-2], _NEVER_ZERO), 1.0)
        without = without * factor ** (asks - worked_out)
    return 1.0 - without


@lru_cache(maxsize=1024)
def run_somewhere(rate: float, run: int, asks: int) -> float:
    """Return the probability of `run` or more silences in a row somewhere within `asks`.

    By dynamic programming over the ask at which the first such run ends.

    Args:
        rate: 0 to 1.
        run: 0 or more; a run of 0 is always there.
        asks: 0 or more.
    """
    if run <= 0:
        return 1.0
    return float(_somewhere(np.array([rate], dtype=np.float64), run, asks)[0])


@lru_cache(maxsize=256)
def run_somewhere_over(likely: Posterior, run: int, asks: int) -> float:
    """Return the same, averaged over a posterior of the rate."""
    if run <= 0:
        return 1.0
    found = likely.thinned(_NODES)
    return min(float(found.weights @ _somewhere(found.rates, run, asks)), 1.0)


@lru_cache(maxsize=256)
def runs_at_my_rate(
    counts: Tally, start: Start, asks: int, longest: int = 15, curve: Curve = DEFAULT
) -> tuple[float, ...]:
    """Return, for runs of 1, 2, ... `longest`, the probability of one somewhere within `asks`.

    Averaged over what these asks say about the rate (S2), so that a rate known from five asks is
    not taken for certain.
    """
    likely = posterior(counts, start, curve)
    return tuple(run_somewhere_over(likely, run, asks) for run in range(1, longest + 1))


def runs_at(rate: float, asks: int, longest: int = 15) -> tuple[float, ...]:
    """Return, for runs of 1, 2, ... `longest`, the probability of one within `asks` at a rate."""
    return tuple(run_somewhere(rate, run, asks) for run in range(1, longest + 1))


@dataclass(frozen=True, slots=True)
class Run:
    """The silences since the newest answered ask, in the order in which the asks went out."""

    silences: int
    """Asks without a word: silent, or let rest. Those still open are in between, and in no run."""
    open: int
    """How many that went out since then are still open."""


def current_run(records: Records, today: date) -> Run:
    """Return one's own run of silences, as of a day.

    Args:
        records: the workbook's records.
        today: the owner's day.
    """
    courses = records.index(COURSES)
    entries = records.index(SENT).entries
    silences = still_open = 0
    for *_, row in reversed(entries):
        state = courses[row].state(today)
        if state is AskState.ANSWERED:
            break
        if state is AskState.OPEN:
            still_open += 1
        else:
            silences += 1
    return Run(silences, still_open)
