"""What does the `Conflicts` tab say? Each choice that waits for the owner, with both texts.

It is written by the app alone: a row comes when both sides changed a cell, and goes when one text
was chosen in the app. What a person types there is not taken for anything; at the next look the
row says again how it stands. Columns, notes and rows of their own stay. Two hidden columns let a
store that was lost take up the choices again (`kept`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from lib.coaching.layout import Names, fields_told, is_id, said
from lib.coaching.records import Plain, Record, plain, read, stamp
from lib.coaching.workbook import TABLES, Records
from lib.sheets import layout, stopping
from lib.sheets.known import Sent
from lib.sheets.layout import CONFLICT_HEADINGS, CONFLICTS_TAB, CONFLICTS_TITLE
from lib.sheets.one_way import NOWHERE
from lib.sheets.push import Addition, Place, Rewrite, batches
from lib.sheets.values import Value, mark
from lib.store.sheets import SheetConflict

if TYPE_CHECKING:
    from lib.sheets.sync import Turn

AT_MOST: Final = 500
"""Most choices that the tab shows; the others come as these are settled."""
LONGEST: Final = 20_000
"""Most characters of a text that is shown; a cell of Google's holds 50,000."""
KEPT_AT_MOST: Final = 45_000
"""Most characters of what is kept of a choice; a longer one is only shown."""

_ID: Final = CONFLICT_HEADINGS.index("Conflict (id)")
_KEPT: Final = CONFLICT_HEADINGS.index("Conflict (kept)")


# a choice in words


def cells(one: SheetConflict, records: Records) -> tuple[Value, ...]:
    """Return the row of a choice, in the order of `CONFLICT_HEADINGS`."""
    names = Names(records, _word)
    record = _record(one, records)
    tab = layout.tab(one.table)
    column = tab.column.get(one.field)
    zone = ZoneInfo(records.cover.time_zone)
    return (
        tab.title[:1].upper() + tab.title[1:],
        "" if record is None else names.whose(record),
        "the whole row" if column is None else column.heading,
        _told(one, one.theirs, record, names),
        _told(one, one.ours, record, names),
        f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
        one.id,
        _written(one),
    )


def _word(one: Enum) -> str:
    return str(one.value)


def _record(one: SheetConflict, records: Records) -> Record | None:
    here = records.get(TABLES[one.table], one.row)
    if here is not None or one.field:
        return here
    whole = next((side for side in (one.ours, one.theirs) if isinstance(side, str)), "{}")
    return _read(TABLES[one.table], whole)


def _read(record_type: type[Record], whole: str) -> Record | None:
    try:
        return read(record_type, json.loads(whole))
    except (KeyError, ValueError, TypeError):
        return None


def _told(one: SheetConflict, side: Plain, record: Record | None, names: Names) -> str:
    """Return what a side says, as its column says it."""
    text = _row_told(one, side, names) if not one.field else _cell_told(one, side, record, names)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def _row_told(one: SheetConflict, side: Plain, names: Names) -> str:
    if side is None:
        return "(taken away)"
    told = _read(TABLES[one.table], str(side))
    if told is None:
        return str(side)
    fields = [(each.column.heading, said(each, told, names)) for each in fields_told(told)]
    return "\n".join(f"{heading}: {text}" for heading, text in fields if text)


def _cell_told(one: SheetConflict, side: Plain, record: Record | None, names: Names) -> str:
    if side is None or side == "":
        return "(nothing)"
    if record is not None:
        told = _read(type(record), json.dumps({**plain(record), one.field: side}))
        fields = () if told is None else fields_told(told)
        field = next((each for each in fields if each.name == one.field), None)
        if told is not None and field is not None:
            return said(field, told, names) or "(nothing)"
    return str(side)


# kept, for a store that was lost


def _written(one: SheetConflict) -> str:
    text = json.dumps({**asdict(one), "at": stamp(one.at)}, ensure_ascii=False)
    return text if len(text) <= KEPT_AT_MOST else ""


def kept(lines: Sequence[Sequence[Value]], workbooks: Iterable[str]) -> list[SheetConflict]:
    """Return the choices of these workbooks that the tab holds.

    Args:
        lines: its rows as read, the headings first.
        workbooks: whose choices are taken up.

    Returns:
        Without those that a person has made unreadable.
    """
    columns = _columns(lines)
    if columns is None:
        return []
    known = set(workbooks)
    found = [_kept(_at(line, columns[_KEPT])) for line in lines[1:]]
    return [one for one in found if one is not None and one.workbook in known]


def _kept(cell: Value) -> SheetConflict | None:
    try:
        told = json.loads(str(cell))
        one = SheetConflict(**{**told, "id": "", "at": datetime.fromisoformat(told["at"])})
        fields = {*layout.tab(one.table).fields, ""}
        fits = one.field in fields and is_id(one.row) and one.at.tzinfo is not None
        sides = all(_is_plain(side) for side in (one.ours, one.theirs))
    except (ValueError, TypeError, KeyError):
        return None
    return one if fits and sides and isinstance(one.workbook, str) else None


def _is_plain(side: Any) -> bool:  # noqa: ANN401 - parsed JSON
    return side is None or isinstance(side, str | int | float)


# what must be written


@dataclass(frozen=True, slots=True)
class Changes:
    """What must be written so that the tab says how it stands."""

    place: Place
    rewrites: tuple[Rewrite, ...]
    additions: tuple[Addition, ...]


def changes(
    title: str, lines: Sequence[Sequence[Value]], wanted: Mapping[str, Sequence[Value]]
) -> Changes | None:
    """Return what must be written.

    Args:
        title: what the tab is called now.
        lines: its rows as last read, the headings first.
        wanted: by the id of each choice that is open, its row.

    Returns:
        None where a heading of ours is missing: then nothing is written.
    """
    columns = _columns(lines)
    if columns is None:
        return None
    ids = columns[_ID]
    rewrites: list[Rewrite] = []
    there: set[str] = set()
    for row, line in enumerate(lines[1:], 1):
        if _at(line, ids) is None and _at(line, columns[_KEPT]) is None:
            continue  # nobody's, or a person's own
        own = str(_at(line, ids))
        new: Sequence[Value] = wanted.get(own, ()) if own not in there else ()
        there.add(own)
        rewrites += _rewritten(row, line, columns, new)
    additions = [
        Addition(CONFLICTS_TAB, own, dict(zip(columns, new, strict=True)))
        for own, new in wanted.items()
        if own not in there
    ]
    headings = dict(enumerate(lines[0]))
    place = Place(CONFLICTS_TAB, title, ids, headings, len(lines))
    return Changes(place, tuple(rewrites), tuple(additions))


def _rewritten(
    row: int, line: Sequence[Value], columns: Sequence[int], new: Sequence[Value]
) -> list[Rewrite]:
    """Return what makes a row say this; no words empty its cells, where it was settled."""
    said_now = new or [None] * len(columns)
    before = {column: mark(_at(line, column)) for column in columns}
    known_by = {columns[place]: before[columns[place]] for place in (_ID, _KEPT)}
    cells_now = {
        column: value
        for column, value in zip(columns, said_now, strict=True)
        if mark(value or None) != before[column]
    }
    if not cells_now:
        return []
    seen = {column: before[column] for column in cells_now}
    return [Rewrite(CONFLICTS_TAB, row, known_by, cells_now, seen, whole=not new)]


def _columns(lines: Sequence[Sequence[Value]]) -> list[int] | None:
    """Return where each of our columns stands; None where one of them does not."""
    places = (
        {said_there: at for at, said_there in reversed(list(enumerate(lines[0])))} if lines else {}
    )
    found = [places.get(one) for one in CONFLICT_HEADINGS]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None


def _at(line: Sequence[Value], column: int) -> Value:
    found = line[column] if column < len(line) else None
    return None if found == "" else found


# as one step for a sheet


def needs_tab(turn: Turn) -> bool:
    """Return whether there is something to tell, and no tab to tell it on."""
    about = turn.known.about
    if about is None or about.made_for is None or CONFLICTS_TAB in about.tabs:
        return False
    return any(one.conflicts for one in turn.linked.links if not one.practice)


def place(turn: Turn) -> list[Place]:
    """Return the tab as pushes need it; nothing where there is none."""
    lines = turn.known.lines.get(CONFLICTS_TAB)
    if not lines:
        return []
    headings = dict(enumerate(lines[0]))
    ids = next((at for at, one in headings.items() if one == CONFLICT_HEADINGS[_ID]), NOWHERE)
    return [Place(CONFLICTS_TAB, _title(turn), ids, headings, len(lines))]


def has_moved(turn: Turn) -> bool:
    """Return whether the tab may not say which choices are open."""
    return (
        CONFLICTS_TAB in turn.known.lines
        and bool(turn.linked.workbooks)
        and not stopping.stopped(turn.linked)
        and turn.known.told_choices != _now(turn)
    )


def make_ready(turn: Turn) -> None:
    """Make ready what the tab does not say yet."""
    known = turn.known
    lines = known.lines[CONFLICTS_TAB]
    known.told_choices = _now(turn)
    found = changes(_title(turn), lines, _wanted(turn))
    if found is None or not (found.rewrites or found.additions):
        return
    number = known.number + 1 + len(known.queue)
    made = batches([found.place], found.rewrites, found.additions, number)
    known.queue.extend(Sent(one) for one in made)


def _wanted(turn: Turn) -> dict[str, tuple[Value, ...]]:
    wanted: dict[str, tuple[Value, ...]] = {}
    for link in turn.linked.links:
        if link.practice or not link.conflicts:
            continue
        records = turn.store.snapshot(turn.actor, link.workbook).records
        for one in turn.store.sheets.conflicts(turn.actor, link.workbook, AT_MOST):
            wanted[one.id] = cells(one, records)
    return wanted


def _title(turn: Turn) -> str:
    about = turn.known.about
    there = None if about is None else about.tabs.get(CONFLICTS_TAB)
    return CONFLICTS_TITLE if there is None else there.title


def _now(turn: Turn) -> str:
    """Return what the tab hangs on; the version only where a choice is open."""
    return repr(
        [
            (one.workbook, one.conflicts, one.version if one.conflicts else 0)
            for one in turn.linked.links
            if not one.practice
        ]
    )
