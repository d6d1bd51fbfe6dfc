"""What happened since the coach looked: counted, without a word that was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.scripts import Review, Script
from lib.coaching.since import OTHER, PHRASES, since
from lib.coaching.targets import Target
from lib.coaching.touches import Direction, Outcome, Touch
from lib.coaching.workbook import Changed

DAY = date(2026, 3, 6)
DANA = Contact(name="Dana")
ASK = Ask(contact=DANA.id)
SENT = Touch(contact=DANA.id, ask=ASK.id, on=DAY)
ANSWER = replace(SENT, id="answer", direction=Direction.REPLY)


def test_nothing() -> None:
    """Nothing changed, nothing is told."""
    assert since([]) == ()


def test_a_day() -> None:
    """Answers before what was sent, before people."""
    changes = [
        Changed(None, DANA),
        Changed(None, ASK),
        Changed(None, SENT),
        Changed(None, replace(SENT, id="second")),
        Changed(None, ANSWER),
        Changed(None, Guess(of_ten=4, made_on=DAY)),
    ]
    assert since(changes) == (
        "1 answer came",
        "2 messages sent",
        "1 ask planned",
        "1 guess made",
        "1 person added",
    )


def test_each_kind() -> None:
    """Each phrase is reached by some row."""
    script = Script(text="Hello")
    cover = Cover()
    suggestion = Comment(table="scripts", row=script.id, on=DAY, by="link", suggests="Hi")
    changes = [
        Changed(None, ANSWER),
        Changed(None, SENT),
        Changed(script, replace(script, review=Review.WAITING)),
        Changed(None, Comment(table="asks", row="a", on=DAY, text="Yes")),
        Changed(suggestion, replace(suggestion, taken=True)),
        Changed(None, ASK),
        Changed(Ask(id="b", contact="c"), Ask(id="b", contact="c", let_go_on=DAY)),
        Changed(None, Give(contact=DANA.id, given_on=DAY)),
        Changed(None, Exercise(name="story", on=DAY)),
        Changed(None, Guess(of_ten=4, made_on=DAY)),
        Changed(None, DANA),
        Changed(Contact(id="r", name="Ravi"), Contact(id="r", name="Ravi", kind=None, strength=3)),
        Changed(cover, replace(cover, paused_on=DAY)),
        Changed(None, Target(company="Acme")),
    ]
    found = set(since(changes))
    assert {
        words[0] for name, words in PHRASES.items() if name not in ("rated", "resume", OTHER)
    } <= found
    assert since([Changed(replace(cover, paused_on=DAY), cover)]) == ("back from a pause",)


def test_what_was_taken_back_is_not_told() -> None:
    """A row that came and went again leaves nothing, whichever is read first."""
    came = replace(SENT, version=4)
    changes = [Changed(None, came), Changed(came, None)]
    assert since(changes) == since(changes[::-1]) == ()


def test_a_row_is_told_once_in_any_order() -> None:
    """As it was first and is last; restored after it was taken back, it is there again."""
    first, second = replace(DANA, version=2), replace(DANA, version=5, strength=3)
    restored = replace(second, version=9)
    changes = [Changed(None, first), Changed(first, second), Changed(second, None)]
    assert since(changes) == since(changes[::-1]) == ()
    again = [*changes, Changed(None, restored)]
    assert since(again) == since(again[::-1]) == ("1 person added",)


def test_a_bounce_and_a_private_note_are_not_told() -> None:
    """Nor is what the coach wrote."""
    bounced = replace(ANSWER, outcome=Outcome.BOUNCED)
    note = Comment(table="cover", row="w", on=DAY, text="Tired", private=True)
    words = Comment(table="cover", row="w", on=DAY, text="Well done", by="link")
    assert since([Changed(None, bounced), Changed(None, note), Changed(None, words)]) == ()


def test_other_changes_are_told_where_there_is_nothing_else() -> None:
    """A company written down is a change, and no news beside an answer."""
    company = Changed(None, Target(company="Acme"))
    assert since([company]) == ("1 other change",)
    assert since([company, Changed(None, ANSWER)]) == ("1 answer came",)
