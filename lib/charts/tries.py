"""Does a second and a third try pay? A band between two honest bounds, never one line.

S5 of `expectations.md`. Above: if every ask had been followed up (too hopeful, since one persists
where one hopes). Below: as it was, many never followed up (too gloomy).
"""

from functools import lru_cache

from lib.charts import axes, marks
from lib.charts.palette import ANSWERED, css
from lib.charts.sentences import count, of_hundred, short_of_hundred
from lib.charts.tables import Row
from lib.expectations.attempts import Rung

TITLE = "Does a second and a third try pay?"
FEWEST = 5
"""Asks tried again from which something is said of it."""
SO_FEW = "From so few second tries we can't tell yet."
_NAMES = ("first", "second", "third", "fourth", "fifth or later")
_SHORT = ("1st try", "2nd", "3rd", "4th", "5th")
_MARGIN = 0.12
"""Of the width, left free on either side of the marks."""

HOW = (
    "Two lines with the truth somewhere between them. The lower: of all your asks, so many "
    "answered by this try, though many were never tried again. The upper: how it would be if "
    "every silent one had been tried again and gone like those that were; too hopeful, since "
    "you persist where you hope. An ask still open counts for the time it has had. It is no "
    "proof that trying brought it."
)


def may_be_drawn(rungs: tuple[Rung, ...]) -> bool:
    """Return whether there is a band: someone was tried again, and someone answered.

    Where nobody did, a line at nought would say more than the asks do.
    """
    return len(rungs) > 1 and any(one.attempt.answered for one in rungs)


@lru_cache(maxsize=64)
def picture(rungs: tuple[Rung, ...]) -> str:
    """Return the band between both lines, and how many asks got each try, as SVG.

    Args:
        rungs: `attempts.band(...)`; two or more.
    """
    few = rungs[1].attempt.asks < FEWEST
    places = [_MARGIN + (1 - 2 * _MARGIN) * one / (len(rungs) - 1) for one in range(len(rungs))]
    lower = [(part, one.lower) for part, one in zip(places, rungs, strict=True)]
    upper = [(part, one.upper) for part, one in zip(places, rungs, strict=True)]
    blue = css("answered", ANSWERED)
    return marks.frame(
        TITLE,
        alt(rungs),
        axes.BASE + 108 + 20 * few,
        axes.ground("answered by then, of 100 asks"),
        f'<path class="band" d="{axes.path([*upper, *lower[::-1]])}Z" stroke="none" '
        f'style="fill:{blue}" fill-opacity="0.22"/>',
        f'<path class="upper" d="{axes.path(upper)}" fill="none" stroke-width="2.4" '
        f'style="stroke:{blue}"/>',
        f'<path class="lower" d="{axes.path(lower)}" fill="none" stroke-width="2.4" '
        f'stroke-dasharray="2 5" style="stroke:{blue}"/>',
        *(_mark("upper", part, share, f'style="fill:{blue}"') for part, share in upper),
        *(
            _mark("lower", part, share, f'fill="none" stroke-width="2" style="stroke:{blue}"')
            for part, share in lower
        ),
        axes.under(zip(places, (_SHORT[one.number - 1] for one in rungs), strict=True), 0),
        axes.under(zip(places, (f"{one.attempt.asks:,}" for one in rungs), strict=True), 1),
        *_legend(rungs[-1], blue),
        marks.words(SO_FEW, marks.LEFT - 4, axes.BASE + 120, size=14) if few else "",
    )


def _mark(name: str, part: float, share: float, paint: str) -> str:
    x, y = marks.number(axes.along(part)), marks.number(axes.up(share))
    return f'<circle class="dot {name}" cx="{x}" cy="{y}" r="4.5" {paint}/>'


def _legend(last: Rung, blue: str) -> list[str]:
    """Return what each line is, with its end, and what stands below the ground."""
    end = _SHORT[last.number - 1]
    lines = (
        ("", f"all tried again: {short_of_hundred(last.upper)} by the {end}; too hopeful"),
        ('stroke-dasharray="2 5"', f"as it was: {short_of_hundred(last.lower)} by the {end}"),
    )
    drawn = [marks.words("below: asks that got that try", marks.LEFT - 4, axes.BASE + 60, size=14)]
    for place, (dash, text) in enumerate(lines):
        y = axes.BASE + 80 + 20 * place
        drawn.append(
            f'<path class="key" d="M{marks.LEFT - 4} {marks.number(y - 5)}h26" fill="none" '
            f'stroke-width="2.4" {dash} style="stroke:{blue}"/>'
        )
        drawn.append(marks.words(text, marks.LEFT + 28, y, size=14))
    return drawn


def sentence(rungs: tuple[Rung, ...]) -> str:
    """Return what trying again brought, with its counts, and no more than that."""
    if not rungs:
        return "We can't tell yet: nothing has gone out so far."
    first = rungs[0].attempt
    asks = "your one ask" if first.asks == 1 else f"{count(first.asks)} asks"
    told = f"The first try of {asks} brought {_answers(first.answered)}."
    if len(rungs) == 1:
        return f"{told} None was tried a second time, so we can't tell whether that pays."
    again = rungs[1].attempt
    told += (
        f" {count(again.asks).capitalize()} got a second, which brought {_answers(again.answered)}."
    )
    if len(rungs) > 2:  # noqa: PLR2004 - a third try
        third = rungs[2].attempt
        told += f" {count(third.asks).capitalize()} got a third: {_answers(third.answered)}."
    if again.asks < FEWEST:
        return f"{told} From so few we can't tell yet whether it pays."
    last = rungs[min(len(rungs), 3) - 1]
    if last.upper <= 0.0:
        return f"{told} What a further try would bring, we can't tell yet."
    low, high = short_of_hundred(last.lower), of_hundred(last.upper)
    between = f"about {high}" if high.startswith(f"{low} ") else f"between {low} and {high}"
    return f"{told} By the {_NAMES[last.number - 1]} try, {between} are answered."


def _answers(many: int) -> str:
    return "no answer" if many == 0 else "one answer" if many == 1 else f"{count(many)} answers"


def alt(rungs: tuple[Rung, ...]) -> str:
    """Return the band in words."""
    told = "; ".join(
        f"by the {_NAMES[one.number - 1]} try {short_of_hundred(one.lower)} to "
        f"{of_hundred(one.upper)}"
        for one in rungs
    )
    return f"{sentence(rungs)} {told[:1].upper()}{told[1:]}." if told else sentence(rungs)


def rows(rungs: tuple[Rung, ...]) -> list[Row]:
    """Return the band as a table, a row a try."""
    return [
        {
            "Try": _NAMES[one.number - 1],
            "Asks that got it": one.attempt.asks,
            "Answered then": one.attempt.answered,
            "Still open or let rest": sum(one.attempt.left_by_age),
            "At least": of_hundred(one.lower),
            "At most": of_hundred(one.upper),
        }
        for one in rungs
    ]
