"""Ways to our pages, for links: each looked for on the disk once a process, not once a link.

A link that names a script has Streamlit ask the system for the folder it runs in, which may take
milliseconds; a desk has dozens of links.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import Page


@cache
def to(name: str) -> Page:
    """Return the page of a name ("today"), as the menu knows it by its address."""
    return st.Page(f"{name}.py")
