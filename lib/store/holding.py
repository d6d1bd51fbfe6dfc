"""What does a visit hold? Links it has opened, a coach's desk, what it hands to another device.

A desk holds the links of a coach's clients, for every device that opens the desk's link.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, update

from lib.coaching.records import new_id, stamp
from lib.store.access import (
    ENDING,
    HAND_OVER_LIFE,
    LOOKED_EVERY,
    TOKEN_BYTES,
    TOKEN_CHARACTERS,
    Held,
    Opened,
    hashed,
    held_of_rows,
)
from lib.store.grants import admit_guest, gather, hold, links_of, put
from lib.store.roles import (
    HELD,
    Action,
    Actor,
    Role,
    at_of,
    demand,
    demand_visit,
    desks_held,
    in_force,
    refuse,
)
from lib.store.schema import access_links, visit_links, visits, workbooks
from lib.store.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection, Engine, Row

_HELD_BOOKS: Final = (
    select(access_links, workbooks.c.version)
    .join(workbooks, workbooks.c.id == access_links.c.workbook)
    .where(HELD, access_links.c.role.in_([one.value for one in (Role.OWNER, *ENDING)]))
    .order_by(access_links.c.name, access_links.c.id)
)
"""Built once: a desk asks with every run."""


class Holding:
    """What visits hold."""

    def __init__(self, engine: Engine, *, open_house: bool) -> None:
        """Take the store's engine, and whether any visit may begin a workbook."""
        self._engine = engine
        self._open_house = open_house

    # what whoever has a link does

    def open(self, actor: Actor, token: str, at: datetime) -> Opened | None:
        """Open a link: from now on the visit holds it.

        Returns:
            None for a token that is unknown, has ended or was withdrawn: all alike.

        Raises:
            NotAllowedError: the visit itself has ended.
        """
        if len(token) != TOKEN_CHARACTERS or not token.isascii():
            return None
        query = select(access_links).where(access_links.c.hash == hashed(token), in_force())
        with writing(self._engine) as connection:
            found = connection.execute(query.with_for_update(), {"at": stamp(at)}).one_or_none()
            if found is None or found.role == Role.CALENDAR.value:
                return None
            admit_guest(connection, actor, at)
            if found.carries is not None:
                self._carry(connection, actor, found.id, found.carries, at)
                return Opened(None, Role(found.role))
            hold(connection, actor, found.id, at)
            used = update(access_links).where(access_links.c.id == found.id)
            connection.execute(used.values(used_at=stamp(at)))
            if found.workbook is None or found.role in [one.value for one in ENDING]:
                gather(connection, actor)
            return Opened(found.workbook, Role(found.role), found.workshop)

    def held(self, actor: Actor) -> list[Held]:
        """Return the workbooks a visit may open by its links, one each, by the names of the links.

        On one's own machine there are no links, and this is empty.

        Raises:
            NotAllowedError: the visit was not admitted, or has ended.
        """
        asked = {"visit": actor.visit, "at": at_of(actor)}
        with reading(self._engine) as connection:
            if demand_visit(connection, actor) is not Role.GUEST:
                return []
            rows = connection.execute(_HELD_BOOKS, asked).all()
        by_workbook: dict[str, list[Row[Any]]] = {}
        for one in rows:
            by_workbook.setdefault(one.workbook, []).append(one)
        return [held_of_rows(found) for found in by_workbook.values()]

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
            link = put(connection, token, Role.COACH, at, name, {"desk": desk})
            hold(connection, actor, link, at)
            gather(connection, actor)
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
            put(connection, token, Role.GUEST, at, "", values)
        return token

    def adopt(self, giver: Actor, taker: Actor, at: datetime) -> int:
        """Give all that a browser's visit holds to the person who has signed in; return how many.

        The visit itself holds nothing afterwards.
        """
        with writing(self._engine) as connection:
            admit_guest(connection, taker, at)
            moved = links_of(connection, giver.visit)
            for link in moved:
                hold(connection, taker, link, at)
            connection.execute(visit_links.delete().where(visit_links.c.visit == giver.visit))
        return len(moved)

    # the insides

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
            for one in links_of(connection, giver):
                hold(connection, actor, one, at)
