"""Where the host's disk does not last: which workbooks stand in the sheet that the settings name?

A store that was emptied knows of none. The sheet's tab of covers names each: they are made again
under the ids they had, and the sync fetches all the rest. Where there are no covers, a page may
begin a workbook, which is then kept in that sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.cover import Cover
from lib.coaching.records import Plain, cleaned, fields_of, problems, read
from lib.coaching.workbook import TABLE_OF
from lib.sheets import layout, push, reading
from lib.sheets.pace import Kind
from lib.store.sheet_address import sheet_id
from lib.store.workbooks import fresh_cover

if TYPE_CHECKING:
    from lib.settings import Settings
    from lib.sheets.reading import About, RowSeen, TabAbout
    from lib.sheets.sync import Turn
    from lib.store import Store

AGAIN_SECONDS: Final = 5.0
"""How often it is seen whether a page has begun a workbook."""
_COVERS: Final = TABLE_OF[Cover]


def begin(store: Store, asked: Settings, now: datetime) -> None:
    """Note which sheet the host's settings name, where the disk does not last."""
    found = sheet_id(asked.sheet)
    if not asked.durable_disk and isinstance(found, str):
        store.sheets.adopt(found, [], now)


def step(turn: Turn) -> float:
    """Find the workbooks of a sheet that none is linked to; return the seconds to wait."""
    about = turn.known.about
    covers = None if about is None else about.of(layout.tab(_COVERS))
    if about is None or covers is None:
        return _none_there(turn)
    ranges = [push.whole_range(covers.title)]
    return turn.call(
        Kind.READ,
        lambda: turn.partner.client.read(turn.sheet, ranges),
        partial(_take, turn, about, covers),
    )


def _none_there(turn: Turn) -> float:
    """Note that the sheet was looked at, and holds no workbook."""
    if turn.linked.looked_at is None:
        turn.note(looked_at=turn.now)
    return AGAIN_SECONDS


def _take(turn: Turn, about: About, covers: TabAbout, answer: Mapping[str, Any]) -> float:
    """Make the workbooks whose covers were found, each linked to the sheet it came from."""
    (said,) = answer.get("valueRanges") or [{}]
    lines = [[None if one == "" else one for one in line] for line in said.get("values") or []]
    seen = reading.tab(layout.tab(_COVERS), covers, lines, locale=about.locale)
    found = [_cover(one) for one in seen.rows if one.id]
    if not found:
        return _none_there(turn)
    turn.store.sheets.adopt(turn.sheet, [one.id for one in found], turn.now)
    for one in found:
        turn.store.create(turn.actor, one, turn.now)
    return 0.0


def _cover(row: RowSeen) -> Cover:
    """Return the cover that a row says; a plain one where it cannot be read."""
    plain = fresh_cover("UTC")
    names = {one.name for one in fields_of(Cover)} - {"id", "version"}
    said: dict[str, Plain] = {name: text for name, text in row.cells.items() if name in names}
    filled = {name: text for name, text in said.items() if text not in (None, "")}
    begun: dict[str, Plain] = {"name": plain.name, "time_zone": plain.time_zone, "id": row.id}
    try:
        found = cleaned(read(Cover, {**begun, **filled}))
    except (KeyError, ValueError):
        return read(Cover, begun)
    return read(Cover, begun) if problems(found, _COVERS) else found
