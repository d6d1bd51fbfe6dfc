"""What went well, and what one has done since: from the exercises, for the words that tell of it.

Rule S2-15: an old colleague is brought up to date with both. Words under no question are an answer
too.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lib.coaching.exercises import Exercise
from lib.coaching.paragraphs import parts_of
from lib.coaching.text import is_blank

if TYPE_CHECKING:
    from lib.coaching.workbook import Records

STORIES = ("stories", "successes")
UP_TO_DATE = ("up-to-date", "up to date")
MOST = 2
"""Stories told at once; more is a life's tale."""


def stories(records: Records) -> str:
    """Return one or two things that went well, as words of a sentence; empty where none is kept."""
    lines = [answer for _, answer in _lines(records, STORIES)][:MOST]
    return "; ".join(one.rstrip(".") for one in lines)


def since(records: Records) -> str:
    """Return what one has been doing; empty where it is not kept."""
    found = (answer for asked, answer in _lines(records, UP_TO_DATE) if "doing" in asked.casefold())
    return next(found, "").rstrip(".")


def _lines(records: Records, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the questions and answers of the newest exercise of these names that is filled in."""
    kept = [one for one in records.all(Exercise).values() if one.name in names and one.answer]
    if not kept:
        return []
    newest = max(kept, key=lambda one: (one.on or date.min, one.version, one.id))
    parts = parts_of(newest.answer)
    return [(asked, " ".join(told.split())) for asked, told in parts if not is_blank(told)]
