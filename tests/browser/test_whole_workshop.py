"""A whole short workshop: who leads at 1920, the screen for the room, six phones by touch.

From "Begin it" to each one's own link: every kind of step, the clock, progress right to the person,
a picture refused under five people and shown from five on, every kind of picture. What the room
sees is read from ten metres and tells nobody's name; the square leads to where people join.
Pictures of all of it go to the folder named by SHOTS, else to build/shots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from lib.coaching.touches import Touch
from tests.browser import qr_reading
from tests.browser.hall import NAMES, is_read_from_afar, wide, words_seen
from tests.browser.tab import PATIENCE_MS, Tab
from tests.browser.test_whole_story import SHOTS

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.hall import Hall, Phone

GUESSES = ("4", "2", "7", "5", "3", "6")
COUNTS = ("1", "0", "2", "1", "0", "3")
REASONS = (
    "I was busy",
    "I was busy",
    "It was long",
    "I had never met them",
    "I was busy",
    "It was long",
)
CARDS = ("Can", "Can't", "Now and then", "Can", "Can", "Can't")
INVENTED = "Alma Berg"
LEFT_OUT = "Which “but” stops you?"
WAY_IN = "The way in as a QR code"
SMALL = {"width": 1280, "height": 720}
"""An older projector."""
LINK = re.compile(r"/open#[\w-]{43}$")


@dataclass(frozen=True, slots=True)
class Together:
    """Everybody's tabs."""

    leads: Tab
    screen: Tab
    phones: tuple[Phone, ...]

    def on(self, title: str) -> None:
        """Go on to a step with the arrow key, on the screen; the phones follow by a tap."""
        self.screen.page.keyboard.press("ArrowRight")
        self.screen.heading(title)
        self.projected(title)
        self.leads.heading(title)
        for phone in self.phones:
            phone.moved_on().heading(title)

    def shown(self, said: str) -> None:
        """Show the room the picture that waits, by its key, and hold what it says."""
        self.screen.page.keyboard.press("s")
        self.screen.sees(said)
        self.projected(said)
        for phone in self.phones:
            phone.moved_on()
        expect(self.phones[0].page.get_by_alt_text(said).first).to_be_visible()

    def projected(self, name: str) -> None:
        """Hold that what the room sees is large, and of nobody; keep a picture of it."""
        self.screen.stands()
        said = self.screen.text()
        assert not [one for one in NAMES if one in said], said
        is_read_from_afar(self.screen)
        file = re.sub(r"\W+", "-", name.lower()).strip("-")[:40]
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.screen.page.screenshot(path=SHOTS / f"workshop-screen-{file}.png")

    def kept(self, name: str) -> None:
        """Keep a picture of the facilitator's page and of two phones, one of them by night."""
        self.leads.picture(SHOTS / f"workshop-leads-{name}.png")
        for phone, when in zip(self.phones, ("day", "night"), strict=False):
            phone.fits().picture(SHOTS / f"workshop-phone-{name}-{when}.png")


def decoded(tab: Tab) -> str:
    """Return what the square on a page says, read off its picture."""
    return qr_reading.text_of(tab.page.get_by_alt_text(WAY_IN).screenshot())


def begun(tab: Tab) -> None:
    """Plan a workshop without one of its steps, and begin it."""
    tab.type("What is it called?", "Job club, Tuesday evening")
    tab.page.get_by_text("Practise on invented people").click()
    tab.unfold("Steps and minutes")
    tab.picture(SHOTS / "workshop-leads-plan.png")
    tab.page.get_by_text(LEFT_OUT, exact=True).click()
    tab.tap("Begin it").sees("Nobody is in yet.")
    tab.picture(SHOTS / "workshop-leads-begun.png")
    tab.tap("I have it")


def rated(phone: Phone) -> None:
    """Put in the invented people, and rate the three of them, two taps each."""
    phone.tap("Put in invented people").tap("Rate three people")
    for _ in range(3):
        card = phone.key("rating-card")
        name = card.get_by_role("heading").inner_text()
        phone.tap("Worked together", within=card).tap("They'd make time", within=card)
        expect(phone.page.get_by_role("heading", name=name)).to_have_count(0, timeout=PATIENCE_MS)


def came_in(hall: Hall, visit: Visit) -> Together:
    """Begin a workshop; six people come in, one by the code and five by the square."""
    leader, tab = hall.leads(visit)
    begun(tab)
    workshop, code = hall.workshop(leader)
    screen = wide(leader.tab(f"workshop?id={workshop}&big=1")).sees("Nobody is in yet.")
    address = f"{hall.server.address}/join/{code}"
    assert decoded(tab) == address
    assert decoded(screen) == address
    phones = [hall.joins(visit, NAMES[0], code=code)]
    for name in NAMES[1:]:
        dark = name == NAMES[1]
        phones.append(hall.joins(visit, name, address=decoded(screen), dark=dark))
    room = Together(tab, screen, tuple(phones))
    tab.sees("Six people are in.").sees(", ".join(NAMES))
    screen.sees("Six people are in.")
    room.projected("lobby")
    room.kept("lobby")
    screen.page.emulate_media(color_scheme="dark")
    room.projected("lobby by night")
    screen.page.emulate_media(color_scheme="light")
    screen.page.set_viewport_size(SMALL)  # type: ignore[arg-type]  # a plain dict is one
    screen.stands()
    assert max(one["bottom"] for one in words_seen(screen)) <= SMALL["height"]
    assert decoded(screen) == address
    wide(screen)
    return room


def guessed(room: Together) -> None:
    """Guess; the clock, and more time, which is no news to anybody; each one is counted."""
    room.screen.page.keyboard.press("ArrowRight")
    room.leads.sees("Step 1 of 9")
    room.on("A guess, before you look")
    room.leads.sees(re.compile(r"[12]:\d\d left")).tap("Two more minutes")
    room.leads.sees(re.compile(r"[45]:\d\d left"))
    for done, (phone, guess) in enumerate(zip(room.phones, GUESSES, strict=True), 1):
        phone.tap(guess).sees("It is put away.")
        if done in (1, 5):
            room.leads.sees(f"{done} of 6 have guessed")
    room.screen.sees("6 of 6 have guessed")


def chose(room: Together) -> None:
    """Choose a reason: four are too few for a picture, six are not."""

    def choose(place: int) -> None:
        room.phones[place].choose(REASONS[place]).tap("Keep it").sees("Kept.")

    room.on("Why do people not answer?")
    for place in range(4):
        choose(place)
    room.leads.sees("4 of 6 have chosen a reason")
    room.phones[0].fits()
    room.screen.page.keyboard.press("s")
    room.screen.sees("Fewer than 5 people have answered this.")
    room.projected("too few")
    for place in (4, 5):
        choose(place)
    room.leads.sees("6 of 6 have chosen a reason")
    room.shown("6 people chose: “I was busy” was chosen by 3.")
    room.kept("why")


def counted(room: Together) -> None:
    """Count, then look at both pictures and at what follows from them."""
    room.on("Now look and count")
    for phone, many in zip(room.phones, COUNTS, strict=True):
        phone.type("How many were answered?", many).tap("Keep both numbers").sees("You counted")
    room.leads.sees("6 of 6 have counted")
    room.on("What the room guessed, and what it counted")
    room.shown("6 people guessed. The middle guess is four of ten.")
    room.shown("6 people counted. The middle count is one of ten; the middle guess was four.")
    for words in ("7 of 60 messages were answered", "meet five silences in a row"):
        room.screen.page.keyboard.press("ArrowRight")
        room.screen.sees(re.compile(words))
        room.projected(words)
    room.kept("reveal")


def went_through_cards(room: Together) -> None:
    """Go through six cards; two of them rate three people, too."""
    room.on("Three people, and what each can do")
    for phone in room.phones:
        questions = phone.key("room-quiz").get_by_test_id("stButtonGroup").all()
        for question, fit in zip(questions, CARDS, strict=True):
            question.get_by_text(fit, exact=True).tap()
    for phone in room.phones:
        phone.tap("Keep it").sees("Kept.")
    for phone in room.phones[:2]:
        rated(phone)
    room.leads.sees("2 of 6 have rated three people")
    room.kept("people")
    room.shown("6 people went through six cards.")


def wrote(room: Together) -> None:
    """Write a message, read it aloud, send it: its words are called one's own once."""
    writer, other = room.phones[:2]
    room.on("The words, and thirty seconds")
    writer.tap("Write to one of them").sees("Whom will you ask?").tap(INVENTED)
    writer.tap("Write the words").tap("These are my words").sees("Sent?")
    writer.tap("Open the step")
    writer.page.get_by_text("I have read it aloud").tap()
    writer.tap("Keep it").sees("Kept.")
    room.leads.sees("1 of 6 have read theirs aloud")
    room.on("Send one, if you like")
    other.sees("Write to one of them")
    writer.tap(f"Your message to {INVENTED.partition(' ')[0]}").sees("Sent?")
    expect(writer.page.get_by_role("button", name="These are my words")).to_have_count(0)
    writer.fits().choose("E-mail").tap("Yes").sees("Nothing to do before then.")
    assert len(writer.visitor.records().all(Touch)) == 1
    room.leads.sees("1 of 6 have sent one · one message has left this room")


def went_home(room: Together, hall: Hall, visit: Visit) -> None:
    """Guess again; each makes a link of their own, which leads back to their own workbook."""
    room.on("A new guess, and the way home")
    for phone, guess in zip(room.phones, COUNTS, strict=True):
        phone.tap(guess).sees("It is put away for you.")
    room.leads.sees("6 of 6 have guessed again")
    room.shown("6 people guessed. The middle guess is one of ten.")
    room.kept("again")
    links = []
    for phone in room.phones:
        phone.tap("Make my link")
        links.append(phone.page.get_by_test_id("stCode").inner_text().strip())
        phone.fits()
    assert all(LINK.search(one) for one in links)
    assert len(set(links)) == len(links)
    room.phones[0].tap("I have it").tap("I have kept it").sees("Your workbook stays.")
    elsewhere = visit(hall.server)
    tab = elsewhere.tab()
    tab.page.goto(links[-1])
    tab.page.wait_for_url("**?w=*")
    tab.stands().sees("A new guess, and the way home")
    assert elsewhere.workbook() == room.phones[-1].visitor.workbook()
    elsewhere.calm()


def ended(room: Together) -> None:
    """End it: the screen thanks, the phones say until when, the facilitator keeps the pictures."""
    room.leads.unfold("More").still().tap("End the workshop", exact=False).tap("End it now")
    room.leads.sees("This workshop is over.").sees("The room's numbers (CSV)")
    room.screen.sees("Thank you for coming")
    room.projected("over")
    for phone in room.phones[:2]:
        phone.moved_on()
    room.phones[0].sees("Your workbook stays.")
    room.phones[1].sees("Unless you keep it, this workbook is erased on")
    room.kept("over")


@pytest.mark.timeout(900)
def test_a_whole_workshop(hall: Hall, visit: Visit) -> None:
    """Each step by the words of the screen and by touch, then everybody's own link, and the end."""
    room = came_in(hall, visit)
    for part in (guessed, chose, counted, went_through_cards, wrote):
        part(room)
    went_home(room, hall, visit)
    ended(room)
    for one in (room.leads, *room.phones):
        one.visitor.calm()
