"""Groups: who answers me? Where asks stand by kind of contact, closeness, channel, degree, scope.

Each group's rate leans on the whole of one's own asks, worth six of them, and more on itself the
more asks it has (`expectations.md`, S1 and S3): three asks to friends do not make a rate of their
own. Counts stand beside every one. Asks hang on a sorted index by group and day, so that a click
costs the same with five asks and with eight thousand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lib.coaching.asks import HORIZON_DAYS, Course
from lib.coaching.contacts import Contact
from lib.coaching.derived import DerivedOfAsks
from lib.coaching.gives import Give
from lib.coaching.workbook import (
    ASKS_BY_CONTACT,
    COURSES,
    GIVES_BY_CONTACT,
    Changed,
    Records,
    Sorted,
)
from lib.expectations.reply_rate import MIX_WORTH, Start
from lib.expectations.tally import Tally


class By(Enum):
    """What asks are told apart by."""

    KIND = "how you know them"
    STRENGTH = "how close"
    CHANNEL = "the way it went"
    DEGREE = "degree"
    SCOPE = "general or one company"


ANSWERED, WAITING, LET_GO, BOUNCED = 0, 1, 2, 3
"""How an ask stands, without a clock: the second member of an index's entry."""

_UNKNOWN = ""


def _value(by: By, course: Course, contact: Contact) -> str:
    """Return the group an ask falls in, as its members are written down; empty where not known."""
    match by:
        case By.KIND:
            return _UNKNOWN if contact.kind is None else contact.kind.name
        case By.STRENGTH:
            return _UNKNOWN if contact.strength is None else str(contact.strength)
        case By.CHANNEL:
            channel = course.attempts[0].channel if course.attempts else None
            return _UNKNOWN if channel is None else channel.name
        case By.DEGREE:
            return _UNKNOWN if contact.degree is None else str(contact.degree)
        case By.SCOPE:
            return course.ask.scope.name


Entry = tuple[str, int, int, str]
"""Group, how the ask stands, its number (day of the newest attempt, or age when let go), id."""


def _stands(group: str, course: Course) -> Entry | None:
    """Return the entry of an ask that went out."""
    last, row = course.last_on, course.ask.id
    if last is None:
        return None
    if course.reply is not None:
        return (group, ANSWERED, 0, row)
    if course.bounced:
        return (group, BOUNCED, 0, row)
    if course.ask.let_go_on is not None:
        return (group, LET_GO, min(max((course.ask.let_go_on - last).days, 0), HORIZON_DAYS), row)
    return (group, WAITING, last.toordinal(), row)


@dataclass(frozen=True, slots=True)
class _Groups(DerivedOfAsks[Entry]):
    """Index: the entry of each ask that went out."""

    by: By

    def value(self, records: Records, row: str) -> Entry | None:
        """Return one ask's entry."""
        course = records.index(COURSES).get(row)
        contact = None if course is None else records.get(Contact, course.ask.contact)
        if course is None or contact is None:
            return None
        return _stands(_value(self.by, course, contact), course)


_INDEX: Mapping[By, Sorted[Entry]] = {by: Sorted(_Groups(by), lambda one: one) for by in By}
_LAST = "\U0010ffff"


def tallies(records: Records, by: By, today: date) -> dict[str, Tally]:
    """Return where the asks of each group stand, as of a day; groups without any are left out.

    Args:
        records: the workbook's records.
        by: what they are told apart by.
        today: the owner's day.

    Returns:
        By the member's name (`Kind`, `Channel`, `Scope`) or digit; "" holds what is not known.
        In the order of the names; an answer's day is not in it.
    """
    return _counted(records.index(_INDEX[by]).entries, today)


def _counted(entries: list[tuple[object, ...]], today: date) -> dict[str, Tally]:
    """Return the tally of each first member of sorted entries."""
    found: dict[str, Tally] = {}
    place = 0
    while place < len(entries):
        group = str(entries[place][0])
        found[group] = _tally(entries, group, today)
        place = bisect_left(entries, (group, BOUNCED + 1))
    return found


def _tally(entries: list[tuple[object, ...]], group: str, today: date) -> Tally:
    def between(begin: tuple[object, ...], end: tuple[object, ...]) -> int:
        return bisect_left(entries, end) - bisect_left(entries, begin)

    day = today.toordinal()
    by_age = [
        between((group, WAITING, day - age), (group, WAITING, day - age + 1))
        for age in range(HORIZON_DAYS)
    ]
    by_age[0] += between((group, WAITING, day + 1), (group, LET_GO))
    return Tally(
        answered=between((group, ANSWERED), (group, WAITING)),
        silent=between((group, WAITING), (group, WAITING, day - HORIZON_DAYS + 1)),
        open_by_age=tuple(by_age),
        let_go_by_age=tuple(
            between((group, LET_GO, age), (group, LET_GO, age + 1))
            for age in range(HORIZON_DAYS + 1)
        ),
        bounced=between((group, BOUNCED), (group, BOUNCED + 1)),
    )


def towards(whole: float) -> Start:
    """Return what each group starts from: the mean of the whole, worth six asks."""
    return Start(min(max(whole, 1e-6), 1.0 - 1e-6), MIX_WORTH)


# Gave first, or not.


@dataclass(frozen=True, slots=True)
class _Gave(DerivedOfAsks[Entry]):
    """Index: the entry of each ask that went out, by stratum and whether something was given first.

    Given first: a dated give to the contact before the day of the first attempt. What was given on
    that day or later is no gift before the ask.
    """

    def rows(self, records: Records) -> Iterable[str]:
        """Return the asks' ids."""
        records.index(GIVES_BY_CONTACT)
        return DerivedOfAsks.rows(self, records)

    def value(self, records: Records, row: str) -> Entry | None:
        """Return one ask's entry."""
        course = records.index(COURSES).get(row)
        contact = None if course is None else records.get(Contact, course.ask.contact)
        if course is None or contact is None or course.first_on is None:
            return None
        gives = records.index(GIVES_BY_CONTACT).get(contact.id, ())
        first_on = course.first_on
        gave = any(one.given_on is not None and one.given_on < first_on for one in gives)
        kind = "" if contact.kind is None else contact.kind.name
        close = "" if contact.strength is None else "close" if contact.strength > CLOSE else "far"
        return _stands(f"{kind}|{close}|{'gave' if gave else 'not'}", course)

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the asks that changed themselves, through a touch, a give or their contact."""
        asks = records.index(ASKS_BY_CONTACT)
        given_to = {
            record.contact
            for change in changes
            for record in (change.before, change.after)
            if isinstance(record, Give)
        }
        return DerivedOfAsks.affected(self, records, changes).union(
            one.id for contact in given_to for one in asks.get(contact, ())
        )


CLOSE = 3
"""Tie strengths above it are close (S9: stratified by kind and strength)."""
_GAVE = Sorted(_Gave(), lambda one: one)


@dataclass(frozen=True, slots=True)
class GaveFirst:
    """Asks before which something was given, beside those without, by stratum."""

    gave: Tally
    not_given: Tally
    strata: tuple[tuple[Tally, Tally], ...]
    """(gave, not) among people known in the same way and as closely; only those with both."""


def gave_first(records: Records, today: date) -> GaveFirst:
    """Return where asks stand that followed a gift, and those that did not, as of a day."""
    found = _counted(records.index(_GAVE).entries, today)
    strata: dict[str, dict[str, Tally]] = {}
    for name, counts in found.items():
        stratum, _, arm = name.rpartition("|")
        strata.setdefault(stratum, {})[arm] = counts
    both = [
        (arms["gave"], arms["not"]) for arms in strata.values() if "gave" in arms and "not" in arms
    ]
    return GaveFirst(
        _summed([one for name, one in found.items() if name.endswith("|gave")]),
        _summed([one for name, one in found.items() if name.endswith("|not")]),
        tuple(both),
    )


def _summed(tallies: list[Tally]) -> Tally:
    """Return several tallies as one."""

    def added(rows: list[tuple[int, ...]], many: int) -> tuple[int, ...]:
        return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * many

    return Tally(
        answered=sum(one.answered for one in tallies),
        silent=sum(one.silent for one in tallies),
        open_by_age=added([one.open_by_age for one in tallies], HORIZON_DAYS),
        let_go_by_age=added([one.let_go_by_age for one in tallies], HORIZON_DAYS + 1),
        bounced=sum(one.bounced for one in tallies),
    )
