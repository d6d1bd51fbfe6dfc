"""A spreadsheet: its tabs, names, metadata, shares, and what it was before each change.

`told` is what the API says about it, by a mask and, where cells are asked for, by ranges.
"""

from __future__ import annotations

import copy
import random
import struct
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.sheets_api import a1, formulas, rendering
from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import (
    EMPTY,
    Body,
    Cell,
    CellError,
    RefusedError,
    Scalar,
    invalid,
    number,
    refuse,
)
from tests.sheets_api.masks import Mask, below, shown
from tests.sheets_api.shapes import Dimension, Edit, reshaped
from tests.sheets_api.tab import LIMIT_CELLS, Tab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

VERSIONS_KEPT = 30
METADATA_LIMIT = 30_000
"""Characters of keys and values, for a spreadsheet and for each tab (guides/metadata)."""
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


class State:
    """What goes back when an old version is restored."""

    def __init__(self, properties: Body) -> None:
        """Begin without a tab."""
        self.properties = properties
        self.tabs: list[Tab] = []
        self.names: list[Body] = []
        self.metadata: dict[int, Body] = {}

    def copy(self) -> State:
        """Return one that can be changed without changing this; tabs are copied when touched."""
        new = State(copy.deepcopy(self.properties))
        new.tabs = [tab.copy() for tab in self.tabs]
        new.names = list(self.names)
        new.metadata = dict(self.metadata)
        return new


class Spreadsheet:
    """A file, with the state it is in now."""

    def __init__(self, spreadsheet_id: str, title: str, owner: str, now: float) -> None:
        """Make a blank one with one tab."""
        self.id = spreadsheet_id
        self.owner = owner
        self.created = now
        self.modified = now
        self.now = now
        self.trashed = False
        self.shares: dict[str, str] = {owner: "owner"}
        self.folders: list[str] = []
        self.comments: list[Body] = []
        self.versions: deque[State] = deque(maxlen=VERSIONS_KEPT)
        self.state = State(
            {"title": title, "locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT"}
        )
        self.state.tabs.append(Tab(0, "Sheet1"))
        self._reckoning: set[tuple[int, int, int]] = set()

    # Small questions.

    @property
    def title(self) -> str:
        """Return the file's name."""
        return str(self.state.properties["title"])

    @property
    def locale(self) -> str:
        """Return the locale, such as `en_US`."""
        return str(self.state.properties["locale"])

    @property
    def tabs(self) -> list[Tab]:
        """Return the tabs in their order."""
        return self.state.tabs

    @property
    def address(self) -> str:
        """Return where a person opens it."""
        return f"https://docs.google.com/spreadsheets/d/{self.id}/edit"

    def local(self) -> datetime:
        """Return the moment in the spreadsheet's zone, without it."""
        zone = ZoneInfo(str(self.state.properties["timeZone"]))
        return datetime.fromtimestamp(self.now, UTC).astimezone(zone).replace(tzinfo=None)

    def tab(self, sheet_id: int) -> Tab:
        """Return a tab by its number.

        Raises:
            RefusedError: there is none.
        """
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        said = f"No grid with id: {sheet_id}"
        raise invalid(said)

    def titled(self, title: str) -> Tab | None:
        """Return a tab by its title; case does not count."""
        for tab in self.tabs:
            if tab.title == title:
                return tab
        low = title.casefold()
        return next((tab for tab in self.tabs if tab.title.casefold() == low), None)

    def new_tab_id(self) -> int:
        """Return a number no tab has."""
        taken = {tab.id for tab in self.tabs}
        while (found := random.randrange(1, 2**31 - 1)) in taken:  # noqa: S311 - no secret
            pass
        return found

    def check_size(self) -> None:
        """Refuse a spreadsheet of more cells than it may have."""
        if sum(tab.row_count * tab.column_count for tab in self.tabs) > LIMIT_CELLS:
            refuse(
                "This action would increase the number of cells in the workbook above the limit "
                f"of {LIMIT_CELLS} cells."
            )

    # Ranges.

    def found(self, text: str) -> tuple[Tab, Area]:
        """Return the tab and the block a range names; an end beyond the grid is cut off.

        Raises:
            RefusedError: it is no range, or begins outside the grid.
        """
        asked = a1.asked(text)
        wrong = invalid(f"Unable to parse range: {text}")
        if asked is None:
            # A name may stand behind a tab's title, as if it were cells.
            named = self._named(text.rpartition("!")[2])
            if named is None:
                raise wrong
            return named
        if asked.corners is None and not asked.quoted and asked.title is not None:
            named = self._named(asked.title)
            if named is not None:
                return named
        tab = self.titled(asked.title) if asked.title is not None else None
        corners = asked.corners
        if tab is None and corners is None and not asked.quoted:
            bare = a1.cells_only(text)
            tab = next((one for one in self.tabs if not one.properties.get("hidden")), None)
            corners = bare.corners if bare is not None else None
            tab = tab if bare is not None else None
        if tab is None:
            raise wrong
        return tab, self._bounded(tab, corners)

    def _bounded(
        self, tab: Tab, corners: tuple[int | None, int | None, int | None, int | None] | None
    ) -> Area:
        if corners is None:
            return tab.whole()
        top, left, bottom, right = corners
        top, left = top or 0, left or 0
        if top >= tab.row_count or left >= tab.column_count:
            end = Area(top, left, bottom or tab.row_count, right or tab.column_count)
            refuse(
                f"Range ({a1.written(tab.title, end)}) exceeds grid limits. Max rows: "
                f"{tab.row_count}, max columns: {tab.column_count}"
            )
        return Area(
            top,
            left,
            min(tab.row_count if bottom is None else bottom, tab.row_count),
            min(tab.column_count if right is None else right, tab.column_count),
        )

    def _named(self, name: str) -> tuple[Tab, Area] | None:
        for one in self.state.names:
            if str(one.get("name", "")).casefold() == name.casefold():
                tab = self.tab(one["range"].get("sheetId", 0))
                return tab, tab.area(one["range"])
        return None

    # Values.

    def value(self, tab: Tab, row: int, column: int, cell: Cell) -> Scalar | CellError | None:
        """Return what is in a cell: its value, or what its formula gives."""
        if not cell.formula:
            return cell.value
        here = (tab.id, row, column)
        if here in self._reckoning:
            return CellError("REF", "Circular dependency detected.")
        self._reckoning.add(here)
        try:
            return formulas.value_of(cell.formula, _Seen(self, tab))
        finally:
            self._reckoning.discard(here)

    def shaped(self, tab: Tab, dimension: Dimension, edit: Edit) -> None:
        """Let formulas, names and metadata follow rows or columns of a tab that were moved."""
        for held in self.tabs:
            held.rewrite(self._following(held, tab, dimension, edit))
        names = []
        for one in self.state.names:
            if one["range"].get("sheetId", 0) != tab.id:
                names.append(one)
            elif (left := reshaped(one["range"], dimension, edit)) is not None:
                names.append(one | {"range": left})
        self.state.names = names
        for key, one in list(self.state.metadata.items()):
            span = one["location"].get("dimensionRange")
            if span and span.get("sheetId", 0) == tab.id and span["dimension"] == dimension:
                place = edit.place(span["startIndex"])
                if place is None:
                    del self.state.metadata[key]
                else:
                    moved = span | {"startIndex": place, "endIndex": place + 1}
                    at = one["location"] | {"dimensionRange": moved}
                    self.state.metadata[key] = one | {"location": at}

    def _following(
        self, here: Tab, tab: Tab, dimension: Dimension, edit: Edit
    ) -> Callable[[str], str]:
        def of_tab(title: str | None) -> bool:
            return (here if title is None else self.titled(title)) is tab

        return lambda text: formulas.followed(text, of_tab, dimension, edit)

    def drop_tab(self, tab: Tab) -> None:
        """Remove a tab with its names and metadata."""
        self.state.tabs.remove(tab)
        self.state.names = [
            one for one in self.state.names if one["range"].get("sheetId", 0) != tab.id
        ]
        self.state.metadata = {
            key: one
            for key, one in self.state.metadata.items()
            if sheet_of(one["location"]) != tab.id
        }

    # Telling.

    def told(
        self,
        mask: Mask,
        ranges: Sequence[str] = (),
        *,
        with_cells: bool = False,
        for_whom: str = "",
    ) -> Body:
        """Return the resource `Spreadsheet`.

        Args:
            mask: the fields to show; an empty one shows all.
            ranges: only the tabs and cells of these.
            with_cells: whether to show cells where the mask is empty.
            for_whom: the address of who asks.
        """
        blocks: dict[int, list[Area]] = {}
        for one in ranges:
            tab, area = self.found(one)
            blocks.setdefault(tab.id, []).append(area)
        result: Body = {"spreadsheetId": self.id}
        if below(mask, "properties") is not None:
            result["properties"] = {
                **self.state.properties,
                "defaultFormat": DEFAULT_FORMAT,
                "spreadsheetTheme": THEME,
            }
        inner = below(mask, "sheets")
        if inner is not None:
            result["sheets"] = [
                self._tab_told(tab, index, inner, blocks.get(tab.id), with_cells, for_whom)
                for index, tab in enumerate(self.tabs)
                if not ranges or tab.id in blocks
            ]
        if self.state.names:
            result["namedRanges"] = [
                one | {"range": range_told(one["range"])} for one in self.state.names
            ]
        result["spreadsheetUrl"] = self.address
        whole = [one for one in self.state.metadata.values() if one["location"].get("spreadsheet")]
        if whole:
            result["developerMetadata"] = [metadata_told(one) for one in whole]
        told: Body = shown(result, mask)
        return told

    def properties_told(self, tab: Tab, index: int) -> Body:
        """Return the resource `SheetProperties`."""
        return {
            "sheetId": tab.id,
            "title": tab.title,
            "index": index,
            "sheetType": "GRID",
            "gridProperties": {
                "rowCount": tab.row_count,
                "columnCount": tab.column_count,
                **tab.grid_properties,
            },
            **tab.properties,
        }

    def _tab_told(  # noqa: PLR0913, PLR0917 - what a tab says hangs on all of it
        self,
        tab: Tab,
        index: int,
        mask: Mask,
        blocks: list[Area] | None,
        with_cells: bool,  # noqa: FBT001
        for_whom: str,
    ) -> Body:
        result: Body = {"properties": self.properties_told(tab, index)}
        data = below(mask, "data")
        if data is not None and (mask or with_cells):
            result["data"] = [self._data_told(tab, area, data) for area in blocks or [tab.whole()]]
        if tab.merges:
            result["merges"] = [range_told(one) for one in tab.merges]
        if tab.filter is not None:
            result["basicFilter"] = tab.filter | {"range": range_told(tab.filter["range"])}
        if tab.protections:
            result["protectedRanges"] = [
                protection_told(one, for_whom, self.owner) for one in tab.protections
            ]
        for dimension, name in (("ROWS", "rowGroups"), ("COLUMNS", "columnGroups")):
            if tab.groups[dimension]:  # type: ignore[index]
                result[name] = [group_told(one) for one in tab.groups[dimension]]  # type: ignore[index]
        for name, held in tab.ranged.items():
            if held:
                result[name] = [ranged_told(one) for one in held]
        own = [
            one
            for one in self.state.metadata.values()
            if one["location"].get("sheetId", -1) == tab.id
        ]
        if own:
            result["developerMetadata"] = [metadata_told(one) for one in own]
        return result

    def _data_told(self, tab: Tab, area: Area, mask: Mask) -> Body:
        result: Body = {}
        if area.top:
            result["startRow"] = area.top
        if area.left:
            result["startColumn"] = area.left
        rows = below(mask, "rowData")
        if rows is not None:
            wanted = below(rows, "values")
            told = [
                self._row_told(tab, area.top + index, area.left, row, wanted or {})
                for index, row in enumerate(tab.block(area))
            ]
            while told and not told[-1]:
                told.pop()
            if told:
                result["rowData"] = told
        for name, dimension, first, last, held, pixels in (
            ("rowMetadata", "ROWS", area.top, area.bottom, tab.row_properties, 21),
            ("columnMetadata", "COLUMNS", area.left, area.right, tab.column_properties, 100),
        ):
            inner = below(mask, name)
            if inner is not None:
                marks = self._marks(tab, dimension)
                result[name] = [
                    {"pixelSize": pixels}
                    | held.get(index, {})
                    | ({"developerMetadata": marks[index]} if index in marks else {})
                    for index in range(first, last)
                ]
        return result

    def _marks(self, tab: Tab, dimension: str) -> dict[int, list[Body]]:
        marks: dict[int, list[Body]] = {}
        for one in self.state.metadata.values():
            span = one["location"].get("dimensionRange")
            if span and span.get("sheetId", 0) == tab.id and span["dimension"] == dimension:
                marks.setdefault(span["startIndex"], []).append(metadata_told(one))
        return marks

    def _row_told(
        self, tab: Tab, index: int, left: int, row: Iterable[Cell | None], mask: Mask
    ) -> Body:
        cells = [
            {} if cell is None else self._cell_told(tab, index, left + at, cell, mask)
            for at, cell in enumerate(row)
        ]
        while cells and not cells[-1]:
            cells.pop()
        return {"values": cells} if cells else {}

    def _cell_told(self, tab: Tab, row: int, column: int, cell: Cell, mask: Mask) -> Body:
        result: Body = {}
        if cell.filled and (not mask or mask.keys() & _OF_VALUES):
            value = self.value(tab, row, column, cell)
            result["userEnteredValue"] = (
                {"formulaValue": cell.formula} if cell.formula else extended(value)
            )
            result["effectiveValue"] = extended(value)
            if not mask or "formattedValue" in mask:
                text = rendering.formatted(value, cell.format, self.locale)
                if text:
                    result["formattedValue"] = text
        if cell.format:
            result["userEnteredFormat"] = cell.format
        if (not mask or "effectiveFormat" in mask) and cell != EMPTY:
            result["effectiveFormat"] = effective_format(cell)
        if cell.note:
            result["note"] = cell.note
        if cell.rule:
            result["dataValidation"] = cell.rule
        return (
            {name: shown(result[name], mask[name]) for name in mask if name in result}
            if mask
            else result
        )


_OF_VALUES = {"userEnteredValue", "effectiveValue", "formattedValue"}


class _Seen:
    """Other cells, as a formula in one tab sees them."""

    def __init__(self, spreadsheet: Spreadsheet, tab: Tab) -> None:
        self._spreadsheet = spreadsheet
        self._tab = tab

    def block(self, text: str) -> formulas.Grid | CellError:
        asked = a1.asked(text) if "!" in text else a1.cells_only(text)
        if asked is None or asked.corners is None:
            return CellError("REF", "Reference does not exist.")
        tab = self._tab if asked.title is None else self._spreadsheet.titled(asked.title)
        if tab is None:
            return CellError("REF", f"Unresolved sheet name '{asked.title}'.")
        try:
            area = self._spreadsheet._bounded(tab, asked.corners)  # noqa: SLF001 - its own
        except RefusedError:
            return CellError("REF", "Reference does not exist.")
        return self._values(tab, area)

    def named(self, name: str) -> formulas.Grid | CellError:
        found = self._spreadsheet._named(name)  # noqa: SLF001 - its own
        if found is None:
            return CellError("NAME", f"Unknown range name: '{name}'.")
        return self._values(*found)

    def now(self) -> float:
        return (self._spreadsheet.local() - rendering.EPOCH).total_seconds() / 86400

    def _values(self, tab: Tab, area: Area) -> formulas.Grid:
        return [
            [
                None if cell is None else self._spreadsheet.value(tab, row, column, cell)
                for column, cell in enumerate(cells, area.left)
            ]
            for row, cells in enumerate(tab.block(area), area.top)
        ]


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


def sheet_of(location: Body) -> int | None:
    """Return which tab a metadata location is in; None where it is the whole spreadsheet's."""
    if "dimensionRange" in location:
        return int(location["dimensionRange"].get("sheetId", 0))
    return int(location["sheetId"]) if "sheetId" in location else None


def range_told(one: Body) -> Body:
    """Return a range as answers have it: the tab's number is left out where it is 0."""
    return {key: value for key, value in one.items() if key != "sheetId" or value}


def group_told(one: Body) -> Body:
    """Return a `DimensionGroup`."""
    return one | {"range": range_told(one["range"])}


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


def any_json(value: Any) -> Any:  # noqa: ANN401 - any part of a body
    """Return a deep copy."""
    return copy.deepcopy(value)
