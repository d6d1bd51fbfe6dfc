"""What is handed on of a workbook: taps and counts, and no word that anybody typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.handed import (
    INVENTED,
    Asked,
    Tapped,
    invented_ids,
    invented_person,
    of_contact,
    of_exercise,
    of_guess,
)

DAY: Final = date(2026, 3, 2)
ASKED: Final = Asked(
    {"but": Tapped("Which but", {"But: no time": "no time", "But: too soon": "too soon"})},
    ("Alma Berg", "Joe Tan"),
)
SAYABLE: Final = {"no time", "too soon", "no time; too soon", "too soon; no time", ""}
LINES: Final = st.one_of(st.text(max_size=20), st.sampled_from(["But: no time", "But: too soon"]))


@given(st.lists(LINES, max_size=5).map("\n".join))
def test_an_answer_says_what_was_tapped_and_nothing_else(answer: str) -> None:
    """Whatever stands in it, in whatever order, the words that leave are the guide's."""
    told = of_exercise(Exercise(name="but", answer=answer), ASKED)
    assert told is None or told.said in SAYABLE


def test_an_option_with_a_word_more_was_typed() -> None:
    """One letter is enough; a line set in belongs to what was typed above it."""
    for line in ("But: no time for Zoe", "no time", "But:  no time", "Answer: But: no time"):
        told = of_exercise(Exercise(name="but", answer=line), ASKED)
        assert told is not None
        assert told.said == ""


def test_what_is_no_answer_is_not_handed_on() -> None:
    """Another exercise, one put off, one waved away; a count alone is an answer."""
    for one in (
        Exercise(name="story", answer="But: no time"),
        Exercise(name="but"),
        Exercise(name="but", answer="But: no time", not_for_me=True),
    ):
        assert of_exercise(one, ASKED) is None
    counted = of_exercise(Exercise(name="but", count=0, count_of=10), ASKED)
    assert counted is not None
    assert (counted.count, counted.count_of) == (0, 10)


def test_a_guess_is_of_ten() -> None:
    """The number, and the day it was made on."""
    told = of_guess(Guess(of_ten=3, made_on=DAY))
    assert (told.count, told.count_of, told.on) == (3, 10, DAY)


@given(st.text(min_size=1, max_size=20))
def test_only_an_invented_person_as_put_in(name: str) -> None:
    """By id and name, in the workbook they were put into; kind and closeness, never a note."""
    ids = invented_ids(["w"], ASKED)
    alma = replace(invented_person("w", "Alma Berg"), kind=Kind.SOCIAL, strength=3, phone="1")
    told = of_contact(alma, ids)
    assert told is not None
    assert (told.said, told.count, told.count_of) == ("Alma Berg: socially", 3, 5)
    assert alma.notes == INVENTED
    others = [
        Contact(name="Alma Berg"),
        invented_person("another", "Alma Berg"),
        replace(alma, name="Joe Tan"),
        *([replace(alma, name=name)] if name != "Alma Berg" else []),
    ]
    assert [of_contact(one, ids) for one in others] == [None] * len(others)
