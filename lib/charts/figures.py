"""Figures for Plotly: for what is opened by a tap, after the first picture of a page is there.

Written as the dictionaries Plotly reads, so that nothing loads Plotly before one is drawn.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lib.charts import sentences
from lib.charts.palette import ANSWERED, GRID, SILENT

_FULL = 100


@lru_cache(maxsize=64)
def silence_figure(
    shares: tuple[float, ...], asks: int, *, mine: bool, now: int | None = None
) -> Mapping[str, Any]:
    """Return how many of 100 people meet a run of 1, 2, ... silences within so many asks.

    The figure is kept and shared: draw it, do not change it. The vertical axis always runs from 0
    to 100.

    Args:
        shares: the chance for runs of 1, 2, ...: `silence.runs_at_my_rate(...)`.
        asks: within so many asks.
        mine: True where the shares are at one's own rate, False where at one in ten.
        now: the length told of above, whose bar is hatched; None (or a run beyond the bars)
            for no such bar.
    """
    lengths = list(range(1, len(shares) + 1))
    if now not in lengths:
        now = None
    here = [one == now for one in lengths]
    quiet = {"fixedrange": True, "gridcolor": GRID, "linecolor": GRID, "zeroline": False}
    bars = {
        "type": "bar",
        "x": lengths,
        "y": [_FULL * one for one in shares],
        "text": [sentences.short_of_hundred(one) for one in shares],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 12},
        "constraintext": "none",
        "cliponaxis": False,
        "hovertext": [
            sentences.silence_sentence(share, run, asks, mine=mine)
            for run, share in zip(lengths, shares, strict=True)
        ],
        "hoverinfo": "text",
        "marker": {
            "color": [ANSWERED if one else SILENT for one in here],
            "pattern": {"shape": ["/" if one else "" for one in here]},
        },
    }
    layout = {
        "template": "none",
        "height": 340,
        "margin": {"l": 52, "r": 8, "t": 24, "b": 72},
        "showlegend": False,
        "dragmode": False,
        "font": {"size": 14},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {
            **quiet,
            "showgrid": False,
            "title": {"text": sentences.lengths_axis(now), "font": {"size": 14}},
            "tickvals": [one for one in lengths if one % 2],
            "tickangle": 0,
            "range": [0.4, len(shares) + 0.6],
        },
        "yaxis": {
            **quiet,
            "title": {"text": "of 100 people", "font": {"size": 14}},
            "range": [0, _FULL],
        },
    }
    return {"data": [bars], "layout": layout}
