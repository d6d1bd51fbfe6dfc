"""Erasing for good: one person, or the whole workbook. What goes, what stays, and a name to type.

There is no Undo, and that is said before. The name is held against what is typed when the button is
tapped, not while one types: on a phone a button that is grey until the keyboard is away is tapped
for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import streamlit as st

from lib import settings
from lib.coaching.contacts import Contact
from lib.coaching.records import fields_of
from lib.coaching.text import folded
from lib.coaching.workbook import TABLES, Records
from lib.exchange.layout import Names
from lib.store import Action, AllGoing, Going, Mention, Refused
from lib.ui import forms, looking, session
from lib.ui.text import counted, md, number, shown

MENTIONS: Final = 12
"""Most texts that are listed at once."""
_ERASED: Final = "erased"
"""Where it is kept that something was erased, until something else is saved."""
_CALLED: Final[Mapping[str, tuple[str, str]]] = {
    "contacts": ("person", "people"),
    "asks": ("ask", "asks"),
    "touches": ("message or talk", "messages and talks"),
    "gives": ("thing you gave", "things you gave"),
    "promises": ("promise", "promises"),
    "targets": ("company", "companies"),
    "scripts": ("text of yours", "texts of yours"),
    "exercises": ("exercise", "exercises"),
    "guesses": ("guess", "guesses"),
    "comments": ("comment", "comments"),
}
"""What a row of each table is called, for one and for several; a cover is not counted."""


def said() -> None:
    """Say, at the top of the page, that something was erased, until something else is saved."""
    if st.session_state.get(_ERASED) is None:
        return
    if session.last_saved() is not None:
        del st.session_state[_ERASED]
        return
    st.text(str(st.session_state[_ERASED]))


# one person


def person(book: session.Workbook, contact: Contact) -> None:
    """Draw, folded, what erasing a person would take, what would stay, and the way to do it."""
    if book.invented or not book.may(Action.ERASE):
        return
    with st.expander("Erase them for good", key=f"erase-{contact.id}", on_change="rerun") as shut:
        if not shut.open:
            return
        found = book.would_erase_person(contact.id)
        if isinstance(found, Refused):
            st.text(" ".join(one.message for one in found.problems))
            return
        st.markdown(
            f"Everything about {md(contact.name)} goes, everywhere in this workbook. "
            "**There is no Undo.**"
        )
        _goes(_of_person(found))
        _stays(found.copies, in_sheet=bool(found.in_sheet))
        _mentions(book.records, found.mentions)
        if found.without_id:
            st.caption(
                "Some of these rows came from your Google Sheet just now. Wait until it says "
                "“In the sheet”, or take them out there by hand, too."
            )
        if _confirmed(f"person-{contact.id}", "their name", contact.name, "Erase them for good"):
            with st.spinner("Erasing"):
                done = book.erase_person(contact.id, book.operation("erase", contact.id))
            if isinstance(done, Refused):
                forms.note(done, "erase")
            else:
                _forget(wiped=done.wiped)
                st.query_params.pop("who", None)
            st.rerun()


def _of_person(found: Going) -> Iterator[str]:
    yield from _counted(found.rows)
    if found.older:
        lines = counted(found.older, "line", "lines")
        yield f"{lines} of the history; what they tell of cannot be undone"
    if found.emptied:
        yield f"the link to them in {counted(found.emptied, 'other row', 'other rows')}"
    if found.in_sheet:
        rows = counted(found.in_sheet, "row", "rows")
        yield f"{rows} of your Google Sheet, which the app empties there"
    yield from _choices(found.choices)


def _mentions(records: Records, found: tuple[Mention, ...]) -> None:
    """List where other texts may name the person; nothing is changed there."""
    if not found:
        return
    st.markdown(
        "**Look at these first.** Their name may stand in other texts, and those stay as they are. "
        "Where you take it out now, the older words are erased along with them."
    )
    names = Names(records)
    for one in found[:MENTIONS]:
        record = records.get(TABLES[one.table], one.row)
        if record is None:
            continue
        heading = next(
            each.column.heading for each in fields_of(type(record)) if each.name == one.field
        )
        text = looking.short(str(getattr(record, one.field)))
        st.text(shown(f"{names.whose(record) or heading} · {heading}: {text}"))
    if len(found) > MENTIONS:
        st.caption(f"And {number(len(found) - MENTIONS)} more.")


# all of it


def everything(book: session.Workbook) -> None:
    """Draw, folded, what erasing the whole workbook would take, and the way to do it."""
    if book.invented or not book.may(Action.ERASE):
        return
    with st.expander("Erase the whole workbook", key="erase-all", on_change="rerun") as shut:
        if not shut.open:
            return
        found = book.would_erase_all()
        name = book.records.cover.name
        st.markdown(
            f"All of {md(name)} goes, with its history. **There is no Undo.** To keep a copy, "
            "take your files out first."
        )
        _goes(_of_all(found))
        _stays(found.copies, in_sheet=bool(found.in_sheet), whole=True)
        if not settings.load().durable_disk:
            st.markdown(
                "**Empty or delete your Google Sheet, too.** This workbook lives there: when this "
                "server starts anew, it fetches what it finds."
            )
        if _confirmed("all", "the workbook's name", name, "Erase all of it for good"):
            with st.spinner("Erasing"):
                done = book.erase_all()
            _forget(wiped=done.wiped)
            st.query_params.clear()
            st.rerun()


def _of_all(found: AllGoing) -> Iterator[str]:
    yield from _counted(found.rows)
    yield f"the history: {counted(found.older, 'action', 'actions')}"
    if found.links:
        links = counted(found.links, "link that opens", "links that open")
        yield f"{links} it, from now on"
    yield from _choices(found.choices)


# what both say


def _choices(open_ones: int) -> Iterator[str]:
    if open_ones:
        choices = counted(open_ones, "open choice", "open choices")
        yield f"{choices} between the workbook and the sheet"


def _counted(rows: Mapping[str, int]) -> Iterator[str]:
    for table, (one, several) in _CALLED.items():
        many = rows.get(table, 0)
        if many:
            yield counted(many, one, several)


def _goes(parts: Iterator[str]) -> None:
    st.markdown("What goes:\n" + "\n".join(f"- {md(one)}" for one in parts))


def _stays(copies: tuple[str, ...], *, in_sheet: bool, whole: bool = False) -> None:
    """Say what erasing does not reach."""
    parts = ["an id without a name, so that nothing brings it back by itself"]
    if in_sheet and whole:
        parts.append(
            "the rows in your Google Sheet: the link ends, and nothing is written there any more. "
            "Delete the sheet in Google Drive to have them gone"
        )
    if in_sheet:
        parts.append("older versions that Google keeps of the sheet: File, Version history")
    parts.append("files that were taken out or sent, and backups of this machine")
    if copies:
        parts.append(f"older copies beside the workbook's file: {', '.join(copies)}")
    st.markdown("What stays:\n" + "\n".join(f"- {md(one)}" for one in parts))


def _confirmed(key: str, what: str, name: str, label: str) -> bool:
    """Draw the box for the name and the button; return True where both were used rightly."""
    typed = st.text_input(f"To go on, type {md(what)}: {md(name)}", key=f"erase-name-{key}")
    if not st.button(label, key=f"erase-now-{key}"):
        return False
    if folded(typed) == folded(name):
        return True
    st.text("That is not quite the name. Nothing was erased.")
    return False


def _forget(*, wiped: bool) -> None:
    """Let go of all this tab held, and say what was done."""
    session.empty_the_tab()
    st.session_state[_ERASED] = (
        "Erased."
        if wiped
        else "Erased. The file is still in use: its last traces go when the app starts next."
    )
