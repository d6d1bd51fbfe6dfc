"""Whose is a row of the sheet? By the id it carries, else by the name that is typed.

A row that both sides have stays whose it is: another name or id in it is refused, because it would
carry a record across a border of rights.
"""

from __future__ import annotations

from lib.coaching.text import folded, is_blank
from lib.sheets.changes import Trouble
from lib.sheets.layout import WHOSE_NAME, SheetTab
from lib.sheets.reading import RowSeen
from lib.sheets.sides import Sides
from lib.store.sheets import BaseRow


def only_workbook(sides: Sides) -> str | None:
    """Return the one workbook whose rows stand in the sheet; None where there are others."""
    for seen in sides.theirs.tabs.values():
        for one in {row.whose for row in seen.rows}:
            if one and sides.adopt.get(one, one) not in sides.workbooks:
                return None
    return next(iter(sides.workbooks)) if len(sides.workbooks) == 1 else None


def workbook_of(
    sides: Sides, of: SheetTab, one: RowSeen, agreed: BaseRow | None, owner: str | None
) -> str | None:
    """Return the workbook a row belongs to; None where it is left alone."""
    said = sides.adopt.get(one.whose, one.whose)
    owner = owner if agreed is None else agreed.workbook
    if owner is not None:
        if owner not in sides.workbooks:
            return None
        if said in ("", owner) and _is_still(sides, one, agreed, owner):
            return owner
        message = "Whose row this is was changed. Only the workbook can do that."
        sides.trouble(Trouble.WHOSE_CHANGED, of, owner, one, WHOSE_NAME, message)
        return None
    return _of_new(sides, of, one, said)


def _of_new(sides: Sides, of: SheetTab, one: RowSeen, said: str) -> str | None:
    """Return the workbook a row belongs to that is new; None where that is not clear."""
    name = str(one.cells.get(WHOSE_NAME) or "")
    called = sides.names.workbooks_called(name)
    if said and (said in called or len(called) != 1):
        if said not in sides.workbooks:
            sides.foreign[said] += 1
        return said if said in sides.workbooks else None
    if len(called) == 1 or (sides.sole is not None and is_blank(name)):
        return called[0] if called else sides.sole
    sides.trouble(
        *(Trouble.WHOSE_UNKNOWN, of, None, one, WHOSE_NAME),
        "Say whose row this is: it is not clear from its name.",
        text=name,
        candidates=sorted(map(sides.names.whose_here, called or sides.workbooks)),
    )
    return None


def _is_still(sides: Sides, one: RowSeen, agreed: BaseRow | None, owner: str) -> bool:
    """Return whether the name shown for the workbook is the one that was written."""
    name = one.cells.get(WHOSE_NAME) or ""
    before = None if agreed is None else agreed.content.get(WHOSE_NAME)
    if name == "" or before is None or name == before:
        return True
    return folded(str(name)) == folded(sides.names.whose_here(owner))
