"""Who could do this: from what one needs to the kinds of people, and to the people, who can."""

from __future__ import annotations

import streamlit as st

from lib import guide
from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit
from lib.coaching.suiting import who_could
from lib.ui import finding, reasons, session
from lib.ui.text import capital, md

_SAID = {Fit.CAN: "can", Fit.RARELY: "now and then", Fit.CANNOT: "can't"}


def draw(book: session.Workbook, *, kind: AskKind | None = None, but: str | None = None) -> None:
    """Draw who could do what is needed, folded until it is asked for.

    Args:
        book: the workbook.
        kind: what is needed; without it, it is chosen here.
        but: the id of somebody to leave out.
    """
    label = "Who could do what I need?" if kind is None else "Who else could do this?"
    unfolded = st.expander(label, key=f"who-could-{but or 'any'}", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        wanted = kind or st.pills(
            "What do you need?",
            list(AskKind),
            format_func=lambda one: capital(guide.label(one)),
            key="needed",
        )
        if wanted is not None:
            _people(book, wanted, but)
            _kinds(wanted)


def _people(book: session.Workbook, kind: AskKind, but: str | None) -> None:
    found = who_could(book.records, kind, guide.kinds(), guide.minimum_strength(), limit=6)
    people = [one for one in found if one.id != but][:5]
    if not people:
        st.caption("Nobody you rated is close enough for this yet. A lighter request, or a bond.")
    for one in people:
        with st.container(gap=None):
            st.button(
                f"**{md(one.name)}**",
                key=f"could-{one.id}",
                type="tertiary",
                on_click=_take,
                args=(one.id, kind),
            )
            st.caption(md(finding.about(one)))
    reasons.shown("S1-10", "S1-11")


def _kinds(kind: AskKind) -> None:
    """Draw which kinds can, which now and then, which can't, each with its reason."""
    cards = guide.kinds().values()
    with st.container(gap="xxsmall"):
        for fit in Fit:
            for card in cards:
                suits = card.suits[kind]
                if suits.fit is fit:
                    st.caption(f"**{md(card.label)}**: {_SAID[fit]}. {md(suits.reason)}")
                    reasons.shown(*suits.rules)


def _take(contact: str, kind: AskKind) -> None:
    """Open the ask of someone for this."""
    st.session_state[f"what-{contact}"] = kind
    st.query_params["who"] = contact
