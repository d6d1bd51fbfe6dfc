"""After a workshop: who would like a coach, and what stays when it is taken away?

A yes is somebody's own: until it is given nobody learns of it, and then whoever leads reads one
first name. One yes is good for one coach's link, which shows names and how things stand; taking it
back withdraws that link. A workshop that is taken away leaves nothing of what it said; the
workbooks of those who took part are theirs, and who has not kept theirs is told the same day still.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, select, update

from lib.coaching import workshop as rules
from lib.coaching.records import new_id, stamp
from lib.coaching.text import clean
from lib.store.access import USUAL_LIFE, new_token
from lib.store.grants import hold, put
from lib.store.linking import let_go
from lib.store.reveals import raise_version
from lib.store.roles import Action, Role, Shows, demand, desks_held, refuse
from lib.store.schema import access_links, reveals, seats, visit_links, workshops
from lib.store.seats import Seats
from lib.store.transactions import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from lib.store.roles import Actor

GONE: Final = "A workshop"
"""What a workshop that was taken away is called from then on."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who took part and would like a coach."""

    id: str
    """Of the wish: a new one for each yes."""
    name: str
    """Their first name."""
    met: bool
    """True once a coach's link was made of it."""


class Afterwards(Seats):
    """What of the workshops comes after the hour."""

    def wish(self, actor: Actor, workbook: str, at: datetime, *, wanted: bool) -> None:
        """Say that one would like a coach, or take it back: the link made of it ends at once.

        Raises:
            ValueError: no coach is offered in this workshop.
            NotAllowedError: it is no workbook of the actor's, or has no seat.
        """
        query = (
            select(seats.c.coach_wish, seats.c.coach_link, workshops.c.plan)
            .select_from(seats.join(workshops, workshops.c.id == seats.c.workshop))
            .where(seats.c.workbook == workbook, seats.c.left_at.is_(None))
            .with_for_update(of=seats)
        )
        with writing(self._engine) as connection:
            demand(connection, actor, Action.SHARE, workbook)
            row = connection.execute(query).one_or_none()
            if row is None:
                raise refuse()
            if wanted and not rules.read(row.plan).coach:
                message = "No coach is offered in this workshop."
                raise ValueError(message)
            if wanted and row.coach_wish is not None:
                return
            here = update(seats).where(seats.c.workbook == workbook)
            made = new_id() if wanted else None
            connection.execute(here.values(coach_wish=made, coach_link=None))
            connection.execute(
                update(access_links)
                .where(
                    access_links.c.id == row.coach_link,
                    access_links.c.workbook == workbook,
                    access_links.c.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=stamp(at))
            )

    def wishes(self, actor: Actor, workshop: str) -> list[Wish]:
        """Return those who said that they would like a coach, by first name; nobody else.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        query = (
            select(seats.c.coach_wish, seats.c.name, seats.c.coach_link)
            .where(
                seats.c.workshop == workshop,
                seats.c.left_at.is_(None),
                seats.c.coach_wish.is_not(None),
            )
            .order_by(seats.c.name, seats.c.coach_wish)
        )
        with reading(self._engine) as connection:
            self._led(connection, actor, workshop)
            return [
                Wish(one.coach_wish, one.name, one.coach_link is not None)
                for one in connection.execute(query)
            ]

    def take_on(
        self, actor: Actor, workshop: str, wish: str, at: datetime, *, name: str = ""
    ) -> None:
        """Lay a coach's link to the workbook of somebody who wished for it onto one's own desk.

        Args:
            actor: who leads the workshop, and holds a desk.
            workshop: its id.
            wish: the wish's id.
            at: this instant.
            name: the coach's, as the owner of the workbook shall read it.

        Raises:
            ValueError: it was taken back, or is met already; the message says so.
            NotAllowedError: the actor does not lead this workshop, or has no desk.
        """
        with writing(self._engine) as connection:
            found = self._wished(connection, actor, workshop, wish)
            desk = connection.execute(desks_held(), {"visit": actor.visit}).scalar()
            if desk is None:
                raise refuse()
            link = _coachs(connection, found, new_token(), at, name, desk)
            hold(connection, actor, link, at)

    def hand_on(
        self, actor: Actor, workshop: str, wish: str, at: datetime, *, name: str = ""
    ) -> str:
        """Return the token of a coach's link to that workbook, for another coach: known only now.

        Args:
            actor: who leads the workshop.
            workshop: its id.
            wish: the wish's id.
            at: this instant.
            name: the coach's, as the owner of the workbook shall read it.

        Raises:
            ValueError: it was taken back, or is met already; the message says so.
            NotAllowedError: the actor does not lead this workshop.
        """
        token = new_token()
        with writing(self._engine) as connection:
            found = self._wished(connection, actor, workshop, wish)
            _coachs(connection, found, token, at, name, None)
        return token

    def erase(self, actor: Actor, workshop: str, at: datetime) -> None:
        """Take a workshop away for good: its title, pictures, first names, wishes, and its links.

        The workbooks of those who took part stay theirs. When each joined, and whether it was kept,
        is remembered until the day they were told, so that one which nobody keeps goes then. What
        stands in a sheet that it was linked to stays there, and nothing more is written.

        Raises:
            NotAllowedError: the actor does not lead this workshop, or it is gone already.
            BusyError: nothing was taken away.
        """
        links = select(access_links.c.id).where(access_links.c.workshop == workshop)
        with writing(self._engine) as connection:
            row = self._led(connection, actor, workshop, lock=True)
            plan = replace(rules.read(row.plan), title=GONE, coach=False)
            let_go(connection, workshop, practice=True)
            connection.execute(delete(reveals).where(reveals.c.workshop == workshop))
            connection.execute(
                update(seats)
                .where(seats.c.workshop == workshop)
                .values(name="", visit="", coach_wish=None)
            )
            connection.execute(
                update(workshops)
                .where(workshops.c.id == workshop)
                .values(
                    title=plan.title,
                    plan=rules.written(plan),
                    code=None,
                    code_until=None,
                    ends_at=None,
                    nudged_at=None,
                    version=workshops.c.version + 1,
                    ended_at=func.coalesce(workshops.c.ended_at, stamp(at)),
                    erased_at=stamp(at),
                )
            )
            connection.execute(delete(visit_links).where(visit_links.c.link.in_(links)))
            connection.execute(delete(access_links).where(access_links.c.workshop == workshop))

    def _wished(self, connection: Connection, actor: Actor, workshop: str, wish: str) -> Row[Any]:
        """Go on only for who leads the workshop, and for a wish that is open; return its seat."""
        self._led(connection, actor, workshop, lock=True)
        query = select(seats).where(
            seats.c.workshop == workshop,
            seats.c.left_at.is_(None),
            seats.c.coach_wish == (wish if clean(wish) == wish else ""),
        )
        found = connection.execute(query.with_for_update()).one_or_none()
        if found is None:
            message = "They have taken it back meanwhile."
            raise ValueError(message)
        if found.coach_link is not None:
            message = "Somebody is their coach already."
            raise ValueError(message)
        return found


def _coachs(  # noqa: PLR0913, PLR0917 - a link has these parts
    connection: Connection, seat: Row[Any], token: str, at: datetime, name: str, desk: str | None
) -> str:
    """Make a coach's link of a wish; return its id."""
    values = {
        "workbook": seat.workbook,
        "until": stamp(at + USUAL_LIFE),
        "shows": Shows.STATUS.value,
        "desk": desk,
    }
    link = put(connection, token, Role.COACH, at, name, values)
    connection.execute(update(seats).where(seats.c.id == seat.id).values(coach_link=link))
    raise_version(connection, seat.workshop)
    return link
