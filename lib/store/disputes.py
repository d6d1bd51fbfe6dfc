"""What does a sheet hold that only a person can settle? Its conflicts and its problems, as rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, insert, or_, select

from lib.coaching.records import Problem, cleaned, new_id, plain, read, stamp
from lib.coaching.text import clean
from lib.coaching.workbook import TABLES
from lib.store import plans
from lib.store.references import removed_with_all
from lib.store.results import Conflict, Plan, Refused
from lib.store.schema import sheet_conflicts, sheet_problems
from lib.store.sheets import SheetConflict, SheetProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

    from lib.coaching.records import Plain, Record
    from lib.coaching.workbook import Records
    from lib.store.results import Write

_OF_WORKBOOK: Final = (
    select(sheet_conflicts)
    .where(sheet_conflicts.c.workbook == bindparam("workbook"))
    .order_by(sheet_conflicts.c.at, sheet_conflicts.c.id)
)
_ONE: Final = select(sheet_conflicts).where(
    sheet_conflicts.c.workbook == bindparam("workbook"), sheet_conflicts.c.id == bindparam("id")
)
_END: Final = delete(sheet_conflicts).where(
    sheet_conflicts.c.workbook == bindparam("at_workbook"),
    sheet_conflicts.c.id == bindparam("at_id"),
)


def conflicts_of(connection: Connection, workbook: str, limit: int | None) -> list[SheetConflict]:
    """Return a workbook's oldest conflicts; all of them where there is no limit."""
    rows = connection.execute(_OF_WORKBOOK.limit(limit), {"workbook": workbook})
    return [_conflict(row) for row in rows]


def conflict(connection: Connection, workbook: str, one: str) -> SheetConflict | None:
    """Return a workbook's conflict of this id; None where it was settled."""
    row = connection.execute(_ONE, {"workbook": workbook, "id": one}).one_or_none()
    return None if row is None else _conflict(row)


def put_conflicts(connection: Connection, sheet: str, found: Sequence[SheetConflict]) -> None:
    """Note conflicts, each under a new id; one that is noted already, word for word, stays one."""
    known = {
        _said(one)
        for workbook in {one.workbook for one in found}
        for one in conflicts_of(connection, workbook, None)
    }
    values = []
    for one in found:
        if _said(one) in known:
            continue
        known.add(_said(one))
        values.append(
            {
                "workbook": one.workbook,
                "id": new_id(),
                "sheet": sheet,
                "of": one.table,
                "row": one.row,
                "field": one.field,
                "ours": json.dumps(one.ours),
                "theirs": json.dumps(one.theirs),
                "at": stamp(one.at),
            }
        )
    if values:
        connection.execute(insert(sheet_conflicts), values)


def _said(one: SheetConflict) -> tuple[Plain, ...]:
    return (one.workbook, one.table, one.row, one.field, one.ours, one.theirs)


def end_conflict(connection: Connection, workbook: str, one: str) -> bool:
    """Take a conflict away; return whether it was there."""
    return connection.execute(_END, {"at_workbook": workbook, "at_id": one}).rowcount == 1


def settled(
    connection: Connection, records: Records, one: SheetConflict, number: int
) -> Plan | Conflict | Refused:
    """Return what taking the app's side of a conflict would do; it ends with the action.

    A cell that was changed since, in the app or in the sheet, is not overwritten: both texts come
    back instead.
    """
    wanted = _wanted(records, one)
    if not isinstance(wanted, list):
        return wanted
    end_conflict(connection, one.workbook, one.id)
    return plans.forward(records, wanted, number)


def _wanted(records: Records, one: SheetConflict) -> list[Write] | Conflict | Refused:
    current = records.get(TABLES[one.table], one.row)
    try:
        ours, theirs = _as_record(one, current, one.ours), _as_record(one, current, one.theirs)
    except (KeyError, ValueError):
        return _refused(one, "That text does not fit its column any more. Type it in by hand.")
    if one.field and current is None:
        return _refused(one, "That row is not in the workbook any more.")
    if not _same(current, ours) and not _same(current, theirs):
        seen = ours or theirs
        return [] if seen is None else Conflict(((seen, current),))
    if current is None:
        return [] if ours is None else [replace(ours, version=0)]
    if ours is None:
        return list(removed_with_all(records, current))
    return [replace(ours, version=current.version)]


def _as_record(one: SheetConflict, current: Record | None, said: Plain) -> Record | None:
    """Return the row as one side has it; None where that side has none.

    What a side does not tell (a sheet shows no hidden columns) is as it is in the app.
    """
    there = {} if current is None else plain(current)
    if one.field:
        if current is None:
            return None
        told: dict[str, Plain] = {one.field: said}
    elif said is None:
        return None
    else:
        told = json.loads(str(said))
    return cleaned(read(TABLES[one.table], {**there, **told, "id": one.row}))


def _same(current: Record | None, side: Record | None) -> bool:
    if current is None or side is None:
        return current is side
    return current == replace(side, version=current.version)


def _refused(one: SheetConflict, message: str) -> Refused:
    return Refused((Problem(one.table, None, message),))


def _conflict(row: Row[Any]) -> SheetConflict:
    return SheetConflict(
        id=row.id,
        workbook=row.workbook,
        table=row.of,
        row=row.row,
        field=row.field,
        ours=json.loads(row.ours),
        theirs=json.loads(row.theirs),
        at=datetime.fromisoformat(row.at),
    )


def problems_of(
    connection: Connection, sheet: str, workbook: str, limit: int
) -> list[SheetProblem]:
    """Return the problems of a workbook's rows in a sheet, and of rows whose it is not known."""
    query = (
        select(sheet_problems)
        .where(
            sheet_problems.c.sheet == sheet,
            or_(sheet_problems.c.workbook == workbook, sheet_problems.c.workbook.is_(None)),
        )
        .order_by(sheet_problems.c.of, sheet_problems.c.place)
        .limit(limit)
    )
    return [
        SheetProblem(
            workbook=row.workbook,
            table=row.of,
            tab=row.tab,
            line=row.line,
            field=row.field,
            text=row.text,
            message=row.message,
            candidates=tuple(json.loads(row.candidates)),
        )
        for row in connection.execute(query)
    ]


def put_problems(
    connection: Connection, sheet: str, found: Mapping[str, Sequence[SheetProblem]]
) -> None:
    """Note the problems of some tables of a sheet, in place of what was noted of them."""
    for table, problems in found.items():
        connection.execute(
            delete(sheet_problems).where(
                sheet_problems.c.sheet == sheet, sheet_problems.c.of == table
            )
        )
        values = [
            {
                "sheet": sheet,
                "of": table,
                "place": place,
                "workbook": one.workbook,
                "tab": clean(one.tab),
                "line": one.line,
                "field": one.field,
                "text": clean(one.text),
                "message": clean(one.message),
                "candidates": json.dumps(list(one.candidates)),
            }
            for place, one in enumerate(problems)
        ]
        if values:
            connection.execute(insert(sheet_problems), values)
