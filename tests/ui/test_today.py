"""Today, as it is used: what is due, done, put off, answered, let rest, paused, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from lib import guide
from lib.coaching.agenda import agenda
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.steps import Verb
from lib.coaching.touches import (
    Channel,
    Direction,
    Help,
    Outcome,
    Purpose,
    RungKind,
    Touch,
)
from lib.coaching.workbook import COURSES
from tests.daytime import today
from tests.ui.driving import pictures

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]

HOSTILE = (
    "**[x](javascript:alert(1))** <img src=x onerror=alert(1)> :red[a] $x^2$ `c` ![i](http://h/i)"
)
RUNGS = list(RungKind)


def ago(days: int) -> date:
    """Return the day so many days before today at the desk."""
    return today() - timedelta(days=days)


def tried(
    contact: Contact,
    *days: int,
    later_until: date | None = None,
    let_go_on: date | None = None,
    revisit_on: date | None = None,
) -> tuple[Ask, list[Record]]:
    """Return an ask and all records of it, tried so many days ago each."""
    ask = Ask(
        contact=contact.id,
        later_until=later_until,
        let_go_on=let_go_on,
        revisit_on=revisit_on,
    )
    touches = [
        Touch(contact=contact.id, ask=ask.id, on=ago(one), channel=Channel.EMAIL, rung=rung)
        for one, rung in zip(days, RUNGS, strict=False)
    ]
    return ask, [contact, ask, *touches]


def said(at: AppTest) -> str:
    """Return every word on the screen that Markdown is read from, one line an element."""
    found = [*at.title, *at.subheader, *at.markdown, *at.caption]
    return "\n".join(one.value.replace("\\", "") for one in found)


def labels(at: AppTest) -> list[str]:
    """Return the labels of the buttons."""
    return [one.label for one in at.button]


def tap(at: AppTest, key: str) -> AppTest:
    """Tap the button of a key; the page must go on without an exception."""
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def rules(at: AppTest) -> set[str]:
    """Return the rules the page says it draws."""
    return set(at.session_state["rules-shown"])


def verbs_due(desk: Desk, day: date | None = None) -> list[Verb]:
    """Return the verbs of what is due, in order."""
    today = day or ago(0)
    found = agenda(desk.records(), guide.ladder(), guide.cadences(), today)
    return [one.verb for one in found.steps]


def test_newcomer_sees_one_button(open_page: Open) -> None:
    """Nothing there: one button, which leads to Start."""
    at = open_page("today.py")
    assert labels(at) == ["Start", "Look at an example"]
    at.button(key="start").click().run()
    assert not at.exception


def test_second_message_is_due_after_a_week_and_not_before(desk: Desk, open_page: Open) -> None:
    """A message of 7 days ago is due for its second; one of 6 days ago is not."""
    due, due_rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 7)
    early, early_rows = tried(Contact(name="Dana", kind=Kind.OTHER), 6)
    desk.save(*due_rows, *early_rows)
    at = open_page("today.py")
    assert at.subheader[0].value == "Ravi"
    assert "Dana" not in [one.value for one in at.subheader]
    assert "Second message" in said(at)
    keys = [one.key for one in at.button]
    assert f"main-try-{due.id}" in keys
    assert f"main-try-{early.id}" not in keys


def test_done_waits_seven_days_for_the_next_rung(desk: Desk, open_page: Open) -> None:
    """Done logs the second message by the same channel; the light third is due in 7 days."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    at = tap(open_page("today.py"), f"done-try-{ask.id}")
    course = desk.records().index(COURSES)[ask.id]
    assert [one.rung for one in course.attempts] == [RungKind.FIRST, RungKind.SECOND]
    assert course.attempts[-1].channel is Channel.EMAIL
    assert "Nothing to do today." in said(at)
    assert verbs_due(desk) == []
    assert verbs_due(desk, ago(-6)) == []
    assert verbs_due(desk, ago(-7)) == [Verb.TRY]


def test_three_tries_end_in_rest_and_undo_brings_it_back(desk: Desk, open_page: Open) -> None:
    """Without a referrer three tries are enough; resting is kind, and can be taken back."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 30, 20, 10)
    desk.save(*rows)
    at = open_page("today.py")
    assert "You tried Ravi three times, kindly." in said(at)
    tap(at, f"main-rest-{ask.id}")
    assert desk.records().all(Ask)[ask.id].let_go_on == ago(0)
    assert desk.records().all(Ask)[ask.id].revisit_on is None
    (undo,) = (one for one in at.button if one.label == "Undo")
    tap(at, undo.key or "")
    assert desk.records().all(Ask)[ask.id].let_go_on is None
    assert "Ravi" in [one.value for one in at.subheader]


def test_rest_with_a_revisit_in_a_month_comes_back(desk: Desk, open_page: Open) -> None:
    """Let rest with "again in a month": silent until then, then a card that asks."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 30, 20, 10)
    desk.save(*rows)
    at = open_page("today.py")
    at.checkbox(key=f"revisit-rest-{ask.id}").check().run()
    tap(at, f"main-rest-{ask.id}")
    assert desk.records().all(Ask)[ask.id].revisit_on == ago(-30)
    assert verbs_due(desk, ago(-29)) == []
    assert verbs_due(desk, ago(-30)) == [Verb.REVISIT]


def test_revisit_may_write_once_more_or_stay_at_rest(desk: Desk, open_page: Open) -> None:
    """Looking again: one message more, with its own number of tries; or left at rest."""
    first, rows = tried(Contact(name="Ravi"), 60, 50, 40, let_go_on=ago(31), revisit_on=ago(1))
    second, more = tried(Contact(name="Dana"), 60, 50, 40, let_go_on=ago(31), revisit_on=ago(1))
    desk.save(*rows, *more)
    at = tap(open_page("today.py"), f"main-revisit-{first.id}")
    again = desk.records().all(Ask)[first.id]
    assert (again.let_go_on, again.tries) == (None, 4)
    assert f"main-try-{first.id}" in [one.key for one in at.button]
    tap(at, f"done-revisit-{second.id}")
    left = desk.records().all(Ask)[second.id]
    assert (left.let_go_on, left.revisit_on) == (ago(31), None)


def test_one_more_try_keeps_its_reason(desk: Desk, open_page: Open) -> None:
    """Three is no law: the owner's reason stands beside the fourth try."""
    ask, rows = tried(Contact(name="Ravi"), 30, 20, 10)
    desk.save(*rows)
    at = tap(open_page("today.py"), f"more-rest-{ask.id}")
    assert "Three is a fair stop, not a law." in said(at)
    assert "leaves you uneasy and lowers how they see you" in said(at)
    assert {"S0-8", "S0-9", "S4-14", "S4-15"} <= rules(at)
    at.text_input(key=f"reason-rest-{ask.id}").input("We spoke last week")
    tap(at, f"more-now-rest-{ask.id}")
    again = desk.records().all(Ask)[ask.id]
    assert (again.tries, again.tries_reason) == (4, "We spoke last week")
    assert verbs_due(desk) == [Verb.TRY]
    assert "as you chose. You said: We spoke last week" in said(at)
    assert "leaves you uneasy" in said(at)


@pytest.mark.parametrize(
    ("channels", "words"),
    [
        ((Channel.EMAIL, Channel.PHONE, Channel.EMAIL), "by e-mail and by phone. Different ways"),
        ((Channel.EMAIL,) * 3, "Only by e-mail so far. A different way"),
    ],
)
def test_rest_says_which_ways_were_tried_and_what_is_regained(
    desk: Desk, open_page: Open, channels: tuple[Channel, ...], words: str
) -> None:
    """At the end: the different ways (S0-11), and the time that comes back, as an estimate."""
    ask, (contact, _, *touches) = tried(Contact(name="Ravi"), 30, 20, 10)
    sent = [
        replace(one, channel=channel)
        for one, channel in zip(touches, channels, strict=True)
        if isinstance(one, Touch)
    ]
    desk.save(contact, ask, *sent)
    at = open_page("today.py")
    assert words in said(at)
    assert "frees about 15 minutes for others, by our estimate" in said(at)
    assert {"S0-11", "S0-12", "S0-14", "S4-13"} <= rules(at)


def test_a_promise_that_is_kept_becomes_help(desk: Desk, open_page: Open) -> None:
    """Until it is done it is no help in any number; "They did it" makes it one (S2-13)."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.SOCIAL), 20)
    contact = ask.contact
    back = Touch(
        contact=contact, ask=ask.id, on=ago(9), direction=Direction.REPLY, outcome=Outcome.KIND
    )
    thanks = Touch(contact=contact, ask=ask.id, on=ago(9), purpose=Purpose.THANKS)
    promise = Promise(contact=contact, ask=ask.id, what="A list", made_on=ago(9), by=ago(1))
    desk.save(*rows, back, thanks, promise)
    at = open_page("today.py")
    assert "It counts once it is done" in said(at)
    assert "S2-13" in rules(at)
    assert not desk.records().index(COURSES)[ask.id].helped
    tap(at, f"main-promise-{promise.id}")
    assert desk.records().index(COURSES)[ask.id].helped
    assert desk.records().all(Promise)[promise.id].kept_on == ago(0)


@pytest.mark.parametrize(
    ("days", "button", "to"),
    [
        ((29, 22, 15, 8), None, ""),
        ((22, 15, 8), "Write the short letter", "Ravi"),
        ((34, 27, 20, 11), "Ask for a word", "Mei"),
    ],
)
def test_referrer_opens_two_more_rungs(
    desk: Desk, open_page: Open, days: tuple[int, ...], button: str | None, to: str
) -> None:
    """After three tries and a friend in common: a letter after 7 days, their word after 10 more."""
    mei = Contact(name="Mei", kind=Kind.COLLEAGUE)
    _, rows = tried(Contact(name="Ravi", kind=Kind.OTHER, mutual_contact=mei.id), *days)
    desk.save(mei, *rows)
    at = open_page("today.py")
    if button is None:
        assert at.button(key="pick").label == "Pick someone"
        return
    assert button in labels(at)
    assert to in [one.value for one in at.subheader]


def test_words_open_inside_the_card_on_demand(desk: Desk, open_page: Open) -> None:
    """No box of words is drawn before it is asked for; a second tap folds it."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    desk.save(Exercise(name="story", on=ago(0)))
    at = open_page("today.py")
    assert not at.text_area
    tap(at, f"main-try-{ask.id}")
    assert len(at.text_area) == 1
    tap(at, f"main-try-{ask.id}")
    assert not at.text_area


def test_answer_thanks_and_news_to_the_introducer(desk: Desk, open_page: Open) -> None:
    """They answered: outcome, what it brought, a promise; then thanks, then news; then nothing."""
    mei = Contact(name="Mei", kind=Kind.COLLEAGUE)
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER, mutual_contact=mei.id), 8)
    desk.save(mei, *rows)
    at = tap(open_page("today.py"), f"answer-try-{ask.id}")
    row = f"try-{ask.id}"
    at.pills(key=f"outcome-{row}").select(Outcome.HELPED).run()
    at.pills(key=f"help-{row}").select(Help.INTRODUCTION)
    at.date_input(key=f"answered-on-{row}").set_value(ago(2))
    at.text_input(key=f"said-{row}").input("Talk to Ola")
    at.text_input(key=f"promise-{row}").input("Write to Ola")
    tap(at, f"keep-{row}")
    records = desk.records()
    reply = records.index(COURSES)[ask.id].reply
    assert reply is not None
    assert (reply.outcome, reply.on, reply.helped_with, reply.words, reply.channel) == (
        Outcome.HELPED,
        ago(2),
        (Help.INTRODUCTION,),
        "Talk to Ola",
        Channel.EMAIL,
    )
    (promise,) = records.all(Promise).values()
    assert (promise.what, promise.made_on, promise.ask) == ("Write to Ola", ago(2), ask.id)
    assert "Say thank you" in said(at)
    tap(at, f"done-thank-{ask.id}")
    assert "Tell whoever brought you together" in said(at)
    assert "Mei" in [one.value for one in at.subheader]
    tap(at, f"done-tell-{ask.id}")
    assert desk.records().all(Ask)[ask.id].told_on == ago(0)
    news = [one for one in desk.records().all(Touch).values() if one.purpose is Purpose.NEWS]
    assert [one.contact for one in news] == [mei.id]
    assert verbs_due(desk) == []


@pytest.mark.parametrize(
    ("outcome", "next_verb", "drawn"),
    [
        (Outcome.HELPED, [Verb.THANK], {"S0-3", "S0-16"}),
        (Outcome.KIND, [Verb.THANK], {"S0-16"}),
        (Outcome.UNWILLING, [Verb.THANK], {"S0-14", "S4-13"}),
        (Outcome.BRUSQUE, [], {"S0-13", "S0-14", "S4-13"}),
        (Outcome.BOUNCED, [], {"S0-16"}),
    ],
)
def test_each_outcome_ends_the_tries(
    desk: Desk, open_page: Open, outcome: Outcome, next_verb: list[Verb], drawn: set[str]
) -> None:
    """Kind or not willing: thanks are due. Brusque, or a wrong address: left in peace."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    at = tap(open_page("today.py"), f"answer-try-{ask.id}")
    at.pills(key=f"outcome-try-{ask.id}").select(outcome).run()
    assert not at.exception
    assert drawn <= rules(at)
    tap(at, f"keep-try-{ask.id}")
    assert verbs_due(desk) == next_verb
    assert [one.label for one in at.button].count("Undo") == 1


def test_later_puts_a_card_off(desk: Desk, open_page: Open) -> None:
    """In three days, and then it is there again."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    at = tap(open_page("today.py"), f"later-try-{ask.id}")
    tap(at, f"later3-try-{ask.id}")
    assert desk.records().all(Ask)[ask.id].later_until == ago(-3)
    assert "Ravi" not in [one.value for one in at.subheader]
    assert verbs_due(desk, ago(-2)) == []
    assert verbs_due(desk, ago(-3)) == [Verb.TRY]


def test_later_until_a_day_of_ones_own(desk: Desk, open_page: Open) -> None:
    """The chosen day is kept."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    at = tap(open_page("today.py"), f"later-try-{ask.id}")
    at.date_input(key=f"until-try-{ask.id}").set_value(ago(-20)).run()
    tap(at, f"then-try-{ask.id}")
    assert desk.records().all(Ask)[ask.id].later_until == ago(-20)


def test_gives_promises_and_planned_asks_are_cards_too(desk: Desk, open_page: Open) -> None:
    """A planned ask, a planned give and a promise past its day stand on three cards."""
    mei = Contact(name="Mei", kind=Kind.COLLEAGUE)
    give = Give(contact=mei.id, what="Her talk", planned_on=ago(1))
    promise = Promise(contact=mei.id, what="Send the list", made_on=ago(9), by=ago(1))
    ask = Ask(contact=mei.id, planned_on=ago(0))
    desk.save(mei, give, promise, ask)
    at = open_page("today.py")
    assert {f"main-give-{give.id}", f"main-promise-{promise.id}", f"main-send-{ask.id}"} <= {
        one.key for one in at.button
    }
    assert "Send the list" in said(at)
    tap(at, f"main-give-{give.id}")
    tap(at, f"main-promise-{promise.id}")
    assert desk.records().all(Give)[give.id].given_on == ago(0)
    assert desk.records().all(Promise)[promise.id].kept_on == ago(0)


def test_three_cards_at_most(desk: Desk, open_page: Open) -> None:
    """Eight are due: three cards, and a word that the rest can wait."""
    rows: list[Record] = []
    for place in range(8):
        rows += tried(Contact(name=f"Person {place}", kind=Kind.OTHER), 8)[1]
    desk.save(*rows)
    at = open_page("today.py")
    assert len(at.subheader) == 3
    assert "Five more can wait" in said(at)
    assert sum(one.proto.type == "primary" for one in at.button) == 1


def test_old_ones_fold_and_are_kept_or_let_rest(desk: Desk, open_page: Open) -> None:
    """Due for more than 14 days: folded, in pages of five; yes makes it due, the other rests."""
    asks = []
    rows: list[Record] = []
    for place in range(7):
        ask, more = tried(Contact(name=f"Person {place}", kind=Kind.OTHER), 25 + place)
        asks.append(ask)
        rows += more
    desk.save(*rows)
    at = open_page("today.py")
    assert "Still want these?" in [one.label for one in at.expander]
    at.session_state["still-want-open"] = True
    at.run()
    assert "Seven have been lying here" in said(at)
    keeps = [one.key or "" for one in at.button if (one.key or "").startswith("keep-")]
    assert len(keeps) == 5
    assert keeps[0] == f"keep-try-{asks[0].id}"
    tap(at, keeps[0])
    assert desk.records().all(Ask)[asks[0].id].still_wanted_on == ago(0)
    assert verbs_due(desk) == [Verb.TRY]
    tap(at, f"drop-try-{asks[1].id}")
    assert desk.records().all(Ask)[asks[1].id].let_go_on == ago(0)
    assert "Five have been lying here" in said(at)


def test_pause_stops_all_days_and_resume_moves_them(desk: Desk, open_page: Open) -> None:
    """Paused: no card. Back after ten days: what fell due meanwhile moves by ten."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 12)
    desk.save(*rows)
    at = tap(open_page("today.py"), "pause")
    cover = desk.records().cover
    assert cover.paused_on == ago(0)
    assert "Paused" in said(at)
    assert "resting since today." in said(at)
    assert f"main-try-{ask.id}" not in [one.key for one in at.button]
    desk.save(replace(cover, paused_on=ago(10)))
    at = tap(open_page("today.py"), "resume")
    cover = desk.records().cover
    assert (cover.paused_on, cover.paused_days) == (None, 10)
    # Due 5 days ago, moved by 10: in 5 days.
    assert verbs_due(desk, ago(-4)) == []
    assert verbs_due(desk, ago(-5)) == [Verb.TRY]


def test_enough_for_today_closes_the_day_in_peace(desk: Desk, open_page: Open) -> None:
    """The closing screen says what is open; it can be opened again."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    at = tap(open_page("today.py"), "enough")
    assert desk.records().cover.closed_on == ago(0)
    assert "That's enough for today." in said(at)
    assert "One is still open" in said(at)
    assert "keep until tomorrow" in said(at)
    tap(at, "reopen")
    assert f"main-try-{ask.id}" in [one.key for one in at.button]


def test_a_day_closed_yesterday_is_open_today(desk: Desk, open_page: Open) -> None:
    """Enough for today is for today."""
    ask, rows = tried(Contact(name="Ravi", kind=Kind.OTHER), 8)
    desk.save(*rows)
    desk.save(replace(desk.records().cover, closed_on=ago(1)))
    at = open_page("today.py")
    assert f"main-try-{ask.id}" in [one.key for one in at.button]


def test_bad_day_says_what_silence_means(desk: Desk, open_page: Open) -> None:
    """Nineteen out, none back, nothing due: the dots, what they mean, one kind thing, an end."""
    rows: list[Record] = []
    for place in range(12):
        kind = Kind.OTHER if place < 10 else Kind.SOCIAL
        rows += tried(Contact(name=f"Silent {place}", kind=kind), 40, later_until=ago(-9))[1]
    for place in range(7):
        rows += tried(Contact(name=f"Open {place}", kind=Kind.OTHER), 3)[1]
    desk.save(*rows, Contact(name="Priya", kind=Kind.COLLEAGUE, strength=4, phone="+49 30 123"))
    at = open_page("today.py")
    words = said(at)
    assert "Nothing to do today." in words
    assert "Seven are still open; twelve have stayed silent." in words
    assert "28 of 100 people" in words  # 0.9 ** 12 = .2824, expectations.md S6
    assert "we can't say yet" in words
    assert "Ten of the twelve went to people you had hardly met" in words
    assert "Priya, with whom you worked; by phone, perhaps." in words
    assert len(pictures(at)) == 1
    assert {"Pick someone", "Close for today"} <= set(labels(at))
    tap(at, "enough-card")
    assert desk.records().cover.closed_on == ago(0)


def _leading(at: AppTest) -> list[str]:
    """Return the keys of the buttons that lead, without those of forms."""
    return [
        one.key or "" for one in at.button if one.proto.type == "primary" and not one.proto.form_id
    ]


def test_answer_out_of_the_blue(desk: Desk, open_page: Open) -> None:
    """Somebody not due answered: found by a few letters, logged like any other, folded again.

    While an answer is told, its own button leads alone.
    """
    ask, rows = tried(Contact(name="Ravi Singh", kind=Kind.OTHER), 2)
    _, others = tried(Contact(name="Dana", kind=Kind.OTHER), 2)
    desk.save(*rows, *others)
    at = open_page("today.py")
    at.session_state["blue"] = True
    at.run()
    at.text_input(key="blue-name").input("SINGH").run()
    who = at.pills(key="blue-who")
    assert list(who.options) == ["Ravi Singh"]
    assert _leading(at) == ["pick"]
    who.select(ask.id).run()
    assert _leading(at) == []
    at.pills(key=f"outcome-blue-{ask.id}").select(Outcome.KIND).run()
    tap(at, f"keep-blue-{ask.id}")
    assert not at.session_state["blue"]
    assert _leading(at) == [f"main-thank-{ask.id}"]
    reply = desk.records().index(COURSES)[ask.id].reply
    assert reply is not None
    assert reply.direction is Direction.REPLY
    assert verbs_due(desk) == [Verb.THANK]


def test_hostile_names_stay_text(desk: Desk, open_page: Open) -> None:
    """Markdown, HTML and formulas in a name come out as they were typed, on every card."""
    mei = Contact(name=HOSTILE, kind=Kind.COLLEAGUE)
    ask, rows = tried(Contact(name=HOSTILE, kind=Kind.OTHER, mutual_contact=mei.id), 22, 15, 8)
    promise = Promise(contact=mei.id, what=HOSTILE, made_on=ago(9), by=ago(1))
    desk.save(mei, *rows, promise)
    at = tap(open_page("today.py"), f"answer-try-{ask.id}")
    for one in [*at.subheader, *at.markdown, *at.caption]:
        if "alert" in one.value:
            assert r"\*\*\[x\]\(javascript" in one.value
            assert r"\<img src\=x" in one.value
            assert r"\$x\^2\$" in one.value
    # A bare address is broken by an invisible joiner, so that no link is made of it.
    assert HOSTILE in said(at).replace("\u2060", "")
