"""A request that Google does not describe is refused, in Google's words."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.sheets_api import schema
from tests.sheets_api.cells import RefusedError
from tests.sheets_api.changes import Change
from tests.sheets_api.test_recordings import without_null

BATCH = "/v4/spreadsheets/abc:batchUpdate"


def refusal(verb: str, path: str, body: Any = None, **query: str) -> RefusedError | None:  # noqa: ANN401 - any JSON
    """Return what a request is refused with."""
    try:
        schema.check(
            verb,
            path,
            {name: [value] for name, value in query.items()},
            without_null(body or {}),
        )
    except RefusedError as refused:
        return refused
    return None


RANGE = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
CELL = {"userEnteredValue": {"stringValue": "x"}}


@pytest.mark.parametrize(
    "request_",
    [
        {"addSheet": {"properties": {"title": "x", "hidden": True}}},
        {"appendCells": {"sheetId": 1, "rows": [{"values": [CELL]}], "fields": "*"}},
        {"updateCells": {"range": RANGE, "fields": "userEnteredValue,note"}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataId": 1,
                    "metadataKey": "k",
                    "location": {"spreadsheet": True},
                    "visibility": "DOCUMENT",
                }
            }
        },
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": 1}}}},
        {"copyPaste": {"source": RANGE, "destination": RANGE, "pasteType": "PASTE_VALUES"}},
    ],
)
def test_what_google_describes_is_accepted(request_: dict[str, Any]) -> None:
    """Each passes, and JSON Schema made of the same description says so too."""
    body = {"requests": [request_], "includeSpreadsheetInResponse": True}
    assert refusal("POST", BATCH, body) is None
    name = "BatchUpdateSpreadsheetRequest"
    assert jsonschema.Draft202012Validator(schema.json_schema(name)).is_valid(body)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (
            {"addSheat": {}},
            (
                "Invalid JSON payload received. Unknown name \"addSheat\" at 'requests[0]': "
                "Cannot find field."
            ),
        ),
        (
            {"updateCells": {"rows": [{"values": [{"userEnteredValu": {}}]}], "fields": "*"}},
            (
                'Invalid JSON payload received. Unknown name "userEnteredValu" at '
                "'requests[0].update_cells.rows[0].values[0]': Cannot find field."
            ),
        ),
        (
            {"deleteSheet": {"sheetId": True}},
            "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), true",
        ),
        (
            {"appendDimension": {"dimension": "ROW", "length": 1}},
            "Invalid value at 'requests[0].append_dimension.dimension' (TYPE_ENUM), \"ROW\"",
        ),
        (
            {"repeatCell": {"range": RANGE, "cell": CELL, "fields": "userEnteredFormt"}},
            "Invalid requests[0].repeatCell: Invalid field: userEnteredFormt",
        ),
        (
            {"updateCells": {"range": RANGE}},
            (
                "Invalid requests[0].updateCells: At least one field must be listed in 'fields'. "
                "(Use '*' to indicate all fields.)"
            ),
        ),
    ],
)
def test_what_google_does_not_describe_is_refused(request_: dict[str, Any], said: str) -> None:
    """A wrong name, type, word or mask: 400, and what is said names the place."""
    refused = refusal("POST", BATCH, {"requests": [request_]})
    assert refused is not None
    assert (refused.code, refused.message) == (400, said)


def test_parameters_of_the_address_are_held_to_it_too() -> None:
    """An unknown parameter, a wrong word in a known one, a mask that matches nothing."""
    values = "/v4/spreadsheets/abc/values/A1"
    assert refusal("GET", values, valueRenderOption="FORMULA") is None
    for query in ({"valueRender": "FORMULA"}, {"valueRenderOption": "PLAIN"}):
        refused = refusal("GET", values, **query)
        assert refused is not None
        assert refused.code == 400
    refused = refusal("GET", "/v4/spreadsheets/abc", fields="sheets(properties.titel)")
    assert refused is not None
    assert refused.details is not None
    assert "sheets.properties.titel" in str(refused.details)
    assert refusal("GET", "/v4/spreadsheets/abc", fields="sheets.data.rowData.values.note") is None


def test_drive_is_held_to_its_description_too() -> None:
    """A field and a mask that Drive does not have; parameters it does not describe are let be."""
    files = "/drive/v3/files"
    assert refusal("POST", files, {"name": "x"}, supportsAllDrives="True") is None
    assert refusal("GET", files, fields="files(id,name),nextPageToken", anything="1") is None
    for wrong in (
        refusal("POST", files, {"nmae": "x"}),
        refusal("GET", files, fields="files(nam)"),
    ):
        assert wrong is not None
        assert wrong.code == 400


def test_it_imports_nothing_of_the_project_around_it() -> None:
    """So that it can be taken out: the standard library, a few packages, and itself."""
    packages = {"cryptography", "google", "googleapiclient", "gspread", "hypothesis"}
    packages |= {"jsonschema", "pytest", "requests", "urllib3"}
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                fine = top in sys.stdlib_module_names or top in packages
                assert fine or name.startswith("tests.sheets_api"), (path.name, name)


def test_a_null_is_no_field() -> None:
    """Gspread sends `null` for what it does not set; Google takes it for not sent."""
    body = {"values": [[None, 1]], "majorDimension": None}
    assert refusal("PUT", "/v4/spreadsheets/abc/values/A1", body) is None


def test_the_readme_names_every_request_that_is_answered() -> None:
    """Those that are carried out, no more and no fewer, and each is one of Google's."""
    text = (Path(__file__).parent / "README.md").read_text("utf-8")
    listed = text.partition("Requests of a batch:")[2].partition("Any other")[0]
    named = set(re.findall(r"\b[a-z]+[A-Z]\w+", listed))
    carried = {
        re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
        for name, one in vars(Change).items()
        if not name.startswith("_") and "_" in name and callable(one)
    }
    assert named == carried
    assert named <= set(schema.schemas()["Request"]["properties"])
