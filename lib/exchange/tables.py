"""Where does the table in this text begin, and what are its rows? Text to headings and rows.

A reader of our own, because every cell is text (B03), a stray quotation mark must not swallow the
people after it, and each row keeps the line it stands on. The heading row is found, not counted:
LinkedIn's file begins with a paragraph of notes, or not (B44). Where no row reads like headings,
`Table.heading` is None and a person is asked; the first line is never taken for headings silently
(B39).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NoReturn

from lib.coaching.records import Problem
from lib.coaching.text import clean, is_blank
from lib.exchange import headings
from lib.exchange.decoding import NOTHING
from lib.exchange.errors import NothingInItError, OtherKindError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROWS_LIMIT = 5_000
"""Most rows of one file: as many as a workbook holds contacts (`product.md`, Records; B47)."""
COLUMNS_LIMIT = 150
"""Most columns of a row; address books write about ninety."""
HEADING_WITHIN = 20
"""Rows from the top in which headings are looked for; LinkedIn's notes take three (B44)."""
DELIMITERS = (",", ";", "\t", "|")

LINES_LIMIT = 200_000
"""Most lines of a file, blank ones and those inside cells counted: forty for each row."""

_LOOKED_AT = 60
_SAMPLE = 64_000
"""Characters in which the delimiter is looked for."""
_HEADING_LENGTH = 60
_MESSAGES = "conversation id"
_DIRECTIVE = re.compile(r'"?sep=(.)"?[ \t]*\n', re.IGNORECASE)
_LINE_ENDS = re.compile("\r\n|\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file it begins on, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]
    trimmed: bool = False
    """True where control characters, or marks beyond ten on a letter, were left out (B13)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text. `len(rows) + len(rejected)` is the number of rows read."""

    heading: tuple[str, ...] | None
    """None where no row reads like headings: ask, then `with_heading`."""
    rows: tuple[Row, ...]
    """In the file's order, each as wide as `columns`; blank lines are left out."""
    rejected: tuple[Problem, ...]
    """Rows with more cells than there are columns, and headings that come again."""
    above: tuple[Row, ...]
    """Lines above the headings, passed over."""
    delimiter: str
    columns: tuple[str, ...]
    """The headings as they stand, or "Column 1" and so on."""


def read(text: str) -> Table:
    """Return the table in a text.

    Raises:
        NothingInItError: no row below the headings, or none at all.
        TooLargeError: more than `ROWS_LIMIT` rows or `LINES_LIMIT` lines.
        OtherKindError: LinkedIn's messages, not its connections.
    """
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    delimiter = None
    directive = _DIRECTIVE.match(text)
    start_line = 1
    if directive:
        text, start_line = text[directive.end() :], 2
        delimiter = directive[1] if directive[1] in DELIMITERS else None
    lines = text.count("\n")
    if lines > LINES_LIMIT:
        message = f"A file may have {LINES_LIMIT:,} lines at most; this one has {lines:,}."
        raise TooLargeError(message)
    if '"' not in text and lines > ROWS_LIMIT + HEADING_WITHIN:
        filled = sum(1 for line in text.split("\n") if line.strip())
        if filled > ROWS_LIMIT + HEADING_WITHIN:
            too_many(filled)
    text = _unescaped(text, delimiter)
    delimiter = delimiter or _delimiter(text)
    rows = []
    for row, _ in _rows(text, delimiter):
        rows.append(replace(row, line=row.line + start_line - 1) if start_line > 1 else row)
        if len(rows) > ROWS_LIMIT + HEADING_WITHIN:
            too_many(None)
    if not rows:
        raise NothingInItError(NOTHING)
    place = _heading_place(rows)
    return _table(rows, place, delimiter)


def rows_of(text: str, delimiter: str, *, most: int | None = None) -> Iterator[Row]:
    """Yield the rows of a text that are not blank, without looking for headings.

    Args:
        text: as it was decoded.
        delimiter: what separates its cells.
        most: how many at most; None for all.
    """
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    return (row for row, _ in islice(_rows(text, delimiter), most))


def of_rows(rows: Iterable[tuple[int, list[str]]]) -> Table:
    """Return the table in rows that are cells already, such as a spreadsheet's.

    Args:
        rows: the line each stands on, counted from 1, and its cells.

    Raises:
        NothingInItError, TooLargeError, OtherKindError: as `read`.
    """
    kept: list[Row] = []
    for line, cells in rows:
        row = _row(line, cells)
        if row is not None:
            kept.append(row)
        if len(kept) > ROWS_LIMIT + HEADING_WITHIN:
            too_many(None)
    if not kept:
        raise NothingInItError(NOTHING)
    return _table(kept, _heading_place(kept), "")


def headed(
    heading: tuple[str, ...], rows: Iterable[tuple[int, list[str]]], rejected: Iterable[Problem]
) -> Table:
    """Return a table under headings that are known, such as those of address cards.

    Args:
        heading: one for each cell of a row.
        rows: the line each stands on and its cells; none is left out, blank ones neither.
        rejected: rows that could not be read.
    """
    kept = []
    for line, cells in rows:
        row = _row(line, cells) or Row(line, ())
        kept.append(replace(row, cells=row.cells + ("",) * (len(heading) - len(row.cells))))
    return Table(heading, tuple(kept), tuple(rejected), (), "", heading)


def with_heading(table: Table, *, first_row: bool) -> Table:
    """Return a table without known headings again, now that a person has said.

    Args:
        table: one whose `heading` is None.
        first_row: True where its first row holds headings, False where it is a person.

    Raises:
        NothingInItError: there is nothing below the headings.
    """
    if table.heading is not None or not first_row:
        return table
    return _table(list(table.rows), 0, table.delimiter)


def too_many(found: int | None) -> NoReturn:
    """Refuse a file of so many rows; None where it has more than were counted.

    Raises:
        TooLargeError: always.
    """
    has = f"this one has {found:,}" if found else "this one has more"
    message = (
        f"A file may have {ROWS_LIMIT:,} rows at most; {has}. Bring the people you would be glad "
        "to hear from, or split the file."
    )
    raise TooLargeError(message)


def _table(rows: list[Row], place: int | None, delimiter: str) -> Table:
    if place is None:
        width = max(len(row.cells) for row in rows)
        columns = tuple(f"Column {number}" for number in range(1, width + 1))
        heading, above, below = None, [], rows
    else:
        heading = columns = rows[place].cells
        above, below = rows[:place], rows[place + 1 :]
    if not below:
        raise NothingInItError(NOTHING)
    if len(below) > ROWS_LIMIT:
        too_many(len(below) if len(below) < ROWS_LIMIT + HEADING_WITHIN else None)
    kept, rejected = [], []
    for row in below:
        if len(row.cells) > len(columns):
            message = (
                f"This line has {len(row.cells)} cells where there are {len(columns)} columns; "
                "one holds a separator without quotation marks around it."
            )
            rejected.append(Problem("contacts", row.line, message))
        elif heading is not None and row.cells == heading:
            rejected.append(Problem("contacts", row.line, "These are the headings again."))
        else:
            missing = len(columns) - len(row.cells)
            kept.append(replace(row, cells=row.cells + ("",) * missing) if missing else row)
    return Table(heading, tuple(kept), tuple(rejected), tuple(above), delimiter, columns)


def _heading_place(rows: list[Row]) -> int | None:
    """Return which row holds the headings: the first that names two parts, or the top one."""
    for place, row in enumerate(rows[:HEADING_WITHIN]):
        if headings.heading_key(row.cells[0][:_HEADING_LENGTH]) == _MESSAGES:
            message = (
                "These are LinkedIn's messages. The file wanted here is Connections.csv, which "
                "lies in the same archive."
            )
            raise OtherKindError(message)
        if headings.known(row.cells) > 1:
            return place
    top = headings.parts_of(rows[0].cells)
    return 0 if any(part in headings.NAME_PARTS for part in top) else None


def _delimiter(text: str) -> str:
    """Return the delimiter that gives headings we know, or else the most even rows."""
    text = text[:_SAMPLE]

    def fit(delimiter: str) -> tuple[int, float, int]:
        rows = [row for row, _ in islice(_rows(text, delimiter), _LOOKED_AT)]
        best = max((headings.known(row.cells) for row in rows[:HEADING_WITHIN]), default=0)
        widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
        width, count = max(widths.items(), key=lambda one: one[1], default=(0, 0))
        return (best if best > 1 else 0, count / max(len(rows), 1), width)

    return max(DELIMITERS, key=fit)


def _unescaped(text: str, delimiter: str | None) -> str:
    r"""Return the text with `\"` written as `""`, if it reads better so (B37)."""
    if '\\"' not in text:
        return text
    other = re.sub(r'(?<!\\)\\"', '""', text)

    def unevenness(candidate: str) -> int:
        rows = list(islice(_rows(candidate, delimiter or _delimiter(candidate)), ROWS_LIMIT))
        widths = Counter(len(row.cells) for row, _ in rows)
        return len(rows) - max(widths.values(), default=0) + sum(broken for _, broken in rows)

    return other if unevenness(other) < unevenness(text) else text


def _cell(delimiter: str) -> re.Pattern[str]:
    """Return a pattern of one cell: quoted and closed before a delimiter, or else as it stands.

    Possessive, so that a mark that is never closed is passed over once and not tried again.
    """
    mark = re.escape(delimiter)
    return re.compile(
        rf' *"((?:[^"]++|"")*+)" *(?={mark}|\n|\Z)({mark}|\n|\Z)|([^{mark}\n]*+)({mark}|\n|\Z)'
    )


_CELLS = {delimiter: _cell(delimiter) for delimiter in DELIMITERS}


def _rows(text: str, delimiter: str) -> Iterator[tuple[Row, int]]:
    """Yield each row that is not blank, with the number of its cells whose quotes don't match."""
    line, position, end = 1, 0, len(text)
    while position < end:
        stop = text.find("\n", position)
        stop = end if stop < 0 else stop
        broken, lines = 0, 1
        if text.find('"', position, stop) < 0:
            raw = text[position:stop].split(delimiter, COLUMNS_LIMIT + 1)
            position = stop + 1
        else:
            raw, position, broken, lines = _quoted_row(text, delimiter, position)
        row = _row(line, raw)
        if row is not None:
            yield row, broken
        line += lines


def _quoted_row(text: str, delimiter: str, position: int) -> tuple[list[str], int, int, int]:
    """Return the cells of the row that begins at a position and holds quotation marks.

    Returns:
        The cells, where the next row begins, how many cells have marks that don't match, and how
        many lines the row takes.
    """
    raw: list[str] = []
    broken, lines = 0, 1
    while True:
        match = _CELLS[delimiter].match(text, position)
        if match is None:  # its second form takes anything, so there always is a match
            return raw, len(text), broken, lines
        quoted, quoted_end, bare, bare_end = match.groups()
        position = match.end()
        if quoted is None:
            raw.append(bare)
            broken += bare.lstrip(" ").startswith('"')
        else:
            raw.append(quoted.replace('""', '"'))
            lines += quoted.count("\n")
        if (bare_end if quoted is None else quoted_end) != delimiter:
            return raw, position, broken, lines
        if len(raw) > COLUMNS_LIMIT:  # refused whatever follows: on to the next line
            stop = text.find("\n", position)
            return raw, len(text) if stop < 0 else stop + 1, broken, lines


def _row(line: int, raw: list[str]) -> Row | None:
    """Return a row of cleaned cells without empty ones at its end; None for a blank one."""
    cells: list[str] = []
    trimmed = False
    for content in raw:
        better = clean(content)
        if better is not content:
            trimmed = trimmed or better != _as_written(content)
        cells.append(better.strip())
    while cells and not cells[-1]:
        cells.pop()
    if all(map(is_blank, cells)):
        return None
    return Row(line, tuple(cells), trimmed)


def _as_written(content: str) -> str:
    """Return a cell in NFC with one form of line end: what cleaning changes without a loss."""
    return unicodedata.normalize("NFC", re.sub("\r\n|\r|\u0085|\u2028|\u2029", "\n", content))
