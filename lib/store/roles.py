"""Rights: who may do what; asked inside every read and every write, in the same transaction.

On one's own machine there is one owner, and each browser on the machine is theirs: it is admitted
with the owner's role when its visit is first seen. Where a workbook is shared, a visit is a guest:
it has no rights but those of the links it has opened, each to one workbook in one role. A desk
holds the links of a coach's clients together. The question is asked all the same everywhere, and
the answer is no unless something grants it.

A facilitator's link leads one workshop, or begins one, and opens no workbook: those who take part
own theirs, as anybody does.

A Google Sheet acts under a role of its own: it reads and writes exactly the workbooks linked to it,
through whoever holds its lease, and nothing is written before its owner has agreed.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, case, or_, select, true

from lib.coaching.records import instant, stamp
from lib.coaching.text import clean
from lib.store.errors import NotAllowedError
from lib.store.schema import access_links, sheet_links, sheets, visit_links, visits, workbooks
from lib.store.sheets import LinkState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, Row, Select


class Role(Enum):
    """What somebody may be to a workbook; of a visit: what it is without any link."""

    OWNER = "owner"
    COACH = "coach"
    """Reads what is shown, comments, and with the owner's consent types."""
    VIEWER = "viewer"
    """Reads what is shown."""
    FACILITATOR = "facilitator"
    """Leads a workshop; no workbook is theirs to read."""
    CALENDAR = "calendar"
    """A calendar that fetches what is due; no browser."""
    SHEET = "sheet"
    GUEST = "guest"
    """A visit that has no rights but those of its links."""


class Action(Enum):
    """What may be done."""

    READ = "read"
    WRITE = "write"
    COMMENT = "comment"
    """Add words of one's own in the margin, and say how far a script is that was handed over."""
    CREATE = "create"
    LINK = "link"
    """Say which sheet a workbook stands in, and what becomes of the two."""
    SETTLE = "settle"
    """Choose between the two texts of a conflict: a person's to do, never a sheet's."""
    SHARE = "share"
    """Make links, change what they show, withdraw them."""
    ERASE = "erase"
    """Take away for good, history included."""


class Shows(Enum):
    """What of a workbook a link shows."""

    STATUS = "status"
    """Names and how things stand; no numbers, addresses, notes or words."""
    ALL = "all"


_REFUSAL: Final = "This browser may not open the workbook, or not any more. Reload the page."

_GRANTED: Final[dict[Role, frozenset[Action]]] = {
    Role.OWNER: frozenset(Action),
    Role.COACH: frozenset({Action.READ, Action.COMMENT}),
    Role.VIEWER: frozenset({Action.READ}),
    Role.FACILITATOR: frozenset(),
    Role.CALENDAR: frozenset(),
    Role.SHEET: frozenset({Action.READ, Action.WRITE, Action.CREATE}),
    Role.GUEST: frozenset(),
}
_RANK: Final = (Role.OWNER, Role.COACH, Role.VIEWER, Role.FACILITATOR, Role.CALENDAR)
"""The roles a link can give, the one that may most first."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a visit, by the hash of its cookie; a person, by that of a mail; or a sheet."""

    visit: str
    holder: str | None = field(default=None, compare=False)
    """Of a sheet: whose lease it acts under."""
    at: datetime | None = field(default=None, compare=False)
    """The instant of the request; without it, links that end open nothing."""

    @classmethod
    def of_cookie(cls, cookie: str, at: datetime | None = None) -> Actor:
        """Return the actor of a visit cookie; the cookie itself is stored nowhere."""
        return cls(_hashed(cookie), at=at)

    @classmethod
    def of_mail(cls, mail: str, at: datetime | None = None) -> Actor:
        """Return the actor that a verified mail address is; the address is stored nowhere."""
        one_form = unicodedata.normalize("NFC", mail.strip().casefold())
        return cls(f"{_PERSON}{_hashed(one_form)}", at=at)

    @classmethod
    def of_sheet(cls, sheet: str, holder: str | None = None) -> Actor:
        """Return the actor that a sheet is; no cookie is ever taken for it."""
        return cls(f"{_SHEET}{_hashed(sheet)}", holder)


_SHEET: Final = "sheet-"
"""How a sheet's visit begins; a cookie's hash holds no hyphen."""
_PERSON: Final = "person-"
"""How the visit of somebody who has signed in begins."""


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_person(visit: str) -> bool:
    """Return whether a visit is somebody who has signed in."""
    return visit.startswith(_PERSON)


def is_sheet(visit: str) -> bool:
    """Return whether a visit, as history names it, is a sheet."""
    return visit.startswith(_SHEET)


@dataclass(frozen=True, slots=True)
class Rights:
    """What an actor is to a workbook, by the links they hold."""

    role: Role
    shows: Shows = Shows.ALL
    types: bool = False
    """True where the owner agreed that they write."""
    until: datetime | None = None
    """When it ends, by the link that lasts longest; None where it does not."""
    links: frozenset[str] = frozenset()
    """The links it comes from; empty for the owner of everything on one's own machine."""

    def grants(self, action: Action) -> bool:
        """Return whether these rights hold the action; no by default."""
        if action is Action.WRITE and self.role is Role.COACH and self.types:
            return True
        return action in _GRANTED[self.role]

    @property
    def whole(self) -> bool:
        """True where nothing of the workbook is hidden, other people's private notes included."""
        return self.role is Role.SHEET or (self.role is Role.OWNER and not self.links)


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


def in_force() -> ColumnElement[bool]:
    """Return the condition under which a link opens something at the instant `:at`."""
    return and_(
        access_links.c.withdrawn_at.is_(None),
        or_(access_links.c.until.is_(None), access_links.c.until > bindparam("at")),
    )


def _held() -> ColumnElement[bool]:
    """Return the condition under which the visit `:visit` holds a link: itself, or by its desk."""
    of_visit = select(visit_links.c.link).where(visit_links.c.visit == bindparam("visit"))
    return or_(access_links.c.id.in_(of_visit), access_links.c.desk.in_(desks_held()))


def desks_held() -> Select[str | None]:
    """Return the query that finds the desks of the visit `:visit`."""
    desk_links = access_links.alias("desk_links")
    return (
        select(desk_links.c.desk)
        .select_from(visit_links.join(desk_links, desk_links.c.id == visit_links.c.link))
        .where(
            visit_links.c.visit == bindparam("visit"),
            desk_links.c.workbook.is_(None),
            desk_links.c.desk.is_not(None),
            desk_links.c.withdrawn_at.is_(None),
        )
    )


HELD: Final = and_(access_links.c.workbook.is_not(None), in_force(), _held())
"""The links to workbooks that the visit `:visit` holds at the instant `:at`."""

_GRANTS: Final = (
    select(
        access_links.c.id,
        access_links.c.role,
        access_links.c.shows,
        access_links.c.types,
        access_links.c.until,
    )
    .where(access_links.c.workbook == bindparam("workbook"), HELD)
    .order_by(access_links.c.id)
)
_GRANTS_LOCKED: Final = _GRANTS.with_for_update(read=True)

_READABLE: Final[ColumnElement[bool]] = case(
    (visits.c.role == Role.SHEET.value, _linked(write=False).exists()), else_=true()
)
AWAKE: Final = or_(visits.c.idle_until.is_(None), visits.c.idle_until > bindparam("at"))
"""The condition under which a visit has not locked itself at the instant `:at`."""
HERE: Final = and_(visits.c.id == bindparam("visit"), visits.c.ended_at.is_(None), AWAKE)
_ROLE: Final = select(visits.c.role, _READABLE).where(HERE)
_ROLE_LOCKED: Final = select(visits.c.role).where(HERE).with_for_update(read=True)
_WRITABLE_LOCKED: Final = _linked(write=True).with_for_update(read=True)
_granted = _GRANTS.order_by(None).subquery("granted")
_RIGHTS_AND_VERSION: Final = (
    select(
        visits.c.role.label("visit_role"),
        _READABLE.label("readable"),
        select(workbooks.c.version)
        .where(workbooks.c.id == bindparam("workbook"))
        .scalar_subquery()
        .label("version"),
        _granted,
    )
    .select_from(visits.outerjoin(_granted, visits.c.role == Role.GUEST.value))
    .where(HERE)
)


def rights(connection: Connection, actor: Actor, what: str, *, lock: bool = False) -> Rights | None:
    """Return what an actor is to the workbook `what`; None where they are nothing to it.

    Args:
        connection: the transaction that does what is asked for.
        actor: who asks.
        what: the workbook's id; where there is none with it, on one's own machine, the owner still
            is its owner.
        lock: True for a write: on PostgreSQL the visit's row, and the links it comes by, then stay
            as they are until the transaction ends, so a link that is withdrawn meanwhile is
            withdrawn after it. SQLite has one writer at a time.
    """
    asked = _asked(actor, what)
    query = _ROLE_LOCKED if lock else _ROLE
    found = connection.execute(query, asked).one_or_none()
    if found is None:
        return None
    role = Role(found[0])
    if role is Role.GUEST:
        return rights_of(connection.execute(_GRANTS_LOCKED if lock else _GRANTS, asked))
    if role is Role.SHEET:
        readable = connection.execute(_WRITABLE_LOCKED, asked).first() if lock else found[1]
        return Rights(role) if readable else None
    return Rights(role)


def rights_of(rows: Iterable[Row[Any]]) -> Rights | None:
    """Return the rights of one workbook's links (`id`, `role`, `shows`, `types`, `until`).

    Rows without an id are no links; None where there is none.
    """
    links = [one for one in rows if one.id is not None]
    if not links:
        return None
    best = min((Role(one.role) for one in links), key=_RANK.index)
    of_best = [one for one in links if one.role == best.value]
    ends = [instant(one.until) for one in of_best]
    shows_all = best is Role.OWNER or any(one.shows == Shows.ALL.value for one in of_best)
    return Rights(
        best,
        Shows.ALL if shows_all else Shows.STATUS,
        types=any(one.types for one in of_best),
        until=None if None in ends else max(filter(None, ends)),
        links=frozenset(one.id for one in links),
    )


def may(connection: Connection, actor: Actor, action: Action, what: str) -> bool:
    """Return whether this actor may do this to the workbook `what`; no by default."""
    found = rights(connection, actor, what, lock=action is not Action.READ)
    return found is not None and found.grants(action)


def _asked(actor: Actor, what: str) -> dict[str, str | None]:
    workbook = what if clean(what) == what else ""  # a database refuses what `clean` takes out
    return {
        "visit": actor.visit,
        "holder": actor.holder,
        "workbook": workbook,
        "at": at_of(actor),
    }


def at_of(actor: Actor) -> str:
    """Return the instant to ask links against; without one, after every end there is."""
    return "9999" if actor.at is None else stamp(actor.at)


def demand(
    connection: Connection, actor: Actor, action: Action, what: str, *, lock: bool = False
) -> Rights:
    """Go on only if the actor may; return their rights, which hold still for a write or `lock`.

    Raises:
        NotAllowedError: they may not.
    """
    found = rights(connection, actor, what, lock=lock or action is not Action.READ)
    if found is None or not found.grants(action):
        raise NotAllowedError(_REFUSAL)
    return found


def demand_visit(connection: Connection, actor: Actor) -> Role:
    """Go on only if the visit was admitted and has not ended; return what it is without links.

    Raises:
        NotAllowedError: it was not, or has.
    """
    role = connection.execute(_ROLE, _asked(actor, "")).one_or_none()
    if role is None or Role(role[0]) is Role.SHEET:
        raise NotAllowedError(_REFUSAL)
    return Role(role[0])


_FACILITATES: Final = (
    select(access_links.c.id)
    .select_from(visit_links.join(access_links, access_links.c.id == visit_links.c.link))
    .where(
        visit_links.c.visit == bindparam("visit"),
        access_links.c.role == Role.FACILITATOR.value,
        in_force(),
    )
)
"""The facilitator's links that the visit `:visit` holds at the instant `:at`."""
_LEADS: Final = _FACILITATES.where(access_links.c.workshop == bindparam("workshop"))
_LEADS_LOCKED: Final = _LEADS.with_for_update(read=True, of=access_links)
LED: Final = _FACILITATES.with_only_columns(access_links.c.workshop).where(
    access_links.c.workshop.is_not(None)
)
"""The query that finds the workshops which the visit `:visit` leads at the instant `:at`."""


def demand_workshop(
    connection: Connection, actor: Actor, workshop: str, *, lock: bool = False
) -> None:
    """Go on only if the actor leads the workshop, which holds still for a write with `lock`.

    On one's own machine its owner leads every workshop.

    Raises:
        NotAllowedError: they do not.
    """
    named = workshop if clean(workshop) == workshop else ""
    asked = _asked(actor, "") | {"workshop": named}
    role = connection.execute(_ROLE_LOCKED if lock else _ROLE, asked).scalar()
    if role == Role.OWNER.value:
        return
    if role != Role.GUEST.value:
        raise refuse()
    if connection.execute(_LEADS_LOCKED if lock else _LEADS, asked).first() is None:
        raise refuse()


def may_begin_workshop(connection: Connection, actor: Actor) -> bool:
    """Return whether the actor may begin a workshop.

    On one's own machine its owner may; elsewhere who holds a desk, or a link of the host's for it.

    Raises:
        NotAllowedError: the visit was not admitted, or has ended.
    """
    if demand_visit(connection, actor) is not Role.GUEST:
        return True
    asked = _asked(actor, "")
    free = _FACILITATES.where(access_links.c.workshop.is_(None))
    return any(connection.execute(one, asked).first() for one in (desks_held(), free))


def refuse() -> NotAllowedError:
    """Return the refusal, which says the same whatever it refuses."""
    return NotAllowedError(_REFUSAL)


def owner_of(connection: Connection, actor: Actor, what: str) -> str | None:
    """Return who an actor's sheets belong to; None where they can have none.

    On one's own machine all browsers are one owner's. Where a workbook is shared, it is the person
    behind its owner's links; a coach's sheets belong to their desk.
    """
    asked = _asked(actor, what)
    role = connection.execute(_ROLE_LOCKED, asked).scalar()
    if role == Role.OWNER.value:
        return OWN_MACHINE
    if role != Role.GUEST.value:
        return None
    query = select(access_links.c.person, access_links.c.desk).where(
        access_links.c.workbook == bindparam("workbook"), HELD
    )
    found = connection.execute(query.order_by(access_links.c.id), asked).all()
    persons = [f"{_PERSON}{one.person}" for one in found if one.person is not None]
    desks = [f"desk-{one.desk}" for one in found if one.desk is not None]
    return next(iter([*persons, *desks]), None)


OWN_MACHINE: Final = "owner"
"""The owner of everything on one's own machine."""


def version_for(connection: Connection, actor: Actor, what: str) -> tuple[int | None, Rights]:
    """Return a workbook's version and the rights to it of who may read it, in one statement.

    The version is None where there is no such workbook.

    Raises:
        NotAllowedError: they may not read it.
    """
    rows = connection.execute(_RIGHTS_AND_VERSION, _asked(actor, what)).all()
    if not rows:
        raise refuse()
    role = Role(rows[0].visit_role)
    found = Rights(role) if rows[0].readable else None
    if role is Role.GUEST:
        found = rights_of(rows)
    if found is None or not found.grants(Action.READ):
        raise refuse()
    return rows[0].version, found
