"""What a coach is shown: every text of every record is shown on purpose, or kept back."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import fields_of
from lib.coaching.scripts import Review, Script
from lib.coaching.workbook import TABLE_OF, Changed, Grouped, Records
from lib.store import NotAllowedError, Removed, Rights, Role, Shows
from lib.store.history import Deed
from lib.store.sight import KEPT_BACK, Views, narrowed, seen, shown
from lib.store.snapshots import Snapshot
from tests.store.book import DAY, ME, NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.coaching.records import Record
    from lib.store import Write

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


# what a coach may save: `narrowed` alone, without a store around it

COACH: Final = Rights(Role.COACH, Shows.STATUS, links=frozenset({"coach"}))
MINE: Final = Comment(table="contacts", row="c", on=DAY, text="Good", by="coach")
OWNERS: Final = Comment(table="contacts", row="c", on=DAY, text="Thank you")
OTHERS: Final = Comment(table="contacts", row="c", on=DAY, text="Well", by="other")
HANDED: Final = Script(contact="c", text="Dear Ann", review=Review.WAITING)
DRAFT: Final = Script(contact="c", text="Dear Bob")
ANN: Final = Contact(id="c", name="Ann", phone="1")
THERE: Final = Records(
    {
        Comment: {one.id: one for one in (MINE, OWNERS, OTHERS)},
        Script: {one.id: one for one in (HANDED, DRAFT)},
        Contact: {ANN.id: ANN},
    }
)


def allowed(*wanted: Write, undoes: int | None = None, rights: Rights = COACH) -> tuple[Write, ...]:
    """Return what is saved of what a coach asks for."""
    return narrowed(Deed("x", "x", ME, NOW, undoes, wanted), THERE, rights).wanted


def test_a_coach_who_comments_may_this() -> None:
    """A word of their own, new or changed or taken away; how far a script is that was handed over.

    Whose word it is, is not theirs to say.
    """
    new = Comment(table="contacts", row="c", on=DAY, text="New", by="other")
    assert allowed(new) == (replace(new, by="coach"),)
    changed = replace(MINE, text="Better", by="other")
    assert allowed(changed) == (replace(MINE, text="Better"),)
    assert allowed(Removed(MINE)) == (Removed(MINE),)
    ready = replace(HANDED, review=Review.READY)
    assert allowed(ready, new) == (ready, replace(new, by="coach"))


NEW_WORD: Final = Comment(table="contacts", row="c", on=DAY, text="New")
REFUSED: Final[dict[str, Write]] = {
    "a person": replace(ANN, phone="2"),
    "a new person": Contact(name="Eve"),
    "a person taken away": Removed(ANN),
    "a word that is taken already": replace(NEW_WORD, taken=True),
    "a word that is settled already": replace(NEW_WORD, settled_on=DAY),
    "the owner's word": replace(OWNERS, text="Thanks"),
    "the owner's word taken away": Removed(OWNERS),
    "another coach's word": replace(OTHERS, text="Badly"),
    "another coach's word as their own": replace(OTHERS, by="coach"),
    "another coach's word taken away": Removed(OTHERS),
    "the owner's answer to their word": replace(MINE, taken=True),
    "that the owner has seen it": replace(MINE, settled_on=DAY),
    "the words of a script": replace(HANDED, text="Dear Eve"),
    "its words and how far it is": replace(HANDED, text="Dear Eve", review=Review.READY),
    "a draft that was not handed over": replace(DRAFT, review=Review.READY),
    "a script handed back": replace(HANDED, review=None),
    "a new script": Script(contact="c", text="Dear Eve", review=Review.READY),
    "a script taken away": Removed(HANDED),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_coach_who_comments_may_nothing_else(what: str) -> None:
    """Alone, and beside a word that they may leave; and all of it where the owner lets them."""
    for wanted in ((REFUSED[what],), (NEW_WORD, REFUSED[what])):
        with pytest.raises(NotAllowedError):
            allowed(*wanted)
    typing = replace(COACH, shows=Shows.ALL, types=True)
    assert len(allowed(REFUSED[what], rights=typing)) == 1


def test_a_coach_who_comments_takes_nothing_back() -> None:
    """No undo, whatever it says it wants; and nothing is no word."""
    for wanted, undoes in (((NEW_WORD,), 1), ((), 1), ((), None)):
        with pytest.raises(NotAllowedError):
            allowed(*wanted, undoes=undoes)


def test_words_are_shown_once_they_are_handed_over() -> None:
    """A draft that is not the coach's business yet is blank, and is not when it is handed over."""
    blank = shown(DRAFT, COACH)
    assert isinstance(blank, Script)
    assert (blank.text, blank.id) == ("", DRAFT.id)
    assert shown(HANDED, COACH) is HANDED


def test_what_was_made_for_others_is_forgotten() -> None:
    """A view is kept as long as its workbook is; of one that is forgotten none is handed out."""
    views, snapshot = Views(10_000), Snapshot("book", 1, THERE)
    seen = views.of(snapshot, COACH)
    assert seen.records.all(Contact)["c"].phone == ""
    assert views.of(snapshot, COACH) is seen
    views.forget("another")
    assert views.of(snapshot, COACH) is seen
    views.forget("book")
    assert views.of(snapshot, COACH) is not seen


def _moved(version: int, before: Snapshot) -> Snapshot:
    """Return a snapshot after somebody wrote, changed, handed over and took away."""
    records = before.records
    rows: list[Changed] = [
        Changed(None, Contact(id=f"new-{version}", name="New", phone="2", notes="x")),
        Changed(None, Comment(table="cover", row="w", on=DAY, text="For me", private=True)),
    ]
    ann = records.get(Contact, "c")
    if ann is not None:
        rows.append(Changed(ann, None if version == 5 else replace(ann, phone=str(version))))
    draft = records.get(Script, DRAFT.id)
    if draft is not None:
        review = Review.WAITING if version % 2 else None
        rows.append(Changed(draft, replace(draft, text=f"Dear {version}", review=review)))
    return before.after(version, rows)


def test_a_view_that_follows_is_what_one_made_anew_is() -> None:
    """Through ten versions, those left out too: the rows, and each index that hangs on them."""
    names = Grouped(Contact, _first, _first)
    snapshot = Snapshot("w", 1, Records({**_rows(THERE), Cover: {"w": Cover(id="w", phone="9")}}))
    views = Views(10_000_000)
    assert views.of(snapshot, COACH).records.index(names)
    for version in range(2, 12):
        snapshot = _moved(version, snapshot)
        if version % 4 == 0:
            continue
        followed, anew = views.of(snapshot, COACH), seen(snapshot, COACH)
        assert followed.version == version
        for record_type in TABLE_OF:
            assert followed.records.all(record_type) == anew.records.all(record_type), version
        assert followed.records.index(names) == anew.records.index(names)


def test_a_view_does_not_follow_rows_that_were_read_anew() -> None:
    """As they are once somebody was erased: nothing of the earlier view is held on to."""
    views = Views(10_000_000)

    def at(version: int, *people: str) -> Snapshot:
        rows = {one: Contact(id=one, name=one, phone="1") for one in people}
        return Snapshot("w", version, Records({Contact: rows, Cover: {"w": Cover(id="w")}}))

    def held(name: str) -> bool:
        gc.collect()
        return any(isinstance(one, Contact) and one.name == name for one in gc.get_objects())

    views.of(at(1, "Zebulon", "Ann"), COACH)
    assert held("Zebulon")
    views.of(at(2, "Ann"), COACH)
    assert not held("Zebulon")


def _first(contact: Contact) -> str:
    return contact.name[:1]


def _rows(records: Records) -> dict[type[Record], Mapping[str, Record]]:
    return {record_type: dict(records.all(record_type)) for record_type in TABLE_OF}
