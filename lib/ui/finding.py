"""Finding a person on the screen: the list one opens somebody from, and a small chooser."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib import guide
from lib.coaching.contacts import STRONGEST, Contact, Kind
from lib.coaching.finding import Wanted, find
from lib.coaching.workbook import Records
from lib.ui import session
from lib.ui.text import capital, md

PAGE = 25
"""Rows of a list drawn at once."""
FEW = 6
"""People a chooser offers."""


def draw(book: session.Workbook) -> None:
    """Draw the search, and a page of whom it finds; tapping a name opens their sheet."""
    st.text_input(
        "Name, company, position or e-mail",
        key="find-words",
        type="search",
        icon=":material/search:",
        live="300ms",
        persist_state="session",
    )
    with st.expander("Only some of them", key="find-only", on_change="rerun") as unfolded:
        if unfolded.open:
            st.pills(
                "How you know them",
                list(Kind),
                format_func=_kind_label,
                key="find-kind",
                persist_state="session",
            )
            st.pills(
                "If you called them, at least",
                range(1, STRONGEST + 1),
                format_func=_closeness,
                key="find-closest",
                persist_state="session",
            )
    wanted = Wanted(
        words=st.session_state.get("find-words") or "",
        kind=st.session_state.get("find-kind"),
        closest=st.session_state.get("find-closest"),
    )
    count = find(book.records, wanted, size=PAGE).count
    if not count:
        st.caption("Nobody by that name. A few letters are enough.")
        return
    pages = -(-count // PAGE)
    page = min(st.session_state.get("find-page") or 1, pages)
    found = find(book.records, wanted, page=page, size=PAGE)
    st.caption(f"{count:,} people" if count > 1 else "One person")
    with st.container(gap="small", key="found"):
        for one in found.people:
            row(one)
    if pages > 1:
        st.pagination(pages, key="find-page")


def row(contact: Contact, note: str = "", *, place: str = "open") -> None:
    """Draw one person as a line: the name opens their sheet, the rest is what one needs to know.

    Args:
        contact: the person.
        note: a line of ours in place of company and position; constant or made with `md`.
        place: which list it is in, so that one person may stand in two lists of a page.
    """
    below = note or md(about(contact))
    with st.container(gap=None):
        st.button(
            f"**{md(contact.name)}**",
            key=f"{place}-{contact.id}",
            type="tertiary",
            on_click=show,
            args=(contact.id,),
        )
        if below:
            st.caption(below)


def about(contact: Contact) -> str:
    """Return position and company, and how close they are; text as typed."""
    parts = [one for one in (contact.position, contact.company) if one.strip()]
    if contact.strength is not None:
        close = guide.strengths()[contact.strength]
        parts.append(close if parts else capital(close))
    return " · ".join(parts)


def show(contact: str) -> None:
    """Open a person's sheet: the address says whose, so that the browser's Back leads out of it."""
    st.query_params["who"] = contact


def asked_for(records: Records) -> Contact | None:
    """Return the person whose sheet the address asks for; None for nobody's and for unknown ids."""
    return records.get(Contact, st.query_params.get("who"))


def choose(
    book: session.Workbook,
    label: str,
    *,
    key: str,
    chosen: Callable[[str], None],
    but: str | None = None,
) -> None:
    """Draw a search box and up to six people to tap; `chosen` is called with the id tapped.

    Args:
        book: the workbook.
        label: the box's label, constant.
        key: of its widgets.
        chosen: called with a contact's id, before the page is drawn again.
        but: the id of somebody to leave out.
    """
    words = st.text_input(
        label, key=f"choose-{key}", type="search", live="300ms", placeholder="A few letters"
    )
    if not (words or "").strip():
        return
    found = find(book.records, Wanted(words=words or ""), size=FEW + 1)
    people = [one for one in found.people if one.id != but][:FEW]
    if not people:
        st.caption("Nobody by that name.")
    for one in people:
        company = f" · {md(one.company)}" if one.company.strip() else ""
        st.button(
            f"{md(one.name)}{company}",
            key=f"choose-{key}-{one.id}",
            type="tertiary",
            on_click=chosen,
            args=(one.id,),
        )


def _kind_label(kind: Kind) -> str:
    return capital(guide.label(kind))


def _closeness(strength: int) -> str:
    return capital(guide.strengths()[strength])
