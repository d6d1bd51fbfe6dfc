"""Planning a workshop: what it is called, its steps and minutes, its last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from lib import guide
from lib.coaching.records import NAME_LIMIT
from lib.coaching.workshop import KEPT_DAYS
from lib.guide import RoomStep
from lib.store import NotAllowedError
from lib.ui import rooms, session
from lib.ui.rooms import ROOM
from lib.ui.text import md

_AWAY: Final = "workshop-anew"


def asked_for() -> bool:
    """Return whether whoever leads one has asked to begin another."""
    return bool(st.session_state.get(_AWAY))


def draw(*, first: bool) -> None:
    """Draw what is asked before a workshop begins.

    Args:
        first: True where there is no other one to go back to.
    """
    st.title("A workshop", anchor=False)
    st.markdown(
        "An hour with a room: everybody fills the exercises on their own phone, the room sees its "
        "own numbers, and each walks out with a workbook."
    )
    if not rooms.may_begin():
        st.markdown("Ask whoever runs this workbook for a link to lead one.")
        return
    again = st.segmented_control(
        "Which?",
        [False, True],
        default=False,
        required=True,
        format_func=lambda one: "A second sitting" if one else "The hour",
        key="workshop-again",
    )
    st.text_input(
        "What is it called?",
        key="workshop-title",
        max_chars=NAME_LIMIT,
        placeholder="Job club, Tuesday evening",
        on_change="ignore",
    )
    st.toggle(
        "Practise on invented people",
        value=False,
        key="workshop-invented",
        help="Else everybody uses people they know. Those stay in their own workbook either way.",
        on_change="ignore",
    )
    today = session.now().date()
    numbers = guide.room_numbers()
    st.date_input(
        "Its last day, or the day you meet again",
        today + timedelta(days=numbers.again_days),
        min_value=today,
        max_value=today + timedelta(days=365),
        key="workshop-ends",
        on_change="ignore",
    )
    st.caption(
        f"Workbooks that nobody has kept are erased {KEPT_DAYS} days after it. Each person is told "
        "the day, and how to keep theirs."
    )
    steps = guide.sitting() if again else guide.hour()
    with st.expander(f"Steps and minutes ({sum(one.minutes for one in steps)} minutes)"):
        for one in steps:
            _minutes(one)
    for problem in st.session_state.pop("workshop-problem", ()):
        st.markdown(f":material/info: {md(problem)}")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Begin it", key="workshop-begin", type="primary", on_click=_begun, args=(bool(again),)
        )
        if not first:
            st.button("Not now", key="workshop-not-now", type="tertiary", on_click=_not_now)


def _minutes(one: RoomStep) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.checkbox(md(one.title), value=True, key=f"step-on-{one.name}", on_change="ignore")
        st.number_input(
            f"Minutes: {md(one.title)}",
            1,
            90,
            one.minutes,
            key=f"step-minutes-{one.name}",
            label_visibility="collapsed",
            width=110,
            on_change="ignore",
        )


def _begun(again: bool) -> None:  # noqa: FBT001 - a callback's argument
    state = st.session_state
    steps = guide.sitting() if again else guide.hour()
    minutes = {
        one.name: min(max(int(state.get(f"step-minutes-{one.name}") or one.minutes), 1), 90)
        for one in steps
        if state.get(f"step-on-{one.name}", True)
    }
    ends_on = state.get("workshop-ends")
    plan = guide.plan_of(
        " ".join(str(state.get("workshop-title") or "").split()),
        minutes,
        ends_on if isinstance(ends_on, date) else session.now().date(),
        again=again,
        invented=bool(state.get("workshop-invented")),
    )
    try:
        st.query_params[ROOM] = rooms.begin(plan)
    except ValueError as error:
        state["workshop-problem"] = (str(error),)
    except NotAllowedError:
        state["workshop-problem"] = ("A workshop cannot be begun from this browser any more.",)
    else:
        state.pop(_AWAY, None)


def anew() -> None:
    """Have the page ask what another workshop is to be."""
    st.session_state[_AWAY] = True


def _not_now() -> None:
    st.session_state.pop(_AWAY, None)
