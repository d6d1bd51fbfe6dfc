"""Turning to another page with a tap: a button's callback does it.

The page that is left is then not drawn once more, up to its button, before the other one begins.
"""

from __future__ import annotations

import streamlit as st


def to(page: str, **address: str) -> None:
    """Turn to a page; what a button's `on_click` calls.

    Args:
        page: its script, beside the frame.
        address: what the address then holds.
    """
    # The script's name alone would be looked for among the pages that a run before has listed.
    st.switch_page(st.Page(page), query_params=address)
