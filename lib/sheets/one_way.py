"""How is a tab kept that the app alone writes? A row for each thing told, found by its id.

Nothing in it is read back. Whoever owns the sheet may sort it, and add columns and rows of their
own, which stay; a heading of ours that is missing stops the tab until its owner has it put back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from lib.sheets.known import Sent
from lib.sheets.push import Addition, Place, Rewrite, batches
from lib.sheets.values import Value, cell, mark
from lib.store.sheets import Need

if TYPE_CHECKING:
    from lib.sheets.sync import Turn
    from lib.store.sheets import SheetLink

FRESH_SECONDS: Final = 10.0
"""How old what is known of a tab's width may be where columns are put at its end."""
NOWHERE: Final = -1
"""The place of a column that is gone: rows are then known by all that they say."""
_SERIAL_ZERO: Final = date(1899, 12, 30)
_DAY_FORMAT: Final = {"type": "DATE", "pattern": "yyyy-mm-dd"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of ours: its last column holds the ids of its rows, and is hidden."""

    sheet_id: int
    """It is found by it whatever it is called."""
    title: str
    headings: tuple[str, ...]
    day: int
    """The place of the column that holds days."""
    rows: int
    """How many rows it is laid out with."""

    @property
    def ids(self) -> int:
        """The place of the column of ids."""
        return len(self.headings) - 1


@dataclass(frozen=True, slots=True)
class Changes:
    """What must be written so that a tab says how it stands."""

    place: Place
    rewrites: tuple[Rewrite, ...]
    additions: tuple[Addition, ...]


def serial(day: date | None) -> int | None:
    """Return a day as a cell holds it."""
    return None if day is None else (day - _SERIAL_ZERO).days


def requests(tab: Tab) -> list[dict[str, Any]]:
    """Return the sub-requests that lay a tab out."""
    grid = {"rowCount": tab.rows, "columnCount": len(tab.headings), "frozenRowCount": 1}
    properties = {"sheetId": tab.sheet_id, "title": tab.title, "gridProperties": grid}
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    headings = [cell(one) | bold for one in tab.headings]
    return [
        {"addSheet": {"properties": properties}},
        {
            "updateCells": {
                "start": {"sheetId": tab.sheet_id, "rowIndex": 0, "columnIndex": 0},
                "rows": [{"values": headings}],
                "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
            }
        },
        _days(tab, tab.day),
        _hidden(tab, tab.ids),
    ]


def _days(tab: Tab, at: int) -> dict[str, Any]:
    days = {
        "sheetId": tab.sheet_id,
        "startRowIndex": 1,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }
    form = {"userEnteredFormat": {"numberFormat": _DAY_FORMAT}}
    fields = "userEnteredFormat.numberFormat"
    return {"repeatCell": {"range": days, "cell": form, "fields": fields}}


def _hidden(tab: Tab, at: int) -> dict[str, Any]:
    ids = {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    hidden = {"range": ids, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    return {"updateDimensionProperties": hidden}


def changes(
    tab: Tab,
    title: str,
    lines: Sequence[Sequence[Value]],
    wanted: Mapping[str, Sequence[Value]],
    *,
    goes: Callable[[str], bool] = lambda _id: False,
) -> Changes | None:
    """Return what must be written.

    Args:
        tab: the tab.
        title: what it is called now.
        lines: its rows as last read, the headings first.
        wanted: id of a row to its cells, in the order of the headings.
        goes: says of the id of any other row whether that row is emptied; else it stays.

    Returns:
        None where a heading of ours is missing: then nothing is written.
    """
    headings = dict(enumerate(lines[0] if lines else ()))
    columns = [
        next((place for place, said in headings.items() if said == one), None)
        for one in tab.headings
    ]
    if None in columns:
        return None
    placed = [one for one in columns if one is not None]
    ids = placed[tab.ids]
    rows: dict[str, int] = {}
    rewrites: list[Rewrite] = []
    for row, line in enumerate(lines):
        said = str(_at(line, ids) or "") if row else ""
        if said in wanted:
            rows[said] = row
        elif said and goes(said):
            there = {column: mark(_at(line, column)) for column in placed}
            empty: dict[int, Value] = dict.fromkeys(placed)
            known_by = {ids: mark(said)}
            rewrites.append(Rewrite(tab.sheet_id, row, known_by, empty, there, whole=True))
    additions = []
    for one, cells in wanted.items():
        new = dict(zip(placed, cells, strict=True))
        if one not in rows:
            additions.append(Addition(tab.sheet_id, one, new))
            continue
        line = lines[rows[one]]
        there = {column: mark(_at(line, column)) for column in placed}
        new = {at: value for at, value in new.items() if mark(value) != there[at]}
        if new:
            seen = {column: there[column] for column in new}
            rewrites.append(Rewrite(tab.sheet_id, rows[one], {ids: mark(one)}, new, seen))
    formats = {placed[tab.day]: _DAY_FORMAT} if len(lines) + len(additions) > tab.rows else {}
    place = Place(tab.sheet_id, title, ids, headings, len(lines), formats=formats)
    return Changes(place, tuple(rewrites), tuple(additions))


def _at(line: Sequence[Value], column: int) -> Value:
    return line[column] if column < len(line) else None


# as one step for a sheet


def place(turn: Turn, tab: Tab) -> list[Place]:
    """Return a tab as pushes need it; nothing where there is none."""
    lines = turn.known.lines.get(tab.sheet_id)
    if not lines:
        return []
    headings = dict(enumerate(lines[0]))
    heading = tab.headings[tab.ids]
    ids = next((at for at, said in headings.items() if said == heading), NOWHERE)
    return [Place(tab.sheet_id, title(turn, tab), ids, headings, len(lines))]


def make_ready(
    turn: Turn,
    tab: Tab,
    links: Sequence[SheetLink],
    wanted: Mapping[str, Sequence[Value]],
    *,
    goes: Callable[[str], bool] = lambda _id: False,
) -> list[Sent] | None:
    """Make ready what a tab does not say yet; return what is sent for it.

    Args:
        turn: the step.
        tab: the tab.
        links: whose owners are asked where a heading is missing.
        wanted: as `changes`.
        goes: as `changes`.

    Returns:
        None where a heading is missing.
    """
    known = turn.known
    found = changes(tab, title(turn, tab), known.lines[tab.sheet_id], wanted, goes=goes)
    _ask_for_headings(turn, tab, links, is_whole=found is not None)
    if found is None:
        return None
    if not (found.rewrites or found.additions):
        return []
    number = known.number + 1 + len(known.queue)
    made = batches([found.place], found.rewrites, found.additions, number, known.last_write)
    return [Sent(one) for one in made]


def _ask_for_headings(turn: Turn, tab: Tab, links: Sequence[SheetLink], *, is_whole: bool) -> None:
    """Say that headings are missing, without which nothing is written; put them back on a yes."""
    lines = turn.known.lines[tab.sheet_id]
    missing = [one for one in tab.headings if one not in (lines[0] if lines else ())]
    wanted = [one for one in links if one.choice is not None]
    if missing and wanted:
        about = turn.known.about
        if about is None or turn.tick - turn.known.asked_at > FRESH_SECONDS:
            turn.known.about, turn.known.practised, turn.known.told_room = None, "", ""
            return  # how wide is it now?
        turn.known.to_lay_out += headings_back(tab, missing, about.tabs[tab.sheet_id].columns)
    detail = {"tab": title(turn, tab), "heading": ", ".join(missing)}
    need = None if is_whole or wanted else Need.COLUMN_MISSING
    for one in links:
        if one.choice is not None or one.need is not need:
            turn.note_link(one.workbook, practice=True, choice=None, need=need, need_detail=detail)


def headings_back(tab: Tab, missing: Sequence[str], width: int) -> list[dict[str, Any]]:
    """Return the sub-requests that put headings back at the right end.

    Args:
        tab: the tab.
        missing: the headings.
        width: how many columns the tab's grid has now.
    """
    found: list[dict[str, Any]] = [
        {
            "appendDimension": {
                "sheetId": tab.sheet_id,
                "dimension": "COLUMNS",
                "length": len(missing),
            }
        },
        {
            "updateCells": {
                "start": {"sheetId": tab.sheet_id, "rowIndex": 0, "columnIndex": width},
                "rows": [{"values": [cell(one) for one in missing]}],
                "fields": "userEnteredValue",
            }
        },
    ]
    if tab.headings[tab.ids] in missing:
        found.append(_hidden(tab, width + missing.index(tab.headings[tab.ids])))
    if tab.headings[tab.day] in missing:
        found.append(_days(tab, width + missing.index(tab.headings[tab.day])))
    return found


def title(turn: Turn, tab: Tab) -> str:
    """Return what a tab is called now."""
    about = turn.known.about
    return tab.title if about is None else about.tabs[tab.sheet_id].title
