"""What does a coach's own sheet say of each client? One row a client, on a tab called Practice.

Next step, when they last moved, how many asks were answered, are open, are silent: the five things
a coach looks at first (`product.md`, Coach). No contact of a client is named. The tab is written by
the app alone; the coach may sort it, and add columns and rows of their own, which stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from lib.coaching.attention import next_step, standing
from lib.coaching.cadence import Cadences
from lib.coaching.ladder import Ladder
from lib.coaching.workbook import Records
from lib.sheets import stopping
from lib.sheets.known import Sent
from lib.sheets.push import Addition, Place, Rewrite, batches
from lib.sheets.values import Value, cell, mark
from lib.store.sheets import Need

if TYPE_CHECKING:
    from lib.sheets.sync import Turn

TAB: Final = 760_000_002
"""The sheetId of the tab: it is found by it whatever it is called."""
TITLE: Final = "Practice"
HEADINGS: Final = (
    "Client",
    "Next step",
    "Last moved",
    "Answered",
    "Open",
    "Silent",
    "Workbook (id)",
)
_ID: Final = len(HEADINGS) - 1
_DAY: Final = HEADINGS.index("Last moved")
_SERIAL_ZERO: Final = date(1899, 12, 30)
_ROWS: Final = 200
FRESH_SECONDS: Final = 10.0
"""How old what is known of the tab's width may be where columns are put at its end."""
NOWHERE: Final = -1
"""The place of a column that is gone: rows are then known by all that they say."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What the guide says that a coach's tab needs."""

    ladder: Ladder
    cadences: Cadences


@dataclass(frozen=True, slots=True)
class Client:
    """One client's row."""

    name: str
    next_step: str
    last_moved_on: date | None
    answered: int
    open: int
    silent: int

    def cells(self, workbook: str) -> tuple[Value, ...]:
        """Return the row as cells, in the order of `HEADINGS`."""
        moved = self.last_moved_on
        day = None if moved is None else (moved - _SERIAL_ZERO).days
        return (
            self.name,
            self.next_step,
            day,
            self.answered,
            self.open,
            self.silent,
            workbook,
        )


def client(
    records: Records,
    moved_on: date | None,
    ladder: Ladder,
    cadences: Cadences,
    today: date,
) -> Client:
    """Return what a coach's sheet says of one workbook.

    Args:
        records: the workbook.
        moved_on: the day of the newest change by a person; None where the history has none.
        ladder: the guide's ladder.
        cadences: the guide's cadences.
        today: the client's day.
    """
    stands = standing(records, ladder, cadences, today, moved_on=moved_on)
    cover = records.cover
    return Client(
        name=cover.owner or cover.name,
        next_step=next_step(records, ladder, cadences, today).said(date.isoformat),
        last_moved_on=stands.last_moved,
        answered=stands.answered,
        open=stands.open,
        silent=stands.silent,
    )


def requests() -> list[dict[str, Any]]:
    """Return the sub-requests that lay the tab out."""
    grid = {"rowCount": _ROWS, "columnCount": len(HEADINGS), "frozenRowCount": 1}
    properties = {"sheetId": TAB, "title": TITLE, "gridProperties": grid}
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    headings = [cell(one) | bold for one in HEADINGS]
    days = {
        "sheetId": TAB,
        "startRowIndex": 1,
        "startColumnIndex": _DAY,
        "endColumnIndex": _DAY + 1,
    }
    pattern = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
    ids = {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": _ID, "endIndex": _ID + 1}
    return [
        {"addSheet": {"properties": properties}},
        {
            "updateCells": {
                "start": {"sheetId": TAB, "rowIndex": 0, "columnIndex": 0},
                "rows": [{"values": headings}],
                "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
            }
        },
        {
            "repeatCell": {
                "range": days,
                "cell": {"userEnteredFormat": pattern},
                "fields": "userEnteredFormat.numberFormat",
            }
        },
        {
            "updateDimensionProperties": {
                "range": ids,
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """What must be written so that the tab says how it stands."""

    place: Place
    rewrites: tuple[Rewrite, ...]
    additions: tuple[Addition, ...]


def changes(
    title: str, lines: Sequence[Sequence[Value]], clients: Mapping[str, Client]
) -> Changes | None:
    """Return what must be written.

    Args:
        title: what the tab is called now.
        lines: its rows as last read, the headings first.
        clients: workbook to what is to be said of it; a row of any other workbook stays.

    Returns:
        None where a heading of ours is missing: then nothing is written.
    """
    headings = dict(enumerate(lines[0] if lines else ()))
    columns = [
        next((place for place, said in headings.items() if said == one), None) for one in HEADINGS
    ]
    if None in columns:
        return None
    placed = [one for one in columns if one is not None]
    ids = placed[_ID]
    rows = {str(_at(line, ids)): row for row, line in enumerate(lines) if row and _at(line, ids)}
    rewrites, additions = [], []
    for workbook, one in sorted(clients.items()):
        wanted = dict(zip(placed, one.cells(workbook), strict=True))
        row = rows.get(workbook)
        if row is None:
            additions.append(Addition(TAB, workbook, wanted))
            continue
        there = {column: mark(_at(lines[row], column)) for column in placed}
        new = {at: value for at, value in wanted.items() if mark(value) != there[at]}
        if new:
            seen = {column: there[column] for column in new}
            rewrites.append(Rewrite(TAB, row, {ids: mark(workbook)}, new, seen))
    place = Place(TAB, title, ids, headings, len(lines))
    return Changes(place, tuple(rewrites), tuple(additions))


def _at(line: Sequence[Value], column: int) -> Value:
    return line[column] if column < len(line) else None


# as one step for a sheet


def place(turn: Turn) -> list[Place]:
    """Return the tab as pushes need it; nothing where there is none."""
    lines = turn.known.lines.get(TAB)
    if not lines:
        return []
    headings = dict(enumerate(lines[0]))
    ids = next((at for at, said in headings.items() if said == HEADINGS[_ID]), NOWHERE)
    return [Place(TAB, _title(turn), ids, headings, len(lines))]


def has_moved(turn: Turn) -> bool:
    """Return whether the tab may not say how its workbooks stand."""
    return (
        turn.partner.guide is not None
        and TAB in turn.known.lines
        and bool(turn.linked.practice_workbooks)
        and not stopping.stopped(turn.linked)
        and turn.known.practised != _now(turn)
    )


def make_ready(turn: Turn) -> None:
    """Make ready what the tab does not say yet."""
    known = turn.known
    clients = {one: _client(turn, one) for one in turn.linked.practice_workbooks}
    known.practised = _now(turn)
    found = changes(_title(turn), known.lines[TAB], clients)
    _ask_for_headings(turn, is_whole=found is not None)
    if found is None or not (found.rewrites or found.additions):
        return
    number = known.number + 1 + len(known.queue)
    made = batches([found.place], found.rewrites, found.additions, number, known.last_write)
    known.queue.extend(Sent(one) for one in made)


def _ask_for_headings(turn: Turn, *, is_whole: bool) -> None:
    """Say that headings are missing, without which nothing is written; put them back on a yes."""
    lines = turn.known.lines[TAB]
    missing = [one for one in HEADINGS if one not in (lines[0] if lines else ())]
    links = [one for one in turn.linked.links if one.practice]
    wanted = [one for one in links if one.choice is not None]
    if missing and wanted:
        about = turn.known.about
        if about is None or turn.tick - turn.known.asked_at > FRESH_SECONDS:
            turn.known.about, turn.known.practised = None, ""  # how wide is it now?
            return
        turn.known.to_lay_out += headings_back(missing, about.tabs[TAB].columns)
    detail = {"tab": _title(turn), "heading": ", ".join(missing)}
    need = None if is_whole or wanted else Need.COLUMN_MISSING
    for one in links:
        if one.choice is not None or one.need is not need:
            turn.note_link(one.workbook, practice=True, choice=None, need=need, need_detail=detail)


def headings_back(missing: Sequence[str], width: int) -> list[dict[str, Any]]:
    """Return the sub-requests that put headings back at the right end.

    Args:
        missing: the headings.
        width: how many columns the tab's grid has now.
    """
    requests: list[dict[str, Any]] = [
        {"appendDimension": {"sheetId": TAB, "dimension": "COLUMNS", "length": len(missing)}},
        {
            "updateCells": {
                "start": {"sheetId": TAB, "rowIndex": 0, "columnIndex": width},
                "rows": [{"values": [cell(one) for one in missing]}],
                "fields": "userEnteredValue",
            }
        },
    ]
    if HEADINGS[_ID] in missing:
        at = width + missing.index(HEADINGS[_ID])
        ids = {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        hidden = {"range": ids, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
        requests.append({"updateDimensionProperties": hidden})
    if HEADINGS[_DAY] in missing:
        at = width + missing.index(HEADINGS[_DAY])
        days = {
            "sheetId": TAB,
            "startRowIndex": 1,
            "startColumnIndex": at,
            "endColumnIndex": at + 1,
        }
        form = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}}
        fields = "userEnteredFormat.numberFormat"
        requests.append({"repeatCell": {"range": days, "cell": form, "fields": fields}})
    return requests


def _title(turn: Turn) -> str:
    about = turn.known.about
    return TITLE if about is None else about.tabs[TAB].title


def _now(turn: Turn) -> str:
    """Return what the tab hangs on: the workbooks' versions, and the day wherever they are."""
    links = [one for one in turn.linked.links if one.practice]
    versions = sorted((one.workbook, one.version, str(one.choice)) for one in links)
    return f"{turn.now:%Y-%m-%d %H} {versions}"


def _client(turn: Turn, workbook: str) -> Client:
    records = turn.store.snapshot(turn.actor, workbook).records
    guide = turn.partner.guide
    if guide is None:
        message = "a Practice tab needs the guide"
        raise ValueError(message)
    entries = turn.store.history(turn.actor, workbook, changes_too=False)
    moved = next((one.at for one in entries if not one.by_sheet), None)
    zone = records.cover.zone
    return client(
        records,
        None if moved is None else _day(moved, zone),
        guide.ladder,
        guide.cadences,
        _day(turn.now, zone),
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
