"""The example: nobody in it exists, all that can happen has happened in it, on any day."""

import re
from datetime import date
from pathlib import Path

import pytest

from lib import guide
from lib.coaching.agenda import agenda
from lib.coaching.asks import Ask, AskState
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.promises import Promise
from lib.coaching.records import plain
from lib.coaching.scripts import Script
from lib.coaching.steps import Verb
from lib.coaching.targets import Target
from lib.coaching.touches import Outcome, Touch
from lib.coaching.workbook import COURSES, Records, of
from lib.expectations import guesses
from lib.guide import files, invented
from tests.guide.test_guide import asked_of_an_edited_copy

DAYS = [date(2026, 11, 28), date(2028, 2, 29), date(2027, 1, 1)]
MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
NOBODYS = re.compile(r"0113 496 0\d{3}")
PHONE = re.compile(r"\+?\d[\d ()-]{6,}\d")


def _records(today: date) -> Records:
    cover, others = guide.example("example", "UTC", today)
    return of([cover, *others])


def _texts() -> list[str]:
    """Return every text that stands in the example."""
    cover, others = guide.example("example", "UTC", DAYS[0])
    return [
        str(value)
        for one in (cover, *others)
        for name, value in plain(one).items()
        if isinstance(value, str) and name not in ("id", "on") and not re.match(r"\d{4}-", value)
    ]


def test_nobody_in_it_exists() -> None:
    """Its name says so; its addresses and numbers are those that belong to nobody."""
    assert "invented" in _records(DAYS[0]).cover.name
    mails = [one for text in _texts() for one in MAIL.findall(text)]
    assert len(mails) > 20
    assert {one for one in mails if not one.endswith("@example.org")} == set()
    numbers = [one for text in _texts() for one in PHONE.findall(text)]
    assert len(numbers) > 5
    assert {one for one in numbers if not NOBODYS.fullmatch(one)} == set()


@pytest.mark.parametrize("today", DAYS)
def test_all_that_can_happen_has_happened(today: date) -> None:
    """Every kind of person, state of an ask and outcome; some thirty asks; people not rated yet."""
    records = _records(today)
    people = records.all(Contact).values()
    assert {one.kind for one in people} == {*Kind, None}
    assert 40 <= len(people) <= 60
    assert {one.state(today) for one in records.index(COURSES).values()} == set(AskState)
    assert 28 <= len(records.all(Ask)) <= 35
    outcomes = {one.outcome for one in records.all(Touch).values()}
    assert outcomes == {*Outcome, None}
    assert any(one.mutual_contact for one in people)
    assert any(one.knows_at for one in people)
    for table in (Target, Script, Exercise, Promise):
        assert records.all(table)
    assert {one.given_on is None for one in records.all(Give).values()} == {True, False}


@pytest.mark.parametrize("today", DAYS)
def test_the_day_has_its_cards(today: date) -> None:
    """An answer to thank for, a next try, a small give and a promise are due, whatever the day."""
    found = agenda(_records(today), guide.ladder(), guide.cadences(), today, limit=9)
    assert [one.verb for one in found.steps] == [Verb.THANK, Verb.TRY, Verb.GIVE, Verb.PROMISE]
    assert found.still_want_count > 0


@pytest.mark.parametrize("today", DAYS)
def test_two_guesses_are_judged_and_one_waits(today: date) -> None:
    """The first was too hopeful, the second too gloomy; the third lies in its envelope."""
    records = _records(today)
    first, second, third = guesses.compared(records, today)
    assert isinstance(first, guesses.Judged)
    assert first.gap > 0
    assert isinstance(second, guesses.Judged)
    assert second.gap < 0
    assert isinstance(third, guesses.Waiting)
    assert len(records.all(Guess)) == 3


def test_each_id_is_its_own_and_each_reference_leads_somewhere() -> None:
    """No two rows of a table share an id; whoever is named is there."""
    _, others = guide.example("example", "UTC", DAYS[0])
    ids = [(type(one), one.id) for one in others]
    assert len(set(ids)) == len(ids)
    records = _records(DAYS[0])
    people = records.all(Contact)
    assert {one.contact for one in records.all(Ask).values()} <= set(people)
    assert {one.contact for one in records.all(Touch).values()} <= set(people)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "COLLEAGUE"', 'kind = "ENEMY"', "ENEMY"),
        ('position = "Clerk"', 'job = "Clerk"', "no 'job'"),
        ("planned_on = 6", 'planned_on = "soon"', "number of days"),
        ('outcome = "BOUNCED"', 'outcome = "LOST"', "LOST"),
        ('[[guesses]]\nid = "guess-first"\nof_ten = 7\n', "[[guesses]]\n", "of_ten"),
    ],
)
def test_a_slip_in_it_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A word, a field or a day that cannot be names the file and what is wrong."""
    text = (files.FOLDER / invented.FILE).read_text("utf-8")
    assert old in text
    ask = "example('x', 'UTC', __import__('datetime').date(2026, 1, 1))"
    code, told = asked_of_an_edited_copy(tmp_path, invented.FILE, text.replace(old, new, 1), ask)
    assert code != 0
    assert re.search(rf"GuideError: example\.toml of the guide.*{said}", told)


def test_its_exercises_are_the_guides() -> None:
    """Each filled-in exercise is one of exercises.toml, its lines begin with labels of it."""
    known = files.table_of("exercises.toml")
    for one in _records(DAYS[0]).all(Exercise).values():
        labels = {row["label"] for row in known[one.name]["questions"]}
        assert {line.partition(": ")[0] for line in one.answer.splitlines()} <= labels
