"""At a glance: one person's newest asks as small icons, in three states, beside their name.

The marks are those of `icons`. What a coach's desk weighs beside them comes along: how likely the
newest silences are at this person's own rate, and whether their guess lies far from what happened.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from lib.charts import marks, numbers
from lib.coaching.workbook import Records
from lib.expectations.reply_rate import posterior
from lib.expectations.silence import run_somewhere_over
from lib.expectations.tally import tally

NEWEST = 20
"""Asks that are drawn: those that went out last."""
ACROSS = 10
"""Icons in a row."""
PITCH = 14
SIZE = 12
"""Of one icon, in pixels."""
SCALE = SIZE / 24
FAR = 3
"""Answers of ten by which a guess lies far from what happened."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One person's numbers, at a glance."""

    svg: str
    """Empty before anything was sent."""
    alt: str
    silence_chance: float | None
    """How often a run as their newest one comes by chance alone, at their own rate; None for no
    run."""
    guess_far: bool
    """True where the newest guess whose envelope was opened lies far from what happened."""
    answered: int
    settled: int
    """Asks that were answered or stayed silent; what is open or was let rest is not in it."""


def of(records: Records, today: date) -> Glance:
    """Return a workbook's numbers at a glance, as of the owner's day."""
    newest = tally(records, today, newest=NEWEST)
    found, counts = numbers.of(records, today), tally(records, today)
    return Glance(
        svg=drawn(newest.answered, newest.open, newest.silent),
        alt=alt(newest.answered, newest.open, newest.silent),
        silence_chance=_chance(found),
        guess_far=bool(found.judged) and abs(found.judged[-1].gap) >= FAR,
        answered=counts.answered,
        settled=counts.answered + counts.silent,
    )


def _chance(found: numbers.Numbers) -> float | None:
    """Return how often such a run comes by chance alone, somewhere among as many asks."""
    if found.invented or not found.run.silences:
        return None
    likely = posterior(found.counts, found.start, found.curve)
    return run_somewhere_over(likely, found.run.silences, found.counts.reached)


def alt(answered: int, still_open: int, silent: int) -> str:
    """Return what the icons say, in words; empty where there are none."""
    if not answered + still_open + silent:
        return ""
    return f"{answered} answered, {still_open} still open, {silent} no word"


def legend() -> str:
    """Return what the icons mean, in one line, as SVG."""
    words = (("answered", "answered", 0), ("open", "still open", 94), ("silent", "no word", 190))
    icons = "".join(marks.icon(name, x / SCALE, 4, "key") for name, _, x in words)
    told = "".join(marks.words(text, (x + PITCH + 4) / SCALE, 24, size=26) for _, text, x in words)
    width, height = 264, 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width / SCALE:.0f} {height / SCALE:.0f}" role="img" '
        f'aria-label="answered, still open, no word">{marks.shapes(icons)}{icons}{told}</svg>'
    )


@lru_cache(maxsize=512)
def drawn(answered: int, still_open: int, silent: int) -> str:
    """Return up to twenty icons in two rows, as SVG; empty where there are none."""
    states = (("answered", answered), ("open", still_open), ("silent", silent))
    names = [name for name, many in states for _ in range(many)]
    if not names:
        return ""
    rows = -(-len(names) // ACROSS)
    icons = "".join(
        marks.icon(name, place % ACROSS * PITCH / SCALE, place // ACROSS * PITCH / SCALE)
        for place, name in enumerate(names)
    )
    label = escape(alt(answered, still_open, silent), quote=True)
    width = min(len(names), ACROSS) * PITCH
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{rows * PITCH}" '
        f'viewBox="0 0 {width / SCALE:.0f} {rows * PITCH / SCALE:.0f}" role="img" '
        f'aria-label="{label}">{marks.shapes(icons)}{icons}</svg>'
    )
