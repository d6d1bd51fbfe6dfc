"""Around a change: what became of the asks to one kind of contact before it, and since?

Counts only, in the three states of every statistic: answered, still open, no word (which here
takes in what was let rest). Nothing is said about why (rule S3-12). It walks through all asks, and
is asked for only where something was changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lib.coaching.asks import AskState, Course
from lib.coaching.belief import OneChange
from lib.coaching.contacts import Contact
from lib.coaching.workbook import COURSES, Records
from lib.expectations.tally import SENT


@dataclass(frozen=True, slots=True)
class Three:
    """Asks in three states."""

    answered: int = 0
    open: int = 0
    quiet: int = 0
    """No word for 30 days, or let rest."""

    @property
    def all(self) -> int:
        """All of them."""
        return self.answered + self.open + self.quiet


def three(courses: Iterable[Course], today: date) -> Three:
    """Return the states of some asks that reached someone."""
    answered = still_open = quiet = 0
    for one in courses:
        state = one.state(today)
        answered += state is AskState.ANSWERED
        still_open += state is AskState.OPEN
        quiet += state in (AskState.SILENT, AskState.LET_GO)
    return Three(answered, still_open, quiet)


def around(records: Records, change: OneChange, today: date) -> tuple[Three, Three]:
    """Return the asks to one kind of contact before a change and since, by their first attempt.

    What went out on the day of the change itself counts as since (rule S3-12).
    """
    courses = records.index(COURSES)
    before: list[Course] = []
    since: list[Course] = []
    for *_, row in records.index(SENT).entries:
        course = courses[row]
        contact = records.get(Contact, course.ask.contact)
        if contact is not None and contact.kind is change.kind and course.first_on is not None:
            (since if course.first_on >= change.on else before).append(course)
    return three(before, today), three(since, today)
