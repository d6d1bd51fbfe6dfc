"""The questions: sentences that never say more than the data, figures that hide nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.charts import axes, enough, gave, questions, still, ten, tries, waiting, what_if, who
from lib.charts import numbers as own
from lib.charts.answer import Answer
from lib.charts.numbers import Numbers
from lib.charts.questions import CHOICES, Question
from lib.coaching import belief, workbook
from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Outcome, Touch
from lib.expectations.attempts import Attempt, band
from lib.expectations.groups import By
from lib.expectations.time_to_reply import Waits, time_to_reply
from tests.charts.test_pictures import SVG, _by_class, _reach, _read, _words
from tests.expectations.build import TODAY, ask, book

PEOPLE = (
    Contact(id="k", name="<b>Mei</b>", kind=Kind.COLLEAGUE, strength=5),
    Contact(id="o", name="Ravi", kind=Kind.OTHER, strength=1),
)
SIZES = (0, 1, 3, 15, 300)


def numbers(asks: int, *, good: bool, gifts: bool = False, guesses: bool = False) -> Numbers:
    """Return a workbook's numbers: good days answer most asks to colleagues, bad days none.

    Gifts go to colleagues before any ask; guesses lie in opened envelopes.
    """
    rows: list[Record] = [Cover(), *PEOPLE, *ask("sent 9, bounced 8", row="back", contact="o")]
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
    if guesses:
        guess = Guess(id="g", of_ten=6, made_on=ago(90), locked_on=ago(90))
        rows += [guess, Exercise(name=belief.ENVELOPE, on=TODAY, answer="g")]
    return own.of(workbook.of(rows), TODAY)


def ago(days: int) -> date:
    """Return the day so many days before the tests' own."""
    return TODAY - timedelta(days=days)


def every(found: Numbers) -> dict[str, Answer]:
    """Return every question answered, once for each of its choices."""
    answers: dict[str, Answer] = {}
    for question in Question:
        options = CHOICES[question].options if question in CHOICES else {None: ""}
        for chosen in options:
            one = questions.answered(question, found, chosen)
            answers[f"{question.name} {getattr(chosen, 'name', chosen)}"] = one
            if one.then is not None:
                answers[f"{question.name} then"] = one.then
    return answers


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("asks", SIZES)
def test_each_question_has_an_answer(asks: int, good: bool) -> None:  # noqa: FBT001 - a parameter
    """A sentence, words for those who hear it, a table; no rate in per cent, nothing certain."""
    for name, answer in every(numbers(asks, good=good, gifts=True, guesses=True)).items():
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
        modest = r"can't (tell|name)|supposition|does not tell|At one in ten|no (guess|envelope)"
        modest += "|No envelope|no run of silences"
        assert re.search(modest, answer.sentence), (name, answer.sentence)


def test_of_many_good_days() -> None:
    """With three hundred asks, what is plain is said, with counts."""
    answers = every(numbers(300, good=True, gifts=True))
    assert "300 asks" in answers["WAITING then"].sentence
    assert "Half of those answers came within one day" in answers["WAITING then"].sentence
    assert "People you worked with answered more often than" in answers["WHO KIND"].sentence
    assert "The first try of 300 asks brought 150 answers." in answers["TRIES None"].sentence
    assert "By the second try, about 67 of 100 are answered." in answers["TRIES None"].sentence


def test_of_many_bad_days() -> None:
    """Three hundred without an answer: said with the same calm, and no rate of nought."""
    answers = every(numbers(300, good=False))
    assert "none has been answered yet" in answers["WAITING then"].sentence
    assert "brought no answer" in answers["TRIES None"].sentence
    assert "we can't tell yet" in answers["WHO KIND"].sentence
    assert " 0 " not in " ".join(one.sentence for one in answers.values())


def test_a_gift_to_colleagues_is_not_the_reason() -> None:
    """All gifts went to colleagues, who answer more anyway: the counts, and no cause."""
    said = questions.did_giving_matter(numbers(300, good=True, gifts=True)).sentence
    assert "Where you gave first, 150 of 150 were answered" in said
    assert "can't tell" in said


# How long.


def _corners(svg: str, name: str) -> list[tuple[float, float]]:
    """Return the (part of the width, share) of every corner of a path of this class."""
    found = re.search(rf'<path class="{name}" d="([^"]*)"', svg)
    assert found is not None
    x = y = 0.0
    corners = []
    for letter, numbers_of in re.findall(r"([MLHV])([^MLHVZ]*)", found[1]):
        values = [float(one) for one in numbers_of.split()]
        x = values[0] if letter in "MLH" else x
        y = values[-1] if letter in "MLV" else y
        part = (x - axes.LEFT) / (axes.RIGHT - axes.LEFT)
        corners.append((part, (axes.BASE - y) / axes.HEIGHT))
    return corners


def test_the_step_is_not_cut_and_not_rescaled() -> None:
    """Thirty days and a hundred of a hundred, whatever the data; the number still open below."""
    answered = tuple(2 * (day == 3) for day in range(31))
    left = tuple(8 * (day == HORIZON_DAYS) for day in range(31))
    root = _read(waiting.picture(time_to_reply(Waits(answered, left))))
    svg = waiting.picture(time_to_reply(Waits(answered, left)))
    corners = _corners(svg, "step")
    assert corners[0] == pytest.approx((0.0, 0.0), abs=1e-3)
    assert corners[-1] == pytest.approx((1.0, 0.2), abs=1e-3)
    climbs = [part for part, share in corners if share == pytest.approx(0.2, abs=1e-3)]
    assert min(climbs) == pytest.approx(3 / 30, abs=1e-3)
    words = _words(root)
    assert words[1:6] == ["0", "25", "50", "75", "100"]
    assert words[6] == "20 by day 30"
    assert words[7:12] == ["0", "7", "14", "21", "30"]
    assert words[12:17] == ["10", "8", "8", "8", "8"]


@given(st.lists(st.integers(0, 4), min_size=31, max_size=31).map(tuple))
def test_the_band_holds_the_step(answered: tuple[int, ...]) -> None:
    """Whatever the data: the line within its band, the band within the ground."""
    found = time_to_reply(Waits(answered, (1,) * 31))
    svg = waiting.picture(found)
    _read(svg)
    for _, share in _corners(svg, "band"):
        assert -1e-3 <= share <= 1 + 1e-3
    shares = [share for _, share in _corners(svg, "step")]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(found.days[-1].share, abs=1e-3)


@pytest.mark.parametrize(("days", "words"), [(0, "On the day itself"), (1, "After one silent day")])
def test_after_silence(days: int, words: str) -> None:
    """The chance in people of a hundred, and whose answers it is judged by."""
    wait = still.Wait(days, 0.123)
    said = still.sentence(wait, sure=True, default_share=0.4)
    assert said.startswith(words)
    assert "12 of 100" in said
    assert "partly by mail at one company" in said
    own_words = still.sentence(wait, sure=True, default_share=0.0)
    assert own_words.endswith("judged by your own answers.")
    for share in (0.0, 1.0):
        assert "we can't tell yet" in still.sentence(wait, sure=False, default_share=share)


@given(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5), st.sampled_from(still.DAYS))
def test_a_hundred_dots_for_each_wait(chances: list[float], chosen: int) -> None:
    """As many filled as of a hundred are answered; one row is marked, without colour."""
    waits = tuple(still.Wait(day, one) for day, one in zip(still.DAYS, chances, strict=True))
    root = _read(still.picture(waits, chosen, "Said."))
    filled, hollow = _by_class(root, "still"), _by_class(root, "never")
    for one in waits:
        assert filled[str(one.days)] + hollow[str(one.days)] == 100
        assert abs(filled[str(one.days)] - 100 * one.chance) <= 0.5
    marked = [one for one in _words(root) if "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}" in one]
    assert marked == [
        f"\N{BLACK RIGHT-POINTING SMALL TRIANGLE} after {chosen} silent day{'s' * (chosen > 1)}:"
    ]


def test_less_comes_with_every_silent_day() -> None:
    """The sentence's number falls with the days of silence."""
    found = numbers(15, good=True)
    said = [questions.how_long(found, day).sentence for day in still.DAYS]
    people = [int(re.search(r"(\d+) of 100", one)[1]) for one in said]  # type: ignore[index]
    assert people == sorted(people, reverse=True)


# Tries.


def test_the_band_is_two_lines() -> None:
    """Lower and upper, filled between, from the numbers themselves; the ground to a hundred."""
    empty = (0,) * 31
    rungs = band((Attempt(4, 16, empty), Attempt(3, 5, empty)))
    svg = tries.picture(rungs)
    root = _read(svg)
    lower = [share for _, share in _corners(svg, "lower")]
    upper = [share for _, share in _corners(svg, "upper")]
    assert lower == pytest.approx([one.lower for one in rungs], abs=1e-3)
    assert upper == pytest.approx([one.upper for one in rungs], abs=1e-3)
    assert _by_class(root, "dot") == {"upper": 2, "lower": 2}
    assert re.search(r'class="lower"[^>]*stroke-dasharray', svg)
    assert not re.search(r'class="upper"[^>]*stroke-dasharray', svg)
    assert "100" in _words(root)
    assert {"20", "8"} <= set(_words(root))


@pytest.mark.parametrize("many", [2, 3, 4, 5])
def test_five_tries_fit(many: int) -> None:
    """Words do not run into each other, with thousands of asks."""
    found = [Attempt(1000, 9000 - 1000 * place, (0,) * 31) for place in range(many)]
    root = _read(tries.picture(band(tuple(found))))
    below = [one for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "middle"]
    rows: dict[str, list[tuple[float, float]]] = {}
    for one in below:
        rows.setdefault(one.get("y", ""), []).append(_reach(one))
    for reaches in rows.values():
        assert len(reaches) == many
        assert all(one[1] < other[0] for one, other in pairwise(reaches))


# How many, who.


@pytest.mark.parametrize("asks", [3, 42, 100, 180, None])
def test_as_many_people_as_asks(asks: int | None) -> None:
    """One icon an ask up to a hundred; beyond, the number is said."""
    svg = enough.picture(2, asks, "Ask them.")
    drawn = len(re.findall(r'class="icon', svg))
    assert drawn == min(asks or 0, 100)
    assert len(re.findall(r'class="icon with"', svg)) == (2 if asks else 0)
    said = f"Ask {asks}" if asks else "Ask more than 500"
    assert f">{said}" in svg
    assert ("the first 100 are drawn" in svg) == bool(asks and asks > 100)


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
    found = own.of(workbook.of(rows), TODAY)
    labels = [row["What if"] for row in questions.what_if_i(found).rows()]
    assert labels == [what_if.AS_NOW, what_if.COLLEAGUES]


def test_nothing_is_drawn_of_nothing() -> None:
    """No picture on no data."""
    found = numbers(0, good=True)
    assert not questions.how_long_answers_take(found).svg
    assert not questions.does_it_pay(found).svg
    assert not questions.my_guesses(found).svg
    assert not questions.my_envelopes(found).svg
    assert not questions.who_answers(found, By.KIND).svg
    assert not questions.did_giving_matter(found).svg
    assert who.sentence(()).startswith("We can't tell yet")
    assert gave.TITLE


def _told_by(*asks: str) -> Numbers:
    """Return the numbers of a workbook with these asks."""
    return own.of(book(*asks), TODAY)


def test_no_line_at_nought() -> None:
    """Nobody answered yet: no picture, and the words say that it can't be told."""
    found = _told_by("sent 40, sent 20", "sent 12", "sent 9, sent 2")
    said = questions.answered(Question.TRIES, found)
    assert not said.svg
    assert "can't tell" in said.sentence


def test_few_second_tries_are_said_to_be_few() -> None:
    """Fewer than five: the picture itself says that it can't be told; five: it does not."""
    first = ["sent 40, answered 39"] * 3
    few = _told_by(*first, *["sent 40, sent 33"] * 4)
    more = _told_by(*first, *["sent 40, sent 33"] * 5)
    assert escape(tries.SO_FEW) in questions.answered(Question.TRIES, few).svg
    assert escape(tries.SO_FEW) not in questions.answered(Question.TRIES, more).svg
