"""Both ways: what others expected of ten requests and what happened, by mail and face to face.

One axis from 0 to 10 for each way of asking, what was expected above it and what happened below, so
that it is seen at once that the one was too hopeful and the other too gloomy.
"""

from functools import lru_cache

from lib.charts import marks, telling
from lib.charts.dots import at
from lib.charts.palette import ANSWERED, GUESS, css
from lib.coaching.guesses import OF
from lib.guide import Published

_ROW = 116.0
_EXPECTED = f'style="fill:{css("guess", GUESS)}" d="M0 0l-8 -13h16z"'
_HAPPENED = (
    f'fill="none" stroke-width="2.4" style="stroke:{css("answered", ANSWERED)}" '
    'd="M0 0l7 7l-7 7l-7-7z"'
)


def _row(one: Published, top: float) -> str:
    """Return one way of asking: its name, an axis, both marks with their words."""
    base = top + 58
    left, right = marks.number(at(0)), marks.number(at(OF))
    line = (
        f'<path class="axis" d="M{left} {marks.number(base)}H{right}" '
        'stroke="currentColor" stroke-width="1" fill="none"/>'
    )
    ends = "".join(
        marks.words(text, at(place), base + 18, "middle", 14)
        for place, text in ((0, "0"), (5, "5"), (OF, str(OF)))
    )
    return "".join(
        (
            marks.words(telling.way(one), marks.LEFT + 5, top + 16),
            line,
            ends,
            _mark("expected", _EXPECTED, one.expected, base - 3, -5, telling.expected(one)),
            _mark("happened", _HAPPENED, one.happened, base + 26, 12, telling.happened(one)),
        )
    )


def _mark(name: str, shape: str, value: float, y: float, down: float, text: str) -> str:  # noqa: PLR0913, PLR0917 - a mark and its words
    """Return a mark at a number, its words beside it on the side with more room."""
    x, right = at(value), value <= OF / 2
    return (
        f'<path class="{name}" data-of="{value:g}" '
        f'transform="translate({marks.number(x)} {marks.number(y)})" {shape}/>'
    ) + marks.words(text, x + (13 if right else -13), y + down, "start" if right else "end", 14)


@lru_cache(maxsize=8)
def both_ways(found: tuple[Published, ...]) -> str:
    """Return what was expected and what happened on each channel, as SVG.

    Args:
        found: `guide.both_ways()`.
    """
    return marks.frame(
        telling.TITLE_BOTH_WAYS,
        telling.both_ways_alt(found),
        _ROW * len(found),
        *(_row(one, place * _ROW) for place, one in enumerate(found)),
    )
