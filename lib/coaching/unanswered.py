"""Asks without an answer: planned or sent, newest first; none that rests or never arrived."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lib.coaching.asks import Course
from lib.coaching.workbook import COURSES, Records, Sorted


def _entry(course: Course) -> tuple[int, str] | None:
    ask = course.ask
    if course.reply is not None or course.bounced or ask.let_go_on is not None:
        return None
    newest = course.last_on or ask.planned_on
    return (0 if newest is None else -newest.toordinal(), ask.id)


UNANSWERED = Sorted(COURSES, _entry)
"""Asks without an answer, by the day of their newest try, newest first."""


def count(records: Records) -> int:
    """Return how many asks are without an answer."""
    return len(records.index(UNANSWERED).entries)


def page(records: Records, number: int, size: int) -> Sequence[Course]:
    """Return one page of the asks without an answer, newest first.

    Args:
        records: the workbook.
        number: the page, from 1.
        size: asks a page.
    """
    courses, start = records.index(COURSES), (max(number, 1) - 1) * size
    entries = islice(records.index(UNANSWERED).entries, start, start + size)
    return [courses[row] for *_, row in entries]
