"""Belongings: what goes when a person is taken out of the workbook, and what only loses a link.

Their asks with every touch of them, their touches, gives, promises, scripts and the comments on any
of these go. Other people keep all of theirs: where someone was their mutual contact, or wrote on
the occasion of a removed ask, only that link is emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from lib.coaching.workbook import (
    ASKS_BY_CONTACT,
    GIVES_BY_CONTACT,
    SCRIPTS_BY_ASK,
    TOUCHES_BY_ASK,
    TOUCHES_BY_CONTACT,
    Grouped,
    Records,
)

PROMISES_BY_CONTACT = Grouped(Promise, lambda one: one.contact, lambda one: one.id)
"""Promises under their contact."""
PROMISES_BY_ASK = Grouped(Promise, lambda one: one.ask, lambda one: one.id)
"""Promises under their ask."""
SCRIPTS_BY_CONTACT = Grouped(Script, lambda one: one.contact, lambda one: one.id)
"""Scripts under their contact."""
COMMENTS_BY_ROW = Grouped(Comment, lambda one: one.row, lambda one: one.id)
"""Comments under the row they are about."""
INTRODUCED_BY = Grouped(Contact, lambda one: one.mutual_contact, lambda one: one.id)
"""Contacts under whoever introduced them."""

T = TypeVar("T", Touch, Script, Promise)


@dataclass(frozen=True, slots=True)
class Belongings:
    """What taking one person out changes."""

    removed: tuple[Record, ...]
    """The person and all that is theirs, each once."""
    kept: tuple[Record, ...]
    """Other people's rows with the link emptied."""


def belongings(records: Records, contact: Contact) -> Belongings:
    """Return what goes with a person and what stays without its link to them."""
    asks = records.index(ASKS_BY_CONTACT).get(contact.id, ())
    removed: dict[str, Record] = {contact.id: contact}
    for one in (
        *asks,
        *records.index(TOUCHES_BY_CONTACT).get(contact.id, ()),
        *records.index(GIVES_BY_CONTACT).get(contact.id, ()),
        *records.index(PROMISES_BY_CONTACT).get(contact.id, ()),
        *records.index(SCRIPTS_BY_CONTACT).get(contact.id, ()),
    ):
        removed[one.id] = one
    kept: dict[str, Record] = {
        one.id: replace(one, mutual_contact=None)
        for one in records.index(INTRODUCED_BY).get(contact.id, ())
        if one.id != contact.id
    }
    for ask in asks:
        for linked in (
            *_without_ask(records.index(TOUCHES_BY_ASK).get(ask.id, ())),
            *_without_ask(records.index(SCRIPTS_BY_ASK).get(ask.id, ())),
            *_without_ask(records.index(PROMISES_BY_ASK).get(ask.id, ())),
        ):
            if linked.id not in removed:
                kept[linked.id] = linked
    comments = records.index(COMMENTS_BY_ROW)
    for row in list(removed):
        removed.update({one.id: one for one in comments.get(row, ())})
    return Belongings(tuple(removed.values()), tuple(kept.values()))


def _without_ask(rows: tuple[T, ...]) -> Iterator[T]:
    """Yield the rows without their ask."""
    for one in rows:
        yield replace(one, ask=None)
