"""Comments: a word by a coach or the owner, on a row or an exercise."""

from dataclasses import dataclass, field
from datetime import date

from lib.coaching.records import NOTE_LIMIT, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """One word on one row, on a chart (table `charts`), or on the whole workbook (`cover`).

    A private one never leaves the store, and only its author reads it.
    """

    table: str = field(metadata=column("Table"))
    row: str = field(metadata=column("Row", hidden=True))
    on: date = field(metadata=column("Day"))
    author: str = field(default="", metadata=column("Author"))
    text: str = field(default="", metadata=column("Comment", limit=NOTE_LIMIT, required=True))
    private: bool = field(default=False, metadata=column("Private"))
    by: str = field(default="", metadata=column("By", hidden=True))
    """Id of the link its author came by; empty for the owner."""
    suggests: str = field(default="", metadata=column("Other words", limit=NOTE_LIMIT))
    """Words that are proposed in the place of the row's own."""
    taken: bool | None = field(default=None, metadata=column("Taken up"))
    """The owner's answer to the words proposed; None while it is open."""
    settled_on: date | None = field(default=None, metadata=column("Settled on"))
