"""Signing in and out: who is here where the host has people sign in, and the page before that.

What a browser's sign-in says is read once, when a tab connects. So each run asks the store whether
it still holds: a tab that is open while somebody signs out in another one shows nothing more. The
cookie is only ever compared, never drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import urlsplit

import streamlit as st

from lib.access import signing_in
from lib.access.house import the_store
from lib.access.signing_in import NoEntry, Person
from lib.store import LockedError
from lib.ui import look
from lib.ui.text import md

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lib.store import Actor

ENTERED: Final = "entered"
"""Where a tab keeps the sign-in it was let in by; it is no right, only a mark of what was drawn."""

TITLES: Final[Mapping[NoEntry, str]] = {
    NoEntry.NOBODY: "Sign in",
    NoEntry.SIGNED_OUT: "You have signed out",
    NoEntry.LOCKED: "Closed while nobody was here",
    NoEntry.LONG_AGO: "Sign in once more",
    NoEntry.NOT_VERIFIED: "This mail address is not verified",
    NoEntry.NO_MAIL: "This account has no mail address we can use",
    NoEntry.UNREADABLE: "This sign-in cannot be read",
}
"""What each way not to be let in is called."""

WORDS: Final[Mapping[NoEntry, str]] = {
    NoEntry.NOBODY: "A workbook here belongs to whoever signs in with its mail address. Yours "
    "opens as soon as you have.",
    NoEntry.SIGNED_OUT: "Nothing of the workbook is open here any more. What you saved is kept.",
    NoEntry.LOCKED: "Nobody has tapped here for a while, so nothing of the workbook is open here "
    "any more. What was saved is kept: sign in, and go on where you were.",
    NoEntry.LONG_AGO: "You signed in a month ago or more. What you saved is kept, and opens again.",
    NoEntry.NOT_VERIFIED: "This account's mail address is not verified, so it opens nothing here. "
    "Verify it where you signed in, or use another account.",
    NoEntry.NO_MAIL: "A workbook is kept under a mail address, and this account gives none, or "
    "one that could be mistaken for another. Use another account.",
    NoEntry.UNREADABLE: "Whoever runs this workbook can find out why: a part of what it needs is "
    "missing. Until then, another account may work.",
}
"""What each of them means, and what to do."""

_KNOWN: Final = (NoEntry.NOT_VERIFIED, NoEntry.NO_MAIL, NoEntry.UNREADABLE)
"""Where somebody has signed in, and it must be somebody else."""


def actor(visit: Actor | None, at: datetime) -> Actor:  # noqa: RET503 - `_way_in` ends the run
    """Return who has signed in, asked anew.

    Where nobody has, the run ends: the page is drawn anew with the way in, from a fragment, a
    callback or a dialog as well, and nothing that was on it stays.

    Args:
        visit: the browser's visit, if it shows one; what it opened becomes the person's.
        at: this instant.
    """
    found = signing_in.person(st.user.to_dict(), at)
    if isinstance(found, Person):
        store = the_store()
        if st.session_state.get(ENTERED) != found.sign_in.visit:
            signing_in.enter(store, found, visit, at)
        if signing_in.here(store, found):
            st.session_state[ENTERED] = found.sign_in.visit
            return found.actor
        found = NoEntry.LOCKED if _locked(found.sign_in) else NoEntry.SIGNED_OUT
    _way_in(found)


def _locked(sign_in: Actor) -> bool:
    """Return whether a sign-in has locked, as nobody tapped."""
    try:
        the_store().idling(sign_in)
    except LockedError:
        return True
    return False


def sign_out(at: datetime) -> None:
    """Sign out here and at the provider; every open tab of this sign-in shows nothing more."""
    found = signing_in.person(st.user.to_dict(), at)
    if isinstance(found, Person):
        signing_in.leave(the_store(), found, at)
    st.session_state.clear()
    st.logout()


def _way_in(why: NoEntry) -> NoReturn:
    """Draw the page with the one button, and stop; where a workbook was drawn, all of it anew."""
    if ENTERED in st.session_state:
        st.session_state.clear()
        st.rerun()
    look.draw()
    look.no_menu()
    st.title(TITLES[why], anchor=False)
    st.markdown(WORDS[why])
    if why in _KNOWN:
        st.button("Use another account", key="sign-out", type="primary", on_click=st.logout)
    else:
        st.button("Sign in", key="sign-in", type="primary", on_click=st.login)
    st.caption(
        f"You sign in at {md(_provider())}. It tells this workbook your name and mail address. The "
        "workbook keeps neither: it keeps a code made from the address, by which it knows you "
        "again, and it never sees your password."
    )
    st.stop()


def _provider() -> str:
    """Return the host that people sign in at."""
    address = str(st.secrets["auth"]["server_metadata_url"])
    return urlsplit(address).hostname or address
