"""Planning a workshop: what it is called, its steps and minutes, its last day; changing it later.

What people were told or have seen stays when a plan is changed, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from lib import guide
from lib.coaching.records import NAME_LIMIT
from lib.coaching.workshop import KEPT_DAYS, Plan, been_at
from lib.guide import RoomStep
from lib.store import NotAllowedError, OverError, Standing
from lib.ui import rooms, session
from lib.ui.rooms import ROOM, Led
from lib.ui.text import md

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_AWAY: Final = "workshop-anew"
MINUTE: Final = 60
MOST_MINUTES: Final = 90
_BOX: Final = 90
"""Pixels across of a box for minutes. It is named as it stands in the guide: what is heard of a box
is its name letter for letter, an escape's backslash too."""


def asked_for() -> bool:
    """Return whether whoever leads one has asked to begin another."""
    return bool(st.session_state.get(_AWAY))


def draw(*, first: bool) -> None:
    """Draw what is asked before a workshop begins.

    Args:
        first: True where there is no other one to go back to.
    """
    st.title("A workshop", anchor=False)
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
    st.markdown(
        "Weeks later: people bring the workbook they kept, put in what came back, and hold what "
        "they guessed against what happened."
        if again
        else "An hour with a room: everybody fills the exercises on their own phone, the room sees "
        "its own numbers, and each walks out with a workbook."
    )
    if again and not first:
        st.caption(
            "Whoever comes brings the workbook of the first one, and leaves that room. End the "
            "first one before: its numbers and its sheet then stay as they are."
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
    _coach(value=False)
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


def _coach(*, value: bool, key: str = "workshop-coach") -> None:
    st.toggle(
        "Offer a coach to who wants one",
        value=value,
        key=key,
        help="Each is asked at the end. Only with their yes you read a first name.",
        on_change="ignore",
    )


def _row() -> DeltaGenerator:
    """Return where a step's title and its minutes stand side by side, on a phone as well."""
    return st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small")


def _minutes(one: RoomStep) -> None:
    with _row():
        st.checkbox(
            md(one.title),
            value=True,
            key=f"step-on-{one.name}",
            width="stretch",
            wrap=True,
            on_change="ignore",
        )
        st.number_input(
            f"Minutes: {one.title}",
            1,
            MOST_MINUTES,
            one.minutes,
            key=f"step-minutes-{one.name}",
            label_visibility="collapsed",
            width=_BOX,
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
    plan = replace(plan, coach=bool(state.get("workshop-coach")))
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


# changing one that was begun


def change(led: Led, standing: Standing) -> None:
    """Draw, folded, what of a plan may still change, and what stays."""
    unfolded = st.expander("Change the plan", key="plan-change", on_change="rerun")
    if not unfolded.open:
        return
    plan = standing.plan
    of = f"{standing.id}-{hash(plan) & 0xFFFFFFFF:x}"  # another plan is another form
    been = been_at(plan, standing.step)
    with unfolded, st.form(f"plan-{of}", border=False):
        st.caption(
            "What people have seen or were told stays: the steps up to the one the room is at, the "
            "pictures, whom they practise on. A clock that runs goes on as it is."
        )
        st.text_input("What is it called?", plan.title, NAME_LIMIT, key=f"plan-title-{of}")
        st.date_input(
            "Its last day, or the day you meet again",
            plan.ends_on,
            min_value=plan.ends_on if standing.people else None,
            max_value=session.now().date() + timedelta(days=365),
            key=f"plan-ends-{of}",
            help="Once somebody is in it only moves on: each was told until when theirs is kept.",
        )
        st.toggle(
            "Offer a coach to who wants one",
            plan.coach,
            key=f"plan-coach-{of}",
            help="Each is asked at the end. Only with their yes you read a first name.",
        )
        for one in _steps_of(plan):
            if one.name in been:
                st.caption(f":material/check: {md(one.title)}")
            else:
                _step_again(plan, one, of)
        st.form_submit_button(
            "Keep this plan",
            key=f"plan-keep-{of}",
            on_click=_changed,
            args=(led, plan, been, of),
        )
    for problem in st.session_state.pop("plan-problem", ()):
        unfolded.markdown(f":material/info: {md(problem)}")


def _steps_of(plan: Plan) -> tuple[RoomStep, ...]:
    """Return the guide's steps that a plan is made of, those that were left out too."""
    hour = guide.hour()
    names = {one.name for one in hour}
    return hour if any(one.name in names for one in plan.steps) else guide.sitting()


def _step_again(plan: Plan, one: RoomStep, of: str) -> None:
    kept = plan.step(one.name)
    minutes = one.minutes if kept is None else max(kept.seconds // MINUTE, 1)
    with _row():
        st.checkbox(
            md(one.title),
            kept is not None,
            key=f"plan-on-{one.name}-{of}",
            width="stretch",
            wrap=True,
        )
        st.number_input(
            f"Minutes: {one.title}",
            1,
            MOST_MINUTES,
            min(minutes, MOST_MINUTES),
            key=f"plan-minutes-{one.name}-{of}",
            label_visibility="collapsed",
            width=_BOX,
        )


def _changed(led: Led, plan: Plan, been: list[str], of: str) -> None:
    state = st.session_state
    minutes: Mapping[str, int] = {
        one.name: int(state.get(f"plan-minutes-{one.name}-{of}") or one.minutes)
        for one in _steps_of(plan)
        if one.name in been or state.get(f"plan-on-{one.name}-{of}")
    }
    ends_on = state.get(f"plan-ends-{of}")
    made = guide.plan_of(
        " ".join(str(state.get(f"plan-title-{of}") or "").split()),
        minutes,
        ends_on if isinstance(ends_on, date) else plan.ends_on,
        again=_steps_of(plan) == guide.sitting(),
        invented=plan.invented,
    )
    steps = tuple(
        kept if one.name in been and (kept := plan.step(one.name)) is not None else one
        for one in made.steps
    )
    try:
        led.replan(replace(made, steps=steps, coach=bool(state.get(f"plan-coach-{of}"))))
    except (ValueError, OverError) as error:
        state["plan-problem"] = (str(error),)
