"""Linking a workbook with a Google Sheet, a step at a time, until both hold the same.

A blank sheet, shared with the app's account; its address; a tab named with a code that was given
here, which shows that whoever asks may change the sheet. Where both sides hold something already,
the difference is counted and the owner says what shall become of it. Nothing waits for Google: the
page looks at what was noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from lib.coaching.workbook import TABLES
from lib.exchange import layout
from lib.store import Choice, SheetLink
from lib.store.sheet_address import EXAMPLE, NoSheet, sheet_id
from lib.ui import forms, session, sheet_words
from lib.ui.partner import Partner
from lib.ui.text import capital, md, shown

BLANK: Final = "https://sheets.new"
"""Where Google makes a blank sheet."""
ADDRESS: Final = "https://docs.google.com/spreadsheets/d/"
"""Before a sheet's id, what opens it in a browser."""

OF_A_ROOM: Final = (
    "What will be written: one tab, Workshop, with a row for whatever somebody taps, counts or "
    "guesses in the steps, and whose it is by first name; and the invented people, as they were "
    "rated. Never written: what people type, whom they know, whom they write to, and what. The "
    "sheet is not read back, and nothing else in it is touched."
)
"""What stands under the steps to a workshop's sheet."""

_REFUSED = "sheet-refused"
_COUNTED: Final = {
    "only_here": "only here",
    "only_there": "only in the sheet",
    "differing": "with another content",
    "same": "the same",
}
"""What is counted of each tab when both sides are compared."""


def begin(partner: Partner, email: str) -> None:
    """Draw the steps to a linked sheet, from nothing.

    Args:
        partner: the link to be.
        email: the address with which the sheet is to be shared.
    """
    name = partner.name
    st.markdown("**1. Make a blank sheet**, or open one that you have.")
    st.link_button("A blank sheet", BLANK, icon=":material/open_in_new:")
    st.markdown("**2. Share it** with this address, as Editor:")
    address(email)
    st.markdown("**3. Paste the sheet's address.** The last step is shown then.")
    with st.form(f"link-{name}", border=False):
        box = f"sheet-address-{name}"
        st.text_input(
            "The sheet's address",
            key=box,
            placeholder=EXAMPLE,
            autocomplete="off",
            label_visibility="collapsed",
        )
        forms.order(
            "Go on",
            lambda: _ask(partner, st.session_state[box]),
            key=f"ask-{name}",
            type="primary",
            in_form=True,
        )
    _refused(name)
    if partner.name == "room":
        st.caption(OF_A_ROOM)
    elif partner.practice:
        st.caption("The sheet gets one tab, Practice, with a row about this workbook.")
    else:
        titles = ", ".join(capital(one.title) for one in layout.tabs())
        st.caption(
            f"What will be written: a tab each for {md(titles)}. Nothing else there is touched. "
            "Private comments and the history stay here."
        )


def address(email: str) -> None:
    """Draw the address that a sheet is shared with, to be copied as it stands."""
    st.code(shown(email), language=None, wrap_lines=True)


def opens(link: SheetLink) -> None:
    """Draw what opens a sheet in the browser."""
    st.link_button(
        "Open it",
        f"{ADDRESS}{link.sheet}/edit",
        type="tertiary",
        icon=":material/open_in_new:",
    )


def _ask(partner: Partner, pasted: str) -> None:
    """Order the link, or keep why it cannot be."""
    found = sheet_id(pasted)
    why = found.value if isinstance(found, NoSheet) else partner.ask(found)
    st.session_state.pop(_REFUSED, None)
    if why is not None:
        st.session_state[_REFUSED] = (partner.name, why, isinstance(found, NoSheet))


def _refused(name: str) -> None:
    refused: tuple[str, str, bool] | None = st.session_state.get(_REFUSED)
    if refused is None or refused[0] != name:
        return
    with st.container(border=True, gap="xxsmall", key=f"sheet-refused-{name}"):
        st.text(refused[1])
        if refused[2]:
            st.text(f"It looks like this: {EXAMPLE}")


# ordered


def ordered(partner: Partner, link: SheetLink, email: str) -> None:
    """Draw the last step, the code, and what is still missing; the page finds out by itself."""
    if not link.code_runs_at(session.now()):
        _lapsed(partner, link)
        return
    if link.code:
        st.markdown("**4. Show that it is yours.** Add a tab to the sheet with this name:")
        st.code(shown(link.code), language=None)
        st.caption("It is found by itself, mostly within half a minute, and taken away again.")
    else:
        st.markdown("**You linked this sheet before.** It is looked at now.")
    missing = sheet_words.missing(link)
    if missing:
        st.markdown(f":material/info: {missing}")
        if sheet_words.asks_to_share(link):
            address(email)
    with st.container(horizontal=True, gap="small"):
        _look_now(partner, "Look now")
        opens(link)
        leave(partner, "Not now")


def _lapsed(partner: Partner, link: SheetLink) -> None:
    name = partner.name
    st.markdown("**The code was not used in its hour.** Nothing was linked, and nothing written.")
    with st.container(horizontal=True, gap="small"):
        forms.order(
            "Give me a new code",
            lambda: partner.ask(link.sheet),
            key=f"ask-again-{name}",
            type="primary",
        )
        leave(partner, "Not now")


def leave(partner: Partner, label: str) -> None:
    """Draw the button that takes an order back. The label is a constant."""
    forms.order(label, partner.unlink, key=f"no-link-{partner.name}", type="tertiary")


def _look_now(partner: Partner, label: str) -> None:
    """Draw the button that has the sheet looked at as soon as can be. The label is a constant."""
    key = f"refresh-{partner.name}"
    forms.order(label, partner.refresh, key=key, icon=":material/refresh:")


# both sides hold something


def choosing(partner: Partner, link: SheetLink) -> None:
    """Draw what each side holds, and the three ways to make one of both."""
    if not link.found and link.choice is None:
        if link.need is None:
            st.markdown("**The sheet is yours.** What stands in it is being read.")
        else:
            st.markdown("**The sheet is yours.** It is linked as soon as this is done:")
        return
    st.markdown(
        f"**Both hold something already**: your workbook, and {_titled(link)}. "
        "What shall become of it?"
    )
    counts(link.found)
    if link.choice is not None:
        st.markdown(f":material/check: {_CHOSEN[link.choice]} It is being done.")
        return
    for way in _WAYS:
        with st.container(gap="xxsmall"):
            kind: forms.Kind = "primary" if way is Choice.BOTH else "secondary"
            key = f"choose-{way.value}-{partner.name}"
            forms.order(_WAYS[way], partial(partner.choose, way), key=key, type=kind)
            st.caption(_COMES_OF[way])
    leave(partner, "Leave both as they are")


_WAYS: Final = {
    Choice.BOTH: "Put both together",
    Choice.SHEET: "Take the sheet",
    Choice.OURS: "Write ours into it",
}
_COMES_OF: Final = {
    Choice.BOTH: "All rows stay. Where a cell differs, you choose between the two later.",
    Choice.SHEET: "Here it becomes as it is there. What stands only here goes; it can be taken "
    "back.",
    Choice.OURS: "There it becomes as it is here. Google keeps the older version of the sheet.",
}
_CHOSEN: Final = {
    Choice.BOTH: "Both are put together.",
    Choice.SHEET: "The sheet is taken.",
    Choice.OURS: "Ours is written into the sheet.",
}


def _titled(link: SheetLink) -> str:
    return f"the sheet “{md(link.title)}”" if link.title else "the sheet"


def counts(found: Mapping[str, object]) -> None:
    """Draw in how much both sides differ, a line a tab; nothing where nothing was counted."""
    for table, counted in found.items():
        if table in TABLES and isinstance(counted, Mapping):
            parts = [
                f"{many:,} {words}"
                for name, words in _COUNTED.items()
                if isinstance(many := counted.get(name), int) and many
            ]
            if parts:
                st.text(f"{_tab_title(table)}: {', '.join(parts)}")


def _tab_title(table: str) -> str:
    tab = layout.tab_of(table)
    return capital(table if tab is None else tab.title)
