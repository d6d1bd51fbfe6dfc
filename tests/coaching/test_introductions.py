"""Introductions: from a name one would like to meet to someone one may ask."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.introductions import (
    Bridge,
    degree,
    introduction,
    introduction_ask,
    may_ask_on,
)
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Help, Outcome, Touch
from lib.coaching.workbook import of

TODAY = date(2026, 3, 30)
COVER = Cover(id="w")
DANA = Contact(id="dana", name="Dana", strength=4)
SAM = Contact(id="sam", name="Sam", mutual_contact="dana", strength=2)
ASK = Ask(id="a", contact="dana", kind=AskKind.INTRODUCTION, about="sam")
ASKED = Touch(id="t", contact="dana", ask="a", on=TODAY - timedelta(9))
YES = Touch(
    id="r",
    contact="dana",
    ask="a",
    on=TODAY - timedelta(5),
    direction=Direction.REPLY,
    outcome=Outcome.HELPED,
    helped_with=(Help.INTRODUCTION,),
)
TALK = Touch(id="x", contact="sam", on=TODAY - timedelta(3))
HEARD = replace(TALK, id="y", direction=Direction.REPLY, on=TODAY - timedelta(2))


def bridge(*rows: Record, contact: Contact = SAM, minimum: int = 2) -> Bridge:
    """Return how far the introduction to Sam has come."""
    return introduction(of([COVER, DANA, contact, *rows]), contact, TODAY, minimum).bridge


def test_step_by_step() -> None:
    """Asked, introduced, getting to know each other, ready: in this order."""
    assert bridge() is Bridge.TO_ASK
    assert bridge(ASK) is Bridge.TO_ASK
    assert bridge(ASK, ASKED) is Bridge.ASKED
    assert bridge(ASK, ASKED, YES) is Bridge.INTRODUCED
    assert bridge(ASK, ASKED, YES, TALK) is Bridge.BUILDING
    assert bridge(ASK, ASKED, YES, TALK, HEARD) is Bridge.READY
    assert bridge(ASK, ASKED, YES, TALK, HEARD, minimum=3) is Bridge.BUILDING


def test_without_a_mutual_contact() -> None:
    """Nobody in between: no introduction, and nobody to ask for one."""
    alone = replace(SAM, mutual_contact=None)
    assert bridge(contact=alone) is Bridge.NONE
    with pytest.raises(ValueError, match="nobody"):
        introduction_ask(alone, TODAY)


def test_another_introduction_does_not_count() -> None:
    """Dana was asked about someone else: Sam's introduction is still to be asked for."""
    other = replace(ASK, about="kim")
    assert bridge(other, ASKED, YES) is Bridge.TO_ASK


def test_an_ask_let_rest_is_asked_no_more() -> None:
    """Where Dana never answered and the ask rests, another way is open again."""
    assert bridge(replace(ASK, let_go_on=TODAY), ASKED) is Bridge.TO_ASK


def test_no_ask_on_the_day_of_the_introduction() -> None:
    """The day itself is for the talk; the next day is not forbidden."""
    found = introduction(of([COVER, DANA, SAM, ASK, ASKED, YES]), SAM, TODAY, 2)
    assert found.introduced_on == YES.on
    assert not may_ask_on(found, YES.on)
    assert may_ask_on(found, YES.on + timedelta(1))


def test_the_ask_for_it() -> None:
    """It goes to the mutual contact, for an introduction to the one sought."""
    ask = introduction_ask(SAM, TODAY)
    assert (ask.contact, ask.about, ask.kind) == ("dana", "sam", AskKind.INTRODUCTION)
    assert ask.planned_on == TODAY


@pytest.mark.parametrize(
    ("contact", "steps"),
    [
        (Contact(name="A", degree=4, mutual_contact="dana"), 4),
        (Contact(name="A", mutual_contact="dana", strength=5), 2),
        (Contact(name="A", strength=1), 1),
        (Contact(name="A"), None),
    ],
)
def test_degree(contact: Contact, steps: int | None) -> None:
    """What was noted counts; else a mutual contact means two, a rated tie one."""
    assert degree(contact) == steps
