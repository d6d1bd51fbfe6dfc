"""Who may open a workbook, as its pages reach it: links made, changed, withdrawn and read.

Rights are asked in the store, with every call. On one's own machine, and in the example, there are
no links: then nothing of this is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lib import settings
from lib.store import Actor, Link, NewLink, Role, Shows, Store

COMING: Final = (Role.COACH, Role.VIEWER)
"""Roles that the owner lets in."""


@dataclass(frozen=True, slots=True)
class Circle:
    """The people around one workbook."""

    store: Store
    actor: Actor
    workbook: str
    now: Callable[[], datetime]
    still_open: Callable[[], AbstractContextManager[None]]
    """Leads to the door whoever is refused because the workbook is not open to them any more."""

    def links(self) -> list[Link]:
        """Return all links to the workbook, newest first; those too that have ended.

        Raises:
            NotAllowedError: the actor is not its owner.
        """
        with self.still_open():
            return self.store.links.of(self.actor, self.workbook)

    def in_force(self, *roles: Role) -> list[Link]:
        """Return the links of these roles that open it now."""
        now = self.now()
        return [one for one in self.links() if one.role in roles and holds(one, now)]

    def has_coach(self) -> bool:
        """Return whether a coach may open it now."""
        return bool(self.in_force(Role.COACH))

    def make(
        self,
        role: Role,
        *,
        name: str = "",
        until: datetime | None = None,
        shows: Shows = Shows.STATUS,
        types: bool = False,
    ) -> NewLink:
        """Make a link; its token is known this once. See `lib.store.Links.make`."""
        with self.still_open():
            return self.store.links.make(
                self.actor,
                self.workbook,
                role,
                self.now(),
                name=name,
                until=until,
                shows=shows,
                types=types,
            )

    def withdraw(self, link: str) -> None:
        """Withdraw a link, at once."""
        with self.still_open():
            self.store.links.withdraw(self.actor, link, self.now())

    def renew(self, link: str, until: datetime | None) -> None:
        """Have a link hold until another instant; None for as long as is usual."""
        with self.still_open():
            self.store.links.renew(self.actor, link, until, self.now())

    def show(self, link: str, shows: Shows, *, types: bool) -> None:
        """Change what a link shows, and whether its holder may type."""
        with self.still_open():
            self.store.links.show(self.actor, link, shows, self.now(), types=types)

    def hand_over(self) -> str:
        """Return the token that gives another device what this browser may open, once."""
        with self.still_open():
            return self.store.links.hand_over(self.actor, self.now())

    def names(self) -> dict[str, tuple[Role, str]]:
        """Return role and name behind each visit that the history names."""
        with self.still_open():
            return self.store.links.names(self.actor, self.workbook)

    def session_on(self) -> date | None:
        """Return the day of the session that the actor noted with this client; None for none."""
        held = self.store.links.held(self.actor)
        return next((one.session_on for one in held if one.workbook == self.workbook), None)

    def my_name(self) -> str:
        """Return for whom the link was made by which the actor comes; empty for none."""
        with self.still_open():
            held = self.store.links.held(self.actor)
        return next((one.name for one in held if one.workbook == self.workbook), "")


def holds(link: Link, now: datetime) -> bool:
    """Return whether a link opens something at an instant."""
    return link.withdrawn_at is None and (link.until is None or now < link.until)


def address(token: str) -> str:
    """Return the address that opens a link: nothing after `#` is sent by a browser, or logged."""
    return f"{settings.load().address}/open#{token}"


def feed_address(token: str) -> str:
    """Return the address that a calendar fetches; calendars send nothing but the address."""
    return f"{settings.load().address}/calendar/{token}.ics"
