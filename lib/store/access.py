"""What is a link, and what does a visit hold? The values that the store gives of them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.records import instant
from lib.store.roles import Rights, Role, Shows, refuse, rights_of

if TYPE_CHECKING:
    from sqlalchemy import Row

TOKEN_BYTES: Final = 32
"""Randomness of a link: 256 bits; ASVS 7.2.3 asks for 128 at least."""
USUAL_LIFE: Final = timedelta(days=30)
"""How long a coach's or a viewer's link holds, unless its owner says otherwise."""
LONGEST_LIFE: Final = timedelta(days=180)
HAND_OVER_LIFE: Final = timedelta(hours=1)
LOOKED_EVERY: Final = timedelta(minutes=5)
"""A look is written down at most this often."""

ENDING: Final = (Role.COACH, Role.VIEWER)
"""Roles whose links end by themselves."""
LASTING: Final = (Role.OWNER, Role.CALENDAR)
TOKEN_CHARACTERS: Final = 43


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just made: the only time its token is known."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token opened."""

    workbook: str | None
    """None for a desk, a workshop, and for what was handed over from another device."""
    role: Role
    workshop: str | None = None
    """The workshop that a facilitator's link leads; None for the host's link to begin one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link to a workbook, as its owner sees it."""

    id: str
    role: Role
    name: str
    """For whom it was made."""
    shows: Shows
    types: bool
    made_at: datetime
    until: datetime | None
    used_at: datetime | None
    """When somebody last looked by it; None for never."""
    withdrawn_at: datetime | None
    opened: int
    """How many browsers have opened it."""
    mine: bool
    """True where the asking visit came by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One workbook that a visit may open."""

    workbook: str
    link: str
    """The link that gives the most."""
    name: str
    """For whom that link was made."""
    role: Role
    shows: Shows
    types: bool
    until: datetime | None
    used_at: datetime | None
    version: int
    seen_version: int
    """The newest version that the coach has seen; 0 for none."""
    seen_at: datetime | None
    session_on: date | None
    """The coach's next session."""
    on_desk: bool


def new_token() -> str:
    """Return the token of a link that is to be made."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of_row(row: Row[Any], own: Rights) -> Link:
    """Return a row of the links as its owner sees it."""
    return Link(
        id=row.id,
        role=Role(row.role),
        name=row.name,
        shows=Shows(row.shows),
        types=bool(row.types),
        made_at=datetime.fromisoformat(row.made_at),
        until=instant(row.until),
        used_at=instant(row.used_at),
        withdrawn_at=instant(row.withdrawn_at),
        opened=row.opened,
        mine=row.id in own.links,
    )


def held_of_rows(rows: list[Row[Any]]) -> Held:
    """Return what a visit holds of one workbook, by all its links to it."""
    found = rights_of(rows)
    if found is None:
        raise refuse()
    best = next(one for one in rows if one.role == found.role.value)
    return Held(
        workbook=best.workbook,
        link=best.id,
        name=best.name,
        role=found.role,
        shows=found.shows,
        types=found.types,
        until=found.until,
        used_at=instant(best.used_at),
        version=best.version,
        seen_version=max(one.seen_version for one in rows),
        seen_at=max(filter(None, (instant(one.seen_at) for one in rows)), default=None),
        session_on=None if best.session_on is None else date.fromisoformat(best.session_on),
        on_desk=any(one.desk is not None for one in rows),
    )
