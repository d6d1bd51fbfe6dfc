"""Touches: every dated outreach and every reply, on a channel, of an ask or of none."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from lib.coaching.records import NOTE_LIMIT, Record, column


class Channel(Enum):
    """The way a touch travels: `product.md`, Words."""

    EMAIL = "e-mail"
    PHONE = "phone call"
    VOICEMAIL = "voicemail"
    TEXT = "text message"
    LINKEDIN = "LinkedIn message"
    LETTER = "letter or note"
    IN_PERSON = "in person"


class Direction(Enum):
    """Who reached out: the workbook's owner, or the contact."""

    OUTREACH = "outreach"
    REPLY = "reply"


class Purpose(Enum):
    """What an outreach was for. Only attempts count as tries of an ask."""

    ATTEMPT = "attempt"
    THANKS = "thanks"
    NEWS = "news back"
    KEEP_IN_TOUCH = "keep in touch"
    OTHER = "other"


class RungKind(Enum):
    """The steps of the ladder, in climbing order (rules S0-6 to S0-10, S4-15, S4-16)."""

    FIRST = "first message"
    SECOND = "second message"
    LIGHT = "light third message"
    LETTER = "short letter"
    REFERRER = "word from the referrer"


class Outcome(Enum):
    """How a reply turned out (rule S0-16), or that the address was wrong."""

    HELPED = "helped"
    KIND = "kind, no help yet"
    UNWILLING = "unwilling"
    BRUSQUE = "brusque"
    BOUNCED = "bounced"


class Help(Enum):
    """What a helper gave (rules S3-1, S0-3)."""

    NAMES = "names or leads"
    INSIGHT = "insight"
    INTRODUCTION = "introduction"
    REFERRAL = "referral"
    OPENING = "unadvertised opening"
    KEY_PERSON = "key person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch(Record):
    """One outreach or reply on a day."""

    contact: str = field(metadata=column("Contact", refers_to="contacts"))
    ask: str | None = field(default=None, metadata=column("Ask", refers_to="asks"))
    direction: Direction = field(default=Direction.OUTREACH, metadata=column("Outreach or reply"))
    on: date = field(metadata=column("Day"))
    at: datetime | None = field(default=None, metadata=column("Moment", hidden=True))
    """The instant, where known; with a time zone."""
    channel: Channel | None = field(default=None, metadata=column("Channel"))
    purpose: Purpose = field(default=Purpose.ATTEMPT, metadata=column("What for"))
    rung: RungKind | None = field(default=None, metadata=column("Which try"))
    outcome: Outcome | None = field(default=None, metadata=column("Outcome"))
    """Of a reply; or BOUNCED on the reply that says the address was wrong."""
    helped_with: tuple[Help, ...] = field(default=(), metadata=column("Helped with"))
    words: str = field(default="", metadata=column("Words", limit=NOTE_LIMIT))

    @property
    def is_attempt(self) -> bool:
        """True for an outreach that counts as a try of its ask."""
        return (
            self.ask is not None
            and self.direction is Direction.OUTREACH
            and self.purpose is Purpose.ATTEMPT
        )
