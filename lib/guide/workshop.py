"""The workshop as the guide has it: the hour step by step, a second sitting, the room's exercises.

What a step says and asks is a coach's to change. What counts as done, and what a room may then see,
are names of `lib.coaching.workshop`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lib.guide.files import GuideError
from lib.guide.practice import Exercise, exercise_of
from lib.guide.reader import number, read_entry

FILE = "workshop.toml"
PAGES = ("start", "today", "people", "ask", "review")
"""Pages a step may lead to, by the end of their address."""
OWN = ("tally", "guess-again", "quiz-again")
"""What a step may ask that is no exercise of this file: the page draws it in its own way."""
MOST_MINUTES = 90


@dataclass(frozen=True, slots=True)
class RoomStep:
    """One step of a workshop."""

    name: str
    title: str
    says: str
    """What the facilitator says."""
    asks: str
    """What each person reads."""
    done: str
    """Stands after "41 of 58"."""
    minutes: int
    count: str
    """From when a person counts as done."""
    exercise: str
    """The room's exercise that it opens; empty for none."""
    page: str
    """The page that it leads to; empty for none."""
    reveals: tuple[str, ...]
    """What the room may then see."""
    rules: tuple[str, ...]
    source: str


@cache
def hour() -> tuple[RoomStep, ...]:
    """Return the steps of a workshop, in their order."""
    return _steps("hour")


@cache
def sitting() -> tuple[RoomStep, ...]:
    """Return the steps of the second sitting, in their order."""
    return _steps("sitting")


@cache
def room_exercises() -> Mapping[str, Exercise]:
    """Return the exercises that only a room does, by name."""
    names = read_entry(FILE, "exercises", kind=dict)
    return MappingProxyType({name: exercise_of(FILE, "exercises", name) for name in names})


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """The numbers of a workshop."""

    rated: int
    """People to rate."""
    spoken_seconds: int
    again_days: int
    run: int
    """The run of silences the room is shown."""


@cache
def room_numbers() -> RoomNumbers:
    """Return the numbers of a workshop."""
    return RoomNumbers(
        rated=number(FILE, "rated", lowest=1, highest=20),
        spoken_seconds=number(FILE, "spoken_seconds", lowest=5, highest=300),
        again_days=number(FILE, "again_days", lowest=1, highest=365),
        run=number(FILE, "run", lowest=2, highest=20),
    )


def _steps(part: str) -> tuple[RoomStep, ...]:
    return tuple(_step(part, name) for name in read_entry(FILE, part, kind=dict))


def _step(part: str, name: str) -> RoomStep:
    row = read_entry(FILE, part, name, kind=dict)
    words = {
        one: read_entry(FILE, part, name, one, kind=str)
        for one in ("title", "says", "asks", "done", "count", "source")
    }
    page, exercise = str(row.get("page", "")), str(row.get("exercise", ""))
    if page not in ("", *PAGES):
        message = f"{FILE} of the guide: {part} · {name} · page is one of {', '.join(PAGES)}"
        raise GuideError(message)
    if exercise and exercise not in (*OWN, *room_exercises()):
        message = f"{FILE} of the guide: {part} · {name} · exercise: there is no {exercise!r}"
        raise GuideError(message)
    return RoomStep(
        name=name,
        minutes=number(FILE, part, name, "minutes", lowest=1, highest=MOST_MINUTES),
        exercise=exercise,
        page=page,
        reveals=tuple(map(str, row.get("reveals", ()))),
        rules=tuple(map(str, read_entry(FILE, part, name, "rules", kind=list))),
        **words,
    )
