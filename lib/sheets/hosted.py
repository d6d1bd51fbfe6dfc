"""Where the host's disk does not last: which workbooks stand in the sheet that the settings name?

A store that was emptied knows of none. The sheet's tab of covers names each: they are made again
under the ids they had, with the choices that were still open, and the sync fetches all the rest.
Where no workbook stands in it, a page may begin one, which is then kept in that sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.cover import Cover
from lib.coaching.layout import is_id
from lib.coaching.records import Plain, cleaned, fields_of, problems, read
from lib.coaching.workbook import TABLE_OF
from lib.sheets import choices, layout, push, reading
from lib.sheets.pace import Kind
from lib.store.sheet_address import sheet_id
from lib.store.workbooks import fresh_cover

if TYPE_CHECKING:
    from lib.settings import Settings
    from lib.sheets.layout import SheetTab
    from lib.sheets.reading import About, RowSeen
    from lib.sheets.sync import Turn
    from lib.sheets.values import Value
    from lib.store import Store

AGAIN_SECONDS: Final = 5.0
"""How often it is seen whether a page has begun a workbook."""
_COVERS: Final = TABLE_OF[Cover]


def begin(store: Store, asked: Settings, now: datetime) -> None:
    """Note which sheet the host's settings name, where the disk does not last."""
    found = sheet_id(asked.sheet)
    if not asked.durable_disk and isinstance(found, str):
        store.sheets.adopt(found, [], now)


def is_due(turn: Turn) -> bool:
    """Return whether a host's sheet has no workbook here, or one that was not made yet."""
    links = turn.linked.links
    return turn.linked.of_host and (
        not links or any(not one.version for one in links if not one.practice)
    )


def step(turn: Turn) -> float:
    """Find the workbooks of a sheet of which none is here; return the seconds to wait."""
    about = turn.known.about
    every = [] if about is None else [one for one in map(about.of, layout.tabs()) if one]
    there = None if about is None else about.tabs.get(layout.CONFLICTS_TAB)
    if about is None or not every:
        return _none_there(turn)
    ranges = [push.whole_range(one.title) for one in [*every, *([there] if there else [])]]
    return turn.call(
        Kind.READ,
        lambda: turn.partner.client.read(turn.sheet, ranges),
        partial(_take, turn, about),
    )


def _none_there(turn: Turn) -> float:
    """Note that the sheet was looked at, and holds no workbook."""
    if turn.linked.looked_at is None:
        turn.note(looked_at=turn.now)
    return AGAIN_SECONDS


def _take(turn: Turn, about: About, answer: Mapping[str, Any]) -> float:
    """Make the workbooks that were found, each linked to the sheet it came from.

    They are made last: a process that ends before it has done so is taken up by the next.
    """
    said = [
        [[None if one == "" else one for one in line] for line in each.get("values") or []]
        for each in answer.get("valueRanges") or []
    ]
    tabs = [one for one in layout.tabs() if about.of(one)]
    named = _found(tabs, about, said)
    here = turn.store.sheets.without_erased([one.id for one in named])
    found = [one for one in named if one.id in here]
    if not found:
        return _none_there(turn)
    ids = [one.id for one in found]
    turn.store.sheets.adopt(turn.sheet, ids, turn.now)
    waiting = choices.kept(said[len(tabs)], ids) if len(said) > len(tabs) else []
    if waiting:
        turn.store.sheets.put_conflicts(turn.sheet, turn.partner.holder, waiting)
    for one in found:
        turn.store.create(turn.actor, one, turn.now)
    return 0.0


def _found(tabs: list[SheetTab], about: About, said: list[list[list[Value]]]) -> list[Cover]:
    """Return the covers in the sheet; where their rows are gone, the others say whose they are."""
    whose: set[str] = set()
    for tab, lines in zip(tabs, said, strict=False):
        there = about.of(tab)
        rows = () if there is None else reading.tab(tab, there, lines, locale=about.locale).rows
        covers = [_cover(one) for one in rows if one.id] if tab.table == _COVERS else []
        if covers:
            return covers
        whose |= {one.whose for one in rows if is_id(one.whose)}
    return [_plain(one) for one in sorted(whose)]


def _plain(workbook: str) -> Cover:
    return replace(fresh_cover("UTC"), id=workbook)


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
