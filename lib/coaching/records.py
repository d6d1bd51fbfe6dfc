"""Records: what every noun of the workbook has in common, declared once.

A record is a frozen dataclass. Its fields carry a `Column` (the heading people read, its limits),
and everything else is derived from that one declaration: SQL tables, history, sheet headings,
import mapping, export. A record keeps no workbook id: it is found inside one workbook.
"""

from __future__ import annotations

import secrets
import types
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from lib.coaching.text import clean, is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Plain = str | int | None
"""What a field is when written down: text, a whole number, or nothing."""

NAME_LIMIT = 200
"""Characters in a name, a company, a link: `product.md`, Records."""
NOTE_LIMIT = 10_000
"""Characters in a note or a script: `product.md`, Records."""


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

    `version` is 0 for a record that was never saved; the store raises it by one with each change,
    and a change is only taken from someone who has seen the newest version.
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


def _stamp(value: datetime) -> str:
    """Return an instant as text in UTC; raise ValueError where its time zone is missing."""
    if value.tzinfo is None:
        message = "an instant needs its time zone"
        raise ValueError(message)
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


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
        return (_stamp, datetime.fromisoformat)
    if kind is date:
        return (date.isoformat, date.fromisoformat)
    if kind in (str, int):
        return (kind, kind)
    message = f"no record field may be of type {kind}"
    raise TypeError(message)


@cache
def fields_of(record_type: type[Record]) -> tuple[Field, ...]:
    """Return the fields of a record type in their declared order, `id` and `version` first."""
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
    for one in fields_of(type(record)):
        value = getattr(record, one.name)
        written[one.name] = None if value is None else one.write(value)
    return written


def read(record_type: type[R], written: Mapping[str, Plain]) -> R:
    """Return the record that `plain` wrote down.

    A missing field takes its default; an unknown one is passed over.

    Raises:
        KeyError, ValueError: a word or a number that this field cannot hold.
    """
    values = {}
    for one in fields_of(record_type):
        if one.name in written:
            value = written[one.name]
            values[one.name] = None if value is None else one.read(value)
    return record_type(**values)


def cleaned(record: R) -> R:
    """Return the record with every text cleaned (`text.clean`); the same object if none changed."""
    changes: dict[str, Any] = {}
    for one in fields_of(type(record)):
        if one.kind is str:
            value = getattr(record, one.name)
            if isinstance(value, str):
                better = clean(value)
                if better != value:
                    changes[one.name] = better
    if not changes:
        return record
    values = {one.name: getattr(record, one.name) for one in fields_of(type(record))}
    return type(record)(**(values | changes))


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
            if (lowest is not None and value < lowest) or (highest is not None and value > highest):
                found.append(f"{heading} goes from {lowest} to {highest}.")
    return [Problem(table, None, message) for message in found]
