"""My rate beside my guess: twenty dots, each a one-in-twenty chance, over 0 to 10 answers of ten.

A quantile dotplot (Kay et al. 2016, Fernandes et al. 2018): chances become dots to count, and
nobody is led to take an interval's ends for limits. The axis always runs from 0 to 10.
"""

from functools import lru_cache

from lib.charts import marks, sentences
from lib.charts.palette import ANSWERED, GUESS, SILENT, css
from lib.expectations.reply_rate import NEXT, Rate, next_ten_before

DOTS = 20
"""Each stands for one chance in twenty."""
_FIRST, _STEP = 24.0, 31.2
_RADIUS, _PITCH = 5.4, 12.6
_TOP = 32.0
_FEWEST_ROWS = 4
_SMALL_RADIUS, _SMALL_PITCH = 3.2, 8.0


def quantile_dots(chances: tuple[float, ...]) -> tuple[int, ...]:
    """Return how many of twenty dots stand over each number of answers.

    Dot i stands over the smallest number that is reached with a probability of (i + 1/2)/20.

    Args:
        chances: the probability of 0, 1, 2, ... answers; the sum is 1.
    """
    dots = [0] * len(chances)
    number, reached = 0, chances[0]
    for place in range(DOTS):
        while reached < (place + 0.5) / DOTS and number < len(chances) - 1:
            number += 1
            reached += chances[number]
        dots[number] += 1
    return tuple(dots)


def at(answers: float) -> float:
    """Return where a number of answers stands on the axis, in units from the left."""
    return _FIRST + _STEP * answers


def _stack(dots: tuple[int, ...], base: float, *, ghost: bool, filled: bool) -> str:
    """Return dots in pairs: upward from the axis, or, for the ghost, small and hanging below."""
    radius, pitch = (_SMALL_RADIUS, _SMALL_PITCH) if ghost else (_RADIUS, _PITCH)
    way = 1 if ghost else -1
    paint = (
        f'style="fill:{css("answered", ANSWERED)}"'
        if filled
        else f'fill="none" stroke-width="1.6" style="stroke:{css("silent", SILENT)}"'
        if ghost
        else f'fill="none" stroke-width="1.8" style="stroke:{css("answered", ANSWERED)}"'
    )
    role = "ghost" if ghost else "dot"
    drawn = []
    for answers, many in enumerate(dots):
        for place in range(many):
            alone = place == many - 1 and many % 2 == 1
            x = at(answers) + (0 if alone else pitch / 2 * (1 if place % 2 else -1))
            y = base + way * (radius + 3 + place // 2 * pitch)
            drawn.append(
                f'<circle class="{role}" data-of="{answers}" cx="{marks.number(x)}" '
                f'cy="{marks.number(y)}" r="{radius - (0 if filled else 0.9):.1f}" {paint}/>'
            )
    return "".join(drawn)


def _axis(base: float) -> str:
    """Return the axis from 0 to 10 with every number, at a height."""
    left, right = marks.number(at(0) - 14), marks.number(at(NEXT) + 12)
    line = (
        f'<path class="axis" d="M{left} {marks.number(base)}H{right}" '
        'stroke="currentColor" stroke-width="1" fill="none"/>'
    )
    return line + "".join(
        marks.words(str(one), at(one), base + 18, "middle", 14) for one in range(NEXT + 1)
    )


def _marker(name: str, shape: str, answers: int, text: str, y: float) -> str:
    """Return a mark under the axis with its words beside it, on the side with more room."""
    right = answers <= NEXT / 2
    x = at(answers)
    return (
        f'<path class="{name}" data-of="{answers}" '
        f'transform="translate({marks.number(x)} {marks.number(y)})" {shape}/>'
    ) + marks.words(text, x + (13 if right else -13), y + 12, "start" if right else "end")


_GUESS_SHAPE = f'style="fill:{css("guess", GUESS)}" d="M0 0l8 13h-16z"'
_HAPPENED_SHAPE = (
    f'fill="none" stroke-width="2.4" style="stroke:{css("answered", ANSWERED)}" '
    'd="M0 0l7 7l-7 7l-7-7z"'
)


@lru_cache(maxsize=128)
def rate_beside_guess(
    rate: Rate,
    guess: int | None = None,
    happened: int | None = None,
    *,
    with_start: bool = False,
    whose: str = "your",
) -> str:
    """Return the rate as twenty dots over 0 to 10 answers, the guess marked beside it, as SVG.

    The dots are hollow while nothing can be told yet; the picture then says so.

    Args:
        rate: `reply_rate.reply_rate(...)`.
        guess: the newest guess, 0 to 10; None where there is none.
        happened: how many of a judged guess's ten were answered; None while it waits.
        with_start: draw where the workbook started, as a layer of its own below.
        whose: whose guess it is: "your", or an invented person's.
    """
    over = quantile_dots(rate.next_ten)
    base = _TOP + max(-(-max(over) // 2), _FEWEST_ROWS) * _PITCH
    y = base + 28
    below = []
    if guess is not None:
        below.append(_marker("guess", _GUESS_SHAPE, guess, sentences.guess_label(guess, whose), y))
        y += 26
    if happened is not None:
        text = sentences.happened_label(happened)
        below.append(_marker("happened", _HAPPENED_SHAPE, happened, text, y))
        y += 26
    if with_start:
        dots = quantile_dots(next_ten_before(rate.start))
        below.append(marks.words(sentences.START_LABEL, marks.LEFT + 5, y + 14, size=14))
        below.append(_stack(dots, y + 20, ghost=True, filled=False))
        y += 20 + 6 + -(-max(dots) // 2) * _SMALL_PITCH + 6
    lines = sentences.under_the_dots(rate)
    return marks.frame(
        sentences.TITLE_RATE,
        sentences.rate_alt(rate, guess, happened, with_start=with_start, whose=whose),
        y + 24 * len(lines) + 4,
        marks.words(sentences.AXIS_RATE, marks.LEFT + 5, 16),
        _stack(over, base, ghost=False, filled=rate.can_tell),
        _axis(base),
        *below,
        *(
            marks.words(text, marks.LEFT + 5, y + 16 + 24 * place, size=14)
            for place, text in enumerate(lines)
        ),
    )
