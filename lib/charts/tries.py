"""Does a second and a third try pay? A band between two honest bounds, never one line.

S5 of `expectations.md`. Above: if every ask had been followed up (too hopeful, since one persists
where one hopes). Below: as it was, many never followed up (too gloomy).
"""

from functools import lru_cache

from plotly import graph_objects as go  # type: ignore[import-untyped]  # ships no types

from lib.charts.palette import ANSWERED, GRID
from lib.charts.sentences import count, of_hundred, short_of_hundred
from lib.charts.tables import Row
from lib.expectations.attempts import Rung

TITLE = "Does a second and a third try pay?"
FEWEST = 5
"""Asks tried again from which something is said of it."""
_FULL = 100
_BAND = "rgba(47, 128, 208, 0.22)"
_NAMES = ("first", "second", "third", "fourth", "fifth or later")

HOW = (
    "Two lines with the truth somewhere between them. The lower: of all your asks, so many "
    "answered by this try, though many were never tried again. The upper: how it would be if "
    "every silent one had been tried again and gone like those that were; too hopeful, since "
    "you persist where you hope. An ask still open counts for the time it has had. It is no "
    "proof that trying brought it."
)


@lru_cache(maxsize=64)
def figure(rungs: tuple[Rung, ...]) -> go.Figure:
    """Return the band. The figure is kept and shared: draw it, do not change it."""
    numbers = [one.number for one in rungs]
    quiet = {"fixedrange": True, "gridcolor": GRID, "linecolor": GRID, "zeroline": False}
    line = {"width": 2, "color": ANSWERED}
    lower = go.Scatter(
        x=numbers,
        y=[_FULL * one.lower for one in rungs],
        mode="lines+markers",
        line={**line, "dash": "dot"},
        marker={"symbol": "circle-open", "size": 9},
        hovertext=[f"As it was: {of_hundred(one.lower)}" for one in rungs],
        hoverinfo="text",
    )
    upper = go.Scatter(
        x=numbers,
        y=[_FULL * one.upper for one in rungs],
        mode="lines+markers",
        line=line,
        marker={"symbol": "circle", "size": 9},
        fill="tonexty",
        fillcolor=_BAND,
        hovertext=[f"If all were tried again: {of_hundred(one.upper)}" for one in rungs],
        hoverinfo="text",
    )
    layout = {
        "template": "none",
        "height": 320,
        "margin": {"l": 48, "r": 12, "t": 16, "b": 72},
        "showlegend": False,
        "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {
            **quiet,
            "title": {"text": "by which try · asks that got it below"},
            "tickvals": numbers,
            "ticktext": [f"{_NAMES[one.number - 1]}<br>{one.attempt.asks:,}" for one in rungs],
            "range": [0.7, max(numbers, default=1) + 0.3],
        },
        "yaxis": {**quiet, "title": {"text": "answered, of 100 asks"}, "range": [0, _FULL]},
    }
    return go.Figure([lower, upper], layout)


def sentence(rungs: tuple[Rung, ...]) -> str:
    """Return what trying again brought, with its counts, and no more than that."""
    if not rungs:
        return "We can't tell yet: nothing has gone out so far."
    first = rungs[0].attempt
    asks = "your one ask" if first.asks == 1 else f"{count(first.asks)} asks"
    told = f"The first try of {asks} brought {_answers(first.answered)}."
    if len(rungs) == 1:
        return f"{told} None was tried a second time, so we can't tell whether that pays."
    again = rungs[1].attempt
    told += (
        f" {count(again.asks).capitalize()} got a second, which brought {_answers(again.answered)}."
    )
    if len(rungs) > 2:  # noqa: PLR2004 - a third try
        third = rungs[2].attempt
        told += f" {count(third.asks).capitalize()} got a third: {_answers(third.answered)}."
    if again.asks < FEWEST:
        return f"{told} From so few we can't tell yet whether it pays."
    last = rungs[min(len(rungs), 3) - 1]
    if last.upper <= 0.0:
        return f"{told} What a further try would bring, we can't tell yet."
    return (
        f"{told} By the {_NAMES[last.number - 1]} try, between {short_of_hundred(last.lower)} and "
        f"{of_hundred(last.upper)} are answered."
    )


def _answers(many: int) -> str:
    return "no answer" if many == 0 else "one answer" if many == 1 else f"{count(many)} answers"


def alt(rungs: tuple[Rung, ...]) -> str:
    """Return the band in words."""
    told = "; ".join(
        f"by the {_NAMES[one.number - 1]} try {short_of_hundred(one.lower)} to "
        f"{of_hundred(one.upper)}"
        for one in rungs
    )
    return f"{sentence(rungs)} {told[:1].upper()}{told[1:]}." if told else sentence(rungs)


def rows(rungs: tuple[Rung, ...]) -> list[Row]:
    """Return the band as a table, a row a try."""
    return [
        {
            "Try": _NAMES[one.number - 1],
            "Asks that got it": one.attempt.asks,
            "Answered then": one.attempt.answered,
            "Still open or let rest": sum(one.attempt.left_by_age),
            "At least": of_hundred(one.lower),
            "At most": of_hundred(one.upper),
        }
        for one in rungs
    ]
