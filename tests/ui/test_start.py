"""Start, driven as a person would: from nothing to a logged message, and back after a reload."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact, Kind
from lib.coaching.guesses import Guess
from lib.coaching.scripts import Script
from lib.coaching.touches import Channel, Purpose, RungKind, Touch
from lib.coaching.workbook import Records
from tests.daytime import today

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]
BAR = 5
"""Pages in the bar under the thumb."""
HOSTILE = [
    "{name} $x $name",
    "![x](http://h.example/p.png)",
    "<script>alert(1)</script>",
    "**bold** :material/home: $$x$$",
]


def tap(at: AppTest, label: str) -> None:
    """Tap the button with this label; there is exactly one."""
    found = [one for one in at.button if one.label.replace("\\", "") == label]
    assert len(found) == 1, [one.label for one in at.button]
    found[0].click().run()
    assert not at.exception, at.exception


def said(at: AppTest) -> str:
    """Return everything the page says in Markdown, titles, captions and plain text."""
    parts: list[Any] = [*at.title, *at.markdown, *at.caption, *at.text, *at.subheader]
    found = [str(one.value) for one in parts]
    return "\n".join(one for one in found if not one.startswith(("Saved ", "Everything is saved")))


def words(at: AppTest) -> str:
    """Return what stands in the box of words."""
    return str(at.text_area[0].value)


def only(records: Records, kind: type[Any]) -> Any:  # noqa: ANN401 - a record of the kind asked for
    """Return the one record of a kind."""
    (found,) = records.all(kind).values()
    return found


def name(at: AppTest, who: str) -> None:
    """Write down a name."""
    at.text_input[0].set_value(who)
    tap(at, "Go on")


def to_the_message(at: AppTest, who: str) -> None:
    """Go from the first question to the finished message."""
    name(at, who)
    tap(at, "Worked together")
    tap(at, "They'd make time")
    tap(at, "Yes")
    tap(at, "Ask for that")
    for key, words in (
        ("blank-did_together", "the warehouse move"),
        ("blank-looking_for", "planning work near Leeds"),
        ("blank-free_when", "after three"),
    ):
        box = next(one for one in at.text_input if str(one.key).startswith(key))
        box.set_value(words).run()
    tap(at, "Write it")


def test_from_nothing_to_a_logged_message(desk: Desk, open_page: Open) -> None:
    """A name, two taps, what, three blanks, the message, the guess, sent: all of it is kept."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    text = words(at)
    assert "the warehouse move" in text
    assert "planning work near Leeds" in text
    assert "after three" in text
    assert 40 <= len(text.split()) <= 90
    tap(at, "These are my words")
    assert "Ten messages like this" in said(at) or "ten messages like this" in said(at)
    assert "%" not in said(at)
    tap(at, "3")
    assert only(desk.records(), Guess).locked_on is None
    next(one for one in at.pills if one.label == "How").set_value(Channel.TEXT).run()
    tap(at, "Yes")
    records, day = desk.records(), today()
    touch = only(records, Touch)
    assert (touch.on, touch.channel, touch.rung) == (day, Channel.TEXT, RungKind.FIRST)
    assert touch.purpose is Purpose.ATTEMPT
    assert touch.words == text
    assert only(records, Guess) == replace(
        only(records, Guess), of_ten=3, made_on=day, locked_on=day
    )
    contact, ask = only(records, Contact), only(records, Ask)
    assert (contact.kind, contact.strength, contact.ever_helped) == (Kind.COLLEAGUE, 4, True)
    assert (ask.kind, ask.planned_on) == (AskKind.ADVICE, day)
    look = day + timedelta(days=7)
    assert f"{look:%A} {look.day} {look:%B}" in said(at)
    assert "Nothing to do before then." in said(at)


def test_the_bar_comes_with_the_first_message(desk: Desk, open_page: Open) -> None:
    """Start shows one question and no bar of five; once something went out, the bar is there."""
    assert not open_page("start.py").get("page_link")
    assert len(open_page("today.py").get("page_link")) == BAR
    contact = Contact(name="Ravi Example")
    desk.save(contact, Touch(contact=contact.id, on=today()))
    assert len(open_page("start.py").get("page_link")) == BAR


def test_enough_for_today_closes_the_day(desk: Desk, open_page: Open) -> None:
    """After sending, one tap ends the day in peace."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    tap(at, "These are my words")
    tap(at, "0")
    tap(at, "Yes")
    tap(at, "Enough for today")
    assert desk.records().cover.closed_on == today()


@pytest.mark.parametrize("answers", range(7))
def test_a_reload_goes_on_at_the_same_place(desk: Desk, open_page: Open, answers: int) -> None:
    """Whatever was answered stays; a new tab stands before the same question."""
    steps: list[Callable[[AppTest], None]] = [
        lambda at: name(at, "Dana Cole"),
        lambda at: tap(at, "Worked together"),
        lambda at: tap(at, "We'd chat"),
        lambda at: tap(at, "Yes"),
        lambda at: tap(at, "Ask for that"),
        lambda at: tap(at, "Write it"),
    ]
    at = open_page("start.py")
    for step in steps[:answers]:
        step(at)
    again = open_page("start.py")
    assert said(again) == said(at)
    assert [one.label for one in again.button] == [
        one.label for one in at.button if one.label != "Undo"
    ]
    for step in steps[answers:]:
        step(again)
    assert "Dana" in words(again)
    assert only(desk.records(), Ask).contact == only(desk.records(), Contact).id


def test_a_blank_is_kept_when_it_is_left(desk: Desk, open_page: Open) -> None:
    """Half the blanks, then a reload: what was typed stands in its box."""
    at = open_page("start.py")
    name(at, "Dana Cole")
    for label in ("Worked together", "We'd chat", "Yes", "Ask for that"):
        tap(at, label)
    next(one for one in at.text_input if "looking_for" in str(one.key)).set_value("planning").run()
    assert desk.records().cover.looking_for == "planning"
    again = open_page("start.py")
    box = next(one for one in again.text_input if "looking_for" in str(one.key))
    assert box.value == "planning"


def test_not_yet_keeps_the_words_for_tomorrow(desk: Desk, open_page: Open) -> None:
    """Not sent is fine: nothing is logged, the words stay, and another name can come first."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    tap(at, "These are my words")
    tap(at, "5")
    tap(at, "Not yet")
    assert "come back tomorrow" in said(at)
    assert not desk.records().all(Touch)
    assert only(desk.records(), Script).text
    tap(at, "Another name")
    name(at, "Ravi Patel")
    assert "Ravi Patel" in said(at)


def test_a_weak_tie_is_warned_of_and_sent_anyway(desk: Desk, open_page: Open) -> None:
    """The check says its piece once; the reason typed is kept, and nothing is a wall."""
    at = open_page("start.py")
    name(at, "Mei Tanaka")
    for label in ("Worked together", "Wouldn't know me", "Not that I remember"):
        tap(at, label)
    assert "a lot to ask" in said(at)
    at.text_input[0].set_value("She offered").run()
    tap(at, "I'll send it anyway")
    ask = only(desk.records(), Ask)
    assert ask.sent_anyway == "She offered"
    assert "how close" in ask.warned_of


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_stays_text(desk: Desk, open_page: Open, hostile: str) -> None:
    """Braces, dollars, images and scripts come out as they went in, and as nothing else."""
    at = open_page("start.py")
    to_the_message(at, hostile)
    assert only(desk.records(), Contact).name == hostile
    assert hostile.split(maxsplit=1)[0] in words(at)
    drawn = "".join(str(one.value) for one in [*at.title, *at.markdown, *at.caption])
    drawn += "".join(one.label for one in [*at.button, *at.text_area, *at.text_input])
    for mark in ("](http", "<script", "$x", "**bold", ":material/home"):
        assert not re.search(r"(?<!\\)" + re.escape(mark), drawn), mark
    tap(at, "These are my words")
    tap(at, "1")
    tap(at, "Yes")
    assert hostile.split(maxsplit=1)[0] in only(desk.records(), Touch).words


def test_words_changed_in_two_tabs_are_both_shown(desk: Desk, open_page: Open) -> None:
    """Two tabs change the same message: neither is lost without being seen."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    script = only(desk.records(), Script)
    desk.save(replace(script, text="from the other tab"))
    at.text_area[0].set_value("from this tab").run()
    assert at.session_state["conflict"]
    assert only(desk.records(), Script).text == "from the other tab"
    assert words(at) == "from this tab"
    tap(at, "Take mine")
    assert only(desk.records(), Script).text == "from this tab"


def test_words_changed_elsewhere_come_into_an_untouched_box(desk: Desk, open_page: Open) -> None:
    """Nothing typed here: the box shows what was written elsewhere."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    desk.save(replace(only(desk.records(), Script), text="written on the phone"))
    at.run()
    assert words(at) == "written on the phone"


def test_logging_twice_from_two_tabs_counts_once(desk: Desk, open_page: Open) -> None:
    """Two tabs stand before "Sent?"; both say yes; it went out once."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    tap(at, "These are my words")
    tap(at, "2")
    other = open_page("start.py")
    tap(other, "These are my words")
    tap(at, "Yes")
    tap(other, "Yes")
    assert len(desk.records().all(Touch)) == 1


def test_undo_after_sending_leaves_it_to_be_sent_again(desk: Desk, open_page: Open) -> None:
    """Taken back, it can be logged once more; the guess is open again in between."""
    at = open_page("start.py")
    to_the_message(at, "Mei Tanaka")
    tap(at, "These are my words")
    tap(at, "2")
    tap(at, "Yes")
    tap(at, "Undo")
    assert not desk.records().all(Touch)
    assert only(desk.records(), Guess).locked_on is None
    tap(at, "These are my words")
    tap(at, "Yes")
    assert len(desk.records().all(Touch)) == 1


def test_five_of_many_are_picked_and_begun(desk: Desk, open_page: Open) -> None:
    """People came in from a file: up to five are tapped, the first is begun, nobody is rated."""
    people = [Contact(name=f"Person {one:03}", company="Harbour Foods") for one in range(612)]
    desk.save(*people)
    at = open_page("start.py")
    assert "612 came in" in said(at)
    for number in range(5):
        next(one for one in at.button if str(one.key) == f"pick-{people[number].id}").click().run()
        assert not at.exception, at.exception
    assert len(desk.records().all(Ask)) == 5
    assert "How do you know them?" in said(at)
