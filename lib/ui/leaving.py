"""The way out on a shared computer: to the page that has this browser forget everything.

Beside it one says that others use the computer too, so that it closes by itself.
"""

from __future__ import annotations

import streamlit as st

from lib import settings
from lib.settings import Mode
from lib.ui import idling, session

# A link of Streamlit's own opens another tab, and the names would stay to be read in this one.
WAY_OUT = (
    '<p><a style="color: inherit" href="/leave" target="_self">Leave this workbook</a>, if others '
    "use this computer too: the browser then forgets it, and you come back with your link.</p>"
)


def draw(book: session.Workbook) -> None:
    """Draw the way out, and whether it closes by itself; nothing where nobody else comes."""
    if book.invented:
        return
    if settings.load().mode is Mode.SHARED:
        st.html(WAY_OUT)
    idling.choice()
