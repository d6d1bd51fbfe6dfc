"""What people, or messages, does this file hold, whatever its kind?

Content decides: a table of text, address cards, a spreadsheet, LinkedIn's messages, or the archive
it sends, out of which its connections or its messages are taken. `refuse_at_once` is quick and
opens nothing; `read` does the work, and runs in a process of its own (`child`). People of every
kind of file come out as one `tables.Table`, so that what follows (which column is what, the
preview) is the same for each; messages come out as a `messages.Log`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from lib.coaching.records import Problem
from lib.exchange import archives, decoding, kinds, messages, tables, vcard, xlsx_in
from lib.exchange.decoding import Reading
from lib.exchange.kinds import FileKind
from lib.exchange.messages import Log, Message, Person
from lib.exchange.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(Enum):
    """What of an archive is wanted."""

    PEOPLE = "people"
    MESSAGES = "messages"


_NO_TABLE = Table(None, (), (), (), "", ())


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file holds."""

    table: Table
    """Empty where it holds messages."""
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
    log: Log | None = None
    """The messages; None where it holds people."""
    parts: tuple[Part, ...] = ()
    """What is in an archive; empty where the file was none."""

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
    if kinds.kind_of(data) is FileKind.ZIP:
        if archives.look(data).spreadsheet:
            decoding.refuse_long(data)
    else:
        decoding.refuse_long(data, _most(data))


def may_be_messages(data: bytes) -> bool:
    """Return whether a file may hold LinkedIn's messages, and no people."""
    if kinds.kind_of(data) is FileKind.ZIP:
        archive = archives.look(data)
        return archive.messages is not None and archive.contacts is None
    return messages.may_be(data)


def _most(data: bytes) -> int:
    """Return how many bytes a file of text may have."""
    return messages.BYTES_LIMIT if messages.may_be(data) else decoding.BYTES_LIMIT


def read(
    data: bytes, encoding: str | None = None, tab: str | None = None, part: Part | None = None
) -> Incoming:
    """Return the table, or the messages, in a file's bytes.

    Args:
        data: the whole file.
        encoding: the one a person chose from `choices`; None to find out.
        tab: the tab a person chose; None to find out.
        part: which part of an archive; None for the people, where there are any.

    Raises:
        FileRefusedError: see `lib.exchange.errors`.
    """
    refuse_at_once(data)
    if kinds.kind_of(data) is not FileKind.ZIP:
        return _text(data, encoding)
    archive = archives.look(data)
    if archive.spreadsheet:
        sheet = xlsx_in.read(data, tab)
        return Incoming(sheet.table, tab=sheet.tab, tabs=sheet.tabs)
    there = {
        one: name
        for one, name in ((Part.PEOPLE, archive.contacts), (Part.MESSAGES, archive.messages))
        if name is not None
    }
    member = there.get(part or Part.PEOPLE) or next(iter(there.values()))
    found = _text(archives.member(data, member), encoding)
    return replace(found, member=_shown(member), parts=tuple(there))


def _text(data: bytes, encoding: str | None) -> Incoming:
    """Return what is in a file of text."""
    decoded = decoding.decode(data, encoding, most=_most(data))
    how = (decoded.encoding, decoded.sure, decoded.choices)
    if vcard.are_cards(decoded.text):
        cards = vcard.read(decoded.text, decoded.encoding)
        if not cards.guessed:
            how = (decoded.encoding, True, ())
        return Incoming(cards.table, *how, cards=True)
    if messages.may_be(data) and messages.are_messages(decoded.text):
        return Incoming(_NO_TABLE, *how, log=messages.read(decoded.text))
    return Incoming(tables.read(decoded.text), *how)


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
        "log": None if found.log is None else _plain_log(found.log),
        "parts": [one.value for one in found.parts],
    }


def _plain_log(log: Log) -> dict[str, Any]:
    """Return messages as JSON can hold them, everybody written down once."""
    people: dict[Person, int] = {}
    for one in log.people:
        people.setdefault(one, len(people))
    written = [
        (
            one.line,
            one.conversation,
            people.setdefault(one.sender, len(people)),
            people.setdefault(one.recipient, len(people)),
            one.at.isoformat(),
            one.words,
        )
        for one in log.messages
    ]
    return {
        "people": [(one.name, one.link) for one in people],
        "listed": len(log.people),
        "messages": written,
        "rejected": [(one.table, one.line, one.message) for one in log.rejected],
    }


def _log(plain: Mapping[str, Any]) -> Log:
    people = [Person(name, link) for name, link in plain["people"]]
    return Log(
        tuple(
            Message(line, talk, people[sender], people[to], datetime.fromisoformat(at), words)
            for line, talk, sender, to, at, words in plain["messages"]
        ),
        tuple(Problem(*one) for one in plain["rejected"]),
        tuple(people[: plain["listed"]]),
    )


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
        None if plain["log"] is None else _log(plain["log"]),
        tuple(Part(one) for one in plain["parts"]),
    )


def _rows(rows: list[tuple[int, list[str], bool]]) -> tuple[Row, ...]:
    return tuple(Row(line, tuple(cells), trimmed) for line, cells, trimmed in rows)
