"""What of a workbook goes into the sheet of its workshop? What was tapped and what was counted.

A facilitator may keep a sheet of a workshop. It holds, of everybody who is in: the exercises of the
room, with the options that were tapped and the numbers that were counted; guesses; and the invented
people, with how they were rated. No word that somebody typed goes there: whatever stands in a
workbook about a person they know, a name, a number, a note, a line of a message, is left out
because it was typed, not because it was recognised. An invented person whose name was changed is
invented no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lib.coaching.contacts import STRONGEST, Contact
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.practice import exercise_id
from lib.coaching.text import is_blank

INVENTED: Final = "Invented, for practice."
"""The note on an invented person."""
_GUESS: Final = "A guess about the next ten"
_PERSON: Final = "An invented person"


@dataclass(frozen=True, slots=True)
class Tapped:
    """An exercise of the room."""

    title: str
    lines: Mapping[str, str]
    """Each line of an answer that comes of a tap, as it is kept, and what it says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a room is asked, in the words of the guide."""

    exercises: Mapping[str, Tapped]
    """By name."""
    invented: tuple[str, ...]
    """The names of the people who are put in where a room practises on invented ones."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One row of a workshop's sheet, but for whose it is."""

    row: str
    """The id of the record."""
    what: str
    said: str
    count: int | None
    count_of: int | None
    on: date | None


def invented_person(workbook: str, name: str) -> Contact:
    """Return an invented person, to be put into a workbook: the same one each time."""
    return Contact(id=_invented_id(workbook, name), name=name, notes=INVENTED)


def _invented_id(workbook: str, name: str) -> str:
    return exercise_id(workbook, f"invented {name}")


def invented_ids(workbooks: Iterable[str], asked: Asked) -> dict[str, str]:
    """Return the ids that invented people have in some workbooks, each with the name it is for."""
    return {_invented_id(one, name): name for one in workbooks for name in asked.invented}


def of_exercise(row: Exercise, asked: Asked) -> Handed | None:
    """Return what is handed on of an exercise; None where it is not the room's, or not filled in.

    Of the answer, the lines that come of a tap; a line that differs from them by one letter was
    typed.
    """
    tapped = asked.exercises.get(row.name)
    if tapped is None or row.not_for_me or (is_blank(row.answer) and row.count is None):
        return None
    lines = dict.fromkeys(one.strip() for one in row.answer.split("\n"))
    said = [tapped.lines[one] for one in lines if one in tapped.lines]
    return Handed(row.id, tapped.title, "; ".join(said), row.count, row.count_of, row.on)


def of_guess(row: Guess) -> Handed:
    """Return what is handed on of a guess."""
    return Handed(row.id, _GUESS, "", row.of_ten, OF, row.made_on)


def of_contact(row: Contact, invented: Mapping[str, str]) -> Handed | None:
    """Return what is handed on of a contact; None where it is not an invented one as it was put in.

    Args:
        row: of the contact, id, name, kind and tie strength are read.
        invented: the ids of invented people, with their names.
    """
    name = invented.get(row.id)
    if name is None or row.name != name:
        return None
    known = "" if row.kind is None else f": {row.kind.value}"
    of = None if row.strength is None else STRONGEST
    return Handed(row.id, _PERSON, f"{name}{known}", row.strength, of, None)
