"""Who takes part in a workshop? A seat, and a workbook of one's own, by a code and a first name.

The code works while the lobby is open. From then on a participant is the owner of a workbook like
any other; the workshop sees of it what is counted, and no call here gives a workbook to anybody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, case, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from lib.coaching import workshop as rules
from lib.coaching.cover import Cover
from lib.coaching.records import instant, new_id, stamp
from lib.coaching.text import clean
from lib.coaching.workshop import first_name
from lib.store.access import new_token
from lib.store.counting import has_enough
from lib.store.errors import FullError
from lib.store.grants import admit_guest, hold, person_of, put
from lib.store.reveals import Reveals, pictures_of, raise_version
from lib.store.roles import (
    HELD,
    HERE,
    Action,
    Role,
    Shows,
    at_of,
    demand,
    demand_visit,
    is_person,
    may,
    refuse,
)
from lib.store.schema import (
    access_links,
    actions,
    record_tables,
    seats,
    sheet_links,
    visit_links,
    visits,
    workbooks,
    workshops,
)
from lib.store.transactions import glance, reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Engine, Row

    from lib.coaching.workshop import Picture, Plan
    from lib.store.roles import Actor

    Begin = Callable[[Connection, Actor, Cover, datetime], None]

CODE_LETTERS: Final = "CDFGHJKMNPRTVWXY"
"""What a code is made of. Left out are I and L (taken for each other and for 1), O and Q (for each
other and for 0), B, S and Z (for 8, 5 and 2), U (for V), and A and E, so that no code is a word."""
CODE_LENGTH: Final = 6
"""16 ** 6 codes, 16.8 million, each of which works for some hours at most."""
MOST_SEATS: Final = 500
"""Seats of one workshop."""
MOST_OWN: Final = 5
"""Workbooks that one is asked about, of those that one may bring."""
BEGUN: Final = 1
"""Version of a workbook that was begun and in which nothing was written."""
STAYED: Final = timedelta(hours=12)
"""Whoever still works in a workbook so long after joining has come back to it."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A seat was taken."""

    workbook: str
    token: str
    """Of an owner's link to it; empty where the seat was there before."""


@dataclass(frozen=True, slots=True)
class Own:
    """A workbook that somebody may bring into a workshop."""

    workbook: str
    owner: str
    """Whose it is, as they wrote it; empty where they wrote nothing."""
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A workshop as somebody who takes part sees it."""

    workshop: str
    plan: Plan
    step: str | None
    """The step that the room is at; None before the first one."""
    step_at: datetime | None
    ends_at: datetime | None
    """When its timer runs out; None for no timer."""
    version: int
    nudged: bool
    """True where those who have not done the step yet were nudged; see `Seats.waited_for`."""
    ended: bool
    name: str
    """Their own first name."""
    hidden: bool
    """True where they want it not to be shown in the lobby."""
    sat_at: datetime
    """Since when their workbook sits in this room."""
    sat_version: int
    """Of their workbook then: what was changed later was done here."""
    wants_coach: bool
    """True where they said that they would like a coach."""
    has_coach: bool
    """True once a coach's link was made of it."""
    in_sheet: bool
    """True where whoever leads keeps a sheet of the workshop, or is about to."""
    claimed: bool
    """True once they have kept their link, or come back by it: their workbook stays."""
    pictures: tuple[Picture, ...]
    """What the room is shown now, one for a question at most."""

    @property
    def title(self) -> str:
        """The workshop's title."""
        return self.plan.title

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.plan.ends_on

    @property
    def met_at(self) -> datetime:
        """When the room last met: it moved, or let them in."""
        return max(filter(None, (self.sat_at, self.step_at)))

    def meets(self, at: datetime) -> bool:
        """Return whether the room meets: it has not ended, and did half a day ago or later."""
        return not self.ended and at < self.met_at + STAYED

    @property
    def erased_on(self) -> date | None:
        """When the workbook is erased unless it is claimed before; None where it stays."""
        return None if self.claimed else self.plan.erased_on


class Seats(Reveals):
    """The seats of the workshops."""

    def __init__(self, engine: Engine, begin: Begin) -> None:
        """Take the store's engine, and what begins a workbook within a transaction."""
        super().__init__(engine)
        self._begin_workbook = begin

    def join(
        self, code: str, name: str, at: datetime, visit: Actor, workbook: str = ""
    ) -> Joined | None:
        """Take a seat: begin a workbook, and hold the link of its owner, or bring one's own.

        Who has a seat there already keeps it, and may change the name. A workbook has one seat: one
        that is brought leaves the room it was in. Whoever came in anew, wrote nothing, and then
        brings their own has the seat of their own alone.

        Args:
            code: as it was typed; spaces, hyphens and small letters do not matter.
            name: a first name; it may be somebody else's, too.
            at: this instant.
            visit: who joins; it need not have been admitted.
            workbook: the one that they bring; empty for a new one.

        Returns:
            None where the code opens no lobby now.

        Raises:
            ValueError: there is no name; the message says so.
            FullError: the workshop has no seat left.
            NotAllowedError: the visit has ended, or does not own the workbook that it brings.
            BusyError: nothing was begun.
        """
        called, typed = first_name(name), code_of(code)
        if not called:
            message = "A first name is needed."
            raise ValueError(message)
        if typed is None:
            return None
        if clean(workbook) != workbook:  # a database refuses what `clean` takes out
            raise refuse()
        query = select(workshops).where(
            workshops.c.code == typed,
            workshops.c.code_until > stamp(at),
            workshops.c.ended_at.is_(None),
        )
        with writing(self._engine) as connection:
            found = connection.execute(query.with_for_update()).one_or_none()
            if found is None:
                return None
            admit_guest(connection, visit, at)
            demand_visit(connection, visit)
            there = _seat_held(connection, visit, found.id, at, workbook)
            if there is not None:
                here = update(seats).where(seats.c.workbook == there)
                if may(connection, visit, Action.SHARE, there):
                    connection.execute(here.values(name=called, left_at=None))
                return Joined(there, "")
            if workbook:
                demand(connection, visit, Action.SHARE, workbook)
                _leave_empty(connection, visit, found.id, at)
            taken = select(func.count()).select_from(seats).where(seats.c.workshop == found.id)
            if connection.execute(taken).scalar_one() >= MOST_SEATS:
                message = "Every seat of this workshop is taken."
                raise FullError(message)
            if workbook:
                return _brought(connection, visit, found, workbook, called, at)
            return self._seated(connection, visit, found.id, called, at)

    def own(self, visit: Actor) -> list[Own]:
        """Return the workbooks that a visit owns by its links, to bring one; the newest first.

        Raises:
            NotAllowedError: the visit was not admitted, or has ended.
        """
        with reading(self._engine) as connection:
            demand_visit(connection, visit)
            found = connection.execute(_OWN, {"visit": visit.visit, "at": at_of(visit)}).all()
        return [Own(one.workbook, one.owner, datetime.fromisoformat(one.at)) for one in found]

    def in_sheet(self, code: str, at: datetime) -> bool | None:
        """Return whether the workshop that a code lets into has a sheet; for whoever may join.

        Returns:
            None where the code opens no lobby now.
        """
        query = select(IN_SHEET).where(
            workshops.c.code == code_of(code),
            workshops.c.code_until > stamp(at),
            workshops.c.ended_at.is_(None),
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).scalar()
        return None if found is None else bool(found)

    def seat(self, actor: Actor, workbook: str) -> Seat | None:
        """Return how a workshop stands for the owner of a workbook; None where it has no seat.

        It is its owner's affair: a coach or a viewer is told None.

        Raises:
            NotAllowedError: the actor may not read the workbook.
        """
        with reading(self._engine) as connection:
            if not demand(connection, actor, Action.READ, workbook).grants(Action.SHARE):
                return None
            row = connection.execute(_SEAT, {"workbook": workbook}).one_or_none()
            if row is None:
                return None
            return _seat(row, pictures_of(connection, row.id, shown=True))

    def version(self, actor: Actor, workbook: str) -> int | None:
        """Return the version of the workshop that a workbook has a seat in; None for none.

        It is raised by all that somebody who takes part should see. One statement: it is asked
        every few seconds by everybody.

        Raises:
            NotAllowedError: the actor may not read the workbook.
        """
        asked = {"visit": actor.visit, "workbook": workbook, "at": at_of(actor)}
        with glance(self._engine) as connection:
            row = connection.execute(_VERSION, asked).one_or_none()
        if row is None:
            raise refuse()
        if row.owns:
            found: int | None = row.version
            return found
        with reading(self._engine) as connection:
            demand(connection, actor, Action.READ, workbook)
        return None

    def waited_for(self, actor: Actor, workbook: str) -> bool | None:
        """Return whether the room was nudged and whoever owns this workbook is not done yet.

        It is its owner's affair: a coach or a viewer is told None, and who leads is refused.

        Raises:
            NotAllowedError: the actor may not read the workbook.
        """
        with reading(self._engine) as connection:
            if not demand(connection, actor, Action.READ, workbook).grants(Action.SHARE):
                return None
            row = connection.execute(_NUDGED, {"workbook": workbook}).one_or_none()
            here = None if row is None else rules.read(row.plan).step(row.step)
            if here is None or here.count is None:
                return False
            return not has_enough(connection, workbook, here.count)

    def claim(self, actor: Actor, workbook: str, at: datetime) -> None:
        """Note that somebody has kept the link to their workbook: it stays.

        Raises:
            NotAllowedError: it is no workbook of the actor's.
        """
        self._note(actor, workbook, claimed_at=func.coalesce(seats.c.claimed_at, stamp(at)))

    def hide_name(self, actor: Actor, workbook: str, *, hidden: bool) -> None:
        """Keep one's own first name out of the lobby, or let it in again.

        Raises:
            NotAllowedError: it is no workbook of the actor's.
        """
        self._note(actor, workbook, hidden=int(hidden))

    def leave(self, actor: Actor, workbook: str, at: datetime) -> None:
        """Leave the workshop; the workbook stays, and the code takes its owner in again.

        Raises:
            NotAllowedError: it is no workbook of the actor's.
        """
        self._note(actor, workbook, left_at=stamp(at), claimed_at=stamp(at), coach_wish=None)

    # the insides

    def _note(self, actor: Actor, workbook: str, **values: object) -> None:
        with writing(self._engine) as connection:
            demand(connection, actor, Action.SHARE, workbook)
            here = update(seats).where(seats.c.workbook == workbook, seats.c.left_at.is_(None))
            connection.execute(here.values(**values))

    def _seated(
        self, connection: Connection, visit: Actor, workshop: str, name: str, at: datetime
    ) -> Joined:
        """Begin a workbook for whoever has joined, and write down their seat."""
        cover = Cover(id=new_id(), owner=name)
        self._begin_workbook(connection, visit, cover, at)
        token = new_token()
        if demand_visit(connection, visit) is Role.GUEST:
            values = {
                "workbook": cover.id,
                "person": person_of(connection, visit),
                "shows": Shows.ALL.value,
            }
            hold(connection, visit, put(connection, token, Role.OWNER, at, "", values), at)
        row = {
            "id": new_id(),
            "workshop": workshop,
            "workbook": cover.id,
            "visit": visit.visit,
            "name": name,
            "joined_at": stamp(at),
            "hidden": 0,
            "sat_at": stamp(at),
            "sat_version": BEGUN,
            "moves": 0,
            "claimed_at": stamp(at) if is_person(visit.visit) else None,  # their sign-in opens it
        }
        connection.execute(insert(seats).values(row))
        return Joined(cover.id, token)


def new_code() -> str:
    """Return a code for a lobby that opens."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_of(typed: str) -> str | None:
    """Return the code that somebody has typed; None where it cannot be one."""
    code = "".join(typed.replace("-", "").split()).upper()
    fits = len(code) == CODE_LENGTH and all(one in CODE_LETTERS for one in code)
    return code if fits else None


def _claimed() -> ColumnElement[bool]:
    """Return the condition under which a workbook stays: somebody has come back to it, or means to.

    They said so, opened a link of it later than they joined, or keep it in a sheet.
    """
    links = access_links.alias("links_of_seat")
    used = select(links.c.id).where(
        links.c.workbook == seats.c.workbook, links.c.used_at.is_not(None)
    )
    opened = (
        select(visit_links.c.link)
        .select_from(visit_links.join(links, links.c.id == visit_links.c.link))
        .where(links.c.workbook == seats.c.workbook, visit_links.c.opened_at > seats.c.joined_at)
    )
    in_sheet = select(sheet_links.c.sheet).where(sheet_links.c.workbook == seats.c.workbook)
    return or_(
        seats.c.claimed_at.is_not(None),
        *(one.correlate(seats).exists() for one in (used, opened, in_sheet)),
    )


CLAIMED: Final = _claimed()
IN_SHEET: Final = (
    select(sheet_links.c.sheet)
    .where(sheet_links.c.workbook == workshops.c.id, sheet_links.c.practice == 1)
    .correlate(workshops)
    .exists()
)
"""The condition under which a workshop has a sheet, or one was asked for."""

# Put together once, and not with each look of everybody.
_SITS: Final = (seats.c.workbook == bindparam("workbook"), seats.c.left_at.is_(None))
_SEAT: Final = (
    select(
        workshops,
        seats.c.name,
        seats.c.hidden,
        seats.c.sat_at,
        seats.c.sat_version,
        seats.c.coach_wish,
        seats.c.coach_link,
        CLAIMED.label("claimed"),
        IN_SHEET.label("in_sheet"),
    )
    .select_from(seats.join(workshops, workshops.c.id == seats.c.workshop))
    .where(*_SITS)
)
_NUDGED: Final = (
    select(workshops.c.plan, workshops.c.step)
    .select_from(seats.join(workshops, workshops.c.id == seats.c.workshop))
    .where(*_SITS, workshops.c.nudged_at.is_not(None))
)
_OWNS: Final = (
    select(access_links.c.id)
    .where(
        access_links.c.workbook == bindparam("workbook"),
        access_links.c.role == Role.OWNER.value,
        HELD,
    )
    .exists()
)
_VERSION: Final = (
    select(
        case((visits.c.role == Role.OWNER.value, True), else_=_OWNS).label("owns"),
        select(workshops.c.version)
        .select_from(seats.join(workshops, workshops.c.id == seats.c.workshop))
        .where(*_SITS)
        .scalar_subquery()
        .label("version"),
    )
    .select_from(visits)
    .where(HERE)
)


_covers: Final = record_tables[Cover]
_OWN: Final = (
    select(
        access_links.c.workbook,
        func.max(_covers.c.owner).label("owner"),
        func.max(actions.c.at).label("at"),
    )
    .select_from(
        access_links.join(_covers, _covers.c.workbook == access_links.c.workbook).join(
            actions, actions.c.workbook == access_links.c.workbook
        )
    )
    .where(HELD, access_links.c.role == Role.OWNER.value)
    .group_by(access_links.c.workbook)
    .having(func.max(actions.c.number) > BEGUN)
    .order_by(func.max(actions.c.at).desc(), access_links.c.workbook)
    .limit(MOST_OWN)
)
"""The workbooks that the visit `:visit` owns at the instant `:at` and something was written in,
those changed last first."""


def _brought(  # noqa: PLR0913, PLR0917 - a seat has these parts
    connection: Connection, visit: Actor, room: Row[Any], workbook: str, name: str, at: datetime
) -> Joined:
    """Seat a workbook that somebody has brought, which stays; out of another room, if it sat there.

    Its seat is the same one still, whichever room it stands in: pictures know a person by it. When
    they first joined stays, too: it says since when they have been sending.
    """
    before = select(workshops.c.version).join(seats, seats.c.workshop == workshops.c.id)
    seen = connection.execute(before.where(seats.c.workbook == workbook)).scalar()
    version = select(workbooks.c.version).where(workbooks.c.id == workbook)
    values: dict[str, Any] = {
        "workshop": room.id,
        "visit": visit.visit,
        "name": name,
        "sat_at": stamp(at),
        "sat_version": connection.execute(version).scalar_one(),
        "left_at": None,
        "coach_wish": None,
        "coach_link": None,
    }
    claimed = func.coalesce(seats.c.claimed_at, stamp(at))
    here = update(seats).where(seats.c.workbook == workbook)
    move = here.values(claimed_at=claimed, moves=seats.c.moves + 1, **values)
    if not connection.execute(move).rowcount:
        fresh: dict[str, Any] = {
            "id": new_id(),
            "workbook": workbook,
            "joined_at": stamp(at),
            "hidden": 0,
            "moves": 0,
            "claimed_at": stamp(at),
        }
        try:
            with connection.begin_nested():
                connection.execute(insert(seats).values(**fresh, **values))
        except IntegrityError:  # it took a seat in another room at this moment: it moves from there
            connection.execute(move)
    if seen is not None and seen >= room.version:  # an open tab knows a seat by its room's version
        raise_version(connection, room.id, by=seen - room.version + 1)
    return Joined(workbook, "")


def _leave_empty(connection: Connection, visit: Actor, workshop: str, at: datetime) -> None:
    """Have a visit leave the seat that it took with a new workbook in which nothing was written."""
    begun = select(workbooks.c.id).where(workbooks.c.version <= BEGUN)
    connection.execute(
        update(seats)
        .where(
            seats.c.workshop == workshop,
            seats.c.visit == visit.visit,
            seats.c.left_at.is_(None),
            seats.c.workbook.in_(begun),
        )
        .values(left_at=stamp(at))
    )


def _seat_held(
    connection: Connection, visit: Actor, workshop: str, at: datetime, workbook: str
) -> str | None:
    """Return the workbook by which a visit has a seat in a workshop; None where it has none.

    It holds an owner's link to it; or it joined there, and gave the link to whoever signed in. Of
    several it is the first; one that is brought is asked for alone.
    """
    query = select(seats.c.workbook).where(seats.c.workshop == workshop)
    if workbook:
        query = query.where(seats.c.workbook == workbook)
    if demand_visit(connection, visit) is Role.GUEST:
        held = select(access_links.c.workbook).where(HELD, access_links.c.role == Role.OWNER.value)
        query = query.where(or_(seats.c.workbook.in_(held), seats.c.visit == visit.visit))
    asked = {"visit": visit.visit, "at": stamp(at)}
    found: str | None = connection.execute(query.order_by(seats.c.joined_at), asked).scalar()
    return found


def _seat(row: Row[Any], pictures: list[Picture]) -> Seat:
    return Seat(
        workshop=row.id,
        plan=rules.read(row.plan),
        step=row.step,
        step_at=instant(row.step_at),
        ends_at=instant(row.ends_at),
        version=row.version,
        nudged=row.nudged_at is not None,
        ended=row.ended_at is not None,
        name=row.name,
        hidden=bool(row.hidden),
        sat_at=datetime.fromisoformat(row.sat_at),
        sat_version=row.sat_version,
        wants_coach=row.coach_wish is not None,
        has_coach=row.coach_link is not None,
        in_sheet=bool(row.in_sheet),
        claimed=bool(row.claimed),
        pictures=tuple(pictures),
    )


def unclaimed(connection: Connection, at: datetime) -> list[str]:
    """Return the workbooks that nobody has claimed in time, by the instant `at`."""
    newest = (
        select(func.max(actions.c.at))
        .where(actions.c.workbook == seats.c.workbook)
        .correlate(seats)
        .scalar_subquery()
    )
    # Whoever left a seat that they took by mistake is told of no day: what they wrote there stays.
    written = (
        select(workbooks.c.id)
        .where(workbooks.c.id == seats.c.workbook, workbooks.c.version > BEGUN)
        .correlate(seats)
        .exists()
    )
    query = (
        select(seats.c.workbook, seats.c.joined_at, newest.label("newest"))
        .select_from(seats.join(workshops, workshops.c.id == seats.c.workshop))
        .where(workshops.c.ends_on < last_day(at), ~CLAIMED, seats.c.left_at.is_(None) | ~written)
        .order_by(seats.c.workbook)
    )
    found = connection.execute(query).all()
    return [
        one.workbook
        for one in found
        if one.newest is None
        or datetime.fromisoformat(one.newest) < datetime.fromisoformat(one.joined_at) + STAYED
    ]


def last_day(at: datetime) -> str:
    """Return the day before which a workshop must have ended for its workbooks to go now.

    Theirs is the whole last day, wherever on earth they are.
    """
    return (at.date() - timedelta(days=rules.KEPT_DAYS + 1)).isoformat()
