"""The rules a page names at its foot, in a real browser: each is one the guide lists for this page.

The list itself is held to what the walk meets by `tests/walk/test_rules_walk.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from tests.browser.seeding import begun, put
from tests.walk.scenes import MEI, ago, answered, person, rows, silences, tried

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.tab import Tab
    from tests.serving import Server

FOOT = "Why the workbook says this"


def listed(page: str) -> set[str]:
    """Return the rules of which the guide says that they show on a page."""
    return {
        one.id for one in guide.rules().values() if page in {place.page for place in one.places}
    }


def named(tab: Tab) -> set[str]:
    """Return the rules in the address of the link at a page's foot; empty where there is none."""
    tab.drawn()
    link = tab.page.get_by_role("link", name=FOOT)
    if not link.count():
        return set()
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    return set(query["rules"][0].split(","))


@pytest.fixture(scope="module")
def seeded(server: Server) -> tuple[Contact, Ask, Ask]:
    """A workbook with a bit of everything; a stranger, an ask that waits, one that is planned."""
    stranger = person("Kim Roe", Kind.OTHER, strength=1, mutual_contact=MEI.id)
    waiting, waits = tried(person("Ravi", Kind.OTHER, mutual_contact=MEI.id), 8)
    planned = Ask(contact=MEI.id, planned_on=ago(-2))
    _, helped = answered(person("Hana", Kind.COLLEAGUE, strength=4), thanked=True)
    begun_id = begun(server)
    put(server, begun_id, rows(MEI, stranger, waits, planned, helped, silences(3)))
    return stranger, waiting, planned


def test_every_rule_a_page_names_is_listed_for_it(
    server: Server, visit: Visit, seeded: tuple[Contact, Ask, Ask]
) -> None:
    """Ten places of the workbook; what each rests on is in its link, and most rest on something."""
    stranger, waiting, planned = seeded
    visitor = visit(server)
    found: dict[str, set[str]] = {}
    tab = visitor.tab("today")
    for address in (
        "today",
        "people",
        f"people?who={stranger.id}",
        "give",
        f"give?who={MEI.id}",
        "ask",
        f"ask?who={stranger.id}",
        f"ask?ask={waiting.id}",
        f"ask?ask={planned.id}",
        "review",
        "workbook",
    ):
        found[address] = named(tab.goto(address))
    tab.goto("people").choose("Just met someone")
    found["people, just met"] = named(tab)
    tab.goto("people").choose("Bring in")
    found["people, bring in"] = named(tab)
    for address, rules in found.items():
        page = address.partition("?")[0].partition(",")[0]
        assert rules <= listed(page), address
    assert sum(bool(rules) for rules in found.values()) >= 6, found
    visitor.calm()


def test_the_link_leads_to_those_rules(
    server: Server, visit: Visit, seeded: tuple[Contact, Ask, Ask]
) -> None:
    """Tapped, it opens the page of sources, which begins with what the page rested on."""
    del seeded
    visitor = visit(server, phone=True)
    tab = visitor.tab("people").choose("Just met someone")
    rules = named(tab)
    assert "S4-5" in rules
    tab.page.get_by_role("link", name=FOOT).click()
    tab.stands().heading("What the page you came from rests on")
    for one in rules:
        expect(tab.page.get_by_text(guide.rules()[one].words)).to_be_visible()
    visitor.calm()
