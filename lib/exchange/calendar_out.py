"""What is due in the next weeks as a calendar file, for a phone's calendar (RFC 5545).

Each step is an event of a whole day: a date has no time zone, so it stays on the owner's day
wherever the phone travels. Its id is made of the step, so that bringing a newer file in moves the
event instead of adding one. It takes up no time (the day stays free) and rings no bell. Written
with icalendar, which is well kept (newest release November 2026).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from lib import guide
from lib.coaching.records import in_utc
from lib.coaching.steps import Step, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

_SAID = "From your networking workbook. If the day doesn't suit, another one will."
_ALONE = {Verb.TRY, Verb.SEND}
"""Steps that are called after their try, where there is one."""


def calendar(steps: Iterable[Step], start: date, at: datetime, *, names: bool) -> bytes:
    """Return a calendar file of steps.

    Args:
        steps: what is due.
        start: the first day; what was due before stands on it.
        at: the instant the file is made, with a time zone.
        names: False for a calendar that others may see: only what kind of step it is.
    """
    book = Calendar()
    book.add("prodid", "-//Networking workbook//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", "Networking")
    for one in steps:
        day = max(one.due_on, start)
        event = Event()
        event.add("uid", f"{one.id}@networking-workbook")
        event.add("dtstamp", in_utc(at).replace(microsecond=0))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", summary(one, names=names))
        event.add("description", _SAID)
        event.add("transp", "TRANSPARENT")
        book.add_component(event)
    return bytes(book.to_ical())


def summary(one: Step, *, names: bool) -> str:
    """Return what an event is called: the kind of step, and whom it is for where that is wanted."""
    kind = guide.label(one.rung) if one.verb in _ALONE and one.rung else guide.label(one.verb)
    kind = f"{kind[:1].upper()}{kind[1:]}"
    return f"{kind}: {' '.join(one.to.name.split())}" if names else kind
