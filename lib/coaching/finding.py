"""Finding people: by a few letters, by how one knows them, by how close they are.

Names, companies, positions and addresses are compared folded, so that case, accents' spelling and
ligatures make no difference; every word typed must be somewhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lib.coaching.contacts import Contact, Kind
from lib.coaching.text import folded
from lib.coaching.workbook import CONTACTS_BY_NAME, SEARCH_TEXTS, Records


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty one finds everybody."""

    words: str = ""
    kind: Kind | None = None
    closest: int | None = None
    """Tie strength, 1 to 5, that they have at least."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found."""

    people: tuple[Contact, ...]
    """In the order of names."""
    count: int
    """How many there are on all pages."""


def find(records: Records, wanted: Wanted, *, page: int = 1, size: int = 25) -> Found:
    """Return one page of the people looked for.

    Args:
        records: the workbook.
        wanted: what is looked for.
        page: from 1; beyond the last page there is nobody.
        size: people a page.
    """
    start = (max(page, 1) - 1) * size
    entries = records.index(CONTACTS_BY_NAME).entries
    if wanted == Wanted():
        shown = (records.get(Contact, entry[-1]) for entry in entries[start : start + size])
        return Found(tuple(one for one in shown if one is not None), len(entries))
    ids = list(_matching(records, wanted))
    chosen = (records.get(Contact, one) for one in islice(ids, start, start + size))
    return Found(tuple(one for one in chosen if one is not None), len(ids))


def _matching(records: Records, wanted: Wanted) -> Iterator[str]:
    """Yield the ids of everyone looked for, in the order of names."""
    text_of, people = records.index(SEARCH_TEXTS).__getitem__, records.all(Contact)
    rows = [entry[-1] for entry in records.index(CONTACTS_BY_NAME).entries]
    for word in folded(wanted.words).split():
        rows = [row for row in rows if word in text_of(row)]
    if wanted.kind is None and wanted.closest is None:
        yield from rows
        return
    for row in rows:
        one = people[row]
        if wanted.kind is not None and one.kind is not wanted.kind:
            continue
        if wanted.closest is not None and (one.strength or 0) < wanted.closest:
            continue
        yield row
