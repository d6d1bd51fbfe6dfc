"""The cover: what is written on the workbook itself. There is exactly one in each workbook."""

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lib.coaching.records import NOTE_LIMIT, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Record):
    """The workbook's name, its owner's day, and what the owner looks for."""

    name: str = field(default="My workbook", metadata=column("Name", required=True))
    time_zone: str = field(default="UTC", metadata=column("Time zone", required=True))
    """An IANA name; "today" is the day there."""
    owner: str = field(default="", metadata=column("Your name"))
    looking_for: str = field(default="", metadata=column("What you look for", limit=NOTE_LIMIT))
    """One or two roles, a field, a place: the objective of every message."""
    free_when: str = field(default="", metadata=column("When you are free", limit=NOTE_LIMIT))
    phone: str = field(default="", metadata=column("Your phone number"))
    paused_on: date | None = field(default=None, metadata=column("Paused on"))
    paused_days: int = field(default=0, metadata=column("Days paused so far", lowest=0))
    """Days of pauses that are over; every due day moves by them where they fell in between."""
    closed_on: date | None = field(default=None, metadata=column("Enough for today, on"))
    archived_on: date | None = field(default=None, metadata=column("Put away on"))
    """Kept, and out of the list of workbooks."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone; UTC where a file or a sheet has named one that there is none of."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            return ZoneInfo("UTC")
