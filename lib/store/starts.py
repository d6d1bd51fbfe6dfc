"""How many workbooks may be begun in a day where anyone may start one? A few each, so many in all.

Whoever comes without a link leaves rows that stay. A visit is easily thrown away and another one
taken, so what one visit may begin keeps honest people from filling a store by mistake, and the cap
on all together keeps it from being filled on purpose. A coach's desk begins workbooks for others:
for it there is the cap alone. Who joins a workshop came by its code, and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, select

from lib.coaching.records import stamp
from lib.store.errors import NoRoomError
from lib.store.schema import actions, seats, workbooks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from lib.store.roles import Actor

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Starts:
    """Most workbooks that strangers begin within a day."""

    each: int
    """By one visit, or one person who has signed in."""
    all: int
    """By all together, coaches' desks among them."""


def demand_start(connection: Connection, actor: Actor, most: Starts, *, has_desk: bool) -> None:
    """Go on only if one more workbook may be begun now; without an instant all count there are.

    Raises:
        NoRoomError: so many were begun within a day; the message says what to do.
    """
    since = "" if actor.at is None else stamp(actor.at - DAY)
    # A row of version 0 is the one that is being begun.
    joined = select(seats.c.workbook).where(seats.c.workbook == workbooks.c.id).exists()
    recent = and_(workbooks.c.created_at > since, workbooks.c.version > 0, ~joined)
    many = select(func.count()).select_from(workbooks).where(recent)
    if connection.execute(many).scalar_one() >= most.all:
        message = (
            "Many workbooks were begun here today, and there is room for no more until tomorrow. "
            "Come back then, or ask whoever runs this workbook: they can make you a link now."
        )
        raise NoRoomError(message)
    first = and_(actions.c.workbook == workbooks.c.id, actions.c.number == 1)
    mine = many.join(actions, first).where(actions.c.actor == actor.visit)
    if not has_desk and connection.execute(mine).scalar_one() >= most.each:
        message = (
            f"You have begun {most.each:,} workbooks since yesterday at this time, as many as one "
            "begins in a day here. Go on in one of them, or begin this one tomorrow."
        )
        raise NoRoomError(message)
