"""What the API says of a spreadsheet: the resource, by a mask and by ranges.

What an answer leaves out (a 0, a no, an empty list), and what it always says, was taken from
recorded answers.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tests.sheets_api import rendering
from tests.sheets_api.cells import EMPTY, Body, Cell, CellError, Scalar, number
from tests.sheets_api.masks import Mask, below, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.sheets_api.a1 import Area
    from tests.sheets_api.cells import Row
    from tests.sheets_api.spreadsheet import Spreadsheet
    from tests.sheets_api.tab import Tab

WHITE: Body = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Body = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
THEME: Body = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": kind, "color": {"rgbColor": color}}
        for kind, color in (
            ("TEXT", {}),
            ("BACKGROUND", WHITE),
            ("ACCENT1", {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275}),
            ("ACCENT2", {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314}),
            ("ACCENT3", {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275}),
            ("ACCENT4", {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902}),
            ("ACCENT5", {"red": 1, "green": 0.42745098, "blue": 0.003921569}),
            ("ACCENT6", {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706}),
            ("LINK", {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}),
        )
    ],
}
"""Both as in recorded answers."""


def told(
    spreadsheet: Spreadsheet,
    mask: Mask,
    ranges: Sequence[str] = (),
    *,
    with_cells: bool = False,
    for_whom: str = "",
) -> Body:
    """Return the resource `Spreadsheet`.

    Args:
        spreadsheet: what is told of.
        mask: the fields to show; an empty one shows all.
        ranges: only the tabs and cells of these.
        with_cells: whether to show cells where the mask is empty.
        for_whom: the address of who asks.
    """
    blocks: dict[int, list[Area]] = {}
    for one in ranges:
        tab, area = spreadsheet.found(one)
        blocks.setdefault(tab.id, []).append(area)
    result: Body = {"spreadsheetId": spreadsheet.id, "spreadsheetUrl": spreadsheet.address}
    state = spreadsheet.state
    if below(mask, "properties") is not None:
        more = {"defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": THEME}
        result["properties"] = state.properties | more
    if state.names:
        result["namedRanges"] = [one | {"range": range_told(one["range"])} for one in state.names]
    whole = [one for one in state.metadata.values() if one["location"].get("spreadsheet")]
    if whole:
        result["developerMetadata"] = [metadata_told(one) for one in whole]
    result = shown(result, mask)
    inner = below(mask, "sheets")
    if inner is not None:
        teller = _Teller(spreadsheet, inner, with_cells=with_cells, for_whom=for_whom)
        result["sheets"] = [
            teller.tab(tab, index, blocks.get(tab.id))
            for index, tab in enumerate(spreadsheet.tabs)
            if not ranges or tab.id in blocks
        ]
    return result


def properties_told(tab: Tab, index: int) -> Body:
    """Return the resource `SheetProperties`."""
    size = {"rowCount": tab.row_count, "columnCount": tab.column_count}
    return {
        "sheetId": tab.id,
        "title": tab.title,
        "index": index,
        "sheetType": "GRID",
        "gridProperties": size | tab.grid_properties,
        **tab.properties,
    }


class _Teller:
    """Tells of tabs by one mask, which is below `sheets`."""

    def __init__(
        self, spreadsheet: Spreadsheet, mask: Mask, *, with_cells: bool, for_whom: str
    ) -> None:
        self._spreadsheet = spreadsheet
        self._mask = mask
        self._for_whom = for_whom
        data = below(mask, "data")
        self._data = data if data is not None and (mask or with_cells) else None
        rows = below(data or {}, "rowData")
        self._cells = None if rows is None else (below(rows, "values") or {})
        wanted = self._cells or {}
        self._entered, self._effective, self._text, self._look = (
            below(wanted, name)
            for name in ("userEnteredValue", "effectiveValue", "formattedValue", "effectiveFormat")
        )
        self._rest = not wanted or bool(
            wanted.keys() & {"userEnteredFormat", "note", "dataValidation", "*"}
        )

    def tab(self, tab: Tab, index: int, blocks: list[Area] | None) -> Body:
        """Return the resource `Sheet`."""
        result: Body = {"properties": properties_told(tab, index)}
        if tab.merges:
            result["merges"] = [range_told(one) for one in tab.merges]
        if tab.filter is not None:
            result["basicFilter"] = ranged_told(tab.filter)
        if tab.protections:
            owner = self._spreadsheet.owner
            result["protectedRanges"] = [
                protection_told(one, self._for_whom, owner) for one in tab.protections
            ]
        for name, groups in (
            ("rowGroups", tab.groups["ROWS"]),
            ("columnGroups", tab.groups["COLUMNS"]),
            *tab.ranged.items(),
        ):
            if groups:
                result[name] = [ranged_told(one) for one in groups]
        own = [
            metadata_told(one)
            for one in self._spreadsheet.state.metadata.values()
            if one["location"].get("sheetId", -1) == tab.id
        ]
        if own:
            result["developerMetadata"] = own
        result = shown(result, self._mask)
        if self._data is not None:
            result["data"] = [self._block(tab, area) for area in blocks or [tab.whole()]]
        return result

    def _block(self, tab: Tab, area: Area) -> Body:
        result: Body = {}
        if area.top:
            result["startRow"] = area.top
        if area.left:
            result["startColumn"] = area.left
        for name, dimension, span, held, pixels in (
            ("rowMetadata", "ROWS", range(area.top, area.bottom), tab.row_properties, 21),
            ("columnMetadata", "COLUMNS", range(area.left, area.right), tab.column_properties, 100),
        ):
            if below(self._data or {}, name) is not None:
                marks = self._marks(tab, dimension)
                result[name] = [
                    {"pixelSize": pixels}
                    | held.get(index, {})
                    | ({"developerMetadata": marks[index]} if index in marks else {})
                    for index in span
                ]
        result = shown(result, self._data or {})
        if self._cells is not None:
            if not (self._rest or self._look is not None):
                area = area._replace(bottom=min(area.bottom, tab.last_row()))
            rows = [
                self._row(tab, index, area.left, row)
                for index, row in enumerate(tab.block(area), area.top)
            ]
            while rows and not rows[-1]:
                rows.pop()
            if rows:
                result["rowData"] = rows
        return result

    def _marks(self, tab: Tab, dimension: str) -> dict[int, list[Body]]:
        marks: dict[int, list[Body]] = {}
        for one in self._spreadsheet.state.metadata.values():
            span = one["location"].get("dimensionRange")
            if span and span.get("sheetId", 0) == tab.id and span["dimension"] == dimension:
                marks.setdefault(span["startIndex"], []).append(metadata_told(one))
        return marks

    def _row(self, tab: Tab, index: int, left: int, row: Row) -> Body:
        cells = [
            {} if cell is None else self._cell(tab, index, at, cell)
            for at, cell in enumerate(row, left)
        ]
        while cells and not cells[-1]:
            cells.pop()
        return {"values": cells} if cells else {}

    def _cell(self, tab: Tab, row: int, column: int, cell: Cell) -> Body:
        result: Body = {}
        if cell.value is not None or cell.formula:
            value: Scalar | CellError | None = cell.value
            if cell.formula:
                value = self._spreadsheet.value(tab, row, column, cell)
            effective = extended(value)
            entered = {"formulaValue": cell.formula} if cell.formula else effective
            if self._entered is not None:
                held = shown(entered, self._entered) if self._entered else entered
                result["userEnteredValue"] = held
            if self._effective is not None:
                held = shown(effective, self._effective) if self._effective else effective
                result["effectiveValue"] = held
            if self._text is not None:
                text = rendering.formatted(value, cell.format, self._spreadsheet.locale)
                if text:
                    result["formattedValue"] = text
        if self._look is not None and cell != EMPTY:
            result["effectiveFormat"] = shown(effective_format(cell), self._look)
        if self._rest:
            rest: Body = {
                "userEnteredFormat": cell.format,
                "note": cell.note,
                "dataValidation": cell.rule,
            }
            result |= shown({key: one for key, one in rest.items() if one}, self._cells or {})
        return result


def extended(value: Scalar | CellError | None) -> Body:
    """Return the resource `ExtendedValue`."""
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.kind, "message": value.message}}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {} if value is None else {"numberValue": number(value)}


def effective_format(cell: Cell) -> Body:
    """Return the format a cell has in the end: the spreadsheet's with its own over it."""
    own = cell.format or {}
    form = DEFAULT_FORMAT | own
    if "textFormat" in own:
        form["textFormat"] = DEFAULT_FORMAT["textFormat"] | own["textFormat"]
    kind = rendering.kind_of(own)
    if "horizontalAlignment" not in own and isinstance(cell.value, int | float) and kind != "TEXT":
        form["horizontalAlignment"] = "CENTER" if isinstance(cell.value, bool) else "RIGHT"
    return {"hyperlinkDisplayType": "PLAIN_TEXT"} | form


def range_told(one: Body) -> Body:
    """Return a range as answers have it: the tab's number is left out where it is 0."""
    return {key: value for key, value in one.items() if key != "sheetId" or value}


def ranged_told(one: Body) -> Body:
    """Return an object with a range or with ranges."""
    result = dict(one)
    if "range" in result:
        result["range"] = range_told(result["range"])
    if "ranges" in result:
        result["ranges"] = [range_told(two) for two in result["ranges"]]
    return result


def protection_told(one: Body, for_whom: str, owner: str) -> Body:
    """Return a `ProtectedRange` as somebody sees it."""
    result = ranged_told(one)
    if "unprotectedRanges" in result:
        result["unprotectedRanges"] = [range_told(two) for two in result["unprotectedRanges"]]
    if result.get("warningOnly"):
        result.pop("editors", None)
        result["requestingUserCanEdit"] = True
        return result
    users = list(dict.fromkeys([owner, *result.get("editors", {}).get("users", [])]))
    result["editors"] = (result.get("editors") or {}) | {"users": users}
    if for_whom in users:
        result["requestingUserCanEdit"] = True
    else:
        result.pop("requestingUserCanEdit", None)
        result.pop("editors")
    return result


def metadata_told(one: Body) -> Body:
    """Return a `DeveloperMetadata`."""
    location = dict(one["location"])
    if "dimensionRange" in location:
        location["dimensionRange"] = range_told(location["dimensionRange"])
    return one | {"location": location}


def shade(value: float) -> int | float:
    """Return a part of a colour as answers have it: one of 256 steps, as a 32-bit number."""
    value = int(min(max(value, 0), 1) * 255 + 1e-6) / 255
    packed = struct.pack("f", value)
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("f", float(text)) == packed:
            return number(float(text))
    return number(value)
