"""What may the background do for a sheet? Take its lease, read its orders and base, note its state.

One process works for a sheet at a time: it holds the sheet's lease, a row with its owner and an
expiry, taken by compare-and-set. Every write names the holder and is refused once the lease is
another's, so that one who comes back late (a machine that slept) changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lib.coaching.records import stamp
from lib.coaching.text import clean
from lib.store import bases, disputes, erasing
from lib.store.errors import LeaseLostError, NotAllowedError
from lib.store.links import linked_sheets, written
from lib.store.roles import OWN_MACHINE, Actor, Role
from lib.store.schema import erased, sheet_links, sheets, visits
from lib.store.sheets import Base, LinkState
from lib.store.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Unpack

    from sqlalchemy import ColumnElement, Connection, Engine

    from lib.store.sheets import (
        BaseRow,
        LinkedSheet,
        LinkNotes,
        RowKey,
        SheetConflict,
        SheetProblem,
        SheetState,
    )

_NEW: Final[dict[str, type[sqlite.Insert | postgresql.Insert]]] = {
    "sqlite": sqlite.Insert,
    "postgresql": postgresql.Insert,
}
_LOST: Final = "This sheet is looked after by another process now. Nothing was noted."
_UNLINKED: Final = "This workbook is not linked to the sheet any more. Nothing was noted."


class Syncing:
    """The background's side of the links; nothing here asks who acts: no page may call it."""

    def __init__(self, engine: Engine) -> None:
        """Take the store's engine."""
        self._engine = engine

    def links(self, now: datetime) -> list[LinkedSheet]:
        """Return every sheet that something may have to be done for."""
        with reading(self._engine) as connection:
            return linked_sheets(connection, now)

    def actor_for(self, sheet: str, holder: str) -> Actor:
        """Return who the sheet acts as: it may read and write the workbooks linked to it.

        Its reads and saves are refused once the lease is another's.
        """
        return Actor.of_sheet(sheet, holder)

    def lease(self, sheet: str, holder: str, until: datetime, now: datetime) -> bool:
        """Take or renew a sheet's lease; return whether it is this holder's now.

        Args:
            sheet: the sheet's id.
            holder: unique for each run of a process.
            until: when the lease ends, unless it is renewed.
            now: this instant.
        """
        with writing(self._engine) as connection:
            values = {"holder": holder, "until": stamp(until)}
            taken = connection.execute(
                update(sheets).where(sheets.c.id == sheet, self._free(holder, now)).values(values)
            )
            return taken.rowcount == 1

    def release(self, sheet: str, holder: str) -> None:
        """Give a lease back, if it is still this holder's."""
        with writing(self._engine) as connection:
            connection.execute(
                update(sheets)
                .where(sheets.c.id == sheet, sheets.c.holder == holder)
                .values(holder=None, until=None)
            )

    def base(self, sheet: str) -> Base:
        """Return what both sides last agreed on."""
        with reading(self._engine) as connection:
            query = select(sheets.c.sequence).where(sheets.c.id == sheet)
            sequence = connection.execute(query).scalar()
            return Base(sheet, sequence or 0, bases.load(connection, sheet))

    def rebase(  # noqa: PLR0913 - a step of the base has these parts
        self,
        sheet: str,
        holder: str,
        *,
        puts: Mapping[RowKey, BaseRow] | None = None,
        drops: Iterable[RowKey] = (),
        sequence: int | None = None,
        synced: Mapping[str, int] | None = None,
    ) -> None:
        """Note what both sides have agreed on now, in one transaction.

        Args:
            sheet: the sheet's id.
            holder: who has its lease.
            puts: rows of the base, new or in place of others.
            drops: rows that are in neither side any more.
            sequence: number of the last push that was confirmed.
            synced: by workbook, the version of which everything stands in the sheet.

        A row that was erased meanwhile is not put.

        Raises:
            LeaseLostError, NotAllowedError (a workbook is not linked any more): nothing was noted.
            ValueError: a private comment among the rows.
        """
        with self._held(sheet, holder) as connection:
            if puts:
                books = {one.workbook for one in puts.values()}
                gone = self._demand_linked(connection, sheet, books)
                bases.put(connection, sheet, {key: puts[key] for key in puts if key not in gone})
            bases.drop(connection, sheet, drops)
            if sequence is not None:
                connection.execute(
                    update(sheets).where(sheets.c.id == sheet).values(sequence=sequence)
                )
            for workbook, version in (synced or {}).items():
                connection.execute(
                    update(sheet_links)
                    .where(*_link_is(sheet, workbook, practice=False))
                    .values(synced_version=version)
                )

    def note(self, sheet: str, holder: str, **state: Unpack[SheetState]) -> None:
        """Note how a sheet stands; a need comes with its detail, or with none.

        Raises:
            LeaseLostError: nothing was noted.
        """
        values = _values(dict(state))
        with self._held(sheet, holder) as connection:
            if values:
                connection.execute(update(sheets).where(sheets.c.id == sheet).values(values))

    def note_link(
        self,
        sheet: str,
        holder: str,
        workbook: str,
        *,
        practice: bool = False,
        **notes: Unpack[LinkNotes],
    ) -> None:
        """Note how one link stands.

        Any state but `ASKED` says that the sheet was shown to be its asker's: the code is used up,
        and what other owners asked of the same sheet ends.

        Raises:
            LeaseLostError, NotAllowedError (it is not linked any more): nothing was noted.
        """
        values = _values(dict(notes))
        here = _link_is(sheet, workbook, practice=practice)
        with self._held(sheet, holder) as connection:
            owner = connection.execute(select(sheet_links.c.owner).where(*here)).scalar()
            if owner is None:
                raise NotAllowedError(_UNLINKED)
            if notes.get("state", LinkState.ASKED) is not LinkState.ASKED:
                values |= {"code": None, "code_until": None}
                connection.execute(
                    delete(sheet_links).where(
                        sheet_links.c.sheet == sheet, sheet_links.c.owner != owner
                    )
                )
            if values:
                connection.execute(update(sheet_links).where(*here).values(values))

    def put_problems(
        self, sheet: str, holder: str, found: Mapping[str, Sequence[SheetProblem]]
    ) -> None:
        """Note the problems of some tables, in place of what was noted of them.

        Raises:
            LeaseLostError, NotAllowedError (a workbook is not linked any more): nothing was noted.
        """
        with self._held(sheet, holder) as connection:
            owners = {one.workbook for problems in found.values() for one in problems}
            self._demand_linked(connection, sheet, {one for one in owners if one is not None})
            disputes.put_problems(connection, sheet, found)

    def put_conflicts(self, sheet: str, holder: str, found: Sequence[SheetConflict]) -> None:
        """Note conflicts; one that is noted already stays as it is.

        Raises:
            LeaseLostError, NotAllowedError (a workbook is not linked any more): nothing was noted.
        """
        with self._held(sheet, holder) as connection:
            gone = self._demand_linked(connection, sheet, {one.workbook for one in found})
            left = [one for one in found if (one.table, one.row) not in gone]
            disputes.put_conflicts(connection, sheet, left)

    def drop_conflicts(self, sheet: str, holder: str, gone: Iterable[tuple[str, str]]) -> None:
        """Take conflicts away, each named by (workbook, id).

        Raises:
            LeaseLostError: nothing was noted.
        """
        with self._held(sheet, holder) as connection:
            for workbook, one in gone:
                disputes.end_conflict(connection, workbook, one)

    def adopt(
        self, sheet: str, workbooks: Iterable[str], at: datetime, *, practice: bool = False
    ) -> None:
        """Link a sheet that the host's own settings name: no code, no waiting.

        A workbook need not be there yet: the sheet's actor may then make it. One that is linked to
        a sheet already stays as it is.
        """
        with writing(self._engine) as connection:
            begin_sheet(connection, sheet, at, of_host=True)
            for workbook in workbooks:
                query = select(sheet_links.c.sheet).where(
                    sheet_links.c.workbook == workbook, sheet_links.c.practice == int(practice)
                )
                if connection.execute(query).scalar() is None:
                    values = {
                        "workbook": workbook,
                        "practice": int(practice),
                        "sheet": sheet,
                        "owner": OWN_MACHINE,
                        "state": LinkState.LINKED.value,
                        "asked_at": stamp(at),
                        "synced_version": 0,
                    }
                    connection.execute(insert(sheet_links).values(values))

    def erased(self, sheet: str) -> dict[RowKey, str]:
        """Return the rows erased of the workbooks linked to a sheet, each with its workbook.

        They are taken away in the sheet, and never come back from there.
        """
        query = select(sheet_links.c.workbook).where(
            sheet_links.c.sheet == sheet, sheet_links.c.practice == 0
        )
        with reading(self._engine) as connection:
            books = set(connection.execute(query).scalars())
            return erasing.tombstones(connection, books)

    def without_erased(self, workbooks: Iterable[str]) -> list[str]:
        """Return those of some workbooks that were not erased whole."""
        with reading(self._engine) as connection:
            return [one for one in workbooks if not erasing.is_erased(connection, one)]

    @contextmanager
    def _held(self, sheet: str, holder: str) -> Iterator[Connection]:
        """Lend a transaction in which nobody else takes the lease.

        Raises:
            LeaseLostError: it is another's, or the sheet is not linked any more.
        """
        with writing(self._engine) as connection:
            query = select(sheets.c.holder).where(sheets.c.id == sheet).with_for_update()
            if not self._holds(connection.execute(query).scalar(), holder):
                raise LeaseLostError(_LOST)
            yield connection

    def _holds(self, found: str | None, holder: str) -> bool:
        return found == holder

    def _free(self, holder: str, now: datetime) -> ColumnElement[bool]:
        """Return the condition under which a sheet's lease may be taken."""
        return or_(
            sheets.c.holder.is_(None), sheets.c.holder == holder, sheets.c.until <= stamp(now)
        )

    def _demand_linked(
        self, connection: Connection, sheet: str, workbooks: set[str]
    ) -> set[RowKey]:
        """Go on only if the records of all these workbooks stand in the sheet.

        Returns:
            Their rows that were erased for good: nothing is noted of those.

        Raises:
            NotAllowedError: one was unlinked meanwhile; what was known of it is gone and stays so.
        """
        query = (
            select(sheet_links.c.workbook, erased.c.of, erased.c.row)
            .outerjoin(erased, erased.c.workbook == sheet_links.c.workbook)
            .where(
                sheet_links.c.sheet == sheet,
                sheet_links.c.practice == 0,
                sheet_links.c.state != LinkState.ASKED.value,
                sheet_links.c.workbook.in_(workbooks),
            )
        )
        found = connection.execute(query).all()
        if workbooks - {one.workbook for one in found}:
            raise NotAllowedError(_UNLINKED)
        return {(one.of, one.row) for one in found if one.row is not None}


def begin_sheet(connection: Connection, sheet: str, at: datetime, *, of_host: bool = False) -> None:
    """Make a sheet's row, and the visit it acts as, where there are none; hold the row."""
    actor = Actor.of_sheet(sheet).visit
    new = _NEW[connection.dialect.name]
    values = {
        "id": sheet,
        "actor": actor,
        "title": "",
        "sequence": 0,
        "tries": 0,
        "of_host": int(of_host),
    }
    held = select(sheets.c.of_host).where(sheets.c.id == sheet).with_for_update()
    there = None
    while there is None:  # again where another one lets the sheet go between the two
        connection.execute(new(sheets).values(values).on_conflict_do_nothing())
        there = connection.execute(held).scalar()
    visit = {"id": actor, "role": Role.SHEET.value, "began_at": stamp(at)}
    connection.execute(new(visits).values(visit).on_conflict_do_nothing())
    if of_host and not there:
        connection.execute(update(sheets).where(sheets.c.id == sheet).values(of_host=1))


def _link_is(sheet: str, workbook: str, *, practice: bool) -> tuple[Any, ...]:
    return (
        sheet_links.c.sheet == sheet,
        sheet_links.c.workbook == workbook,
        sheet_links.c.practice == int(practice),
    )


def _values(state: dict[str, Any]) -> dict[str, Any]:
    """Return what is noted, written down."""
    if "need" in state:
        detail = state.get("need_detail", {})
        state["need_detail"] = None if state["need"] is None else detail
    return {name: _written(value) for name, value in state.items()}


def _written(value: Any) -> str | int | None:  # noqa: ANN401 - whatever a note holds
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return written(value)
    if isinstance(value, str):
        return clean(value)
    number: int | None = value
    return number
