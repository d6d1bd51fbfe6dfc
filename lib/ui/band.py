"""The band of a workshop: where the room is, on top of every page of whoever has a seat in it.

It asks for one number every few seconds and draws nothing by itself but its own line: what is being
typed below it stays. "New, show" leads to the step; nobody is locked to it. What changes nothing on
a phone, more time or the door, is no news. How long is left is said in whole minutes, and not at
all once they are few: nobody is hurried.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime
from typing import Final

import streamlit as st

from lib import guide
from lib.store import Seat
from lib.ui import days, rooms, session, turning
from lib.ui.text import md, number

LOOK_SECONDS: Final = 7
MINUTE: Final = 60
CALM_MINUTES: Final = 2
"""With fewer minutes left the band says nothing of them."""
_SHOWN: Final = "band-shown"
"""Where it is kept what of the workshop this tab was shown when its owner asked last."""
_STEP: Final = "step-shown"
"""Where it is kept which step this tab shows, until its owner asks for another."""
_READ: Final[ContextVar[bool]] = ContextVar("read", default=False)
"""True while the line is drawn with its page, which has just read the seat."""

STYLE: Final = """
<style>
.st-key-band {
  border-left: 4px solid var(--st-primary-color, #2F6B57); padding: 0.25rem 0 0.25rem 0.75rem;
}
</style>
"""


def draw(book: session.Workbook, *, at_step: bool = False) -> None:
    """Draw the band; nothing where the workbook has no seat.

    Once the room has met it says until when the workbook is kept, and how it stays; nothing once it
    does.

    Args:
        book: the workbook.
        at_step: True on the page that shows the step itself.
    """
    seat = rooms.seat(book)
    if seat is None:
        return
    if not seat.meets(session.now()):
        if seat.erased_on is not None and not at_step:
            st.html(STYLE)
            with st.container(key="band", gap="xxsmall"):
                _kept_until(book, seat.erased_on, ended=seat.ended)
        return
    st.html(STYLE)
    st.session_state.setdefault(_SHOWN, _news(seat))
    with st.container(key="band", gap="xxsmall"):
        read = _READ.set(True)
        try:
            _look(book, seat, at_step)
        finally:
            _READ.reset(read)


def _kept_until(book: session.Workbook, day: date, *, ended: bool) -> None:
    on = days.said(day, session.day_of(book))
    over = "The workshop is over. " if ended else ""
    st.markdown(f"{over}Unless you keep it, this workbook is erased on {on}.")
    turning.button(
        "Keep it", "workshop.py", key="band-keep", kind="tertiary", icon=":material/key:", w=book.id
    )


@st.fragment(run_every=LOOK_SECONDS)
def _look(drawn: session.Workbook, seat: Seat, at_step: bool) -> None:  # noqa: FBT001 - a fragment's
    """Draw the line; where the room has moved on, offer to show it and wait."""
    book = session.still_here(drawn)
    now = seat if _READ.get() else rooms.seat(book) or seat
    moved = _news(now) != st.session_state.get(_SHOWN)
    titled = at_step and not moved and step_shown(now) == now.step
    _reminder(book, now)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(place(now) if titled else line(now), width="content")
        _left(now)
        if at_step and not moved:
            return
        label = "New, show" if moved else "Open the step"
        if st.button(
            label,
            key="band-show",
            type="primary" if moved else "tertiary",
            icon=":material/refresh:" if moved else ":material/arrow_forward:",
        ):
            st.session_state.pop(_SHOWN, None)
            st.session_state.pop(_STEP, None)
            st.switch_page("workshop.py", query_params={"w": book.id})


def _news(seat: Seat) -> tuple[object, ...]:
    """Return what of a workshop can be shown anew: the step, the pictures, the end."""
    return seat.step, seat.ended, *((one.question, one.number) for one in seat.pictures)


def _reminder(book: session.Workbook, seat: Seat) -> None:
    """Draw the facilitator's nudge for whoever has not done the step yet; nothing for others."""
    if seat.nudged and rooms.waited_for(book):
        st.markdown(":material/hourglass_empty: The room waits a little. There is time for yours.")


def _left(seat: Seat) -> None:
    """Draw how long is left, where that hurries nobody."""
    said = time_left(seat, session.now())
    if said:
        st.caption(said, width="content")


def time_left(seat: Seat, now: datetime) -> str:
    """Return how long is left of the step, in whole minutes; empty under two, or without a clock.

    It changes once a minute and never counts down: the clock with seconds is the facilitator's.
    """
    if seat.ended or seat.ends_at is None:
        return ""
    minutes = round((seat.ends_at - now).total_seconds() / MINUTE)
    return f"about {number(minutes)} minutes left" if minutes >= CALM_MINUTES else ""


def step_shown(seat: Seat) -> str | None:
    """Return the step that the page shows: the room's when it was opened, or the one tapped since.

    Whatever is tapped or saved on the page leaves it there, though the room moved on.
    """
    shown: str | None = st.session_state.setdefault(_STEP, seat.step)
    return shown if seat.plan.step(shown) is not None else None


def show_step(name: str) -> None:
    """Have the page show a step."""
    st.session_state[_STEP] = name


def line(seat: Seat) -> str:
    """Return where the room is, with the title of the step or of the workshop, as Markdown."""
    here = guide.step_of(seat.step)
    title = f"**{md(seat.title if here is None else here.title)}**"
    return f"{title} · we begin in a moment" if here is None else f"{place(seat)} · {title}"


def place(seat: Seat) -> str:
    """Return where the room is in a few words, for where the title stands already."""
    names = [one.name for one in seat.plan.steps]
    if seat.step not in names:
        return "We begin in a moment"
    return f"Step {names.index(seat.step) + 1:d} of {len(names)}"
