"""A hall in which a workshop is led: the facilitator's browser, phones, the big screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from lib import guide
from lib.access import mint
from lib.charts import room_dots
from lib.coaching import belief
from lib.coaching.exercises import Exercise
from lib.coaching.paragraphs import joined
from lib.coaching.practice import exercise_id
from lib.coaching.records import new_id
from lib.store import Actor, Saved, Store
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS, Tab, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Visit
    from tests.serving import Server


NAMES = ("Annegret", "Bertold", "Chidinma", "Dagny", "Eskil", "Fiorella")
"""First names that are no words: who meets one on the big screen has met a person."""


class Hall:
    """A server of a shared house in which a workshop is led."""

    def __init__(self, server: Server) -> None:
        """Open its store a second time."""
        self.server = server
        self.store = Store(f"sqlite:///{server.data / 'workbook.sqlite'}", own_machine=False)

    def leads(self, visit: Visit) -> tuple[Visitor, Tab]:
        """Return the browser of who leads, come by the host's link, and its tab."""
        token = self.store.workshops.by_host(now(), name="Ines")
        visitor = visit(self.server)
        tab = wide(visitor.tab())
        tab.page.goto(f"{self.server.address}/open#{token}")
        tab.page.wait_for_url("**/workshop*")
        return visitor, tab.stands()

    def workshop(self, leader: Visitor) -> tuple[str, str]:
        """Return id and code of the one workshop that somebody leads."""
        actor = Actor(leader.actor.visit, at=now())
        ((workshop, _),) = self.store.workshops.mine(actor)
        code = self.store.workshops.standing(actor, workshop, now()).code
        assert code is not None
        return workshop, code

    def begun(self) -> Led:
        """Begin the hour in the store, led by nobody's browser."""
        leader = Actor.of_cookie(mint(), now())
        token = self.store.workshops.by_host(now())
        assert self.store.links.open(leader, token, now()) is not None
        minutes = {one.name: one.minutes for one in guide.hour()}
        plan = guide.plan_of("Job club", minutes, now().date(), again=False, invented=True)
        made = self.store.workshops.begin(leader, plan, now())
        return Led(self.store, leader, made.id, made.code)

    def joins(
        self, visit: Visit, name: str, *, code: str = "", address: str = "", dark: bool = False
    ) -> Phone:
        """Return the phone of somebody who joined.

        Args:
            visit: opens a browser.
            name: the first name that is typed.
            code: typed in, where there is one.
            address: where the square led to; it brings the code.
            dark: by night.
        """
        visitor = visit(self.server, phone=True, dark=dark, mobile=True)
        page = visitor.context.new_page()
        page.goto(address or f"{self.server.address}/join")
        if code:
            page.get_by_label("The code on the screen").fill(code.lower())
        page.get_by_label("Your first name").fill(name)
        page.get_by_role("button", name="Join").tap()
        page.wait_for_url("**/workshop?w=*")
        phone = Phone(visitor, page)
        phone.stands()
        return phone


@dataclass(frozen=True, slots=True)
class Led:
    """A workshop that is led from outside, by whoever this is to the store."""

    store: Store
    actor: Actor
    id: str
    code: str

    def goes(self, step: str) -> None:
        """Take the room to a step."""
        self.store.workshops.go(self.actor, self.id, step, now())


class Phone(Tab):
    """A tab in somebody's hand: taps are those of a finger."""

    def tap(self, name: str, *, within: Locator | None = None, exact: bool = True) -> Phone:
        """Tap the button with these words."""
        (within or self.page).get_by_role("button", name=name, exact=exact).tap()
        self.stands()
        return self

    def choose(self, name: str, *, within: Locator | None = None) -> Phone:
        """Tap a pill with these words."""
        (within or self.page).get_by_test_id("stButtonGroup").get_by_text(name, exact=True).tap()
        self.stands()
        return self

    def moved_on(self) -> Phone:
        """Wait until it says that the room has moved on, and tap it."""
        button = self.page.get_by_role("button", name="New, show")
        expect(button).to_be_visible(timeout=PATIENCE_MS)
        button.tap()
        self.stands()
        return self

    def fits(self) -> Phone:
        """Hold that nothing stands out beyond its edge, and that no choice is cut off."""
        across = self.page.evaluate(
            "[document.documentElement.scrollWidth, "
            "document.querySelector('[data-testid=stMain]')?.scrollWidth ?? 0]"
        )
        assert max(across) <= (self.page.viewport_size or {"width": 0})["width"], across
        assert self.page.evaluate(CUT_OFF) == []
        return self


def wide(tab: Tab) -> Tab:
    """Return a tab of the size of the screen in the hall."""
    across, high = room_dots.SCREEN
    tab.page.set_viewport_size({"width": across, "height": high})
    return tab


def answered(hall: Hall, code: str) -> None:
    """Have six people in, from outside, who have done whatever the first pictures are made of."""
    options = guide.room_exercises()["why-silent"].questions[0].options
    for place, name in enumerate(NAMES):
        actor = Actor.of_cookie(mint(), now())
        seat = hall.store.workshops.join(code, name, now(), actor)
        assert seat is not None
        day = now().date()
        blind = belief.Tally(belief.guessed_blind(place, day), place)
        said = joined([("What rings truest", options[place])])
        why = exercise_id(seat.workbook, "why-silent")
        rows = [
            belief.counted(blind, 10, place // 2),
            Exercise(id=why, name="why-silent", on=day, answer=said),
        ]
        saved = hall.store.save(actor, seat.workbook, rows, verb="x", operation=new_id(), at=now())
        assert isinstance(saved, Saved), saved


def type_hands(tab: Tab, question: str, hands: tuple[int, ...]) -> None:
    """Type in a show of hands."""
    box = tab.key(f"question-{question}")
    tab.unfold("Count hands instead", within=box)
    for place, many in enumerate(hands):
        box.get_by_label(f"{place} of 10", exact=True).fill(str(many))
    tab.tap("Show the room these hands", within=box)


CUT_OFF = """
() => [...document.querySelectorAll("[data-testid=stButtonGroup] button, button p")].filter(
  one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1
).map(one => one.innerText)
"""
"""The words of every choice and button that are wider than their place."""
WORDS_SEEN = """
() => {
  const page = document.querySelector("[data-testid=stMain]"), seen = [];
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), one = walker.currentNode.parentElement;
    if (!words || !one.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (one.closest("style, script, .st-key-screen-keys, [data-testid=stStatusWidget]")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    let ground = one;
    const painted = of => getComputedStyle(of).backgroundColor;
    const clear = of => /^(transparent|rgba\\(.*, 0\\))$/.test(painted(of));
    while (ground.parentElement && clear(ground)) ground = ground.parentElement;
    const style = getComputedStyle(one);
    seen.push({
      words, size: parseFloat(style.fontSize), ink: style.color,
      ground: painted(ground),
      right: box.right, bottom: box.bottom,
    });
  }
  return seen;
}
"""
"""Every run of words that the room can see: its size in pixels, ink, ground, where it ends. The
keys at the edge are for whoever leads."""
LEAST_CONTRAST = 7.0
"""WCAG 2.2, 1.4.6, enhanced: a projector in a room by day takes half of it away."""


def contrast(ink: str, ground: str) -> float:
    """Return the contrast of two colours as a browser computes them, by WCAG 2.2: 1 to 21."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [float(one) for one in re.findall(r"[\d.]+", colour)]
    assert colour.startswith("rgb"), colour
    assert len(parts) == 3 or parts[3] == 1, f"seen through: {colour}"
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (part / 255 for part in parts[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def words_seen(screen: Tab) -> list[dict[str, Any]]:
    """Return every run of words that the room sees; see `WORDS_SEEN`."""
    found: list[dict[str, Any]] = screen.page.evaluate(WORDS_SEEN)
    return found


def is_read_from_afar(screen: Tab) -> None:
    """Hold that all the room sees on the big screen is large, dark on light, and within its edges.

    How large is `room_dots.least_pixels`: 16 minutes of arc for a capital, by ISO 9241-303, on a
    screen of 2.4 m from 10 m.
    """
    screen.drawn()
    across, high = room_dots.SCREEN
    found = words_seen(screen)
    assert found
    for one in found:
        assert one["size"] >= room_dots.least_pixels(), one
        assert contrast(one["ink"], one["ground"]) >= LEAST_CONTRAST, one
        assert one["right"] <= across, one
        assert one["bottom"] <= high, one
    for image in screen.page.locator(".st-key-screen img").all():
        box = image.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= high
        if "QR" not in (image.get_attribute("alt") or ""):
            assert box["width"] >= room_dots.BIG
