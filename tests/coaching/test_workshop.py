"""The room and never a person: what may be shown beside what was shown; what a plan may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.coaching import workshop
from lib.coaching.workshop import (
    FEWEST,
    Count,
    CountKind,
    Plan,
    Question,
    QuestionKind,
    Step,
    faults,
    first_name,
    may_show,
    next_members,
    picture_of,
    read,
    waiting,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.coaching.workshop import Value

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SEATS = [f"s{one}" for one in range(14)]
ANSWERS = st.dictionaries(st.sampled_from(SEATS), st.tuples(st.integers(0, 3)))
GUESS = Question("before", QuestionKind.FIRST_GUESS)


def room(many: int, value: int = 1, first: int = 0) -> dict[str, Value]:
    """Return so many people who all said the same."""
    return {SEATS[one]: (value,) for one in range(first, first + many)}


def differing(one: Mapping[str, Value], other: Mapping[str, Value]) -> int:
    """Return how many people joined, left, or said something else."""
    return sum(one.get(seat) != other.get(seat) for seat in {*one, *other})


@pytest.mark.parametrize(
    ("members", "earlier", "lacking"),
    [
        (room(4), [], 1),
        ({}, [], 5),
        (room(5), [], None),
        (room(5), [room(5)], None),
        (room(6), [room(5)], 4),
        (room(9), [room(5)], 1),
        (room(10), [room(5)], None),
        (room(5), [room(10)], None),
        (room(6), [room(10)], 1),
        (room(10, 2), [room(10)], None),
        ({**room(10), **room(4, 2)}, [room(10)], 1),
        ({**room(10), **room(5, 2)}, [room(10)], None),
        (room(11), [room(5), room(10)], 4),
        (room(10), [room(5), room(9)], 4),
        # five people differ, and only three of them brought something new
        ({**room(3, first=10), **room(8)}, [room(10)], 3),
    ],
)
def test_what_may_be_shown(
    members: dict[str, Value], earlier: list[dict[str, Value]], lacking: int | None
) -> None:
    """Never under five; beside each earlier picture nobody, or five people on each side."""
    found = may_show(members, earlier)
    assert (None if found is None else found.lacking) == lacking


@given(ANSWERS, st.lists(ANSWERS, max_size=4))
@example(room(8), [room(10)])
def test_what_is_let_through_differs_by_five_people(
    members: dict[str, Value], earlier: list[dict[str, Value]]
) -> None:
    """By the count of the people who joined, left or changed, too."""
    if may_show(members, earlier) is None:
        assert len(members) >= FEWEST
        assert all(differing(members, one) not in range(1, FEWEST) for one in earlier)


@given(st.lists(ANSWERS, max_size=8))
def test_pictures_of_a_room_that_comes_and_goes(moments: list[dict[str, Value]]) -> None:
    """Any two are equal or five people apart; what stands in one was said by them."""
    pictures: list[dict[str, Value]] = []
    said: dict[str, set[Value]] = {}
    for now in moments:
        for seat, value in now.items():
            said.setdefault(seat, set()).add(value)
        members = next_members(now, pictures)
        assert all(value in said[seat] for seat, value in members.items())
        if pictures:
            assert members.keys() >= pictures[-1].keys()
        if may_show(members, pictures) is None:
            pictures.append(members)
    for one, other in combinations(pictures, 2):
        assert differing(one, other) not in range(1, FEWEST)


def test_who_left_stays_in_the_picture() -> None:
    """Six were shown, one is gone: the next picture is of all six, so nothing tells who it was."""
    assert next_members(room(5), [room(6)]) == room(6)
    assert next_members(room(5, first=6), [room(6)]) == room(11)


def test_few_changed_answers_stand_as_they_stood() -> None:
    """Four of ten said something else: five new ones are shown, the four are not; a fifth is."""
    now = {**room(10), **room(4, 2), **room(4, first=10)}
    assert next_members(now, [room(10)]) == room(10)
    assert waiting(now, room(10)) == workshop.NotYet(workshop.SAME, 1)
    assert next_members({**now, **room(5, 2)}, [room(10)]) == {**now, **room(5, 2)}
    assert waiting(room(9), room(10)) is None


def test_a_picture_counts_people_in_bars() -> None:
    """Guesses by their number; tallies by their share, and all together; options in order."""
    guesses = picture_of(GUESS, {"a": (0,), "b": (10,), "c": (10,)}, 1, AT)
    assert (guesses.people, guesses.bars[0], guesses.bars[10], guesses.asked) == (3, 1, 2, None)
    tally = Question("tally", QuestionKind.TALLY, "tally")
    counted = picture_of(tally, {"a": (1, 10), "b": (2, 4), "c": (3, 3)}, 2, AT)
    assert [place for place, many in enumerate(counted.bars) if many] == [1, 5, 10]
    assert (counted.asked, counted.answered) == (17, 6)


def test_an_option_is_found_where_it_stands() -> None:
    """Behind its label, on its line, whole; other words are no option."""
    but = Question("but", QuestionKind.CHOICE, "but", "My but", ("too soon", "a bother"))
    assert but.option_in("My but: a bother\nAnswer: too soon") == 1
    assert but.option_in("Answer: too soon") is None
    assert but.option_in("My but: too soon, a bother") is None
    bare = replace(but, label="")
    assert bare.option_in("a bother") == 1
    blind = Question("blind", QuestionKind.CHOICE, "tally", "guess", tuple(map(str, range(11))))
    assert blind.option_in("guess: 3") == 3


def plan() -> Plan:
    """Return a plan with something of each kind."""
    return Plan(
        title="Hello again",
        steps=(Step("a", 60, Count(CountKind.EXERCISE, "tally", 2)), Step("b")),
        questions=(GUESS, Question("but", QuestionKind.CHOICE, "but", "My", ("x", "y"))),
        ends_on=DAY,
        invented=False,
    )


def test_a_plan_is_read_as_it_was_written() -> None:
    """Every field, through JSON."""
    assert read(written(plan())) == plan()
    assert plan().step("b") == Step("b")
    assert [plan().step(None), plan().step("c"), plan().question("c")] == [None] * 3
    assert plan().erased_on == DAY + timedelta(days=30)


def test_what_a_plan_may_be() -> None:
    """A title, a last day, names of their own, something to show."""
    assert faults(plan(), DAY) == []
    but = Question("but", QuestionKind.CHOICE)
    for wrong in (
        replace(plan(), title=" "),
        replace(plan(), title="x" * 201),
        replace(plan(), title="a\0b"),
        replace(plan(), ends_on=DAY - timedelta(days=1)),
        replace(plan(), ends_on=DAY + timedelta(days=400)),
        replace(plan(), steps=()),
        replace(plan(), steps=(Step("a"), Step("a"))),
        replace(plan(), steps=(Step(""),)),
        replace(plan(), questions=(but,)),
        replace(plan(), questions=(replace(GUESS, out_of=0),)),
    ):
        assert len(faults(wrong, DAY)) == 1, wrong


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mei ", "Mei"),
        ("Anna\nMaria", "Anna Maria"),
        ("", ""),
        (" \u200b ", ""),
        ("x" * 99, "x" * 40),
        ("a\0b", "ab"),
    ],
)
def test_a_first_name(typed: str, kept: str) -> None:
    """One line, cleaned, forty characters at most; nothing where nothing can be read."""
    assert first_name(typed) == kept
