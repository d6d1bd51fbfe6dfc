"""Who answers me? A row a group: twenty small dots over none to ten answers of the next ten.

Each group leans on the whole of one's own asks (S1, S3 of `expectations.md`), and its counts stand
beside it. Groups stand in a fixed order, never by their rate: what differs by chance is no ranking.
"""

from dataclasses import dataclass
from functools import lru_cache

from lib.charts import ten
from lib.charts.sentences import count, likely_of_ten
from lib.charts.tables import Row
from lib.expectations.reply_rate import Rate

TITLE = "Who answers me?"

BESIDE = "so far"
NAMES = ("LinkedIn",)
"""Labels that are names."""

HOW = (
    "Twenty small dots a row, each one chance in twenty, over how many of the next ten such "
    "asks are answered. Each row leans on all your asks together, and more on itself the more "
    "asks it has. A wide heap means: hard to know yet. Hollow dots: we can't tell yet. The "
    "order is fixed and says nothing; rows that overlap are not different."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One group."""

    label: str
    """Our words for it."""
    rate: Rate


@lru_cache(maxsize=64)
def picture(lines: tuple[Line, ...], title: str = TITLE, statement: str = "") -> str:
    """Return the rows as SVG.

    Args:
        lines: one or more.
        title: what the picture is.
        statement: what it says, where that is not `sentence(lines)`.
    """
    rows_drawn = tuple(row(one) for one in lines)
    return ten.rows_of_ten(title, statement or sentence(lines), rows_drawn, BESIDE)


def row(line: Line) -> ten.Row:
    """Return a group as a row of dots, with its counts."""
    rate = line.rate
    counts = f"{rate.answered:,} of {rate.reached:,}"
    return ten.Row(line.label, counts, rate.next_ten, rate.can_tell)


def sentence(lines: tuple[Line, ...]) -> str:
    """Return what may be said of the groups: counts, and whether any two lie apart."""
    told = [one for one in lines if one.rate.reached]
    if not told:
        return "We can't tell yet: nothing has reached anyone so far."
    counts = "; ".join(
        f"{_within(one.label)}, {count(one.rate.answered)} of {count(one.rate.reached)}"
        for one in told
    )
    said = f"Answered so far: {counts}."
    sure = [one for one in told if one.rate.can_tell]
    apart = [
        (one, other)
        for place, one in enumerate(sure)
        for other in sure[place + 1 :]
        if one.rate.low > other.rate.high or other.rate.low > one.rate.high
    ]
    if not apart:
        return f"{said} Whether they really differ, we can't tell yet."
    one, other = max(apart, key=lambda pair: abs(pair[0].rate.mean - pair[1].rate.mean))
    more, less = (one, other) if one.rate.mean > other.rate.mean else (other, one)
    return f"{said} {more.label} answered more often than {_within(less.label)}."


def _within(label: str) -> str:
    """Return a label as it stands within a sentence; names keep their capitals."""
    return label if label[1:2].isupper() or label in NAMES else label[:1].lower() + label[1:]


def rows(lines: tuple[Line, ...]) -> list[Row]:
    """Return the groups as a table."""
    found: list[Row] = []
    for one in lines:
        low, high = likely_of_ten(one.rate.next_ten)
        found.append(
            {
                "Group": one.label,
                "Answered": one.rate.answered,
                "Still open": one.rate.open,
                "No word": one.rate.silent,
                "Let rest": one.rate.let_go,
                "Of the next ten": f"{low} to {high}",
                "Can it be told": "yes" if one.rate.can_tell else "not yet",
            }
        )
    return found
