"""What does each cell become, where the sheet says something else than was agreed on?

Where one side changed, it is taken; where both did, the sheet's side is, and ours is kept apart; of
notes both texts are kept in one. What cannot be read, what a row cannot be without, and a name that
means nobody, or several, is told and left alone. Nothing may point at a row that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields
from functools import cache
from typing import TYPE_CHECKING, cast

from lib.coaching.asks import Ask
from lib.coaching.records import NOTE_LIMIT, Plain, Record, fields_of
from lib.coaching.text import folded, is_blank
from lib.coaching.workbook import LIMITS
from lib.sheets.changes import Trouble
from lib.sheets.layout import Cells
from lib.sheets.reading import Wrong
from lib.sheets.sides import LEFT, Left, Row, Sides

if TYPE_CHECKING:
    from collections.abc import Hashable


def decide(sides: Sides, row: Row) -> None:
    """Decide what each field of a row becomes that both sides have."""
    if row.base is None:
        theirs = row.theirs.cells
        same = all(theirs.get(key, one) == one for key, one in (row.ours or {}).items())
        sides.differing[row.of.table] += not same
    meant = _meant(sides, row)
    for key in row.of.fields:
        row.becomes[key] = _cell(sides, row, key, meant)


def _cell(sides: Sides, row: Row, key: str, meant: Cells) -> Plain:
    """Return what one field becomes."""
    ours = (row.ours or {})[key]
    theirs = _theirs_of(sides, row, key, meant)
    agreed = LEFT if row.base is None else row.base.content.get(key, LEFT)
    if isinstance(theirs, Left) or theirs == agreed:
        return ours
    if _is_empty(theirs) and row.of.column[key].needed:
        if not (isinstance(agreed, Left) or _is_empty(agreed)):
            _needed(sides, row, key)
        return ours
    if isinstance(agreed, Left):
        return _one_of(row, key, "", (ours, theirs), first=True)
    return _one_of(row, key, agreed, (ours, theirs))


def _one_of(
    row: Row, key: str, agreed: Plain, cells: tuple[Plain, Plain], *, first: bool = False
) -> Plain:
    """Return what a cell becomes that the sheet has changed; of `first`, nothing was agreed."""
    ours, theirs = cells
    if ours == theirs or (_is_empty(ours) if first else ours == agreed):
        return theirs
    if first and _is_empty(theirs):
        return ours
    both = _joined(key, agreed, ours, theirs)
    if both is not None and len(both) <= NOTE_LIMIT:
        return both
    row.lost[key] = ours
    return theirs


def _theirs_of(sides: Sides, row: Row, key: str, meant: Cells) -> Plain | Left:
    """Return what a cell of the sheet says for a field; `LEFT` where it is left alone."""
    wrong = row.theirs.wrong.get(key)
    if key in row.unread:
        return LEFT
    if wrong is not None:
        if row.base is not None and row.base.content.get(key) == wrong.text:
            return wrong.text
        _unreadable(sides, row, key, wrong)
        return LEFT
    if key in meant:
        return meant[key]
    return row.theirs.cells.get(key, LEFT)


def _unreadable(sides: Sides, row: Row, key: str, wrong: Wrong) -> None:
    row.unread.add(key)
    sides.trouble(
        *(Trouble.UNREADABLE, row.of, row.workbook, row.theirs, key, wrong.message),
        text=wrong.text,
    )


def _needed(sides: Sides, row: Row, key: str) -> None:
    row.unread.add(key)
    message = f"{row.of.column[key].heading.removesuffix(' (id)')} is needed."
    sides.trouble(Trouble.NEEDED, row.of, row.workbook, row.theirs, key, message)


def _meant(sides: Sides, row: Row) -> Cells:
    """Return the ids that typed names mean, by field; what is not clear is left unread."""
    meant: Cells = {}
    for name, key, table in row.of.names:
        wrong = row.theirs.wrong.get(key)
        if wrong is not None and (row.base is None or row.base.content.get(key) != wrong.text):
            _unreadable(sides, row, key, wrong)
        elif _is_typed(sides, row, name, key, table):
            _look_up(sides, row, (name, key, table), meant)
    return meant


def _is_typed(sides: Sides, row: Row, name: str, key: str, table: str) -> bool:
    """Return whether a person has typed another name than the one that is shown."""
    text = row.theirs.cells.get(key)
    if text is None:
        return False
    agreed = None if row.base is None else row.base.content.get(key)
    if agreed is not None and folded(str(text)) == folded(str(agreed)):
        return False
    points_at = row.theirs.cells.get(name)
    if agreed is None and is_blank(str(text)):
        return False
    if row.base is not None and points_at != row.base.content.get(name) and is_blank(str(text)):
        return False
    return not points_at or not sides.names.means(row.workbook, table, str(points_at), str(text))


def _look_up(sides: Sides, row: Row, named: tuple[str, str, str], meant: Cells) -> None:
    name, key, table = named
    text = str(row.theirs.cells[key])
    if is_blank(text):
        if row.of.column[name].needed:
            _needed(sides, row, name)
            row.unread.add(key)
        else:
            meant[name] = None
        return
    found = sides.names.find(row.workbook, table, text)
    if len(found) > 1 and table == "asks":
        found = _of_contact(sides, row, found) or found
    if len(found) == 1:
        meant[name] = found[0]
        return
    marked = (row.of.table, row.theirs.row) not in sides.unmarked
    points_at = row.theirs.cells.get(name)
    if row.base is None and marked and points_at:
        return  # it was written by us once: the id counts
    row.unread.update((name, key))
    heading = row.of.column[key].heading
    if found:
        trouble, message = Trouble.SEVERAL_NAMES, f"{heading}: more than one is called this."
    else:
        trouble, message = Trouble.NO_SUCH_NAME, f"{heading}: nobody is called this."
    if not found and table != "contacts":
        message = f"{heading}: there is none of this name."
    sides.trouble(
        *(trouble, row.of, row.workbook, row.theirs, key, message),
        text=text,
        candidates=[sides.names.told(row.workbook, table, one) for one in found],
    )


def _of_contact(sides: Sides, row: Row, asks: Iterable[str]) -> list[str]:
    """Return those of some asks that are made of the contact of a row."""
    contact = row.theirs.cells.get("contact")
    found = []
    for one in asks:
        ask = sides.workbooks[row.workbook].get(Ask, one)
        if ask is not None and ask.contact == contact:
            found.append(one)
    return found


def make(sides: Sides, row: Row) -> None:
    """Decide what each field of a row becomes that is new here; or leave the row alone."""
    meant = _meant(sides, row)
    defaults = _defaults(cast("Hashable", row.of.record_type))
    for key in row.of.fields:
        unclear = key in row.unread
        theirs = _theirs_of(sides, row, key, meant)
        if isinstance(theirs, Left) or _is_empty(theirs):
            if key in defaults:
                theirs = defaults[key]
            elif row.of.column[key].needed:
                if not unclear and key not in row.unread:
                    _needed(sides, row, key)
                del sides.new[row.key]
                return
            else:
                theirs = None if row.of.column[key].optional else ""
        row.becomes[key] = theirs
    if not _has_room(sides, row):
        del sides.new[row.key]
        most = LIMITS[row.of.record_type]
        message = f"A workbook holds {most:,} {row.of.table} at most; this row is too many."
        sides.trouble(Trouble.TOO_MANY, row.of, row.workbook, row.theirs, "", message)


def _has_room(sides: Sides, row: Row) -> bool:
    most = LIMITS.get(row.of.record_type)
    if most is None:
        return True
    sides.made[row.workbook, row.of.table] += 1
    here = len(sides.workbooks[row.workbook].all(row.of.record_type))
    return here + sides.made[row.workbook, row.of.table] <= most


def hold(sides: Sides) -> None:
    """Leave alone whatever would point at a row that is not there."""
    changed = True
    while changed:
        rows = (*sides.rows, *sides.new.values())
        changed = sum(_holds(sides, row) for row in rows) > 0


def _holds(sides: Sides, row: Row) -> bool:
    """Return whether something of a row had to be left alone."""
    changed = False
    for name, key, table in row.of.names:
        points_at = row.becomes[name]
        if points_at is None or sides.stands(row.workbook, table, str(points_at)):
            continue
        before = None if row.ours is None else row.ours[name]
        if points_at == before:
            continue
        changed = True
        row.unread.update((name, key))
        row.lost.pop(name, None)
        row.becomes[name] = before
        heading = row.of.column[key].heading
        sides.trouble(
            *(Trouble.NO_SUCH_ROW, row.of, row.workbook, row.theirs, key),
            f"{heading}: that row is not in the workbook.",
            text=str(row.theirs.cells.get(key) or ""),
        )
        if row.record is None and row.of.column[name].needed:
            del sides.new[row.key]
            break
    return changed


def _is_empty(cell: Plain) -> bool:
    return cell is None or cell == ""


def _joined(key: str, agreed: Plain, ours: Plain, theirs: Plain) -> str | None:
    """Return notes that hold what both sides have written; None where this is no field of notes.

    What both have in common at the beginning stands there once.
    """
    if key != "notes":
        return None
    before, here, there = str(agreed or ""), str(ours or ""), str(theirs or "")
    if not here or not there or _begins(here, there):
        return here or there
    if _begins(there, here):
        return there
    if before and _begins(here, before):
        return there + here[len(before) :]
    if before and _begins(there, before):
        return here + there[len(before) :]
    return f"{there}\n{here}"


def _begins(text: str, beginning: str) -> bool:
    """Return whether a text begins with whole lines."""
    return text == beginning or text.startswith(f"{beginning}\n")


@cache
def _defaults(of: Hashable) -> Cells:
    """Return what a new record of a type has in the fields that have a default."""
    record_type = cast("type[Record]", of)
    found: Cells = {}
    for one, declared in zip(fields_of(record_type), fields(record_type), strict=True):
        if declared.default is not MISSING and one.name != "version":
            content = declared.default
            found[one.name] = None if content is None else one.write(content)
    return found
