"""History: every committed action with each row before and after it.

It is undo, idempotency, attribution and what brings an older snapshot up to date, in one. Of a row
that was erased it keeps the id alone: that something went, and not what.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, insert, select, update

from lib.coaching.records import read, stamp
from lib.coaching.workbook import TABLE_OF, TABLES, Changed
from lib.store.results import Entry, Write
from lib.store.roles import Actor
from lib.store.rows import SLICE
from lib.store.schema import actions, changes, erased

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from lib.store.rows import Written
    from lib.store.sheets import RowKey


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does what, when; `operation` is applied once."""

    verb: str
    operation: str
    actor: Actor
    at: datetime
    undoes: int | None = None
    wanted: tuple[Write, ...] = ()
    """What it asks for; an undo asks for nothing of its own."""


_FREED: Final = "\x1f"
"""Stands between an operation id and the number of the undo that set it free; no id holds it."""

_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_NUMBER: Final = select(actions.c.number).where(
    actions.c.workbook == bindparam("workbook"), actions.c.operation == bindparam("operation")
)
_BETWEEN: Final = (
    select(changes.c.number, changes.c.of, changes.c.before, changes.c.after)
    .where(
        changes.c.workbook == bindparam("workbook"),
        changes.c.number >= bindparam("first"),
        changes.c.number <= bindparam("last"),
    )
    .order_by(changes.c.number, changes.c.place)
)
_ERASED: Final = (
    select(changes.c.number, changes.c.of, changes.c.row)
    .where(
        changes.c.workbook == bindparam("workbook"),
        changes.c.number >= bindparam("first"),
        changes.c.number <= bindparam("last"),
        changes.c.before.is_(None),
        changes.c.after.is_(None),
    )
    .order_by(changes.c.number, changes.c.place)
)
_ANY_ERASED: Final = select(erased.c.row).where(erased.c.workbook == bindparam("workbook")).limit(1)


def number_of(connection: Connection, workbook: str, operation: str) -> int | None:
    """Return the number of the action with this operation id; None where it was never saved."""
    found = connection.execute(_NUMBER, {"workbook": workbook, "operation": operation}).scalar()
    return None if found is None else int(found)


def changed_between(
    connection: Connection, workbook: str, first: int, last: int
) -> list[tuple[int, Changed]]:
    """Return (action's number, change) of the actions from `first` to `last`, in their order."""
    found = connection.execute(_BETWEEN, {"workbook": workbook, "first": first, "last": last})
    return [
        (row.number, _changed(row))
        for row in found
        if row.before is not None or row.after is not None
    ]


def erased_between(
    connection: Connection, workbook: str, first: int, last: int
) -> dict[int, tuple[RowKey, ...]]:
    """Return by action's number which of its rows were erased, of those from `first` to `last`."""
    found: dict[int, tuple[RowKey, ...]] = {}
    if connection.execute(_ANY_ERASED, {"workbook": workbook}).first() is None:
        return found
    span = {"workbook": workbook, "first": first, "last": last}
    for number, of, row in connection.execute(_ERASED, span):
        found[number] = (*found.get(number, ()), (of, row))
    return found


def number_that_erased(connection: Connection, workbook: str, of: str, row: str) -> int:
    """Return the number of the action by which a row was erased; 0 where none tells."""
    newest = connection.execute(
        select(func.max(changes.c.number)).where(
            changes.c.workbook == workbook, changes.c.of == of, changes.c.row == row
        )
    ).scalar()
    return int(newest or 0)


def note(  # noqa: PLR0913, PLR0917 - an action has these parts
    connection: Connection,
    workbook: str,
    number: int,
    deed: Deed,
    done: Sequence[Written],
    gone: Sequence[RowKey] = (),
) -> None:
    """Write an action down, and on the action it takes back that it was taken back.

    Where that one had itself taken an action back, that first action stands again, and can be taken
    back again. Of the rows that are `gone` for good, nothing but the id is written.
    """
    connection.execute(
        insert(actions).values(
            workbook=workbook,
            number=number,
            operation=deed.operation,
            verb=deed.verb,
            actor=deed.actor.visit,
            at=stamp(deed.at),
            undoes=deed.undoes,
            rows=len(done) + len(gone),
        )
    )
    for first in range(0, len(gone), SLICE):
        some: list[dict[str, object]] = [
            {"place": place, "of": of, "row": row, "before": None, "after": None}
            for place, (of, row) in enumerate(gone[first : first + SLICE], len(done) + first)
        ]
        here = {"workbook": workbook, "number": number}
        connection.execute(insert(changes), [{**here, **one} for one in some])
    for first in range(0, len(done), SLICE):
        told = [
            {"workbook": workbook, "number": number, "place": place, **_told(one)}
            for place, one in enumerate(done[first : first + SLICE], first)
        ]
        connection.execute(insert(changes), told)
    if deed.undoes is not None:
        _stands_again(connection, workbook, deed.undoes)
        _taken_back(connection, workbook, deed.undoes, number)


def _taken_back(connection: Connection, workbook: str, undone: int, by: int) -> None:
    """Mark an action as taken back, and set its operation id free: it may be done again."""
    here = (actions.c.workbook == workbook, actions.c.number == undone)
    operation = connection.execute(select(actions.c.operation).where(*here)).scalar_one()
    connection.execute(
        update(actions).where(*here).values(undone_by=by, operation=f"{operation}{_FREED}{by}")
    )


def _stands_again(connection: Connection, workbook: str, undo: int) -> None:
    """Unmark what an undo had taken back; it gets its operation id back unless it is in use."""
    here = (actions.c.workbook == workbook, actions.c.undone_by == undo)
    operation = connection.execute(select(actions.c.operation).where(*here)).scalar()
    if operation is None:
        return
    own = operation.removesuffix(f"{_FREED}{undo}")
    values: dict[str, str | None] = {"undone_by": None}
    if number_of(connection, workbook, own) is None:
        values["operation"] = own
    connection.execute(update(actions).where(*here).values(values))


def may_be_undone(connection: Connection, workbook: str, number: int) -> bool:
    """Return whether an action is there, is not the first one, and was not taken back yet."""
    action = connection.execute(
        select(actions.c.verb, actions.c.undone_by).where(
            actions.c.workbook == workbook, actions.c.number == number
        )
    ).one_or_none()
    return action is not None and action.undone_by is None and number > 1


def newest(
    connection: Connection, workbook: str, before: int | None, limit: int, *, changes_too: bool
) -> list[Entry]:
    """Return the newest actions before a number, newest first; without their rows unless asked."""
    query = select(actions).where(actions.c.workbook == workbook)
    if before is not None:
        query = query.where(actions.c.number < before)
    rows = connection.execute(query.order_by(actions.c.number.desc()).limit(limit)).all()
    if not rows:
        return []
    gone = erased_between(connection, workbook, rows[-1].number, rows[0].number)
    changed: dict[int, list[Changed]] = {}
    if changes_too:
        for number, one in changed_between(connection, workbook, rows[-1].number, rows[0].number):
            changed.setdefault(number, []).append(one)
    return [
        Entry(
            number=row.number,
            verb=row.verb,
            actor=row.actor,
            at=datetime.fromisoformat(row.at),
            rows=row.rows,
            changes=tuple(changed.get(row.number, ())),
            undoes=row.undoes,
            undone_by=row.undone_by,
            erased=gone.get(row.number, ()),
        )
        for row in rows
    ]


def _told(one: Written) -> dict[str, str | None]:
    record = one.step.after if one.step.after is not None else one.step.before
    if record is None:
        message = "a change has a row before or after it"
        raise ValueError(message)
    return {
        "of": TABLE_OF[type(record)],
        "row": record.id,
        "before": None if one.before is None else _JSON(one.before),
        "after": None if one.after is None else _JSON(one.after),
    }


def _changed(row: Row[Any, Any, Any, Any]) -> Changed:
    record_type = TABLES[row.of]
    before = None if row.before is None else read(record_type, json.loads(row.before))
    after = None if row.after is None else read(record_type, json.loads(row.after))
    return Changed(before, after)
