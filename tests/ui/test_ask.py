"""Ask, driven as a person would: whom, what with its checks, the words, and the list of asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from lib.coaching.asks import Ask, AskKind, Scope
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Direction, Help, Outcome, Purpose, RungKind, Touch
from lib.coaching.workbook import Records
from tests.daytime import today

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]


def tap(at: AppTest, label: str) -> None:
    """Tap the button with this label; there is exactly one."""
    found = [one for one in at.button if one.label.replace("\\", "") == label]
    assert len(found) == 1, [one.label for one in at.button]
    found[0].click().run()
    assert not at.exception, at.exception


def choose(at: AppTest, label: str, value: Any) -> None:  # noqa: ANN401 - any option
    """Choose one of the options under a label."""
    groups = [one for one in [*at.pills, *at.segmented_control] if one.label == label]
    assert len(groups) == 1, [one.label for one in [*at.pills, *at.segmented_control]]
    groups[0].set_value(value).run()
    assert not at.exception, at.exception


def said(at: AppTest) -> str:
    """Return everything the page says, with Markdown's escapes taken out."""
    parts: list[Any] = [*at.title, *at.markdown, *at.caption, *at.text, *at.subheader]
    return "\n".join(str(one.value) for one in parts).replace("\\", "")


def words(at: AppTest) -> str:
    """Return what stands in the box of words."""
    return str(at.text_area[0].value)


def only(records: Records, kind: type[Any]) -> Any:  # noqa: ANN401 - a record of the kind
    """Return the one record of a kind."""
    (found,) = records.all(kind).values()
    return found


def at_person(open_page: Open, contact: Contact) -> AppTest:
    """Open the page with a person passed in, as People and Today do."""
    at = open_page("ask.py")
    at.query_params["who"] = contact.id
    at.run()
    assert not at.exception, at.exception
    return at


def at_ask(open_page: Open, ask: Ask) -> AppTest:
    """Open the page at one ask."""
    at = open_page("ask.py")
    at.query_params["ask"] = ask.id
    at.run()
    assert not at.exception, at.exception
    return at


MEI = Contact(name="Mei Tanaka", kind=Kind.COLLEAGUE, strength=4, phone="0113 496 0000")


def test_an_empty_workbook_is_told_how_to_begin(open_page: Open) -> None:
    """No names: one line that teaches, one button."""
    at = open_page("ask.py")
    assert "one person who would be glad to hear from you" in said(at)
    assert "Write down a name" in [one.label for one in at.button]


def test_former_colleagues_come_first(desk: Desk, open_page: Open) -> None:
    """For the first asks the warm ones are proposed, closest first, others after a search."""
    near = Contact(name="Near Colleague", kind=Kind.COLLEAGUE, strength=5)
    stranger = Contact(name="Far Stranger", kind=Kind.OTHER, strength=1)
    desk.save(MEI, near, stranger)
    at = open_page("ask.py")
    labels = [one.label for one in at.button]
    assert labels.index("**Near Colleague**") < labels.index("**Mei Tanaka**")
    assert "**Far Stranger**" not in labels


def test_an_ask_that_fits_goes_straight_to_the_words(desk: Desk, open_page: Open) -> None:
    """Nothing speaks against it: what, write, ready, sent; by voice first, a message if wished."""
    desk.save(MEI)
    at = at_person(open_page, MEI)
    tap(at, "Write the words")
    ask = only(desk.records(), Ask)
    assert (ask.kind, ask.scope, ask.planned_on) == (AskKind.ADVICE, Scope.GENERAL, today())
    assert not ask.warned_of
    assert "seconds aloud" in said(at)
    choose(at, "How will you say it?", ScriptKind.MESSAGE)
    at.text_area[0].set_value("Dear Mei, could I ask you for advice? Thank you.").run()
    tap(at, "These are my words")
    choose(at, "How", Channel.EMAIL)
    tap(at, "Yes")
    touch = only(desk.records(), Touch)
    assert (touch.ask, touch.channel, touch.rung) == (ask.id, Channel.EMAIL, RungKind.FIRST)
    assert touch.words == "Dear Mei, could I ask you for advice? Thank you."
    assert "Nothing to do before then." in said(at)


def test_what_they_cannot_do_is_said_with_something_better(desk: Desk, open_page: Open) -> None:
    """A friend is no reference: the first check stops, and its button asks for what fits."""
    friend = Contact(name="Sam Reed", kind=Kind.FRIEND, strength=5, ever_helped=True)
    desk.save(friend)
    at = at_person(open_page, friend)
    choose(at, "What will you ask Sam for?", AskKind.REFERENCE)
    assert "hardly ever" in said(at)
    assert "They have not seen you work" in said(at)
    next(one for one in at.button if str(one.key).startswith("instead-KIND")).click().run()
    tap(at, "Write the words")
    ask = only(desk.records(), Ask)
    assert ask.kind is AskKind.INTRODUCTION
    assert not ask.warned_of


def test_a_thin_tie_is_said_with_something_lighter(desk: Desk, open_page: Open) -> None:
    """A referral of someone who would need reminding: the second check offers a lighter ask."""
    thin = Contact(name="Ravi Patel", kind=Kind.COLLEAGUE, strength=2, ever_helped=True)
    desk.save(thin)
    at = at_person(open_page, thin)
    choose(at, "What will you ask Ravi for?", AskKind.REFERRAL)
    assert "a lot to ask of Ravi Patel" in said(at)
    next(one for one in at.button if str(one.key).startswith("instead-TIE")).click().run()
    tap(at, "Write the words")
    assert only(desk.records(), Ask).kind is AskKind.ADVICE


@pytest.mark.parametrize("way", ["plan", "helped"])
def test_nothing_given_is_said_with_a_way_to_give(desk: Desk, open_page: Open, way: str) -> None:
    """The third check: a give is planned and then noted, or "I did help them once" is enough."""
    chat = Contact(name="Dana Cole", kind=Kind.COLLEAGUE, strength=3)
    desk.save(chat)
    at = at_person(open_page, chat)
    assert "Nothing is noted yet that you did for Dana Cole" in said(at)
    if way == "plan":
        tap(at, "Plan something for them")
        assert only(desk.records(), Give).planned_on == today()
        tap(at, "Note that I helped")
        assert only(desk.records(), Give).given_on == today()
    else:
        tap(at, "I did help them once")
        assert only(desk.records(), Contact).ever_helped
    tap(at, "Write the words")
    assert not only(desk.records(), Ask).warned_of


def test_sent_anyway_keeps_the_reason(desk: Desk, open_page: Open) -> None:
    """A warning is never a wall: the reason and the checks that spoke are kept."""
    stranger = Contact(name="Far Stranger", kind=Kind.OTHER, strength=1)
    desk.save(stranger)
    at = at_person(open_page, stranger)
    choose(at, "What will you ask Far for?", AskKind.REFERRAL)
    why = next(one for one in at.text_input if str(one.key).startswith("anyway-"))
    why.set_value("He offered it on stage").run()
    tap(at, "I'll send it anyway")
    ask = only(desk.records(), Ask)
    assert ask.sent_anyway == "He offered it on stage"
    assert ask.warned_of == "kind of contact, how close, giving first"


def test_a_targeted_ask_keeps_the_company(desk: Desk, open_page: Open) -> None:
    """One company, how much it is wanted and a plan B; the words name it."""
    desk.save(MEI)
    at = at_person(open_page, MEI)
    choose(at, "General, or about one company?", Scope.TARGETED)
    at.text_input(key=f"company-{MEI.id}").set_value("Harbour Foods").run()
    choose(at, "How much do you want it?", 1)
    at.text_input(key=f"plan-{MEI.id}").set_value("Quay Logistics").run()
    tap(at, "Write the words")
    records = desk.records()
    target = only(records, Target)
    assert (target.company, target.priority, target.plan_b) == (
        "Harbour Foods",
        1,
        "Quay Logistics",
    )
    assert only(records, Ask).target == target.id
    choose(at, "How will you say it?", ScriptKind.MESSAGE)
    assert "Harbour Foods" in words(at)


def test_second_degree_goes_through_the_person_between(desk: Desk, open_page: Open) -> None:
    """First the two questions to the mutual contact; their yes makes an introduction."""
    far = Contact(name="Ines Vidal", kind=Kind.OTHER, strength=1, mutual_contact=MEI.id)
    desk.save(MEI, far)
    at = at_person(open_page, far)
    assert "how well do you two know each other?" in said(at)
    tap(at, "Write to Mei Tanaka")
    ask = only(desk.records(), Ask)
    assert (ask.contact, ask.kind) == (MEI.id, AskKind.INTRODUCTION)
    choose(at, "How will you say it?", ScriptKind.MESSAGE)
    assert "Ines Vidal" in words(at)
    assert words(at).startswith("Hi Mei")
    tap(at, "These are my words")
    choose(at, "How", Channel.EMAIL)
    tap(at, "Yes")
    again = at_person(open_page, far)
    assert "You asked Mei Tanaka for an introduction" in said(again)
    tap(again, "They introduced us")
    reply = next(
        one for one in desk.records().all(Touch).values() if one.direction is Direction.REPLY
    )
    assert (reply.outcome, reply.helped_with) == (Outcome.HELPED, (Help.INTRODUCTION,))


def test_a_call_without_an_answer_is_no_try(desk: Desk, open_page: Open) -> None:
    """Nobody picked up: it is noted, and the ask still waits for its first try."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask)
    at = at_ask(open_page, ask)
    tap(at, "These are my words")
    choose(at, "How did the call go?", _call("NO_ANSWER"))
    tap(at, "Keep it")
    touch = only(desk.records(), Touch)
    assert (touch.purpose, touch.channel) == (Purpose.OTHER, Channel.PHONE)
    assert "Planned" in said(at) or "planned" in said(at)


def test_a_voicemail_and_a_talk_are_told_apart(desk: Desk, open_page: Open) -> None:
    """A voicemail is a try on its own channel; a talk is a try that was answered."""
    ask, other = Ask(contact=MEI.id, planned_on=today()), Contact(name="Ravi", phone="0113 1")
    second = Ask(contact=other.id, planned_on=today())
    desk.save(MEI, other, ask, second)
    at = at_ask(open_page, ask)
    tap(at, "These are my words")
    choose(at, "How did the call go?", _call("VOICEMAIL"))
    tap(at, "Keep it")
    assert only(desk.records(), Touch).channel is Channel.VOICEMAIL
    at = at_ask(open_page, second)
    choose(at, "How will you say it?", ScriptKind.CONVERSATION)
    tap(at, "These are my words")
    choose(at, "How did the call go?", _call("TALKED"))
    choose(at, "And how did it turn out?", Outcome.KIND)
    tap(at, "Keep it")
    touches = [one for one in desk.records().all(Touch).values() if one.ask == second.id]
    assert {one.direction for one in touches} == {Direction.OUTREACH, Direction.REPLY}
    assert "answered" in said(at)


def _call(name: str) -> Any:  # noqa: ANN401 - the page's own option
    from lib.ui.sending import Call  # noqa: PLC0415 - loaded with the page

    return Call[name]


def _day(name: str) -> Any:  # noqa: ANN401 - the page's own option
    from lib.ui.sending import Day  # noqa: PLC0415 - loaded with the page

    return Day[name]


def test_an_earlier_day_can_be_chosen(desk: Desk, open_page: Open) -> None:
    """It went out yesterday: the touch carries that day."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask)
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.MESSAGE)
    tap(at, "These are my words")
    day = next(one for one in at.pills if one.label == "When")
    day.set_value(_day("YESTERDAY")).run()
    tap(at, "Yes")
    assert only(desk.records(), Touch).on == today() - timedelta(days=1)


def test_the_light_third_message_has_three_spirits(desk: Desk, open_page: Open) -> None:
    """After two silent tries: three spirits to choose from, each with its own words."""
    ask = Ask(contact=MEI.id, planned_on=today() - timedelta(days=20))
    tries = [
        Touch(contact=MEI.id, ask=ask.id, on=today() - timedelta(days=days), rung=rung)
        for days, rung in ((20, RungKind.FIRST), (10, RungKind.SECOND))
    ]
    desk.save(MEI, ask, *tries)
    at = at_ask(open_page, ask)
    spirits = next(one for one in at.pills if one.label == "In which spirit?")
    assert len(spirits.options) == 3
    before = words(at)
    spirits.set_value("light-open").run()
    assert "the door stays open" in words(at)
    assert words(at) != before
    tap(at, "These are my words")
    choose(at, "How", Channel.TEXT)
    tap(at, "Yes")
    assert RungKind.LIGHT in {one.rung for one in desk.records().all(Touch).values()}


def test_my_words_check_any_voicemail(desk: Desk, open_page: Open) -> None:
    """Anyone may paste a voicemail: seconds, number, repetition and a job are remarked on."""
    desk.save(MEI)
    at = open_page("ask.py")
    at.session_state["words-unfolded"] = True
    at.run()
    rambling = "So I lost my job and I need a job and well you know how it is " * 30
    at.text_area[0].set_value(rambling).run()
    text = said(at)
    assert "over two minutes" in text
    assert "number to call back" in text
    assert "Said twice" in text
    script = only(desk.records(), Script)
    assert (script.kind, script.ask) == (ScriptKind.VOICEMAIL, None)


def test_open_asks_are_listed_newest_first_and_paged(desk: Desk, open_page: Open) -> None:
    """Twenty-three asks: five a page, the newest on top, with a word for where each stands."""
    asks = [Ask(contact=MEI.id, planned_on=today() - timedelta(days=days)) for days in range(23)]
    desk.save(MEI, *asks)
    at = open_page("ask.py")
    keys = [str(one.key) for one in at.button if str(one.key).startswith("ask-")]
    assert keys == [f"ask-{one.id}" for one in asks[:5]]
    assert "planned" in said(at)
    at.button(key=keys[0]).click().run()
    assert "How will you say it?" in [one.label for one in at.pills]


HOSTILE = ["{name} $x", "![x](http://h.example/p.png)", "<script>alert(1)</script>"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_stays_text(desk: Desk, open_page: Open, hostile: str) -> None:
    """Nothing in a name or a company is read as markup, in the list and in the words."""
    contact = Contact(
        name=hostile, company=hostile, kind=Kind.COLLEAGUE, strength=5, ever_helped=True
    )
    ask = Ask(contact=contact.id, planned_on=today())
    desk.save(contact, ask)
    for at in (open_page("ask.py"), at_person(open_page, contact), at_ask(open_page, ask)):
        drawn = [one.value for one in [*at.title, *at.markdown, *at.caption, *at.subheader]]
        drawn += [one.label for one in [*at.button, *at.text_area, *at.text_input, *at.pills]]
        for one in map(str, drawn):
            assert "](" not in one.replace("\\]\\(", "")
            assert "<script" not in one.replace("\\<script", "")
    assert hostile.split(maxsplit=1)[0] in words(at)


def rules(at: AppTest) -> set[str]:
    """Return the rules the page says it draws."""
    return set(at.session_state["rules-shown"])


def test_a_reference_names_where_it_went_and_asks_for_the_company(
    desk: Desk, open_page: Open
) -> None:
    """Spent once: said at the next one; the company is one tap away, and wanted most is silent."""
    grace = replace(MEI, id="grace", name="Grace Hall", strength=5, knows_my_work=True)
    quay = Target(company="Quay Logistics", priority=2)
    used = Ask(contact="grace", kind=AskKind.REFERENCE, target=quay.id)
    on = today() - timedelta(days=40)
    back = Touch(contact="grace", ask=used.id, on=on, direction=Direction.REPLY)
    desk.save(grace, quay, used, Touch(contact="grace", ask=used.id, on=on), back)
    at = at_person(open_page, grace)
    choose(at, "What will you ask Grace for?", AskKind.REFERENCE)
    assert "Named once so far, for Quay Logistics." in said(at)
    assert "For which company would you name Grace Hall?" in said(at)
    assert {"S1-9", "S2-17"} <= rules(at)
    tap(at, "Name the company")
    at.text_input(key="company-grace").set_value("Harbour Foods").run()
    assert "not among those you want most" in said(at)
    choose(at, "How much do you want it?", 1)
    assert "Your reference once so far, for Quay Logistics." in said(at)
    tap(at, "Write the words")
    ask = next(one for one in desk.records().all(Ask).values() if one.id != used.id)
    assert not ask.warned_of


def test_a_company_kept_without_a_plan_b_is_asked_for_one(desk: Desk, open_page: Open) -> None:
    """A plan B typed at the ask is kept with the company; then it is not asked for again."""
    target = Target(company="Harbour Foods")
    desk.save(MEI, target)
    at = at_person(open_page, MEI)
    choose(at, "General, or about one company?", Scope.TARGETED)
    at.text_input(key=f"company-{MEI.id}").set_value("harbour foods").run()
    assert "S2-18" in rules(at)
    at.text_input(key=f"plan-b-{target.id}").set_value("Quay Logistics").run()
    tap(at, "Write the words")
    assert only(desk.records(), Target).plan_b == "Quay Logistics"
    assert only(desk.records(), Ask).target == target.id
    again = at_person(open_page, MEI)
    choose(again, "General, or about one company?", Scope.TARGETED)
    again.text_input(key=f"company-{MEI.id}").set_value("Harbour Foods").run()
    assert not [one for one in again.text_input if str(one.key).startswith("plan")]


def test_someone_met_today_is_asked_another_day(desk: Desk, open_page: Open) -> None:
    """Fast to greet, slow to ask (tension T5): one tap plans the ask for next week."""
    met = Contact(
        name="Ola Berg", kind=Kind.OTHER, strength=3, ever_helped=True, connected_on=today()
    )
    desk.save(met)
    at = at_person(open_page, met)
    assert "You and Ola Berg met only today." in said(at)
    assert "S2-24" in rules(at)
    tap(at, "Plan it for another day")
    ask = only(desk.records(), Ask)
    assert (ask.contact, ask.planned_on) == (met.id, today() + timedelta(days=7))
    assert "All asks" not in [one.label for one in at.button]


def test_after_an_answer_thank_give_back_move_on(desk: Desk, open_page: Open) -> None:
    """Three steps with where each stands (S2-28); then one thing to change, once a day (S1-18)."""
    ask = Ask(contact=MEI.id, planned_on=today())
    days = [today() - timedelta(days=one) for one in (9, 4)]
    sent = Touch(contact=MEI.id, ask=ask.id, on=days[0], rung=RungKind.FIRST)
    back = Touch(
        contact=MEI.id, ask=ask.id, on=days[1], direction=Direction.REPLY, outcome=Outcome.HELPED
    )
    desk.save(MEI, ask, sent, back)
    at = at_ask(open_page, ask)
    assert "thank, give back, move on" in said(at)
    assert "S2-28" in rules(at)
    assert "radio_button_unchecked: Thanks" in said(at)
    assert "S1-18" not in rules(at)
    desk.save(
        Touch(contact=MEI.id, ask=ask.id, on=today(), purpose=Purpose.THANKS),
        Give(contact=MEI.id, given_on=today()),
    )
    at = at_ask(open_page, ask)
    assert "check_circle: Thanks" in said(at)
    assert "check_circle: Something given back" in said(at)
    assert "Give something" not in [one.label for one in at.button]
    at.session_state["refine-answered"] = True
    at.run()
    tap(at, "Shorter words")
    exercise = only(desk.records(), Exercise)
    assert (exercise.name, exercise.on, exercise.answer) == (
        "change one thing",
        today(),
        "Shorter words",
    )
    assert "Next time: Shorter words" in said(at)
    assert "S1-18" in rules(at)
    assert "Shorter words" not in [one.label for one in at.button]


def test_silence_is_common_and_another_number_of_tries_shows_its_reason(
    desk: Desk, open_page: Open
) -> None:
    """On an open ask: never a verdict (S0-14, S4-13), and the owner's own number (S4-14)."""
    ask = Ask(contact=MEI.id, tries=4, tries_reason="We spoke last week")
    sent = [
        Touch(contact=MEI.id, ask=ask.id, on=today() - timedelta(days=days), rung=rung)
        for days, rung in zip((24, 17, 10), RungKind, strict=False)
    ]
    desk.save(MEI, ask, *sent)
    at = at_ask(open_page, ask)
    assert "No word yet is common, and seldom about you." in said(at)
    assert "room for four tries: We spoke last week" in said(at)
    assert "leaves you uneasy and lowers how they see you" in said(at)
    assert {"S0-8", "S0-9", "S0-14", "S4-13", "S4-14"} <= rules(at)
    fresh = Ask(contact=MEI.id)
    desk.save(fresh, Touch(contact=MEI.id, ask=fresh.id, on=today(), rung=RungKind.FIRST))
    assert "S0-14" not in rules(at_ask(open_page, fresh))


def test_each_caution_says_what_it_rests_on(desk: Desk, open_page: Open) -> None:
    """One that waits (S2-26, S2-27), too many messages (S2-5), a thin tie, nothing given."""
    thin = Contact(name="Ravi Patel", kind=Kind.OTHER, strength=1)
    ask = Ask(contact=thin.id)
    sent = [
        Touch(contact=thin.id, ask=ask.id, on=today() - timedelta(days=days))
        for days in (20, 15, 10, 5)
    ]
    desk.save(thin, ask, *sent)
    at = at_person(open_page, thin)
    text = said(at)
    assert "has not answered your last ask yet" in text
    assert "their help is a courtesy" in text
    assert "written to Ravi Patel a lot lately" in text
    assert {"S2-26", "S2-27", "S2-5", "S0-8", "S0-9"} <= rules(at)
    assert {"S1-9", "S1-10", "S1-11", "S1-15", "S1-17", "S2-25"} <= rules(at)


def test_a_change_in_ones_own_line(desk: Desk, open_page: Open) -> None:
    """Where an ask rests: a line is kept, a blank one is not."""
    ask = Ask(contact=MEI.id, let_go_on=today())
    sent = Touch(contact=MEI.id, ask=ask.id, on=today() - timedelta(days=40))
    desk.save(MEI, ask, sent)
    at = at_ask(open_page, ask)
    assert "frees about 15 minutes" in said(at)
    at.session_state["refine-rested"] = True
    at.run()
    tap(at, "Keep")
    assert not desk.records().all(Exercise)
    at.text_input(key="refine-line").set_value("Call before lunch")
    tap(at, "Keep")
    assert only(desk.records(), Exercise).answer == "Call before lunch"


def test_from_what_is_needed_to_who_can(desk: Desk, open_page: Open) -> None:
    """The other direction: a reference leads to those who know one's work, with the reasons."""
    people = [
        replace(MEI, id="knows", name="Knows Mywork", knows_my_work=True),
        replace(MEI, id="never", name="Never Saw", strength=5, knows_my_work=False),
        Contact(id="friend", name="Dear Friend", kind=Kind.FRIEND, strength=5),
    ]
    desk.save(*people)
    at = open_page("ask.py")
    at.session_state["who-could-any"] = True
    at.run()
    choose(at, "What do you need?", AskKind.REFERENCE)
    keys = [str(one.key) for one in at.button]
    assert "could-knows" in keys
    assert not {"could-never", "could-friend"} & set(keys)
    assert "Family and friends**: can't. They have not seen you work" in said(at)
    assert {"S2-10", "S2-13", "S2-16", "S2-22", "S1-10", "S1-11"} <= rules(at)
    at.button(key="could-knows").click().run()
    assert not at.exception
    assert at.title[0].value == "Ask Knows Mywork"
    (pills,) = [one for one in at.pills if one.label.startswith("What will you ask")]
    assert pills.value is AskKind.REFERENCE


def test_three_questions_before_the_first_heavier_ask(
    desk: Desk, open_page: Callable[[str], AppTest]
) -> None:
    """Rule S2-25: asked before a referral, not before advice; what is ticked is kept with it."""
    desk.save(Contact(id="mei", name="Mei Chen", kind=Kind.COLLEAGUE, strength=5))
    at = open_page("ask.py")
    at.query_params["who"] = "mei"
    at.run()
    before = {one.key for one in [*at.checkbox, *at.pills, *at.radio]}
    next(one for one in at.pills if one.key == "what-mei").set_value(AskKind.REFERRAL).run()
    assert not at.exception, at.exception
    assert "S2-25" in at.session_state["rules-shown"]
    first = next(one for one in [*at.checkbox, *at.pills] if one.key not in before)
    first.set_value([first.options[0]] if isinstance(first, ButtonGroup) else True).run()
    tap(at, "Write the words")
    (kept,) = (one for one in desk.records().all(Exercise).values() if one.name == "credibility")
    assert kept.answer
    assert len(desk.records().all(Ask)) == 1


def rows(at: AppTest) -> list[str]:
    """Return the labels of all buttons on the page."""
    return [one.label for one in at.button]


BAD_VOICEMAIL = "So it is me again and well you know how it has been over here lately. " * 22


def test_a_bad_voicemail_is_never_called_ready(desk: Desk, open_page: Open) -> None:
    """Long, pointless, repeating, without a number: kept if one wants, never as ready (S3-3)."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask)
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.VOICEMAIL)
    at.text_area[0].set_value(BAD_VOICEMAIL).run()
    assert "These are my words" not in rows(at)
    text = said(at)
    assert "length, what you want, said once, your number" in text
    assert "over two minutes" in text
    assert "ready" not in text.lower()
    tap(at, "Keep it as it is")
    assert "ready" not in said(at).lower()
    assert "Change the words" in rows(at)


def test_a_tap_before_the_page_knew_keeps_a_bad_voicemail_back(desk: Desk, open_page: Open) -> None:
    """Typed and tapped at once: the words are kept, and the page says what they lack."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask, replace(desk.records().cover, phone="0113 496 0000"))
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.VOICEMAIL)
    at.text_area[0].set_value(BAD_VOICEMAIL)
    tap(at, "These are my words")
    assert only(desk.records(), Script).text == BAD_VOICEMAIL.strip() + " "
    assert "Keep it as it is" in rows(at)
    assert "Change the words" not in rows(at)


def test_a_good_voicemail_goes_on(desk: Desk, open_page: Open) -> None:
    """The outline with a number lacks nothing; three ticks, the last after saying it aloud."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask, replace(desk.records().cover, phone="0113 496 0000"))
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.VOICEMAIL)
    text = said(at)
    assert "At 150 words a minute" in text
    assert "Prepared, not yet" in text
    tap(at, "I said it aloud")
    assert "Prepared, not yet" not in said(at)
    assert "Said aloud once." in said(at)
    assert only(desk.records(), Script).rehearsed == 1
    tap(at, "I said it aloud")
    assert "Said aloud two times." in said(at)
    tap(at, "These are my words")
    assert "Change the words" in rows(at)


def test_comfort_and_one_change_are_kept(desk: Desk, open_page: Open) -> None:
    """One tap before and one after saying it aloud, and a line of what was changed."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask)
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.CONVERSATION)
    comfort(at).set_value(2).run()
    comfort(at).set_value(3).run()
    tap(at, "I said it aloud")
    comfort(at).set_value(4).run()
    assert "Before you first said it: 3. Now: 4." in said(at)
    box = next(one for one in at.text_input if one.label.startswith("Change one thing"))
    box.set_value("shorter start").run()
    kept = sorted(desk.records().all(Exercise).values(), key=lambda one: (one.name, one.answer))
    assert [(one.name, one.answer, one.count, one.count_of, one.on) for one in kept] == [
        ("change one thing", "shorter start", None, None, today()),
        ("comfort", "after saying it aloud", 4, 5, today()),
        ("comfort", "before saying it aloud", 3, 5, today()),
    ]


def comfort(at: AppTest) -> Any:  # noqa: ANN401 - an AppTest element
    """Return the row of five that asks how it feels."""
    return next(one for one in at.pills if "5 is easy" in one.label)


def test_a_linkedin_note_is_short_and_has_words_of_its_own(desk: Desk, open_page: Open) -> None:
    """LinkedIn and text are ways of a message: other words, kept apart, logged on their channel."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask)
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.MESSAGE)
    long = words(at)
    choose(at, "How will you say it?", Channel.LINKEDIN)
    assert "holds 300 characters" in said(at)
    assert len(words(at)) < len(long)
    assert f"{len(words(at))} of 300 characters." in said(at)
    tap(at, "These are my words")
    tap(at, "Yes")
    assert only(desk.records(), Touch).channel is Channel.LINKEDIN
    assert len(desk.records().all(Script)) == 1


def test_lines_to_pass_on_as_they_are(desk: Desk, open_page: Open) -> None:
    """Once the friend is asked, a short paragraph about the owner lies there to be copied."""
    far = Contact(name="Ines Vidal", kind=Kind.OTHER, strength=1, mutual_contact=MEI.id)
    ask = Ask(contact=MEI.id, kind=AskKind.INTRODUCTION, about=far.id, planned_on=today())
    cover = replace(desk.records().cover, owner="Alex", looking_for="planning work")
    desk.save(MEI, far, ask, cover, Touch(contact=MEI.id, ask=ask.id, on=today()))
    at = at_person(open_page, far)
    at.session_state[f"forward-{far.id}"] = True
    at.run()
    assert any(one.value.startswith("Alex is looking for planning work") for one in at.code)


def test_an_old_colleague_is_brought_up_to_date(desk: Desk, open_page: Open) -> None:
    """What was done since and what went well come from the exercises; no ask is made of it."""
    told = Exercise(name="stories", answer="We halved the waiting lorries.")
    since = Exercise(name="up-to-date", answer="What I have been doing: nights in Hull")
    desk.save(MEI, told, since)
    at = at_person(open_page, MEI)
    at.session_state[f"while-{MEI.id}"] = True
    at.run()
    assert "What I am proud of: We halved the waiting lorries." in words(at)
    assert "What I have done since: nights in Hull." in words(at)
    assert "S2-15" in rules(at)
    tap(at, "These are my words")
    tap(at, "Yes")
    touch = only(desk.records(), Touch)
    assert (touch.purpose, touch.ask) == (Purpose.KEEP_IN_TOUCH, None)


def test_the_words_say_which_rules_they_rest_on(desk: Desk, open_page: Open) -> None:
    """A call's words, their reading and their rehearsal, each with its rules."""
    ask = Ask(contact=MEI.id, planned_on=today())
    desk.save(MEI, ask)
    at = at_ask(open_page, ask)
    choose(at, "How will you say it?", ScriptKind.VOICEMAIL)
    drawn = {"S0-2", "S0-4", "S0-5", "S3-3", "S3-7", "S3-8", "S3-9", "S3-10", "S3-13"}
    assert drawn | {"S1-7", "S4-11", "S4-12"} <= rules(at)
    assert "S1-8" not in rules(at)
    tap(at, "I said it aloud")
    assert "S3-12" in rules(at)
