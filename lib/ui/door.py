"""The door: what is seen where no workbook is open to this browser, and the way in again.

Nothing of a workbook is drawn here: not a name, not a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lib.ui import look
from lib.ui.text import md

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = "no-room"
"""Where it is kept, until it is drawn, why no workbook could be begun."""

LOST = (
    "**Lost your link?** Ask your coach, or whoever runs this workbook: they can make you a new "
    "one. Nothing of your work is gone."
)

NEXT = (
    '<p>Are you somebody else? <a style="color: inherit" href="/leave" target="_self">Have this '
    "browser forget who was here</a>, and begin as yourself.</p>"
)


def without_link(*, keeps_cookies: bool, start: Callable[[], None] | None) -> None:
    """Draw what a browser sees that has opened no link.

    Args:
        keeps_cookies: False where the browser keeps no cookie, without which no link opens.
        start: begins a workbook; None where not everybody may.
    """
    _bare()
    st.title("Open your link")
    st.markdown(
        "A workbook opens with its link. Look for it in your mail, your notes or on your paper, "
        "and open it in this browser."
    )
    if not keeps_cookies:
        st.markdown(
            "**This browser keeps no cookie for this address.** The workbook needs one, to know "
            "you again. Allow it, then load the page again."
        )
    st.markdown(LOST)
    if start is not None and keeps_cookies:
        _start(start)


def signed_in(*, start: Callable[[], None] | None) -> None:
    """Draw what somebody sees who has signed in and has no workbook yet.

    Args:
        start: begins a workbook; None where not everybody may.
    """
    _bare()
    st.title("You are signed in")
    st.markdown(
        "No workbook is open to you yet. Did somebody give you a link? Open it once in this "
        "browser: after that, signing in is enough."
    )
    if start is not None:
        _start(start)


def _start(start: Callable[[], None]) -> None:
    """Draw the button for a newcomer; or, once, why none can be begun now."""
    full = st.session_state.pop(FULL, None)
    if full is not None:
        st.markdown(f":material/info: {md(full)}")
        return
    st.markdown("New here? A workbook of your own takes one tap.")
    st.button("Start a workbook", key="begin-workbook", type="primary", on_click=start)


def withdrawn(*, others: bool) -> None:
    """Draw what is seen in a tab whose link has been withdrawn, or has ended.

    Args:
        others: whether other workbooks are open to this browser.
    """
    _bare()
    st.title("This link was withdrawn, or its time has passed")
    st.markdown(
        "The workbook that was open here is not open to this browser any more. What was saved in "
        "it is kept."
    )
    _ask(others=others)


def locked() -> None:
    """Draw what is seen in a browser that locked itself, as nobody tapped; and who is next there.

    A link of Streamlit's own opens another tab, and this one would stay.
    """
    _bare()
    st.title("Closed while nobody was here", anchor=False)
    st.markdown(
        "Nobody has tapped here for a while, so nothing of the workbook is open in this browser "
        "any more. What was saved in it is kept."
    )
    st.markdown(
        "**To go on, open your link again,** from your mail, your notes or your paper. Then you "
        "are where you were."
    )
    st.markdown(LOST)
    st.html(NEXT)


def not_open(*, others: bool) -> None:
    """Draw what is seen where the address names a workbook that is not open to this browser.

    Args:
        others: whether other workbooks are open to it.
    """
    _bare()
    st.title("This workbook is not open to you here")
    st.markdown("Its link may not have been opened in this browser, or it has ended.")
    _ask(others=others)


def _ask(*, others: bool) -> None:
    st.markdown(LOST)
    if others:
        st.markdown("Other workbooks are open to you here:")


def _bare() -> None:
    """Draw the style, and no menu: its pages would all say the same."""
    look.draw()
    look.no_menu()
