"""Longer and shorter runs: to how many of 100 people a run of 1, 2, ... silences happens.

S6 of `expectations.md`. A bar a length, from none to a hundred; the run told of above is filled.
"""

from functools import lru_cache

from lib.charts import axes, marks, sentences
from lib.charts.palette import ANSWERED, SILENT, css

_WIDTH = 13.0
"""Of a bar, in units."""


@lru_cache(maxsize=64)
def runs_by_length(
    shares: tuple[float, ...], asks: int, *, mine: bool, now: int | None = None
) -> str:
    """Return the bars as SVG.

    Args:
        shares: the chance for runs of 1, 2, ...: `silence.runs_at_my_rate(...)`.
        asks: within so many asks.
        mine: True where the shares are at one's own rate, False where at one in ten.
        now: the length told of above, whose bar is filled; None (or a run beyond the bars) for no
            such bar.
    """
    places = [(run - 0.5) / len(shares) for run in range(1, len(shares) + 1)]
    under = [sentences.AXIS_LENGTHS]
    if now is not None and now <= len(shares):
        under.append(f"filled: {now} or more, as above")
    return marks.frame(
        sentences.TITLE_LENGTHS,
        sentences.lengths_alt(shares, asks, mine=mine, now=now),
        axes.BASE + 42 + 20 * len(under),
        axes.ground("of 100 people"),
        *(
            _bar(run, part, share, label, filled=run == now)
            for run, (part, share, label) in enumerate(
                zip(places, shares, _labels(shares), strict=True), start=1
            )
        ),
        axes.under([(part, str(run)) for run, part in enumerate(places, start=1) if run % 2], 0),
        *(
            marks.words(text, marks.LEFT - 4, axes.BASE + 42 + 20 * place, size=axes.SMALL)
            for place, text in enumerate(under)
        ),
    )


def _labels(shares: tuple[float, ...]) -> list[str]:
    """Return each bar's number; a nearly certain one reaches the top and needs none.

    The last bar always has its number, so that there is one.
    """
    found = [sentences.short_of_hundred(one) for one in shares]
    return [*("" if one.startswith(">") else one for one in found[:-1]), *found[-1:]]


def _bar(run: int, part: float, share: float, label: str, *, filled: bool) -> str:
    """Return one bar with its number above it."""
    x, y = axes.along(part), axes.up(share)
    paint = (
        f'style="fill:{css("answered", ANSWERED)}"'
        if filled
        else f'fill="none" stroke-width="1.6" style="stroke:{css("silent", SILENT)}"'
    )
    box = f"M{marks.number(x - _WIDTH / 2)} {marks.number(axes.BASE)}V{marks.number(y)}h{_WIDTH:g}"
    return (
        f'<path class="bar" data-of="{run}" d="{box}V{marks.number(axes.BASE)}Z" {paint}/>'
    ) + marks.words(label, x, y - 4, "middle", 11)
