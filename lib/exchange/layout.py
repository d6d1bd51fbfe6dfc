"""How does a workbook look as a file of tables? `lib.coaching.layout`, in the words of the guide.

What is added here is what a file says of itself: its name, the number of its layout, its day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lib import guide
from lib.coaching import layout
from lib.coaching.layout import (
    Cell,
    Place,
    Tab,
    UnfitError,
    cells,
    fields_told,
    is_id,
    record_of,
    rows_of,
    said,
    tab_of,
    tabs,
)
from lib.coaching.text import folded
from lib.coaching.workbook import Records

__all__ = [
    "ABOUT",
    "FORMAT",
    "NAME",
    "Cell",
    "Names",
    "Place",
    "Tab",
    "UnfitError",
    "about",
    "cells",
    "fields_told",
    "is_about",
    "is_id",
    "is_read",
    "record_of",
    "rows_of",
    "said",
    "tab_of",
    "tabs",
    "value",
]

FORMAT = 1
"""The number of this layout. A file with a higher one was made by a newer workbook."""
NAME = "networking workbook"
"""What a file of ours calls itself."""
ABOUT = "About"
"""The tab that says what the file is."""

_WHAT = "What this is"
_FORMAT = "Format"
_ON = "Exported on"
_VERSION = "Workbook version"


class Names(layout.Names):
    """What to call rows, in the words of the guide."""

    def __init__(self, records: Records) -> None:
        """Take the workbook whose rows are named."""
        super().__init__(records, guide.label)


def value(place: Place, cell: object) -> Any:  # noqa: ANN401 - a value of any field
    """Return what a cell says in a column: `lib.coaching.layout.value`.

    Raises:
        UnfitError: it says nothing that the field could hold.
    """
    return layout.value(place, cell, guide.label)


def is_about(title: str) -> bool:
    """Return True for the tab that says what the file is."""
    return folded(title) == folded(ABOUT)


def is_read(title: str) -> bool:
    """Return True where the lines of a tab of this title are looked at."""
    return is_about(title) or tab_of(title) is not None


def about(version: int, on: date) -> list[list[str]]:
    """Return the rows that say what a file is."""
    return [
        [_WHAT, NAME],
        [_FORMAT, str(FORMAT)],
        [_ON, on.isoformat()],
        [_VERSION, str(version)],
    ]
