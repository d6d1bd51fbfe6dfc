"""Comments: a word by a coach or the owner, on a row or an exercise."""

from dataclasses import dataclass, field
from datetime import date

from lib.coaching.records import NOTE_LIMIT, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Record):
    """One word on one row; a private one never leaves the store."""

    table: str = field(metadata=column("Table"))
    row: str = field(metadata=column("Row", hidden=True))
    on: date = field(metadata=column("Day"))
    author: str = field(default="", metadata=column("Author"))
    text: str = field(default="", metadata=column("Comment", limit=NOTE_LIMIT, required=True))
    private: bool = field(default=False, metadata=column("Private"))
