"""Rights: who may do what; asked inside every read and every write, in the same transaction.

In own-machine mode there is one owner, and each browser on the machine is theirs: it is admitted
with the owner's role when its visit is first seen. The question is asked all the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from lib.store.errors import NotAllowedError
from lib.store.schema import visits, workbooks

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Role(Enum):
    """What a visit may be to a workbook."""

    OWNER = "owner"


class Action(Enum):
    """What may be done."""

    READ = "read"
    WRITE = "write"
    CREATE = "create"


_REFUSAL: Final = "This browser may not open the workbook, or not any more. Reload the page."

_GRANTED: Final[dict[Role, frozenset[Action]]] = {
    Role.OWNER: frozenset({Action.READ, Action.WRITE, Action.CREATE}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a visit, by the hash of its cookie."""

    visit: str

    @classmethod
    def of_cookie(cls, cookie: str) -> Actor:
        """Return the actor of a visit cookie; the cookie itself is stored nowhere."""
        return cls(hashlib.sha256(cookie.encode()).hexdigest())


_ROLE = select(visits.c.role).where(visits.c.id == bindparam("visit"), visits.c.ended_at.is_(None))
_ROLE_AND_VERSION = select(
    visits.c.role,
    select(workbooks.c.version).where(workbooks.c.id == bindparam("workbook")).scalar_subquery(),
).where(visits.c.id == bindparam("visit"), visits.c.ended_at.is_(None))


def may(connection: Connection, actor: Actor, action: Action, what: str) -> bool:
    """Return whether this actor may do this to the workbook `what`; no by default.

    On PostgreSQL the visit's row stays as it is until the transaction ends: a visit that is ended
    meanwhile ends after it. SQLite has one writer at a time.
    """
    del what  # one owner, all workbooks: the roles to come will look at it
    query = _ROLE if action is Action.READ else _ROLE.with_for_update(read=True)
    found = connection.execute(query, {"visit": actor.visit}).scalar()
    return found is not None and action in _GRANTED.get(Role(found), frozenset())


def demand(connection: Connection, actor: Actor, action: Action, what: str) -> None:
    """Go on only if the actor may.

    Raises:
        NotAllowedError: they may not.
    """
    if not may(connection, actor, action, what):
        raise NotAllowedError(_REFUSAL)


def version_for(connection: Connection, actor: Actor, what: str) -> int | None:
    """Return the version of a workbook this actor may read, rights and version in one statement.

    Returns:
        None where there is no such workbook.

    Raises:
        NotAllowedError: they may not read it.
    """
    found = connection.execute(
        _ROLE_AND_VERSION, {"visit": actor.visit, "workbook": what}
    ).one_or_none()
    if found is None or Action.READ not in _GRANTED.get(Role(found[0]), frozenset()):
        raise NotAllowedError(_REFUSAL)
    return None if found[1] is None else int(found[1])
