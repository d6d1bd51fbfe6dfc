"""For everyone: the first ten minutes by keyboard alone, and every page as axe-core reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import expect

from lib.coaching.touches import Touch
from tests.browser.tab import PAGES, PATIENCE_MS, Tab

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Visit
    from tests.serving import Server

MOST_TABS = 60
"""Presses of Tab after which a thing counts as out of reach."""
STREAMLITS_OWN: dict[str, str] = {
    "aria-allowed-attr": "Streamlit's own markup of its pills and popovers",
    "list": "Streamlit's page menu puts a heading between the items of its list",
    "listitem": "Streamlit's page menu puts its items where axe-core sees no list",
}
"""Violations that no page of ours can mend, with the reason."""
SERIOUS = ("serious", "critical")


def reach(tab: Tab, wanted: Locator) -> None:
    """Press Tab until the cursor stands on this."""
    expect(wanted).to_be_visible(timeout=PATIENCE_MS)
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        tab.page.keyboard.press("Tab")
    message = f"not reached by {MOST_TABS} presses of Tab: {wanted}"
    raise AssertionError(message)


def press(tab: Tab, name: str) -> Tab:
    """Go to a button by Tab, and press Enter."""
    reach(tab, tab.page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True))
    tab.page.keyboard.press("Enter")
    return tab.stands()


def write(tab: Tab, label: str, words: str) -> None:
    """Go to a box by Tab, and type."""
    reach(tab, tab.page.get_by_label(label, exact=True))
    tab.page.keyboard.type(words)


def test_the_first_ten_minutes_without_a_mouse(fresh_server: Server, visit: Visit) -> None:
    """WCAG 2.1.1: Tab, Enter and typing are enough from nothing to a message that is out."""
    visitor = visit(fresh_server)
    tab = visitor.tab()
    write(tab, "Who from an old job would be glad to hear from you?", "Dana Whitlock")
    tab.page.keyboard.press("Enter")
    tab.stands().heading("Dana Whitlock")
    press(tab, "Worked together").sees("If you called them:")
    press(tab, "They'd make time").sees("Ever helped them?")
    press(tab, "Yes").heading("What will you ask Dana?")
    press(tab, "Ask for that").heading("Three blanks, and it is written")
    write(tab, "What you and Dana did together", "the move to Northgate")
    write(tab, "Signed, your name", "Maria")
    press(tab, "Write it").heading("Your message to Dana")
    press(tab, "These are my words").heading("One guess before it goes")
    press(tab, "3").heading("Ready to go")
    press(tab, "Yes").heading("It is out")
    assert len(visitor.records().all(Touch)) == 1
    visitor.calm()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(server: Server, visit: Visit, *, phone: bool) -> None:
    """Every page, empty, and one after the first answer: 0 serious violations of axe-core."""
    visitor = visit(server, phone=phone)
    tab = visitor.tab()
    found: list[str] = []
    for page in PAGES:
        tab.goto(page).drawn()
        for one in Axe().run(tab.page).response["violations"]:
            if one["impact"] in SERIOUS and one["id"] not in STREAMLITS_OWN:
                found += [f"{page}: {one['id']}: {node['html'][:300]}" for node in one["nodes"]]
    assert found == []
    visitor.calm()


def test_axe_does_find_what_is_serious(server: Server, visit: Visit) -> None:
    """The same question finds a picture without words and pale text, put into the page here."""
    tab = visit(server).tab("today")
    tab.page.evaluate(
        "document.querySelector('[data-testid=stMain]').insertAdjacentHTML('beforeend',"
        " '<img src=\"data:,\"><p>pale</p>')"
    )
    violations = Axe().run(tab.page).response["violations"]
    assert "image-alt" in {one["id"] for one in violations}
