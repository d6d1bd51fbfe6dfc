"""The lock of a shared computer: a tab that nobody touches for a while shows nothing any more.

Where somebody said that others use the computer too, or the host has every browser do so, each run
that a person began puts the moment off (`lib.store.idling`); the looks of the page itself do not.
From then on the store refuses every read and write of the visit, from wherever they come; a look
every half minute has the open tab find out. Some minutes before it says so, and one tap is enough.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Final

import streamlit as st

from lib import settings
from lib.access.house import the_store
from lib.store import USUAL_IDLE, Idling, LockedError, NotAllowedError
from lib.ui import door, session
from lib.ui.text import counted

LOOK_SECONDS: Final = 30
WARNS: Final = timedelta(minutes=5)
"""How long before it closes it says so; at most half of the time there is."""
STYLE: Final = """
<style>
.st-key-idle-line {
  position: fixed; inset: 4rem 1rem auto 1rem; z-index: 95; width: auto; max-width: 44rem;
  margin: 0 auto; padding: 0.75rem 1rem; border-radius: 0.75rem;
  background: Canvas; background: light-dark(#FBF9F5, #171D1B);
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent);
}
</style>
"""
"""The warning stands above the page, wherever one is on it, and moves nothing in it."""
_IDLE: Final = "idling"
"""Where it is kept for a run how the visit stands."""


def arrive() -> None:
    """Note that somebody tapped; where the visit has locked, draw how to go on, and stop.

    Called first in a run. On one's own machine nothing locks.
    """
    if not settings.load().shared:
        return
    who = session.visit()
    try:
        if session.begins_by_itself():
            found = the_store().idling(who)
        else:
            found = the_store().tapped(who, session.now(), everybody=_everybody())
    except LockedError:
        session.empty_the_tab()
        door.locked()
        st.stop()
    st.session_state[_IDLE] = found


def draw() -> None:
    """Begin to look whether the visit has locked; nothing where it does not lock."""
    if _now().until is not None:
        st.html(STYLE)
        _look()


def choice() -> None:
    """Draw whether it closes by itself: for the host to say, or else for whoever is here."""
    asked, found = settings.load(), _now()
    if not asked.shared:
        return
    if asked.idle_minutes:
        st.caption(f"It closes by itself once nobody has tapped for {_minutes(_everybody())}.")
    else:
        st.toggle(
            "Others use this computer too: close it by itself once nobody has tapped for "
            f"{_minutes(USUAL_IDLE)}",
            value=found.others,
            key=f"others-here-{found.others}",
            on_change=_say_others,
            args=(not found.others,),
        )
    if found.stays and (found.others or asked.idle_minutes):
        st.markdown(
            ":material/info: For now it stays open. A workbook of yours has no link that you have "
            "kept, and without one you could not come back: make your link first, above."
            if found.others
            else ":material/info: For now it stays open: nobody shall be locked out who has kept "
            "no link yet, or is in a workshop."
        )
    elif found.others:
        st.caption("Other windows that were open before: close them, or load them again.")


@st.fragment(run_every=LOOK_SECONDS)
def _look() -> None:
    """Have the page close once the visit has locked; before that, say so and offer to stay."""
    try:
        found = the_store().idling(session.visit())
    except LockedError:
        session.redraw()
        return
    if found.until is None:
        return
    left = found.until - session.now()
    if left > warns(found, _everybody()):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="idle-line"):
        minutes = counted(max(1, -(-int(left.total_seconds()) // 60)), "minute", "minutes")
        st.markdown(
            f"Still here? This closes by itself in {minutes}. What is typed and not saved would "
            "go.",
            width="content",
        )
        st.button("I am here", key="i-am-here", on_click=_stay)


def warns(found: Idling, everybody: timedelta | None) -> timedelta:
    """Return how long before the end a visit is told of it."""
    whole = everybody or USUAL_IDLE
    return min(WARNS, (min(whole, USUAL_IDLE) if found.others else whole) / 2)


def _stay() -> None:
    with suppress(LockedError):  # the look that follows says so
        the_store().tapped(session.visit(), session.now(), everybody=_everybody())


def _say_others(others: bool) -> None:  # noqa: FBT001 - a callback's argument
    with suppress(NotAllowedError):  # the run that follows says so
        the_store().say_others(session.visit(), session.now(), others=others)


def _everybody() -> timedelta | None:
    minutes = settings.load().idle_minutes
    return timedelta(minutes=minutes) if minutes else None


def _minutes(span: timedelta | None) -> str:
    return counted(int((span or USUAL_IDLE).total_seconds()) // 60, "minute", "minutes")


def _now() -> Idling:
    found: Idling | None = st.session_state.get(_IDLE)
    return Idling() if found is None else found
