"""What would you change next time: one tap or one line, after an answer or at rest (S1-18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from lib import guide
from lib.coaching.records import Record
from lib.coaching.refining import named, newest
from lib.coaching.text import is_blank
from lib.ui import boxes, forms, reasons, session
from lib.ui.text import md

_FORM = "refine"


def draw(book: session.Workbook, today: date, *, place: str) -> None:
    """Draw the look back, folded; or what was chosen today.

    Args:
        book: the workbook.
        today: the owner's day.
        place: where on the page it stands; constant.
    """
    last = newest(book.records)
    if last is not None and last.on == today:
        st.caption(f"Next time: {md(last.answer)}")
        reasons.shown("S1-18")
        return
    unfolded = st.expander(
        "What would you change next time?", key=f"refine-{place}", on_change="rerun"
    )
    if unfolded.open:
        with unfolded:
            _taps(book, today)


def _taps(book: session.Workbook, today: date) -> None:
    reasons.say("refine", quiet=True)
    box = "refine-line"
    boxes.empty(_FORM, **{box: ""})
    row = session.nonce(_FORM)
    with st.container(horizontal=True, gap="small", key="refine-taps"):
        for at, words in enumerate(guide.changes()):
            save = _save(book, partial(_named, row, words, today))
            forms.button(md(words), save, key=f"refine-{at}")
    with st.form("refine-form", border=False):
        st.text_input("Or in a line of your own", key=box)

        def writes() -> list[Record]:
            typed = str(st.session_state.get(box) or "")
            return [] if is_blank(typed) else _named(row, typed, today)

        forms.submit("Keep", _save(book, writes), key="refine-keep", type="secondary")


def _named(row: str, words: str, today: date) -> list[Record]:
    return [named(row, words, today)]


def _save(book: session.Workbook, writes: Callable[[], list[Record]]) -> forms.Save:
    return forms.Save(
        book,
        "named one thing to change",
        book.operation("refine", session.nonce(_FORM)),
        writes,
        then=lambda: boxes.saved(_FORM),
    )
