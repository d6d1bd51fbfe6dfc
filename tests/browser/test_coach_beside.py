"""A client and a coach at once, each in a browser: let in, a draft shown, a word, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.access import COOKIE, mint
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.coaching.scripts import Review, Script, ScriptKind
from lib.store import Actor, Role, Saved, Store, fresh_cover
from lib.ui.letter import Letter
from tests.browser.seeding import now
from tests.serving import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lib.coaching.workbook import Records
    from tests.browser.conftest import Visit
    from tests.browser.tab import Visitor

RAVI = Contact(id="ravi", name="Ravi Shah")
ASK = Ask(id="ask", contact="ravi")
ROW = Letter(RAVI, RAVI, ASK, ScriptKind.MESSAGE).id
DRAFT = Script(id=ROW, ask="ask", contact="ravi", text="Dear Ravi, my own words.")
NAME = "Ana ![x](http://beacon.example/p.png) <img src=x onerror=alert(1)>"


class Shared:
    """A server whose workbooks are opened by links, and one of them with its owner's browser."""

    def __init__(self, server: Server) -> None:
        """Begin the workbook, with a draft in it."""
        self.server = server
        self.store = Store(
            f"sqlite:///{server.data / 'workbook.sqlite'}", own_machine=False, open_house=True
        )
        self.cookie = mint()
        self.store.admit(self.owner, Role.GUEST, now())
        self.workbook = self.store.create(self.owner, fresh_cover("Europe/Berlin"), now())
        saved = self.store.save(
            self.owner,
            self.workbook,
            [RAVI, ASK, DRAFT],
            verb="seeded",
            operation=new_id(),
            at=now(),
        )
        assert isinstance(saved, Saved)

    @property
    def owner(self) -> Actor:
        """Who the client's browser is to the store, now."""
        return Actor.of_cookie(self.cookie, now())

    def records(self) -> Records:
        """Return the workbook's records as they are now."""
        return self.store.snapshot(self.owner, self.workbook).records

    def client(self, visit: Visit) -> Visitor:
        """Return the owner's browser, a phone."""
        visitor = visit(self.server, phone=True)
        visitor.context.add_cookies(
            [{"name": COOKIE, "value": self.cookie, "url": self.server.address, "httpOnly": True}]
        )
        return visitor


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    """Serve a shared house."""
    server = Server(tmp_path)
    server.set({"WORKBOOK_MODE": "shared", "WORKBOOK_ADDRESS": server.address})
    with server:
        found = Shared(server)
        yield found
        found.store.close()


def test_a_coach_and_a_client_at_once(shared: Shared, visit: Visit) -> None:
    """Let in by a link, shown a draft, other words taken, ready; then shut out."""
    client = shared.client(visit)
    tab = client.tab(f"workbook?w={shared.workbook}").unfold("Let somebody in")
    tab.type("For whom?", NAME).tap("Make the link").sees("It is shown here once.")
    link = tab.key("paper").get_by_test_id("stCode").inner_text().strip().replace("\n", "")
    assert link.startswith(f"{shared.server.address}/open#")
    tab.tap("I have it").sees("Not opened yet.")

    tab.goto(f"ask?w={shared.workbook}&ask=ask").tap("Show my coach")
    tab.sees("With your coach since today.")

    coach = visit(shared.server)
    theirs = coach.tab()
    theirs.page.goto(link)
    theirs.page.wait_for_url("**/*w=*")
    theirs.goto(f"ask?w={shared.workbook}&ask=ask").sees(DRAFT.text)
    margin = theirs.page.get_by_text("Write a word in the margin")
    margin.last.click()
    theirs.stands()
    theirs.page.get_by_label("Other words, to stand beside theirs").fill("Hello Ravi, shorter.")
    theirs.tap("Leave it there").sees("Beside their own words; no choice yet.")

    tab.goto(f"today?w={shared.workbook}").sees("left you a word").tap("Go there")
    tab.sees("The other words").tap("Use these words").sees("You took these words.")
    tab.holds("For Ravi Shah", "Hello Ravi, shorter.")
    tab.tap("Show it again").sees("With your coach since today.")

    theirs.reload().sees("Hello Ravi, shorter.")
    theirs.tap("It is ready").sees("Called ready.")
    tab.goto(f"today?w={shared.workbook}").sees("are ready,")
    assert shared.records().all(Script)[ROW].review is Review.READY

    tab.goto(f"workbook?w={shared.workbook}").sees("Last looked today")
    tab.tap("Withdraw", within=tab.key("link-").first).sees("is shown out at once")
    tab.tap("Withdraw it now").sees("Nobody but you.")
    theirs.page.get_by_text("In the margin (1)").last.click()
    theirs.heading("This link was withdrawn").stands()
    assert "Ravi" not in theirs.text()
    client.calm()
    coach.calm()
