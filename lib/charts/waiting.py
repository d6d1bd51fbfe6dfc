"""How long answers take: the share answered by each day, with the number still open under it.

A Kaplan-Meier step with its 80 % band (S4 of `expectations.md`). The axis runs to 30 days whatever
the last answer was, the share to 100 of 100, and nothing is rescaled: not everybody answers.
"""

from functools import lru_cache
from operator import attrgetter

from lib.charts import axes, marks
from lib.charts.palette import ANSWERED, css
from lib.charts.sentences import count, of_hundred, short_of_hundred
from lib.charts.tables import Row
from lib.coaching.asks import HORIZON_DAYS
from lib.expectations.time_to_reply import TimeToReply

TITLE = "How long do answers take?"
MARKED = (0, 7, 14, 21, HORIZON_DAYS)
"""Days whose number still open stands under the axis."""
FEWEST = 5
"""Answers from which a typical wait is named."""
_HALF = 0.5

HOW = (
    "The line climbs with each answer: so many of 100 asks are answered within so many days "
    "of the first message. The band is where it may well lie, eight times in ten. Under the "
    "axis stands how many were still open then; few open means a line to trust less. It "
    "levels off where no more answers come. Letting a hopeless one rest early lifts the line "
    "a little."
)


@lru_cache(maxsize=64)
def picture(found: TimeToReply) -> str:
    """Return the step with its band, and the number still open under it, as SVG.

    Args:
        found: `time_to_reply.time_to_reply(...)`.
    """
    low, line, high = (
        [(one.day / HORIZON_DAYS, share(one)) for one in found.days]
        for share in (attrgetter("low"), attrgetter("share"), attrgetter("high"))
    )
    band = axes.path(high, steps=True) + _back(low)
    blue = css("answered", ANSWERED)
    last = found.days[-1]
    return marks.frame(
        TITLE,
        alt(found),
        axes.BASE + 86,
        axes.ground("answered, of 100 asks"),
        f'<path class="band" d="{band}" stroke="none" style="fill:{blue}" fill-opacity="0.22"/>',
        f'<path class="step" d="{axes.path(line, steps=True)}" fill="none" stroke-width="3" '
        f'style="stroke:{blue}"/>',
        marks.words(
            f"{short_of_hundred(last.share)} by day {HORIZON_DAYS}",
            axes.RIGHT - 2,
            _beside(last.high, last.low),
            "end",
            axes.SMALL,
        ),
        axes.under([(day / HORIZON_DAYS, str(day)) for day in MARKED], 0),
        axes.under([(day / HORIZON_DAYS, f"{found.days[day].waiting:,}") for day in MARKED], 1),
        marks.words("above: days since the first message", marks.LEFT - 4, axes.BASE + 60, size=14),
        marks.words(
            "below: how many were still open then", marks.LEFT - 4, axes.BASE + 79, size=14
        ),
    )


def _back(low: list[tuple[float, float]]) -> str:
    """Return the lower edge of a band, drawn from right to left, so that the band closes."""
    drawn = []
    for (part, _), (_, before) in zip(reversed(low[1:]), reversed(low[:-1]), strict=True):
        drawn.append(f"H{marks.number(axes.along(part))}V{marks.number(axes.up(before))}")
    right, share = low[-1]
    start = f"L{marks.number(axes.along(right))} {marks.number(axes.up(share))}"
    return f"{start}{''.join(drawn)}H{marks.number(axes.along(0))}Z"


def _beside(high: float, low: float) -> float:
    """Return where words stand clear of a band: above it, or below where it ends high up."""
    room = 0.85
    return axes.up(high) - 7 if high < room else axes.up(low) + 17


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
