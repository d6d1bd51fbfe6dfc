"""A sheet laid out: tabs and columns are found again whatever people do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lib.coaching.contacts import Cadence
from lib.coaching.workbook import TABLES
from lib.sheets import layout, reading
from lib.sheets.account import Account
from lib.sheets.client import Client
from lib.sheets.layout import ID, WHOSE, WHOSE_NAME, Holds
from tests.sheets_api.google import Google

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.sheets.reading import TabSeen
    from tests.sheets_api.person import Person


class Sheet:
    """A sheet on the local server, laid out, and the account that reads it."""

    def __init__(self, *, strict: bool = False) -> None:
        """Make it; `strict` where requests are held to Google's schema."""
        self.google = Google()
        self.google.strict = strict
        self.id = self.google.create("Networking")
        key = self.google.key()
        self.client_email = str(key["client_email"])
        account = Account(self.client_email, key)
        self.client = Client(account, adapter=self.google.adapter())
        self.batch(layout.lay_out(self.id, layout.tabs(), frame=True))

    @property
    def person(self) -> Person:
        """The person at it."""
        return self.google.person(self.id)

    def batch(self, requests: list[dict[str, Any]]) -> None:
        """Carry requests out."""
        self.client.batch(self.id, {"requests": requests})

    def about(self) -> reading.About:
        """Return what the server says of the sheet."""
        return reading.about(self.client.about(self.id))

    def tab(self, table: str = "contacts") -> TabSeen:
        """Return what one tab says now."""
        about = self.about()
        of = layout.tab(table)
        known = about.of(of)
        assert known is not None
        title = known.title.replace("'", "''")
        answer = self.client.read(self.id, [f"'{title}'"])
        lines = answer["valueRanges"][0].get("values", [])
        return reading.tab(of, known, lines, locale=about.locale)


@pytest.fixture
def sheet() -> Iterator[Sheet]:
    """A sheet laid out."""
    made = Sheet()
    yield made
    made.client.close()


def test_google_takes_the_layout_and_says_it_back() -> None:
    """Every tab and column is found by its mark; the file is no copy; nothing is a row yet."""
    sheet = Sheet(strict=True)
    about = sheet.about()
    assert not about.is_copy
    assert about.made_for == sheet.id
    for one in layout.tabs():
        known = about.of(one)
        assert known is not None
        assert known.sheet_id == one.sheet_id
        assert len(known.marks) == len(one.columns)
        seen = sheet.tab(one.table)
        assert seen.may_write
        assert dict(seen.columns) == {column.key: n for n, column in enumerate(one.columns)}
        assert not seen.rows
    assert layout.START_TITLE in sheet.person.titles()
    assert layout.CONFLICTS_TITLE in sheet.person.titles()
    assert not sheet.person.formulas()
    sheet.client.close()


def test_every_record_type_is_a_tab() -> None:
    """A tab for each table, a column for each field, and whose each row is."""
    assert [one.table for one in layout.tabs()] == list(TABLES)
    for one in layout.tabs():
        keys = [column.key for column in one.columns]
        assert len(set(keys)) == len(keys)
        assert {ID, WHOSE, WHOSE_NAME} <= set(keys)
        assert "version" not in keys
        headings = [reading._bare(column.heading) for column in one.columns]  # noqa: SLF001
        assert len(set(headings)) == len(headings), "a heading tells one column"
        hidden = [column.hidden for column in one.columns]
        assert hidden == sorted(hidden), "hidden columns stand at the right end"


def test_a_person_may_move_and_rename_columns(sheet: Sheet) -> None:
    """B56, B57, B59: found by their marks; columns of one's own are passed over."""
    person = sheet.person
    person.rename_heading("Contacts", "Company", "Firma ")
    person.move_column("Contacts", "E-mail", before="Name")
    person.add_column("Contacts", "My stars", before="Name")
    person.rename_tab("Contacts", "People I know")
    person.add_row("People I know", {"Name": "Ann", "Firma ": "Acme", "My stars": "***"})
    seen = sheet.tab()
    assert seen.title == "People I know"
    assert seen.may_write
    (row,) = seen.rows
    assert row.cells["name"] == "Ann"
    assert row.cells["company"] == "Acme"
    assert row.id == ""


def test_without_marks_columns_are_found_by_their_headings(sheet: Sheet) -> None:
    """B57: another case, other punctuation, a word that means the same."""
    about = sheet.about()
    of = layout.tab("contacts")
    bare = reading.TabAbout(of.sheet_id, of.title, 1_000, 26, {}, hidden=False)
    headings = ["id", " NAME ", "Telephone", "email", "Whose", "whose id"]
    seen = reading.tab(of, bare, [headings, ["x", "Ann", "007"]], locale=about.locale)
    assert {ID, "name", "phone", "email", WHOSE, WHOSE_NAME} == set(seen.columns)
    assert seen.rows[0].cells["phone"] == "007"
    assert not seen.may_write


def test_a_heading_that_stands_twice_is_told(sheet: Sheet) -> None:
    """B60: two columns of one heading, neither marked, are nobody's; a marked one is ours."""
    of = layout.tab("targets")
    bare = reading.TabAbout(of.sheet_id, of.title, 1_000, 26, {}, hidden=False)
    headings = [column.heading for column in of.columns]
    seen = reading.tab(of, bare, [[*headings, "Notes"]], locale="en_US")
    assert seen.doubled == ("Notes",)
    assert seen.missing == ()
    assert not seen.may_write
    sheet.person.add_column("Targets", "Notes")
    assert sheet.tab("targets").may_write


def test_a_missing_column_is_put_back_at_the_right_end(sheet: Sheet) -> None:
    """B58: it is told, and offered again without touching anything."""
    sheet.person.delete_column("Contacts", "Company")
    seen = sheet.tab()
    assert seen.missing == ("company",)
    assert not seen.may_write
    known = sheet.about().of(layout.tab("contacts"))
    assert known is not None
    sheet.batch(layout.mend(layout.tab("contacts"), seen.sheet_id, seen.missing, known.columns))
    seen = sheet.tab()
    assert seen.may_write
    assert seen.columns["company"] == known.columns


def test_rows_above_the_headings_are_passed_over(sheet: Sheet) -> None:
    """B67: the heading row moved down, blank rows between."""
    sheet.person.insert_above_headings("Contacts", "My people")
    sheet.person.add_row("Contacts", {})
    lines = sheet.client.read(sheet.id, ["Contacts"])["valueRanges"][0]["values"]
    assert lines[0] == ["My people"]
    lines += [[], ["Ann"]]
    known = sheet.about().of(layout.tab("contacts"))
    assert known is not None
    seen = reading.tab(layout.tab("contacts"), known, lines, locale="en_US")
    assert seen.heading_row == 1
    assert [(one.row, one.cells["name"]) for one in seen.rows] == [(len(lines) - 1, "Ann")]


def test_a_copy_of_the_file_tells_itself(sheet: Sheet) -> None:
    """The id inside differs from the file's."""
    copy = sheet.person.copy_file("Copy", sheet.client_email)
    found = reading.about(sheet.client.about(copy))
    assert found.is_copy
    assert found.made_for == sheet.id


def test_a_duplicated_tab_is_not_ours(sheet: Sheet) -> None:
    """B69: a tab is known by its sheetId; a copy of it has another."""
    title = sheet.person.duplicate_tab("Contacts")
    sheet.person.add_row(title, {"Name": "Nobody"})
    assert sheet.tab().rows == ()


def test_what_is_typed_as_text_stays_text(sheet: Sheet) -> None:
    """B03, B14: columns of text are formatted as text, so nothing typed there changes its form."""
    person = sheet.person
    for text in ("007", "+49 151 1", "1E5", "True", "3/4"):
        person.add_row("Contacts", {"Name": text, "Phone": text})
    rows = sheet.tab().rows
    assert [one.cells["phone"] for one in rows] == ["007", "+49 151 1", "1E5", "True", "3/4"]


def test_a_day_typed_in_the_sheet_is_a_day(sheet: Sheet) -> None:
    """B63: whatever the sheet's country writes; unformatted it is a serial number."""
    sheet.person.set_locale("de_DE")
    sheet.person.add_row("Contacts", {"Name": "Ann", "Connected on": "14.05.2026"})
    (row,) = sheet.tab().rows
    assert row.cells["connected_on"] == "2026-05-14"


def test_words_have_a_drop_down() -> None:
    """A closed vocabulary is offered in its own words; a yes or no can be left open."""
    contacts = layout.tab("contacts").column
    assert contacts["cadence"].words == tuple(one.value for one in Cadence)
    assert contacts["knows_my_work"].words == ("yes", "no")
    assert contacts["name"].words == ()
    assert layout.tab("touches").column["helped_with"].holds is Holds.WORDS


def test_formulas_are_known_where_they_are_asked_for(sheet: Sheet) -> None:
    """B62: by what was entered, in both ways to ask; a text that looks like one is none."""
    sheet.person.add_row("Asks", {"Ask for": "names", "Tries": "=1+2"})
    sheet.person.add_row("Contacts", {"Name": "=1+1"})
    cells = "startRow,startColumn,rowData(values(userEnteredValue(formulaValue)))"
    fields = f"sheets(properties(sheetId),data({cells}))"
    asked = reading.formulas_of(sheet.client.about(sheet.id, fields=fields))
    asks = layout.tab("asks")
    at = sheet.tab("asks").columns["tries"]
    assert asked[asks.sheet_id] == {(1, at)}
    for title, expected in (("Asks", {(1, at)}), ("Contacts", set())):
        shown = sheet.client.read(sheet.id, [title])["valueRanges"][0]["values"]
        entered = sheet.client.read(sheet.id, [title], formulas=True)["valueRanges"][0]["values"]
        assert reading.formulas_in(shown, entered) == expected
