"""A calendar that fetches the days to come by itself: its address, made and shown once.

The address holds a key of its own: a calendar can show no cookie. So the calendar's host knows it,
and it is withdrawn by itself, among one's own links on the page Workbook.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from lib.store import Action, Role
from lib.ui import circle, session

_KEPT: Final = "feed-made"
"""Where it is kept that an address was just made, and for which workbook."""


def draw(book: session.Workbook) -> None:
    """Draw the way to an address for one's calendar; nothing where no link is made."""
    if not (book.shared and book.may(Action.SHARE)):
        return
    made: tuple[str, str] | None = st.session_state.get(_KEPT)
    if made is None or made[0] != book.id:
        st.button(
            "Let my calendar fetch these days by itself",
            key="make-feed",
            type="tertiary",
            icon=":material/event_repeat:",
            on_click=_make,
        )
        return
    st.caption(
        "Subscribe to this address in your calendar. It is shown once, and whoever has it sees the "
        "days with names: your calendar's own service, too. Withdraw it on the page Workbook, "
        "under “Your own links”."
    )
    st.code(made[1], language=None, wrap_lines=True)
    st.button("Put it away", key="feed-away", type="tertiary", on_click=_put_away)


def _make() -> None:
    book = session.workbook()
    made = book.circle.make(Role.CALENDAR, name="A calendar")
    st.session_state[_KEPT] = (book.id, circle.feed_address(made.token))


def _put_away() -> None:
    st.session_state.pop(_KEPT, None)
