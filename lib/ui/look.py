"""The look: what the theme's tables cannot say.

A chosen pill is written in the primary colour, which by night cannot be told from its ground and be
dark enough for the white words of a button at once: so a chosen pill keeps the text's colour, and
its rim and ground show that it is chosen. Measured in `tests/ui/test_theme.py`.
"""

import streamlit as st

STYLE = """
<style>
button[data-variant][data-selected="true"], button[data-variant][data-selected="true"] * {
  color: inherit;
}
</style>
"""


def draw() -> None:
    """Put the style on the page; takes no room."""
    st.html(STYLE)
