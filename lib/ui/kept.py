"""What taking something back left as it is, because it was changed since: said, with the names."""

from __future__ import annotations

import streamlit as st

from lib.coaching.contacts import Contact
from lib.coaching.records import Record
from lib.coaching.workbook import TABLE_OF
from lib.store import Conflict, Result, Saved
from lib.ui import forms, session
from lib.ui.text import shown

_KEPT = "kept-by-undo"
_NAMED = 12
"""Most rows that are named."""


def undo(book: session.Workbook, number: int, operation: str) -> None:
    """Take an action back but for the rows changed since; keep those to be listed."""
    result = book.undo(number, operation, skip_changed=True)
    stayed = _stayed(result)
    if not isinstance(result, Conflict):
        forms.note(result, "undo")
    if stayed:
        st.session_state[_KEPT] = ([_called(one) for one in stayed], isinstance(result, Conflict))
    else:
        st.session_state.pop(_KEPT, None)


def draw() -> None:
    """Draw what stayed when something was taken back, until it is read; nothing where all went."""
    found: tuple[list[str], bool] | None = st.session_state.get(_KEPT)
    if found is None:
        return
    names, everything = found
    with st.container(border=True, key="kept"):
        if everything:
            st.text("All of it was changed since, so all of it stays as it is now:")
        else:
            st.text("Taken back, but for what was changed since. This stays as it is now:")
        st.text(shown("\n".join(names[:_NAMED])))
        if len(names) > _NAMED:
            st.caption(f"and {len(names) - _NAMED:,} more.")
        st.button("All right", key="kept-seen", on_click=_forget)


def _stayed(result: Result) -> list[Record]:
    """Return the rows that stayed, as they are now; rows that are gone are no news."""
    match result:
        case Saved():
            rows = [one.after for one in result.kept]
        case Conflict():
            rows = [theirs for _, theirs in result.pairs]
        case _:
            rows = []
    return [one for one in rows if one is not None]


def _called(record: Record) -> str:
    return record.name if isinstance(record, Contact) else f"one row of {TABLE_OF[type(record)]}"


def _forget() -> None:
    st.session_state.pop(_KEPT, None)
