"""Who may open a workbook, and by which link? What its owner and the host do about links.

A link is a random token of 256 bits, of which only the hash is kept. It opens one workbook in one
role: an owner's holds until it is withdrawn, a coach's or a viewer's ends by itself. A visit holds
every link it has opened (`lib.store.holding`). Each is withdrawn by itself, at once, in open tabs
too: rights are read anew in every transaction (`lib.store.roles`).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, update

from lib.coaching.cover import Cover
from lib.coaching.records import new_id, stamp
from lib.coaching.text import clean
from lib.store.access import (
    ENDING,
    LASTING,
    LONGEST_LIFE,
    TOKEN_BYTES,
    TOKEN_CHARACTERS,
    USUAL_LIFE,
    Link,
    NewLink,
    hashed,
    link_of_row,
    new_token,
)
from lib.store.errors import NoSuchWorkbookError
from lib.store.grants import hold, person_of, put
from lib.store.holding import Holding
from lib.store.roles import (
    Action,
    Actor,
    Rights,
    Role,
    Shows,
    demand,
    demand_visit,
    desks_held,
    in_force,
    refuse,
    rights,
)
from lib.store.schema import access_links, record_tables, visit_links, visits, workbooks
from lib.store.starts import Starts, demand_start
from lib.store.transactions import reading, writing
from lib.store.versions import NO_WORKBOOK, version_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class Links(Holding):
    """The links of all workbooks: for their owners and the host here, for a visit in `Holding`."""

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
                "person": person_of(connection, actor) if role is Role.OWNER else None,
                "until": _end(role, until, at),
                "shows": (Shows.ALL if role is Role.OWNER else shows).value,
                "types": int(types),
            }
            made = put(connection, token, role, at, name, values)
        return NewLink(made, token)

    def give_away(
        self, actor: Actor, workbook: str, token: str, at: datetime, *, name: str = ""
    ) -> None:
        """Give a workbook that a coach has begun to the client it is for, and keep a coach's link.

        One step: the token opens it as its owner, who is a new person; a coach's link to it lies
        on the actor's desk, shows names and status, and ends after 180 days unless its owner renews
        it; the actor is its owner no more.

        Args:
            actor: its owner, who holds a desk.
            workbook: its id.
            token: of `new_token`; kept by whoever asks before it is given away, so that a second
                tap finds the same one.
            at: this instant.
            name: the coach's, as the client shall read it.

        Raises:
            ValueError: no `new_token` makes such a token.
            NotAllowedError, NoSuchWorkbookError, BusyError: nothing was given away.
        """
        if len(token) != TOKEN_CHARACTERS or not token.isascii():
            message = "A link's token is one that was made for it."
            raise ValueError(message)
        with writing(self._engine) as connection:
            own = self._demand(connection, actor, workbook)
            desk = connection.execute(desks_held(), {"visit": actor.visit}).scalar()
            if desk is None:
                raise refuse()
            theirs = {"workbook": workbook, "person": new_id(), "shows": Shows.ALL.value}
            put(connection, token, Role.OWNER, at, "", theirs)
            kept = {"workbook": workbook, "until": stamp(at + LONGEST_LIFE), "desk": desk}
            coachs = put(connection, new_token(), Role.COACH, at, name, kept)
            hold(connection, actor, coachs, at)
            connection.execute(
                update(access_links)
                .where(access_links.c.id.in_(own.links), access_links.c.role == Role.OWNER.value)
                .values(withdrawn_at=stamp(at))
            )

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
        return [link_of_row(one, own) for one in rows]

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
            put(connection, token, role, at, name, values)
        return token

    def for_host(self) -> list[tuple[str, str]]:
        """Return the workbooks there are, for the host to name one: (id, name), oldest first."""
        covers = record_tables[Cover]
        query = (
            select(workbooks.c.id, covers.c.name)
            .outerjoin(covers, covers.c.workbook == workbooks.c.id)
            .order_by(workbooks.c.created_at, workbooks.c.id)
        )
        with reading(self._engine) as connection:
            return [(one.id, one.name or "") for one in connection.execute(query)]

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


def may_begin(
    connection: Connection, actor: Actor, what: str, *, open_house: bool, starts: Starts | None
) -> Rights:
    """Go on only if the actor may begin the workbook `what`; return what they are to it.

    Raises:
        NotAllowedError: they may not, or somebody else has begun it.
        NoRoomError: anybody may, and so many were begun today.
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
    if open_house and starts is not None:
        demand_start(connection, actor, starts, has_desk=has_desk)
    return Rights(Role.OWNER)


def begun_by(connection: Connection, actor: Actor, workbook: str, at: datetime) -> None:
    """Give whoever has just begun a workbook the link of its owner, whose token nobody knows."""
    role = connection.execute(select(visits.c.role).where(visits.c.id == actor.visit)).scalar()
    if role != Role.GUEST.value or rights(connection, actor, workbook) is not None:
        return
    values = {
        "workbook": workbook,
        "person": person_of(connection, actor),
        "shows": Shows.ALL.value,
    }
    token = secrets.token_urlsafe(TOKEN_BYTES)
    hold(connection, actor, put(connection, token, Role.OWNER, at, "", values), at)


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
