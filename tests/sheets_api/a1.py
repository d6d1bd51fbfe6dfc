"""Which cells a range in A1 notation names, and how Google writes a range back.

Source: developers.google.com/workspace/sheets/api/guides/concepts#cell; that a reversed range is
turned round, that an open end is filled in, and what is quoted, stands in recorded answers.
"""

from __future__ import annotations

import re
from typing import NamedTuple

CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[1-9]\d*|[Rr]\d*[Cc]\d*|(?i:true|false)")


class Area(NamedTuple):
    """A block of cells: from `top`, `left` up to, and without, `bottom`, `right`; from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Asked(NamedTuple):
    """A range as it was written; None at an open end. `title` is None without a tab."""

    title: str | None
    quoted: bool
    corners: tuple[int | None, int | None, int | None, int | None] | None


def column_name(index: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the number of a column by its letters: A is 0."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quoted(title: str) -> str:
    """Return a tab's title as it stands in a range."""
    if PLAIN_TITLE.fullmatch(title) and not LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def written(title: str, area: Area) -> str:
    """Return a range as Google writes it, with its tab."""
    first = f"{column_name(area.left)}{area.top + 1}"
    last = f"{column_name(area.right - 1)}{area.bottom}"
    return f"{quoted(title)}!{first}" + ("" if first == last else f":{last}")


def asked(text: str) -> Asked | None:
    """Return what a range says; None where it is none. A bare word may be a tab or a name."""
    title, in_quotes, cells = _split(text)
    if cells is None:
        return Asked(title, in_quotes, None)
    corners = _corners(cells)
    return None if corners is None else Asked(title, in_quotes, corners)


def cells_only(text: str) -> Asked | None:
    """Return a range without a tab; None where the text is not one."""
    corners = _corners(text)
    return None if corners is None else Asked(None, quoted=False, corners=corners)


def _split(text: str) -> tuple[str | None, bool, str | None]:
    if text.startswith("'"):
        closed = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
        if closed:
            return closed[1].replace("''", "'"), True, closed[2]
    title, mark, cells = text.rpartition("!")
    return (title, False, cells) if mark else (text, False, None)


def _corners(text: str) -> tuple[int | None, int | None, int | None, int | None] | None:
    first, colon, last = text.partition(":")
    one, two = CORNER.fullmatch(first), CORNER.fullmatch(last)
    if not first or one is None or two is None or (bool(colon) != bool(last)):
        return None
    column, row = one.groups()
    if not colon:
        if not (column and row):
            return None
        last_column, last_row = column, row
    else:
        last_column, last_row = two.groups()
    rows = _span(row and int(row) - 1, last_row and int(last_row) - 1)
    columns = _span(column and column_index(column), last_column and column_index(last_column))
    return rows[0], columns[0], rows[1], columns[1]


def _span(first: int | str | None, last: int | str | None) -> tuple[int | None, int | None]:
    ends = sorted(int(one) for one in (first, last) if one is not None)
    if not ends:
        return None, None
    return ends[0], ends[1] + 1 if len(ends) > 1 else None
