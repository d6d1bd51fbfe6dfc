"""The exercises of the guide: complete, in order, in a calm voice, and a coach's slip is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import guide
from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit
from lib.coaching.paragraphs import joined, parts_of
from lib.coaching.practice import SITUATIONS
from tests.guide.test_guide import FOLDER, asked_of_an_edited_copy

FILE = "exercises.toml"


def texts() -> Iterator[str]:
    """Return every text of the exercises that people read."""
    for one in guide.exercises().values():
        yield from (one.title, one.why, one.act, one.asks_back, one.story)
        yield from (card.question for card in one.cards)
        for question in one.questions:
            yield from (question.label, question.example, question.act)
            yield from (*question.options, *question.answers)
    found = guide.search()
    for way in (found.wide, found.targeted):
        yield from (way.label, way.why, *(one.label for one in way.questions))
    yield from (found.company, found.priority, found.plan_b)


def test_a_calm_voice() -> None:
    """No exclamation mark, nothing about being late, no score, no reproach."""
    for text in texts():
        assert "!" not in text
        wrong = r"\b(overdue|streak|score|late|fail\w*|should have|guilt\w*)\b"
        assert not re.search(wrong, text.lower()), text


def test_each_comes_at_some_time() -> None:
    """Every exercise has its own place in the order, and every situation is used."""
    rows = guide.practices().rows
    assert {one.name for one in rows} == set(guide.exercises())
    assert len({one.order for one in rows}) == len(rows)
    assert {one.fits for one in rows} | {one.at_once for one in rows} == {*SITUATIONS, ""}
    assert all(one.rules and one.source for one in guide.exercises().values())
    assert hash(guide.practices())


def test_what_the_articles_teach_is_there() -> None:
    """Six causes, four buts each with an answer, three questions, three cards of unlike answers."""
    exercises = guide.exercises()
    assert len(exercises["reluctance"].questions[0].options) == 6
    assert len(exercises["but"].questions[0].options) == 4
    assert len(exercises["but"].questions[0].answers) == 4
    assert len(exercises["credibility"].questions) == 3
    fits = {guide.kinds()[one.kind].suits[one.ask].fit for one in exercises["can-cant"].cards}
    assert fits == {Fit.CAN, Fit.RARELY, Fit.CANNOT}
    assert AskKind.REFERENCE in {one.ask for one in exercises["can-cant"].cards}
    assert len(guide.search().wide.questions) == 4  # two roles at most, a field, a place


def test_answers_can_be_kept_under_each_label() -> None:
    """No label and no card's question has a colon or stands twice in one exercise."""
    for one in guide.exercises().values():
        labels = [question.label for question in one.questions] or [
            card.question for card in one.cards
        ]
        parts = [(label, "words") for label in labels]
        assert parts_of(joined(parts)) == tuple(parts)
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("old", "new", "ask"),
    [
        ("again_days = 3", "again_days = 0", "practices()"),
        ("run = 5", 'run = "five"', "practices()"),
        ('fits = "an ask sent"', 'fits = "whenever"', "practices()"),
        ('at_once = "a follow-up waits"', 'at_once = "always"', "practices()"),
        ("order = 10", 'order = "first"', "practices()"),
        ('label = "Where I come from"', 'label = "From: where"', "exercises()"),
        ('label = "Where I come from"', 'label = "What I do best"', "exercises()"),
        ('label = "Where I come from"', 'label = "Look again on"', "exercises()"),
        ('form = "lines"', 'form = "essay"', "exercises()"),
        ('form = "choices"', 'form = "lines"', "exercises()"),
        ('"it will look desperate", ', "", "exercises()"),
        ('"a no would hurt"', '"a no, which hurts"', "exercises()"),
        ('kind = "FRIEND"', 'kind = "ENEMY"', "exercises()"),
        ('plan_b = "Plan B', 'plan_c = "Plan B', "search()"),
    ],
)
def test_a_slip_of_a_coach_is_told(tmp_path: Path, old: str, new: str, ask: str) -> None:
    """A wrong value names the file in words."""
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    assert old in text
    code, said = asked_of_an_edited_copy(tmp_path, FILE, text.replace(old, new, 1), ask)
    assert code != 0
    assert re.search(rf"GuideError: {re.escape(FILE)} of the guide", said)


def test_a_coach_changes_the_order(tmp_path: Path) -> None:
    """Another number is another place, and other words are other words."""
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    edited = text.replace("order = 10", "order = 90").replace("Your story, in", "My tale in")
    ask = "practices().rows[0].order, guide.exercises()['story'].title"
    assert asked_of_an_edited_copy(tmp_path, FILE, edited, ask) == (
        0,
        "90 My tale in three parts\n",
    )
