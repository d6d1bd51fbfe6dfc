"""Endings: who helped, and who was let rest."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.agenda import times
from lib.coaching.answers import AT_REST, HELPED, TO_REVISIT, helped_with
from lib.coaching.asks import Course
from lib.coaching.contacts import Contact
from lib.coaching.workbook import COURSES, Ranking
from lib.ui import reasons, refining, resting, session
from lib.ui.cards import spoken
from lib.ui.text import md

FIRST = 3
"""Helpers shown without unfolding."""
PAGE = 10


def helpers(book: session.Workbook, today: date) -> None:
    """Draw who helped and with what, newest first; nothing where nobody has yet."""
    ranking = book.records.index(HELPED)
    many = len(ranking.entries)
    if not many:
        return
    st.subheader("Who helped you", anchor=False)
    reasons.say("begin_again_with_helpers", quiet=True)
    st.markdown("\n\n".join(_helper(book, one, today) for one in _page(book, ranking, 1, FIRST)))
    if many <= FIRST:
        return
    unfolded = st.expander(f"All {many:,}", key="all-helpers", on_change="rerun")
    if unfolded.open:
        with unfolded:
            page = _page(book, ranking, _pages(many, "helpers-page"), PAGE)
            st.markdown("\n\n".join(_helper(book, one, today) for one in page))


def at_rest(book: session.Workbook, today: date) -> None:
    """Draw, folded, who was let rest; nothing where nobody was."""
    ranking = book.records.index(AT_REST)
    many = len(ranking.entries)
    if not many:
        return
    unfolded = st.expander(f"Let rest ({many:,})", key="at-rest", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        st.caption("Parked, not lost. They may answer yet, and you may write again.")
        resting.regained_by(many)
        refining.draw(book, today, place="at-rest")
        _to_think_of(book, today)
        for course in _page(book, ranking, _pages(many, "rest-page"), PAGE):
            _rested(book, course, today)


def _to_think_of(book: session.Workbook, today: date) -> None:
    """Draw those who come to mind again on a day, the nearest first (tension T2)."""
    ranking = book.records.index(TO_REVISIT)
    if not ranking.entries:
        return
    courses = book.records.index(COURSES)
    st.markdown("**To be thought of again**")
    for entry in ranking.entries[:PAGE]:
        course = courses[entry[-1]]
        when = course.ask.revisit_on
        on = "" if when is None else spoken(when, today)
        st.markdown(f"{_name(book, course)} · {on}")
    reasons.shown("S4-17")
    st.markdown("**All who rest**")


def _pages(many: int, key: str) -> int:
    pages = -(-many // PAGE)
    return 1 if pages == 1 else min(st.pagination(pages, key=key), pages)


def _page(book: session.Workbook, ranking: Ranking, page: int, rows: int) -> tuple[Course, ...]:
    """Return one page of a ranking by day, newest first."""
    courses = book.records.index(COURSES)
    end = len(ranking.entries) - (page - 1) * rows
    chosen = ranking.entries[max(end - rows, 0) : end]
    return tuple(courses[one[-1]] for one in reversed(chosen))


def _helper(book: session.Workbook, course: Course, today: date) -> str:
    """Return who helped, with what and when, as Markdown."""
    brought = ", ".join(guide.label(one) for one in helped_with(course))
    parts = [f"**{_name(book, course)}**", brought, spoken(course.replies[-1].on, today)]
    return " · ".join(one for one in parts if one)


def _rested(book: session.Workbook, course: Course, today: date) -> None:
    tried = times(len(course.attempts)) if course.attempts else "not sent"
    parts = [f"**{_name(book, course)}**", f"tried {tried}" if course.attempts else tried]
    if course.ask.let_go_on is not None:
        parts.append(f"at rest since {spoken(course.ask.let_go_on, today)}")
    st.markdown(" · ".join(parts))


def _name(book: session.Workbook, course: Course) -> str:
    contact = book.records.get(Contact, course.ask.contact)
    return "" if contact is None else md(contact.name)
