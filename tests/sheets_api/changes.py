"""What each request of a `batchUpdate` does: all of a batch, or nothing of it.

Source: the descriptions in Google's discovery document of the Sheets API; what an answer says back
stands in recorded answers. Not recorded, and so from the descriptions alone: `appendCells`, the
developer metadata, and the spreadsheet in the answer.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.sheets_api import metadata, tables
from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import EMPTY, Body, Cell, RefusedError, Scalar, invalid, number, refuse
from tests.sheets_api.entered import entered
from tests.sheets_api.masks import Mask, parsed, put
from tests.sheets_api.rendering import formatted
from tests.sheets_api.shapes import ENDS, STARTS, Dimension
from tests.sheets_api.spreadsheet import Spreadsheet, any_json
from tests.sheets_api.tab import LIMIT_CHARACTERS, Tab
from tests.sheets_api.telling import properties_told, range_told, shade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COLOURS = frozenset({"red", "green", "blue", "alpha"})
EDGE_PIXELS, LETTER_PIXELS = 6, 7
"""About how wide a cell's edges and a letter of Arial 10 are."""
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


def plain(value: Any) -> Any:  # noqa: ANN401 - any part of a request
    """Return a part of a request as it is kept: defaults left out, colours as 32-bit numbers."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, one in value.items():
        if name in COLOURS and isinstance(one, int | float):
            if shade(one):
                kept[name] = shade(one)
        elif one is None or one is False or one == "":
            continue
        else:
            kept[name] = plain(one)
    return kept


def grid_range(asked: Body) -> Body:
    """Return a `GridRange` with its tab's number in it, where a request may leave out 0."""
    return {"sheetId": 0} | asked


class Change:
    """One batch at work on one spreadsheet, for one account."""

    def __init__(self, spreadsheet: Spreadsheet, by: str) -> None:
        """Take what is changed, and the address of who changes it."""
        self.spreadsheet = spreadsheet
        self.by = by

    # What several requests need.

    def tab(self, asked: Body) -> Tab:
        """Return the tab a request names."""
        return self.spreadsheet.tab(asked.get("sheetId", 0))

    def allow(self, tab: Tab, area: Area) -> None:
        """Refuse a change of cells that are protected against this account."""
        for one in tab.protections:
            if one.get("warningOnly") or self._may(one):
                continue
            if overlap(tab.area(one.get("range", {})), area) and not any(
                inside(area, tab.area(free)) for free in one.get("unprotectedRanges", [])
            ):
                refuse(PROTECTED)

    def _may(self, protection: Body) -> bool:
        return self.by in (
            self.spreadsheet.owner,
            *(protection.get("editors") or {}).get("users", []),
        )

    def block(self, asked: Body) -> tuple[Tab, Area]:
        """Return the tab and the block of a `GridRange`, which must lie in the grid."""
        tab = self.tab(asked)
        area = tab.area(asked)
        if area.top >= tab.row_count or area.left >= tab.column_count:
            refuse(
                f"Invalid range: {asked} attempting to write outside the grid of "
                f"{tab.row_count} rows and {tab.column_count} columns"
            )
        return tab, area

    # Spreadsheet and tabs.

    def update_spreadsheet_properties(self, asked: Body) -> Body:
        """Change the title, the locale, the time zone."""
        mask = parsed(asked["fields"])
        state = self.spreadsheet.state
        changed = put(state.properties, plain(asked.get("properties", {})), mask)
        if not mask:
            changed = state.properties | plain(asked.get("properties", {}))
        if not changed.get("title"):
            refuse("Spreadsheet title cannot be empty.")
        state.properties = changed
        return {}

    def add_sheet(self, asked: Body) -> Body:
        """Add a tab."""
        given = asked.get("properties", {})
        tabs = self.spreadsheet.tabs
        sheet_id = given.get("sheetId")
        if sheet_id is not None and any(tab.id == sheet_id for tab in tabs):
            refuse(f"A sheet with id {sheet_id} already exists. Please choose another id.")
        title = given.get("title") or self._free_title()
        self._check_title(title, None)
        grid = given.get("gridProperties", {})
        new = Tab(
            self.spreadsheet.new_tab_id() if sheet_id is None else sheet_id,
            title,
            grid.get("rowCount", 1000),
            grid.get("columnCount", 26),
        )
        index = min(given.get("index", len(tabs)), len(tabs))
        tabs.insert(index, new)
        self._set_properties(new, given, set(given) - {"title", "index", "sheetId"})
        self.spreadsheet.check_size()
        return {"properties": properties_told(new, index)}

    def _free_title(self) -> str:
        taken = {tab.title for tab in self.spreadsheet.tabs}
        at = len(taken) + 1
        while f"Sheet{at}" in taken:
            at += 1
        return f"Sheet{at}"

    def _check_title(self, title: str, but: Tab | None) -> None:
        other = self.spreadsheet.titled(title)
        if other is not None and other is not but:
            refuse(f'A sheet with the name "{title}" already exists. Please enter another name.')

    def delete_sheet(self, asked: Body) -> Body:
        """Delete a tab; the last one that is shown stays."""
        tab = self.tab(asked)
        self.allow(tab, tab.whole())
        shown = [one for one in self.spreadsheet.tabs if not one.properties.get("hidden")]
        if len(self.spreadsheet.tabs) == 1:
            refuse("You can't remove all the sheets in a document.")
        if shown == [tab]:
            refuse("You can't remove all the visible sheets in a document.")
        self.spreadsheet.drop_tab(tab)
        return {}

    def duplicate_sheet(self, asked: Body) -> Body:
        """Copy a tab, its column metadata with it."""
        tab = self.spreadsheet.tab(asked.get("sourceSheetId", 0))
        title = asked.get("newSheetName") or f"Copy of {tab.title}"
        self._check_title(title, None)
        new_id = asked.get("newSheetId")
        if new_id is not None and any(one.id == new_id for one in self.spreadsheet.tabs):
            refuse(f"A sheet with id {new_id} already exists. Please choose another id.")
        index = asked.get("insertSheetIndex", 0)
        new = self.copied(tab, self.spreadsheet.new_tab_id() if new_id is None else new_id, title)
        self.spreadsheet.tabs.insert(index, new)
        metadata.copy_to_tab(self.spreadsheet, self.spreadsheet, tab.id, new.id)
        return {"properties": properties_told(new, index)}

    def copied(self, tab: Tab, new_id: int, title: str) -> Tab:
        """Return a copy of a tab under another number."""
        new = tab.copy()
        new.id, new.title = new_id, title
        new.merges = [one | {"sheetId": new_id} for one in tab.merges]
        new.protections = [
            one | {"range": one["range"] | {"sheetId": new_id}, "protectedRangeId": random_id()}
            for one in tab.protections
        ]
        if tab.filter is not None:
            new.filter = tab.filter | {"range": tab.filter["range"] | {"sheetId": new_id}}
        for dimension, groups in tab.groups.items():
            new.groups[dimension] = [
                one | {"range": one["range"] | {"sheetId": new_id}} for one in groups
            ]
        return new

    def update_sheet_properties(self, asked: Body) -> Body:
        """Change a tab's title, place, size, colour, and whether it is shown."""
        given = asked.get("properties", {})
        tab = self.tab(given)
        mask = parsed(asked["fields"])
        names = set(mask) or set(given) - {"sheetId"}
        if "title" in names:
            title = given.get("title", "")
            if not title:
                refuse("Sheet name cannot be empty.")
            self._check_title(title, tab)
        if "hidden" in names and given.get("hidden"):
            others = [
                one
                for one in self.spreadsheet.tabs
                if one is not tab and not one.properties.get("hidden")
            ]
            if not others:
                refuse("You can't hide all the sheets in a document.")
        self._set_properties(tab, given, names, mask)
        return {}

    def _set_properties(
        self, tab: Tab, given: Body, names: set[str], mask: Mask | None = None
    ) -> None:
        if "title" in names:
            tab.title = given["title"]
        if "index" in names:
            tabs = self.spreadsheet.tabs
            old, new = tabs.index(tab), given.get("index", 0)
            if new > len(tabs):
                refuse(f"Index {new} is out of bounds.")
            tabs.remove(tab)
            tabs.insert(new - 1 if new > old else new, tab)
        for name in ("hidden", "rightToLeft"):
            if name in names:
                tab.properties.pop(name, None)
                if given.get(name):
                    tab.properties[name] = True
        if names & {"tabColor", "tabColorStyle"}:
            self._colour(tab, plain(given))
        if "gridProperties" in names:
            self._grid(tab, given.get("gridProperties", {}), (mask or {}).get("gridProperties", {}))

    def _colour(self, tab: Tab, given: Body) -> None:
        for name in ("tabColor", "tabColorStyle"):
            tab.properties.pop(name, None)
        style = given.get("tabColorStyle")
        if style is None and "tabColor" in given:
            style = {"rgbColor": given["tabColor"]}
        if style:
            tab.properties["tabColorStyle"] = style
            if "rgbColor" in style:
                tab.properties["tabColor"] = style["rgbColor"]

    def _grid(self, tab: Tab, given: Body, mask: Mask) -> None:
        names = set(mask) or set(given)
        rows = given.get("rowCount", 0) if "rowCount" in names else tab.row_count
        columns = given.get("columnCount", 0) if "columnCount" in names else tab.column_count
        if (rows, columns) != (tab.row_count, tab.column_count):
            self._resize(tab, rows, columns)
        for name in names - {"rowCount", "columnCount"}:
            tab.grid_properties.pop(name, None)
            if given.get(name):
                tab.grid_properties[name] = given[name]
        if tab.grid_properties.get("frozenRowCount", 0) >= tab.row_count:
            refuse("You can't freeze all visible rows on the sheet.")
        if tab.grid_properties.get("frozenColumnCount", 0) >= tab.column_count:
            refuse("You can't freeze all visible columns on the sheet.")

    def _resize(self, tab: Tab, rows: int, columns: int) -> None:
        if rows < 1 or columns < 1:
            refuse("You can't delete all the rows or columns on the sheet.")
        if rows < tab.row_count:
            self._delete(tab, "ROWS", rows, tab.row_count)
        if columns < tab.column_count:
            self._delete(tab, "COLUMNS", columns, tab.column_count)
        tab.row_count, tab.column_count = rows, columns
        self.spreadsheet.check_size()

    # Cells.

    def update_cells(self, asked: Body) -> Body:
        """Set fields of cells, from a start or in a range; there, what is not given is cleared."""
        rows = [one.get("values", []) for one in asked.get("rows", [])]
        if "start" in asked:
            start = asked["start"]
            tab = self.tab(start)
            top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
            width = max((len(one) for one in rows), default=0)
            area = Area(top, left, top + len(rows), left + width)
        else:
            tab, area = self.block(asked.get("range", {}))
        self._write(tab, area, rows, asked["fields"], ragged="start" in asked)
        return {}

    def append_cells(self, asked: Body) -> Body:
        """Add rows behind the last one that holds data, making the grid larger if need be."""
        tab = self.tab(asked)
        rows = [one.get("values", []) for one in asked.get("rows", [])]
        top = tab.last_row()
        width = max((len(one) for one in rows), default=0)
        tab.row_count = max(tab.row_count, top + len(rows))
        tab.column_count = max(tab.column_count, width)
        self.spreadsheet.check_size()
        self._write(tab, Area(top, 0, top + len(rows), width), rows, asked["fields"], ragged=True)
        return {}

    def _write(
        self, tab: Tab, area: Area, rows: Sequence[Sequence[Body]], fields: str, *, ragged: bool
    ) -> None:
        if area.bottom > tab.row_count or area.right > tab.column_count:
            refuse(
                "Attempting to write outside the grid: "
                f"{area.bottom} rows and {area.right} columns are needed, there are "
                f"{tab.row_count} and {tab.column_count}."
            )
        self.allow(tab, area)
        mask = parsed(fields)

        def new(row: int, column: int, old: Cell) -> Cell:
            given = rows[row - area.top] if row - area.top < len(rows) else ()
            at = column - area.left
            if at >= len(given):
                return old if ragged else with_fields(old, {}, mask)
            return with_fields(old, given[at], mask)

        tab.change(area, new)

    def repeat_cell(self, asked: Body) -> Body:
        """Set fields of all cells of a range to the same."""
        tab, area = self.block(asked.get("range", {}))
        self.allow(tab, area)
        mask, cell = parsed(asked["fields"]), asked.get("cell", {})
        tab.change_alike(area, lambda old: with_fields(old, cell, mask))
        return {}

    def set_data_validation(self, asked: Body) -> Body:
        """Set or clear the rule for what may be typed."""
        tab, area = self.block(asked.get("range", {}))
        rule = plain(asked["rule"]) if "rule" in asked else None
        tab.change_alike(area, lambda old: old._replace(rule=rule))
        return {}

    def copy_paste(self, asked: Body) -> Body:
        """Copy a block, as often as it fits into where it goes."""
        tables.paste(self, asked, cut=False)
        return {}

    def cut_paste(self, asked: Body) -> Body:
        """Move a block to a place."""
        tables.paste(self, asked, cut=True)
        return {}

    def paste_data(self, asked: Body) -> Body:
        """Put in text that is parted by a delimiter."""
        tables.paste_text(self, asked)
        return {}

    def find_replace(self, asked: Body) -> Body:
        """Replace a text by another."""
        return tables.find_replace(self, asked)

    def sort_range(self, asked: Body) -> Body:
        """Sort the rows of a range."""
        tab, area = self.block(asked.get("range", {}))
        self.allow(tab, area)
        tables.sort(self.spreadsheet, tab, area, asked.get("sortSpecs", []))
        return {}

    def trim_whitespace(self, asked: Body) -> Body:
        """Strip blanks around texts, and double ones within."""
        return tables.trim(self, asked)

    def delete_duplicates(self, asked: Body) -> Body:
        """Delete rows that equal one above them."""
        return tables.delete_duplicates(self, asked)

    def text_to_columns(self, asked: Body) -> Body:
        """Part one column's texts into several."""
        tables.text_to_columns(self, asked)
        return {}

    def insert_range(self, asked: Body) -> Body:
        """Insert empty cells, pushing others down or right."""
        tab, area = self.block(asked.get("range", {}))
        self.allow(tab, area)
        tables.shift(tab, area, asked["shiftDimension"], insert=True)
        return {}

    def delete_range(self, asked: Body) -> Body:
        """Delete cells, pulling others up or left."""
        tab, area = self.block(asked.get("range", {}))
        self.allow(tab, area)
        tables.shift(tab, area, asked["shiftDimension"], insert=False)
        return {}

    # Merges, borders, names, protection.

    def merge_cells(self, asked: Body) -> Body:
        """Merge cells; only the first of each keeps what it holds."""
        tab, area = self.block(asked.get("range", {}))
        self.allow(tab, area)
        sheet = {"sheetId": tab.id}
        whole = merged(area)
        parts = {
            "MERGE_COLUMNS": [
                whole | {"startColumnIndex": at, "endColumnIndex": at + 1}
                for at in range(area.left, area.right)
            ],
            "MERGE_ROWS": [
                whole | {"startRowIndex": at, "endRowIndex": at + 1}
                for at in range(area.top, area.bottom)
            ],
        }.get(asked.get("mergeType", "MERGE_ALL"), [whole])
        for part in parts:
            block = tab.area(part)
            if (block.bottom - block.top) * (block.right - block.left) == 1:
                continue
            for old in list(tab.merges):
                if overlap(tab.area(old), block):
                    if not inside(tab.area(old), block):
                        refuse(
                            "You must select all cells in a merged range to merge or unmerge them."
                        )
                    tab.merges.remove(old)
            self._keep_first(tab, block)
            tab.merges.append(sheet | part)
        return {}

    def _keep_first(self, tab: Tab, block: Area) -> None:
        tab.change(
            block,
            lambda row, column, old: (
                old
                if (row, column) == (block.top, block.left)
                else old._replace(value=None, formula="")
            ),
        )

    def unmerge_cells(self, asked: Body) -> Body:
        """Undo the merges that lie in a range."""
        tab, area = self.block(asked.get("range", {}))
        self.allow(tab, area)
        for old in list(tab.merges):
            if overlap(tab.area(old), area):
                if not inside(tab.area(old), area):
                    refuse("You must select all cells in a merged range to merge or unmerge them.")
                tab.merges.remove(old)
        return {}

    def update_borders(self, asked: Body) -> Body:
        """Set borders of cells."""
        tab, area = self.block(asked.get("range", {}))
        tables.borders(tab, area, plain(asked))
        return {}

    def add_named_range(self, asked: Body) -> Body:
        """Give a range a name."""
        given = plain(asked["namedRange"])
        names = self.spreadsheet.state.names
        self._check_name(given["name"], None)
        key = given.get("namedRangeId") or str(random_id())
        held = {"namedRangeId": key} | given | {"range": grid_range(given.get("range", {}))}
        self.tab(held["range"])
        names.append(held)
        return {"namedRange": held | {"range": range_told(held["range"])}}

    def _check_name(self, name: str, but: str | None) -> None:
        for one in self.spreadsheet.state.names:
            if one["name"].casefold() == name.casefold() and one["namedRangeId"] != but:
                refuse(
                    f'A named range with the name "{name}" already exists. Please enter another.'
                )

    def update_named_range(self, asked: Body) -> Body:
        """Change a name or its range."""
        given = plain(asked["namedRange"])
        names = self.spreadsheet.state.names
        for at, one in enumerate(names):
            if one["namedRangeId"] == given.get("namedRangeId"):
                mask = parsed(asked["fields"])
                changed = put(one, given, mask) if mask else one | given
                changed["range"] = grid_range(changed.get("range", {}))
                self._check_name(changed["name"], one["namedRangeId"])
                names[at] = changed | {"namedRangeId": one["namedRangeId"]}
                return {}
        said = f"No named range with id: {given.get('namedRangeId')}"
        raise invalid(said)

    def delete_named_range(self, asked: Body) -> Body:
        """Take a name away."""
        names = self.spreadsheet.state.names
        left = [one for one in names if one["namedRangeId"] != asked.get("namedRangeId")]
        if len(left) == len(names):
            refuse(f"No named range with id: {asked.get('namedRangeId')}")
        self.spreadsheet.state.names = left
        return {}

    def add_protected_range(self, asked: Body) -> Body:
        """Protect a range."""
        given = plain(any_json(asked["protectedRange"]))
        if "namedRangeId" in given and "range" not in given:
            given["range"] = next(
                (
                    one["range"]
                    for one in self.spreadsheet.state.names
                    if one["namedRangeId"] == given["namedRangeId"]
                ),
                {},
            )
        held = {"protectedRangeId": random_id()} | given
        held["range"] = grid_range(given.get("range", {}))
        tab = self.tab(held["range"])
        editors = {name: users for name, users in given.get("editors", {}).items() if users}
        held.pop("editors", None)
        if not given.get("warningOnly"):
            held["editors"] = editors
            held["requestingUserCanEdit"] = True
        tab.protections.append(
            held | {"editors": editors | {"users": [self.by, *editors.get("users", [])]}}
            if "editors" in held
            else held
        )
        return {"protectedRange": held | {"range": range_told(held["range"])}}

    def _protection(self, key: int) -> tuple[Tab, Body]:
        for tab in self.spreadsheet.tabs:
            for one in tab.protections:
                if one["protectedRangeId"] == key:
                    if not one.get("warningOnly") and not self._may(one):
                        refuse(PROTECTED)
                    return tab, one
        said = f"No protected range with id: {key}"
        raise invalid(said)

    def update_protected_range(self, asked: Body) -> Body:
        """Change a protection."""
        given = plain(any_json(asked["protectedRange"]))
        tab, one = self._protection(given.get("protectedRangeId", 0))
        mask = parsed(asked["fields"])
        changed = put(one, given, mask) if mask else one | given
        changed["protectedRangeId"] = one["protectedRangeId"]
        changed["range"] = grid_range(changed.get("range", {}))
        tab.protections[tab.protections.index(one)] = changed
        return {}

    def delete_protected_range(self, asked: Body) -> Body:
        """Take a protection away."""
        tab, one = self._protection(asked.get("protectedRangeId", 0))
        tab.protections.remove(one)
        return {}

    # Filters.

    def set_basic_filter(self, asked: Body) -> Body:
        """Set the filter of a tab, over all of it where no range is given."""
        given = plain(asked["filter"])
        held = grid_range(given.get("range", {}))
        tab = self.tab(held)
        tab.filter = given | {"range": {"sheetId": tab.id} | merged(tab.area(held))}
        if "sortSpecs" in given:
            body = tab.area(held)._replace(top=tab.area(held).top + 1)
            self.allow(tab, body)
            tables.sort(self.spreadsheet, tab, body, given["sortSpecs"])
        return {}

    def clear_basic_filter(self, asked: Body) -> Body:
        """Take the filter away."""
        self.tab(asked).filter = None
        return {}

    # Rows and columns.

    def _places(self, asked: Body) -> tuple[Tab, Dimension, int, int]:
        tab = self.tab(asked)
        dimension: Dimension = asked.get("dimension", "ROWS")
        size = tab.row_count if dimension == "ROWS" else tab.column_count
        start, end = asked.get("startIndex", 0), asked.get("endIndex", size)
        if start >= end:
            refuse(f"The range [{start}, {end}) of {dimension} is empty.")
        return tab, dimension, start, end

    def insert_dimension(self, asked: Body) -> Body:
        """Insert rows or columns."""
        tab, dimension, start, end = self._places(asked["range"])
        size = tab.row_count if dimension == "ROWS" else tab.column_count
        if start > size:
            refuse(f"Cannot insert before {start}: there are {size} {dimension}.")
        before = bool(asked.get("inheritFromBefore"))
        if before and start == 0:
            refuse("inheritFromBefore cannot be set when inserting at the start.")
        edit = tab.insert(dimension, start, end - start)
        self._inherit(tab, dimension, start, end, start - 1 if before else end)
        self.spreadsheet.shaped(tab, dimension, edit)
        self.spreadsheet.check_size()
        return {}

    def _inherit(self, tab: Tab, dimension: Dimension, start: int, end: int, source: int) -> None:
        """Let new rows or columns look as the one beside them; validation and formats go along."""
        rows = dimension == "ROWS"
        if source >= (tab.row_count if rows else tab.column_count):
            return
        width = tab.column_count if rows else min(len(tab.rows), tab.row_count)
        looks = [tab.cell(source, at) if rows else tab.cell(at, source) for at in range(width)]
        if not any(one.format or one.rule for one in looks):
            return
        area = Area(start, 0, end, width) if rows else Area(0, start, width, end)
        tab.change(
            area,
            lambda row, column, _old: EMPTY._replace(
                format=looks[column if rows else row].format,
                rule=looks[column if rows else row].rule,
            ),
        )

    def append_dimension(self, asked: Body) -> Body:
        """Add rows or columns at the end."""
        tab = self.tab(asked)
        if asked["dimension"] == "ROWS":
            tab.row_count += asked["length"]
        else:
            tab.column_count += asked["length"]
        self.spreadsheet.check_size()
        return {}

    def delete_dimension(self, asked: Body) -> Body:
        """Delete rows or columns."""
        tab, dimension, start, end = self._places(asked["range"])
        self._delete(tab, dimension, start, end)
        return {}

    def _delete(self, tab: Tab, dimension: Dimension, start: int, end: int) -> None:
        rows = dimension == "ROWS"
        size = tab.row_count if rows else tab.column_count
        if start >= size or end > size:
            refuse(
                f"Cannot delete a {'row' if rows else 'column'} that doesn't exist. Tried to "
                f"delete {'row' if rows else 'column'} index {max(start, end - 1)} but there are "
                f"only {size} {dimension.lower()}."
            )
        if end - start >= size:
            refuse(f"You can't delete all the {dimension.lower()} on the sheet.")
        frozen = tab.grid_properties.get("frozenRowCount" if rows else "frozenColumnCount", 0)
        if start <= frozen and end == size and frozen:
            refuse(f"Sorry, it is not possible to delete all non-frozen {dimension.lower()}.")
        whole = tab.whole()
        self.allow(
            tab,
            whole._replace(top=start, bottom=end)
            if rows
            else whole._replace(left=start, right=end),
        )
        edit = tab.delete(dimension, start, end)
        self.spreadsheet.shaped(tab, dimension, edit)

    def move_dimension(self, asked: Body) -> Body:
        """Move rows or columns; metadata goes along."""
        tab, dimension, start, end = self._places(asked["source"])
        to = asked.get("destinationIndex", 0)
        if start < to < end:
            refuse("The destination lies in what is moved.")
        edit = tab.move(dimension, start, end, to)
        self.spreadsheet.shaped(tab, dimension, edit)
        return {}

    def update_dimension_properties(self, asked: Body) -> Body:
        """Hide rows or columns, or set how large they are."""
        tab, dimension, start, end = self._places(asked["range"])
        held = tab.row_properties if dimension == "ROWS" else tab.column_properties
        mask, given = parsed(asked["fields"]), plain(asked.get("properties", {}))
        for index in range(start, end):
            changed = put(held.get(index, {}), given, mask)
            held.pop(index, None)
            if changed:
                held[index] = changed
        return {}

    def auto_resize_dimensions(self, asked: Body) -> Body:
        """Make columns as wide as their longest text; how text is drawn is only roughly known."""
        tab, dimension, start, end = self._places(asked["dimensions"])
        if dimension == "COLUMNS":
            for column in range(start, end):
                longest = max(
                    (self._drawn(tab, row, column) for row in range(len(tab.rows))), default=0
                )
                if longest:
                    held = tab.column_properties.get(column, {})
                    size = EDGE_PIXELS + round(longest * LETTER_PIXELS)
                    tab.column_properties[column] = held | {"pixelSize": size}
        return {}

    def _drawn(self, tab: Tab, row: int, column: int) -> int:
        cell = tab.cell(row, column)
        value = self.spreadsheet.value(tab, row, column, cell)
        return len(formatted(value, cell.format, self.spreadsheet.locale))

    def add_dimension_group(self, asked: Body) -> Body:
        """Group rows or columns."""
        tab, dimension, start, end = self._places(asked["range"])
        tables.group(tab, dimension, start, end)
        name = "rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"
        tab.grid_properties[name] = True
        return tables.groups_told(tab, dimension)

    def delete_dimension_group(self, asked: Body) -> Body:
        """Ungroup rows or columns."""
        tab, dimension, start, end = self._places(asked["range"])
        tables.ungroup(tab, dimension, start, end)
        return tables.groups_told(tab, dimension)

    def update_dimension_group(self, asked: Body) -> Body:
        """Fold or unfold a group."""
        given = asked["dimensionGroup"]
        tab, dimension, start, end = self._places(given["range"])
        tables.fold(tab, dimension, (start, end), given)
        return {}

    # Looks that are kept and told, and do nothing more.

    def add_conditional_format_rule(self, asked: Body) -> Body:
        """Add a rule."""
        rule = plain(asked["rule"])
        rule["ranges"] = [grid_range(one) for one in rule["ranges"]]
        held = self.tab(rule["ranges"][0]).ranged.setdefault("conditionalFormats", [])
        held.insert(asked.get("index", 0), rule)
        return {}

    def delete_conditional_format_rule(self, asked: Body) -> Body:
        """Delete a rule."""
        held = self.tab(asked).ranged.get("conditionalFormats", [])
        at = asked.get("index", 0)
        if at >= len(held):
            refuse(f"No conditional format on sheet: {asked} at index: {at}")
        return {"rule": held.pop(at)}

    def add_banding(self, asked: Body) -> Body:
        """Colour rows by turns."""
        given = {"bandedRangeId": random_id()} | plain(asked["bandedRange"])
        given["range"] = grid_range(given["range"])
        self.tab(given["range"]).ranged.setdefault("bandedRanges", []).append(given)
        return {"bandedRange": given | {"range": range_told(given["range"])}}

    def delete_banding(self, asked: Body) -> Body:
        """Take the colours away."""
        for tab in self.spreadsheet.tabs:
            held = tab.ranged.get("bandedRanges", [])
            for one in held:
                if one["bandedRangeId"] == asked.get("bandedRangeId"):
                    held.remove(one)
                    return {}
        said = f"No banding with id: {asked.get('bandedRangeId')}"
        raise invalid(said)

    # Metadata.

    def create_developer_metadata(self, asked: Body) -> Body:
        """Add metadata; a number that is taken is refused."""
        return metadata.create(self.spreadsheet, asked["developerMetadata"])

    def update_developer_metadata(self, asked: Body) -> Body:
        """Change what matches."""
        return metadata.update(self.spreadsheet, asked)

    def delete_developer_metadata(self, asked: Body) -> Body:
        """Delete what matches; nothing matching is no error."""
        return metadata.delete(self.spreadsheet, asked["dataFilter"])


def random_id() -> int:
    """Return a number for something new."""
    return random.randrange(1, 2**31 - 1)  # noqa: S311 - no secret


def overlap(one: Area, two: Area) -> bool:
    """Return whether two blocks share a cell."""
    return (
        one.top < two.bottom
        and two.top < one.bottom
        and one.left < two.right
        and two.left < one.right
    )


def inside(one: Area, two: Area) -> bool:
    """Return whether all of the first block lies in the second."""
    return (
        two.top <= one.top
        and one.bottom <= two.bottom
        and two.left <= one.left
        and one.right <= two.right
    )


def merged(area: Area) -> Body:
    """Return a block as a `GridRange` without its tab."""
    return {
        STARTS["ROWS"]: area.top,
        ENDS["ROWS"]: area.bottom,
        STARTS["COLUMNS"]: area.left,
        ENDS["COLUMNS"]: area.right,
    }


def with_fields(old: Cell, given: Body, mask: Mask) -> Cell:
    """Return a cell with the fields of a mask as given; those not given are cleared."""
    new = old
    if not mask or "userEnteredValue" in mask:
        new = _with_value(new, given.get("userEnteredValue") or {})
    if not mask or "note" in mask:
        new = new._replace(note=given.get("note") or "")
    if not mask or "dataValidation" in mask:
        rule = given.get("dataValidation")
        new = new._replace(rule=plain(rule) if rule else None)
    if not mask or "userEnteredFormat" in mask:
        form = plain(given.get("userEnteredFormat") or {})
        inner = (mask or {}).get("userEnteredFormat") or {}
        changed = put(new.format or {}, form, inner) if inner else form
        new = new._replace(format=with_styles(changed) or None)
    return new


def with_styles(form: Body) -> Body:
    """Return a format in which each colour stands both ways, as answers have it."""
    result = dict(form)
    for holder in (result, result.get("textFormat")):
        if not isinstance(holder, dict):
            continue
        for name in ("backgroundColor", "foregroundColor"):
            style = holder.get(f"{name}Style")
            if style and "rgbColor" in style:
                holder[name] = style["rgbColor"]
            elif name in holder and not style:
                holder[f"{name}Style"] = {"rgbColor": holder[name]}
    return result


def _with_value(old: Cell, given: Body) -> Cell:
    value: Scalar | None = None
    formula = ""
    if "stringValue" in given:
        value = given["stringValue"]
        if len(given["stringValue"]) > LIMIT_CHARACTERS:
            raise too_long()
    elif "numberValue" in given:
        value = number(given["numberValue"])
    elif "boolValue" in given:
        value = given["boolValue"]
    elif "formulaValue" in given:
        formula = given["formulaValue"]
        if not formula.startswith("="):
            refuse("Formula must start with '='.")
    elif "errorValue" in given:
        refuse("An error value cannot be entered.")
    return old._replace(value=value, formula=formula)


def too_long() -> RefusedError:
    """Return the error for a text that is longer than a cell may hold."""
    return invalid(
        f"Your input contains more than the maximum of {LIMIT_CHARACTERS} characters in a single "
        "cell."
    )


def type_in(spreadsheet: Spreadsheet, old: Cell, value: Scalar) -> Cell:
    """Return a cell after something was typed into it."""
    if isinstance(value, str) and len(value) > LIMIT_CHARACTERS:
        raise too_long()
    return entered(old, value, spreadsheet.locale, spreadsheet.local().year)


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)


def carry_out(spreadsheet: Spreadsheet, by: str, requests: Sequence[Body]) -> list[Body]:
    """Carry out the requests of a batch in their order, and return their replies.

    Raises:
        RefusedError: one could not be carried out; the caller takes the old state back.
    """
    change = Change(spreadsheet, by)
    replies = []
    for at, request in enumerate(requests):
        kinds = [name for name, asked in request.items() if asked is not None]
        if len(kinds) != 1:
            refuse(f"Invalid requests[{at}]: No request set.")
        carry: Callable[[Body], Body] | None = getattr(change, _snake(kinds[0]), None)
        if carry is None:
            raise RefusedError(
                501, "UNIMPLEMENTED", f"{kinds[0]} is not answered by this local server."
            )
        try:
            reply = carry(request[kinds[0]])
        except RefusedError as refused:
            if refused.code == 400 and not refused.message.startswith("Invalid requests"):
                message = f"Invalid requests[{at}].{kinds[0]}: {refused.message}"
                raise invalid(message) from None
            raise
        wordy = reply or kinds[0] in ALWAYS_REPLY
        replies.append({kinds[0]: reply} if wordy else {})
    return replies


ALWAYS_REPLY = frozenset({
    "addDimensionGroup", "deleteDimensionGroup", "findReplace", "trimWhitespace",
    "deleteDuplicates", "updateDeveloperMetadata", "deleteDeveloperMetadata",
})  # fmt: skip
