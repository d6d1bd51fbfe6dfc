"""Can everybody read every page? axe-core on each of them, at a desk and on a phone, day and night.

Each page is looked at with all that unfolds on it: in a workbook full of the example's people and
in an empty one, as a coach sees it, and at the doors before any workbook. What Streamlit itself
brings, and no page of ours can mend, stands in `STREAMLITS_OWN`; an entry that is met no more goes.
The pages' policy is heeded: the browser's own tools put axe-core in, past it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
import streamlit as st
from playwright.sync_api import expect

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.records import new_id
from lib.coaching.touches import Touch
from lib.store import Role, Saved, Shows, fresh_cover
from tests.browser.axe import STREAMLITS_OWN, Round, Seen
from tests.browser.tab import PAGES, PATIENCE_MS, Visitor
from tests.oidc.house import House as Signing
from tests.trust.house import House, Kept, now, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.conftest import Visit
    from tests.serving import Server

NEWCOMERS = tuple(f"Newcomer {number}" for number in range(1, 13))
"""More links than are seen at a glance."""
ROOT_OF_AN_SVG = re.compile(r'^<svg [^>]*\brole="img"[^>]*\baria-label="[^"]')
QR = "QR code"
"""What stands for a square that says its link, which stands beside it as text too."""
LEAST_PICTURES = 12
"""Charts of a workbook in which every question is open."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """A server with a workbook full of the example's people, an empty one, and clients."""

    server: Server
    signing: Server
    """Another one, where people sign in."""
    owner: str
    """The cookie of whoever owns both."""
    coach: str
    """The cookie of a coach to whom all is shown."""
    full: str
    empty: str
    planned: str
    """An ask of the full one that has not gone out."""


def rooms_of(house: House, signing: Server) -> Rooms:
    """Fill a house; the other one stays as it is."""
    clients = [house.begun() for _ in range(5)]
    first = clients[0]
    with house.store() as store:
        full = store.create(first.owner, fresh_cover("Europe/Berlin", "Full"), now())
        empty = store.create(first.owner, fresh_cover("Europe/Berlin", "Empty"), now())
        _, rows = guide.example(full, "Europe/Berlin", now().date())
        saved = store.save(first.owner, full, rows, verb="example", operation=new_id(), at=now())
        assert isinstance(saved, Saved), saved
    sent = {one.ask for one in rows if isinstance(one, Touch)}
    planned = next(one.id for one in rows if isinstance(one, Ask) and one.id not in sent)
    kept = Kept(full, "", first.owner, first.cookie)
    links = [house.link(one, Role.COACH, Shows.ALL) for one in (kept, *clients)]
    return Rooms(house.server, signing, first.cookie, house.opened(*links), full, empty, planned)


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """Serve all of it."""
    signing = Signing(tmp_path_factory.mktemp("signing"))
    with shared(tmp_path_factory.mktemp("rooms")) as server, signing.open():
        yield rooms_of(House(server), signing.server)


# the rounds


def full(rooms: Rooms, visitor: Visitor) -> Seen:
    """Go through the workbook that is full, and what opens on its pages."""
    way = Round(visitor, rooms.owner)
    tab, w = way.tab, f"w={rooms.full}"
    for page in ("start", "give", "review", "workbook", "sources"):
        way.at(f"{page}?{w}")
    way.at(f"today?{w}")
    for name in ("They answered", "Write the thanks"):
        tab.page.get_by_role("button", name=name).first.click()
        tab.stands()
        way.unfolded()
        way.look(f"today, {name}")
    way.at(f"people?{w}")
    for name in ("Find", "Bring in", "Who do you know at …?", "Just met someone"):
        tab.choose(name).drawn()
        way.unfolded()
        way.look(f"people, {name}")
    for address in ("people?who=priya", "ask?who=olu", f"ask?ask={rooms.planned}", "ask?"):
        way.at(f"{address}&{w}")
    tab.goto(f"ask?{w}&ask={rooms.planned}").tap("These are my words").sees("Sent?")
    tab.tap("Copy", exact=False).drawn()
    way.look("ask, on its way out")
    return way.seen


def empty(rooms: Rooms, visitor: Visitor) -> Seen:
    """Go through the workbook that nothing is in."""
    way = Round(visitor, rooms.owner)
    for page in PAGES:
        way.at(f"{page}?w={rooms.empty}")
    way.tab.goto("today?w=example").sees("the people are invented")
    way.look("the example's banner")
    return way.seen


def begun(rooms: Rooms, visitor: Visitor) -> Seen:
    """Begin a workbook, and go through the first ten minutes, a question at a time."""
    del rooms
    way = Round(visitor)
    tab = way.tab.goto("today").tap("Start a workbook").sees("Nothing here yet")
    tab.goto("start").type("Who from an old job would be glad to hear from you?", "Dana Whitlock")
    tab.tap("Go on").heading("Dana Whitlock").tap("Worked together")
    for step in ("They'd make time", "Yes", "Ask for that", "Write it", "These are my words", "3"):
        tab.page.get_by_role("button", name=step, exact=True).wait_for()
        way.unfolded()
        way.look(f"start, before {step}")
        tab.tap(step)
    tab.heading("Ready to go").tap("Yes").heading("It is out")
    way.look("start, at its end")
    return way.seen


def coached(rooms: Rooms, visitor: Visitor) -> Seen:
    """Go where a coach goes: the desk, a client's page for a session, a page with its margin."""
    way = Round(visitor, rooms.coach)
    way.at("coach")
    way.tab.page.get_by_role("button", name="More", exact=True).first.click()
    way.tab.stands()
    way.unfolded()
    way.look("coach, one client")
    way.page.get_by_label("Names, one a line").fill("\n".join(NEWCOMERS))
    way.tab.tap("Make their links").sees("shown once.")
    way.unfolded()
    way.look("coach, links to hand out")
    for page in ("today", "workbook"):
        way.at(f"{page}?w={rooms.full}")
    way.at(f"ask?w={rooms.full}&ask={rooms.planned}")
    return way.seen


def doors(rooms: Rooms, visitor: Visitor) -> Seen:
    """Go where nothing is open yet, or not any more."""
    way = Round(visitor)
    way.at("today").heading("Open your link")
    way.at("coach").heading("Your desk as a coach")
    for address, heading in (
        ("open", "Open your link"),
        (f"open#{'x' * 43}", "This link opens nothing here"),
        ("leave", "Leave this workbook?"),
    ):
        way.page.goto("about:blank")
        way.page.goto(f"{rooms.server.address}/{address}")
        expect(way.page.get_by_role("heading", name=heading)).to_be_visible(timeout=PATIENCE_MS)
        way.look(address)
    way.page.get_by_role("button", name="Leave", exact=True).click()
    expect(way.page.get_by_role("heading", name="You have left")).to_be_visible(timeout=PATIENCE_MS)
    way.look("left")
    known = Round(visitor, rooms.owner)
    known.at("today?w=nothing").heading("This workbook is not open to you here")
    way.seen.ours += known.seen.ours
    way.seen.own |= known.seen.own
    return way.seen


def signing_in(rooms: Rooms, visitor: Visitor) -> Seen:
    """Look at the one page there is before somebody has signed in; of a server of its own."""
    del rooms
    way = Round(visitor)
    way.at("today").heading("Sign in")
    return way.seen


ROUNDS: Final[tuple[Callable[[Rooms, Visitor], Seen], ...]] = (
    full,
    empty,
    begun,
    coached,
    doors,
    signing_in,
)
SIZES: Final = {"desk": False, "phone": True}


class Rounds:
    """Each round at each size, gone once however many tests ask for what was seen."""

    def __init__(self, chromium: Browser, rooms: Rooms) -> None:
        """Begin with none gone."""
        self._chromium, self._rooms = chromium, rooms
        self._gone: dict[tuple[str, str], Seen] = {}

    def seen(self, through: Callable[[Rooms, Visitor], Seen], size: str) -> Seen:
        """Return what was seen on a round."""
        key = (through.__name__, size)
        if key not in self._gone:
            rooms = self._rooms
            server = rooms.signing if through is signing_in else rooms.server
            visitor = Visitor(self._chromium, server, phone=SIZES[size])
            self._gone[key] = through(rooms, visitor)
            visitor.close()
        return self._gone[key]


@pytest.fixture(scope="module")
def rounds(chromium: Browser, rooms: Rooms) -> Rounds:
    """Go no round yet."""
    return Rounds(chromium, rooms)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("through", ROUNDS, ids=lambda one: one.__name__)
def test_nothing_serious_is_ours(
    rounds: Rounds, through: Callable[[Rooms, Visitor], Seen], size: str
) -> None:
    """WCAG 2.2 as axe-core reads it: nothing serious or critical, but for Streamlit's own."""
    found = rounds.seen(through, size).ours
    assert not found, "\n\n".join(found)


def test_what_is_streamlits_own_is_still_there(rounds: Rounds) -> None:
    """An entry that is met on no page any more goes; with another Streamlit all are looked at."""
    met = {one for size in SIZES for through in ROUNDS for one in rounds.seen(through, size).own}
    assert [one for one in STREAMLITS_OWN if one not in met] == []
    assert {one.seen.partition(",")[0] for one in STREAMLITS_OWN} <= {st.__version__}


@pytest.mark.parametrize("through", [full, coached], ids=lambda one: one.__name__)
def test_every_picture_says_what_is_seen(
    rounds: Rounds, through: Callable[[Rooms, Visitor], Seen]
) -> None:
    """Each has a text of some words; a chart of ours is an image with its text inside as well."""
    pictures = rounds.seen(through, "desk").pictures
    assert [one for one in pictures if len(one.said.split()) < one.least_words] == []
    charts = [one for one in pictures if one.inside and QR not in one.said]
    assert [one for one in charts if not ROOT_OF_AN_SVG.match(one.inside)] == []
    if through is full:
        assert len(charts) >= LEAST_PICTURES


BAD: Final = """
<img src="data:,">
<p style="background: light-dark(#fff, #000); color: light-dark(#eee, #fff)">by day</p>
<p style="background: light-dark(#fff, #000); color: light-dark(#000, #222)">by night</p>
"""
"""Below all that a page says, where one has to scroll to."""


def test_axe_does_find_what_is_serious(rooms: Rooms, visit: Visit) -> None:
    """The same look finds a picture without words, and text too pale by day or by night alone."""
    way = Round(visit(rooms.server), rooms.owner)
    way.tab.goto(f"sources?w={rooms.empty}").drawn()
    way.tab.page.get_by_test_id("stMainBlockContainer").evaluate(
        "(page, bad) => page.insertAdjacentHTML('beforeend', bad)", BAD
    )
    way.look("a bad page")
    found = "\n".join(way.seen.ours)
    for rule, scheme, words in (
        ("image-alt", "light", "<img"),
        ("color-contrast", "light", "by day"),
        ("color-contrast", "dark", "by night"),
    ):
        assert re.search(rf"{scheme}: {rule}: .*{words}", found), found
    assert any(not one.said for one in way.seen.pictures)
