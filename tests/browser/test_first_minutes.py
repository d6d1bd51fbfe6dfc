"""The first ten minutes, with nothing but a phone: one message composed, and logged as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from playwright.sync_api import expect

from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact, Kind
from lib.coaching.guesses import Guess
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from tests.browser.tab import PATIENCE_MS, Tab

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.serving import Server

TOGETHER = "the night we moved the warehouse at Northgate"
LOOKING = "planning work in logistics, near Leeds"


def composed(tab: Tab) -> None:
    """Go from nothing to the message in its box, by taps and five short lines."""
    tab.heading("Let's get one message out")
    tab.page.get_by_label("Who from an old job").fill("Dana Whitlock")
    tab.tap("Go on").heading("Dana Whitlock")
    tab.tap("Worked together").sees("If you called them:")
    tab.tap("They'd make time").sees("Ever helped them?")
    tab.tap("Yes").heading("What will you ask Dana?")
    tab.sees("Fifteen minutes of advice")
    tab.tap("Ask for that").heading("Three blanks, and it is written")
    for label, words in (
        ("What you and Dana did together", TOGETHER),
        ("What you look for", LOOKING),
        ("When you are free", "any day after four"),
        ("Signed, your name", "Maria"),
    ):
        tab.page.get_by_label(label, exact=True).fill(words)
    # The last box still has the cursor: leaving it and the tap are one movement of the thumb.
    tab.tap("Write it").heading("Your message to Dana")


def test_from_nothing_to_a_message_that_is_out(fresh_server: Server, visit: Visit) -> None:
    """`product.md`, Start: one name, two taps, three blanks, the guess, Mail, sent, a day to look.

    The message is about 70 words and can be changed; the guess is asked once and locked when the
    first message goes; nothing is left to do before the day that is named.
    """
    visitor = visit(fresh_server, phone=True)
    tab = visitor.tab()
    composed(tab)
    tab.holds("For Dana Whitlock", TOGETHER).holds("For Dana Whitlock", LOOKING)
    box = tab.page.get_by_label("For Dana Whitlock")
    text = box.input_value()
    assert 40 <= len(text.split()) <= 100
    # Changed, and "These are my words" tapped with the cursor still in the box.
    box.fill(f"{text}\n\nPS: Say hello to the night shift.")
    tab.tap("These are my words").heading("One guess before it goes")
    tab.sees("Ten messages like this")
    tab.tap("3").heading("Ready to go")
    tab.sees("PS: Say hello to the night shift.")
    tab.tap("Add an address or number")
    tab.page.get_by_label("E-mail").fill("dana@example.org")
    tab.tap("Keep")
    tab.page.keyboard.press("Escape")
    mail = tab.page.get_by_role("link", name="Open in Mail")
    expect(mail).to_be_visible(timeout=PATIENCE_MS)
    address = mail.get_attribute("href") or ""
    assert address.startswith("mailto:dana@example.org?subject=")
    assert "PS: Say hello to the night shift." in unquote(address)
    tab.tap("Yes").heading("It is out")
    tab.sees("Nothing to do before then.")

    found = visitor.records()
    (contact,) = found.all(Contact).values()
    (ask,) = found.all(Ask).values()
    (touch,) = found.all(Touch).values()
    (guess,) = found.all(Guess).values()
    (script,) = found.all(Script).values()
    assert (contact.kind, contact.strength) == (Kind.COLLEAGUE, 4)
    assert contact.ever_helped is True
    assert ask.kind is AskKind.ADVICE
    assert touch.is_attempt
    assert touch.words == script.text
    assert "PS: Say hello" in touch.words
    assert (guess.of_ten, guess.locked_on) == (3, touch.on)
    assert found.cover.looking_for == LOOKING

    tab.tap("Enough for today").heading("That's enough for today.")
    visitor.calm()


def test_half_way_nothing_is_lost(server: Server, visit: Visit) -> None:
    """B94: at any question the page may be loaded again; it goes on where it was."""
    visitor = visit(server, phone=True)
    tab = visitor.tab("start")
    composed(tab)
    tab.reload().heading("Your message to Dana").holds("For Dana Whitlock", TOGETHER)
    visitor.tab("start").holds("For Dana Whitlock", TOGETHER)
    visitor.calm()


def test_a_name_and_enter_twice_is_one_name(fresh_server: Server, visit: Visit) -> None:
    """A name and Enter are enough; one name is one person, however often Enter is pressed."""
    visitor = visit(fresh_server, phone=True)
    tab = visitor.tab()
    tab.page.get_by_label("Who from an old job").fill("Dana Whitlock")
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Enter")
    tab.stands().heading("Dana Whitlock")
    found = visitor.records()
    assert [one.name for one in found.all(Contact).values()] == ["Dana Whitlock"]
    assert len(found.all(Ask)) == 1
    visitor.calm()
