"""The workshop as the guide has it: the hour step by step, a second sitting, what a room may see.

What a step says and asks is a coach's to change. From when a person counts as done, and how a
question's answers are read out of workbooks, is written with the nouns of `lib.coaching.workshop`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

from lib.coaching import workshop
from lib.coaching.belief import guess_written
from lib.coaching.exercises import NOT_YET, YES
from lib.coaching.guesses import OF
from lib.coaching.handed import Asked, Tapped
from lib.coaching.workshop import Count, CountKind, Plan, QuestionKind, Step
from lib.guide.files import GuideError, Table
from lib.guide.practice import Exercise, Question, exercise_of, exercises
from lib.guide.reader import member_of, number, read_entry

FILE = "workshop.toml"
PAGES = ("today", "people", "ask", "review")
"""Pages a step may lead to, by the end of their address."""
OWN = ("tally", "guess-again", "quiz-again", "gap")
"""What a step may ask, and a question look at, that is no exercise of this file: drawn by the page
in its own way."""
GUESSED = ("tally", "guess-again", "gap")
"""Of these, whose answer holds a guess."""
BUT = "room-but"
"""The exercise whose options are those of "but" in exercises.toml."""
MINUTE = 60
MOST_MINUTES = 90


@dataclass(frozen=True, slots=True)
class RoomStep:
    """One step of a workshop."""

    name: str
    title: str
    says: str
    """What the facilitator says."""
    says_with_sheet: str
    """The same where they keep a sheet of the workshop."""
    asks: str
    """What each person reads."""
    done: str
    """Stands after "41 of 58"."""
    minutes: int
    count: Count | None
    """From when a person counts as done; None for whoever is in."""
    exercise: str
    """The room's exercise that it opens; empty for none."""
    page: str
    """The page that it leads to; empty for none."""
    reveals: tuple[str, ...]
    """The questions whose pictures the room may then see."""
    rules: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class RoomQuestion:
    """One question whose answers a room may see."""

    title: str
    question: workshop.Question
    beside: str
    """The question whose newest picture stands above its own; empty for none."""
    edge: str
    """What is said of its dots, where people did not count them by themselves; empty where so."""
    rules: tuple[str, ...]


@cache
def hour() -> tuple[RoomStep, ...]:
    """Return the steps of a workshop, in their order."""
    return _steps("hour")


@cache
def sitting() -> tuple[RoomStep, ...]:
    """Return the steps of the second sitting, in their order."""
    return _steps("sitting")


@cache
def room_questions() -> Mapping[str, RoomQuestion]:
    """Return every question a room may see the answers to, by name."""
    names = read_entry(FILE, "questions", kind=dict)
    found = {name: _question(name, row) for name, row in names.items()}
    for name, one in found.items():
        _demand(one.beside in ("", *found), f"questions · {name} · beside", one.beside)
    return MappingProxyType(found)


@cache
def room_exercises() -> Mapping[str, Exercise]:
    """Return the exercises that only a room does, by name."""
    names = read_entry(FILE, "exercises", kind=dict)
    found = {name: exercise_of(FILE, "exercises", name) for name in names}
    if BUT in found:
        vote = exercises()["but"].questions[0]
        found[BUT] = replace(found[BUT], questions=(vote, *found[BUT].questions))
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """The numbers of a workshop."""

    spoken_seconds: int
    """A message read aloud fits into so many."""
    again_days: int
    """Until the second sitting."""
    run: int
    """The run of silences the room is shown."""
    invented: tuple[str, ...]
    """Names for a room that practises on invented people."""


@cache
def room_numbers() -> RoomNumbers:
    """Return the numbers of a workshop."""
    return RoomNumbers(
        spoken_seconds=number(FILE, "spoken_seconds", lowest=5, highest=300),
        again_days=number(FILE, "again_days", lowest=1, highest=365),
        run=number(FILE, "run", lowest=2, highest=20),
        invented=tuple(map(str, read_entry(FILE, "invented", kind=list))),
    )


@cache
def room_asked() -> Asked:
    """Return what a room is asked, as far as its sheet may hold the answers: taps and counts."""
    guesses = {guess_written(one): f"guessed {one}" for one in range(OF + 1)}
    own = {
        name: Tapped(read_entry(FILE, "sheet", name, kind=str), guesses if name in GUESSED else {})
        for name in OWN
    }
    others = {
        name: Tapped(one.title, dict(line for asked in one.questions for line in _taps(asked)))
        for name, one in room_exercises().items()
    }
    return Asked(own | others, room_numbers().invented)


def _taps(asked: Question) -> Iterator[tuple[str, str]]:
    """Return each line that a tap leaves in an answer, with what it says."""
    if asked.form == "tick":
        yield f"{asked.label}: {YES}", asked.label
        yield f"{asked.label}: {NOT_YET}", f"{asked.label}: {NOT_YET}"
    for one in asked.options:
        yield f"{asked.label}: {one}", one


def step_of(name: str | None) -> RoomStep | None:
    """Return the step of a name, of the hour or of the second sitting; None where there is none."""
    return next((one for one in (*hour(), *sitting()) if one.name == name), None)


def plan_of(
    title: str, minutes: Mapping[str, int], ends_on: date, *, again: bool, invented: bool
) -> Plan:
    """Return the plan of a workshop.

    Args:
        title: what it is called.
        minutes: how long each step takes, by its name; a step that is missing is left out.
        ends_on: its last day.
        again: True for the second sitting, False for the hour.
        invented: whether people practise on invented contacts.
    """
    steps = [one for one in (sitting() if again else hour()) if one.name in minutes]
    shown = dict.fromkeys(name for one in steps for name in one.reveals)
    return Plan(
        title=title,
        steps=tuple(Step(one.name, MINUTE * minutes[one.name], one.count) for one in steps),
        questions=tuple(room_questions()[name].question for name in shown),
        ends_on=ends_on,
        invented=invented,
    )


def _steps(part: str) -> tuple[RoomStep, ...]:
    return tuple(_step(part, name) for name in read_entry(FILE, part, kind=dict))


def _step(part: str, name: str) -> RoomStep:
    row = read_entry(FILE, part, name, kind=dict)
    words = {
        one: read_entry(FILE, part, name, one, kind=str)
        for one in ("title", "says", "asks", "done", "source")
    }
    words["says_with_sheet"] = str(row.get("says_with_sheet", words["says"]))
    page, exercise = str(row.get("page", "")), str(row.get("exercise", ""))
    _demand(page in ("", *PAGES), f"{part} · {name} · page", page)
    _known(exercise, f"{part} · {name} · exercise")
    reveals = tuple(map(str, row.get("reveals", ())))
    for one in reveals:
        _demand(one in room_questions(), f"{part} · {name} · reveals", one)
    return RoomStep(
        name=name,
        minutes=number(FILE, part, name, "minutes", lowest=1, highest=MOST_MINUTES),
        count=_count(part, name, row),
        exercise=exercise,
        page=page,
        reveals=reveals,
        rules=tuple(map(str, read_entry(FILE, part, name, "rules", kind=list))),
        **words,
    )


def _count(part: str, name: str, row: Table) -> Count | None:
    if "count" not in row:
        return None
    least = number(FILE, part, name, "at_least", lowest=1, highest=20) if "at_least" in row else 1
    of = str(row.get("of", ""))
    _known(of, f"{part} · {name} · of")
    return Count(member_of(FILE, CountKind, str(row["count"])), of, least)


def _question(name: str, row: Table) -> RoomQuestion:
    kind = member_of(FILE, QuestionKind, read_entry(FILE, "questions", name, "kind", kind=str))
    exercise = ""
    if kind not in workshop.OWN:
        exercise = read_entry(FILE, "questions", name, "exercise", kind=str)
        _known(exercise, f"questions · {name} · exercise")
    label = str(row.get("label", ""))
    question = workshop.Question(
        name=name,
        kind=kind,
        exercise=exercise,
        label=label,
        options=_options(name, kind, exercise, label),
        out_of=number(FILE, "questions", name, "out_of", lowest=1, highest=20)
        if "out_of" in row
        else OF,
    )
    return RoomQuestion(
        read_entry(FILE, "questions", name, "title", kind=str),
        question,
        str(row.get("beside", "")),
        str(row.get("edge", "")),
        tuple(map(str, read_entry(FILE, "questions", name, "rules", kind=list))),
    )


def _options(name: str, kind: QuestionKind, exercise: str, label: str) -> tuple[str, ...]:
    """Return the options of a choice: those of the exercise's question, or a guess of none to ten.

    And the words for how long answers took; none of any other kind.

    Raises:
        GuideError: the exercise has no question of this label, or there are not as many words as
            bars.
    """
    if kind is QuestionKind.WAITS:
        words = tuple(map(str, read_entry(FILE, "questions", name, "options", kind=list)))
        fine = len(words) == len(workshop.WAIT_DAYS) + 1
        _demand(fine, f"questions · {name} · options", f"set of {len(words)} bars")
        return words
    if kind is not QuestionKind.CHOICE:
        return ()
    if exercise in OWN:
        return tuple(guess_written(one) for one in range(OF + 1))
    asked = room_exercises()[exercise].questions
    found = next((one.options for one in asked if one.label == label), ())
    _demand(bool(found), f"questions · {name} · label", label)
    return found


def _known(exercise: str, where: str) -> None:
    _demand(exercise in ("", *OWN, *room_exercises()), where, exercise)


def _demand(fine: bool, entry: str, name: str) -> None:  # noqa: FBT001 - what is demanded
    """Go on only if a name stands for something.

    Raises:
        GuideError: it does not.
    """
    if not fine:
        message = f"{FILE} of the guide: {entry}: there is no {name!r}"
        raise GuideError(message)
