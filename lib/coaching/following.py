"""Following up: of the next tries that came due, how many were done?

Without following up it hardly matters how much one networks (rule S4-1), and most people try
feebly or not at all (S4-2): so this is a number in front. A next try is any message after the first
of an ask, as the ladder counts them. What was answered, let rest or never arrived before its next
try came due has none; what was put off has none yet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from lib.coaching.asks import Course
from lib.coaching.contacts import Contact
from lib.coaching.derived import DerivedOfAsks
from lib.coaching.ladder import Ladder, next_rung
from lib.coaching.workbook import COURSES, Records, Sorted


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Next tries that came due; unit: messages."""

    done: int
    waiting: int
    """Due by today and not done."""

    @property
    def due(self) -> int:
        """All that came due."""
        return self.done + self.waiting


def _further(course: Course) -> tuple[int, str] | None:
    """Return (tries after the first, id) of an ask that was followed up."""
    tries = len(course.attempts) - 1
    return (tries, course.ask.id) if tries > 0 else None


FOLLOWED_UP = Sorted(COURSES, _further)
"""Asks with more than one attempt, by how many more."""


@dataclass(frozen=True, slots=True)
class _Following(DerivedOfAsks[tuple[date, str]]):
    """Index: (day the next try is due, ask) of each ask that stands before one."""

    ladder: Ladder

    def value(self, records: Records, row: str) -> tuple[date, str] | None:
        """Return when one ask's next try is due."""
        course = records.index(COURSES).get(row)
        if course is None:
            return None
        contact = records.get(Contact, course.ask.contact)
        has_referrer = contact is not None and contact.mutual_contact is not None
        due = next_rung(self.ladder, course, has_referrer=has_referrer)
        if due is None or due.kind is None:
            return None
        return (max(due.due_on, course.ask.later_until or due.due_on), row)


@cache
def _by_day(ladder: Ladder) -> Sorted[tuple[date, str]]:
    return Sorted(_Following(ladder), lambda one: one)


def follow_ups(records: Records, ladder: Ladder, today: date) -> FollowUps:
    """Return how many next tries came due by today, and how many were done.

    Args:
        records: the workbook.
        ladder: the guide's.
        today: the owner's day.
    """
    entries = records.index(_by_day(ladder)).entries
    waiting = bisect_left(entries, (today, "\U0010ffff"))
    return FollowUps(_done(records.index(FOLLOWED_UP).entries), waiting)


def _done(entries: Sequence[tuple[Any, ...]]) -> int:
    """Return the sum of the tries, each number of them counted once however many asks have it."""
    done = place = 0
    while place < len(entries):
        tries = entries[place][0]
        following = bisect_left(entries, (tries + 1,))
        done, place = done + tries * (following - place), following
    return done
