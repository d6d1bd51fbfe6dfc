"""Guesses: ten messages like this, how many answered within 14 days, and what came of it?

S8 of `expectations.md`. A guess is about the next ten asks sent after it. It lies in its envelope
until ten have gone out and the last of them is 14 days old, and is compared only with answers
within 14 days of each ask's first attempt: scored earlier, the quick answers would flatter it. That
is not the reply rate, which waits 30 days. What bounced reached nobody; the next ask takes its
place.

A guess has only a day, and its owner may have sent something earlier on the day it was locked. The
action that sends the first ask after a guess also locks it, and a row's version is the number of
the action that last changed it: so the asks of that day which are the guess's own are those whose
first attempt was not saved by an earlier action, nor, where both moments are known, sent earlier.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lib.coaching import belief
from lib.coaching.asks import Course
from lib.coaching.guesses import OF, WINDOW_DAYS, Guess
from lib.coaching.workbook import COURSES, Records
from lib.expectations.tally import SENT


@dataclass(frozen=True, slots=True)
class Waiting:
    """A guess in its envelope."""

    guess: Guess
    sent: int
    """How many of its ten have gone out: 0 to 10."""
    over: int
    """Of how many the 14 days are over."""
    answered: int
    """How many of those over were answered within their 14 days."""
    opens_on: date | None
    """The day the envelope opens; None until all ten have gone out."""

    @property
    def in_envelope(self) -> int:
        """How many of the ten are still unknown: not sent, or younger than 14 days."""
        return OF - self.over


@dataclass(frozen=True, slots=True)
class Judged:
    """A guess beside what happened."""

    guess: Guess
    actual: int
    """How many of the ten were answered within 14 days: 0 to 10."""
    opened_on: date
    """The day the tenth ask became 14 days old."""

    @property
    def gap(self) -> int:
        """Guess minus actual: above 0 too hopeful, below 0 too gloomy."""
        return self.guess.of_ten - self.actual


def answered_in_time(course: Course) -> bool:
    """Return True where the first answer came within 14 days of the first attempt."""
    if course.reply is None or course.first_on is None:
        return False
    return course.reply.on - course.first_on <= timedelta(days=WINDOW_DAYS)


def _its_own(records: Records, guess: Guess, locked_on: date) -> list[Course]:
    """Return the first ten asks after a guess, in the order in which they went out."""
    courses, sent = records.index(COURSES), records.index(SENT).entries
    begin = bisect_left(sent, (locked_on.toordinal(),))
    following = bisect_left(sent, (locked_on.toordinal() + 1,))
    same_day = [courses[row] for *_, row in sent[begin:following]]
    later = [courses[row] for *_, row in sent[following : following + OF]]
    return [*_not_before(same_day, guess), *later][:OF]


def _not_before(same_day: list[Course], guess: Guess) -> list[Course]:
    """Return those asks of the day a guess was locked that went out after it.

    All of them where none was saved since: then the guess itself was saved anew (taken back and
    restored), and its number tells nothing.
    """
    since = [one for one in same_day if one.attempts[0].version >= guess.version]
    locking = [
        one.attempts[0].at
        for one in since
        if one.attempts[0].version == guess.version and one.attempts[0].at is not None
    ]
    if not since or not locking:
        return since or same_day
    begun = min(locking)
    return [
        one
        for one in same_day
        if (
            one.attempts[0].version >= guess.version
            if (moment := one.attempts[0].at) is None
            else moment >= begun
        )
    ]


def compare(records: Records, guess: Guess, today: date) -> Waiting | Judged:
    """Return one guess beside what happened, or in its envelope.

    Args:
        records: the workbook's records.
        guess: one of them.
        today: the owner's day.
    """
    ten: list[Course] = []
    if guess.locked_on is not None:
        ten = _its_own(records, guess, guess.locked_on)
    window = timedelta(days=WINDOW_DAYS)
    over = [one for one in ten if one.first_on is not None and today - one.first_on >= window]
    answered = sum(answered_in_time(one) for one in over)
    last_on = ten[-1].first_on if len(ten) == OF else None
    if last_on is None:
        return Waiting(guess, len(ten), len(over), answered, None)
    if today - last_on < window:
        return Waiting(guess, OF, len(over), answered, last_on + window)
    return Judged(guess, answered, last_on + window)


def compared(records: Records, today: date) -> tuple[Waiting | Judged, ...]:
    """Return every guess of a workbook, compared, oldest first."""
    guesses = sorted(
        records.all(Guess).values(),
        key=lambda one: (
            one.locked_on or one.made_on,
            one.made_on,
            belief.turn_of(records, one),
            one.id,
        ),
    )
    return tuple(compare(records, one, today) for one in guesses)


def nearer(judged: Sequence[Judged]) -> bool | None:
    """Return True where the third guess came nearer than the first, None before there are three.

    Args:
        judged: oldest first.
    """
    third = 3
    if len(judged) < third:
        return None
    return abs(judged[third - 1].gap) < abs(judged[0].gap)
