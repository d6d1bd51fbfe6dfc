"""What have the people of a workshop done, and what did they answer? Counted in SQL.

Nothing here is handed to anybody as it is: `standing` makes sums of it, and a reveal a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, case, func, or_, select

from lib.coaching import looking_back
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.looking_back import Sent
from lib.coaching.touches import Direction, Outcome, Purpose, Touch
from lib.coaching.workbook import TABLE_OF
from lib.coaching.workshop import OWN, CountKind, QuestionKind
from lib.store.schema import changes, record_tables, seats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from lib.coaching.workshop import Count, Question, Value

_guesses, _exercises = record_tables[Guess], record_tables[Exercise]
_contacts, _touches = record_tables[Contact], record_tables[Touch]
_filled = or_(_exercises.c.answer != "", _exercises.c["count"].is_not(None))
"""An exercise that was only put off holds neither."""

IN: Final = and_(seats.c.workshop == bindparam("workshop"), seats.c.left_at.is_(None))
"""The seats of the people who are in a workshop."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who is in, with how many they have of each thing counted."""

    name: str
    """Empty where it is not to be shown."""
    counts: tuple[int, ...]


def sittings(connection: Connection, workshop: str, wanted: Sequence[Count]) -> list[Sitting]:
    """Return who is in a workshop, in the order they joined, and what each has; one query."""
    columns = [_many(one, place).label(f"count_{place}") for place, one in enumerate(wanted)]
    query = select(seats.c.name, seats.c.hidden, *columns).where(IN)
    found = connection.execute(
        query.order_by(seats.c.joined_at, seats.c.id), {"workshop": workshop}
    )
    return [
        Sitting("" if hidden else name, tuple(int(one) for one in counts))
        for name, hidden, *counts in found
    ]


def has_enough(connection: Connection, workbook: str, wanted: Count) -> bool:
    """Return whether whoever sits with this workbook has what a step asks for."""
    query = select(_many(wanted, 0)).where(seats.c.workbook == workbook)
    return (connection.execute(query).scalar() or 0) >= wanted.at_least


def _many(wanted: Count, place: int) -> ColumnElement[int]:
    """Return how many of what is counted stand in a seat's workbook."""
    table, *where = _WHERE[wanted.kind]
    if wanted.kind in (CountKind.EXERCISE, CountKind.TALLY):
        where.append(_exercises.c.name == bindparam(f"exercise_{place}", wanted.name))
    query = select(func.count()).select_from(table).where(table.c.workbook == seats.c.workbook)
    return query.where(*where).correlate(seats).scalar_subquery()


MADE: Final = (
    select(func.min(changes.c.number))
    .where(
        changes.c.workbook == _guesses.c.workbook,
        changes.c["of"] == TABLE_OF[Guess],
        changes.c["row"] == _guesses.c.id,
    )
    .correlate(_guesses)
    .scalar_subquery()
)
"""The action by which a guess was made: its version tells the newest change, its lock maybe."""

_SENT_SINCE: Final[tuple[Any, ...]] = (
    _touches,
    _touches.c.direction == Direction.OUTREACH.value,
    _touches.c.purpose != Purpose.OTHER.value,  # nobody was reached
    _touches.c["at"] >= seats.c.joined_at,
)
_HERE: Final = _exercises.c.version > seats.c.sat_version
"""An exercise that was changed last in the room in which its workbook sits now."""
_WHERE: Final[dict[CountKind, tuple[Any, ...]]] = {
    CountKind.GUESSES: (_guesses, seats.c.sat_version < MADE),
    CountKind.EXERCISE: (_exercises, _exercises.c.not_for_me == 0, _filled, _HERE),
    CountKind.TALLY: (
        _exercises,
        _exercises.c.not_for_me == 0,
        _exercises.c["count"].is_not(None),
        _HERE,
    ),
    CountKind.RATED: (_contacts, _contacts.c.strength.is_not(None)),
    CountKind.SENT: (*_SENT_SINCE, _touches.c["at"] >= seats.c.sat_at),
    CountKind.SENT_SINCE: _SENT_SINCE,
}
"""By what is counted: its table, and which of its rows."""


def answers(
    connection: Connection, workshop: str, question: Question, today: date
) -> dict[str, Value]:
    """Return by seat what each who is in has answered; who has not answered is not in it.

    A workbook that was brought answers with what was done in this room: laid beside the picture of
    another room, what it said there would give away who did not come along. What its history says
    was for the first room that it sat in.

    Args:
        connection: the transaction.
        workshop: its id.
        question: what was asked.
        today: the day of looking, for what a history says.
    """
    asked = {"workshop": workshop}
    if question.kind in OWN:
        return _looked_back(connection.execute(_SENT, asked).all(), today)
    if question.kind in (QuestionKind.FIRST_GUESS, QuestionKind.LAST_GUESS):
        return _guessed(connection.execute(_GUESSED, asked).all(), question.kind)
    found: dict[str, Value] = {}
    for row in connection.execute(_WRITTEN, asked | {"exercise": question.exercise}):
        value = _value(row, question)
        if value is not None:
            found[row.seat] = value  # of several the newest one
    return found


def _looked_back(rows: Sequence[Row[*tuple[Any, ...]]], today: date) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for seat, asks in groupby(rows, key=lambda one: one.seat):
        value = looking_back.said((_sent(one) for one in asks), today)
        if value is not None:
            found[seat] = value
    return found


def _sent(row: Row[*tuple[Any, ...]]) -> Sent:
    return Sent(
        date.fromisoformat(row.first_on),
        date.fromisoformat(row.last_on),
        _day(row.replied_on),
        _day(row.bounced_on),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _guessed(rows: Sequence[Row[*tuple[Any, ...]]], kind: QuestionKind) -> dict[str, Value]:
    by_seat: dict[str, list[int]] = {}
    for row in rows:
        by_seat.setdefault(row.seat, []).append(row.of_ten)
    if kind is QuestionKind.FIRST_GUESS:
        return {seat: (made[0],) for seat, made in by_seat.items()}
    return {seat: (made[-1],) for seat, made in by_seat.items() if len(made) > 1}


def _value(row: Row[*tuple[Any, ...]], question: Question) -> Value | None:
    if question.kind is QuestionKind.CHOICE:
        option = question.option_in(row.answer)
        return None if option is None else (option,)
    if row.asked is None or row.reached is None or row.asked < 1:
        return None
    return (min(max(row.reached, 0), row.asked), row.asked)


_GUESSED: Final = (
    select(seats.c.id.label("seat"), _guesses.c.of_ten)
    .select_from(seats.join(_guesses, _guesses.c.workbook == seats.c.workbook))
    .where(IN, seats.c.sat_version < MADE)
    .order_by(seats.c.id, MADE, _guesses.c.id)
)
_WRITTEN: Final = (
    select(
        seats.c.id.label("seat"),
        _exercises.c.answer,
        _exercises.c["count"].label("reached"),
        _exercises.c.count_of.label("asked"),
    )
    .select_from(seats.join(_exercises, _exercises.c.workbook == seats.c.workbook))
    .where(IN, _HERE, _exercises.c.name == bindparam("exercise"), _exercises.c.not_for_me == 0)
    .order_by(seats.c.id, _exercises.c.version, _exercises.c.id)
)

_attempt = and_(
    _touches.c.direction == Direction.OUTREACH.value, _touches.c.purpose == Purpose.ATTEMPT.value
)
_bounce = and_(
    _touches.c.direction == Direction.REPLY.value, _touches.c.outcome == Outcome.BOUNCED.value
)
_reply = and_(
    _touches.c.direction == Direction.REPLY.value,
    or_(_touches.c.outcome.is_(None), _touches.c.outcome != Outcome.BOUNCED.value),
)
_first_on = func.min(case((_attempt, _touches.c.on)))
_SENT: Final = (
    select(
        seats.c.id.label("seat"),
        _first_on.label("first_on"),
        func.max(case((_attempt, _touches.c.on))).label("last_on"),
        func.min(case((_reply, _touches.c.on))).label("replied_on"),
        func.max(case((_bounce, _touches.c.on))).label("bounced_on"),
    )
    .select_from(seats.join(_touches, _touches.c.workbook == seats.c.workbook))
    .where(IN, seats.c.moves == 0, _touches.c.ask.is_not(None))
    .group_by(seats.c.id, _touches.c.ask)
    .having(_first_on.is_not(None))
    .order_by(seats.c.id)
)
"""The days of every ask that went out, of everybody who is in."""
