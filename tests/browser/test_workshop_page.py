"""A workshop in real browsers: who leads at 1920, two people with phones, the screen for the room.

Joined by the code; guessed and counted; a picture of fewer than five refused in words, hands typed
in; the arrow keys lead the screen; what somebody is typing stays while the room moves on.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

from lib.charts import room_dots
from lib.coaching.exercises import Exercise
from lib.store import Actor, Store
from lib.ui import band, qr
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS, Tab, Visitor
from tests.trust.house import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.conftest import Visit
    from tests.serving import Server

GUESSES = (0, 1, 4, 9, 14, 12, 8, 5, 3, 1, 1)
WORDS = "They can say no; I am typing this slowly."


class Hall:
    """A server of a shared house in which a workshop is led."""

    def __init__(self, server: Server) -> None:
        """Open its store a second time."""
        self.server = server
        self.store = Store(f"sqlite:///{server.data / 'workbook.sqlite'}", own_machine=False)

    def leads(self, visit: Visit) -> tuple[Visitor, Tab]:
        """Return the browser of who leads, come by the host's link."""
        token = self.store.workshops.by_host(now(), name="Ines")
        visitor = visit(self.server)
        tab = wide(visitor.tab())
        tab.page.goto(f"{self.server.address}/open#{token}")
        tab.page.wait_for_url("**/workshop*")
        return visitor, tab.stands()

    def joins(self, visit: Visit, code: str, name: str, *, dark: bool = False) -> Tab:
        """Return the tab of a phone whose owner typed the code and a first name."""
        visitor = visit(self.server, phone=True, dark=dark)
        page = visitor.context.new_page()
        page.goto(f"{self.server.address}/join")
        page.get_by_label("The code on the screen").fill(code.lower())
        page.get_by_label("Your first name").fill(name)
        page.get_by_role("button", name="Join").tap()
        page.wait_for_url("**/workshop?w=*")
        return Tab(visitor, page).stands()


def wide(tab: Tab) -> Tab:
    """Return a tab of the size of the screen in the hall."""
    across, high = room_dots.SCREEN
    tab.page.set_viewport_size({"width": across, "height": high})
    return tab


def moved_on(tab: Tab) -> Tab:
    """Wait until a phone says that the room has moved on, and tap it."""
    button = tab.page.get_by_role("button", name="New, show")
    expect(button).to_be_visible(timeout=PATIENCE_MS)
    button.tap()
    return tab.stands()


def modules(image: Locator, across: int) -> list[list[bool]]:
    """Return which modules of a QR code are dark as it stands on the screen."""
    drawn = Image.open(io.BytesIO(image.screenshot())).convert("L")
    size = drawn.width / (across + 2 * qr.QUIET)
    at = [int(size * (place + qr.QUIET + 0.5)) for place in range(across)]
    dark: list[list[bool]] = []
    for y in at:
        row = [drawn.getpixel((x, y)) for x in at]
        dark.append([isinstance(one, int) and one < 128 for one in row])
    return dark


def type_hands(tab: Tab, question: str, hands: tuple[int, ...]) -> None:
    """Type in a show of hands."""
    box = tab.key(f"question-{question}")
    tab.unfold("Count hands instead", within=box)
    for place, many in enumerate(hands):
        box.get_by_label(f"{place} of 10", exact=True).fill(str(many))
    tab.tap("Show the room these hands", within=box)


def is_read_from_afar(screen: Tab) -> None:
    """Hold that words and picture on the big screen are large enough, and end above its edge."""
    letters = screen.page.locator(".st-key-screen p").first
    size = letters.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= room_dots.least_pixels()
    picture = screen.page.locator(".st-key-screen img").bounding_box()
    assert picture is not None
    assert picture["width"] >= room_dots.BIG
    assert picture["y"] + picture["height"] <= room_dots.SCREEN[1]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Serve a shared house."""
    with shared(tmp_path, anyone_may_start="false") as server:
        found = Hall(server)
        yield found
        found.store.close()


def test_a_room_is_led(hall: Hall, visit: Visit) -> None:
    """From an empty page to a picture that everybody sees."""
    leader, tab = hall.leads(visit)
    tab.type("What is it called?", "Job club").tap("Begin it").sees("Nobody is in yet.")
    actor = Actor(leader.actor.visit, at=now())
    ((workshop, _),) = hall.store.workshops.mine(actor)
    code = hall.store.workshops.standing(actor, workshop, now()).code
    assert code is not None

    made = segno.make(f"{hall.server.address}/join/{code}", error=qr.CORRECTED, micro=False)
    shown = modules(tab.page.get_by_alt_text("The way in as a QR code"), len(made.matrix))
    assert shown == [[bool(one) for one in row] for row in made.matrix]

    ana = hall.joins(visit, code, "Ana")
    ben = hall.joins(visit, code, "Ben", dark=True)
    tab.sees("Two people are in.").sees("Ana, Ben")
    screen = wide(leader.tab(f"workshop?id={workshop}&big=1")).sees("Two people are in.")
    assert "Ana" not in screen.text()

    screen.page.keyboard.press("ArrowRight")
    screen.sees("Two people are in.").stands()
    screen.page.keyboard.press("ArrowRight")
    screen.heading("A guess, before you look")
    tab.sees("Step 2 of 10")
    for phone, guess in ((ana, "4"), (ben, "2")):
        moved_on(phone).tap(guess).sees("It is put away.")
    tab.sees("2 of 2 have guessed")

    tab.tap("Next: Why do people not answer?").tap("Next: Now look and count")
    moved_on(ana).type("How many were answered?", "1").tap("Keep both numbers")
    ana.sees("You counted 1 of 10.")
    tab.tap("Next: What the room guessed, and what it counted")
    tab.tap("Show the room", within=tab.key("question-guesses"))
    tab.sees("Fewer than 5 people have answered this.")
    type_hands(tab, "guesses", GUESSES)
    tab.sees("Counted by a show of hands. 58 people guessed.")
    screen.sees("58 people guessed.")
    is_read_from_afar(screen)
    moved_on(ben)
    expect(ben.page.get_by_alt_text("58 people guessed").first).to_be_visible(timeout=PATIENCE_MS)

    tab.tap("Next: Which “but” stops you?")
    moved_on(ana).choose("It will look desperate")
    words = ana.page.get_by_label("What my neighbour said to it")
    words.fill(WORDS)
    tab.tap("Next: Three people, and what each can do")
    button = ana.page.get_by_role("button", name="New, show")
    expect(button).to_be_visible(timeout=(band.LOOK_SECONDS * 1000) + PATIENCE_MS)
    expect(words).to_have_value(WORDS)
    ana.tap("Keep it").sees("Kept.")
    with ana.visitor.store() as store:
        (book,) = store.workbook_ids(ana.visitor.actor)
        kept = store.snapshot(ana.visitor.actor, book).records.all(Exercise).values()
    assert any(WORDS in one.answer for one in kept)
    for one in (leader, ana.visitor, ben.visitor):
        one.calm()
