"""Guesses over time: every opened one drawn where it was, told alike in both directions."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.charts import guessed
from lib.coaching.guesses import Guess
from lib.expectations.guesses import Judged
from tests.charts.test_pictures import _by_class, _read
from tests.charts.test_sentences import _calm

FIRST = date(2026, 1, 5)
PAIRS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=12)


def judged(*pairs: tuple[int, int]) -> list[Judged]:
    """Return opened guesses, (guessed, happened), a month apart."""
    days = [FIRST + timedelta(days=30 * place) for place in range(len(pairs))]
    return [
        Judged(Guess(of_ten=guess, made_on=on, locked_on=on), actual, on + timedelta(days=28))
        for on, (guess, actual) in zip(days, pairs, strict=True)
    ]


@given(PAIRS)
def test_each_guess_is_drawn_where_it_was(pairs: list[tuple[int, int]]) -> None:
    """The newest six, each with both marks at their numbers; the table has them all."""
    found = judged(*pairs)
    svg = guessed.picture(found)
    assert [row["Guess"] for row in guessed.rows(found)] == [one for one, _ in pairs]
    _calm(guessed.sentence(found))
    if not pairs:
        assert not svg
        return
    root = _read(svg)
    drawn = pairs[-guessed.MOST :]
    assert _by_class(root, "guess").total() == _by_class(root, "happened").total() == len(drawn)
    for name, numbers in (("guess", [a for a, _ in drawn]), ("happened", [b for _, b in drawn])):
        assert sorted(_by_class(root, name).elements()) == sorted(map(str, numbers))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ((), "No envelope has been opened yet."),
        (((6, 2),), "You guessed six of ten; two were answered within 14 days. That is four fewer"),
        (((1, 4),), "That is three more than you feared."),
        (
            ((6, 2), (3, 3)),
            (
                "Of two guesses you opened, one was too hopeful and one was just right. The first "
                "lay four from what happened, the newest right on it."
            ),
        ),
        (((6, 2), (1, 4), (3, 2)), "Your third guess came nearer than your first."),
        (((3, 2), (1, 4), (6, 2)), "Your third guess was no nearer than your first"),
        (((5, 2),) * 15, "Of fifteen guesses you opened, fifteen were too hopeful."),
        (((2, 5),) * 300, "Of 300 guesses you opened, 300 were too gloomy."),
    ],
)
def test_what_is_said(pairs: tuple[tuple[int, int], ...], said: str) -> None:
    """None, one, two, three, fifteen, three hundred; hopeful and gloomy by the same words."""
    assert said in guessed.sentence(judged(*pairs))


def test_the_marks_differ_without_colour() -> None:
    """A filled mark and a hollow one, of other shapes, each named in the legend."""
    svg = guessed.picture(judged((6, 2)))
    shapes = set(re.findall(r'class="(guess|happened)"[^>]* d="([^"]+)"', svg))
    assert len({d for _, d in shapes}) == 2
    assert "what you guessed" in svg
    assert "what happened" in svg
