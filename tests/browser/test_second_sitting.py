"""The second sitting, weeks later: the same people with the workbooks they kept, and what happened.

Six people were in a workshop, guessed, and wrote to ten people each. One of them comes back on a
phone: by the link they kept, then by the square on the screen, which asks which workbook they come
with. The others are there from outside. Pictures go to the folder named by SHOTS, else to
build/shots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from lib import guide
from lib.access import mint
from lib.coaching import belief
from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.practice import exercise_id
from lib.coaching.records import new_id
from lib.coaching.touches import Direction, Touch
from lib.store import Actor, Saved
from tests.browser.hall import NAMES, Phone, is_read_from_afar, wide
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS
from tests.browser.test_accessible_workshop import SIZES, leads, sound
from tests.browser.test_whole_story import SHOTS
from tests.browser.test_whole_workshop import decoded

if TYPE_CHECKING:
    from lib.coaching.records import Record
    from lib.store import Joined
    from tests.browser.conftest import Visit
    from tests.browser.hall import Hall
    from tests.browser.tab import Tab, Visitor

AGO: Final = timedelta(days=50)
"""When the first sitting was: what went out then has been waited for since."""
GUESSED: Final = (4, 2, 7, 5, 3, 6)
LETTERS: Final = "ABCDEFGHIJ"
ANSWERED: Final = (2, 0, 3, 2, 1, 4)


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody of the first sitting: their browser then, and what they kept of it."""

    actor: Actor
    joined: Joined


def first_sitting(hall: Hall) -> list[Kept]:
    """Hold the first sitting: six people guess, and write to ten people each."""
    at = now() - AGO
    leader = Actor.of_cookie(mint(), at)
    hall.store.links.open(leader, hall.store.workshops.by_host(at), at)
    minutes = {one.name: one.minutes for one in guide.hour()}
    again = (now() + timedelta(days=1)).date()
    plan = guide.plan_of("Job club", minutes, again, again=False, invented=False)
    made = hall.store.workshops.begin(leader, plan, at)
    people = []
    for name, of_ten, answered in zip(NAMES, GUESSED, ANSWERED, strict=True):
        at += timedelta(seconds=1)
        who = Actor.of_cookie(mint(), at)
        joined = hall.store.workshops.join(made.code, name, at, who)
        assert joined is not None
        put(hall, Kept(who, joined), *wrote(of_ten, answered))
        people.append(Kept(who, joined))
    return people


def wrote(of_ten: int, answered: int) -> list[Record]:
    """Return a guess, ten asks that went out after it, and the answers of those who answered."""
    on = (now() - AGO).date()
    rows: list[Record] = [Guess(of_ten=of_ten, made_on=on, locked_on=on)]
    for place in range(OF):
        contact = Contact(name=f"Robin {LETTERS[place]}")
        ask = Ask(contact=contact.id, kind=AskKind.ADVICE)
        sent = Touch(contact=contact.id, ask=ask.id, on=on, at=now() - AGO + timedelta(hours=1))
        rows += [contact, ask, sent]
        if place < answered:
            back = on + timedelta(days=2)
            rows.append(replace(sent, id=new_id(), direction=Direction.REPLY, on=back, at=now()))
    return rows


def put(hall: Hall, one: Kept, *rows: Record) -> None:
    """Save something in somebody's workbook from outside."""
    actor = Actor(one.actor.visit, at=now())
    saved = hall.store.save(
        actor, one.joined.workbook, rows, verb="x", operation=new_id(), at=now()
    )
    assert isinstance(saved, Saved), saved


def brought(hall: Hall, code: str, people: list[Kept]) -> None:
    """Have people take a seat with the workbook they kept."""
    for one, name in zip(people, NAMES[1:], strict=True):
        actor = Actor(one.actor.visit, at=now())
        assert hall.store.workshops.join(code, name, now(), actor, one.joined.workbook)


def looked_back(hall: Hall, people: list[Kept]) -> None:
    """Have people put their guess, and what happened, among the room's."""
    for one, of_ten, answered in zip(people, GUESSED[1:], ANSWERED[1:], strict=True):
        row = Exercise(
            id=exercise_id(one.joined.workbook, "gap"),
            name="gap",
            on=now().date(),
            answer=belief.guess_written(of_ten),
            count=answered,
            count_of=OF,
        )
        put(hall, one, row)


def begun(hall: Hall, visit: Visit) -> tuple[Visitor, Tab, str, str]:
    """Begin the second sitting by the page that leads; return its browser, tab, id and code."""
    leader, tab = hall.leads(visit)
    tab.choose("A second sitting").type("What is it called?", "Job club, again")
    tab.picture(SHOTS / "sitting-leads-plan.png")
    tab.tap("Begin it").sees("Nobody is in yet.").tap("I have it")
    return leader, tab, *hall.workshop(leader)


def came_back(hall: Hall, visit: Visit, one: Kept, address: str) -> Phone:
    """Open the link that was kept, on another phone, then follow the square on the screen."""
    visitor = visit(hall.server, phone=True, mobile=True)
    page = visitor.context.new_page()
    phone = Phone(visitor, page)
    page.goto(f"{hall.server.address}/open#{one.joined.token}")
    page.wait_for_url("**?w=*")
    phone.stands()
    page.goto(address)
    page.get_by_label("Your first name").fill(NAMES[0])
    page.screenshot(path=SHOTS / "sitting-phone-which.png", full_page=True)
    page.get_by_role("radio", name=f"{NAMES[0]}'s, last changed on").tap()
    page.get_by_role("button", name="Join").tap()
    page.wait_for_url("**/workshop?w=*")
    phone.stands()
    return phone


SHOWN: Final = {
    "guessed-then": "6 people guessed. The middle guess is four of ten.",
    "happened": "In the middle, two of ten got an answer; the middle guess was four.",
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """The tabs of a second sitting: who leads, the screen for the room, and one phone."""

    leads: Tab
    screen: Tab
    phone: Phone

    def on(self, title: str) -> None:
        """Go on to a step with the arrow key, on the screen; the phone follows by a tap."""
        self.screen.page.keyboard.press("ArrowRight")
        self.screen.heading(title)
        self.leads.heading(title)
        self.phone.moved_on().heading(title)

    def shown(self, key: str, words: str) -> None:
        """Press a key on the screen, and hold what the room sees then."""
        self.screen.page.keyboard.press(key)
        self.screen.sees(words)
        is_read_from_afar(self.screen)

    def kept(self, name: str) -> None:
        """Keep a picture of the phone, whose page fits it."""
        self.phone.fits().picture(SHOTS / f"sitting-phone-{name}.png")


def is_the_owners_clock(phone: Phone) -> None:
    """Hold that whoever was never asked for a time zone reads their browser's time."""
    here = now().astimezone(ZoneInfo("Europe/Berlin"))
    clocks = (here, here - timedelta(minutes=1))
    phone.sees(re.compile("|".join(f"Saved {one:%H:%M}" for one in clocks)))


def looked_at_the_gap(room: Sitting, hall: Hall, people: list[Kept]) -> None:
    """Open the envelope, put it among the room's; too few at first, then both are shown."""
    room.on("The guess, and what happened")
    room.phone.sees("No envelope of yours has been opened yet.").tap("Open What happened")
    room.kept("review")
    room.phone.tap("Open it").tap("Open the step").sees("You guessed four of ten; two happened.")
    room.kept("gap")
    expect(room.leads.page.get_by_test_id("stBaseButton-primary")).to_have_text(re.compile("Next"))
    room.phone.tap("Put it among the room's").sees("Yours is among the others now")
    is_the_owners_clock(room.phone)
    room.leads.sees("1 of 6 have put theirs among the others")
    room.shown("s", "Fewer than 5 people have answered this.")
    looked_back(hall, people[1:])
    room.leads.sees("6 of 6 have put theirs among the others")
    led = room.leads.page.get_by_test_id("stBaseButton-primary")
    expect(led).to_have_text("Show the room", timeout=PATIENCE_MS)
    expect(room.screen.page.get_by_text("Fewer than 5 people")).to_have_count(
        0, timeout=PATIENCE_MS
    )
    for name, said in SHOWN.items():
        room.shown("s", said)
        room.screen.page.screenshot(path=SHOTS / f"sitting-screen-{name}.png")
        room.phone.moved_on()
    for words in ("messages were answered", "silences in a row"):
        room.shown("ArrowRight", words)
    room.leads.picture(SHOTS / "sitting-leads-gap.png")
    room.kept("shown")


@pytest.mark.timeout(600)
def test_a_second_sitting(hall: Hall, visit: Visit) -> None:
    """The same workbook sits; what came back is put in; guess and outcome are shown, of nobody."""
    people = first_sitting(hall)
    leader, tab, workshop, code = begun(hall, visit)
    screen = wide(leader.tab(f"workshop?id={workshop}&big=1")).sees("Nobody is in yet.")
    phone = came_back(hall, visit, people[0], decoded(screen))
    assert phone.visitor.workbook() == people[0].joined.workbook
    brought(hall, code, people[1:])
    tab.sees("Six people are in.").sees(", ".join(NAMES))
    tab.picture(SHOTS / "sitting-leads-lobby.png")
    room = Sitting(tab, screen, phone)
    screen.page.keyboard.press("ArrowRight")
    tab.sees("Step 1 of 4")
    room.on("What happened since?")
    tab.sees("6 of 6 have sent one since we met").picture(SHOTS / "sitting-leads-since.png")
    room.kept("since")
    phone.tap("Open Today")
    room.kept("today")
    looked_at_the_gap(room, hall, people)
    room.on("One thing to change")
    phone.choose("The words").tap("Keep it").sees("Kept.")
    room.kept("next")
    tab.sees("1 of 6 have named one thing")
    tab.unfold("More").still().tap("End the workshop", exact=False).tap("End it now")
    tab.sees("This workshop is over. Six people took part.")
    phone.moved_on().sees("Your workbook stays.")
    phone.fits()
    for one in (leader, phone.visitor):
        one.calm()


@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_a_second_sitting(hall: Hall, visit: Visit, size: str) -> None:
    """The page that asks which workbook, each step of who leads and of who takes part."""
    people = first_sitting(hall)
    way = leads(hall, visit, size)
    way.tab.choose("A second sitting")
    way.unfolded()
    way.look("leading, a second sitting")
    way.tab.type("What is it called?", "Job club").tap("Begin it").sees("Nobody is in yet.")
    workshop, code = hall.workshop(way.visitor)
    leader = Actor(way.visitor.actor.visit, at=now())
    brought(hall, code, people[1:])
    looked_back(hall, people[1:])
    for one in guide.sitting():
        hall.store.workshops.go(leader, workshop, one.name, now())
        for name in one.reveals:
            hall.store.workshops.reveal(leader, workshop, name, now())
        for address, where in (("", "leading"), ("&big=1", "screen")):
            way.tab.goto(f"workshop?id={workshop}{address}").stands()
            way.unfolded()
            way.look(f"{where}, {one.name}")
    way.page.goto(f"{hall.server.address}/open#{people[0].joined.token}")
    way.page.wait_for_url("**?w=*")
    way.page.goto(f"{hall.server.address}/join/{code}")
    way.look("join, which workbook")
    way.page.get_by_label("Your first name").fill(NAMES[0])
    way.page.get_by_role("radio", name="A new one").check()
    way.look("join, a new one")
    way.page.get_by_role("radio", name=f"{NAMES[0]}'s, last changed on").check()
    way.page.get_by_role("button", name="Join").click()
    way.page.wait_for_url("**/workshop?w=*")
    book = people[0].joined.workbook
    for one in guide.sitting():
        hall.store.workshops.go(leader, workshop, one.name, now())
        way.tab.goto(f"workshop?w={book}").heading(one.title)
        way.unfolded()
        way.look(f"taking part, {one.name}")
    sound(way.seen)
