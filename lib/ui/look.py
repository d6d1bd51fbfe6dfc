"""The look: what the theme's tables cannot say.

A chosen pill is written in the primary colour, which by night cannot be told from its ground and be
dark enough for the white words of a button at once: so a chosen pill keeps the text's colour, and
its rim and ground show that it is chosen. Measured in `tests/ui/test_theme.py`.

On a phone Streamlit folds the menu behind a mark in the corner. The five pages of the work stand in
a bar under the thumb there instead; wider screens have them in the bar at the top, and this one is
not shown.
"""

import streamlit as st

BAR_AT_MOST = 640
"""Pixels of width up to which the menu is folded by Streamlit, and the bar below is shown."""

STYLE = f"""
<style>
button[data-variant][data-selected="true"], button[data-variant][data-selected="true"] * {{
  color: inherit !important;
}}
.st-key-bar {{ display: none; }}
@media (max-width: {BAR_AT_MOST}px) {{
  .st-key-bar {{
    display: flex; position: fixed; inset: auto 0 0 0; z-index: 90; flex-wrap: nowrap;
    gap: 0; justify-content: space-around; padding: 0.25rem 0.25rem 0.5rem;
    background: GROUND; border-top: 1px solid RIM;
  }}
  .st-key-bar > div {{ flex: 1 1 0; min-width: 0; }}
  .st-key-bar a {{
    flex-direction: column; gap: 0; padding: 0.25rem 0; text-align: center; min-height: 3rem;
  }}
  .st-key-bar a p {{ font-size: 0.68rem; line-height: 1.1; white-space: normal; }}
}}
</style>
"""


def draw() -> None:
    """Put the style on the page; takes no room."""
    night = "dark" if st.context.theme.type == "dark" else "light"
    ground = str(st.get_option(f"theme.{night}.backgroundColor"))
    rim = str(st.get_option(f"theme.{night}.borderColor"))
    st.html(STYLE.replace("GROUND", ground).replace("RIM", rim))


def bar(pages: dict[str, tuple[str, str]], workbook: str) -> None:
    """Draw the bar under the thumb.

    Args:
        pages: title and icon by script.
        workbook: the id that the address keeps.
    """
    with st.container(horizontal=True, key="bar"):
        for script, (title, icon) in pages.items():
            st.page_link(script, label=title, icon=icon, query_params={"w": workbook})
