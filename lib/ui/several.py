"""Several workbooks: the others one has, one more, and putting this one away."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.coaching.records import NAME_LIMIT
from lib.coaching.text import is_blank
from lib.store import NoRoomError
from lib.ui import days, forms, session, shelf
from lib.ui.text import md

_FULL = "another-no-room"
"""Where it is kept, until it is drawn, why no other one could be begun."""


def draw(book: session.Workbook) -> None:
    """Draw the other workbooks, and what makes, switches and puts away; not in the example."""
    if book.invented:
        return
    away_on = book.records.cover.archived_on
    ids = [one for one in session.on_my_shelf() if one != book.id]
    begins = session.may_begin()
    if not (ids or begins or book.writable):
        return
    st.subheader("Your workbooks", anchor=False)
    if away_on is not None:
        day = days.said(away_on, session.day_of(book))
        st.markdown(f"This one is put away since {day}. It is kept as it is.")
    if ids:
        now = session.now().astimezone(session.zone(book))
        shelf.choose(session.shelved(ids), now, headed=False)
    with st.container(horizontal=True, gap="small", key="shelf-ways"):
        if begins:
            _begin()
        _away(book)
    if full := st.session_state.pop(_FULL, ""):
        st.markdown(f":material/info: {md(full)}")


def _begin() -> None:
    with (
        st.popover("Begin another", icon=":material/add:", key="another-workbook"),
        st.form("another-workbook-form", border=False),
    ):
        st.text_input(
            "Its name",
            key=_name(),
            max_chars=NAME_LIMIT,
            placeholder="A second search, or somebody else's",
        )
        st.form_submit_button("Begin it", key="begin-another", on_click=_begun)


def _name() -> str:
    return f"another-{session.nonce('another')}"


def _begun() -> None:
    """Begin a workbook under the name that was typed, and turn to it."""
    name = str(st.session_state.get(_name()) or "").strip()
    session.renew("another")
    if not is_blank(name):
        try:
            st.query_params["w"] = session.begin_another(name).id
        except NoRoomError as full:
            st.session_state[_FULL] = str(full)


def _away(book: session.Workbook) -> None:
    """Draw what puts this workbook away, or brings it back."""
    cover = book.records.cover
    there = cover.archived_on is None
    today = session.day_of(book)
    after = replace(cover, archived_on=today if there else None)
    verb = "put the workbook away" if there else "brought the workbook back"
    save = forms.Save(
        book, verb, book.operation(verb, cover.id, cover.version), writes=lambda: [after]
    )
    if not there:
        forms.button("Bring it back", save, key="bring-back", icon=":material/unarchive:")
    elif save.allowed:
        with st.popover("Put this one away", type="tertiary", key="put-away"):
            st.markdown(
                f"{md(cover.name)} goes out of the list and is kept as it is. You can bring it "
                "back at any time."
            )
            forms.button("Put it away", save, key="put-away-now", icon=":material/archive:")
