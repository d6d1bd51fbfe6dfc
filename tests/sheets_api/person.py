"""The human at the sheet: types, sorts, inserts, deletes, renames, copies, restores, unshares.

Rows are numbered as a person sees them: 1 is the row of headings. Columns are named by heading, or
by their letters where no heading is so called. A person asks nobody: no limit and no protection of
a warning kind holds them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sheets_api import a1, metadata, tables
from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import EMPTY, Body, Cell, CellError, Scalar
from tests.sheets_api.changes import carry_out, type_in
from tests.sheets_api.rendering import formatted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.sheets_api.google import Google
    from tests.sheets_api.spreadsheet import Spreadsheet, State
    from tests.sheets_api.tab import Tab


class Person:
    """Somebody with the sheet open."""

    def __init__(self, google: Google, sheet: Spreadsheet) -> None:
        """Sit down at a sheet."""
        self._google = google
        self._sheet = sheet

    # Seeing.

    def titles(self) -> list[str]:
        """Return the titles of the tabs, in their order."""
        return [tab.title for tab in self._sheet.tabs]

    def rows(self, tab: str) -> list[list[str]]:
        """Return what a tab shows, headings first; what is empty at the ends is left out."""
        with self._google.lock:
            there = self._tab(tab)
            shown = []
            for row in range(there.last_row()):
                cells = [self._shown(there, row, at) for at in range(len(there.rows[row]))]
                while cells and not cells[-1]:
                    cells.pop()
                shown.append(cells)
            return shown

    def heads(self, tab: str) -> list[str]:
        """Return what the first row of a tab shows; what is empty at its end too."""
        with self._google.lock:
            there = self._tab(tab)
            return [
                self._shown(there, 0, at) for at in range(len(there.rows[0] if there.rows else ()))
            ]

    def records(self, tab: str) -> list[dict[str, str]]:
        """Return the rows below the headings, by heading; rows with nothing in them too."""
        rows = self.rows(tab)
        heads = rows[0] if rows else []
        return [
            {head: row[at] if at < len(row) else "" for at, head in enumerate(heads)}
            for row in rows[1:]
        ]

    def cell(self, tab: str, row: int, column: str) -> Cell:
        """Return a cell with all that stands in it."""
        with self._google.lock:
            there = self._tab(tab)
            return there.cell(row - 1, self._column(there, column))

    def value(self, tab: str, row: int, column: str) -> Scalar | CellError | None:
        """Return a cell's value; a formula's result."""
        with self._google.lock:
            there = self._tab(tab)
            at = self._column(there, column)
            return self._sheet.value(there, row - 1, at, there.cell(row - 1, at))

    def row_with(self, tab: str, heading: str, text: str) -> int:
        """Return the first row that shows a text under a heading.

        Raises:
            LookupError: no row does.
        """
        with self._google.lock:
            there = self._tab(tab)
            column = self._column(there, heading)
            for row in range(1, there.last_row()):
                if self._shown(there, row, column) == text:
                    return row + 1
        raise LookupError(heading)

    def formulas(self) -> list[tuple[str, int, int]]:
        """Return where formulas stand: title, row and column, from 1."""
        with self._google.lock:
            return [
                (tab.title, row + 1, column + 1)
                for tab in self._sheet.tabs
                for row, cells in enumerate(tab.rows)
                if tab.reckons(cells)
                for column, cell in enumerate(cells)
                if cell is not None and cell.formula
            ]

    # Cells and rows.

    def type(self, tab: str, row: int, column: str, text: Scalar) -> None:
        """Type into a cell: a number becomes a number, a date a date; "" clears it."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            there.row_count = max(there.row_count, row)
            old = there.cell(row - 1, at)
            there.put(row - 1, at, type_in(self._sheet, old, text))

    def note(self, tab: str, row: int, column: str, text: str) -> None:
        """Pin a note to a cell."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            there.put(row - 1, at, there.cell(row - 1, at)._replace(note=text))

    def colour(self, tab: str, row: int, column: str, red: float = 1) -> None:
        """Colour a cell's background."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            old = there.cell(row - 1, at)
            form = (old.format or {}) | {"backgroundColor": {"red": red}}
            there.put(row - 1, at, old._replace(format=form))

    def add_row(self, tab: str, values: dict[str, Scalar]) -> int:
        """Type a new row below the last one, by heading, and return its number."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            row = there.last_row()
            there.row_count = max(there.row_count, row + 1)
            for heading, value in values.items():
                at = self._column(there, heading)
                there.put(row, at, type_in(self._sheet, there.cell(row, at), value))
            return row + 1

    def insert_row(self, tab: str, before: int, count: int = 1) -> None:
        """Insert empty rows before one."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            edit = there.insert("ROWS", before - 1, count)
            self._sheet.shaped(there, "ROWS", edit)

    def delete_row(self, tab: str, row: int, count: int = 1) -> None:
        """Delete rows."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            last = min(row - 1 + count, there.row_count)
            if last - (row - 1) >= there.row_count:
                there.row_count += 1
            edit = there.delete("ROWS", row - 1, last)
            self._sheet.shaped(there, "ROWS", edit)

    def move_row(self, tab: str, row: int, before: int) -> None:
        """Drag a row to before another."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            edit = there.move("ROWS", row - 1, row, before - 1)
            self._sheet.shaped(there, "ROWS", edit)

    def copy_row(self, tab: str, row: int, to: int | None = None) -> int:
        """Copy a row, ids and all, over another or below the last; return its number."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            target = there.last_row() + 1 if to is None else to
            there.row_count = max(there.row_count, target)
            while len(there.rows) < target:
                there.rows.append(())
            there.rows[target - 1] = tuple(
                cell and tables.copied(cell, target - row, 0) for cell in there.rows[row - 1]
            )
            return target

    def swap_rows(self, tab: str, one: int, two: int) -> None:
        """Let two rows change places."""
        with self._google.changing(self._sheet):
            rows = self._tab(tab).rows
            rows[one - 1], rows[two - 1] = rows[two - 1], rows[one - 1]

    def paste(self, tab: str, row: int, column: str, block: Sequence[Sequence[Scalar]]) -> None:
        """Paste a block with its first cell here; it covers what is there."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            left = self._column(there, column)
            width = max(len(one) for one in block)
            there.row_count = max(there.row_count, row - 1 + len(block))
            there.column_count = max(there.column_count, left + width)
            for down, given in enumerate(block):
                for right, value in enumerate(given):
                    old = there.cell(row - 1 + down, left + right)
                    new = type_in(self._sheet, old, value)
                    there.put(row - 1 + down, left + right, new)

    def clear(self, tab: str, column: str, first: int = 2, last: int | None = None) -> None:
        """Clear a column below its heading, or some rows of it: the ids, for example."""
        self._each(tab, column, first, last, None)

    def fill_down(self, tab: str, column: str, first: int, last: int | None = None) -> None:
        """Drag a cell down: all below it show the same."""
        with self._google.lock:
            there = self._tab(tab)
            value = there.cell(first - 1, self._column(there, column)).value
        self._each(tab, column, first + 1, last, value)

    def _each(
        self, tab: str, column: str, first: int, last: int | None, value: Scalar | None
    ) -> None:
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            end = there.last_row() if last is None else last
            if end >= first:
                there.change(
                    Area(first - 1, at, end, at + 1),
                    lambda _row, _column, old: old._replace(value=value, formula=""),
                )

    # Sorting and filtering.

    def sort(self, tab: str, column: str, *, down: bool = False) -> None:
        """Sort all rows below the headings by a column, whole rows at a time."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            self._sorted(there, column, 0, there.column_count, down=down)

    def sort_some(self, tab: str, by: str, first: str, last: str, *, down: bool = False) -> None:
        """Sort only the columns from one heading to another: the rest stays, rows are torn."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            left, right = self._column(there, first), self._column(there, last) + 1
            self._sorted(there, by, left, right, down=down)

    def _sorted(self, there: Tab, by: str, left: int, right: int, *, down: bool) -> None:
        area = Area(1, left, max(1, there.last_row()), right)
        order = "DESCENDING" if down else "ASCENDING"
        spec = {"dimensionIndex": self._column(there, by), "sortOrder": order}
        tables.sort(self._sheet, there, area, [spec])

    def filter(self, tab: str, column: str, hidden: Sequence[str]) -> None:
        """Filter rows away: those that show one of these texts. Reading is not changed by it."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            area = tab_range(there)
            at = self._column(there, column)
            spec = {"columnIndex": at, "filterCriteria": {"hiddenValues": list(hidden)}}
            there.filter = {"range": area, "filterSpecs": [spec]}

    # Columns.

    def rename_heading(self, tab: str, column: str, text: str) -> None:
        """Type another heading."""
        self.type(tab, 1, column, text)

    def move_column(self, tab: str, column: str, before: str | None = None) -> None:
        """Drag a column to before another, or to the right end of the headings."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            to = self._width(there) if before is None else self._column(there, before)
            edit = there.move("COLUMNS", at, at + 1, to)
            self._sheet.shaped(there, "COLUMNS", edit)

    def delete_column(self, tab: str, column: str) -> None:
        """Delete a column."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            edit = there.delete("COLUMNS", at, at + 1)
            self._sheet.shaped(there, "COLUMNS", edit)

    def add_column(self, tab: str, heading: str, before: str | None = None) -> None:
        """Insert a column of one's own, or add it behind the last heading."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            if before is None:
                at = self._width(there)
                there.column_count = max(there.column_count, at + 1)
            else:
                at = self._column(there, before)
                edit = there.insert("COLUMNS", at, 1)
                self._sheet.shaped(there, "COLUMNS", edit)
            there.put(0, at, EMPTY._replace(value=heading))

    def insert_above_headings(self, tab: str, text: str = "") -> None:
        """Insert a row above the headings."""
        self.insert_row(tab, 1)
        if text:
            self.type(tab, 1, "A", text)

    def hide_column(self, tab: str, column: str, *, hidden: bool = True) -> None:
        """Hide a column, or show it."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            at = self._column(there, column)
            there.column_properties[at] = {"hiddenByUser": True} if hidden else {}

    # Tabs.

    def add_tab(self, title: str) -> None:
        """Add an empty tab."""
        self._change({"addSheet": {"properties": {"title": title}}})

    def rename_tab(self, tab: str, title: str) -> None:
        """Rename a tab."""
        with self._google.changing(self._sheet):
            self._tab(tab).title = title

    def delete_tab(self, tab: str) -> None:
        """Delete a tab."""
        with self._google.changing(self._sheet):
            self._sheet.drop_tab(self._tab(tab))

    def duplicate_tab(self, tab: str, title: str | None = None) -> str:
        """Duplicate a tab, column metadata and all; return the copy's title."""
        name = title or f"Copy of {tab}"
        asked = {"sourceSheetId": self._tab(tab).id, "newSheetName": name}
        index = self.titles().index(tab) + 1
        self._change({"duplicateSheet": asked | {"insertSheetIndex": index}})
        return name

    def move_tab(self, tab: str, index: int) -> None:
        """Drag a tab to another place."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            self._sheet.tabs.remove(there)
            self._sheet.tabs.insert(index, there)

    def protect(self, tab: str, column: str | None = None) -> None:
        """Protect a tab, or one column of it, so that only the owner may edit it."""
        with self._google.changing(self._sheet):
            there = self._tab(tab)
            area: Body = {"sheetId": there.id}
            if column is not None:
                at = self._column(there, column)
                area |= {"startColumnIndex": at, "endColumnIndex": at + 1}
            editors = {"users": [self._sheet.owner]}
            key = 1 + max((one["protectedRangeId"] for one in there.protections), default=0)
            there.protections.append({"protectedRangeId": key, "range": area, "editors": editors})

    def unprotect(self, tab: str) -> None:
        """Take all protection of a tab away."""
        with self._google.changing(self._sheet):
            self._tab(tab).protections.clear()

    # The file.

    def version(self) -> State:
        """Return the state the file is in, to be restored later."""
        with self._google.lock:
            return self._sheet.state.copy()

    def restore(self, version: State | int = 1) -> None:
        """Restore an old version, metadata and all: one kept, or so many changes back."""
        with self._google.changing(self._sheet):
            old = self._sheet.versions[-version] if isinstance(version, int) else version
            self._sheet.state = old.copy()

    def copy_file(self, title: str | None = None, email: str | None = None) -> str:
        """Copy the file, ids and metadata and all; shared with nobody unless said. Its id."""
        with self._google.lock:
            new = self._google.new(title or f"Copy of {self._sheet.title}", self._sheet.owner)
            name = new.title
            new.state = self._sheet.state.copy()
            new.state.properties["title"] = name
            if email is not None:
                new.shares[email] = "writer"
            return new.id

    def rename_file(self, title: str) -> None:
        """Give the file another name."""
        with self._google.changing(self._sheet):
            self._sheet.state.properties["title"] = title

    def set_locale(self, locale: str, time_zone: str | None = None) -> None:
        """Set the file's locale, such as `de_DE`, and its time zone."""
        with self._google.changing(self._sheet):
            self._sheet.state.properties["locale"] = locale
            if time_zone is not None:
                self._sheet.state.properties["timeZone"] = time_zone

    def share(self, email: str, *, read_only: bool = False) -> None:
        """Share the file."""
        with self._google.lock:
            self._sheet.shares[email] = "reader" if read_only else "writer"

    def withdraw_share(self, email: str | None = None) -> None:
        """Take a share back; all but the owner's where no address is given."""
        with self._google.lock:
            gone = [email] if email is not None else list(self._sheet.shares)
            for one in gone:
                if one != self._sheet.owner:
                    self._sheet.shares.pop(one, None)

    def trash(self) -> None:
        """Put the file into the bin: others find it no more."""
        with self._google.lock:
            self._sheet.trashed = True

    def take_back(self) -> None:
        """Take the file out of the bin."""
        with self._google.lock:
            self._sheet.trashed = False

    def delete_file(self) -> None:
        """Delete the file for good."""
        with self._google.lock:
            self._google.files.pop(self._sheet.id, None)

    # Within.

    def metadata(self) -> list[Body]:
        """Return the developer metadata of the whole file, which a person never sees."""
        with self._google.lock:
            return [metadata.get(self._sheet, key) for key in self._sheet.state.metadata]

    def _change(self, request: Body) -> None:
        with self._google.changing(self._sheet):
            carry_out(self._sheet, self._sheet.owner, [request])

    def _tab(self, title: str) -> Tab:
        for tab in self._sheet.tabs:
            if tab.title == title:
                return tab
        raise LookupError(title)

    def _shown(self, tab: Tab, row: int, column: int) -> str:
        cell = tab.cell(row, column)
        value = self._sheet.value(tab, row, column, cell)
        return formatted(value, cell.format, self._sheet.locale)

    def _column(self, tab: Tab, name: str) -> int:
        heads = tab.rows[0] if tab.rows else ()
        for at, cell in enumerate(heads):
            if cell is not None and cell.value == name:
                return at
        if name.isalpha() and name.isupper() and len(name) <= 3:
            return a1.column_index(name)
        raise LookupError(name)

    def _width(self, tab: Tab) -> int:
        heads = tab.rows[0] if tab.rows else ()
        return max((at + 1 for at, one in enumerate(heads) if one and one.filled), default=0)


def tab_range(tab: Tab) -> Body:
    """Return the whole of a tab as a `GridRange`."""
    return {
        "sheetId": tab.id,
        "startRowIndex": 0,
        "endRowIndex": tab.row_count,
        "startColumnIndex": 0,
        "endColumnIndex": tab.column_count,
    }
