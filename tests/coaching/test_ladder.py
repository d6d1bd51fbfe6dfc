"""The ladder: which try comes next, on which day, and when an ask is let rest."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.asks import Ask, Course, course
from lib.coaching.ladder import DueRung, Ladder, Rung, days_after, next_rung
from lib.coaching.touches import Direction, Outcome, RungKind, Touch

DAY = date(2026, 3, 2)
LADDER = Ladder(
    rungs=(
        Rung(RungKind.FIRST, 0),
        Rung(RungKind.SECOND, 7),
        Rung(RungKind.LIGHT, 7),
        Rung(RungKind.LETTER, 7, needs_referrer=True),
        Rung(RungKind.REFERRER, 10, needs_referrer=True),
    ),
    rest_days=10,
    tries=3,
    fold_days=14,
)
ASK = Ask(id="a", contact="c")


def tried(rungs: Sequence[RungKind | None], ask: Ask = ASK, *replies: Touch) -> Course:
    """Return an ask with one try a week on these rungs, and these replies."""
    attempts = [
        Touch(id=f"t{at}", contact="c", ask="a", on=DAY + timedelta(7 * at), rung=rung)
        for at, rung in enumerate(rungs)
    ]
    return course(ask, [*attempts, *replies])


def reply(outcome: Outcome, on: date = DAY) -> Touch:
    """Return an answer of the ask."""
    return Touch(contact="c", ask="a", on=on, direction=Direction.REPLY, outcome=outcome)


FIRST, SECOND, LIGHT = RungKind.FIRST, RungKind.SECOND, RungKind.LIGHT
LETTER, REFERRER = RungKind.LETTER, RungKind.REFERRER


@pytest.mark.parametrize(
    ("rungs", "has_referrer", "following", "wait"),
    [
        ([FIRST], False, SECOND, 7),
        ([FIRST, SECOND], False, LIGHT, 7),
        ([FIRST, SECOND, LIGHT], False, None, 10),
        ([FIRST, SECOND, LIGHT], True, LETTER, 7),
        ([FIRST, SECOND, LIGHT, LETTER], True, REFERRER, 10),
        ([FIRST, SECOND, LIGHT, LETTER, REFERRER], True, None, 10),
        ([FIRST, LETTER], True, REFERRER, 10),
        ([FIRST, LETTER], False, None, 10),
        ([None, None], False, LIGHT, 7),
        ([None, None, None, None], False, None, 10),
    ],
)
def test_the_next_try(
    rungs: list[RungKind | None],
    has_referrer: bool,  # noqa: FBT001 - a table
    following: RungKind | None,
    wait: int,
) -> None:
    """Two messages, a light third, then only with a referrer a letter and their word, then rest."""
    last = DAY + timedelta(7 * (len(rungs) - 1))
    found = next_rung(LADDER, tried(rungs), has_referrer=has_referrer)
    assert found == DueRung(following, last + timedelta(wait))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_answer_ends_it(outcome: Outcome) -> None:
    """Any answer ends the ladder, a kind one, a brusque one, a wrong address."""
    assert next_rung(LADDER, tried([FIRST], ASK, reply(outcome)), has_referrer=True) is None


def test_a_new_address_goes_on() -> None:
    """A try after the wrong address counts again."""
    going = tried([FIRST, SECOND], ASK, reply(Outcome.BOUNCED, DAY + timedelta(1)))
    found = next_rung(LADDER, going, has_referrer=False)
    assert found == DueRung(LIGHT, DAY + timedelta(14))


def test_planned_and_let_go_stand_before_nothing() -> None:
    """What was never sent, and what rests, has no next try."""
    assert next_rung(LADDER, tried([]), has_referrer=True) is None
    resting = Ask(id="a", contact="c", let_go_on=DAY)
    assert next_rung(LADDER, tried([FIRST], resting), has_referrer=True) is None


@pytest.mark.parametrize(
    ("tries", "sent", "following"),
    [(1, 1, None), (2, 1, SECOND), (2, 2, None), (5, 3, LIGHT), (5, 4, LIGHT), (5, 5, None)],
)
def test_the_cap_is_the_owners(tries: int, sent: int, following: RungKind | None) -> None:
    """An ask's own number of tries counts; beyond the guide's three the light one comes again."""
    ask = Ask(id="a", contact="c", tries=tries)
    found = next_rung(
        LADDER, tried([FIRST, SECOND, LIGHT, LIGHT, LIGHT][:sent], ask), has_referrer=False
    )
    assert found is not None
    assert found.kind is following


@given(
    rungs=st.lists(st.sampled_from([None, *RungKind]), min_size=1, max_size=12),
    has_referrer=st.booleans(),
    tries=st.integers(1, 9),
)
def test_every_ladder_comes_to_rest(
    rungs: list[RungKind | None],
    has_referrer: bool,  # noqa: FBT001 - drawn by name
    tries: int,
) -> None:
    """Following the ladder from anywhere ends in rest, never climbs down, never names no friend."""
    climbed = list(rungs)
    ask = Ask(id="a", contact="c", tries=tries)
    order = [*RungKind]
    for _ in range(tries + 3):
        found = next_rung(LADDER, tried(climbed, ask), has_referrer=has_referrer)
        assert found is not None
        assert found.due_on > DAY + timedelta(7 * (len(climbed) - 1))
        if found.kind is None:
            break
        if found.kind in (LETTER, REFERRER):
            assert has_referrer
            assert found.kind not in climbed
        known = [order.index(one) for one in climbed[len(rungs) :] if one is not None]
        assert all(order.index(found.kind) >= one for one in known)
        climbed.append(found.kind)
    else:
        pytest.fail("it never rests")


@given(day=st.dates(), days=st.integers(-4000, 4000))
def test_days_after_never_falls_off_the_calendar(day: date, days: int) -> None:
    """The calendar's ends hold."""
    found = days_after(day, days)
    assert found in (date.min, date.max) or (found - day).days == days
