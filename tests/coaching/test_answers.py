"""Answers: what is saved when someone answers, one more try, who helped, who rests."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import guide
from lib.coaching import workbook
from lib.coaching.agenda import agenda
from lib.coaching.answers import (
    AT_REST,
    HELPED,
    Answer,
    could_be,
    helped_with,
    logged,
    once_more,
)
from lib.coaching.asks import Ask, Course, course
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.ledger import account
from lib.coaching.promises import Promise, kept, let_go
from lib.coaching.records import Record
from lib.coaching.steps import Verb
from lib.coaching.touches import Direction, Help, Outcome, RungKind, Touch
from lib.coaching.workbook import COURSES, Changed, Records

TODAY = date(2026, 3, 2)
RUNGS = tuple(RungKind)


def ago(days: int) -> date:
    """Return the day so many days before TODAY."""
    return TODAY - timedelta(days=days)


def book(*asks: tuple[Contact, Ask, list[Touch]]) -> Records:
    """Return a workbook of these asks."""
    rows: list[Record] = [Cover()]
    for contact, ask, touches in asks:
        rows += [contact, ask, *touches]
    return workbook.of(rows)


def tried(name: str, *days: int, company: str = "") -> tuple[Contact, Ask, list[Touch]]:
    """Return an ask to someone, tried so many days ago each."""
    contact = Contact(name=name, company=company)
    ask = Ask(contact=contact.id)
    touches = [
        Touch(contact=contact.id, ask=ask.id, on=ago(one), rung=rung)
        for one, rung in zip(days, RUNGS, strict=False)
    ]
    return contact, ask, touches


def gone(name: str, *days: int) -> Course:
    """Return how an ask has gone that was tried so many days ago each."""
    _, ask, touches = tried(name, *days)
    return course(ask, touches)


def test_answer_is_a_reply_with_its_promise() -> None:
    """Helped, with what, in words, and what they said they would do."""
    one = gone("Ravi", 8)
    answer = Answer(
        Outcome.HELPED, ago(2), (Help.NAMES,), "Talk to Ola", promise="Write to Ola", by=ago(-7)
    )
    reply, promise = logged(one, answer, TODAY)
    assert isinstance(reply, Touch)
    assert isinstance(promise, Promise)
    assert (reply.direction, reply.on, reply.outcome) == (
        Direction.REPLY,
        ago(2),
        Outcome.HELPED,
    )
    assert reply.helped_with == (Help.NAMES,)
    assert (promise.made_on, promise.by, promise.what) == (ago(2), ago(-7), "Write to Ola")


@pytest.mark.parametrize("kind", [Kind.SOCIAL, Kind.COLLEAGUE])
def test_a_promise_counts_as_help_once_it_is_kept(kind: Kind) -> None:
    """Noted as kind, no help in any count; kept, it is help; let go, it never was (S2-13)."""
    contact, ask, touches = tried("Ravi", 9)
    ravi = replace(contact, kind=kind)
    records = book((ravi, ask, touches))
    answer = Answer(Outcome.HELPED, ago(2), promise="Send a list")
    reply, promise = logged(records.index(COURSES)[ask.id], answer, TODAY)
    assert isinstance(promise, Promise)
    records = records.changed([Changed(None, reply), Changed(None, promise)])

    def helped(found: Records) -> tuple[int, int, bool]:
        course_now = found.index(COURSES)[ask.id]
        return len(found.index(HELPED).entries), account(found, ravi).helped, course_now.helped

    assert helped(records) == (0, 0, False)
    (dropped,) = let_go(promise, TODAY)
    assert helped(records.changed([Changed(promise, dropped)])) == (0, 0, False)
    done, help_given = kept(promise, TODAY)
    after = records.changed([Changed(promise, done), Changed(None, help_given)])
    assert helped(after) == (1, 1, True)
    assert isinstance(done, Promise)
    assert not done.open


@pytest.mark.parametrize("promise", ["", "  \u200b"])
def test_blank_promise_is_none(promise: str) -> None:
    """Nothing promised, nothing kept."""
    assert len(logged(gone("Ravi", 8), Answer(Outcome.KIND, TODAY, promise=promise), TODAY)) == 1


def test_wrong_address_promises_nothing() -> None:
    """What never reached anyone carries no promise and no help."""
    answer = Answer(Outcome.BOUNCED, TODAY, (Help.NAMES,), promise="x")
    (reply,) = logged(gone("Ravi", 8), answer, TODAY)
    assert isinstance(reply, Touch)
    assert reply.helped_with == ()


@given(st.integers(-400, 400), st.integers(0, 300))
def test_nobody_answers_before_the_message_or_after_today(answered: int, sent: int) -> None:
    """Whatever day is given, it is kept between the first attempt and today."""
    reply, *_ = logged(gone("Ravi", sent), Answer(Outcome.KIND, ago(answered)), TODAY)
    assert isinstance(reply, Touch)
    assert ago(sent) <= reply.on <= TODAY


@pytest.mark.parametrize("tries", [3, 4, 8])
def test_once_more_makes_one_more_message_due(tries: int) -> None:
    """However many went out, one more is due today and then none."""
    contact, ask, touches = tried("Ravi", 40, 30, 20)
    touches += [
        Touch(contact=contact.id, ask=ask.id, on=ago(10), rung=RungKind.LIGHT)
        for _ in range(tries - len(touches))
    ]
    again = once_more(course(ask, touches), guide.ladder(), TODAY, "Because.")
    assert again.tries_reason == "Because."
    found = agenda(book((contact, again, touches)), guide.ladder(), guide.cadences(), TODAY)
    assert [one.verb for one in found.steps] == [Verb.TRY]
    more = [*touches, Touch(contact=contact.id, ask=ask.id, on=TODAY, rung=RungKind.LIGHT)]
    found = agenda(book((contact, again, more)), guide.ladder(), guide.cadences(), ago(-10))
    assert [one.verb for one in found.steps] == [Verb.REST]


def test_could_be_finds_by_part_of_a_name_or_company() -> None:
    """Only asks that went out and have no answer; newest first where nothing is typed."""
    ravi, mei = tried("Ravi Singh", 9), tried("Mei", 3, company="Straße AG")
    unsent = tried("Ravi Unsent")
    done = tried("Ravi Done", 9)
    done[2].append(Touch(contact=done[0].id, ask=done[1].id, on=ago(2), direction=Direction.REPLY))
    records = book(ravi, mei, unsent, done)
    assert [one.ask.id for one in could_be(records, "")] == [mei[1].id, ravi[1].id]
    assert [one.ask.id for one in could_be(records, "rav")] == [ravi[1].id]
    assert [one.ask.id for one in could_be(records, "STRASSE")] == [mei[1].id]
    assert could_be(records, "nobody") == ()
    assert len(could_be(records, "", limit=1)) == 1


def test_helpers_and_those_at_rest_follow_each_change() -> None:
    """The two lists carried over a change are the lists built anew."""
    ravi, mei = tried("Ravi", 9), tried("Mei", 3)
    records = book(ravi, mei)
    assert records.index(HELPED).entries == []
    assert records.index(AT_REST).entries == []
    answer = Answer(Outcome.HELPED, ago(1), (Help.KEY_PERSON, Help.NAMES))
    (reply,) = logged(records.index(COURSES)[ravi[1].id], answer, TODAY)
    rested = Ask(id=mei[1].id, version=1, contact=mei[0].id, let_go_on=TODAY)
    records = records.changed([Changed(None, reply), Changed(mei[1], rested)])
    assert records.index(HELPED).entries == [(ago(1), ravi[1].id)]
    assert records.index(AT_REST).entries == [(TODAY, mei[1].id)]
    brought = helped_with(records.index(COURSES)[ravi[1].id])
    assert brought == (Help.NAMES, Help.KEY_PERSON)
