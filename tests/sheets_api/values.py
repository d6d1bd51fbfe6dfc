"""The calls under `/values`: reading, writing, appending and clearing blocks of values.

What is dropped at the ends, what a written range is called, and which table an append finds, was
taken from recorded answers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.sheets_api import a1, rendering
from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import Body, Cell, CellError, RefusedError, Scalar, number, refuse
from tests.sheets_api.changes import Change, too_long, type_in
from tests.sheets_api.tab import LIMIT_CHARACTERS, Tab

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.sheets_api.spreadsheet import Spreadsheet

Rows = list[list[Any]]


def read(spreadsheet: Spreadsheet, text: str, options: Mapping[str, str]) -> Body:
    """Return the `ValueRange` of a range.

    Args:
        spreadsheet: where it is.
        text: the range.
        options: `valueRenderOption`, `dateTimeRenderOption`, `majorDimension`.
    """
    tab, area = spreadsheet.found(text)
    by_column = options.get("majorDimension") == "COLUMNS"
    rows = _values(
        spreadsheet,
        tab,
        area,
        options.get("valueRenderOption", "FORMATTED_VALUE"),
        options.get("dateTimeRenderOption", "SERIAL_NUMBER"),
    )
    if by_column:
        width = max((len(row) for row in rows), default=0)
        rows = [[row[at] if at < len(row) else "" for row in rows] for at in range(width)]
    _cut_ends(rows)
    result: Body = {
        "range": a1.written(tab.title, area),
        "majorDimension": "COLUMNS" if by_column else "ROWS",
    }
    if rows:
        result["values"] = rows
    return result


def _cut_ends(rows: Rows) -> None:
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()


def _values(spreadsheet: Spreadsheet, tab: Tab, area: Area, render: str, dates: str) -> Rows:
    as_text = dates == "FORMATTED_STRING"
    # Most cells of a large tab are plain: they are taken as they stand, without a call for each.
    plain = render in ("UNFORMATTED_VALUE", "FORMULA") and not as_text
    rows: Rows = []
    area = area._replace(bottom=min(area.bottom, tab.last_row()))
    for index, row in enumerate(tab.block(area), area.top):
        if not any(cell is not None and (cell[0] is not None or cell[1]) for cell in row):
            rows.append([])  # most rows of a new tab are blank
            continue
        values: list[Any] = [cell[0] if cell else None for cell in row]
        if None in values or not plain:
            for at, value in enumerate(values):
                cell = row[at]
                if cell is None or (value is None and not cell.formula):
                    values[at] = ""
                elif isinstance(value, str):
                    continue  # a text shows as itself, whatever its format
                elif not plain or cell.formula:
                    place = index, area.left + at
                    values[at] = _shown(spreadsheet, tab, place, cell, render, as_text)
        rows.append(values)
    return rows


def _shown(  # noqa: PLR0913, PLR0917 - what is shown hangs on all of it
    spreadsheet: Spreadsheet,
    tab: Tab,
    place: tuple[int, int],
    cell: Cell,
    render: str,
    as_text: bool,  # noqa: FBT001
) -> Scalar:
    if render == "FORMULA" and cell.formula:
        return cell.formula
    value = spreadsheet.value(tab, *place, cell)
    if isinstance(value, CellError):
        return value.shown
    date = rendering.kind_of(cell.format) in rendering.DATE_KINDS
    if render == "FORMATTED_VALUE" or (date and as_text):
        return rendering.formatted(value, cell.format, spreadsheet.locale)
    if isinstance(value, float):
        return number(value)
    return "" if value is None else value


def _checked(body: Body, path: str) -> Rows:
    values: Any = body.get("values") or []
    name = f"{path}values"
    if not isinstance(values, list):
        raise not_a_list(name, values)
    for at, row in enumerate(values):
        if not isinstance(row, list):
            name = f"{path}values[{at}]"
            raise not_a_list(name, row)
    return values if body.get("majorDimension") != "COLUMNS" else _turned(values)


def not_a_list(name: str, given: Any) -> RefusedError:  # noqa: ANN401 - whatever was sent
    """Return the error for something else where a list of values belongs."""
    said = (
        f"Invalid value at '{name}' (type.googleapis.com/google.protobuf.ListValue), "
        f"{json.dumps(given, ensure_ascii=False)}"
    )
    violation = {"field": name, "description": said}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return RefusedError(400, "INVALID_ARGUMENT", said, [detail])


def _turned(values: Rows) -> Rows:
    width = max((len(one) for one in values), default=0)
    return [[one[at] if at < len(one) else None for one in values] for at in range(width)]


def write(change: Change, text: str, body: Body, options: Mapping[str, str]) -> Body:
    """Write a block and return the `UpdateValuesResponse`."""
    rows = _checked(body, "data.")
    named = body.get("range")
    if named and _plain_range(change.spreadsheet, named) != _plain_range(change.spreadsheet, text):
        refuse(
            f"Requested writing within range [{text}], but the request body's range is [{named}]."
        )
    tab, area = change.spreadsheet.found(text)
    width = max((len(row) for row in rows), default=0)
    single = area.bottom - area.top == 1 and area.right - area.left == 1
    if not single and rows:
        written = a1.written(tab.title, area)
        if len(rows) > area.bottom - area.top:
            refuse(
                f"Requested writing within range [{written}], but tried writing to row "
                f"[{area.bottom + 1}]"
            )
        if width > area.right - area.left:
            refuse(
                f"Requested writing within range [{written}], but tried writing to column "
                f"[{a1.column_name(area.right)}]"
            )
    return _put(change, tab, area, rows, options)


def _plain_range(spreadsheet: Spreadsheet, text: str) -> tuple[int, Area]:
    tab, area = spreadsheet.found(text)
    return tab.id, area


def _put(change: Change, tab: Tab, start: Area, rows: Rows, options: Mapping[str, str]) -> Body:
    typed = options.get("valueInputOption")
    if typed not in ("RAW", "USER_ENTERED"):
        refuse("'valueInputOption' is required but not specified")
    width = max((len(row) for row in rows), default=0)
    area = Area(start.top, start.left, start.top + len(rows), start.left + width)
    result: Body = {"spreadsheetId": change.spreadsheet.id}
    if not rows or not width:
        result["updatedRange"] = a1.written(tab.title, start)
        return result
    if area.bottom > tab.row_count or area.right > tab.column_count:
        refuse(
            f"Range ({a1.written(tab.title, area)}) exceeds grid limits. Max rows: "
            f"{tab.row_count}, max columns: {tab.column_count}"
        )
    change.allow(tab, area)
    spreadsheet = change.spreadsheet

    def new(row: int, column: int, old: Cell) -> Cell:
        given = rows[row - area.top]
        at = column - area.left
        value = given[at] if at < len(given) else None
        if value is None:
            return old
        return type_in(spreadsheet, old, value) if typed == "USER_ENTERED" else raw(old, value)

    tab.change(area, new)
    given = [
        (at, to) for at, row in enumerate(rows) for to, one in enumerate(row) if one is not None
    ]
    result["updatedRange"] = a1.written(tab.title, area)
    if given:
        result["updatedRows"] = len({row for row, _ in given})
        result["updatedColumns"] = len({column for _, column in given})
        result["updatedCells"] = len(given)
    if str(options.get("includeValuesInResponse", "")).lower() == "true":
        told = {
            "valueRenderOption": options.get("responseValueRenderOption", "FORMATTED_VALUE"),
            "dateTimeRenderOption": options.get("responseDateTimeRenderOption", "SERIAL_NUMBER"),
        }
        result["updatedData"] = read(spreadsheet, result["updatedRange"], told)
    return result


def raw(old: Cell, value: Any) -> Cell:  # noqa: ANN401 - whatever was sent
    """Return a cell that holds a value as it was sent; text stays text."""
    if isinstance(value, dict | list):
        refuse(f"Invalid values: struct_value or list_value is not supported: {value}")
    if isinstance(value, str) and len(value) > LIMIT_CHARACTERS:
        raise too_long()
    if value == "":
        return old._replace(value=None, formula="")
    if isinstance(value, float):
        value = number(value)
    return old._replace(value=value, formula="")


def append(change: Change, text: str, body: Body, options: Mapping[str, str]) -> Body:
    """Write behind the table that is found in a range, and return the `AppendValuesResponse`."""
    rows = _checked(body, "data.")
    tab, area = change.spreadsheet.found(text)
    table = found_table(tab, area)
    result: Body = {"spreadsheetId": change.spreadsheet.id}
    start = Area(area.top, area.left, area.top + 1, area.left + 1)
    if table is not None:
        result["tableRange"] = a1.written(tab.title, table)
        start = Area(table.bottom, table.left, table.bottom + 1, table.left + 1)
    width = max((len(row) for row in rows), default=0)
    if options.get("insertDataOption") == "INSERT_ROWS" and rows and start.top < tab.row_count:
        edit = tab.insert("ROWS", start.top, len(rows))
        change.spreadsheet.shaped(tab, "ROWS", edit)
    tab.row_count = max(tab.row_count, start.top + len(rows))
    tab.column_count = max(tab.column_count, start.left + width)
    change.spreadsheet.check_size()
    result["updates"] = _put(change, tab, start, rows, options)
    return result


def found_table(tab: Tab, area: Area) -> Area | None:
    """Return the last block of data that touches a range; None where the range is empty."""
    for row in range(min(area.bottom, len(tab.rows)) - 1, area.top - 1, -1):
        cells = tab.rows[row]
        for column in range(min(area.right, len(cells)) - 1, area.left - 1, -1):
            cell = cells[column]
            if cell is not None and cell.filled:
                return _grown(tab, Area(row, column, row + 1, column + 1))
    return None


def _filled(tab: Tab, area: Area) -> bool:
    return any(
        cell is not None and cell.filled
        for row in tab.rows[max(0, area.top) : area.bottom]
        for cell in row[max(0, area.left) : area.right]
    )


def _grown(tab: Tab, area: Area) -> Area:
    """Return the block grown as long as there is data at its edge."""
    while True:
        before = area
        while area.top and _filled(
            tab, Area(area.top - 1, area.left - 1, area.top, area.right + 1)
        ):
            area = area._replace(top=area.top - 1)
        while area.bottom < len(tab.rows) and _filled(
            tab, Area(area.bottom, area.left - 1, area.bottom + 1, area.right + 1)
        ):
            area = area._replace(bottom=area.bottom + 1)
        while area.left and _filled(
            tab, Area(area.top - 1, area.left - 1, area.bottom + 1, area.left)
        ):
            area = area._replace(left=area.left - 1)
        while area.right < tab.column_count and _filled(
            tab, Area(area.top - 1, area.right, area.bottom + 1, area.right + 1)
        ):
            area = area._replace(right=area.right + 1)
        if area == before:
            return area


def clear(change: Change, text: str) -> str:
    """Clear the values of a range, and return the range; looks and rules stay."""
    tab, area = change.spreadsheet.found(text)
    change.allow(tab, area)
    held = area._replace(bottom=max(area.top, min(area.bottom, len(tab.rows))))
    tab.change_alike(held, lambda old: old._replace(value=None, formula=""))
    return a1.written(tab.title, area)


def write_many(change: Change, body: Body) -> Body:
    """Write several blocks, and return the `BatchUpdateValuesResponse`."""
    data: Sequence[Body] = body.get("data", [])
    answers = [write(change, one.get("range", ""), {**one, "range": None}, body) for one in data]
    cells, columns, rows, tabs = set(), set(), set(), set()
    for one, answer in zip(data, answers, strict=True):
        tab, area = change.spreadsheet.found(answer["updatedRange"])
        tabs.add(tab.id)
        for at, row in enumerate(_checked(one, "data.")):
            for to, value in enumerate(row):
                if value is not None:
                    cells.add((tab.id, area.top + at, area.left + to))
                    rows.add((tab.id, area.top + at))
                    columns.add((tab.id, area.left + to))
    totals = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": len(cells),
        "totalUpdatedSheets": len(tabs),
    }
    return {
        "spreadsheetId": change.spreadsheet.id,
        **{name: value for name, value in totals.items() if value},
        "responses": answers,
    }
