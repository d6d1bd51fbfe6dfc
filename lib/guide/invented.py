"""The example: a workbook of invented people, on any day as if it had been begun eleven weeks ago.

What happens in it lies in example.toml, each day counted from today. Here it becomes records; their
ids are the words the file gives them, so that a made-anew example answers to the same address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any, TypeVar

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.promises import Promise
from lib.coaching.records import Record, fields_of
from lib.coaching.scripts import Script
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Direction, Help, Outcome, Purpose, RungKind, Touch
from lib.guide.files import GuideError
from lib.guide.reader import member_of, read_entry

FILE = "example.toml"

R = TypeVar("R", bound=Record)
Row = Mapping[str, Any]

_TABLES: Mapping[str, type[Record]] = {
    "people": Contact,
    "companies": Target,
    "given": Give,
    "promises": Promise,
    "words": Script,
    "exercises": Exercise,
    "guesses": Guess,
}
"""The file's tables whose rows are records as they stand; an ask is more, see `_asked`."""

_OF_ASKS = frozenset({"tries", "by", "answer", "thanked"})
"""What a row of `asks` says beside the fields of an ask."""


def example(workbook: str, time_zone: str, today: date) -> tuple[Cover, tuple[Record, ...]]:
    """Return the example's cover and all that is in it.

    Args:
        workbook: the id it gets.
        time_zone: its owner's.
        today: its owner's day; every day in it is counted from this one.

    Raises:
        GuideError: example.toml says what no record can hold.
    """
    cover = read_entry(FILE, "cover", kind=dict)
    found: list[Record] = []
    for table, record_type in _TABLES.items():
        rows = read_entry(FILE, table, kind=list)
        found += (_record(record_type, row, today) for row in rows)
    for row in read_entry(FILE, "asks", kind=list):
        found += _asked(row, today)
    return _record(Cover, {**cover, "id": workbook, "time_zone": time_zone}, today), tuple(found)


def _record(record_type: type[R], row: Row, today: date) -> R:
    """Return the record of a row: days counted from today, words of an enum by their names."""
    known = {one.name: one for one in fields_of(record_type)}
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name not in known or name == "version":
            message = f"{FILE} of the guide: {record_type.__name__} has no {name!r}"
            raise GuideError(message)
        kind = known[name].kind
        if issubclass(kind, Enum):
            values[name] = member_of(FILE, kind, str(value))
        elif kind is date:
            values[name] = _day(value, today)
        else:
            values[name] = value
    try:
        return record_type(**values)
    except TypeError as error:
        message = f"{FILE} of the guide: {record_type.__name__} {row.get('id', '')!r}: {error}"
        raise GuideError(message) from None


def _day(days: object, today: date) -> date:
    if not isinstance(days, int) or isinstance(days, bool) or not -3650 < days < 3650:  # noqa: PLR2004 - ten years
        message = f"{FILE} of the guide: a day is a number of days from today, not {days!r}"
        raise GuideError(message)
    return today + timedelta(days=days)


def _asked(row: Row, today: date) -> Iterator[Record]:
    """Yield an ask with its tries, its answer and the thanks for it."""
    ask = _record(Ask, {name: row[name] for name in row if name not in _OF_ASKS}, today)
    channel = member_of(FILE, Channel, str(row.get("by", "EMAIL")))
    yield ask
    for rung, days in zip(RungKind, row.get("tries", ()), strict=False):
        yield Touch(
            id=f"{ask.id}-{rung.name.lower()}",
            contact=ask.contact,
            ask=ask.id,
            on=_day(days, today),
            channel=channel,
            rung=rung,
        )
    answer = row.get("answer", {})
    if answer:
        yield Touch(
            id=f"{ask.id}-answer",
            contact=ask.contact,
            ask=ask.id,
            direction=Direction.REPLY,
            on=_day(answer.get("on"), today),
            channel=channel,
            outcome=member_of(FILE, Outcome, str(answer.get("outcome"))),
            helped_with=tuple(member_of(FILE, Help, str(one)) for one in answer.get("with", ())),
            words=str(answer.get("words", "")),
        )
    if "thanked" in row:
        yield Touch(
            id=f"{ask.id}-thanks",
            contact=ask.contact,
            ask=ask.id,
            on=_day(row["thanked"], today),
            channel=channel,
            purpose=Purpose.THANKS,
        )
