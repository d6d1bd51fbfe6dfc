"""F9, B94: a restart, a double tap, a page load during a save: each saving tap counts once."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.gives import Give
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from tests.browser import seeding
from tests.browser.tab import PATIENCE_MS, STANDS, Tab, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import WebSocketRoute

    from tests.browser.conftest import Visit
    from tests.serving import Server

LOADS = 6
"""Saves into which a page load falls."""
SETTLED_MS = 600
"""In which the server has long drawn a page anew."""


def begun(server: Server, people: int = 1) -> tuple[str, list[Contact]]:
    """Begin a workbook with some people in it, all rated and helped once."""
    found = [
        Contact(name=f"Person {one:02}", kind=Kind.COLLEAGUE, strength=4, ever_helped=True)
        for one in range(people)
    ]
    workbook = seeding.begun(server)
    seeding.put(server, workbook, found)
    return workbook, found


def restarted(visitor: Visitor, tab: Tab) -> None:
    """Kill the server and start it again; the page stays as it is on the screen."""
    with visitor.server_away():
        visitor.server.kill()
        visitor.server.start()
        tab.page.wait_for_selector(STANDS, state="attached")
        tab.stands()


def ready(tab: Tab, workbook: str, contact: Contact) -> Tab:
    """Go so far that a message to somebody only waits for "Yes"."""
    tab.goto(f"ask?w={workbook}&who={contact.id}").tap("Write the words")
    return tab.tap("These are my words").sees("Sent?")


def gives(visitor: Visitor) -> list[str]:
    """Return what was given, in any order."""
    return sorted(one.what for one in visitor.records().all(Give).values())


def test_after_a_crash_the_next_tap_saves_once(fresh_server: Server, visit: Visit) -> None:
    """B95: the server is killed with pages open; the next tap in each is applied, and only once.

    What had been typed and not saved is still in its box, and is what is saved.
    """
    workbook, (contact,) = begun(fresh_server)
    visitor = visit(fresh_server)
    sheet = visitor.tab(f"people?w={workbook}&who={contact.id}").unfold("What you know of them")
    sheet.page.get_by_label("Notes", exact=True).fill("typed before the crash")
    met = visitor.tab("people").choose("Just met someone")
    met.page.get_by_label("Name", exact=True).fill("Ravi Nair")

    restarted(visitor, sheet)
    sheet.tap("Save")
    expect(sheet.page.get_by_text("Saved ").first).to_be_visible(timeout=PATIENCE_MS)
    met.tap("Write the note")
    expect(met.page.get_by_text("Saved ").first).to_be_visible(timeout=PATIENCE_MS)

    found = visitor.records()
    assert found.all(Contact)[contact.id].notes == "typed before the crash"
    assert sorted(one.name for one in found.all(Contact).values()) == ["Person 00", "Ravi Nair"]
    verbs = [one.verb for one in visitor.history()]
    assert verbs.count("changed a person") == 1
    visitor.calm()


def test_after_a_crash_yes_logs_once(fresh_server: Server, visit: Visit) -> None:
    """B95: the server is killed while a message waits for "Yes"; the tap logs it, and only once."""
    workbook, (contact,) = begun(fresh_server)
    visitor = visit(fresh_server)
    tab = ready(visitor.tab(), workbook, contact)
    restarted(visitor, tab)
    tab.page.get_by_role("button", name="Yes", exact=True).click(timeout=5_000)
    tab.stands()
    assert len(visitor.records().all(Touch)) == 1


def test_a_double_tap_counts_once(fresh_server: Server, visit: Visit) -> None:
    """P3: two fast taps log one message, give one thing, add one person, rate one card."""
    workbook, (contact,) = begun(fresh_server)
    visitor = visit(fresh_server)
    tab = ready(visitor.tab(), workbook, contact)
    tab.page.get_by_role("button", name="Yes", exact=True).dblclick()
    tab.stands()
    expect(tab.page.get_by_text("Saved ").first).to_be_visible(timeout=PATIENCE_MS)
    assert len(visitor.records().all(Touch)) == 1

    tab.goto(f"give?w={workbook}&who={contact.id}").choose("Praise")
    tab.page.get_by_label("What (if you like)").fill("her talk")
    tab.page.get_by_role("button", name="I did this").dblclick()
    tab.stands().sees("Saved ")
    assert gives(visitor) == ["her talk"]

    tab.goto(f"people?w={workbook}").choose("Bring in")
    tab.page.get_by_label("Name", exact=True).fill("Ravi Nair")
    tab.page.get_by_role("button", name="Add", exact=True).dblclick()
    tab.stands().sees("is in. Another name")
    names = sorted(one.name for one in visitor.records().all(Contact).values())
    assert names == ["Person 00", "Ravi Nair"]

    # A second tap falls on whatever came to lie there: never on another person's card.
    seeding.put(fresh_server, workbook, [Contact(name=f"Unrated {one}") for one in range(3)])
    tab.goto(f"people?w={workbook}").sees("How do you know them?")
    tab.page.get_by_role("button", name="Worked together").click()
    tab.stands()
    tab.page.get_by_role("button", name="We'd chat").dblclick()
    tab.stands().sees("2 of")
    rated = [one for one in visitor.records().all(Contact).values() if one.rated]
    assert len(rated) == 2
    visitor.calm()


def test_a_second_tap_before_the_answer_is_seen_counts_once(
    fresh_server: Server, visit: Visit
) -> None:
    """P3: on a slow line the second tap comes when all is saved and the page still shows the old.

    The server's answer is held back on its way, as a line with seconds of delay does.
    """
    workbook, (contact,) = begun(fresh_server)
    visitor = visit(fresh_server)
    line = SlowLine(visitor)
    tab = visitor.tab(f"people?w={workbook}").choose("Bring in")
    tab.page.get_by_label("Name", exact=True).fill("Ravi Nair")
    with line.held():
        add = tab.page.get_by_role("button", name="Add", exact=True)
        add.click()
        saved = len(visitor.history())
        until(lambda: len(visitor.records().all(Contact)) == 2, tab)
        add.click()
        tab.page.wait_for_timeout(SETTLED_MS)
    tab.stands().sees("is in. Another name")
    assert len(visitor.records().all(Contact)) == 2
    assert len(visitor.history()) <= saved + 1
    # What comes next is a row of its own, the same words too.
    tab.page.get_by_label("Name", exact=True).fill("Ravi Nair")
    tab.tap("Add").sees("has the same name")
    assert len(visitor.records().all(Contact)) == 3

    tab.goto(f"give?w={workbook}&who={contact.id}").choose("Praise")
    tab.page.get_by_label("What (if you like)").fill("her talk")
    with line.held():
        gave = tab.page.get_by_role("button", name="I did this")
        gave.click()
        until(lambda: gives(visitor) == ["her talk"], tab)
        gave.click()
        tab.page.wait_for_timeout(SETTLED_MS)
    tab.stands().sees("Saved ")
    assert gives(visitor) == ["her talk"]
    tab.choose("Praise")
    tab.page.get_by_label("What (if you like)").fill("her talk")
    tab.tap("I did this")
    assert gives(visitor) == ["her talk", "her talk"]
    visitor.calm()


def until(holds: Callable[[], bool], tab: Tab) -> None:
    """Wait until something is so on the server; the page may stand still meanwhile."""
    for _ in range(PATIENCE_MS // 50):
        if holds():
            return
        tab.page.wait_for_timeout(50)
    raise AssertionError(holds)


class SlowLine:
    """The line between a browser and its server, on which answers can be held back."""

    def __init__(self, visitor: Visitor) -> None:
        """Stand between; called before the browser opens a page."""
        self._holding = False
        self._kept: list[tuple[WebSocketRoute, str | bytes]] = []
        visitor.context.route_web_socket("**/_stcore/stream", self._connect)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every answer back; at the end they arrive, in their order."""
        self._holding = True
        yield
        self._holding = False
        for line, message in self._kept:
            line.send(message)
        self._kept.clear()

    def _connect(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(lambda message: self._answered(line, message))

    def _answered(self, line: WebSocketRoute, message: str | bytes) -> None:
        if self._holding:
            self._kept.append((line, message))
        else:
            line.send(message)


def test_a_page_load_during_a_save_is_none_or_one(fresh_server: Server, visit: Visit) -> None:
    """F9: a tap, and the page loaded again at once: saved once or not at all, never half or twice.

    Where "Saved" had been seen, it is there.
    """
    workbook, people = begun(fresh_server, LOADS)
    visitor = visit(fresh_server)
    tab = visitor.tab()
    chance = random.Random(94)  # noqa: S311 - how many milliseconds to wait, nothing secret
    seen = 0
    for contact in people:
        ready(tab, workbook, contact)
        tab.page.get_by_role("button", name="Yes", exact=True).click(no_wait_after=True)
        tab.page.wait_for_timeout(chance.choice((0, 0, 5, 20, 60, 200)))
        said = tab.page.get_by_text("Logged a message").count() > 0
        tab.reload()
        found = visitor.records()
        touches = [one for one in found.all(Touch).values() if one.contact == contact.id]
        assert len(touches) <= 1
        assert touches or not said
        seen += len(touches)
        assert sum(one.contact == contact.id for one in found.all(Ask).values()) == 1
        assert sum(one.contact == contact.id for one in found.all(Script).values()) == 1
    verbs = [one.verb for one in visitor.history()]
    assert verbs.count("logged a message") == seen
    assert seen >= 1
    visitor.calm()
