"""What may a room see of itself? Pictures of one question, frozen, and about nobody.

A picture is made here, of what stands in the workbooks of the people who are in. Who is in it, with
what each said, is kept beside it while the workshop runs, so that the rule can be asked
(`lib.coaching.workshop.may_show`); no call gives it away, and it is erased when the workshop ends.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, select, update

from lib.coaching import workshop as rules
from lib.coaching.records import stamp
from lib.coaching.workshop import FEWEST, OWN, NotYet, Picture
from lib.store.counting import answers
from lib.store.errors import OverError
from lib.store.roles import demand_workshop, refuse
from lib.store.schema import reveals, workshops
from lib.store.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine, Row

    from lib.coaching.workshop import Question, Value
    from lib.store.roles import Actor

MOST_HANDS: Final = 10_000
"""Hands in one bar, at most."""
OVER: Final = "This workshop has ended."


class Reveals:
    """The pictures of the workshops."""

    def __init__(self, engine: Engine) -> None:
        """Take the store's engine."""
        self._engine = engine

    def reveal(self, actor: Actor, workshop: str, question: str, at: datetime) -> Picture | NotYet:
        """Show a room a picture of one question; from now on everybody who is in sees it.

        Where nothing has changed since an earlier picture, or too little while none is shown, it is
        that one again. Whoever was in the newest picture stays in it; fewer than `FEWEST` changed
        answers stand in it as they stood.

        Args:
            actor: who leads the workshop.
            workshop: its id.
            question: the name of a question of its plan.
            at: this instant.

        Returns:
            `NotYet` where too few people have answered, or have answered since the picture that is
            shown: nothing is changed then.

        Raises:
            ValueError: the plan has no such question.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was revealed.
        """
        with writing(self._engine) as connection:
            asked = self._asked(connection, actor, workshop, question)
            rows = _of_question(connection, workshop, question)
            earlier = self._earlier(connection, workshop, asked)
            now = answers(connection, workshop, asked, at.date())
            members = self._next_members(now, earlier)
            same = next((one for one in rows if one.members and _members(one) == members), None)
            if same is not None:
                news = rules.waiting(now, members) if same.shown else None
                return news or self._show_again(connection, workshop, same)
            refused = self._refusal(members, earlier)
            if refused is not None:
                return refused
            picture = rules.picture_of(asked, members, _next(rows), at)
            self._show(connection, workshop, picture, members)
            return picture

    def hands(
        self, actor: Actor, workshop: str, question: str, counts: Sequence[int], at: datetime
    ) -> Picture | NotYet:
        """Show a room what a show of hands came to, marked as such.

        Args:
            actor: who leads the workshop.
            workshop: its id.
            question: the name of a question of its plan.
            counts: how many hands, for each bar of its picture.
            at: this instant.

        Returns:
            `NotYet` where there were fewer than `FEWEST` hands.

        Raises:
            ValueError: the plan has no such question, or its picture has other bars, or none that
                people stand in.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was shown.
        """
        with writing(self._engine) as connection:
            asked = self._asked(connection, actor, workshop, question)
            if not asked.by_hand:
                message = "People do not stand in these bars: no hands can be counted for them."
                raise ValueError(message)
            if len(counts) != asked.bars or not all(0 <= one <= MOST_HANDS for one in counts):
                message = f"A show of hands is {asked.bars} numbers, none of them below 0."
                raise ValueError(message)
            if sum(counts) < FEWEST:
                return NotYet(rules.FEW, FEWEST - sum(counts))
            picture = Picture(
                question=question,
                number=_next(_of_question(connection, workshop, question)),
                at=at,
                people=sum(counts),
                bars=tuple(counts),
                hands=True,
            )
            self._show(connection, workshop, picture, None)
            return picture

    def reset(self, actor: Actor, workshop: str, question: str, at: datetime) -> None:
        """Put a question's picture away: nobody sees one until the next reveal.

        Raises:
            ValueError: the plan has no such question.
            NotAllowedError: the actor does not lead this workshop.
            OverError, BusyError: nothing was put away.
        """
        del at  # it is away from here on
        with writing(self._engine) as connection:
            self._asked(connection, actor, workshop, question)
            hide(connection, workshop, question)
            raise_version(connection, workshop)

    def pictures(self, actor: Actor, workshop: str) -> list[Picture]:
        """Return every picture a room was shown, by question and number, put away or not.

        Raises:
            NotAllowedError: the actor does not lead this workshop.
        """
        with reading(self._engine) as connection:
            self._led(connection, actor, workshop)
            return pictures_of(connection, workshop)

    # the insides

    def _demand(
        self, connection: Connection, actor: Actor, workshop: str, *, lock: bool = False
    ) -> None:
        demand_workshop(connection, actor, workshop, lock=lock)

    def _led(
        self, connection: Connection, actor: Actor, workshop: str, *, lock: bool = False
    ) -> Row[Any]:
        """Go on only for who leads a workshop; return its row, held with `lock`.

        Raises:
            NotAllowedError: the actor does not lead it, there is none, or it was taken away.
        """
        self._demand(connection, actor, workshop, lock=lock)
        query = select(workshops).where(workshops.c.id == workshop)
        found = connection.execute(query.with_for_update() if lock else query).one_or_none()
        if found is None or found.erased_at is not None:
            raise refuse()
        return found

    def _running(self, connection: Connection, actor: Actor, workshop: str) -> Row[Any]:
        """Go on only for who leads a workshop that has not ended; return its row, held.

        Raises:
            NotAllowedError: the actor does not lead it.
            OverError: it has ended.
        """
        found = self._led(connection, actor, workshop, lock=True)
        if found.ended_at is not None:
            raise OverError(OVER)
        return found

    def _next_members(
        self, now: Mapping[str, Value], earlier: Sequence[Mapping[str, Value]]
    ) -> Mapping[str, Value]:
        return rules.next_members(now, earlier)

    def _refusal(
        self, members: Mapping[str, Value], earlier: Sequence[Mapping[str, Value]]
    ) -> NotYet | None:
        return rules.may_show(members, earlier)

    def _earlier(
        self, connection: Connection, workshop: str, asked: Question
    ) -> list[dict[str, Value]]:
        """Return who is in each earlier picture that a new one of this question could lie beside.

        Those of the same question; and where it looks at people's own history, those of every
        question that looks at the same. Oldest first.
        """
        names = [asked.name]
        if asked.kind in OWN:
            query = select(workshops.c.plan).where(workshops.c.id == workshop)
            plan = rules.read(connection.execute(query).scalar_one())
            names = [one.name for one in plan.questions if one.kind in OWN]
        found = connection.execute(
            select(reveals)
            .where(
                reveals.c.workshop == workshop,
                reveals.c.question.in_(names),
                reveals.c.members.is_not(None),
            )
            .order_by(reveals.c.at, reveals.c.number, reveals.c.question)
        )
        return [_members(one) for one in found]

    def _asked(
        self, connection: Connection, actor: Actor, workshop: str, question: str
    ) -> Question:
        """Go on only for who leads a workshop that runs; return its question."""
        asked = rules.read(self._running(connection, actor, workshop).plan).question(question)
        if asked is None:
            message = "The workshop has no such question."
            raise ValueError(message)
        return asked

    def _show(
        self,
        connection: Connection,
        workshop: str,
        picture: Picture,
        members: Mapping[str, Value] | None,
    ) -> None:
        hide(connection, workshop, picture.question)
        values = {
            "workshop": workshop,
            "question": picture.question,
            "number": picture.number,
            "at": stamp(picture.at),
            "shown": 1,
            "picture": _JSON({name: getattr(picture, name) for name in _KEPT}),
            "members": None if members is None else _JSON(members),
        }
        connection.execute(insert(reveals).values(values))
        raise_version(connection, workshop)

    def _show_again(self, connection: Connection, workshop: str, row: Row[Any]) -> Picture:
        if not row.shown:
            hide(connection, workshop, row.question)
            here = update(reveals).where(
                reveals.c.workshop == workshop,
                reveals.c.question == row.question,
                reveals.c.number == row.number,
            )
            connection.execute(here.values(shown=1))
            raise_version(connection, workshop)
        return _picture(row, shown=True)


_JSON: Final = json.JSONEncoder(separators=(",", ":")).encode
_KEPT: Final = ("people", "bars", "asked", "answered", "hands")


def raise_version(connection: Connection, workshop: str, *, by: int = 1, **values: object) -> None:
    """Note what becomes of a workshop, for those who take part to look at."""
    here = update(workshops).where(workshops.c.id == workshop)
    connection.execute(here.values(version=workshops.c.version + by, **values))


def hide(connection: Connection, workshop: str, question: str) -> None:
    """Put away the picture of a question that is shown."""
    connection.execute(
        update(reveals)
        .where(reveals.c.workshop == workshop, reveals.c.question == question, reveals.c.shown == 1)
        .values(shown=0)
    )


def forget_members(connection: Connection, workshop: str) -> None:
    """Forget who is in the pictures of a workshop, and what they said."""
    connection.execute(update(reveals).where(reveals.c.workshop == workshop).values(members=None))


def pictures_of(connection: Connection, workshop: str, *, shown: bool = False) -> list[Picture]:
    """Return the pictures of a workshop, by question and number; with `shown`, those shown now."""
    found = connection.execute(_SHOWN if shown else _PICTURES, {"workshop": workshop})
    return [_picture(one, shown=bool(one.shown)) for one in found]


_PICTURES: Final = (
    select(reveals)
    .where(reveals.c.workshop == bindparam("workshop"))
    .order_by(reveals.c.question, reveals.c.number)
)
_SHOWN: Final = _PICTURES.where(reveals.c.shown == 1)


def _of_question(connection: Connection, workshop: str, question: str) -> Sequence[Row[Any]]:
    query = select(reveals).where(reveals.c.workshop == workshop, reveals.c.question == question)
    return connection.execute(query.order_by(reveals.c.number)).all()


def _next(rows: Sequence[Row[Any]]) -> int:
    return 1 + max((one.number for one in rows), default=0)


def _members(row: Row[Any]) -> dict[str, Value]:
    return {seat: tuple(value) for seat, value in json.loads(row.members).items()}


def _picture(row: Row[Any], *, shown: bool) -> Picture:
    kept = json.loads(row.picture)
    return Picture(
        question=row.question,
        number=row.number,
        at=datetime.fromisoformat(row.at),
        shown=shown,
        **(kept | {"bars": tuple(kept["bars"])}),
    )
