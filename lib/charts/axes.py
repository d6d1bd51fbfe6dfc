"""Axes: a ground of lines from none to a hundred of a hundred; every picture on it has the whole.

The height is never cut to the data, nor the width: what is small is seen to be small.
"""

from __future__ import annotations

from collections.abc import Iterable

from lib.charts import marks
from lib.charts.palette import GRID

LEFT, RIGHT = 42.0, 346.0
"""Where the ground begins and ends, in units from the left."""
TOP, HEIGHT = 44.0, 180.0
BASE = TOP + HEIGHT
"""Where nothing is."""
SMALL = 14
_FULL, _QUARTER = 100, 25


def along(part: float) -> float:
    """Return where a part of the width lies, 0 to 1, in units from the left."""
    return LEFT + part * (RIGHT - LEFT)


def up(share: float) -> float:
    """Return where a share of 0 to 1 lies, in units from the top."""
    return BASE - share * HEIGHT


def ground(title: str) -> str:
    """Return the lines from 0 to 100 with their numbers, and what is counted above them."""
    drawn = [marks.words(title, marks.LEFT - 4, 16, size=SMALL)]
    for many in range(0, _FULL + 1, _QUARTER):
        y = up(many / _FULL)
        stroke = "currentColor" if many == 0 else GRID
        drawn.append(
            f'<path class="line" data-of="{many}" d="M{marks.number(LEFT)} {marks.number(y)}'
            f'H{marks.number(RIGHT)}" stroke="{stroke}" stroke-width="1" fill="none"/>'
        )
        drawn.append(marks.words(str(many), LEFT - 6, y + 5, "end", SMALL))
    return "".join(drawn)


def under(labels: Iterable[tuple[float, str]], row: int) -> str:
    """Return words below the ground, each at its part of the width.

    Args:
        labels: part of the width, 0 to 1, and words.
        row: 0 for the first line of words, 1 for the second.
    """
    return "".join(
        marks.words(text, along(part), BASE + 18 + 20 * row, "middle", SMALL)
        for part, text in labels
    )


def path(points: Iterable[tuple[float, float]], *, steps: bool = False) -> str:
    """Return the path through points of (part of the width, share).

    Args:
        points: in order.
        steps: True for a line that stays level until the next point, and climbs there.
    """
    drawn: list[str] = []
    for part, share in points:
        x, y = marks.number(along(part)), marks.number(up(share))
        if not drawn:
            drawn.append(f"M{x} {y}")
        else:
            drawn.append(f"H{x}V{y}" if steps else f"L{x} {y}")
    return "".join(drawn)
