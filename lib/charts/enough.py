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
_TOP = 26
"""Units for the line above the icons."""

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
    height = _TOP + -(-shown // marks.ACROSS) * marks.CELL
    lines = [("with", f"{_more(helpers)}, four times in five"), ("without", "the others you ask")]
    lines = lines if shown else []
    return marks.frame(
        TITLE,
        statement,
        height + 28 * len(lines) + 16,
        marks.words(_head(asks), marks.LEFT + 5, 16),
        marks.icons_in_rows(icons, _TOP),
        marks.legend(lines, height + 8),
    )


def _head(asks: int | None) -> str:
    """Return how many to ask, in a few words."""
    if asks is None:
        return f"Ask more than {CAP_TOLD}: too many to name"
    return f"Ask {asks:,}" if asks <= MOST else f"Ask {asks:,}; the first 100 are drawn"


def _more(helpers: int) -> str:
    return "1 helps, or more" if helpers == 1 else f"{helpers} help, or more"


def rows(found: dict[int, int | None]) -> list[Row]:
    """Return the table: helpers to asks."""
    return [
        {"Helpful talks": helpers, "Ask": f"more than {CAP_TOLD}" if asks is None else f"{asks:,}"}
        for helpers, asks in found.items()
    ]
