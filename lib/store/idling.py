"""When does a visit lock itself? Once nobody has tapped in it for a while, on a shared computer.

It does where somebody said that others use the computer too, or where the host has every visit do
so. A locked visit opens nothing any more, for good: whoever comes back opens their link again, or
signs in, and is a new visit. A tap puts the moment off; what a page looks up by itself does not.

A visit that nobody could come back from does not lock: it has begun a workbook, and its owner has
not kept a link to it. Nor does one, unless it said so itself, while its workshop is on. OWASP ASVS
7.3.1 asks for a time of inactivity after which somebody must show again who they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, or_, select, update

from lib.coaching.records import instant, stamp
from lib.store.errors import LockedError
from lib.store.roles import Actor, Role, at_of, demand_visit
from lib.store.schema import access_links, seats, visit_links, visits, workshops
from lib.store.transactions import glance, reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

USUAL_IDLE: Final = timedelta(minutes=30)
"""How long nobody has tapped where somebody said that others use the computer too."""
NOTED_EVERY: Final = timedelta(seconds=20)
"""A tap is written down at most this often."""
WORKSHOP_LASTS: Final = timedelta(hours=12)
"""How long after joining a workshop that has not been ended counts as being on."""

_LOCKED: Final = "Nobody has tapped here for a while, so this browser opens nothing any more."


@dataclass(frozen=True, slots=True)
class Idling:
    """How a visit stands with locking itself."""

    until: datetime | None = None
    """When it locks if nobody taps before; None where it does not."""
    others: bool = False
    """True where somebody said that others use the computer too."""
    stays: bool = False
    """True where it would lock, and does not for now: nobody could come back, or a workshop is
    on."""


def look(engine: Engine, actor: Actor) -> Idling:
    """Return how a visit stands at the actor's instant; what nobody tapped for.

    Raises:
        LockedError: it has locked.
    """
    with glance(engine) as connection:
        row = connection.execute(_VISIT, {"visit": actor.visit}).one_or_none()
    return _standing(row, at_of(actor))


def tapped(engine: Engine, actor: Actor, at: datetime, everybody: timedelta | None) -> Idling:
    """Note that somebody has tapped; return how the visit stands then.

    Args:
        engine: the store's.
        actor: the visit; one that is unknown, or has ended, is told that it does not lock.
        at: this instant.
        everybody: after how long the host has every visit lock; None for those alone who said so.

    Raises:
        LockedError: it had locked before.
        BusyError: nothing was noted.
    """
    with glance(engine) as connection:
        row = connection.execute(_VISIT, {"visit": actor.visit}).one_or_none()
    found = _standing(row, stamp(at))
    wanted = everybody
    if found.others:
        wanted = USUAL_IDLE if everybody is None else min(everybody, USUAL_IDLE)
    guest = row is not None and row.role == Role.GUEST.value and row.ended_at is None
    if not guest or (wanted is None and found.until is None):
        return Idling(others=found.others)
    if wanted is not None and found.until is not None:
        moved = at + wanted - found.until
        if timedelta(0) <= moved < NOTED_EVERY:
            return found
    with reading(engine) as connection:
        stays = wanted is not None and _stays(connection, actor, at, said=found.others)
    until = None if wanted is None or stays else at + wanted
    if until is None and found.until is None:
        return Idling(others=found.others, stays=stays)
    with writing(engine) as connection:
        connection.execute(
            update(visits)
            .where(visits.c.id == actor.visit)
            .values(idle_until=None if until is None else stamp(until))
        )
    return Idling(until, others=found.others, stays=stays)


def say_others(engine: Engine, actor: Actor, at: datetime, *, others: bool) -> None:
    """Note whether others use this visit's computer too; the next tap sets when it locks.

    Raises:
        NotAllowedError: the visit was not admitted, has ended or has locked.
        BusyError: nothing was noted.
    """
    with writing(engine) as connection:
        demand_visit(connection, actor)
        connection.execute(
            update(visits)
            .where(visits.c.id == actor.visit)
            .values(others_since=stamp(at) if others else None, idle_until=None)
        )


_VISIT: Final = select(
    visits.c.role, visits.c.ended_at, visits.c.others_since, visits.c.idle_until
).where(visits.c.id == bindparam("visit"))

_own = access_links.alias("own")
_other = access_links.alias("other")
_IS_HELD: Final = select(visit_links.c.link).where(visit_links.c.link == _other.c.id).exists()
_KEPT: Final = (
    select(_other.c.id)
    .where(
        _other.c.workbook == _own.c.workbook,
        _other.c.role == Role.OWNER.value,
        _other.c.withdrawn_at.is_(None),
        or_(_other.c.used_at.is_not(None), ~_IS_HELD),
    )
    .correlate(_own)
    .exists()
)
"""An owner's link whose key somebody has seen: it was opened by it, or made to be kept."""
_NO_WAY_BACK: Final = (
    select(_own.c.id)
    .select_from(visit_links.join(_own, _own.c.id == visit_links.c.link))
    .where(
        visit_links.c.visit == bindparam("visit"),
        _own.c.workbook.is_not(None),
        _own.c.role == Role.OWNER.value,
        _own.c.withdrawn_at.is_(None),
        ~_KEPT,
    )
)
_IN_A_WORKSHOP: Final = (
    select(seats.c.id)
    .select_from(seats.join(workshops, workshops.c.id == seats.c.workshop))
    .where(
        seats.c.visit == bindparam("visit"),
        seats.c.left_at.is_(None),
        workshops.c.ended_at.is_(None),
        seats.c.sat_at > bindparam("began"),
    )
)


def _stays(connection: Connection, actor: Actor, at: datetime, *, said: bool) -> bool:
    """Return whether a visit goes without a lock for now."""
    asked = {"visit": actor.visit, "began": stamp(at - WORKSHOP_LASTS)}
    if connection.execute(_NO_WAY_BACK, asked).first() is not None:
        return True
    return not said and connection.execute(_IN_A_WORKSHOP, asked).first() is not None


def _standing(row: Row[Any, Any, Any, Any] | None, at: str) -> Idling:
    """Return how a visit's row stands.

    Raises:
        LockedError: it has locked.
    """
    if row is None:
        return Idling()
    if row.idle_until is not None and row.idle_until <= at:
        raise LockedError(_LOCKED)
    return Idling(instant(row.idle_until), others=row.others_since is not None)
