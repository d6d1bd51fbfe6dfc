"""One tab: its grid of cells, and what belongs to rows, columns and ranges of it.

The grid may be ragged: rows and cells at the end that hold nothing need not be there. `row_count`
and `column_count` say how large it is for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import EMPTY, Body, Cell, Row, kept
from tests.sheets_api.shapes import Delete, Dimension, Edit, Insert, Move, reshaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT_CELLS = 10_000_000
"""How many cells a spreadsheet may have (support.google.com/drive/answer/37603)."""
LIMIT_CHARACTERS = 50_000
"""How long the text of one cell may be (same)."""
MOST_KNOWN = 100_000
"""Of how many rows it is kept what is known of them."""


class _Known(NamedTuple):
    """What was seen of a row, which is kept alive with it: nothing else gets its `id`."""

    row: Row
    filled: bool
    """Whether something in it counts as data."""
    reckons: bool
    """Whether a formula stands in it."""

    @classmethod
    def of(cls, row: Row) -> _Known:
        """Look at a row."""
        there = [cell for cell in row if cell is not None]
        return cls(row, any(one.filled for one in there), any(one.formula for one in there))


class Tab:
    """A tab with its cells. Whoever changes one works on a `copy`."""

    def __init__(self, sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> None:
        """Make an empty one."""
        self.id = sheet_id
        self.title = title
        self.row_count = rows
        self.column_count = columns
        self.rows: list[Row] = []
        self.properties: Body = {}
        self.grid_properties: Body = {}
        self.row_properties: dict[int, Body] = {}
        self.column_properties: dict[int, Body] = {}
        self.merges: list[Body] = []
        self.filter: Body | None = None
        self.protections: list[Body] = []
        self.groups: dict[Dimension, list[Body]] = {"ROWS": [], "COLUMNS": []}
        self.ranged: dict[str, list[Body]] = {}
        self._known: dict[int, _Known] = {}

    def copy(self) -> Tab:
        """Return one that can be changed without changing this."""
        new = Tab(self.id, self.title, self.row_count, self.column_count)
        new.rows = list(self.rows)
        new.properties = dict(self.properties)
        new.grid_properties = dict(self.grid_properties)
        new.row_properties = dict(self.row_properties)
        new.column_properties = dict(self.column_properties)
        new.merges = list(self.merges)
        new.filter = self.filter
        new.protections = list(self.protections)
        new.groups = {one: list(two) for one, two in self.groups.items()}
        new.ranged = {one: list(two) for one, two in self.ranged.items()}
        new._known = self._known  # rows never change: what is known of one stays true
        return new

    # Reading.

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, an empty one where nothing stands."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return (cells[column] if column < len(cells) else None) or EMPTY

    def block(self, area: Area) -> Iterator[Row]:
        """Yield the rows of a block as far as there are any; a row may be shorter."""
        for row in self.rows[area.top : area.bottom]:
            yield row[area.left : area.right]

    def whole(self) -> Area:
        """Return the whole grid."""
        return Area(0, 0, self.row_count, self.column_count)

    def last_row(self) -> int:
        """Return how many rows there are up to the last one that holds data."""
        below: Row | None = None
        for index in range(len(self.rows) - 1, -1, -1):
            row = self.rows[index]
            # Rows that were laid out together are one and the same: it is looked at once.
            if row is not below and self._of(row).filled:
                return index + 1
            below = row
        return 0

    def reckons(self, row: Row) -> bool:
        """Return whether a formula stands in a row of this tab."""
        return self._of(row).reckons

    def _of(self, row: Row) -> _Known:
        """Return what is known of a row; one that was seen before is not looked at again."""
        known = self._known.get(id(row))
        if known is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            known = self._known[id(row)] = _Known.of(row)
        return known

    def area(self, grid_range: Body) -> Area:
        """Return the block a `GridRange` names, cut to the grid."""
        top, left = grid_range.get("startRowIndex", 0), grid_range.get("startColumnIndex", 0)
        bottom = min(grid_range.get("endRowIndex", self.row_count), self.row_count)
        right = min(grid_range.get("endColumnIndex", self.column_count), self.column_count)
        return Area(top, left, max(top, bottom), max(left, right))

    # Writing.

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Set one cell; it must lie in the grid."""
        self.change(Area(row, column, row + 1, column + 1), lambda _row, _column, _old: cell)

    def change(self, area: Area, new: Callable[[int, int, Cell], Cell]) -> None:
        """Set every cell of a block to what `new(row, column, old)` returns."""
        while len(self.rows) < area.bottom:
            self.rows.append(())
        for index in range(area.top, area.bottom):
            old = self.rows[index]
            cells = list(old) + [None] * (area.right - len(old))
            for column in range(area.left, area.right):
                cells[column] = kept(new(index, column, cells[column] or EMPTY))
            self.rows[index] = _cut(cells)

    def change_alike(self, area: Area, new: Callable[[Cell], Cell]) -> None:
        """Set every cell of a block to what `new(old)` returns, whatever its place.

        Rows that were one and the same stay so: a tab laid out by columns costs one row.
        """
        self.rows += [()] * (area.bottom - len(self.rows))
        done: dict[int, Row] = {}
        for index in range(area.top, area.bottom):
            old = self.rows[index]
            row = done.get(id(old))
            if row is None:
                cells = list(old) + [None] * (area.right - len(old))
                for column in range(area.left, area.right):
                    cells[column] = kept(new(cells[column] or EMPTY))
                row = done[id(old)] = _cut(cells)
            self.rows[index] = row

    def rewrite(self, new: Callable[[str], str]) -> None:
        """Set every formula to what `new` makes of it."""
        unlike = dict(zip(map(id, self.rows), self.rows, strict=True)).values()
        if not any(self.reckons(row) for row in unlike):
            return
        for index, row in enumerate(self.rows):
            if self.reckons(row):
                self.rows[index] = tuple(
                    cell._replace(formula=new(cell.formula))
                    if cell is not None and cell.formula
                    else cell
                    for cell in row
                )

    def insert(self, dimension: Dimension, at: int, count: int) -> Edit:
        """Insert empty rows or columns before `at`."""
        if dimension == "ROWS":
            if at < len(self.rows):
                self.rows[at:at] = [()] * count
            self.row_count += count
        else:
            gap: Row = (None,) * count
            self._each(lambda row: row[:at] + gap + row[at:] if len(row) > at else row)
            self.column_count += count
        return self._reshape(dimension, Insert(at, count))

    def delete(self, dimension: Dimension, start: int, end: int) -> Edit:
        """Delete rows or columns."""
        if dimension == "ROWS":
            del self.rows[start:end]
            self.row_count -= end - start
        else:
            self._each(lambda row: row[:start] + row[end:] if len(row) > start else row)
            self.column_count -= end - start
        return self._reshape(dimension, Delete(start, end))

    def move(self, dimension: Dimension, start: int, end: int, to: int) -> Edit:
        """Move rows or columns before `to`, counted as they stand now."""
        edit = Move(start, end, to)
        if dimension == "ROWS":
            self.rows += [()] * (self.row_count - len(self.rows))
            self.rows = _moved(self.rows, start, end, to)
        else:
            width = self.column_count
            self._each(
                lambda row: _cut(_moved([*row, *[None] * (width - len(row))], start, end, to))
            )
        return self._reshape(dimension, edit)

    def _each(self, new: Callable[[Row], Row]) -> None:
        """Set every row to what `new` makes of it; rows that were one and the same stay so."""
        unlike = dict(zip(map(id, self.rows), self.rows, strict=True))
        done = {key: new(row) for key, row in unlike.items()}
        self.rows = [done[id(row)] for row in self.rows]

    def _reshape(self, dimension: Dimension, edit: Edit) -> Edit:
        held = self.row_properties if dimension == "ROWS" else self.column_properties
        moved = {edit.place(index): value for index, value in held.items()}
        held.clear()
        held.update({index: value for index, value in moved.items() if index is not None})
        self.merges = [
            one for merge in self.merges if (one := reshaped(merge, dimension, edit)) is not None
        ]
        if self.filter is not None and "range" in self.filter:
            left = reshaped(self.filter["range"], dimension, edit)
            self.filter = None if left is None else self.filter | {"range": left}
        self.protections = _reshaped(self.protections, dimension, edit)
        self.ranged = {name: _reshaped(held, dimension, edit) for name, held in self.ranged.items()}
        self.groups[dimension] = [
            group | {"range": group["range"] | {"startIndex": span[0], "endIndex": span[1]}}
            for group in self.groups[dimension]
            if (span := edit.span(group["range"]["startIndex"], group["range"]["endIndex"]))
        ]
        return edit


def _reshaped(held: list[Body], dimension: Dimension, edit: Edit) -> list[Body]:
    """Return objects with one `range` each, or a list of `ranges`, after an edit."""
    result = []
    for one in held:
        if "range" in one:
            left = reshaped(one["range"], dimension, edit)
            if left is not None:
                result.append(one | {"range": left})
        elif "ranges" in one:
            ranges = [left for old in one["ranges"] if (left := reshaped(old, dimension, edit))]
            if ranges:
                result.append(one | {"ranges": ranges})
        else:
            result.append(one)
    return result


def _cut(cells: list[Cell | None]) -> Row:
    """Return a row without the nothing at its end."""
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


T = TypeVar("T")


def _moved(held: list[T], start: int, end: int, to: int) -> list[T]:
    part = held[start:end]
    if to <= start:
        return held[:to] + part + held[to:start] + held[end:]
    return held[:start] + held[end:to] + part + held[to:]
