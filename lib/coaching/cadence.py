"""Keeping in touch: on which day to be in touch with someone again.

How often is planned at the outset (rule S4-18): weekly, monthly or quarterly, chosen for a contact
or by default from how one knows them. It runs on live relationships only and rests while an ask is
waiting for an answer (tension T3). A month that is too short gives its last day.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from lib.coaching.contacts import Cadence, Contact, Kind
from lib.coaching.ladder import days_after

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time between two touches: so many months, then so many days."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Cadences:
    """How long each word means, and the default for each kind of contact; hashable."""

    intervals: tuple[tuple[Cadence, Interval], ...]
    by_kind: tuple[tuple[Kind, Cadence | None], ...]
    """None: such contacts are not kept in touch with by default."""
    promise_days: int
    """Days after which a promise without a day of its own is looked at (rule S2-13)."""

    def interval(self, cadence: Cadence) -> Interval:
        """Return what a cadence means; KeyError where the guide does not say."""
        return dict(self.intervals)[cadence]

    def of(self, contact: Contact) -> Cadence | None:
        """Return how often to be in touch: the contact's own choice, else their kind's."""
        if contact.cadence is not None or contact.kind is None:
            return contact.cadence
        return dict(self.by_kind).get(contact.kind)


def after(day: date, interval: Interval) -> date:
    """Return the day one interval later; the calendar's last day where it would run past it."""
    months = day.year * _MONTHS_A_YEAR + day.month - 1 + interval.months
    year, month = divmod(months, _MONTHS_A_YEAR)
    if year > date.max.year:
        return date.max
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return days_after(moved, interval.days)


def next_touch_on(contact: Contact, last_on: date | None, cadences: Cadences) -> date | None:
    """Return the day to be in touch again, counted from the newest touch.

    Args:
        contact: whom.
        last_on: the day of the newest touch or give; None where there was none.
        cadences: the guide's.

    Returns:
        None where there was no touch yet, or where no cadence is chosen or given by kind.
    """
    cadence = cadences.of(contact)
    if last_on is None or cadence is None:
        return None
    due_on = after(last_on, cadences.interval(cadence))
    return due_on if contact.not_before is None else max(due_on, contact.not_before)
