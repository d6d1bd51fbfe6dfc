"""The Google Sheet on the Workbook page: how it stands, and what a person can do about it.

What is drawn comes of one reading of the link, which the frame has made. The clocks move by
themselves, with no statement of their own; the page is drawn anew where the state moves on.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from lib import settings
from lib.store import Action, LinkState, SheetLink
from lib.ui import forms, in_sheet, linking, session, settling, sheet_words
from lib.ui.partner import Partner
from lib.ui.text import md

_SETTLED: Final = (LinkState.LINKED, LinkState.STOPPED)
"""States in which nothing is being linked."""


def draw(book: session.Workbook) -> None:
    """Draw the section: how to link, how it stands, what needs a person.

    A coach may give the workbook a row in a sheet of their own; the workbook's own sheet is its
    owner's affair. Who may do neither sees nothing of it.
    """
    if not book.may(Action.COMMENT):
        return
    st.subheader("Google Sheet", anchor=False)
    email = settings.load().google_email
    link = in_sheet.seen(book)
    if link is not None:
        in_sheet.show(link)
        _linked(book, link, email)
    elif book.may(Action.LINK):
        _not_linked(book, email)
    if settings.load().durable_disk and (link is None or link.state in _SETTLED):
        _practice(book, email)


def _not_linked(book: session.Workbook, email: str) -> None:
    """Say what a sheet would give, and draw, folded, the steps to it."""
    st.markdown(
        "Your workbook can stand in a Google Sheet too. You and your coach can read it and write "
        "in it there; each side brings the other up to date."
    )
    unfolded = st.expander(
        "Link a sheet", key="link-sheet", icon=":material/link:", on_change="rerun"
    )
    if unfolded.open:
        with unfolded:
            linking.begin(book.partner, email)


def not_set_up(book: session.Workbook) -> None:
    """Say what a sheet would give, and where the host finds how; nothing is asked of the person."""
    st.subheader("Google Sheet", anchor=False)
    st.markdown(
        "Your workbook could stand in a Google Sheet too, for you and your coach to read and write "
        "in. Whoever runs this app can set that up: **docs/google.md** tells how."
    )
    if book.partner.of() is not None:
        st.caption(
            "It was linked to a sheet before. Nothing is brought there or from there meanwhile."
        )


def is_set_up() -> bool:
    """Return whether the host has an account at Google for this app."""
    return bool(settings.load().google_email)


def _linked(book: session.Workbook, link: SheetLink, email: str) -> None:
    match link.state:
        case LinkState.ASKED:
            linking.ordered(book.partner, link, email)
            _clocks(book)
        case LinkState.CHOOSING:
            linking.choosing(book.partner, link)
            if link.need is None:
                _clocks(book)
            else:
                need(book.partner, link, email)
                if not link.found:
                    linking.leave(book.partner, "Not now")
        case _:
            headed(link)
            _clocks(book)
            _orders(book.partner)
            need(book.partner, link, email)
            settling.conflicts(book, link)
            settling.problems(book, link)


def headed(link: SheetLink) -> None:
    """Draw what a sheet is called, and what opens it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title = md(link.title) if link.title else "Your sheet"
        st.markdown(f"**{title}**", width="content")
        linking.opens(link)


@st.fragment(run_every=in_sheet.LOOK_SECONDS)
def _clocks(drawn: session.Workbook) -> None:
    """Draw when it was looked at and what is being done, of the link as it was read last."""
    book = session.still_here(drawn)
    link = in_sheet.seen(book)
    if link is None:
        return
    now, zone = session.now(), session.zone(book)
    parts = [sheet_words.doing(link)]
    if link.looked_at is not None or link.need is None:
        parts.insert(0, sheet_words.looked(link, now, zone))
    tells = link.state is LinkState.LINKED or (link.state is LinkState.STOPPED and link.waiting)
    stands = sheet_words.stands(link, now, zone) if tells else sheet_words.away(link, now, zone)
    parts.insert(0, stands)
    st.caption(" · ".join(one for one in parts if one))
    meanwhile = sheet_words.meanwhile(link, durable=settings.load().durable_disk)
    if meanwhile:
        st.caption(meanwhile)


def _orders(partner: Partner) -> None:
    with st.container(horizontal=True, gap="small"):
        name = partner.name
        key = f"refresh-{name}"
        forms.order("Refresh now", partner.refresh, key=key, icon=":material/refresh:")
        if not settings.load().durable_disk:
            return  # the workbook lives in that sheet, and nowhere else
        with st.popover("Unlink", type="tertiary"):
            st.markdown(
                "Both stay as they are: the workbook here, the sheet in your Drive. What is "
                "changed in one is not brought to the other any more."
            )
            forms.order("Unlink the sheet", partner.unlink, key=f"unlink-{name}")


def need(partner: Partner, link: SheetLink, email: str) -> None:
    """Draw what happened, what is kept, and what to do; nothing where nothing is needed."""
    told = sheet_words.told(link)
    if told is None:
        return
    with st.container(border=True, gap="small", key=f"need-{partner.name}"):
        _happened(told)
        st.markdown(sheet_words.kept(link, durable=settings.load().durable_disk))
        if link.choice is not None and any(one.choice for one in told.ways):
            st.markdown(":material/check: You have chosen. It is being done.")
            return
        _to_do(told)
        if sheet_words.asks_to_share(link):
            linking.address(email)
        with st.container(horizontal=True, gap="small"):
            for place, one in enumerate(told.ways):
                _way(partner, one, first=place == 0)


def _happened(told: sheet_words.Told) -> None:
    st.markdown(f"**{told.happened}**")


def _to_do(told: sheet_words.Told) -> None:
    st.markdown(told.do)


def _way(partner: Partner, way: sheet_words.Way, *, first: bool) -> None:
    what = "look" if way.choice is None else way.choice.value
    key = f"need-{what}-{partner.name}"
    give = partner.refresh if way.choice is None else partial(partner.choose, way.choice)
    forms.order(way.label, give, key=key, type="primary" if first else "secondary")


# a coach's own sheet


def _practice(book: session.Workbook, email: str) -> None:
    """Draw, folded, the row of this workbook in a coach's Practice sheet."""
    unfolded = st.expander(
        "For a coach: a row about this workbook in a Practice sheet",
        key="practice-sheet",
        type="compact",
        on_change="rerun",
    )
    if not unfolded.open:
        return
    with unfolded:
        partner = replace(book.partner, practice=True)
        if partner.of() is not None:
            _practice_stands(book)
            return
        st.markdown(
            "One sheet of a coach's own can hold a row for each client: next step, last moved, "
            "answered, open, silent. It is kept up to date; nothing in it is read back."
        )
        linking.begin(partner, email)


@st.fragment(run_every=in_sheet.LOOK_SECONDS)
def _practice_stands(drawn: session.Workbook) -> None:
    """Draw how the row stands, as long as it is unfolded; what the background notes shows here."""
    book = session.still_here(drawn)
    email = settings.load().google_email
    partner = replace(book.partner, practice=True)
    link = partner.of()
    if link is None:  # let go elsewhere
        session.redraw()
    elif link.state is LinkState.ASKED:
        linking.ordered(partner, link, email)
    else:
        headed(link)
        st.caption(sheet_words.row_stands(link, session.now(), session.zone(book)))
        _orders(partner)
        need(partner, link, email)
