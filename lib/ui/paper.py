"""What a workshop hands out: a text to send days before, and a sheet on paper.

The text says what to bring, so that there is something to count. The sheet, with every question, is
for whoever has no phone or no line: printed by the browser from the facilitator's page, before the
hour or in it, both sides of one sheet. It asks what the screen asks, in the same words, and has
room to write; nobody's name is asked for.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from lib import guide
from lib.coaching.guesses import OF
from lib.coaching.workshop import Plan
from lib.guide.practice import Exercise
from lib.ui.text import md

BOX: Final = "☐"
LINE: Final = r"\_" * 60
THREE_LINES: Final = "  \n".join([LINE] * 3)
"""For three names, or for a message."""
_COUNT: Final = "count"
"""The step for which messages are brought."""
BRING: Final = """{title}: what to bring

We look at messages you have sent: how many were answered? Please bring your phone, and one of \
these two.

1. Your messages from LinkedIn. On LinkedIn: Me, Settings & Privacy, Data privacy, Get a copy of \
your data. Tick Connections and Messages, and ask for the archive. It can take LinkedIn a day or \
more, so please ask now. Keep the file as it came.

2. Or what you have sent by mail or on your phone: see that you can open it there. The last ten \
messages that went to one person each will do.

Nobody looks at your messages but you. The room sees only numbers, and nobody's name with them. If \
you can bring neither, come all the same.
"""
"""Asks for what `lib.ui.intake` takes, by the same way through LinkedIn."""
STYLE: Final = """
<style>
.st-key-paper [class*="st-key-paper-lines"] p { line-height: 2.3; }
@media print {
  html, body, #root, #root > div, [data-testid="stApp"], [data-testid="stApp"] > div,
  [data-testid="stAppViewContainer"], [data-testid="stMain"],
  [data-testid="stMainBlockContainer"], [data-testid="stMainBlockContainer"] :has(.st-key-paper)
  {
    display: block !important; position: static !important; height: auto !important;
    max-width: none !important; max-height: none !important; overflow: visible !important;
    padding: 0 !important; border: 0 !important; transition: none !important;
  }
  * { color: #1c1c1c !important; background: transparent !important; }
  header, [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"],
  [data-testid="stMainBlockContainer"]
    *:not(:has(.st-key-paper)):not(.st-key-paper):not(.st-key-paper *)
  { display: none !important; }
  .st-key-paper p { font-size: 11.5pt; line-height: 1.4; }
  [class*="st-key-paper-step"] { break-inside: avoid; }
}
</style>
"""
"""On paper there is the sheet alone, all of it."""


def draw(plan: Plan) -> None:
    """Draw, folded, the text to send days before, the sheet of a workshop, and how to print it."""
    sends = plan.step(_COUNT) is not None
    title = "A text to send before, a sheet on paper" if sends else "A sheet on paper"
    unfolded = st.expander(title, key="paper-sheet", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        st.html(STYLE)
        if sends:
            st.caption("Send this round some days before, with the day and the place.")
            st.code(bring(plan), language=None, wrap_lines=True)
        st.caption(
            "One sheet for each person, both sides: your browser prints it alone, with Ctrl and P, "
            "on a Mac ⌘ and P. Keep a few at hand; when the line is lost, count hands."
        )
        with st.container(key="paper", gap="xsmall"):
            st.markdown(f"**{md(plan.title)}**")
            for place, one in enumerate(plan.steps, 1):
                _step(place, one.name)


def bring(plan: Plan) -> str:
    """Return what to send round days before: what to bring to a workshop, and who sees it."""
    return BRING.format(title=plan.title)


def _step(place: int, name: str) -> None:
    found = guide.step_of(name)
    if found is None or not (found.exercise or found.page):
        return
    with st.container(key=f"paper-step-{name}", gap="xsmall"):
        st.markdown(f"**{place:d}. {md(found.title)}**  \n{md(found.asks)}")
        st.markdown(_room_for(found.exercise))
        if found.page and found.exercise:
            with st.container(key=f"paper-lines-{name}"):
                st.markdown(THREE_LINES)


def _room_for(name: str) -> str:
    """Return where to write the answer of a step."""
    exercise = guide.room_exercises().get(name)
    if exercise is not None:
        return _of_exercise(exercise)
    if name in ("tally", "guess-again"):
        return "\u2003 ".join(_box(f"{one:d}") for one in range(OF + 1))
    return LINE


def _of_exercise(exercise: Exercise) -> str:
    fits = "\u2003".join([_box("can"), _box("now\u00a0and\u00a0then"), _box("can't")])
    lines = [f"{md(one.question)}  \n{fits}" for one in exercise.cards]
    for one in exercise.questions:
        choices = "\u2003 ".join(_box(md(option)) for option in one.options)
        lines.append(choices or (_box(md(one.label)) if one.form == "tick" else LINE))
    return "  \n".join(lines)


def _box(words: str) -> str:
    """Return a box to tick; it stands on one line with the beginning of its words."""
    return f"{BOX}\u00a0{words}"
