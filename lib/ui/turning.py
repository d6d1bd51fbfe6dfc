"""Turning to another page with a tap: a button's callback does it.

The page that is left is then not drawn once more, up to its button, before the other one begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from lib.ui.forms import Kind


def button(
    label: str,
    page: str,
    *,
    key: str,
    kind: Kind = "secondary",
    icon: str | None = None,
    **address: str,
) -> None:
    """Draw a button that turns to another page.

    Args:
        label: its words.
        page: the page's script, beside the frame.
        key: the button's.
        kind: how much it stands out.
        icon: before its words.
        address: what the address then holds.
    """
    st.button(label, key=key, type=kind, icon=icon, on_click=to, args=(page,), kwargs=address)


def to(page: str, **address: str) -> None:
    """Turn to a page; what a button's `on_click` calls.

    Args:
        page: its script, beside the frame.
        address: what the address then holds.
    """
    # The script's name alone would be looked for among the pages that a run before has listed.
    st.switch_page(st.Page(page), query_params=address)
