"""A file in a real browser, at a phone's width: sent, looked at, saved; text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog

    from tests.serving import Server

HOSTILE = "![x](http://h.example/p.png) <img src=x onerror=alert(1)> [c](javascript:alert(1))"
PATIENCE = 60_000
"""Milliseconds; a step takes one or two seconds on a machine with nothing else to do."""


def test_a_hostile_file_calls_nobody(server: Server, chromium: Browser, tmp_path: Path) -> None:
    """T7, B18 to B21: names and headings that want to be pictures, links and scripts stay text."""
    file = tmp_path / "people.csv"
    people = "".join(f'"{HOSTILE}",p{n}@x.org,"{HOSTILE}",x\n' for n in range(60))
    file.write_text(f'Name,E-mail,Company,"{HOSTILE}"\n{people},,nobody,\n', encoding="utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked_for: list[str] = []
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda one: asked_for.append(one.url))
    page.on("dialog", dismiss)
    page.goto(f"{server.address}/people")
    page.get_by_text("From a file, such as").click(timeout=PATIENCE)
    page.locator("input[type=file]").set_input_files(file, timeout=PATIENCE)
    page.get_by_text("61 read = 60 new + 1 left out").wait_for(timeout=PATIENCE)
    page.get_by_text("New (60)").click(timeout=PATIENCE)
    page.get_by_role("button", name="Bring in 60").click(timeout=PATIENCE)
    page.get_by_text("60 people came in.").wait_for(timeout=PATIENCE)
    own = (server.address, "data:", "blob:")
    assert len(asked_for) > 1
    assert [url for url in asked_for if not url.startswith(own)] == []
    assert dialogs == []
    assert page.locator("img[src*='h.example']").count() == 0
    context.close()
