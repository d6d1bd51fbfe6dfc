"""One client under their row: what is new since the last look, why they need a word, notes.

Nothing of it is read from the store before the row is unfolded, and the page for a session not
before that is asked for. Notes are private: they are read by whoever came by this coach's link, and
by nobody else, the client included.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from lib.coaching.comments import Comment
from lib.coaching.records import NOTE_LIMIT
from lib.coaching.since import since
from lib.coaching.workbook import Changed
from lib.store import Conflict, NotAllowedError, Refused, Removed, Saved
from lib.ui import days, desk, session, session_page
from lib.ui.desk import Client, Desk
from lib.ui.text import capital, md, shown

COVER: Final = "cover"
"""The table of a comment on the whole workbook."""
NOTES: Final = 5
"""Newest notes that are shown."""
_NOT_KEPT: Final = "note-not-kept"


def draw(mine: Desk, client: Client) -> None:
    """Draw what belongs to one client alone."""
    try:
        book = mine.book(client)
        changes = mine.changes(client)
    except NotAllowedError:
        st.caption("This workbook is not open to you any more.")
        return
    with st.container(border=True, gap="small", key=f"of-{client.id}"):
        _why(client)
        _since(client, [step for one in changes for step in one.changes], book)
        if client.coached:
            _notes(client, book)
        if st.toggle("Session page", key=f"session-page-{client.id}"):
            session_page.draw(book, client.day, client.reasons)


def _why(client: Client) -> None:
    """Draw all reasons why they need a word."""
    if client.reasons:
        st.markdown("  \n".join(md(capital(one.words)) for one in client.reasons))


# since the last look


def _since(client: Client, changes: list[Changed], book: session.Workbook) -> None:
    st.markdown("**Since your last look**")
    held = client.held
    if held.seen_at is None:
        st.caption(
            "You have not marked a look yet. From the next one on, what changed stands here."
        )
    elif not changes:
        st.caption("Nothing has changed.")
    else:
        st.markdown("  \n".join(md(one) for one in since(changes)))
    if held.seen_version < book.version:
        st.button(
            "I have seen this",
            key=f"seen-{client.id}-{book.version}",
            type="tertiary",
            icon=":material/done:",
            on_click=desk.note_seen,
            args=(client.id, book.version),
        )


# private notes


def _notes(client: Client, book: session.Workbook) -> None:
    """Draw one's private notes on this client, and a box for another."""
    st.markdown("**Private notes**")
    mine = [
        one
        for one in book.records.all(Comment).values()
        if one.private and one.table == COVER and one.row == client.id
    ]
    mine.sort(key=lambda one: (one.on, one.id), reverse=True)
    for one in mine[:NOTES]:
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"note-{one.id}"
        ):
            with st.container(gap=None):
                st.caption(capital(days.said(one.on, client.day)))
                st.text(shown(one.text))
            st.button(
                "Take away",
                key=f"unnote-{one.id}-{one.version}",
                type="tertiary",
                on_click=_take_away,
                args=(client.id, one),
            )
    if len(mine) > NOTES:
        st.caption(f"And {len(mine) - NOTES:,} older.")
    name = f"note-{client.id}"
    key = f"{name}-{session.nonce(name)}"
    st.text_area(
        "A note for yourself",
        key=key,
        max_chars=NOTE_LIMIT,
        height=90,
        placeholder="For your eyes alone",
        label_visibility="collapsed",
    )
    if problem := st.session_state.pop(_NOT_KEPT, ""):
        st.markdown(md(problem))
    st.button(
        "Keep this note",
        key=f"keep-{key}",
        on_click=_keep,
        args=(client.id, name, key),
    )


def _keep(workbook: str, name: str, key: str) -> None:
    """Keep what was typed as a private note; a second tap of the same box keeps it once."""
    text = str(st.session_state.get(key) or "")
    if not text.strip():
        return
    mine = desk.book_of(workbook)
    note = Comment(
        id=key.rpartition("-")[2],
        table=COVER,
        row=workbook,
        on=session.day_of(mine),
        text=text,
        private=True,
    )
    result = mine.save("note", [note], mine.operation("note", key))
    if isinstance(result, Saved):
        session.renew(name)
    _said(result)


def _take_away(workbook: str, note: Comment) -> None:
    mine = desk.book_of(workbook)
    _said(mine.save("unnote", [Removed(note)], mine.operation("unnote", note.id, note.version)))


def _said(result: Saved | Conflict | Refused) -> None:
    """Keep for the page why a note was not kept."""
    match result:
        case Saved():
            return
        case Conflict():
            problem = "This note was changed in another tab meanwhile."
        case Refused():
            problem = " ".join(one.message for one in result.problems)
    st.session_state[_NOT_KEPT] = f"Not kept yet. {problem}"
