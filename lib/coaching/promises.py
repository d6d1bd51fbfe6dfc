"""Promises: what a contact said they would do; it counts when it is kept (rule S2-13)."""

from dataclasses import dataclass, field
from datetime import date

from lib.coaching.records import NOTE_LIMIT, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(Record):
    """One thing a contact said they would do."""

    contact: str = field(metadata=column("Contact", refers_to="contacts"))
    ask: str | None = field(default=None, metadata=column("Ask", refers_to="asks"))
    what: str = field(default="", metadata=column("What", limit=NOTE_LIMIT, required=True))
    made_on: date = field(metadata=column("Promised on"))
    by: date | None = field(default=None, metadata=column("By"))
    kept_on: date | None = field(default=None, metadata=column("Kept on"))
    dropped_on: date | None = field(default=None, metadata=column("Let go on"))
