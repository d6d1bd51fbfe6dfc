"""The exercises as the guide has them: their words, their questions, and when each may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from lib.coaching.asks import AskKind
from lib.coaching.contacts import Kind
from lib.coaching.practice import LOOK_AGAIN, SITUATIONS, Practice, Practices
from lib.guide.files import GuideError, Table, table_of
from lib.guide.reader import member_of, read_entry

FILE = "exercises.toml"
FORMS = ("line", "lines", "choice", "choices", "tick")
"""How a question is answered: a line, several lines, one of the options, several, a tick."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an exercise."""

    label: str
    """What is asked, and the label under which the answer is kept."""
    form: str
    """One of FORMS."""
    example: str
    options: tuple[str, ...]
    answers: tuple[str, ...]
    """To each option a beginning for the next question's words; empty where there are none."""
    act: str
    """What to do where a tick is missing; mostly empty."""


@dataclass(frozen=True, slots=True)
class Card:
    """A quick question: can such a person do that?"""

    kind: Kind
    ask: AskKind
    question: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of two ways to ask: its words and its questions."""

    label: str
    why: str
    questions: tuple[Question, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its words and its questions."""

    name: str
    title: str
    why: str
    act: str
    """The button that leads on once it is kept; empty where nothing follows."""
    asks_back: str
    """What is asked some day later; mostly empty."""
    story: str
    """A worked example, or what holds for everyone; mostly empty."""
    story_rules: tuple[str, ...]
    questions: tuple[Question, ...]
    cards: tuple[Card, ...]
    rules: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Search:
    """The words of the exercise that chooses between asking wide and for one company."""

    wide: Way
    targeted: Way
    company: str
    company_example: str
    priority: str
    plan_b: str
    plan_b_example: str


@cache
def exercises() -> Mapping[str, Exercise]:
    """Return every exercise of the guide, by name."""
    return MappingProxyType({name: exercise_of(FILE, name) for name in _names()})


@cache
def practices() -> Practices:
    """Return when each exercise may come, and the numbers that go with it."""
    return Practices(
        tuple(_practice(name) for name in _names()),
        **{
            name: _number(name)
            for name in (
                "again_days",
                "silence_days",
                "waiting_days",
                "lapsed_days",
                "ask_back_days",
                "run",
                "some_asks",
                "several_asks",
                "many_people",
            )
        },
    )


@cache
def search() -> Search:
    """Return the words of the exercise "search"."""

    def way(name: str) -> Way:
        row = read_entry(FILE, "search", name, kind=dict)
        return Way(
            read_entry(FILE, "search", name, "label", kind=str),
            read_entry(FILE, "search", name, "why", kind=str),
            _questions(f"search · {name}", row),
            tuple(map(str, read_entry(FILE, "search", name, "rules", kind=list))),
        )

    words = {
        name: read_entry(FILE, "search", "targeted", name, kind=str)
        for name in ("company", "company_example", "priority", "plan_b", "plan_b_example")
    }
    return Search(way("general"), way("targeted"), **words)


def _names() -> list[str]:
    return [name for name, row in table_of(FILE).items() if isinstance(row, dict)]


def _number(name: str) -> int:
    found = read_entry(FILE, name, kind=int)
    if found < 1:
        message = f"{FILE} of the guide: {name} is at least 1"
        raise GuideError(message)
    return found


def _practice(name: str) -> Practice:
    row = read_entry(FILE, name, kind=dict)
    fits = read_entry(FILE, name, "fits", kind=str)
    at_once = str(row.get("at_once", ""))
    for one in (fits, at_once):
        if one and one not in SITUATIONS:
            message = f"{FILE} of the guide: {name} cannot fit {one!r}"
            raise GuideError(message)
    order = read_entry(FILE, name, "order", kind=int)
    return Practice(name, order, fits, at_once, asks_back=bool(row.get("asks_back")))


def exercise_of(file: str, *names: str) -> Exercise:
    """Return the exercise under these names in a file; GuideError where it is not complete."""
    row: Table = read_entry(file, *names, kind=dict)
    name = names[-1]
    return Exercise(
        name=name,
        title=read_entry(file, *names, "title", kind=str),
        why=read_entry(file, *names, "why", kind=str),
        act=str(row.get("act", "")),
        asks_back=str(row.get("asks_back", "")),
        story=str(row.get("story", {}).get("words", "")),
        story_rules=tuple(map(str, row.get("story", {}).get("rules", ()))),
        questions=_questions(name, row, file),
        cards=tuple(
            Card(
                member_of(file, Kind, str(one.get("kind"))),
                member_of(file, AskKind, str(one.get("ask"))),
                str(one.get("question", "")),
            )
            for one in row.get("cards", ())
        ),
        rules=tuple(map(str, read_entry(file, *names, "rules", kind=list))),
        source=read_entry(file, *names, "source", kind=str),
    )


def _questions(name: str, row: Table, file: str = FILE) -> tuple[Question, ...]:
    found = tuple(_question(name, one, file) for one in row.get("questions", ()))
    if len({one.label for one in found}) != len(found):
        message = f"{file} of the guide: {name} has a label twice"
        raise GuideError(message)
    return found


def _question(name: str, row: dict[str, Any], file: str) -> Question:
    label, form = str(row.get("label", "")), str(row.get("form", "line"))
    options = tuple(map(str, row.get("options", ())))
    answers = tuple(map(str, row.get("answers", ())))
    fine = {
        "a label without a colon": bool(label.strip()) and ":" not in label,
        "a label of its own": label != LOOK_AGAIN,
        f"a form of {', '.join(FORMS)}": form in FORMS,
        "options where it is a choice, and only there": bool(options) == form.startswith("choice"),
        "an answer to each option, or none": not answers or len(answers) == len(options),
        "options without comma": form != "choices" or not any("," in one for one in options),
    }
    wrong = [what for what, holds in fine.items() if not holds]
    if wrong:
        message = f"{file} of the guide: a question of {name} needs {'; '.join(wrong)}"
        raise GuideError(message)
    return Question(label, form, str(row.get("example", "")), options, answers, row.get("act", ""))
