"""The workshop in the guide: an hour of steps in order, a second sitting, the room's exercises."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lib import guide
from lib.coaching.checks import Fit
from lib.coaching.paragraphs import joined, parts_of
from lib.coaching.workshop import faults
from lib.guide import workshop
from tests.guide.test_guide import FOLDER, asked_of_an_edited_copy

FILE = workshop.FILE
EVERY = [*guide.hour(), *guide.sitting()]


def test_the_hour_in_its_order() -> None:
    """Guess before counting, count before the reveal, both before any word is written; an hour."""
    names = [one.name for one in guide.hour()]
    assert names == [
        "lobby",
        "blind",
        "why",
        "count",
        "reveal",
        "buts",
        "people",
        "words",
        "send",
        "again",
    ]
    assert sum(one.minutes for one in guide.hour()) == 60
    assert [one.name for one in guide.sitting()] == ["welcome", "since", "gap", "next"]
    assert len({one.name for one in EVERY}) == len(EVERY)


@pytest.mark.parametrize("step", EVERY, ids=lambda one: one.name)
def test_each_step_is_complete(step: guide.RoomStep) -> None:
    """Words for both sides, a verb after "41 of 58", rules, a source, and where it leads."""
    assert len(step.says.split()) >= 20
    assert 8 <= len(step.asks.split()) <= 40
    assert re.match(r"(are|have) ", step.done)
    assert step.rules
    assert step.source
    assert step.exercise or step.page or step.name in ("lobby", "reveal", "welcome")


def test_nothing_is_revealed_before_it_is_asked() -> None:
    """What a step shows was asked by then, and each question is shown once."""
    for steps in (guide.hour(), guide.sitting()):
        asked: set[str] = set()
        shown: list[str] = []
        for step in steps:
            asked.add(step.exercise)
            for name in step.reveals:
                found = guide.room_questions()[name].question
                assert found.exercise.removesuffix("-again") in asked | {"guess"}, name
                shown.append(name)
        assert len(set(shown)) == len(shown)
    order = [one.name for one in guide.hour()]
    assert order.index("blind") < order.index("count") < order.index("reveal")


def test_a_plan_of_the_hour() -> None:
    """Steps in order with their seconds and counts, the questions they show, fit to be used."""
    day = date(2026, 3, 2)
    minutes = {one.name: one.minutes for one in guide.hour()}
    whole = guide.plan_of("A room", minutes, day, again=False, invented=True)
    assert [one.name for one in whole.steps] == list(minutes)
    assert sum(one.seconds for one in whole.steps) == 3600
    assert faults(whole, day) == []
    buts = whole.question("buts")
    assert buts is not None
    assert buts.options == guide.exercises()["but"].questions[0].options
    short = guide.plan_of("A room", {"lobby": 1, "buts": 2}, day, again=False, invented=False)
    assert [one.name for one in short.questions] == ["buts"]
    assert (
        guide.plan_of("Again", {"gap": 9}, day, again=True, invented=True).steps[0].seconds == 540
    )


@pytest.mark.parametrize("name", guide.room_questions())
def test_each_answer_is_found_as_it_is_written(name: str) -> None:
    """Every option is read back out of an exercise's answer as the page keeps it."""
    question = guide.room_questions()[name].question
    for place, option in enumerate(question.options):
        answer = joined([(question.label, option), ("Also", "words")]) if question.label else option
        assert question.option_in(answer) == place
    assert question.bars in (5, 7, 8, 11) or question.name == "buts"


def test_the_room_says_no_number_of_others() -> None:
    """No published rate stands anywhere: the room has its own."""
    words = [text for one in EVERY for text in (one.title, one.says, one.asks)]
    assert not re.search(r"%|per ?cent|one in (ten|five|three)", " ".join(words))


def test_a_calm_voice() -> None:
    """No exclamation mark, nothing about being late, no score."""
    exercises = guide.room_exercises().values()
    texts = [text for one in EVERY for text in (one.title, one.says, one.asks, one.done)]
    texts += [text for one in exercises for text in (one.title, one.why)]
    texts += [text for one in exercises for each in one.questions for text in each.options]
    for text in texts:
        assert "!" not in text
        assert not re.search(r"\b(overdue|streak|score|late|fail\w*|guilt\w*)\b", text.lower()), (
            text
        )


def test_the_cards_hold_every_answer() -> None:
    """Each kind of contact, things it can and can't, and no question twice."""
    cards = guide.room_exercises()["quiz"].cards
    fits = {guide.kinds()[one.kind].suits[one.ask].fit for one in cards}
    assert fits == set(Fit)
    assert {one.kind for one in cards} == set(guide.kinds())
    parts = [(one.question, "words") for one in cards]
    assert parts_of(joined(parts)) == tuple(parts)


def test_the_numbers() -> None:
    """What stands at the top is what is handed out."""
    found = guide.room_numbers()
    assert (found.spoken_seconds, found.again_days, found.run) == (30, 21, 5)
    assert len(set(found.invented)) == 3


@pytest.mark.parametrize(
    ("old", "new", "ask"),
    [
        ("minutes = 5", "minutes = 0", "hour()"),
        ("minutes = 5", 'minutes = "five"', "hour()"),
        ('page = "ask"', 'page = "coach"', "hour()"),
        ('exercise = "why-silent"', 'exercise = "why"', "hour()"),
        ('title = "Come in"', "", "hour()"),
        ('title = "Good to see you again"', "", "sitting()"),
        ('form = "choice"', 'form = "essay"', "room_exercises()"),
        ('label = "But"', 'label = "And"', "room_questions()"),
        ('of = "why-silent"', 'of = "why"', "hour()"),
        ('count = "SENT"', 'count = "MAILED"', "hour()"),
        ('reveals = ["buts"]', 'reveals = ["ands"]', "hour()"),
        ('beside = "quiz"', 'beside = "cards"', "room_questions()"),
        ('kind = "TALLY"', 'kind = "HEAP"', "room_questions()"),
        ('ask = "NAMES"', 'ask = "MONEY"', "room_exercises()"),
        ("run = 5", "run = 1", "room_numbers()"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, old: str, new: str, ask: str) -> None:
    """The message names the file."""
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    assert old in text
    code, said = asked_of_an_edited_copy(tmp_path, FILE, text.replace(old, new, 1), ask)
    assert code != 0
    assert f"GuideError: {FILE} of the guide" in said
