"""What would this file of contacts do to the workbook? A preview first, then one action.

The law of every import: rows read = rows that become new contacts + rows merged with a reason +
rows that change nothing + rows rejected with a reason; nothing is saved before it has been shown.

Who is the same person (B30):

- the same LinkedIn profile; any other same link with the same name;
- the same e-mail address, where one name holds all words of the other;
- the same name at the same company, unless an e-mail or a profile says otherwise;
- the same name, where the file says nothing that is not in the workbook already.

Merging fills empty fields and never overwrites. The same name alone is no reason: both are kept
and proposed as possible duplicates. Text that cannot stand in its field (an e-mail address that is
none, a `javascript:` link, a day no calendar has) goes to the notes of the new contact, with a word
about it, so that nothing of the file is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from lib.coaching import collector, days
from lib.coaching.contacts import Contact
from lib.coaching.days import DateOrder
from lib.coaching.records import Problem, fields_of, problems
from lib.coaching.text import folded, is_blank
from lib.coaching.workbook import LIMITS
from lib.exchange import fields, headings
from lib.exchange.headings import NAME_PARTS, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.coaching.workbook import Records
    from lib.exchange.tables import Row, Table

COLUMN_OF = {one.name: one.column for one in fields_of(Contact)}
"""How each field of a contact is called and what it may hold."""
FILLED = ("company", "position", "email", "phone", "link", "connected_on", "notes")
"""The fields beside the name that an import can fill."""

_SEVERAL = " ::: "
"""What address books put between several values in one cell."""
_COMPARED = 20
"""Namesakes looked at for one row: bounds the work on a file of one name five thousand times."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of a table gives to a contact; None for a column that is left out."""

    parts: tuple[Part | None, ...]

    @property
    def names(self) -> bool:
        """True where some column gives a name: without one nobody can be imported."""
        return any(part in NAME_PARTS for part in self.parts)

    @property
    def from_linkedin(self) -> bool:
        """True where the columns are those of LinkedIn's export: nothing has to be asked."""
        found = set(self.parts)
        return {Part.FIRST, Part.LAST, Part.CONNECTED_ON} <= found


class Outcome(Enum):
    """What becomes of a row."""

    NEW = "new"
    MERGED = "merged"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file and what becomes of it. All of it is text of a stranger's file."""

    line: int
    outcome: Outcome
    contact: Contact
    """The contact as it is after this row."""
    reason: str = ""
    """Why it is merged or changes nothing."""
    filled: tuple[str, ...] = ()
    """Headings of the fields a merge fills."""
    left: tuple[str, ...] = ()
    """Headings of fields where the file says something else and the contact stays as it is."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Two people with one name, both kept: for a person to look at."""

    line: int
    contact: Contact
    other: Contact
    other_line: int | None
    """None where the other is in the workbook already."""
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. `rows_read` is the sum of the four lists, always."""

    lines: tuple[Line, ...]
    rejected: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    """What was left out of a row that is kept otherwise."""
    possible: tuple[Possible, ...]
    asks_date_order: str | None
    """A date of the file that needs the order of day and month; None where there is none."""
    changed: tuple[Contact, ...] = field(repr=False)
    """What `writes` gives: new contacts, and contacts of the workbook with fields filled."""

    def of(self, outcome: Outcome) -> tuple[Line, ...]:
        """Return the rows with this outcome, in the file's order."""
        return tuple(line for line in self.lines if line.outcome is outcome)

    @property
    def accepted(self) -> tuple[Line, ...]:
        """Rows that become new contacts."""
        return self.of(Outcome.NEW)

    @property
    def merged(self) -> tuple[Line, ...]:
        """Rows that fill empty fields of a contact, or of an earlier row."""
        return self.of(Outcome.MERGED)

    @property
    def unchanged(self) -> tuple[Line, ...]:
        """Rows that say nothing new."""
        return self.of(Outcome.UNCHANGED)

    @property
    def rows_read(self) -> int:
        """How many rows the file has below its headings."""
        return len(self.lines) + len(self.rejected)


def propose(table: Table) -> Mapping:
    """Return a guess what each column is: by its heading, or without headings by its content."""
    if table.heading is not None:
        return Mapping(_with_addresses(table, headings.parts_of(table.heading)))
    parts: list[Part | None] = []
    for place in range(len(table.columns)):
        cells = [row.cells[place] for row in table.rows[:100] if row.cells[place]]
        parts.append(_by_content(cells))
    if None in parts:
        parts[parts.index(None)] = Part.NAME
    return Mapping(tuple(parts))


def _with_addresses(table: Table, parts: tuple[Part | None, ...]) -> tuple[Part | None, ...]:
    """Return the parts with e-mail addresses found by their look where no heading names them.

    A column that says the same in most rows is whose list it is, and nobody's address.
    """
    if Part.EMAIL in parts:
        return parts
    for place, part in enumerate(parts):
        cells = [row.cells[place] for row in table.rows[:100] if row.cells[place]]
        if part is None and _by_content(cells) is Part.EMAIL and len({*cells}) * 2 > len(cells):
            return (*parts[:place], Part.EMAIL, *parts[place + 1 :])
    return parts


def _by_content(cells: list[str]) -> Part | None:
    """Return what most of these cells are."""
    tests = (
        (Part.EMAIL, fields.email),
        (Part.LINK, fields.link),
        (Part.PHONE, fields.phone),
    )
    for part, test in tests:
        if cells and sum(test(cell) is not None for cell in cells) * 2 > len(cells):
            return part
    return None


@collector.waiting()
def preview(
    table: Table,
    mapping: Mapping,
    records: Records,
    date_order: DateOrder | None = None,
    *,
    leave_out_same_name: bool = False,
) -> Preview:
    """Return what importing the table into the workbook would do; nothing is saved.

    Args:
        table: what `tables.read` found.
        mapping: one part for each of `table.columns`.
        records: the workbook as it is.
        date_order: how 03/04/2026 is to be read; None where nobody has been asked yet.
        leave_out_same_name: True to reject rows with the name of someone who is there already,
            instead of keeping both as possible duplicates.

    Raises:
        ValueError: the mapping has not one part for each column.
    """
    if len(mapping.parts) != len(table.columns):
        message = f"{len(table.columns)} columns need as many parts, not {len(mapping.parts)}"
        raise ValueError(message)
    order, unclear = _date_order(table, mapping, date_order)
    reader = _Reader(table, mapping, order)
    people = _People(records, leave_out_same_name=leave_out_same_name)
    rejected = list(table.rejected)
    notes: list[Problem] = []
    lines: list[Line] = []
    for row in table.rows:
        contact, said = reader.contact(row)
        wrong = problems(contact, "contacts")
        if "\n" in contact.name:
            message = (
                "The name runs over several lines; a quotation mark may be missing or one too "
                "many in this line."
            )
            wrong.append(Problem("contacts", None, message))
        if wrong:
            reason = " ".join(one.message for one in wrong)
            rejected.append(Problem("contacts", row.line, reason))
            continue
        line = people.take(row.line, contact)
        if isinstance(line, Problem):
            rejected.append(line)
            continue
        lines.append(line)
        notes.extend(_remarks(line, said))
    rejected.sort(key=lambda one: one.line or 0)
    return Preview(
        tuple(lines),
        tuple(rejected),
        tuple(notes),
        tuple(people.possible),
        unclear,
        tuple(people.changed()),
    )


def writes(preview: Preview) -> list[Contact]:
    """Return the records to save, in one action of the store: new ones, then filled ones."""
    return sorted(preview.changed, key=lambda one: one.version > 0)


def _date_order(
    table: Table, mapping: Mapping, asked: DateOrder | None
) -> tuple[DateOrder | None, str | None]:
    """Return the order of day and month, and a date that still needs one to be told."""
    places = [place for place, part in enumerate(mapping.parts) if part is Part.CONNECTED_ON]
    texts = [row.cells[place] for row in table.rows for place in places if row.cells[place]]
    order = asked or days.order_told(texts)
    if order is None:
        return None, next((text for text in texts if days.needs_order(text)), None)
    return order, None


@dataclass(frozen=True, slots=True)
class _Remark:
    """Something said about a row that is kept."""

    words: str
    noted: bool = True
    """True where the text it speaks of goes to the notes."""


class _Reader:
    """Rows to contacts, by one mapping."""

    def __init__(self, table: Table, mapping: Mapping, order: DateOrder | None) -> None:
        self._order = order
        self._places: dict[str, list[int]] = {part.value: [] for part in Part}
        self._titles: dict[int, str] = {}
        """What stands before a note from a column that is not called notes."""
        for place, part in enumerate(mapping.parts):
            if part is not None:
                self._places[part.value].append(place)
            if part is Part.NOTES and not headings.is_for_notes(table.columns[place]):
                self._titles[place] = f"{table.columns[place]}: "

    def contact(self, row: Row) -> tuple[Contact, list[_Remark]]:
        """Return the contact a row describes, and what could not stand in its field.

        The cells are clean already: `tables` cleans each one where it enters.
        """
        said: list[_Remark] = []
        if row.trimmed:
            words = "Control characters, or marks beyond ten on one letter, were left out."
            said.append(_Remark(words, noted=False))
        over: list[str] = []
        """What goes to the notes."""
        contact = Contact(
            name=self._name(row, over),
            company=self._plain(row, "company", over),
            position=self._plain(row, "position", over),
            connected_on=self._day(row, over, said),
            email=self._checked(row, "email", over, said),
            phone=self._checked(row, "phone", over, said),
            link=self._checked(row, "link", over, said),
        )
        notes = [self._titles.get(place, "") + cell for place, cell in self._cells(row, "notes")]
        if notes or over:
            contact = replace(contact, notes="\n".join(notes + over))
        return contact, said

    def _cells(self, row: Row, part: str) -> list[tuple[int, str]]:
        """Return the cells of a row for one part, with their places, blank ones left out."""
        return [
            (place, cell)
            for place in self._places[part]
            if (cell := row.cells[place]) and (cell.isascii() or not is_blank(cell))
        ]

    def _name(self, row: Row, over: list[str]) -> str:
        """Return the whole name: as one column has it, or else first and last name together."""
        whole = [cell for _, cell in self._cells(row, "name")]
        if whole:
            over.extend(_titled("name", other) for other in whole[1:] if other != whole[0])
            return whole[0]
        halves = [
            one
            for part in ("first name", "middle name", "last name")
            for one in self._cells(row, part)
        ]
        return " ".join([cell for _, cell in halves])

    def _plain(self, row: Row, name: str, over: list[str]) -> str:
        """Return the first text for a field that holds any text; others go to the notes."""
        cells = [
            one.strip()
            for _, cell in self._cells(row, name)
            for one in cell.split(_SEVERAL)
            if not is_blank(one)
        ]
        over.extend(_titled(name, other) for other in cells[1:] if other != cells[0])
        return cells[0] if cells else ""

    def _checked(self, row: Row, name: str, over: list[str], said: list[_Remark]) -> str:
        """Return the first text that can stand in the field; others go to the notes."""
        check, rule = _CHECKS[name]
        value = ""
        for _, cell in self._cells(row, name):
            for one in cell.split(_SEVERAL):
                better = check(one)
                if better is None:
                    said.append(_Remark(_quoted(name, one, f"is not taken: {rule}")))
                    over.append(_titled(name, one))
                elif not value:
                    value = better
                elif better != value:
                    over.append(_titled(name, better))
        return value

    def _day(self, row: Row, over: list[str], said: list[_Remark]) -> date | None:
        """Return the first day of the row; what is none goes to the notes."""
        name, value = "connected_on", None
        for _, cell in self._cells(row, name):
            day = days.day(cell, self._order)
            if isinstance(day, days.Unclear):
                said.append(_Remark(_quoted(name, cell, "could mean two different days")))
            elif day is None:
                said.append(_Remark(_quoted(name, cell, "is no day we can read")))
            elif value is None or day == value:
                value = day
                continue
            over.append(_titled(name, cell))
        return value


_CHECKS: dict[str, tuple[Callable[[str], str | None], str]] = {
    "email": (fields.email, fields.EMAIL_RULE),
    "phone": (fields.phone, fields.PHONE_RULE),
    "link": (fields.link, fields.LINK_RULE),
}
_SHOWN = 60
"""Characters of a cell that are quoted in a remark."""


def _titled(name: str, text: str) -> str:
    """Return a text for the notes, with the field it was meant for."""
    return f"{COLUMN_OF[name].heading}: {text}"


def _quoted(name: str, cell: str, why: str) -> str:
    short = cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"
    return f"{COLUMN_OF[name].heading} “{short}” {why}."


def _remarks(line: Line, said: list[_Remark]) -> Iterator[Problem]:
    """Yield what to say about a row that is kept, and what became of the text."""
    if line.outcome is Outcome.UNCHANGED:
        return
    kept = line.outcome is Outcome.NEW or COLUMN_OF["notes"].heading in line.filled
    for one in said:
        fate = " It is kept in the notes." if kept else " It is left out."
        yield Problem("contacts", line.line, one.words + (fate if one.noted else ""))


class _Person:
    """Someone in the workbook, or on an earlier row, as they are so far."""

    __slots__ = ("contact", "line", "name", "was")

    def __init__(self, contact: Contact, line: int | None, name: str) -> None:
        self.contact = contact
        self.was = contact
        self.line = line
        self.name = name


class _People:
    """Everyone so far, found by what identifies a person."""

    def __init__(self, records: Records, *, leave_out_same_name: bool) -> None:
        self.possible: list[Possible] = []
        self._leave_out = leave_out_same_name
        self._by_link: defaultdict[str, list[_Person]] = defaultdict(list)
        self._by_email: defaultdict[str, list[_Person]] = defaultdict(list)
        self._by_place: defaultdict[tuple[str, str], list[_Person]] = defaultdict(list)
        self._by_name: defaultdict[str, list[_Person]] = defaultdict(list)
        self._by_email_name: dict[tuple[str, str], _Person] = {}
        self._everyone: list[_Person] = []
        there = records.all(Contact)
        self._room = LIMITS[Contact] - len(there)
        for contact in there.values():
            self._add(_Person(contact, None, folded(contact.name)))

    def changed(self) -> Iterator[Contact]:
        """Yield the contacts to save."""
        for person in self._everyone:
            if person.line is not None or person.contact is not person.was:
                yield person.contact

    def take(self, line: int, contact: Contact) -> Line | Problem:
        """Take one row in; return what becomes of it."""
        name = folded(contact.name)
        found = self._same(contact, name)
        if found is not None:
            return self._merge(line, contact, *found)
        namesake, why = self._namesake(contact, name)
        if namesake is not None and self._leave_out:
            message = f"{why}; left out, as you chose."
            return Problem("contacts", line, message)
        if self._room <= 0:
            message = (
                f"A workbook holds {LIMITS[Contact]:,} contacts at most, and it is full before "
                "this line."
            )
            return Problem("contacts", line, message)
        self._room -= 1
        if namesake is not None:
            self.possible.append(Possible(line, contact, namesake.contact, namesake.line, why))
        self._add(_Person(contact, line, name))
        return Line(line, Outcome.NEW, contact)

    def _add(self, person: _Person) -> None:
        self._everyone.append(person)
        self._by_name[person.name].append(person)
        self._index(person)

    def _index(self, person: _Person) -> None:
        """Make a person findable by what their contact holds now."""
        contact = person.contact
        if contact.link:
            _once(self._by_link[fields.link_key(contact.link)], person)
        if contact.email:
            key = fields.email_key(contact.email)
            _once(self._by_email[key], person)
            self._by_email_name.setdefault((key, person.name), person)
        if contact.company:
            _once(self._by_place[person.name, folded(contact.company)], person)

    def _same(self, contact: Contact, name: str) -> tuple[_Person, str] | None:
        """Return who this is, and why; None for someone new."""
        ways = (
            (self._same_link, "the same link"),
            (self._same_email, "the same e-mail"),
            (self._same_place, "the same name and company"),
            (self._same_words, "the same name, and nothing that is not here already"),
        )
        for find, why in ways:
            person = find(contact, name)
            if person is not None:
                return person, why
        return None

    def _same_link(self, contact: Contact, name: str) -> _Person | None:
        if not contact.link:
            return None
        key = fields.link_key(contact.link)
        one_person = fields.is_profile(key)
        for person in self._by_link.get(key, ())[:_COMPARED]:
            if one_person or person.name == name:
                return person
        return None

    def _same_email(self, contact: Contact, name: str) -> _Person | None:
        if not contact.email:
            return None
        key = fields.email_key(contact.email)
        same = self._by_email_name.get((key, name))
        if same is not None:
            return same
        words = set(name.split())
        for person in self._by_email.get(key, ())[:_COMPARED]:
            others = set(person.name.split())
            if words <= others or others <= words:
                return person
        return None

    def _same_place(self, contact: Contact, name: str) -> _Person | None:
        if not contact.company:
            return None
        for person in self._by_place.get((name, folded(contact.company)), ())[:_COMPARED]:
            if not _contradicts(contact, person.contact):
                return person
        return None

    def _same_words(self, contact: Contact, name: str) -> _Person | None:
        for person in self._by_name.get(name, ())[:_COMPARED]:
            if person.line is None and _says_nothing_new(contact, person.contact):
                return person
        return None

    def _namesake(self, contact: Contact, name: str) -> tuple[_Person | None, str]:
        """Return someone who may be the same person, and why that is not certain."""
        namesakes = self._by_name.get(name)
        if namesakes:
            return namesakes[0], "The same name, and no more to tell by"
        if contact.email:
            for person in self._by_email.get(fields.email_key(contact.email), ())[:1]:
                return person, "The same e-mail under another name"
        return None, ""

    def _merge(self, line: int, contact: Contact, person: _Person, why: str) -> Line:
        """Fill the person's empty fields from a row."""
        there = person.contact
        filled = {
            name: getattr(contact, name)
            for name in FILLED
            if getattr(contact, name) and not getattr(there, name)
        }
        left = tuple(
            COLUMN_OF[name].heading
            for name in ("name", *FILLED)
            if getattr(contact, name)
            and name not in filled
            and not _alike(name, getattr(contact, name), getattr(there, name))
        )
        where = "someone in your workbook" if person.line is None else f"line {person.line}"
        reason = f"{why[:1].upper()}{why[1:]} as {where}"
        if not filled:
            return Line(line, Outcome.UNCHANGED, there, reason, left=left)
        person.contact = replace(there, **filled)
        self._index(person)
        headings_filled = tuple(COLUMN_OF[name].heading for name in filled)
        return Line(line, Outcome.MERGED, person.contact, reason, headings_filled, left)


def _once(people: list[_Person], person: _Person) -> None:
    if person not in people[-_COMPARED:]:
        people.append(person)


def _alike(name: str, one: object, other: object) -> bool:
    """Return whether two values of a field say the same."""
    if name == "link":
        return fields.link_key(str(one)) == fields.link_key(str(other))
    if isinstance(one, str) and isinstance(other, str):
        return folded(one) == folded(other)
    return one == other


def _contradicts(one: Contact, other: Contact) -> bool:
    """Return whether an e-mail or a profile tells two namesakes of one company apart."""
    if one.email and other.email and not _alike("email", one.email, other.email):
        return True
    if one.link and other.link:
        keys = fields.link_key(one.link), fields.link_key(other.link)
        return keys[0] != keys[1] and all(map(fields.is_profile, keys))
    return False


def _says_nothing_new(row: Contact, there: Contact) -> bool:
    """Return whether all a row says stands in this contact, and more than a bare name agrees."""
    said = [name for name in FILLED if getattr(row, name)]
    if not said:
        return not any(getattr(there, name) for name in FILLED)
    return all(
        getattr(there, name) and _alike(name, getattr(row, name), getattr(there, name))
        for name in said
    )
