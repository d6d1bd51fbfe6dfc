"""How is a push written, and how does it prove which cells it hit?

Google Sheets has no compare-and-swap: a row that was seen at one place may have moved, and a cell
may have been typed into, before a write arrives. So one `batchUpdate`, which is atomic and done in
its order (Google's "Batch requests" guide and discovery text), first takes a copy of what it will
overwrite and then writes:

    create metadata with the number of this push as its id      refused whole if it was done before
    a hidden tab of ours: the number; for each row what is meant by it, and the row as it stood;
                                                for each new row the marks of its cells
    the cells that changed; the new rows, by `appendCells`

The tab tells what stood where, in the answer and at any time after it: after a lost answer or a
crash too: `lib.sheets.proof` reads it. So whatever a person typed meanwhile can be put back. (Of a
formula that was typed meanwhile, what it showed.)

A number that was used is kept as a token for the next 128 pushes: Google ends a request after 180
seconds, and there is at most one push in 1.5 seconds, so a request that is stuck on its way and
arrives late still meets its token. All of this is pure: no clock, no network.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lib.sheets.values import Value, cell, mark

LAST_WRITE: Final = 760_000_001
"""The sheetId of the hidden tab that keeps the last write."""
TITLE: Final = "Last write"
"""What that tab is called; people who unhide it find a sentence in its first row."""
TOKEN_KEY: Final = "workbook-push"  # noqa: S105 - no secret
"""Key of the metadata whose id is the number of a push."""
TOKENS_KEPT: Final = 128
ROWS_AT_ONCE: Final = 1_000
"""Most rows rewritten in one batch."""
BYTES_AT_ONCE: Final = 1_500_000
"""Most characters of one batch; Google advises 2 MB."""
FIELDS: Final = (
    "updatedSpreadsheet(sheets(properties(sheetId),"
    "data(startRow,startColumn,rowData(values(effectiveValue)))))"
)
"""What the answer of a push is to hold."""

_HEAD: Final = 3
"""Cells of the tab's first row: this number, a sentence, the number that stood there before."""
_WORDS: Final = "Kept by the workbook: what it wrote last, and what stood there before."


@dataclass(frozen=True, slots=True)
class Place:
    """A tab as it was seen last."""

    tab: int
    """Its sheetId."""
    title: str
    id_column: int
    """Columns and rows count from 0; row 0 holds the headings."""
    headings: Mapping[int, Value]
    """The heading of every column, ours or not, by its place."""
    rows: int
    """How many rows hold anything, with the headings."""
    heading_row: int = 0
    formats: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """The `numberFormat` of added cells, by their column; none where the tab has room for them."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Cells of one row to be written over."""

    tab: int
    row: int
    known_by: Mapping[int, str]
    """What tells the row from others: the marks of some of its cells; mostly of its id alone."""
    cells: Mapping[int, Value]
    seen: Mapping[int, str]
    """The marks of what stood in `cells` when it was seen last."""
    whole: bool = False
    """True where a cell that was typed into meanwhile takes all others back too."""
    restores: bool = False
    """True where it puts back what an earlier push had hit: its values are kept until it has."""
    of: tuple[str, str] | None = None
    """The record it writes, as table and id; for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A row to be added below the last one."""

    tab: int
    row_id: str
    cells: Mapping[int, Value]
    of: tuple[str, str] | None = None
    """As `Rewrite.of`."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One push: its number, the body to send, and what it means to do."""

    number: int
    body: Mapping[str, Any]
    rewrites: tuple[Rewrite, ...]
    additions: tuple[Addition, ...]


def tab_request() -> dict[str, Any]:
    """Return the sub-request that makes the hidden tab; for the batch that lays a sheet out."""
    grid = {"rowCount": 1, "columnCount": _HEAD}
    properties = {
        "sheetId": LAST_WRITE,
        "title": TITLE,
        "hidden": True,
        "gridProperties": grid,
    }
    return {"addSheet": {"properties": properties}}


def token_requests(number: int) -> list[dict[str, Any]]:
    """Return the sub-requests by which a batch of this number is done at most once."""
    made = {
        "metadataId": number,
        "metadataKey": TOKEN_KEY,
        "metadataValue": "",
        "location": {"spreadsheet": True},
        "visibility": "PROJECT",
    }
    requests: list[dict[str, Any]] = [{"createDeveloperMetadata": {"developerMetadata": made}}]
    if number > TOKENS_KEPT:
        old = {"developerMetadataLookup": {"metadataId": number - TOKENS_KEPT}}
        requests.append({"deleteDeveloperMetadata": {"dataFilter": old}})
    return requests


def newest_token(about: Mapping[str, Any]) -> int:
    """Return the highest number of a push in an answer of `spreadsheets.get`; 0 for none."""
    return max(
        (
            int(one.get("metadataId", 0))
            for one in about.get("developerMetadata") or ()
            if one.get("metadataKey") == TOKEN_KEY
        ),
        default=0,
    )


def batches(
    places: Iterable[Place],
    rewrites: Sequence[Rewrite],
    additions: Sequence[Addition],
    number: int,
    title: str = TITLE,
) -> list[Batch]:
    """Return the pushes that do all this, numbered from `number`, each small enough for Google.

    `title` is what the hidden tab is called now.
    """
    by_tab = {one.tab: one for one in places}
    made: list[Batch] = []
    for few, more in _parts(rewrites, additions):
        made.append(_batch(by_tab, few, more, number + len(made), title))
        for tab, added in Counter(one.tab for one in more).items():
            place = by_tab[tab]  # the next push finds it longer by these
            by_tab[tab] = replace(place, rows=max(1, place.rows) + added)
    return made


def repair(
    places: Iterable[Place], rewrites: Sequence[Rewrite], number: int, title: str = TITLE
) -> Batch:
    """Return the one push that puts rows back: of one piece, so that its tab tells all of it."""
    return _batch({one.tab: one for one in places}, rewrites, (), number, title)


def _parts(
    rewrites: Sequence[Rewrite], additions: Sequence[Addition]
) -> list[tuple[list[Rewrite], list[Addition]]]:
    parts: list[tuple[list[Rewrite], list[Addition]]] = []
    size = BYTES_AT_ONCE
    every: list[Rewrite | Addition] = [*rewrites, *additions]
    for one in every:
        cost = _cost(one)
        full = parts and len(parts[-1][0]) >= ROWS_AT_ONCE
        if not parts or full or size + cost > BYTES_AT_ONCE:
            parts.append(([], []))
            size = 0
        size += cost
        if isinstance(one, Rewrite):
            parts[-1][0].append(one)
        else:
            parts[-1][1].append(one)
    return parts


def _cost(one: Rewrite | Addition) -> int:
    """Return about how many bytes one row takes in a body, rather too many than too few."""
    texts = sum(
        60 + (len(each.encode()) + each.count("\n") if isinstance(each, str) else 12)
        for each in one.cells.values()
    )
    if isinstance(one, Rewrite):
        return texts + 700
    return texts + 100 * (max(one.cells) + 1)


def _batch(
    places: Mapping[int, Place],
    rewrites: Sequence[Rewrite],
    additions: Sequence[Addition],
    number: int,
    title: str,
) -> Batch:
    requests = [*token_requests(number), *_copies(places, rewrites, additions, number)]
    for one in rewrites:
        requests += _written(one)
    corner = f"{_letters(_width(places, rewrites, additions))}{_height(rewrites, additions)}"
    asked = [_range(title, "A1", corner)]
    for tab in dict.fromkeys(one.tab for one in additions):
        place = places[tab]
        rows = [_row(one.cells, place.formats) for one in additions if one.tab == tab]
        fields = "userEnteredValue" + (",userEnteredFormat.numberFormat" if place.formats else "")
        requests.append({"appendCells": {"sheetId": tab, "rows": rows, "fields": fields}})
        letters = _letters(place.id_column)
        # From the last row that was there: one beyond the grid would be refused.
        asked.append(_range(place.title, f"{letters}{max(1, place.rows)}", letters))
    body = {
        "requests": requests,
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
        "responseRanges": asked,
    }
    return Batch(number, body, tuple(rewrites), tuple(additions))


def _width(
    places: Mapping[int, Place], rewrites: Sequence[Rewrite], additions: Sequence[Addition]
) -> int:
    """Return the last column of the hidden tab that a push fills."""
    widest = [_last_column(places[one.tab], one) for one in rewrites]
    widest += [max(one.cells) for one in additions]
    return max([_HEAD - 1, *(one + 1 for one in widest), *(len(one.cells) for one in rewrites)])


def _last_column(place: Place, one: Rewrite) -> int:
    return max([place.id_column, *one.cells, *one.known_by])


def _height(rewrites: Sequence[Rewrite], additions: Sequence[Addition]) -> int:
    lines = len(additions) + sum(2 if one.restores else 1 for one in rewrites)
    return 1 + len({one.tab for one in rewrites} | {one.tab for one in additions}) + lines


def _copies(
    places: Mapping[int, Place],
    rewrites: Sequence[Rewrite],
    additions: Sequence[Addition],
    number: int,
) -> list[dict[str, Any]]:
    """Return the sub-requests that fill the hidden tab."""
    head = {"values": [cell(number), cell(_WORDS)]}
    lines: list[dict[str, Any]] = [head]
    copies: list[dict[str, Any]] = []
    width = _width(places, rewrites, additions)
    every: list[Rewrite | Addition] = [*rewrites, *additions]
    for tab in dict.fromkeys(one.tab for one in every):
        headings = places[tab].headings
        columns = {column for one in every if one.tab == tab for column in one.cells}
        marks = {column: mark(headings.get(column)) for column in sorted(columns)}
        meant: dict[str, Any] = {"t": tab, "h": marks}
        copies.append(_copy(tab, places[tab].heading_row, width, len(lines)))
        lines.append({"values": [cell(json.dumps(meant))]})
    for one in rewrites:
        meant = {
            "t": one.tab,
            "r": one.row,
            "k": one.known_by,
            "w": {column: mark(new) for column, new in one.cells.items()},
            "s": one.seen,
            "a": int(one.whole),
        }
        copies.append(_copy(one.tab, one.row, width, len(lines)))
        lines.append({"values": [cell(json.dumps(meant))]})
        if one.restores:
            values = [cell(json.dumps({"v": list(one.cells)})), *map(cell, one.cells.values())]
            lines.append({"values": values})
    for new in additions:
        said = {column: text for column, one in new.cells.items() if (text := mark(one))}
        lines.append({"values": [cell(json.dumps({"t": new.tab, "n": said}))]})
    height, width = len(lines), max(_HEAD, width + 1)
    return [
        _sized(height, width),
        _copied(_block(LAST_WRITE, 0, 0, 1), _block(LAST_WRITE, 0, 2, 1)),
        _filled(0, [head], 1, 2),
        *([_filled(1, lines[1:], height, width)] if height > 1 else ()),
        *copies,
    ]


def _filled(first: int, lines: list[dict[str, Any]], height: int, width: int) -> dict[str, Any]:
    """Return what fills rows of the hidden tab, and empties the rest of them."""
    whole = {
        "sheetId": LAST_WRITE,
        "startRowIndex": first,
        "endRowIndex": height,
        "startColumnIndex": 0,
        "endColumnIndex": width,
    }
    return {"updateCells": {"range": whole, "rows": lines, "fields": "userEnteredValue"}}


def _sized(rows: int, columns: int) -> dict[str, Any]:
    """Return what makes the hidden tab as large as it must be: what was there before is gone."""
    grid = {"rowCount": rows, "columnCount": columns}
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": LAST_WRITE, "gridProperties": grid},
            "fields": "gridProperties(rowCount,columnCount)",
        }
    }


def _copy(tab: int, row: int, width: int, line: int) -> dict[str, Any]:
    return _copied(_block(tab, row, 0, width), _block(LAST_WRITE, line, 1, width))


def _block(tab: int, row: int, column: int, width: int) -> dict[str, int]:
    return {
        "sheetId": tab,
        "startRowIndex": row,
        "endRowIndex": row + 1,
        "startColumnIndex": column,
        "endColumnIndex": column + width,
    }


def _copied(source: dict[str, int], destination: dict[str, int]) -> dict[str, Any]:
    copy = {"source": source, "destination": destination, "pasteType": "PASTE_VALUES"}
    return {"copyPaste": copy}


def _written(one: Rewrite) -> list[dict[str, Any]]:
    """Return the sub-requests that write a row's cells, one for each run of neighbours."""
    runs: list[list[int]] = []
    for column in sorted(one.cells):
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return [
        {
            "updateCells": {
                "start": {"sheetId": one.tab, "rowIndex": one.row, "columnIndex": run[0]},
                "rows": [{"values": [cell(one.cells[column]) for column in run]}],
                "fields": "userEnteredValue",
            }
        }
        for run in runs
    ]


def _row(
    cells: Mapping[int, Value], formats: Mapping[int, Mapping[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    """Return an added row: the format goes along, as rows beyond the laid-out ones have none."""
    values = []
    for column in range(max(cells) + 1):
        one = cell(cells.get(column))
        if column in formats:
            one["userEnteredFormat"] = {"numberFormat": dict(formats[column])}
        values.append(one)
    return {"values": values}


def _range(title: str, first: str, last: str) -> str:
    quoted = title.replace("'", "''")
    return f"'{quoted}'!{first}:{last}"


def _letters(column: int) -> str:
    """Return a column's name: A for 0, AA for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def whole_range(title: str = TITLE) -> str:
    """Return the range that `values.batchGet` reads to prove the last push later."""
    quoted = title.replace("'", "''")
    return f"'{quoted}'"
