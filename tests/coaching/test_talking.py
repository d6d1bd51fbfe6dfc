"""Three things to talk about, whatever there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

import pytest

from lib import guide
from lib.coaching import belief
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.talking import MANY, Topic, looks_back_to, points
from lib.coaching.touches import Direction, Touch
from lib.coaching.workbook import of

DAY = date(2026, 3, 6)
QUESTIONS = guide.talk()


class Why(Enum):
    """Some reasons."""

    DRAFT = "a draft"
    GUESS = "a guess"
    QUIET = "no step"
    OTHER = "one without a question"


@dataclass(frozen=True)
class Because:
    """A reason, as the desk hands it over."""

    why: Why
    words: str = "a few words"


DRAFT, GUESS, QUIET = Because(Why.DRAFT), Because(Why.GUESS), Because(Why.QUIET)


def asked(*found: Because, rows: tuple[Record, ...] = ()) -> list[str]:
    """Return the questions for a workbook that has these reasons."""
    records = of([Cover(), *rows])
    return [one.question for one in points(records, found, QUESTIONS)]


@pytest.mark.parametrize("found", [(), (DRAFT,), (DRAFT, QUIET), (DRAFT, GUESS, QUIET)])
def test_three_at_most(found: tuple[Because, ...]) -> None:
    """Never more; and never nothing to talk about, nor one thing twice."""
    questions = asked(*found)
    assert 0 < len(questions) <= MANY
    assert len(set(questions)) == len(questions)


def test_the_reasons_come_first() -> None:
    """Then what became of the guesses."""
    assert asked(DRAFT, QUIET) == [
        QUESTIONS["DRAFT"],
        QUESTIONS["QUIET"],
        QUESTIONS[Topic.NOT_GUESSED.name],
    ]


def test_the_guesses_are_spoken_of_once() -> None:
    """Where they are a reason already, the next step takes the place."""
    assert asked(GUESS) == [QUESTIONS["GUESS"], QUESTIONS[Topic.NEXT.name]]


def test_how_far_the_guesses_are() -> None:
    """One that is open; one whose envelope was opened."""
    guess = Guess(of_ten=4, made_on=DAY)
    assert QUESTIONS[Topic.OPEN_GUESS.name] in asked(rows=(guess,))
    opened = Exercise(name=belief.ENVELOPE, on=DAY, answer="")
    assert QUESTIONS[Topic.NEARER.name] in asked(rows=(guess, opened))


def test_what_went_well_needs_an_answer() -> None:
    """It is not asked of somebody who has heard from nobody."""
    dana = Contact(name="Dana")
    ask = Ask(contact=dana.id)
    sent = Touch(contact=dana.id, ask=ask.id, on=DAY)
    back = Touch(contact=dana.id, ask=ask.id, on=DAY, direction=Direction.REPLY)
    assert QUESTIONS[Topic.WELL.name] not in asked(rows=(dana, ask, sent))
    assert QUESTIONS[Topic.WELL.name] in asked(rows=(dana, ask, sent, back))


def test_a_reason_without_a_question_is_passed_over() -> None:
    """A guide of the host's own may lack none of ours, and no page fails for one of theirs."""
    assert asked(Because(Why.OTHER)) == asked()


def test_since_when() -> None:
    """The session that was noted, if it is over; else some days back."""
    past, coming = DAY - timedelta(days=9), DAY + timedelta(days=2)
    assert looks_back_to(past, DAY, 14) == past
    assert looks_back_to(coming, DAY, 14) == looks_back_to(None, DAY, 14) == date(2026, 2, 20)
