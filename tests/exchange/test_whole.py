"""Everything taken out goes back in and gives the same workbook, in each of the three forms."""

from __future__ import annotations

import csv
import io
import os
import re
import time
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching import workbook
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.text import is_blank
from lib.coaching.touches import Touch
from lib.exchange import csv_out, json_out, whole, xlsx_out
from lib.exchange.csv_out import DANGEROUS, csv_in
from lib.exchange.errors import FileRefusedError
from tests.workbooks import HOSTILE, TEXTS, content, workbooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.coaching.workbook import Records

    Out = Callable[[Records, int, date], bytes]

ON = date(2026, 11, 28)
OUT = {"xlsx": xlsx_out.whole, "csv": csv_out.whole, "json": json_out.whole}
TRIES = settings(max_examples=2_000 if os.environ.get("SOAK") else 60, deadline=None)
"""`make soak` tries many more."""
NAMES = [one for one in HOSTILE if not is_blank(one)]


@pytest.fixture(params=OUT)
def out(request: pytest.FixtureRequest) -> Out:
    """One of the three forms."""
    return OUT[request.param]


def everyone() -> Records:
    """Return a workbook of people who bear every hostile text in every field of text."""
    people = [
        Contact(id=f"p{n}", name=text, company=text, notes=text, knows_at=text, version=1)
        for n, text in enumerate(NAMES)
    ]
    return workbook.of([Cover(id="cover", version=1), *people])


@pytest.mark.parametrize("form", OUT)
@TRIES
@given(records=workbooks())
def test_it_goes_back_in_and_is_the_same(form: str, records: Records) -> None:
    """P13: any workbook, out and in, equal field by field; the versions come back too."""
    held = whole.read(OUT[form](records, 7, ON))
    assert held.left_out == ()
    assert held.remarks == ()
    assert content(held.records()) == content(records)
    assert held.version == 7
    for row in held.rows:
        mine = records.get(type(row.record), row.record.id)
        assert mine is not None
        assert mine.version == row.record.version


def test_every_hostile_text_comes_back(out: Out) -> None:
    """T8: the whole corpus, in every field of text, letter for letter."""
    held = whole.read(out(everyone(), 1, ON))
    assert held.left_out == ()
    assert content(held.records()) == content(everyone())


def test_a_full_workbook_takes_a_few_seconds(out: Out) -> None:
    """5,000 people and 50,000 touches, out and in, in seconds of the processor."""
    people = [Contact(id=f"p{n}", name=f"Person {n}", company="Acme") for n in range(5_000)]
    touches = [
        Touch(id=f"t{n}", contact=f"p{n % 5_000}", on=ON, words=f"Hello {n}", version=2)
        for n in range(50_000)
    ]
    records = workbook.of([Cover(id="cover"), *people, *touches])
    begin = time.process_time()
    data = out(records, 2, ON)
    made = time.process_time()
    held = whole.read(data)
    read = time.process_time()
    assert len(held.rows) == 55_001
    assert made - begin < 12, "about three seconds on a machine with nothing else to do"
    assert read - made < 15, "about four"


@given(TEXTS, st.booleans())
def test_what_csv_marks_it_unmarks(text: str, is_id: bool) -> None:  # noqa: FBT001 - drawn
    """F17: the mark is taken off again exactly, and no text that is written begins a formula."""
    marked = csv_out.csv_out(text, is_id=is_id)
    assert csv_in(marked, is_id=is_id) == text
    assert not marked.lstrip(" ").startswith(tuple(DANGEROUS))


def test_no_cell_of_the_csv_files_begins_a_formula() -> None:
    """T8: every field of every file, as a spreadsheet would split it."""
    with zipfile.ZipFile(io.BytesIO(csv_out.whole(everyone(), 1, ON))) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            assert data.startswith(b"\xef\xbb\xbf")
            assert name.isascii()
            for cells in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
                assert not [one for one in cells if one.lstrip(" ").startswith(tuple(DANGEROUS))]


def test_no_cell_of_the_spreadsheet_is_a_formula() -> None:
    """T8: asked of openpyxl cell by cell, and of the XML itself."""
    data = xlsx_out.whole(everyone(), 1, ON)
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d"), cell.coordinate
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix, cell.value
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/")]
        assert sheets
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                tree = ET.fromstring(archive.read(name))  # noqa: S314 - our own file
                tags = {one.tag.rpartition("}")[2] for one in tree.iter()}
                assert not tags & {"f", "oleObject", "ddeLink", "hyperlink", "externalReference"}


def test_the_spreadsheet_is_pleasant() -> None:
    """Real dates, a heading row that stays, filters, widths, ids out of sight."""
    ann = Contact(id="ann", name="Ann", connected_on=date(2026, 5, 14), version=3)
    data = xlsx_out.whole(workbook.of([Cover(id="cover", version=1), ann]), 3, ON)
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "Contacts"
    assert book.sheetnames[-1] == "About"
    sheet = book["Contacts"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[0] == "Name"
    day = sheet.cell(2, headings.index("Connected on") + 1)
    assert day.is_date
    assert day.value.date() == date(2026, 5, 14)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    letter = sheet.cell(1, headings.index("Id") + 1).column_letter
    assert sheet.column_dimensions[letter].hidden
    assert not sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["A"].width > 20


def test_a_private_comment_stays(out: Out) -> None:
    """`product.md`, Records: a private word never leaves the store."""
    word = workbook.TABLES["comments"](
        table="contacts", row="ann", on=ON, text="hush", private=True
    )  # type: ignore[call-arg]  # a comment has these
    data = out(workbook.of([Cover(id="cover"), word]), 1, ON)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    assert b"hush" not in data


def test_the_json_reads_well() -> None:
    """A record a line, numbered format, nothing that is empty."""
    data = json_out.whole(
        workbook.of([Cover(id="c", version=1), Contact(id="a", name="Ann")]), 4, ON
    )
    lines = data.decode().splitlines()
    assert '"what": "networking workbook",' in lines
    assert '"format": 1,' in lines
    assert '{"id": "a", "version": 0, "name": "Ann", "passed_over": false}' in lines
    assert not re.search(r'""|null', data.decode())


def test_a_child_reads_the_same(out: Out) -> None:
    """Cut into cells by another process, a file says what it says read here."""
    data = out(everyone(), 7, ON)
    assert whole.read_apart(data) == whole.read(data)


def test_a_child_refuses_in_the_same_words() -> None:
    """What it refuses comes back as the same kind of refusal."""
    data = b"PK\x03\x04" + b"\0" * 40 + b"a zip that is none"
    with pytest.raises(FileRefusedError) as here:
        whole.read(data)
    with pytest.raises(type(here.value), match=re.escape(str(here.value))):
        whole.read_apart(data)
