"""What axe-core finds on pages, at a desk and on a phone, day and night; and their pictures.

What Streamlit itself brings, and no page of ours can mend, stands in `STREAMLITS_OWN`.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # it has no types

from lib.access import COOKIE
from tests.browser.tab import Tab, Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

SERIOUS: Final = ("serious", "critical")
"""What axe-core calls what keeps somebody out."""
MOST_PIXELS = 30_000
"""Taller than any page with all of it unfolded."""
DEEPEST = 5
"""More than what unfolds lies within what unfolds."""
SVG = "data:image/svg+xml;base64,"
WORDS_OF_A_PICTURE = 3
"""Fewer tell nothing of what is seen."""


@dataclass(frozen=True, slots=True)
class Own:
    """Something serious that Streamlit's own frontend brings."""

    rule: str
    """axe-core's name for it."""
    selector: str
    """What is meant by it, and nothing else."""
    seen: str
    """Streamlit's version, and the day on which it was looked at."""
    why: str
    """What it is, and what it keeps from whom."""


STREAMLITS_OWN: Final = (
    Own(
        "list",
        "ul[data-testid='stSidebarNavItems']",
        "1.67.0, 29 November 2026",
        "The folded menu of a phone holds its sections' headings inside its one list. Its links "
        "are read all the same; the five pages of the work stand in our own bar besides.",
    ),
    Own(
        "listitem",
        "ul[data-testid='stSidebarNavItems'] li",
        "1.67.0, 29 November 2026",
        "The links of such a section lie in a box of their own within that list.",
    ),
)

RUN: Final = """
async ([serious, own, options]) => {
  const moves = document.getAnimations().filter(
    one => one.effect?.getComputedTiming().endTime !== Infinity
  );
  await Promise.all(moves.map(one => one.finished.catch(() => null)));
  const found = await axe.run(document, {...options, elementRef: true});
  return found.violations.filter(one => serious.includes(one.impact)).flatMap(
    one => one.nodes.map(node => ({
      rule: one.id,
      html: node.html.slice(0, 300),
      where: node.target.join(" "),
      why: node.failureSummary,
      own: own.findIndex(
        ([rule, selector]) => rule === one.id && node.element?.matches(selector)
      ),
    }))
  );
}
"""
"""What axe-core finds, once nothing moves: each with the place of its entry among Streamlit's own,
-1 for none."""
DRAWN: Final = """
scheme => {
  const app = document.querySelector("[data-testid=stApp]");
  return !app || getComputedStyle(app).colorScheme === scheme;
}
"""
"""Whether the page has gone over to the day or the night."""
WHOLE: Final = {"resultTypes": ["violations"]}
COLOURS: Final = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""By night nothing but the colours is another."""
PICTURES: Final = """
() => [...document.querySelectorAll("img, figure, canvas, svg:not([aria-hidden=true])")].filter(
  one => one.checkVisibility() && !one.closest("[aria-hidden=true]")
).map(one => [
  one.tagName.toLowerCase(),
  one.getAttribute("alt") ?? one.closest("[aria-label]")?.getAttribute("aria-label") ?? "",
  one.getAttribute("src") ?? "",
])
"""
"""Whatever is a picture to those who see: its kind, what stands for it, where it is from. A grid is
drawn on a canvas; Streamlit puts its words on the region around it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture on a page."""

    page: str
    kind: str
    said: str
    """What stands for it where it is not seen."""
    source: str

    @property
    def least_words(self) -> int:
        """How many words tell it: a grid says by itself what is in it, and needs a name alone."""
        return 1 if self.kind == "canvas" else WORDS_OF_A_PICTURE

    @property
    def inside(self) -> str:
        """The SVG that it shows; empty for no such picture."""
        head, _, data = self.source.partition(SVG)
        return b64decode(data).decode() if not head and data else ""


@dataclass(slots=True)
class Seen:
    """What was found on a round of pages."""

    ours: list[str] = field(default_factory=list)
    own: set[Own] = field(default_factory=set)
    pictures: set[Picture] = field(default_factory=set)


class Round:
    """One browser going from page to page, at one size."""

    def __init__(self, visitor: Visitor, cookie: str = "") -> None:
        """Begin with nothing found, as whoever has this cookie."""
        self.visitor = visitor
        self.seen = Seen()
        if cookie:
            visitor.context.add_cookies(
                [{"name": COOKIE, "value": cookie, "url": visitor.server.address}]
            )
        self.page: Page = visitor.context.new_page()
        self.tab = Tab(visitor, self.page)

    def at(self, address: str) -> Tab:
        """Go to a page, unfold all that unfolds, and look."""
        self.tab.goto(address).drawn()
        self.unfolded()
        self.look(address)
        return self.tab

    def unfolded(self) -> None:
        """Open whatever is folded, and whatever a question is tapped for."""
        main = self.page.get_by_test_id("stMain")
        folded = main.locator(
            "details:not([open]) > summary, label:has(input[role=switch]:not(:checked))"
        ).filter(visible=True)
        for _ in range(DEEPEST):
            if not folded.count():
                break
            folded.evaluate_all(
                "all => all.forEach(one => (one.querySelector('input') ?? one).click())"
            )
            self.tab.drawn()
        assert not folded.count(), folded.all_inner_texts()

    def look(self, name: str) -> None:
        """Have axe-core look at the whole page by day, then at the colours by night."""
        self.page.evaluate(AXE_SCRIPT)
        with self.tab.whole(MOST_PIXELS):
            for scheme, options in (("light", WHOLE), ("dark", COLOURS)):
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # it is one
                self.page.wait_for_function(DRAWN, arg=scheme)
                self._found(f"{name}, {scheme}", options)
        self.page.emulate_media(color_scheme="light")
        for kind, said, source in self.page.evaluate(PICTURES):
            self.seen.pictures.add(Picture(name, kind, said, source))

    def _found(self, where: str, options: Mapping[str, object]) -> None:
        """Note what axe-core finds; of what is ours, what it finds once more.

        What draws itself anew just then is pale for a moment, and is another thing a moment later.
        """
        own = [[one.rule, one.selector] for one in STREAMLITS_OWN]
        asked = [SERIOUS, own, options]
        found = self.page.evaluate(RUN, asked)
        if any(one["own"] < 0 for one in found):
            self.tab.drawn()
            again = {(one["rule"], one["where"]) for one in self.page.evaluate(RUN, asked)}
            found = [
                one for one in found if one["own"] >= 0 or (one["rule"], one["where"]) in again
            ]
        for one in found:
            if one["own"] >= 0:
                self.seen.own.add(STREAMLITS_OWN[one["own"]])
            else:
                said = (one[part] for part in ("rule", "where", "html", "why"))
                self.seen.ours.append(f"{where}: {': '.join(said)}")
