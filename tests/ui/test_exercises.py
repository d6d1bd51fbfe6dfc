"""The day's exercise on Today: drawn, filled in, kept once; put off, left out, changed later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import guide
from lib.coaching.asks import Ask, AskKind
from lib.coaching.checks import Fit
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.paragraphs import parts_of
from lib.coaching.practice import LOOK_AGAIN, exercise_id
from lib.coaching.records import Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Purpose, RungKind, Touch
from lib.ui.practising import looked_for
from lib.ui.text import md
from tests.daytime import today

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]

HOSTILE = "**[x](javascript:alert(1))** <img src=x onerror=alert(1)> :red[a] $x^2$ `c`"
OTHERS = tuple(guide.exercises())
RAVI = Contact(id="ravi", name="Ravi", kind=Kind.OTHER)
MEI = Contact(id="mei", name="Mei", kind=Kind.COLLEAGUE, strength=4)


def ago(days: int) -> date:
    """Return the day so many days before today at the desk."""
    return today() - timedelta(days=days)


def tried(contact: Contact, *days: int, row: str = "", **ask: Any) -> list[Record]:  # noqa: ANN401 - any field of an ask
    """Return an ask tried so many days ago each, with its person."""
    row = row or f"ask-{contact.id}"
    touches = [
        Touch(contact=contact.id, ask=row, on=ago(one), channel=Channel.EMAIL, rung=rung)
        for one, rung in zip(days, RungKind, strict=False)
    ]
    return [contact, Ask(id=row, contact=contact.id, **ask), *touches]


def only(desk: Desk, name: str, *rows: Record) -> None:
    """Put rows into the workbook, and every exercise but one out of the way."""
    away = [Exercise(name=one, on=ago(30), not_for_me=True) for one in OTHERS if one != name]
    desk.save(*rows, *away)


def box(desk: Desk, name: str, place: object, version: int = 0) -> str:
    """Return the key of a box of an exercise."""
    return f"answer-{exercise_id(desk.workbook, name)}-{version}-{place}"


def kept(desk: Desk, name: str) -> Exercise | None:
    """Return an exercise as it is kept."""
    return desk.records().get(Exercise, exercise_id(desk.workbook, name))


def answers(desk: Desk, name: str) -> dict[str, str]:
    """Return what is kept of an exercise."""
    found = kept(desk, name)
    assert found is not None
    return dict(parts_of(found.answer))


def said(at: AppTest) -> str:
    """Return every word on the screen, one line an element."""
    found = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.text]
    words = [*(one.value for one in found), *(one.label for one in at.expander)]
    return "\n".join(one.replace("\\", "") for one in words)


def tap(at: AppTest, key: str) -> AppTest:
    """Tap the button of a key; the page must go on without an exception."""
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def keep(at: AppTest, name: str) -> AppTest:
    """Keep an exercise; it is gone from the page then."""
    tap(at, f"exercise-keep-{name}")
    assert f"exercise-keep-{name}" not in [one.key for one in at.button]
    return at


def drawn(at: AppTest) -> str | None:
    """Return the name of the exercise that is open on the page."""
    keys = [one.key or "" for one in at.button]
    return next(
        (k.removeprefix("exercise-keep-") for k in keys if k.startswith("exercise-k")), None
    )


def unfolded(at: AppTest) -> AppTest:
    """Return Today with its exercise open: where something is due it is one line at first."""
    for name in OTHERS:
        if f"If you like: {md(guide.exercises()[name].title)}" in [
            one.label for one in at.expander
        ]:
            at.session_state[f"exercise-fold-{name}"] = True
            at.run()
    return at


def rules(at: AppTest) -> set[str]:
    """Return the rules that the page says it drew."""
    return set(at.session_state["rules-shown"])


def labels(name: str) -> list[str]:
    """Return the labels of an exercise's questions."""
    return [one.label for one in guide.exercises()[name].questions]


# One a day.


def test_no_exercise_before_the_first_message(desk: Desk, open_page: Open) -> None:
    """A newcomer sees one button; so does whoever has only planned something."""
    assert drawn(unfolded(open_page("today.py"))) is None
    desk.save(RAVI, Ask(contact="ravi", planned_on=ago(0)))
    assert drawn(unfolded(open_page("today.py"))) is None


def test_the_story_is_kept_once_and_one_a_day(desk: Desk, open_page: Open) -> None:
    """Filled in, saved as one row, gone; the next one comes tomorrow, and this one not again."""
    desk.save(*tried(RAVI, 1))
    at = unfolded(open_page("today.py"))
    assert drawn(at) == "story"
    for place, words in enumerate(("Warehouses.\nThen a depot.", "Loading bays", "Leeds")):
        at.text_area(key=box(desk, "story", place)).input(words)
    keep(at, "story")
    row = kept(desk, "story")
    assert row is not None
    assert row.on == ago(0)
    expected = ("Warehouses.\nThen a depot.", "Loading bays", "Leeds")
    assert parts_of(row.answer) == tuple(zip(labels("story"), expected, strict=True))
    assert "is kept" in said(at)
    assert drawn(unfolded(open_page("today.py"))) is None
    desk.save(replace(row, on=ago(1)))
    assert drawn(unfolded(open_page("today.py"))) == "can-cant"


def test_undo_leaves_the_words_in_their_boxes(desk: Desk, open_page: Open) -> None:
    """What was typed is not lost with the row: it stands where it stood before it was kept."""
    desk.save(*tried(RAVI, 1))
    at = open_page("today.py")
    for place, words in enumerate(("Warehouses", "Loading bays")):
        at.text_area(key=box(desk, "story", place)).input(words)
    keep(at, "story")
    (undo,) = (one for one in at.button if one.label == "Undo")
    tap(at, undo.key or "")
    assert kept(desk, "story") is None
    held = [at.text_area(key=box(desk, "story", place)).value for place in range(3)]
    assert held == ["Warehouses", "Loading bays", ""]
    keep(at, "story")
    assert list(answers(desk, "story").values()) == ["Warehouses", "Loading bays"]


def test_undo_takes_the_whole_action_back(desk: Desk, open_page: Open) -> None:
    """The exercise and what was saved beside it go together."""
    only(desk, "search", *tried(RAVI, 1))
    at = unfolded(open_page("today.py"))
    at.segmented_control(key=box(desk, "search", "way")).select("Wide").run()
    at.text_input(key=box(desk, "search", "wide0")).input("planner")
    at.checkbox(key=box(desk, "search", "use")).check()
    keep(at, "search")
    assert desk.records().cover.looking_for == "planner"
    (undo,) = (one for one in at.button if one.label == "Undo")
    tap(at, undo.key or "")
    assert desk.records().cover.looking_for == ""
    assert kept(desk, "search") is None
    assert drawn(at) == "search"


def test_nothing_written_keeps_nothing(desk: Desk, open_page: Open) -> None:
    """An empty form says so, and stays."""
    desk.save(*tried(RAVI, 1))
    at = tap(unfolded(open_page("today.py")), "exercise-keep-story")
    assert drawn(at) == "story"
    assert "Nothing is written yet." in said(at)
    assert kept(desk, "story") is None


def test_typed_words_survive_a_rerun_and_another_page(desk: Desk, open_page: Open) -> None:
    """A tap elsewhere, or a look at another page, loses no word."""
    desk.save(*tried(RAVI, 8))
    at = unfolded(open_page("today.py"))
    at.text_area(key=box(desk, "story", 0)).input("Half a sentence")
    tap(at, "later-try-ask-ravi")
    assert at.text_area(key=box(desk, "story", 0)).value == "Half a sentence"
    at.switch_page("give.py").run()
    unfolded(at.switch_page("today.py").run())
    assert at.text_area(key=box(desk, "story", 0)).value == "Half a sentence"


def test_another_day(desk: Desk, open_page: Open) -> None:
    """Put off: nothing more today, another one tomorrow, and after three days it is back."""
    desk.save(*tried(RAVI, 1))
    at = tap(unfolded(open_page("today.py")), "another-day-story")
    assert drawn(at) is None
    row = kept(desk, "story")
    assert row is not None
    assert (row.on, row.answer, row.not_for_me) == (ago(0), "", False)
    desk.save(replace(row, on=ago(1)))
    assert drawn(unfolded(open_page("today.py"))) == "can-cant"
    row = kept(desk, "story")
    assert row is not None
    desk.save(replace(row, on=ago(3)))
    at = unfolded(open_page("today.py"))
    assert drawn(at) == "story"
    at.text_area(key=box(desk, "story", 0, row.version + 1)).input("Warehouses")
    keep(at, "story")
    row = kept(desk, "story")
    assert row is not None
    assert row.on == ago(0)


def test_not_for_me(desk: Desk, open_page: Open) -> None:
    """Left out: never again."""
    desk.save(*tried(RAVI, 1))
    at = tap(unfolded(open_page("today.py")), "not-for-me-story")
    assert drawn(at) is None
    row = kept(desk, "story")
    assert row is not None
    assert row.not_for_me
    desk.save(replace(row, on=ago(500)))
    assert drawn(unfolded(open_page("today.py"))) == "can-cant"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(tried(RAVI, 8), id="something is due"),
        pytest.param(
            [row for one in "abc" for row in tried(Contact(id=one, name=one, kind=Kind.OTHER), 45)],
            id="silence weighs",
        ),
    ],
)
def test_folded_to_one_line(desk: Desk, open_page: Open, rows: list[Record]) -> None:
    """A card is due, or three met silence: the exercise is one line, and opens on a tap."""
    only(desk, "story", *rows)
    at = open_page("today.py")
    assert drawn(at) is None
    assert "S2-25" not in rules(at)
    at.session_state["exercise-fold-story"] = True
    at.run()
    assert drawn(at) == "story"
    assert "S2-25" in rules(at)


@pytest.mark.parametrize("paused", [True, False])
def test_none_on_a_paused_or_a_closed_day(desk: Desk, open_page: Open, *, paused: bool) -> None:
    """Rest is rest."""
    cover = desk.records().cover
    cover = replace(cover, paused_on=ago(0)) if paused else replace(cover, closed_on=ago(0))
    habit = Exercise(name="habit", on=ago(3), answer="My time for this: after lunch")
    desk.save(*tried(RAVI, 1), cover, habit)
    at = unfolded(open_page("today.py"))
    assert drawn(at) is None
    assert "your moment" not in said(at)
    assert "three parts" not in said(at)


def test_read_and_changed_later(desk: Desk, open_page: Open) -> None:
    """Under "What you wrote": read as text, changed in its boxes; its day stays."""
    only(desk, "story", *tried(RAVI, 1))
    row = Exercise(
        id=exercise_id(desk.workbook, "story"),
        name="story",
        on=ago(4),
        answer=f"Where I come from: {HOSTILE}",
    )
    desk.save(row)
    at = unfolded(open_page("today.py"))
    assert drawn(at) is None
    assert HOSTILE not in said(at)
    at.session_state["what-you-wrote"] = True
    at.run()
    at.pills(key="wrote-which").select("story").run()
    assert HOSTILE in [one.value for one in at.text]
    at.toggle(key="change-story").set_value(True).run()
    version = (kept(desk, "story") or row).version
    first = at.text_area(key=box(desk, "story", 0, version))
    assert first.value == HOSTILE
    first.input("Warehouses")
    tap(at, "exercise-change-story")
    now = kept(desk, "story")
    assert now is not None
    assert (now.answer, now.on) == ("Where I come from: Warehouses", ago(4))


def test_two_tabs_keep_one_row(desk: Desk, open_page: Open) -> None:
    """Filled in twice at once: both versions are shown, none is written over."""
    desk.save(*tried(RAVI, 1))
    first, second = unfolded(open_page("today.py")), unfolded(open_page("today.py"))
    first.text_area(key=box(desk, "story", 0)).input("First")
    second.text_area(key=box(desk, "story", 0)).input("Second")
    tap(first, "exercise-keep-story")
    tap(second, "exercise-keep-story")
    assert answers(desk, "story") == {"Where I come from": "First"}
    assert "This was changed somewhere else meanwhile." in said(second)


# Each of them.

SITUATION: dict[str, list[Record]] = {
    "story": tried(RAVI, 1),
    "can-cant": tried(RAVI, 1),
    "habit": tried(RAVI, 1),
    "search": tried(RAVI, 1),
    "elsewhere": tried(RAVI, 1),
    "credibility": [*tried(RAVI, 1), Ask(contact="ravi", kind=AskKind.REFERRAL, planned_on=ago(0))],
    "successes": [*tried(RAVI, 1), Ask(contact="ravi", kind=AskKind.REFERRAL, planned_on=ago(0))],
    "but": tried(RAVI, 11),
    "reluctance": tried(RAVI, 11),
    "belief": tried(RAVI, 15),
    "quitting": [
        row for one in "abcde" for row in tried(Contact(id=one, name=one), 40, let_go_on=ago(1))
    ],
    "pass-on": [
        RAVI,
        Ask(id="a", contact="ravi"),
        Touch(contact="ravi", ask="a", on=ago(1), words=f"Hi, {HOSTILE}\n\nThank you"),
    ],
    "nowhere": [
        *(Contact(name=f"Somebody {one}") for one in range(15)),
        *tried(RAVI, 1, row="r", kind=AskKind.REFERENCE),
        *tried(Contact(id="aunt", name="Aunt", kind=Kind.FRIEND), 1, 1, kind=AskKind.NAMES),
        *tried(Contact(id="ola", name="Ola", kind=Kind.OTHER), 1, kind=AskKind.ADVICE),
        MEI,
    ],
    "wrong-people": [
        MEI,
        *(
            row
            for one in "abcd"
            for row in tried(Contact(id=one, name=one, kind=Kind.OTHER, mutual_contact="mei"), 1)
        ),
        *tried(Contact(id="aunt", name="Aunt", kind=Kind.FRIEND), 1),
    ],
    "chance": [row for one in "abc" for row in tried(Contact(id=one, name=one), 1)],
    "ready": [row for one in "abc" for row in tried(Contact(id=one, name=one), 1)],
    "up-to-date": [MEI, *tried(RAVI, 1)],
}


def test_each_exercise_has_its_situation() -> None:
    """None of the guide's exercises is left out below."""
    assert set(SITUATION) == set(OTHERS)


@pytest.mark.parametrize("name", OTHERS)
def test_each_is_drawn_where_it_fits_with_its_rules(desk: Desk, open_page: Open, name: str) -> None:
    """Title, why, questions, three ways on, and the rules it rests on."""
    only(desk, name, *SITUATION[name])
    at = unfolded(open_page("today.py"))
    assert drawn(at) == name
    words = guide.exercises()[name]
    assert words.title in said(at)
    assert words.why in said(at)
    assert {*words.rules, *words.story_rules} <= rules(at)
    assert {f"another-day-{name}", f"not-for-me-{name}"} <= {one.key for one in at.button}


PLAIN = {
    "story": {0: "Warehouses", 1: "Bays", 2: "Leeds"},
    "successes": {0: "Halved the lorries", 1: "Trained nine"},
    "belief": {1: "Say it sooner"},
    "quitting": {1: "By phone"},
    "reluctance": {1: "Three lines"},
    "pass-on": {1: "Half as long"},
    "elsewhere": {1: "The refresher, Thursday"},
    "habit": {1: "after the bins"},
    "nowhere": {0: "A name, of my aunt"},
    "wrong-people": {0: "Mei"},
}


@pytest.mark.parametrize("name", PLAIN)
def test_each_plain_one_is_filled_in_and_not_drawn_again(
    desk: Desk, open_page: Open, name: str
) -> None:
    """What is typed is kept under the labels of its questions."""
    only(desk, name, *SITUATION[name])
    at = unfolded(open_page("today.py"))
    boxes = {one.key: one for one in [*at.text_area, *at.text_input]}
    for place, words in PLAIN[name].items():
        boxes[box(desk, name, place)].input(words)
    keep(at, name)
    found = answers(desk, name)
    for place, words in PLAIN[name].items():
        assert found[labels(name)[place]] == words
    assert drawn(unfolded(open_page("today.py"))) is None


@pytest.mark.parametrize(("name", "place"), [("belief", 0), ("reluctance", 0)])
def test_several_options(desk: Desk, open_page: Open, name: str, place: int) -> None:
    """Taps on options are kept in their words, and come back as taps."""
    only(desk, name, *SITUATION[name])
    options = guide.exercises()[name].questions[place].options
    at = unfolded(open_page("today.py"))
    at.pills(key=box(desk, name, place)).set_value([options[0], options[2]])
    keep(at, name)
    assert answers(desk, name)[labels(name)[place]] == f"{options[0]}, {options[2]}"
    at.session_state["what-you-wrote"] = True
    at.run()
    at.pills(key="wrote-which").select(name).run()
    at.toggle(key=f"change-{name}").set_value(True).run()
    row = kept(desk, name)
    assert row is not None
    assert at.pills(key=box(desk, name, place, row.version)).value == [options[0], options[2]]


def test_six_reasons_and_an_invented_example(desk: Desk, open_page: Open) -> None:
    """Six causes to tap, and Nora's swimming gala."""
    only(desk, "reluctance", *SITUATION["reluctance"])
    at = unfolded(open_page("today.py"))
    assert len(at.pills(key=box(desk, "reluctance", 0)).options) == 6
    assert "swimming gala" in said(at)


def test_can_and_cant_says_the_answer_with_its_reason(desk: Desk, open_page: Open) -> None:
    """Three cards; the answer comes with the tap, from the guide's own matrix."""
    only(desk, "can-cant", *SITUATION["can-cant"])
    at = unfolded(open_page("today.py"))
    cards = guide.exercises()["can-cant"].cards
    for place, card in enumerate(cards):
        suits = guide.kinds()[card.kind].suits[card.ask]
        assert suits.reason not in said(at)
        at.pills(key=box(desk, "can-cant", place)).select(Fit.CAN).run()
        assert suits.reason in said(at)
        assert set(suits.rules) <= rules(at)
    for kind, found in guide.kinds().items():
        at.pills(key=box(desk, "can-cant", "kinds")).select(kind).run()
        assert found.line in said(at)
    keep(at, "can-cant")
    assert answers(desk, "can-cant")[cards[0].question] == "can. Usually can't"


def test_wide_fills_what_i_look_for_when_asked_to(desk: Desk, open_page: Open) -> None:
    """Two roles at most, field and place; into the messages only where the tick says so."""
    only(desk, "search", *SITUATION["search"])
    at = unfolded(open_page("today.py"))
    at.segmented_control(key=box(desk, "search", "way")).select("Wide").run()
    assert {"S1-3", "S1-4", "S1-5", "S1-7"} <= rules(at)
    for place, words in enumerate(("planner", "shift lead", "logistics", "near Leeds")):
        at.text_input(key=box(desk, "search", f"wide{place}")).input(words)
    keep(at, "search")
    assert desk.records().cover.looking_for == ""
    assert answers(desk, "search")["Field"] == "logistics"
    tap(at, "act-search")
    assert at.text_input(key="find-words").value == "logistics"


@pytest.mark.parametrize(
    ("parts", "phrase"),
    [
        (
            ("planner", "shift lead", "logistics", "near Leeds"),
            "planner or shift lead in logistics, near Leeds",
        ),
        (("planner", "", "", ""), "planner"),
        (("", "", "logistics", "Leeds"), "work in logistics, Leeds"),
        (("", "", "", "Leeds"), "Leeds"),
        (("", "", "", ""), ""),
    ],
)
def test_one_phrase_of_what_i_look_for(parts: tuple[str, ...], phrase: str) -> None:
    """Roles, field and place as one says them."""
    assert looked_for(parts) == phrase


def test_targeted_keeps_companies_with_their_plan_b(desk: Desk, open_page: Open) -> None:
    """A company known already is changed, a new one added, in one action."""
    old = Target(id="t1", company="Harbour Foods Ltd", priority=1)
    only(desk, "search", *SITUATION["search"], old)
    at = unfolded(open_page("today.py"))
    at.segmented_control(key=box(desk, "search", "way")).select("One company or a few").run()
    assert {"S1-3", "S1-6", "S1-8", "S2-18"} <= rules(at)
    assert at.text_input(key=box(desk, "search", "company-0")).value == "Harbour Foods Ltd"
    at.text_input(key=box(desk, "search", "plan-0")).input("the two dairies")
    tap(at, f"more-{exercise_id(desk.workbook, 'search')}")
    at.text_input(key=box(desk, "search", "company-1")).input("Nord: Line")
    at.pills(key=box(desk, "search", "priority-1")).select(3)
    before = len(desk.verbs())
    keep(at, "search")
    assert len(desk.verbs()) == before + 1
    targets = {one.company: one for one in desk.records().all(Target).values()}
    assert targets["Harbour Foods Ltd"].id == "t1"
    assert targets["Harbour Foods Ltd"].plan_b == "the two dairies"
    assert (targets["Nord: Line"].priority, len(targets)) == (3, 2)
    found = answers(desk, "search")
    assert found["Company 1"].startswith("Harbour Foods Ltd, most\nPlan B")
    assert found["Company 2"] == "Nord: Line, it would do"
    tap(at, "act-search")
    assert at.text_input(key="at-company").value == "Harbour Foods Ltd"


def test_a_but_is_answered_and_leads_to_one_follow_up(desk: Desk, open_page: Open) -> None:
    """Ours is a start, the answer is one's own, and the follow-up's words open in its card."""
    only(desk, "but", *SITUATION["but"])
    at = unfolded(open_page("today.py"))
    but = guide.exercises()["but"].questions[0]
    assert len(but.options) == 4
    at.pills(key=box(desk, "but", 0)).select(but.options[3]).run()
    assert but.answers[3] in said(at)
    tap(at, f"begin-{exercise_id(desk.workbook, 'but')}")
    own = at.text_area(key=box(desk, "but", "answer0"))
    assert own.value == but.answers[3]
    own.input("They can say no.")
    follow = at.pills(key=box(desk, "but", "follow-up"))
    assert follow.options == ["Ravi\\, second message"]
    assert follow.value == "try-ask-ravi"
    at.pills(key=box(desk, "but", "ask-me")).select("In three days")
    keep(at, "but")
    assert answers(desk, "but") == {
        "But": but.options[3],
        "My answer to it": "They can say no.",
        "The follow-up I will do": "Ravi, second message",
        LOOK_AGAIN: ago(-3).isoformat(),
    }
    assert len(at.text_area) == 1  # the words of the follow-up


def test_it_is_asked_later_whether_it_was_done(desk: Desk, open_page: Open) -> None:
    """On the day that was set: yes, not yet, or it can rest; each is kept, and none is wrong."""
    only(desk, "but", *tried(RAVI, 2))
    row = Exercise(
        id=exercise_id(desk.workbook, "but"),
        name="but",
        on=ago(3),
        answer=f"But: busy\n\nThe follow-up I will do: Ravi\n\n{LOOK_AGAIN}: {ago(0).isoformat()}",
    )
    desk.save(row)
    at = unfolded(open_page("today.py"))
    assert "Was it then done?" in said(at)
    assert "Ravi" in [one.value for one in at.text]
    tap(at, "back-not-yet-but")
    assert "Was it then done?" not in said(at)
    assert answers(desk, "but")[LOOK_AGAIN] == ago(-3).isoformat()
    for key, done in (("done", True), ("rest", False)):
        now = kept(desk, "but")
        assert now is not None
        desk.save(replace(now, done=None, answer=row.answer))
        tap(unfolded(open_page("today.py")), f"back-{key}-but")
        now = kept(desk, "but")
        assert now is not None
        assert now.done is done
        assert "Was it then done?" not in said(unfolded(open_page("today.py")))


def test_the_habit_stands_under_the_title(desk: Desk, open_page: Open) -> None:
    """A quiet line once it is chosen; words of one's own come before an option."""
    only(desk, "habit", *SITUATION["habit"])
    at = unfolded(open_page("today.py"))
    at.pills(key=box(desk, "habit", 0)).select("after lunch")
    keep(at, "habit")
    assert "After lunch: your moment for this." in said(at)
    assert "S2-24" in rules(at)
    row = kept(desk, "habit")
    assert row is not None
    desk.save(replace(row, answer=f"Or after something else: {HOSTILE}"))
    line = next(
        one.value for one in unfolded(open_page("today.py")).caption if "your moment" in one.value
    )
    assert r"\*\*\[x\]\(javascript" in line


def test_what_they_can_do_for_what_i_ask(desk: Desk, open_page: Open) -> None:
    """Three asks reached rated people, two fit; the one that does not is named with its reason."""
    only(desk, "nowhere", *SITUATION["nowhere"])
    at = unfolded(open_page("today.py"))
    assert "Of three asks, two fit what that kind of person can give; one did not" in said(at)
    suits = guide.kinds()[Kind.OTHER].suits[AskKind.REFERENCE]
    assert "A reference, asked of people you had hardly met" in said(at)
    assert "Names to talk with, asked of family and friends" in said(at)
    assert suits.reason in said(at)
    assert set(suits.rules) <= rules(at)
    at.session_state["people-can"] = True
    at.run()
    assert "**Family and friends**, one: names to talk with" in said(at)
    at.text_input(key=box(desk, "nowhere", 0)).input("A name")
    keep(at, "nowhere")
    row = kept(desk, "nowhere")
    assert row is not None
    assert (row.count, row.count_of) == (2, 3)
    tap(at, "act-nowhere")
    assert at.title[0].value in ("Ask Ravi", "Ask Ola")


def test_all_fit(desk: Desk, open_page: Open) -> None:
    """Where all asks fit, it says so, and that the list is not the matter."""
    rows = [*tried(Contact(id="o", name="O", kind=Kind.OTHER), 1), *tried(MEI, 1)]
    more = [*tried(Contact(id="p", name="P", kind=Kind.OTHER), 1)]
    only(desk, "nowhere", *rows, *more, *(Contact(name=f"S{one}") for one in range(15)))
    at = unfolded(open_page("today.py"))
    assert "All three asks fit what that kind of person can give." in said(at)


def test_my_mix_of_people(desk: Desk, open_page: Open) -> None:
    """Kinds and degrees in sentences with their counts, and somebody not asked yet."""
    only(desk, "wrong-people", *SITUATION["wrong-people"])
    at = unfolded(open_page("today.py"))
    words = said(at)
    assert (
        "Of five asks, four went to people you had hardly met, one to family and friends and none "
        "to people you worked with." in words
    )
    assert "Four of them you reached through somebody else." in words
    assert "Next, perhaps: names to talk with, of Mei." in words
    at.text_input(key=box(desk, "wrong-people", 0)).input("Mei")
    keep(at, "wrong-people")
    tap(at, "act-wrong-people")
    assert at.title[0].value == "Ask Mei"


def test_nobody_is_rated(desk: Desk, open_page: Open) -> None:
    """Without kinds there is no mix to speak of, and that is said."""
    rows = [row for one in "abcde" for row in tried(Contact(id=one, name=one), 1)]
    only(desk, "wrong-people", *rows)
    assert "are not rated yet" in said(unfolded(open_page("today.py")))


def test_words_for_a_chance_meeting_and_for_a_talk_are_my_words_too(
    desk: Desk, open_page: Open
) -> None:
    """One action keeps the exercise and the scripts; words kept there before are in the boxes."""
    only(desk, "ready", *SITUATION["ready"])
    at = unfolded(open_page("today.py"))
    at.text_area(key=box(desk, "ready", 0)).input("Thank you for your time.")
    at.text_area(key=box(desk, "ready", 1)).input("My number is 0113.")
    keep(at, "ready")
    found = {one.kind: one.text for one in desk.records().all(Script).values()}
    assert found == {
        ScriptKind.CONVERSATION: "Thank you for your time.",
        ScriptKind.VOICEMAIL: "My number is 0113.",
    }
    tap(at, "act-ready")
    assert at.pills(key="my-words").value is ScriptKind.VOICEMAIL  # "My words" are open there
    at = open_page("ask.py")
    at.session_state["words-unfolded"] = True
    at.run()
    at.pills(key="my-words").select(ScriptKind.CONVERSATION).run()
    assert "Thank you for your time." in [one.value for one in at.text_area]


def test_bringing_an_old_colleague_up_to_date(desk: Desk, open_page: Open) -> None:
    """Whom, three parts that begin with what is known, two ways that become touches."""
    successes = Exercise(
        id=exercise_id(desk.workbook, "successes"),
        name="successes",
        on=ago(9),
        answer="One thing that went well: Halved the lorries",
    )
    cover = replace(desk.records().cover, looking_for="planning")
    away = [
        Exercise(name=one, on=ago(30), not_for_me=True)
        for one in OTHERS
        if one not in ("up-to-date", "successes")
    ]
    desk.save(*SITUATION["up-to-date"], *away, successes, cover)
    at = unfolded(open_page("today.py"))
    assert at.text_area(key=box(desk, "up-to-date", 1)).value == "Halved the lorries"
    assert at.text_area(key=box(desk, "up-to-date", 2)).value == "planning"
    assert at.pills(key=box(desk, "up-to-date", "whom")).value == "mei"
    at.text_area(key=box(desk, "up-to-date", 0)).input("Two years in Hull")
    at.checkbox(key=box(desk, "up-to-date", 4)).check()
    keep(at, "up-to-date")
    found = answers(desk, "up-to-date")
    assert (found["Whom"], found["Sent to them in writing"], found["Told them in person"]) == (
        "Mei",
        "not yet",
        "yes",
    )
    (touch,) = (one for one in desk.records().all(Touch).values() if one.contact == "mei")
    assert (touch.channel, touch.purpose) == (Channel.IN_PERSON, Purpose.KEEP_IN_TOUCH)
    tap(at, "act-up-to-date")
    assert at.title[0].value == "Mei"


def test_my_newest_message_is_shown_as_text(desk: Desk, open_page: Open) -> None:
    """Would I pass this on? The words stand there as they went out, line for line."""
    only(desk, "pass-on", *SITUATION["pass-on"])
    at = unfolded(open_page("today.py"))
    assert f"Hi, {HOSTILE}\n\nThank you" in [one.value for one in at.text]


def test_three_ticks_before_more_is_asked(desk: Desk, open_page: Open) -> None:
    """Each missing tick says what to do; a tick is kept, and so is what is missing."""
    only(desk, "credibility", *SITUATION["credibility"])
    at = unfolded(open_page("today.py"))
    acts = [one.act for one in guide.exercises()["credibility"].questions]
    assert all(one in said(at) for one in acts)
    at.checkbox(key=box(desk, "credibility", 0)).check().run()
    assert acts[0] not in said(at)
    keep(at, "credibility")
    assert list(answers(desk, "credibility").values()) == ["yes", "not yet", "not yet"]


def ask_page() -> None:
    """A page that asks for a referral, or for advice where the address says so."""
    import streamlit as st  # noqa: PLC0415 - this function is a script of its own

    from lib.coaching.asks import Ask, AskKind  # noqa: PLC0415
    from lib.coaching.contacts import Contact  # noqa: PLC0415
    from lib.ui import exercises, forms, reasons, session  # noqa: PLC0415

    reasons.begin()
    book = session.workbook()
    kind = AskKind[st.query_params["kind"]]
    contact = book.records.all(Contact)["ravi"]
    also = exercises.credibility(book, contact, kind, session.day_of(book))
    ask = Ask(id="new", contact="ravi", kind=kind)
    save = forms.Save(book, "chose what to ask", "go", lambda: [ask, *also])
    forms.button("Go on", save, key="go")


@pytest.mark.parametrize(
    ("kind", "row", "drawn_there"),
    [
        ("REFERRAL", None, True),
        ("INTRODUCTION", None, True),
        ("ADVICE", None, False),
        ("REFERRAL", {"answer": "They know me: yes"}, False),
        ("REFERRAL", {"not_for_me": True}, False),
        ("REFERRAL", {"on": date(2020, 1, 1)}, True),
    ],
)
def test_three_ticks_at_the_first_heavier_ask(
    desk: Desk, kind: str, row: dict[str, Any] | None, *, drawn_there: bool
) -> None:
    """Drawn before the first heavier ask only; what is ticked is kept with the ask."""
    desk.save(RAVI)
    if row is not None:
        desk.save(Exercise(id=exercise_id(desk.workbook, "credibility"), name="credibility", **row))
    at = AppTest.from_function(ask_page, default_timeout=30)
    at.query_params["w"], at.query_params["kind"] = desk.workbook, kind
    at.run()
    assert not at.exception, at.exception
    assert (len(at.checkbox) == 3) is drawn_there
    assert ("S2-25" in rules(at)) is drawn_there
    if drawn_there:
        at.checkbox[1].check().run()
    tap(at, "go")
    assert "new" in desk.records().all(Ask)
    if drawn_there:
        assert list(answers(desk, "credibility").values()) == ["not yet", "yes", "not yet"]
        assert not at.checkbox


def test_gives_are_not_exercises(desk: Desk, open_page: Open) -> None:
    """A planned give is a card, and the exercise stands below it, open."""
    desk.save(*tried(RAVI, 1), Give(contact="ravi", what="Her talk", planned_on=ago(0)))
    assert drawn(unfolded(open_page("today.py"))) == "story"
