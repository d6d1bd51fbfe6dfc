"""Who needs me: the names on top of a coach's desk, each with its reason and one way to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from lib.coaching.attention import Reason
from lib.ui.desk import Client, Desk
from lib.ui.text import capital, md, number

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

FIRST: Final = 5
"""Names that are shown at once: as many as are taken in at a glance."""
PAGES: Final = ("ask", "today", "people", "give", "review", "workbook")
"""Pages that a reason may lead to."""

STYLE: Final = """
<style>
.st-key-needing { margin-bottom: 0.5rem; }
[class*="st-key-needs-"] {
  display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0.75rem;
  border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); padding-top: 0.6rem;
}
[class*="st-key-needs-"] [data-testid="stPageLink"] a {
  border: 1px solid rgba(128, 134, 130, 0.5); border-radius: 0.75rem;
  padding: 0.3rem 1rem; min-height: 2.4rem; min-width: 5.5rem; justify-content: center;
}
</style>
"""


def draw(desk: Desk) -> None:
    """Draw how many need a word, and who; in words of calm where nobody does."""
    needing = desk.needing
    many, all_of_them = len(needing), len(desk.clients)
    st.title(_headline(many, all_of_them), anchor=False)
    if not many:
        st.markdown("Nothing waits for a word from you. Below is how each of them stands.")
        return
    unfolded = bool(st.session_state.get("needing-all"))
    shown = needing if unfolded else needing[:FIRST]
    st.html(STYLE)
    with st.container(gap="small", key="needing"):
        # A script's name would be looked for on the disk for each link.
        pages = {one: st.Page(f"{one}.py") for one in {_page(client) for client in shown}}
        for client in shown:
            _one(client, client.reasons[0], pages[_page(client)])
    if many > FIRST:
        rest = many - FIRST
        words = "Show one more" if rest == 1 else f"Show {number(rest)} more"
        st.toggle(words, key="needing-all")


def _headline(many: int, all_of_them: int) -> str:
    if not many:
        return "Nobody needs you just now"
    return f"{many:,} of {all_of_them:,} need{'s' if many == 1 else ''} you"


def _page(client: Client) -> str:
    """Return the page that a client's first reason leads to."""
    wanted = client.reasons[0].page
    return wanted if wanted in PAGES else "today"


def _one(client: Client, reason: Reason, page: Page) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"needs-{client.id}"):
        st.markdown(f"**{md(client.name)}** · {md(capital(reason.words))}", width="stretch")
        st.page_link(
            page,
            label=md(reason.button),
            query_params={"w": client.id},
        )
