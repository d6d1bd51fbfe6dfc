"""What a coach is shown: every text of every record is shown on purpose, or kept back."""

from __future__ import annotations

from typing import Final

from lib.coaching.comments import Comment
from lib.coaching.records import fields_of
from lib.coaching.workbook import TABLE_OF
from lib.store import Rights, Role
from lib.store.sight import KEPT_BACK, shown
from tests.store.book import DAY

SHOWN: Final = {
    "contacts": {"id", "name", "company", "position", "mutual_contact"},
    "asks": {"id", "contact", "target", "about", "warned_of"},
    "touches": {"id", "contact", "ask", "helped_with"},
    "gives": {"id", "contact"},
    "promises": {"id", "contact", "ask"},
    "targets": {"id", "company", "role"},
    "exercises": {"id", "name"},
    "scripts": {"id", "contact", "ask"},
    "covers": {"id", "name", "time_zone", "owner", "looking_for", "free_when"},
    "guesses": {"id"},
    "comments": {"id", "table", "row", "author", "text", "by", "suggests"},
}
"""Texts that a coach sees in any case: names, and how things stand."""


def test_every_text_is_shown_on_purpose() -> None:
    """A field that is added is in one of the two lists, or this fails."""
    for record_type, table in TABLE_OF.items():
        texts = {one.name for one in fields_of(record_type) if one.kind is str}
        kept_back = set(KEPT_BACK.get(record_type, ()))
        assert SHOWN[table] | kept_back == texts, table
        assert not SHOWN[table] & kept_back


def test_a_private_word_is_its_authors() -> None:
    """Whoever holds the link it was written by sees it; nobody else does."""
    note = Comment(table="cover", row="w", on=DAY, text="Tired", private=True, by="a")
    for links, sees in (({"a"}, True), ({"b"}, False), ({"a", "b"}, True)):
        rights = Rights(Role.COACH, links=frozenset(links))
        assert (shown(note, rights) is note) is sees
