"""Looking back: the newest ten whose wait is over, answered or not, and what they say to a room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.guesses import OF
from lib.coaching.looking_back import Sent, newest_ten, said
from lib.coaching.workshop import LATE, OWN, Question, QuestionKind, picture_of

TODAY = date(2026, 3, 2)
OLD = TODAY - timedelta(days=200)
ASKED = {
    kind: Question(kind.value, kind, options=tuple("abcde") if kind is QuestionKind.WAITS else ())
    for kind in OWN
}


def sent(pattern: str, days: int = 1) -> list[Sent]:
    """Return asks of long ago, oldest first: x answered after so many days, . no word."""
    found = []
    for place, one in enumerate(pattern):
        on = OLD + timedelta(days=place)
        found.append(Sent(on, on, on + timedelta(days=days) if one == "x" else None, None))
    return found


@pytest.mark.parametrize(
    ("pattern", "newest", "run"),
    [
        ("..........", 0, 10),
        ("xxxxxxxxxx", 10, 0),
        ("x....x...x", 3, 4),
        ("xxxxxxxxxx..........", 0, 10),
        ("..........x.x.......", 2, 7),
    ],
)
def test_the_newest_ten(pattern: str, newest: int, run: int) -> None:
    """Ten and no more, the newest of them; the longest run among these ten."""
    value = said(sent(pattern), TODAY)
    assert value is not None
    assert ASKED[QuestionKind.NEWEST].tally_of(value) == (newest, OF)
    assert ASKED[QuestionKind.NEWEST].bar_of(value) == newest
    assert ASKED[QuestionKind.RUN].bar_of(value) == run


def test_nine_say_nothing() -> None:
    """Whoever has fewer than ten is in no picture; nor do those count that reached nobody."""
    assert said(sent("x........"), TODAY) is None
    bounced = replace(sent("..........")[0], bounced_on=OLD + timedelta(days=1))
    assert said([*sent("x........"), bounced], TODAY) is None
    answered = replace(bounced, replied_on=OLD + timedelta(days=2))
    assert said([*sent("x........"), answered], TODAY) is not None
    again = replace(bounced, last_on=OLD + timedelta(days=3))
    assert said([*sent("x........"), again], TODAY) is not None


@given(st.lists(st.booleans(), min_size=10, max_size=30), st.integers(0, 60))
def test_answered_ones_wait_as_long_as_silent_ones(answers: list[bool], age: int) -> None:
    """Whether an ask is looked at depends on its day alone, never on its answer."""
    on = TODAY - timedelta(days=age)
    every = [Sent(on, on, on if one else None, None) for one in answers]
    assert bool(newest_ten(every, TODAY)) == (age >= HORIZON_DAYS)


@pytest.mark.parametrize(
    ("days", "place"), [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 2), (7, 2), (8, 3), (30, 3), (31, 4)]
)
def test_how_long_an_answer_took(days: int, place: int) -> None:
    """Each in one bar; what came too late stands with what never came: nothing is left out."""
    found = said(sent("xxxxxx....", days), TODAY)
    bars = [0] * (LATE + 1)
    bars[place] += 6
    bars[LATE] += 4
    assert found is not None
    assert ASKED[QuestionKind.WAITS].bars_of(found) == bars
    assert ASKED[QuestionKind.NEWEST].tally_of(found) == (6, 10)


def test_a_picture_of_waits_holds_requests() -> None:
    """The bars are sums over everybody; people are counted beside them."""
    asked = ASKED[QuestionKind.WAITS]
    value = said(sent("xxxx......"), TODAY)
    assert value is not None
    made = picture_of(asked, dict.fromkeys("ABCDE", value), 1, datetime(2026, 3, 2, tzinfo=UTC))
    assert (made.people, made.bars, made.asked) == (5, (0, 20, 0, 0, 30), None)
    assert not asked.by_hand
