"""Which rows were deleted in the sheet, and what is removed here for it?

A row that is missing in two pulls in a row was deleted; it is removed with all that belongs to it.
Where it, or something of its own, was changed here since, or was never seen by the sheet, it is
added to the sheet again instead. Many at once are not removed before a person says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lib.coaching.comments import Comment
from lib.coaching.cover import Cover
from lib.coaching.records import Record, plain
from lib.coaching.workbook import TABLE_OF
from lib.sheets.changes import Trouble
from lib.sheets.identity import MANY_ROWS
from lib.sheets.layout import ID, WHOSE_NAME, SheetTab, tab
from lib.sheets.reading import RowSeen
from lib.sheets.sides import Sides
from lib.store.references import removed_with_all
from lib.store.results import Removed, Write
from lib.store.sheets import BaseRow, Need, RowKey

PULLS_MISSED: Final = 2
"""A row that is missing in so many pulls in a row was deleted."""


def missing(sides: Sides, table: str, agreed: Mapping[str, BaseRow]) -> list[str]:
    """Return the rows of a tab that were deleted there; note those that may have been."""
    there = {one.id for one in sides.seen[table]}
    gone = [row for row in agreed if row not in there]
    if not gone or table in sides.frozen:
        return []
    sure = table in sides.confirmed
    deleted: list[str] = []
    for row in gone:
        key, one = (table, row), agreed[row]
        if one.workbook not in sides.workbooks:
            continue
        if sides.mine(key) is None:
            sides.drops.add(key)
            continue
        # not pulled since: it was missing in what was read last, and the next look tells more
        missed = max(one.missed + int(sides.pulled), 1)
        if missed >= PULLS_MISSED or (sure and missed):
            deleted.append(row)
        elif missed != one.missed:
            sides.puts[key] = replace(one, missed=missed)
    many = len(deleted) > MANY_ROWS and len(deleted) * 10 > len(agreed)
    if many and not sure:
        title = sides.theirs.tabs[table].title
        sides.ask(Need.MANY_MISSING, tab(table), title, len(deleted), len(agreed))
        return []
    return deleted


def remove(sides: Sides, table: str, row: str) -> None:
    """Remove a row here that was deleted there; unless it, or one of its own, has changed."""
    key: RowKey = (table, row)
    found = sides.mine(key)
    if found is None:
        return
    workbook, record = found
    writes = [] if isinstance(record, Cover) else _with_its_own(sides, workbook, record)
    removed = [one.record for one in writes if isinstance(one, Removed)]
    if not removed or not all(_as_agreed(sides, one, deleted=record) for one in removed):
        name = tab(table).title
        message = (
            f"A row was deleted in {name}, but it, or something that belongs to it, was "
            "changed in the workbook since. It is added to the sheet again."
        )
        sides.trouble(Trouble.CAME_BACK, tab(table), workbook, None, "", message)
        sides.drops.add(key)
        return
    for one in removed:
        its: RowKey = (TABLE_OF[type(one)], one.id)
        sides.gone[its] = (workbook, one)
        if its in sides.base and one.id not in sides.by_id(its[0]):
            sides.drops.add(its)
    for write in writes:
        if isinstance(write, Record):
            before = sides.workbooks[workbook].get(type(write), write.id)
            _empty(sides, write, before)


def _with_its_own(sides: Sides, workbook: str, record: Record) -> list[Write]:
    writes = removed_with_all(sides.workbooks[workbook], record)
    return [one for one in writes if not isinstance(one, Removed) or not _is_gone(sides, one)]


def _is_gone(sides: Sides, one: Removed) -> bool:
    return (TABLE_OF[type(one.record)], one.record.id) in sides.gone


def _empty(sides: Sides, after: Record, before: Record | None) -> None:
    """Note the fields of a row that pointed at a row that goes."""
    was, becomes = plain(before or after), plain(after)
    names = {name for name, one in becomes.items() if one is None and was[name] is not None}
    sides.emptied.setdefault((TABLE_OF[type(after)], after.id), set()).update(names)


def _as_agreed(sides: Sides, record: Record, *, deleted: Record) -> bool:
    """Return whether a row that would go says the same on all sides, and nothing new."""
    table = TABLE_OF[type(record)]
    if isinstance(record, Comment) and record.private:
        return True
    agreed = sides.base.get((table, record.id))
    if agreed is None or table not in sides.seen or table in sides.frozen:
        return False
    if {**agreed.content, **sides.fields(record)} != agreed.content:
        return False
    if record is deleted:
        return True
    seen = sides.by_id(table).get(record.id)
    return seen is None or unchanged(tab(table), seen, agreed)


def unchanged(of: SheetTab, one: RowSeen, agreed: BaseRow) -> bool:
    """Return whether a row of the sheet says what was agreed on."""
    for key in of.column:
        wrong = one.wrong.get(key)
        now = one.cells.get(key, agreed.content.get(key)) if wrong is None else wrong.text
        if key not in (ID, WHOSE_NAME) and now != agreed.content.get(key, now):
            return False
    return True
