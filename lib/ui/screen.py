"""The screen in front of a room: one thing at a time, read from ten metres, led by two keys.

Large type in a share of the screen's width, so that it is as large on any projector; nothing of
anybody, first names included: they stand on the facilitator's own page. The arrow keys go on and
back: through the pictures the room was shown, then to the next step. How large its letters are is
computed in `lib.charts.room_dots` and held by a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from lib import guide
from lib.guide import RoomStep
from lib.store import Standing
from lib.ui import leading, pictures, qr, rooms
from lib.ui.leading import Slides
from lib.ui.rooms import Led
from lib.ui.text import md

WIDTH: Final = 1920
"""Pixels of the screen the sizes below are shares of."""
LETTER, TITLE, STEP, CODE, PICTURE, SQUARE = 2.85, 3.6, 4.4, 9.0, 73.0, 35.0
"""Shares of its width, in hundredths: words, headings, what a step asks, the code, a picture, the
square to scan."""
_PLACE: Final = "screen-place"
"""Where it is kept which step is shown, which of its slides, and of how many."""

STYLE: Final = f"""
<style>
header, [data-testid="stHeader"], [data-testid="stToolbar"], .st-key-bar
{{ display: none !important; }}
[data-testid="stMainBlockContainer"]
{{ max-width: none !important; padding: 1.2vw 3vw 6rem !important; }}
.st-key-screen p, .st-key-screen li {{ font-size: {LETTER}vw; line-height: 1.25; }}
.st-key-screen h1 {{ font-size: {TITLE}vw; line-height: 1.15; padding: 0 !important; }}
.st-key-screen .st-key-screen-step p {{ font-size: {STEP}vw; }}
.st-key-screen .st-key-screen-step h1 {{ font-size: {STEP + 1}vw; padding: 2vw 0 1vw !important; }}
.st-key-screen .st-key-screen-code p {{
  font-size: {CODE}vw; line-height: 1; font-weight: 700; letter-spacing: 0.06em;
  font-family: ui-monospace, monospace;
}}
.st-key-screen-door {{ padding: 1.5vw 0; }}
.st-key-screen-door img {{ width: {SQUARE}vw; }}
.st-key-screen {{ max-width: 90vw; margin: 0 auto; gap: 1vw; }}
.st-key-screen-keys {{
  position: fixed; inset: auto 1.5vw 1vw auto; width: auto !important; z-index: 90;
}}
</style>
"""


def asked_for() -> bool:
    """Return whether the address asks for the screen."""
    return leading.BIG in st.query_params


def draw(slides: Slides) -> None:
    """Draw what the room sees now.

    Args:
        slides: makes what a picture says.
    """
    wanted = st.query_params.get(rooms.ROOM)
    if wanted not in dict(rooms.mine()):
        st.markdown("This screen belongs to a workshop. Open it from the page that leads it.")
        return
    led = Led(str(wanted))
    standing = led.standing()
    leading.note_drawn(standing)
    st.html(STYLE)
    here = guide.step_of(standing.step)
    shown = _shown(led, here, slides)
    place = _place(standing.step, len(shown))
    with st.container(key="screen"):
        if standing.ended_at is not None:
            with st.container(key="screen-step"):
                _words("Thank you for coming", "Your workbook is yours, by the link you kept.")
        elif here is None or standing.step == standing.plan.steps[0].name:
            _door(standing)
            leading.look(led, standing.version, "door")
        elif place == 0:
            with st.container(key="screen-step"):
                _words(here.title, here.asks)
                leading.look(led, standing.version, "step")
        else:
            one = shown[place - 1]
            _words(one.title, one.sentence)
            pictures.large(one.svg, alt=one.alt, width=f"{PICTURE}vw")
            leading.look(led, standing.version, "nothing")
        _refused(here)
    _keys(led, standing, here, place, len(shown))


def _words(title: str, words: str) -> None:
    st.title(md(title), anchor=False)
    st.markdown(md(words))


def _door(standing: Standing) -> None:
    """Draw how people come in."""
    st.title(md(standing.title), anchor=False)
    if standing.code is None:
        st.markdown("The door is closed for now.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="large", key="screen-door"):
        qr.draw(rooms.join_address(standing.code), alt="The way in as a QR code")
        with st.container():
            st.markdown(f"Scan this, or go to **{md(_plain(rooms.join_address()))}**")
            with st.container(key="screen-code"):
                st.markdown(md(rooms.code_in_print(standing.code)))
            st.markdown("A first name is enough.")


def _plain(address: str) -> str:
    """Return an address as one types it."""
    return address.removeprefix("https://").removeprefix("http://")


def _shown(led: Led, here: RoomStep | None, slides: Slides) -> list[pictures.Answer]:
    """Return every picture of the step that the room may see now, in order."""
    if here is None or not here.reveals:
        return []
    every, found = led.pictures(), []
    for name in here.reveals:
        asked = guide.room_questions()[name]
        now, beside = leading.shown_now(every, asked)
        if now is not None:
            found += list(slides(asked, now, beside))
    return found


def _place(step: str | None, many: int) -> int:
    """Return which slide of a step is shown: 0 for the step itself, else a picture.

    A picture that was shown to the room just now comes by itself.
    """
    kept: tuple[str | None, int, int] | None = st.session_state.get(_PLACE)
    if kept is None or kept[0] != step:
        place = 0
    elif many > kept[2]:
        place = kept[2] + 1
    else:
        place = min(kept[1], many)
    st.session_state[_PLACE] = (step, place, many)
    return place


def _keys(led: Led, standing: Standing, here: RoomStep | None, place: int, many: int) -> None:
    """Draw back and on, and what shows the room its next picture; small, at the edge."""
    if standing.ended_at is not None:
        return
    names = [one.name for one in standing.plan.steps]
    at = names.index(standing.step) if standing.step in names else -1
    with st.container(horizontal=True, gap="small", key="screen-keys"):
        if at > 0 or place > 0:
            back = (place - 1, None) if place else (0, names[at - 1])
            st.button(
                "Back", key="screen-back", shortcut="Left", on_click=_to, args=(led, *back, many)
            )
        if here is not None and (waiting := _waiting(led, here)):
            st.button(
                "Show the room",
                key="screen-show",
                shortcut="S",
                on_click=_show,
                args=(led, waiting),
            )
        if place < many or at + 1 < len(names):
            on = (place + 1, None) if place < many else (0, names[at + 1])
            st.button(
                "Next",
                key="screen-next",
                shortcut="Right",
                type="primary",
                on_click=_to,
                args=(led, *on, many),
            )


def _refused(here: RoomStep | None) -> None:
    """Say why a picture of the step was not shown, where it was not."""
    for name in () if here is None else here.reveals:
        if lacking := leading.refused(name):
            st.markdown(md(lacking))


def _waiting(led: Led, here: RoomStep) -> Sequence[str]:
    """Return the questions of the step that everybody was asked and the room has not been shown."""
    seen = {one.question for one in led.pictures() if one.shown}
    return [name for name in here.reveals if name not in seen and not leading.is_own(name)]


def _show(led: Led, waiting: Sequence[str]) -> None:
    leading.reveal(led, waiting[0])


def _to(led: Led, place: int, step: str | None, many: int) -> None:
    if step is not None:
        led.go(step)
        return
    kept: tuple[str | None, int, int] | None = st.session_state.get(_PLACE)
    if kept is not None:
        st.session_state[_PLACE] = (kept[0], place, many)
