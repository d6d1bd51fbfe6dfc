"""Scripts: the owner's own words, kept, checked and practised.

Rules S3-3 to S3-10, S4-10 to S4-17. A scaffold is ours and lies in the guide; a script is what the
owner made of it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from lib.coaching.records import NOTE_LIMIT, Record, column


class ScriptKind(Enum):
    """What the words are for: `product.md`, Ask."""

    CONVERSATION = "conversation"
    VOICEMAIL = "voicemail"
    CHANCE = "chance meeting"
    MESSAGE = "message"
    LETTER = "letter"
    LIGHT = "light third message"
    REFERRER = "request to the referrer"
    THANKS = "thanks"
    NEWS = "news back"


class Review(Enum):
    """How far a script that was handed to the coach has come: `product.md`, Coach."""

    WAITING = "waiting"
    COMMENTED = "commented"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Record):
    """Words for one occasion, of one contact and ask or of none."""

    kind: ScriptKind = field(default=ScriptKind.MESSAGE, metadata=column("What for"))
    contact: str | None = field(default=None, metadata=column("Contact", refers_to="contacts"))
    ask: str | None = field(default=None, metadata=column("Ask", refers_to="asks"))
    title: str = field(default="", metadata=column("Title"))
    text: str = field(default="", metadata=column("Words", limit=NOTE_LIMIT))
    rehearsed: int = field(default=0, metadata=column("Times rehearsed", lowest=0))
    review: Review | None = field(default=None, metadata=column("With the coach"))
    """None for words that were not handed over."""
    handed_on: date | None = field(default=None, metadata=column("Handed over on"))
