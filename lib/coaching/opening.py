"""The first ten minutes: at which question someone stands, told by the records alone.

A name, two taps, what to ask, three blanks, the message, a guess, sent. Every answer is saved as it
is given, so a reload, a second tab or a restart goes on at the same place. An ask whose day is not
chosen yet is one for which "what to ask" is still open (`product.md`, Start).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from lib.coaching.asks import Ask, AskState, Course
from lib.coaching.contacts import Contact
from lib.coaching.ladder import DueRung, Ladder, next_rung
from lib.coaching.scripts import ScriptKind
from lib.coaching.workbook import COURSES, SCRIPTS_BY_ASK, Records, Sorted

if TYPE_CHECKING:
    from collections.abc import Iterator


class Place(Enum):
    """The question someone stands at."""

    NAME = "who"
    RATE = "how close"
    WHAT = "what to ask"
    BLANKS = "three blanks"
    MESSAGE = "the message"
    KEPT = "kept for another day"
    SENT = "sent"


BEGUN = (Place.BLANKS, Place.MESSAGE)
"""Where what to ask is decided: nothing else is shown before this goes on."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where someone stands, with the ask and the person it is about."""

    place: Place
    ask: Ask | None = None
    """None at NAME only, as is the contact."""
    contact: Contact | None = None
    due: DueRung | None = None
    """At SENT: what comes next, and on which day."""


def _unsent(course: Course) -> tuple[int, int, str] | None:
    ask = course.ask
    if course.attempts or course.replies or course.bounced or ask.let_go_on is not None:
        return None
    if ask.planned_on is None:
        return (1, 0, ask.id)
    return (0, -ask.planned_on.toordinal(), ask.id)


UNSENT = Sorted(COURSES, _unsent)
"""Asks that have not gone out: those begun first, the newest day before older ones."""


def _sent(course: Course) -> tuple[float, str] | None:
    if not course.attempts:
        return None
    last = course.attempts[-1]
    within = 0.0 if last.at is None else (last.at.timestamp() % 86_400) / 86_400
    return (-(last.on.toordinal() + within), course.ask.id)


SENT = Sorted(COURSES, _sent)
"""Asks that went out, the newest attempt first."""


def stands(records: Records, ladder: Ladder, today: date, *, onward: bool = False) -> Opening:
    """Return the question at which someone stands in the first ten minutes.

    Args:
        records: the workbook.
        ladder: the guide's ladder, for the day on which to look again.
        today: the owner's day.
        onward: True where another name was asked for: what is sent or kept is not told again.
    """
    next_one: Opening | None = None
    kept: Opening | None = None
    for ask, contact in _waiting(records):
        if ask.later_until is not None and ask.later_until > today:
            kept = kept or Opening(Place.KEPT, ask, contact)
        elif next_one is None:
            next_one = Opening(_place(records, ask, contact), ask, contact)
    begun = (
        next_one is not None and next_one.ask is not None and next_one.ask.planned_on is not None
    )
    if next_one is not None and (begun or onward):
        return next_one
    if onward:
        return Opening(Place.NAME)
    sent = _newest_sent(records, ladder, today)
    if sent is not None and sent.ask is not None:
        sent_today = records.index(COURSES)[sent.ask.id].last_on == today
        if sent_today or (kept is None and next_one is None):
            return sent
    return next_one or kept or Opening(Place.NAME)


def following(records: Records, today: date) -> Contact | None:
    """Return whose turn comes next among those chosen; None where nobody waits."""
    for ask, contact in _waiting(records):
        if ask.later_until is None or ask.later_until <= today:
            return contact
    return None


def chosen(records: Records) -> int:
    """Return how many people are picked for whom nothing is decided yet."""
    entries = records.index(UNSENT).entries
    return len(entries) - bisect_left(entries, (1,))


def _waiting(records: Records) -> Iterator[tuple[Ask, Contact]]:
    for *_, row in records.index(UNSENT).entries:
        ask = records.all(Ask)[row]
        contact = records.get(Contact, ask.contact)
        if contact is not None:
            yield ask, contact


def _place(records: Records, ask: Ask, contact: Contact) -> Place:
    if not contact.rated or contact.ever_helped is None:
        return Place.RATE
    if ask.planned_on is None:
        return Place.WHAT
    scripts = records.index(SCRIPTS_BY_ASK).get(ask.id, ())
    if not any(one.kind is ScriptKind.MESSAGE for one in scripts):
        return Place.BLANKS
    return Place.MESSAGE


def _newest_sent(records: Records, ladder: Ladder, today: date) -> Opening | None:
    for _, row in records.index(SENT).entries[:1]:
        course = records.index(COURSES)[row]
        contact = records.get(Contact, course.ask.contact)
        if contact is None or course.state(today) is not AskState.OPEN:
            return None
        referred = records.get(Contact, contact.mutual_contact) is not None
        due = next_rung(ladder, course, has_referrer=referred)
        if due is not None and due.due_on > today:
            return Opening(Place.SENT, course.ask, contact, due)
    return None
