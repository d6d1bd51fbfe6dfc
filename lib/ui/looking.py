"""Looking at what a file would do, before anything is saved: a sum that can be checked, and lists.

Shared by everything that brings a file in. All of it is text of a stranger's file: it stands in
grids and nowhere else, a page at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TypeVar

import streamlit as st

from lib.ui.text import md, shown

PAGE_ROWS = 50
"""Most rows of a list that are sent to the browser at a time."""
_LONG = 200
"""Characters of a cell that are shown."""

Cells = Mapping[str, str]
"""One line of a grid: heading to text."""
L = TypeVar("L", bound=Enum)
T = TypeVar("T")


def add_up(read: int, what: str, parts: Sequence[tuple[int, str]], *, first: bool = False) -> None:
    """Draw what came out as a sum: so many read = so many of each.

    Args:
        read: how many rows were read; the sum of the parts.
        what: "rows read", constant.
        parts: how many, and the words for them, constant; those of none are left out.
        first: True where the first part stands there even if it is of none.
    """
    told = [
        f"{many:,} {words}"
        for place, (many, words) in enumerate(parts)
        if many or (first and place == 0)
    ]
    total = " + ".join(told) or "nothing"
    st.markdown(f"**{read:,} {what} = {total}**")


def lists(
    found: Mapping[L, Sequence[T]],
    told: Callable[[T], Sequence[Cells]],
    *,
    key: str,
    first: L | None = None,
) -> None:
    """Draw one of several lists, a page of it at a time; nothing where all are empty.

    Args:
        found: the rows of each list; its member's value is what its tab says.
        told: the lines of the grid that tell one row, all with the same headings.
        key: names the file.
        first: the list that is open at first, where it has rows; else the first that has.
    """
    there = [one for one, rows in found.items() if rows]
    if not there:
        return
    chosen = st.segmented_control(
        "Look at",
        there,
        default=first if first in there else there[0],
        format_func=lambda one: md(f"{one.value} ({len(found[one]):,})"),
        key=f"list-{key}",
        label_visibility="collapsed",
    )
    if chosen is None or chosen not in found:
        return
    rows = found[chosen]
    pages = -(-len(rows) // PAGE_ROWS)
    page = st.pagination(pages, key=f"page-{chosen.name}-{key}") if pages > 1 else 1
    shown_rows = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    grid([line for row in shown_rows for line in told(row)], str(chosen.value))


def grid(lines: Sequence[Cells], alt: str) -> None:
    """Draw texts as a grid: cells there are never Markdown, and "00123" stays what it is.

    Columns in which nothing stands are left out.
    """
    filled = [
        heading for heading in (lines[0] if lines else {}) if any(one[heading] for one in lines)
    ]
    st.dataframe(
        [{heading: one[heading] for heading in filled} for one in lines], hide_index=True, alt=alt
    )


def short(text: str) -> str:
    """Return a cell's text as a grid shows it, cut where it is very long."""
    return shown(text if len(text) <= _LONG else f"{text[:_LONG]}…")
