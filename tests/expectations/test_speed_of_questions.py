"""Speed: each chart of What happened at 50,000 touches; printed, and held to 100 ms."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import timedelta

from lib.charts import numbers as own
from lib.charts import open_pictures, questions
from lib.charts.questions import CHOICES, Question
from lib.coaching import workbook
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Touch
from lib.coaching.workbook import Changed, Records
from tests.expectations.build import TODAY, large

PEOPLE = 200


def _workbook() -> Records:
    """Return 8,000 asks with 50,000 touches, to two hundred people, with gifts and a guess."""
    plain = large(8_000, 50_000)
    chance = random.Random(2)  # noqa: S311 - the same workbook every time, no secret
    rows: list[Record] = [
        Cover(),
        Guess(of_ten=3, made_on=TODAY, locked_on=TODAY - timedelta(days=60)),
    ]
    for place in range(PEOPLE):
        kind, strength = chance.choice(list(Kind)), chance.randint(1, 5)
        rows.append(Contact(id=f"p{place}", name=f"P{place}", kind=kind, strength=strength))
        if place % 2:
            rows.append(Give(contact=f"p{place}", given_on=TODAY - timedelta(days=400)))
    whose = {row: f"p{chance.randrange(PEOPLE)}" for row in plain.all(Ask)}
    rows += [replace(one, contact=whose[row]) for row, one in plain.all(Ask).items()]
    for one in plain.all(Touch).values():
        answered = one.direction is Direction.REPLY
        outcome = chance.choice((Outcome.HELPED, Outcome.KIND)) if answered else None
        rows.append(replace(one, contact=whose[one.ask or ""], outcome=outcome))
    return workbook.of(rows)


def _milliseconds(records: Records, name: str) -> float:
    """Return how long one chart keeps the processor busy, numbers included."""
    begin = time.process_time()
    found = own.of(records, TODAY)
    if name == "open":
        for one in (open_pictures.asks(found), open_pictures.runs(found)):
            assert one.svg
        assert open_pictures.rate(found, with_start=True).svg
    else:
        question = Question[name]
        options = CHOICES[question].options if question in CHOICES else (None,)
        assert questions.answered(question, found, next(iter(options))).sentence
    return 1000 * (time.process_time() - begin)


def test_speed_of_every_chart() -> None:
    """The first time after a change, and again: nothing kept by its numbers helps the first."""
    records = _workbook()
    names = ("open", *(one.name for one in Question))
    for name in names:
        _milliseconds(records, name)  # the indexes that a snapshot carries from save to save
    row = next(iter(records.all(Ask)))
    contact = records.all(Ask)[row].contact
    answer = Touch(contact=contact, ask=row, on=TODAY, direction=Direction.REPLY)
    changed = records.changed([Changed(None, answer)])
    for name in names:
        first, again = (_milliseconds(changed, name) for _ in range(2))
        print(f"{name}: {first:.1f} ms after a change, again {again:.1f} ms")  # noqa: T201 - the measure
        assert first < 100, name
        assert again < 50, name
