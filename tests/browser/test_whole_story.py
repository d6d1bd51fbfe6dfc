"""From a LinkedIn export to the counts on What happened, with reloads, tabs and a restart between.

Where a real export (made for testing) lies beside the project it is used, else one invented here.
Pictures of every page, at a desk's and a phone's width, by day and by night, go to the folder named
by SHOTS, else to build/shots.
"""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give
from lib.coaching.touches import Direction, Purpose, Touch
from tests.browser.tab import DESK, PAGES, PATIENCE_MS, PHONE, STANDS, Tab, Visitor
from tests.serving import ROOT, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.conftest import Visit

EXPORT = ROOT.parent / "shared" / "data" / "linkedin" / "Connections.csv"
INVENTED = """Notes:
"When exporting your connection data, you may notice that some e-mail addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Amira,Haddad,https://www.linkedin.com/in/amira,amira@example.org,Northgate,Lead,15 Jan 2023
Bela,Novak,https://www.linkedin.com/in/bela,bela@example.org,Harbour Foods,Founder,20 Mar 2023
Carol,Okafor,https://www.linkedin.com/in/carol,,Northgate,Planner,10 May 2023
Dan,Whitlock,https://www.linkedin.com/in/dan,dan@example.org,Quay Freight,Engineer,25 Jul 2023
Esra,Yildiz,https://www.linkedin.com/in/esra,esra@example.org,Riverside,Principal,01 Sep 2023
Finn,Larsen,https://www.linkedin.com/in/finn,,Stone & Sons,Driver,15 Nov 2023
"""
SHOTS = Path(os.environ.get("SHOTS") or ROOT / "build" / "shots")
VOICEMAIL = "Hello, it is Maria. I need a job. I really, really need a job, call me some time."
RATED = ("m4", "w2", "w3", "f5", "s3")
"""The two keys of each of the first five cards."""
CHOICES = 4 + 5
"""The buttons of a card: how one knows them, how close they are."""


def export(folder: Path) -> Path:
    """Return a LinkedIn export: the one beside the project, or an invented one."""
    if EXPORT.exists():
        return EXPORT
    file = folder / "Connections.csv"
    file.write_text(INVENTED, "utf-8")
    return file


def logged(tab: Tab, *, days_ago: int) -> None:
    """Say that the words went out, so many days ago, by the page's own choice of the day."""
    tab.tap("These are my words").sees("Sent?").choose("E-mail")
    tab.choose("Another day").sees("Which day")
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    tab.pick_day("Which day", today - timedelta(days=days_ago))
    tab.tap("Yes")


def asked(tab: Tab, name: str, kind: str) -> None:
    """Open the page for asking one person, and choose what for."""
    tab.goto("ask").unfold("Everybody you know")
    tab.tap(name, within=tab.key("found")).heading(f"Ask {name}").choose(kind)


class Story:
    """What one person did, kept for the tests that look at it afterwards."""

    def __init__(self, visitor: Visitor, tab: Tab) -> None:
        """Begin where nothing is."""
        self.visitor, self.tab = visitor, tab
        self.people: list[str] = []

    def tell(self, file: Path) -> None:
        """Do the whole of it."""
        self.bring_in(file)
        self.rate_five()
        self.stopped_by_kind()
        self.stopped_by_closeness_and_by_nothing_given()
        self.nothing_given_yet()
        self.check_a_voicemail()
        self.come_back()
        self.answered_and_thanked()
        self.let_one_rest()

    def bring_in(self, file: Path) -> None:
        """Import the export: counted first, saved in one action."""
        self.tab.unfold("I have my LinkedIn file")
        self.tab.page.locator("input[type=file]").set_input_files(file)
        count = len(file.read_text("utf-8").partition("First Name")[2].strip().splitlines()) - 1
        self.tab.sees(f"{count} read = {count} new").stands().tap(f"Bring in {count}")
        self.tab.sees(re.compile("came in|Tap up to five"))
        assert len(self.visitor.records().all(Contact)) == count

    def rate_five(self) -> None:
        """Rate five by two keys each; after a page load in the middle it goes on."""
        self.tab.goto("people")
        for keys in RATED:
            card = self.tab.key("rating-card")
            name = card.get_by_role("heading").inner_text()
            self.people.append(name)
            # Nobody presses a key that is not on the screen yet.
            expect(card.get_by_test_id("stBaseButton-secondary")).to_have_count(CHOICES)
            self.tab.stands().page.keyboard.press(keys[0])
            chosen = card.get_by_test_id("stBaseButton-primary")
            expect(chosen).to_have_count(1, timeout=PATIENCE_MS)
            self.tab.stands().page.keyboard.press(keys[1])
            expect(card.get_by_role("heading", name=name)).to_have_count(0, timeout=PATIENCE_MS)
            if len(self.people) == 2:
                self.tab.reload()
        found = self.visitor.records().all(Contact).values()
        assert {one.name: one.strength for one in found if one.rated} == dict(
            zip(self.people, (4, 2, 3, 5, 3), strict=True)
        )

    def stopped_by_kind(self) -> None:
        """Check one: such contacts seldom can; the way forward asks for what they can give."""
        name = self.people[0]
        asked(self.tab, name, "A referral")
        self.tab.sees(f"People like {name} can seldom give this")
        self.tab.tap("Ask for that instead")
        expect(self.tab.page.get_by_text("can seldom give this")).to_have_count(0)
        self.tab.tap("Write the words").sees("How will you say it?")
        logged(self.tab, days_ago=8)

    def stopped_by_closeness_and_by_nothing_given(self) -> None:
        """Check two: a lot to ask yet; the way round asks for less, and help once given counts."""
        name = self.people[1]
        asked(self.tab, name, "A referral")
        self.tab.sees(f"This may be a lot to ask of {name} yet.")
        self.tab.tap("Ask for that instead", within=self.tab.key("caution-TIE"))
        expect(self.tab.key("caution-TIE")).to_have_count(0)
        self.tab.tap("I did help them once")
        expect(self.tab.key("caution-")).to_have_count(0)
        self.tab.tap("Write the words").sees("How will you say it?")
        logged(self.tab, days_ago=9)

    def nothing_given_yet(self) -> None:
        """Check three: nothing given yet; plan it, do it, note it, and the way is free."""
        name = self.people[2]
        asked(self.tab, name, "Fifteen minutes of advice")
        self.tab.sees(f"Nothing is noted yet that you did for {name}")
        self.tab.tap("Plan something for them").tap("Note that I helped")
        expect(self.tab.key("caution-")).to_have_count(0)
        self.tab.tap("Write the words").sees("How will you say it?")
        logged(self.tab, days_ago=2)
        assert [one.given_on is not None for one in self.visitor.records().all(Give).values()] == [
            True
        ]

    def check_a_voicemail(self) -> None:
        """Rule S3-7 and its neighbours: a draft of a voicemail is looked over, and kept."""
        self.tab.goto("ask").unfold("My words").choose("A voicemail")
        self.tab.type("Your words, or a draft to check", VOICEMAIL)
        self.tab.sees(re.compile("second", re.IGNORECASE))
        said = self.tab.key("seen-").inner_text()
        assert "job" in said, said
        self.tab.reload().unfold("My words")
        self.tab.holds("Your words, or a draft to check", VOICEMAIL)

    def come_back(self) -> None:
        """A reload, a second tab and a restart of the server; nothing is lost."""
        before = self.visitor.records()
        with self.visitor.server_away():
            self.visitor.server.stop()
            self.visitor.server.start()
            self.tab.page.wait_for_selector(STANDS, state="attached")
        after = self.visitor.records()
        for kind in (Contact, Ask, Touch, Give):
            assert before.all(kind) == after.all(kind)
        second = self.visitor.tab("today")
        second.heading(self.people[0]).heading(self.people[1])
        second.page.close()
        self.tab.goto("today").heading(self.people[0])

    def answered_and_thanked(self) -> None:
        """Its wait is over, so it is on Today: they answered, they helped, and are thanked."""
        name = self.people[0]
        card = self.tab.key("card-").filter(has=self.tab.page.get_by_role("heading", name=name))
        self.tab.tap("They answered", within=card).choose("They helped")
        self.tab.choose("Names or leads").tap("Keep this answer")
        expect(card.get_by_text("Say thank you")).to_be_visible(timeout=PATIENCE_MS)
        self.tab.tap("Write the thanks", within=card).tap("These are my words", within=card)
        self.tab.tap("Yes", within=card)
        expect(card).to_have_count(0, timeout=PATIENCE_MS)

    def let_one_rest(self) -> None:
        """Letting rest is one tap and its kind word."""
        name = self.people[1]
        card = self.tab.key("card-").filter(has=self.tab.page.get_by_role("heading", name=name))
        self.tab.tap("Let rest", within=card)
        self.tab.tap("Let rest", within=card.locator("[class*='st-key-panel-']"))
        expect(card).to_have_count(0, timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def told(
    chromium: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """Tell the story once; the tests look at what it left."""
    visitor = Visitor(chromium, server)
    story = Story(visitor, visitor.tab())
    story.tell(export(tmp_path_factory.mktemp("export")))
    yield story
    visitor.close()


def test_the_whole_story_is_kept(told: Story) -> None:
    """One search: imported, rated, checked, sent, answered, thanked, let rest: kept."""
    found = told.visitor.records()
    touches = list(found.all(Touch).values())
    assert sum(one.is_attempt for one in touches) == 3
    assert sum(one.direction is Direction.REPLY for one in touches) == 1
    assert sum(one.purpose is Purpose.THANKS for one in touches) == 1
    assert sum(one.let_go_on is not None for one in found.all(Ask).values()) == 1
    verbs = [one.verb for one in told.visitor.history()]
    for verb, times in (("import", 1), ("rated", 5), ("chose what to ask", 3), ("let rest", 1)):
        assert verbs.count(verb) == times, verbs


def test_what_happened_counts_it(told: Story) -> None:
    """Three sent, one answered, one still open, one let rest; the picture says the same aloud."""
    tab = told.tab.goto("review").heading("Your asks")
    text = tab.text()
    assert re.search(r"[Oo]ne.{0,30}answered|answered.{0,10}(1|one)", text), text
    assert "Who helped you" in text
    assert told.people[0] in text
    tab.unfold("Let rest (1)").sees(told.people[1])


def test_undo_brings_it_back(told: Story) -> None:
    """P5: the last thing done is taken back from the history, and brought back the same way."""
    told.tab.goto("workbook").heading("What was done")
    told.tab.tap("Undo", within=told.tab.key("action-").first)
    assert not any(one.let_go_on for one in told.visitor.records().all(Ask).values())
    told.tab.tap("Undo", within=told.tab.key("action-").first)
    assert sum(one.let_go_on is not None for one in told.visitor.records().all(Ask).values()) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_pictured(told: Story, visit: Visit, *, phone: bool, dark: bool) -> None:
    """Every page at 1280 and 390, light and dark: no complaint, nothing wider than the screen."""
    visitor = visit(told.visitor.server, phone=phone, dark=dark)
    where = f"{'phone' if phone else 'desk'}-{'night' if dark else 'day'}"
    size = PHONE if phone else DESK
    (person, *_) = told.visitor.records().all(Contact)
    workbook = told.visitor.workbook()
    tab = visitor.tab(PAGES[0])
    for page in (*PAGES, f"people?w={workbook}&who={person}", f"ask?w={workbook}&who={person}"):
        tab.goto(page)
        wide = tab.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], page
        name = re.sub(r"\?.*who=.*", "-person", page)
        tab.picture(SHOTS / f"{name}-{where}.png")
    visitor.calm()


def test_nobody_else_was_asked(told: Story) -> None:
    """P10: over the whole story no other host was asked, and the console stayed silent."""
    told.visitor.calm()
