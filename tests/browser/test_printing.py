"""What a real browser prints: What happened, a page a section; the sheet of a workshop, whole.

No buttons, no names but those shown. By day and by night the paper is the same: dark on white.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pypdf
import pytest

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give
from lib.coaching.touches import Direction, Outcome, Touch
from tests.browser import seeding

if TYPE_CHECKING:
    from lib.coaching.records import Record
    from tests.browser.conftest import Visit
    from tests.browser.hall import Hall
    from tests.browser.tab import Tab
    from tests.serving import Server

CONTROLS = (
    *("How to read this", "Show where", "Print this", "Your browser prints it"),
    *("Why the workbook says this", "Give first", "Today People", "Let rest ("),
)
"""What is on the screen and not on paper."""


def seed(server: Server) -> None:
    """Six asks, one of them answered; a give; someone of whom nothing is told."""
    book = seeding.begun(server)
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    rows: list[Record] = [Contact(id="quiet", name="Quentin Quiet")]
    for n in range(6):
        rows.append(Contact(id=f"p{n}", name=f"Asked {n}"))
        rows.append(Ask(id=f"a{n}", contact=f"p{n}"))
        on = today - timedelta(1 if n == 5 else 60)
        rows.append(Touch(id=f"t{n}", contact=f"p{n}", ask=f"a{n}", on=on))
    rows.append(
        Touch(
            id="r",
            contact="p0",
            ask="a0",
            on=today - timedelta(50),
            direction=Direction.REPLY,
            outcome=Outcome.HELPED,
        )
    )
    rows.append(Give(id="g", contact="p1", what="an article", given_on=today - timedelta(9)))
    seeding.put(server, book, rows)


def printed(tab: Tab) -> list[str]:
    """Return the words of each page that the browser prints."""
    pages = pypdf.PdfReader(io.BytesIO(tab.page.pdf(format="A4"))).pages
    return [" ".join(one.extract_text().split()) for one in pages]


@pytest.mark.parametrize("dark", [False, True])
def test_a_page_a_section(fresh_server: Server, visit: Visit, *, dark: bool) -> None:
    """Helpers, asks, rate, runs, gives, what is next; buttons and folds stay at home."""
    seed(fresh_server)
    visitor = visit(fresh_server, phone=dark, dark=dark)
    tab = visitor.tab("review").unfold("Print this").sees("What is open next")
    pages = printed(tab)
    everything = " ".join(pages)
    begins = [one.partition(" ")[0] for one in pages]
    assert begins[0] == "What"
    for section in ("Your asks", "Your rate", "Runs of silence", "What you gave",
                    "What is open next"):  # fmt: skip
        assert sum(one.startswith(section) for one in pages) == 1, section
    assert "Given 1, asked 6." in everything
    assert "Asked 5 · Second message" in everything
    for control in CONTROLS:
        assert control not in everything, control
    assert "Quentin" not in everything
    assert "Asked 2" not in everything
    tab.page.emulate_media(media="print")
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert tab.page.evaluate(ground) == "rgba(0, 0, 0, 0)"
    ink = "getComputedStyle(document.querySelector('h3')).color"
    assert tab.page.evaluate(ink) == "rgb(28, 28, 28)"
    visitor.calm()


def test_a_workshops_sheet_is_whole(hall: Hall, visit: Visit) -> None:
    """Every step that asks something, to the last one, on both sides of one sheet; nothing else."""
    _, tab = hall.leads(visit)
    tab.type("What is it called?", "Job club").tap("Begin it").unfold("A sheet on paper")
    tab.drawn()
    front, back = printed(tab)
    assert front.startswith("Job club")
    for one in guide.hour():
        if one.exercise or one.page:
            assert one.title in front + back, one.title
    assert back.endswith("10")
    for control in ("Begin: Come in", "Let people in", "All steps", "Ctrl and P", "/open#"):
        assert control not in front + back, control
