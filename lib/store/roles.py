"""Rights: who may do what; asked inside every read and every write, in the same transaction.

In own-machine mode there is one owner, and each browser on the machine is theirs: it is admitted
with the owner's role when its visit is first seen. The question is asked all the same.

A Google Sheet acts under a role of its own: it reads and writes exactly the workbooks linked to it,
through whoever holds its lease, and nothing is written before its owner has agreed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, bindparam, case, or_, select, true

from lib.coaching.text import clean
from lib.store.errors import NotAllowedError
from lib.store.schema import sheet_links, sheets, visits, workbooks
from lib.store.sheets import LinkState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select


class Role(Enum):
    """What a visit may be to a workbook."""

    OWNER = "owner"
    SHEET = "sheet"


class Action(Enum):
    """What may be done."""

    READ = "read"
    WRITE = "write"
    CREATE = "create"
    LINK = "link"
    """Say which sheet a workbook stands in, and what becomes of the two."""
    SETTLE = "settle"
    """Choose between the two texts of a conflict: a person's to do, never a sheet's."""


_REFUSAL: Final = "This browser may not open the workbook, or not any more. Reload the page."

_GRANTED: Final[dict[Role, frozenset[Action]]] = {
    Role.OWNER: frozenset(Action),
    Role.SHEET: frozenset({Action.READ, Action.WRITE, Action.CREATE}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a visit, by the hash of its cookie; or a sheet, by the hash of its id."""

    visit: str
    holder: str | None = field(default=None, compare=False)
    """Of a sheet: whose lease it acts under."""

    @classmethod
    def of_cookie(cls, cookie: str) -> Actor:
        """Return the actor of a visit cookie; the cookie itself is stored nowhere."""
        return cls(hashlib.sha256(cookie.encode()).hexdigest())

    @classmethod
    def of_sheet(cls, sheet: str, holder: str | None = None) -> Actor:
        """Return the actor that a sheet is; no cookie is ever taken for it."""
        return cls(f"{_SHEET}{hashlib.sha256(sheet.encode()).hexdigest()}", holder)


_SHEET: Final = "sheet-"
"""How a sheet's visit begins; a cookie's hash holds no hyphen."""


def is_sheet(visit: str) -> bool:
    """Return whether a visit, as history names it, is a sheet."""
    return visit.startswith(_SHEET)


def _linked(*, write: bool) -> Select[int]:
    """Return the query that finds a link which lets a sheet read, or write, a workbook.

    Rows are held in the order in which they stand here: the sheet, then its link, as everywhere.
    """
    query = (
        select(sheet_links.c.practice)
        .select_from(sheets.join(sheet_links, sheet_links.c.sheet == sheets.c.id))
        .where(
            sheets.c.actor == bindparam("visit"),
            sheets.c.holder == bindparam("holder"),
            sheet_links.c.workbook == bindparam("workbook"),
            sheet_links.c.state != LinkState.ASKED.value,
        )
    )
    if not write:
        return query
    agreed = or_(sheet_links.c.state == LinkState.LINKED.value, sheet_links.c.choice.is_not(None))
    return query.where(sheet_links.c.practice == 0, agreed)


_READABLE: Final[ColumnElement[bool]] = case(
    (visits.c.role == Role.SHEET.value, _linked(write=False).exists()), else_=true()
)
_HERE: Final = and_(visits.c.id == bindparam("visit"), visits.c.ended_at.is_(None))
_ROLE: Final = select(visits.c.role, _READABLE).where(_HERE)
_ROLE_LOCKED: Final = select(visits.c.role).where(_HERE).with_for_update(read=True)
_WRITABLE_LOCKED: Final = _linked(write=True).with_for_update(read=True)
_ROLE_AND_VERSION: Final = select(
    visits.c.role,
    _READABLE,
    select(workbooks.c.version).where(workbooks.c.id == bindparam("workbook")).scalar_subquery(),
).where(_HERE)


def may(connection: Connection, actor: Actor, action: Action, what: str) -> bool:
    """Return whether this actor may do this to the workbook `what`; no by default.

    On PostgreSQL the visit's row, and a sheet's link, stay as they are until the transaction ends:
    a visit that is ended meanwhile ends after it. SQLite has one writer at a time.
    """
    asked = _asked(actor, what)
    if action is Action.READ:
        found = connection.execute(_ROLE, asked).one_or_none()
        return found is not None and bool(found[1]) and _grants(found[0], action)
    role = connection.execute(_ROLE_LOCKED, {"visit": actor.visit}).scalar()
    if role is None or not _grants(role, action):
        return False
    return Role(role) is not Role.SHEET or (
        connection.execute(_WRITABLE_LOCKED, asked).first() is not None
    )


def _asked(actor: Actor, what: str) -> dict[str, str | None]:
    workbook = what if clean(what) == what else ""  # a database refuses what `clean` takes out
    return {"visit": actor.visit, "holder": actor.holder, "workbook": workbook}


def _grants(role: str, action: Action) -> bool:
    return action in _GRANTED.get(Role(role), frozenset())


def demand(connection: Connection, actor: Actor, action: Action, what: str) -> None:
    """Go on only if the actor may.

    Raises:
        NotAllowedError: they may not.
    """
    if not may(connection, actor, action, what):
        raise NotAllowedError(_REFUSAL)


def demand_read(role: str | None, *, readable: bool = True) -> None:
    """Go on only if a visit of this role, as a statement has just found it, may read.

    Raises:
        NotAllowedError: it may not, or there is no such visit.
    """
    if role is None or not readable or not _grants(role, Action.READ):
        raise NotAllowedError(_REFUSAL)


def owner_of(connection: Connection, actor: Actor) -> str | None:
    """Return who an actor's sheets belong to; None where they can have none.

    On one's own machine all browsers are one owner's.
    """
    role = connection.execute(_ROLE_LOCKED, {"visit": actor.visit}).scalar()
    return OWN_MACHINE if role == Role.OWNER.value else None


OWN_MACHINE: Final = "owner"
"""The owner of everything on one's own machine."""


def version_for(connection: Connection, actor: Actor, what: str) -> int | None:
    """Return the version of a workbook this actor may read, rights and version in one statement.

    Returns:
        None where there is no such workbook.

    Raises:
        NotAllowedError: they may not read it.
    """
    found = connection.execute(_ROLE_AND_VERSION, _asked(actor, what)).one_or_none()
    if found is None:
        raise NotAllowedError(_REFUSAL)
    demand_read(found[0], readable=bool(found[1]))
    return None if found[2] is None else int(found[2])
