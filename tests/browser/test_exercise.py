"""The day's exercise in a real browser: no typed word is lost, and a double tap keeps one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.touches import Touch
from tests.browser import seeding
from tests.browser.tab import PATIENCE_MS
from tests.daytime import today

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.serving import Server

THUMB_MS = 60
"""How long a tap takes."""


def test_typed_kept_and_read_again(fresh_server: Server, visit: Visit) -> None:
    """Half typed, another page and back; then kept by two taps at once, with a box still open."""
    ravi = Contact(id="ravi", name="Ravi")
    ask = Ask(id="ask", contact="ravi")
    workbook = seeding.begun(fresh_server)
    seeding.put(fresh_server, workbook, [ravi, ask, Touch(contact="ravi", ask="ask", on=today())])
    visitor = visit(fresh_server, phone=True)
    tab = visitor.tab(f"today?w={workbook}").sees("Your story, in three parts")
    page = tab.page
    page.get_by_label("Where I come from").fill("Warehouses")
    page.get_by_label("What I do best").fill("Loading bays")
    # A thumb rests for a moment; the box has told its words when the tap ends.
    page.get_by_role("link", name="Give first").last.click(delay=THUMB_MS)
    tab.heading("Give first").stands()
    page.get_by_role("link", name="Today").last.click(delay=THUMB_MS)
    tab.sees("Your story, in three parts").stands()
    expect(page.get_by_label("Where I come from")).to_have_value("Warehouses")
    expect(page.get_by_label("What I do best")).to_have_value("Loading bays")

    page.get_by_label("What I look for").fill("Leeds")
    page.get_by_label("What I look for").press("Tab")
    tab.stands()
    # Both taps on the very button: what comes to lie there afterwards leads to another page.
    page.get_by_role("button", name="Keep it").evaluate("one => { one.click(); one.click(); }")
    tab.sees("It stands below").stands()
    expect(page.get_by_label("What I look for")).to_have_count(0, timeout=PATIENCE_MS)
    (row,) = visitor.records().all(Exercise).values()
    assert row.answer == (
        "Where I come from: Warehouses\n\nWhat I do best: Loading bays\n\nWhat I look for: Leeds"
    )
    assert [one.verb for one in visitor.history()].count("did an exercise") == 1
    tab.reload().unfold("What you wrote (1)").choose("Your story, in three parts").sees(
        "Warehouses"
    )
    visitor.calm()
