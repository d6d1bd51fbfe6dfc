"""Workbooks in the store: read as snapshots, changed by actions, taken back by undo."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from lib.coaching import workbook as shelf
from lib.coaching.cover import Cover
from lib.coaching.records import Problem, Record, cleaned, fields_of, new_id, plain, problems, read
from lib.coaching.workbook import LIMITS, TABLE_OF, TABLES, Changed, Grouped, Records
from lib.store.engine import open_engine
from lib.store.errors import BusyError, NoSuchWorkbookError
from lib.store.migrations import migrate
from lib.store.roles import Action, Actor, Role, demand
from lib.store.schema import actions, changes, record_tables, visits, workbooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

BYTES_A_ROW = 900
"""Memory a row takes in a snapshot with its indexes, for the bound on all snapshots; measured."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A write that takes a record away; `record` is the version that was seen."""

    record: Record


Write = Record | Removed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workbook at one version."""

    id: str
    version: int
    records: Records


@dataclass(frozen=True, slots=True)
class Saved:
    """The action is durable."""

    number: int
    """The action's number: what `undo` takes."""
    repeated: bool = False
    """True where this operation had been saved before; nothing was done again."""
    changes: tuple[Changed, ...] = ()
    kept: tuple[Changed, ...] = ()
    """Of an undo: rows changed since, which were left as they are."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else was faster: nothing was saved; each pair is (ours, theirs)."""

    pairs: tuple[tuple[Record, Record | None], ...]
    """`theirs` is None where the row is gone."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in the action cannot be saved; nothing was."""

    problems: tuple[Problem, ...]


Result = Saved | Conflict | Refused


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of the history."""

    number: int
    verb: str
    actor: str
    at: datetime
    changes: tuple[Changed, ...]
    undoes: int | None
    undone_by: int | None


class Store:
    """Workbooks on one database."""

    def __init__(self, url: str, *, snapshot_bytes: int = 512 * 1024 * 1024) -> None:
        """Open the store and bring its schema up to date.

        Raises:
            UnsafeFileError, NewerSchemaError: see `lib.store.errors`.
        """
        self._engine = open_engine(url)
        migrate(self._engine)
        self._snapshots: OrderedDict[str, Snapshot] = OrderedDict()
        self._snapshot_bytes = snapshot_bytes
        self._lock = Lock()
        self._building: dict[str, RLock] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    # visits

    def admit(self, actor: Actor, role: Role, at: datetime) -> None:
        """Note a visit's role; a visit that is known keeps what it has."""
        with self._transaction(writing=False) as connection:
            known = connection.execute(
                select(visits.c.id).where(visits.c.id == actor.visit)
            ).scalar()
        if known is None:
            try:
                with self._transaction() as connection:
                    connection.execute(
                        insert(visits).values(
                            id=actor.visit, role=role.value, began_at=_instant(at)
                        )
                    )
            except IntegrityError:
                pass  # another tab of the same browser was faster

    def end_visit(self, actor: Actor, at: datetime) -> None:
        """End a visit: from now on it may do nothing, in open tabs too."""
        with self._transaction() as connection:
            connection.execute(
                update(visits)
                .where(visits.c.id == actor.visit, visits.c.ended_at.is_(None))
                .values(ended_at=_instant(at))
            )

    # reading

    def workbook_ids(self, actor: Actor) -> list[str]:
        """Return the ids of the workbooks this actor may read, oldest first."""
        with self._transaction(writing=False) as connection:
            demand(connection, actor, Action.READ, "")
            query = select(workbooks.c.id).order_by(workbooks.c.created_at, workbooks.c.id)
            return list(connection.execute(query).scalars())

    def snapshot(self, actor: Actor, workbook: str) -> Snapshot:
        """Return the workbook as it is now.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: see `lib.store.errors`.
        """
        with self._transaction(writing=False) as connection:
            demand(connection, actor, Action.READ, workbook)
            return self._now(connection, workbook)

    def history(
        self, actor: Actor, workbook: str, *, before: int | None = None, limit: int = 20
    ) -> list[Entry]:
        """Return the newest actions, newest first.

        Args:
            actor: who asks.
            workbook: the workbook's id.
            before: only actions with a smaller number.
            limit: how many at most.
        """
        with self._transaction(writing=False) as connection:
            demand(connection, actor, Action.READ, workbook)
            wanted = [actions.c.workbook == workbook]
            if before is not None:
                wanted.append(actions.c.number < before)
            rows = connection.execute(
                select(actions).where(and_(*wanted)).order_by(actions.c.number.desc()).limit(limit)
            ).all()
            return [_entry(row, self._changes(connection, workbook, row.number)) for row in rows]

    # writing

    def create(self, actor: Actor, cover: Cover, at: datetime) -> str:
        """Make a workbook with this cover; return its id, which is the cover's id."""
        with self._transaction() as connection:
            demand(connection, actor, Action.CREATE, "")
            connection.execute(
                insert(workbooks).values(id=cover.id, version=0, created_at=_instant(at))
            )
        result = self.save(actor, cover.id, [cover], verb="begin", operation=f"begin-{cover.id}", at=at)
        if not isinstance(result, Saved):
            raise TypeError(type(result).__name__)
        return cover.id

    def save(  # noqa: PLR0913 - an action has these parts
        self,
        actor: Actor,
        workbook: str,
        writes: Iterable[Write],
        *,
        verb: str,
        operation: str,
        at: datetime,
    ) -> Result:
        """Save an action whole, or not at all.

        Args:
            actor: who acts.
            workbook: the workbook that was drawn.
            writes: records to put (version 0: new; else the version that was seen) and `Removed`.
            verb: what was done, one of the words the history page knows.
            operation: an id fixed when the button was drawn; the same id is applied once.
            at: the instant, with a time zone.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: nothing was saved.
        """
        with self._transaction() as connection:
            demand(connection, actor, Action.WRITE, workbook)
            repeated = self._repeated(connection, workbook, operation)
            if repeated is not None:
                return repeated
            now = self._now(connection, workbook, lock=True)
            steps, pairs, wrong = _steps(now.records, writes)
            if wrong:
                return Refused(tuple(wrong))
            if pairs:
                return Conflict(tuple(pairs))
            after = self._commit(connection, now, steps, (verb, operation, actor, at, None))
        self._keep(after)
        return Saved(after.version, changes=tuple(steps))

    def undo(  # noqa: PLR0913 - an action has these parts
        self,
        actor: Actor,
        workbook: str,
        number: int,
        *,
        operation: str,
        at: datetime,
        skip_changed: bool = False,
    ) -> Result:
        """Take one action back, as an action of its own (so it can be taken back too).

        A row that was changed since is never changed back silently: the answer is a `Conflict`
        of (as it was before, as it is now), or with `skip_changed` the row stays and is listed
        in `Saved.kept`.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: nothing was saved.
        """
        with self._transaction() as connection:
            demand(connection, actor, Action.WRITE, workbook)
            repeated = self._repeated(connection, workbook, operation)
            if repeated is not None:
                return repeated
            now = self._now(connection, workbook, lock=True)
            action = connection.execute(
                select(actions).where(actions.c.workbook == workbook, actions.c.number == number)
            ).first()
            if action is None or action.undone_by is not None or action.verb == "begin":
                message = "This has been taken back already, or cannot be."
                return Refused((Problem("actions", number, message),))
            steps, kept = _backwards(now.records, self._changes(connection, workbook, number))
            if kept and not skip_changed:
                return Conflict(
                    tuple((one.before or one.after, one.after) for one in kept if one.before or one.after)  # type: ignore[misc]
                )
            wrong = _dangling(now.records, steps)
            if wrong:
                return Refused(tuple(wrong))
            after = self._commit(connection, now, steps, ("undo", operation, actor, at, number))
            connection.execute(
                update(actions)
                .where(actions.c.workbook == workbook, actions.c.number == number)
                .values(undone_by=after.version)
            )
        self._keep(after)
        return Saved(after.version, changes=tuple(steps), kept=tuple(kept))

    # the insides

    def _transaction(self, *, writing: bool = True) -> Any:  # noqa: ANN401 - a context manager
        return _Transaction(self._engine, writing=writing)

    def _repeated(self, connection: Connection, workbook: str, operation: str) -> Saved | None:
        number = connection.execute(
            select(actions.c.number).where(
                actions.c.workbook == workbook, actions.c.operation == operation
            )
        ).scalar()
        return None if number is None else Saved(number, repeated=True)

    def _now(self, connection: Connection, workbook: str, *, lock: bool = False) -> Snapshot:
        """Return the workbook at its newest version; with `lock`, nobody changes it meanwhile."""
        query = select(workbooks.c.version).where(workbooks.c.id == workbook)
        version = connection.execute(query.with_for_update() if lock else query).scalar()
        if version is None:
            message = "There is no such workbook."
            raise NoSuchWorkbookError(message)
        with self._lock:
            kept = self._snapshots.get(workbook)
            building = self._building.setdefault(workbook, RLock())
        if kept is not None and kept.version == version:
            return kept
        with building:
            with self._lock:
                kept = self._snapshots.get(workbook)
            if kept is None or kept.version > version:
                kept = Snapshot(workbook, version, _load(connection, workbook))
            elif kept.version < version:
                kept = self._caught_up(connection, kept, version)
            self._keep(kept)
            return kept

    def _caught_up(self, connection: Connection, kept: Snapshot, version: int) -> Snapshot:
        rows = connection.execute(
            select(changes.c.of, changes.c.before, changes.c.after)
            .where(
                changes.c.workbook == kept.id,
                changes.c.number > kept.version,
                changes.c.number <= version,
            )
            .order_by(changes.c.number, changes.c.place)
        )
        steps = [_changed(row) for row in rows]
        return Snapshot(kept.id, version, kept.records.changed(steps))

    def _keep(self, snapshot: Snapshot) -> None:
        with self._lock:
            known = self._snapshots.get(snapshot.id)
            if known is None or known.version <= snapshot.version:
                self._snapshots[snapshot.id] = snapshot
            self._snapshots.move_to_end(snapshot.id)
            weight = sum(_rows(one) for one in self._snapshots.values()) * BYTES_A_ROW
            while weight > self._snapshot_bytes and len(self._snapshots) > 1:
                _, oldest = self._snapshots.popitem(last=False)
                self._building.pop(oldest.id, None)
                weight -= _rows(oldest) * BYTES_A_ROW

    def _changes(self, connection: Connection, workbook: str, number: int) -> tuple[Changed, ...]:
        rows = connection.execute(
            select(changes.c.of, changes.c.before, changes.c.after)
            .where(changes.c.workbook == workbook, changes.c.number == number)
            .order_by(changes.c.place)
        )
        return tuple(_changed(row) for row in rows)

    def _commit(
        self,
        connection: Connection,
        now: Snapshot,
        steps: Sequence[Changed],
        action: tuple[str, str, Actor, datetime, int | None],
    ) -> Snapshot:
        """Write the rows and their history; return the snapshot that holds once it commits."""
        verb, operation, actor, at, undoes = action
        number = now.version + 1
        moved = connection.execute(
            update(workbooks)
            .where(workbooks.c.id == now.id, workbooks.c.version == now.version)
            .values(version=number)
        )
        if moved.rowcount != 1:
            message = "The workbook was being changed by someone else. Nothing was saved; try again."
            raise BusyError(message)
        connection.execute(
            insert(actions).values(
                workbook=now.id,
                number=number,
                operation=operation,
                verb=verb,
                actor=actor.visit,
                at=_instant(at),
                undoes=undoes,
            )
        )
        _write_rows(connection, now.id, steps)
        if steps:
            connection.execute(
                insert(changes),
                [
                    {
                        "workbook": now.id,
                        "number": number,
                        "place": place,
                        "of": TABLE_OF[type(step.after or step.before)],  # type: ignore[index]
                        "row": (step.after or step.before).id,  # type: ignore[union-attr]
                        "before": _json(step.before),
                        "after": _json(step.after),
                    }
                    for place, step in enumerate(steps)
                ],
            )
        return Snapshot(now.id, number, now.records.changed(steps))


class _Transaction:
    """One transaction; what the database says of locks becomes a `BusyError`."""

    def __init__(self, engine: Any, *, writing: bool) -> None:  # noqa: ANN401
        self._connection = engine.connect().execution_options(writing=writing)
        self._writing = writing

    def __enter__(self) -> Connection:
        self._begun = self._connection.begin()
        return self._connection  # type: ignore[no-any-return]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            if kind is None and self._writing:
                self._begun.commit()
            else:
                self._begun.rollback()
        finally:
            self._connection.close()
        if isinstance(error, OperationalError):
            message = "The store did not answer in time. Nothing was saved; try again."
            raise BusyError(message) from error


def _rows(snapshot: Snapshot) -> int:
    return sum(len(snapshot.records.all(record_type)) for record_type in TABLE_OF)


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        message = "an instant needs its time zone"
        raise ValueError(message)
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _json(record: Record | None) -> str | None:
    if record is None:
        return None
    return json.dumps(plain(record), ensure_ascii=False, separators=(",", ":"))


def _changed(row: Row[Any]) -> Changed:
    record_type = TABLES[row.of]
    before = None if row.before is None else read(record_type, json.loads(row.before))
    after = None if row.after is None else read(record_type, json.loads(row.after))
    return Changed(before, after)


def _entry(row: Row[Any], changed: tuple[Changed, ...]) -> Entry:
    from datetime import datetime  # noqa: PLC0415

    return Entry(
        number=row.number,
        verb=row.verb,
        actor=row.actor,
        at=datetime.fromisoformat(row.at),
        changes=changed,
        undoes=row.undoes,
        undone_by=row.undone_by,
    )


def _load(connection: Connection, workbook: str) -> Records:
    rows: dict[type[Record], dict[str, Record]] = {}
    for record_type, table in record_tables.items():
        names = [one.name for one in fields_of(record_type)]
        query = select(*(table.c[name] for name in names)).where(table.c.workbook == workbook)
        rows[record_type] = {
            found[0]: read(record_type, dict(zip(names, found, strict=True)))
            for found in connection.execute(query)
        }
    return Records(rows)


def _write_rows(connection: Connection, workbook: str, steps: Sequence[Changed]) -> None:
    new: dict[type[Record], list[dict[str, Any]]] = {}
    for step in steps:
        record = step.after or step.before
        if record is None:
            continue
        table = record_tables[type(record)]
        if step.before is None:
            new.setdefault(type(record), []).append({"workbook": workbook, **plain(record)})
            continue
        here = and_(
            table.c.workbook == workbook,
            table.c.id == record.id,
            table.c.version == step.before.version,
        )
        done = connection.execute(
            table.delete().where(here)
            if step.after is None
            else table.update().where(here).values(plain(step.after))
        )
        if done.rowcount != 1:
            message = "A row was changed by someone else meanwhile. Nothing was saved; try again."
            raise BusyError(message)
    for record_type, written in new.items():
        connection.execute(insert(record_tables[record_type]), written)


def _steps(
    records: Records, writes: Iterable[Write]
) -> tuple[list[Changed], list[tuple[Record, Record | None]], list[Problem]]:
    """Return (changes to make, conflicts, problems) of writes on the newest records."""
    steps: list[Changed] = []
    pairs: list[tuple[Record, Record | None]] = []
    wrong: list[Problem] = []
    for write in writes:
        seen = write.record if isinstance(write, Removed) else write
        current = records.get(type(seen), seen.id)
        if (current.version if current is not None else 0) != seen.version:
            pairs.append((seen, current))
        elif isinstance(write, Removed):
            steps.append(Changed(current, None))
        else:
            better = cleaned(write)
            wrong.extend(problems(better, TABLE_OF[type(better)]))
            if current is None or better != current:
                steps.append(Changed(current, replace(better, version=seen.version + 1)))
    wrong.extend(_dangling(records, steps))
    wrong.extend(_too_many(records, steps))
    return steps, pairs, wrong


def _backwards(
    records: Records, done: Iterable[Changed]
) -> tuple[list[Changed], list[Changed]]:
    """Return (changes that take an action back, rows changed since as (then, now))."""
    steps: list[Changed] = []
    kept: list[Changed] = []
    for one in done:
        record = one.after or one.before
        if record is None:
            continue
        current = records.get(type(record), record.id)
        expected = one.after.version if one.after is not None else None
        if (current.version if current is not None else None) != expected:
            kept.append(Changed(one.before, current))
        elif one.before is None:
            steps.append(Changed(current, None))
        else:
            version = (one.after or one.before).version + 1
            steps.append(Changed(current, replace(one.before, version=version)))
    return steps, kept


_REFERENCES: dict[str, list[tuple[type[Record], str]]] = {}
for _type in TABLE_OF:
    for _field in fields_of(_type):
        if _field.column.refers_to:
            _REFERENCES.setdefault(_field.column.refers_to, []).append((_type, _field.name))


def _pointing(record_type: type[Record], name: str) -> Grouped[Record]:
    return _POINTING[record_type, name]


_POINTING: dict[tuple[type[Record], str], Grouped[Record]] = {
    (record_type, name): Grouped(
        record_type, (lambda name: lambda one: getattr(one, name))(name), lambda one: one.id
    )
    for found in _REFERENCES.values()
    for record_type, name in found
}


def _dangling(records: Records, steps: Sequence[Changed]) -> Iterator[Problem] | list[Problem]:
    """Return a problem for every reference that would point at nothing after these changes."""
    gone: dict[str, set[str]] = {}
    come: dict[str, set[str]] = {}
    touched: set[tuple[type[Record], str]] = set()
    for step in steps:
        record = step.after or step.before
        if record is None:
            continue
        touched.add((type(record), record.id))
        into = gone if step.after is None else come
        into.setdefault(TABLE_OF[type(record)], set()).add(record.id)
    wrong = []
    for step in steps:
        if step.after is None:
            continue
        for one in fields_of(type(step.after)):
            table = one.column.refers_to
            value = getattr(step.after, one.name) if table else None
            if not table or value is None:
                continue
            there = records.get(TABLES[table], value) is not None or value in come.get(table, ())
            if not there or value in gone.get(table, ()):
                message = f"{one.column.heading}: that row is not in the workbook any more."
                wrong.append(Problem(TABLE_OF[type(step.after)], None, message))
    for table, ids in gone.items():
        for record_type, name in _REFERENCES.get(table, ()):
            pointing = records.index(_pointing(record_type, name))
            for row in ids:
                for record in pointing.get(row, ()):
                    if (record_type, record.id) not in touched:
                        message = "Other rows still belong to it: take them away first."
                        wrong.append(Problem(TABLE_OF[record_type], None, message))
    return wrong


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
    return wrong


def fresh_cover(time_zone: str, name: str = "My workbook") -> Cover:
    """Return the cover of a workbook to be made; its id becomes the workbook's."""
    return Cover(id=new_id(), name=name, time_zone=time_zone)


_ = shelf
