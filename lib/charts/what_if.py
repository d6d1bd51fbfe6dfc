"""What if I write to ten more, follow up twice, ask old colleagues? Three rows of dots, no promise.

By one's own numbers and as wide as what is not known (`expectations.md`, "How it is drawn").
"""

from lib.charts import ten
from lib.charts.sentences import count, likely_of_ten
from lib.charts.tables import Row
from lib.expectations.reply_rate import Rate
from lib.expectations.what_if import Followed

TITLE = "What if?"
AS_NOW, FOLLOWED, COLLEAGUES = "Ten more, as now", "Each tried three times", "Ten old colleagues"

HOW = (
    "Each row is the next ten asks, twenty dots over how many may be answered, each one "
    "chance in twenty. The first as you ask now. The second if each silent one were tried "
    "three times and went like those you did try again: a little too hopeful, since you "
    "persist where you hope. The third to people you worked with, leaning on what is supposed "
    "of them until you have asked a few. It says what may come, not what one thing brings "
    "about."
)


def rows_drawn(now: Rate, followed: Followed | None, colleagues: Rate) -> tuple[ten.Row, ...]:
    """Return the rows to draw: as now, followed up (where that can be told), old colleagues."""
    found = [ten.Row(AS_NOW, _asks(now.reached), now.next_ten, now.can_tell)]
    if followed is not None:
        sure = now.can_tell and followed.asks[1] >= FEWEST
        found.append(ten.Row(FOLLOWED, _asks(followed.asks[1]), followed.next_ten, sure))
    found.append(
        ten.Row(COLLEAGUES, _asks(colleagues.reached), colleagues.next_ten, colleagues.can_tell)
    )
    return tuple(found)


FEWEST = 5
"""Second tries from which following up is told of."""


def _asks(many: int) -> str:
    return "no ask yet" if not many else "from 1 ask" if many == 1 else f"from {many:,} asks"


def sentence(rows: tuple[ten.Row, ...]) -> str:
    """Return the rows in words, each with what it rests on."""
    told = []
    for one in rows:
        low, high = likely_of_ten(one.next_ten)
        spread = count(low) if low == high else f"{count(low)} to {count(high)}"
        told.append(f"{one.label.lower()}, {spread} of ten ({one.counts})")
    said = "; ".join(told)
    end = "" if all(one.sure for one in rows) else " Where the dots are hollow, we can't tell yet."
    return f"{said[:1].upper()}{said[1:]}.{end}"


def picture(rows: tuple[ten.Row, ...]) -> str:
    """Return the rows as SVG."""
    return ten.rows_of_ten(TITLE, sentence(rows), rows)


def table(rows: tuple[ten.Row, ...]) -> list[Row]:
    """Return the rows as a table."""
    found: list[Row] = []
    for one in rows:
        low, high = likely_of_ten(one.next_ten)
        found.append(
            {
                "What if": one.label,
                "Rests on": one.counts,
                "Of the next ten": f"{low} to {high}",
                "Can it be told": "yes" if one.sure else "not yet",
            }
        )
    return found
