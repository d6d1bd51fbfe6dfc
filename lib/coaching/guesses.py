"""Guesses: "ten messages like this: how many will be answered within 14 days?", one tap, 0 to 10.

A guess is about the next ten asks sent after it and is locked when the first of them goes out
(`expectations.md`, S8).
"""

from dataclasses import dataclass, field
from datetime import date

from lib.coaching.records import Record, column

WINDOW_DAYS = 14
"""A guess is compared only with replies within these days of each ask's first attempt."""
OF = 10
"""A guess is about this many asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess(Record):
    """How many of the next ten asks will be answered within 14 days."""

    of_ten: int = field(metadata=column("Of ten", lowest=0, highest=OF))
    made_on: date = field(metadata=column("Guessed on"))
    locked_on: date | None = field(default=None, metadata=column("Locked on"))
    """The day the first ask after it went out; from then on it is never changed."""
