"""What an action would change: of writes on the newest records, and of taking an action back.

Pure: the records come in, a `Plan`, a `Conflict` or a `Refused` comes out. A row is only changed
for someone who has seen its newest version, and only taken back where it is as the action left it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from lib.coaching.cover import Cover
from lib.coaching.records import Problem, Record, cleaned, fields_of, numbered, problems
from lib.coaching.workbook import LIMITS, TABLE_OF, Changed, Records
from lib.store.references import dangling, pointless, still_wanted
from lib.store.results import Conflict, Plan, Refused, Removed, Write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def forward(records: Records, writes: Iterable[Write], number: int) -> Plan | Conflict | Refused:
    """Return what these writes would do as the action of this number.

    Every changed row gets the number as its version: numbers only rise, so a version never names
    two contents of one row, also where a row was taken away and put back.
    """
    steps: list[Changed] = []
    pairs: list[tuple[Record, Record | None]] = []
    wrong: list[Problem] = []
    met: set[tuple[type[Record], str]] = set()
    for write in writes:
        seen = write.record if isinstance(write, Removed) else write
        current = records.get(type(seen), seen.id)
        wrong.extend(_unfit(seen, met))
        met.add((type(seen), seen.id))
        if (current.version if current is not None else 0) != seen.version:
            pairs.append((seen, current))
        elif isinstance(write, Removed):
            steps.append(Changed(current, None))
        else:
            better = cleaned(write)
            wrong.extend(problems(better, TABLE_OF[type(better)]))
            if current is None or better != current:
                steps.append(Changed(current, numbered(better, number)))
    if not pairs:
        wrong.extend(dangling(records, steps))
    wrong.extend(_too_many(records, steps))
    if wrong:
        return Refused(tuple(wrong))
    return Conflict(tuple(pairs)) if pairs else Plan(tuple(steps))


def otherwise(
    records: Records, writes: Iterable[Write], done: Sequence[Changed]
) -> tuple[tuple[Record, Record | None], ...]:
    """Return (ours, theirs) of each row that a repeated action wants otherwise than it was saved.

    Two tabs that drew the same row have the same operation id: a double tap or a resend says the
    same twice and gets nothing here; other words under the same id are never dropped in silence.
    Ids of new rows, versions and instants differ from tap to tap and are not compared.
    """
    ours = [one if isinstance(one, Removed) else cleaned(one) for one in writes]
    made = [one.after for one in done if one.before is None and one.after is not None]
    new = [one for one in ours if isinstance(one, Record) and one.version == 0]
    twin: dict[str, Record] = {}
    for one in new:
        theirs = next((other for other in made if type(other) is type(one)), None)
        if theirs is not None:
            made.remove(theirs)
            twin[one.id] = theirs
    left = {
        (type(record), record.id): one.after
        for one in done
        for record in (one.after or one.before,)
        if record is not None
    }
    pairs: list[tuple[Record, Record | None]] = []
    for write in ours:
        record = write.record if isinstance(write, Removed) else write
        then = twin.get(record.id) or left.get(
            (type(record), record.id), records.get(type(record), record.id)
        )
        wanted = None if isinstance(write, Removed) else _said(record, twin)
        if wanted != (None if then is None else _said(then, {})):
            pairs.append((record, records.get(type(record), then.id) if then is not None else None))
    return tuple(pairs)


def _said(record: Record, twin: dict[str, Record]) -> dict[str, object]:
    """Return what a row says: its fields without id, version and instants."""
    return {
        one.name: twin[value].id if (value := getattr(record, one.name)) in twin else value
        for one in fields_of(type(record))
        if one.name not in ("id", "version") and one.kind is not datetime
    }


def backward(
    records: Records, done: Sequence[Changed], number: int, *, skip_changed: bool
) -> Plan | Conflict | Refused:
    """Return what taking these changes back would do as the action of this number.

    A row stays where it is not as the action left it, where something that came later points at it,
    and where it would point at something that is gone.
    """
    steps: dict[Changed, Changed] = {}
    kept: list[Changed] = []
    for one in done:
        left = one.after if one.after is not None else one.before
        if left is None:
            continue
        current = records.get(type(left), left.id)
        if not _same(current, one.after):
            kept.append(one)
        elif one.before is None:
            steps[one] = Changed(current, None)
        else:
            steps[one] = Changed(current, numbered(one.before, number))
    while blocked := _blocked(records, list(steps.values())):
        for one in [one for one, step in steps.items() if step in blocked]:
            kept.append(one)
            del steps[one]
    if kept and not (skip_changed and steps):
        return Conflict(tuple(_pair(records, one) for one in kept))
    wrong = _too_many(records, list(steps.values()))
    if wrong:
        return Refused(tuple(wrong))
    return Plan(
        tuple(steps.values()),
        tuple(Changed(one.before, _pair(records, one)[1]) for one in kept),
    )


def _blocked(records: Records, steps: Sequence[Changed]) -> set[Changed]:
    return {step for step, _ in pointless(records, steps)} | {
        step for step, _, _ in still_wanted(records, steps)
    }


def _pair(records: Records, done: Changed) -> tuple[Record, Record | None]:
    """Return (the row as it would have been put back, or as the action had made it; as it is)."""
    then = done.before if done.before is not None else done.after
    if then is None:
        message = "a change has a row before or after it"
        raise ValueError(message)
    return then, records.get(type(then), then.id)


def _same(current: Record | None, left: Record | None) -> bool:
    """Return whether a row is what the action left, its version aside."""
    if current is None or left is None:
        return current is left
    return current == numbered(left, current.version)


def _unfit(seen: Record, met: set[tuple[type[Record], str]]) -> list[Problem]:
    table = TABLE_OF[type(seen)]
    found = []
    if (type(seen), seen.id) in met:
        found.append(Problem(table, None, "The same row stands twice in one action."))
    if not seen.id.isascii() or not seen.id.isprintable() or not seen.id.strip():
        found.append(Problem(table, None, "A row's id is made of plain letters and digits."))
    return found


def _too_many(records: Records, steps: Sequence[Changed]) -> list[Problem]:
    wrong = []
    for record_type, most in LIMITS.items():
        new = sum(1 for one in steps if one.before is None and isinstance(one.after, record_type))
        there = len(records.all(record_type))
        if new and there + new > most:
            name = TABLE_OF[record_type]
            message = (
                f"A workbook holds {most:,} {name} at most; there are {there:,}, and this would "
                f"add {new:,}. Nothing was saved."
            )
            wrong.append(Problem(name, None, message))
    covers = len(records.all(Cover)) + sum(
        (one.before is None) - (one.after is None)
        for one in steps
        if isinstance(one.after if one.after is not None else one.before, Cover)
    )
    if covers != 1:
        wrong.append(Problem(TABLE_OF[Cover], None, "A workbook has exactly one cover."))
    return wrong
