"""Contacts: the people one knows, how one knows them, and how strong the tie is.

Four kinds (rule S2-7); a tie strength from 1 to 5, asked as "if you called them" (after
Granovetter, rule S1-10); everything else is filled in when it matters.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from lib.coaching.records import NOTE_LIMIT, Record, column
from lib.coaching.text import folded


class Kind(Enum):
    """How one knows a contact (rule S2-7)."""

    FRIEND = "family or friend"
    SOCIAL = "socially"
    COLLEAGUE = "worked together"
    OTHER = "met online, at an event, through someone"


class MetHow(Enum):
    """The occasion on which one met (rule S4-5)."""

    CHANCE = "by chance"
    EVENT = "at an event"
    REFERRED = "through someone"
    INTERVIEW = "at an interview"


class Cadence(Enum):
    """How often to keep in touch with someone (rule S4-18)."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


STRONGEST = 5
"""The highest tie strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """A person one knows or wants to know. Only the name is required."""

    name: str = field(metadata=column("Name", required=True))
    kind: Kind | None = field(default=None, metadata=column("How you know them"))
    strength: int | None = field(
        default=None, metadata=column("How close", lowest=1, highest=STRONGEST)
    )
    """Tie strength: 1 wouldn't know me, 2 I'd need reminding, 3 we'd chat, 4 they'd make time,
    5 they'd drop things."""
    company: str = field(default="", metadata=column("Company"))
    position: str = field(default="", metadata=column("Position"))
    email: str = field(default="", metadata=column("E-mail"))
    phone: str = field(default="", metadata=column("Phone"))
    link: str = field(default="", metadata=column("Link"))
    met_how: MetHow | None = field(default=None, metadata=column("How you met"))
    spoke_about: str = field(default="", metadata=column("What you spoke about", limit=NOTE_LIMIT))
    did_together: str = field(
        default="", metadata=column("What you did together", limit=NOTE_LIMIT)
    )
    """For the first message to someone one worked with: `product.md`, Start."""
    mutual_contact: str | None = field(
        default=None, metadata=column("Mutual contact", refers_to="contacts")
    )
    """Who referred or introduced this person: the referrer of the ladder's last two rungs."""
    degree: int | None = field(default=None, metadata=column("Degree", lowest=1, highest=6))
    knows_my_work: bool | None = field(default=None, metadata=column("Knows my work"))
    ever_helped: bool | None = field(default=None, metadata=column("Ever helped them"))
    knows_at: str = field(default="", metadata=column("Knows people at", limit=NOTE_LIMIT))
    """Companies where this contact knows someone, separated by commas (rule S1-6)."""
    cadence: Cadence | None = field(default=None, metadata=column("Keep in touch"))
    not_before: date | None = field(
        default=None, metadata=column("Keep in touch not before", hidden=True)
    )
    """"Later" was tapped: keeping in touch is not due before this day."""
    connected_on: date | None = field(default=None, metadata=column("Connected on"))
    notes: str = field(default="", metadata=column("Notes", limit=NOTE_LIMIT))
    passed_over: bool = field(default=False, metadata=column("Skipped in rating", hidden=True))
    """True once "Skip" was tapped on the rating card: not offered again by itself."""

    @property
    def rated(self) -> bool:
        """True where both rating questions are answered."""
        return self.kind is not None and self.strength is not None


def search_text(contact: Contact) -> str:
    """Return what a search for this contact looks through, folded."""
    return folded(f"{contact.name} {contact.company} {contact.position} {contact.email}")
