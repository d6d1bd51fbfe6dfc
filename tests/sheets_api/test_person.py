"""What the human at the sheet does, and what a program sees of it."""

from __future__ import annotations

import pytest

from tests.sheets_api.google import ACCOUNT
from tests.sheets_api.test_batch import Asking, column, texts, token

HEADS = ["Id", "Name", "Due"]


@pytest.fixture
def ask() -> Asking:
    """Return an account with a sheet of three rows: ids, names and dates."""
    ask = Asking()
    ask.person.paste("Sheet1", 1, "A", [HEADS])
    for one, name, due in (("x1", "Cy", "2026-01-03"), ("x2", "Al", ""), ("x3", "Bo", 5)):
        ask.person.add_row("Sheet1", {"Id": one, "Name": name, "Due": due})
    return ask


def ids(ask: Asking) -> list[str]:
    """Return the ids from top to bottom, as a program reads them."""
    told = ask("GET", "/values/Sheet1!A2:A", valueRenderOption="UNFORMATTED_VALUE")
    return [row[0] if row else "" for row in told.get("values", [])]


def test_what_is_typed_becomes_what_google_makes_of_it(ask: Asking) -> None:
    """A date is a serial number with a look, a number a number, `007` seven; blank clears."""
    person = ask.person
    assert person.value("Sheet1", 2, "Due") == 46025
    assert person.rows("Sheet1")[1] == ["x1", "Cy", "2026-01-03"]
    person.type("Sheet1", 3, "Due", "007")
    assert person.value("Sheet1", 3, "Due") == 7
    person.type("Sheet1", 3, "Due", "next Tue")
    assert person.value("Sheet1", 3, "Due") == "next Tue"
    person.type("Sheet1", 3, "Due", "=1/0")
    assert person.rows("Sheet1")[2][2] == "#DIV/0!"
    person.type("Sheet1", 3, "Due", "")
    assert person.rows("Sheet1")[2] == ["x2", "Al"]


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("en_US", "3/4/2026", 46085),
        ("en_GB", "3/4/2026", 46115),
        ("de_DE", "3.4.2026", 46115),
        ("de_DE", "12,5", 12.5),
        ("en_US", "12,5", "12,5"),
        ("en_US", "1,234.5", 1234.5),
        ("de_DE", "1.234,5", 1234.5),
        ("ja_JP", "2026/04/03", 46115),
        ("en_US", "25%", 0.25),
        ("en_US", "$3.50", 3.5),
        ("en_US", "1E3", 1000),
        ("en_US", "TRUE", True),
        ("en_US", "'12", "12"),
        ("en_US", "3_1", "3_1"),
        ("en_US", "Jan 3, 2026", 46025),
        ("en_US", "3 Jan 2026", 46025),
        ("en_US", "2026-01-03 12:00", 46025.5),
        ("en_US", "6:00 PM", 0.75),
        ("en_US", "2026-02-30", "2026-02-30"),
    ],
)
def test_locales_read_dates_and_numbers_their_way(locale: str, text: str, value: object) -> None:
    """The same text is another day elsewhere, or no day at all."""
    ask = Asking()
    ask.person.set_locale(locale, "Europe/Berlin")
    ask.person.type("Sheet1", 1, "A", text)
    found = ask.person.value("Sheet1", 1, "A")
    assert (found, type(found)) == (value, type(value))
    told = ask("GET", "", fields="properties(locale,timeZone)")
    assert told == {"properties": {"locale": locale, "timeZone": "Europe/Berlin"}}


def test_a_sort_carries_whole_rows(ask: Asking) -> None:
    """Up and down; what is empty comes last either way."""
    ask.person.sort("Sheet1", "Name")
    assert ids(ask) == ["x2", "x3", "x1"]
    ask.person.sort("Sheet1", "Due", down=True)
    assert ids(ask) == ["x1", "x3", "x2"]
    ask.person.sort("Sheet1", "Due")
    assert ids(ask) == ["x3", "x1", "x2"]


def test_a_sort_of_some_columns_tears_the_ids_off(ask: Asking) -> None:
    """Names and dates are sorted, ids stay: each id stands beside another row's words."""
    ask.person.sort_some("Sheet1", "Name", "Name", "Due")
    assert ids(ask) == ["x1", "x2", "x3"]
    assert [row[1] for row in ask.person.rows("Sheet1")[1:]] == ["Al", "Bo", "Cy"]


def test_rows_are_inserted_moved_copied_and_deleted(ask: Asking) -> None:
    """Ids travel with their rows; a copy has the same id."""
    person = ask.person
    person.insert_row("Sheet1", 3)
    assert ids(ask) == ["x1", "", "x2", "x3"]
    person.delete_row("Sheet1", 3)
    person.move_row("Sheet1", 2, 5)
    assert ids(ask) == ["x2", "x3", "x1"]
    assert person.copy_row("Sheet1", 2) == 5
    assert ids(ask) == ["x2", "x3", "x1", "x2"]
    person.swap_rows("Sheet1", 2, 3)
    assert ids(ask) == ["x3", "x2", "x1", "x2"]
    assert person.row_with("Sheet1", "Name", "Cy") == 4
    person.delete_row("Sheet1", 2, 4)
    assert ids(ask) == []


def test_ids_are_cleared_pasted_over_and_filled_down(ask: Asking) -> None:
    """All of a column, a block, or one cell over those below."""
    ask.person.fill_down("Sheet1", "Id", 2)
    assert ids(ask) == ["x1", "x1", "x1"]
    ask.person.paste("Sheet1", 3, "Id", [["a", "Ann"], ["b", "Ben"]])
    assert ask.person.rows("Sheet1")[2:] == [["a", "Ann"], ["b", "Ben", "5"]]
    ask.person.clear("Sheet1", "Id", 3, 3)
    assert ids(ask) == ["x1", "", "b"]
    ask.person.clear("Sheet1", "Id")
    assert ids(ask) == []


def test_columns_are_renamed_moved_added_and_deleted(ask: Asking) -> None:
    """Column metadata stays with its column."""
    ask.batch(token(5, column(1)))
    person = ask.person
    person.rename_heading("Sheet1", "Name", "Who")
    person.move_column("Sheet1", "Who")
    person.add_column("Sheet1", "Mine")
    person.add_column("Sheet1", "Notes", before="Due")
    assert person.rows("Sheet1")[0] == ["Id", "Notes", "Due", "Who", "Mine"]
    span = person.metadata()[0]["location"]["dimensionRange"]
    assert (span["startIndex"], span["endIndex"]) == (3, 4)
    person.hide_column("Sheet1", "Id")
    told = ask("GET", "", fields="sheets.data.columnMetadata.hiddenByUser")
    assert told["sheets"][0]["data"][0]["columnMetadata"][:2] == [{"hiddenByUser": True}, {}]
    person.delete_column("Sheet1", "Who")
    assert person.metadata() == []
    person.insert_above_headings("Sheet1", "My list")
    assert person.rows("Sheet1")[:2] == [["My list"], ["Id", "Notes", "Due", "Mine"]]


def test_a_filter_hides_rows_from_people_alone(ask: Asking) -> None:
    """A program reads all of them."""
    ask.person.filter("Sheet1", "Name", ["Al"])
    assert ids(ask) == ["x1", "x2", "x3"]
    assert "basicFilter" in ask("GET", "")["sheets"][0]


def test_tabs_are_added_renamed_moved_duplicated_and_deleted(ask: Asking) -> None:
    """A tab keeps its number under another title; a copy has another, and its metadata as well."""
    ask.batch(token(5, column(1)))
    person = ask.person
    person.add_tab("K7-PLUM")
    person.rename_tab("Sheet1", "People")
    copy = person.duplicate_tab("People")
    person.move_tab("K7-PLUM", 0)
    assert person.titles() == ["K7-PLUM", "People", copy]
    told = [one["properties"]["sheetId"] for one in ask("GET", "")["sheets"]]
    assert told[1] == 0
    assert len(set(told)) == 3
    assert person.rows(copy) == person.rows("People")

    def marked() -> list[int]:
        places = [one["location"]["dimensionRange"] for one in person.metadata()]
        return sorted(one.get("sheetId", 0) for one in places)

    assert marked() == [0, told[2]]
    person.delete_tab("People")
    assert marked() == [told[2]]


def test_an_old_version_brings_metadata_back_too(ask: Asking) -> None:
    """Rows, tabs and the sequence number are those of then: a number used since is free again."""
    ask.batch(token(5))
    version = ask.person.version()
    rows = ask.person.rows("Sheet1")
    gone = {"developerMetadataLookup": {"metadataId": 5}}
    ask.batch({"deleteDeveloperMetadata": {"dataFilter": gone}}, token(6))
    ask.person.sort("Sheet1", "Name")
    ask.person.add_tab("New")
    ask.person.restore(version)
    assert ask.person.rows("Sheet1") == rows
    assert ask.person.titles() == ["Sheet1"]
    assert [one["metadataId"] for one in ask.person.metadata()] == [5]
    ask.batch(token(6))
    ask.person.delete_row("Sheet1", 2)
    ask.person.restore(1)
    assert ask.person.rows("Sheet1") == rows


def test_a_copy_of_the_file_has_all_of_it_under_another_id(ask: Asking) -> None:
    """Rows and metadata are there; it is shared with nobody unless said so."""
    ask.batch(token(5))
    copy = ask.person.copy_file()
    there = ask.google.person(copy)
    assert there.rows("Sheet1") == ask.person.rows("Sheet1")
    assert there.metadata() == ask.person.metadata()
    ask.person.type("Sheet1", 2, "Name", "changed")
    assert there.rows("Sheet1")[1][1] == "Cy"
    ask.sheet = copy
    assert ask.answer("GET", "")[0] == 403
    there.share(ACCOUNT)
    assert ask("GET", "")["properties"]["title"] == "Copy of Mine"


def test_a_share_is_withdrawn_narrowed_and_given_back(ask: Asking) -> None:
    """403 for all; then for writing alone; then all is well."""
    append = {"appendCells": {"rows": [texts("x")], "fields": "userEnteredValue"}}
    ask.person.withdraw_share()
    for rest in ("", "/values/A1"):
        status, told = ask.answer("GET", rest)
        assert (status, told["error"]["status"]) == (403, "PERMISSION_DENIED")
        assert told["error"]["message"] == "The caller does not have permission"
    ask.person.share(ACCOUNT, read_only=True)
    assert ids(ask) == ["x1", "x2", "x3"]
    assert ask.answer("POST", ":batchUpdate", {"requests": [append]})[0] == 403
    ask.person.share(ACCOUNT)
    ask.batch(append)


def test_the_bin_hides_the_file_and_gives_it_back(ask: Asking) -> None:
    """404 while it is in there, and for good once it is deleted."""
    ask.person.trash()
    status, told = ask.answer("GET", "")
    assert (status, told["error"]["message"]) == (404, "Requested entity was not found.")
    ask.person.take_back()
    assert ids(ask) == ["x1", "x2", "x3"]
    ask.person.delete_file()
    assert ask.answer("GET", "")[0] == 404


def test_the_heads_are_what_the_first_row_shows(ask: Asking) -> None:
    """Formulas by what they give, a blank between as one; a tab with nothing in it has none."""
    person = ask.person
    person.type("Sheet1", 1, "E", "=1+1")
    assert person.heads("Sheet1") == [*HEADS, "", "2"]
    person.add_tab("Blank")
    assert person.heads("Blank") == []


def test_what_is_known_of_rows_is_true_after_any_change(ask: Asking) -> None:
    """Whatever was looked at before: formulas follow a column, data ends where it ends."""
    person = ask.person
    assert person.formulas() == []
    person.type("Sheet1", 6, "E", "=B2")
    assert person.formulas() == [("Sheet1", 6, 5)]
    assert len(person.rows("Sheet1")) == 6
    person.delete_column("Sheet1", "Id")
    assert person.cell("Sheet1", 6, "D").formula == "=A2"
    assert person.formulas() == [("Sheet1", 6, 4)]
    person.type("Sheet1", 6, "D", "")
    assert person.formulas() == []
    assert len(person.rows("Sheet1")) == 4
