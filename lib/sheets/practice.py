"""What does a coach's own sheet say of each client? One row a client, on a tab called Practice.

Next step, when they last moved, how many asks were answered, are open, are silent: the five things
a coach looks at first (`product.md`, Coach). No contact of a client is named. The tab is written by
the app alone; the coach may sort it, and add columns and rows of their own, which stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from lib.coaching.attention import next_step, standing
from lib.coaching.cadence import Cadences
from lib.coaching.ladder import Ladder
from lib.coaching.workbook import Records
from lib.sheets import one_way, stopping
from lib.sheets.one_way import Tab, serial
from lib.sheets.values import Value

if TYPE_CHECKING:
    from lib.coaching.handed import Asked
    from lib.sheets.sync import Turn
    from lib.store.sheets import SheetLink

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
ROW_TAB: Final = Tab(TAB, TITLE, HEADINGS, HEADINGS.index("Last moved"), 200)


@dataclass(frozen=True, slots=True)
class Guide:
    """What the guide says that the tabs need which are only written."""

    ladder: Ladder
    cadences: Cadences
    asked: Asked
    """For workshops' sheets."""


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
        return (
            self.name,
            self.next_step,
            serial(self.last_moved_on),
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


# as one step for a sheet


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
    clients = {one: _client(turn, one) for one in sorted(turn.linked.practice_workbooks)}
    known.practised = _now(turn)
    links = _links(turn)
    wanted = {workbook: one.cells(workbook) for workbook, one in clients.items()}
    known.queue.extend(one_way.make_ready(turn, ROW_TAB, links, wanted) or ())


def _links(turn: Turn) -> list[SheetLink]:
    return [one for one in turn.linked.links if one.practice and not one.workshop]


def _now(turn: Turn) -> str:
    """Return what the tab hangs on: the workbooks' versions, and the day wherever they are."""
    versions = sorted((one.workbook, one.version, str(one.choice)) for one in _links(turn))
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
