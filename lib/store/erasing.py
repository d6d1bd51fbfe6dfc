"""What goes for good, where one person is erased, or a whole workbook; and what stays behind?

A person goes everywhere in one transaction: their row, all that belongs to it, what the history
told of it, what was agreed on with a Google Sheet, choices that were open. What is left is an id
and a day, so that neither a sheet nor an old tab brings them back. Their name in notes and words of
other rows is the owner's to look at: it is listed (`Mention`). Older versions of such rows are
blanked: they cannot be edited.

What a database deletes may lie in its file for long. SQLite's file is written anew after each
erasing (`wipe`), and at the next start where that did not come about. PostgreSQL takes deleted rows
out of reach at once and out of its files when its own vacuum passes; the host's backups and its
write-ahead log keep them for as long as the host says.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.records import Record, fields_of, numbered, stamp
from lib.coaching.scripts import Script
from lib.coaching.text import folded
from lib.coaching.workbook import TABLE_OF, TABLES, Changed
from lib.store import history
from lib.store.engine import BUSY_SECONDS, file_of
from lib.store.errors import BusyError, StoreError
from lib.store.references import REFERENCES, removed_with_all
from lib.store.results import Removed
from lib.store.rows import SLICE, Written, written
from lib.store.schema import (
    access_links,
    actions,
    changes,
    erased,
    record_tables,
    seats,
    sheet_base,
    sheet_conflicts,
    sheet_links,
    sheet_problems,
    visit_links,
    workbooks,
)
from lib.store.transactions import glance, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from lib.coaching.workbook import Records
    from lib.store.sheets import RowKey

_LETTERS: Final = 3
"""A part of a name with fewer letters is no name to look for."""
_IDENTITY: Final = ("name", "email", "phone", "link")
"""Fields of a contact that say who it is: of another one's, they are not a mention."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A text of another row that names the person."""

    table: str
    row: str
    field: str
    exact: bool
    """True where the whole name, or an address, stands there; False for a part of the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What would go with a person, and what would stay."""

    rows: Mapping[str, int]
    """How many rows, by table."""
    emptied: int
    """Rows that point at one of them, and lose that."""
    older: int
    """Lines of the history that are blanked: the actions they belong to cannot be taken back."""
    choices: int
    """Open choices between the workbook and its sheet."""
    in_sheet: int
    """Rows that stand in the workbook's Google Sheet and are emptied there."""
    without_id: int
    """Rows of the sheet that do not carry their id yet: once it is forgotten here whose they are,
    they would be taken for new ones."""
    mentions: tuple[Mention, ...]
    copies: tuple[str, ...]
    """Names of older copies of the store's file beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllGoing:
    """What would go with a whole workbook."""

    rows: Mapping[str, int]
    older: int
    """Actions of the history."""
    links: int
    """Links that open the workbook, and calendars that read it."""
    choices: int
    in_sheet: int
    """Rows that stand in its Google Sheet, and stay there."""
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """It is gone for good."""

    number: int
    """The action's number in the history; 0 where the history went, too."""
    wiped: bool
    """False where the file still holds bytes of it: they go when it is next written anew."""
    repeated: bool = False
    """True where it had been erased before."""


@dataclass(slots=True)
class Person:
    """All that belongs to a person: now, and in the history."""

    now: dict[RowKey, Record]
    """Their row and what belongs to it, by table and id."""
    emptied: tuple[Record, ...]
    """Rows that point at one of these, with that taken away."""
    rows: set[RowKey] = field(default_factory=set)
    """Those of now, and those that were taken away before."""
    places: set[tuple[int, int]] = field(default_factory=set)
    """(action, place) of the lines of the history that tell of them."""
    marks: re.Pattern[str] | None = None
    """What names them beyond doubt: any name and address they ever had."""


# what belongs to a person


def person(connection: Connection, workbook: str, records: Records, contact: str) -> Person | None:
    """Return all that belongs to a person; None where neither the workbook nor its history has one.

    Args:
        connection: a transaction that sees one state of the store.
        workbook: the workbook's id.
        records: the workbook as it is.
        contact: the person's id; they may have been taken out of the workbook before.
    """
    key: RowKey = ("contacts", contact)
    here = records.get(Contact, contact)
    found = Person(*((({}), ()) if here is None else _now(records, here)))
    lines: dict[RowKey, list[tuple[int, int]]] = {}
    owned: dict[RowKey, list[tuple[tuple[int, int], RowKey]]] = {}
    names = [] if here is None else _marks_of(here)
    for place, row, images in _images(connection, workbook):
        lines.setdefault(row, []).append(place)
        for image in images:
            if row == key:
                names.extend(str(image.get(name) or "") for name in _IDENTITY)
            for owner in _owners(row[0], image):
                owned.setdefault(owner, []).append((place, row))
    if here is None and key not in lines:
        return None
    found.rows = {key, *found.now}
    waiting = list(found.rows)
    while waiting:
        one = waiting.pop()
        found.places.update(lines.get(one, ()))
        for place, row in owned.get(one, ()):
            found.places.add(place)
            if row not in found.rows and records.get(TABLES[row[0]], row[1]) is None:
                found.rows.add(row)
                waiting.append(row)
    found.marks = _pattern(names)
    if found.marks is not None:
        found.places.update(_named(connection, workbook, records, found))
    return found


def _now(records: Records, contact: Contact) -> tuple[dict[RowKey, Record], tuple[Record, ...]]:
    """Return the rows that go, and those that lose a reference.

    Words for an ask go with it: they are written to the person.
    """
    writes = list(removed_with_all(records, contact))
    asks = {one.record.id for one in writes if isinstance(one, Removed)}
    for script in records.all(Script).values():
        if script.ask in asks and script.contact != contact.id:
            writes.extend(one for one in removed_with_all(records, script))
    gone = {
        (TABLE_OF[type(one.record)], one.record.id): one.record
        for one in writes
        if isinstance(one, Removed)
    }
    rest = (one for one in writes if isinstance(one, Record))
    return gone, tuple(one for one in rest if (TABLE_OF[type(one)], one.id) not in gone)


def _marks_of(contact: Contact) -> list[str]:
    return [str(getattr(contact, name)) for name in _IDENTITY]


_BELONGS: Final = {
    name: tuple(
        (one.name, one.table)
        for one in REFERENCES
        if one.record_type is record_type
        and (one.belongs or (record_type is Script and one.name == "ask"))
    )
    for name, record_type in TABLES.items()
}
"""By table: the fields that say whose a row is, and into which table they point."""


def _owners(table: str, image: Mapping[str, object]) -> Iterator[RowKey]:
    """Yield the rows that a row of the history belonged to."""
    for name, into in _BELONGS[table]:
        row = image.get(name)
        if row:
            yield into, str(row)
    if TABLES[table] is Comment:
        yield str(image.get("table")), str(image.get("row"))


_ALL_LINES: Final = (
    select(
        *(changes.c.number, changes.c.place, changes.c.of, changes.c.row),
        *(changes.c.before, changes.c.after),
    )
    .where(
        changes.c.workbook == bindparam("workbook"),
        changes.c.number >= bindparam("first"),
        changes.c.number < bindparam("end"),
    )
    .order_by(changes.c.number, changes.c.place)
)
_ACTIONS_AT_ONCE: Final = 200
"""Actions of the history that are held in memory at a time."""


def _images(
    connection: Connection, workbook: str
) -> Iterator[tuple[tuple[int, int], RowKey, list[dict[str, object]]]]:
    """Yield every line of the history: its place, its row, what the row said before and after."""
    query = select(func.max(changes.c.number)).where(changes.c.workbook == workbook)
    newest = connection.execute(query).scalar() or 0
    for first in range(0, newest + 1, _ACTIONS_AT_ONCE):
        span = {"workbook": workbook, "first": first, "end": first + _ACTIONS_AT_ONCE}
        for number, place, of, row, before, after in connection.execute(_ALL_LINES, span).all():
            images = [json.loads(one) for one in (before, after) if one is not None]
            if images:
                yield (number, place), (of, row), images


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these names in a folded text; None where there is none."""
    words = {folded(one) for one in names}
    long = sorted((one for one in words if len(one) >= _LETTERS), key=len, reverse=True)
    if not long:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, long))})(?!\w)")


def _named(
    connection: Connection, workbook: str, records: Records, found: Person
) -> Iterator[tuple[int, int]]:
    """Yield the places of the lines that name the person in the text of another row."""
    marks = found.marks
    if marks is None:
        return
    for place, (table, row), images in _images(connection, workbook):
        if place in found.places:
            continue
        theirs = table == "contacts" and records.get(Contact, row) is not None
        names = [one for one in _TEXTS[table] if not (theirs and one in _IDENTITY)]
        if any(marks.search(folded(str(one.get(name) or ""))) for one in images for name in names):
            yield place


_TEXTS: Final = {
    name: tuple(
        one.name
        for one in fields_of(record_type)
        if one.kind is str and not one.column.refers_to and one.name not in ("id", "table", "row")
    )
    for name, record_type in TABLES.items()
}
"""By table: the fields in which people write."""


def mentions(records: Records, found: Person, name: str) -> Iterator[Mention]:
    """Yield where texts of rows that stay name the person, or have a part of the name."""
    parts = _pattern(one for one in re.split(r"[\W_]+", name) if len(one) >= _LETTERS)
    for table, record_type in TABLES.items():
        names = [one for one in _TEXTS[table] if table != "contacts" or one not in _IDENTITY]
        for one in records.all(record_type).values():
            if (table, one.id) in found.rows:
                continue
            for key in names:
                text = folded(str(getattr(one, key) or ""))
                exact = found.marks is not None and bool(found.marks.search(text))
                if exact or (parts is not None and parts.search(text)):
                    yield Mention(table, one.id, key, exact)


def going(
    connection: Connection, workbook: str, records: Records, found: Person, contact: str
) -> Going:
    """Return what would go with a person, and what would stay."""
    here = records.get(Contact, contact)
    listed = sorted(
        mentions(records, found, "" if here is None else here.name), key=lambda one: not one.exact
    )
    there = [
        pending
        for of, row, pending in connection.execute(
            select(sheet_base.c.of, sheet_base.c.row, sheet_base.c.pending).where(
                sheet_base.c.workbook == workbook
            )
        )
        if (of, row) in found.rows
    ]
    return Going(
        rows=Counter(table for table, _ in found.now),
        emptied=len(found.emptied),
        older=len(found.places),
        choices=sum(1 for _ in _conflicts(connection, workbook, found.rows)),
        in_sheet=len(there),
        without_id=sum(map(bool, there)),
        mentions=tuple(listed),
        copies=copies(connection.engine),
    )


def copies(engine: Engine) -> tuple[str, ...]:
    """Return the names of the copies that were made of SQLite's file before it was migrated."""
    path = file_of(engine)
    if path is None:
        return ()
    return tuple(sorted(one.name for one in path.parent.glob(f"{path.name}.schema-*")))


def _conflicts(connection: Connection, workbook: str, gone: set[RowKey]) -> Iterator[str]:
    query = select(sheet_conflicts.c.id, sheet_conflicts.c.of, sheet_conflicts.c.row)
    for one, of, row in connection.execute(query.where(sheet_conflicts.c.workbook == workbook)):
        if (of, row) in gone:
            yield one


# taking it away


def erase(
    connection: Connection, workbook: str, found: Person, version: int, deed: history.Deed
) -> None:
    """Take a person away everywhere, as the workbook's next version.

    Raises:
        BusyError: the workbook was changed meanwhile; the transaction must not be committed.
    """
    number = version + 1
    moved = connection.execute(
        update(workbooks)
        .where(workbooks.c.id == workbook, workbooks.c.version == version)
        .values(version=number)
    )
    if moved.rowcount != 1:
        message = "The workbook was being changed by someone else. Nothing was erased; try again."
        raise BusyError(message)
    blank_lines(connection, workbook, found.places)
    _take_rows(connection, workbook, found.now)
    steps = [Changed(one, numbered(one, number)) for one in found.emptied]
    done = written(steps)
    _empty(connection, workbook, done)
    history.note(connection, workbook, number, deed, done, sorted(found.rows))
    _forget_in_sheet(connection, workbook, found.rows)
    bury(connection, workbook, found.rows, deed.at)


def blank_lines(connection: Connection, workbook: str, places: set[tuple[int, int]]) -> None:
    """Leave of these lines of the history nothing but whose they were."""
    here = (
        changes.c.workbook == workbook,
        changes.c.number == bindparam("at_number"),
        changes.c.place == bindparam("at_place"),
    )
    blank = update(changes).where(*here).values(before=None, after=None)
    lines = [{"at_number": number, "at_place": place} for number, place in sorted(places)]
    for first in range(0, len(lines), SLICE):
        connection.execute(blank, lines[first : first + SLICE])


def _take_rows(connection: Connection, workbook: str, gone: Iterable[RowKey]) -> None:
    by_table: dict[str, list[dict[str, str]]] = {}
    for table, row in gone:
        by_table.setdefault(table, []).append({"at_row": row})
    for name, some in by_table.items():
        of = record_tables[TABLES[name]]
        here = (of.c.workbook == workbook, of.c.id == bindparam("at_row"))
        connection.execute(delete(of).where(*here), some)


def _empty(connection: Connection, workbook: str, done: Sequence[Written]) -> None:
    """Write the rows that pointed at the person, without that."""
    for one in done:
        if one.step.after is not None and one.after is not None:
            table = record_tables[type(one.step.after)]
            here = (table.c.workbook == workbook, table.c.id == one.step.after.id)
            connection.execute(update(table).where(*here).values(one.after))


def _forget_in_sheet(connection: Connection, workbook: str, gone: set[RowKey]) -> None:
    """Forget what both sides agreed on of these rows, the choices on them, the sheet's problems.

    The problems are found again by the next look at the sheet.
    """
    keys = [{"at_of": of, "at_row": row} for of, row in sorted(gone)]
    for table in (sheet_base, sheet_conflicts):
        here = (
            table.c.workbook == workbook,
            table.c.of == bindparam("at_of"),
            table.c.row == bindparam("at_row"),
        )
        connection.execute(delete(table).where(*here), keys)
    of_sheet = select(sheet_links.c.sheet).where(sheet_links.c.workbook == workbook)
    connection.execute(
        delete(sheet_problems).where(
            sheet_problems.c.sheet.in_(of_sheet),
            or_(sheet_problems.c.workbook == workbook, sheet_problems.c.workbook.is_(None)),
        )
    )


def bury(connection: Connection, workbook: str, gone: set[RowKey], at: datetime) -> None:
    """Write down that these rows were erased: their ids alone."""
    is_file = connection.dialect.name == "sqlite"
    known = connection.execute(
        select(erased.c.of, erased.c.row).where(erased.c.workbook == workbook)
    )
    new = gone - {(of, row) for of, row in known}
    values = [
        {"workbook": workbook, "of": of, "row": row, "at": stamp(at), "wiped": int(not is_file)}
        for of, row in sorted(new)
    ]
    if values:
        connection.execute(insert(erased), values)


def all_going(connection: Connection, workbook: str, records: Records) -> AllGoing:
    """Return what would go with a whole workbook."""

    def many(table: object, *where: object) -> int:
        query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
        return int(connection.execute(query).scalar_one())

    return AllGoing(
        rows={name: len(records.all(one)) for name, one in TABLES.items() if records.all(one)},
        older=many(actions, actions.c.workbook == workbook),
        links=many(
            access_links,
            access_links.c.workbook == workbook,
            access_links.c.withdrawn_at.is_(None),
        ),
        choices=many(sheet_conflicts, sheet_conflicts.c.workbook == workbook),
        in_sheet=many(sheet_base, sheet_base.c.workbook == workbook),
        copies=copies(connection.engine),
    )


def erase_workbook(connection: Connection, workbook: str, at: datetime) -> None:
    """Take a whole workbook away: rows, history, links, its seat in a workshop.

    Its sheets must have been let go before.
    """
    of_workbook = select(access_links.c.id).where(access_links.c.workbook == workbook)
    connection.execute(delete(visit_links).where(visit_links.c.link.in_(of_workbook)))
    others = (access_links, changes, actions, erased, seats)
    of_sheets = (sheet_base, sheet_conflicts, sheet_problems)
    for table in (*record_tables.values(), *others, *of_sheets):
        connection.execute(delete(table).where(table.c.workbook == workbook))
    connection.execute(delete(workbooks).where(workbooks.c.id == workbook))
    bury(connection, workbook, {("covers", workbook)}, at)


def tombstones(connection: Connection, books: Iterable[str]) -> dict[RowKey, str]:
    """Return the rows of some workbooks that were erased, each with its workbook."""
    query = select(erased.c.of, erased.c.row, erased.c.workbook)
    found = connection.execute(query.where(erased.c.workbook.in_(list(books))))
    return {(of, row): workbook for of, row, workbook in found}


def is_erased(connection: Connection, workbook: str) -> bool:
    """Return whether a whole workbook of this id was erased."""
    query = select(erased.c.row).where(
        erased.c.workbook == workbook, erased.c.of == "covers", erased.c.row == workbook
    )
    return connection.execute(query).first() is not None


# the bytes


def wipe(engine: Engine, seconds: float = BUSY_SECONDS) -> bool:
    """Write SQLite's file anew without what was erased; return whether no byte of it is left.

    True where there is nothing to be done. It waits so long for others who read or write.
    """
    if file_of(engine) is None:
        return True
    waiting = select(erased.c.workbook, erased.c.of, erased.c.row).where(erased.c.wiped == 0)
    until = time.monotonic() + seconds
    while True:
        try:
            with glance(engine) as connection:
                found = connection.execute(waiting).all()
            if not found:
                return True
            _write_anew(engine)
            with writing(engine) as connection:  # of these alone: others may have come since
                keys = [{"at_workbook": one[0], "at_of": one[1], "at_row": one[2]} for one in found]
                connection.execute(_WIPED, keys)
        except StoreError:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE_SECONDS)


_PAUSE_SECONDS: Final = 0.05
_WIPED: Final = (
    update(erased)
    .where(
        erased.c.workbook == bindparam("at_workbook"),
        erased.c.of == bindparam("at_of"),
        erased.c.row == bindparam("at_row"),
    )
    .values(wiped=1)
)


def _write_anew(engine: Engine) -> None:
    """Rewrite the file and empty its write-ahead log.

    Raises:
        BusyError: others read what was there before; once they are done it can be tried again.
    """
    with glance(engine) as connection:
        connection.exec_driver_sql("VACUUM")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if busy:
        message = "The file is still being read."
        raise BusyError(message)
