"""Which tables of cells does this file hold? A spreadsheet, CSV files in a zip or one alone.

The content decides, not the name. A zip is only opened where its directory promises nothing large
(B49), and each member is unpacked no further than promised. Spreadsheets are read by `xlsx_tabs`.
CSV is read as UTF-8, or by its byte order mark; nothing is guessed, because a workbook goes back in
as it was.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from lib.exchange import xlsx_tabs
from lib.exchange.errors import OtherKindError, TooLargeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

UNPACKED_LIMIT = 150_000_000
"""Most bytes a file unpacks to; a full workbook unpacks to about fifty million."""
MEMBERS_LIMIT = 100
RATIO_LIMIT = 100
"""Most times that a file may grow when unpacked."""
NOT_OURS = (
    "This is no workbook that was taken out of here. A spreadsheet, a zip of CSV files or a JSON "
    "file from “Take everything with you” can be brought back."
)

_SMALL = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(RuntimeError, ValueError),
)
"""What reading a damaged or locked zip raises."""
_LOCKED = "This file is damaged or locked with a password, so it can't be opened."


class Kind(Enum):
    """In which of the three forms a workbook came."""

    XLSX = "spreadsheet"
    CSV = "CSV files"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class CellTable:
    """One tab of a file: (line, cells) of each line, the first of which are headings."""

    title: str
    """Its name; empty for a CSV file that came alone."""
    lines: Iterable[tuple[int, Sequence[object]]]


def tables(data: bytes, wanted: Callable[[str], bool]) -> tuple[Kind, Iterator[CellTable]]:
    """Return what kind of file this is, and its tables.

    Args:
        data: the whole file; no JSON.
        wanted: whether a tab of this title is to be read; others come without lines.

    Raises:
        OtherKindError, TooLargeError, UnreadableError: see `lib.exchange.errors`.
    """
    if not data.startswith(b"PK\x03\x04"):
        return Kind.CSV, _csv_tables({"": data})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _safe(archive, len(data))
            if any(one.filename == "xl/workbook.xml" for one in members):
                return Kind.XLSX, iter(list(_xlsx_tables(archive, members, wanted)))
            files = {
                one.filename.rpartition("/")[2][:-4]: _unpacked(archive, one)
                for one in members
                if one.filename.lower().endswith(".csv")
                and not one.filename.startswith("__MACOSX/")
            }
    except _BROKEN as broken:
        raise UnreadableError(_LOCKED) from broken
    if not files:
        raise OtherKindError(NOT_OURS)
    return Kind.CSV, _csv_tables(files)


def _safe(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """Return the members of an archive whose directory promises nothing too large."""
    members = archive.infolist()
    if any(one.compress_type not in _METHODS for one in members):
        raise UnreadableError(_LOCKED)
    total = sum(one.file_size for one in members)
    if len(members) > MEMBERS_LIMIT or total > max(_SMALL, min(UNPACKED_LIMIT, RATIO_LIMIT * size)):
        message = "This file unpacks to far more than a workbook holds, so it isn't opened."
        raise TooLargeError(message)
    return members


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes; zipfile reads no further than the directory says."""
    return archive.read(member)


def _xlsx_tables(
    archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], wanted: Callable[[str], bool]
) -> Iterator[CellTable]:
    there = {one.filename: one for one in members}

    def member(name: str) -> bytes:
        if name not in there:
            raise UnreadableError(_LOCKED)
        return _unpacked(archive, there[name])

    for title, lines in xlsx_tabs.tabs(member, wanted):
        yield CellTable(title, lines)


def _csv_tables(files: Mapping[str, bytes]) -> Iterator[CellTable]:
    for title, data in files.items():
        text = _decoded(data)
        yield CellTable(title, _csv_lines(text))


def _decoded(data: bytes) -> str:
    """Return a CSV file's text: by its byte order mark, or as UTF-8; nothing is guessed."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not marked:
        raise OtherKindError(NOT_OURS)
    encoding = "utf-16" if marked else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        message = "This file can't be read. Save it as CSV UTF-8 in your spreadsheet program."
        raise UnreadableError(message) from broken


def _csv_lines(text: str) -> Iterator[tuple[int, Sequence[object]]]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as broken:
        message = "A quotation mark in this file is never closed, so its rows can't be told apart."
        raise UnreadableError(message) from broken
