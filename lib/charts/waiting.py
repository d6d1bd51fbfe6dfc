"""How long answers take: the share answered by each day, with the number still open under it.

A Kaplan-Meier step with its 80 % band (S4 of `expectations.md`). The axis runs to 30 days whatever
the last answer was, the share to 100 of 100, and nothing is rescaled: not everybody answers.
"""

from functools import lru_cache

from plotly import graph_objects as go  # type: ignore[import-untyped]  # ships no types

from lib.charts.palette import ANSWERED, GRID
from lib.charts.sentences import count, of_hundred
from lib.charts.tables import Row
from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.time_to_reply import TimeToReply

TITLE = "How long do answers take?"
MARKED = (0, 7, 14, 21, HORIZON_DAYS)
"""Days whose number still open stands under the axis."""
SILENT_DAYS = (1, 3, 7, 14, 21)
"""Days of silence one may ask about."""
FEWEST = 5
"""Answers from which a typical wait is named."""
_FULL, _HALF = 100, 0.5
_BAND = "rgba(47, 128, 208, 0.18)"

HOW = (
    "The line climbs with each answer: so many of 100 asks are answered within so many days "
    "of the first message. The band is where it may well lie, eight times in ten. Under the "
    "axis stands how many were still open then; few open means a line to trust less. It "
    "levels off where no more answers come. Letting a hopeless one rest early lifts the line "
    "a little."
)


@lru_cache(maxsize=64)
def figure(found: TimeToReply) -> go.Figure:
    """Return the step with its band. The figure is kept and shared: draw it, do not change it."""
    days = [one.day for one in found.days]
    quiet = {"fixedrange": True, "gridcolor": GRID, "linecolor": GRID, "zeroline": False}
    edge = {"width": 0, "shape": "hv"}
    low = go.Scatter(
        x=days, y=[_FULL * one.low for one in found.days], mode="lines", line=edge, hoverinfo="skip"
    )
    high = go.Scatter(
        x=days,
        y=[_FULL * one.high for one in found.days],
        mode="lines",
        line=edge,
        fill="tonexty",
        fillcolor=_BAND,
        hoverinfo="skip",
    )
    line = go.Scatter(
        x=days,
        y=[_FULL * one.share for one in found.days],
        mode="lines",
        line={"shape": "hv", "width": 3, "color": ANSWERED},
        hovertext=[
            f"Within {one.day} days: {of_hundred(one.share)}; {one.waiting:,} still open"
            for one in found.days
        ],
        hoverinfo="text",
    )
    layout = {
        "template": "none",
        "height": 340,
        "margin": {"l": 48, "r": 12, "t": 16, "b": 72},
        "showlegend": False,
        "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {
            **quiet,
            "title": {"text": "days since the first message · still open below"},
            "tickvals": list(MARKED),
            "ticktext": [f"{day}<br>{found.days[day].waiting:,}" for day in MARKED],
            "range": [0, HORIZON_DAYS],
        },
        "yaxis": {**quiet, "title": {"text": "of 100 asks"}, "range": [0, _FULL]},
    }
    return go.Figure([low, high, line], layout)


def sentence(found: TimeToReply) -> str:
    """Return what can be said of how long answers take, with its counts."""
    if found.asks == 0:
        return "We can't tell yet: nothing has reached anyone so far."
    asks = "Your one ask" if found.asks == 1 else f"Of {count(found.asks)} asks"
    if found.answers == 0:
        none = "has no answer" if found.asks == 1 else "none has been answered"
        return (
            f"{asks}{', ' if found.asks > 1 else ' '}{none} yet; how long they take, we can't tell."
        )
    were = "was" if found.answers == 1 else "were"
    told = f"{asks}, {count(found.answers)} {were} answered within {HORIZON_DAYS} days."
    if found.asks == 1:
        return "Your one ask was answered; one answer does not tell how long they take."
    if found.answers < FEWEST:
        return f"{told} From so few we can't tell yet how long answers take."
    middle = _middle(found)
    came = "on the day itself" if middle == 0 else f"within {count(middle)} day{'s' * (middle > 1)}"
    return f"{told} Half of those answers came {came}; the others took their time."


def _middle(found: TimeToReply) -> int:
    """Return the day by which half of the curve's climb is done."""
    whole = found.days[-1].share
    return next(one.day for one in found.days if one.share >= _HALF * whole - 1e-12)


def still_sentence(days: int, chance: float, *, own: bool) -> str:
    """Return whether an answer still comes after so many days of silence.

    Args:
        days: whole days since the newest message.
        chance: `time_to_reply.still_comes(...)`, 0 to 1.
        own: True where the waiting curve rests on one's own answers alone.
    """
    after = (
        "On the day itself" if days == 0 else f"After {count(days)} silent day{'s' * (days > 1)}"
    )
    judged = (
        "by your own answers" if own else "partly by mail at one company, until you have twenty"
    )
    return f"{after}, an answer still comes to {of_hundred(chance)} such asks, judged {judged}."


def alt(found: TimeToReply) -> str:
    """Return the line in words."""
    told = "; ".join(
        f"within {day} days {of_hundred(found.days[day].share)}, {found.days[day].waiting:,} open"
        for day in MARKED[1:]
    )
    return f"{sentence(found)} {told}."


def rows(found: TimeToReply) -> list[Row]:
    """Return the line as a table, a row a week and the first days."""
    return [
        {
            "Within days": day,
            "Answered": of_hundred(found.days[day].share),
            "From": of_hundred(found.days[day].low),
            "To": of_hundred(found.days[day].high),
            "Still open": found.days[day].waiting,
        }
        for day in (0, 1, 3, *MARKED[1:])
    ]
