"""A tab of a real Chromium on a running workbook: what a person does in it, and what it did.

A `Visitor` is one browser with its own cookies, its `Tab`s share them. Everything a page asked
another host for, every console error and every dialog is kept, and `Visitor.calm()` holds that
there was none. What was saved is read from the same SQLite file by a store of the test's own.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.access import COOKIE, visits
from lib.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Dialog,
        Locator,
        Page,
        Request,
    )

    from lib.coaching.workbook import Records
    from lib.store import Actor, Entry
    from tests.serving import Server

PATIENCE_MS = 60_000
"""How long a step may take on a machine with much else to do; it takes a fifth of a second."""
DEBOUNCE_MS = 155
"""After a key or a tap, before Streamlit says that it is running."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
MOST_PIXELS = 6_000
"""How tall a picture gets."""
AGENT_OF_A_PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
STANDS = (
    "[data-testid='stApp'][data-test-connection-state='CONNECTED']"
    "[data-test-script-state='notRunning']"
)
MOVES_NO_MORE = """
() => !document.getAnimations().some(
  one => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity
)
"""
ELSEWHERE = re.compile(r"^(https?|wss?)://(?!127\.0\.0\.1)")
AWAY = re.compile(
    "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket"
    "|in reaching server endpoint|server is not responding"
)
"""What Streamlit's script and Chromium say of a server that is stopped."""
SEARCHED = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
"""After a deep link Streamlit's own script asks below the page's address first, whether the server
lies there; Chromium notes the 404 as an error."""
PAGES = ("start", "today", "people", "give", "ask", "review", "workbook")
"""Every page a person can be on."""


class Visitor:
    """One browser: its cookies, its tabs, and everything they complained of."""

    def __init__(  # noqa: PLR0913 - a browser has these properties
        self,
        chromium: Browser,
        server: Server,
        *,
        phone: bool = False,
        dark: bool = False,
        policy: bool = True,
        any_certificate: bool = False,
        mobile: bool = False,
    ) -> None:
        """Open a browser in which nothing was ever kept.

        Args:
            chromium: the browser's program.
            server: the workbook it looks at.
            phone: of a phone's size, with a finger instead of a mouse.
            dark: by night.
            policy: False for a browser that heeds no content security policy.
            any_certificate: True for one that takes a certificate nobody vouches for.
            mobile: of a phone: True for one that lays out what is too wide as phones do.
        """
        self.server = server
        self.context: BrowserContext = chromium.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # a plain dict is one
            user_agent=AGENT_OF_A_PHONE if phone else None,
            has_touch=phone,
            is_mobile=mobile,
            color_scheme="dark" if dark else "light",
            timezone_id="Europe/Berlin",
            locale="en-GB",
            bypass_csp=not policy,
            ignore_https_errors=any_certificate,
        )
        if not policy:
            self.context.route(ELSEWHERE, lambda route: route.abort())
        self.context.set_default_timeout(PATIENCE_MS)
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self._server_is_away = False
        self.context.on("request", self._asked)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def tab(self, address: str = "") -> Tab:
        """Open a page of the workbook in a new tab."""
        tab = Tab(self, self.context.new_page())
        return tab.goto(address)

    def calm(self) -> None:
        """Hold that no other host was asked, nothing was complained of, no dialog came up."""
        complaints = {"foreign": self.foreign, "errors": self.errors, "dialogs": self.dialogs}
        assert not any(complaints.values()), complaints

    @contextmanager
    def server_away(self) -> Iterator[None]:
        """Take the complaints about a server that does not answer as what they are meanwhile."""
        self._server_is_away = True
        yield
        self._server_is_away = False

    def close(self) -> None:
        """Close the browser with its tabs."""
        self.context.close()

    @property
    def actor(self) -> Actor:
        """Who this browser is to the store."""
        kept = {str(one.get("name")): str(one.get("value")) for one in self.context.cookies()}
        actor = visits.actor({COOKIE: kept[COOKIE]})
        assert actor is not None
        return actor

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the workbook's file a second time, as another process would."""
        store = opened(self.server)
        yield store
        store.close()

    def workbook(self) -> str:
        """Return the id of the one workbook there is."""
        with self.store() as store:
            (workbook,) = store.workbook_ids(self.actor)
        return workbook

    def records(self) -> Records:
        """Return what is saved now."""
        with self.store() as store:
            (workbook,) = store.workbook_ids(self.actor)
            return store.snapshot(self.actor, workbook).records

    def history(self) -> list[Entry]:
        """Return everything that was done, oldest first."""
        with self.store() as store:
            (workbook,) = store.workbook_ids(self.actor)
            return store.history(self.actor, workbook, limit=10_000)[::-1]

    def _own(self, url: str) -> bool:
        page = f"{self.server.address}/"
        socket = page.replace("http", "ws", 1)
        return url.startswith((page, socket, "data:", "blob:", "about:"))

    def asked_of(self, url: str) -> None:
        """Note an address that something was asked of, if it is not the server's own."""
        if not self._own(url):
            self.foreign.append(url)

    def _asked(self, request: Request) -> None:
        self.asked_of(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        where = message.location.get("url", "")
        away = AWAY.search(message.text)
        if (self._server_is_away and away) or SEARCHED.search(where):
            return
        self.errors.append(f"{message.text} ({where})")

    def asked_back(self, dialog: Dialog) -> None:
        """Note a dialog and send it away."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()


class Tab:
    """One tab: going to pages, tapping, typing, waiting until the page stands still."""

    def __init__(self, visitor: Visitor, page: Page) -> None:
        """Take a tab that shows nothing yet."""
        self.visitor = visitor
        self.page = page
        page.on("dialog", visitor.asked_back)
        page.on("websocket", lambda line: visitor.asked_of(line.url))

    def goto(self, address: str) -> Tab:
        """Load a page by its address, as a bookmark does; wait until it stands."""
        self.page.goto(f"{self.visitor.server.address}/{address}")
        return self.stands()

    def reload(self) -> Tab:
        """Load the page again."""
        self.page.reload()
        return self.stands()

    def stands(self) -> Tab:
        """Wait until the page is connected and its script has run."""
        self.page.wait_for_timeout(DEBOUNCE_MS)
        self.page.wait_for_selector(STANDS, state="attached")
        return self

    def still(self) -> Tab:
        """Wait until nothing moves that comes to an end: what unfolds pushes the rest down."""
        self.page.wait_for_function(MOVES_NO_MORE)
        return self

    def drawn(self) -> Tab:
        """Wait until every part of the page is there, those too whose script comes later."""
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE_MS)
        return self.stands()

    def key(self, key: str) -> Locator:
        """Return the widget whose key begins so; there must be one when it is used."""
        return self.page.locator(f"[class*='st-key-{key}']")

    def tap(self, name: str, *, within: Locator | None = None, exact: bool = True) -> Tab:
        """Tap the button with these words."""
        (within or self.page).get_by_role("button", name=name, exact=exact).click()
        return self.stands()

    def choose(self, name: str, *, within: Locator | None = None) -> Tab:
        """Tap a pill with these words."""
        (within or self.page).get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
        return self.stands()

    def unfold(self, name: str, *, within: Locator | None = None) -> Tab:
        """Open what is folded under these words."""
        (within or self.page).locator("summary").filter(has_text=name).click()
        return self.stands()

    def type(self, label: str, words: str) -> Tab:
        """Type into the box with this label, and leave it."""
        box = self.page.get_by_label(label, exact=True)
        box.fill(words)
        box.press("Tab")
        return self.stands()

    def pick_day(self, label: str, day: date) -> Tab:
        """Type a day into the box with this label, part by part as it is asked."""
        box = self.page.get_by_role("group", name=label, exact=True)
        for part, digits in (("day", f"{day:%d}"), ("month", f"{day:%m}"), ("year", f"{day:%Y}")):
            box.locator(f"[data-type='{part}']").press_sequentially(digits)
        self.page.keyboard.press("Tab")
        return self.stands()

    def holds(self, label: str, words: str | re.Pattern[str]) -> Tab:
        """Wait until the box whose label begins so holds this; a text may be part of it."""
        whole = words if isinstance(words, re.Pattern) else re.compile(re.escape(words))
        expect(self.page.get_by_label(label)).to_have_value(whole, timeout=PATIENCE_MS)
        return self

    def sees(self, words: str | re.Pattern[str]) -> Tab:
        """Wait until these words can be read."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)
        return self

    def heading(self, words: str | re.Pattern[str]) -> Tab:
        """Wait until a heading says this."""
        found = self.page.get_by_role("heading", name=words)
        expect(found.first).to_be_visible(timeout=PATIENCE_MS)
        return self

    def text(self) -> str:
        """Return what can be read on the page now."""
        return self.page.get_by_test_id("stMain").inner_text()

    @contextmanager
    def whole(self, most: int) -> Iterator[None]:
        """Have the window be as tall as its page, which scrolls within it; `most` pixels at most.

        What is not in the window is seen by no picture, and its colours not by axe-core.
        """
        size = self.page.viewport_size or DESK
        tall = self.page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight")
        whole = max(size["height"], min(int(tall or 0) + 60, most))
        self.page.set_viewport_size({"width": size["width"], "height": whole})
        self.page.wait_for_timeout(DEBOUNCE_MS)
        yield
        self.page.set_viewport_size({"width": size["width"], "height": size["height"]})

    def picture(self, file: Path) -> None:
        """Take a picture of the whole page."""
        self.drawn()
        file.parent.mkdir(parents=True, exist_ok=True)
        with self.whole(MOST_PIXELS):
            self.page.screenshot(path=file)


def opened(server: Server) -> Store:
    """Open the file a server keeps its workbooks in, as another process would."""
    return Store(f"sqlite:///{server.data / 'workbook.sqlite'}")
