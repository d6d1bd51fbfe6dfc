"""The look: what the theme's tables cannot say.

A chosen pill is written in the primary colour, which by night cannot be told from its ground and be
dark enough for the white words of a button at once: so a chosen pill keeps the text's colour, and
its rim and ground show that it is chosen. A quiet button keeps it too, where Streamlit would write
it in the primary colour while it is pointed at or open; a line shows it instead. Streamlit's ring
around what the keys stand on is half as strong as its primary colour, too faint to be found: a rim
in the text's colour stands around it. All of it is measured in `tests/ui/test_theme.py`.

On a phone Streamlit folds the menu behind a mark in the corner. The five pages of the work stand in
a bar under the thumb there instead; wider screens have them in the bar at the top, and this one is
not shown. Its ground is that of the day or of the night as the browser draws the page: in the
evening a phone goes over by itself, without asking the server. Whoever has written down nobody yet
sees one question and no menu. Where there are no keys, no button says which key it has.

A form's number (`boxes.numbered`) is the browser's to keep and nobody's to see. Streamlit's grids
offer their rows as CSV, written so that a name that begins with `=` is a formula where the file is
opened (seen in 1.67): that button is not shown, what leaves goes through `lib.exchange`.

Streamlit's pills are 34 pixels high, too low for a thumb, and cut off what is longer than the
screen is wide; its titles stand far below the top.
"""

from collections.abc import Iterable

import streamlit as st
from streamlit.navigation.page import Page

BAR_AT_MOST = 640
"""Pixels of width up to which the menu is folded by Streamlit, and the bar below is shown."""

THUMB = 40
"""Pixels of height a thumb meets."""

STYLE = f"""
<style>
button[data-variant][data-selected="true"], button[data-variant][data-selected="true"] * {{
  color: inherit !important;
}}
button[data-variant] {{ height: auto; }}
button[data-variant] :is(div, p) {{ white-space: normal; overflow: visible; text-align: start; }}
[kind^="tertiary"]:is(:hover, :focus-visible, :active, [aria-expanded="true"]):not(:disabled) {{
  color: inherit !important;
}}
[kind^="tertiary"]:is(:hover, :focus-visible):not(:disabled) p {{ text-decoration: underline; }}
:is(button, a, summary):focus-visible, label:has(input:focus-visible) {{
  outline: 2px solid light-dark(WORDS) !important; outline-offset: 1px;
}}
[data-testid="stMainBlockContainer"] h1 {{ padding-top: 0.25rem; }}
:has(> .st-key-bar) {{ position: absolute; }}
[class*="st-key-nonce-"], button[aria-label^="Download as CSV"] {{ display: none; }}
.st-key-bar {{ display: none; }}
@media (max-width: {BAR_AT_MOST}px) {{
  button[data-variant] {{ min-height: {THUMB}px; }}
  [data-has-shortcut] kbd {{ display: none; }}
  [data-testid="stExpandSidebarButton"], [data-testid="stMainMenuButton"] {{
    min-width: {THUMB}px; min-height: {THUMB}px;
  }}
  .st-key-bar {{
    display: flex; position: fixed; inset: auto 0 0 0; z-index: 90; flex-wrap: nowrap;
    gap: 0; justify-content: space-around; padding: 0.25rem 0.25rem 0.5rem;
    background: Canvas; background: light-dark(GROUND); border-top: 1px solid light-dark(RIM);
  }}
  .st-key-bar > div {{ flex: 1 1 0; min-width: 0; }}
  .st-key-bar a {{
    flex-direction: column; gap: 0; padding: 0.25rem 0; text-align: center; min-height: 3rem;
  }}
  .st-key-bar a p {{ font-size: 0.68rem; line-height: 1.1; white-space: normal; }}
}}
</style>
"""

NO_MENU = """
<style>
[data-testid="stTopNavLinkContainer"], [data-testid="stTopNavSection"] { display: none; }
</style>
"""


def draw() -> None:
    """Put the style on the page; takes no room."""
    ground, rim = day_and_night("backgroundColor"), day_and_night("borderColor")
    words = day_and_night("textColor")
    st.html(STYLE.replace("GROUND", ground).replace("RIM", rim).replace("WORDS", words))


def day_and_night(colour: str) -> str:
    """Return a colour of the theme by day and by night, as CSS takes them for `light-dark()`."""
    return ", ".join(str(st.get_option(f"theme.{one}.{colour}")) for one in ("light", "dark"))


def no_menu() -> None:
    """Take the menu at the top of wider screens away; takes no room."""
    st.html(NO_MENU)


def bar(pages: Iterable[Page], workbook: str) -> None:
    """Draw the bar under the thumb.

    Args:
        pages: as the menu has them: a script's name would be looked for on the disk each time.
        workbook: the id that the address keeps.
    """
    with st.container(horizontal=True, key="bar"):
        for page in pages:
            st.page_link(page, query_params={"w": workbook})
