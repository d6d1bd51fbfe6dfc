"""The sheet needs a person: each reason, met with a Google on loopback, as the page tells it.

One workbook, one sheet; somebody at the sheet, or Google itself, brings each need about, and the
way that the page offers ends it. Each time the page says what happened, what is kept, and what to
do next. Pictures, wide and narrow, by day and by night, go to the folder named by SHOTS.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from lib.coaching.contacts import Contact
from lib.store import Need, Removed
from lib.ui import sheet_words
from tests.browser import seeding
from tests.browser.beside import (
    BEN,
    CODE,
    DANA,
    PATIENCE_SECONDS,
    TAB,
    becomes,
    frame_says,
    linked,
    need,
    no_need,
    types,
)
from tests.browser.tab import DEBOUNCE_MS, DESK, PHONE
from tests.browser.test_whole_story import SHOTS
from tests.sheets_api import faults
from tests.sheets_api.google import ACCOUNT
from tests.sheets_api.tab import LIMIT_CELLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.store import SheetLink
    from tests.browser.conftest import Visit
    from tests.browser.tab import Tab, Visitor
    from tests.serving import Server
    from tests.sheets_api.google import Google
    from tests.sheets_api.person import Person

MANY = [Contact(id=f"person-{one}", name=f"Person {one}") for one in range(30)]


@dataclass
class Room:
    """The owner's tab on the Workbook page, the sheet, who sits at it, and Google."""

    host: Server
    google: Google
    visitor: Visitor
    tab: Tab
    workbook: str
    sheet: str
    person: Person

    def saves(self, company: str) -> None:
        """Save something in the workbook, as another tab of the owner's would."""
        seeding.put(self.host, self.workbook, [Contact(id=f"new-{company}", name=company)])

    def written(self, name: str) -> None:
        """Wait until somebody stands in the sheet."""
        becomes(lambda: bool(self.person.row_with(TAB, "Name", name)), wanted=True)

    def looks(self) -> None:
        """Have the sheet looked at now."""
        self.tab.tap("Refresh now")

    def taps(self, label: str) -> None:
        """Tap the way out that is offered."""
        self.tab.tap(label)

    def link(self) -> SheetLink:
        """Return how the link stands."""
        with self.visitor.store() as store:
            found = store.sheets.of(self.visitor.actor, self.workbook)
        assert found is not None
        return found

    def needs(self, what: Need) -> SheetLink:
        """Wait until the background has noted a need; return the link with it."""
        becomes(lambda: self.link().need, what)
        return self.link()

    def shows(self, name: str, told: sheet_words.Told, kept: str) -> None:
        """Wait for what is told, with its buttons; take the pictures of it."""
        box = need(self.tab)
        for words in (told.happened, kept, told.do):
            expect(box).to_contain_text(words, timeout=PATIENCE_SECONDS * 1000)
        for way in told.ways:
            expect(box.get_by_role("button", name=way.label, exact=True)).to_be_visible()
        frame_says(self.tab, "The sheet needs you")
        self.pictures(name)

    def pictures(self, name: str) -> None:
        """Take the page wide and narrow, by day and by night, where pictures are wanted."""
        if not os.environ.get("SHOTS"):
            return
        for size in (DESK, PHONE):
            for mode in ("light", "dark"):
                self.tab.page.emulate_media(color_scheme="dark" if mode == "dark" else "light")
                self.tab.page.set_viewport_size({"width": size["width"], "height": size["height"]})
                self.tab.page.wait_for_timeout(DEBOUNCE_MS)
                self.tab.picture(SHOTS / f"need-{name}-{size['width']}-{mode}.png")
        self.tab.page.emulate_media(color_scheme="light")
        self.tab.page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
        self.tab.stands()

    def is_over(self) -> None:
        """Wait until nothing calls for a person any more."""
        no_need(self.tab)
        frame_says(self.tab, "In the sheet")
        becomes(lambda: self.link().waiting, 0)


@dataclass(frozen=True)
class Scene:
    """One need: what brings it about, what ends it."""

    need: Need
    comes: Callable[[Room], None]
    ends: Callable[[Room], None]
    saves: bool = False
    """Whether it shows only once something is to be written."""


def withdraws(room: Room) -> None:
    """The share is taken back."""
    room.person.withdraw_share(ACCOUNT)


def shares(room: Room) -> None:
    """It is given again, as Editor."""
    room.person.share(ACCOUNT)


def narrows(room: Room) -> None:
    """The app may only look."""
    room.person.share(ACCOUNT, read_only=True)


def restores(room: Room) -> None:
    """A version from before the newest save is brought back."""
    before = room.person.version()
    room.saves("Newer")
    room.written("Newer")
    room.person.restore(before)


def doubles(room: Room) -> None:
    """The column of ours is replaced by two of one heading."""
    room.person.delete_column(TAB, "Company")
    room.person.add_column(TAB, "Company")
    room.person.add_column(TAB, "Company")


def renames_one(room: Room) -> None:
    """The last of the two gets another heading."""
    room.person.rename_heading(TAB, "Company", "Firm of old")


def refuses_the_key(room: Room) -> None:
    """The key is not taken any more."""
    room.google.accounts.expire()
    room.google.faults.plan = lambda call: faults.INVALID_GRANT if call.kind == "token" else None


def refuses_writes(room: Room) -> None:
    """What is written is not taken, for a reason of Google's own."""
    room.google.faults.plan = lambda call: faults.error(400) if call.kind == "write" else None


def is_another_file(room: Room) -> None:
    """At the address stands a spreadsheet of another program."""
    room.google.faults.plan = lambda _call: faults.NOT_A_SHEET


def all_is_well(room: Room) -> None:
    """Google is as ever."""
    room.google.faults.clear()


def fills(room: Room) -> None:
    """Somebody's own tab takes all the room there is, and sixty contacts want some."""
    blank = room.person.row_with(TAB, "Name", MANY[-1].name) + 20
    room.person.delete_row(TAB, blank, 1_000 - blank)
    room.person.add_tab("Big")
    tabs = room.google.files[room.sheet].tabs
    taken = sum(one.row_count * one.column_count for one in tabs if one.title != "Big")
    room.person.type("Big", (LIMIT_CELLS - taken) // 26, "A", "x")
    more = [Contact(id=f"more-{one}", name=f"More {one}") for one in range(60)]
    seeding.put(room.host, room.workbook, more)


def puts_back(room: Room) -> None:
    """Have the missing rows written again, and wait until they stand there."""
    room.taps("Put them back")
    for one in (DANA, BEN, *MANY):
        room.written(one.name)


OF_ACCESS = (
    Scene(Need.NOT_SHARED, withdraws, shares),
    Scene(Need.READ_ONLY, narrows, shares, saves=True),
    Scene(Need.GONE, lambda room: room.person.trash(), lambda room: room.person.take_back()),
    Scene(Need.KEY_REFUSED, refuses_the_key, all_is_well),
    Scene(Need.NO_SHEET, is_another_file, all_is_well),
)
OF_WRITING = (
    Scene(
        Need.PROTECTED,
        lambda room: room.person.protect(TAB),
        lambda room: room.person.unprotect(TAB),
        saves=True,
    ),
    Scene(Need.REFUSED, refuses_writes, all_is_well, saves=True),
    Scene(Need.DOUBLED_HEADING, doubles, renames_one),
    Scene(Need.FULL, fills, lambda room: room.person.delete_tab("Big")),
)
OF_CHOICE = (
    Scene(
        Need.MANY_MISSING,
        lambda room: room.person.delete_row(TAB, 2, 20),
        puts_back,
    ),
    Scene(
        Need.IDS_LOST,
        lambda room: room.person.clear(TAB, "Id"),
        lambda room: room.taps("Mend the column"),
    ),
    Scene(
        Need.COLUMN_MISSING,
        lambda room: room.person.delete_column(TAB, "Company"),
        lambda room: room.taps("Add it"),
    ),
    Scene(
        Need.TAB_MISSING,
        lambda room: room.person.delete_tab(TAB),
        lambda room: room.taps("Write it again"),
    ),
    Scene(Need.OLD_VERSION, restores, lambda room: room.taps("Write ours into it again")),
)


@pytest.fixture
def room(host: Server, google: Google, visit: Visit) -> Room:
    """Return a workbook of many that is in step with its sheet."""
    workbook = seeding.begun(host)
    seeding.put(host, workbook, [DANA, BEN, *MANY])
    visitor = visit(host)
    tab = visitor.tab(f"workbook?w={workbook}")
    person = linked(tab, workbook, google, sheet := google.create("Job search"))
    return Room(host, google, visitor, tab, workbook, sheet, person)


@pytest.mark.parametrize(
    "scenes",
    [OF_ACCESS, OF_WRITING, *((one,) for one in OF_CHOICE)],
    ids=["access", "writing", *(one.need.value for one in OF_CHOICE)],
)
def test_each_need_is_told_and_ended(room: Room, scenes: tuple[Scene, ...]) -> None:
    """What happened, what is kept, what to do: in words and buttons; then all is well again."""
    for one in scenes:
        one.comes(room)
        if one.saves:
            room.saves(f"Firm {one.need.value}")
        room.looks()
        link = room.needs(one.need)
        told = sheet_words.told(link)
        assert told is not None
        kept = sheet_words.kept(link)
        room.shows(one.need.value.replace(" ", "-"), told, kept)
        one.ends(room)
        if not any(way.choice for way in told.ways):
            room.taps(sheet_words.LOOK.label)
        room.is_over()
    assert room.person.formulas() == []
    room.visitor.calm()


def test_what_waits_for_google_is_told_with_when(room: Room) -> None:
    """The quota is used up, Google asks for a pause: how much waits, and until when."""
    room.google.faults.plan = lambda _call: faults.busy(40)
    room.saves("Waiting")
    frame_says(room.tab, re.compile("1 change waiting for Google, trying again in [0-9]+\\ss"))
    room.tab.sees("There is nothing for you to do.")
    room.pictures("waits")
    all_is_well(room)
    room.is_over()
    room.written("Waiting")
    room.visitor.calm()


def test_what_both_changed_and_what_cannot_be_read_is_told(room: Room) -> None:
    """Both texts with a tap for either, a row one side took away; where a cell wants a look."""
    long = "We met at the harbour fair and spoke about freight, trains and her garden. " * 6
    room.google.faults.plan = lambda _call: faults.error(503)
    ours = [
        replace(DANA, company="Ours Ltd", position="Head of what we call it here"),
        replace(BEN, spoke_about=long),
    ]
    with room.visitor.store() as store:
        here = store.snapshot(room.visitor.actor, room.workbook).records.all(Contact)
    seeding.put(
        room.host,
        room.workbook,
        [
            *(replace(one, version=here[one.id].version) for one in ours),
            Removed(here["person-3"]),
        ],
    )
    types(room.person, DANA, "Company", "Theirs Ltd")
    types(room.person, DANA, "Position", "Head of what they call it in the sheet, at some length")
    types(room.person, BEN, "What you spoke about", f"Not that. {long}")
    types(room.person, MANY[3], "Company", "Changed there")
    types(room.person, MANY[4], "How you know them", "frend")
    types(room.person, MANY[5], "Connected on", "next Tue")
    types(room.person, MANY[6], "How close", "#REF!")
    all_is_well(room)
    frame_says(room.tab, "The sheet needs you: 4 choices")
    room.tab.sees("4 things were changed here and in the sheet.")
    room.tab.sees("3 places in the sheet want a look.").sees("frend")
    room.pictures("clashes")
    room.tab.tap("Keep the sheet's in all 4")
    frame_says(room.tab, "The sheet needs you: 3 things")
    for one, heading in ((4, "How you know them"), (5, "Connected on"), (6, "How close")):
        types(room.person, MANY[one], heading, "")
    room.looks()
    room.is_over()
    room.visitor.calm()


def test_what_a_new_link_lacks_is_told_until_it_is_made(
    host: Server, google: Google, visit: Visit
) -> None:
    """No share, no code, looked at alone, both filled: each is said, and each is passed."""
    workbook = seeding.begun(host)
    seeding.put(host, workbook, [DANA])
    visitor = visit(host)
    tab = visitor.tab(f"workbook?w={workbook}").unfold("Link a sheet")
    sheet = google.create("Job search", email=None)
    room = Room(host, google, visitor, tab, workbook, sheet, google.person(sheet))
    tab.type("The sheet's address", sheet).tap("Go on").sees("The sheet is not shared yet.")
    room.pictures("new-not-shared")
    narrows(room)
    tab.tap("Look now").sees("The tab with the code is not there yet.")
    room.pictures("new-code-missing")
    code = tab.page.get_by_text(CODE).inner_text()
    room.person.add_tab(code)
    tab.tap("Look now").sees("This app may read the sheet, but not write in it.")
    room.pictures("new-read-only")
    shares(room)
    tab.tap("Look again")
    room.is_over()
    room.written(DANA.name)
    visitor.calm()


def test_every_need_is_met() -> None:
    """None of them is told by nobody but this file's words."""
    met = {one.need for one in (*OF_ACCESS, *OF_WRITING, *OF_CHOICE)}
    assert met | {Need.CODE_MISSING} == set(Need)
