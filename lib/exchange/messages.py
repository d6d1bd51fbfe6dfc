"""Who wrote to whom and when, by LinkedIn's `messages.csv`: text to messages, no row dropped.

The file has nine to thirteen columns, by its year: links of the recipients since 2023, attachments
and drafts since 2025; every cell quoted since 2026. Recipients stand in one cell, with ", " between
them, which may also stand inside a name ("Jane Doe, Ph.D."), so the links tell how many they are
where there are links. Times are UTC. A row that is no message between the owner and one other
person (a draft, an advertisement, a talk of several, somebody whose account is closed) is rejected
with its reason and never dropped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from lib.coaching.records import NAME_LIMIT, NOTE_LIMIT, Problem
from lib.coaching.text import folded, is_blank
from lib.exchange import fields, tables
from lib.exchange.errors import NothingInItError, TooLargeError
from lib.exchange.headings import heading_key

BYTES_LIMIT = 50_000_000
"""Most bytes of a history: 50 MB."""
ROWS_LIMIT = 50_000
"""Most messages of one file: as many as a workbook holds touches (`product.md`, Records)."""
HEADING_WITHIN = 20
NOTHING = "There are no messages in this file."

_TABLE = "touches"
_CLOSED = "linkedin member"
"""What LinkedIn writes for somebody whose account is closed, folded."""
_ADVERTISED = "spinmail-quill-editor"
"""Stands in the markup of LinkedIn's advertisements."""
_MOMENT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"\s*(?:UTC|GMT|Z)?"
)


class Column(Enum):
    """The columns that are read; the value is the heading, folded."""

    CONVERSATION = "conversation id"
    SENDER = "from"
    SENDER_LINK = "sender profile url"
    RECIPIENTS = "to"
    RECIPIENT_LINKS = "recipient profile urls"
    MOMENT = "date"
    WORDS = "content"
    FOLDER = "folder"
    DRAFT = "is message draft"


_NEEDED = (Column.CONVERSATION, Column.SENDER, Column.RECIPIENTS, Column.MOMENT)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote or was written to."""

    name: str
    link: str
    """Their profile; empty where the file gives none."""

    @property
    def key(self) -> str:
        """What tells this person from others: the profile, or else the name."""
        return fields.link_key(self.link) if self.link else folded(self.name)


@dataclass(frozen=True, slots=True)
class Message:
    """One message from one person to one other."""

    line: int
    conversation: str
    sender: Person
    recipient: Person
    at: datetime
    """UTC."""
    words: str


@dataclass(frozen=True, slots=True)
class Log:
    """The messages of a file. `len(messages) + len(rejected)` is the number of rows read."""

    messages: tuple[Message, ...]
    rejected: tuple[Problem, ...]
    people: tuple[Person, ...]
    """Everybody in it, whoever is in the most conversations first: the owner, as a rule."""


def are_messages(text: str) -> bool:
    """Return True where a text begins like LinkedIn's messages."""
    return _heading(tables.rows_of(text[:20_000], ",")) is not None


def may_be(data: bytes) -> bool:
    """Return True where a file's bytes begin like LinkedIn's messages, whatever their encoding."""
    head = data[:4_000].replace(b"\x00", b"").lower()
    return all(one.value.encode() in head for one in _NEEDED)


def read(text: str) -> Log:
    """Return the messages of a file.

    Raises:
        NothingInItError: no heading row of messages, or no row below it.
        TooLargeError: more than `ROWS_LIMIT` rows.
    """
    rows = list(tables.rows_of(text, ",", most=ROWS_LIMIT + HEADING_WITHIN + 1))
    found = _heading(rows)
    if found is None or len(rows) == found + 1:
        raise NothingInItError(NOTHING)
    below = rows[found + 1 :]
    if len(below) > ROWS_LIMIT:
        message = (
            f"A history may have {ROWS_LIMIT:,} messages at most; this one has more. Ask LinkedIn "
            "for a shorter time, or split the file by year."
        )
        raise TooLargeError(message)
    return _log(rows[found].cells, below)


def _heading(rows: Iterable[tables.Row]) -> int | None:
    """Return which row holds the headings of messages; None where none does."""
    for place, row in enumerate(rows):
        if place == HEADING_WITHIN:
            return None
        keys = {heading_key(cell) for cell in row.cells}
        if all(one.value in keys for one in _NEEDED):
            return place
    return None


@dataclass(frozen=True, slots=True)
class _Raw:
    """One row, its cells by column."""

    line: int
    cells: dict[Column, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column, "")


def _log(heading: Sequence[str], rows: Sequence[tables.Row]) -> Log:
    keys = [heading_key(one) for one in heading]
    places = {one: keys.index(one.value) for one in Column if one.value in keys}
    raws: list[_Raw] = []
    rejected: list[Problem] = []
    for row in rows:
        if len(row.cells) > len(heading):
            rejected.append(_wrong(row.line, "It has more cells than there are columns."))
            continue
        raws.append(
            _Raw(
                row.line,
                {one: row.cells[at] for one, at in places.items() if at < len(row.cells)},
            )
        )
    senders = _linked(raws)
    messages: list[Message] = []
    for raw in raws:
        found = _message(raw, senders)
        if isinstance(found, Problem):
            rejected.append(found)
        else:
            messages.append(found)
    messages, several = _between_two(messages)
    rejected = sorted([*rejected, *several], key=lambda one: one.line or 0)
    return Log(tuple(messages), tuple(rejected), _people(messages))


def _wrong(line: int, message: str) -> Problem:
    return Problem(_TABLE, line, message)


def _linked(raws: Iterable[_Raw]) -> dict[str, str]:
    """Return the profile of each sender's name; empty where the file gives none, or several."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for raw in raws:
        name = folded(raw[Column.SENDER])
        found[name].update({link} if (link := fields.link(raw[Column.SENDER_LINK]) or "") else ())
    return {name: links.pop() if len(links) == 1 else "" for name, links in found.items()}


def _message(raw: _Raw, senders: dict[str, str]) -> Message | Problem:
    """Return the message in a row, or why it is none between two people."""
    reason = _no_message(raw)
    if reason is not None:
        return _wrong(raw.line, reason)
    at = moment(raw[Column.MOMENT])
    if at is None:
        return _wrong(raw.line, "Its date and time cannot be read.")
    recipient = _recipient(raw, senders)
    if recipient is None:
        return _wrong(raw.line, "It went to several people; only talks of two are counted.")
    sender = Person(
        raw[Column.SENDER][:NAME_LIMIT],
        fields.link(raw[Column.SENDER_LINK]) or senders.get(folded(raw[Column.SENDER]), ""),
    )
    for one in (sender, recipient):
        if is_blank(one.name) or folded(one.name) == _CLOSED:
            return _wrong(raw.line, "No name is left: that account was closed.")
    if sender.key == recipient.key:
        return _wrong(raw.line, "Sender and recipient are the same.")
    words = raw[Column.WORDS][:NOTE_LIMIT]
    return Message(raw.line, raw[Column.CONVERSATION], sender, recipient, at, words)


def _no_message(raw: _Raw) -> str | None:
    if folded(raw[Column.DRAFT]) in ("yes", "true", "1"):
        return "A draft, never sent."
    if folded(raw[Column.FOLDER]) == "spam":
        return "It lay in the spam folder."
    if _ADVERTISED in raw[Column.WORDS][:2_000]:
        return "An advertisement."
    if is_blank(raw[Column.CONVERSATION]):
        return "It names no conversation."
    return None


def moment(text: str) -> datetime | None:
    """Return the instant a cell names, in UTC; None where it names none."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        year, month, number, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, number, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _recipient(raw: _Raw, senders: dict[str, str]) -> Person | None:
    """Return the one person a message went to; None where they were several."""
    names = raw[Column.RECIPIENTS].strip()
    links = [one for one in re.split(r"[,\s]+", raw[Column.RECIPIENT_LINKS]) if one]
    if len(links) > 1:
        return None
    if links:
        return Person(names[:NAME_LIMIT], fields.link(links[0]) or "")
    known = senders.get(folded(names))
    if known is None and len(_names(names)) > 1:
        return None
    return Person(names[:NAME_LIMIT], known or "")


def _names(joined: str) -> list[str]:
    """Return the names in a cell; what is a title after a comma stays with its name."""
    found: list[str] = []
    for part in joined.split(", "):
        title = " " not in part.strip() or "." in part
        if found and title:
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


def _between_two(messages: list[Message]) -> tuple[list[Message], list[Problem]]:
    """Return the messages of conversations of two, and the rest as problems.

    A cell may name one recipient of several; the conversation as a whole tells.
    """
    members: defaultdict[str, set[str]] = defaultdict(set)
    for one in messages:
        members[one.conversation].update((one.sender.key, one.recipient.key))
    two = 2
    kept = [one for one in messages if len(members[one.conversation]) <= two]
    several = "It is of a talk of several people; only talks of two are counted."
    return kept, [
        _wrong(one.line, several) for one in messages if len(members[one.conversation]) > two
    ]


def _people(messages: Sequence[Message]) -> tuple[Person, ...]:
    """Return everybody, whoever is in the most conversations first."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, Counter[Person]] = defaultdict(Counter)
    for message in messages:
        for one in (message.sender, message.recipient):
            seen[one.key].add(message.conversation)
            names[one.key][one] += 1
    order = sorted(seen, key=lambda key: (-len(seen[key]), key))
    return tuple(names[key].most_common(1)[0][0] for key in order)
