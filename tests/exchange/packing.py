"""Files to bring in, made for tests: archives, spreadsheets, and those that mean harm."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(members: Mapping[str, bytes | str], *, tight: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", tight) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet_parts(rows: str, *, before: str = "", types: str = TYPES) -> dict[str, bytes | str]:
    """Return the parts of a spreadsheet of one tab whose rows are this XML."""
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        ),
    }


def inline(*cells: str) -> str:
    """Return the XML of a row of texts."""
    return (
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in cells) + "</row>"
    )


def spreadsheet(tabs: Mapping[str, Iterable[Iterable[object]]]) -> bytes:
    """Return a spreadsheet of these tabs, written by openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tabs.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_a_sheet(text: str) -> str:
    """Return a text as spreadsheet programs write it: what looks like an escape is none."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


@cache
def million_rows() -> bytes:
    """Return a spreadsheet of a million rows in a third of a megabyte (B49, T9)."""
    row = b'<row><c t="n"><v>1</v></c><c t="n"><v>1</v></c><c t="n"><v>1</v></c></row>'
    parts = sheet_parts("|")
    before, after = str(parts["xl/worksheets/sheet1.xml"]).encode().split(b"|")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            if not name.startswith("xl/worksheets/"):
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(before)
            for _ in range(1_000):
                sheet.write(row * 1_000)
            sheet.write(after)
    return out.getvalue()


@cache
def busy() -> bytes:
    """Return a spreadsheet within all limits that takes a few seconds to read."""
    rows = (inline(f"Ann {row}", *(f"{row * cell}" for cell in range(100))) for row in range(4_900))
    return packed(sheet_parts(inline("Name", "Phone") + "".join(rows)))
