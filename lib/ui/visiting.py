"""The slim bar in a workbook that is not one's own: whose it is, and the way back."""

from __future__ import annotations

import streamlit as st

from lib.store import Role
from lib.ui import desk, session
from lib.ui.text import md

VISITORS = (Role.COACH, Role.VIEWER)


def draw(book: session.Workbook) -> None:
    """Draw whose workbook a coach or viewer sees, and note for its owner that they look."""
    if not book.shared or book.rights.role not in VISITORS:
        return
    desk.note_look(book)
    name = md(book.records.cover.owner.strip())
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="visiting"):
        if name:
            st.caption(f"You see {name}'s workbook as {name} shows it.", width="content")
        else:
            st.caption("You see this workbook as its owner shows it.", width="content")
        if desk.at_hand():
            st.page_link("coach.py", label="Back to my desk", icon=":material/arrow_back:")
