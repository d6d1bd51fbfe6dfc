"""Gives: what one did for a contact, or plans to. Giving comes before asking.

Rules S1-15 to S1-17 (give first), S3-15 and S3-16 (help need not be about work).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from lib.coaching.records import NOTE_LIMIT, Record, column


class GiveKind(Enum):
    """What is given (rules S1-16, S3-16)."""

    PRAISE = "praise"
    SUPPORT = "support"
    VALUE = "something of value"
    EVERYDAY = "everyday help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Give(Record):
    """One thing given to a contact, or planned. Given once `given_on` is set."""

    contact: str = field(metadata=column("Contact", refers_to="contacts"))
    kind: GiveKind | None = field(default=None, metadata=column("What kind"))
    what: str = field(default="", metadata=column("What", limit=NOTE_LIMIT))
    planned_on: date | None = field(default=None, metadata=column("Planned for"))
    given_on: date | None = field(default=None, metadata=column("Given on"))
