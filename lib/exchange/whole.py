"""What does this file say a workbook holds? A spreadsheet, CSV files or JSON of ours, read back.

The content decides what it is, not the name. Whatever was edited by hand is taken as it stands
where it can be: columns in any order, columns of one's own passed over, days as any program writes
them, rows added without an id. A row that cannot be read is told with its line and left out; the
others are not touched by it. Rows read = rows that can be taken + rows left out with a reason.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from lib.coaching import collector
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import Problem, Record, cleaned, new_id, problems
from lib.coaching.targets import Target
from lib.coaching.text import folded, is_blank
from lib.coaching.workbook import Records, of
from lib.exchange import child, layout, tabs_in
from lib.exchange.csv_out import csv_in
from lib.exchange.errors import (
    NothingInItError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)
from lib.exchange.layout import Place, Tab, UnfitError
from lib.exchange.tabs_in import NOT_OURS, CellTable, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

BYTES_LIMIT = 50_000_000
"""Most bytes of a file: 50 MB, as a server takes."""
ROWS_LIMIT = 200_000
"""Most rows of a file; a full workbook has a third of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file that can be taken. All of it is text of a file that anyone may edit."""

    table: str
    line: int
    """The line of its tab, or of the list in JSON, counted from 1."""
    record: Record
    """With the version that the row had when the file was made; 0 for a row added by hand."""
    said: frozenset[str]
    """The fields the file says something about, if only that they are empty."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a file says. `rows_read` is rows that can be taken + rows left out, always."""

    kind: Kind
    rows: tuple[Row, ...]
    left_out: tuple[Problem, ...]
    """One for each row that is left out."""
    remarks: tuple[Problem, ...]
    """What else was passed over, or read in a way to be looked at."""
    tables: frozenset[str]
    """The tables the file has; of others it says nothing."""
    unread: frozenset[tuple[str, str]]
    """Table and id of rows left out: the file has them, so they are not missing."""
    version: int | None
    """The workbook's version when the file was made; None where the file does not say."""

    @property
    def rows_read(self) -> int:
        """How many rows that are not blank the file has."""
        return len(self.rows) + len(self.left_out)

    def records(self) -> Records:
        """Return the workbook that the file holds."""
        return of(row.record for row in self.rows)


def read(data: bytes, known: Records | None = None) -> Whole:
    """Return what a file of ours holds.

    Args:
        data: the whole file.
        known: the workbook it comes back to; it tells who was renamed in the file from who was
            exchanged for someone else.

    Raises:
        FileRefusedError: it is no such file, or too large; see `lib.exchange.errors`.
    """
    if len(data) > BYTES_LIMIT:
        message = f"A workbook's file may have 50 MB at most; this one has {len(data) / 1e6:,.0f}."
        raise TooLargeError(message)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _from_json(data, known)
    kind, tables = tabs_in.tables(data, layout.is_read)
    return _from_tables(kind, tables, known)


def read_apart(
    data: bytes, known: Records | None = None, told: Callable[[float | None], None] | None = None
) -> Whole:
    """Return the same, a file that is no JSON unpacked and cut into cells by a child (`child`).

    Args:
        data: as `read`.
        known: as `read`.
        told: as `child.contacts`.

    Raises:
        FileRefusedError: as `read`; or it takes too much time or memory.
    """
    if len(data) > BYTES_LIMIT or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return read(data, known)
    kind, tables = child.tabs(data, told)
    return _from_tables(kind, tables, known)


def _tab_by_headings(headings: Sequence[str]) -> Tab | None:
    """Return the tab that most of these headings are of; None where no tab has them all."""
    found = [
        (sum(one.place(heading) is not None for heading in headings), one) for one in layout.tabs()
    ]
    many, tab = max(found, key=lambda one: one[0])
    return tab if many > 2 and tab.place("Id") and "id" in map(folded, headings) else None  # noqa: PLR2004 - id, version, and one that says something


# from cells to rows


@collector.waiting()
def _from_tables(kind: Kind, tables: Iterable[CellTable], known: Records | None) -> Whole:
    reader = _Reader(kind)
    for table in tables:
        lines = iter(table.lines)
        tab = layout.tab_of(table.title)
        if layout.is_about(table.title):
            reader.about({str(line[0]): line[1] for _, line in lines if len(line) > 1})
            continue
        first = next(lines, None)
        headings = [] if first is None else [str(cell).strip() for cell in first[1]]
        tab = tab or (_tab_by_headings(headings) if first is not None else None)
        if tab is None:
            reader.remark(table.title, None, "This table is not ours and is passed over.")
        else:
            reader.tab(tab, headings, lines)
    return reader.whole(known)


@collector.waiting()
def _from_json(data: bytes, known: Records | None) -> Whole:
    try:
        held = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as broken:
        message = "This JSON file can't be read: part of it is missing or mistyped."
        raise UnreadableError(message) from broken
    if not isinstance(held, dict) or held.get("what") != layout.NAME:
        raise OtherKindError(NOT_OURS)
    tables = held.get("records")
    if not isinstance(tables, dict):
        raise OtherKindError(NOT_OURS)
    reader = _Reader(Kind.JSON)
    reader.about({"Format": held.get("format"), "Workbook version": held.get("workbook_version")})
    for name, rows in tables.items():
        tab = next((one for one in layout.tabs() if one.table == name), None)
        if tab is None or not isinstance(rows, list):
            reader.remark(name, None, "This list is not ours and is passed over.")
        else:
            reader.named(tab, rows)
    return reader.whole(known)


@dataclass(slots=True)
class _Draft:
    """A row while the rows it points at are still unknown."""

    tab: Tab
    line: int
    said: dict[str, Any]
    named: dict[str, str]
    """What stands in the columns that name other rows, by field."""


class _Reader:
    """Rows of cells to records, each told where it cannot be one."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._drafts: list[_Draft] = []
        self._left_out: list[Problem] = []
        self._remarks: list[Problem] = []
        self._tables: set[str] = set()
        self._unread: set[tuple[str, str]] = set()
        self._version: int | None = None
        self._met: dict[tuple[str, str], _Draft] = {}

    def about(self, said: Mapping[str, object]) -> None:
        """Take what the file says of itself."""
        by_name = {folded(name): str(one).removesuffix(".0") for name, one in said.items()}
        made = by_name.get("format", "")
        if made.isdecimal() and int(made[:9]) > layout.FORMAT:
            message = "This file was made by a newer workbook than this one. Bring it back there."
            raise OtherKindError(message)
        version = by_name.get("workbook version", "")
        if version.isascii() and version.isdecimal():
            self._version = int(version[:9])

    def remark(self, table: str, line: int | None, words: str) -> None:
        """Note something that was passed over, or read in a way to be looked at."""
        self._remarks.append(Problem(table, line, words))

    def tab(
        self, tab: Tab, headings: Sequence[str], lines: Iterable[tuple[int, Sequence[object]]]
    ) -> None:
        """Take the rows of a table whose cells stand below headings."""
        places: list[Place | None] = []
        for heading in headings:
            place = tab.place(heading)
            if place in places:
                place = None
            if place is None and heading:
                self.remark(tab.table, 1, "A column of your own is passed over.")
            places.append(place)
        names = [None if place is None else place.field.name for place in places]
        if "id" not in names:
            self.remark(
                tab.table,
                1,
                "The column Id is missing, so these rows can't be told apart: the table is passed "
                "over. It is among the hidden columns.",
            )
            return
        for line, cells in lines:
            if all(cell is None or (isinstance(cell, str) and is_blank(cell)) for cell in cells):
                continue
            if any(not _nothing(cell) for cell in cells[len(places) :]):
                row = csv_in(str(cells[names.index("id")] or ""), is_id=True)
                words = "This line has more cells than there are headings."
                self._leave_out(tab, line, words, row)
                continue
            self._take(tab, line, zip_longest(places, cells[: len(places)]))
        self._tables.add(tab.table)

    def named(self, tab: Tab, rows: Sequence[object]) -> None:
        """Take the rows of a list whose fields stand under their names."""
        self._tables.add(tab.table)
        unknown = False
        places = {one.field.name: one for one in tab.places if not one.names}
        for line, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                self._leave_out(tab, line, "This is no row.")
                continue
            pairs: list[tuple[Place | None, object]] = [
                (place, None) for name, place in places.items() if name not in row
            ]
            pairs += [(places.get(name), cell) for name, cell in row.items()]
            unknown = unknown or any(place is None for place, _ in pairs)
            self._take(tab, line, pairs)
        if unknown:
            self.remark(tab.table, None, "Fields of your own are passed over.")

    def _leave_out(self, tab: Tab, line: int, words: str, row: str | None = None) -> None:
        self._left_out.append(Problem(tab.table, line, words))
        if row is not None:
            self._unread.add((tab.table, row))

    def _take(self, tab: Tab, line: int, pairs: Iterable[tuple[Place | None, object]]) -> None:
        said: dict[str, Any] = {}
        named: dict[str, str] = {}
        wrong: list[str] = []
        for place, content in pairs:
            if place is None:
                continue
            if self._kind is Kind.CSV and isinstance(content, str):
                content = csv_in(content, is_id=place.is_id)  # noqa: PLW2901 - the same cell, read
            try:
                if place.names:
                    named[place.field.name] = str(layout.value(place, content) or "")
                else:
                    said[place.field.name] = layout.value(place, content)
            except UnfitError as unfit:
                wrong.append(str(unfit))
        row = said.get("id")
        if row is not None and not layout.is_id(row):
            wrong.append(
                "Its id is made of plain letters and digits; leave it empty for a new row."
            )
        if wrong:
            self._leave_out(tab, line, " ".join(wrong), row)
        else:
            self._place(_Draft(tab, line, said, named))
        if len(self._drafts) + len(self._left_out) > ROWS_LIMIT:
            message = "This file has far more rows than a workbook holds."
            raise TooLargeError(message)

    def _place(self, draft: _Draft) -> None:
        """Give a draft its own id; a copied row becomes a new one."""
        row = draft.said.get("id")
        known = self._met.get((draft.tab.table, row)) if row is not None else None
        if known is not None and (known.said, known.named) == (draft.said, draft.named):
            self._leave_out(draft.tab, draft.line, f"This row stands in line {known.line} already.")
            return
        if known is not None:
            words = f"It was copied from line {known.line}; it is taken as a new row."
            self.remark(draft.tab.table, draft.line, words)
        if row is None or known is not None:
            draft.said["id"] = new_id()
            draft.said["version"] = 0
        self._met[draft.tab.table, draft.said["id"]] = draft
        self._drafts.append(draft)

    def whole(self, known: Records | None) -> Whole:
        """Return what the file holds, now that all of it is known.

        Raises:
            NothingInItError: it holds no row at all.
        """
        if not self._tables:
            raise OtherKindError(NOT_OURS)
        people = _People(self._drafts, known)
        rows: list[Row] = []
        covers = 0
        for draft in self._drafts:
            table = draft.tab.table
            try:
                for name, words in people.point(draft):
                    self.remark(table, draft.line, f"{name} {words}")
                record = cleaned(layout.record_of(draft.tab, draft.said))
            except UnfitError as unfit:
                self._leave_out(draft.tab, draft.line, str(unfit), draft.said["id"])
                continue
            wrong = [one.message for one in problems(record, table)]
            covers += isinstance(record, Cover)
            if isinstance(record, Cover) and covers > 1:
                wrong.append("A workbook has one cover; the first is taken.")
            if wrong:
                self._leave_out(draft.tab, draft.line, " ".join(wrong), draft.said["id"])
                continue
            record = replace(record, version=max(record.version, 0))
            rows.append(Row(table, draft.line, record, frozenset(draft.said)))
        if not rows and not self._left_out:
            message = "There are no rows in this file."
            raise NothingInItError(message)
        return Whole(
            self._kind,
            tuple(rows),
            tuple(self._left_out),
            tuple(dict.fromkeys(self._remarks)),
            frozenset(self._tables),
            frozenset(self._unread),
            self._version,
        )


def _nothing(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and is_blank(cell))


class _People:
    """Whom the rows of a file name: contacts and targets, by id and by name."""

    def __init__(self, drafts: Sequence[_Draft], known: Records | None) -> None:
        """Take all rows of the file, and the workbook it comes back to."""
        self._known = None if known is None else layout.Names(known)
        self._name: dict[tuple[str, str], str] = {}
        self._ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        for draft in drafts:
            name = _NAMED_BY.get(draft.tab.record_type)
            said = None if name is None else draft.said.get(name)
            if said:
                self._name[draft.tab.table, draft.said["id"]] = folded(said)
                self._ids[draft.tab.table, folded(said)].append(draft.said["id"])

    def point(self, draft: _Draft) -> Iterator[tuple[str, str]]:
        """Settle which rows a draft points at; yield (heading, remark) where that is unclear.

        Raises:
            UnfitError: only a name is given, and it is nobody's, or several people's.
        """
        for name, words in draft.named.items():
            place = draft.tab.place_of(name)
            if place is not None:
                remark = self._settle(draft, place, words)
                if remark:
                    yield place.heading.removesuffix(" (id)"), remark

    def _settle(self, draft: _Draft, place: Place, words: str) -> str:
        """Settle whom one field points at; return a remark, or nothing where all is clear."""
        name, table = place.field.name, place.field.column.refers_to or ""
        row = draft.said.get(name)
        if is_blank(words):
            if place.field.optional:
                draft.said[name] = None
            return ""
        if table not in ("contacts", "targets"):
            return ""
        there = self._ids.get((table, folded(words)), [])
        if row is None and len(there) != 1:
            many = "more than one" if there else "none"
            heading = place.heading.removesuffix(" (id)")
            message = f"{heading}: there is {many} of this name in the file."
            raise UnfitError(message)
        if row is None or not self._means(table, row, words):
            if len(there) == 1:
                draft.said[name] = there[0]
            elif there:
                return "is as before: several bear the name."
        return ""

    def _means(self, table: str, row: str, words: str) -> bool:
        """Return whether a name is that of a row, in the file or, before a renaming, here."""
        here = None if self._known is None else self._known.of(table, row)
        named = (self._name.get((table, row)), None if here is None else folded(here))
        return folded(words) in named or named == (None, None)


_NAMED_BY: dict[type[Record], str] = {Contact: "name", Target: "company"}
