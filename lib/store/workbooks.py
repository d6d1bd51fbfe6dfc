"""Workbooks in the store: read as snapshots, changed by actions, taken back by undo.

Every action goes one way: rights, the workbook's lock, its operation id, what it would change, the
rows and their history, one commit. The parts are in their own modules: `results` (what comes back),
`plans` (what an action changes), `references`, `rows`, `history`, `snapshots`.
"""

from __future__ import annotations

import secrets
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from lib.coaching import collector
from lib.coaching.cover import Cover
from lib.coaching.records import NAME_LIMIT, Problem, new_id, stamp
from lib.coaching.text import clean
from lib.coaching.workbook import TABLE_OF
from lib.store import erasing, history, idling, plans, rows
from lib.store.engine import BUSY_SECONDS, open_engine
from lib.store.erasing import AllGoing, Erased, Going
from lib.store.errors import BusyError, ClashError, NoSuchWorkbookError, UncertainError
from lib.store.history import Deed
from lib.store.linking import Sheets
from lib.store.migrations import migrate
from lib.store.references import removed_with_all
from lib.store.results import Conflict, Entry, Plan, Refused, Removed, Result, Saved, Write
from lib.store.roles import (
    HELD,
    Action,
    Actor,
    Rights,
    Role,
    Shows,
    at_of,
    demand,
    demand_visit,
    refuse,
    version_for,
)
from lib.store.room_sheets import RoomSheets
from lib.store.schema import access_links, visits, workbooks
from lib.store.seats import unclaimed
from lib.store.sharing import Links, begun_by, may_begin
from lib.store.sight import Views, narrowed, seen_entries
from lib.store.snapshots import Shelf, Snapshot, caught_up, loaded
from lib.store.starts import Starts
from lib.store.transactions import glance, reading, writing
from lib.store.versions import NO_WORKBOOK, version_of
from lib.store.workshops import Workshops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, Engine

    from lib.coaching.workbook import Changed
    from lib.store.idling import Idling
    from lib.store.sheets import RowKey

__all__ = [
    "Conflict",
    "Entry",
    "Refused",
    "Removed",
    "Result",
    "Saved",
    "Snapshot",
    "Store",
    "Write",
    "fresh_cover",
    "removed_with_all",
]


class Store:
    """Workbooks on one database; many threads may use one `Store`."""

    def __init__(
        self,
        url: str,
        *,
        snapshot_bytes: int = 512 * 1024 * 1024,
        own_machine: bool = True,
        open_house: bool = False,
        starts: Starts | None = None,
    ) -> None:
        """Open the store and bring its schema up to date.

        Args:
            url: `sqlite:///<path>` or `postgresql+psycopg://<user>@<host>/<name>`.
            snapshot_bytes: most memory for the workbooks kept ready.
            own_machine: False where others come by links: whoever was the owner of everything
                while it ran for one machine is a guest like all from then on.
            open_house: True where any visit may begin a workbook.
            starts: how many of them a day; None for as many as are asked for.

        Raises:
            AddressError, UnsafeFileError, NewerSchemaError, DiskError, BusyError: see
                `lib.store.errors`.
        """
        self._engine = self._open(url)
        self._shelf = Shelf(snapshot_bytes)
        self._views = Views(snapshot_bytes // 4)
        self._own_machine = own_machine
        self._open_house = open_house
        self._starts = starts
        try:
            migrate(self._engine)
            if not own_machine:
                self._make_all_guests()
            self._wipe(_WIPED_AT_START_SECONDS)
        except BaseException:
            self._engine.dispose()
            raise
        self._sheets = Sheets(self._engine, self._act)
        self._links = Links(self._engine, open_house=open_house)
        self._workshops = Workshops(self._engine, self._begin_within)
        self._room_sheets = RoomSheets(self._engine)

    def _open(self, url: str) -> Engine:
        return open_engine(url)

    def _wipe(self, seconds: float = BUSY_SECONDS) -> bool:
        return erasing.wipe(self._engine, seconds)

    @property
    def sheets(self) -> Sheets:
        """The links of workbooks to Google Sheets."""
        return self._sheets

    @property
    def links(self) -> Links:
        """The links that open workbooks, and the desks that hold them."""
        return self._links

    @property
    def room_sheets(self) -> RoomSheets:
        """The sheets of workshops."""
        return self._room_sheets

    @property
    def workshops(self) -> Workshops:
        """The workshops, their seats and their pictures."""
        return self._workshops

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    # visits

    def admit(self, actor: Actor, role: Role, at: datetime) -> None:
        """Note a visit's role; a visit that is known keeps what it has.

        On one's own machine a guest becomes the owner: the store was shared before, and is not now.

        Raises:
            NotAllowedError: an owner of everything, where others come by links.
        """
        if role is not Role.GUEST and not (self._own_machine and role is Role.OWNER):
            raise refuse()
        query = select(visits.c.role).where(visits.c.id == actor.visit)
        with glance(self._engine) as connection:
            known = connection.execute(query).scalar()
        if known is not None and (role is Role.GUEST or known != Role.GUEST.value):
            return
        with writing(self._engine) as connection:
            known = connection.execute(query).scalar()
            if known is not None:
                if known == Role.GUEST.value:
                    here = update(visits).where(visits.c.id == actor.visit)
                    connection.execute(here.values(role=role.value))
                return
            values = {"id": actor.visit, "role": role.value, "began_at": stamp(at)}
            try:
                with connection.begin_nested():
                    connection.execute(insert(visits).values(values))
            except IntegrityError:
                return  # another tab of the same browser was faster

    def end_visit(self, actor: Actor, at: datetime) -> None:
        """End a visit: from now on it may do nothing, in open tabs too."""
        with writing(self._engine) as connection:
            connection.execute(
                update(visits)
                .where(visits.c.id == actor.visit, visits.c.ended_at.is_(None))
                .values(ended_at=stamp(at))
            )

    def tapped(self, actor: Actor, at: datetime, *, everybody: timedelta | None = None) -> Idling:
        """Note that somebody has tapped in a visit; see `lib.store.idling.tapped`."""
        return idling.tapped(self._engine, actor, at, everybody)

    def idling(self, actor: Actor) -> Idling:
        """Return when a visit locks itself; see `lib.store.idling.look`."""
        return idling.look(self._engine, actor)

    def say_others(self, actor: Actor, at: datetime, *, others: bool) -> None:
        """Note whether others use a visit's computer; see `lib.store.idling.say_others`."""
        idling.say_others(self._engine, actor, at, others=others)

    def _make_all_guests(self) -> None:
        """Take away the rights to everything, which only one's own machine gives."""
        with writing(self._engine) as connection:
            connection.execute(
                update(visits)
                .where(visits.c.role == Role.OWNER.value)
                .values(role=Role.GUEST.value)
            )

    # reading

    def workbook_ids(self, actor: Actor) -> list[str]:
        """Return the ids of the workbooks this actor may read, oldest first."""
        query = select(workbooks.c.id).order_by(workbooks.c.created_at, workbooks.c.id)
        with reading(self._engine) as connection:
            if demand_visit(connection, actor) is not Role.GUEST:
                return list(connection.execute(query).scalars())
            held = select(access_links.c.workbook).where(
                HELD, access_links.c.role.in_([one.value for one in READERS])
            )
            asked = {"visit": actor.visit, "at": at_of(actor)}
            return list(connection.execute(query.where(workbooks.c.id.in_(held)), asked).scalars())

    def rights(self, actor: Actor, workbook: str) -> Rights:
        """Return what an actor is to a workbook.

        Raises:
            NotAllowedError: they may not read it.
        """
        with glance(self._engine) as connection:
            return version_for(connection, actor, workbook)[1]

    def snapshot(self, actor: Actor, workbook: str) -> Snapshot:
        """Return the workbook as it is now.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: see `lib.store.errors`.
        """
        return self.opened(actor, workbook)[0]

    def opened(self, actor: Actor, workbook: str) -> tuple[Snapshot, Rights]:
        """Return the workbook as it is now, and what the actor is to it.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: see `lib.store.errors`.
        """
        kept = self._shelf.get(workbook)
        if kept is not None:
            with glance(self._engine) as connection:
                version, rights = version_for(connection, actor, workbook)
            if version == kept.version:
                return self._views.of(kept, rights), rights
        with reading(self._engine) as connection, self._shelf.building(workbook):
            kept = self._shelf.get(workbook)  # before the version: a newer one went back
            rights = self._demand(connection, actor, Action.READ, workbook)
            version = version_of(connection, workbook)
            if version is None:
                raise NoSuchWorkbookError(NO_WORKBOOK)
            found = self._newest(connection, workbook, kept, version)
        return self._views.of(found, rights), rights

    def calendar(self, token: str, at: datetime) -> Snapshot | None:
        """Return the workbook whose calendar a link fetches, showing its status alone.

        Returns:
            None for a token that is unknown or was withdrawn.
        """
        found = self._links.feed(token, at)
        if found is None:
            return None
        with reading(self._engine) as connection, self._shelf.building(found):
            version = version_of(connection, found)
            if version is None:
                return None
            now = self._newest(connection, found, self._shelf.get(found), version)
        return self._views.of(now, Rights(Role.CALENDAR, Shows.STATUS))

    def history(
        self,
        actor: Actor,
        workbook: str,
        *,
        before: int | None = None,
        limit: int = 20,
        changes_too: bool = True,
    ) -> list[Entry]:
        """Return the newest actions, newest first.

        Args:
            actor: who asks.
            workbook: the workbook's id.
            before: only actions with a smaller number.
            limit: how many at most.
            changes_too: False leaves `Entry.changes` empty: an import has thousands of them.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: see `lib.store.errors`.
        """
        with reading(self._engine) as connection:
            rights = self._demand(connection, actor, Action.READ, workbook)
            if version_of(connection, workbook) is None:
                raise NoSuchWorkbookError(NO_WORKBOOK)
            found = history.newest(connection, workbook, before, limit, changes_too=changes_too)
        return seen_entries(found, rights)

    # writing

    def create(self, actor: Actor, cover: Cover, at: datetime) -> str:
        """Make a workbook with this cover; return its id, which is the cover's id.

        The same cover makes one workbook, however often it is sent.

        Raises:
            ValueError: the cover cannot be saved; the message says why.
            NotAllowedError, BusyError: nothing was saved.
        """
        deed = Deed("begin", f"begin-{cover.id}", actor, at)
        result = self._act(
            cover.id, deed, lambda _connection, now: plans.forward(now.records, [cover], 1), at
        )
        if isinstance(result, Refused):
            message = " ".join(one.message for one in result.problems)
            raise ValueError(message)  # noqa: TRY004 - the value is at fault, not its type
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
            operation: an id fixed when the button was drawn; the same id is applied once, and
                again only after it was taken back.
            at: the instant, with a time zone.

        Returns:
            `Saved`, `Conflict` where a row has another version than the one seen (or the same
            operation was saved with other words), or `Refused`.

        Raises:
            ValueError: the operation id is empty or longer than 200 characters, or `at` has no
                time zone.
            NotAllowedError, NoSuchWorkbookError, BusyError, DiskError: nothing was saved.
            UncertainError: the database did not say; the same operation again is applied once.
        """
        wanted = tuple(writes)
        plan = partial(self._forward, wanted)
        deed = Deed(verb, operation, actor, at, wanted=wanted)
        return self._act(workbook, deed, plan)

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

        A row that was changed since is never changed back silently, nor one that later rows point
        at: the answer is a `Conflict` of (as it would have been put back, as it is now), or with
        `skip_changed` those rows stay and are listed in `Saved.kept`. Where every row has changed
        since, it is a `Conflict` either way.

        Raises:
            as `save`.
        """
        plan = partial(self._backward, number, skip_changed=skip_changed)
        return self._act(workbook, Deed("undo", operation, actor, at, undoes=number), plan)

    # erasing

    def would_erase_person(self, actor: Actor, workbook: str, contact: str) -> Going | Refused:
        """Return what would go with a person, and what would stay; `Refused` where there is none.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: see `lib.store.errors`.
        """
        with reading(self._engine) as connection:
            version = self._demand_erasing(connection, actor, workbook)
            now = loaded(connection, workbook, version)
            found = erasing.person(connection, workbook, now.records, contact)
            if found is None:
                return _NOBODY
            return erasing.going(connection, workbook, now.records, found, contact)

    def would_erase_all(self, actor: Actor, workbook: str) -> AllGoing:
        """Return what would go with the whole workbook.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError: see `lib.store.errors`.
        """
        with reading(self._engine) as connection:
            version = self._demand_erasing(connection, actor, workbook)
            now = loaded(connection, workbook, version)
            return erasing.all_going(connection, workbook, now.records)

    def erased(self, actor: Actor, workbook: str) -> frozenset[RowKey]:
        """Return (table, id) of the rows that were erased and stay so.

        Raises:
            NotAllowedError, BusyError: see `lib.store.errors`.
        """
        with reading(self._engine) as connection:
            self._demand(connection, actor, Action.READ, workbook)
            return frozenset(erasing.tombstones(connection, [workbook]))

    def erase_person(
        self, actor: Actor, workbook: str, contact: str, *, operation: str, at: datetime
    ) -> Erased | Refused:
        """Take a person away for good: rows, history, drafts, choices, what the sheet agreed on.

        It cannot be taken back, nor can any action that told of them.

        Args:
            actor: who acts; owners only.
            workbook: the workbook that was drawn.
            contact: the person's id; they may have been taken out of the workbook before.
            operation: an id fixed when the button was drawn.
            at: the instant, with a time zone.

        Returns:
            `Refused` where neither the workbook nor its history knows of such a person.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError, DiskError: nothing was erased.
            UncertainError: the database did not say; the same again is done once.
        """
        deed = Deed("erase", operation, actor, at)
        number = self._erased_before(actor, workbook, contact)
        if number is None:
            with writing(self._engine) as connection:
                version = self._demand_erasing(connection, actor, workbook, lock=True)
                now = loaded(connection, workbook, version)
                found = erasing.person(connection, workbook, now.records, contact)
                if found is None:
                    return _NOBODY
                erasing.erase(connection, workbook, found, version, deed)
                number = version + 1
                after = loaded(connection, workbook, number)
            self._shelf.put_back(after)
            self._views.forget(workbook)
            return Erased(number, self._wipe())
        return Erased(number, self._wipe(), repeated=True)

    def erase_all(self, actor: Actor, workbook: str, *, at: datetime) -> Erased:
        """Take the whole workbook away for good: rows, history, links, what its sheet agreed on.

        The rows in its Google Sheet stay there: nothing is written to Google any more.

        Raises:
            NotAllowedError, NoSuchWorkbookError, BusyError, DiskError: nothing was erased.
            UncertainError: the database did not say; the same again is done once.
        """
        with writing(self._engine) as connection:
            self._demand_erasing(connection, actor, workbook, lock=True)
            self._sheets.let_all_go(connection, workbook)
            erasing.erase_workbook(connection, workbook, at)
        self._shelf.forget(workbook)
        self._views.forget(workbook)
        return Erased(0, self._wipe())

    def erase_unclaimed(self, at: datetime) -> int:
        """Erase what upkeep erases: the workbooks of workshops long over that nobody has claimed.

        Who took part in those workshops is forgotten then; their pictures stay.

        Args:
            at: this instant.

        Returns:
            How many workbooks were erased.

        Raises:
            BusyError, DiskError: not all were; the next call goes on.
        """
        self._workshops.end_past(at)
        waiting = self._workshops.unclaimed(at)
        for workbook in waiting:
            with writing(self._engine) as connection:
                version_of(connection, workbook, lock=True)
                if workbook not in unclaimed(connection, at):
                    continue  # somebody has come back just now
                self._sheets.let_all_go(connection, workbook)
                erasing.erase_workbook(connection, workbook, at)
            self._shelf.forget(workbook)
            self._views.forget(workbook)
        self._workshops.forget_seats(at)
        if waiting:
            self._wipe()
        return len(waiting)

    def _demand_erasing(
        self, connection: Connection, actor: Actor, workbook: str, *, lock: bool = False
    ) -> int:
        """Go on only for who may erase; return the workbook's version, held with `lock`."""
        version = version_of(connection, workbook, lock=lock)
        self._demand(connection, actor, Action.ERASE, workbook)
        if version is None:
            raise NoSuchWorkbookError(NO_WORKBOOK)
        return version

    def _erased_before(self, actor: Actor, workbook: str, contact: str) -> int | None:
        """Return the action by which a person was erased before; None where they were not."""
        with reading(self._engine) as connection:
            self._demand_erasing(connection, actor, workbook)
            if ("contacts", contact) not in erasing.tombstones(connection, [workbook]):
                return None
            return history.number_that_erased(connection, workbook, "contacts", contact)

    # the insides

    def _act(
        self,
        workbook: str,
        deed: Deed,
        plan: Callable[[Connection, Snapshot], Plan | Conflict | Refused],
        begins_at: datetime | None = None,
    ) -> Result:
        """Do one action; again where the database ended it because of another one."""
        if not 0 < len(deed.operation) <= NAME_LIMIT or clean(deed.operation) != deed.operation:
            message = "an operation id has 1 to 200 characters, none of them a control character"
            raise ValueError(message)
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with collector.waiting():
                    return self._once(workbook, deed, plan, begins_at)
            except ClashError:
                if time.monotonic() > until:
                    raise
                time.sleep(secrets.randbelow(50) / 1000)
            except UncertainError as lost:
                return self._settled(workbook, deed, lost)

    def _once(
        self,
        workbook: str,
        deed: Deed,
        plan: Callable[[Connection, Snapshot], Plan | Conflict | Refused],
        begins_at: datetime | None,
    ) -> Result:
        with writing(self._engine) as connection:
            what = Action.WRITE if begins_at is None else Action.CREATE
            if begins_at is not None:
                if erasing.is_erased(connection, workbook):
                    raise NoSuchWorkbookError(NO_WORKBOOK)
                _begin(connection, workbook, begins_at)
            version = version_of(connection, workbook, lock=True)
            rights = self._demand(connection, deed.actor, what, workbook)
            if version is None:
                raise NoSuchWorkbookError(NO_WORKBOOK)
            repeated = self._repeated(connection, workbook, deed.operation)
            kept = self._shelf.get(workbook)
            now = self._newest(connection, workbook, kept, version)
            if rights.role is Role.COACH:
                deed = narrowed(deed, now.records, rights)
                plan = partial(self._forward, deed.wanted) if deed.wanted else plan
            if repeated is not None:
                return self._again(now, deed, repeated)
            found = self._kept_away(connection, workbook, plan(connection, now))
            if not isinstance(found, Plan):
                connection.rollback()  # of a workbook that was to begin, too
                return found
            self._commit(connection, now, deed, found.steps)
            if begins_at is not None:
                begun_by(connection, deed.actor, workbook, begins_at)
            after = now.after(version + 1, found.steps)
        self._shelf.keep(after)
        return Saved(after.version, changes=found.steps, kept=found.kept)

    def _begin_within(
        self, connection: Connection, actor: Actor, cover: Cover, at: datetime
    ) -> None:
        """Begin a workbook within a transaction that has asked whether the actor may.

        Raises:
            ValueError: the cover cannot be saved.
        """
        _begin(connection, cover.id, at)
        now = loaded(connection, cover.id, 0)
        plan = plans.forward(now.records, [cover], 1)
        if not isinstance(plan, Plan):
            message = "No workbook can have this cover."
            raise ValueError(message)  # noqa: TRY004 - the value is at fault, not its type
        deed = Deed("begin", f"begin-{cover.id}", actor, at)
        self._commit(connection, now, deed, plan.steps)

    def _kept_away(
        self, connection: Connection, workbook: str, found: Plan | Conflict | Refused
    ) -> Plan | Conflict | Refused:
        """Return a plan; `Refused` where it would bring back a row that was erased."""
        if not isinstance(found, Plan) or all(one.before is not None for one in found.steps):
            return found
        gone = erasing.tombstones(connection, [workbook])
        back = [one.after for one in found.steps if one.before is None and one.after is not None]
        tables = {TABLE_OF[type(one)] for one in back if (TABLE_OF[type(one)], one.id) in gone}
        return (
            Refused(tuple(Problem(one, None, _STAYS_ERASED) for one in tables)) if tables else found
        )

    def _settled(self, workbook: str, deed: Deed, lost: UncertainError) -> Saved:
        """Return what became of an action whose commit was not answered.

        The workbook's lock is taken first: whoever still commits is waited for.
        """
        try:
            with writing(self._engine) as connection:
                version_of(connection, workbook, lock=True)
                found = self._repeated(connection, workbook, deed.operation)
        except (BusyError, UncertainError):
            raise lost from None
        if found is None:
            raise lost.__cause__ if lost.__cause__ is not None else lost
        return found

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> Rights:
        """Go on only if the actor may; a coach may go on to a save, which is narrowed then."""
        if action is Action.CREATE:
            starts = self._starts
            return may_begin(connection, actor, what, open_house=self._open_house, starts=starts)
        if action is not Action.WRITE:
            return demand(connection, actor, action, what)
        found = demand(connection, actor, Action.READ, what, lock=True)
        if not (found.grants(action) or found.grants(Action.COMMENT)):
            raise refuse()
        return found

    def _repeated(self, connection: Connection, workbook: str, operation: str) -> Saved | None:
        """Return what was saved under this operation id before, if anything."""
        number = history.number_of(connection, workbook, operation)
        if number is None:
            return None
        found = history.changed_between(connection, workbook, number, number)
        gone = bool(history.erased_between(connection, workbook, number, number))
        return Saved(number, repeated=True, changes=tuple(step for _, step in found), erased=gone)

    def _again(self, now: Snapshot, deed: Deed, repeated: Saved) -> Result:
        """Return what was saved before, or both versions where this asks for something else."""
        if repeated.erased:
            return Refused((Problem("actions", None, _STAYS_ERASED),))
        pairs = plans.otherwise(now.records, deed.wanted, repeated.changes)
        return Conflict(pairs) if pairs else repeated

    def _forward(
        self, writes: Sequence[Write], _connection: Connection, now: Snapshot
    ) -> Plan | Conflict | Refused:
        return plans.forward(now.records, writes, now.version + 1)

    def _backward(
        self, number: int, connection: Connection, now: Snapshot, *, skip_changed: bool
    ) -> Plan | Conflict | Refused:
        if not history.may_be_undone(connection, now.id, number):
            message = "This has been taken back already, or cannot be."
            return Refused((Problem("actions", None, message),))
        if history.erased_between(connection, now.id, number, number):
            message = "Somebody was erased from this. It cannot be taken back."
            return Refused((Problem("actions", None, message),))
        found = history.changed_between(connection, now.id, number, number)
        done = [step for _, step in found]
        return plans.backward(now.records, done, now.version + 1, skip_changed=skip_changed)

    def _newest(
        self, connection: Connection, workbook: str, kept: Snapshot | None, version: int
    ) -> Snapshot:
        """Return the workbook at the version that this transaction sees."""
        if kept is not None and kept.version == version:
            return kept
        if kept is None or kept.version > version:
            found = loaded(connection, workbook, version)
            if kept is not None:
                self._shelf.put_back(found)
        else:
            found = caught_up(connection, kept, version)
        self._shelf.keep(found)
        return found

    def _commit(
        self, connection: Connection, now: Snapshot, deed: Deed, steps: Sequence[Changed]
    ) -> None:
        """Write the rows and their history as the workbook's next version."""
        moved = connection.execute(
            update(workbooks)
            .where(workbooks.c.id == now.id, workbooks.c.version == now.version)
            .values(version=now.version + 1)
        )
        if moved.rowcount != 1:
            message = (
                "The workbook was being changed by someone else. Nothing was saved; try again."
            )
            raise BusyError(message)
        done = rows.written(steps)
        history.note(connection, now.id, now.version + 1, deed, done)
        rows.write(connection, now.id, done)


_NOBODY: Final = Refused(
    (Problem("contacts", None, "This person is not in the workbook, nor in its history."),)
)
_STAYS_ERASED: Final = (
    "This was erased for good, and stays so. Nothing was saved; to have them here again, add them "
    "as someone new."
)
_WIPED_AT_START_SECONDS: Final = 1.0
"""How long a start waits for a file that is to be written anew."""

READERS: Final = (Role.OWNER, Role.COACH, Role.VIEWER)
"""The roles of a link that open a workbook in a browser."""


def _begin(connection: Connection, workbook: str, at: datetime) -> None:
    """Make a workbook's row, at version 0, where there is none."""
    if version_of(connection, workbook) is not None:
        return
    values = {"id": workbook, "version": 0, "created_at": stamp(at)}
    try:
        with connection.begin_nested():
            connection.execute(insert(workbooks).values(values))
    except IntegrityError:
        return  # another server made it just now


def fresh_cover(time_zone: str, name: str = "My workbook") -> Cover:
    """Return the cover of a workbook to be made; its id becomes the workbook's."""
    return Cover(id=new_id(), name=name, time_zone=time_zone)
