"""What may who leads a workshop do about its sheet? Order a link, read how it stands, let go.

A workshop's sheet is only written: what is handed on of the workbooks in it goes there, and nothing
comes back. Each call asks in its own transaction whether the actor leads the workshop. For the
background, what is handed on is picked here (`lib.coaching.handed`): it is given no workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from lib.coaching import handed
from lib.coaching import workshop as rules
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.records import stamp
from lib.store.counting import MADE
from lib.store.errors import LeaseLostError, NotAllowedError, OverError
from lib.store.linking import demand_id, let_go, order, proven_by
from lib.store.links import workshop_link
from lib.store.reveals import OVER, raise_version
from lib.store.roles import demand_workshop, refuse
from lib.store.schema import record_tables, seats, sheet_links, sheets, workbooks, workshops
from lib.store.sheets import LinkState
from lib.store.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, Row, Table

    from lib.coaching.handed import Asked, Handed
    from lib.store.roles import Actor
    from lib.store.sheets import Choice, SheetLink


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who is in, for the sheet of the workshop."""

    workbook: str
    name: str
    """Their first name; empty where they do not want it shown."""
    version: int
    """Of their workbook now."""


@dataclass(frozen=True, slots=True)
class Room:
    """A workshop, for what keeps its sheet."""

    workshop: str
    seated: tuple[Seated, ...]
    """Who is in, in the order they joined."""
    ended: bool


_LINKED: Final = (
    select(
        workshops.c.id,
        workshops.c.plan,
        workshops.c.ended_at,
        sheets.c.holder,
    )
    .select_from(
        sheet_links.join(sheets, sheets.c.id == sheet_links.c.sheet).join(
            workshops, workshops.c.id == sheet_links.c.workbook
        )
    )
    .where(sheet_links.c.practice == 1, sheet_links.c.state != LinkState.ASKED.value)
)
_exercises, _guesses = record_tables[Exercise], record_tables[Guess]
_contacts = record_tables[Contact]


class RoomSheets:
    """The sheets of workshops: for their pages first, then for the background."""

    def __init__(self, engine: Engine) -> None:
        """Take the store's engine."""
        self._engine = engine

    def ask(self, actor: Actor, workshop: str, sheet: str, at: datetime) -> str:
        """Order a link; return its one-time code, as `Sheets.ask` does.

        One sheet holds one workshop: nothing else that the app keeps may stand in it.

        Raises:
            ValueError: that is no spreadsheet's id.
            SheetTakenError: something else is linked to it, or the workshop has a sheet already.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was ordered.
        """
        demand_id(sheet)
        with writing(self._engine) as connection:
            self._demand(connection, actor, workshop, lock=True)
            query = select(workshops.c.ended_at).where(workshops.c.id == workshop)
            found = connection.execute(query.with_for_update()).one_or_none()
            if found is None:
                raise refuse()
            if found.ended_at is not None:
                raise OverError(OVER)
            owner = f"workshop-{workshop}"
            code = order(connection, workshop, sheet, owner, at, practice=True, proven=proven_by)
            raise_version(connection, workshop)
        return code

    def of(self, actor: Actor, workshop: str) -> SheetLink | None:
        """Return how the link stands; None where the workshop has none.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        with reading(self._engine) as connection:
            self._demand(connection, actor, workshop)
            return workshop_link(connection, workshop)

    def refresh(self, actor: Actor, workshop: str, at: datetime) -> None:
        """Order a look at the sheet now; nothing where the workshop has none.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        self._note(actor, workshop, {"refresh_at": stamp(at)})

    def choose(self, actor: Actor, workshop: str, choice: Choice, at: datetime) -> None:
        """Agree to what the sheet needs: headings put back.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        self._note(actor, workshop, {"choice": choice.value, "refresh_at": stamp(at)})

    def unlink(self, actor: Actor, workshop: str) -> None:
        """Let the sheet go: what stands in it stays, and nothing more is written there.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        with writing(self._engine) as connection:
            self._demand(connection, actor, workshop, lock=True)
            let_go(connection, workshop, practice=True)
            raise_version(connection, workshop)

    # the background

    def room(self, sheet: str, holder: str) -> Room:
        """Return who is in the workshop whose sheet it is.

        Raises:
            LeaseLostError: another process looks after the sheet now.
            NotAllowedError: no workshop is linked to it.
        """
        query = (
            select(seats.c.workbook, seats.c.name, seats.c.hidden, workbooks.c.version)
            .select_from(seats.join(workbooks, workbooks.c.id == seats.c.workbook))
            .where(seats.c.left_at.is_(None))
            .order_by(seats.c.joined_at, seats.c.id)
        )
        with reading(self._engine) as connection:
            linked = self._linked(connection, sheet, holder)
            found = connection.execute(query.where(seats.c.workshop == linked.id))
            return Room(
                linked.id,
                tuple(
                    Seated(one.workbook, "" if one.hidden else one.name, one.version)
                    for one in found
                ),
                linked.ended_at is not None,
            )

    def handed(
        self, sheet: str, holder: str, books: Collection[str], asked: Asked
    ) -> dict[str, tuple[Handed, ...]]:
        """Return what is handed on of some workbooks, none of those that are not in the workshop.

        What was last changed before a workbook was brought stays out: its owner was told of what
        they do here.

        Args:
            sheet: the sheet's id.
            holder: who has its lease.
            books: ids of workbooks.
            asked: what the room is asked.

        Raises:
            as `room`.
        """
        found: dict[str, list[Handed]] = {}
        with reading(self._engine) as connection:
            linked = self._linked(connection, sheet, holder)
            query = select(seats.c.workbook).where(
                seats.c.workshop == linked.id,
                seats.c.left_at.is_(None),
                seats.c.workbook.in_(list(books)),
            )
            for one in connection.execute(query).scalars():
                found[one] = []
            for workbook, row in _answers(connection, found, asked):
                found[workbook].append(row)
            if rules.read(linked.plan).invented:
                for workbook, row in _invented(connection, found, asked):
                    found[workbook].append(row)
        return {one: tuple(rows) for one, rows in found.items()}

    def over(self, sheet: str, holder: str) -> None:
        """Let the sheet of a workshop that has ended go; nothing where it has not.

        Raises:
            as `room`.
        """
        with writing(self._engine) as connection:
            linked = self._linked(connection, sheet, holder)
            if linked.ended_at is not None:
                let_go(connection, linked.id, practice=True)

    # the insides

    def _demand(
        self, connection: Connection, actor: Actor, workshop: str, *, lock: bool = False
    ) -> None:
        demand_workshop(connection, actor, workshop, lock=lock)

    def _linked(self, connection: Connection, sheet: str, holder: str) -> Row[*tuple[Any, ...]]:
        found = connection.execute(_LINKED.where(sheet_links.c.sheet == sheet)).one_or_none()
        if found is None:
            raise NotAllowedError(_UNLINKED)
        if found.holder != holder:
            raise LeaseLostError(_LOST)
        return found

    def _note(self, actor: Actor, workshop: str, values: Mapping[str, str]) -> None:
        with writing(self._engine) as connection:
            self._demand(connection, actor, workshop, lock=True)
            here = (sheet_links.c.workbook == workshop, sheet_links.c.practice == 1)
            connection.execute(update(sheet_links).where(*here).values(**values))


_LOST: Final = "This sheet is looked after by another process now."
_UNLINKED: Final = "No workshop is linked to this sheet."


def _here(table: Table, number: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition under which an action about a record was done while its workbook sits.

    Args:
        table: the record's.
        number: of the action.
    """
    sits = select(seats.c.sat_version).where(seats.c.workbook == table.c.workbook)
    return number > sits.correlate(table).scalar_subquery()


def _answers(
    connection: Connection, books: Collection[str], asked: Asked
) -> Iterator[tuple[str, Handed]]:
    """Give out the exercises of the room, then the guesses, each with its workbook."""
    query = (
        select(_exercises, _exercises.c["count"].label("many"))
        .where(
            _exercises.c.workbook.in_(list(books)),
            _exercises.c.name.in_(asked.exercises),
            _here(_exercises, _exercises.c.version),
        )
        .order_by(_exercises.c.workbook, _exercises.c.id)
    )
    for one in connection.execute(query):
        row = Exercise(
            id=one.id,
            name=one.name,
            on=_day(one.on),
            answer=one.answer,
            count_of=one.count_of,
            count=one.many,
            not_for_me=bool(one.not_for_me),
        )
        told = handed.of_exercise(row, asked)
        if told is not None:
            yield one.workbook, told
    made = select(_guesses).where(_guesses.c.workbook.in_(list(books)), _here(_guesses, MADE))
    for one in connection.execute(made.order_by(_guesses.c.workbook, _guesses.c.id)):
        guess = Guess(id=one.id, of_ten=one.of_ten, made_on=date.fromisoformat(one.made_on))
        yield one.workbook, handed.of_guess(guess)


def _invented(
    connection: Connection, books: Collection[str], asked: Asked
) -> Iterator[tuple[str, Handed]]:
    """Give out the invented people, each with its workbook; no other contact is read."""
    ids = handed.invented_ids(books, asked)
    query = (
        select(*(_contacts.c[one] for one in ("workbook", "id", "name", "kind", "strength")))
        .where(
            _contacts.c.workbook.in_(list(books)),
            _contacts.c.id.in_(ids),
            _here(_contacts, _contacts.c.version),
        )
        .order_by(_contacts.c.workbook, _contacts.c.id)
    )
    for one in connection.execute(query):
        kind = None if one.kind is None else Kind(one.kind)
        row = Contact(id=one.id, name=one.name, kind=kind, strength=one.strength)
        told = handed.of_contact(row, ids)
        if told is not None:
            yield one.workbook, told


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
