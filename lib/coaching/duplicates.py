"""Which two people in the workbook may be one? Pairs with a reason; a person decides.

Proposed: the same e-mail address; the same link, where it is one person's page or the names share a
word; the same name, where nothing says they work in two places; nearly the same name in one
company. Nobody is merged by this (B30). "They are two people" is remembered as an exercise of that
name whose answer holds both ids, so that a pair is asked about once.

What it costs is bounded: each contact stands in a few groups, and only so many pairs of a group are
compared by their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, islice, pairwise

from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.text import folded
from lib.coaching.workbook import ASKS_BY_CONTACT, TOUCHES_BY_CONTACT, Grouped, Records

TWO_PEOPLE = "two people"
"""The name of the exercise that remembers an answer."""
MOST = 20
"""Most pairs that are proposed at a time."""

_NEAR = 0.86
"""Share of letters that agree in two names that are nearly the same: one slip in seven."""
_COMPARED = 12
"""People of one group that are compared with each other."""
_BUDGET = 2_000
"""Comparisons by letters in one go."""
_PROFILE = re.compile(r"(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub)/")
_FIRM = re.compile(r"\b(?:inc|ltd|llc|gmbh|ag|se|kg|co|corp|plc|sa|sarl|srl|bv|nv|limited)\b\.?")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one."""

    first: Contact
    """The one with more behind them: who would stay."""
    second: Contact
    why: str


def answer(one: Contact, other: Contact) -> str:
    """Return what the exercise `TWO_PEOPLE` holds for these two."""
    return " ".join(sorted((one.id, other.id)))


def pairs(records: Records, most: int = MOST) -> tuple[Pair, ...]:
    """Return pairs of people who may be one, the surest reasons first; at most so many."""
    settled = {one.answer for one in records.all(Exercise).values() if one.name == TWO_PEOPLE}
    met: set[str] = set()
    found: list[Pair] = []
    for one, other, why in _alike(records):
        key = answer(one, other)
        if key in settled or key in met:
            continue
        met.add(key)
        found.append(_ordered(records, one, other, why))
        if len(found) >= most:
            break
    return tuple(found)


def _alike(records: Records) -> Iterator[tuple[Contact, Contact, str]]:
    """Yield pairs with their reason; a pair may come more than once."""
    for one, other in _neighbours(records.index(_BY_EMAIL)):
        yield one, other, "the same e-mail address"
    for one, other in _neighbours(records.index(_BY_LINK)):
        if _PROFILE.match(_link(one) or "") or _words(one) & _words(other):
            yield one, other, "the same link"
    for one, other in _neighbours(records.index(_BY_NAME)):
        if not (one.company and other.company) or _firm(one) == _firm(other):
            yield one, other, "the same name"
    for one, other in islice(_colleagues(records), _BUDGET):
        if _near(one, other):
            yield one, other, "nearly the same name, in the same company"


def _neighbours(groups: Mapping[str, tuple[Contact, ...]]) -> Iterator[tuple[Contact, Contact]]:
    """Yield each of a group with the next: of three who are one, two pairs are enough."""
    for group in groups.values():
        if len(group) > 1:
            yield from islice(pairwise(group), _COMPARED)


def _colleagues(records: Records) -> Iterator[tuple[Contact, Contact]]:
    """Yield people of one company whose names begin with the same letters."""
    for group in records.index(_BY_FIRM).values():
        if len(group) > 1:
            yield from combinations(group[:_COMPARED], 2)


def _near(one: Contact, other: Contact) -> bool:
    """Return whether two names of one company differ by a slip, an initial or their order."""
    mine, theirs = _words(one), _words(other)
    if len(mine) > 1 and len(theirs) > 1 and (mine <= theirs or theirs <= mine):
        return True
    if not all(word.isalpha() for word in mine ^ theirs):
        return False  # "Person 1" and "Person 2" are two
    names = " ".join(sorted(mine)), " ".join(sorted(theirs))
    matcher = SequenceMatcher(None, *names, autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _ordered(records: Records, one: Contact, other: Contact, why: str) -> Pair:
    """Return the pair with whoever has more behind them first."""

    def weight(contact: Contact) -> tuple[int, bool, int]:
        asks = len(records.index(ASKS_BY_CONTACT).get(contact.id, ()))
        touches = len(records.index(TOUCHES_BY_CONTACT).get(contact.id, ()))
        return asks + touches, contact.rated, -contact.version

    stays, goes = (one, other) if weight(one) >= weight(other) else (other, one)
    return Pair(stays, goes, why)


def _words(contact: Contact) -> set[str]:
    return set(re.findall(r"\w+", folded(contact.name)))


def _firm(contact: Contact) -> str:
    """Return a company for comparing: without what its legal form is called."""
    return " ".join(re.findall(r"\w+", _FIRM.sub(" ", folded(contact.company))))


def _email(contact: Contact) -> str | None:
    return folded(contact.email) or None


def _link(contact: Contact) -> str | None:
    bare = re.sub(r"\A[a-z]+://(?:www\.)?", "", folded(contact.link))
    return bare.rstrip("/") or None


def _name(contact: Contact) -> str | None:
    return " ".join(sorted(_words(contact))) or None


def _firm_and_letters(contact: Contact) -> str | None:
    """Return the company and the first letters of the outer words of the name, in any order."""
    words = re.findall(r"\w+", folded(contact.name))
    firm = _firm(contact)
    if not words or not firm:
        return None
    return f"{firm}\n{''.join(sorted((words[0][0], words[-1][0])))}"


def _order(contact: Contact) -> str:
    return contact.id


_BY_EMAIL = Grouped(Contact, _email, _order)
_BY_LINK = Grouped(Contact, _link, _order)
_BY_NAME = Grouped(Contact, _name, _order)
_BY_FIRM = Grouped(Contact, _firm_and_letters, _order)
