"""Can everybody read a workshop's pages? axe-core on each of them, as `test_accessible.py` does it.

As who leads: nothing begun yet, the lobby, a step, a picture that was refused, pictures that were
shown, the sheet on paper, the end; the screen for the room. As who takes part: the way in, what is
wrong with a code, each step, the band on another page, the way home, the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from lib import guide
from lib.coaching.contacts import Contact, Kind
from lib.coaching.records import new_id
from lib.store import Actor, Saved
from tests.browser.axe import Round, Seen
from tests.browser.hall import answered
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.hall import Hall

SIZES: Final = {"desk": False, "phone": True}


def sound(seen: Seen) -> None:
    """Hold that nothing serious is ours, and that every picture has its words."""
    assert not seen.ours, "\n\n".join(seen.ours)
    assert seen.pictures
    assert [one for one in seen.pictures if len(one.said.split()) < one.least_words] == []


def leads(hall: Hall, visit: Visit, size: str) -> Round:
    """Return the browser of who leads, come by the host's link, before anything is begun."""
    way = Round(visit(hall.server, phone=SIZES[size]))
    way.page.goto(f"{hall.server.address}/open#{hall.store.workshops.by_host(now())}")
    way.page.wait_for_url("**/workshop*")
    way.tab.stands().heading("A workshop")
    return way


@pytest.mark.parametrize("size", SIZES)
def test_leading(hall: Hall, visit: Visit, size: str) -> None:
    """Each page of who leads, and the screen for the room."""
    way = leads(hall, visit, size)
    way.unfolded()
    way.look("leading, none yet")
    way.tab.tap("Begin it").sees("A title is needed")
    way.look("leading, no title")
    way.tab.type("What is it called?", "Job club").tap("Begin it").sees("Nobody is in yet.")
    way.unfolded()
    way.look("leading, begun")
    workshop, code = hall.workshop(way.visitor)
    leader = Actor(way.visitor.actor.visit, at=now())
    way.tab.goto(f"workshop?id={workshop}&big=1").sees("Nobody is in yet.")
    way.look("screen, door")
    hall.store.workshops.go(leader, workshop, "why", now())
    way.tab.goto(f"workshop?id={workshop}").tap("Show the room").sees("Fewer than 5 people")
    way.look("leading, refused")
    answered(hall, code)
    way.tab.sees("6 of 6 have chosen a reason").tap("Show the room").sees("6 people chose")
    way.unfolded()
    way.look("leading, chosen")
    hall.store.workshops.go(leader, workshop, "reveal", now())
    for name in ("guesses", "counts"):
        hall.store.workshops.reveal(leader, workshop, name, now())
    way.tab.goto(f"workshop?id={workshop}").sees("6 people counted")
    way.unfolded()
    way.look("leading, revealed")
    way.tab.goto(f"workshop?id={workshop}&big=1").sees("Look up")
    way.look("screen, a step")
    for words in ("6 people guessed", "6 people counted", "messages were answered", "in a row"):
        way.page.keyboard.press("ArrowRight")
        way.tab.stands().sees(words)
        way.look(f"screen, {words}")
    way.tab.goto(f"workshop?id={workshop}").unfold("More").still()
    way.tab.tap("End the workshop", exact=False)
    way.look("leading, before the end")
    # What hangs from its button stays where it was while the window got larger for the look.
    way.page.keyboard.press("Escape")
    way.tab.tap("End the workshop", exact=False).tap("End it now").sees("This workshop is over.")
    way.unfolded()
    way.look("leading, over")
    way.tab.goto(f"workshop?id={workshop}&big=1").sees("Thank you for coming")
    way.look("screen, over")
    sound(way.seen)


@pytest.mark.parametrize("size", SIZES)
def test_taking_part(hall: Hall, visit: Visit, size: str) -> None:
    """The way in, each step, the band, the way home."""
    led = hall.begun()
    code, leader, workshop = led.code, led.actor, led.id
    answered(hall, code)
    way = Round(visit(hall.server, phone=SIZES[size]))
    way.page.goto(f"{hall.server.address}/join")
    way.look("join")
    for typed, name, words in (("ZZZZZZ", "Ana", "opens nothing"), (code, " ", "A first name")):
        way.page.get_by_label("The code on the screen").fill(typed)
        way.page.get_by_label("Your first name").fill(name)
        way.page.get_by_role("button", name="Join").click()
        expect(way.page.get_by_role("alert")).to_contain_text(words, timeout=PATIENCE_MS)
        way.look(f"join, {words}")
    way.page.goto(f"{hall.server.address}/join/{code}")
    way.look("join, with the code")
    way.page.get_by_label("Your first name").fill("Ana")
    way.page.get_by_role("button", name="Join").click()
    way.page.wait_for_url("**/workshop?w=*")
    way.tab.stands().heading("Job club")
    way.unfolded()
    way.look("taking part, lobby")
    book = way.visitor.workbook()
    people = [Contact(name=one, kind=Kind.FRIEND, strength=3) for one in ("Alma", "Ravi", "Joe")]
    for one in guide.hour()[1:]:
        led.goes(one.name)
        if one.name == "reveal":
            for name in ("guesses", "counts"):
                hall.store.workshops.reveal(leader, workshop, name, now())
        if one.name == "words":
            saved = hall.store.save(
                way.visitor.actor, book, people, verb="x", operation=new_id(), at=now()
            )
            assert isinstance(saved, Saved), saved
        way.tab.goto(f"workshop?w={book}").heading(one.title)
        way.unfolded()
        way.look(f"taking part, {one.name}")
        if one.name == "blind":
            way.tab.tap("4").sees("It is put away.")
        if one.name == "count":
            way.tab.tap("Keep both numbers").sees("You counted")
            way.look("taking part, counted")
    way.tab.goto(f"today?w={book}").sees("A new guess, and the way home")
    led.goes("people")
    way.tab.sees("New, show")
    way.look("another page, the band has news")
    way.tab.tap("New, show").heading("Three people, and what each can do")
    hall.store.workshops.end(leader, workshop, now())
    way.tab.goto(f"workshop?w={book}").tap("Make my link")
    way.look("taking part, over")
    way.tab.goto(f"today?w={book}").sees("The workshop is over.")
    way.look("another page, over")
    sound(way.seen)
