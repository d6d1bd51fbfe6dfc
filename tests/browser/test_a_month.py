"""A month in the life of one person, on a phone: ten visits, at each of them one clear next thing.

Between two visits the days pass: all dates of the workbook are moved back by another process. What
she did elsewhere in those days is put in the same way. A picture of each visit goes to the folder
named by SHOTS, else to build/shots.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from lib.coaching.asks import Ask, AskKind
from lib.coaching.belief import changes
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.records import Record, fields_of, new_id
from lib.coaching.touches import Channel, Direction, Purpose, RungKind, Touch
from lib.coaching.workbook import TABLE_OF
from lib.store import Saved
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS, PHONE, Visitor
from tests.browser.test_first_minutes import composed
from tests.browser.test_whole_story import SHOTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Locator

    from tests.browser.conftest import Visit
    from tests.serving import Server

LEADING = "[data-testid^='stBaseButton-primary'], [data-testid^='stBaseLinkButton-primary']"
BAR = 70
"""Pixels at the lower edge that the bar under the thumb covers."""
NEVER = re.compile(
    r"overdue|too late|should have|must\b|fail|guilt|streak|score|behind schedule|traceback|"
    r"Error|!",
    re.IGNORECASE,
)
"""What no page says to a tired person, and what no page shows of its inside."""
STRANGERS = ("Ilse Brandt", "Marek Cerny", "Tomas Vidal", "Una Keane", "Wen Zhao")
"""To whom she had written once, before she had the workbook."""


def today() -> date:
    """Return the day where her browser is."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return today() - timedelta(days=days)


def moved(record: Record, days: int) -> Record:
    """Return a record with all its days and instants so many days earlier."""
    found = {
        one.name: getattr(record, one.name) - timedelta(days=days)
        for one in fields_of(type(record))
        if one.kind in (date, datetime) and getattr(record, one.name) is not None
    }
    return replace(record, **found) if found else record


class Month:
    """One person's workbook, and the visits to it."""

    def __init__(self, visitor: Visitor) -> None:
        """Begin where nothing is."""
        self.visitor = visitor
        self.tab = visitor.tab()
        self._seen: dict[str, str] = {}

    def put(self, records: Iterable[Record], verb: str = "import") -> None:
        """Save records from outside, as another process of hers would."""
        with self.visitor.store() as store:
            actor, workbook = self.visitor.actor, self.visitor.workbook()
            result = store.save(
                actor, workbook, list(records), verb=verb, operation=new_id(), at=now()
            )
        assert isinstance(result, Saved), result

    def days_pass(self, days: int) -> None:
        """Let so many days go by: everything that was, was so much earlier."""
        before = self.visitor.records()
        rows = [one for kind in TABLE_OF for one in before.all(kind).values()]
        self.put([to for one in rows if (to := moved(one, days)) != one])
        self.tab.page.close()

    def opens(self, page: str = "today", *, dark: bool = False) -> None:
        """Open the workbook again, as on another day; nothing that was there is gone."""
        self.tab = self.visitor.tab()
        self.tab.page.emulate_media(color_scheme="dark" if dark else "light")
        self.tab.goto(page).drawn()
        kept = self.rows()
        assert self._seen.keys() <= kept.keys(), "something is lost"
        assert {one: kept[one] for one in self._seen} == self._seen, "words have changed"
        self.kind()

    def leaves(self) -> None:
        """End a visit: what stands now has to stand at the next."""
        self.kind()
        self._seen = self.rows()
        self.visitor.calm()

    def rows(self) -> dict[str, str]:
        """Return what every row says, without its days, by its id."""
        records = self.visitor.records()
        return {
            one.id: " ".join(
                str(getattr(one, name))
                for name in ("name", "words", "text", "answer", "of_ten", "outcome")
                if hasattr(one, name)
            )
            for kind in TABLE_OF
            for one in records.all(kind).values()
        }

    def kind(self) -> None:
        """Hold that nothing on the page is unkind, or of the program's inside."""
        text = self.tab.text()
        found = NEVER.search(text)
        assert found is None, (found, text)
        wide = self.tab.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]

    def leads(self, *labels: str, in_sight: bool = False) -> None:
        """Hold that just these buttons lead: one where something is to be done, else none.

        Args:
            labels: what stands on them.
            in_sight: it is seen without scrolling.
        """
        self.tab.drawn()
        found = self.tab.page.locator(LEADING).filter(visible=True)
        expect(found).to_have_text([re.compile(f"{one}$") for one in labels], timeout=PATIENCE_MS)
        if in_sight:
            box = found.first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE["height"] - BAR, box

    def picture(self, name: str) -> None:
        """Take the picture of this visit."""
        self.tab.picture(SHOTS / f"month-{name}.png")

    def card(self, name: str) -> Locator:
        """Return the card of a person on Today."""
        heading = self.tab.page.get_by_role("heading", name=name)
        return self.tab.key("card-").filter(has=heading)

    def sends(self, card: Locator, how: str = "E-mail") -> None:
        """Accept the words that lie open in a card, and say that they went out."""
        self.leads("These are my words")
        self.tab.tap("These are my words", within=card).sees("Sent?")
        chosen = card.get_by_test_id("stButtonGroup").get_by_text(how, exact=True)
        if "Active" not in (chosen.evaluate("one => one.closest('button').dataset.testid") or ""):
            chosen.click()
            self.tab.stands()
        self.leads("Yes")
        self.tab.tap("Yes", within=card)

    # the ten visits

    def first_day(self) -> None:
        """One message, to one old colleague; then it is enough."""
        tab = self.tab
        tab.heading("Let's get one message out")
        self.leads("Go on", in_sight=True)
        composed(tab)
        self.leads("These are my words")
        tab.tap("These are my words").heading("One guess before it goes")
        self.leads()
        tab.tap("3").heading("Ready to go")
        self.leads("Yes")
        tab.choose("E-mail").tap("Yes").heading("It is out").sees("Nothing to do before then.")
        self.leads("Enough for today", in_sight=True)
        self.picture("01-first-day")
        tab.tap("Enough for today").heading("That's enough for today.")
        self.leads()
        self.leaves()

    def an_answer(self) -> None:
        """Dana answered before anything was due: one line, and she is thanked."""
        tab = self.tab
        tab.heading("Nothing to do today.").sees("We look again on")
        self.leads("Pick someone", in_sight=True)
        tab.unfold("Someone answered?").page.get_by_label("Their name").fill("dana")
        tab.stands().choose("Dana Whitlock").choose("They helped").choose("Names or leads")
        self.leads("Keep this answer")
        tab.tap("Keep this answer").heading("Dana Whitlock").sees("Say thank you")
        self.leads("Write the thanks", in_sight=True)
        self.picture("02-an-answer")
        card = self.card("Dana Whitlock")
        tab.tap("Write the thanks", within=card)
        self.sends(card)
        expect(card).to_have_count(0, timeout=PATIENCE_MS)
        self.leads("Pick someone")
        tab.tap("Close for today").heading("That's enough for today.")
        self.leads()
        self.leaves()

    def meanwhile(self) -> None:
        """What else she had under way: five strangers once, Ravi, and Noor, whom Ruth named."""
        rows: list[Record] = [
            ruth := Contact(name="Ruth Adeyemi", kind=Kind.FRIEND, strength=5, ever_helped=True),
            ravi := Contact(name="Ravi Anand", kind=Kind.SOCIAL, strength=3, email="r@example.org"),
            noor := Contact(
                name="Noor Haddad", kind=Kind.OTHER, strength=2, mutual_contact=ruth.id
            ),
        ]
        asked = [
            (ravi, "a-ravi", AskKind.NAMES, (8,)),
            (noor, "b-noor", AskKind.ADVICE, (17, 9, 1)),
        ]
        for at, name in enumerate(STRANGERS):
            one = Contact(name=name, kind=Kind.OTHER, strength=1)
            rows.append(one)
            asked.append((one, f"c-{at}", AskKind.ADVICE, (40 + at,)))
        for contact, row, kind, days in asked:
            rows.append(Ask(id=row, contact=contact.id, kind=kind))
            rows += [
                Touch(contact=contact.id, ask=row, on=ago(on), channel=Channel.EMAIL, rung=rung)
                for on, rung in zip(days, RungKind, strict=False)
            ]
        self.put(rows)

    def five_silences(self) -> None:
        """One second message; and five silences lead to one thing to change, not to a verdict."""
        tab = self.tab
        tab.heading("Ravi Anand").sees("Still want these?")
        self.leads("Write the second message", in_sight=True)
        self.picture("03-five-silences-today")
        card = self.card("Ravi Anand")
        tab.tap("Write the second message", within=card)
        self.sends(card)
        expect(card).to_have_count(0, timeout=PATIENCE_MS)
        tab.goto("review").heading("What happened").sees("Five silences in a row came from")
        self.leads("I'll try that from today")
        self.picture("03-five-silences")
        tab.tap("I'll try that from today")
        (change,) = changes(self.visitor.records())
        assert change.kind is Kind.OTHER
        self.leaves()

    def a_pause(self) -> None:
        """She is tired: one tap, and nothing falls due until she is back."""
        tab = self.tab
        tab.heading("Nothing to do today.")
        self.leads("Pick someone", in_sight=True)
        tab.tap("Pause for longer").heading("Paused").sees("nothing piles up")
        self.leads("I'm back", in_sight=True)
        assert "Still want" not in tab.text()
        self.picture("04-a-pause")
        self.leaves()

    def three_weeks_away(self) -> None:
        """Back after three weeks: nothing piled up, nothing is asked of her today."""
        tab = self.tab
        tab.heading("Paused")
        self.leads("I'm back", in_sight=True)
        tab.tap("I'm back").heading("Nothing to do today.").sees("We look again on")
        self.picture("05-three-weeks-away")
        self.leads("Pick someone", in_sight=True)
        assert tab.key("card-").count() == 0
        self.leaves()

    def the_bad_day(self) -> None:
        """Silence all round, at night: what it is, where it came from, one kind thing, or none."""
        tab = self.tab
        tab.heading("Nothing to do today.").sees("five have stayed silent")
        tab.sees("All five went to people you had hardly met, from whom silence is usual.")
        tab.sees("When you feel like it:")
        self.picture("06-the-bad-day")
        self.leads("Pick someone", in_sight=True)
        tab.tap("Close for today").heading("That's enough for today.")
        self.leads()
        self.leaves()

    def a_letter(self) -> None:
        """Three mails met silence, but Ruth had named her: a short letter that begins with Ruth."""
        tab = self.tab
        tab.heading("Noor Haddad")
        self.leads("Write the short letter", in_sight=True)
        card = self.card("Noor Haddad")
        tab.tap("Write the short letter", within=card)
        tab.holds("For Noor Haddad", "Ruth Adeyemi")
        self.picture("07-a-letter")
        self.leads("These are my words")
        tab.tap("These are my words", within=card).sees("Sent?")
        self.leads("Yes")
        tab.tap("Yes", within=card)
        expect(card).to_have_count(0, timeout=PATIENCE_MS)
        self.leads("Write the light one", in_sight=True)
        tab.tap("Done", within=self.card("Ravi Anand"))
        expect(self.card("Ravi Anand")).to_have_count(0, timeout=PATIENCE_MS)
        (letter,) = (
            one
            for one in self.visitor.records().all(Touch).values()
            if one.channel is Channel.LETTER
        )
        assert (letter.rung, letter.on) == (RungKind.LETTER, today())
        self.leaves()

    def a_let_rest(self) -> None:
        """Ravi was tried three times, kindly; he may rest."""
        tab = self.tab
        tab.heading("Ravi Anand")
        self.leads("Let rest", in_sight=True)
        self.picture("08-a-let-rest")
        tab.tap("Let rest", within=self.card("Ravi Anand"))
        expect(self.card("Ravi Anand")).to_have_count(0, timeout=PATIENCE_MS)
        assert self.visitor.records().all(Ask)["a-ravi"].let_go_on == today()
        self.leads("Ask for a word", in_sight=True)
        tab.tap("Enough for today").heading("That's enough for today.")
        tab.sees("What is left will keep until tomorrow.")
        self.leads()
        self.leaves()

    def a_thank_you(self) -> None:
        """The letter is answered: thanks to Noor, then a word to Ruth, who had named her."""
        tab, card = self.tab, self.card("Noor Haddad")
        tab.heading(re.compile("Ruth Adeyemi|Noor Haddad"))
        self.leads("Ask for a word", in_sight=True)
        asked = self.card("Ruth Adeyemi")
        tab.tap("They answered", within=asked).choose("They helped").choose("An introduction")
        self.leads("Keep this answer")
        tab.tap("Keep this answer").heading("Noor Haddad").sees("Say thank you")
        self.leads("Write the thanks", in_sight=True)
        tab.tap("Write the thanks", within=card)
        self.picture("09-a-thank-you")
        self.sends(card)
        self.leads("Write the news", in_sight=True)
        tab.tap("Done", within=self.card("Ruth Adeyemi"))
        expect(self.card("Ruth Adeyemi")).to_have_count(0, timeout=PATIENCE_MS)
        touches = self.visitor.records().all(Touch).values()
        assert sum(one.direction is Direction.REPLY for one in touches) == 2
        assert sum(one.purpose is Purpose.THANKS for one in touches) == 2
        self.leaves()

    def a_new_guess(self) -> None:
        """Her own sent folder, then what others met, then a new guess at once."""
        tab = self.tab
        tab.heading("What happened")
        self.leads()
        tab.tap("sent folder", exact=False).tap("4").sees("Now look.")
        self.leads("Keep both numbers")
        tab.page.get_by_label("How many were answered?").fill("2")
        tab.tap("Keep both numbers").sees("two of the last ten were answered")
        tab.tap("what others", exact=False).sees("too hopeful")
        self.picture("10-a-new-guess")
        tab.tap("Seen").sees("Ten messages like this: how many will be answered")
        self.leads()
        tab.tap("2").stands()
        found = sorted(one.of_ten for one in self.visitor.records().all(Guess).values())
        assert found == [2, 3]
        self.leaves()


@pytest.mark.timeout(900)
def test_a_month_in_ten_visits(fresh_server: Server, visit: Visit) -> None:
    """At each visit one clear next thing, the fitting words, and everything from before."""
    visitor = visit(fresh_server, phone=True)
    month = Month(visitor)
    month.first_day()
    month.days_pass(3)
    month.opens()
    month.an_answer()
    month.days_pass(9)
    month.meanwhile()
    month.opens()
    month.five_silences()
    month.days_pass(2)
    month.opens()
    month.a_pause()
    month.days_pass(21)
    month.opens()
    month.three_weeks_away()
    month.days_pass(3)
    month.opens(dark=True)
    month.the_bad_day()
    month.days_pass(3)
    month.opens()
    month.a_letter()
    month.days_pass(10)
    month.opens()
    month.a_let_rest()
    month.days_pass(2)
    month.opens()
    month.a_thank_you()
    month.days_pass(2)
    month.opens("review", dark=True)
    month.a_new_guess()
    assert len(visitor.records().all(Exercise)) >= 4
    assert "traceback" not in fresh_server.log().lower()
