"""What pictures of a room are drawn with: a dot a person over an axis, in rows, or of a hundred.

Wide and low, so that one drawing serves a phone and a screen at the end of a hall. How large its
letters are there is computed here: `least_pixels`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lib.charts import marks
from lib.charts.palette import ANSWERED, GUESS, SILENT, css

SCREEN: Final = (1920, 1080)
"""Pixels of the screen at the end of the hall."""
SCREEN_METRES: Final = 2.4
"""How wide a projector throws it, in a room for sixty."""
METRES: Final = 10
"""From where it is read."""
ARC_MINUTES: Final = 16
"""How high a capital letter stands in the eye at least: ISO 9241-303, legibility."""
CAPITAL: Final = 0.7
"""Height of a capital letter, of the size of its type."""
BIG: Final = 1400
"""Pixels across of a picture on that screen."""
LOW: Final = 192
"""Units of height at most, so that a sentence of three lines stands above it there."""
SIZE: Final = 14
"""Of every word in a picture of a room, in units."""

_FIRST, _LAST = 26.0, 334.0
_PITCHES = (20.0, 16.0, 12.0, 10.0, 8.0, 6.4, 5.0, 4.0, 3.2, 2.5)
"""Units from dot to dot: the first that fits is used."""
_PILE, _BEYOND = 36.0, 18.0
"""Units across of the dots over a number at most, and of the axis beyond the first and the last."""
_GAP = 3.0
_WORDS, _DROP, _APART, _LARGE = 14.2, 11.6, 3.6, 7.0
"""Units of a row's words, down to the line they stand on, between its dots and the words of the
next one, and of a dot's radius at most."""
_WHOLE, _ACROSS = 100, 25


def least_pixels() -> float:
    """Return the least size of type, in pixels of the screen, that is read from so far away."""
    capital = METRES * math.tan(math.radians(ARC_MINUTES / 60))
    return capital / SCREEN_METRES * SCREEN[0] / CAPITAL


def sizes(svg: str) -> list[float]:
    """Return the size of each line of words of a picture on the big screen, in pixels."""
    return [float(one) * BIG / marks.WIDTH for one in re.findall(r'font-size="([\d.]+)"', svg)]


@dataclass(frozen=True, slots=True)
class Heap:
    """Dots over an axis from none upwards."""

    bars: tuple[int, ...]
    """How many people stand over each number."""
    label: str
    """Whose they are, in a word or two; stands at its edge."""
    filled: bool
    """Filled: what was counted. Hollow: what was guessed."""


def over_axis(title: str, statement: str, below: str, *heaps: Heap) -> str:
    """Return one heap above an axis, and a second one hanging below it, as SVG.

    Args:
        title: what the picture is.
        statement: what it says, in full.
        below: what the axis counts.
        heaps: one or two, with as many bars as each other.
    """
    top, room = 22.0, 118.0 if len(heaps) == 1 else 52.0
    base = top + room
    pitch, across = _fitting(heaps, room)
    drawn = [_heap(heaps[0], base - _GAP, -1, pitch, across), _edge(heaps[0].label, 16)]
    numbers = base + 17
    line = _axis(base) + _numbers(len(heaps[0].bars), numbers)
    end = numbers + 6
    if len(heaps) > 1:
        drawn.append(_heap(heaps[1], end + _GAP, 1, pitch, across))
        end += room + 2
        drawn.append(_edge(heaps[1].label, end + 12))
    drawn.append(marks.words(below, marks.WIDTH - marks.LEFT, end + 12, "end", SIZE))
    return marks.frame(title, statement, end + 18, *drawn, line)


def _fitting(heaps: Sequence[Heap], room: float) -> tuple[float, int]:
    """Return the widest pitch at which every heap fits, and the dots side by side over a number."""
    step = (_LAST - _FIRST) / (len(heaps[0].bars) - 1)
    highest = max(max(one.bars) for one in heaps)
    for pitch in _PITCHES:
        across = max(int(min(step - 2, _PILE) // pitch), 1)
        if -(-highest // across) * pitch <= room - _GAP:
            break
    return pitch, across


def _heap(heap: Heap, base: float, way: int, pitch: float, across: int) -> str:
    drawn = []
    radius = pitch / 2 - 0.6
    paint = _paint(filled=heap.filled, radius=radius)
    for place, many in enumerate(heap.bars):
        for one in range(many):
            beside = min(many - one // across * across, across)
            x = _at(place, len(heap.bars)) + (one % across - (beside - 1) / 2) * pitch
            y = base + way * (pitch / 2 + one // across * pitch)
            role = "dot" if heap.filled else "guess"
            drawn.append(_dot(role, place, (x, y), radius, paint))
    return "".join(drawn)


def _paint(*, filled: bool, radius: float) -> str:
    if filled:
        return f'style="fill:{css("answered", ANSWERED)}"'
    width = marks.number(min(1.8, radius * 0.4))
    return f'fill="none" stroke-width="{width}" style="stroke:{css("guess", GUESS)}"'


def _dot(role: str, place: int, at: tuple[float, float], radius: float, paint: str) -> str:
    inner = radius if "fill:" in paint else radius - min(0.9, radius / 2)
    return (
        f'<circle class="{role}" data-of="{place}" cx="{marks.number(at[0])}" '
        f'cy="{marks.number(at[1])}" r="{inner:.1f}" {paint}/>'
    )


def _at(place: int, bars: int) -> float:
    return _FIRST + (_LAST - _FIRST) * place / (bars - 1)


def _axis(base: float) -> str:
    return (
        f'<path class="axis" d="M{marks.number(_FIRST - _BEYOND)} {marks.number(base)}'
        f'H{marks.number(_LAST + _BEYOND)}" stroke="currentColor" stroke-width="1" fill="none"/>'
    )


def _numbers(bars: int, y: float) -> str:
    return "".join(marks.words(str(one), _at(one, bars), y, "middle", SIZE) for one in range(bars))


def _edge(words: str, y: float) -> str:
    return marks.words(words, marks.LEFT, y, size=SIZE)


def in_rows(title: str, statement: str, rows: Sequence[tuple[str, int]]) -> str:
    """Return a row of dots for each option, in the order given, which says nothing, as SVG.

    What nobody chose takes the room of its words alone: the dots of the others are the larger.

    Args:
        title: what the picture is.
        statement: what it says, in full.
        rows: an option with how many people chose it.
    """
    across = marks.WIDTH - 2 * marks.LEFT
    chosen = sum(many > 0 for _, many in rows)
    left = LOW - 3 - len(rows) * (_WORDS + _APART)
    radius = min(left / 2 / max(chosen, 1), _LARGE)
    pitch = min(2 * radius + 2, across / max(*(many for _, many in rows), 1))
    radius = min(radius, pitch / 2)
    paint = _paint(filled=True, radius=radius)
    drawn, top = [], 0.0
    for place, (option, many) in enumerate(rows):
        drawn += [
            marks.words(option, marks.LEFT, top + _DROP, size=SIZE),
            marks.words(str(many), marks.WIDTH - marks.LEFT, top + _DROP, "end", SIZE),
        ]
        y = top + _WORDS + radius
        drawn += [
            _dot("dot", place, (marks.LEFT + pitch * (one + 0.5), y), radius, paint)
            for one in range(many)
        ]
        top += _WORDS + _APART + (2 * radius if many else 0)
    return marks.frame(title, statement, top + 3, *drawn)


def of_hundred_people(title: str, statement: str, filled: int, words: tuple[str, str]) -> str:
    """Return a hundred people as dots, those filled to whom it happens, as SVG.

    Args:
        title: what the picture is.
        statement: what it says, in full.
        filled: to how many of 100 it happens.
        words: what filled and hollow mean.
    """
    pitch = (marks.WIDTH - 2 * marks.LEFT) / _ACROSS
    radius = pitch / 2 - 1.2
    hollow = f'fill="none" stroke-width="1.6" style="stroke:{css("silent", SILENT)}"'
    paints = {True: _paint(filled=True, radius=radius), False: hollow}
    drawn = [
        _dot(
            "with" if one < filled else "without",
            one,
            (
                marks.LEFT + pitch * (one % _ACROSS + 0.5),
                4 + pitch * (one // _ACROSS + 0.5),
            ),
            radius,
            paints[one < filled],
        )
        for one in range(_WHOLE)
    ]
    base = 4 + pitch * (_WHOLE // _ACROSS) + 12
    for place, (text, is_filled) in enumerate(zip(words, (True, False), strict=True)):
        y = base + place * 22
        drawn += [
            _dot("key", place, (marks.LEFT + 8, y + 9), radius, paints[is_filled]),
            marks.words(text, marks.LEFT + 22, y + 14, size=SIZE),
        ]
    return marks.frame(title, statement, base + 46, *drawn)
