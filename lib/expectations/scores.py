"""Scores: were guesses near, and did they know how unsure they were?

S8 of `expectations.md`, for those who guess more than one number: yes or no with a chance (Brier's
score and Murphy's three parts), and "between l and u of n" (how often the truth was inside, the
Winkler score, the signed gap). Kept for the coach, never shown to anyone as points. What would
mislead: scoring when answers arrive first, or guesses that can be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv

from lib.expectations.reply_rate import TAILS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Brier:
    """Brier's score and its parts (Murphy 1973): score = reliability - resolution + uncertainty."""

    score: float
    """The mean squared distance, 0 (best) to 1."""
    reliability: float
    """How far each guessed chance lay from what happened at it: 0 is best."""
    resolution: float
    """How far apart the guessed chances told outcomes: more is better."""
    uncertainty: float
    """Of the outcomes themselves: base rate times its rest."""
    skill: float | None
    """1 - score / uncertainty, against always guessing one's own base rate; None where every
    outcome was the same."""


def brier(chances: ArrayLike, happened: ArrayLike) -> Brier | None:
    """Return how near guessed chances came; None without any.

    Args:
        chances: n guesses, 0 to 1; equal ones are one bin.
        happened: n outcomes, 0 or 1.
    """
    guessed = np.asarray(chances, dtype=np.float64).ravel()
    came = np.asarray(happened, dtype=np.float64).ravel()
    if guessed.size == 0:
        return None
    bins, place = np.unique(guessed, return_inverse=True)
    many = np.bincount(place, minlength=bins.size)
    mean = np.bincount(place, weights=came, minlength=bins.size) / many
    base = float(came.mean())
    score = float(((guessed - came) ** 2).mean())
    uncertainty = base * (1.0 - base)
    return Brier(
        score=score,
        reliability=float((many * (bins - mean) ** 2).sum() / guessed.size),
        resolution=float((many * (mean - base) ** 2).sum() / guessed.size),
        uncertainty=uncertainty,
        skill=None if uncertainty == 0.0 else 1.0 - score / uncertainty,
    )


@dataclass(frozen=True, slots=True)
class Ranges:
    """Guessed ranges beside what happened."""

    inside: int
    """How many truths lay inside their range, its ends included."""
    guesses: int
    low: float
    """Lower end of the 80 % interval (Jeffreys) of the share inside."""
    high: float
    winkler: float
    """The mean Winkler score: the width, plus 2/alpha times what lies outside; less is better."""
    gap: float
    """The mean of the ranges' middles minus the truths: above 0 too hopeful."""


def ranges(
    lows: Sequence[float], highs: Sequence[float], happened: Sequence[float], confidence: float
) -> Ranges | None:
    """Return how guessed ranges did; None without any.

    Args:
        lows: n lower ends.
        highs: n upper ends.
        happened: n truths.
        confidence: what each range was to hold, above 0 and below 1.
    """
    if not lows:
        return None
    low, high = np.asarray(lows, dtype=np.float64), np.asarray(highs, dtype=np.float64)
    truth = np.asarray(happened, dtype=np.float64)
    outside: NDArray[np.float64] = np.maximum(low - truth, 0.0) + np.maximum(truth - high, 0.0)
    inside = int((outside == 0.0).sum())
    ends = [
        float(betaincinv(inside + _JEFFREYS, low.size - inside + _JEFFREYS, tail)) for tail in TAILS
    ]
    return Ranges(
        inside=inside,
        guesses=int(low.size),
        low=ends[0],
        high=ends[1],
        winkler=float((high - low + 2.0 / (1.0 - confidence) * outside).mean()),
        gap=float(((low + high) / 2 - truth).mean()),
    )
