"""The whole workbook as a spreadsheet: a tab a record type, for looking, sorting and printing.

Written with XlsxWriter, the library for this that is kept best (releases of September 2025 and
October 2026; openpyxl's newest is of June 2024), and the quicker one. It is only ever told to write
text, numbers and days, never a formula, and text that looks like one is marked as text
(`quotePrefix`), so that it stays text when someone edits the cell. Two texts it would not write as
they are: one that looks like its own markup for several fonts in a cell, which it would pass on
unescaped, and one that holds a spreadsheet's escapes twice in a row (`_x0041_x0042_`). Those are
written by `_verbatim`.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import xlsxwriter

from lib.exchange import layout
from lib.exchange.csv_out import DANGEROUS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from lib.coaching.workbook import Records
    from lib.exchange.layout import Cell

FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count days from here without a mistake; earlier ones are written as text."""
_AMBIGUOUS = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP, _MARKUP_END = "<r>", "</r>"


def whole(records: Records, version: int, on: date) -> bytes:
    """Return the whole workbook as an XLSX file.

    Args:
        records: the workbook.
        version: its version, which comes back with the file.
        on: the owner's day.
    """
    names = layout.Names(records)
    out = io.BytesIO()
    # `in_memory`: nothing of a workbook is ever written to a temporary file
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    pen = _Pen(
        heading=book.add_format({"bold": True, "bottom": 1}),
        day=book.add_format({"num_format": "yyyy-mm-dd"}),
        text=book.add_format({"quote_prefix": True}),
    )
    for tab in layout.tabs():
        sheet = book.add_worksheet(tab.title)
        for place, one in enumerate(tab.places):
            pen.put(sheet, 0, place, one.heading, pen.heading)
            sheet.set_column(place, place, one.width, None, {"hidden": one.hidden})
        row = 0
        for row, record in enumerate(layout.rows_of(records, tab.record_type), 1):
            for place, content in enumerate(layout.cells(tab, record, names)):
                if content is not None:
                    pen.put(sheet, row, place, content)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, row, len(tab.places) - 1)
    sheet = book.add_worksheet(layout.ABOUT)
    sheet.set_column(0, 1, 32)
    for row, line in enumerate(layout.about(version, on)):
        for place, content in enumerate(line):
            pen.put(sheet, row, place, content)
    book.close()
    return out.getvalue()


class _Pen:
    """Writes cells: text as text, whatever it looks like."""

    def __init__(self, heading: Format, day: Format, text: Format) -> None:
        self.heading = heading
        self._day = day
        self._text = text

    def put(
        self, sheet: Worksheet, row: int, place: int, content: Cell, how: Format | None = None
    ) -> None:
        """Write one cell; an empty one is left out."""
        match content:
            case None:
                return
            case int():
                done = sheet.write_number(row, place, content, how)
            case date() if content >= FIRST_DAY:
                done = sheet.write_datetime(row, place, content, how or self._day)
            case _:
                text = str(content)
                if text.lstrip(" ").startswith(tuple(DANGEROUS)):
                    how = how or self._text
                done = sheet.write_string(row, place, _verbatim(text), how)
        if done != 0:
            message = f"a cell of {sheet.get_name()} in row {row + 1} could not be written"
            raise ValueError(message)


def _verbatim(text: str) -> str:
    """Return a text so that XlsxWriter writes it as it is."""
    marked_up = text.startswith(_MARKUP) and text.endswith(_MARKUP_END)
    if not (marked_up or _AMBIGUOUS.search(text)):
        return text
    inside = escape(_ESCAPE_LIKE.sub("_x005F_", text)).replace("_", "&#95;")
    return f'{_MARKUP}<t xml:space="preserve">{inside}</t>{_MARKUP_END}'
