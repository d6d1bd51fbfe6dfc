"""Who leads a workshop, and how does it stand? For its facilitator, the host, and upkeep.

A facilitator's link leads one workshop and opens no workbook: what it tells of people are first
names, where they let it, and counts. Each call asks in its own transaction whether the actor leads
the workshop; the answer is no unless a link, or one's own machine, grants it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from lib.coaching import workshop as rules
from lib.coaching.records import instant, new_id, stamp
from lib.coaching.text import clean
from lib.store.access import new_token
from lib.store.afterwards import Afterwards
from lib.store.counting import IN, sittings
from lib.store.errors import StoreError
from lib.store.grants import hold, put
from lib.store.reveals import forget_members, raise_version
from lib.store.roles import (
    LED,
    Role,
    at_of,
    demand_visit,
    may_begin_workshop,
    refuse,
)
from lib.store.schema import access_links, reveals, seats, visit_links, workshops
from lib.store.seats import last_day, new_code, unclaimed
from lib.store.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from lib.coaching.workshop import Plan
    from lib.store.counting import Sitting
    from lib.store.roles import Actor

LOBBY_LIFE: Final = timedelta(hours=6)
"""A lobby that nobody closes is closed after this."""
LONGEST_SECONDS: Final = 24 * 60 * 60
"""The longest a timer runs."""


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """A workshop that was just made: the only time its token is known."""

    id: str
    code: str
    """Of its lobby, which is open."""
    token: str
    """Of a facilitator's link to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A link that leads a workshop."""

    id: str
    name: str
    """For whom it was made."""
    made_at: datetime
    used_at: datetime | None
    """When somebody last opened it; None for never."""
    mine: bool
    """True where the asking visit came by it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a room has got with one step."""

    people: int
    """How many have done what it asks."""
    total: int
    """How many of what is counted they all have together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a workshop stands, for who leads it."""

    id: str
    plan: Plan
    step: str | None
    """The step that the room is at; None before the first one."""
    step_at: datetime | None
    ends_at: datetime | None
    """When its timer runs out; None for no timer."""
    version: int
    code: str | None
    """The code of the lobby; None while it is closed."""
    code_until: datetime | None
    people: int
    """How many are in; once it has ended, how many were."""
    names: tuple[str, ...]
    """First names of those who are in, in the order they joined, but for the hidden ones."""
    names_hidden: bool
    """True where the facilitator has hidden them all."""
    progress: Mapping[str, Progress]
    """By the name of the step, for the steps that ask for something countable."""
    nudged: bool
    """True where those who are not done with the step were nudged."""
    ended_at: datetime | None

    @property
    def title(self) -> str:
        """The workshop's title."""
        return self.plan.title

    @property
    def lobby_open(self) -> bool:
        """True while the code takes people in."""
        return self.code is not None


class Workshops(Afterwards):
    """The workshops: for their facilitators here, for those who take part in `Seats`."""

    def may_begin(self, actor: Actor) -> bool:
        """Return whether the actor may begin a workshop.

        Raises:
            NotAllowedError: the visit was not admitted, or has ended.
        """
        with reading(self._engine) as connection:
            return may_begin_workshop(connection, actor)

    def begin(self, actor: Actor, plan: Plan, at: datetime) -> NewWorkshop:
        """Make a workshop with an open lobby; the actor leads it from now on.

        Raises:
            ValueError: the plan cannot be used; the message says why.
            NotAllowedError: the actor may not begin one.
            BusyError: nothing was made.
        """
        _check(plan, at)
        made, token = new_id(), new_token()
        with writing(self._engine) as connection:
            if not may_begin_workshop(connection, actor):
                raise refuse()
            code = _free_code(connection)
            values = {
                "id": made,
                "title": plan.title,
                "plan": rules.written(plan),
                "code": code,
                "code_until": stamp(at + LOBBY_LIFE),
                "version": 1,
                "names_hidden": 0,
                "made_at": stamp(at),
                "ends_on": plan.ends_on.isoformat(),
            }
            connection.execute(insert(workshops).values(values))
            link = put(connection, token, Role.FACILITATOR, at, plan.title, {"workshop": made})
            if demand_visit(connection, actor) is Role.GUEST:
                hold(connection, actor, link, at)
        return NewWorkshop(made, code, token)

    def replan(self, actor: Actor, workshop: str, plan: Plan, at: datetime) -> None:
        """Give a workshop another plan: another title, other steps, another last day.

        What people were told or have seen stays: see `lib.coaching.workshop.stays`. A question that
        the room was shown a picture of stays as it is, also where the new plan has none of its
        name.

        Raises:
            ValueError: the plan cannot be used; the message says why.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was changed.
        """
        with writing(self._engine) as connection:
            row = self._running(connection, actor, workshop)
            before = rules.read(row.plan)
            anybody = connection.execute(select(seats.c.id).where(seats.c.workshop == workshop))
            fixed = rules.stays(before, plan, row.step, anybody=anybody.first() is not None)
            if fixed:
                raise ValueError(" ".join(fixed))
            shown = select(reveals.c.question).where(reveals.c.workshop == workshop).distinct()
            kept = list(
                filter(None, map(before.question, connection.execute(shown).scalars().all()))
            )
            if any(plan.question(one.name) not in (None, one) for one in kept):
                message = "The room has seen a picture of this question: it stays as it is."
                raise ValueError(message)
            rest = sorted(
                (one for one in kept if plan.question(one.name) is None), key=lambda one: one.name
            )
            plan = replace(plan, questions=(*plan.questions, *rest))
            _check(plan, at)
            raise_version(
                connection,
                workshop,
                title=plan.title,
                plan=rules.written(plan),
                ends_on=plan.ends_on.isoformat(),
            )

    def mine(self, actor: Actor) -> list[tuple[str, str]]:
        """Return (id, title) of the workshops that the actor leads, the newest first.

        Raises:
            NotAllowedError: the visit was not admitted, or has ended.
        """
        query = select(workshops.c.id, workshops.c.title).where(workshops.c.erased_at.is_(None))
        with reading(self._engine) as connection:
            if demand_visit(connection, actor) is Role.GUEST:
                query = query.where(workshops.c.id.in_(LED))
            found = connection.execute(
                query.order_by(workshops.c.made_at.desc(), workshops.c.id),
                {"visit": actor.visit, "at": at_of(actor)},
            )
            return [(one.id, one.title) for one in found]

    def standing(self, actor: Actor, workshop: str, at: datetime) -> Standing:
        """Return how a workshop stands: counts, and the first names that may be shown.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        with reading(self._engine) as connection:
            row = self._led(connection, actor, workshop)
            plan = rules.read(row.plan)
            wanted = list({one.count: None for one in plan.steps if one.count is not None})
            found = sittings(connection, workshop, wanted)
        counted = dict(zip(wanted, _sums(found, [one.at_least for one in wanted]), strict=True))
        return _standing(
            row,
            plan,
            at,
            found,
            {one.name: counted[one.count] for one in plan.steps if one.count is not None},
        )

    def go(
        self,
        actor: Actor,
        workshop: str,
        step: str | None,
        at: datetime,
        seconds: int | None = None,
    ) -> None:
        """Take the room to a step; None for back to before the first one.

        Args:
            actor: who leads the workshop.
            workshop: its id.
            step: the name of a step of its plan.
            at: this instant.
            seconds: how long the timer runs, 0 for no timer; None for as long as the plan says.

        Raises:
            ValueError: the plan has no such step, or no timer runs so long.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was changed.
        """
        with writing(self._engine) as connection:
            plan = rules.read(self._running(connection, actor, workshop).plan)
            found = plan.step(step)
            if step is not None and found is None:
                message = "The workshop has no such step."
                raise ValueError(message)
            planned = 0 if found is None else found.seconds
            ends_at = _end(at, planned if seconds is None else seconds)
            raise_version(
                connection, workshop, step=step, step_at=stamp(at), ends_at=ends_at, nudged_at=None
            )

    def nudge(self, actor: Actor, workshop: str, at: datetime) -> None:
        """Remind those who have not done the room's step yet, once a step; nobody is told who.

        Whoever is reminded reads it where they are, until they have done it, or the room goes on.

        Raises:
            ValueError: the room is at no step that asks for something countable, to be done there.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nobody was reminded.
        """
        with writing(self._engine) as connection:
            row = self._running(connection, actor, workshop)
            here = rules.read(row.plan).step(row.step)
            if here is None or here.count is None or not here.count.can_be_done:
                message = "There is nothing to be done at this step."
                raise ValueError(message)
            if row.nudged_at is None:
                raise_version(connection, workshop, nudged_at=stamp(at))

    def extend(self, actor: Actor, workshop: str, seconds: int, at: datetime) -> None:
        """Give a step so many seconds more: from now on, where its timer has run out or has none.

        Raises:
            ValueError: no timer runs so long.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was changed.
        """
        with writing(self._engine) as connection:
            row = self._running(connection, actor, workshop)
            until = max(filter(None, (instant(row.ends_at), at)))
            left = int((until - at).total_seconds())
            raise_version(connection, workshop, ends_at=_end(at, left + seconds))

    def open_lobby(self, actor: Actor, workshop: str, at: datetime) -> str:
        """Let people in, by a new code; return it.

        Where the lobby is open already the code is the same, and works for longer.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was opened.
        """
        with writing(self._engine) as connection:
            code = _code(self._running(connection, actor, workshop), at) or _free_code(connection)
            until = stamp(at + LOBBY_LIFE)
            self._set(connection, workshop, code=code, code_until=until)
        return code

    def close_lobby(self, actor: Actor, workshop: str, at: datetime) -> None:
        """Let nobody in any more: the code opens nothing from now on.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was closed.
        """
        del at  # it is closed from here on
        with writing(self._engine) as connection:
            self._running(connection, actor, workshop)
            self._set(connection, workshop, code=None, code_until=None)

    def hide_names(self, actor: Actor, workshop: str, *, hidden: bool) -> None:
        """Hide the first names of all who are in, or show them again.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was changed.
        """
        with writing(self._engine) as connection:
            self._running(connection, actor, workshop)
            self._set(connection, workshop, names_hidden=int(hidden))

    def end(self, actor: Actor, workshop: str, at: datetime) -> None:
        """End a workshop for good; the pictures stay, and who said what in them is erased.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
            OverError: it has ended already.
            BusyError: nothing was ended.
        """
        with writing(self._engine) as connection:
            self._running(connection, actor, workshop)
            _end_it(connection, workshop, at)

    def link(self, actor: Actor, workshop: str, at: datetime, *, name: str = "") -> str:
        """Return the token of one more link that leads this workshop.

        Raises:
            NotAllowedError: the actor does not lead it.
        """
        token = new_token()
        with writing(self._engine) as connection:
            self._led(connection, actor, workshop, lock=True)
            values = {"workshop": workshop}
            put(connection, token, Role.FACILITATOR, at, name, values)
        return token

    def leaders(self, actor: Actor, workshop: str) -> list[Leader]:
        """Return the links that lead this workshop now, oldest first.

        Raises:
            NotAllowedError: the actor does not lead it.
        """
        mine = (
            select(visit_links.c.visit)
            .where(visit_links.c.link == access_links.c.id, visit_links.c.visit == actor.visit)
            .correlate(access_links)
            .exists()
        )
        query = (
            select(access_links, mine.label("mine"))
            .where(access_links.c.workshop == workshop, access_links.c.withdrawn_at.is_(None))
            .order_by(access_links.c.made_at, access_links.c.id)
        )
        with reading(self._engine) as connection:
            self._led(connection, actor, workshop)
            return [
                Leader(
                    id=one.id,
                    name=one.name,
                    made_at=datetime.fromisoformat(one.made_at),
                    used_at=instant(one.used_at),
                    mine=bool(one.mine),
                )
                for one in connection.execute(query)
            ]

    def withdraw(self, actor: Actor, workshop: str, link: str, at: datetime) -> None:
        """Withdraw a link that leads this workshop: at once, in open tabs too.

        Raises:
            NotAllowedError: the actor does not lead it.
        """
        with writing(self._engine) as connection:
            self._led(connection, actor, workshop, lock=True)
            connection.execute(
                update(access_links)
                .where(
                    access_links.c.workshop == workshop,
                    access_links.c.id == (link if clean(link) == link else ""),
                    access_links.c.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=stamp(at))
            )

    # the host, and upkeep

    def by_host(self, at: datetime, *, name: str = "", workshop: str | None = None) -> str:
        """Return the token of a facilitator's link that the host makes.

        Args:
            at: this instant.
            name: for whom it is.
            workshop: the workshop it leads; None for a link whose holder may begin workshops.

        Raises:
            StoreError: there is no such workshop.
        """
        token = new_token()
        with writing(self._engine) as connection:
            there = select(workshops.c.id).where(
                workshops.c.id == workshop, workshops.c.erased_at.is_(None)
            )
            if workshop is not None and connection.execute(there).first() is None:
                message = "There is no such workshop."
                raise StoreError(message)
            put(connection, token, Role.FACILITATOR, at, name, {"workshop": workshop})
        return token

    def for_host(self) -> list[tuple[str, str]]:
        """Return (id, title) of the workshops there are, oldest first, for the host to name one."""
        query = select(workshops.c.id, workshops.c.title).where(workshops.c.erased_at.is_(None))
        with reading(self._engine) as connection:
            found = connection.execute(query.order_by(workshops.c.made_at, workshops.c.id))
            return [(one.id, one.title) for one in found]

    def end_past(self, at: datetime) -> None:
        """End the workshops whose last day is over everywhere on earth."""
        over = (at.date() - timedelta(days=1)).isoformat()
        query = select(workshops.c.id).where(
            workshops.c.ended_at.is_(None), workshops.c.ends_on < over
        )
        with writing(self._engine) as connection:
            for workshop in connection.execute(query).scalars().all():
                _end_it(connection, workshop, at)

    def unclaimed(self, at: datetime) -> list[str]:
        """Return the workbooks that nobody has claimed in time."""
        with reading(self._engine) as connection:
            return unclaimed(connection, at)

    def forget_seats(self, at: datetime) -> None:
        """Forget who took part in the workshops that ended long enough ago: pictures alone stay.

        Of those that were taken away nothing stays.
        """
        over = select(workshops.c.id).where(workshops.c.ends_on < last_day(at))
        with writing(self._engine) as connection:
            connection.execute(delete(seats).where(seats.c.workshop.in_(over)))
            gone = workshops.c.erased_at.is_not(None)
            connection.execute(delete(workshops).where(workshops.c.ends_on < last_day(at), gone))

    # the insides

    def _set(self, connection: Connection, workshop: str, **values: object) -> None:
        """Note what those who take part need not look at."""
        here = update(workshops).where(workshops.c.id == workshop)
        connection.execute(here.values(**values))


def _check(plan: Plan, at: datetime) -> None:
    found = rules.faults(plan, at.date() - timedelta(days=1))  # it may still be yesterday there
    if found:
        raise ValueError(" ".join(found))


def _code(row: Row[Any], at: datetime) -> str | None:
    """Return the code of a lobby that is open; None for a closed one."""
    is_open = row.code_until is not None and row.code_until > stamp(at)
    found: str | None = row.code if is_open else None
    return found


def _free_code(connection: Connection) -> str:
    """Return a code that no workshop has."""
    while True:
        code = new_code()
        if connection.execute(select(workshops.c.id).where(workshops.c.code == code)).first():
            continue
        return code


def _end(at: datetime, seconds: int) -> str | None:
    """Return when a timer of so many seconds runs out, written down; None for no timer."""
    if not 0 <= seconds <= LONGEST_SECONDS:
        message = "A timer runs for a day at most."
        raise ValueError(message)
    return stamp(at + timedelta(seconds=seconds)) if seconds else None


def _end_it(connection: Connection, workshop: str, at: datetime) -> None:
    forget_members(connection, workshop)
    in_it = select(func.count()).select_from(seats).where(IN)
    raise_version(
        connection,
        workshop,
        ended_at=stamp(at),
        code=None,
        code_until=None,
        ends_at=None,
        nudged_at=None,
        people=connection.execute(in_it, {"workshop": workshop}).scalar_one(),
    )


def _sums(found: list[Sitting], least: list[int]) -> list[Progress]:
    """Return for each thing counted how many have enough of it, and how many they all have."""
    columns = [[one.counts[place] for one in found] for place in range(len(least))]
    return [
        Progress(sum(one >= enough for one in column), sum(column))
        for column, enough in zip(columns, least, strict=True)
    ]


def _standing(
    row: Row[Any],
    plan: Plan,
    at: datetime,
    found: list[Sitting],
    progress: Mapping[str, Progress],
) -> Standing:
    hidden = bool(row.names_hidden) or row.ended_at is not None
    code = _code(row, at)
    return Standing(
        id=row.id,
        plan=plan,
        step=row.step,
        step_at=instant(row.step_at),
        ends_at=instant(row.ends_at),
        version=row.version,
        code=code,
        code_until=None if code is None else instant(row.code_until),
        people=len(found) if row.people is None else row.people,
        names=() if hidden else tuple(one.name for one in found if one.name),
        names_hidden=bool(row.names_hidden),
        progress=progress,
        nudged=row.nudged_at is not None,
        ended_at=instant(row.ended_at),
    )
