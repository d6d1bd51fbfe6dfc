"""Which rows are in this spreadsheet (XLSX)? A tab of it to a table, every cell as text.

Read row by row with openpyxl, never wholly; defusedxml beneath it expands no entity (B50), links to
other files and macros are not followed. Of a formula the value last shown is taken. A day is
written as `2026-03-12`, a whole number without ".0", and a number with leading zeros in its format
keeps them. `archives.look` has passed the file before.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import openpyxl

from lib.coaching.text import is_blank
from lib.exchange import archives, headings, tables
from lib.exchange.decoding import NOTHING
from lib.exchange.errors import (
    FileRefusedError,
    NothingInItError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)
from lib.exchange.kinds import SAVE_AS_CSV
from lib.exchange.xlsx_tabs import unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

TABS_LIMIT = 40
"""Most tabs that are looked at."""
CHARACTERS_LIMIT = 20_000_000
"""Most letters of one tab: four times what a file of text may have."""

_PEEKED = 30
"""Rows looked at to see whether a tab holds any, and headings."""
_LONGEST = 100_000
"""Letters of one cell that are taken; more is refused with its row for being too long a note."""
_MACROS = b"macroEnabled"
_ZEROS = re.compile(r"0{2,20}")
_WHOLE = 10**15
"""Beyond it a spreadsheet's number is not exact."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab of a spreadsheet."""

    table: tables.Table
    tab: str
    tabs: tuple[str, ...]
    """The names of all tabs with rows, in their order."""


def read(data: bytes, tab: str | None = None) -> Sheet:
    """Return the table in a tab.

    Args:
        data: a spreadsheet that `archives.look` has passed.
        tab: the name of the tab; None for the first whose headings are known, or else the first.

    Raises:
        NothingInItError: no tab has rows.
        TooLargeError, OtherKindError, UnreadableError: see `lib.exchange.errors`.
    """
    if _MACROS in archives.member(data, "[Content_Types].xml"):
        message = (
            "This spreadsheet carries macros, so it isn't opened. Save it as XLSX or as CSV, and "
            "bring that."
        )
        raise OtherKindError(message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions: not ours to know
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            try:
                return _sheet(book, tab)
            finally:
                book.close()
    except FileRefusedError:
        raise
    except MemoryError:
        message = f"This spreadsheet is too large to be read here. {SAVE_AS_CSV}"
        raise TooLargeError(message) from None
    except Exception as broken:  # a library over a stranger's bytes may raise anything
        message = f"This spreadsheet can't be read: it is damaged, or of an odd kind. {SAVE_AS_CSV}"
        raise UnreadableError(message) from broken


def _sheet(book: Any, tab: str | None) -> Sheet:  # noqa: ANN401 - openpyxl's two kinds of book
    sheets = [one for one in book.worksheets if hasattr(one, "reset_dimensions")]
    shown = [one for one in sheets if one.sheet_state == "visible"] or sheets
    with_rows: dict[str, int] = {}
    found = {}
    for sheet in shown[:TABS_LIMIT]:
        sheet.reset_dimensions()
        rows = _peeked(sheet)
        if rows:
            with_rows[sheet.title] = max(map(headings.known, rows))
            found[sheet.title] = sheet
    if not found:
        raise NothingInItError(NOTHING)
    first = next((name for name, known in with_rows.items() if known > 1), next(iter(found)))
    chosen = tab if tab is not None and tab in found else first
    table = tables.of_rows(_rows(found[chosen]))
    return Sheet(table, chosen, tuple(found))


def _peeked(sheet: Any) -> list[list[str]]:  # noqa: ANN401 - as above
    """Return the first rows of a tab that are not blank."""
    rows: list[list[str]] = []
    for _, cells in _rows(sheet):
        if not all(map(is_blank, cells)):
            rows.append(cells)
        if len(rows) >= _PEEKED:
            break
    return rows


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - as above
    """Yield the number and the cells of each row, empty ones at its end left out."""
    letters = 0
    blank: object = None
    for line, row in enumerate(sheet.iter_rows(max_col=tables.COLUMNS_LIMIT + 1), start=1):
        if line > tables.LINES_LIMIT:
            message = (
                f"A sheet may have {tables.LINES_LIMIT:,} lines at most; this one has more. Copy "
                "the people you want into a new sheet, and bring that."
            )
            raise TooLargeError(message)
        if row is blank:  # rows that are not in the file are all one
            continue
        cells = [
            _text(cell.value, cell.number_format) if cell.value is not None else "" for cell in row
        ]
        while cells and not cells[-1]:
            cells.pop()
        letters += sum(map(len, cells))
        if letters > CHARACTERS_LIMIT:
            message = "There is far more text in this sheet than in a list of people. "
            raise TooLargeError(message + SAVE_AS_CSV)
        if cells:
            yield line, cells
        else:
            blank = row


def _text(value: object, number_format: str) -> str:  # noqa: PLR0911 - one way for each kind
    """Return a cell's value as text."""
    match value:
        case str():
            return unescaped(value)[:_LONGEST]
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return (
                str(value).zfill(len(number_format))
                if _ZEROS.fullmatch(number_format)
                else str(value)
            )
        case float():
            if value.is_integer() and abs(value) < _WHOLE:
                return _text(int(value), number_format)
            return f"{value:.15g}"
        case datetime():
            return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date() | time() | timedelta():
            return str(value)
    return str(value)[:_LONGEST]
