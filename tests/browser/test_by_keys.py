"""By keys alone, without a mouse: the first ten minutes, and the main deeds of every day after.

WCAG 2.1.1 and 2.4.7: Tab, arrows, Enter, Space, Escape and typing are enough, and wherever the
cursor stops it is seen: what is drawn there is another picture than without it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from lib.coaching.touches import Touch
from lib.ui import rating
from tests.browser.tab import PATIENCE_MS, Tab
from tests.serving import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Visit
    from tests.serving import Server

MOST_TABS = 90
"""Presses of Tab after which a thing counts as out of reach."""
MOST_ARROWS = 12
"""Presses of an arrow within a row of choices."""
RING = 6
"""Pixels around a thing in which its focus may be drawn."""
BLUR = "() => { window.was = document.activeElement; window.was.blur(); }"
AGAIN = "() => window.was.focus({ preventScroll: true })"


def holds(wanted: Locator) -> bool:
    """Return whether the cursor stands on this."""
    return bool(wanted.evaluate("one => one === document.activeElement"))


def reach(tab: Tab, wanted: Locator) -> None:
    """Press Tab until the cursor stands on this, and is seen there.

    Within a row of choices Tab stops at one of them, and arrows go on.
    """
    expect(wanted).to_be_visible(timeout=PATIENCE_MS)
    row = wanted.locator("xpath=ancestor::*[@data-testid='stButtonGroup']")
    for _ in range(MOST_TABS):
        if holds(wanted):
            break
        if row.count() and row.evaluate("one => one.contains(document.activeElement)"):
            for _ in range(MOST_ARROWS):
                if not holds(wanted):
                    tab.page.keyboard.press("ArrowRight")
            break
        tab.page.keyboard.press("Tab")
    assert holds(wanted), f"out of reach by keys: {wanted}"
    seen(tab, wanted)


def seen(tab: Tab, wanted: Locator) -> None:
    """Hold that the thing with the cursor is drawn in another way than without it."""
    wanted.scroll_into_view_if_needed()
    box = wanted.bounding_box()
    assert box is not None
    clip = {
        "x": max(0, box["x"] - RING),
        "y": max(0, box["y"] - RING),
        "width": box["width"] + 2 * RING,
        "height": box["height"] + 2 * RING,
    }
    with_it = tab.page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]  # a plain dict is one
    tab.page.evaluate(BLUR)
    without = tab.page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]  # as above
    tab.page.evaluate(AGAIN)
    assert with_it != without, f"nothing shows where the cursor is: {wanted}"


def button(tab: Tab, name: str, within: Locator | None = None) -> Locator:
    """Return the button with these words; some say their key as well."""
    words = re.compile(rf"^{re.escape(name)}( Shortcut \S)?$")
    return (within or tab.page.get_by_test_id("stMain")).get_by_role("button", name=words).first


def press(tab: Tab, name: str, within: Locator | None = None) -> Tab:
    """Go to a button by Tab, and press Enter."""
    reach(tab, button(tab, name, within))
    tab.page.keyboard.press("Enter")
    return tab.stands()


def pick(tab: Tab, name: str, within: Locator | None = None) -> Tab:
    """Go to a choice of a row, and press Space."""
    rows = (within or tab.page.get_by_test_id("stMain")).get_by_test_id("stButtonGroup")
    reach(
        tab,
        rows.get_by_role("radio", name=name, exact=True)
        .or_(rows.get_by_role("button", name=name, exact=True))
        .first,
    )
    tab.page.keyboard.press("Space")
    return tab.stands()


def unfold(tab: Tab, name: str) -> Tab:
    """Go to what is folded under these words, and press Enter."""
    reach(tab, tab.page.locator("summary").filter(has_text=name))
    tab.page.keyboard.press("Enter")
    return tab.stands()


def write(tab: Tab, label: str, words: str) -> None:
    """Go to a box by Tab, and type."""
    reach(tab, tab.page.get_by_label(label, exact=True))
    tab.page.keyboard.type(words)


def test_the_first_ten_minutes_without_a_mouse(fresh_server: Server, visit: Visit) -> None:
    """From nothing to a message that is out."""
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


def test_someone_is_rated(server: Server, visit: Visit) -> None:
    """Two stops and two presses of Enter, and the next card is there."""
    tab = visit(server).tab("people?w=example")
    card = tab.key("rating-card")
    name = card.get_by_role("heading").inner_text()
    press(tab, "Worked together", card)
    press(tab, "They'd make time", card)
    expect(card.get_by_role("heading", name=name)).to_have_count(0, timeout=PATIENCE_MS)
    tab.visitor.calm()


def test_what_the_grid_changes_is_changed_in_boxes(server: Server, visit: Visit) -> None:
    """The same people, the same two answers, no grid."""
    tab = visit(server).tab("people?w=example")
    unfold(tab, "Rate many in a list")
    pick(tab, rating.BOXES)
    who = tab.page.get_by_role("combobox", name="Who?")
    reach(tab, who)
    tab.page.keyboard.press("Control+a")
    tab.page.keyboard.type("Amara")
    tab.page.keyboard.press("Enter")
    tab.stands().holds("Who?", "Amara Okafor")
    inside = tab.key("rating-grid")
    pick(tab, "Socially", inside)
    pick(tab, "We'd chat", inside)
    press(tab, "Save", inside).sees(re.compile("^Saved .*Rated$"))
    tab.visitor.calm()


def test_no_grid_to_write_in_is_without_boxes() -> None:
    """A new grid gets boxes, a test of them by keys like the one above, and its place here."""
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "lib" / "ui").glob("*.py")]
    assert {one.stem for one in files if "st.data_editor(" in one.read_text("utf-8")} == {"rating"}


def test_an_answer_is_logged(server: Server, visit: Visit) -> None:
    """On Today: they answered, they helped, with names; the card then asks for the thanks."""
    tab = visit(server).tab("today?w=example")
    card = (
        tab.key("card-")
        .filter(has=tab.page.get_by_role("button", name="They answered", exact=True))
        .first
    )
    name = card.get_by_role("heading").inner_text()
    press(tab, "They answered", card)
    pick(tab, "They helped", card)
    pick(tab, "Names or leads", card)
    press(tab, "Keep this answer", card)
    told = tab.key("card-").filter(has=tab.page.get_by_role("heading", name=name))
    expect(told.get_by_text("Say thank you")).to_be_visible(timeout=PATIENCE_MS)
    tab.visitor.calm()


def test_somebody_is_asked(server: Server, visit: Visit) -> None:
    """Whom, what, the words, a look into what opens beside them and out of it, and sent."""
    tab = visit(server).tab("ask?w=example")
    warm = tab.key("warm").get_by_role("button").first
    name = warm.inner_text()
    reach(tab, warm)
    tab.page.keyboard.press("Enter")
    tab.stands().heading(f"Ask {name}")
    press(tab, "Write the words")
    write(tab, f"For {name}", "Hello. ")
    press(tab, "These are my words").sees("Sent?")
    press(tab, "Copy")
    opened = tab.page.get_by_test_id("stPopoverBody")
    expect(opened).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    assert holds(button(tab, "Copy")), "the cursor is lost where the words were open"
    pick(tab, "E-mail")
    press(tab, "Yes").sees("Nothing to do before then.")
    tab.visitor.calm()


HIDDEN: Final = """
:root *, :root *:focus-visible:focus-visible {
  outline: 0 !important; box-shadow: none !important; border-color: gray !important;
  background: none !important; color: inherit !important; text-decoration: none !important;
}
"""
"""Takes every sign of where the cursor is off a page."""


def test_a_cursor_that_nobody_sees_is_found(server: Server, visit: Visit) -> None:
    """Negative control: where nothing shows it, the first stop fails."""
    tab = visit(server).tab("people?w=example")
    tab.page.add_style_tag(content=HIDDEN)
    with pytest.raises(AssertionError, match="nothing shows where the cursor is"):
        press(tab, "Skip")
