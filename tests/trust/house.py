"""A shared server with many workbooks, and the browsers that may open them.

Each workbook carries a mark of its own in every text that a page shows, so that a byte of it met
elsewhere is found.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from lib.access import mint
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.gives import Give
from lib.coaching.records import new_id
from lib.coaching.scripts import Script
from lib.coaching.touches import Channel, Touch
from lib.store import Actor, Role, Saved, Shows, Store, fresh_cover
from tests.serving import ROOT, Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lib.store import NewLink

PEOPLE: Final = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """One workbook: its id, its mark, its owner's visit."""

    id: str
    mark: str
    owner: Actor
    cookie: str


class House:
    """A server in the shared mode, and its store opened a second time."""

    def __init__(self, server: Server) -> None:
        """Take a server that runs."""
        self.server = server

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store as another process would."""
        store = Store(
            f"sqlite:///{self.server.data / 'workbook.sqlite'}", own_machine=False, open_house=True
        )
        yield store
        store.close()

    def begun(self) -> Kept:
        """Begin a workbook whose every text carries its mark."""
        cookie, mark = mint(), f"mark{token_hex(6)}"
        owner = Actor.of_cookie(cookie, now())
        with self.store() as store:
            store.admit(owner, Role.GUEST, now())
            workbook = store.create(owner, fresh_cover("UTC", f"Book {mark}"), now())
            people = [
                Contact(
                    name=f"P{one} {mark}",
                    company=f"Company {mark}",
                    notes=f"Notes {mark}",
                    phone=f"+1 {mark}",
                    kind=Kind.COLLEAGUE if one % 2 else None,
                    strength=3 if one % 2 else None,
                )
                for one in range(PEOPLE)
            ]
            asks = [Ask(contact=one.id) for one in people]
            day = now().date() - timedelta(days=9)
            touches = [
                Touch(contact=one.contact, ask=one.id, on=day, channel=Channel.EMAIL, words=mark)
                for one in asks
            ]
            gives = [Give(contact=people[0].id, what=f"Gave {mark}", given_on=day)]
            scripts = [Script(contact=people[0].id, title=mark, text=f"Hello {mark}")]
            written = [*people, *asks, *touches, *gives, *scripts]
            done = store.save(owner, workbook, written, verb="import", operation=new_id(), at=now())
            assert isinstance(done, Saved), done
        return Kept(workbook, mark, owner, cookie)

    def link(
        self, kept: Kept, role: Role, shows: Shows = Shows.STATUS, *, types: bool = False
    ) -> NewLink:
        """Make a link to a workbook, as its owner."""
        with self.store() as store:
            return store.links.make(kept.owner, kept.id, role, now(), shows=shows, types=types)

    def opened(self, *links: NewLink) -> str:
        """Return the cookie of a browser that has opened these links."""
        cookie = mint()
        with self.store() as store:
            for one in links:
                assert store.links.open(Actor.of_cookie(cookie), one.token, now()) is not None
        return cookie

    def withdraw(self, kept: Kept, link: NewLink) -> None:
        """Withdraw a link, as its owner."""
        with self.store() as store:
            store.links.withdraw(kept.owner, link.id, now())

    def version(self, kept: Kept) -> int:
        """Return how many actions a workbook has seen."""
        with self.store() as store:
            return store.snapshot(kept.owner, kept.id).version


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def shared(
    folder: Path,
    *,
    root: Path = ROOT,
    command: Sequence[str] | None = None,
    **settings: str,
) -> Server:
    """Return a server for others, not started yet, at its own address.

    Args:
        folder: for its data and its log.
        root: the project to serve.
        command: another way to start it.
        settings: settings by their names.
    """
    server = Server(folder, root=root, command=command)
    environment = {
        "WORKBOOK_MODE": "shared",
        "WORKBOOK_ADDRESS": server.address,
        "WORKBOOK_ANYONE_MAY_START": "true",
        **{f"WORKBOOK_{name.upper()}": value for name, value in settings.items()},
    }
    server.set(environment)
    return server
