"""The page for a session: one client on one sheet, to look at together or to print.

Since the last session; how they stand; three things to talk about; room for what was agreed. It
says no more than the client shows, and nothing on it ranks them beside others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from lib import guide
from lib.coaching.since import since
from lib.coaching.standing import Standing, standing
from lib.coaching.talking import Point, Reason, looks_back_to, points
from lib.ui import days, session
from lib.ui.text import capital, md

LOOKED_THROUGH: Final = 200
"""Newest actions that are looked through for what happened since the last session."""
LINES: Final = 4
"""Lines to write on."""

STYLE: Final = """
<style>
.st-key-session-lines [data-testid="stHtml"] p {
  border-bottom: 1px solid currentColor; opacity: 0.3; height: 2rem; margin: 0;
}
.st-key-session-sheet li p { margin: 0; }
@media print {
  html, body, #root, #root > div, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"], [data-testid="stApp"] > div
  { position: static !important; height: auto !important; overflow: visible !important; }
  * { color: #1c1c1c !important; background: transparent !important; }
  [data-testid="stMain"] * { visibility: hidden; }
  .st-key-session-sheet, .st-key-session-sheet * { visibility: visible !important; }
  .st-key-session-sheet {
    position: absolute; inset: 0 auto auto 0; width: calc(100% - 1rem) !important;
    border: 0 !important; padding: 0 !important;
  }
  .st-key-session-lines [data-testid="stHtml"] p { height: 2.6rem; opacity: 1; }
  header, [data-testid="stHeader"], [data-testid="stToolbar"], .st-key-bar
  { display: none !important; }
}
</style>
"""
"""On paper there is this sheet alone, with wider lines to write on."""


def draw(book: session.Workbook, today: date, found: Sequence[Reason]) -> None:
    """Draw the page for a session with one client.

    Args:
        book: the client's workbook, as the coach is shown it.
        today: the client's day.
        found: why they need their coach, what weighs most first.
    """
    session_on = book.circle.session_on()
    name = book.records.cover.owner.strip() or book.records.cover.name
    st.html(STYLE)
    with st.container(border=True, gap="medium", key="session-sheet"):
        with st.container(gap="xxsmall"):
            st.subheader(md(name), anchor=False)
            st.caption(_dated(today))
            if session_on is not None and session_on >= today:
                st.caption(f"Your session: {days.said(session_on, today)}")
        _happened(book, looks_back_to(session_on, today, guide.session_days()), today)
        _stands(standing(book.records, today), book.records.cover.paused_on, today)
        _to_talk_about(points(book.records, found, guide.talk()))
        with st.container(gap=None, key="session-lines"):
            st.markdown("**What we agreed**")
            st.html("<p></p>" * LINES)
    st.caption("Your browser prints this sheet alone: Ctrl and P, on a Mac ⌘ and P.")


def _dated(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _happened(book: session.Workbook, first: date, today: date) -> None:
    """Draw what happened since a day, counted."""
    zone = session.zone(book)
    steps = [
        step
        for one in book.changes(LOOKED_THROUGH)
        if one.at.astimezone(zone).date() >= first
        for step in one.changes
    ]
    told = since(steps)
    with st.container(gap="xxsmall"):
        st.markdown(f"**Since {days.said(first, today)}**")
        if told:
            st.markdown(md(capital(", ".join(told))))
        else:
            st.markdown("Nothing was noted. That may be rest, too.")


def _stands(asks: Standing, paused_on: date | None, today: date) -> None:
    """Draw how the asks stand, and a pause."""
    with st.container(gap="xxsmall"):
        st.markdown("**How it stands**")
        st.markdown(
            f"{asks.answered:,} answered · {asks.open:,} still open · {asks.silent:,} no word"
        )
        if paused_on is not None:
            since_when = days.said(paused_on, today)
            st.caption(f"Paused since {since_when}. Nothing is due until they come back.")


def _to_talk_about(found: Sequence[Point]) -> None:
    with st.container(gap="xsmall"):
        st.markdown("**To talk about**")
        for one in found:
            if one.reason:
                st.markdown(f"- {md(capital(one.reason))}  \n  *{md(one.question)}*")
            else:
                st.markdown(f"- *{md(one.question)}*")
