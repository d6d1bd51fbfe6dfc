"""A practice: how often are the clients of one coach answered, all of them together?

S3 of `expectations.md` (`lib.expectations.cohort`): each person's rate leans on everybody's, the
more so the fewer asks they have. One dot is one person, nobody is named, nobody is ranked; under
five people with asks nothing is shown, since one of them could be told.
"""

from collections.abc import Iterable
from functools import lru_cache

from lib.charts import marks
from lib.charts.answer import Answer
from lib.charts.palette import ANSWERED, css
from lib.expectations.cohort import FEWEST, Group, pool

BAND = 5
"""Width of a step, in answers of a hundred."""
FULL = 100
_LEFT, _RIGHT = 18.0, 342.0
_RADIUS, _PITCH, _TOP = 5.0, 12.0, 10.0
_FEWEST_ROWS = 4
_TICKS = (0, 25, 50, 75, 100)
TITLE = "Your practice, together"
HOW = (
    "Each dot is one person: how many of a hundred asks like theirs would be answered. With few "
    "asks of their own, a dot lies near everybody's middle. Asks still open or let rest are not "
    "counted. People ask different things of different people, so this ranks nobody."
)
TOO_FEW = (
    f"This shows from {FEWEST} people on whose asks were answered or stayed silent. With fewer, "
    "one person could be told."
)


def of(groups: Iterable[Group]) -> Answer | None:
    """Return what a practice says together; None for fewer than five people with asks.

    Args:
        groups: for each client, asks that were answered or stayed silent.
    """
    there = tuple(
        sorted((one for one in groups if one.asks), key=lambda one: (one.asks, one.answered))
    )
    found = pool(there)
    if found is None:
        return None
    rates = tuple(round(FULL * found.shrunk(one)[0], 1) for one in there)
    answered, asks = sum(one.answered for one in there), sum(one.asks for one in there)
    half = _middle_half(rates)
    sentence = (
        f"{answered:,} of {asks:,} asks by {len(there):,} people were answered, "
        f"{FULL * answered / asks:.0f} of 100."
    )
    spread = f"Half of the dots, at least, lie between {half[0]} and {half[1]} of 100."
    return Answer(
        title=TITLE,
        sentence=sentence,
        alt=f"{sentence} {spread} One dot is one person, from 0 to 100 of 100.",
        how=HOW,
        rows=lambda: _rows(rates),
        svg=_drawn(rates, f"{sentence} {spread}"),
        told=(spread,),
        notes=("Still open and let rest are not counted. One dot is one person.",),
    )


def _middle_half(rates: tuple[float, ...]) -> tuple[int, int]:
    """Return the ends, of a hundred, of the steps in which the middle half of the dots stands.

    A quarter of them at most lies on either side: it tells what is drawn, and no more than that.
    """
    steps = [band for band, many in _bands(rates).items() for _ in range(many)]
    beyond = len(steps) // 4
    return steps[beyond], steps[-1 - beyond] + BAND


def _bands(rates: tuple[float, ...]) -> dict[int, int]:
    """Return how many people lie in each step, by where it begins."""
    counted: dict[int, int] = {}
    for one in sorted(rates):
        band = min(int(one // BAND) * BAND, FULL - BAND)
        counted[band] = counted.get(band, 0) + 1
    return counted


def _rows(rates: tuple[float, ...]) -> list[dict[str, str | int]]:
    return [
        {"Of 100 asks, answered": f"{band} to {band + BAND}", "People": many}
        for band, many in _bands(rates).items()
    ]


@lru_cache(maxsize=64)
def _drawn(rates: tuple[float, ...], statement: str) -> str:
    bands = _bands(rates)
    base = _TOP + max(*bands.values(), _FEWEST_ROWS) * _PITCH
    dots = [
        f'<circle class="dot" data-of="{band}" cx="{marks.number(_at(band + BAND / 2))}" '
        f'cy="{marks.number(base - _RADIUS - 3 - row * _PITCH)}" r="{_RADIUS}" '
        f'style="fill:{css("answered", ANSWERED)}"/>'
        for band, many in bands.items()
        for row in range(many)
    ]
    axis = (
        f'<path class="axis" d="M{marks.number(_LEFT - 6)} {marks.number(base)}'
        f'H{marks.number(_RIGHT + 6)}" stroke="currentColor" stroke-width="1" fill="none"/>'
    )
    numbers = [marks.words(str(one), _at(one), base + 18, "middle", 14) for one in _TICKS]
    below = marks.words("answers of 100 asks", _at(FULL / 2), base + 38, "middle", 14)
    return marks.frame(TITLE, statement, base + 46, *dots, axis, *numbers, below)


def _at(rate: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * rate / FULL
