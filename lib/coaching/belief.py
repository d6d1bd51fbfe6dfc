"""Belief: what someone noted on the way from what they expected to what they found.

Resetting a belief is staged (`product.md`, What happened): a guess before any number, one's own
sent folder, one picture of what others expected, a new guess at once, one's own answers as
envelopes, one more guess, then what one would tell Sam. Each step leaves an exercise behind, and
this file alone knows how it is written there. Nothing here is a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from lib.coaching.contacts import Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.text import is_blank
from lib.coaching.workbook import Records

TALLY, BOTH_WAYS, ENVELOPE, SAM, ONE_CHANGE = (
    "tally",
    "both ways",
    "envelope",
    "sam",
    "one change",
)
"""Names of the exercises: the sent folder counted, the picture seen, an envelope opened (its
`answer` is the guess's id), what one would tell Sam, one thing to change with one kind."""
AGAIN = {1: "guess again", 2: "guess after the envelope"}
"""Which guess an exercise marks as the second and the third; its `answer` is the guess's id."""
_BLIND = re.compile(r"guess: (\d+)")


class Stage(Enum):
    """The next step of resetting a belief."""

    GUESS = "a guess before any number"
    COUNT = "count one's own sent folder"
    PICTURE = "what others expected"
    GUESS_AGAIN = "a new guess"
    OPEN = "an envelope can be opened"
    LAST_GUESS = "guess once more"
    SAM = "what one would tell Sam"


@dataclass(frozen=True, slots=True)
class Tally:
    """One's last messages: guessed blind, then counted in the sent folder."""

    exercise: Exercise
    guessed: int | None
    """How many of ten were guessed to have been answered; None where nothing was guessed."""

    @property
    def is_counted(self) -> bool:
        """True once both numbers are there."""
        return self.exercise.count_of is not None and self.exercise.count is not None

    @property
    def is_over(self) -> bool:
        """True once it is counted or waved away."""
        return self.is_counted or self.exercise.not_for_me


def _named(records: Records, name: str) -> Iterator[Exercise]:
    """Return the exercises of a name, oldest first."""
    found = [one for one in records.all(Exercise).values() if one.name == name]
    return iter(sorted(found, key=lambda one: (one.on or date.min, one.version, one.id)))


def _newest(records: Records, name: str) -> Exercise | None:
    return next(iter([*_named(records, name)][::-1]), None)


def tally(records: Records) -> Tally | None:
    """Return the newest count of one's own sent folder; None where none was begun."""
    found = _newest(records, TALLY)
    if found is None:
        return None
    blind = _BLIND.match(found.answer)
    return Tally(found, None if blind is None else min(int(blind[1]), OF))


def guess_written(number: int) -> str:
    """Return how the answer of an exercise says a guess, none to ten."""
    return f"guess: {number}"


def guessed_blind(number: int, today: date) -> Exercise:
    """Return the exercise that keeps a guess about one's last ten messages."""
    return Exercise(name=TALLY, on=today, answer=guess_written(number))


def counted(begun: Tally, looked_at: int, answered: int) -> Exercise:
    """Return the tally with what was counted; never more answered than looked at."""
    of = min(max(looked_at, 1), OF)
    return replace(begun.exercise, count_of=of, count=min(max(answered, 0), of))


def may_guess_blind(records: Records) -> bool:
    """Return whether one's last ten may still be guessed: neither counted yet nor waved away."""
    found = tally(records)
    return found is None or not found.is_over


def found_in_history(records: Records, guessed: int, answered: int, today: date) -> Exercise:
    """Return the tally of a guess and of what one's last ten talks say, both at once.

    Args:
        records: the workbook; a count that was begun there is ended.
        guessed: how many of ten were guessed to have been answered, before any count was seen.
        answered: how many were.
        today: the owner's day.
    """
    blind, begun = guessed_blind(guessed, today), tally(records)
    if begun is not None and not begun.is_over:
        blind = replace(begun.exercise, answer=blind.answer)
    return counted(Tally(blind, guessed), OF, answered)


def may_see_published(records: Records) -> bool:
    """Return whether a published number may be in sight: never before a guess of one's own."""
    return bool(records.all(Guess))


def seen_both_ways(records: Records) -> bool:
    """Return whether the picture of what others expected was looked at, or waved away."""
    return _newest(records, BOTH_WAYS) is not None


def guess_of_turn(records: Records, turn: int) -> Exercise | None:
    """Return what marks the second (1) or third (2) guess; None where it was not made."""
    return _newest(records, AGAIN[turn])


def turn_of(records: Records, guess: Guess) -> int:
    """Return 0 for a guess made before any number, 1 after the picture, 2 after an envelope.

    Two guesses may be locked by one message: their day tells nothing, this tells which came first.
    """
    return max(
        (
            turn
            for turn, name in AGAIN.items()
            if any(one.answer == guess.id for one in _named(records, name))
        ),
        default=0,
    )


def opened(records: Records) -> frozenset[str]:
    """Return the ids of the guesses whose envelopes were opened by a tap."""
    return frozenset(one.answer for one in _named(records, ENVELOPE))


def told_sam(records: Records) -> Exercise | None:
    """Return what one told Sam; None where nothing was written, or it was waved away."""
    found = _newest(records, SAM)
    return None if found is None or is_blank(found.answer) else found


def met_sam(records: Records) -> bool:
    """Return whether Sam was answered or waved away."""
    return _newest(records, SAM) is not None


@dataclass(frozen=True, slots=True)
class OneChange:
    """One thing changed with one kind of contact, from a day on (rule S3-12)."""

    kind: Kind
    on: date
    words: str


def change_kept(kind: Kind, words: str, today: date) -> Exercise:
    """Return the exercise that keeps one thing to change."""
    return Exercise(name=ONE_CHANGE, on=today, answer=f"{kind.name}: {words}")


def changes(records: Records) -> tuple[OneChange, ...]:
    """Return what was changed with which kind, oldest first."""
    found = []
    for one in _named(records, ONE_CHANGE):
        name, _, words = one.answer.partition(": ")
        if name in Kind.__members__ and one.on is not None:
            found.append(OneChange(Kind[name], one.on, words))
    return tuple(found)


def stage(records: Records, *, reached: int, ready: bool) -> Stage | None:
    """Return the one next step; None where there is none to take today.

    An envelope that is ready waits for nothing but the first guess: it is one's own answers.

    Args:
        records: the workbook.
        reached: how many asks reached someone: without any there is nothing to look back on.
        ready: whether an envelope could be opened and is not.
    """
    count = tally(records)
    steps = (
        (Stage.GUESS, may_see_published(records)),
        (Stage.OPEN, not ready),
        (Stage.COUNT, count is not None and count.is_over),
        (Stage.PICTURE, seen_both_ways(records)),
        (Stage.GUESS_AGAIN, guess_of_turn(records, 1) is not None),
    )
    if reached == 0:
        return None
    for one, is_done in steps:
        if not is_done:
            return one
    if not opened(records):
        return None
    if guess_of_turn(records, 2) is None:
        return Stage.LAST_GUESS
    return None if met_sam(records) else Stage.SAM
