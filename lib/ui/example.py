"""The example: a way in, to a workbook of invented people, and the banner that leads out again."""

from __future__ import annotations

import streamlit as st

from lib.ui import session, turning


def look_at() -> None:
    """Draw the quiet button that opens the example."""
    turning.button(
        "Look at an example",
        "today.py",
        key="look-at-example",
        kind="tertiary",
        icon=":material/visibility:",
        w=session.EXAMPLE,
    )


def banner() -> None:
    """Say that this is an example; the way back, and the way to a fresh one."""
    with st.container(border=True, gap="xxsmall", key="example-banner"):
        st.caption(
            "**An example: the people are invented.** Nothing here touches your own workbook."
        )
        if st.session_state.pop("example-anew", False):
            st.caption("It had been put away meanwhile. This is a fresh one, as it was at first.")
        with st.container(horizontal=True, gap="small"):
            if st.button(
                "Back to my own",
                key="leave-example",
                type="tertiary",
                icon=":material/arrow_back:",
            ):
                session.leave_example()
                st.switch_page("home.py")
            st.button(
                "Begin it anew",
                key="anew-example",
                type="tertiary",
                on_click=session.begin_example_anew,
            )
