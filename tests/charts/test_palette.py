"""The colours: apart from each other for every eye, and from both backgrounds."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from lib.charts import questions
from lib.charts.answer import Answer
from lib.charts.palette import ANSWERED, GRID, GUESS, OPEN, SILENT, css
from lib.charts.questions import Question
from tests.charts.test_questions import numbers

BACKGROUNDS = {"light": "#FBF9F5", "dark": "#171D1B"}
Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
SEEN = {
    "all colours": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def _linear(colour: str) -> Floats:
    """Return linear RGB, 0 to 1, of #RRGGBB."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    dark, light = sorted(float(weights @ _linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _lab(linear: Floats) -> Floats:
    """Return CIE L*a*b* (D65) of linear RGB."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    ratio = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    bent = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = bent
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _distance(one: str, other: str, seen: str) -> float:
    """Return how far two colours are apart for some eyes: CIE 1976 difference."""
    first, second = (
        _lab(np.clip(SEEN[seen] @ _linear(colour), 0.0, 1.0)) for colour in (one, other)
    )
    return float(np.linalg.norm(first - second))


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", [ANSWERED, OPEN, SILENT, GUESS])
def test_three_to_one_against_either_background(colour: str, background: str) -> None:
    """WCAG 2.2, 1.4.11: graphics need 3:1."""
    assert _contrast(colour, BACKGROUNDS[background]) >= 3.0


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize(
    ("one", "other"), list(itertools.combinations((ANSWERED, OPEN, SILENT), 2))
)
def test_any_two_states_apart(one: str, other: str, seen: str) -> None:
    """At least 30 apart for every kind of eye; from 10 on nobody takes two colours for one."""
    assert _distance(one, other, seen) >= 30.0


@pytest.mark.parametrize("seen", SEEN)
def test_a_guess_and_what_happened_apart(seen: str) -> None:
    """The pairs of the other pictures: guess and outcome, answered and never, for every eye."""
    assert _distance(GUESS, ANSWERED, seen) >= 30.0
    assert _distance(ANSWERED, SILENT, seen) >= 30.0


PAINTED = re.compile(r"#[0-9A-Fa-f]{6}")


@pytest.mark.parametrize("question", Question)
def test_every_picture_keeps_to_the_palette(question: Question) -> None:
    """No colour but those measured here; words in the page's own; shapes that need no colour."""
    answer: Answer | None = questions.answered(
        question, numbers(15, good=True, gifts=True, guesses=True)
    )
    while answer is not None:
        assert answer.svg, question
        assert set(PAINTED.findall(answer.svg)) <= {ANSWERED, OPEN, SILENT, GUESS}
        assert set(re.findall(r"rgba\([^)]*\)", answer.svg)) <= {GRID}
        answer = answer.then


def test_the_measure_sees_a_bad_pair() -> None:
    """Red and green of one lightness are apart for most, and not in deuteranopia."""
    assert _distance("#C0392B", "#6B7F1E", "all colours") > 30.0
    assert _distance("#C0392B", "#6B7F1E", "deuteranopia") < 30.0
    assert _contrast("#CCCCCC", BACKGROUNDS["light"]) < 3.0


def test_a_page_may_override() -> None:
    """The variable first, our colour where it is not set."""
    assert css("open", OPEN) == f"var(--workbook-open,{OPEN})"
