"""The example in a real Chromium: in, round by the menu, out; and nothing of it is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.access.examples import PREFIX
from tests.browser.tab import PAGES, PATIENCE_MS, Visitor
from tests.serving import Server

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def test_it_costs_nothing_until_it_is_opened(chromium: Browser, tmp_path: Path) -> None:
    """No page of one's own makes it: no file is there for it before it is opened."""
    temporary, folder = tmp_path / "temporary", tmp_path / "server"
    temporary.mkdir()
    folder.mkdir()
    with Server(folder, environment={"TMPDIR": str(temporary)}) as server:
        visitor = Visitor(chromium, server)
        for page in PAGES:
            visitor.tab(page).page.close()
        assert not list(temporary.glob(f"{PREFIX}*"))
        visitor.tab("today?w=example").sees("Mei Tan")
        assert len(list(temporary.glob(f"{PREFIX}*"))) == 1
        visitor.close()


def test_in_round_and_out(chromium: Browser, tmp_path: Path) -> None:
    """The menu keeps to the example, "Back to my own" leaves it, the server's end takes it away.

    The next process opens a new one under the same address, after a crash too.
    """
    temporary, folder = tmp_path / "temporary", tmp_path / "server"
    temporary.mkdir()
    folder.mkdir()
    with Server(folder, environment={"TMPDIR": str(temporary)}) as server:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{server.address}/start")
        page.get_by_role("button", name="Look at an example").click()
        banner = page.get_by_text("the people are invented")
        expect(banner).to_be_visible(timeout=PATIENCE_MS)
        assert len(list(temporary.glob(f"{PREFIX}*"))) == 1
        for title, seen in (("People", "Aisha Bello"), ("Give first", "Dele Adeyemi")):
            page.get_by_role("link", name=title).first.click()
            expect(page.get_by_text(seen).first).to_be_visible(timeout=PATIENCE_MS)
            expect(banner).to_be_visible(timeout=PATIENCE_MS)
            assert "w=example" in page.url
        server.kill()
        server.start()
        page.goto(f"{server.address}/today?w=example")
        expect(page.get_by_text("Mei Tan", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="Back to my own").click()
        expect(page.get_by_text("Let's get one message out")).to_be_visible(timeout=PATIENCE_MS)
        assert "w=example" not in page.url
        context.close()
        server.stop()
        left = list(temporary.glob(f"{PREFIX}*"))
        assert len(left) == 1, "the stopped one took its own away; the killed one's is too young"
