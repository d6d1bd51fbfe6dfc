"""Answers: what is saved when someone answers, and when silence is given one more try.

An answer is a reply of an ask, kind or not (rules S0-13, S0-16); what the person said they would do
is a promise of its own, which counts once it is kept (rule S2-13). How many tries are enough is the
owner's to judge, with a reason (rule S4-14, tension T7).
"""

from dataclasses import dataclass, replace
from datetime import date

from lib.coaching import outreach
from lib.coaching.asks import Ask, Course
from lib.coaching.ladder import Ladder
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.text import folded, is_blank
from lib.coaching.touches import Channel, Help, Outcome
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

    The day is kept between the first attempt and today: nobody answers before or after. Where a
    promise is all that came, the answer is kept as kind: help is what was done (rule S2-13).

    Args:
        course: the ask that was answered.
        answer: what came.
        today: the owner's day.
    """
    earliest = course.first_on or answer.on
    on = min(max(answer.on, earliest), max(today, earliest))
    ask, outcome = course.ask, answer.outcome
    if outcome is Outcome.HELPED and not answer.helped_with and not is_blank(answer.promise):
        outcome = Outcome.KIND
    replies = outreach.answered(
        ask, on, outcome, answer.helped_with, answer.channel, words=answer.words
    )
    if answer.outcome is Outcome.BOUNCED or is_blank(answer.promise):
        return replies
    promise = Promise(
        contact=ask.contact, ask=ask.id, what=answer.promise, made_on=on, by=answer.by
    )
    return (*replies, promise)


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
    room = replace(ask, tries=min(cap, MOST_TRIES), tries_reason=reason)
    return replace(room, let_go_on=None, revisit_on=None, later_until=None, still_wanted_on=today)


def _unanswered(course: Course) -> tuple[date, str] | None:
    """Return (newest attempt's day, id) of an ask that went out and has no answer."""
    if course.reply is not None or course.last_on is None:
        return None
    return (course.last_on, course.ask.id)


UNANSWERED = Sorted(COURSES, _unanswered)
"""Asks that went out and have no answer yet, let rest or not, by the day of the last attempt."""


def _helped(course: Course) -> tuple[date, str] | None:
    """Return (newest helpful reply's day, id) of an ask that was helped."""
    days = [one.on for one in course.replies if one.outcome is Outcome.HELPED]
    return (max(days), course.ask.id) if days else None


HELPED = Sorted(COURSES, _helped)
"""Asks that brought help, by the day of it: helpers stand in front (rule S0-17)."""


def _at_rest(course: Course) -> tuple[date, str] | None:
    """Return (day, id) of an ask let rest without an answer."""
    let_go_on = course.ask.let_go_on
    return None if let_go_on is None or course.reply is not None else (let_go_on, course.ask.id)


AT_REST = Sorted(COURSES, _at_rest)
"""Asks let rest, by the day of it: folded, never gone (rule S0-17, tension T2)."""


def _to_revisit(course: Course) -> tuple[date, str] | None:
    """Return (day, id) of an ask at rest that is thought of again on a day."""
    again = course.ask.revisit_on
    return None if again is None or _at_rest(course) is None else (again, course.ask.id)


TO_REVISIT = Sorted(COURSES, _to_revisit)
"""Asks at rest that come to mind again, by that day (rule S4-17, tension T2)."""


def helped_with(course: Course) -> tuple[Help, ...]:
    """Return everything an ask brought, each once, in the order of the vocabulary."""
    brought = {one for reply in course.replies for one in reply.helped_with}
    return tuple(one for one in Help if one in brought)


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
