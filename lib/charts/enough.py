"""How many to ask, so that some help, four times in five? People counted out in rows.

S7 of `expectations.md`. One person an icon, up to a hundred; beyond, the number alone. Never m/p
"on average", at which one in three has nobody.
"""

from functools import lru_cache

from lib.charts import marks
from lib.charts.sentences import count
from lib.charts.tables import Row

TITLE = "How many to ask?"
HELPERS = (1, 2, 3, 5)
"""Helpful talks one may wish for."""
MOST = 100
"""Icons at most."""
CAP_TOLD = 500

HOW = (
    "A helper is someone who answers and helps. Four times in five, so many asks bring at "
    "least so many helpers, by what your own asks say so far. It is more than one would "
    "guess, since asks are not answered in turn. Where little is known yet the number is "
    "large for that reason alone."
)


def sentence(helpers: int, asks: int | None, *, answered: int, helped: int, own: bool) -> str:
    """Return how many asks so many helpers take, and what that rests on.

    Args:
        helpers: how many are wished for.
        asks: `planning.enough_over(...)`; None beyond 500.
        answered: how many of one's asks were answered.
        helped: how many of those helped.
        own: True where one's own asks say something; False where it rests on a starting point.
    """
    wish = "one helpful talk" if helpers == 1 else f"{count(helpers)} helpful talks"
    rests = (
        f"That rests on {count(answered)} answered, {count(helped)} of them a help."
        if own
        else "That is a supposition so far: your own asks can't tell yet."
    )
    if asks is None:
        return f"For {wish} we can't name a number yet: it is more than {CAP_TOLD}. {rests}"
    many = "one person" if asks == 1 else f"{count(asks)} people"
    return f"Ask {many}, and four times in five {wish} or more come of it. {rests}"


@lru_cache(maxsize=64)
def picture(helpers: int, asks: int | None, statement: str) -> str:
    """Return the people to ask, one icon each, as SVG; the wished-for ones filled.

    Args:
        helpers: how many are wished for.
        asks: how many to ask; None beyond 500.
        statement: `sentence(...)`.
    """
    shown = min(asks or 0, MOST)
    icons = ["with"] * min(helpers, shown) + ["without"] * max(shown - helpers, 0)
    height = -(-shown // marks.ACROSS) * marks.CELL
    lines = [("with", "a help, as many as you wish for"), ("without", "the others you write to")]
    beyond = [] if asks is not None and asks <= MOST else [_beyond(asks)]
    return marks.frame(
        TITLE,
        statement,
        height + 28 * len(lines) + 24 * len(beyond) + 16,
        marks.icons_in_rows(icons, 0),
        marks.legend(lines, height + 8),
        *(marks.words(text, marks.LEFT + 5, height + 28 * len(lines) + 24) for text in beyond),
    )


def _beyond(asks: int | None) -> str:
    return f"more than {CAP_TOLD} in all" if asks is None else f"{asks:,} in all; 100 are drawn"


def rows(found: dict[int, int | None]) -> list[Row]:
    """Return the table: helpers to asks."""
    return [
        {"Helpful talks": helpers, "Ask": f"more than {CAP_TOLD}" if asks is None else f"{asks:,}"}
        for helpers, asks in found.items()
    ]
