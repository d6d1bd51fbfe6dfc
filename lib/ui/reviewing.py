"""Script review: the owner shows a draft to the coach, who comments on it or calls it ready.

What was shown is read by a coach who else sees no words of the owner's. Once words that were called
ready change, they are nobody's any more but the owner's.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.coaching.margins import called_ready, handed, taken_back
from lib.coaching.scripts import Review, Script
from lib.store import Action
from lib.ui import days, forms, margin, session
from lib.ui.text import shown


def beside(
    book: session.Workbook, script: Script, newest: Callable[[], Script] | None = None
) -> None:
    """Draw how far a script is with the coach, and its margin.

    Args:
        book: the workbook.
        script: the script as it is saved, or as it would be.
        newest: returns it with what its box holds when a button is tapped; None where no box is.
    """
    if book.may(Action.SHARE):
        _of_owner(book, script, newest or (lambda: script))
    if script.version:
        margin.beside(book, script)


def _of_owner(book: session.Workbook, script: Script, newest: Callable[[], Script]) -> None:
    """Draw where the script is, and the tap that shows it or takes it back."""
    if script.review is None:
        if book.shared and book.circle.has_coach():
            _show(book, newest, "Show my coach", script)
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"review-{script.id}"
    ):
        st.caption(_stands(book, script), width="content")
        if script.review is Review.COMMENTED:
            _show(book, newest, "Show it again", script)
        if script.review is not Review.READY:
            _hide(book, newest, script)


def _stands(book: session.Workbook, script: Script) -> str:
    """Return how far the script is, for its owner."""
    match script.review:
        case Review.READY:
            return ":material/check: Your coach calls these words ready."
        case Review.COMMENTED:
            return ":material/forum: Your coach has left a word on it."
    if script.handed_on is None:
        return ":material/hourglass_empty: With your coach."
    since = days.said(script.handed_on, session.day_of(book))
    return f":material/hourglass_empty: With your coach since {since}."


def _show(book: session.Workbook, newest: Callable[[], Script], label: str, script: Script) -> None:
    today = session.day_of(book)
    forms.button(
        label,
        forms.Save(
            book,
            "showed words to the coach",
            book.operation("show-coach", script.id, script.version),
            lambda: [handed(newest(), today)],
        ),
        key=f"show-coach-{script.id}",
        type="tertiary",
        icon=":material/visibility:",
    )


def _hide(book: session.Workbook, newest: Callable[[], Script], script: Script) -> None:
    forms.button(
        "Take it back",
        forms.Save(
            book,
            "took words back from the coach",
            book.operation("hide-coach", script.id, script.version),
            lambda: [taken_back(newest())],
        ),
        key=f"hide-coach-{script.id}",
        type="tertiary",
    )


def read(book: session.Workbook, script: Script | None) -> None:
    """Draw a script for somebody who may not write it: its words, and what a coach does with it."""
    if script is None or (not script.text and script.review is None):
        st.caption("No words to see here: they are not written yet, or not shown to you.")
        return
    with st.container(border=True, key=f"letter-{script.id}"):
        st.text(shown(script.text))
    if script.review in (Review.WAITING, Review.COMMENTED) and book.may(Action.COMMENT):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"review-{script.id}"
        ):
            since = script.handed_on
            day = "" if since is None else f" {days.said(since, session.day_of(book))}"
            st.caption(f"Shown to you{day}.", width="content")
            forms.button(
                "It is ready",
                forms.Save(
                    book,
                    "called words ready",
                    book.operation("ready", script.id, script.version),
                    lambda: [called_ready(script)],
                    needs=Action.COMMENT,
                ),
                key=f"call-ready-{script.id}",
                icon=":material/check:",
            )
    elif script.review is Review.READY:
        st.caption(":material/check: Called ready.")
    margin.beside(book, script)
