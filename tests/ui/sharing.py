"""A workbook that others open by links, for tests of pages: its owner, and whoever comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from lib.access import mint, the_store
from lib.store import Actor, NewLink, Removed, Result, Role, Saved, Shows, fresh_cover
from tests.daytime import ZONE

if TYPE_CHECKING:
    from lib.coaching.records import Record
    from lib.coaching.workbook import Records

FRAME = Path(__file__).resolve().parents[2] / "pages" / "main.py"
ADDRESS = "http://127.0.0.1:8501"
SECONDS = 30
_OPERATIONS = count(1)


@dataclass(frozen=True)
class Browser:
    """One browser of the house, by its cookie."""

    cookie: str

    @property
    def actor(self) -> Actor:
        """Who it is to the store, now."""
        return Actor.of_cookie(self.cookie, datetime.now(UTC))


class House:
    """One workbook, and whoever opens it."""

    def __init__(self) -> None:
        """Begin the workbook; its owner's browser knows it by its cookie alone."""
        self.owner = Browser(mint())
        self.workbook = self.begun("Ann's workbook")

    def begun(self, name: str) -> str:
        """Begin one more workbook of the owner's."""
        at = datetime.now(UTC)
        the_store().admit(self.owner.actor, Role.GUEST, at)
        return the_store().create(self.owner.actor, fresh_cover(ZONE, name), at)

    def link(
        self,
        role: Role = Role.COACH,
        name: str = "Ana",
        *,
        shows: Shows = Shows.STATUS,
        types: bool = False,
    ) -> NewLink:
        """Make a link as the owner does."""
        return the_store().links.make(
            self.owner.actor,
            self.workbook,
            role,
            datetime.now(UTC),
            name=name,
            shows=shows,
            types=types,
        )

    def comes(
        self,
        role: Role = Role.COACH,
        name: str = "Ana",
        *,
        shows: Shows = Shows.STATUS,
        types: bool = False,
    ) -> Browser:
        """Return a browser that opened a link of this role."""
        return self.opens(self.link(role, name, shows=shows, types=types).token)

    def opens(self, token: str) -> Browser:
        """Return a browser that opened a link."""
        browser = Browser(mint())
        assert the_store().links.open(browser.actor, token, datetime.now(UTC)) is not None
        return browser

    def save(self, who: Browser, *writes: Record | Removed, verb: str = "put") -> Saved:
        """Save records as somebody; fail the test where they are not saved."""
        result: Result = the_store().save(
            who.actor,
            self.workbook,
            writes,
            verb=verb,
            operation=f"house-{next(_OPERATIONS)}",
            at=datetime.now(UTC),
        )
        assert isinstance(result, Saved), result
        return result

    def records(self, who: Browser | None = None) -> Records:
        """Return the records as somebody sees them; the owner, unless said."""
        return the_store().snapshot((who or self.owner).actor, self.workbook).records

    def page(self, page: str, who: Browser | None = None, /, **address: str) -> AppTest:
        """Open a page of the workbook in a new tab of somebody's browser; the owner's by default.

        Args:
            page: its script ("workbook.py").
            who: whose browser.
            address: what the address names besides.
        """
        at = AppTest.from_file(FRAME, default_timeout=SECONDS)
        at.session_state["visit"] = (who or self.owner).cookie
        at.query_params["w"] = self.workbook
        at.run()
        assert not at.exception, at.exception
        at.switch_page(page)
        for name, value in address.items():  # a page that is switched to drops the names of before
            at.query_params[name] = value
        at.run()
        assert not at.exception, at.exception
        return at
