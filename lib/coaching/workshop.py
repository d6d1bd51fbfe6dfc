"""A workshop: its steps, what each asks of people, what the room may see of its own answers.

A picture shows the room and never a person. One of fewer than `FEWEST` people is not shown, and
what is different between any two pictures of one question is always the doing of `FEWEST` people at
least: otherwise whoever lays one beside the other could read off what somebody said. Who leaves, or
takes an answer back, stays in the pictures as they stood there, for the same reason.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.guesses import OF
from lib.coaching.records import NAME_LIMIT
from lib.coaching.text import clean, is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEWEST = 5
"""The fewest people whom a picture, or the difference of two, may be about."""
FIRST_NAME_LIMIT = 40
"""Characters of a first name."""
MOST_STEPS = 40
"""Steps of a workshop, and questions of one, at most."""
LONGEST_DAYS = 366
"""A workshop ends within so many days of being made."""
KEPT_DAYS = 30
"""Days after the end of a workshop for which a workbook is kept that nobody has claimed."""


class CountKind(Enum):
    """What of a workbook is counted to say how far a room has got."""

    GUESSES = "guesses"
    """Guesses about the next ten."""
    EXERCISE = "exercise"
    """Exercises of a name that hold an answer or a count."""
    TALLY = "tally"
    """Exercises of a name that hold a count."""
    RATED = "rated"
    """Contacts whose tie strength is set."""
    SENT = "sent"
    """Outreaches on the way since the workshop was begun and their sender joined."""
    SENT_SINCE = "sent since"
    """Outreaches on the way since their sender first joined, an earlier workshop maybe."""


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody has to have for a step to be done by them."""

    kind: CountKind
    name: str = ""
    """The exercise, for EXERCISE and TALLY; empty for the others."""
    at_least: int = 1

    @property
    def can_be_done(self) -> bool:
        """True where it can still be done at the step: nobody is reminded of what was long ago."""
        return self.kind is not CountKind.SENT_SINCE


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the hour."""

    name: str
    """The name of the guide's step; unique in a plan."""
    seconds: int = 0
    """How long its timer runs; 0 for none."""
    count: Count | None = None
    """What it asks of each; None where there is nothing to be counted."""


class QuestionKind(Enum):
    """Where the answers to a question stand in the workbooks."""

    FIRST_GUESS = "first guess"
    """The first `Guess` that was made."""
    LAST_GUESS = "last guess"
    """The newest one, of those who guessed more than once."""
    TALLY = "tally"
    """`count` of `count_of` in an exercise: so many answered, or so many right."""
    CHOICE = "choice"
    """One of fixed options in the answer of an exercise."""
    NEWEST = "newest"
    """How many of one's own newest ten requests were answered; `lib.coaching.looking_back`."""
    RUN = "run"
    """The longest run of silences among them."""
    WAITS = "waits"
    """How long their answers took; its bars count requests, not people."""


OWN = (QuestionKind.NEWEST, QuestionKind.RUN, QuestionKind.WAITS)
"""Questions that are answered by one's own history, and not by an exercise; all by the same ten
requests of it."""
WAIT_DAYS = (0, 2, 7, HORIZON_DAYS)
"""How long an answer took: up to so many days."""
LATE, NEVER = len(WAIT_DAYS), len(WAIT_DAYS) + 1
"""How a request went whose answer came later than all of them, and one that nobody answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a room can be shown about itself."""

    name: str
    """The name of the guide's question; unique in a plan."""
    kind: QuestionKind
    exercise: str = ""
    """The exercise that holds the answer, for TALLY and CHOICE."""
    label: str = ""
    """Of CHOICE: where the answer reads "Label: option", the label; empty where it is all there."""
    options: tuple[str, ...] = ()
    """Of CHOICE: every option, as it is written in the answer. Other words are not counted. Of
    WAITS: the words of each bar."""
    out_of: int = OF
    """Of all others: the bars go from 0 to this."""

    @property
    def bars(self) -> int:
        """How many bars its picture has."""
        by_words = self.kind in (QuestionKind.CHOICE, QuestionKind.WAITS)
        return len(self.options) if by_words else self.out_of + 1

    @property
    def is_tally(self) -> bool:
        """True where each person says so many of so many."""
        return self.kind in (QuestionKind.TALLY, QuestionKind.NEWEST)

    @property
    def by_hand(self) -> bool:
        """True where hands can be counted for its bars: people stand in them."""
        return self.kind is not QuestionKind.WAITS

    def bar_of(self, value: Value) -> int:
        """Return the bar in which a value stands; of WAITS it stands in several."""
        if self.kind is QuestionKind.RUN:
            runs = [len(list(run)) for went, run in groupby(value) if went == NEVER]
            return min(max(runs, default=0), self.bars - 1)
        if not self.is_tally:
            return min(max(value[0], 0), self.bars - 1)
        count, count_of = self.tally_of(value)
        return min(max(count, 0), count_of) * self.out_of // count_of

    def tally_of(self, value: Value) -> tuple[int, int]:
        """Return so many of so many, of a question that is a tally."""
        if self.kind is QuestionKind.NEWEST:
            return sum(went != NEVER for went in value), len(value)
        count, count_of = value
        return count, count_of

    def bars_of(self, value: Value) -> list[int]:
        """Return how much a value adds to each bar."""
        if self.kind is QuestionKind.WAITS:
            places = [min(went, LATE) for went in value]
            return [places.count(bar) for bar in range(self.bars)]
        here = self.bar_of(value)
        return [int(bar == here) for bar in range(self.bars)]

    def option_in(self, answer: str) -> int | None:
        """Return which option the answer of an exercise holds; None for none of them."""
        said = answer.split("\n")
        if self.label:
            beginning = f"{self.label}:"
            said = [one.removeprefix(beginning) for one in said if one.startswith(beginning)]
        for one in said:
            if one.strip() in self.options:
                return self.options.index(one.strip())
        return None


Value = tuple[int, ...]
"""What one person said, as kept while a workshop runs: (of ten,), (option,), (count, of), or how
each of ten requests went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a workshop is made of."""

    title: str
    steps: tuple[Step, ...]
    """In the order of the hour."""
    questions: tuple[Question, ...] = ()
    ends_on: date
    """Its last day; the date of the reunion, where there is one."""
    invented: bool = True
    """True where people practise on invented contacts, False on their own."""
    coach: bool = False
    """True where a coach is offered to whoever wants one afterwards."""

    def step(self, name: str | None) -> Step | None:
        """Return the step of a name; None where there is none."""
        return next((one for one in self.steps if one.name == name), None)

    def question(self, name: str) -> Question | None:
        """Return the question of a name; None where there is none."""
        return next((one for one in self.questions if one.name == name), None)

    @property
    def erased_on(self) -> date:
        """The day on which workbooks that nobody has claimed are erased."""
        return self.ends_on + timedelta(days=KEPT_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a room was shown about one question: frozen, and about nobody."""

    question: str
    number: int
    """1 for the first of its question."""
    at: datetime
    people: int
    """How many it is about."""
    bars: tuple[int, ...]
    """How many people stand in each bar: 0 to `out_of`, or the options in their order. Of WAITS:
    how many requests of all of them together."""
    asked: int | None = None
    """Of a tally: all counted together, and how many of them were answered (or right)."""
    answered: int | None = None
    hands: bool = False
    """True where the facilitator typed in what a show of hands came to."""
    shown: bool = True
    """False once it was put away, or another one has taken its place."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why a picture is not shown now."""

    reason: str
    """In words for people."""
    lacking: int
    """How many people more are needed at least."""


# what a plan may be


def faults(plan: Plan, today: date) -> list[str]:
    """Return what keeps a plan from being used, in words for people; empty if nothing."""
    found = []
    if is_blank(plan.title) or len(plan.title) > NAME_LIMIT or clean(plan.title) != plan.title:
        found.append(f"A title is needed, of {NAME_LIMIT} characters at most.")
    if not today <= plan.ends_on <= today + timedelta(days=LONGEST_DAYS):
        found.append("The last day is today or later, and within a year.")
    for what, names in (
        ("step", [one.name for one in plan.steps]),
        ("question", [one.name for one in plan.questions]),
    ):
        if len(set(names)) < len(names) or not all(names) or len(names) > MOST_STEPS:
            found.append(f"Each {what} has a name of its own, and there are {MOST_STEPS} at most.")
    if not plan.steps:
        found.append("A workshop has one step at least.")
    if any(one.bars < 1 or one.out_of < 1 for one in plan.questions):
        found.append("Each question has something to be shown.")
    return found


def stays(before: Plan, after: Plan, step: str | None, *, anybody: bool) -> list[str]:
    """Return what a changed plan would change that stays as it is, in words; empty for nothing.

    Args:
        before: the plan that is used.
        after: the one that shall be.
        step: the step that the room is at.
        anybody: whether anybody has joined: they were told until when their workbook is kept.
    """
    found = []
    been = been_at(before, step)
    if [one.name for one in after.steps][: len(been)] != been:
        found.append("The steps up to the one the room is at stay, in their order.")
    if anybody and after.ends_on < before.ends_on:
        found.append("The last day only moves on: people were told until when theirs is kept.")
    if anybody and after.invented != before.invented:
        found.append("Whom people practise on stays: some have begun.")
    return found


def been_at(plan: Plan, step: str | None) -> list[str]:
    """Return the names of a plan's steps up to the one that the room is at."""
    names = [one.name for one in plan.steps]
    return names[: names.index(step) + 1] if step in names else []


# when a picture may be shown


def may_show(members: Mapping[str, Value], earlier: Sequence[Mapping[str, Value]]) -> NotYet | None:
    """Return why a picture of these people may not be shown; None where it may.

    Args:
        members: who is in it, with what each said.
        earlier: those of every earlier picture of the question, hidden ones too.

    Returns:
        None where at least `FEWEST` people are in it and each earlier picture either is of exactly
        the same people and values, or differs on every side by `FEWEST` people or by nobody: those
        whose value came in, and those whose value went.
    """
    if len(members) < FEWEST:
        return NotYet(FEW, FEWEST - len(members))
    for one in earlier:
        here, there = set(members.items()), set(one.items())
        if here == there:
            continue
        came, went = len(here - there), len(there - here)
        if 0 < came < FEWEST or 0 < went < FEWEST:
            lacking = max(FEWEST - side for side in (came, went) if side)
            return NotYet(SAME, lacking)
    return None


FEW = (
    f"Fewer than {FEWEST} people have answered this. With so few, a picture would show who said "
    "what."
)
SAME = (
    f"Fewer than {FEWEST} people have answered, or changed their answer, since an earlier picture. "
    "Beside that one, a new picture would show what they said."
)


def next_members(
    now: Mapping[str, Value], earlier: Sequence[Mapping[str, Value]]
) -> dict[str, Value]:
    """Return who would be in the next picture, with what each said.

    Nobody who was in the newest one drops out. Where fewer than `FEWEST` have changed their answer,
    they stand as they stood; where fewer than `FEWEST` have joined, they are not in it yet.

    Args:
        now: who has answered, and what.
        earlier: the members of the earlier pictures of the question, oldest first.
    """
    if not earlier:
        return dict(now)
    newest = dict(earlier[-1])
    joined, changed = _news(now, newest)
    if len(changed) >= FEWEST:
        return newest | changed | joined
    return newest | joined if len(joined) >= FEWEST else newest


def waiting(now: Mapping[str, Value], shown: Mapping[str, Value]) -> NotYet | None:
    """Return why what is new since a picture is not shown; None where nothing is new.

    Args:
        now: who has answered, and what.
        shown: the members of the picture.
    """
    joined, changed = _news(now, shown)
    if not (joined or changed):
        return None
    return NotYet(SAME, max(1, FEWEST - max(len(joined), len(changed))))


def _news(
    now: Mapping[str, Value], shown: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return who has answered and is not in a picture yet, and who has changed their answer."""
    joined = {key: said for key, said in now.items() if key not in shown}
    changed = {key: said for key, said in now.items() if key in shown and shown[key] != said}
    return joined, changed


def picture_of(
    question: Question, members: Mapping[str, Value], number: int, at: datetime
) -> Picture:
    """Return the picture of these answers."""
    bars = [0] * question.bars
    for value in members.values():
        bars = [before + more for before, more in zip(bars, question.bars_of(value), strict=True)]
    tallies = [question.tally_of(value) for value in members.values()] if question.is_tally else []
    tally = question.is_tally
    return Picture(
        question=question.name,
        number=number,
        at=at,
        people=len(members),
        bars=tuple(bars),
        asked=sum(of for _, of in tallies) if tally else None,
        answered=sum(count for count, _ in tallies) if tally else None,
    )


def first_name(typed: str) -> str:
    """Return a first name as it is kept: one line, cleaned, cut to its limit; empty for none."""
    name = " ".join(clean(typed).split())[:FIRST_NAME_LIMIT].strip()
    return "" if is_blank(name) else name


# written down


def written(plan: Plan) -> str:
    """Return a plan as it is kept: JSON."""
    return json.dumps(asdict(plan), default=_plain, separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else str(value)


def read(text: str) -> Plan:
    """Return the plan that `written` wrote down."""
    found: dict[str, Any] = json.loads(text)
    return Plan(
        title=found["title"],
        steps=tuple(_step(one) for one in found["steps"]),
        questions=tuple(_question(one) for one in found["questions"]),
        ends_on=date.fromisoformat(found["ends_on"]),
        invented=found["invented"],
        coach=found.get("coach", False),
    )


def _step(found: dict[str, Any]) -> Step:
    count = found["count"]
    if count is not None:
        count = Count(CountKind(count["kind"]), count["name"], count["at_least"])
    return Step(found["name"], found["seconds"], count)


def _question(found: dict[str, Any]) -> Question:
    return Question(
        **(found | {"kind": QuestionKind(found["kind"]), "options": tuple(found["options"])})
    )
