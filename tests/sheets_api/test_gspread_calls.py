"""gspread's own calls, one after another: each reads back what another wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gspread
import pytest
from gspread.cell import Cell
from gspread.utils import (
    ExportFormat,
    InsertDataOption,
    MergeType,
    PasteType,
    ValidationConditionType,
    ValueInputOption,
    ValueRenderOption,
)

from tests.sheets_api.adapter import lead
from tests.sheets_api.google import ACCOUNT, PERSON, Google
from tests.sheets_api.signing import DRIVE, SHEETS

if TYPE_CHECKING:
    from gspread import Client, Worksheet
    from gspread.http_client import ParamsType


@pytest.fixture
def client() -> Client:
    """Return gspread's client, within the process."""
    google = Google()
    client = gspread.service_account_from_dict(google.key(), scopes=[SHEETS, DRIVE])
    lead(client.http_client.session, google.adapter())
    return client


@pytest.fixture
def tab(client: Client) -> Worksheet:
    """Return the tab of a new file."""
    return client.create("Made").sheet1


def test_formats_are_kept_and_told(tab: Worksheet) -> None:
    """A colour stands in two ways in the answer, as in Google's."""
    form = {
        "backgroundColor": {"green": 1, "blue": 1},
        "horizontalAlignment": "CENTER",
        "textFormat": {"foregroundColor": {"red": 1}, "fontSize": 12, "bold": True},
    }
    tab.format("A2:B2", form)
    tab.batch_format([{"range": "A3", "format": {"numberFormat": {"type": "TEXT"}}}])
    asked: ParamsType = {
        "ranges": ["A2:A3"],
        "fields": "sheets.data.rowData.values.userEnteredFormat",
    }
    told = tab.spreadsheet.fetch_sheet_metadata(asked)["sheets"][0]["data"][0]["rowData"]
    held = told[0]["values"][0]["userEnteredFormat"]
    assert held.pop("backgroundColorStyle") == {"rgbColor": {"green": 1, "blue": 1}}
    assert held["textFormat"].pop("foregroundColorStyle") == {"rgbColor": {"red": 1}}
    assert held == form
    tab.update([["007"]], "A3", raw=False)
    assert tab.acell("A3").value == "007"


def test_sizes_and_frozen_rows(tab: Worksheet) -> None:
    """Freeze, resize, add rows and columns, widen."""
    tab.freeze(rows=2, cols=1)
    tab.resize(10, 4)
    tab.add_rows(5)
    tab.add_cols(1)
    assert (tab.frozen_row_count, tab.frozen_col_count) == (2, 1)
    told = tab.spreadsheet.get_worksheet(0)
    assert (told.row_count, told.col_count, told.frozen_row_count) == (15, 5, 2)
    tab.freeze(rows=0)
    assert tab.spreadsheet.get_worksheet(0).frozen_row_count == 0
    tab.update([["A" * 100]], "A1")
    asked: ParamsType = {"ranges": "A1", "fields": "sheets.data.columnMetadata.pixelSize"}

    def width() -> int:
        told = tab.spreadsheet.fetch_sheet_metadata(asked)["sheets"][0]["data"][0]
        return int(told["columnMetadata"][0]["pixelSize"])

    before = width()
    tab.columns_auto_resize(0, 1)
    assert width() > before


def test_what_lies_outside_the_grid_is_refused(tab: Worksheet) -> None:
    """Said with the size of the grid."""
    tab.resize(5, 2)
    for call in (lambda: tab.acell("A6"), lambda: tab.update([["x"]], "C1")):
        with pytest.raises(gspread.exceptions.APIError, match=r"exceeds grid limits\. Max rows: 5"):
            call()
    with pytest.raises(gspread.exceptions.APIError, match="Unable to parse range"):
        tab.spreadsheet.values_get("Nowhere!A1")


def test_names_of_ranges(tab: Worksheet) -> None:
    """A name is read like a range, with or without the tab before it."""
    tab.update([["a", "b"], ["c", "d"]], "A1")
    told = tab.define_named_range("A1:B2", "Mine")
    assert tab.get("Mine") == [["a", "b"], ["c", "d"]]
    assert [one.value for one in tab.spreadsheet.named_range("Mine")] == ["a", "b", "c", "d"]
    tab.insert_rows([["new"]], 1)
    assert tab.get("Mine") == [["a", "b"], ["c", "d"]]
    key = told["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    assert tab.spreadsheet.list_named_ranges()[0]["range"]["startRowIndex"] == 1
    tab.delete_named_range(key)
    assert tab.spreadsheet.list_named_ranges() == []


def test_rows_are_appended_in_every_way(tab: Worksheet) -> None:
    """Behind the table, under a named one, by inserting, with the values told back."""
    tab.append_rows([["a", 1], ["b", 2]])
    told = tab.append_row(["c", "=1+2"], value_input_option=ValueInputOption.user_entered,
                          include_values_in_response=True)  # fmt: skip
    assert told["updates"]["updatedData"]["values"] == [["c", "3"]]
    assert told["tableRange"] == "Sheet1!A1:B2"
    tab.update([["other"]], "E1")
    told = tab.append_row(["d"], table_range="A1", insert_data_option=InsertDataOption.insert_rows)
    assert told["updates"]["updatedRange"] == "Sheet1!A4"
    assert tab.col_values(1) == ["a", "b", "c", "d"]
    assert tab.get("B3", value_render_option=ValueRenderOption.formula) == [["=1+2"]]


def test_cells_are_copied_cut_and_sorted(tab: Worksheet) -> None:
    """A copy of values leaves formulas behind; a cut empties where it was."""
    tab.update([["b", "=1+1"], ["a", 5]], "A1", raw=False)
    tab.copy_range("A1:B2", "D1:E2", PasteType.values)
    assert tab.get("D1:E2", value_render_option=ValueRenderOption.formula) == [["b", 2], ["a", 5]]
    tab.cut_range("D1:E2", "D5")
    assert tab.get("D1:E2") == [[]]
    assert tab.get("D5:E6") == [["b", "2"], ["a", "5"]]
    tab.sort((1, "asc"), range="A1:B2")
    assert tab.get("A1:B2") == [["a", "5"], ["b", "2"]]


def test_tabs_are_duplicated_copied_coloured_and_ordered(client: Client, tab: Worksheet) -> None:
    """In this file and into another; a title that is taken is refused."""
    tab.update([["x"]], "A1")
    copy = tab.duplicate(new_sheet_name="Second", insert_sheet_index=1)
    assert (copy.title, copy.index, copy.acell("A1").value) == ("Second", 1, "x")
    other = client.create("Other")
    told = tab.copy_to(other.id)
    assert (told["title"], told["index"]) == ("Copy of Sheet1", 1)
    assert other.worksheet("Copy of Sheet1").acell("A1").value == "x"
    with pytest.raises(gspread.exceptions.APIError, match="already exists"):
        tab.spreadsheet.add_worksheet("Second", 5, 5)
    tab.spreadsheet.reorder_worksheets([copy, tab])
    assert [one.title for one in tab.spreadsheet.worksheets()] == ["Second", "Sheet1"]
    tab.update_tab_color("#ff8000")
    assert tab.spreadsheet.worksheet("Sheet1").get_tab_color() == "#FF8000"
    tab.spreadsheet.del_worksheet(copy)
    with pytest.raises(gspread.exceptions.APIError, match="remove all the sheets"):
        tab.spreadsheet.del_worksheet(tab)
    with pytest.raises(gspread.exceptions.APIError, match="No grid with id: 7"):
        tab.spreadsheet.del_worksheet_by_id(7)


def test_groups_of_rows_fold_into_each_other(tab: Worksheet) -> None:
    """A group within another is one deeper."""
    tab.add_dimension_group_rows(0, 5)
    tab.add_dimension_group_rows(1, 3)
    told = [(one["range"]["startIndex"], one["depth"]) for one in tab.list_dimension_group_rows()]
    assert told == [(0, 1), (1, 2)]
    tab.delete_dimension_group_rows(1, 3)
    assert len(tab.list_dimension_group_rows()) == 1
    tab.hide_rows(0, 2)
    tab.unhide_rows(0, 2)


def test_merged_cells_keep_the_first_value(tab: Worksheet) -> None:
    """Others are gone; a merge cut in half is refused."""
    tab.update([["a", "b", "x"], ["c", "d", "x"]], "A1")
    tab.merge_cells("A1:B2", MergeType.merge_rows)
    assert tab.get_values("A1:C2") == [["a", "", "x"], ["c", "", "x"]]
    whole = tab.get_values("A1:C2", combine_merged_cells=True)
    assert whole == [["a", "a", "x"], ["c", "c", "x"]]
    with pytest.raises(gspread.exceptions.APIError, match="select all cells"):
        tab.unmerge_cells("A1:A2")
    tab.unmerge_cells("A1:B2")


def test_protection_and_rules_are_told(tab: Worksheet) -> None:
    """Of a protection: who may; of a rule: what may be typed."""
    tab.add_protected_range("A1:B1", [PERSON], description="Ids")
    told = tab.spreadsheet.list_protected_ranges(tab.id)[0]
    assert told["description"] == "Ids"
    assert told["editors"]["users"] == [ACCOUNT, PERSON]
    tab.delete_protected_range(told["protectedRangeId"])
    assert tab.spreadsheet.list_protected_ranges(tab.id) == []
    tab.add_validation("C1", ValidationConditionType.one_of_list, ["y", "n"], strict=True,
                       showCustomUi=True)  # fmt: skip
    asked: ParamsType = {"ranges": "C1", "fields": "sheets.data.rowData.values.dataValidation"}
    told = tab.spreadsheet.fetch_sheet_metadata(asked)["sheets"][0]["data"][0]["rowData"]
    rule = told[0]["values"][0]["dataValidation"]
    assert rule["condition"]["values"] == [{"userEnteredValue": "y"}, {"userEnteredValue": "n"}]
    assert (rule["strict"], rule["showCustomUi"]) == (True, True)


def test_cells_are_written_one_by_one_and_many_at_once(tab: Worksheet) -> None:
    """With numbers, formulas, blanks; and cleared again."""
    tab.update_cell(1, 2, 42)
    tab.update_acell("B2", "=B1/2")
    tab.update_cells([Cell(3, 2, "x"), Cell(4, 3, "y")])
    tab.batch_update([{"range": "D1:D2", "values": [["p"], ["q"]]}])
    assert tab.get_all_values() == [
        ["", "42", "", "p"], ["", "21", "", "q"], ["", "x", "", ""], ["", "", "y", ""],
    ]  # fmt: skip
    tab.insert_cols([["1", "2"]], 1)
    tab.delete_columns(3)
    tab.delete_rows(3, 4)
    assert tab.get_all_values() == [["1", "", "", "p"], ["2", "", "", "q"]]
    tab.batch_clear(["A1:A2"])
    tab.clear()
    assert tab.get_all_values() == [[]]


def test_files_are_shared_copied_exported_and_deleted(client: Client, tab: Worksheet) -> None:
    """Through the Drive API, as gspread asks it."""
    file = tab.spreadsheet
    tab.update([["a", "b,c"], ["d", ""]], "A1")
    file.share("ann@example.com", perm_type="user", role="reader", notify=False)
    roles = {one["emailAddress"]: one["role"] for one in file.list_permissions()}
    assert roles == {ACCOUNT: "owner", "ann@example.com": "reader"}
    copy = client.copy(file.id, "Mine too", copy_permissions=True, copy_comments=True)
    assert {one["role"] for one in copy.list_permissions()} == {"owner", "reader"}
    file.remove_permissions("ann@example.com")
    assert len(file.list_permissions()) == 1
    assert file.export(ExportFormat.CSV) == b'a,"b,c"\r\nd,'
    client.import_csv(copy.id, "1,2\n3,4")
    assert copy.get_worksheet(0).get_all_values() == [["1", "2"], ["3", "4"]]
    assert {one.title for one in client.openall()} == {"Made", "Mine too"}
    assert [one.id for one in client.openall("Made")] == [file.id]
    client.del_spreadsheet(copy.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Mine too")
    file.update_title("Other")
    file.update_locale("de_DE")
    file.update_timezone("Europe/Berlin")
    again = client.open_by_key(file.id)
    assert (again.title, again.locale, again.timezone) == ("Other", "de_DE", "Europe/Berlin")
