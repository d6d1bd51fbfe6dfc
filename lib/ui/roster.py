"""The roster: a row for each client: next step, last moved, newest asks, next session.

By name, never by how well it goes. Whoever has paused stands there greyed. What belongs to one
client alone (`lib.ui.client`) is drawn under their row, and only once it is tapped.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from lib.coaching.agenda import ago
from lib.coaching.text import folded
from lib.exchange import csv_out
from lib.ui import days, desk
from lib.ui.desk import Client, Desk
from lib.ui.pictures import PAINT
from lib.ui.text import capital, md, shown

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

ROWS: Final = 20
"""Clients on a page."""
SEARCHED_FROM: Final = 8
"""With fewer clients than these one sees them all; a box to search in would be in the way."""
LEGEND: Final = "The newest asks: answered, still open, no word"
CLOSER: Final = "closer"
"""Where it is kept whose row is unfolded."""
DATED: Final = "dated"
"""Where it is kept whose box for the next session is. A popover in each row costs three buttons."""


STYLE: Final = """
<style>
[class*="st-key-client-"] {
  border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent);
  padding: 0.3rem 0 0.5rem;
}
[class*="st-key-client-paused-"] { opacity: 0.6; }
[class*="st-key-top-"] {
  display: grid; grid-template-columns: 1fr 150px 130px 56px; align-items: center; gap: 0 0.5rem;
}
[class*="st-key-top-"] > * { min-width: 0; width: auto !important; }
[class*="st-key-top-"] > :last-child { grid-column: 4; justify-self: end; }
[class*="st-key-top-"] [data-testid="stPageLink"] a { padding-left: 0; }
[class*="st-key-top-"] button { justify-content: flex-end; padding: 0; width: 100%; }
[class*="st-key-top-"] img { display: block; }
@media (max-width: 640px) {
  [class*="st-key-top-"] { grid-template-columns: 1fr 130px; }
  [class*="st-key-top-"] > :nth-child(1) { grid-area: 1 / 1; }
  [class*="st-key-top-"] > :nth-child(2) { grid-area: 2 / 1; }
  [class*="st-key-top-"] > :nth-child(3) { grid-area: 2 / 2; }
  [class*="st-key-top-"] > :last-child { grid-area: 1 / 2; }
}
</style>
"""
"""Columns that are the same in each row, so that the eye runs down a line; on a phone two lines."""


def draw(mine: Desk, under: Callable[[Desk, Client], None], legend: str) -> None:
    """Draw the rows.

    Args:
        mine: the desk.
        under: draws what unfolds below one row.
        legend: what the icons mean, as a picture.
    """
    st.html(STYLE)
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        gap="small",
        key="roster-head",
    ):
        st.subheader("Everyone", anchor=False, width="content")
        st.html(_image(legend, LEGEND), width="content")
    chosen = _searched(mine.clients)
    pages = max(1, -(-len(chosen) // ROWS))
    page = min(int(st.session_state.get("roster-page") or 1), pages)
    today = st.Page("today.py")  # once: a script's name would be looked for with each link
    with st.container(gap="small", key="roster"):
        for client in chosen[(page - 1) * ROWS : page * ROWS]:
            _row(client, today)
            if st.session_state.get(CLOSER) == client.id:
                under(mine, client)
    if pages > 1:
        st.pagination(pages, key="roster-page")
    _to_sheets(chosen)


def _searched(clients: Sequence[Client]) -> Sequence[Client]:
    """Draw the box to search in; return those whose name holds what was typed."""
    if len(clients) < SEARCHED_FROM:
        return clients
    word = st.text_input(
        "Find by name",
        key="roster-find",
        placeholder="Find by name",
        label_visibility="collapsed",
        icon=":material/search:",
    )
    sought = folded(word)
    found = [one for one in clients if sought in folded(one.name)] if sought else clients
    if not found:
        st.caption("Nobody of that name has shared a workbook with you.")
    return found


def _row(client: Client, today: Page) -> None:
    """Draw one client."""
    stands = client.standing
    state = "paused" if stands.paused else "moving"
    with st.container(gap=None, key=f"client-{state}-{client.id}"):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="xsmall", key=f"top-{client.id}"
        ):
            st.page_link(
                today,
                label=f"**{md(client.name)}**",
                query_params={"w": client.id},
                width="stretch",
            )
            st.html(_image(client.glance.svg, client.glance.alt))
            if client.coached:
                _session(client)
            _closer(client)
        st.caption(_told(client))
        if client.coached and st.session_state.get(DATED) == client.id:
            _session_box(client)


def _told(client: Client) -> str:
    """Return next step, or the pause, and last move in one line."""
    stands = client.standing
    parts = [md(capital(stands.next_step))]
    if stands.last_moved is None:
        parts.append("nothing sent yet")
    else:
        parts.append(f"last moved {md(ago(stands.last_moved, client.day))}")
    return " · ".join(parts)


def _session(client: Client) -> None:
    """Draw the day of the next session, to be changed with a tap."""
    on = client.held.session_on
    st.button(
        "No session" if on is None else f"{on:%a} {on.day} {on:%b}",
        key=f"session-{client.id}",
        type="tertiary",
        icon=":material/expand_more:",
        icon_position="right",
        width="stretch",
        on_click=_turn,
        args=(DATED, client.id),
    )


def _session_box(client: Client) -> None:
    """Draw the box for the day of the next session, under the row."""
    key = f"session-on-{client.id}"
    with st.container(width=300, gap="xxsmall", key=f"session-box-{client.id}"):
        st.date_input(
            "Next session",
            value=client.held.session_on,
            format=days.BOX,
            key=key,
            on_change=_agreed,
            args=(client.id, key),
        )
        st.caption("For you alone: nobody is told of it.")


def _agreed(workbook: str, key: str) -> None:
    day = st.session_state.get(key)
    desk.agree(workbook, day if isinstance(day, date) else None)


def _closer(client: Client) -> None:
    is_open = st.session_state.get(CLOSER) == client.id
    st.button(
        "Less" if is_open else "More",
        key=f"closer-{client.id}",
        type="tertiary",
        width="stretch",
        on_click=_turn,
        args=(CLOSER, client.id),
    )


def _turn(what: str, workbook: str) -> None:
    """Unfold something of a row, or fold it again; of one row at a time."""
    if st.session_state.get(what) == workbook:
        st.session_state.pop(what)
    else:
        st.session_state[what] = workbook


@lru_cache(maxsize=512)
def _image(svg: str, alt: str) -> str:
    """Return a picture as an image for `st.html`; no picture, and the room it would take."""
    if not svg:
        return "<span></span>"
    painted = svg.replace("<defs>", f"{PAINT}<defs>", 1)
    data = b64encode(painted.encode()).decode()
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'


# to a spreadsheet


def _to_sheets(clients: Sequence[Client]) -> None:
    """Draw, once it is tapped, the rows as text that a spreadsheet takes in columns."""
    if not clients or not st.toggle("Copy to Sheets", key="roster-copy"):
        return
    st.caption("Copy it with the sign in its corner, then paste into the first cell of a sheet.")
    heads = ("Name", "Next step", "Last moved", "Answered", "Still open", "No word", "Next session")
    rows = [heads, *(_cells(one) for one in clients)]
    st.code("\n".join("\t".join(row) for row in rows), language=None, wrap_lines=True)


def _cells(client: Client) -> tuple[str, ...]:
    stands = client.standing
    return (
        _cell(client.name),
        _cell(stands.next_step),
        "" if stands.last_moved is None else stands.last_moved.isoformat(),
        str(stands.answered),
        str(stands.open),
        str(stands.silent),
        "" if client.held.session_on is None else client.held.session_on.isoformat(),
    )


def _cell(text: str) -> str:
    """Return words for one cell: no tab, no line end, and nothing a sheet takes for a formula."""
    return csv_out.csv_out(shown(" ".join(text.split())))
