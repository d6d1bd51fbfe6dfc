"""Answers: what is saved when someone answers, and when silence is given one more try.

An answer is a reply of an ask, kind or not (rules S0-13, S0-16); what the person said they would do
is a promise of its own, which counts once it is kept (rule S2-13). How many tries are enough is the
owner's to judge, with a reason (rule S4-14, tension T7).
"""

from dataclasses import dataclass, replace
from datetime import date

from lib.coaching.asks import Ask, Course
from lib.coaching.ladder import Ladder, days_after
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.text import folded, is_blank
from lib.coaching.touches import Channel, Direction, Help, Outcome, Purpose, Touch
from lib.coaching.workbook import ASKS_BY_CONTACT, COURSES, SEARCH_TEXTS, Records, Sorted

MOST_TRIES = 9
"""The most tries an ask may carry: the limit of `Ask.tries`."""
REVISIT_DAYS = 30
"""A month, after which someone let rest may be thought of again (rule S4-17, tension T2)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone answered, as the owner tells it."""

    outcome: Outcome
    on: date
    helped_with: tuple[Help, ...] = ()
    """Kept only where the outcome is HELPED."""
    words: str = ""
    channel: Channel | None = None
    promise: str = ""
    """What they said they would do; blank for nothing."""
    by: date | None = None


def logged(course: Course, answer: Answer, today: date) -> tuple[Record, ...]:
    """Return the records to save for an answer: the reply, and a promise where one was made.

    The day is kept between the first attempt and today: nobody answers before or after.

    Args:
        course: the ask that was answered.
        answer: what came.
        today: the owner's day.
    """
    earliest = course.first_on or answer.on
    on = min(max(answer.on, earliest), max(today, earliest))
    ask = course.ask
    reply = Touch(
        contact=ask.contact,
        ask=ask.id,
        direction=Direction.REPLY,
        on=on,
        channel=answer.channel,
        purpose=Purpose.OTHER,
        outcome=answer.outcome,
        helped_with=answer.helped_with if answer.outcome is Outcome.HELPED else (),
        words=answer.words,
    )
    if answer.outcome is Outcome.BOUNCED or is_blank(answer.promise):
        return (reply,)
    promise = Promise(
        contact=ask.contact, ask=ask.id, what=answer.promise, made_on=on, by=answer.by
    )
    return (reply, promise)


def once_more(course: Course, ladder: Ladder, today: date, reason: str) -> Ask:
    """Return the ask with room for one more message, due today, let rest no longer.

    Args:
        course: the ask, as it has gone.
        ladder: the guide's, whose cap the ask then exceeds.
        today: the owner's day.
        reason: the owner's own; kept beside the number.
    """
    ask = course.ask
    cap = max(ask.tries or ladder.tries, len(course.attempts) + 1)
    return replace(
        ask,
        tries=min(cap, MOST_TRIES),
        tries_reason=reason,
        let_go_on=None,
        revisit_on=None,
        later_until=None,
        still_wanted_on=today,
    )


def rested(ask: Ask, today: date, *, revisit: bool) -> Ask:
    """Return the ask let rest today, to be thought of again in a month where wished."""
    again = days_after(today, REVISIT_DAYS) if revisit else None
    return replace(ask, let_go_on=ask.let_go_on or today, revisit_on=again)


def _unanswered(course: Course) -> tuple[date, str] | None:
    """Return (newest attempt's day, id) of an ask that went out and has no answer."""
    if course.reply is not None or course.last_on is None:
        return None
    return (course.last_on, course.ask.id)


UNANSWERED = Sorted(COURSES, _unanswered)
"""Asks that went out and have no answer yet, let rest or not, by the day of the last attempt."""


def could_be(records: Records, wanted: str, limit: int = 8) -> tuple[Course, ...]:
    """Return the unanswered asks an unexpected answer may belong to.

    Args:
        records: the workbook.
        wanted: part of a name, a company or an address; blank for those written to last.
        limit: how many at most.
    """
    courses = records.index(COURSES)
    text = folded(wanted)
    if not text:
        newest = records.index(UNANSWERED).entries[: -limit - 1 : -1]
        return tuple(courses[row] for _, row in newest)
    by_contact = records.index(ASKS_BY_CONTACT)
    found: list[Course] = []
    for contact, searched in records.index(SEARCH_TEXTS).items():
        if text in searched:
            theirs = (courses[one.id] for one in by_contact.get(contact, ()))
            found += [one for one in theirs if _unanswered(one) is not None]
            if len(found) >= limit:
                break
    return tuple(found[:limit])
