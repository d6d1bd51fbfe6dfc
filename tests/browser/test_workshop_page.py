"""A workshop in real browsers: who leads at 1920, two people with phones, the screen for the room.

Joined by the code; guessed and counted; a picture of fewer than five refused in words, hands typed
in; the arrow keys lead the screen; what somebody is typing stays while the room moves on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib import guide
from lib.coaching.exercises import Exercise
from lib.ui import band
from tests.browser.hall import is_read_from_afar, type_hands, wide
from tests.browser.tab import DESK, PATIENCE_MS, PHONE

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.hall import Hall
    from tests.browser.tab import Tab

GUESSES = (0, 1, 4, 9, 14, 12, 8, 5, 3, 1, 1)
WORDS = "They can say no; I am typing this slowly."

STEPS = """
() => [...document.querySelectorAll("[data-testid=stNumberInput]")].map(box => {
  const row = box.closest("[data-testid=stHorizontalBlock], [data-testid=stLayoutWrapper]");
  const words = row.querySelector("[data-testid=stCheckbox] p");
  const at = words.getBoundingClientRect(), beside = box.getBoundingClientRect();
  return {
    cut: words.scrollWidth > words.clientWidth + 1 || row.scrollWidth > row.clientWidth + 1,
    beside: at.right <= beside.left && at.top < beside.bottom && beside.top < at.bottom,
    box: [Math.round(beside.left), Math.round(beside.width)],
  };
})
"""
"""Of each step, whether its title is whole and stands beside its minutes, and where those are."""


def test_a_room_is_led(hall: Hall, visit: Visit) -> None:
    """From an empty page to a picture that everybody sees."""
    leader, tab = hall.leads(visit)
    tab.type("What is it called?", "Job club").tap("Begin it").sees("Nobody is in yet.")
    workshop, code = hall.workshop(leader)
    ana = hall.joins(visit, "Ana", code=code)
    ben = hall.joins(visit, "Ben", code=code, dark=True)
    tab.sees("Two people are in.").sees("Ana, Ben")
    screen = wide(leader.tab(f"workshop?id={workshop}&big=1")).sees("Two people are in.")
    assert "Ana" not in screen.text()

    screen.page.keyboard.press("ArrowRight")
    screen.sees("Two people are in.").stands()
    screen.page.keyboard.press("ArrowRight")
    screen.heading("A guess, before you look")
    tab.sees("Step 2 of 10")
    for phone, guess in ((ana, "4"), (ben, "2")):
        phone.moved_on().tap(guess).sees("It is put away.")
    tab.sees("2 of 2 have guessed")

    tab.tap("Next: Why do people not answer?").tap("Next: Now look and count")
    ana.moved_on().type("How many were answered?", "1").tap("Keep both numbers")
    ana.sees("You counted 1 of 10.")
    tab.tap("Next: What the room guessed, and what it counted")
    tab.tap("Show the room", within=tab.key("question-guesses"))
    tab.sees("Fewer than 5 people have answered this.")
    type_hands(tab, "guesses", GUESSES)
    tab.sees("Counted by a show of hands. 58 people guessed.")
    screen.sees("58 people guessed.")
    is_read_from_afar(screen)
    ben.moved_on()
    expect(ben.page.get_by_alt_text("58 people guessed").first).to_be_visible(timeout=PATIENCE_MS)

    tab.tap("Next: Which “but” stops you?")
    ana.moved_on().choose("It will look desperate")
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


def test_the_steps_of_a_plan_are_rows_on_a_phone(hall: Hall, visit: Visit) -> None:
    """Before it begins and in "Change the plan": a title whole, its minutes beside it, in line."""
    _, tab = hall.leads(visit)
    tab.page.get_by_text("Steps and minutes").click()
    _are_rows(tab.stands())
    tab.type("What is it called?", "Job club").tap("Begin it").sees("Nobody is in yet.")
    tab.unfold("Change the plan")
    _are_rows(tab)


def _are_rows(tab: Tab) -> None:
    tab.page.get_by_label("Minutes: Send one, if you like", exact=True).wait_for()
    for size in (PHONE, DESK):
        tab.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        tab.stands()
        found = tab.page.evaluate(STEPS)
        assert len(found) == len(guide.hour())
        assert [one for one in found if one["cut"] or not one["beside"]] == []
        assert len({tuple(one["box"]) for one in found}) == 1, found
