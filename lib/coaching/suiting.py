"""Suiting: what is the most that one may well ask this person for?

The heaviest request that their kind can grant (rules S2-7 to S2-22) and the tie bears (rules S1-10,
S1-11). A reference is left out: it is spent on what one wants most, not looked for (rule S2-17).
"""

from __future__ import annotations

from collections.abc import Mapping

from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit, KindGuide
from lib.coaching.contacts import Contact, Kind


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
