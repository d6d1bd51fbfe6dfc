"""Envelopes: each guess closed, with how many are out and when it opens, or opened.

An opened one lies there with the guess beside what happened, told the same whether it was too
hopeful or too gloomy. The newest few; the words for all of them stand in the table.
"""

from collections.abc import Sequence
from functools import lru_cache

from lib.charts import marks, telling
from lib.charts.palette import ANSWERED, OPEN, css
from lib.expectations.guesses import Judged, Waiting

MOST = 3
"""Envelopes drawn."""
_ROW = 54.0
_SHAPES = {
    "closed": (
        f'fill="none" style="stroke:{css("open", OPEN)}" stroke-width="2.2" '
        'stroke-linejoin="round" d="M2 8h36v25h-36zM2 8l18 15l18-15"'
    ),
    "ready": (
        f'fill="none" style="stroke:{css("answered", ANSWERED)}" stroke-width="2.2" '
        'stroke-linejoin="round" d="M2 8h36v25h-36zM2 8l18 15l18-15M16 20l4 4l7-9"'
    ),
    "opened": (
        f'fill="none" style="stroke:{css("answered", ANSWERED)}" stroke-width="2.2" '
        'stroke-linejoin="round" d="M2 14h36v19h-36zM2 14l18-12l18 12M8 14v-5h24v5"'
    ),
}


def state_of(one: Waiting | Judged, opened: frozenset[str]) -> str:
    """Return closed, ready or opened."""
    if isinstance(one, Waiting):
        return "closed"
    return "opened" if one.guess.id in opened else "ready"


@lru_cache(maxsize=64)
def _drawn(rows: tuple[tuple[str, str, str], ...], statement: str) -> str:
    """Return the picture of rows of (state, first line, second line)."""
    inside = []
    for place, (state, first, second) in enumerate(rows):
        y = place * _ROW
        inside.append(
            f'<path class="envelope {state}" transform="translate({marks.LEFT + 5} '
            f'{marks.number(y + 4)})" {_SHAPES[state]}/>'
        )
        inside.append(marks.words(first, marks.LEFT + 56, y + 20))
        inside.append(marks.words(second, marks.LEFT + 56, y + 40, size=14))
    return marks.frame(telling.TITLE_ENVELOPES, statement, _ROW * len(rows), *inside)


def envelopes(found: Sequence[Waiting | Judged], opened: frozenset[str]) -> str:
    """Return the newest guesses as envelopes, as SVG; what a closed one holds is not in it.

    Args:
        found: `guesses.compared(...)`, oldest first; at least one.
        opened: `belief.opened(...)`, the ids of those that were opened by a tap.
    """
    newest = tuple(found[-MOST:])
    rows = tuple((state_of(one, opened), *telling.envelope_lines(one, opened)) for one in newest)
    return _drawn(rows, telling.envelopes_alt(newest, opened))
