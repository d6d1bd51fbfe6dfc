"""Readiness: how many people could be asked for something today, whatever the list's length.

A long list helps nobody who asks it wrongly; a few ties that can bear a request do (rules S1-1,
S1-2). Ready is whoever can well do something for you (rules S2-7 to S2-22), is close enough for it
(rule S1-10), and was given something first or is very close (rule S1-17). Counted from a sorted
index, so that it costs the same with fifty people and with five thousand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit, KindGuide, Limits
from lib.coaching.contacts import STRONGEST, Contact, Kind
from lib.coaching.derived import Derived
from lib.coaching.gives import Give
from lib.coaching.workbook import GIVES_BY_CONTACT, Changed, Records, Sorted

_Stand = tuple[str, bool, int, str]


@dataclass(frozen=True, slots=True)
class _Stands(Derived[_Stand]):
    """Index: (kind, whether something was given, tie strength, id) of each person rated."""

    def rows(self, records: Records) -> Iterable[str]:
        """Return the contacts' ids."""
        records.index(GIVES_BY_CONTACT)
        return records.all(Contact)

    def value(self, records: Records, row: str) -> _Stand | None:
        """Return where one person stands; None where they are not rated."""
        contact = records.get(Contact, row)
        if contact is None or contact.kind is None or contact.strength is None:
            return None
        gives = records.index(GIVES_BY_CONTACT).get(row, ())
        given = contact.ever_helped is True or any(one.given_on is not None for one in gives)
        return (contact.kind.name, given, contact.strength, row)

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the contacts that changed themselves or through a give."""
        del records
        found = set()
        for change in changes:
            for record in (change.before, change.after):
                if isinstance(record, Contact):
                    found.add(record.id)
                elif isinstance(record, Give):
                    found.add(record.contact)
        return found


_BY_STAND: Sorted[_Stand] = Sorted(_Stands(), lambda one: one)


def ready(records: Records, kinds: Mapping[Kind, KindGuide], limits: Limits) -> int:
    """Return how many people could well be asked for something.

    Args:
        records: the workbook.
        kinds: the guide's cards, one for each kind.
        limits: the guide's numbers.
    """
    entries = records.index(_BY_STAND).entries
    found = 0
    for kind, card in kinds.items():
        least = _least(card, limits)
        for given, from_strength in ((True, least), (False, max(least, limits.strong_enough))):
            first = bisect_left(entries, (kind.name, given, min(from_strength, STRONGEST + 1)))
            found += bisect_left(entries, (kind.name, given, STRONGEST + 1)) - first
    return found


def _least(card: KindGuide, limits: Limits) -> int:
    """Return the tie strength from which something can well be asked; past the last for nothing.

    A reference is left out, as in `suiting`: it is spent, not looked for.
    """
    return min(
        (
            limits.minimum_strength[one]
            for one in AskKind
            if one is not AskKind.REFERENCE and card.suits[one].fit is Fit.CAN
        ),
        default=STRONGEST + 1,
    )
