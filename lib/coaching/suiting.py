"""Suiting, both ways: what is the most to ask this person for, and who could do this?

The heaviest request that their kind can grant (rules S2-7 to S2-22) and the tie bears (rules S1-10,
S1-11). A reference is left out: it is spent on what one wants most, not looked for (rule S2-17).
The other way round, everyone whose kind can grant a request and whose tie bears it, closest first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit, KindGuide
from lib.coaching.contacts import Contact, Kind
from lib.coaching.text import folded
from lib.coaching.workbook import CONTACTS, Ranking, Records, Sorted


def most(
    contact: Contact, kinds: Mapping[Kind, KindGuide], minimum: Mapping[AskKind, int]
) -> AskKind | None:
    """Return the heaviest request that suits a contact.

    Args:
        contact: whom.
        kinds: the guide's cards, one for each kind.
        minimum: the guide's least tie strength, 1 to 5, for each request.

    Returns:
        None where they are not rated, or where nothing suits yet: then the bond comes first.
    """
    if contact.kind is None or contact.strength is None:
        return None
    suits = kinds[contact.kind].suits
    for kind in reversed(AskKind):
        if kind is AskKind.REFERENCE:
            continue
        if suits[kind].fit is Fit.CAN and contact.strength >= minimum[kind]:
            return kind
    return None


def _closest(contact: Contact) -> tuple[str, int, str, str] | None:
    if contact.kind is None or contact.strength is None:
        return None
    return (contact.kind.name, -contact.strength, folded(contact.name), contact.id)


def _vouching(contact: Contact) -> tuple[str, int, str, str] | None:
    return None if contact.knows_my_work is False else _closest(contact)


CLOSEST = Sorted(CONTACTS, _closest)
"""People rated, closest first within their kind."""
VOUCHING = Sorted(CONTACTS, _vouching)
"""The same without those who don't know one's work: for references (rules S2-10, S2-13, S2-22)."""


def who_could(
    records: Records,
    ask: AskKind,
    kinds: Mapping[Kind, KindGuide],
    minimum: Mapping[AskKind, int],
    limit: int = 5,
) -> tuple[Contact, ...]:
    """Return who could well do what is asked, closest first.

    Args:
        records: the workbook.
        ask: what is asked for.
        kinds: the guide's cards, one for each kind.
        minimum: the guide's least tie strength, 1 to 5, for each request.
        limit: how many at most.
    """
    ranking = records.index(VOUCHING if ask is AskKind.REFERENCE else CLOSEST)
    found: list[tuple[int, str, str]] = []
    for kind, card in kinds.items():
        if card.suits[ask].fit is Fit.CAN:
            found += _of_kind(ranking, kind, minimum[ask], limit)
    contacts = records.all(Contact)
    return tuple(contacts[row] for _, _, row in sorted(found)[:limit])


def _of_kind(ranking: Ranking, kind: Kind, minimum: int, limit: int) -> list[tuple[int, str, str]]:
    """Return the closest of a kind whose tie is at least so strong, as (-strength, name, id)."""
    first = bisect_left(ranking.entries, (kind.name,))
    end = bisect_left(ranking.entries, (kind.name, 1 - minimum))
    few = ranking.entries[first : min(end, first + limit)]
    return [(closeness, name, row) for _, closeness, name, row in few]
