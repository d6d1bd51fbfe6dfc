"""Pictures: a sentence above, the picture, how to read it, and the numbers behind it.

A picture is SVG text of `lib.charts`, which carries its own words for those who hear the page. What
unfolds is made only when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

Rows = Sequence[Mapping[str, str | int]]


def draw(svg: str, *, key: str) -> None:
    """Draw a picture of `lib.charts`, no wider than it reads well."""
    with st.container(key=f"picture-{key}"):
        st.html(svg, width="stretch")


def behind(how: str, rows: Callable[[], Rows], *, key: str, alt: str) -> None:
    """Draw what unfolds below a picture: how to read it, and its table.

    Args:
        how: how to read it; our own words.
        rows: makes the table; called only once it is opened.
        key: names the picture.
        alt: the table in a few words, for those who hear it.
    """
    unfolded = st.expander(
        "How to read this", key=f"behind-{key}", type="compact", on_change="rerun"
    )
    if not unfolded.open:
        return
    with unfolded:
        st.markdown(how)
        st.dataframe(list(rows()), hide_index=True, alt=alt, width="content")
