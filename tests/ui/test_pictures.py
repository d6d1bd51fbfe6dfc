"""What unfolds below a picture gives it as a file that stands alone, and its numbers as CSV."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest

from lib.charts import icons
from lib.exchange import csv_out
from lib.expectations import example
from lib.ui import pictures

Open = Callable[[str], AppTest]


def test_a_picture_that_leaves_stands_alone() -> None:
    """Its size, ink and colours are in it, on white; nothing is asked of a page or a host."""
    svg = pictures.portable(icons.asks_in_icons(example.TALLY))
    tree = ET.fromstring(svg)  # noqa: S314 - our own text
    assert tree.get("width", "").isdecimal()
    assert tree.get("height", "").isdecimal()
    assert tree[0].get("fill") == pictures.GROUND
    assert pictures.INK in svg
    assert not re.search(r"var\(|currentColor|inherit|href(?!=\"#)|url\(|@import", svg)


@pytest.mark.parametrize("key", ["asks", "rate", "silence"])
def test_the_files_are_there_once_unfolded(open_page: Open, key: str) -> None:
    """Two quiet buttons in the fold, none while it is folded."""
    at = open_page("review.py")
    assert not at.get("download_button")
    at.session_state[f"behind-{key}"] = True
    at.run()
    assert not at.exception
    labels = [one.proto.label for one in at.get("download_button")]
    assert labels == ["The picture (SVG)", "The numbers (CSV)"]


def test_the_numbers_are_no_formulas() -> None:
    """T8: headings and cells, marked like every text that leaves."""
    data = csv_out.table([{"=x": "=1+1", "n": 3}, {"=x": "fine", "n": -1}])
    assert data.decode("utf-8-sig").splitlines() == [
        '"\'=x","n"',
        '"\'=1+1","3"',
        '"fine","-1"',
    ]
