"""Rehearsing aloud: what does it sound like, how long does it take, and what would be better?

Practice makes it come easier (rule S3-10); dread before a call is usual (S0-2); comfort before and
after is one tap (S0-4); one thing is changed at a time (S3-12). A recording stays in the browser's
memory and is gone with the page: no part of it is sent or stored. Where there is no microphone, or
it may not be used, a plain clock does.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lib import guide
from lib.coaching.exercises import Exercise
from lib.coaching.records import NAME_LIMIT, Record
from lib.coaching.scripts import Script
from lib.coaching.text import is_blank
from lib.coaching.words import SPOKEN_LIMIT_SECONDS, spoken_seconds
from lib.ui import forms, reasons, session
from lib.ui.text import number

if TYPE_CHECKING:
    from collections.abc import Callable

COMFORT = "comfort"
CHANGE = "change one thing"
"""Names of exercises: how it felt, from 1 to 5, and what was changed."""
STEPS = (1, 2, 3, 4, 5)

_NAME = "workbook.aloud"
_FILES = ComponentManifest("workbook", "1", [ComponentConfig("aloud", "aloud")])
_HTML = """
<div class="aloud">
  <div class="row">
    <button type="button" data-part="record"></button>
    <button type="button" data-part="clock" class="quiet"></button>
    <button type="button" data-part="stop" hidden></button>
    <button type="button" data-part="away" class="quiet" hidden></button>
    <span class="time" role="timer" data-part="time"></span>
    <span class="of" data-part="of"></span>
  </div>
  <p class="say" role="status" data-part="say"></p>
  <audio controls data-part="sound" hidden></audio>
</div>
"""


def draw(book: session.Workbook, script: Script, text: str) -> None:
    """Draw the recorder, "I said it aloud", and what came of it.

    Args:
        book: the workbook.
        script: the words as they are kept; version 0 where they are not yet.
        text: the words as they stand in their box.
    """
    with st.container(border=True, gap="small", key=f"rehearsal-{script.id}"):
        st.markdown(f"**{reasons.said('say_it_aloud')}**")
        reasons.say("dread_is_usual", quiet=True)
        # A place of its own even when empty: else the recorder below would begin anew, and forget.
        with st.container(key=f"before-{script.id}"):
            if not script.rehearsed:
                _comfort(book, script, "before")
        _once(book, script, text)
        if script.rehearsed:
            _comfort(book, script, "after")
            _change(book, script)


def folded(book: session.Workbook, script: Script, text: str) -> None:
    """Draw the recorder folded away, for words that are mostly read and not said."""
    unfolded = st.expander("Say it aloud once", key=f"fold-{script.id}", on_change="rerun")
    if unfolded.open:
        with unfolded:
            _once(book, script, text)
            if script.rehearsed:
                _change(book, script)


def _once(book: session.Workbook, script: Script, text: str) -> None:
    measures = guide.measures()
    most = measures.seconds(measures.by_kind[script.kind].words)
    _recorder(script.id, min(spoken_seconds(text, measures), most))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        forms.button("I said it aloud", _aloud(book, script, text), key=f"aloud-{script.id}")
        if script.rehearsed:
            times = "once" if script.rehearsed == 1 else f"{number(script.rehearsed)} times"
            st.caption(f"Said aloud {times}.", width="content")
    reasons.shown("S3-10")


# the recorder


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(_NAME, html=_HTML, css="aloud.css", js="aloud.js")


def _recorder(row: str, seconds: int) -> None:
    """Draw the recorder. Its script is a file of this server's own: the page allows no other."""
    manager = get_bidi_component_manager()
    if manager.get_component_path(_NAME) is None:
        manager.register_from_manifest(_FILES, Path(__file__).parent)
    words = {name: guide.saying(f"aloud_{name}").words for name in _WORDS}
    words["of"] = words["of"].replace("{seconds}", str(seconds))
    data = {"target": seconds, "limit": SPOKEN_LIMIT_SECONDS, "words": words}
    _component()(key=f"recorder-{row}", data=data)
    reasons.shown("S3-3", "S3-8")
    st.caption("What you record stays in this tab, and is gone when you leave it.")


_WORDS = (
    *("record", "again", "clock", "stop", "away", "sound", "of", "fits", "longer", "limit"),
    *("gone", "cannot", "denied", "nothing"),
)


def _aloud(book: session.Workbook, script: Script, text: str) -> forms.Save:
    """Return the save of one more time; words that are not kept yet are kept with it."""

    def writes() -> list[Record]:
        kept = session.workbook().records.get(Script, script.id)
        if kept is None:
            return [replace(script, text=text, rehearsed=1)]
        return [replace(kept, rehearsed=kept.rehearsed + 1)]

    operation = book.operation("aloud", script.id, script.rehearsed)
    return forms.Save(book, "said it aloud", operation, writes)


# what came of it


def _row(script: Script, *parts: object) -> str:
    """Return the id of an exercise of one saying of one script: a second tap changes its row."""
    text = "\x1f".join([script.id, *map(str, parts)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _comfort(book: session.Workbook, script: Script, when: str) -> None:
    """Draw how it feels, one tap from 1 to 5, and both sides once there are two (rule S0-4)."""
    times = script.rehearsed
    row = _row(script, COMFORT, when, times)
    kept = book.records.get(Exercise, row)
    key = f"comfort-{row}"

    def tapped() -> None:
        chosen = st.session_state.get(key)
        if chosen is None:
            return
        now = session.workbook()
        there = now.records.get(Exercise, row) or Exercise(id=row, name=COMFORT)
        better = replace(
            there,
            on=session.day_of(now),
            answer=f"{when} saying it aloud",
            count_of=STEPS[-1],
            count=chosen,
        )
        operation = now.operation(COMFORT, row, there.version, chosen)
        forms.do(forms.Save(now, "said how it feels", operation, lambda: [better]))

    st.pills(
        "How easy does it feel now? 1 is hard, 5 is easy."
        if when == "before"
        else "And now? 1 is hard, 5 is easy.",
        STEPS,
        default=None if kept is None else kept.count,
        key=key,
        on_change=tapped,
    )
    reasons.shown("S0-4")
    before = book.records.get(Exercise, _row(script, COMFORT, "before", 0))
    first, now = before and before.count, kept and kept.count
    if when == "after" and first and now:
        st.caption(f"Before you first said it: {first:d}. Now: {now:d}.")


def _change(book: session.Workbook, script: Script) -> None:
    """Draw the one thing to change, a line that is kept when the box is left (rule S3-12)."""
    row = _row(script, CHANGE, script.rehearsed)
    kept = book.records.get(Exercise, row)
    key = f"change-{row}"

    def left() -> None:
        now = session.workbook()
        there = now.records.get(Exercise, row) or Exercise(id=row, name=CHANGE)
        line = str(st.session_state.get(key) or "")
        if is_blank(line) and there.version == 0:
            return
        better = replace(there, on=session.day_of(now), answer=line)
        operation = now.operation(CHANGE, row, there.version, line)
        forms.do(forms.Save(now, "changed one thing", operation, lambda: [better]))

    st.text_input(
        reasons.said("change_one_thing"),
        value="" if kept is None else kept.answer,
        key=key,
        max_chars=10 * NAME_LIMIT,
        placeholder="May stay empty",
        on_change=left,
    )
