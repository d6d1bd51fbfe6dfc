"""Two people who may be one: the reason, both side by side, and one tap for either answer."""

from __future__ import annotations

from enum import Enum

import streamlit as st

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.duplicates import TWO_PEOPLE, Pair, answer, pairs
from lib.coaching.exercises import Exercise
from lib.coaching.merging import Merge, merged
from lib.coaching.records import Record, fields_of
from lib.store import Removed
from lib.ui import forms, session
from lib.ui.text import capital, md, shown

SHOWN = 3
"""Pairs drawn at a time."""
_LONG = 200
_PAIRS = "pairs"


def draw(book: session.Workbook) -> None:
    """Draw the pairs, folded; nothing where nobody may be somebody else."""
    found = _found(book)
    if not found:
        return
    with st.expander(
        "Two people who may be one",
        icon=":material/group:",
        key="may-be-one",
        on_change="rerun",
    ) as unfolded:
        if not unfolded.open:
            return
        st.caption("Nobody is put together by itself. Undo makes them two again.")
        for pair in found[:SHOWN]:
            _pair(book, pair)
        if len(found) > SHOWN:
            st.caption("There are a few more, when you have looked at these.")


def _found(book: session.Workbook) -> tuple[Pair, ...]:
    """Return the pairs, looked for once in each version of the workbook."""
    here = book.id, book.version
    known: tuple[tuple[str, int], tuple[Pair, ...]] | None = st.session_state.get(_PAIRS)
    if known is None or known[0] != here:
        known = here, pairs(book.records)
        st.session_state[_PAIRS] = known
    return known[1]


def _pair(book: session.Workbook, pair: Pair) -> None:
    outcome = merged(book.records, pair.first, pair.second)
    ids = pair.first.id, pair.first.version, pair.second.id, pair.second.version
    with st.container(border=True, key=f"pair-{pair.first.id}-{pair.second.id}"):
        st.markdown(f"**{md(pair.first.name)}** and **{md(pair.second.name)}**: {md(pair.why)}.")
        st.dataframe(_side_by_side(pair), hide_index=True, alt="Both of them, field by field")
        _told(outcome)
        with st.container(horizontal=True, gap="small"):
            forms.button(
                "One person",
                forms.Save(
                    book,
                    "made two people one",
                    book.operation("merge", *ids),
                    writes=lambda: [*outcome.changed, Removed(outcome.removed)],
                ),
                key=f"merge-{pair.first.id}-{pair.second.id}",
                icon=":material/merge:",
            )
            forms.button(
                "They are two people",
                forms.Save(
                    book,
                    "kept two people apart",
                    book.operation("apart", *ids),
                    writes=lambda: [_apart(pair)],
                ),
                key=f"apart-{pair.first.id}-{pair.second.id}",
                type="tertiary",
            )


def _apart(pair: Pair) -> Record:
    """Return what remembers the answer: no exercise of any day, so it has none."""
    return Exercise(name=TWO_PEOPLE, answer=answer(pair.first, pair.second))


def _side_by_side(pair: Pair) -> list[dict[str, str]]:
    """Return what both have, a row a field that either has filled."""
    rows = []
    for one in fields_of(Contact):
        mine, theirs = (_word(getattr(who, one.name)) for who in (pair.first, pair.second))
        if (mine or theirs) and not one.column.hidden and one.column.refers_to is None:
            rows.append({"": one.column.heading, "Stays": mine, "Goes into it": theirs})
    return rows


def _word(value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case Enum():
            return capital(guide.label(value))
    return shown(str(value)[:_LONG])


def _told(outcome: Merge) -> None:
    """Say what stays where the two differ, and what comes along."""
    noted = [one.heading for one in outcome.conflicts if one.noted]
    lost = [one.heading for one in outcome.conflicts if not one.noted]
    if noted:
        st.caption(
            f"Where they differ, the first stays and the other is noted: {md(', '.join(noted))}."
        )
    if lost:
        st.caption(f"Only the first stays: {md(', '.join(lost))}.")
    rows = len(outcome.changed) - 1
    if rows:
        st.caption("Asks, messages and all else of both come together.")
