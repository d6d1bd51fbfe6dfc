"""Exercises: one small thing a day, filled in; never again after "not for me".

A tally ("my last ten messages, so many answered") is one with two numbers.
"""

from dataclasses import dataclass, field
from datetime import date

from lib.coaching.records import NOTE_LIMIT, Record, column

YES, NOT_YET = "yes", "not yet"
"""What is kept of a tick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise(Record):
    """One exercise of the guide, filled in or waved away."""

    name: str = field(metadata=column("Exercise", required=True))
    """The name of the guide's exercise."""
    on: date | None = field(default=None, metadata=column("Day"))
    answer: str = field(default="", metadata=column("Answer", limit=NOTE_LIMIT))
    count_of: int | None = field(default=None, metadata=column("Out of", lowest=0))
    count: int | None = field(default=None, metadata=column("Count", lowest=0))
    done: bool | None = field(default=None, metadata=column("Then done"))
    """Whether the thing was then done in the world."""
    not_for_me: bool = field(default=False, metadata=column("Not for me"))
