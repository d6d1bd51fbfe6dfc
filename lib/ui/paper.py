"""A workshop on paper: one sheet with every question, for whoever has no phone or no line.

Printed by the browser from the facilitator's page, before the hour or in it. It asks what the
screen asks, in the same words, and has room to write; nobody's name is asked for.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from lib import guide
from lib.coaching.guesses import OF
from lib.coaching.workshop import Plan
from lib.guide.practice import Exercise
from lib.ui import newlink
from lib.ui.text import md

BOX: Final = "☐"
LINE: Final = r"\_" * 60
THREE_LINES: Final = "  \n".join([LINE] * 3)
"""For three names, or for a message."""
_NONE_TO_TEN: Final = "\u2003".join(f"{BOX} {one:d}" for one in range(OF + 1))


def draw(plan: Plan) -> None:
    """Draw, folded, the sheet of a workshop, and how to print it."""
    unfolded = st.expander("A sheet on paper", key="paper-sheet", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        st.html(newlink.STYLE)
        st.caption(
            "One page for each person: your browser prints it alone, with Ctrl and P, on a Mac ⌘ "
            "and P. Keep a few at hand; when the line is lost, count hands."
        )
        with st.container(key="paper", gap="xsmall"):
            st.markdown(f"**{md(plan.title)}**")
            for place, one in enumerate(plan.steps, 1):
                _step(place, one.name)


def _step(place: int, name: str) -> None:
    found = guide.step_of(name)
    if found is None or not (found.exercise or found.page):
        return
    st.markdown(f"**{place:d}. {md(found.title)}**  \n{md(found.asks)}")
    st.markdown(_room_for(found.exercise))
    if found.page and found.exercise:
        st.markdown(THREE_LINES)


def _room_for(name: str) -> str:
    """Return where to write the answer of a step."""
    exercise = guide.room_exercises().get(name)
    if exercise is not None:
        return _of_exercise(exercise)
    return _NONE_TO_TEN if name in ("tally", "guess-again") else LINE


def _of_exercise(exercise: Exercise) -> str:
    lines = [
        f"{md(one.question)}\u2003{BOX} can\u2003{BOX} now and then\u2003{BOX} can't"
        for one in exercise.cards
    ]
    for one in exercise.questions:
        choices = "\u2003".join(f"{BOX} {md(option)}" for option in one.options)
        lines.append(choices or (f"{BOX} {md(one.label)}" if one.form == "tick" else LINE))
    return "  \n".join(lines)
