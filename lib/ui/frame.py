"""The frame around every page: the save state, undo, and what kept something from being saved."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

import streamlit as st

from lib import guide, settings
from lib.coaching.records import Record, fields_of
from lib.coaching.workbook import TABLE_OF
from lib.store import Conflict, Refused, Removed
from lib.ui import band, erasing, example, forms, idling, in_sheet, look, session, visiting
from lib.ui.text import md, shown

VERBS = {
    "begin": "Workbook begun",
    "erase": "Someone erased for good",
    "example": "Example filled in",
    "import": "Contacts brought in",
    "sheet": "Changed in the sheet",
    "settle": "Settled with the sheet",
    "undo": "Taken back",
}
"""What the history says of an action; a verb that is not here speaks for itself."""


def said(verb: str) -> str:
    """Return what was done, in words: the verb itself where it reads well."""
    return VERBS.get(verb, verb[:1].upper() + verb[1:])


def draw(workbook: session.Workbook, page: str = "") -> None:
    """Draw the save state, and above it whatever needs the owner's eye.

    In the example a banner comes first: nobody shall take it for their own. All of it stands in one
    place, empty or not: what came or went there would push everything below to another place, and a
    browser that draws in between begins it anew (a recording would be lost).

    Args:
        workbook: the one in front.
        page: the end of the page's address.
    """
    session.begin_run()
    look.draw()
    with st.container(key="frame"):
        if workbook.invented:
            example.banner()
        visiting.draw(workbook)
        band.draw(workbook, at_step=page == "workshop")
        erasing.said()
        _refused()
        _conflict(workbook)
        _saved(workbook)
        in_sheet.draw(workbook)
        idling.draw()


def draw_without_workbook() -> None:
    """Draw what stands around a page that shows no workbook: the look, and the lock's warning."""
    session.begin_without_workbook()
    look.draw()
    idling.draw()


def _saved(workbook: session.Workbook) -> None:
    """Draw what was saved last, with its way back; nothing before the first save."""
    found = session.last_saved()
    if found is None:
        return
    saved, verb, at = found
    with st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"
    ):
        clock = at.astimezone(session.zone(workbook)).strftime("%H:%M")
        # Where the disk does not last, what is safe is said of the sheet alone.
        kept = "Saved " if settings.load().durable_disk else ""
        st.caption(f"{kept}{clock}: {md(said(verb))}", width="content")
        if verb != "undo" and workbook.writable:
            st.button(
                "Undo",
                key=f"undo-{saved.number}",
                type="tertiary",
                on_click=_undo,
                args=(saved.number, workbook.operation("undo", saved.number)),
            )


def _undo(number: int, operation: str) -> None:
    result = session.workbook().undo(number, operation)
    forms.note(result, "undo")


def _refused() -> None:
    refused: Refused | None = st.session_state.get("refused")
    if refused is None:
        return
    with st.container(border=True, key="refused"):
        st.markdown("**Not saved yet.** What you typed is still in its box.")
        for problem in refused.problems[:5]:
            st.text(shown(problem.message))
        if len(refused.problems) > 5:  # noqa: PLR2004 - as many as are read
            st.caption(f"And {len(refused.problems) - 5} more of the same kind.")
        st.button("All right", key="refused-seen", on_click=_forget, args=("refused",))


def _conflict(workbook: session.Workbook) -> None:
    found: tuple[Conflict, str] | None = st.session_state.get("conflict")
    if found is None:
        return
    conflict, verb = found
    with st.container(border=True, key="conflict"):
        st.markdown(
            "**This was changed somewhere else meanwhile.** Nothing is lost: here are both. "
            "What you typed is still in its box."
        )
        for ours, theirs in conflict.pairs[:5]:
            _both(ours, theirs)
        with st.container(horizontal=True):
            st.button(
                "Take mine",
                key="conflict-mine",
                on_click=_take_mine,
                args=(conflict, verb, workbook.operation("mine", repr(conflict))),
            )
            st.button(
                "Leave it as it is now", key="conflict-theirs", on_click=_forget, args=("conflict",)
            )


def _both(ours: Record, theirs: Record | None) -> None:
    """Show the fields in which two versions of a row differ."""
    if theirs is None:
        st.text(f"It was taken away elsewhere ({TABLE_OF[type(ours)]}).")
        return
    rows = []
    for one in fields_of(type(ours)):
        mine, now = getattr(ours, one.name), getattr(theirs, one.name)
        if one.name not in ("id", "version") and mine != now:
            rows.append({"": one.column.heading, "Mine": _word(mine), "As it is now": _word(now)})
    if rows:
        st.dataframe(rows, hide_index=True, alt="Both versions, field by field")


def _word(value: object) -> str:
    match value:
        case None | () | "":
            return "nothing"
        case tuple():
            return ", ".join(_word(one) for one in value)
        case bool():
            return "yes" if value else "no"
        case str() | int():
            return shown(str(value))
        case Enum():
            return shown(guide.label(value))
    return shown(str(value))


def _take_mine(conflict: Conflict, verb: str, operation: str) -> None:
    """Save ours over theirs, now that both have been seen."""
    writes: list[Record | Removed] = []
    for ours, theirs in conflict.pairs:
        ours_now = ours if theirs is None else replace(ours, id=theirs.id)
        writes.append(replace(ours_now, version=0 if theirs is None else theirs.version))
    forms.note(session.workbook().save(verb, writes, operation), verb)


def _forget(name: str) -> None:
    st.session_state.pop(name, None)
