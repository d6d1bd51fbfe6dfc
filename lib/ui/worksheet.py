"""The questions of an exercise on the screen: boxes that keep what is typed, and what they hold.

What is typed outlives a look at another page: for that the server learns of it when a box is left,
since a browser that opens another page forgets what it held back. Taps on options and ticks wait
for the button. The boxes belong to one version of the exercise's row: a newer one comes in new
boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.coaching.exercises import NOT_YET, YES, Exercise
from lib.coaching.paragraphs import Part, parts_of
from lib.coaching.records import NAME_LIMIT, Record
from lib.coaching.text import is_blank
from lib.guide.practice import Question
from lib.ui.text import capital, md

LINES_LIMIT = 10 * NAME_LIMIT
"""Characters of an answer: four of them fit into one row."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What the boxes of one exercise hold, read when its button is tapped."""

    parts: Callable[[], Sequence[Part]]
    also: Callable[[], Sequence[Record]] = tuple
    """What is saved beside the exercise."""
    counts: Callable[[], tuple[int | None, int | None]] = lambda: (None, None)
    """What was counted when it was filled in: how many, and out of how many."""
    then: Callable[[], None] | None = None
    """Done once it is saved."""


def key(row: Exercise, name: str) -> str:
    """Return the key of a box."""
    return f"answer-{row.id}-{row.version}-{name}"


def remember(row: Exercise, parts: Sequence[Part]) -> None:
    """Remember in this tab what the boxes held when kept: an undo brings them back filled."""
    st.session_state[f"answered-{row.id}"] = dict(parts)


def draw(
    row: Exercise,
    questions: Sequence[Question],
    *,
    part: str = "",
    begun: Mapping[str, str] | None = None,
) -> None:
    """Draw the boxes of questions.

    Args:
        row: the exercise, new or as it is kept.
        questions: which.
        part: tells apart questions of two parts of one exercise.
        begun: what a box holds where nothing is kept yet, by the question's label.
    """
    held = dict(parts_of(row.answer)) or st.session_state.get(f"answered-{row.id}", {})
    for at, one in enumerate(questions):
        box = key(row, f"{part}{at}")
        _box(one, box, held.get(one.label) or (begun or {}).get(one.label, ""))
        if one.act and one.form == "tick" and not st.session_state.get(box):
            st.caption(md(one.act))


def _box(one: Question, box: str, kept: str) -> None:
    match one.form:
        case "tick":
            st.checkbox(
                md(one.label),
                kept == YES,
                key=box,
                on_change="rerun" if one.act else "ignore",
                persist_state="session",
            )
        case "choice":
            st.pills(
                md(one.label),
                one.options,
                default=kept if kept in one.options else None,
                format_func=_option,
                key=box,
                on_change="rerun" if one.answers else "ignore",
                persist_state="session",
            )
        case "choices":
            st.pills(
                md(one.label),
                one.options,
                selection_mode="multi",
                default=[option for option in one.options if option in kept.split(", ")],
                format_func=_option,
                key=box,
                on_change="ignore",
                persist_state="session",
            )
        case "lines":
            st.text_area(
                md(one.label),
                kept,
                key=box,
                height="content",
                max_chars=LINES_LIMIT,
                placeholder=one.example or None,
                persist_state="session",
            )
        case _:
            st.text_input(
                md(one.label),
                kept,
                key=box,
                max_chars=LINES_LIMIT,
                placeholder=one.example or None,
                persist_state="session",
            )


def _option(option: str) -> str:
    return capital(md(option))


def held(row: Exercise, questions: Sequence[Question], *, part: str = "") -> list[Part]:
    """Return what the boxes of questions hold, a part for each question."""
    return [
        (one.label, words(one, st.session_state.get(key(row, f"{part}{at}"))))
        for at, one in enumerate(questions)
    ]


def words(one: Question, value: Any) -> str:  # noqa: ANN401 - what a box of any form holds
    """Return what a box holds, in the words in which it is kept."""
    match one.form:
        case "tick":
            return YES if value else NOT_YET
        case "choices":
            return ", ".join(value or ())
    return str(value or "")


def says_nothing(parts: Sequence[Part]) -> bool:
    """Return whether nothing was answered: neither a word nor a tick."""
    return all(is_blank(text) or text == NOT_YET for _, text in parts)
