"""Outreach: all that is saved together when something goes out or comes back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lib.coaching.asks import Ask, AskState
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.guesses import Guess
from lib.coaching.ladder import Ladder, Rung
from lib.coaching.outreach import (
    answered,
    attempt,
    guess_open,
    let_rest,
    sent,
    taken_up_again,
    thanked,
    told,
    with_tries,
)
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Help, Outcome, Purpose, RungKind
from lib.coaching.workbook import COURSES, Changed, Records, of

TODAY = date(2026, 3, 30)
LADDER = Ladder(
    (
        Rung(RungKind.FIRST, 0),
        Rung(RungKind.SECOND, 7),
        Rung(RungKind.LIGHT, 7),
        Rung(RungKind.REFERRER, 10, needs_referrer=True),
    ),
    rest_days=10,
    tries=3,
    fold_days=14,
)
COVER = Cover(id="w")
DANA = Contact(id="dana", name="Dana")
MEI = Contact(id="mei", name="Mei", mutual_contact="dana")
ASK = Ask(id="a", contact="mei")
GUESS = Guess(id="g", of_ten=4, made_on=TODAY)


def put(records: Records, rows: tuple[Record, ...]) -> Records:
    """Return the records with these rows put in."""
    return records.changed([Changed(records.get(type(one), one.id), one) for one in rows])


def test_the_first_ask_locks_the_guess() -> None:
    """The guess is locked by the first try after it, once, on that day."""
    records = of([COVER, MEI, DANA, GUESS])
    assert guess_open(records) == GUESS
    first = attempt(records, ASK, LADDER, TODAY, Channel.EMAIL)
    saved = sent(records, first, also=[ASK])
    assert saved == (ASK, first, replace(GUESS, locked_on=TODAY))
    records = put(records, saved)
    assert guess_open(records) is None
    assert first.rung is RungKind.FIRST
    second = attempt(records, ASK, LADDER, TODAY + timedelta(7))
    assert second.rung is RungKind.SECOND
    assert sent(records, second) == (second,)


def test_a_second_try_or_thanks_locks_nothing() -> None:
    """Only the first try of an ask locks a guess; so a guess after it waits for the next ask."""
    records = put(of([COVER, MEI, DANA]), (ASK, attempt(of([COVER]), ASK, LADDER, TODAY)))
    records = put(records, (GUESS,))
    again = attempt(records, ASK, LADDER, TODAY)
    assert sent(records, again) == (again,)
    thanks = replace(again, purpose=Purpose.THANKS)
    assert sent(records, thanks) == (thanks,)


def test_a_guess_made_after_the_day_stays_open() -> None:
    """A message logged for yesterday does not lock a guess made today."""
    records = of([COVER, MEI, GUESS])
    early = attempt(records, ASK, LADDER, TODAY - timedelta(1))
    assert sent(records, early) == (early,)


def test_the_referrers_word_is_logged_with_them() -> None:
    """After the third message it goes to the referrer; at the ladder's end it has no rung."""
    records = put(of([COVER, MEI, DANA]), (ASK,))
    for week, rung in enumerate([RungKind.FIRST, RungKind.SECOND, RungKind.LIGHT]):
        touch = attempt(records, ASK, LADDER, TODAY + timedelta(7 * week))
        assert (touch.contact, touch.rung) == ("mei", rung)
        records = put(records, sent(records, touch))
    word = attempt(records, ASK, LADDER, TODAY + timedelta(31))
    assert (word.contact, word.ask, word.rung) == ("dana", "a", RungKind.REFERRER)
    records = put(records, sent(records, word))
    after_it = attempt(records, ASK, LADDER, TODAY + timedelta(60))
    assert (after_it.contact, after_it.rung) == ("mei", None)


def test_an_answer_then_thanks_then_news() -> None:
    """An answer keeps what helped; thanks and the introducer's news follow."""
    records = put(of([COVER, MEI, DANA]), (ASK, attempt(of([COVER]), ASK, LADDER, TODAY)))
    records = put(records, answered(ASK, TODAY, Outcome.HELPED, [Help.NAMES, Help.INSIGHT]))
    going = records.index(COURSES)["a"]
    assert going.state(TODAY) is AskState.ANSWERED
    assert going.replies[0].helped_with == (Help.NAMES, Help.INSIGHT)
    assert not going.thanked
    records = put(records, thanked(ASK, TODAY))
    assert records.index(COURSES)["a"].thanked
    news, ask = told(ASK, DANA, TODAY)
    records = put(records, (news, ask))
    assert records.all(Ask)["a"].told_on == TODAY
    assert len(records.index(COURSES)["a"].attempts) == 1


def test_help_is_kept_only_where_they_helped() -> None:
    """A kind no keeps no help; a wrong address bounces."""
    (touch,) = answered(ASK, TODAY, Outcome.KIND, [Help.NAMES])
    records = put(of([COVER, MEI, DANA]), (ASK, attempt(of([COVER]), ASK, LADDER, TODAY), touch))
    assert records.index(COURSES)["a"].replies[0].helped_with == ()
    records = put(of([COVER, MEI, DANA]), (ASK, *answered(ASK, TODAY, Outcome.BOUNCED)))
    assert records.index(COURSES)["a"].state(TODAY) is AskState.BOUNCED


def test_resting_and_taking_up_again() -> None:
    """Letting rest is no end for ever: it may carry a day to look again, and be taken up."""
    (rested,) = let_rest(ASK, TODAY, revisit_on=TODAY + timedelta(30))
    assert rested == replace(ASK, let_go_on=TODAY, revisit_on=TODAY + timedelta(30))
    assert taken_up_again(replace(ASK, let_go_on=TODAY), TODAY) == (
        replace(ASK, still_wanted_on=TODAY),
    )


def test_more_tries_need_a_reason() -> None:
    """The owner may change the three, and says why; going back needs no reason."""
    (changed,) = with_tries(ASK, 5, "She asked me to try again in May.")
    assert changed == replace(ASK, tries=5, tries_reason="She asked me to try again in May.")
    assert with_tries(replace(ASK, tries=5, tries_reason="x"), None, "") == (ASK,)
    with pytest.raises(ValueError, match="reason"):
        with_tries(ASK, 5, "  ")
