"""Naughty texts in each column of each kind of file: letter for letter, or left out with a line."""

from __future__ import annotations

import csv
import html
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lib.coaching import workbook
from lib.coaching.days import DateOrder
from lib.coaching.records import fields_of
from lib.coaching.text import clean, is_blank
from lib.exchange import contacts_in, incoming
from lib.exchange.contacts_in import Preview
from lib.exchange.headings import Part
from tests.exchange.naughty import NAUGHTY
from tests.exchange.packing import in_a_sheet, inline, packed, sheet_parts

if TYPE_CHECKING:
    from lib.coaching.contacts import Contact

COLUMNS = ("Name", "Company", "Position", "E-mail", "Phone", "Link", "Connected on", "Notes")
PROPERTIES = {
    "Name": "FN", "Company": "ORG", "Position": "TITLE", "E-mail": "EMAIL", "Phone": "TEL",
    "Link": "URL", "Notes": "NOTE",
}  # fmt: skip


def rows_with(column: str) -> list[list[str]]:
    """Return a row for each text, which stands in this column; the names are all different."""
    return [
        [
            text if name == column else f"Person {place}" if name == "Name" else ""
            for name in COLUMNS
        ]
        for place, text in enumerate(NAUGHTY)
    ]


def as_csv(column: str) -> bytes:
    """Return a CSV file of these rows."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows_with(column)])
    return out.getvalue().encode()


def as_sheet(column: str) -> bytes:
    """Return a spreadsheet of these rows; XML holds no control characters."""
    rows = [[html.escape(in_a_sheet(clean(cell))) for cell in row] for row in rows_with(column)]
    return packed(sheet_parts("".join(inline(*row) for row in [COLUMNS, *rows])))


def escaped(text: str) -> str:
    """Return a text as vCard 3.0 writes it."""
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def as_cards(column: str) -> bytes:
    """Return cards of these rows."""
    cards = []
    for row in rows_with(column):
        lines = [
            f"{PROPERTIES[name]}:{escaped(cell)}"
            for name, cell in zip(COLUMNS, row, strict=True)
            if cell and name in PROPERTIES
        ]
        cards += ["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"]
    return "\r\n".join([*cards, ""]).encode()


def brought(data: bytes) -> Preview:
    """Return what the file would bring; the law holds."""
    table = incoming.read(data).table
    mapping = contacts_in.propose(table)
    found = contacts_in.preview(table, mapping, workbook.of([]), DateOrder.DAY_FIRST)
    assert found.rows_read == len(table.rows) + len(table.rejected)
    return found


def everything(contact: Contact) -> str:
    """Return all the words of a contact, without spaces."""
    values = (getattr(contact, one.name) for one in fields_of(type(contact)))
    return bare("\n".join(v.isoformat() if isinstance(v, date) else str(v) for v in values))


def bare(text: str) -> str:
    """Return a text without spaces and what is shown as nothing."""
    return "".join(clean(text).split()).replace("\u2060", "")


@pytest.mark.parametrize("column", COLUMNS)
def test_in_each_column_of_a_csv(column: str) -> None:
    """F17, B02 to B24, B32: each text is found in its person, or its line is named."""
    found = brought(as_csv(column))
    line_of = [2]
    for row in rows_with(column):
        lines = sum(cell.replace("\r\n", "\n").replace("\r", "\n").count("\n") for cell in row)
        line_of.append(line_of[-1] + lines + 1)
    by_line = {one.line: one.contact for one in found.lines}
    rejected = {one.line for one in found.rejected}
    blank = sum(is_blank(clean(text)) for text in NAUGHTY) if column == "Name" else 0
    assert len(NAUGHTY) - blank <= found.rows_read <= len(NAUGHTY)
    for text, line in zip(NAUGHTY, line_of, strict=False):
        if line in rejected:
            assert is_blank(clean(text)) or len(text) >= 200 or "\n" in clean(text), text
        elif line in by_line and column != "Connected on":
            for part in text.split(" ::: "):
                assert bare(part) in everything(by_line[line]), text
        else:
            assert column == "Connected on" or is_blank(clean(text)), text


@pytest.mark.parametrize("column", list(PROPERTIES))
def test_in_each_property_of_a_card(column: str) -> None:
    """F17, B46: the same in a vCard: every card is accounted for, every text is there."""
    found = brought(as_cards(column))
    assert found.rows_read == len(NAUGHTY)
    told = "\n".join(everything(line.contact) for line in found.lines)
    said = " ".join(one.message for one in found.rejected)
    for text in NAUGHTY:
        long = len(text) >= 200 or (column == "Name" and "\n" in clean(text))
        for part in text.split(" ::: "):
            assert bare(part) in told or (long and said), text


@pytest.mark.parametrize("column", [one for one in COLUMNS if one != "Connected on"])
def test_in_each_column_of_a_sheet(column: str) -> None:
    """F17, B03, B14: the same in a spreadsheet: a formula's look, a number's look stay text."""
    found = brought(as_sheet(column))
    told = "\n".join(everything(line.contact) for line in found.lines)
    kept = [one for one in NAUGHTY if len(one) < 200 and not is_blank(clean(one))]
    for text in kept:
        seen = bare(text)
        if column == "Name" and "\n" in clean(text):
            continue
        for part in seen.split(":::"):
            assert part in told, text


def test_every_part_has_its_column() -> None:
    """The columns tried are all that an import can fill."""
    assert len(COLUMNS) == len(Part) - 3
