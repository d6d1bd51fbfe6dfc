"""Bring a history in: from the messages that are dropped to the names on Today, and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lib.coaching import belief
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.touches import Touch
from lib.exchange.history_in import Counted
from lib.exchange.messages import Person
from lib.ui.past import guess_and_count, never_heard_back
from tests.exchange.test_messages import ten
from tests.ui.driving import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from tests.ui.conftest import Desk

HEADING = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS"
ME = {"sender": "Alex Doe", "sender_link": "https://www.linkedin.com/in/alex"}
HOSTILE = "![x](http://h.example/p.png) **bold** <script>"


def said(who: str, day: int, words: str, *, mine: bool = True, **more: str) -> str:
    """Return a row: a message from or to somebody on a day of March 2024."""
    link = f"https://www.linkedin.com/in/{abs(hash(who))}"
    other = {"to": who, "links": link}
    theirs = {
        "sender": who,
        "sender_link": link,
        "to": "Alex Doe",
        "links": "https://www.linkedin.com/in/alex",
    }
    cells = {**ME, **other} if mine else theirs
    return ten(words, at=f"2024-03-{day:02} 10:00:00 UTC", talk=who, **{**cells, **more})


FILE = "\n".join(
    (
        f"{HEADING},DATE,SUBJECT,CONTENT,FOLDER",
        said("Mei Chen", 1, "Could I ask you for advice?"),
        said("Mei Chen", 2, "Gladly", mine=False),
        said("Ravi Nair", 3, HOSTILE),
        said("Ravi Nair", 4, "Yes", mine=False),
        said("Ravi Nair", 5, "Thank you"),
        said("Jon Berg", 6, "Hello", folder="SPAM"),
    )
)


def drop(at: AppTest, file: str = FILE) -> AppTest:
    """Drop messages into the box."""
    at.file_uploader[0].upload("anything.txt", file.encode())
    return run(at)


def tap(at: AppTest, label: str) -> AppTest:
    """Tap the button whose label begins so."""
    next(one for one in at.button if one.label.startswith(label)).click()
    return run(at)


def text(at: AppTest) -> str:
    """Return all the page says."""
    return "\n".join(one.value for one in (*at.markdown, *at.text, *at.caption))


def test_nothing_before_it_is_said_what_was_an_ask(box: AppTest) -> None:
    """The owner is offered from the file; no button brings anything in before the one question."""
    at = drop(box)
    assert at.selectbox[0].value == Person("Alex Doe", ME["sender_link"])
    assert not [one for one in at.button if one.label.startswith("Bring in")]
    assert "You began 2 talks" in at.radio[0].label


def test_in_and_out_again(desk: Desk, box: AppTest) -> None:
    """The sum agrees, all comes in in one action, names who never heard back; one undo ends it."""
    at = drop(box)
    at.radio[0].set_value(Counted.ALL)
    at = run(at)
    assert "6 messages read = 5 come in" in text(at)
    assert "1 left out" in text(at)
    assert "never heard back" not in text(at)
    at = tap(at, "Bring in 5 messages")
    assert "One person answered and never heard back from you" in text(at)
    assert len(desk.records().all(Touch)) == 5
    assert len(desk.records().all(Ask)) == 2
    assert "5 messages came in, 2 of your talks counted as asks." in text(at)
    assert "Their names stand first on Today" in text(at)
    at = tap(at, "Undo")
    assert not desk.records().all(Touch)
    assert not desk.records().all(Contact)


def long_file(talks: int) -> str:
    """Return a file of talks the owner began, a day each; every third one was answered."""
    rows = []
    for day in range(1, talks + 1):
        rows.append(said(f"Person {day} Example", day, "Could I ask you for advice?"))
        if day % 3 == 0:
            rows.append(said(f"Person {day} Example", day + 1, "Gladly", mine=False))
    return "\n".join((f"{HEADING},DATE,SUBJECT,CONTENT,FOLDER", *rows))


def guess(at: AppTest) -> list[str]:
    """Return the questions that ask for a guess."""
    return [one.label for one in at.pills if "how many were answered" in one.label]


def test_guess_first_then_the_count(desk: Desk, box: AppTest) -> None:
    """One tap before any count; after the import both numbers, kept as one tally of one action."""
    at = drop(box, long_file(12))
    assert guess(at) == ["Of the last ten talks you began, how many were answered?"]
    at.pills[0].set_value(7)
    at.radio[0].set_value(Counted.NONE)
    at = run(at)
    assert "of the last ten" not in text(at)
    at = tap(at, "Bring in")
    assert "**You guessed seven; it was four of the last ten.**" in text(at)
    found = belief.tally(desk.records())
    assert found is not None
    assert (found.guessed, found.exercise.count, found.exercise.count_of) == (7, 4, 10)
    at = drop(at, long_file(13))
    assert not guess(at)
    at = tap(at, "Undo")
    assert belief.tally(desk.records()) is None


def test_a_guess_may_be_left(desk: Desk, box: AppTest) -> None:
    """Without a guess nothing is revealed, so that it can still be guessed blind another day."""
    at = drop(box, long_file(12))
    at.radio[0].set_value(Counted.NONE)
    at = tap(run(at), "Bring in")
    assert "of the last ten" not in text(at)
    assert belief.tally(desk.records()) is None


def test_too_few_to_guess_at(box: AppTest) -> None:
    """With fewer than ten talks that is said, and nothing asked."""
    at = drop(box, long_file(9))
    assert not guess(at)
    assert "There are nine talks here that you began." in text(at)


def test_what_was_guessed_in_the_sent_folder_is_counted(desk: Desk, box: AppTest) -> None:
    """A count begun before stands chosen, and is the one that is ended; waved away, none is."""
    today = date(2026, 1, 5)
    desk.save(belief.guessed_blind(6, today))
    at = drop(box, long_file(12))
    at.radio[0].set_value(Counted.NONE)
    at = tap(run(at), "Bring in")
    assert "You guessed six; it was four of the last ten." in text(at)
    (kept,) = (one for one in desk.records().all(Exercise).values() if one.name == belief.TALLY)
    assert (kept.answer, kept.count) == ("guess: 6", 4)


def test_as_guessed() -> None:
    """A guess that was right is said to be."""
    assert guess_and_count(2, 2) == "You guessed two of the last ten, and so it was."


def test_again_adds_nothing(desk: Desk, box: AppTest) -> None:
    """The second time all is here already, and there is nothing to press."""
    at = drop(box)
    at.radio[0].set_value(Counted.ALL)
    at = tap(run(at), "Bring in")
    at = drop(at)
    at.radio[0].set_value(Counted.ALL)
    at = run(at)
    assert "5 here already" in text(at)
    assert not [one for one in at.button if one.label.startswith("Bring in")]
    assert len(desk.records().all(Touch)) == 5


def test_only_what_is_ticked(desk: Desk, box: AppTest) -> None:
    """Ticked talks become asks; what somebody wrote stands there as text."""
    at = drop(box)
    at.radio[0].set_value(Counted.CHOSEN)
    at = run(at)
    ticks = [one for one in at.checkbox if one.key and one.key.startswith("past-tick-")]
    assert len(ticks) == 2
    hostile = next(one for one in ticks if "Ravi" in one.label)
    assert "\\!\\[x\\]" in hostile.label
    hostile.check()
    at = tap(run(at), "Bring in")
    assert "1 of your talks counted as asks" in text(at)
    assert "Their names stand first" not in text(at)
    (ask,) = desk.records().all(Ask).values()
    assert desk.records().all(Contact)[ask.contact].name == "Ravi Nair"


def test_first_on_today(desk: Desk, box: AppTest, open_page: Callable[[str], AppTest]) -> None:
    """Who answered and never heard back is the first card, however long ago it was."""
    at = drop(box)
    at.radio[0].set_value(Counted.ALL)
    tap(run(at), "Bring in")
    today = open_page("today.py")
    assert today.subheader[0].value == "Mei Chen"
    assert not [one for one in today.expander if "Still want these?" in one.label]
    del desk


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("A",), "One person answered and never heard back from you: A."),
        (("A", "B"), "Two people answered and never heard back from you: A and B."),
        (
            ("A", "B", "C", "D"),
            "Four people answered and never heard back from you: A, B, C and D.",
        ),
        (
            ("A", "B", "C", "D", "E", "F"),
            "Six people answered and never heard back from you: A, B, C, D and two more.",
        ),
    ],
)
def test_the_sentence(names: tuple[str, ...], words: str) -> None:
    """Named up to four, counted beyond."""
    assert never_heard_back(names) == words
