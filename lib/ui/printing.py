"""What happened on paper: a page a section, to hand to a coach; no menu, no buttons.

The browser prints it. What is open next and what was given come with it once "Print this" is open,
giving before asking (rule S3-15). Names are on paper where they are on the screen, nowhere else.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.agenda import ahead
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give
from lib.coaching.steps import Step, Verb
from lib.coaching.workbook import COURSES
from lib.ui import days, reasons, session
from lib.ui.text import capital, md

AHEAD_DAYS = 28
LINES = 12
"""Most lines of a list: what fits a page with room for notes."""

STYLE = """
<style>
@media print {
  html, body, #root, #root > div, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"], [data-testid="stApp"] > div
  { position: static !important; height: auto !important; overflow: visible !important; }
  .st-key-print, .st-key-print * {
    height: auto !important; max-height: none !important; overflow: visible !important;
    transition: none !important; animation: none !important;
  }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
  * { color: #1c1c1c !important; background: transparent !important; }
  img { color-scheme: only light !important; }
  [data-testid="stVerticalBlock"], [data-testid="stLayoutWrapper"] { display: block !important; }
  [data-testid="stElementContainer"], [data-testid="stLayoutWrapper"]
  { margin-bottom: 0.75rem; break-inside: avoid; }
  [data-testid="stLayoutWrapper"]:has(h3) { break-inside: auto; }
  [data-testid="stElementContainer"]:has(h3) { break-after: avoid; }
  [data-testid="stElementContainer"]:has(h3) ~ [data-testid="stElementContainer"]:has(h3),
  .st-key-print-sheet [data-testid="stElementContainer"]:has(h3) { break-before: page; }
  header, [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], [data-testid="stPageLink"],
  [data-testid="stCheckbox"], [data-testid="stButtonGroup"], [data-testid="stElementToolbar"],
  [data-testid="stStatusWidget"], [data-testid="stExpander"], [data-testid="stFileUploader"],
  [data-testid="stTextInput"], .st-key-bar, .st-key-print-how, .st-key-print summary
  { display: none !important; }
  [data-testid="stExpander"]:has(.st-key-print-sheet),
  .st-key-print [data-testid="stExpander"] { display: block !important; border: 0 !important; }
}
</style>
"""
"""How paper differs from the screen. Blocks instead of flex, where a page cannot be broken."""


def draw(book: session.Workbook, today: date) -> None:
    """Draw, folded, how to print the page, and what paper has beside it."""
    st.html(STYLE)
    unfolded = st.expander("Print this", key="print", type="compact", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded, st.container(key="print-sheet"):
        with st.container(key="print-how"):
            st.caption(
                "Your browser prints it: Ctrl and P, on a Mac ⌘ and P; on a phone Share, then "
                "Print. Each part has a page of its own, without the buttons. What is folded stays "
                "at home; these two come along:"
            )
        _given(book, today)
        _next(book, today)


def _given(book: session.Workbook, today: date) -> None:
    """Draw what was given, newest first, counted before what was asked (rule S3-15)."""
    reasons.shown("S3-15")
    gives = [one for one in book.records.all(Give).values() if one.given_on is not None]
    asked = sum(bool(book.records.index(COURSES)[row].attempts) for row in book.records.all(Ask))
    st.subheader("What you gave", anchor=False)
    st.markdown(f"Given {len(gives):,}, asked {asked:,}.")
    gives.sort(key=lambda one: (one.given_on or date.min, one.id), reverse=True)
    lines = [_give_told(book, one, today) for one in gives[:LINES]]
    _list(lines, len(gives))


def _next(book: session.Workbook, today: date) -> None:
    """Draw what is open next, by day."""
    steps = ahead(book.records, guide.ladder(), guide.cadences(), today, AHEAD_DAYS)
    st.subheader("What is open next", anchor=False)
    if not steps:
        st.markdown("Nothing waits for a day in the next four weeks.")
    _list([_step_told(one, today) for one in steps[:LINES]], len(steps))


def _list(lines: list[str], many: int) -> None:
    if lines:
        st.markdown("\n".join(f"- {one}" for one in lines))
    if many > len(lines) > 0:
        st.caption(f"And {many - len(lines):,} more.")


def _give_told(book: session.Workbook, one: Give, today: date) -> str:
    contact = book.records.get(Contact, one.contact)
    parts = [
        "" if one.given_on is None else capital(days.said(one.given_on, today)),
        "" if contact is None else md(contact.name),
        "" if one.kind is None else guide.label(one.kind),
        md(one.what),
    ]
    return " · ".join(part for part in parts if part)


def _step_told(one: Step, today: date) -> str:
    rung = one.rung if one.verb in (Verb.TRY, Verb.SEND) else None
    kind = capital(guide.label(rung)) if rung else guide.label(one.verb)
    day = capital(days.said(max(one.due_on, today), today))
    return f"{day} · {md(one.to.name)} · {kind}"
