"""What stands in the tabs of this spreadsheet? Rows of cells, streamed, whatever the file claims.

A reader of our own, because a workbook comes back letter for letter and from strangers. The
libraries there are make one block of all cells between the first and the last (python-calamine: a
file of five kilobytes, with a cell in the last row of the last column, asks for more memory than
there is), copy a long text once for each cell that shares it, or read a spreadsheet's escapes
otherwise than it writes them (openpyxl). Here a text is kept once, a row is as long as its cells,
and more rows than a workbook has are refused while they are read. Parsed by expat, a part of
Python; a file with a DOCTYPE is refused, so no entity is ever expanded.

Days come as the numbers they are: which columns hold days is known from their headings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from lib.exchange.errors import TooLargeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Line = tuple[int, Sequence[object]]

ROWS_LIMIT = 70_000
"""Most rows of a tab."""
COLUMNS_LIMIT = 100
"""Most columns of a tab that are looked at."""

_DAMAGED = "This spreadsheet is damaged or locked with a password, so it can't be opened."
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def tabs(
    member: Callable[[str], bytes], wanted: Callable[[str], bool]
) -> Iterator[tuple[str, Sequence[Line]]]:
    """Yield (title, rows) of each tab; a row is its number and its cells.

    Args:
        member: returns the bytes of a part of the file, by its name; KeyError where there is none.
        wanted: whether a tab of this title is to be read; others come without rows.

    Raises:
        UnreadableError: it is damaged, or counts days in a way we do not.
        TooLargeError: a tab has more than `ROWS_LIMIT` rows.
    """
    book = _Book()
    _parse(member("xl/workbook.xml"), book.begin)
    targets = _Targets()
    _parse(member("xl/_rels/workbook.xml.rels"), targets.begin)
    texts = _Texts()
    if targets.texts is not None:
        _parse(member(_path(targets.texts)), texts.begin, texts.end, texts.text)
    for title, relation in book.sheets:
        rows = _Rows(texts.found)
        if wanted(title):
            if relation not in targets.sheets:
                raise UnreadableError(_DAMAGED)
            part = member(_path(targets.sheets[relation]))
            _parse(part, rows.begin, rows.end, rows.text)
        yield title, rows.found


def _parse(
    data: bytes,
    begin: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] = lambda _name: None,
    text: Callable[[str], None] = lambda _text: None,
) -> None:
    """Walk through a part; names come without their namespace."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: begin(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the last piece
    except (expat.ExpatError, ValueError, IndexError) as broken:
        raise UnreadableError(_DAMAGED) from broken


def _refuse(*_declaration: object) -> None:
    raise UnreadableError(_DAMAGED)


def _local(name: str) -> str:
    return name[name.rfind("}") + 1 :]


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


class _Book:
    """The titles of the tabs, in their order."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((of for key, of in attributes.items() if _local(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            message = (
                "This spreadsheet counts its days from 1904, so they could come out wrong. Save "
                "each table as CSV UTF-8, and bring those."
            )
            raise UnreadableError(message)


class _Targets:
    """Where the parts lie."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.texts: str | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            kind = attributes.get("Type", "")
            if kind.endswith("/worksheet"):
                self.sheets[attributes.get("Id", "")] = attributes.get("Target", "")
            elif kind.endswith("/sharedStrings"):
                self.texts = attributes.get("Target", "")


class _Letters:
    """The text of a cell, of one run or several; what only tells how to read it aloud is left."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open = False
        self._aloud = False

    def begin(self, name: str) -> None:
        if name == "rPh":
            self._aloud = True
        elif name in ("t", "v"):
            self._open = not self._aloud

    def end(self, name: str) -> None:
        if name == "rPh":
            self._aloud = False
        elif name in ("t", "v"):
            self._open = False

    def text(self, piece: str) -> None:
        if self._open:
            self._pieces.append(piece)

    def taken(self) -> str:
        """Return what was collected, and begin anew."""
        whole = "".join(self._pieces)
        self._pieces.clear()
        return whole


def unescaped(text: str) -> str:
    """Return a text without a spreadsheet's escapes: `_x0041_` is an A."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Texts:
    """The texts that cells share, each kept once."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._letters = _Letters()
        self.text = self._letters.text

    def begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._letters.begin(name)

    def end(self, name: str) -> None:
        self._letters.end(name)
        if name == "si":
            self.found.append(unescaped(self._letters.taken()))


class _Rows:
    """The rows of a tab that hold anything."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.found: list[Line] = []
        self._texts = texts
        self._letters = _Letters()
        self.text = self._letters.text
        self._row = 0
        self._place = -1
        self._kind = ""
        self._cells: list[object] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._place = _column(attributes["r"]) if "r" in attributes else self._place + 1
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._place = -1
            self._cells = []
        else:
            self._letters.begin(name)

    def end(self, name: str) -> None:
        if name == "c":
            self._take(self._letters.taken())
        elif name == "row":
            if self._cells:
                self.found.append((self._row, self._cells))
            if len(self.found) > ROWS_LIMIT:
                message = f"A table may have {ROWS_LIMIT:,} rows at most; this one has more."
                raise TooLargeError(message)
        else:
            self._letters.end(name)

    def _take(self, said: str) -> None:
        if not said or self._place >= COLUMNS_LIMIT:
            return
        missing = self._place + 1 - len(self._cells)
        self._cells.extend([None] * missing)
        self._cells[self._place] = self._value(said)

    def _value(self, said: str) -> object:
        match self._kind:
            case "s":
                return self._texts[int(said)]
            case "n":
                return float(said)
            case "b":
                return said == "1"
        return unescaped(said)


def _column(reference: str) -> int:
    """Return the place of a cell's column, counted from 0."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise UnreadableError(_DAMAGED)
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
