"""Does the work stand in the sheet? A line in the frame, and the quiet look for what came from it.

The page looks every few seconds with one statement, only where a sheet is linked. It draws itself
anew only where the sheet brought something, or where what it shows of the sheet's state moved; else
its line alone changes. In the middle of a card it says that there is something new, and waits.
Google is never asked from here.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from lib import settings
from lib.settings import Settings
from lib.store import SheetLink
from lib.store.sheet_address import sheet_id
from lib.ui import fetching, session, sheet_words

LOOK_SECONDS: Final = 2
"""How often a page looks: with a sheet read every 15 s, what is typed there shows within 20 s."""

_SEEN, _FRESH, _SHOWN = "sheet-seen", "sheet-fresh", "sheet-shown"
_KNOWN, _WAITS = "sheet-known", "sheet-waits"
"""Where it is kept: the link as it was read last, that this run has just read it, what of it the
page shows, the newest version of the workbook that was looked into, and that news waits."""


def draw(book: session.Workbook) -> None:
    """Draw the state of the workbook's sheet, and begin to look; nothing where none is linked."""
    st.session_state.update({_SEEN: None, _SHOWN: None, _WAITS: False})
    asked = settings.load()
    if book.invented or not asked.google_key:
        return
    link = book.partner.of() if asked.durable_disk else _of_the_host(book, asked)
    if link is not None:
        st.session_state.update({_SEEN: link, _FRESH: True, _KNOWN: book.version})
        look(book, asked.durable_disk)


def _of_the_host(book: session.Workbook, asked: Settings) -> SheetLink | None:
    """Return the link with the sheet of the host's settings, made where there is none.

    Until both were once in step nothing else is drawn: the rows may be on their way.
    """
    link = book.partner.of()
    named = sheet_id(asked.sheet)
    if link is None and isinstance(named, str):
        book.partner.adopt(named)
        link = book.partner.of()
    if link is not None and not link.synced_version and link.need is None:
        fetching.wait(link, asked.google_email, session.now(), session.zone(book))
    return link


def seen(book: session.Workbook) -> SheetLink | None:
    """Return the link as this run, or the look after it, has read it; no statement is asked."""
    link: SheetLink | None = st.session_state.get(_SEEN)
    return link if link is not None and link.workbook == book.id else None


def show(link: SheetLink) -> None:
    """Note that the page shows the state of this link: it is drawn anew where that moves on."""
    st.session_state[_SHOWN] = sheet_words.shape(link, session.now())


def news(book: session.Workbook, link: SheetLink | None) -> bool:
    """Return whether a link, just read, tells of something that the page does not show yet.

    Args:
        book: the workbook as it was drawn.
        link: its link as it is now; None where it is gone.
    """
    if link is None:
        return True
    shown = st.session_state.get(_SHOWN)
    if shown is not None and shown != sheet_words.shape(link, session.now()):
        return True
    if link.version <= st.session_state.get(_KNOWN, 0):
        return False
    st.session_state[_KNOWN] = link.version
    return book.moved_by_sheet(link.version)


@st.fragment(run_every=LOOK_SECONDS)
def look(drawn: session.Workbook, durable: bool) -> None:  # noqa: FBT001 - a fragment's argument
    """Draw the line; where nobody has read the link just now, look first."""
    book = session.still_here(drawn)
    if not st.session_state.pop(_FRESH, False):
        link = book.partner.of()
        if news(book, link):
            if not session.holds_still():
                session.redraw()
            st.session_state[_WAITS] = True
        st.session_state[_SEEN] = link
    link = seen(book)
    if link is None:
        return
    book.partner.seen(link)
    _say(book, sheet_words.line(link, session.now(), session.zone(book), durable=durable))
    if st.session_state.get(_WAITS) and st.button(
        "New in the sheet: show it", key="show-news", type="tertiary", icon=":material/refresh:"
    ):
        st.rerun()


def _say(book: session.Workbook, line: sheet_words.Line) -> None:
    with st.container(horizontal=True, horizontal_alignment="right", key="sheet-line"):
        if line.calls:
            st.page_link(
                "workbook.py",
                label=line.words,
                icon=":material/sync_problem:",
                query_params={"w": book.id},
                width="content",
            )
        else:
            st.caption(line.words, width="content")
