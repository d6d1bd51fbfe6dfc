"""The sheet of a workshop, on the page of who leads it: how to link one, how it stands, let it go.

It gets what people tap, count and guess, each with whose it is; they are told before they join, and
on their own page. Nothing of the people they know goes there, and nothing comes back from it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from lib import settings
from lib.store import LinkState, NotAllowedError, SheetLink
from lib.ui import forms, linking, session, sheet, sheet_words
from lib.ui.rooms import Led

LOOK_SECONDS: Final = 4
"""How often the state is drawn anew."""


def of(led: Led) -> SheetLink | None:
    """Return the link of a workshop's sheet; None where it has none, or the host has no account."""
    return led.sheet.of() if sheet.is_set_up() else None


def draw(led: Led, link: SheetLink | None) -> None:
    """Draw how the sheet stands, or, folded, the steps to one; nothing without a host's account.

    Args:
        led: the workshop.
        link: its link, as `of` has just read it.
    """
    if not sheet.is_set_up():
        return
    if link is not None:
        with st.container(border=True, key="room-sheet-stands"):
            st.markdown("**The sheet of this workshop**")
            _stands(led, link.state)
        return
    unfolded = st.expander(
        "A Google Sheet for this workshop",
        key="room-sheet",
        icon=":material/table:",
        on_change="rerun",
    )
    if unfolded.open:
        with unfolded:
            st.markdown(
                "What the room taps and counts can stand in a Google Sheet of yours, a row each, "
                "with whose it is. Everybody is told before they join, and on their own page."
            )
            linking.begin(led.sheet, settings.load().google_email)


@st.fragment(run_every=LOOK_SECONDS)
def _stands(led: Led, drawn: LinkState) -> None:
    """Draw the state; the page is drawn anew where the sheet is linked, or was let go elsewhere."""
    link = None
    with suppress(NotAllowedError):  # the page says so when it is drawn anew
        link = led.sheet.of()
    if link is None or link.state is not drawn:
        session.redraw()
        return
    partner, email = led.sheet, settings.load().google_email
    if link.state is LinkState.ASKED:
        linking.ordered(partner, link, email)
        return
    sheet.headed(link)
    now, zone = session.now(), ZoneInfo(session.browser_zone())
    told = (sheet_words.stands(link, now, zone), sheet_words.doing(link))
    st.caption(" · ".join(one for one in told if one))
    sheet.need(partner, link, email)
    st.caption(
        "Whoever leaves the workshop takes their rows along. When it ends, the rows stay, and "
        "nothing more is written."
    )
    with st.container(horizontal=True, gap="small"):
        forms.order("Refresh now", partner.refresh, key="refresh-room", icon=":material/refresh:")
        with st.popover("Unlink", type="tertiary"):
            st.markdown(
                "Its rows stay in your Drive. Nothing more is written there, and nobody's rows are "
                "taken away any more."
            )
            forms.order("Unlink the sheet", partner.unlink, key="unlink-room")


def over(link: SheetLink | None, led: Led) -> None:
    """Draw, after the end, what becomes of the sheet; nothing where the host has no account."""
    if not sheet.is_set_up():
        return
    if link is None or link.state is LinkState.ASKED:
        st.caption("If the workshop had a sheet, its rows stay there. Nothing more is written.")
        return
    with st.container(border=True, key="room-sheet-over"):
        st.markdown("**The last answers are on their way to the sheet.** After that it is yours.")
        sheet.need(led.sheet, link, settings.load().google_email)
        forms.order("Unlink the sheet", led.sheet.unlink, key="unlink-room", type="tertiary")
