"""Names in, links out: a coach pastes names and gets a workbook and its link for each.

A client's link opens their workbook as its owner. The coach's visit then holds a coach's link to it
and no more: names and how things stand, until the client shows more, or withdraws it
(`lib.store.Links.give_away`). The tokens are made before anything is written and kept in this tab
alone until they are put away, so a second tap, or a line that is lost half-way, gives the same
links; the store has their hashes, so nobody can show them again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from lib.coaching.cover import Cover
from lib.coaching.records import NAME_LIMIT
from lib.coaching.text import clean
from lib.exchange import csv_out
from lib.store import NoRoomError, NotAllowedError, fresh_cover
from lib.ui import circle, desk, newlink, qr, session
from lib.ui.text import capital, md, number
from lib.ui.text import shown as as_text

MOST: Final = 100
"""Names at a time."""
_FORM: Final = "newcomers"
_MADE: Final = "newcomers-made"
"""Where the links are kept until they are put away."""
_BEING_MADE: Final = "newcomers-being-made"
_FULL: Final = "newcomers-full"
"""Where it is kept beside the links why there are not more of them."""
_OWN: Final = "desk-link"
"""Where a link to the desk itself is kept until it is put away."""
_YOURS: Final = "newcomers-coach"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One name with the link that was made for it."""

    cover: Cover
    token: str

    @property
    def address(self) -> str:
        """What opens the workbook as its owner."""
        return circle.address(self.token)


def shown() -> None:
    """Draw the links that were just made, until they are put away."""
    made: list[Newcomer] = st.session_state.get(_MADE, [])
    if made:
        _made(made)


def draw(*, first: bool) -> None:
    """Draw the way from names to links.

    Args:
        first: True where the desk has nobody on it yet, so that the box stands open.
    """
    if first:
        _form()
        return
    if st.toggle("Paste names, get links", key="newcomers-open"):
        _form()


def _form() -> None:
    key = f"names-{session.nonce(_FORM)}"
    st.text_area(
        "Names, one a line",
        key=key,
        height=160,
        placeholder="Maria Lopez\nJon Ek",
    )
    st.text_input("Your name, as they shall read it", key=_YOURS, max_chars=NAME_LIMIT)
    st.caption(
        f"Up to {MOST:,} at a time. Each gets a workbook of their own and the link to it. You keep "
        "a coach's link: names and how things stand, for 180 days. Each of them can show you more, "
        "or withdraw it."
    )
    if problem := st.session_state.pop("newcomers-problem", ""):
        st.markdown(md(problem))
    st.button(
        "Make their links",
        key=f"make-{key}",
        type="primary",
        on_click=_make,
        args=(key,),
    )


def names_of(text: str) -> list[str]:
    """Return the names that were typed: one a line, cleaned, without empty lines."""
    lines = (" ".join(clean(line).split())[:NAME_LIMIT] for line in text.splitlines())
    return [line for line in lines if line]


def _make(key: str) -> None:
    """Make what was asked for, once: a repeat goes on with the same workbooks and tokens."""
    names = names_of(str(st.session_state.get(key) or ""))
    if not names:
        st.session_state["newcomers-problem"] = "Write at least one name, one a line."
        return
    if len(names) > MOST:
        st.session_state["newcomers-problem"] = (
            f"That is {len(names):,} names. Make it {MOST:,} at a time, please."
        )
        return
    coach = str(st.session_state.get(_YOURS) or "").strip()
    if not desk.has_one():
        make_own(coach)
    begun: tuple[str, list[Newcomer]] | None = st.session_state.get(_BEING_MADE)
    if begun is None or begun[0] != key:
        begun = (key, [_newcomer(name) for name in names])
        st.session_state[_BEING_MADE] = begun
    made: list[Newcomer] = []
    try:
        for one in begun[1]:
            desk.begin_for(one.cover, one.token, coach)
            made.append(one)
    except NoRoomError as full:
        st.session_state[_FULL if made else "newcomers-problem"] = str(full)
    except NotAllowedError:
        problem = "No workbook may be begun from this desk any more. Nothing more was made."
        st.session_state[_FULL if made else "newcomers-problem"] = problem
    if made:
        st.session_state[_MADE] = made
        st.session_state.pop(_BEING_MADE, None)
        session.renew(_FORM)


def _newcomer(name: str) -> Newcomer:
    cover = fresh_cover(session.browser_zone())
    return Newcomer(replace(cover, owner=name), desk.fresh_token())


# the links, once


def _made(made: list[Newcomer]) -> None:
    st.html(newlink.STYLE)
    with st.container(border=True, gap="small", key="newcomers-made"):
        many = len(made)
        st.markdown(f"**{capital(number(many))} link{'' if many == 1 else 's'}, shown once.**")
        st.markdown(
            "Keep them now: nobody can show them again, neither you nor the workbook. Hand each "
            "one to its person alone, for whoever has it opens that workbook as its owner."
        )
        if full := st.session_state.get(_FULL):
            last = md(made[-1].cover.owner)
            st.markdown(f":material/info: The last one is for {last}. {md(full)}")
        rows = [f"{_cell(one.cover.owner)}\t{one.address}" for one in made]
        st.code("\n".join(rows), language=None, wrap_lines=True)
        st.caption("A table to copy: tap the sign in its corner, then paste into a sheet.")
        if st.toggle("A sheet to print and cut", key="newcomers-print"):
            _printed(made)
        st.button(
            "I have them all",
            key="newcomers-done",
            type="primary",
            on_click=_put_away,
        )


SLIPS: Final = """
<style>
@media print {
  .st-key-paper { position: static !important; max-width: none !important; }
  [data-testid="stMain"] [data-testid="stElementContainer"],
  [data-testid="stMain"] [data-testid="stLayoutWrapper"]:not(:has(.st-key-paper))
  { display: none; }
  .st-key-paper [data-testid="stElementContainer"] { display: block !important; }
  .st-key-paper [data-testid="stLayoutWrapper"] { display: flex !important; }
  html:has(.st-key-paper), body:has(.st-key-paper), #root#root, #root#root :has(.st-key-paper),
  #root#root .st-key-paper {
    display: block !important; position: static !important; height: auto !important;
    max-height: none !important; overflow: visible !important; border: 0 !important;
  }
  .st-key-paper > * { break-inside: avoid; margin-bottom: 1rem; }
}
</style>
"""
"""On paper there are the slips alone, as many pages as they need, and each stays whole."""


def _printed(made: list[Newcomer]) -> None:
    st.html(SLIPS)
    st.caption("Your browser prints this part alone: Ctrl and P, on a Mac ⌘ and P.")
    with st.container(key="paper", gap="medium"):
        for one in made:
            with st.container(
                horizontal=True, vertical_alignment="center", gap="medium", border=True
            ):
                qr.draw(one.address, alt="The link as a QR code", width=QR_WIDTH)
                with st.container(gap="xsmall"):
                    st.markdown(f"**{md(one.cover.owner)}**")
                    st.text(as_text(one.address))
                    st.caption("Your own workbook. Keep this as you keep a key.")


QR_WIDTH: Final = 120
"""Pixels across on a slip of paper."""


def _cell(text: str) -> str:
    return csv_out.csv_out(as_text(text))


def _put_away() -> None:
    for key in (_MADE, _FULL, "newcomers-print", "newcomers-open"):
        st.session_state.pop(key, None)


# the desk's own link


def own_link() -> None:
    """Draw the way back to the desk from any browser; the link is shown once."""
    token: str | None = st.session_state.get(_OWN)
    if token is None:
        st.button(
            "Keep a link to this desk",
            key="desk-link-make",
            type="tertiary",
            icon=":material/key:",
            on_click=make_own,
        )
        return
    with st.container(border=True, gap="small", key="desk-link-shown"):
        st.markdown("**The link to your desk, shown once.**")
        st.markdown(
            "This browser knows you; no other one does. Keep it as you keep a key: it opens what "
            "all your clients show you."
        )
        st.code(circle.address(token), language=None, wrap_lines=True)
        st.button("I have it", key="desk-link-done", type="primary", on_click=_own_put_away)


def make_own(name: str = "") -> None:
    """Make a link to the desk, to be shown once; the desk begins where there was none.

    Where a desk may not be begun any more the page says how one is, and nothing is made.
    """
    with suppress(NotAllowedError):
        st.session_state[_OWN] = desk.make_link(name)


def _own_put_away() -> None:
    st.session_state.pop(_OWN, None)
