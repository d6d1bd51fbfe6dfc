"""What does a workshop's sheet say? A row for each thing that was tapped, counted or guessed.

Each row says whose it is, by the first name they joined with; of a person who does not want it
shown, it says no name. What may stand there is picked in the store (`lib.coaching.handed`), so that
nothing else of a workbook is read here. The tab is only written: whatever is typed into it reaches
nobody's workbook. Who leaves takes their rows along, and so does whoever erases their workbook.

When the workshop ends, what was said until then is written, and the sheet is let go: its rows stay.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lib.sheets import one_way
from lib.sheets.known import Sent
from lib.sheets.one_way import Tab, serial
from lib.sheets.push import repair
from lib.sheets.values import Value

if TYPE_CHECKING:
    from lib.coaching.handed import Handed
    from lib.sheets.sync import Turn
    from lib.store import Room

TAB: Final = 760_000_005
TITLE: Final = "Workshop"
HEADINGS: Final = ("First name", "What", "Tapped", "Number", "Out of", "Day", "Row (id)")
ROW_TAB: Final = Tab(TAB, TITLE, HEADINGS, HEADINGS.index("Day"), 2_000)
NO_NAME: Final = "(no name)"
"""Stands for the name of whoever does not want theirs shown."""


def row_id(workshop: str, workbook: str, row: str) -> str:
    """Return the id of a row: it tells the workshop, and neither the workbook nor the record."""
    digest = hashlib.sha256(f"{workshop}\x1f{workbook}\x1f{row}".encode()).hexdigest()
    return f"{workshop}.{digest[:16]}"


def cells(name: str, told: Handed, row: str) -> tuple[Value, ...]:
    """Return a row as cells, in the order of `HEADINGS`."""
    return (
        *(name or NO_NAME, told.what, told.said or None),
        *(told.count, told.count_of, serial(told.on)),
        row,
    )


def has_moved(turn: Turn) -> bool:
    """Return whether the tab may not say how the workshop stands; read in the store each time."""
    known = turn.known
    if turn.linked.workshop is None or turn.partner.guide is None or TAB not in known.lines:
        return False
    known.room = turn.store.room_sheets.room(turn.sheet, turn.partner.holder)
    return known.room.ended or known.told_room != _now(turn, known.room)


def make_ready(turn: Turn) -> None:
    """Make ready what the tab does not say yet; let the sheet go, where there is no more to say."""
    known, link, guide = turn.known, turn.linked.workshop, turn.partner.guide
    room = known.room
    if room is None or link is None or guide is None:
        return
    known.told_room = _now(turn, room)
    here = {one.workbook: one for one in room.seated}
    moved = [
        one.workbook
        for one in room.seated
        if one.workbook not in known.handed or known.handed[one.workbook][0] != one.version
    ]
    if moved:
        holder = turn.partner.holder
        told = turn.store.room_sheets.handed(turn.sheet, holder, moved, guide.asked)
        known.handed |= {one: (here[one].version, rows) for one, rows in told.items()}
    known.handed = {one: kept for one, kept in known.handed.items() if one in here}
    wanted = {
        (row := row_id(room.workshop, workbook, one.row)): cells(here[workbook].name, one, row)
        for workbook, (_, rows) in known.handed.items()
        for one in rows
    }
    ours = f"{room.workshop}."
    sent = one_way.make_ready(
        turn, ROW_TAB, [link], wanted, goes=lambda said: said.startswith(ours)
    )
    if sent is None:
        return
    if any(one.whole for each in sent for one in each.batch.rewrites):
        # The hidden tab of the last write holds a copy of what was emptied: that goes, too.
        sent.append(Sent(repair((), (), sent[-1].batch.number + 1, known.last_write)))
    if sent:
        last = replace(sent[-1], rooms={room.workshop: link.version})
        known.queue.extend([*sent[:-1], last])
        return
    if link.synced_version != link.version:
        turn.note_link(room.workshop, practice=True, synced_version=link.version)
    if room.ended:
        turn.store.room_sheets.over(turn.sheet, turn.partner.holder)


def _now(turn: Turn, room: Room) -> str:
    """Return what the tab hangs on."""
    link = turn.linked.workshop
    return repr((None if link is None else (link.choice, link.version), room))
