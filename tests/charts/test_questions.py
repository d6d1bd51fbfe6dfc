"""The questions: sentences that never say more than the data, figures that hide nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from lib.charts import enough, gave, questions, ten, tries, waiting, what_if, who
from lib.charts.questions import Answer, Numbers
from lib.coaching import workbook
from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Outcome, Touch
from lib.expectations.attempts import Attempt, band
from lib.expectations.groups import By
from lib.expectations.reply_rate import Start
from lib.expectations.time_to_reply import Waits, time_to_reply
from tests.expectations.build import TODAY, ask

START = Start(0.25, 6.0)
PEOPLE = (
    Contact(id="k", name="<b>Mei</b>", kind=Kind.COLLEAGUE, strength=5),
    Contact(id="o", name="Ravi", kind=Kind.OTHER, strength=1),
)
SIZES = (0, 1, 3, 15, 300)


def numbers(asks: int, *, good: bool, gifts: bool = False) -> Numbers:
    """Return a workbook's numbers: good days answer most asks to colleagues, bad days none."""
    rows: list[Record] = [Cover(), *PEOPLE]
    for place in range(asks):
        mine = place % 2 == 0
        words = "sent 80, answered 79" if good and mine else "sent 80, sent 70"
        if good and place % 6 == 1:
            words = "sent 80, sent 70, answered 68"
        made = ask(words, row=f"a{place:03}", contact="k" if mine else "o")
        rows += [
            replace(one, channel=Channel.EMAIL, outcome=one.outcome and Outcome.HELPED)
            if isinstance(one, Touch)
            else one
            for one in made
        ]
    if gifts:
        rows.append(Give(contact="k", given_on=TODAY - timedelta(days=200)))
    return questions.of(workbook.of(rows), TODAY, START)


def every(found: Numbers) -> dict[str, Answer]:
    """Return every question answered."""
    answers = {
        "waiting": questions.how_long(found),
        "tries": questions.does_it_pay(found),
        "enough": questions.how_many(found, 3),
        "gave": questions.did_giving_matter(found),
        "what if": questions.what_if_i(found),
    }
    return answers | {f"who {by.name}": questions.who_answers(found, by) for by in By}


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("asks", SIZES)
def test_each_question_has_an_answer(asks: int, good: bool) -> None:  # noqa: FBT001 - a parameter
    """A sentence, words for those who hear it, a table; no rate in per cent, nothing certain."""
    for name, answer in every(numbers(asks, good=good, gifts=True)).items():
        assert answer.sentence.endswith("."), name
        assert answer.sentence[0].isupper(), name
        assert answer.alt, name
        assert "!" not in answer.sentence + answer.how, name
        assert "%" not in answer.sentence, name
        assert not re.search(r"\b(because|always|never will|guarantee)\b", answer.sentence), name
        rows = list(answer.rows())
        assert all(isinstance(row, dict) for row in rows), name
        assert "<b>" not in answer.svg, name


@pytest.mark.parametrize("asks", [0, 1, 3])
def test_of_few_nothing_is_told(asks: int) -> None:
    """With three asks each answer says that it can't be told, or that it is supposed."""
    for name, answer in every(numbers(asks, good=True)).items():
        if name == "what if":
            assert "can't tell yet" in answer.sentence
        else:
            assert re.search(r"can't (tell|name)|supposition|does not tell", answer.sentence), (
                name,
                answer.sentence,
            )


def test_of_many_good_days() -> None:
    """With three hundred asks, what is plain is said, with counts."""
    answers = every(numbers(300, good=True, gifts=True))
    assert "300 asks" in answers["waiting"].sentence
    assert "Half of those answers came within one day" in answers["waiting"].sentence
    assert "People you worked with answered more often than" in answers["who KIND"].sentence
    assert "The first try of 300 asks brought 150 answers." in answers["tries"].sentence
    assert "between" in answers["tries"].sentence


def test_of_many_bad_days() -> None:
    """Three hundred without an answer: said with the same calm, and no rate of nought."""
    answers = every(numbers(300, good=False))
    assert "none has been answered yet" in answers["waiting"].sentence
    assert "brought no answer" in answers["tries"].sentence
    assert "we can't tell yet" in answers["who KIND"].sentence
    assert " 0 " not in " ".join(one.sentence for one in answers.values())


def test_a_gift_to_colleagues_is_not_the_reason() -> None:
    """All gifts went to colleagues, who answer more anyway: the counts, and no cause."""
    said = questions.did_giving_matter(numbers(300, good=True, gifts=True)).sentence
    assert "Where you gave first, 150 of 150 were answered" in said
    assert "can't tell" in said


# How long.


def test_the_step_is_not_cut_and_not_rescaled() -> None:
    """Thirty days and a hundred of a hundred, whatever the data; the number still open below."""
    answered = tuple(2 * (day == 3) for day in range(31))
    left = tuple(8 * (day == HORIZON_DAYS) for day in range(31))
    figure = waiting.figure(time_to_reply(Waits(answered, left)))
    assert tuple(figure.layout.xaxis.range) == (0, HORIZON_DAYS)
    assert tuple(figure.layout.yaxis.range) == (0, 100)
    line = figure.data[-1]
    assert max(line.y) == pytest.approx(20.0)
    assert line.line.shape == "hv"
    assert list(figure.layout.xaxis.ticktext) == [
        "0<br>10",
        "7<br>8",
        "14<br>8",
        "21<br>8",
        "30<br>8",
    ]


@pytest.mark.parametrize(("days", "words"), [(0, "On the day itself"), (1, "After one silent day")])
def test_after_silence(days: int, words: str) -> None:
    """The chance in people of a hundred, and whose answers it is judged by."""
    said = waiting.still_sentence(days, 0.123, own=False)
    assert said.startswith(words)
    assert "12 of 100" in said
    assert "mail at one company" in said
    assert "your own answers" in waiting.still_sentence(7, 0.1, own=True)


def test_less_comes_with_every_silent_day() -> None:
    """The sentence's number falls with the days of silence."""
    found = numbers(15, good=True)
    shares = [questions.still_comes(found, day) for day in waiting.SILENT_DAYS]
    people = [int(re.search(r"(\d+) of 100", one)[1]) for one in shares]  # type: ignore[index]
    assert people == sorted(people, reverse=True)


# Tries.


def test_the_band_is_two_lines() -> None:
    """Lower and upper, filled between, from the numbers themselves; the axis to a hundred."""
    empty = (0,) * 31
    rungs = band((Attempt(4, 16, empty), Attempt(3, 5, empty)))
    figure = tries.figure(rungs)
    lower, upper = figure.data
    assert list(lower.y) == pytest.approx([100 * one.lower for one in rungs])
    assert list(upper.y) == pytest.approx([100 * one.upper for one in rungs])
    assert upper.fill == "tonexty"
    assert (lower.line.dash, upper.line.dash) == ("dot", None)
    assert tuple(figure.layout.yaxis.range) == (0, 100)


# How many, who.


@pytest.mark.parametrize("asks", [3, 42, 100, 180, None])
def test_as_many_people_as_asks(asks: int | None) -> None:
    """One icon an ask up to a hundred; beyond, the number is said."""
    svg = enough.picture(2, asks, "Ask them.")
    drawn = len(re.findall(r'class="icon', svg))
    assert drawn == min(asks or 0, 100)
    assert len(re.findall(r'class="icon with"', svg)) == (2 if asks else 0)
    assert ("in all" in svg) == (asks is None or asks > 100)


def test_twenty_dots_a_row() -> None:
    """Each row has its twenty, hollow where nothing can be told; the axis runs from 0 to 10."""
    sure = ten.Row("A", "3 of 30", (1.0, *(0.0,) * 10), sure=True)
    vague = ten.Row("B & <b>", "1 of 2", tuple([1 / 11] * 11), sure=False)
    svg = ten.rows_of_ten("Title", "Said.", (sure, vague))
    assert svg.count('class="dot"') == 40
    assert len(re.findall(r'<circle class="dot"[^>]*fill="none"', svg)) == 20
    assert "B &amp; &lt;b&gt;" in svg
    assert ">0<" in svg
    assert ">10<" in svg
    assert "Hollow" in svg


def test_groups_stand_in_a_fixed_order() -> None:
    """As the guide has them, whatever their rates; what is not noted comes last."""
    answer = questions.who_answers(numbers(300, good=False), By.KIND)
    assert [row["Group"] for row in answer.rows()] == ["People you worked with", "The others"]


def test_what_if_leaves_out_what_nobody_did() -> None:
    """Without a second try anywhere, following up is not drawn; colleagues lean on a start."""
    rows: list[Record] = [Cover(), *PEOPLE, *ask("sent 80", contact="o")]
    found = questions.of(workbook.of(rows), TODAY, START)
    labels = [row["What if"] for row in questions.what_if_i(found).rows()]
    assert labels == [what_if.AS_NOW, what_if.COLLEAGUES]


def test_nothing_is_drawn_of_nothing() -> None:
    """No picture on no data."""
    found = numbers(0, good=True)
    assert questions.how_long(found).figure is None
    assert questions.does_it_pay(found).figure is None
    assert not questions.who_answers(found, By.KIND).svg
    assert not questions.did_giving_matter(found).svg
    assert who.sentence(()).startswith("We can't tell yet")
    assert gave.TITLE
