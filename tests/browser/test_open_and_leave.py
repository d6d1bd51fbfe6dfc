"""A link in a real Chromium: opened, from another site too, kept in one visit, left on the way out.

The other site is `localhost` where the workbook is at 127.0.0.1: a browser takes them for two.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from lib.access import COOKIE
from lib.store import USUAL_IDLE, Actor, Role, Shows
from tests.browser.tab import PATIENCE_MS
from tests.trust.house import House, now, shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit
    from tests.browser.tab import Tab, Visitor


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve workbooks that others can open."""
    with shared(tmp_path_factory.mktemp("house")) as server:
        yield House(server)


@contextmanager
def a_mail(*links: str) -> Iterator[str]:
    """Serve a page of another site with links on it, as a mail has them; yield its address."""
    body = "".join(f'<p><a href="{one}">link {number}</a>' for number, one in enumerate(links))

    class Mail(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Mail)
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://localhost:{serving.server_port}/"
    serving.shutdown()
    thread.join()
    serving.server_close()


def cookie_of(visitor: Visitor) -> str:
    """Return the visit cookie a browser keeps; empty for none."""
    kept = {str(one.get("name")): str(one.get("value")) for one in visitor.context.cookies()}
    return kept.get(COOKIE, "")


def open_to(house: House, cookie: str) -> set[str]:
    """Return the ids of the workbooks that are open to a browser."""
    with house.store() as store:
        return set(store.workbook_ids(Actor.of_cookie(cookie, now())))


def opened(visitor: Visitor, token: str) -> Tab:
    """Open a link by its address; wait until the workbook stands."""
    tab = visitor.tab("sources")  # a page of the server, so that the tab waits for its script
    tab.page.goto(f"{visitor.server.address}/open#{token}")
    tab.page.wait_for_url(re.compile(r"\?w="), timeout=PATIENCE_MS)
    return tab.stands()


def test_a_link_opens_its_workbook(house: House, visit: Visit) -> None:
    """The key is gone from the address and from where the back button leads."""
    kept = house.begun()
    visitor = visit(house.server)
    tab = opened(visitor, house.link(kept, Role.OWNER).token)
    tab.page.wait_for_url(re.compile(f"w={kept.id}"), timeout=PATIENCE_MS)
    assert "#" not in tab.page.url
    tab.goto(f"today?w={kept.id}").sees(re.compile(kept.mark))
    (own,) = [one for one in visitor.context.cookies() if one.get("name") == COOKIE]
    assert (own.get("httpOnly"), own.get("sameSite")) == (True, "Strict")
    tab.page.go_back()
    tab.page.go_back()
    assert "#" not in tab.page.url
    visitor.calm()


def test_a_link_that_opens_nothing_says_so(house: House, visit: Visit) -> None:
    """In plain words and by day or night; another link pasted into the same tab opens."""
    kept = house.begun()
    for dark in (False, True):
        visitor = visit(house.server, dark=dark, phone=dark)
        page = visitor.context.new_page()
        page.goto(f"{house.server.address}/open#{'x' * 43}")
        expect(page.get_by_role("heading", name="This link opens nothing here")).to_be_visible()
        assert page.url == f"{house.server.address}/open"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
        page.goto(f"{house.server.address}/open#{house.link(kept, Role.OWNER).token}")
        page.wait_for_url(re.compile(r"\?w="), timeout=PATIENCE_MS)
        page.goto(f"{house.server.address}/open")
        expect(page.get_by_role("heading", name="Open your link")).to_be_visible()
        assert not visitor.foreign
        assert all("404" in one for one in visitor.errors), visitor.errors


def test_links_on_another_site_take_no_visit_away(house: House, visit: Visit) -> None:
    """A coach taps two clients' links in a mail, then a page's address: one visit holds both."""
    one, two = house.begun(), house.begun()
    links = [
        f"{house.server.address}/open#{house.link(kept, Role.COACH, Shows.ALL).token}"
        for kept in (one, two)
    ]
    page_of_one = f"{house.server.address}/today?w={one.id}"
    visitor = visit(house.server)
    page = visitor.context.new_page()
    with a_mail(*links, page_of_one) as mail:
        for number, kept in enumerate((one, two)):
            page.goto(mail)
            page.get_by_text(f"link {number}").click()
            page.wait_for_url(re.compile(rf"127.*\?w={kept.id}"), timeout=PATIENCE_MS)
        cookie = cookie_of(visitor)
        page.goto(mail)
        page.get_by_text("link 2").click()
        expect(page.get_by_text(one.mark).first).to_be_visible(timeout=PATIENCE_MS)
    assert cookie_of(visitor) == cookie
    assert open_to(house, cookie) == {one.id, two.id}


def test_whoever_leaves_is_shown_nothing_by_the_back_button(house: House, visit: Visit) -> None:
    """T24: Leave, then back as often as there is anything to go back to: no name is to be seen."""
    kept = house.begun()
    visitor = visit(house.server)
    tab = opened(visitor, house.link(kept, Role.OWNER).token)
    tab.goto(f"today?w={kept.id}").sees(re.compile(kept.mark))
    tab.goto(f"workbook?w={kept.id}")
    tab.page.get_by_role("link", name="Leave this workbook").click()
    expect(tab.page.get_by_role("heading", name="Leave this workbook?")).to_be_visible()
    tab.page.get_by_role("button", name="Leave", exact=True).click()
    expect(tab.page.get_by_role("heading", name="You have left this workbook")).to_be_visible()
    assert cookie_of(visitor) == ""
    for _ in range(5):
        tab.page.go_back()
        tab.page.wait_for_timeout(1_500)
        assert kept.mark not in tab.page.content()
    tab.goto(f"today?w={kept.id}").heading("Open your link")
    assert kept.mark not in tab.page.content()


@pytest.mark.parametrize("phone", [False, True])
def test_a_tab_on_a_shared_computer_closes_by_itself(
    house: House,
    visit: Visit,
    phone: bool,  # noqa: FBT001 - pytest's way
) -> None:
    """T24: half an hour without a tap later no name is to be seen, nor by going back.

    It said so before; whoever comes back opens their link again, and is where they were.
    """
    kept = house.begun()
    token = house.link(kept, Role.OWNER).token
    visitor = visit(house.server, phone=phone, dark=phone)
    tab = opened(visitor, token)
    tab.goto(f"workbook?w={kept.id}")
    switch = tab.page.get_by_test_id("stCheckbox").get_by_text("Others use this computer too")
    switch.click()
    tab.stands().sees("Other windows that were open before: close them, or load them again.")
    tab.goto(f"today?w={kept.id}").sees(re.compile(kept.mark))
    who = Actor.of_cookie(cookie_of(visitor))
    with house.store() as store:
        store.tapped(who, now() - USUAL_IDLE + timedelta(minutes=2))
    tab.sees(re.compile("Still here. This closes by itself in two minutes"))
    wide = tab.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    with house.store() as store:
        store.tapped(who, now() - USUAL_IDLE)
    tab.heading("Closed while nobody was here")
    assert kept.mark not in tab.page.content()
    tab.page.go_back()
    tab.page.wait_for_timeout(1_500)
    assert kept.mark not in tab.page.content()
    tab.goto(f"today?w={kept.id}").heading("Closed while nobody was here")
    opened(visitor, token).goto(f"today?w={kept.id}").sees(re.compile(kept.mark))
    visitor.calm()


def test_whoever_is_next_begins_as_themselves(house: House, visit: Visit) -> None:
    """At a browser that has closed itself: it forgets who was there, and shows nothing of them."""
    kept = house.begun()
    visitor = visit(house.server)
    opened(visitor, house.link(kept, Role.OWNER).token)
    with house.store() as store:
        store.say_others(Actor.of_cookie(cookie_of(visitor), now()), now(), others=True)
        store.tapped(Actor.of_cookie(cookie_of(visitor)), now() - USUAL_IDLE)
    tab = visitor.tab(f"today?w={kept.id}").heading("Closed while nobody was here")
    tab.page.get_by_role("link", name="Have this browser forget who was here").click()
    tab.page.get_by_role("button", name="Leave", exact=True).click()
    expect(tab.page.get_by_role("heading", name="You have left this workbook")).to_be_visible()
    tab.goto("today").heading("Open your link").tap("Start a workbook")
    tab.sees("Nothing here yet, and nothing waiting.")
    assert kept.mark not in tab.page.content()


def test_without_a_link_a_workbook_can_be_started(house: House, visit: Visit) -> None:
    """Where the host lets anyone: one tap, and the newcomer's first page is there."""
    visitor = visit(house.server)
    tab = visitor.tab("today").heading("Open your link")
    tab.tap("Start a workbook").sees("Nothing here yet, and nothing waiting.")
    (begun,) = open_to(house, cookie_of(visitor))
    assert f"w={begun}" in tab.page.url
    visitor.calm()


def test_without_the_hosts_leave_none_is_started(tmp_path: Path, visit: Visit) -> None:
    """The page says whom to ask, and has no button."""
    with shared(tmp_path, anyone_may_start="false") as server:
        tab = visit(server).tab("today").heading("Open your link")
        tab.sees(re.compile("Ask your coach, or whoever runs this workbook"))
        assert tab.page.get_by_text("Start a workbook").count() == 0


def test_a_withdrawn_link_closes_an_open_tab(house: House, visit: Visit) -> None:
    """T3: the next tap shows what happened and no name; another workbook stays open."""
    kept, other = house.begun(), house.begun()
    link = house.link(kept, Role.COACH, Shows.ALL)
    visitor = visit(house.server)
    tab = opened(visitor, link.token)
    opened(visitor, house.link(other, Role.COACH, Shows.ALL).token).page.close()
    tab.goto(f"today?w={kept.id}").sees(re.compile(kept.mark))
    house.withdraw(kept, link)
    tab.page.get_by_role("link", name="Give first").first.click()
    tab.heading("This link was withdrawn, or its time has passed").stands()
    assert kept.mark not in tab.page.content()
    tab.tap(f"Book {other.mark}", exact=False)
    tab.page.wait_for_url(re.compile(other.id), timeout=PATIENCE_MS)
    tab.goto(f"today?w={kept.id}").heading("This workbook is not open to you here")
    assert kept.mark not in tab.page.content()
