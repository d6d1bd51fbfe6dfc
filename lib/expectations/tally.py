"""Tally: how many asks stand where on a day, and how long the unanswered ones have waited.

The state table of `expectations.md` ("The statistics"): answered, still open, silent, let go;
bounced apart; planned not counted, nor what was let go before it was ever sent. An ask counts as
silent from 30 whole days after its last attempt (`asks.HORIZON_DAYS`).

The counts hang on indexes that hold no clock (the day of the last attempt, the age at which an ask
was let go), so that the day only decides where to cut: a click costs the same with five asks and
with eight thousand.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from lib.coaching.asks import HORIZON_DAYS, AskState, Course
from lib.coaching.workbook import COURSES, Records, Sorted

LATER = HORIZON_DAYS + 1
"""Stands for every answer that took longer than the horizon."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one day; unit: asks. Hashable, so that statistics are kept by it."""

    answered: int = 0
    silent: int = 0
    open_by_age: tuple[int, ...] = (0,) * HORIZON_DAYS
    """How many still open asks had their last attempt 0, 1, ... 29 days ago."""
    let_go_by_age: tuple[int, ...] = (0,) * (HORIZON_DAYS + 1)
    """How many asks were let go 0, 1, ... 29, and 30 or more days after their last attempt."""
    bounced: int = 0
    """Reached nobody: in no rate."""
    answered_on_day: tuple[int, ...] = (0,) * (LATER + 1)
    """How many answers came on the 1st, 2nd, ... 30th day of their newest attempt (the day of the
    attempt is the 1st; place 0 is empty), and later (place 31). An answer to an ask without any
    recorded attempt is in none."""

    @property
    def open(self) -> int:
        """How many are still open."""
        return sum(self.open_by_age)

    @property
    def let_go(self) -> int:
        """How many were let rest before they were silent."""
        return sum(self.let_go_by_age)

    @property
    def reached(self) -> int:
        """How many asks reached someone: answered, still open, silent and let go."""
        return self.answered + self.open + self.silent + self.let_go

    @property
    def shown(self) -> int:
        """How many asks are drawn as icons: answered, still open and silent."""
        return self.answered + self.open + self.silent


def _answered(course: Course) -> tuple[Any, ...] | None:
    """Return (day on which the answer came, id); day 0 where no attempt is known."""
    if course.reply is None:
        return None
    before = [one.on for one in course.attempts if one.on <= course.reply.on]
    if not course.attempts:
        return (0, course.ask.id)
    newest = before[-1] if before else course.reply.on
    return (min((course.reply.on - newest).days + 1, LATER), course.ask.id)


def _waiting(course: Course) -> tuple[Any, ...] | None:
    """Return (last attempt's day, id) of an ask that is still open or silent."""
    if course.reply is not None or course.bounced or course.ask.let_go_on is not None:
        return None
    last = course.last_on
    return None if last is None else (last.toordinal(), course.ask.id)


def _let_go(course: Course) -> tuple[Any, ...] | None:
    """Return (age when let go, id) of an ask that was sent and let go."""
    last, let_go_on = course.last_on, course.ask.let_go_on
    if course.reply is not None or course.bounced or last is None or let_go_on is None:
        return None
    return (min(max((let_go_on - last).days, 0), HORIZON_DAYS), course.ask.id)


def _bounced(course: Course) -> tuple[Any, ...] | None:
    """Return (id,) of an ask that bounced."""
    return (course.ask.id,) if course.reply is None and course.bounced else None


def _sent(course: Course) -> tuple[Any, ...] | None:
    """Return (first attempt's day, its moment, id) of an ask that was sent and did not bounce."""
    if not course.attempts or (course.reply is None and course.bounced):
        return None
    first = course.attempts[0]
    moment = 0.0 if first.at is None else first.at.timestamp()
    return (first.on.toordinal(), moment, course.ask.id)


ANSWERED = Sorted(COURSES, _answered)
"""Answered asks by the day on which the answer came."""
WAITING = Sorted(COURSES, _waiting)
"""Still open and silent asks by the day of their last attempt."""
LET_GO = Sorted(COURSES, _let_go)
"""Asks let go by their age at that time."""
BOUNCED = Sorted(COURSES, _bounced)
"""Asks that reached nobody."""
SENT = Sorted(COURSES, _sent)
"""Every ask that reached someone, in the order in which they first went out."""


def _histogram(entries: list[tuple[Any, ...]], places: range) -> tuple[int, ...]:
    """Return how many entries begin with each number of a range."""
    cuts = [bisect_left(entries, (one,)) for one in (*places, places.stop)]
    return tuple(after - before for before, after in pairwise(cuts))


def tally(records: Records, today: date, newest: int | None = None) -> Tally:
    """Return how many asks stand where.

    Args:
        records: the workbook's records.
        today: the owner's day.
        newest: count only so many asks, those that went out last (and did not bounce); None for
            all. Bounced asks are counted over the whole workbook in either case.
    """
    if newest is not None:
        return _tally_of_newest(records, today, newest)
    answered = records.index(ANSWERED).entries
    waiting = records.index(WAITING).entries
    day = today.toordinal()
    first_open = day - HORIZON_DAYS + 1
    by_day = _histogram(waiting, range(first_open, day + 1))
    # What was sent "tomorrow" (a traveller's time zone) is as old as what was sent today.
    ahead = len(waiting) - bisect_left(waiting, (day + 1,))
    by_age = [*reversed(by_day)]
    by_age[0] += ahead
    on_day = _histogram(answered, range(LATER + 1))
    return Tally(
        answered=len(answered),
        silent=bisect_left(waiting, (first_open,)),
        open_by_age=tuple(by_age),
        let_go_by_age=_histogram(records.index(LET_GO).entries, range(HORIZON_DAYS + 1)),
        bounced=len(records.index(BOUNCED).entries),
        answered_on_day=(0, *on_day[1:]),
    )


def _tally_of_newest(records: Records, today: date, newest: int) -> Tally:
    """Return the tally of the asks that went out last."""
    courses = records.index(COURSES)
    sent = records.index(SENT).entries
    answered = silent = 0
    open_by_age, let_go_by_age = [0] * HORIZON_DAYS, [0] * (HORIZON_DAYS + 1)
    on_day = [0] * (LATER + 1)
    for *_, row in sent[max(len(sent) - max(newest, 0), 0) :]:
        one = courses[row]
        state = one.state(today)
        if state is AskState.ANSWERED:
            answered += 1
            on_day[(_answered(one) or (0,))[0]] += 1
        elif state is AskState.SILENT:
            silent += 1
        elif state is AskState.OPEN:
            open_by_age[max((today - (one.last_on or today)).days, 0)] += 1
        else:
            let_go_by_age[(_let_go(one) or (0,))[0]] += 1
    return Tally(
        answered=answered,
        silent=silent,
        open_by_age=tuple(open_by_age),
        let_go_by_age=tuple(let_go_by_age),
        bounced=len(records.index(BOUNCED).entries),
        answered_on_day=(0, *on_day[1:]),
    )
