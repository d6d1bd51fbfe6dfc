"""Helpers: of those who answered, how many helped?

A helper is somebody who answered and helped (`product.md`, Words). The rate of helpers is not the
reply rate (S7 of `expectations.md`): the two are counted, and modelled, apart.
"""

from bisect import bisect_left
from dataclasses import dataclass

from lib.coaching.asks import Course
from lib.coaching.touches import Outcome
from lib.coaching.workbook import COURSES, Records, Sorted

UNTOLD, OTHERWISE, HELPED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Helping:
    """Answered asks whose outcome was told."""

    answered: int
    helped: int


def _entry(course: Course) -> tuple[int, str] | None:
    """Return (how it turned out, id) of an answered ask."""
    if course.reply is None:
        return None
    if course.helped:
        return (HELPED, course.ask.id)
    told = any(one.outcome not in (None, Outcome.BOUNCED) for one in course.replies)
    return (OTHERWISE if told else UNTOLD, course.ask.id)


_OUTCOMES = Sorted(COURSES, _entry)


def helped(records: Records) -> Helping:
    """Return how many answered asks helped; those whose outcome was never told are not counted."""
    entries = records.index(_OUTCOMES).entries
    untold = bisect_left(entries, (OTHERWISE,))
    return Helping(len(entries) - untold, len(entries) - bisect_left(entries, (HELPED,)))
