"""A QR code: drawn here, as an image that stands in the page itself."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from io import BytesIO
from typing import Final

import segno
import streamlit as st

WIDTH: Final = 224
"""Pixels across: a phone reads it from a screen at arm's length."""
QUIET: Final = 4
"""Empty modules around it, as ISO/IEC 18004 wants."""
CORRECTED: Final = "m"
"""How much of it may be unreadable: 15 in 100 code words, for paper that was folded."""
INK, GROUND = "#1c1c1c", "#ffffff"
"""Dark on white by night too: many readers take no other."""


def draw(address: str, *, alt: str, width: int = WIDTH) -> None:
    """Draw an address as a QR code.

    Args:
        address: what it opens.
        alt: what it is, for those who hear the page; our own words.
        width: pixels across.
    """
    st.html(_image(address, alt, width), width="content")


def svg(address: str) -> str:
    """Return the QR code of an address as SVG text.

    Raises:
        segno.DataOverflowError: it is longer than a QR code holds.
    """
    out = BytesIO()
    segno.make(address, error=CORRECTED, micro=False).save(
        out, kind="svg", border=QUIET, dark=INK, light=GROUND, xmldecl=False, omitsize=True
    )
    return out.getvalue().decode()


def _image(address: str, alt: str, width: int) -> str:
    data = b64encode(svg(address).encode()).decode()
    return (
        f'<img alt="{escape(alt)}" width="{width}" style="max-width:100%;height:auto" '
        f'src="data:image/svg+xml;base64,{data}">'
    )
