"""Pictures: a sentence above, the picture, how to read it, and the numbers behind it.

A picture is SVG text of `lib.charts`. `st.html` lets no SVG through, but an image that holds one;
`st.image` would make that anew with every click. What unfolds is made only when it is opened: how
to read it, its numbers, and both as files. The picture goes as SVG, which every browser and word
processor opens; to make a PNG of it a page would have to run a script, and ours run none.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Protocol

import streamlit as st

from lib.exchange import csv_out

Rows = Sequence[Mapping[str, str | int]]


class Answer(Protocol):
    """What a picture says; `lib.charts.answer` makes it, all of it in our own words."""

    @property
    def title(self) -> str:
        """Names it."""

    @property
    def sentence(self) -> str:
        """Stands above it."""

    @property
    def alt(self) -> str:
        """Stands for it, for those who hear the page."""

    @property
    def how(self) -> str:
        """Says how to read it."""

    @property
    def rows(self) -> Callable[[], Rows]:
        """Makes its table."""

    @property
    def svg(self) -> str:
        """Its picture; may be empty."""

    @property
    def told(self) -> Sequence[str]:
        """Stand below it."""

    @property
    def notes(self) -> Sequence[str]:
        """Stand below it, small."""

    @property
    def then(self) -> Answer | None:
        """Is drawn after it."""


class Choice(Protocol):
    """What a question leaves to choose."""

    @property
    def label(self) -> str:
        """Names it."""

    @property
    def options(self) -> Mapping[Any, str]:
        """What may be chosen, with its words."""

    @property
    def default(self) -> Any:  # noqa: ANN401 - one of the options
        """Is chosen at first."""


PAINT = (
    "<style>svg{color:#25302b;font-family:system-ui,sans-serif}"
    "@media (prefers-color-scheme:dark){svg{color:#e8e6df}}</style>"
)
"""The colour and type of a picture's words. An image inherits neither from the page, but is told
whether the page around it is light or dark; asked on the server, a first look would come wrong."""
_VARIABLE = re.compile(r"var\(--[a-z-]+,\s*([^()]+)\)")
"""A colour that a page may set, with the one to use elsewhere (`lib.charts.palette`)."""
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
INK, GROUND = "#25302b", "#ffffff"
"""Of a picture that leaves: dark on white, whatever it is put on."""
WIDTH = 384
"""Pixels across at most; narrower where the screen is."""


def titled(one: Answer, *, key: str) -> None:
    """Draw its title as a heading, and the answer below."""
    st.subheader(one.title, anchor=False)
    answer(one, key=key)


def answer(one: Answer, *, key: str) -> None:
    """Draw a sentence, its picture, what stands below it, how to read it and its table.

    Args:
        one: what it says.
        key: names the picture.
    """
    st.markdown(one.sentence)
    if one.svg:
        draw(one.svg, alt=one.alt, key=key)
    for words in one.told:
        st.markdown(words)
    for words in one.notes:
        st.caption(words)
    behind(one.how, one.rows, key=key, alt=one.title)
    if one.then is not None:
        answer(one.then, key=f"{key}-then")


def choose(choice: Choice | None, *, key: str) -> Any:  # noqa: ANN401 - one of the options
    """Draw what a question leaves to choose; return what is chosen, None where there is nothing.

    Args:
        choice: what may be chosen; None for nothing.
        key: names the choice.
    """
    if choice is None:
        return None
    return st.pills(
        choice.label,
        list(choice.options),
        default=choice.default,
        format_func=lambda one: choice.options[one],
        required=True,
        key=key,
    )


def draw(svg: str, *, alt: str, key: str) -> None:
    """Draw a picture of `lib.charts`, no wider than it reads well.

    Args:
        svg: the picture; its words are drawn in `currentColor`.
        alt: the picture in words.
        key: names the picture.
    """
    st.session_state[_drawn(key)] = svg
    st.html(_image(svg, alt))


def large(svg: str, *, alt: str, width: str) -> None:
    """Draw a picture of `lib.charts` as wide as is said, for a screen that is read from afar.

    Args:
        svg: the picture.
        alt: the picture in words.
        width: how wide, in CSS; our own words.
    """
    st.html(_image(_NARROW.sub("", svg), alt, f'style="width:{width};height:auto"'))


_NARROW = re.compile("max-width:[^;]+;")
"""What keeps a picture from growing wider than it reads well at arm's length."""


@lru_cache(maxsize=128)
def _image(svg: str, alt: str, style: str = 'style="max-width:100%;height:auto"') -> str:
    """Return a picture as an image for `st.html`: kept, since most of a page stays as it was."""
    painted = svg.replace("<title>", f"{PAINT}<title>", 1).replace(' font-family="inherit"', "", 1)
    data = b64encode(painted.encode()).decode()
    return (
        f'<img alt="{escape(alt)}" width="{WIDTH}" {style} src="data:image/svg+xml;base64,{data}">'
    )


def behind(how: str, rows: Callable[[], Rows], *, key: str, alt: str) -> None:
    """Draw what unfolds below a picture: how to read it, its table, and both to take along.

    Args:
        how: how to read it; our own words.
        rows: makes the table; called only once it is opened.
        key: names the picture, as it was drawn.
        alt: the table in a few words, for those who hear it.
    """
    svg: str | None = st.session_state.pop(_drawn(key), None)
    unfolded = st.expander(
        "How to read this", key=f"behind-{key}", type="compact", on_change="rerun"
    )
    if not unfolded.open:
        return
    with unfolded:
        st.markdown(how)
        made, name = list(rows()), key.lower().replace("_", "-")
        st.dataframe(made, hide_index=True, alt=alt, width="content")
        with st.container(horizontal=True, gap="small", key=f"files-{key}"):
            if svg is not None:
                _file("The picture (SVG)", portable(svg).encode(), f"{name}.svg", "image/svg+xml")
            _file("The numbers (CSV)", csv_out.table(made), f"{name}.csv", "text/csv")


def portable(svg: str) -> str:
    """Return a picture that stands alone: size, colours and letters in itself, on white."""
    painted = _VARIABLE.sub(r"\1", svg).replace("currentColor", INK)
    painted = painted.replace('font-family="inherit"', 'font-family="system-ui, sans-serif"')
    begin, end, rest = painted.partition(">")
    size = _SIZE.search(begin)
    if size is not None:
        begin = begin.replace('width="100%"', f'width="{size[1]}" height="{size[2]}"')
    return f'{begin}{end}<rect width="100%" height="100%" fill="{GROUND}"/>{rest}'


def _drawn(key: str) -> str:
    """Return where a picture's text is kept between its drawing and what unfolds below it."""
    return f"drawn-{key}"


def _file(label: str, data: bytes, name: str, kind: str) -> None:
    """Draw the quiet button that gives a file."""
    st.download_button(
        label,
        data,
        name,
        kind,
        key=f"file-{name}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )
