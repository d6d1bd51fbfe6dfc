"""Resetting a belief: the order of its steps, and what each of them leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lib.coaching import belief, workbook
from lib.coaching.belief import Stage
from lib.coaching.contacts import Kind
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.records import Record

DAY = date(2026, 3, 2)
FIRST = Guess(of_ten=6, made_on=DAY)
BLIND = belief.guessed_blind(5, DAY)
COUNTED = belief.counted(belief.Tally(BLIND, 5), 10, 2)
SEEN = Exercise(name=belief.BOTH_WAYS, on=DAY)
AGAIN = Exercise(name=belief.AGAIN[1], on=DAY, answer="second")
OPENED = Exercise(name=belief.ENVELOPE, on=DAY, answer=FIRST.id)
AFTER = Exercise(name=belief.AGAIN[2], on=DAY, answer="third")
SAM = Exercise(name=belief.SAM, on=DAY, answer="Nine say little. Ring one up.")


def book(*rows: Record) -> workbook.Records:
    """Return a workbook of these rows."""
    return workbook.of([Cover(), *rows])


@pytest.mark.parametrize(
    ("rows", "ready", "expected"),
    [
        ((), False, Stage.GUESS),
        ((BLIND,), False, Stage.GUESS),
        ((), True, Stage.GUESS),
        ((FIRST,), True, Stage.OPEN),
        ((FIRST,), False, Stage.COUNT),
        ((FIRST, BLIND), False, Stage.COUNT),
        ((FIRST, COUNTED), False, Stage.PICTURE),
        ((FIRST, replace(BLIND, not_for_me=True)), False, Stage.PICTURE),
        ((FIRST, COUNTED, SEEN), False, Stage.GUESS_AGAIN),
        ((FIRST, COUNTED, SEEN, AGAIN), False, None),
        ((FIRST, COUNTED, SEEN, AGAIN), True, Stage.OPEN),
        ((FIRST, COUNTED, SEEN, AGAIN, OPENED), False, Stage.LAST_GUESS),
        ((FIRST, COUNTED, SEEN, AGAIN, OPENED), True, Stage.OPEN),
        ((FIRST, COUNTED, SEEN, AGAIN, OPENED, AFTER), False, Stage.SAM),
        ((FIRST, COUNTED, SEEN, AGAIN, OPENED, AFTER, SAM), False, None),
        ((FIRST, COUNTED, SEEN, AGAIN, OPENED, AFTER, SAM), True, Stage.OPEN),
    ],
)
def test_one_step_at_a_time(
    rows: tuple[Record, ...],
    ready: bool,  # noqa: FBT001 - the parameter of a test, by name
    expected: Stage | None,
) -> None:
    """Each step waits for the one before it; an envelope that is ready waits for a guess alone."""
    assert belief.stage(book(*rows), reached=3, ready=ready) is expected


def test_nothing_to_look_back_on() -> None:
    """Before anything has reached anyone there is no step."""
    assert belief.stage(book(), reached=0, ready=False) is None


def test_no_published_number_before_a_guess() -> None:
    """Not even for someone who has seen the picture and took the guess back."""
    assert not belief.may_see_published(book(COUNTED, SEEN))
    assert belief.may_see_published(book(FIRST))


def test_the_tally_keeps_both_numbers() -> None:
    """The blind guess in words, the count in its two columns, held within bounds."""
    found = belief.tally(book(COUNTED))
    assert found is not None
    assert (found.guessed, found.exercise.count_of, found.exercise.count) == (5, 10, 2)
    assert found.is_counted
    few = belief.counted(found, 4, 9)
    assert (few.count_of, few.count) == (4, 4)
    begun = belief.tally(book(BLIND))
    assert begun is not None
    assert not begun.is_over
    assert belief.tally(book()) is None


@pytest.mark.parametrize("answer", ["", "guess: many", "GUESS"])
def test_a_tally_without_a_guess(answer: str) -> None:
    """Typed into a sheet, or counted from a file: the counts stand, no guess is made up."""
    found = belief.tally(book(Exercise(name="tally", answer=answer, count_of=10, count=3)))
    assert found is not None
    assert found.guessed is None
    assert found.is_over


def test_which_guess_came_first() -> None:
    """Locked by one message: the exercises say which came after the picture, which at the end."""
    second, third = Guess(of_ten=4, made_on=DAY), Guess(of_ten=3, made_on=DAY)
    records = book(
        FIRST,
        second,
        third,
        replace(AGAIN, answer=second.id),
        replace(AFTER, answer=third.id),
    )
    assert [belief.turn_of(records, one) for one in (FIRST, second, third)] == [0, 1, 2]


def test_what_sam_was_told() -> None:
    """One's own words; nothing where Sam was waved away."""
    assert belief.told_sam(book(SAM)) == SAM
    away = replace(SAM, answer="", not_for_me=True)
    assert belief.told_sam(book(away)) is None
    assert belief.met_sam(book(away))


def test_one_change_is_read_back() -> None:
    """Kind, day and words; what is no kind is passed over."""
    kept = belief.change_kept(Kind.COLLEAGUE, "ring up first", DAY)
    odd = Exercise(name=belief.ONE_CHANGE, on=DAY, answer="nobody: anything")
    (found,) = belief.changes(book(kept, odd))
    assert found == belief.OneChange(Kind.COLLEAGUE, DAY, "ring up first")
