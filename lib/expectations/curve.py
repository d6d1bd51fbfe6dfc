"""The waiting curve: of the answers that come within 30 days, how many have come after so many?

A Kaplan-Meier estimate of our own (S4 of `expectations.md`), and G(x) = F(x)/F(30), the share that
an open ask's age is weighed with (S2). A new user has no answers to make it from: until there are
20, G leans on a curve from public e-mail logs, less with every answer of one's own.

G's clock is the one the ages run on: it starts with the newest attempt, and counts whole days. An
ask sent today has had none, so that sending a message never lowers a rate by itself; an answer on
the day of the attempt is an answer on the first day.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.tally import LATER, Tally

ENOUGH_ANSWERS = 20
"""From so many answers of one's own on, the curve leans on nothing else (`expectations.md`)."""

DEFAULT_SOURCE = (
    "Enron e-mail log 1998-2002 (cran/networkDynamicData, data set enronEmails, CC BY-SA 4.0): "
    "2,097 first messages between two people who had not written before, 910 of them answered at "
    "some time; computed for this workbook."
)
"""Where the default curve comes from, in words for people."""

# Computed from the log so: the 38,131 messages of 1998-2002 without those to oneself; the first
# message ever between two people; the first message back; whoever had none by the end of the log
# is right-censored there; Kaplan-Meier F in days of 24 hours. `tests/expectations/test_curve.py`
# computes it again from the file. It includes mail to many at once that asked for nothing, and any
# later message back counts as an answer: as a share of those who answer it is the shape of waiting
# among colleagues, not a rate of answers.
DEFAULT_F: tuple[float, ...] = (
    0.000000000,
    0.055317120,
    0.067238913,
    0.073915117,
    0.077253219,
    0.084406295,
    0.088698140,
    0.091082499,
    0.096328088,
    0.098712446,
    0.103481164,
    0.105388650,
    0.107296647,
    0.112067910,
    0.115884920,
    0.118747678,
    0.123041815,
    0.123041815,
    0.124950321,
    0.125904573,
    0.127813079,
    0.132584342,
    0.134969973,
    0.136878479,
    0.139264110,
    0.141649742,
    0.143558247,
    0.144989626,
    0.147375258,
    0.151192268,
    0.155486405,
)
"""F(t), the share answered within t days, at t = 0, 1, ... 30."""

DEFAULT_G: tuple[float, ...] = tuple(one / DEFAULT_F[-1] for one in DEFAULT_F)
"""F(t)/F(30) at t = 0, 1, ... 30 days: the curve a new user starts with."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A Kaplan-Meier estimate: one step for each distinct time, ascending."""

    times: NDArray[np.float64]
    """The distinct times, answered or censored, in the unit given."""
    survival: NDArray[np.float64]
    """S just after each time: the estimated share still without an answer, 0 to 1."""
    at_risk: NDArray[np.int64]
    """How many were still waiting just before each time."""
    events: NDArray[np.int64]
    """How many were answered at each time."""

    def answered_by(self, when: ArrayLike) -> NDArray[np.float64]:
        """Return F = 1 - S at the times given; 0 before the first, level after the last."""
        place = np.searchsorted(self.times, np.asarray(when, dtype=np.float64), side="right")
        return 1.0 - np.concatenate(([1.0], self.survival))[place]


def kaplan_meier(times: ArrayLike, answered: ArrayLike) -> Steps:
    """Return the Kaplan-Meier estimate of the share still waiting.

    S(t) is the product over the times up to t of 1 - d/n, with d answers among n still waiting;
    who is censored at the time of an answer was still waiting then (Kaplan and Meier 1958).

    Args:
        times: n waiting times, 0 or more, all in one unit; n may be 0.
        answered: n truth values; False where the wait was cut off without an answer.
    """
    waits = np.asarray(times, dtype=np.float64).ravel()
    came = np.asarray(answered, dtype=np.bool_).ravel()
    distinct, place = np.unique(waits, return_inverse=True)
    events = np.bincount(place, weights=came, minlength=distinct.size).astype(np.int64)
    ended = np.bincount(place, minlength=distinct.size)
    survival, at_risk = surviving(events, ended - events)
    return Steps(distinct, survival, at_risk, events)


def surviving(
    answered: ArrayLike, left: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return (S just after each time, how many still waited just before it), from counts.

    Args:
        answered: how many were answered at each of some ascending times.
        left: how many were cut off then, after those answers.
    """
    came = np.asarray(answered, dtype=np.int64)
    ended = came + np.asarray(left, dtype=np.int64)
    at_risk = ended.sum() - np.concatenate(([0], np.cumsum(ended)))[: ended.size]
    return np.cumprod(1.0 - came / np.maximum(at_risk, 1)), at_risk.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Curve:
    """The waiting curve in use, and what it leans on."""

    shares: tuple[float, ...]
    """G at 0, 1, ... 30 whole days: 0 to 1, never falling, 1 at the end."""
    own_answers: int
    """How many answers of one's own, within 30 days, it rests on."""

    @property
    def default_share(self) -> float:
        """How much it leans on the default curve: 1 wholly, 0 not at all."""
        return max(0.0, 1.0 - self.own_answers / ENOUGH_ANSWERS)

    def at(self, age_days: int) -> float:
        """Return G at an age in whole days; ages below 0 count as 0, above 30 as 30."""
        return self.shares[min(max(age_days, 0), HORIZON_DAYS)]


DEFAULT = Curve(DEFAULT_G, 0)
"""The curve of someone without any answer yet."""


@lru_cache(maxsize=256)
def curve(counts: Tally) -> Curve:
    """Return the waiting curve: one's own, blended with the default by the number of own answers.

    With n own answers within 30 days, the own curve weighs n/20, the default the rest; from 20 on
    it is all one's own. Censored: still open at its age, let go at its age then, silent (and
    answered later) at 30 days.

    Args:
        counts: of all asks, not only of the newest.
    """
    own = sum(counts.answered_on_day[1:LATER])
    if own == 0:
        return DEFAULT
    left_at = [0] * (HORIZON_DAYS + 1)
    for age, many in enumerate(counts.open_by_age):
        left_at[age] += many
    for age, many in enumerate(counts.let_go_by_age):
        left_at[age] += many
    left_at[HORIZON_DAYS] += counts.silent + counts.answered_on_day[LATER]
    survival, _ = surviving(counts.answered_on_day[:LATER], left_at)
    reached = 1.0 - survival[-1]
    weight = min(1.0, own / ENOUGH_ANSWERS)
    blended = [
        weight * (1.0 - alive) / reached + (1.0 - weight) * default
        for alive, default in zip(survival, DEFAULT_G, strict=True)
    ]
    # Rounding must neither let the curve fall nor leave its end beside 1.
    return Curve((*accumulate((min(one, 1.0) for one in blended[:-1]), max), 1.0), own)
