"""Rights: who may do what; asked inside every read and every write, in the same transaction.

In own-machine mode there is one owner, and each browser on the machine is theirs: it is admitted
with the owner's role when its visit is first seen. The question is asked all the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import select

from lib.store.errors import NotAllowedError
from lib.store.schema import visits

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


_GRANTED: dict[Role, frozenset[Action]] = {
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


def may(connection: Connection, actor: Actor, action: Action, what: str) -> bool:
    """Return whether this actor may do this to the workbook `what`; no by default."""
    del what  # one owner, all workbooks: the roles to come will look at it
    found = connection.execute(
        select(visits.c.role).where(visits.c.id == actor.visit, visits.c.ended_at.is_(None))
    ).scalar()
    return found is not None and action in _GRANTED.get(Role(found), frozenset())


def demand(connection: Connection, actor: Actor, action: Action, what: str) -> None:
    """Go on only if the actor may.

    Raises:
        NotAllowedError: they may not.
    """
    if not may(connection, actor, action, what):
        message = "This browser may not open the workbook, or not any more. Reload the page."
        raise NotAllowedError(message)
