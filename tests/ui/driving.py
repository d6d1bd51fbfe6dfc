"""Driving a page under test: what every test of one does."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def run(at: AppTest) -> AppTest:
    """Run the page; nothing may go wrong."""
    at.run()
    assert not at.exception, at.exception
    return at


def pictures(at: AppTest) -> list[str]:
    """Return the words of each picture on the page, for those who hear it, in order."""
    drawn = "".join(one.proto.body for one in at.get("html"))
    return [unescape(alt) for alt in re.findall(r'<img alt="([^"]*)"', drawn)]
