"""What the sheet and the app do not agree on: two texts of one cell, and cells that want a look.

Of two texts the sheet's stands on both sides until one is chosen here; nothing is dropped. A cell
that cannot be read keeps its text in the sheet, the last good value stays in use here.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final, Literal

import streamlit as st

from lib.coaching.records import Plain, Record, fields_of, plain, read
from lib.coaching.workbook import TABLES
from lib.exchange import layout
from lib.store import Saved, SheetConflict, SheetLink, SheetProblem, Side
from lib.ui import forms, looking, session
from lib.ui.text import capital, md, shown

VERB = "settle"
AT_A_TIME: Final = 5
"""Choices that stand on the page at once."""
PLACES: Final = 10
"""Places that do."""
LONG: Final = 400
"""Letters, from which a text scrolls."""
TALL_PIXELS: Final = 200


def conflicts(book: session.Workbook, link: SheetLink) -> None:
    """Draw the cells that both sides changed, both texts in sight, a tap for either."""
    if not link.conflicts:
        return
    found = book.partner.conflicts()
    names = layout.Names(book.records)
    many = link.conflicts
    with st.container(key="conflicts"):
        things = "One thing was" if many == 1 else f"{many:,} things were"
        st.markdown(
            f"**{things} changed here and in the sheet.** The sheet's words stand until you choose."
        )
        for one in found[:AT_A_TIME]:
            _conflict(book, one, names)
        if len(found) > AT_A_TIME:
            st.caption(f"And {many - AT_A_TIME:,} more after these.")
        if many > 1:
            _all(book, many)


def _conflict(book: session.Workbook, one: SheetConflict, names: layout.Names) -> None:
    with st.container(border=True, gap="small", key=f"clash-{one.id}"):
        st.caption(md(_where(book, one, names)))
        for side, label in ((Side.THEIRS, "Keep the sheet's"), (Side.OURS, "Take ours")):
            said = _said(book, one, one.theirs if side is Side.THEIRS else one.ours, names)
            with st.container(gap=None):
                st.caption("In the sheet" if side is Side.THEIRS else "Here, before")
                is_long = len(said) > LONG
                with st.container(
                    horizontal=not is_long,
                    vertical_alignment="top" if is_long else "center",
                    gap="small",
                ):
                    _text(said or "(nothing)", is_long=is_long)
                    key = f"settle-{side.value}-{one.id}"
                    forms.order(label, partial(_settle, book, one.id, side), key=key)


def _text(said: str, *, is_long: bool) -> None:
    """Draw a side's text; one that is long scrolls within its place, so that both are in sight."""
    height: Literal["content"] | int = TALL_PIXELS if is_long else "content"
    with st.container(height=height, border=is_long, width="stretch"):
        st.text(shown(said))


def _settle(book: session.Workbook, conflict: str, side: Side) -> bool:
    """Settle one; return False where it cannot be, and stays to be looked at."""
    result = book.partner.settle(conflict, side)
    if result is not None:
        forms.note(result, VERB)
    return result is None or isinstance(result, Saved)


def _all(book: session.Workbook, many: int) -> None:
    with st.container(horizontal=True, gap="small"):
        for side, label in (
            (Side.THEIRS, f"Keep the sheet's in all {many:,}"),
            (Side.OURS, f"Take ours in all {many:,}"),
        ):
            key = f"settle-all-{side.value}"
            forms.order(label, partial(_settle_all, book, side), key=key, type="tertiary")


def _settle_all(book: session.Workbook, side: Side) -> None:
    """Settle all that can be, until a round has settled none."""
    done = [True]
    while any(done):
        done = [_settle(book, one.id, side) for one in book.partner.conflicts()]


def _where(book: session.Workbook, one: SheetConflict, names: layout.Names) -> str:
    """Return which cell it is, as a person finds it: tab, row, column."""
    record = _record(book, one)
    parts = [_tab(one.table), "" if record is None else names.whose(record), _heading(one)]
    return " · ".join(part for part in parts if part)


def _tab(table: str) -> str:
    tab = layout.tab_of(table)
    return capital(table if tab is None else tab.title)


def _heading(one: SheetConflict | SheetProblem) -> str:
    """Return the heading of a column; that of a name shown beside an id is the id's own."""
    record_type, name = TABLES.get(one.table), one.field.partition(".")[0]
    fields = () if record_type is None else fields_of(record_type)
    found = next((field.column.heading for field in fields if field.name == name), name)
    return capital(found)


def _record(book: session.Workbook, one: SheetConflict) -> Record | None:
    """Return the row as it is here, or as either side has it whole."""
    record_type = TABLES.get(one.table)
    if record_type is None:
        return None
    here = book.records.get(record_type, one.row)
    if here is not None or one.field:
        return here
    whole = next((side for side in (one.ours, one.theirs) if isinstance(side, str)), "{}")
    return _read(record_type, json.loads(whole))


def _said(book: session.Workbook, one: SheetConflict, side: Plain, names: layout.Names) -> str:
    """Return what a side says, as its column says it; empty where it says nothing."""
    if not one.field:
        return _whole(one, side, names)
    record = _record(book, one)
    if record is not None and side is not None:
        told = _read(type(record), {**plain(record), one.field: side})
        field = next((x for x in fields_of(type(record)) if x.name == one.field), None)
        if told is not None and field is not None:
            return layout.said(field, told, names) or str(side)
    return "" if side is None else str(side)


def _whole(one: SheetConflict, side: Plain, names: layout.Names) -> str:
    """Return a whole row in words: one side took it away, the other changed it."""
    record_type = TABLES.get(one.table)
    if side is None or record_type is None:
        return "Taken away"
    told = _read(record_type, json.loads(str(side)))
    if told is None:
        return str(side)
    said = [
        f"{one.column.heading}: {text}"
        for one in layout.fields_told(told)
        if (text := layout.said(one, told, names))
    ]
    return "\n".join(said)


def _read(record_type: type[Record], written: Any) -> Record | None:  # noqa: ANN401 - parsed JSON
    try:
        return read(record_type, written)
    except (KeyError, ValueError, TypeError):
        return None


# places that want a look


def problems(book: session.Workbook, link: SheetLink) -> None:
    """Draw the places in the sheet that want a look, each with where it is and what to do."""
    if not link.problems:
        return
    found = book.partner.problems()
    many = link.problems
    places = "One place in the sheet wants" if many == 1 else f"{many:,} places in the sheet want"
    with st.container(gap="small", key="places"):
        st.markdown(
            f"**{places} a look.** Mend it there. Until then the last good value is used here."
        )
        for one in found[:PLACES]:
            _problem(one)
        if many > PLACES:
            st.caption(f"And {many - PLACES:,} more after these.")


def _problem(one: SheetProblem) -> None:
    row = "" if one.line is None else f"row {one.line:,}"
    where = ", ".join(part for part in (one.tab, row, _heading(one)) if part)
    says = f": {looking.short(one.text)}" if one.text else ""
    could = f" It could be: {', '.join(one.candidates)}." if one.candidates else ""
    with st.container(border=True, gap=None):
        st.caption(md(f"{where}{says}"))
        st.text(shown(f"{one.message}{could}"))
