"""Which workbook? Those that are open to somebody, with their names and when they moved last.

A workbook that is put away is out of the list, kept as it is, and brought back with a tap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import streamlit as st

from lib.ui import days
from lib.ui.text import md

ROWS: Final = 10
"""Workbooks shown at once."""
_OLDEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One workbook to choose."""

    id: str
    name: str
    owner: str
    moved_at: datetime | None
    """When something was done in it last."""
    archived_on: date | None
    """When it was put away."""
    own: bool
    """Whether it is of whoever chooses."""


def choose(rows: Sequence[Shelved], now: datetime, *, headed: bool = True) -> None:
    """Draw the workbooks to choose from, whichever moved last first.

    Args:
        rows: what to choose from.
        now: this instant, in the zone of whoever chooses.
        headed: False where the question was asked already.
    """
    if headed:
        st.title("Which workbook?", anchor=False)
    out = [one for one in rows if one.archived_on is None]
    away = [one for one in rows if one.archived_on is not None]
    draw(out, now, key="shelf")
    if away:
        with st.expander(
            f"Put away ({len(away):,})", key="shelf-away", type="compact", expanded=not out
        ):
            draw(away, now, key="shelf-of-away")


def draw(rows: Sequence[Shelved], now: datetime, *, key: str) -> None:
    """Draw workbooks, ten at a time, whichever moved last first.

    Args:
        rows: the workbooks.
        now: this instant, in the zone of whoever looks.
        key: names the list.
    """
    ordered = sorted(rows, key=lambda one: (one.moved_at or _OLDEST, one.id), reverse=True)
    pages = max(1, -(-len(ordered) // ROWS))
    page = min(int(st.session_state.get(f"{key}-page") or 1), pages)
    with st.container(gap="small", key=key):
        for one in ordered[(page - 1) * ROWS : page * ROWS]:
            _row(one, now)
    if pages > 1:
        st.pagination(pages, key=f"{key}-page")


def _row(one: Shelved, now: datetime) -> None:
    with st.container(gap=None):
        st.button(
            f"**{md(one.name)}**",
            key=f"open-{one.id}",
            type="tertiary",
            icon=":material/menu_book:",
            on_click=_open,
            args=(one.id,),
        )
        st.caption(_about(one, now))


def _about(one: Shelved, now: datetime) -> str:
    """Return whose it is, where it is somebody else's, and when it moved last, as Markdown."""
    whose = "" if one.own else md(one.owner) if one.owner.strip() else "Shared with you"
    moved = "" if one.moved_at is None else days.told(one.moved_at.astimezone(now.tzinfo), now)
    if not moved:
        return whose
    return f"{whose} · last moved {md(moved)}" if whose else f"Last moved {md(moved)}"


def _open(workbook: str) -> None:
    """Turn to a workbook: the address names it, and the frame forgets the one before."""
    st.query_params["w"] = workbook
