"""Does an answer still come after so many silent days? A row of a hundred asks for each wait.

S2 and S4 of `expectations.md`: p (1 - G) / (1 - p G), averaged over what is known of the rate. The
days count from the newest message, as those of open asks do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lib.charts import marks
from lib.charts.palette import ANSWERED, SILENT, css
from lib.charts.people import people_of
from lib.charts.sentences import count, of_hundred
from lib.charts.tables import Row

TITLE = "Does an answer still come?"
DAYS = (1, 3, 7, 14, 21)
"""Days of silence one may ask about."""
USUAL = 7

HOW = (
    "Each row is a hundred asks that have been silent for so many days since the newest message. "
    "The filled ones are answered after all, within 30 days of it. The row you chose is marked. "
    "It is why a next try makes sense after a while, and why resting makes sense later."
)
HEAD = "an answer still comes, of 100 such asks"
_ACROSS, _PITCH, _RADIUS, _ROW, _TOP = 50, 6.7, 2.4, 46.0, 26.0


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait."""

    days: int
    chance: float
    """That an answer still comes: 0 to 1."""


def sentence(wait: Wait, *, sure: bool, default_share: float) -> str:
    """Return whether an answer still comes after so many days of silence.

    Args:
        wait: the one that was asked about.
        sure: True where one's own asks say something of the rate.
        default_share: how much the waiting curve leans on the default one, 0 to 1.
    """
    plural = "s" * (wait.days > 1)
    after = f"After {count(wait.days)} silent day{plural}" if wait.days else "On the day itself"
    said = f"{after}, an answer still comes to {of_hundred(wait.chance)} such asks"
    if not sure:
        return (
            f"{said}, as the workbook supposes; from your own asks we can't tell yet. How fast "
            "answers come is judged by mail at one company, until you have twenty of your own."
            if default_share > 0
            else f"{said}, as the workbook supposes; from your own asks we can't tell yet."
        )
    if default_share > 0:
        return f"{said}, judged partly by mail at one company, until you have twenty answers."
    return f"{said}, judged by your own answers."


def alt(waits: Sequence[Wait], said: str) -> str:
    """Return the rows in words, after what is said above them."""
    told = "; ".join(f"{_label(one.days)} {of_hundred(one.chance)}" for one in waits)
    return f"{said} After {told}."


def _label(days: int) -> str:
    return f"{days} silent day{'s' * (days > 1)}:"


@lru_cache(maxsize=64)
def picture(waits: tuple[Wait, ...], chosen: int, statement: str) -> str:
    """Return the rows as SVG, the chosen one marked.

    Args:
        waits: shortest first.
        chosen: the days that were asked about.
        statement: `alt(...)`.
    """
    drawn = [
        _row(one, _TOP + place * _ROW, marked=one.days == chosen) for place, one in enumerate(waits)
    ]
    head = marks.words(HEAD, marks.LEFT, 16, size=14)
    return marks.frame(TITLE, statement, _TOP + _ROW * len(waits) + 4, head, *drawn)


def _row(wait: Wait, top: float, *, marked: bool) -> str:
    sign = "\N{BLACK RIGHT-POINTING SMALL TRIANGLE} " if marked else ""
    drawn = [
        marks.words(f"{sign}after {_label(wait.days)}", marks.LEFT, top + 16, size=14),
        marks.words(of_hundred(wait.chance), marks.WIDTH - marks.LEFT, top + 16, "end", 14),
    ]
    filled = people_of(wait.chance)
    for name, paint, places in (
        ("still", _FILLED, range(filled)),
        ("never", _HOLLOW, range(filled, 100)),
    ):
        circles = "".join(
            f'<circle class="{name} {wait.days}" cx="{marks.number(x)}" cy="{marks.number(y)}" '
            f'r="{_RADIUS}"/>'
            for x, y in (_place(one, top) for one in places)
        )
        drawn.append(f"<g {paint}>{circles}</g>")
    return "".join(drawn)


_FILLED = f'style="fill:{css("answered", ANSWERED)}"'
_HOLLOW = f'fill="none" stroke-width="0.9" style="stroke:{css("silent", SILENT)}"'


def _place(one: int, top: float) -> tuple[float, float]:
    """Return where the n-th of a row's hundred asks stands."""
    return (
        marks.LEFT + _RADIUS + 1 + one % _ACROSS * _PITCH,
        top + 25 + one // _ACROSS * _PITCH,
    )


def rows(waits: Sequence[Wait]) -> list[Row]:
    """Return the rows as a table."""
    return [
        {"Silent for days": one.days, "An answer still comes to": of_hundred(one.chance)}
        for one in waits
    ]
