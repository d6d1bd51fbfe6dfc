"""Who may open a workbook, and by which link? Links, the desks that hold them, and their end.

A link is a random token of 256 bits, of which only the hash is kept. It opens one workbook in one
role: an owner's holds until it is withdrawn, a coach's or a viewer's ends by itself. A visit holds
every link it has opened; a desk holds those of a coach's clients, for every device that opens the
desk's link. Each is withdrawn by itself, at once, in open tabs too: rights are read anew in every
transaction (`lib.store.roles`).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from lib.coaching.records import NAME_LIMIT, new_id, stamp
from lib.coaching.text import clean
from lib.store.errors import NoSuchWorkbookError
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
    desks_held,
    in_force,
    refuse,
    rights,
    rights_of,
)
from lib.store.schema import access_links, visit_links, visits, workbooks
from lib.store.transactions import reading, writing
from lib.store.versions import NO_WORKBOOK, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine, Row

TOKEN_BYTES: Final = 32
"""Randomness of a link: 256 bits; ASVS 7.2.3 asks for 128 at least."""
USUAL_LIFE: Final = timedelta(days=30)
"""How long a coach's or a viewer's link holds, unless its owner says otherwise."""
LONGEST_LIFE: Final = timedelta(days=180)
HAND_OVER_LIFE: Final = timedelta(hours=1)
LOOKED_EVERY: Final = timedelta(minutes=5)
"""A look is written down at most this often."""

ENDING: Final = (Role.COACH, Role.VIEWER)
"""Roles whose links end by themselves."""
LASTING: Final = (Role.OWNER, Role.CALENDAR)
_TOKEN_CHARACTERS: Final = 43


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just made: the only time its token is known."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token opened."""

    workbook: str | None
    """None for a desk, and for what was handed over from another device."""
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link to a workbook, as its owner sees it."""

    id: str
    role: Role
    name: str
    """For whom it was made."""
    shows: Shows
    types: bool
    made_at: datetime
    until: datetime | None
    used_at: datetime | None
    """When somebody last looked by it; None for never."""
    withdrawn_at: datetime | None
    opened: int
    """How many browsers have opened it."""
    mine: bool
    """True where the asking visit came by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One workbook that a visit may open."""

    workbook: str
    link: str
    """The link that gives the most."""
    name: str
    """For whom that link was made."""
    role: Role
    shows: Shows
    types: bool
    until: datetime | None
    used_at: datetime | None
    version: int
    seen_version: int
    """The newest version that the coach has seen; 0 for none."""
    seen_at: datetime | None
    session_on: date | None
    """The coach's next session."""
    on_desk: bool


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Links:
    """The links of all workbooks."""

    def __init__(self, engine: Engine, *, open_house: bool) -> None:
        """Take the store's engine, and whether any visit may begin a workbook."""
        self._engine = engine
        self._open_house = open_house

    # what the owner does

    def make(  # noqa: PLR0913 - a link has these parts
        self,
        actor: Actor,
        workbook: str,
        role: Role,
        at: datetime,
        *,
        name: str = "",
        until: datetime | None = None,
        shows: Shows = Shows.STATUS,
        types: bool = False,
    ) -> NewLink:
        """Make a link to a workbook.

        Args:
            actor: its owner.
            workbook: its id.
            role: owner, coach, viewer or calendar.
            at: this instant.
            name: for whom it is.
            until: when it ends; None for 30 days, and for never where the role has no end.
            shows: what a coach or viewer is shown.
            types: True where the owner agrees that the coach writes; they must be shown all.

        Raises:
            ValueError: no link has that role, it would hold longer than 180 days, or would let
                somebody write who is not shown what they write over.
            NotAllowedError, NoSuchWorkbookError, BusyError: nothing was made.
        """
        if role not in (*ENDING, *LASTING):
            message = "A link is an owner's, a coach's, a viewer's or a calendar's."
            raise ValueError(message)
        _check(role, shows, types=types)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with writing(self._engine) as connection:
            self._demand(connection, actor, workbook)
            values = {
                "workbook": workbook,
                "person": _person(connection, actor) if role is Role.OWNER else None,
                "until": _end(role, until, at),
                "shows": (Shows.ALL if role is Role.OWNER else shows).value,
                "types": int(types),
            }
            made = _put(connection, token, role, at, name, values)
        return NewLink(made, token)

    def of(self, actor: Actor, workbook: str) -> list[Link]:
        """Return a workbook's links, the newest first; those too that have ended.

        Raises:
            NotAllowedError, BusyError: see `lib.store.errors`.
        """
        many = (
            select(func.count())
            .where(visit_links.c.link == access_links.c.id)
            .correlate(access_links)
            .scalar_subquery()
        )
        query = (
            select(access_links, many.label("opened"))
            .where(access_links.c.workbook == workbook)
            .order_by(access_links.c.made_at.desc(), access_links.c.id)
        )
        with reading(self._engine) as connection:
            own = demand(connection, actor, Action.SHARE, workbook)
            rows = connection.execute(query).all()
        return [_link(one, own) for one in rows]

    def withdraw(self, actor: Actor, link: str, at: datetime) -> None:
        """Withdraw a link: from now on it opens nothing, in open tabs too.

        Raises:
            NotAllowedError: it is no link to a workbook of the actor's.
        """
        with writing(self._engine) as connection:
            self._demand_link(connection, actor, link)
            connection.execute(
                update(access_links)
                .where(access_links.c.id == link, access_links.c.withdrawn_at.is_(None))
                .values(withdrawn_at=stamp(at))
            )

    def renew(self, actor: Actor, link: str, until: datetime | None, at: datetime) -> None:
        """Have a link hold until another day; None for 30 days from now.

        Raises:
            ValueError: that is longer than 180 days, or the link has no end.
            NotAllowedError: it is no link to a workbook of the actor's.
        """
        with writing(self._engine) as connection:
            role = self._demand_link(connection, actor, link)
            values = {"until": _end(role, until, at)}
            connection.execute(
                update(access_links)
                .where(access_links.c.id == link, access_links.c.withdrawn_at.is_(None))
                .values(values)
            )

    def show(
        self, actor: Actor, link: str, shows: Shows, at: datetime, *, types: bool = False
    ) -> None:
        """Change what a link shows, and whether its holder may write.

        Raises:
            ValueError: they would write over what they are not shown, or the role is no coach's.
            NotAllowedError: it is no link to a workbook of the actor's.
        """
        del at  # it holds from here on
        with writing(self._engine) as connection:
            _check(self._demand_link(connection, actor, link), shows, types=types)
            connection.execute(
                update(access_links)
                .where(access_links.c.id == link)
                .values(shows=shows.value, types=int(types))
            )

    def names(self, actor: Actor, workbook: str) -> dict[str, tuple[Role, str]]:
        """Return who is behind the visits that the history names: role, and for whom the link is.

        A visit without links (on one's own machine, or the host's) is in none.

        Raises:
            NotAllowedError: the actor may not read the workbook.
        """
        desk_links = access_links.alias("desk_links")
        by_itself = select(visit_links.c.visit, access_links.c.role, access_links.c.name).join(
            access_links,
            and_(access_links.c.id == visit_links.c.link, access_links.c.workbook == workbook),
        )
        by_desk = (
            select(visit_links.c.visit, access_links.c.role, access_links.c.name)
            .join(desk_links, desk_links.c.id == visit_links.c.link)
            .join(
                access_links,
                and_(access_links.c.desk == desk_links.c.desk, access_links.c.workbook == workbook),
            )
            .where(desk_links.c.workbook.is_(None))
        )
        with reading(self._engine) as connection:
            demand(connection, actor, Action.READ, workbook)
            found = [*connection.execute(by_desk), *connection.execute(by_itself)]
        return {one.visit: (Role(one.role), one.name) for one in found}

    # what whoever has a link does

    def open(self, actor: Actor, token: str, at: datetime) -> Opened | None:
        """Open a link: from now on the visit holds it.

        Returns:
            None for a token that is unknown, has ended or was withdrawn: all alike.

        Raises:
            NotAllowedError: the visit itself has ended.
        """
        if len(token) != _TOKEN_CHARACTERS or not token.isascii():
            return None
        query = select(access_links).where(access_links.c.hash == hashed(token), in_force())
        with writing(self._engine) as connection:
            found = connection.execute(query.with_for_update(), {"at": stamp(at)}).one_or_none()
            if found is None or found.role == Role.CALENDAR.value:
                return None
            _admit(connection, actor, at)
            if found.carries is not None:
                self._carry(connection, actor, found.id, found.carries, at)
                return Opened(None, Role(found.role))
            _hold(connection, actor, found.id, at)
            used = update(access_links).where(access_links.c.id == found.id)
            connection.execute(used.values(used_at=stamp(at)))
            if found.workbook is None or found.role in [one.value for one in ENDING]:
                _gather(connection, actor)
            return Opened(found.workbook, Role(found.role))

    def held(self, actor: Actor) -> list[Held]:
        """Return the workbooks a visit may open by its links, one each, by the names of the links.

        On one's own machine there are no links, and this is empty.

        Raises:
            NotAllowedError: the visit was not admitted, or has ended.
        """
        asked = {"visit": actor.visit, "at": at_of(actor)}
        query = (
            select(access_links, workbooks.c.version)
            .join(workbooks, workbooks.c.id == access_links.c.workbook)
            .where(HELD, access_links.c.role.in_([one.value for one in (Role.OWNER, *ENDING)]))
            .order_by(access_links.c.name, access_links.c.id)
        )
        with reading(self._engine) as connection:
            if demand_visit(connection, actor) is not Role.GUEST:
                return []
            rows = connection.execute(query, asked).all()
        by_workbook: dict[str, list[Row[Any]]] = {}
        for one in rows:
            by_workbook.setdefault(one.workbook, []).append(one)
        return [_held(found) for found in by_workbook.values()]

    def has_desk(self, actor: Actor) -> bool:
        """Return whether a visit holds a desk."""
        with reading(self._engine) as connection:
            demand_visit(connection, actor)
            return connection.execute(desks_held(), {"visit": actor.visit}).first() is not None

    def looked(self, actor: Actor, workbook: str, at: datetime) -> None:
        """Note that a coach or viewer looks, for its owner to see; every five minutes at most.

        Raises:
            NotAllowedError: the actor may not read the workbook.
        """
        with reading(self._engine) as connection:
            found = demand(connection, actor, Action.READ, workbook)
            query = select(func.min(access_links.c.used_at)).where(
                access_links.c.id.in_(found.links), access_links.c.used_at.is_not(None)
            )
            newest = connection.execute(query).scalar()
        if found.role is Role.OWNER or (newest is not None and newest > stamp(at - LOOKED_EVERY)):
            return
        self._note(actor, workbook, {"used_at": stamp(at)})

    def seen(self, actor: Actor, workbook: str, version: int, at: datetime) -> None:
        """Note that a coach has seen everything up to a version.

        Raises:
            NotAllowedError: the actor may not read the workbook.
        """
        self._note(actor, workbook, {"seen_version": version, "seen_at": stamp(at)})

    def next_session(self, actor: Actor, workbook: str, day: date | None) -> None:
        """Note when a coach and this client speak next; None for not yet agreed.

        Raises:
            NotAllowedError: the actor is not the workbook's coach.
        """
        values = {"session_on": None if day is None else day.isoformat()}
        self._note(actor, workbook, values, Action.COMMENT)

    # desks, and other devices

    def desk(self, actor: Actor, at: datetime, *, name: str = "") -> str:
        """Return the token of a new link to this visit's desk; begin the desk where it has none.

        Every client's link that the visit holds lies on the desk from then on.

        Raises:
            NotAllowedError: the visit is no coach's, and not any visit may begin a workbook here.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        asked = {"visit": actor.visit, "at": at_of(actor)}
        coaches = select(access_links.c.id).where(HELD, access_links.c.role == Role.COACH.value)
        with writing(self._engine) as connection:
            if demand_visit(connection, actor) is not Role.GUEST:
                raise refuse()
            desk = connection.execute(desks_held(), {"visit": actor.visit}).scalar()
            if desk is None:
                if not (self._open_house or connection.execute(coaches, asked).first()):
                    raise refuse()
                desk = new_id()
            link = _put(connection, token, Role.COACH, at, name, {"desk": desk})
            _hold(connection, actor, link, at)
            _gather(connection, actor)
        return token

    def hand_over(self, actor: Actor, at: datetime) -> str:
        """Return the token of a link that gives another device all that this visit holds.

        It opens once, within the hour.

        Raises:
            NotAllowedError: the visit was not admitted, or has ended.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with writing(self._engine) as connection:
            if demand_visit(connection, actor) is not Role.GUEST:
                raise refuse()
            until = stamp(at + HAND_OVER_LIFE)
            values = {"carries": actor.visit, "until": until}
            _put(connection, token, Role.GUEST, at, "", values)
        return token

    def adopt(self, giver: Actor, taker: Actor, at: datetime) -> int:
        """Give all that a browser's visit holds to the person who has signed in; return how many.

        The visit itself holds nothing afterwards.
        """
        with writing(self._engine) as connection:
            _admit(connection, taker, at)
            moved = _links_of(connection, giver.visit)
            for link in moved:
                _hold(connection, taker, link, at)
            connection.execute(visit_links.delete().where(visit_links.c.visit == giver.visit))
        return len(moved)

    # the host, and what has no browser

    def by_host(self, role: Role, workbook: str | None, at: datetime, *, name: str = "") -> str:
        """Return the token of a new link that the host makes, for whoever has lost theirs.

        Args:
            role: owner, or coach with `workbook` None for a new desk.
            workbook: the workbook's id.
            at: this instant.
            name: for whom it is.

        Raises:
            ValueError: any other role.
            NoSuchWorkbookError: there is no such workbook.
        """
        if (role, workbook is None) not in ((Role.OWNER, False), (Role.COACH, True)):
            message = "The host makes an owner's link to a workbook, or a link to a new desk."
            raise ValueError(message)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with writing(self._engine) as connection:
            values: dict[str, Any] = {"desk": new_id()}
            if workbook is not None:
                if version_of(connection, workbook) is None:
                    raise NoSuchWorkbookError(NO_WORKBOOK)
                query = select(access_links.c.person).where(
                    access_links.c.workbook == workbook, access_links.c.person.is_not(None)
                )
                person = connection.execute(query).scalar() or new_id()
                values = {"workbook": workbook, "person": person, "shows": Shows.ALL.value}
            _put(connection, token, role, at, name, values)
        return token

    def feed(self, token: str, at: datetime) -> str | None:
        """Return the workbook whose calendar a token fetches; None where it fetches none.

        That it was used is noted.
        """
        query = select(access_links.c.id, access_links.c.workbook).where(
            access_links.c.hash == hashed(token),
            access_links.c.role == Role.CALENDAR.value,
            in_force(),
        )
        with writing(self._engine) as connection:
            found = connection.execute(query, {"at": stamp(at)}).one_or_none()
            if found is None:
                return None
            used = update(access_links).where(access_links.c.id == found.id)
            connection.execute(used.values(used_at=stamp(at)))
            return str(found.workbook)

    # the insides

    def _demand(self, connection: Connection, actor: Actor, workbook: str) -> Rights:
        found = demand(connection, actor, Action.SHARE, workbook)
        if version_of(connection, workbook) is None:
            raise NoSuchWorkbookError(NO_WORKBOOK)
        return found

    def _demand_link(self, connection: Connection, actor: Actor, link: str) -> Role:
        """Go on only if a link is to a workbook of the actor's; return its role."""
        query = select(access_links.c.workbook, access_links.c.role).where(
            access_links.c.id == (link if clean(link) == link else "")
        )
        found = connection.execute(query).one_or_none()
        if found is None or found.workbook is None:
            raise refuse()
        demand(connection, actor, Action.SHARE, found.workbook)
        return Role(found.role)

    def _note(
        self,
        actor: Actor,
        workbook: str,
        values: Mapping[str, object],
        action: Action = Action.READ,
    ) -> None:
        """Note something on the links by which the actor reads a workbook."""
        with writing(self._engine) as connection:
            found = demand(connection, actor, action, workbook, lock=True)
            connection.execute(
                update(access_links).where(access_links.c.id.in_(found.links)).values(**values)
            )

    def _carry(
        self, connection: Connection, actor: Actor, link: str, giver: str, at: datetime
    ) -> None:
        """Give a visit what another one holds, once."""
        spent = update(access_links).where(access_links.c.id == link)
        connection.execute(spent.values(withdrawn_at=stamp(at), used_at=stamp(at)))
        ended = select(visits.c.ended_at).where(visits.c.id == giver)
        if connection.execute(ended).scalar() is None:
            for one in _links_of(connection, giver):
                _hold(connection, actor, one, at)


def may_begin(connection: Connection, actor: Actor, what: str, *, open_house: bool) -> Rights:
    """Go on only if the actor may begin the workbook `what`; return what they are to it.

    Raises:
        NotAllowedError: they may not, or somebody else has begun it.
    """
    found = rights(connection, actor, what, lock=True)
    if found is not None and found.grants(Action.CREATE):
        return found
    if found is not None or demand_visit(connection, actor) is not Role.GUEST:
        raise refuse()
    begun = version_of(connection, what)
    has_desk = connection.execute(desks_held(), {"visit": actor.visit}).first() is not None
    if begun or not (open_house or has_desk):
        raise refuse()
    return Rights(Role.OWNER)


def begun_by(connection: Connection, actor: Actor, workbook: str, at: datetime) -> None:
    """Give whoever has just begun a workbook the link of its owner, whose token nobody knows."""
    role = connection.execute(select(visits.c.role).where(visits.c.id == actor.visit)).scalar()
    if role != Role.GUEST.value or rights(connection, actor, workbook) is not None:
        return
    values = {
        "workbook": workbook,
        "person": _person(connection, actor),
        "shows": Shows.ALL.value,
    }
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _hold(connection, actor, _put(connection, token, Role.OWNER, at, "", values), at)


def _check(role: Role, shows: Shows, *, types: bool) -> None:
    """Go on only if somebody who may write is a coach who sees what they write over."""
    if types and not (role is Role.COACH and shows is Shows.ALL):
        message = "Whoever writes in a workbook is a coach who is shown all of it."
        raise ValueError(message)


def _end(role: Role, until: datetime | None, at: datetime) -> str | None:
    """Return when a link of a role ends, written down; None where it does not.

    Raises:
        ValueError: it would hold too long, or not at all.
    """
    if role not in ENDING:
        if until is not None:
            message = "This link holds until it is withdrawn."
            raise ValueError(message)
        return None
    end = at + USUAL_LIFE if until is None else until
    if not at < end <= at + LONGEST_LIFE:
        message = f"A link holds for {LONGEST_LIFE.days} days at most."
        raise ValueError(message)
    return stamp(end)


def _put(  # noqa: PLR0913, PLR0917 - a link has these parts
    connection: Connection, token: str, role: Role, at: datetime, name: str, values: dict[str, Any]
) -> str:
    """Write a link down; return its id."""
    named = clean(name).strip()[:NAME_LIMIT]
    row = {
        "id": new_id(),
        "hash": hashed(token),
        "role": role.value,
        "name": named,
        "shows": Shows.STATUS.value,
        "types": 0,
        "made_at": stamp(at),
        "seen_version": 0,
    }
    connection.execute(insert(access_links).values(row | values))
    return str(row["id"])


def _person(connection: Connection, actor: Actor) -> str:
    """Return the person behind an actor's links as an owner; a new one where there is none."""
    query = (
        select(access_links.c.person)
        .where(HELD, access_links.c.person.is_not(None))
        .order_by(access_links.c.made_at, access_links.c.id)
    )
    asked = {"visit": actor.visit, "at": at_of(actor)}
    return connection.execute(query, asked).scalar() or new_id()


def _admit(connection: Connection, actor: Actor, at: datetime) -> None:
    """Note a visit that comes by a link, as a guest.

    Raises:
        NotAllowedError: it has ended.
    """
    query = select(visits.c.ended_at).where(visits.c.id == actor.visit)
    found = connection.execute(query).one_or_none()
    if found is not None and found.ended_at is not None:
        raise refuse()
    if found is None:
        values = {"id": actor.visit, "role": Role.GUEST.value, "began_at": stamp(at)}
        connection.execute(insert(visits).values(values))


def _links_of(connection: Connection, visit: str) -> list[str]:
    query = select(visit_links.c.link).where(visit_links.c.visit == visit)
    return list(connection.execute(query.order_by(visit_links.c.link)).scalars())


def _hold(connection: Connection, actor: Actor, link: str, at: datetime) -> None:
    """Note that a visit has opened a link."""
    here = (visit_links.c.visit == actor.visit, visit_links.c.link == link)
    if connection.execute(select(visit_links.c.link).where(*here)).first() is None:
        values = {"visit": actor.visit, "link": link, "opened_at": stamp(at)}
        connection.execute(insert(visit_links).values(values))


def _gather(connection: Connection, actor: Actor) -> None:
    """Lay the clients' links that a visit holds onto its desk, where it has one."""
    desk = connection.execute(desks_held(), {"visit": actor.visit}).scalar()
    if desk is None:
        return
    of_visit = select(visit_links.c.link).where(visit_links.c.visit == bindparam("who"))
    connection.execute(
        update(access_links)
        .where(
            access_links.c.id.in_(of_visit),
            access_links.c.workbook.is_not(None),
            access_links.c.desk.is_(None),
            or_(*(access_links.c.role == one.value for one in ENDING)),
        )
        .values(desk=desk),
        {"who": actor.visit},
    )


def _link(row: Row[Any], own: Rights) -> Link:
    return Link(
        id=row.id,
        role=Role(row.role),
        name=row.name,
        shows=Shows(row.shows),
        types=bool(row.types),
        made_at=datetime.fromisoformat(row.made_at),
        until=_instant(row.until),
        used_at=_instant(row.used_at),
        withdrawn_at=_instant(row.withdrawn_at),
        opened=row.opened,
        mine=row.id in own.links,
    )


def _held(rows: list[Row[Any]]) -> Held:
    found = rights_of(rows)
    if found is None:
        raise refuse()
    best = next(one for one in rows if one.role == found.role.value)
    return Held(
        workbook=best.workbook,
        link=best.id,
        name=best.name,
        role=found.role,
        shows=found.shows,
        types=found.types,
        until=found.until,
        used_at=_instant(best.used_at),
        version=best.version,
        seen_version=max(one.seen_version for one in rows),
        seen_at=max(filter(None, (_instant(one.seen_at) for one in rows)), default=None),
        session_on=None if best.session_on is None else date.fromisoformat(best.session_on),
        on_desk=any(one.desk is not None for one in rows),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
