"""Keep my link: the owner's own way back, and the way onto another device.

A browser that began a workbook is known by its cookie alone. With a link of one's own, in a mail to
oneself or on paper, nobody is locked out who changes their phone.
"""

from __future__ import annotations

import streamlit as st

from lib import settings
from lib.settings import Mode
from lib.store import Action, Role
from lib.ui import newlink, session

MINE = (Role.OWNER, Role.GUEST)
"""Of an owner's link, and of what is handed over to another device."""


def at_the_end(book: session.Workbook, *, leads: bool = False, is_kept: bool = False) -> None:
    """Draw the way to keep one's link where the first ten minutes end; only where there is one.

    Args:
        book: the workbook.
        leads: whether it is what comes next on the page.
        is_kept: whether its owner has one already, or has come back by one.
    """
    if _has_links(book):
        with st.container(border=True, gap="small", key="keep-my-link"):
            st.markdown(
                "**You have your way back.** Should your link be lost, make another one here."
                if is_kept
                else "**Keep your way back.** This browser knows you; no other one does yet."
            )
            _ways(book, leads=leads)


def draw(book: session.Workbook) -> None:
    """Draw one's own link on the Workbook page; where there is none, one line why."""
    if book.invented:
        return
    if _has_links(book):
        st.subheader("Keep my link", anchor=False)
        st.markdown("With a link of your own you come back from any browser.")
        _ways(book)
    elif not book.shared:
        st.caption("It opens on this machine alone, so there are no links to it.")
    elif settings.load().mode is Mode.SIGNED_IN and book.may(Action.SHARE):
        st.caption("You come back by signing in, so there is no link to keep.")


def _has_links(book: session.Workbook) -> bool:
    by_link = book.shared and settings.load().mode is Mode.SHARED
    return by_link and book.may(Action.SHARE)


def _ways(book: session.Workbook, *, leads: bool = False) -> None:
    newlink.draw(book, *MINE)
    if newlink.is_shown(book, *MINE):
        return
    with st.container(horizontal=True, gap="small", key="my-link-ways"):
        st.button(
            "Make my link",
            key="my-link",
            icon=":material/key:",
            type="primary" if leads else "secondary",
            on_click=_make,
        )
        st.button(
            "Open on another device",
            key="my-device",
            type="tertiary",
            icon=":material/devices:",
            on_click=_hand_over,
        )


def _make() -> None:
    """Make a link of one's own, and show it."""
    book = session.workbook()
    made = book.circle.make(Role.OWNER, name="My link")
    newlink.show(newlink.of_owner(book, Role.OWNER, "", made.token))


def _hand_over() -> None:
    """Make what gives another device all that this browser may open, once."""
    book = session.workbook()
    newlink.show(newlink.of_owner(book, Role.GUEST, "", book.circle.hand_over()))
