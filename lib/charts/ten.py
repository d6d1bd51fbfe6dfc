"""Rows of twenty small dots over none to ten answers of the next ten: several chances in one look.

A quantile dotplot a row (`charts.dots`); hollow where nothing can be told yet. The axis always runs
from 0 to 10, and rows stand in the order given, which says nothing.
"""

from dataclasses import dataclass

from lib.charts import marks, sentences
from lib.charts.dots import at, quantile_dots
from lib.charts.palette import ANSWERED, GRID, css
from lib.expectations.reply_rate import NEXT

DOTS = "20 dots a row, each one chance in twenty."
_HEAD = 24.0
"""Units for the line above the rows."""
_RADIUS, _PITCH = 3.0, 6.6
_LABEL, _GAP = 26.0, 16.0
"""Units for a row's words, and between a row and the next."""
_LAYER = 4
"""Dots side by side over one number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of dots."""

    label: str
    counts: str
    """At the right: what it rests on."""
    next_ten: tuple[float, ...]
    """The probabilities of 0, 1, ... 10 answers."""
    sure: bool
    """False draws hollow dots: we can't tell yet."""


def rows_of_ten(title: str, statement: str, rows: tuple[Row, ...], beside: str = "") -> str:
    """Return the rows as SVG.

    Args:
        title: what the picture is.
        statement: what it says, in full.
        rows: one or more.
        beside: what stands at the right of each row.
    """
    drawn = [
        marks.words(sentences.AXIS_RATE, marks.LEFT + 5, 16, size=14),
        marks.words(beside, marks.WIDTH - marks.LEFT - 5, 16, "end", 14),
    ]
    base = _HEAD
    for one in rows:
        drawn += [
            marks.words(one.label, marks.LEFT + 5, base + 16, size=14),
            marks.words(one.counts, marks.WIDTH - marks.LEFT - 5, base + 16, "end", 14),
        ]
        base += _LABEL + _layers(one) * _PITCH
        drawn += [_dots(one, base - _RADIUS - 2), _line(base)]
        base += _GAP
    base -= _GAP
    axis = "".join(
        marks.words(str(one), at(one), base + 18, "middle", 14) for one in range(0, NEXT + 1, 2)
    )
    under = [DOTS]
    if not all(one.sure for one in rows):
        under.append("Hollow: we can't tell yet.")
    return marks.frame(
        title,
        statement,
        base + 24 + 22 * len(under) + 4,
        *drawn,
        axis,
        *(
            marks.words(text, marks.LEFT + 5, base + 40 + 22 * place, size=14)
            for place, text in enumerate(under)
        ),
    )


def _layers(row: Row) -> int:
    """Return how many dots stand above one another where most do."""
    return -(-max(quantile_dots(row.next_ten)) // _LAYER)


def _line(base: float) -> str:
    """Return the line a row's dots stand on, from 0 to 10."""
    left, right = marks.number(at(0) - 14), marks.number(at(NEXT) + 12)
    return (
        f'<path class="axis" d="M{left} {marks.number(base)}H{right}" stroke="{GRID}" '
        'stroke-width="1.5" fill="none"/>'
    )


def _dots(row: Row, base: float) -> str:
    paint = (
        f'style="fill:{css("answered", ANSWERED)}"'
        if row.sure
        else f'fill="none" stroke-width="1.2" style="stroke:{css("answered", ANSWERED)}"'
    )
    drawn = []
    for answers, many in enumerate(quantile_dots(row.next_ten)):
        for place in range(many):
            beside = min(many - place // _LAYER * _LAYER, _LAYER)
            x = at(answers) + (place % _LAYER - (beside - 1) / 2) * _PITCH
            y = base - place // _LAYER * _PITCH
            drawn.append(
                f'<circle class="dot" data-of="{answers}" cx="{marks.number(x)}" '
                f'cy="{marks.number(y)}" r="{_RADIUS}" {paint}/>'
            )
    return "".join(drawn)
