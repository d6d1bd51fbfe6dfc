"""Pictures: a sentence above, the picture, how to read it, and the numbers behind it.

A picture is SVG text of `lib.charts`. It is shown as an image: `st.html` lets no SVG through. What
unfolds is made only when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

Rows = Sequence[Mapping[str, str | int]]


PAINT = (
    "<style>svg{color:#25302b;font-family:system-ui,sans-serif}"
    "@media (prefers-color-scheme:dark){svg{color:#e8e6df}}</style>"
)
"""The colour and type of a picture's words. An image inherits neither from the page, but is told
whether the page around it is light or dark; asked on the server, a first look would come wrong."""
WIDTH = 384
"""Pixels across at most; narrower where the screen is."""


def draw(svg: str, *, alt: str, key: str) -> None:
    """Draw a picture of `lib.charts`, no wider than it reads well.

    Args:
        svg: the picture; its words are drawn in `currentColor`.
        alt: the picture in words.
        key: names the picture.
    """
    painted = svg.replace("<title>", f"{PAINT}<title>", 1).replace(' font-family="inherit"', "", 1)
    with st.container(key=f"picture-{key}"):
        st.image(painted, width=WIDTH, alt=alt)


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
