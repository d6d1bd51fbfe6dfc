"""Rating: who comes next on the card, and what two taps change.

Two questions, how one knows a person and how they would take a call (rules S2-7, S1-10, S1-11); a
person is offered once and not again after "Skip". Those with a company come first: a former
colleague is likeliest to help (rule S3-18).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lib.coaching.contacts import Contact, Kind
from lib.coaching.text import folded
from lib.coaching.workbook import CONTACTS, Records, Sorted

BATCH = 5
"""People rated in one go: `product.md`, Five-second rating."""

UNRATED = Sorted(
    CONTACTS,
    lambda one: (
        None
        if one.rated or one.passed_over
        else (not one.company.strip(), folded(one.name), one.id)
    ),
)
"""People not rated and not skipped, those with a company first."""
RATED = Sorted(CONTACTS, lambda one: (folded(one.name), one.id) if one.rated else None)
"""People with both answers, by name."""


def next_unrated(records: Records) -> Contact | None:
    """Return the person whose card comes next; None where all are rated or skipped."""
    entries = records.index(UNRATED).entries
    return records.get(Contact, entries[0][-1]) if entries else None


def rated(contact: Contact, kind: Kind | None, strength: int | None) -> Contact:
    """Return the contact with these answers; a yes takes a "Skip" back."""
    return replace(contact, kind=kind, strength=strength, passed_over=False)


def regraded(
    drawn: Iterable[Contact], answers: Mapping[str, tuple[Kind | None, int | None]]
) -> list[Contact]:
    """Return the contacts of a grid that its edits change, found by id.

    Args:
        drawn: the contacts as they were drawn.
        answers: by contact id, both answers as they stand after the edits.
    """
    changed = []
    for one in drawn:
        kind, strength = answers.get(one.id, (one.kind, one.strength))
        if (kind, strength) != (one.kind, one.strength):
            changed.append(rated(one, kind, strength))
    return changed
