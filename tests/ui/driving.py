"""Driving a page under test: what every test of one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def run(at: AppTest) -> AppTest:
    """Run the page; nothing may go wrong."""
    at.run()
    assert not at.exception, at.exception
    return at
