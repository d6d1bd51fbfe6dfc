"""Other words, proposed in the place of a script's own: both in sight, and the owner chooses."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.coaching.comments import Comment
from lib.coaching.margins import is_open, left, stands_on, used
from lib.coaching.records import Record
from lib.coaching.scripts import Script
from lib.ui import forms, session
from lib.ui.text import shown


def draw(book: session.Workbook, word: Comment, *, owner: bool, then: Callable[[], None]) -> None:
    """Draw the words that a comment proposes: beside the present ones where the choice is open.

    Args:
        book: the workbook.
        word: what proposes them.
        owner: whether the choice is of whoever is here.
        then: done once they have chosen.
    """
    record = stands_on(book.records, word)
    script = record if isinstance(record, Script) else None
    if not (owner and script is not None and is_open(word)):
        with st.container(border=True, key=f"other-{word.id}"):
            st.text(shown(word.suggests))
        st.caption(_became(word, owner=owner))
        return
    mine, other = st.columns(2, gap="small")
    with mine:
        _words("Your words now", script.text)
    with other:
        _words("The other words", word.suggests)
    with st.container(horizontal=True, gap="small"):
        forms.button("Use these words", _using(book, script, word, then), key=f"use-{word.id}")
        forms.button(
            "Keep mine",
            forms.Save(
                book,
                "kept own words",
                book.operation("keep-mine", word.id, word.version),
                lambda: [left(word, session.day_of(book))],
                then,
            ),
            key=f"keep-mine-{word.id}",
            type="tertiary",
        )


def _words(title: str, text: str) -> None:
    with st.container(border=True, gap="xsmall"):
        st.caption(title)
        st.text(shown(text))


def _became(word: Comment, *, owner: bool) -> str:
    """Return what became of a proposal, for whoever reads it."""
    if word.taken is None:
        return "Beside their own words; no choice yet."
    if owner:
        return "You took these words." if word.taken else "You kept your own."
    return "They took these words." if word.taken else "They kept their own."


def _using(
    book: session.Workbook, script: Script, word: Comment, then: Callable[[], None]
) -> forms.Save:
    def writes() -> list[Record]:
        return list(used(script, word, session.day_of(book)))

    def used_now() -> None:
        st.session_state[f"words-{script.id}"] = word.suggests
        then()

    operation = book.operation("use", word.id, word.version, script.version)
    return forms.Save(book, "took other words", operation, writes, used_now)
