"""How does a workbook stand in a Google Sheet? Which tabs, which columns, and what lays them out.

A tab a record type, derived from the records by `lib.coaching.layout`. Each row also says whose it
is: by name, to be read, and by the workbook's id, which counts. What a person never types (ids,
instants, machine states) stands in hidden columns at the right end. A tab is known by its sheetId,
which is ours to choose, and a column by developer metadata, which follows it when it is renamed or
moved (Google's "Read and write developer metadata" guide); where there is none, by its heading.

Columns of text are formatted as text, so that a telephone number or a line that begins with `=`
stays as it is typed. A yes or no is a word from a drop-down: it can be left open, which a checkbox
cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final

from lib.coaching import layout
from lib.coaching.layout import Place
from lib.coaching.records import Plain, Record
from lib.coaching.workbook import TABLES
from lib.sheets.values import Value

FIRST_TAB: Final = 760_000_100
"""The sheetId of the first record type's tab; the others follow in the order of `TABLES`."""
START_TAB: Final = 760_000_010
CONFLICTS_TAB: Final = 760_000_011
START_TITLE: Final = "Start here"
CONFLICTS_TITLE: Final = "Conflicts"
COLUMN_KEY: Final = "workbook-column"
"""Key of the metadata by which a column is known; its value is `table.key`."""
FILE_KEY: Final = "workbook-file"
"""Key of the metadata that holds the id of the file it was made for: a copy tells itself by it."""
ID: Final = "id"
WHOSE: Final = "whose"
"""Key of the column that holds the workbook's id."""
WHOSE_NAME: Final = "whose.name"
NAME: Final = ".name"
"""What is put behind a field's name for the column that shows whom the field points at."""
CONFLICT_HEADINGS: Final = (
    *("Tab", "Row", "Column", "In the sheet", "In the workbook", "Since"),
    *("Conflict (id)", "Conflict (kept)"),
)
"""The last two stand in hidden columns: see `lib.sheets.choices`."""
CELLS_LIMIT: Final = 10_000_000
"""Most cells of a Google Sheet."""

Cells = dict[str, Plain]
"""A row: what stands in each column, by the column's key; a field as `records.plain` writes it."""

_SERIAL_ZERO: Final = date(1899, 12, 30)
_FIRST_SERIAL: Final = 61
"""The first of March 1900; earlier days are written as text, as spreadsheets disagree on them."""
_PIXELS_A_CHARACTER: Final = 7
_ROWS: Final = 1_000
_YES_NO: Final = ("no", "yes")


class Holds(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "a whole number"
    DAY = "a day"
    YES_NO = "yes or no"
    WORD = "one word of a vocabulary"
    WORDS = "several words of a vocabulary"
    INSTANT = "an instant"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab."""

    key: str
    """A field's name, with `NAME` behind it where it shows whom the field points at; or `WHOSE`."""
    heading: str
    holds: Holds
    hidden: bool
    place: Place | None
    """The field it stands for; None for whose the row is."""

    @property
    def needed(self) -> bool:
        """True where a row cannot be without it."""
        if self.place is None or self.place.names:
            return False
        one = self.place.field
        return not one.optional and (one.kind is not str or self._is_word or one.column.required)

    @property
    def optional(self) -> bool:
        """True where its field may hold nothing at all, not even an empty text."""
        return self.place is None or self.place.field.optional

    @property
    def _is_word(self) -> bool:
        return self.holds is Holds.WORD or bool(self.place and self.place.field.column.refers_to)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its drop-down; empty where it has none."""
        if self.holds is Holds.YES_NO:
            return ("yes", "no")
        if self.holds is Holds.WORD and self.place is not None and self.place.words is not None:
            return tuple(str(one.value) for one in self.place.words)
        return ()

    @property
    def width(self) -> int:
        """How wide it is, in characters."""
        return 20 if self.place is None else self.place.width

    @property
    def number_format(self) -> dict[str, str]:
        """The `numberFormat` of its cells."""
        if self.holds is Holds.DAY:
            return {"type": "DATE", "pattern": "yyyy-mm-dd"}
        if self.holds is Holds.WHOLE:
            return {"type": "NUMBER", "pattern": "0"}
        return {"type": "TEXT"}


@dataclass(frozen=True, slots=True)
class SheetTab:
    """One record type as a tab: its columns from left to right, as we lay it out."""

    table: str
    title: str
    sheet_id: int
    record_type: type[Record]
    columns: tuple[Column, ...]
    column: Mapping[str, Column]
    """The columns by key."""
    shown: tuple[str, ...]
    """Keys of the columns that say what a row is to people; without whose it is."""
    hidden: tuple[str, ...]
    """Keys of the hidden columns but the row's own id."""
    fields: tuple[str, ...]
    """Keys that are fields of the record, without its id."""
    names: tuple[tuple[str, str, str], ...]
    """(field, key of the column with the name, table it points into) of each reference."""


@cache
def tabs() -> tuple[SheetTab, ...]:
    """Return the tab of every record type, in the order of `TABLES`."""
    return tuple(_tab(place, one) for place, one in enumerate(layout.tabs()))


def tab(table: str) -> SheetTab:
    """Return the tab of a table; KeyError where there is no such table."""
    return _by_table()[table]


@cache
def _by_table() -> Mapping[str, SheetTab]:
    return {one.table: one for one in tabs()}


def _tab(place: int, of: layout.Tab) -> SheetTab:
    ours = [_column(one) for one in of.places if one.field.name != "version"]
    shown = [one for one in ours if not one.hidden]
    hidden = [one for one in ours if one.hidden]
    columns = (
        *shown,
        Column(WHOSE_NAME, "Whose", Holds.TEXT, hidden=False, place=None),
        *hidden,
        Column(WHOSE, "Whose (id)", Holds.TEXT, hidden=True, place=None),
    )
    return SheetTab(
        table=of.table,
        title=of.title,
        sheet_id=FIRST_TAB + place,
        record_type=TABLES[of.table],
        columns=columns,
        column={one.key: one for one in columns},
        shown=tuple(one.key for one in shown),
        hidden=tuple(one.key for one in columns if one.hidden and one.key != ID),
        fields=tuple(
            one.key
            for one in columns
            if one.place is not None and not one.place.names and one.key != ID
        ),
        names=tuple(
            (one.place.field.name, one.key, one.place.field.column.refers_to or "")
            for one in shown
            if one.place is not None and one.place.names
        ),
    )


def _column(place: Place) -> Column:
    key = f"{place.field.name}{NAME}" if place.names else place.field.name
    return Column(key, place.heading, _holds(place), place.hidden, place)


def _holds(place: Place) -> Holds:
    kind = place.field.kind
    if place.names:
        return Holds.TEXT
    if place.words is not None:
        return Holds.WORDS if kind is str else Holds.WORD
    kinds = {bool: Holds.YES_NO, int: Holds.WHOLE, date: Holds.DAY, datetime: Holds.INSTANT}
    return kinds.get(kind, Holds.TEXT)


def shown(column: Column, content: Plain) -> Value:
    """Return what is written into a cell of a column; None leaves it empty.

    Args:
        column: the column.
        content: the field as `records.plain` writes it, or the name that is shown.
    """
    if content is None or content == "":
        return None
    match column.holds:
        case Holds.YES_NO:
            return _YES_NO[bool(content)]
        case Holds.WORDS:
            return str(content).replace(",", ", ")
        case Holds.DAY:
            days = (date.fromisoformat(str(content)) - _SERIAL_ZERO).days
            return days if days >= _FIRST_SERIAL else str(content)
    return content


# what lays a sheet out


def lay_out(sheet: str, missing: Iterable[SheetTab], *, frame: bool) -> list[dict[str, Any]]:
    """Return the sub-requests of a `batchUpdate` that lay tabs out.

    Args:
        sheet: Google's id of the file, which is written into it so that a copy can be told.
        missing: the tabs to make.
        frame: True to make `Start here` and `Conflicts` too, and to mark the file.
    """
    requests: list[dict[str, Any]] = []
    if frame:
        requests += _frame(sheet)
    for one in missing:
        requests += _laid_out(one)
    return requests


def marked(sheet: str) -> dict[str, Any]:
    """Return the sub-request that writes the file's id into it."""
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": FILE_KEY,
                "metadataValue": sheet,
                "location": {"spreadsheet": True},
                "visibility": "DOCUMENT",
            }
        }
    }


_START_WORDS: Final = (
    ("This sheet and your workbook hold the same. Change what you like, here or there.",),
    ("Sort, filter, add rows at the end, add columns of your own: nothing of yours is touched.",),
    ("Sort whole rows, with all their columns; hidden ones hold what tells the rows apart.",),
    ("A cell that can't be read stays as you typed it; the workbook tells you which one it is.",),
    ("A row you delete is taken out of the workbook too. It can be brought back there.",),
    ("Whoever may open this sheet sees all of it. A coach's private comments are never in it.",),
)


def state(text: str) -> dict[str, Any]:
    """Return the sub-request that says on `Start here` how both sides stand."""
    return _texts(START_TAB, len(_START_WORDS) + 2, [(text,)])


def _frame(sheet: str) -> list[dict[str, Any]]:
    return [
        marked(sheet),
        _added(START_TAB, START_TITLE, rows=50, columns=8),
        _texts(START_TAB, 0, [(START_TITLE,), *_START_WORDS]),
        _wide(START_TAB, 0, 90),
        _bold(START_TAB, 1),
        *conflicts_tab(),
    ]


def conflicts_tab() -> list[dict[str, Any]]:
    """Return the sub-requests that make the tab of open choices."""
    every = len(CONFLICT_HEADINGS)
    hidden = _dimension(CONFLICTS_TAB, every - 2) | {"endIndex": every}
    return [
        _added(CONFLICTS_TAB, CONFLICTS_TITLE, rows=_ROWS, columns=every),
        _texts(CONFLICTS_TAB, 0, [CONFLICT_HEADINGS]),
        _bold(CONFLICTS_TAB, every),
        *(_wide(CONFLICTS_TAB, place, 32 if place in (3, 4) else 16) for place in range(every)),
        {
            "updateDimensionProperties": {
                "range": hidden,
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        _protected(CONFLICTS_TAB, every - 2, every),
    ]


def _laid_out(tab: SheetTab) -> list[dict[str, Any]]:
    every = tab.columns
    requests = [
        _added(tab.sheet_id, tab.title, rows=_ROWS, columns=len(every)),
        _texts(tab.sheet_id, 0, [tuple(one.heading for one in every)]),
        _bold(tab.sheet_id, len(every)),
    ]
    for place, one in enumerate(every):
        requests += _column_requests(tab, one, place)
    requests += [_protected(tab.sheet_id, start, end) for start, end in _hidden_runs(every)]
    whole = {"sheetId": tab.sheet_id, "startRowIndex": 0}
    requests.append({"setBasicFilter": {"filter": {"range": whole}}})
    return requests


def mend(tab: SheetTab, sheet_id: int, keys: Iterable[str], width: int) -> list[dict[str, Any]]:
    """Return the sub-requests that put missing columns back, at the right end.

    Args:
        tab: the tab as it should be.
        sheet_id: the sheetId of the tab as it is.
        keys: the columns that are missing.
        width: how many columns the tab's grid has now.
    """
    columns = [tab.column[one] for one in keys]
    requests: list[dict[str, Any]] = [
        {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": len(columns)}}
    ]
    for place, one in enumerate(columns, width):
        requests.append(_texts(sheet_id, 0, [(one.heading,)], place))
        requests += _column_requests(tab, one, place, sheet_id)
        if one.hidden:
            requests.append(_protected(sheet_id, place, place + 1))
    return requests


def _column_requests(
    tab: SheetTab, column: Column, place: int, sheet_id: int | None = None
) -> list[dict[str, Any]]:
    """Return what one column needs: its format, its words, its width, its mark."""
    sheet_id = tab.sheet_id if sheet_id is None else sheet_id
    body = {
        "sheetId": sheet_id,
        "startRowIndex": 1,
        "startColumnIndex": place,
        "endColumnIndex": place + 1,
    }
    line = _dimension(sheet_id, place)
    requests: list[dict[str, Any]] = [
        {
            "repeatCell": {
                "range": body,
                "cell": {"userEnteredFormat": {"numberFormat": column.number_format}},
                "fields": "userEnteredFormat.numberFormat",
            }
        },
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": COLUMN_KEY,
                    "metadataValue": f"{tab.table}.{column.key}",
                    "location": {"dimensionRange": line},
                    "visibility": "DOCUMENT",
                }
            }
        },
        _wide(sheet_id, place, column.width),
    ]
    if column.words:
        values = [{"userEnteredValue": one} for one in column.words]
        rule = {
            "condition": {"type": "ONE_OF_LIST", "values": values},
            "showCustomUi": True,
            "strict": False,
        }
        requests.append({"setDataValidation": {"range": body, "rule": rule}})
    if column.hidden:
        properties = {"hiddenByUser": True}
        change = {"range": line, "properties": properties, "fields": "hiddenByUser"}
        requests.append({"updateDimensionProperties": change})
    return requests


def _added(sheet_id: int, title: str, *, rows: int, columns: int) -> dict[str, Any]:
    grid = {"rowCount": rows, "columnCount": columns, "frozenRowCount": 1}
    properties = {"sheetId": sheet_id, "title": title, "gridProperties": grid}
    return {"addSheet": {"properties": properties}}


def _texts(
    sheet_id: int, row: int, lines: Iterable[tuple[str, ...]], column: int = 0
) -> dict[str, Any]:
    rows = [
        {"values": [{"userEnteredValue": {"stringValue": text}} for text in line]} for line in lines
    ]
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _bold(sheet_id: int, columns: int) -> dict[str, Any]:
    head = {
        "sheetId": sheet_id,
        "startRowIndex": 0,
        "endRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": columns,
    }
    return {
        "repeatCell": {
            "range": head,
            "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
            "fields": "userEnteredFormat.textFormat.bold",
        }
    }


def _wide(sheet_id: int, place: int, characters: int) -> dict[str, Any]:
    return {
        "updateDimensionProperties": {
            "range": _dimension(sheet_id, place),
            "properties": {"pixelSize": characters * _PIXELS_A_CHARACTER},
            "fields": "pixelSize",
        }
    }


def _dimension(sheet_id: int, place: int) -> dict[str, Any]:
    return {
        "sheetId": sheet_id,
        "dimension": "COLUMNS",
        "startIndex": place,
        "endIndex": place + 1,
    }


def _hidden_runs(columns: tuple[Column, ...]) -> list[tuple[int, int]]:
    """Return (first, end) of the hidden columns that stand side by side."""
    runs: list[tuple[int, int]] = []
    for place, one in enumerate(columns):
        if one.hidden and runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        elif one.hidden:
            runs.append((place, place + 1))
    return runs


def _protected(sheet_id: int, start: int, end: int) -> dict[str, Any]:
    """Return the sub-request that warns whoever is about to change these columns."""
    columns = {"sheetId": sheet_id, "startColumnIndex": start, "endColumnIndex": end}
    protected = {
        "range": columns,
        "description": "The workbook tells the rows apart by this.",
        "warningOnly": True,
    }
    return {"addProtectedRange": {"protectedRange": protected}}
