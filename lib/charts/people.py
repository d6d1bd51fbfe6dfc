"""A run of silences among 100 people: to how many of them does it happen by chance alone?"""

from functools import lru_cache

from lib.charts import marks, sentences

PEOPLE = 100
_HEAD = 26
"""Units for the words above them."""


def people_of(share: float) -> int:
    """Return how many of 100 people stand for a share of 0 to 1, rounded to the nearest."""
    return min(max(int(PEOPLE * share + 0.5), 0), PEOPLE)


@lru_cache(maxsize=128)
def runs_of_silence(share: float, run: int, asks: int, *, mine: bool) -> str:
    """Return 100 little people, those filled who meet such a run somewhere in their asks, as SVG.

    Args:
        share: the chance of it, 0 to 1: `silence.runs_at_my_rate(...)[run - 1]`, or
            `silence.run_somewhere(0.1, run, asks)` for the example of one in ten.
        run: so many silences in a row.
        asks: within so many asks.
        mine: True where the share is at one's own rate, False where it is at one in ten.
    """
    filled = people_of(share)
    names = ["with"] * filled + ["without"] * (PEOPLE - filled)
    top = _HEAD + marks.ACROSS * marks.CELL + 10
    lines: list[tuple[str | None, str]] = [
        ("with", sentences.people_with(share)),
        ("without", sentences.people_without(share)),
    ]
    if not mine:
        lines.append((None, sentences.AT_ONE_IN_TEN))
    return marks.frame(
        sentences.TITLE_SILENCE,
        sentences.silence_alt(share, run, asks, mine=mine),
        top + 28 * len(lines) + 4,
        marks.words(sentences.people_head(run, asks), marks.LEFT + 5, 16),
        marks.icons_in_rows(names, _HEAD),
        marks.legend(lines, top),
    )
