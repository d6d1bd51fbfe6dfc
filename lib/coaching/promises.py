"""Promises: what a contact said they would do; it counts when it is kept (rule S2-13).

Until then it is a note and nothing more: no ledger, no list of helpers and no number of answers
knows of it. Kept, it is help like any other: a reply that brought something.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from lib.coaching.records import NOTE_LIMIT, Record, column
from lib.coaching.touches import Direction, Outcome, Purpose, Touch


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

    @property
    def open(self) -> bool:
        """True while it is neither kept nor let go."""
        return self.kept_on is None and self.dropped_on is None


def kept(promise: Promise, today: date) -> tuple[Record, ...]:
    """Return the records to save when a promise was kept: from now on it counts as help."""
    help_given = Touch(
        contact=promise.contact,
        ask=promise.ask,
        direction=Direction.REPLY,
        on=max(today, promise.made_on),
        purpose=Purpose.OTHER,
        outcome=Outcome.HELPED,
        words=promise.what,
    )
    return (replace(promise, kept_on=today), help_given)


def let_go(promise: Promise, today: date) -> tuple[Record, ...]:
    """Return the records to save when nothing came of a promise, and nothing is waited for."""
    return (replace(promise, dropped_on=today),)
