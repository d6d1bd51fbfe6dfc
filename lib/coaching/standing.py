"""Where the asks stand: how many were answered, are still open, silent, let rest, bounced.

The states are those of `asks`; counted from an index sorted by state, kind of contact and day of
the newest attempt, so that nothing is walked through.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import Any

from lib.coaching.asks import HORIZON_DAYS, AskState, Course
from lib.coaching.contacts import Contact, Kind
from lib.coaching.derived import DerivedOfAsks
from lib.coaching.ladder import days_after
from lib.coaching.workbook import COURSES, Records, Sorted


@dataclass(frozen=True, slots=True)
class Standing:
    """How many asks stand where today."""

    answered: int
    open: int
    silent: int
    let_go: int
    bounced: int
    planned: int
    silent_by_kind: tuple[tuple[Kind | None, int], ...]
    """The silent ones by how one knows the contact (None: not rated); only counts above 0."""

    @property
    def out(self) -> int:
        """Asks that were sent and reached someone."""
        return self.answered + self.open + self.silent + self.let_go


@dataclass(frozen=True, slots=True)
class _Stands(DerivedOfAsks[tuple[str, str, date, str]]):
    """Index: (state, kind of contact, day of the newest attempt, ask) of each ask."""

    def value(self, records: Records, row: str) -> tuple[str, str, date, str] | None:
        """Return where one ask stands on the day of its newest attempt."""
        course = records.index(COURSES).get(row)
        return None if course is None else _stand(records, course)


def _stand(records: Records, course: Course) -> tuple[str, str, date, str]:
    contact = records.get(Contact, course.ask.contact)
    kind = "" if contact is None or contact.kind is None else contact.kind.name
    # On the day of its newest attempt an ask is open at most, never silent already.
    last_on = course.last_on or date.min
    state = course.state(last_on)
    if state is AskState.LET_GO and not course.attempts:
        return ("unsent", kind, last_on, course.ask.id)
    return (state.name, kind, last_on, course.ask.id)


_BY_STANDING: Sorted[tuple[str, str, date, str]] = Sorted(_Stands(), lambda one: one)


def standing(records: Records, today: date) -> Standing:
    """Return how many asks stand where today, without walking through them."""
    entries = records.index(_BY_STANDING).entries

    def between(low: tuple[Any, ...], high: tuple[Any, ...]) -> int:
        return bisect_left(entries, high) - bisect_left(entries, low)

    def count(state: str) -> int:
        return between((state,), (state, "\U0010ffff"))

    first_open = days_after(today, 1 - HORIZON_DAYS)
    silent = [
        (kind, between((AskState.OPEN.name, name), (AskState.OPEN.name, name, first_open)))
        for kind, name in [*((one, one.name) for one in Kind), (None, "")]
    ]
    silent_count = sum(one for _, one in silent)
    return Standing(
        answered=count(AskState.ANSWERED.name),
        open=count(AskState.OPEN.name) - silent_count,
        silent=silent_count,
        let_go=count(AskState.LET_GO.name),
        bounced=count(AskState.BOUNCED.name),
        planned=count(AskState.PLANNED.name),
        silent_by_kind=tuple((kind, one) for kind, one in silent if one),
    )
