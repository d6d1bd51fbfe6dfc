"""Talking: what do a coach and a client speak about? Three things, from what the coach sees.

The two reasons that weigh most, then what became of the guesses: success there is not a lower guess
but a nearer one (`product.md`, Resetting a belief). Where there is less, what went well comes, and
the next step. The questions are the guide's and come as an argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from lib.coaching import belief
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.ladder import days_after
from lib.coaching.workbook import COURSES, Records, Sorted

MANY = 3
"""Things to talk about: more is a list, not a talk."""
REASONS = 2
"""Of them, at most so many from the reasons, so that the guesses have their place."""
OF_GUESSES = "GUESS"
"""The reason that speaks of the guesses already."""


class Topic(Enum):
    """What to talk about beside the reasons."""

    NOT_GUESSED = "no guess yet"
    OPEN_GUESS = "a guess that is open"
    NEARER = "a guess beside what happened"
    WELL = "what went well"
    NEXT = "the next step"


class Reason(Protocol):
    """Why a client needs their coach."""

    @property
    def why(self) -> Enum:
        """Names the question."""

    @property
    def words(self) -> str:
        """The reason in a few words."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to talk about."""

    reason: str
    """Why; empty where no reason leads to it."""
    question: str
    """The guide's, to open with."""


def points(
    records: Records, found: Sequence[Reason], questions: Mapping[str, str]
) -> tuple[Point, ...]:
    """Return what to talk about: one thing at least, three at most.

    Args:
        records: the workbook, as the coach is shown it.
        found: why the client needs their coach, what weighs most first.
        questions: the guide's, by the name of the reason or the topic.
    """
    from_reasons = [
        Point(one.words, questions[one.why.name]) for one in found if one.why.name in questions
    ]
    chosen = from_reasons[:REASONS]
    if all(one.why.name != OF_GUESSES for one in found[:REASONS]):
        chosen.append(Point("", questions[_of_guesses(records).name]))
    if records.index(_ANSWERS).entries:
        chosen.append(Point("", questions[Topic.WELL.name]))
    chosen += from_reasons[REASONS:]
    chosen.append(Point("", questions[Topic.NEXT.name]))
    return tuple(chosen[:MANY])


_ANSWERS = Sorted(
    COURSES, lambda one: (one.reply.on, one.ask.id) if one.reply is not None else None
)
"""Asks that were answered, by the day of the answer."""


def _of_guesses(records: Records) -> Topic:
    if any(one.name == belief.ENVELOPE for one in records.all(Exercise).values()):
        return Topic.NEARER
    return Topic.OPEN_GUESS if records.all(Guess) else Topic.NOT_GUESSED


def looks_back_to(session_on: date | None, today: date, days: int) -> date:
    """Return the day since when a session page tells what happened.

    Args:
        session_on: the session that was noted; one that is still to come is no last one.
        today: the client's day.
        days: how far to look back where none was noted.
    """
    if session_on is not None and session_on < today:
        return session_on
    return days_after(today, -days)
