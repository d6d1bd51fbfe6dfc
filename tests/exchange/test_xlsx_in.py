"""Spreadsheets to tables: tabs, days, numbers, formulas, and those that mean harm."""

from __future__ import annotations

import io
import time
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from lib.coaching import workbook
from lib.exchange import contacts_in, incoming, xlsx_in
from lib.exchange.errors import (
    FileRefusedError,
    NothingInItError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)
from lib.exchange.tables import ROWS_LIMIT
from tests.exchange.packing import TYPES, in_a_sheet, inline, packed, sheet_parts, spreadsheet


def one_tab(*rows: list[Any]) -> list[tuple[str, ...]]:
    """Return the rows below the headings of a spreadsheet of one tab."""
    return [row.cells for row in incoming.read(spreadsheet({"People": rows})).table.rows]


def test_days_are_days_and_numbers_text() -> None:
    """B03, B27, B46: no ".0", no serial number, no exponent, nothing turned into something else."""
    rows = one_tab(
        ["Name", "Connected on", "Phone", "Notes"],
        ["NA", date(2023, 3, 12), 4915123456789, True],
        ["None", datetime(2023, 3, 12, 10, 30), 491512345678.0, 1.5],  # noqa: DTZ001 - as a sheet has it
        ["nan", "12 Mar 2023", "0049 151", 0.1 + 0.2],
        ["00123", 46000, "+49151", "1E5"],
    )
    assert rows == [
        ("NA", "2023-03-12", "4915123456789", "TRUE"),
        ("None", "2023-03-12 10:30", "491512345678", "1.5"),
        ("nan", "12 Mar 2023", "0049 151", "0.3"),
        ("00123", "46000", "+49151", "1E5"),
    ]


def test_leading_zeros_of_a_format_stay() -> None:
    """B03: a number that is shown as 00123 comes in as 00123."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Name", "Phone"])
    sheet.append(["Ann", 123])
    sheet["B2"].number_format = "00000"
    out = io.BytesIO()
    book.save(out)
    assert incoming.read(out.getvalue()).table.rows[0].cells == ("Ann", "00123")


def test_of_a_formula_its_last_value_is_taken() -> None:
    """B14, B50: the value that was shown, as text; no formula and no link to a program comes in."""
    row = (
        '<row><c t="inlineStr"><is><t>Ann</t></is></c>'
        '<c t="str"><f>"a"&amp;"@x.org"</f><v>a@x.org</v></c>'
        "<c><f>cmd|'/c calc'!A1</f><v>7</v></c></row>"
    )
    data = packed(sheet_parts(inline("Name", "E-mail", "Notes") + row))
    assert incoming.read(data).table.rows[0].cells == ("Ann", "a@x.org", "7")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """B14: `=1+1` written as text is text."""
    data = packed(sheet_parts(inline("Name", "Notes") + inline("=1+1", "@SUM(1)")))
    assert incoming.read(data).table.rows[0].cells == ("=1+1", "@SUM(1)")


def test_a_tab_can_be_chosen() -> None:
    """Of several tabs with rows the first with headings we know is taken; another by its name."""
    tabs: dict[str, list[list[object]]] = {
        "Read me": [["How to use this sheet"], ["Fill in the next tab"]],
        "Empty": [],
        "People": [["Name", "E-mail"], ["Ann", "a@x.org"]],
        "Firms": [["Company", "Phone"], ["Acme", "12345"]],
    }
    data = spreadsheet(tabs)
    found = incoming.read(data)
    assert (found.tab, found.tabs) == ("People", ("Read me", "People", "Firms"))
    other = incoming.read(data, tab="Firms")
    assert (other.tab, other.table.rows[0].cells) == ("Firms", ("Acme", "12345"))
    assert incoming.read(data, tab="No such tab").tab == "People"


def test_rows_keep_the_number_the_sheet_shows() -> None:
    """A rejected row is found again in the sheet by its number; blank rows are counted."""
    data = spreadsheet(
        {"P": [[], ["Exported today"], ["Name", "E-mail"], [], ["Ann"], [None, "x"]]}
    )
    table = incoming.read(data).table
    assert [row.line for row in table.rows] == [5, 6]
    assert [row.line for row in table.above] == [2]


def test_too_many_rows() -> None:
    """B47: the limit is named; rows far down cost nothing."""
    rows = [["Name", "E-mail"], *(["Ann", f"{n}"] for n in range(ROWS_LIMIT + 1))]
    assert len(incoming.read(spreadsheet({"P": rows[:-1]})).table.rows) == ROWS_LIMIT
    with pytest.raises(TooLargeError, match="5,000 rows at most"):
        incoming.read(spreadsheet({"P": rows}))
    far = inline("Name") + '<row r="99999999999"><c><v>1</v></c></row>'
    began = time.monotonic()
    with pytest.raises(TooLargeError, match="200,000 lines at most"):
        incoming.read(packed(sheet_parts(far)))
    assert time.monotonic() - began < 2


def test_a_wide_row_takes_nobody_with_it() -> None:
    """P11: a row of sixteen thousand cells is rejected, the others stay."""
    rows = [["Name", "E-mail"], ["Ann"], ["x"] * 16_000, ["Bob"]]
    table = incoming.read(spreadsheet({"P": rows})).table
    assert [row.cells[0] for row in table.rows] == ["Ann", "Bob"]
    assert [one.line for one in table.rejected] == [3]


def test_one_text_used_a_million_times_is_refused() -> None:
    """B49: a long text that many cells point at is no bigger in the file, but in memory it is."""
    row = "<row>" + '<c t="inlineStr"><is><t>' + "x" * 90_000 + "</t></is></c></row>"
    with pytest.raises(TooLargeError, match="far more text"):
        xlsx_in.read(packed(sheet_parts(inline("Name") + row * 300)))


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "&{a};&{a};&{a};&{a};&{a};">'
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [ENTITIES, OUTSIDE])
def test_entities_are_never_expanded(before: str) -> None:
    """B50: a billion laughs and a look into another file are refused."""
    data = packed(sheet_parts(inline("Name") + inline("&i;"), before=before))
    began = time.monotonic()
    with pytest.raises(UnreadableError):
        incoming.read(data)
    assert time.monotonic() - began < 1


def test_defusedxml_is_what_openpyxl_reads_with() -> None:
    """B50: without it the guard is gone; openpyxl takes it by itself where it is installed."""
    assert openpyxl.DEFUSEDXML


def test_macros_by_the_content_type() -> None:
    """B49: a spreadsheet that says it may carry macros is refused before it is read."""
    types = TYPES.replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main")
    with pytest.raises(OtherKindError, match="macros"):
        incoming.read(packed(sheet_parts(inline("Name"), types=types)))


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c t='s'><v>99</v></c></row>",
        "<row r='x'><c><v>1</v></c></row>",
        "<row><c s='99'><v>abc</v></c></row>",
        "<row><c t='d'><v>no day</v></c></row>",
        "<row><c>",
        "\x00",
    ],
)
def test_damaged_sheets_are_refused_in_words(rows: str) -> None:
    """B49, P11: whatever is wrong inside, the answer is a sentence."""
    with pytest.raises(FileRefusedError) as refused:
        incoming.read(packed(sheet_parts(inline("Name", "E-mail") + inline("Ann", "x") + rows)))
    assert "Traceback" not in str(refused.value)


def test_escapes_of_a_sheet() -> None:
    """B29: a line end that stands as an escape is one; what only looks like an escape stays."""
    rows = (
        inline("Name", "Notes")
        + inline("Ann", "one_x000D_\ntwo_x0009_end")
        + inline(in_a_sheet("_x0041_nn"), in_a_sheet("_x000D_ is a line end"))
    )
    table = incoming.read(packed(sheet_parts(rows))).table
    assert [row.cells for row in table.rows] == [
        ("Ann", "one\ntwo\tend"),
        ("_x0041_nn", "_x000D_ is a line end"),
    ]


def test_nothing_in_it() -> None:
    """B42: no tab with rows; headings alone."""
    empties: list[list[list[object]]] = [[], [["Name", "E-mail"]], [[None, " "], [""]]]
    for rows in empties:
        with pytest.raises(NothingInItError, match="no contacts"):
            incoming.read(spreadsheet({"P": rows}))


def test_a_mapped_sheet_comes_in() -> None:
    """B46: from the sheet to the people, with its guess; a day of a sheet is no question."""
    data = spreadsheet(
        {
            "P": [
                ["Vorname", "Nachname", "Firma", "Verbunden am", "Telefon"],
                ["Ann", "Roe", "Acme", date(2026, 4, 3), 4915123456789],
            ]
        }
    )
    table = incoming.read(data).table
    found = contacts_in.preview(table, contacts_in.propose(table), workbook.of([]))
    assert found.asks_date_order is None
    (line,) = found.accepted
    assert (line.contact.name, line.contact.company, line.contact.phone) == (
        "Ann Roe",
        "Acme",
        "4915123456789",
    )
    assert line.contact.connected_on == date(2026, 4, 3)
