"""My asks as icons: one for each ask, in three states; answered, still open, silent.

People count icons better than they read rates (Galesic, Garcia-Retamero and Gigerenzer 2009). Up
to 100 asks each has its own; beyond, a square of 100 in which one stands for so many.
"""

from functools import lru_cache

from lib.charts import marks, sentences
from lib.expectations.tally import Tally

MOST = 100
"""Icons at most."""
STATES = ("answered", "open", "silent")


def icons_of(answered: int, still_open: int, silent: int) -> tuple[int, int, int]:
    """Return how many icons each state gets.

    Up to 100 asks: the counts themselves. Beyond: 100 shared out by largest remainder; a state
    with any ask keeps at least one icon.
    """
    counts = (answered, still_open, silent)
    total = sum(counts)
    if total <= MOST:
        return counts
    exact = [MOST * one / total for one in counts]
    given = [max(int(share), 1) if one else 0 for one, share in zip(counts, exact, strict=True)]
    while sum(given) != MOST:
        step = 1 if sum(given) < MOST else -1
        movable = [place for place in range(3) if counts[place] and given[place] + step > 0]
        furthest = max(movable, key=lambda place: step * (exact[place] - given[place]))
        given[furthest] += step
    return (given[0], given[1], given[2])


@lru_cache(maxsize=128)
def _drawn(counts: Tally) -> str:
    """Return the picture."""
    shown = icons_of(counts.answered, counts.open, counts.silent)
    names = [name for name, many in zip(STATES, shown, strict=True) for _ in range(many)]
    top = -(-len(names) // marks.ACROSS) * marks.CELL + (10 if names else 0)
    lines: list[tuple[str | None, str]] = [
        ("answered", f"{counts.answered:,} answered"),
        ("open", f"{counts.open:,} still open"),
        ("silent", f"{counts.silent:,} no word"),
    ]
    if counts.shown > MOST:
        lines.insert(0, (None, sentences.one_icon_is(counts.shown)))
    lines += [(None, one) for one in sentences.beside_the_icons(counts)]
    return marks.frame(
        sentences.TITLE_ASKS,
        sentences.asks_alt(counts),
        top + 28 * len(lines) + 4,
        marks.icons_in_rows(names, 0),
        marks.legend(lines, top),
    )


def asks_in_icons(counts: Tally) -> str:
    """Return the asks as icons, as SVG: role img, words inside, readable on light and dark.

    Args:
        counts: `tally.tally(...)`; what was let rest or bounced is said in words, not drawn.
    """
    # The ages do not show: without them one picture serves from day to day.
    return _drawn(
        Tally(
            answered=counts.answered,
            silent=counts.silent,
            open_by_age=(counts.open,),
            let_go_by_age=(counts.let_go,),
            bounced=counts.bounced,
            answered_on_day=(),
        )
    )
