"""A workshop by keys alone, without a mouse: who leads it, and somebody who takes part.

As in `test_by_keys.py`: Tab, arrows, Enter, Space and typing are enough, and wherever the cursor
stops it is seen. The screen for the room needs two arrows and one letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib import guide
from lib.store import Actor
from tests.browser.hall import answered
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS, Tab
from tests.browser.test_by_keys import pick, press, reach, unfold, write

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.hall import Hall


def press_on(tab: Tab, title: str) -> Tab:
    """Go on to a step, by the button that names it."""
    return press(tab, f"Next: {title}").heading(title)


def test_the_hour_is_led_by_keys(hall: Hall, visit: Visit) -> None:
    """Begun, let in, step by step, refused and shown, hands, put away, more time, back, the end."""
    visitor = visit(hall.server)
    tab = visitor.tab()
    tab.page.goto(f"{hall.server.address}/open#{hall.store.workshops.by_host(now())}")
    tab.page.wait_for_url("**/workshop*")
    write(tab.stands(), "What is it called?", "Job club")
    press(tab, "Begin it").sees("Nobody is in yet.")
    press(tab, "I have it")
    press(tab, "Close the door").sees("Nobody can come in now.")
    press(tab, "Let people in again").sees("Nobody is in yet.")
    press(tab, "Begin: Come in").sees("Step 1 of 10")
    steps = guide.hour()
    press_on(tab, steps[1].title)
    press(tab, "Back").sees("Step 1 of 10")
    press_on(tab, steps[1].title)
    press(tab, "Two more minutes")
    press_on(tab, steps[2].title)
    press(tab, "Show the room").sees("Fewer than 5 people have answered this.")
    _, code = hall.workshop(visitor)
    answered(hall, code)
    tab.sees("6 of 6 have chosen a reason")
    press(tab, "Show the room").sees("6 people chose")
    press(tab, "Put it away")
    unfold(tab, "Count hands instead")
    for place, many in enumerate("530000"):
        write(tab, steps_options()[place], many)
    press(tab, "Show the room these hands").sees("Counted by a show of hands. 8 people chose")
    for one in steps[3:]:
        press_on(tab, one.title)
    unfold(tab, "More")
    press(tab, "End the workshop")
    reach(tab, tab.page.get_by_role("button", name="End it now", exact=True))
    tab.page.keyboard.press("Enter")
    tab.stands().sees("This workshop is over.")
    visitor.calm()


def steps_options() -> tuple[str, ...]:
    """Return what may be chosen as a reason."""
    return guide.room_exercises()["why-silent"].questions[0].options


def test_the_screen_is_led_by_three_keys(hall: Hall, visit: Visit) -> None:
    """From the door to the last step: on, show, on through the pictures, back."""
    visitor, _ = hall.leads(visit)
    leader = Actor(visitor.actor.visit, at=now())
    minutes = {one.name: one.minutes for one in guide.hour()}
    plan = guide.plan_of("Job club", minutes, now().date(), again=False, invented=False)
    made = hall.store.workshops.begin(leader, plan, now())
    answered(hall, made.code)
    screen = visitor.tab(f"workshop?id={made.id}&big=1").sees("Six people are in.")
    shown = {
        "why": ("6 people chose",),
        "reveal": ("6 people guessed", "6 people counted", "messages were", "silences in a row"),
    }

    def presses(key: str, words: str) -> None:
        screen.page.keyboard.press(key)
        screen.stands().sees(words)

    presses("ArrowRight", "Six people are in.")
    screen.page.wait_for_timeout(1_000)
    for one in guide.hour()[1:]:
        presses("ArrowRight", one.title)
        seen = shown.get(one.name, ())
        for words in seen[:2]:
            presses("s", words)
        for words in seen[2:]:
            presses("ArrowRight", words)
        if one.name == "reveal":
            presses("ArrowLeft", "messages were")
            presses("ArrowRight", "silences in a row")
    assert hall.store.workshops.standing(leader, made.id, now()).step == guide.hour()[-1].name
    presses("ArrowLeft", guide.hour()[-2].title)
    visitor.calm()


def test_taking_part_by_keys(hall: Hall, visit: Visit) -> None:
    """Joined, guessed, a reason chosen, counted; what is new is shown by Enter."""
    leader = hall.begun()
    visitor = visit(hall.server)
    page = visitor.context.new_page()
    page.goto(f"{hall.server.address}/join")
    tab = Tab(visitor, page)
    write(tab, "The code on the screen", leader.code.lower())
    write(tab, "Your first name", "Ana")
    reach(tab, page.get_by_role("button", name="Join"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/workshop?w=*")
    tab.stands().heading("Job club")
    for step in ("blind", "why", "count"):
        leader.goes(step)
        expect(page.get_by_role("button", name="New, show")).to_be_visible(timeout=PATIENCE_MS)
        press(tab, "New, show")
        if step == "blind":
            press(tab, "4").sees("It is put away.")
        elif step == "why":
            pick(tab, "I was busy")
            press(tab, "Keep it").sees("Kept.")
        else:
            reach(tab, page.get_by_label("How many were answered?"))
            page.keyboard.press("ArrowUp")
            press(tab, "Keep both numbers").sees("You counted 1 of 10.")
    unfold(tab, "All steps")
    press(tab, "2. A guess, before you look").heading("A guess, before you look")
    visitor.calm()
