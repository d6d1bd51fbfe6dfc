"""What whole blocks of cells undergo: sorting, pasting, replacing, grouping.

A sort leaves row and column metadata where it was, as nothing says that it travels.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cmp_to_key
from typing import TYPE_CHECKING

from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import EMPTY, Body, Cell, CellError, Scalar, refuse
from tests.sheets_api.entered import entered
from tests.sheets_api.formulas import carried
from tests.sheets_api.rendering import formatted
from tests.sheets_api.shapes import Dimension
from tests.sheets_api.spreadsheet import Spreadsheet
from tests.sheets_api.tab import Tab
from tests.sheets_api.telling import ranged_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.sheets_api.changes import Change

Value = Scalar | CellError | None


def rank(value: Value) -> tuple[int, float, str]:
    """Return where a value stands in a sort upwards: numbers, texts, yes and no, errors."""
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, str):
        return 1, 0.0, value.casefold()
    if isinstance(value, CellError):
        return 3, 0.0, value.kind
    return 0, float(value or 0), ""


def sort(spreadsheet: Spreadsheet, tab: Tab, area: Area, specs: Sequence[Body]) -> None:
    """Sort the rows of a block; empty cells come last either way."""
    keys = [
        [
            spreadsheet.value(
                tab, area.top + at, spec.get("dimensionIndex", 0),
                tab.cell(area.top + at, spec.get("dimensionIndex", 0)),
            )
            for spec in specs
        ]
        for at in range(area.bottom - area.top)
    ]  # fmt: skip
    down = [spec.get("sortOrder") == "DESCENDING" for spec in specs]

    def compared(one: int, two: int) -> int:
        for left, right, falls in zip(keys[one], keys[two], down, strict=True):
            if (left is None) != (right is None):
                return 1 if left is None else -1
            if left is None or rank(left) == rank(right):
                continue
            before = rank(left) < rank(right)
            return -1 if before != falls else 1
        return 0

    order = sorted(range(len(keys)), key=cmp_to_key(compared))
    whole = area.left == 0 and all(
        len(row) <= area.right and not any(cell and cell.formula for cell in row)
        for row in tab.rows[area.top : area.bottom]
    )
    if whole:
        tab.rows += [()] * (area.bottom - len(tab.rows))
        tab.rows[area.top : area.bottom] = [tab.rows[area.top + one] for one in order]
        return

    rows = [
        [tab.cell(row, column) for column in range(area.left, area.right)]
        for row in range(area.top, area.bottom)
    ]

    def new(row: int, column: int, _old: Cell) -> Cell:
        source = order[row - area.top]
        return copied(rows[source][column - area.left], row - area.top - source, 0)

    tab.change(area, new)


def copied(cell: Cell, down: int, right: int) -> Cell:
    """Return a cell as it is where it was copied to: its formula's references move along."""
    if not cell.formula or not (down or right):
        return cell
    return cell._replace(formula=carried(cell.formula, down, right))


PASTES = {
    "PASTE_VALUES": ("value", "formula"),
    "PASTE_FORMAT": ("format",),
    "PASTE_FORMULA": ("value", "formula"),
    "PASTE_NO_BORDERS": ("value", "formula", "format", "note", "rule"),
    "PASTE_DATA_VALIDATION": ("rule",),
    "PASTE_CONDITIONAL_FORMATTING": (),
}


def paste(change: Change, asked: Body, *, cut: bool) -> None:
    """Copy or move a block; a block that is smaller than where it goes is repeated."""
    source_tab, source = change.block(asked.get("source", {}))
    kind = asked.get("pasteType", "PASTE_NORMAL")
    height, width = source.bottom - source.top, source.right - source.left
    cells = [
        [
            _taken(change.spreadsheet, source_tab, row, column, kind)
            for column in range(source.left, source.right)
        ]
        for row in range(source.top, source.bottom)
    ]
    if asked.get("pasteOrientation") == "TRANSPOSE":
        cells = [list(one) for one in zip(*cells, strict=True)]
        height, width = width, height
    if cut:
        at = asked.get("destination", {})
        tab = change.tab(at)
        top, left = at.get("rowIndex", 0), at.get("columnIndex", 0)
        target = Area(top, left, top + height, left + width)
        change.allow(source_tab, source)
    else:
        tab, target = change.block(asked.get("destination", {}))
        target = target._replace(
            bottom=target.top + max(1, (target.bottom - target.top) // height) * height,
            right=target.left + max(1, (target.right - target.left) // width) * width,
        )
    tab.row_count = max(tab.row_count, target.bottom)
    tab.column_count = max(tab.column_count, target.right)
    change.spreadsheet.check_size()
    change.allow(tab, target)
    if cut:
        source_tab.change(source, lambda _row, _column, _old: EMPTY)
    names = PASTES.get(kind, ("value", "formula", "format", "note", "rule"))
    turned = asked.get("pasteOrientation") == "TRANSPOSE"

    def new(row: int, column: int, old: Cell) -> Cell:
        down, right = (row - target.top) % height, (column - target.left) % width
        given = cells[down][right]
        if not cut and not turned:
            given = copied(given, row - source.top - down, column - source.left - right)
        return old._replace(**{name: getattr(given, name) for name in names})

    tab.change(target, new)


def _taken(spreadsheet: Spreadsheet, tab: Tab, row: int, column: int, kind: str) -> Cell:
    cell = tab.cell(row, column)
    if kind == "PASTE_VALUES" and cell.formula:
        value = spreadsheet.value(tab, row, column, cell)
        return cell._replace(
            value=value.shown if isinstance(value, CellError) else value, formula=""
        )
    return cell


def paste_text(change: Change, asked: Body) -> None:
    """Put in text parted by a delimiter, as if typed."""
    at, text = asked.get("coordinate", {}), asked.get("data", "")
    tab = change.tab(at)
    delimiter = asked.get("delimiter") or "\t"
    rows = (
        list(csv.reader(io.StringIO(text), delimiter=delimiter))
        if len(delimiter) == 1
        else [line.split(delimiter) for line in text.splitlines()]
    )
    width = max((len(row) for row in rows), default=0)
    top, left = at.get("rowIndex", 0), at.get("columnIndex", 0)
    area = Area(top, left, top + len(rows), left + width)
    tab.row_count = max(tab.row_count, area.bottom)
    tab.column_count = max(tab.column_count, area.right)
    change.allow(tab, area)
    locale, year = change.spreadsheet.locale, change.spreadsheet.local().year

    def new(row: int, column: int, old: Cell) -> Cell:
        given = rows[row - top]
        here = column - left
        return entered(old, given[here], locale, year) if here < len(given) else old

    tab.change(area, new)


def find_replace(change: Change, asked: Body) -> Body:
    """Replace a text by another and return how often."""
    spreadsheet = change.spreadsheet
    if "range" in asked:
        blocks = [change.block(asked["range"])]
    elif asked.get("allSheets"):
        blocks = [(tab, tab.whole()) for tab in spreadsheet.tabs]
    else:
        tab = change.tab(asked)
        blocks = [(tab, tab.whole())]
    pattern = asked.get("find", "")
    if not asked.get("searchByRegex"):
        pattern = re.escape(pattern)
    flags = 0 if asked.get("matchCase") else re.IGNORECASE
    search = re.compile(f"(?:{pattern})\\Z" if asked.get("matchEntireCell") else pattern, flags)
    with_text = re.sub(r"\$(\d)", r"\\\1", asked.get("replacement", ""))
    if not asked.get("searchByRegex"):
        with_text = asked.get("replacement", "").replace("\\", "\\\\")
    count = dict.fromkeys(("values", "formulas", "rows", "sheets", "occurrences"), 0)
    for tab, area in blocks:
        rows = set()
        for row in range(area.top, min(area.bottom, len(tab.rows))):
            for column in range(area.left, min(area.right, len(tab.rows[row]))):
                cell = tab.cell(row, column)
                found = _replaced(spreadsheet, cell, search, with_text, asked)
                if found is None:
                    continue
                change.allow(tab, Area(row, column, row + 1, column + 1))
                tab.put(row, column, found[0])
                count["formulas" if cell.formula else "values"] += 1
                count["occurrences"] += found[1]
                rows.add(row)
        count["rows"] += len(rows)
        count["sheets"] += bool(rows)
    names = {"values": "valuesChanged", "formulas": "formulasChanged", "rows": "rowsChanged",
             "sheets": "sheetsChanged", "occurrences": "occurrencesChanged"}  # fmt: skip
    return {names[one]: two for one, two in count.items() if two}


def _replaced(
    spreadsheet: Spreadsheet, cell: Cell, search: re.Pattern[str], with_text: str, asked: Body
) -> tuple[Cell, int] | None:
    if not cell.filled or (cell.formula and not asked.get("includeFormulas")):
        return None
    old = cell.formula or formatted(cell.value, cell.format, spreadsheet.locale)
    if asked.get("matchEntireCell"):
        found = search.match(old)
        new, count = (search.sub(with_text, old, count=1), 1) if found else (old, 0)
    else:
        new, count = search.subn(with_text, old)
    if not count:
        return None
    return entered(cell, new, spreadsheet.locale, spreadsheet.local().year), count


def trim(change: Change, asked: Body) -> Body:
    """Strip blanks and return how many cells changed."""
    tab, area = change.block(asked.get("range", {}))
    change.allow(tab, area)
    changed = 0

    def new(_row: int, _column: int, old: Cell) -> Cell:
        nonlocal changed
        if not isinstance(old.value, str):
            return old
        text = " ".join(old.value.split())
        changed += text != old.value
        return old._replace(value=text or None)

    tab.change(area, new)
    return {"cellsChangedCount": changed} if changed else {}


def delete_duplicates(change: Change, asked: Body) -> Body:
    """Delete rows that equal one above, and return how many."""
    tab, area = change.block(asked.get("range", {}))
    change.allow(tab, area)
    columns: set[int] = set()
    for one in asked.get("comparisonColumns", []):
        columns |= set(range(one.get("startIndex", 0), one.get("endIndex", area.right)))
    wanted = sorted(columns) or list(range(area.left, area.right))
    seen: set[tuple[str, ...]] = set()
    rows: list[list[Cell]] = []
    for row in range(area.top, area.bottom):
        key = tuple(
            str(change.spreadsheet.value(tab, row, column, tab.cell(row, column))).casefold()
            for column in wanted
        )
        if key not in seen:
            rows.append([tab.cell(row, column) for column in range(area.left, area.right)])
        seen.add(key)
    gone = area.bottom - area.top - len(rows)
    tab.change(
        area,
        lambda row, column, _old: (
            rows[row - area.top][column - area.left] if row - area.top < len(rows) else EMPTY
        ),
    )
    return {"duplicatesRemovedCount": gone} if gone else {}


def text_to_columns(change: Change, asked: Body) -> None:
    """Part the texts of one column into several."""
    tab, area = change.block(asked["source"])
    if area.right - area.left != 1:
        refuse("The source must be one column.")
    delimiter = {
        "COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " ",
        "CUSTOM": asked.get("delimiter", ","),
    }.get(asked.get("delimiterType", "COMMA"), ",")  # fmt: skip
    locale, year = change.spreadsheet.locale, change.spreadsheet.local().year
    for row in range(area.top, area.bottom):
        value = tab.cell(row, area.left).value
        parts = value.split(delimiter) if isinstance(value, str) else []
        tab.column_count = max(tab.column_count, area.left + len(parts))
        for at, part in enumerate(parts):
            old = tab.cell(row, area.left + at)
            change.allow(tab, Area(row, area.left + at, row + 1, area.left + at + 1))
            tab.put(row, area.left + at, entered(old, part, locale, year))


def shift(tab: Tab, area: Area, dimension: Dimension, *, insert: bool) -> None:
    """Push cells down or right to make room, or pull them up or left."""
    if dimension == "ROWS":
        block = area._replace(bottom=tab.row_count)
    else:
        block = area._replace(right=tab.column_count)
    height, width = area.bottom - area.top, area.right - area.left
    down, right = (height, 0) if dimension == "ROWS" else (0, width)
    sign = -1 if insert else 1
    old = tab.copy()

    def new(row: int, column: int, _old: Cell) -> Cell:
        from_row, from_column = row + sign * down, column + sign * right
        if from_row < area.top or from_column < area.left:
            return EMPTY
        return old.cell(from_row, from_column)

    if insert and dimension == "ROWS":
        last = tab.last_row()
        if last + height > tab.row_count:
            tab.row_count = last + height
            block = block._replace(bottom=tab.row_count)
    tab.change(block, new)


def borders(tab: Tab, area: Area, asked: Body) -> None:
    """Set borders round a block and within it."""

    def new(row: int, column: int, old: Cell) -> Cell:
        form = dict(old.format or {})
        edges = dict(form.get("borders", {}))
        for side, outer in (
            ("top", row == area.top),
            ("bottom", row == area.bottom - 1),
            ("left", column == area.left),
            ("right", column == area.right - 1),
        ):
            inner = "innerHorizontal" if side in ("top", "bottom") else "innerVertical"
            given = asked.get(side if outer else inner)
            if given is not None:
                edges[side] = given
        return old._replace(format=form | {"borders": edges} if edges else form or None)

    tab.change(area, new)


def group(tab: Tab, dimension: Dimension, start: int, end: int) -> None:
    """Group rows or columns; one group within another is one deeper."""
    held = tab.groups[dimension]
    depth = 1 + max(
        (
            one["depth"]
            for one in held
            if one["range"]["startIndex"] <= start and end <= one["range"]["endIndex"]
        ),
        default=0,
    )
    for one in held:
        span = one["range"]
        if start <= span["startIndex"] and span["endIndex"] <= end and depth <= one["depth"]:
            one["depth"] += 1
    span = {
        "sheetId": tab.id, "dimension": dimension, "startIndex": start, "endIndex": end,
    }  # fmt: skip
    held.append({"range": span, "depth": depth})
    held.sort(key=lambda one: (one["range"]["startIndex"], one["depth"]))


def ungroup(tab: Tab, dimension: Dimension, start: int, end: int) -> None:
    """Ungroup rows or columns: the deepest group there loses what is named."""
    held = tab.groups[dimension]
    there = [
        one for one in held if one["range"]["startIndex"] < end and start < one["range"]["endIndex"]
    ]
    if not there:
        refuse("Must specify a range that contains at least one group.")
    deepest = max(there, key=lambda one: one["depth"])
    held.remove(deepest)
    span = deepest["range"]
    for first, last in ((span["startIndex"], start), (end, span["endIndex"])):
        if first < last:
            held.append(deepest | {"range": span | {"startIndex": first, "endIndex": last}})
    held.sort(key=lambda one: (one["range"]["startIndex"], one["depth"]))


def fold(tab: Tab, dimension: Dimension, span: tuple[int, int], given: Body) -> None:
    """Fold or unfold a group, which hides or shows its rows or columns."""
    held = tab.groups[dimension]
    for at, one in enumerate(held):
        place = one["range"]["startIndex"], one["range"]["endIndex"]
        if place == span and one["depth"] == given.get("depth", one["depth"]):
            folded = bool(given.get("collapsed"))
            held[at] = {key: two for key, two in one.items() if key != "collapsed"} | (
                {"collapsed": True} if folded else {}
            )
            properties = tab.row_properties if dimension == "ROWS" else tab.column_properties
            for index in range(*span):
                shown = {
                    key: two
                    for key, two in properties.get(index, {}).items()
                    if key != "hiddenByUser"
                }
                properties[index] = shown | ({"hiddenByUser": True} if folded else {})
            return
    refuse("There is no such group.")


def groups_told(tab: Tab, dimension: Dimension) -> Body:
    """Return the groups of a dimension, as replies have them."""
    held = tab.groups[dimension]
    return {"dimensionGroups": [ranged_told(one) for one in held]} if held else {}
