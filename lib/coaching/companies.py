"""Companies: who do you know at ..., directly and through someone (rule S1-6).

Compared folded, so spelling in capitals or accents composed differently still match, and without
the usual endings of a firm's name ("Ltd", "GmbH"). A contact knows someone at the companies in
their `knows_at`, separated by commas, semicolons or lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lib.coaching.contacts import Contact
from lib.coaching.text import folded
from lib.coaching.workbook import Changed, Records

_ENDINGS = {
    *("ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "eg", "ev", "gmbh"),
    *("group", "holding", "inc", "incorporated", "kg", "limited", "llc", "llp", "ltd", "mbh"),
    *("nv", "oy", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "spa", "srl"),
}
_BETWEEN = re.compile(r"[,;\n]")
_SPACING = re.compile(r"[\s\-_/&+,;:()\"'\u2019`]+")


@dataclass(frozen=True, slots=True)
class WhoAt:
    """Whom one knows at a company."""

    direct: tuple[Contact, ...]
    """Those who are there, closest first."""
    through: tuple[Contact, ...]
    """Those who know someone there, closest first; nobody stands in both."""


@lru_cache(maxsize=20_000)
def company_key(company: str) -> str:
    """Return a company's name for comparing; empty where nothing is left to compare by.

    Endings of a firm's name go as long as another word is left: "Harbour Foods Ltd." and "HARBOUR
    FOODS" are the same, "Group" stays "group".
    """
    words = [one for one in _SPACING.split(folded(company).replace(".", "")) if one]
    while len(words) > 1 and words[-1] in _ENDINGS:
        words.pop()
    return " ".join(words)


def companies_known(contact: Contact) -> tuple[str, ...]:
    """Return the companies where a contact knows someone, as typed, in their order."""
    parts = (one.strip() for one in _BETWEEN.split(contact.knows_at))
    return tuple(one for one in parts if one)


@dataclass(frozen=True, slots=True)
class _Places:
    """Who is where: the value of the index."""

    here: dict[str, frozenset[str]]
    """Contacts' ids under the key of their company."""
    known: dict[str, frozenset[str]]
    """Contacts' ids under the key of each company where they know someone."""


_NOWHERE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class _ByCompany:
    """Index: contacts under their company, and under those where they know someone."""

    def build(self, records: Records) -> _Places:
        """Return who is where."""
        here: dict[str, set[str]] = {}
        known: dict[str, set[str]] = {}
        for contact in records.all(Contact).values():
            for groups, keys in zip((here, known), _keys(contact), strict=True):
                for key in keys:
                    groups.setdefault(key, set()).add(contact.id)
        return _Places(
            {key: frozenset(group) for key, group in here.items()},
            {key: frozenset(group) for key, group in known.items()},
        )

    def carry(self, old: _Places, records: Records, changes: Sequence[Changed]) -> _Places:
        """Return who is where after the changes."""
        del records
        found = old
        for change in changes:
            before, after = change.before, change.after
            contact = after if after is not None else before
            if not isinstance(contact, Contact):
                continue
            left = _keys(before) if isinstance(before, Contact) else _NOWHERE
            came = _keys(after) if isinstance(after, Contact) else _NOWHERE
            if left != came:
                found = _Places(
                    _regrouped(found.here, contact.id, left[0], came[0]),
                    _regrouped(found.known, contact.id, left[1], came[1]),
                )
        return found


def _keys(contact: Contact) -> tuple[frozenset[str], frozenset[str]]:
    here = company_key(contact.company)
    known = frozenset(company_key(one) for one in companies_known(contact))
    return (frozenset({here} - {""}), known - {""})


def _regrouped(
    groups: dict[str, frozenset[str]], row: str, left: frozenset[str], came: frozenset[str]
) -> dict[str, frozenset[str]]:
    if left == came:
        return groups
    groups = dict(groups)
    for key in left - came:
        groups[key] -= {row}
        if not groups[key]:
            del groups[key]
    for key in came - left:
        groups[key] = groups.get(key, frozenset()) | {row}
    return groups


BY_COMPANY = _ByCompany()
"""Who is where."""


def who_at(records: Records, company: str) -> WhoAt:
    """Return whom one knows at a company, directly and through someone.

    Both are empty where the name says nothing.
    """
    places, key = records.index(BY_COMPANY), company_key(company)
    contacts = records.all(Contact)

    def closest(rows: frozenset[str]) -> tuple[Contact, ...]:
        found = (contacts[row] for row in rows)
        return tuple(
            sorted(found, key=lambda one: (-(one.strength or 0), folded(one.name), one.id))
        )

    direct = places.here.get(key, frozenset())
    return WhoAt(closest(direct), closest(places.known.get(key, frozenset()) - direct))
