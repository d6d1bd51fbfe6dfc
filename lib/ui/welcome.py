"""What a coach sees before anybody stands on their desk: how clients come to it."""

from __future__ import annotations

import streamlit as st

from lib import settings
from lib.ui import desk, newcomers


def without_desk() -> None:
    """Draw how a desk begins, for a visit that has none and was given no coach's link."""
    st.title("Your desk as a coach", anchor=False)
    if not settings.load().shared:
        st.markdown(
            "A coach's desk shows the people who share their workbooks by link. Here the workbook "
            "opens on this machine alone, so nobody can share one with you."
        )
        return
    st.markdown(
        "A desk shows everyone who shares a workbook with you: who needs a word, what is next for "
        "each, and their pages as they show them to you."
    )
    if desk.begins():
        st.button("Begin my desk", key="desk-begin", type="primary", on_click=newcomers.make_own)
        return
    st.markdown(
        "It begins with a link. Ask a client to let you in, on their Workbook page, or ask whoever "
        "runs this workbook for a link to a desk."
    )


def nobody_yet() -> None:
    """Draw how clients come to a desk that is empty."""
    st.title("Nobody on your desk yet", anchor=False)
    st.markdown(
        "There are two ways. **They have a workbook:** on its Workbook page, under Who can open "
        "this, they let you in and send you the link. You open it in this browser, and they stand "
        "here.  \n**They have none yet:** paste their names, and hand each of them a link."
    )
