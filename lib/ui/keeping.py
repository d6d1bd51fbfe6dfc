"""The workbook itself: its cover, what was done in it, and where its file lies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

import streamlit as st

from lib import settings
from lib.store import Conflict, Entry, Role
from lib.ui import boxes, days, forms, frame, in_sheet, kept, session
from lib.ui.text import md, shown

PAGE = 20
"""Actions shown at once."""
_FIRST = ("begin", "example")
"""How a workbook comes to be: without it there would be none to take anything back in."""
FIELDS = ("name", "owner", "time_zone", "phone", "looking_for", "free_when")
"""What has a box on the cover."""


@cache
def _zones() -> frozenset[str]:
    """Return the names of all time zones; read from the system once."""
    return frozenset(available_timezones())


def cover(book: session.Workbook) -> None:
    """Draw the boxes of the cover: whose it is, what they look for, which day it is for them."""
    newest = book.records.cover
    filled = boxes.in_step(newest, FIELDS)
    boxes.changed_elsewhere(filled, newest)
    boxes.line("owner", "Your name", filled, "As you sign your messages")
    boxes.note(
        "looking_for",
        "What you look for",
        filled,
        "One or two roles, a field, a place: “project lead in food logistics, near Leeds”",
    )
    boxes.note("free_when", "When you are free", filled, "Mornings, or any day after four")
    boxes.line("phone", "Your phone number, to say on voicemails", filled)
    with st.expander("The workbook's name, your time zone"):
        boxes.line("name", "The workbook's name", filled)
        zones = sorted({*_zones(), filled.time_zone})
        st.selectbox(
            "Your time zone, so that “today” is your day",
            zones,
            index=zones.index(filled.time_zone),
            key=boxes.key("time_zone", filled),
            filter_mode="contains",
            on_change="ignore",
        )
    save = boxes.save(book, "changed the cover", filled, FIELDS)
    forms.button("Save", save, key="save-cover", type="primary")


def history(book: session.Workbook) -> None:
    """Draw what was done, newest first, each with its way back."""
    kept.draw()
    pages = max(1, -(-book.version // PAGE))
    names = book.circle.names() if book.shared else {}
    page = min(st.session_state.get("history-page") or 1, pages)
    for one in book.history(before=book.version + 1 - (page - 1) * PAGE, limit=PAGE):
        _action(book, one, _by(one, names))
    if pages > 1:
        st.pagination(pages, key="history-page")


OF_A_COACH = ("left a word", "took a word away", "called words ready")
"""What a coach does in a workbook without typing for its owner."""


def _by(entry: Entry, names: Mapping[str, tuple[Role, str]]) -> str:
    """Return who did it where it was not the owner, as Markdown: "by Ana, during a call"."""
    if entry.by_sheet:
        return "" if entry.verb == "sheet" else " · by the sheet"
    role, name = names.get(entry.actor, (Role.OWNER, ""))
    if role is not Role.COACH:
        return ""
    during = "" if entry.verb in OF_A_COACH else ", during a call"
    return f" · by {md(name) if name.strip() else 'your coach'}{during}"


def _action(book: session.Workbook, entry: Entry, by: str) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"action-{entry.number}"
    ):
        when = md(days.told(entry.at.astimezone(session.zone(book)), session.now()))
        count = f" · {entry.rows:,} rows" if entry.rows > 1 else ""
        st.markdown(f"{md(frame.said(entry.verb))}{count}", width="content")
        st.caption(f"{when}{by}", width="content")
        if entry.undone_by is not None:
            st.caption("taken back", width="content")
        elif entry.erased:
            st.caption("stays as it is: somebody in it was erased", width="content")
        elif entry.verb not in _FIRST and book.writable:
            stuck = st.session_state.get("stuck-undo") == entry.number
            st.button(
                "Take back the rest" if stuck else "Undo",
                key=f"take-back-{entry.number}",
                type="tertiary",
                on_click=_take_back,
                args=(
                    entry.number,
                    book.operation("undo", entry.number),
                    stuck or entry.verb == "import",
                ),
            )
            if stuck:
                st.caption("What was changed since then stays as it is.", width="content")


def _take_back(number: int, operation: str, skip_changed: bool) -> None:  # noqa: FBT001 - a callback's argument
    """Take an action back; where rows were changed since, both versions are shown first."""
    if skip_changed:
        st.session_state.pop("stuck-undo", None)
        kept.undo(session.workbook(), number, operation)
        return
    result = session.workbook().undo(number, operation)
    forms.note(result, "undo")
    if isinstance(result, Conflict):
        st.session_state["stuck-undo"] = number
    else:
        st.session_state.pop("stuck-undo", None)


def place(book: session.Workbook) -> None:
    """Draw where the workbook is kept."""
    if book.invented:
        st.markdown(
            "This example lies apart from your own workbook. It is put away by itself once nobody "
            "looks at it any more."
        )
        return
    if book.shared:
        st.markdown("Whoever runs this app keeps it on their server. Take yours along at any time.")
        return
    asked = settings.load()
    if not asked.durable_disk:
        st.markdown(
            "It lives in your Google Sheet. This server's disk does not last: what is in the sheet "
            "is fetched from there when the server starts anew. What was done before then, its "
            "Undo, links and private comments are not in the sheet: they end with it."
        )
        return
    if asked.database_url:
        st.markdown("It is kept in the database named in this machine's settings.")
        return
    stays = (
        "It stays on this machine; nothing is sent anywhere."
        if in_sheet.seen(book) is None
        else "From there it goes to your Google Sheet, and nowhere else."
    )
    st.markdown(
        f"Everything is in one file, **workbook.sqlite**, in this folder. {stays} Copy the folder, "
        "while the workbook is closed, to keep a second one."
    )
    st.code(shown(str(asked.data_folder)), language=None, wrap_lines=True)
