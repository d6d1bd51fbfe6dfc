"""The tally: each ask in one state, whatever way it is counted."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.asks import Ask, AskState
from lib.coaching.touches import Direction, Touch
from lib.coaching.workbook import COURSES, Changed, Records
from lib.expectations.silence import Run, current_run
from lib.expectations.tally import Tally, tally
from tests.expectations.build import TODAY, book

if TYPE_CHECKING:
    from datetime import date

ASK = st.sampled_from(
    [
        "",
        "rested 3",
        "sent 0",
        "sent 29",
        "sent 30",
        "sent 45, sent 5",
        "sent 45, sent 38",
        "sent 9, answered 9",
        "sent 90, answered 2",
        "answered 4",
        "sent 12, rested 2",
        "sent 80, rested 2",
        "sent 12, bounced 12",
        "sent 12, bounced 12, sent 3",
        "sent 20, answered 12, bounced 3",
        "sent -2",
        "rested 20, sent 3",
    ]
)


def test_each_state() -> None:
    """Answered, open at two ages, silent at 30 days, let go, bounced; planned nowhere."""
    found = tally(
        book(
            "sent 9, answered 8",
            "sent 29",
            "sent 40, sent 3",
            "sent 30",
            "sent 20, rested 6",
            "sent 5, bounced 4",
            "",
            "rested 3",
        ),
        TODAY,
    )
    assert (found.answered, found.open, found.silent, found.let_go, found.bounced) == (
        1,
        2,
        1,
        1,
        1,
    )
    assert found.open_by_age[29] == found.open_by_age[3] == 1
    assert found.let_go_by_age[14] == 1
    assert found.answered_on_day[2] == 1
    assert (found.reached, found.shown) == (5, 4)


def test_an_ask_turns_silent_on_the_thirtieth_day_without_a_change() -> None:
    """The same records on two days: only the cut moves."""
    records = book("sent 29")
    assert tally(records, TODAY).open == 1
    assert tally(records, TODAY + timedelta(days=1)).silent == 1


def _by_states(records: Records, today: date) -> Counter[AskState]:
    """Count the states one by one, as the nouns tell them, without what was never sent."""
    return Counter(
        one.state(today)
        for one in records.index(COURSES).values()
        if one.attempts or one.reply is not None or one.bounced
    )


@settings(deadline=None)
@given(st.lists(ASK, max_size=40), st.integers(-5, 60))
def test_counts_agree_with_the_states(asks: list[str], later: int) -> None:
    """Whatever the asks and the day, the counts are those of `Course.state`."""
    records, today = book(*asks), TODAY + timedelta(days=later)
    found, states = tally(records, today), _by_states(records, today)
    assert found.answered == states[AskState.ANSWERED]
    assert found.open == states[AskState.OPEN]
    assert found.silent == states[AskState.SILENT]
    assert found.let_go == states[AskState.LET_GO]
    assert found.bounced == states[AskState.BOUNCED]


@settings(deadline=None)
@given(st.lists(ASK, max_size=30), st.lists(ASK, min_size=1, max_size=5))
def test_counts_carried_over_a_change_equal_counts_made_anew(
    asks: list[str], added: list[str]
) -> None:
    """A reply, a new ask and a removed ask: carried and rebuilt tallies are equal."""
    records = book(*asks)
    tally(records, TODAY)
    whole = book(*asks, *added)
    news = [
        Changed(None, one)
        for table in (Ask, Touch)
        for key, one in whole.all(table).items()
        if (one.id if table is Ask else getattr(one, "ask", "")) >= f"ask{len(asks):06d}"
        and key not in records.all(table)
    ]
    if asks:
        reply = Touch(contact="c", ask="ask000000", on=TODAY, direction=Direction.REPLY)
        news.append(Changed(None, reply))
    carried = records.changed(news)
    if len(asks) > 1:
        carried = carried.changed([Changed(carried.all(Ask)["ask000001"], None)])
    fresh = Records({kind: carried.all(kind) for kind in (Ask, Touch)})
    assert tally(carried, TODAY) == tally(fresh, TODAY)


@settings(deadline=None)
@given(st.lists(ASK, max_size=30))
def test_the_newest_of_all_are_all(asks: list[str]) -> None:
    """Counting the newest n, with n beyond their number, changes nothing for what was sent."""
    records = book(*[one for one in asks if one != "answered 4"])
    assert tally(records, TODAY, newest=1000) == tally(records, TODAY)


def test_the_newest_are_those_that_went_out_last() -> None:
    """Of three, the newest two; a bounced one is no ask that reached someone."""
    records = book("sent 50", "sent 3", "sent 10, answered 9", "sent 1, bounced 0")
    found = tally(records, TODAY, newest=2)
    assert (found.answered, found.open, found.silent) == (1, 1, 0)
    assert tally(records, TODAY, newest=0).reached == 0


def test_a_run_of_silences_ends_at_an_answer_and_passes_over_open_ones() -> None:
    """Oldest to newest: silent, answered, silent, open, let rest, open."""
    records = book(
        "sent 200",
        "sent 190, answered 180",
        "sent 100",
        "sent 9",
        "sent 8, rested 1",
        "sent 2",
    )
    assert current_run(records, TODAY) == Run(silences=2, open=2)
    assert current_run(book(), TODAY) == Run(0, 0)


def test_nothing_is_a_tally_of_zeros() -> None:
    """An empty workbook."""
    assert tally(book(), TODAY) == Tally()
