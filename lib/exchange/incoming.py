"""What table of people does this file hold, whatever its kind? Bytes to one table.

Content decides: a table of text, address cards, a spreadsheet, or the archive LinkedIn sends, out
of which its connections are taken. `refuse_at_once` is quick and opens nothing; `read` does the
work, and runs in a process of its own (`child`). All kinds come out as one `tables.Table`, so that
what follows (which column is what, the preview) is the same for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lib.coaching.records import Problem
from lib.exchange import archives, decoding, kinds, tables, vcard, xlsx_in
from lib.exchange.decoding import Reading
from lib.exchange.errors import OtherKindError
from lib.exchange.kinds import FileKind
from lib.exchange.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file holds."""

    table: Table
    encoding: str = "utf_8"
    sure: bool = True
    """False where the encoding was guessed: show `choices`."""
    choices: tuple[Reading, ...] = ()
    """Every encoding the bytes fit, the one that was taken first; empty where `sure`."""
    tab: str = ""
    tabs: tuple[str, ...] = ()
    """Of a spreadsheet: the tab that was read, and all that hold rows."""
    member: str = ""
    """The file that was taken out of an archive; empty where there was none."""
    cards: bool = False
    """True where the file was an address book of cards."""

    @property
    def message(self) -> str:
        """Say how the text was read."""
        label = decoding.LABELS[self.encoding]
        if self.sure:
            return f"Read as {label}."
        return f"We read it as {label}. If names look odd, choose another."


def refuse_at_once(data: bytes) -> None:
    """Return where the file may be read, as far as can be told without opening it.

    Raises:
        FileRefusedError: it may not; see `lib.exchange.errors`.
    """
    if kinds.kind_of(data) is not FileKind.ZIP or archives.look(data).spreadsheet:
        decoding.refuse_long(data)


def read(data: bytes, encoding: str | None = None, tab: str | None = None) -> Incoming:
    """Return the table in a file's bytes.

    Args:
        data: the whole file.
        encoding: the one a person chose from `choices`; None to find out.
        tab: the tab a person chose; None to find out.

    Raises:
        FileRefusedError: see `lib.exchange.errors`.
    """
    refuse_at_once(data)
    member = ""
    if kinds.kind_of(data) is FileKind.ZIP:
        archive = archives.look(data)
        if archive.spreadsheet:
            sheet = xlsx_in.read(data, tab)
            return Incoming(sheet.table, tab=sheet.tab, tabs=sheet.tabs)
        if archive.contacts is None:
            message = (
                "There are only messages in this archive. Your contacts are in Connections.csv: "
                "ask LinkedIn for Connections too, and bring that."
            )
            raise OtherKindError(message)
        member = archive.contacts
        data = archives.member(data, member)
    decoded = decoding.decode(data, encoding)
    if kinds.kind_of(data) is FileKind.VCARD:
        cards = vcard.read(decoded.text, decoded.encoding)
        sure = decoded.sure or not cards.guessed
        choices = () if sure else decoded.choices
        return Incoming(
            cards.table, decoded.encoding, sure, choices, member=_shown(member), cards=True
        )
    table = tables.read(decoded.text)
    return Incoming(table, decoded.encoding, decoded.sure, decoded.choices, member=_shown(member))


def _shown(member: str) -> str:
    """Return the last part of a member's name."""
    return member.replace("\\", "/").rpartition("/")[2]


def to_plain(found: Incoming) -> dict[str, Any]:
    """Return what was found as JSON can hold it."""
    table = found.table
    return {
        "heading": table.heading,
        "columns": table.columns,
        "rows": [(row.line, row.cells, row.trimmed) for row in table.rows],
        "rejected": [(one.table, one.line, one.message) for one in table.rejected],
        "above": [(row.line, row.cells, row.trimmed) for row in table.above],
        "delimiter": table.delimiter,
        "encoding": found.encoding,
        "sure": found.sure,
        "choices": [(one.encoding, one.label, one.sample) for one in found.choices],
        "tab": found.tab,
        "tabs": found.tabs,
        "member": found.member,
        "cards": found.cards,
    }


def from_plain(plain: Mapping[str, Any]) -> Incoming:
    """Return what `to_plain` wrote down."""
    heading = plain["heading"]
    table = Table(
        None if heading is None else tuple(heading),
        _rows(plain["rows"]),
        tuple(Problem(*one) for one in plain["rejected"]),
        _rows(plain["above"]),
        plain["delimiter"],
        tuple(plain["columns"]),
    )
    return Incoming(
        table,
        plain["encoding"],
        plain["sure"],
        tuple(Reading(name, label, tuple(sample)) for name, label, sample in plain["choices"]),
        plain["tab"],
        tuple(plain["tabs"]),
        plain["member"],
        plain["cards"],
    )


def _rows(rows: list[tuple[int, list[str], bool]]) -> tuple[Row, ...]:
    return tuple(Row(line, tuple(cells), trimmed) for line, cells, trimmed in rows)
