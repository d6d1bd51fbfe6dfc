"""What does a sheet say? Cells as Google gives them, as rows in the words of the store.

Read is what `values.batchGet` says unformatted, with days as serial numbers, and what
`spreadsheets.get` says of tabs and columns. Nothing is guessed: a cell that cannot stand in its
column is told with its text, and counts as unread. What people type by hand is read as their
sheet's country writes it: days as text, a number as a name, `Worked Together` for a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, cast

from lib.coaching.days import DateOrder, Unclear, day
from lib.coaching.layout import is_id, members_of
from lib.coaching.records import WHOLE_LIMIT, Plain, stamp
from lib.coaching.text import clean, folded, is_blank
from lib.sheets.layout import (
    COLUMN_KEY,
    FILE_KEY,
    ID,
    WHOSE,
    Cells,
    Column,
    Holds,
    SheetTab,
    tabs,
)
from lib.sheets.values import Value

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot stand in its column: what it says, and what would stand there."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class RowSeen:
    """One row of a tab that says something."""

    row: int
    """Its place in the grid, counted from 0."""
    id: str
    """Empty where it has none."""
    cells: Cells
    """What was read, by the columns' keys; without columns that are missing, and wrong cells."""
    wrong: Mapping[str, Wrong] = field(default_factory=dict)

    @property
    def whose(self) -> str:
        """The id of the workbook it belongs to; empty where it does not say."""
        return str(self.cells.get(WHOSE) or "")


@dataclass(frozen=True, slots=True)
class TabSeen:
    """One of our tabs, as it stands."""

    table: str
    sheet_id: int
    title: str
    heading_row: int
    """Where the headings stand, counted from 0: 0, unless someone put rows above them."""
    headings: tuple[Value, ...]
    """That row, with columns that are not ours."""
    columns: Mapping[str, int]
    """Where each of our columns stands, counted from 0, by its key."""
    missing: tuple[str, ...]
    """Keys of our columns that are not there."""
    doubled: tuple[str, ...]
    """Headings that two columns have, of which neither is marked as ours."""
    rows: tuple[RowSeen, ...]
    """Those that say something to people, from the top; blank ones are passed over."""
    last_row: int
    """How many rows of the grid hold anything, with the headings."""
    unmarked: frozenset[str] = frozenset()
    """Keys of the columns that are known by their heading alone."""
    formulas: frozenset[tuple[int, str]] = frozenset()
    """(row, key) of our cells that hold a formula, as far as that was asked."""

    @property
    def may_write(self) -> bool:
        """False while a column of ours is missing or not certain."""
        return not (self.missing or self.doubled)


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet, as it was read at one time."""

    tabs: Mapping[str, TabSeen]
    """By table; one that is not there is missing."""


@dataclass(frozen=True, slots=True)
class TabAbout:
    """What `spreadsheets.get` says of one tab."""

    sheet_id: int
    title: str
    rows: int
    columns: int
    """Size of its grid."""
    marks: Mapping[int, str]
    """The metadata of ours that columns carry, by their place: `table.key`."""
    hidden: bool


@dataclass(frozen=True, slots=True)
class About:
    """What `spreadsheets.get` says of a sheet."""

    sheet: str
    title: str
    locale: str
    time_zone: str
    made_for: str | None
    """The id of the file it was laid out for; another one in a copy, None in a sheet not ours."""
    tabs: Mapping[int, TabAbout]
    """By sheetId."""

    @property
    def is_copy(self) -> bool:
        """True where this file was made by copying one of ours."""
        return self.made_for is not None and self.made_for != self.sheet

    def of(self, tab: SheetTab) -> TabAbout | None:
        """Return how one of our tabs stands there; None where it does not.

        Known by its sheetId; only where that is gone, by its title.
        """
        there = self.tabs.get(tab.sheet_id)
        if there is not None:
            return there
        return next((one for one in self.tabs.values() if one.title == tab.title), None)


# what `spreadsheets.get` says


def about(answer: Mapping[str, Any]) -> About:
    """Return what an answer of `spreadsheets.get` says; what it leaves out is empty."""
    properties = answer.get("properties") or {}
    made_for = [
        one.get("metadataValue")
        for one in answer.get("developerMetadata") or ()
        if one.get("metadataKey") == FILE_KEY
    ]
    sheet = str(answer.get("spreadsheetId", ""))
    seen = [_tab_about(one) for one in answer.get("sheets") or ()]
    return About(
        sheet=sheet,
        title=str(properties.get("title", "")),
        locale=str(properties.get("locale", "")),
        time_zone=str(properties.get("timeZone", "")),
        made_for=sheet if sheet in made_for else (str(made_for[0]) if made_for else None),
        tabs={one.sheet_id: one for one in seen},
    )


def _tab_about(answer: Mapping[str, Any]) -> TabAbout:
    properties = answer.get("properties") or {}
    grid = properties.get("gridProperties") or {}
    marks: dict[int, str] = {}
    for data in answer.get("data") or ():
        first = int(data.get("startColumn", 0))
        for place, one in enumerate(data.get("columnMetadata") or (), first):
            for mark in one.get("developerMetadata") or ():
                if mark.get("metadataKey") == COLUMN_KEY:
                    marks[place] = str(mark.get("metadataValue", ""))
    return TabAbout(
        sheet_id=int(properties.get("sheetId", 0)),
        title=str(properties.get("title", "")),
        rows=int(grid.get("rowCount", 0)),
        columns=int(grid.get("columnCount", 0)),
        marks=marks,
        hidden=bool(properties.get("hidden", False)),
    )


def formulas_of(answer: Mapping[str, Any]) -> Mapping[int, frozenset[tuple[int, int]]]:
    """Return (row, column) of every cell that holds a formula, by sheetId.

    Args:
        answer: of `spreadsheets.get`, asked for `userEnteredValue(formulaValue)`.
    """
    found: dict[int, frozenset[tuple[int, int]]] = {}
    for sheet in answer.get("sheets") or ():
        cells: set[tuple[int, int]] = set()
        for data in sheet.get("data") or ():
            top, left = int(data.get("startRow", 0)), int(data.get("startColumn", 0))
            for row, line in enumerate(data.get("rowData") or (), top):
                for column, cell in enumerate(line.get("values") or (), left):
                    if "formulaValue" in (cell.get("userEnteredValue") or {}):
                        cells.add((row, column))
        found[int((sheet.get("properties") or {}).get("sheetId", 0))] = frozenset(cells)
    return found


def formulas_in(
    shown: Sequence[Sequence[Value]], entered: Sequence[Sequence[Value]]
) -> frozenset[tuple[int, int]]:
    """Return (row, column) of every cell of a tab that holds a formula.

    Args:
        shown: the tab as it was read.
        entered: the same, read with formulas instead of what they show. A text that only looks like
            a formula is the same in both.
    """
    return frozenset(
        (row, column)
        for row, (here, there) in enumerate(zip(shown, entered, strict=False))
        for column, (value, text) in enumerate(zip_longest(here, there))
        if isinstance(text, str) and text.startswith("=") and text != value
    )


# where the columns stand


_HEADINGS_WITHIN: Final = 20
"""Rows at the top among which the headings are looked for."""
_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "contacts.name": ("full name", "contact"),
    "contacts.email": ("e-mail address", "mail"),
    "contacts.phone": ("telephone", "phone number", "mobile"),
    "contacts.position": ("job title", "role"),
    "contacts.notes": ("note", "comments"),
    "touches.on": ("date",),
    "touches.words": ("text", "message", "notes"),
    "targets.notes": ("note",),
    "comments.text": ("text",),
    "comments.on": ("date",),
}
"""What else people call a column, by `table.key`."""


def _bare(heading: object) -> str:
    """Return a heading for comparing: letters and digits only, caseless."""
    return "".join(one for one in folded(str(heading)) if one.isalnum())


@cache
def _keys_of(table: str) -> Mapping[str, str]:
    """Return the key of each heading that a column of a table may have, bare."""
    found: dict[str, str] = {}
    (tab,) = (one for one in tabs() if one.table == table)
    for column in tab.columns:
        found[_bare(column.heading)] = column.key
    for column in tab.columns:
        for other in _SYNONYMS.get(f"{table}.{column.key}", ()):
            found.setdefault(_bare(other), column.key)
    return found


def _heading_row(tab: SheetTab, lines: Sequence[Sequence[Value]]) -> int:
    """Return the row in which most of our headings stand; the first where there is none."""
    keys = _keys_of(tab.table)
    counts = [
        len({keys[bare] for cell in line if (bare := _bare(cell)) in keys})
        for line in lines[:_HEADINGS_WITHIN]
    ]
    most = max(counts, default=0)
    return counts.index(most) if most > 1 else 0


@dataclass(frozen=True, slots=True)
class _Placed:
    columns: Mapping[str, int]
    doubled: tuple[str, ...]


def _placed(tab: SheetTab, headings: Sequence[Value], marks: Mapping[int, str]) -> _Placed:
    """Return where our columns stand: by their marks, else by their headings."""
    keys = _keys_of(tab.table)
    called: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        key = keys.get(_bare(heading))
        if key is not None:
            called.setdefault(key, []).append(place)
    columns: dict[str, int] = {}
    for place, mark in marks.items():
        table, _, key = mark.partition(".")
        if table == tab.table and key in tab.column:
            first = columns.get(key)
            if first is None or (place in called.get(key, ()) and first not in called.get(key, ())):
                columns[key] = place
    taken = set(columns.values())
    doubled: list[str] = []
    for column in tab.columns:
        there = [one for one in called.get(column.key, ()) if one not in taken]
        if column.key in columns or not there:
            continue
        exact = [one for one in there if _bare(headings[one]) == _bare(column.heading)]
        there = exact or there
        if len(there) > 1:
            doubled.append(column.heading)
        else:
            columns[column.key] = there[0]
    return _Placed(columns, tuple(doubled))


def is_called_so(of: SheetTab, known: TabAbout, headings: Sequence[Value]) -> bool:
    """Return whether every column that is marked as ours has the heading that we gave it."""
    for place, said in known.marks.items():
        table, _, key = said.partition(".")
        column = of.column.get(key) if table == of.table else None
        heading = headings[place] if place < len(headings) else None
        if column is not None and heading != column.heading:
            return False
    return True


# from cells to rows


def tab(
    of: SheetTab,
    known: TabAbout,
    lines: Sequence[Sequence[Value]],
    *,
    locale: str,
    formulas: frozenset[tuple[int, int]] | None = None,
) -> TabSeen:
    """Return what one tab says.

    Args:
        of: the tab as it should be.
        known: the tab as `spreadsheets.get` described it, when its headings were as they are now.
        lines: its cells, unformatted, from its first row; ends may be cut off.
        locale: the sheet's country, such as `en_US`: it tells the order of day and month.
        formulas: (row, column) of the cells that hold a formula; None where that was not asked.
    """
    heading_row = _heading_row(of, lines)
    headings = tuple(lines[heading_row]) if len(lines) > heading_row else ()
    placed = _placed(of, headings, known.marks)
    key_at = {place: key for key, place in placed.columns.items()}
    return TabSeen(
        table=of.table,
        sheet_id=known.sheet_id,
        title=known.title,
        heading_row=heading_row,
        headings=headings,
        columns=placed.columns,
        missing=tuple(
            one.key
            for one in of.columns
            if one.key not in placed.columns and one.heading not in placed.doubled
        ),
        doubled=placed.doubled,
        rows=tuple(
            _rows(
                *(of, placed.columns, lines, heading_row + 1),
                order=order_of(locale),
                formulas=formulas,
            )
        ),
        last_row=len(lines),
        unmarked=frozenset(
            key
            for key, place in placed.columns.items()
            if known.marks.get(place) != f"{of.table}.{key}"
        ),
        formulas=frozenset(
            (row, key_at[column]) for row, column in formulas or () if column in key_at
        ),
    )


def row(
    of: SheetTab,
    columns: Mapping[str, int],
    number: int,
    line: Sequence[Value],
    order: DateOrder | None,
) -> RowSeen | None:
    """Return what one row says; None where it says nothing to people.

    Args:
        of: its tab.
        columns: where our columns stand, by key.
        number: its place in the grid, counted from 0.
        line: its cells.
        order: how its country writes a day (`order_of`).
    """
    lines: list[Sequence[Value]] = [()] * number
    lines.append(line)
    return next(iter(_rows(of, columns, lines, number, order=order, formulas=None)), None)


def order_of(locale: str) -> DateOrder | None:
    """Return how a country writes day and month; None where the sheet does not say."""
    if not locale:
        return None
    return DateOrder.MONTH_FIRST if locale in _MONTH_FIRST else DateOrder.DAY_FIRST


_MONTH_FIRST: Final = frozenset({"en_US", "en_PH", "fil_PH", "es_PR", "es_US"})
"""Countries that write the month before the day, as Unicode's CLDR has it."""


def _rows(  # noqa: PLR0913 - what a row is read with
    of: SheetTab,
    columns: Mapping[str, int],
    lines: Sequence[Sequence[Value]],
    first: int,
    *,
    order: DateOrder | None,
    formulas: frozenset[tuple[int, int]] | None,
) -> list[RowSeen]:
    """Return the rows from `first` on that say something, read column by column."""
    shown = [columns[key] for key in of.shown if key in columns]
    body = [
        (number, line)
        for number, line in enumerate(lines[first:], first)
        if any(at < len(line) and line[at] not in (None, "") for at in shown)
    ]
    if not body:
        return []
    raw = list(zip_longest(*(line for _, line in body)))
    nothing: Sequence[Value] = [None] * len(body)
    keys = [key for key in columns if key != ID]
    read: list[list[Plain | Wrong]] = []
    wrong_at: set[int] = set()
    for key in keys:
        at = columns[key]
        cells = raw[at] if at < len(raw) else nothing
        errors = None if formulas is None else _known(formulas, at, body)
        said, wrong = _column(of.column[key], cells, order, errors)
        read.append(said)
        wrong_at.update(wrong)
    at = columns.get(ID, len(raw))
    ids = [_id(one) for one in (raw[at] if at < len(raw) else nothing)]
    found = []
    for place, ((number, _), each, own) in enumerate(
        zip(body, zip(*read, strict=True), ids, strict=True)
    ):
        cells_read = dict(zip(keys, each, strict=True))
        wrong_cells: dict[str, Wrong] = {}
        if place in wrong_at:
            wrong_cells = {key: one for key, one in cells_read.items() if isinstance(one, Wrong)}
            cells_read = {key: one for key, one in cells_read.items() if key not in wrong_cells}
        found.append(RowSeen(number, own, cast("Cells", cells_read), wrong_cells))
    return found


def _known(
    formulas: frozenset[tuple[int, int]], at: int, body: Sequence[tuple[int, object]]
) -> frozenset[int]:
    """Return the places, among these rows, whose cell in a column holds a formula."""
    rows = {row for row, column in formulas if column == at}
    return frozenset(place for place, (number, _) in enumerate(body) if rows and number in rows)


def _column(
    column: Column,
    cells: Sequence[Value],
    order: DateOrder | None,
    formulas: frozenset[int] | None,
) -> tuple[list[Plain | Wrong], list[int]]:
    """Return what the cells of one column say, and the places of those that are wrong."""
    reader = reader_of(column, order)
    met: dict[Value, Plain | Wrong] = {None: reader(None), "": reader(None)}
    said: list[Plain | Wrong] = []
    wrong: list[int] = []
    for place, cell in enumerate(cells):
        if cell.__class__ is bool:  # as a key it would be 1 or 0
            one = reader(cell)
        elif cell in met:
            one = met[cell]
        else:
            one = met[cell] = reader(cell)
        if cell in ERRORS and (formulas is None or place in formulas):
            one = Wrong(str(cell), f"{column.heading}: a formula shows an error here.")
        if one.__class__ is Wrong:
            wrong.append(place)
        said.append(one)
    return said, wrong


ERRORS: Final = frozenset(
    ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!", "Loading..."]
)
"""What a cell shows whose formula has no value."""


def _id(cell: Value) -> str:
    text = "" if cell is None else _text(cell).strip()
    return text if is_id(text) else ""


# one cell


Reader = Callable[[Value], "Plain | Wrong"]


def reader_of(column: Column, order: DateOrder | None) -> Reader:
    """Return what reads the cells of a column; see `_READERS` for what each kind takes."""
    of: Callable[[Column, DateOrder | None], Reader] = _READERS[column.holds]
    return of(column, order)


def _texts(column: Column, _order: DateOrder | None) -> Reader:
    one = None if column.place is None or column.place.names else column.place.field
    empty = None if one is not None and one.optional else ""
    if column.needed and one is not None and one.column.refers_to:
        empty = None
    limit = 0 if one is None else one.column.limit
    needed = column.needed

    def read(cell: Value) -> Plain | Wrong:
        if cell is None:
            return empty
        text = clean(_text(cell))
        if needed and is_blank(text):
            return empty
        if limit and len(text) > limit:
            return Wrong(
                text,
                f"{column.heading} holds {limit:,} characters at most; this has {len(text):,}.",
            )
        return text or empty

    return read


def _text(cell: Value) -> str:
    """Return a cell as text, also where a spreadsheet made a number or a truth of it."""
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
    return str(cell)


def _words(column: Column, _order: DateOrder | None) -> Reader:
    members = members_of(cast("Hashable", column.place and column.place.words), _own_word)
    several = column.holds is Holds.WORDS
    told = ", ".join(dict.fromkeys(str(one.value) for one in members.values()))

    def word(text: str) -> str | None:
        found = members.get(text) or members.get(folded(text))
        return None if found is None else str(found.value)

    def read(cell: Value) -> Plain | Wrong:
        text = "" if cell is None else _text(cell)
        if is_blank(text):
            return "" if several else None
        parts = text.split(",") if several else [text]
        found = [word(one) for one in parts if not is_blank(one)]
        if None in found:
            many = "some" if several else "one"
            return Wrong(text, f"{column.heading} takes {many} of: {told}.")
        return ",".join(dict.fromkeys(one for one in found if one))

    return read


def _own_word(member: Enum) -> str:
    return str(member.value)


_TRUTHS: Final = {"yes": 1, "true": 1, "1": 1, "x": 1, "no": 0, "false": 0, "0": 0}


def _truths(column: Column, _order: DateOrder | None) -> Reader:
    def read(cell: Value) -> Plain | Wrong:
        text = "" if cell is None else _text(cell)
        if is_blank(text):
            return None
        found = _TRUTHS.get(folded(text))
        return Wrong(text, f"{column.heading} takes yes or no.") if found is None else found

    return read


_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,11}")


def _wholes(column: Column, _order: DateOrder | None) -> Reader:
    one = None if column.place is None else column.place.field.column
    least = -WHOLE_LIMIT if one is None or one.lowest is None else one.lowest
    most = WHOLE_LIMIT if one is None or one.highest is None else one.highest

    def read(cell: Value) -> Plain | Wrong:
        text = "" if cell is None else _text(cell).strip()
        if is_blank(text):
            return None
        if isinstance(cell, bool) or not _WHOLE.fullmatch(text):
            return Wrong(text, f"{column.heading} takes a whole number.")
        if not least <= int(text) <= most:
            return Wrong(text, f"{column.heading} goes from {least:,} to {most:,}.")
        return int(text)

    return read


_SERIAL_ZERO: Final = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465


def _days(column: Column, order: DateOrder | None) -> Reader:
    def read(cell: Value) -> Plain | Wrong:
        text = "" if cell is None else _text(cell).strip()
        if is_blank(text):
            return None
        found = _serial(cell) if isinstance(cell, int | float) else _day(text, order)
        if isinstance(found, date):
            return found.isoformat()
        if isinstance(found, Unclear):
            words = f"{column.heading} could mean two different days. Write 2026-05-14."
            return Wrong(text, words)
        return Wrong(text, f"{column.heading} takes a day, such as 2026-05-14.")

    return read


def _serial(cell: float) -> date | None:
    """Return the day of a serial number; None for a truth and for what is no day."""
    if isinstance(cell, bool) or not _FIRST_SERIAL <= cell < _LAST_SERIAL + 1:
        return None
    return _SERIAL_ZERO + timedelta(days=int(cell))


def _day(text: str, order: DateOrder | None) -> date | Unclear | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return day(text, order)


def _instants(column: Column, _order: DateOrder | None) -> Reader:
    def read(cell: Value) -> Plain | Wrong:
        text = "" if cell is None else _text(cell).strip()
        if is_blank(text):
            return None
        try:
            return stamp(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            words = f"{column.heading} takes an instant, such as 2026-05-14T09:30:00+00:00."
            return Wrong(text, words)

    return read


_READERS: Final = {
    Holds.TEXT: _texts,
    Holds.WHOLE: _wholes,
    Holds.DAY: _days,
    Holds.YES_NO: _truths,
    Holds.WORD: _words,
    Holds.WORDS: _words,
    Holds.INSTANT: _instants,
}
