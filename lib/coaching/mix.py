"""The mix: whom one asked for what, by how one knows them and over how many people.

Two complaints are looked at with it. "So many contacts, and nothing comes of it" (rule S2-1): did
each kind of person get asked for what they can do? "Always at it, and never the right people"
(rules S2-2, S2-20): which kinds of people were asked, and how far away were they? Counted from
indexes, so that nothing is walked through.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit, KindGuide
from lib.coaching.contacts import Contact, Kind
from lib.coaching.derived import DerivedOfAsks
from lib.coaching.workbook import CONTACTS, COURSES, Records, Sorted

DEGREES = range(1, 7)
"""First: known directly; second: through one person; and so on."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What was asked of one kind of person, and how often."""

    kind: Kind
    ask: AskKind
    count: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Mix:
    """Whom one asked."""

    asked: int
    """Asks that went out and reached people whose kind is known."""
    kinds: tuple[tuple[Kind, int], ...]
    """Of these, how many went to each kind; the largest first, only counts above 0."""
    degrees: tuple[tuple[int, int], ...]
    """Of these, how many went to each degree, the nearest first, only counts above 0."""
    people: tuple[tuple[Kind, int], ...]
    """How many people of each kind one has, all four."""

    @property
    def unasked(self) -> Kind | None:
        """The kind of which one has people and asked none; a colleague before all others."""
        asked = {kind for kind, _ in self.kinds}
        order = (Kind.COLLEAGUE, Kind.FRIEND, Kind.SOCIAL, Kind.OTHER)
        have = dict(self.people)
        return next((one for one in order if have.get(one) and one not in asked), None)


@dataclass(frozen=True, slots=True)
class _Asked(DerivedOfAsks[tuple[str, str, int, str]]):
    """Index: (kind of person, what was asked, degree, ask) of each ask that reached someone."""

    def value(self, records: Records, row: str) -> tuple[str, str, int, str] | None:
        """Return one ask's place in the mix; None where it reached nobody whose kind is known."""
        course = records.index(COURSES).get(row)
        if course is None or not course.attempts or course.bounced:
            return None
        contact = records.get(Contact, course.ask.contact)
        if contact is None or contact.kind is None:
            return None
        degree = contact.degree or (1 if contact.mutual_contact is None else 2)
        return (contact.kind.name, course.ask.kind.name, degree, row)


_ASKED = _Asked()
_BY_KIND: Sorted[tuple[str, str, int, str]] = Sorted(_ASKED, lambda one: one)
_BY_DEGREE: Sorted[tuple[str, str, int, str]] = Sorted(_ASKED, lambda one: (one[2], one[3]))
_PEOPLE: Sorted[Contact] = Sorted(
    CONTACTS,
    lambda one: None if one.kind is None else (one.kind.name, -(one.strength or 0), one.id),
)


def mix(records: Records) -> Mix:
    """Return whom one asked so far, by kind and by degree."""
    entries = records.index(_BY_KIND).entries
    degrees = records.index(_BY_DEGREE).entries
    people = records.index(_PEOPLE).entries

    def count(of: list[tuple[object, ...]], kind: Kind) -> int:
        # No other name of a kind sorts between a name and the same name with one letter more.
        return bisect_left(of, (kind.name + "\0",)) - bisect_left(of, (kind.name,))

    kinds = [(one, count(entries, one)) for one in Kind]
    far = [
        (one, bisect_left(degrees, (one + 1,)) - bisect_left(degrees, (one,))) for one in DEGREES
    ]
    return Mix(
        asked=len(entries),
        kinds=tuple(sorted((one for one in kinds if one[1]), key=lambda one: -one[1])),
        degrees=tuple(one for one in far if one[1]),
        people=tuple((one, count(people, one)) for one in Kind),
    )


def pairs(records: Records, kinds: Mapping[Kind, KindGuide]) -> tuple[Pair, ...]:
    """Return what was asked of each kind of person, with whether that kind can do it.

    Args:
        records: the workbook.
        kinds: the guide's cards, one for each kind.

    Returns:
        Only what was asked at all; what a kind can't do first, then the most frequent.
    """
    entries = records.index(_BY_KIND).entries
    found = []
    for kind in Kind:
        for ask in AskKind:
            first = bisect_left(entries, (kind.name, ask.name))
            many = bisect_left(entries, (kind.name, ask.name, 99)) - first
            if many:
                found.append(Pair(kind, ask, many, kinds[kind].suits[ask].fit))
    order = (Fit.CANNOT, Fit.RARELY, Fit.CAN)
    return tuple(sorted(found, key=lambda one: (order.index(one.fit), -one.count)))


def first_of(records: Records, kind: Kind) -> Contact | None:
    """Return the closest of a kind; None where there is nobody."""
    entries = records.index(_PEOPLE).entries
    at = bisect_left(entries, (kind.name,))
    if at == len(entries) or entries[at][0] != kind.name:
        return None
    return records.all(Contact)[entries[at][-1]]
