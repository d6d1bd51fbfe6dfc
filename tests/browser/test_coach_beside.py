"""A coach and clients at once, each in a browser: let in, a draft shown, a word, withdrawn."""

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

    from lib.coaching.records import Record
    from lib.coaching.workbook import Records
    from lib.store import NewLink
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
        self.cookie, self.workbook = self.begun("My workbook", RAVI, ASK, DRAFT)

    def begun(self, name: str, *rows: Record) -> tuple[str, str]:
        """Begin somebody's workbook; return (cookie, workbook)."""
        cookie = mint()
        owner = Actor.of_cookie(cookie, now())
        self.store.admit(owner, Role.GUEST, now())
        workbook = self.store.create(owner, fresh_cover("Europe/Berlin", name), now())
        saved = self.store.save(owner, workbook, rows, verb="seeded", operation=new_id(), at=now())
        assert isinstance(saved, Saved)
        return cookie, workbook

    def coachs(self, cookie: str, workbook: str) -> NewLink:
        """Make a coach's link as the owner with this cookie does."""
        owner = Actor.of_cookie(cookie, now())
        return self.store.links.make(owner, workbook, Role.COACH, now(), name="Ana")

    @property
    def owner(self) -> Actor:
        """Who the client's browser is to the store, now."""
        return Actor.of_cookie(self.cookie, now())

    def records(self) -> Records:
        """Return the workbook's records as they are now."""
        return self.store.snapshot(self.owner, self.workbook).records

    def client(self, visit: Visit, cookie: str = "") -> Visitor:
        """Return an owner's browser, a phone; the first one's unless a cookie is given."""
        visitor, value = visit(self.server, phone=True), cookie or self.cookie
        visitor.context.add_cookies(
            [{"name": COOKIE, "value": value, "url": self.server.address, "httpOnly": True}]
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


def test_two_clients_at_once(shared: Shared, visit: Visit) -> None:
    """Both on one desk: a word for one is not seen by the other, and each withdraws for itself."""
    wen = Contact(id="wen", name="Wen Li")
    other_cookie, other = shared.begun("Mei's search", wen)
    first, second = shared.client(visit), shared.client(visit, other_cookie)
    one = first.tab(f"today?w={shared.workbook}")
    two = second.tab(f"people?w={other}&who=wen").heading("Wen Li")

    coach = visit(shared.server)
    desk = coach.tab()
    links = [shared.coachs(shared.cookie, shared.workbook), shared.coachs(other_cookie, other)]
    for link in links:
        desk.page.goto(f"{shared.server.address}/open#{link.token}")
        desk.page.wait_for_url("**/*w=*")
        desk.stands()
    desk.goto("coach").sees("Mei's search").sees("My workbook")

    ravis, wens = (
        coach.tab(f"people?w={shared.workbook}&who=ravi"),
        coach.tab(f"people?w={other}&who=wen"),
    )
    for tab, word in ((ravis, "A call may be easier."), (wens, "Begin with Wen.")):
        tab.page.get_by_text("Write a word in the margin").last.click()
        tab.stands()
        tab.type("Your word", word).tap("Leave it there").sees(word)
    one.goto(f"today?w={shared.workbook}").sees("A call may be easier.")
    two.goto(f"today?w={other}").sees("Begin with Wen.")
    assert "Wen" not in one.text()
    assert "A call" not in two.text()
    assert "Ravi" not in two.text()

    two.goto(f"workbook?w={other}").tap("Withdraw").tap("Withdraw it now").sees("Nobody but you.")
    wens.page.get_by_text("In the margin (1)").last.click()
    wens.heading("This link was withdrawn")
    assert "Wen" not in wens.text()
    ravis.reload().sees("In the margin (1)")
    assert "Mei" not in desk.goto("coach").sees("My workbook").text()
    for browser in (first, second, coach):
        browser.calm()
