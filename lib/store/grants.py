"""Rows of the links: written down, held by a visit, laid onto a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from lib.coaching.records import NAME_LIMIT, new_id, stamp
from lib.coaching.text import clean
from lib.store.access import ENDING, hashed
from lib.store.roles import AWAKE, HELD, Actor, Role, Shows, at_of, desks_held, refuse
from lib.store.schema import access_links, visit_links, visits

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def put(  # noqa: PLR0913, PLR0917 - a link has these parts
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


def person_of(connection: Connection, actor: Actor) -> str:
    """Return the person behind an actor's links as an owner; a new one where there is none."""
    query = (
        select(access_links.c.person)
        .where(HELD, access_links.c.person.is_not(None))
        .order_by(access_links.c.made_at, access_links.c.id)
    )
    asked = {"visit": actor.visit, "at": at_of(actor)}
    return connection.execute(query, asked).scalar() or new_id()


def admit_guest(connection: Connection, actor: Actor, at: datetime) -> None:
    """Note a visit that comes by a link, as a guest.

    Raises:
        NotAllowedError: it has ended, or has locked itself.
    """
    here = visits.c.ended_at.is_(None) & AWAKE
    query = select(here.label("here")).where(visits.c.id == actor.visit)
    found = connection.execute(query, {"at": stamp(at)}).one_or_none()
    if found is not None and not found.here:
        raise refuse()
    if found is None:
        values = {"id": actor.visit, "role": Role.GUEST.value, "began_at": stamp(at)}
        connection.execute(insert(visits).values(values))


def links_of(connection: Connection, visit: str) -> list[str]:
    """Return the ids of the links a visit has opened."""
    query = select(visit_links.c.link).where(visit_links.c.visit == visit)
    return list(connection.execute(query.order_by(visit_links.c.link)).scalars())


def hold(connection: Connection, actor: Actor, link: str, at: datetime) -> None:
    """Note that a visit has opened a link."""
    here = (visit_links.c.visit == actor.visit, visit_links.c.link == link)
    if connection.execute(select(visit_links.c.link).where(*here)).first() is None:
        values = {"visit": actor.visit, "link": link, "opened_at": stamp(at)}
        connection.execute(insert(visit_links).values(values))


def gather(connection: Connection, actor: Actor) -> None:
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
