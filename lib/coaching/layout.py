"""How does a record look as a row of a table, and what does such a row say when it comes back?

Everything is derived from the fields of `lib.coaching.records`: a tab a record type, a column a
field with its heading. What a person never types (ids, versions, machine states) stands in hidden
columns at the end. A field that points at another row has two columns: whom it names, to be read,
and the id, which counts; where a row was added by hand and has no id, the name is looked up.

The words of the guide are handed in as a `Label`: the words shown for a member of a vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, cast, get_args, get_type_hints

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.days import Unclear, day
from lib.coaching.records import NAME_LIMIT, NOTE_LIMIT, Field, Record, fields_of, in_utc, stamp
from lib.coaching.targets import Target
from lib.coaching.text import clean, folded, is_blank
from lib.coaching.workbook import TABLE_OF, Records

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

Cell = str | int | date | None
"""What is written into a cell; a yes or no is a word."""
Label = Callable[[Enum], str]
"""The words shown for a member of a vocabulary; the same function each time, so that it is kept."""

_YES, _NO = "yes", "no"
_TRUTHS = {_YES: True, "true": True, "1": True, "x": True, _NO: False, "false": False, "0": False}
_DATE_WIDTH, _SHORT_WIDTH, _NAME_WIDTH, _NOTE_WIDTH = 12, 16, 26, 48
_MOST_DIGITS = 10
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
"""Spreadsheets' day numbers from March 1900, after a leap day that never was, to the year 9999."""
_SERIAL_ZERO = date(1899, 12, 30)
_ID = re.compile(rf"(?=.*[!-~])[ -~]{{1,{NAME_LIMIT}}}")


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a tab."""

    heading: str
    field: Field
    words: type[Enum] | None = None
    """The closed vocabulary of its words, where it has one."""
    names: bool = False
    """True where it holds the name of the row that the field points at, to be read by people."""
    hidden: bool = False

    @property
    def is_id(self) -> bool:
        """True where it holds an id, of the row itself or of another one."""
        return not self.names and (
            self.field.name == "id" or bool(self.field.column.refers_to) or self.field.name == "row"
        )

    @property
    def width(self) -> int:
        """How wide the column is, in characters."""
        if self.field.kind in (date, datetime):
            return _DATE_WIDTH
        if self.names or self.field.name in ("name", "email", "link"):
            return _NAME_WIDTH
        if self.field.kind is str and self.field.column.limit >= NOTE_LIMIT:
            return _NOTE_WIDTH
        return max(_SHORT_WIDTH if self.field.kind is str else 0, len(self.heading) + 4)


@dataclass(frozen=True, slots=True)
class Tab:
    """One record type as a table: its title, and its columns from left to right."""

    title: str
    table: str
    record_type: type[Record]
    places: tuple[Place, ...]

    def place(self, heading: str) -> Place | None:
        """Return the column a heading means; None for one that is not of this tab."""
        wanted = folded(heading)
        return next((one for one in self.places if folded(one.heading) == wanted), None)

    def place_of(self, name: str) -> Place | None:
        """Return the column that holds a field; None where there is no such field."""
        return next((one for one in self.places if one.field.name == name and not one.names), None)


def tabs() -> tuple[Tab, ...]:
    """Return every tab, in the order of `workbook.TABLES`."""
    return tuple(_tab(cast("Hashable", record_type)) for record_type in TABLE_OF)


def tab_of(title: str) -> Tab | None:
    """Return the tab with a title; None for a tab that is not ours."""
    wanted = folded(title)
    return next((one for one in tabs() if wanted in (folded(one.title), folded(one.table))), None)


@cache
def _tab(of: Hashable) -> Tab:
    record_type = cast("type[Record]", of)
    hints = get_type_hints(record_type)
    shown, hidden = [], []
    for one in fields_of(record_type):
        heading, words = one.column.heading, _vocabulary(hints[one.name])
        if one.column.refers_to:
            shown.append(Place(heading, one, names=True))
            hidden.append(Place(f"{heading} (id)", one, hidden=True))
        elif one.column.hidden:
            hidden.append(Place(heading, one, words, hidden=True))
        else:
            shown.append(Place(heading, one, words))
    table = TABLE_OF[record_type]
    title = "Cover" if record_type is Cover else table.capitalize()
    return Tab(title, table, record_type, (*shown, *hidden))


def _vocabulary(hint: Any) -> type[Enum] | None:  # noqa: ANN401 - a type hint is any object
    """Return the enum that a field's type names, alone or among others."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return next((found for one in get_args(hint) if (found := _vocabulary(one))), None)


def rows_of(records: Records, record_type: type[Record]) -> Iterator[Record]:
    """Yield the rows that may leave the workbook: all but private comments (`product.md`)."""
    for one in records.all(record_type).values():
        if not (isinstance(one, Comment) and one.private):
            yield one


# out


class Names:
    """What to call rows: those that others point at, and those of a list."""

    def __init__(self, records: Records, label: Label) -> None:
        """Take the workbook whose rows are named, and the words of its vocabularies."""
        self._records = records
        self._label = label

    def of(self, table: str, row: str | None) -> str | None:
        """Return a row's name; None for a row without one, or for none."""
        if row is None:
            return None
        if table == "contacts":
            contact = self._records.get(Contact, row)
            return None if contact is None else contact.name
        if table == "targets":
            target = self._records.get(Target, row)
            return None if target is None else target.company
        ask = self._records.get(Ask, row) if table == "asks" else None
        if ask is None:
            return None
        whom = self.of("contacts", ask.contact)
        kind = self._label(ask.kind)
        return f"{kind}, {whom}" if whom else kind

    def whose(self, record: Record) -> str:
        """Return a word by which a person knows a row: its own name, or whom it is with."""
        for name in ("name", "company", "title", "what"):
            found = getattr(record, name, "")
            if found:
                return str(found)
        return self.of("contacts", getattr(record, "contact", None)) or ""


def cells(tab: Tab, record: Record, names: Names) -> list[Cell]:
    """Return a record's row, one cell for each column of its tab; None where a cell is empty."""
    found: list[Cell] = []
    for place in tab.places:
        content = getattr(record, place.field.name)
        if place.names:
            content = names.of(place.field.column.refers_to or "", content)
        found.append(_cell(content))
    return found


def fields_told(record: Record) -> tuple[Field, ...]:
    """Return the fields of a record that a person reads, in their order."""
    return tuple(one for one in fields_of(type(record)) if not one.column.hidden)


def said(one: Field, record: Record, names: Names) -> str:
    """Return what a field of a record says, in one text; empty where it says nothing."""
    content = getattr(record, one.name)
    if one.column.refers_to:
        return names.of(one.column.refers_to, content) or ""
    told = _cell(content)
    return "" if told is None else str(told)


def _cell(content: Any) -> Cell:  # noqa: ANN401 - a value of any field
    match content:
        case None | "" | ():
            return None
        case bool():
            return _YES if content else _NO
        case Enum():
            return str(content.value)
        case tuple():
            return ", ".join(one.value for one in content)
        case datetime():
            return stamp(content)
    return cast("Cell", content)


# in


class UnfitError(ValueError):
    """This cell cannot stand in its field; the message says what would."""


def value(place: Place, cell: object, label: Label) -> Any:  # noqa: ANN401 - a value of any field
    """Return what a cell says in a column.

    Args:
        place: the column.
        cell: text, a number, a truth, a day or an instant, a list of words, or None for nothing.
        label: the words shown for a member, which are read as well as its own.

    Returns:
        The field's value; None where the cell says nothing.

    Raises:
        UnfitError: it says nothing that the field could hold.
    """
    kind = place.field.kind
    if cell is None or cell in ("", []):
        return None
    several = place.words is not None and kind is str
    if isinstance(cell, dict) or (isinstance(cell, list) and not several):
        message = f"{place.heading} takes one value."
        raise UnfitError(message)
    if place.words is None and kind is str:
        return _text(cell)
    if isinstance(cell, str) and is_blank(cell):
        return None
    if place.words is not None:
        if several:
            parts = cell if isinstance(cell, list) else str(cell).split(",")
            return tuple(_word(place, one, label) for one in parts if not is_blank(str(one)))
        return _word(place, cell, label)
    return _READERS[kind](place.heading, cell)


def is_id(text: str) -> bool:
    """Return whether a text can be the id of a row."""
    return _ID.fullmatch(text) is not None


def record_of(tab: Tab, said: Mapping[str, Any]) -> Record:
    """Return the record that a row describes.

    Args:
        tab: what the row is.
        said: field name to value, None for an empty cell; fields without a column are missing.

    Raises:
        UnfitError: a field that must be filled is not.
    """
    values: dict[str, Any] = {}
    for one, declared in zip(fields_of(tab.record_type), fields(tab.record_type), strict=True):
        content = said.get(one.name)
        if content is not None:
            values[one.name] = content
        elif one.name in said and one.kind is str and not one.optional:
            values[one.name] = () if one.read is not str else ""
        elif not one.optional and declared.default is declared.default_factory is MISSING:
            message = f"{one.column.heading} is needed."
            raise UnfitError(message)
    return tab.record_type(**values)


def _text(cell: object) -> str:
    """Return a cell as text, also where a spreadsheet made a number or a day of it."""
    match cell:
        case str():
            return clean(cell)
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case date():
            return cell.isoformat()
    return clean(str(cell))


def _word(place: Place, cell: object, label: Label) -> Enum:
    members = members_of(cast("Hashable", place.words), label)
    found = members.get(str(cell)) or members.get(folded(str(cell)))
    if found is None:
        words = dict.fromkeys(str(one.value) for one in members.values())
        message = f"{place.heading} takes one of: {', '.join(words)}."
        raise UnfitError(message)
    return found


@cache
def members_of(words: Hashable, label: Label) -> Mapping[str, Enum]:
    """Return the members of a vocabulary (an enum) by each word that means them."""
    found: dict[str, Enum] = {}
    for member in cast("type[Enum]", words):
        for word in (str(member.value), folded(str(member.value)), folded(label(member))):
            found.setdefault(word, member)
    return found


def _truth(heading: str, cell: object) -> bool:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = _TRUTHS.get(folded(str(cell)))
    if found is None:
        message = f"{heading} takes yes or no."
        raise UnfitError(message)
    return found


def _whole(heading: str, cell: object) -> int:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = str(cell).strip()
    if len(text) <= _MOST_DIGITS + 1 and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    message = f"{heading} takes a whole number."
    raise UnfitError(message)


def _day(heading: str, cell: object) -> date:
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case bool():
            pass
        case int() | float() if _FIRST_SERIAL <= cell < _LAST_SERIAL + 1:
            return _SERIAL_ZERO + timedelta(days=int(cell))
        case str():
            try:
                return date.fromisoformat(cell.strip())
            except ValueError:
                found = day(cell, None)
            if isinstance(found, Unclear):
                message = f"{heading} could mean two different days. Write 2026-05-14."
                raise UnfitError(message)
            if found is not None:
                return found
    message = f"{heading} takes a day, such as 2026-05-14."
    raise UnfitError(message)


def _instant(heading: str, cell: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(cell).strip())
        if found.tzinfo is not None:
            return in_utc(found)
    except (ValueError, OverflowError):
        pass
    message = f"{heading} takes an instant, such as 2026-05-14T09:30:00+00:00."
    raise UnfitError(message)


_READERS: dict[type, Callable[[str, object], Any]] = {
    bool: _truth,
    int: _whole,
    date: _day,
    datetime: _instant,
}
