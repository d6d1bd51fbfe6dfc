"""The workshop in the guide: an hour of steps in order, a second sitting, the room's exercises."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from lib import guide
from lib.coaching.checks import Fit
from lib.coaching.paragraphs import joined, parts_of
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
    assert [one.name for one in guide.sitting()] == ["lobby", "since", "gap", "next"]


@pytest.mark.parametrize("step", EVERY, ids=lambda one: one.name)
def test_each_step_is_complete(step: guide.RoomStep) -> None:
    """Words for both sides, a verb after "41 of 58", rules, a source, and where it leads."""
    assert len(step.says.split()) >= 20
    assert 8 <= len(step.asks.split()) <= 40
    assert re.match(r"(are|have) ", step.done)
    assert step.rules
    assert step.source
    assert step.exercise or step.page or step.name in ("lobby", "reveal")


def test_nothing_is_revealed_before_it_is_asked() -> None:
    """What a step shows was asked by then; each step counts what it asks."""
    shown = list(chain.from_iterable(one.reveals for one in guide.hour()))
    assert len(set(shown)) == len(shown)
    order = [one.name for one in guide.hour()]
    reveals = {what: one.name for one in guide.hour() for what in one.reveals}
    assert order.index("blind") < order.index("count") < order.index(reveals["GUESSES"])
    assert order.index("count") < order.index(reveals["COUNTS"])


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
    numbers = guide.room_numbers()
    assert (numbers.rated, numbers.spoken_seconds, numbers.again_days, numbers.run) == (
        3,
        30,
        21,
        5,
    )


@pytest.mark.parametrize(
    ("old", "new", "ask"),
    [
        ("minutes = 5", "minutes = 0", "hour()"),
        ("minutes = 5", 'minutes = "five"', "hour()"),
        ('page = "start"', 'page = "coach"', "hour()"),
        ('exercise = "why-silent"', 'exercise = "why"', "hour()"),
        ('title = "Come in"', "", "hour()"),
        ('title = "Good to see you again"', "", "sitting()"),
        ('form = "choices"', 'form = "essay"', "room_exercises()"),
        ('label = "What rings true"', 'label = "So: true"', "room_exercises()"),
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
