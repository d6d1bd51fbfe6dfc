"""References: how often each was named, and for which companies.

A reference is a budget: it is kept for what one wants most, and not spent often (rule S2-17). It
counts as spent once the ask for it went out and reached them.
"""

from __future__ import annotations

from dataclasses import dataclass

from lib.coaching.asks import AskKind
from lib.coaching.contacts import Contact
from lib.coaching.targets import Target
from lib.coaching.workbook import ASKS_BY_CONTACT, COURSES, Records


@dataclass(frozen=True, slots=True)
class Spent:
    """How a reference has been spent so far."""

    times: int
    companies: tuple[str, ...]
    """Each once, as typed, in the order of the asks; an ask without a company adds none."""


def spent(records: Records, contact: Contact, *, but: str | None = None) -> Spent:
    """Return how often someone was asked for a reference, and for which companies.

    Args:
        records: the workbook.
        contact: the reference.
        but: the id of an ask to leave out, such as the one that is being weighed.
    """
    courses = records.index(COURSES)
    sent = [
        courses[one.id]
        for one in records.index(ASKS_BY_CONTACT).get(contact.id, ())
        if one.kind is AskKind.REFERENCE and one.id != but
    ]
    sent = sorted(
        (one for one in sent if one.attempts and not one.bounced),
        key=lambda one: one.attempts[0].on,
    )
    targets = (records.get(Target, one.ask.target) for one in sent)
    companies = dict.fromkeys(one.company for one in targets if one is not None)
    return Spent(len(sent), tuple(companies))
