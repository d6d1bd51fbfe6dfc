"""My guesses over time and what happened: one line a guess, oldest above, opened envelopes only.

S8 of `expectations.md`. Too hopeful and too gloomy are drawn and told alike; what lies in a closed
envelope is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lib.charts import marks, sentences, telling
from lib.charts.dots import at
from lib.charts.palette import ANSWERED, GRID, GUESS, css
from lib.charts.tables import Row
from lib.coaching.guesses import OF, WINDOW_DAYS
from lib.expectations.guesses import Judged, nearer

TITLE = "Your guesses, and what happened"
MOST = 6
"""Guesses drawn, the newest; the table has them all."""

HOW = (
    "A line for each guess whose envelope you opened, the oldest above; it runs from none to ten. "
    "The filled mark is what you guessed, the hollow one what happened within "
    f"{WINDOW_DAYS} days. A short way between them is a near guess; to which side it goes "
    "matters less. Ten messages vary a good deal, so one guess says little."
)
_ROW = 52.0
_GUESSED = f'style="fill:{css("guess", GUESS)}" d="M0 -2l-8 -13h16z"'
_HAPPENED = (
    f'fill="none" stroke-width="2.4" style="stroke:{css("answered", ANSWERED)}" '
    'd="M0 -7l7 7l-7 7l-7-7z"'
)


def sentence(judged: Sequence[Judged]) -> str:
    """Return how the guesses went, kind in both directions; counts, and no more.

    Args:
        judged: those whose envelopes were opened, oldest first.
    """
    if not judged:
        return (
            "No envelope has been opened yet. A guess can be looked at once its ten messages have "
            f"had their {WINDOW_DAYS} days."
        )
    if len(judged) == 1:
        return telling.envelope_sentence(judged[0], frozenset([judged[0].guess.id]))
    hopeful = sum(one.gap > 0 for one in judged)
    gloomy = sum(one.gap < 0 for one in judged)
    right = len(judged) - hopeful - gloomy
    parts = [
        f"{sentences.count(many)} {'was' if many == 1 else 'were'} {how}"
        for many, how in ((hopeful, "too hopeful"), (gloomy, "too gloomy"), (right, "just right"))
        if many
    ]
    told = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    first, last = abs(judged[0].gap), abs(judged[-1].gap)
    apart = f"The first lay {_away(first)} what happened, the newest {_away(last)} it."
    said = f"Of {sentences.count(len(judged))} guesses you opened, {told}. {apart}"
    learnt = sentences.nearer_sentence(nearer(judged))
    return f"{said} {learnt}" if learnt else said


def _away(gap: int) -> str:
    return "right on" if gap == 0 else f"{sentences.count(gap)} from"


def alt(judged: Sequence[Judged]) -> str:
    """Return the lines in words."""
    told = "; ".join(
        f"{_on(one)}: guessed {sentences.count(one.guess.of_ten)}, "
        f"{sentences.count(one.actual)} happened"
        for one in judged[-MOST:]
    )
    return f"{sentence(judged)} {told}." if told else sentence(judged)


def _on(one: Judged) -> str:
    return f"{one.guess.made_on.day} {one.guess.made_on:%B}"


def picture(judged: Sequence[Judged]) -> str:
    """Return the lines as SVG; empty where no envelope was opened."""
    newest = tuple(judged[-MOST:])
    rows_drawn = tuple((_on(one), one.guess.of_ten, one.actual) for one in newest)
    return _drawn(rows_drawn, alt(judged)) if newest else ""


@lru_cache(maxsize=32)
def _drawn(rows_drawn: tuple[tuple[str, int, int], ...], statement: str) -> str:
    base = _ROW * len(rows_drawn)
    key = (("guess", _GUESSED, 7, "what you guessed"), ("happened", _HAPPENED, 0, "what happened"))
    return marks.frame(
        TITLE,
        statement,
        base + 78,
        *(_line(*one, top=place * _ROW) for place, one in enumerate(rows_drawn)),
        *(marks.words(str(one), at(one), base + 16, "middle", 14) for one in range(0, OF + 1, 2)),
        *(
            f'<path class="key {name}" transform="translate({marks.LEFT + 13} '
            f'{marks.number(base + 40 + 24 * place + down)})" {shape}/>'
            + marks.words(words, marks.LEFT + 30, base + 45 + 24 * place, size=14)
            for place, (name, shape, down, words) in enumerate(key)
        ),
    )


def _line(on: str, guess: int, actual: int, *, top: float) -> str:
    """Return one guess: its day, a line from 0 to 10, both marks and the way between them."""
    y = top + 38
    left, right = marks.number(at(0)), marks.number(at(OF))
    way = f"M{marks.number(at(guess))} {marks.number(y)}H{marks.number(at(actual))}"
    shapes = (("guess", _GUESSED, guess), ("happened", _HAPPENED, actual))
    axis = (
        f'<path class="axis" d="M{left} {marks.number(y)}H{right}" stroke="{GRID}" '
        'stroke-width="1" fill="none"/>'
    )
    return "".join(
        (
            marks.words(on, marks.LEFT + 2, top + 16, size=14),
            axis,
            f'<path class="way" d="{way}" stroke="currentColor" stroke-width="2" fill="none"/>',
            *(
                f'<path class="{name}" data-of="{many}" '
                f'transform="translate({marks.number(at(many))} {marks.number(y)})" {shape}/>'
                for name, shape, many in shapes
            ),
        )
    )


def rows(judged: Sequence[Judged]) -> list[Row]:
    """Return every opened guess as a row, oldest first."""
    return [
        {
            "Guessed on": one.guess.made_on.isoformat(),
            "Guess": one.guess.of_ten,
            "What happened": one.actual,
            "Guess less what happened": one.gap,
        }
        for one in judged
    ]
