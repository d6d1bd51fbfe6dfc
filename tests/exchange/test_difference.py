"""A file edited by hand comes back as a difference: each row accounted for, nothing silent."""

from __future__ import annotations

import csv
import io
import json
import os
import time
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings

from lib.coaching import workbook
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.touches import Channel, Help, Touch
from lib.exchange import csv_out, json_out, whole, xlsx_out
from lib.exchange.difference import Difference, difference
from lib.exchange.errors import (
    FileRefusedError,
    NothingInItError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)
from tests.workbooks import workbooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.coaching.workbook import Records

ON = date(2026, 11, 28)
TRIES = settings(max_examples=500 if os.environ.get("SOAK") else 25, deadline=None)
ANN = Contact(id="ann", name="Ann Roe", company="Acme", phone="+4911", version=2)
BEN = Contact(id="ben", name="Ben", mutual_contact="ann", strength=3, version=2)
ASK = Ask(id="ask", contact="ben", version=3)
TOUCH = Touch(
    id="touch", contact="ben", ask="ask", on=date(2026, 5, 14), channel=Channel.EMAIL, version=3
)
BOOK = workbook.of([Cover(id="cover", name="Mine", version=1), ANN, BEN, ASK, TOUCH])
VERSION = 3


def compared(data: bytes, records: Records = BOOK) -> Difference:
    """Return the difference; check that every row is accounted for."""
    held = whole.read(data, records)
    found = difference(held, records)
    assert found.rows_read == held.rows_read
    return found


def in_xlsx(edit: Callable[[Any], None]) -> bytes:
    """Return the workbook's spreadsheet after a person edited it."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_out.whole(BOOK, VERSION, ON)))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_csv(name: str, edit: Callable[[list[list[str]]], object], *, alone: bool = False) -> bytes:
    """Return the workbook's CSV files after a person edited one."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(csv_out.whole(BOOK, VERSION, ON))) as archive,
        zipfile.ZipFile(out, "w") as edited,
    ):
        for member in archive.namelist():
            data = archive.read(member)
            if member == name:
                rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
                edit(rows)
                data = csv_out.written(rows)
                if alone:
                    return data
            edited.writestr(f"folder/{member}", data)
    return out.getvalue()


def in_json(edit: Callable[[Any], None]) -> bytes:
    """Return the workbook's JSON after a person edited it."""
    held = json.loads(json_out.whole(BOOK, VERSION, ON))
    edit(held)
    return json.dumps(held).encode()


def cell(sheet: Any, row: int, heading: str) -> Any:  # noqa: ANN401 - openpyxl's
    """Return a cell of an openpyxl sheet by its heading."""
    headings = [one.value for one in sheet[1]]
    return sheet.cell(row, headings.index(heading) + 1)


@TRIES
@given(workbooks())
def test_an_unedited_file_changes_nothing(records: Records) -> None:
    """B54: whatever the workbook, its own export says nothing new."""
    for out in (xlsx_out.whole, csv_out.whole, json_out.whole):
        found = compared(out(records, 1000, ON), records)
        assert found.nothing
        assert found.left_out == ()


@TRIES
@given(workbooks(), workbooks())
def test_any_file_on_any_workbook(mine: Records, other: Records) -> None:
    """The law of every import: rows read = new + changed + same + left out; what points, holds."""
    found = compared(csv_out.whole(other, 5, ON), mine)
    put = {(type(one), one.id): one for one in found.to_put(moved_on_too=True)}
    for one in put.values():
        ours = mine.get(type(one), one.id)
        assert one.version == (0 if ours is None else ours.version)


def test_a_spreadsheet_edited_by_hand() -> None:
    """New, changed and missing rows; numbers, days and names as a spreadsheet has them."""

    def edit(book: Any) -> None:  # noqa: ANN401 - openpyxl's
        people = book["Contacts"]
        cell(people, 2, "Phone").value = 491151
        cell(people, 2, "Connected on").value = date(2024, 2, 29)
        cell(people, 3, "How close").value = 4.0
        cell(people, 3, "How you know them").value = "Worked Together"
        cell(people, 4, "Name").value = "Cy New"
        book["Touches"].delete_rows(2)
        touches = book["Touches"]
        cell(touches, 2, "Contact").value = "Cy New"
        cell(touches, 2, "Day").value = "20 May 2026"
        cell(touches, 2, "Helped with").value = "insight, referral"

    found = compared(in_xlsx(edit))
    assert found.left_out == ()
    by_id = {one.ours.id: one for one in found.changed}
    assert set(by_id) == {"ann", "ben"}
    assert not by_id["ann"].moved_on
    assert [one.name for one in by_id["ann"].fields] == ["phone", "connected_on"]
    ann, ben = by_id["ann"].theirs, by_id["ben"].theirs
    assert isinstance(ann, Contact)
    assert isinstance(ben, Contact)
    assert (ann.phone, ann.connected_on) == ("491151", date(2024, 2, 29))
    assert (ben.strength, ben.kind) == (4, Kind.COLLEAGUE)
    cy, touch = (one.record for one in found.new)
    assert isinstance(touch, Touch)
    assert touch.contact == cy.id
    assert touch.on == date(2026, 5, 20)
    assert touch.helped_with == (Help.INSIGHT, Help.REFERRAL)
    assert found.missing == (TOUCH,)


def test_a_row_that_moved_on_is_shown_with_both() -> None:
    """The file's version is older than ours: both are there, and ours stays by itself."""
    data = in_json(lambda held: held["records"]["contacts"][0].update(company="Theirs"))
    now = workbook.of([*_all(BOOK), replace(ANN, company="Ours", version=9)])
    found = compared(data, now)
    (change,) = found.moved_on()
    ours, theirs = change.ours, change.theirs
    assert isinstance(ours, Contact)
    assert isinstance(theirs, Contact)
    assert (ours.company, theirs.company, theirs.version) == ("Ours", "Theirs", 9)
    assert found.to_put(moved_on_too=False) == ()
    assert found.to_put(moved_on_too=True) == (theirs,)


def test_rows_made_later_are_not_missing() -> None:
    """What was added here after the file was made is nothing the file could have."""
    late = Contact(id="late", name="Late", version=8)
    found = compared(xlsx_out.whole(BOOK, VERSION, ON), workbook.of([*_all(BOOK), late]))
    assert found.nothing
    assert found.missing == ()


def test_missing_rows_stay_where_others_point_at_them() -> None:
    """Ann introduced Ben: she is missing in the file, and still wanted by his row."""
    found = compared(in_csv("contacts.csv", lambda rows: rows.pop(1)))
    assert found.missing == ()
    assert found.held == (ANN,)
    everything = in_json(lambda held: held["records"].update(contacts=[], asks=[], touches=[]))
    found = compared(everything)
    assert set(found.missing) == {ANN, BEN, ASK, TOUCH}


def test_a_row_that_cannot_be_read_is_not_missing() -> None:
    """It is in the file, only with a slip of the pen: nobody is asked to take it out."""

    def edit(held: Any) -> None:  # noqa: ANN401 - parsed JSON
        held["records"]["touches"][0]["channel"] = "pigeon"
        held["records"]["asks"][0]["contact"] = None

    found = compared(in_json(edit))
    assert [one.table for one in found.left_out] == ["asks", "touches"]
    assert found.missing == found.held == ()
    found = compared(in_csv("touches.csv", lambda rows: rows[1].append("one too many")))
    assert [one.table for one in found.left_out] == ["touches"]
    assert found.missing == ()


def test_a_table_that_is_not_there_says_nothing() -> None:
    """One CSV file alone is read by its headings, and nobody else is missing."""
    data = in_csv("contacts.csv", lambda rows: rows[1].__setitem__(0, "Ann Lee"), alone=True)
    found = compared(data)
    (change,) = found.changed
    assert [one.name for one in change.fields] == ["name"]
    assert found.missing == ()


def test_a_semicolon_and_a_column_of_ones_own() -> None:
    """As a spreadsheet saves it elsewhere; columns in another order, one more, one less."""
    data = "\ufeffMy notes;Version;Id;Name\r\nx;2;ann;'=1+1\r\ny;2;ben;Ben\r\n".encode()
    found = compared(data)
    (change,) = found.changed
    assert isinstance(change.theirs, Contact)
    assert (change.theirs.name, change.theirs.company) == ("=1+1", "Acme")
    assert found.same == 1
    assert any("column of your own" in one.message for one in found.remarks)


def test_each_bad_row_is_told_with_its_line() -> None:
    """A wrong word, a missing name, a day no calendar has, someone who is not there."""

    def edit(rows: list[list[str]]) -> None:
        place = {heading: n for n, heading in enumerate(rows[0])}
        for heading, words in (
            ("How close", "9"),
            ("How you know them", "cousin"),
            ("Connected on", "2026-02-30"),
            ("Name", " "),
            ("Mutual contact", "Nobody Known"),
            ("Ever helped them", "perhaps"),
            ("Id", "ä"),
        ):
            row = [""] * len(rows[0])
            row[place["Name"]] = "Someone"
            row[place[heading]] = words
            row[place["Company"]] = "x"
            rows.append(row)

    found = compared(in_csv("contacts.csv", edit))
    assert [one.line for one in found.left_out] == [4, 5, 6, 7, 8, 9, 10]
    words = " ".join(one.message for one in found.left_out)
    assert "How close goes from 1 to 5" in words
    assert "takes one of: family or friend" in words
    assert "takes a day" in words
    assert "Name is needed" in words
    assert "none of this name" in words
    assert "yes or no" in words
    assert "plain letters" in words
    assert found.new == ()
    assert found.same == 5


def test_a_copied_row_is_a_new_one() -> None:
    """People copy a line, hidden id and all: told, and never two rows of one id."""

    def edit(rows: list[list[str]]) -> None:
        rows.append(["Ann the second", *rows[1][1:]])
        rows.append(list(rows[1]))

    found = compared(in_csv("contacts.csv", edit))
    (new,) = found.new
    assert new.record.id != "ann"
    assert new.record.version == 0
    assert any("copied from line 2" in one.message for one in found.remarks)
    assert [one.message for one in found.left_out] == ["This row stands in line 2 already."]


def test_whom_a_row_names_can_be_changed() -> None:
    """Another person's name in the visible column moves the row; an emptied one clears a link."""

    def edit(book: Any) -> None:  # noqa: ANN401 - openpyxl's
        cell(book["Touches"], 2, "Contact").value = "Ann Roe"
        cell(book["Contacts"], 3, "Mutual contact").value = None

    found = compared(in_xlsx(edit))
    told = {one.ours.id: one.theirs for one in found.changed}
    touch, ben = told["touch"], told["ben"]
    assert isinstance(touch, Touch)
    assert isinstance(ben, Contact)
    assert touch.contact == "ann"
    assert ben.mutual_contact is None


def test_someone_renamed_keeps_what_is_theirs() -> None:
    """The id counts: their touches still say the old name, and mean them."""

    def edit(book: Any) -> None:  # noqa: ANN401 - openpyxl's
        cell(book["Contacts"], 3, "Name").value = "Benjamin"

    found = compared(in_xlsx(edit))
    assert [one.ours.id for one in found.changed] == ["ben"]
    assert found.left_out == ()


def test_someone_renamed_is_not_taken_for_a_namesake() -> None:
    """Two of one name, one renamed in the file: what is theirs stays theirs."""
    other = Contact(id="ben2", name="Ben", version=2)
    book = workbook.of([*_all(BOOK), other])
    opened: Any = openpyxl.load_workbook(io.BytesIO(xlsx_out.whole(book, VERSION, ON)))
    cell(opened["Contacts"], 3, "Name").value = "Benjamin"
    out = io.BytesIO()
    opened.save(out)
    found = compared(out.getvalue(), book)
    assert [one.ours.id for one in found.changed] == ["ben"]


def test_rows_that_point_at_nothing_are_left_out() -> None:
    """A chain: the touch of an ask of a person who is nowhere."""

    def edit(held: Any) -> None:  # noqa: ANN401 - parsed JSON
        held["records"]["asks"].append({"id": "a2", "contact": "ghost"})
        held["records"]["touches"].append(
            {"id": "t2", "contact": "ann", "ask": "a2", "on": "2026-05-01"}
        )

    found = compared(in_json(edit))
    assert [(one.table, one.line) for one in found.left_out] == [("asks", 2), ("touches", 2)]
    assert found.new == ()


def test_another_workbooks_file_brings_all_of_it() -> None:
    """Into a workbook just begun: everything is new, the cover is filled in, not doubled."""
    begun = workbook.of([Cover(id="other", version=1)])
    found = compared(xlsx_out.whole(BOOK, VERSION, ON), begun)
    assert {one.record.id for one in found.new} == {"ann", "ben", "ask", "touch"}
    assert all(one.record.version == 0 for one in found.new)
    (cover,) = found.changed
    assert not cover.moved_on
    assert cover.theirs == Cover(id="other", name="Mine", version=1)


def bomb() -> bytes:
    """Return a spreadsheet whose directory promises far more than it weighs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", OtherKindError),
        (b"Name,Company\nAnn,Acme\n", OtherKindError),
        (b"\x89PNG\r\n\x1a\n\x00\x00", OtherKindError),
        ("Id,Version,Name\nann,2,Zoë\n".encode("cp1252"), UnreadableError),
        (b"PK\x03\x04 not a zip", UnreadableError),
        (b"{", UnreadableError),
        (b"[" * 100_000, UnreadableError),
        (b'{"what": "networking workbook", "records": 3}', OtherKindError),
        (b'{"what": "networking workbook", "format": 2, "records": {}}', OtherKindError),
        (b'{"what": "networking workbook", "format": 1, "records": {"contacts": []}}',
         NothingInItError),
        (b'{"what": "something else", "records": {}}', OtherKindError),
        (bomb(), TooLargeError),
        (b"x" * (whole.BYTES_LIMIT + 1), TooLargeError),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else "",
)  # fmt: skip
def test_what_is_no_workbook_is_refused(data: bytes, error: type[FileRefusedError]) -> None:
    """B49, B51, F16: refused in words, before anything is unpacked."""
    with pytest.raises(error):
        whole.read(data)


def _all(records: Records) -> list[Any]:
    return [one for kind in workbook.TABLE_OF for one in records.all(kind).values()]


def in_xml(member: str, old: str, new: str) -> bytes:
    """Return the workbook's spreadsheet with one member's XML changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_out.whole(BOOK, VERSION, ON))) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as edited,
    ):
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name == member:
                assert old in text
                text = text.replace(old, new, 1)
            edited.writestr(name, text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("member", "old", "new", "error"),
    [
        (SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY x "y">]><worksheet', UnreadableError),
        ("xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"', UnreadableError),
        ("xl/workbook.xml", "<sheets>", "<sheets><", UnreadableError),
        (SHEET, "</sheetData>",
         '<row><c t="n"><v>1</v></c></row>' * 70_001 + "</sheetData>", TooLargeError),
    ],
    ids=["doctype", "1904", "xml", "rows"],
)  # fmt: skip
def test_a_spreadsheet_that_is_not_read(
    member: str, old: str, new: str, error: type[FileRefusedError]
) -> None:
    """B50, B47: entities, another calendar, broken XML, far too many rows."""
    with pytest.raises(error):
        whole.read(in_xml(member, old, new))


def test_a_cell_far_away_takes_no_room() -> None:
    """A sheet whose last cell is in its last corner is as large as its few cells."""
    far = '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    begin = time.process_time()
    assert compared(in_xml(SHEET, "</sheetData>", far)).nothing
    assert time.process_time() - begin < 1


def test_a_text_shared_by_many_cells_is_kept_once() -> None:
    """A hundred thousand cells of one long text: refused or read, in little memory."""
    cells = '<c t="s"><v>0</v></c>' * 20
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(5, 5_005))
    data = in_xml(SHEET, "</sheetData>", f"{rows}</sheetData>")
    tracemalloc.start()
    held = whole.read(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(held.left_out) == 5_000
    assert most < 150_000_000
