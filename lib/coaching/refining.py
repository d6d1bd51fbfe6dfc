"""Refining: what to change the next time, noted after an answer or where an ask was let rest.

One small look back goes into the next request (rule S1-18). It is kept as an exercise of its own
name, dated, so that what came before and after it can be told apart.
"""

from __future__ import annotations

from datetime import date

from lib.coaching.exercises import Exercise
from lib.coaching.workbook import Each, Records, Sorted

NAME = "change one thing"
"""The exercise under which a change is kept."""


def _change(exercise: Exercise) -> tuple[date, str] | None:
    if exercise.name != NAME or exercise.on is None or exercise.not_for_me:
        return None
    return (exercise.on, exercise.id)


CHANGES = Sorted(Each(Exercise), _change)
"""The changes named so far, by day."""


def newest(records: Records) -> Exercise | None:
    """Return the change named last; None where there is none yet."""
    entries = records.index(CHANGES).entries
    return records.get(Exercise, entries[-1][-1]) if entries else None


def named(row: str, what: str, today: date) -> Exercise:
    """Return a change to keep.

    Args:
        row: its id, fixed when the tap was drawn.
        what: one thing, in the guide's words or the owner's.
        today: the owner's day.
    """
    return Exercise(id=row, name=NAME, on=today, answer=what)
