"""P2: two tabs edit one person through the pages, and nobody's words are overwritten silently."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.coaching.contacts import Contact
from tests.browser import seeding
from tests.browser.tab import PATIENCE_MS, Tab, Visitor

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.serving import Server

EDITS = 20


def sheet(visitor: Visitor, workbook: str, contact: Contact) -> Tab:
    """Open a person's sheet with its boxes."""
    tab = visitor.tab(f"people?w={workbook}&who={contact.id}")
    return tab.unfold("What you know of them").holds("Name", contact.name)


def writes(tab: Tab, words: str) -> None:
    """Type notes and tap Save."""
    notes = tab.page.get_by_label("Notes", exact=True)
    expect(notes).to_have_count(1)  # the box of before goes once the next one is drawn
    notes.fill(words)
    tab.tap("Save")


def clashes(tab: Tab) -> bool:
    """Return whether the page shows both versions; else the save was acknowledged."""
    saved = tab.page.get_by_text("Saved ")
    expect(tab.key("conflict").or_(saved).first).to_be_visible(timeout=PATIENCE_MS)
    return tab.key("conflict").count() > 0


def notes(visitor: Visitor, contact: Contact) -> str:
    """Return the notes as they are kept now."""
    return visitor.records().all(Contact)[contact.id].notes


def begun(server: Server) -> tuple[str, Contact]:
    """Begin a workbook with one person."""
    contact = Contact(name="Dana Whitlock", company="Northgate")
    workbook = seeding.begun(server)
    seeding.put(server, workbook, [contact])
    return workbook, contact


def test_both_versions_are_shown_and_either_is_taken(fresh_server: Server, visit: Visit) -> None:
    """B94, F3: the second to save sees both and keeps its text; each way out does as it says."""
    workbook, contact = begun(fresh_server)
    visitor = visit(fresh_server)
    first, second = sheet(visitor, workbook, contact), sheet(visitor, workbook, contact)

    writes(first, "met at the night shift")
    assert not clashes(first)
    writes(second, "plays the cello")
    second.sees("This was changed somewhere else meanwhile.")
    expect(second.page.get_by_label("Notes", exact=True)).to_have_value("plays the cello")
    assert notes(visitor, contact) == "met at the night shift"
    second.tap("Take mine")
    expect(second.key("conflict")).to_have_count(0, timeout=PATIENCE_MS)
    assert notes(visitor, contact) == "plays the cello"

    # The first tab is stale now; this time what is there stays.
    writes(first, "third words")
    first.sees("This was changed somewhere else meanwhile.")
    first.tap("Leave it as it is now")
    expect(first.key("conflict")).to_have_count(0, timeout=PATIENCE_MS)
    assert notes(visitor, contact) == "plays the cello"
    expect(first.page.get_by_label("Notes", exact=True)).to_have_value("third words")
    visitor.calm()


def test_twenty_edits_from_stale_tabs_lose_none_silently(
    fresh_server: Server, visit: Visit
) -> None:
    """F3: of 20 edits from maybe stale tabs, each is in the history or was shown as a clash."""
    workbook, contact = begun(fresh_server)
    visitor = visit(fresh_server)
    tabs = [sheet(visitor, workbook, contact) for _ in range(2)]
    chance = random.Random(20)  # noqa: S311 - which tab edits next, nothing secret
    acknowledged: list[str] = []
    clashed = 0
    for number in range(EDITS):
        tab = chance.choice(tabs)
        before = notes(visitor, contact)
        words = f"edit {number}"
        writes(tab, words)
        if tab.key("conflict").count():
            clashed += 1
            assert notes(visitor, contact) == before
            expect(tab.page.get_by_label("Notes", exact=True)).to_have_value(words)
            if chance.random() < 0.5:
                tab.tap("Take mine")
                acknowledged.append(words)
            else:
                tab.tap("Leave it as it is now")
                if tab.key("as-it-is").count():
                    tab.tap("Show it as it is now")
        else:
            acknowledged.append(words)
        assert notes(visitor, contact) == acknowledged[-1]
    changed = [
        step.after.notes
        for entry in visitor.history()
        for step in entry.changes
        if isinstance(step.after, Contact) and step.after.notes
    ]
    assert changed == acknowledged
    assert clashed >= 3
    visitor.calm()
