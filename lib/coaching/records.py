"""Records: what every noun of the workbook has in common, declared once.

A record is a frozen dataclass. Its fields carry a `Column` (the heading people read, its limits),
and everything else is derived from that one declaration: SQL tables, history, sheet headings,
import mapping, export. A record keeps no workbook id: it is found inside one workbook.
"""

from __future__ import annotations

import secrets
import types
from collections import deque
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from lib.coaching.text import clean, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

Plain = str | int | None
"""What a field is when written down: text, a whole number, or nothing."""

NAME_LIMIT = 200
"""Characters in a name, a company, a link: `product.md`, Records."""
NOTE_LIMIT = 10_000
"""Characters in a note or a script: `product.md`, Records."""
WHOLE_LIMIT = 2**31 - 1
"""The largest whole number a field holds: what PostgreSQL's `integer` takes."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one field appears to people: its heading, what it may hold, what it points at."""

    heading: str
    limit: int = NAME_LIMIT
    """Most characters, for text."""
    lowest: int | None = None
    highest: int | None = None
    required: bool = False
    refers_to: str | None = None
    """The table whose id this field holds."""
    hidden: bool = False
    """True for what a person never types: ids, machine states."""


def column(  # noqa: PLR0913 - one keyword for each property of a column
    heading: str,
    *,
    limit: int = NAME_LIMIT,
    lowest: int | None = None,
    highest: int | None = None,
    required: bool = False,
    refers_to: str | None = None,
    hidden: bool = False,
) -> dict[str, Column]:
    """Return the metadata of a record's field, for `dataclasses.field(metadata=...)`."""
    return {"column": Column(heading, limit, lowest, highest, required, refers_to, hidden)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a workbook.

    `version` is 0 for a record that was never saved, afterwards the number of the action that last
    changed it, so that one version never names two contents; a change is only taken from someone
    who has seen the newest version.
    """

    id: str = field(default_factory=lambda: new_id(), metadata=column("Id", hidden=True))  # noqa: PLW0108 - defined below
    version: int = field(default=0, metadata=column("Version", hidden=True))


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Problem:
    """This row is wrong: where it stands, and what to do about it, in words for people."""

    table: str
    line: int | None
    message: str


def new_id() -> str:
    """Return a fresh record id: 16 hexadecimal characters, 64 random bits."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record type, with the two functions that write it down and read it back."""

    name: str
    kind: type
    optional: bool
    column: Column
    write: Callable[[Any], Plain]
    read: Callable[[Any], Any]


def stamp(value: datetime) -> str:
    """Return an instant as text: UTC, to the millisecond.

    Raises:
        ValueError: its time zone is missing.
    """
    return in_utc(value).isoformat(timespec="milliseconds")


def instant(text: str | None) -> datetime | None:
    """Return the instant that `stamp` wrote down; None for none."""
    return None if text is None else datetime.fromisoformat(text)


def in_utc(value: datetime) -> datetime:
    """Return an instant as it is stored: in UTC, to the millisecond.

    Raises:
        ValueError: its time zone is missing.
    """
    if value.tzinfo is None:
        message = "an instant needs its time zone"
        raise ValueError(message)
    value = value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def _codec(kind: Any) -> tuple[Callable[[Any], Plain], Callable[[Any], Any]]:  # noqa: ANN401 - a type hint is any object
    """Return (write, read) for a field's type."""
    if get_origin(kind) is tuple:
        (member, _) = get_args(kind)
        return (
            lambda value: ",".join(one.value for one in value),
            lambda text: tuple(member(one) for one in text.split(",") if one),
        )
    if issubclass(kind, Enum):
        members = {one.value: one for one in kind}
        return (lambda value: str(value.value), members.__getitem__)
    if kind is bool:
        return (int, bool)
    if kind is datetime:
        return (stamp, datetime.fromisoformat)
    if kind is date:
        return (date.isoformat, date.fromisoformat)
    if kind in (str, int):
        return (kind, kind)
    message = f"no record field may be of type {kind}"
    raise TypeError(message)


def fields_of(record_type: type[Record]) -> tuple[Field, ...]:
    """Return the fields of a record type in their declared order, `id` and `version` first."""
    return _fields_of(cast("Hashable", record_type))


@cache
def _fields_of(of: Hashable) -> tuple[Field, ...]:
    record_type = cast("type[Record]", of)  # mypy does not see that a class is hashable
    hints = get_type_hints(record_type)
    found = []
    for one in fields(record_type):
        kind = hints[one.name]
        optional = get_origin(kind) in (Union, types.UnionType)
        if optional:
            (kind,) = (part for part in get_args(kind) if part is not types.NoneType)
        write, read = _codec(kind)
        plain_kind = str if get_origin(kind) is tuple else kind
        found.append(Field(one.name, plain_kind, optional, one.metadata["column"], write, read))
    return tuple(found)


def plain(record: Record) -> dict[str, Plain]:
    """Return a record written down: field name to text, number or None."""
    written: dict[str, Plain] = {}
    for name, write in _writers(cast("Hashable", type(record))):
        value = getattr(record, name)
        written[name] = value if value is None or write is str else write(value)
    return written


@cache
def _writers(of: Hashable) -> tuple[tuple[str, Callable[[Any], Plain]], ...]:
    """Return each field's name and how it is written, at hand for many rows."""
    return tuple((one.name, one.write) for one in _fields_of(of))


def read(record_type: type[R], written: Mapping[str, Plain]) -> R:
    """Return the record that `plain` wrote down.

    A missing field takes its default; an unknown one is passed over.

    Raises:
        KeyError, ValueError: a word or a number that this field cannot hold.
    """
    values: dict[str, Any] = {}
    for one in fields_of(record_type):
        if one.name in written:
            value = written[one.name]
            values[one.name] = None if value is None else one.read(value)
    return record_type(**values)


def read_all(record_type: type[R], rows: Sequence[Sequence[Plain]]) -> dict[str, R]:
    """Return the records of many rows by id; `read` for a whole table, several times as fast.

    Every column is read at once and put into its slot at once, past the record's `__init__`: a
    record has no other state than its fields. Equal days, words and references become one object.

    Args:
        record_type: what the rows are.
        rows: what `plain` wrote down, each row with all fields in the order of `fields_of`.

    Raises:
        KeyError, ValueError: a word or a number that its field cannot hold.
    """
    if not rows:
        return {}
    found = [record_type.__new__(record_type) for _ in rows]
    columns = list(zip(*rows, strict=True))
    for one, column_read in zip(fields_of(record_type), columns, strict=True):
        values: Iterable[Any] = column_read
        if one.kind is str and one.column.refers_to:
            same = {text: text for text in column_read}
            values = map(same.__getitem__, column_read)
        elif one.read not in (str, int):
            decoded = {text: None if text is None else one.read(text) for text in set(column_read)}
            values = map(decoded.__getitem__, column_read)
        put = getattr(record_type, one.name).__set__
        deque(map(put, found, values), maxlen=0)
    return {one.id: one for one in found}


def cleaned(record: R) -> R:
    """Return the record as it is stored: texts cleaned (`text.clean`), instants in UTC.

    It is the same object where nothing changed.

    Raises:
        ValueError: an instant without its time zone.
    """
    changes: dict[str, Any] = {}
    texts, instants = _cleanable(cast("Hashable", type(record)))
    for name in texts:
        value = getattr(record, name)
        if value and isinstance(value, str):
            better = clean(value)
            if better != value:
                changes[name] = better
    for name in instants:
        value = getattr(record, name)
        if value is not None:
            instant = in_utc(value)
            if instant != value or value.tzinfo is not UTC:
                changes[name] = instant
    return replace(record, **changes) if changes else record


@cache
def _cleanable(of: Hashable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of a record type's texts, and of its instants, at hand for many rows."""
    found = _fields_of(of)
    return (
        tuple(one.name for one in found if one.kind is str),
        tuple(one.name for one in found if one.kind is datetime),
    )


def numbered(record: R, version: int) -> R:
    """Return the record with another version; `replace`, several times as fast.

    Every slot is copied past the record's `__init__`, as `read_all` fills them.
    """
    kind = type(record)
    found = kind.__new__(kind)
    for put, get in _slots(cast("Hashable", kind)):
        put(found, get(record))
    object.__setattr__(found, "version", version)
    return found


@cache
def _slots(of: Hashable) -> tuple[tuple[Callable[[Any, Any], None], Callable[[Any], Any]], ...]:
    """Return what fills and what reads each slot of a record type."""
    slots = [getattr(of, one.name) for one in _fields_of(of)]
    return tuple((one.__set__, one.__get__) for one in slots)


def problems(record: Record, table: str) -> list[Problem]:
    """Return what keeps this record from being saved, in words for people; empty if nothing."""
    found = []
    for one in fields_of(type(record)):
        value = getattr(record, one.name)
        heading = one.column.heading
        if value is None:
            if not one.optional:
                found.append(f"{heading} is needed.")
        elif isinstance(value, str):
            if one.column.required and is_blank(value):
                found.append(f"{heading} is needed.")
            elif len(value) > one.column.limit:
                found.append(
                    f"{heading} holds {one.column.limit:,} characters at most; this has "
                    f"{len(value):,}."
                )
        elif isinstance(value, int) and not isinstance(value, bool):
            lowest, highest = one.column.lowest, one.column.highest
            least = -WHOLE_LIMIT if lowest is None else lowest
            most = WHOLE_LIMIT if highest is None else highest
            if not least <= value <= most:
                found.append(f"{heading} goes from {least:,} to {most:,}.")
    return [Problem(table, None, message) for message in found]
