"""Guesses: an envelope opens when its ten have had 14 days, never on the quick answers alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.touches import Touch
from lib.expectations.guesses import Judged, Waiting, compare, compared, nearer
from tests.expectations.build import TODAY, ask, book


def _guess(of_ten: int, days_ago: int, *, locked: bool = True) -> Guess:
    """Return a guess made (and locked) so many days ago."""
    on = TODAY - timedelta(days=days_ago)
    return Guess(of_ten=of_ten, made_on=on, locked_on=on if locked else None)


def test_opened_on_the_fourteenth_day_of_the_last() -> None:
    """Ten asks, the last 14 days ago, three of them answered in time: guess 5, actual 3."""
    guess = _guess(5, 30)
    asks = ["sent 30, answered 16", "sent 29, answered 28", *["sent 20"] * 7]
    asks.append("sent 14, answered 14")
    found = compare(book(*asks), guess, TODAY)
    assert isinstance(found, Judged)
    assert (found.actual, found.gap, found.opened_on) == (3, 2, TODAY)
    before = compare(book(*asks), guess, TODAY - timedelta(days=1))
    assert isinstance(before, Waiting)
    assert (before.sent, before.in_envelope, before.opens_on) == (10, 1, TODAY)


def test_an_answer_on_the_fifteenth_day_is_too_late() -> None:
    """Fourteen days after the first attempt counts, fifteen does not, nor after a second try."""
    asks = ["sent 40, answered 26", "sent 40, answered 25", "sent 40, sent 20, answered 19"]
    found = compare(book(*asks, *["sent 40"] * 7), _guess(1, 40), TODAY)
    assert isinstance(found, Judged)
    assert found.actual == 1
    assert found.gap == 0


def test_quick_answers_wait_in_the_envelope() -> None:
    """Nine answered within a day, eight days ago: nothing is over, nothing is counted."""
    found = compare(book(*["sent 8, answered 7"] * 9), _guess(2, 8), TODAY)
    assert found == Waiting(found.guess, sent=9, over=0, answered=0, opens_on=None)
    assert isinstance(found, Waiting)
    assert found.in_envelope == 10


def test_only_asks_after_the_guess_and_only_ten() -> None:
    """Answered asks before it and an eleventh after it are not its own."""
    asks = ["sent 90, answered 89"] * 5 + ["sent 60"] * 10 + ["sent 50, answered 49"]
    found = compare(book(*asks), _guess(4, 60), TODAY)
    assert isinstance(found, Judged)
    assert found.actual == 0


def test_the_next_ask_takes_the_place_of_one_that_bounced() -> None:
    """Ten that reached someone, the last of them answered."""
    asks = ["sent 60, bounced 59", *["sent 60"] * 9, "sent 50, answered 49"]
    found = compare(book(*asks), _guess(4, 60), TODAY)
    assert isinstance(found, Judged)
    assert found.actual == 1


def test_what_was_sent_before_it_on_its_own_day_is_not_its_own() -> None:
    """Two sent that morning (actions 3 and 4), a guess, ten sent after it (the first locks it)."""
    words = ["sent 40, answered 39"] * 2 + ["sent 40"] * 10
    rows = [row for at, one in enumerate(words) for row in ask(one, row=f"ask{at:02d}")]
    saved = [
        replace(one, version=3 + int((one.ask or "").removeprefix("ask")))
        if isinstance(one, Touch)
        else one
        for one in rows
    ]
    guess = replace(_guess(4, 40), version=5)
    found = compare(book(others=(*saved, guess)), guess, TODAY)
    assert isinstance(found, Judged)
    assert found.actual == 0


def test_the_moment_decides_where_a_row_was_saved_anew() -> None:
    """Sent at nine, changed much later (action 9): still before the guess locked at ten."""
    nine = datetime(2026, 2, 1, 9, tzinfo=UTC)
    rows: list[Record] = []
    for row, at, version in (("a", nine, 9), ("b", nine + timedelta(hours=1), 4)):
        made, touch = ask("sent 29", row=row)
        assert isinstance(touch, Touch)
        rows += [made, replace(touch, at=at, version=version)]
    guess = replace(_guess(4, 29), version=4)
    found = compare(book(others=(*rows, guess)), guess, TODAY)
    assert isinstance(found, Waiting)
    assert found.sent == 1


def test_a_guess_saved_anew_keeps_its_day() -> None:
    """Taken back and restored by action 50, after all of its asks: they are its own still."""
    guess = replace(_guess(4, 60), version=50)
    found = compare(book(*["sent 60"] * 10, others=(guess,)), guess, TODAY)
    assert isinstance(found, Judged)


def test_not_locked_yet() -> None:
    """Nothing has gone out since: an empty envelope."""
    found = compare(book("sent 60, answered 59"), _guess(4, 60, locked=False), TODAY)
    assert found == Waiting(found.guess, 0, 0, 0, None)


def test_all_of_a_workbook_oldest_first() -> None:
    """Three guesses, in the order in which they were locked."""
    first, second, third = _guess(9, 90), _guess(5, 60), _guess(3, 0, locked=False)
    records = book(*["sent 80"] * 10, others=(third, second, first))
    found = compared(records, TODAY)
    assert [one.guess for one in found] == [first, second, third]
    assert isinstance(found[0], Judged)


@pytest.mark.parametrize(
    ("gaps", "expected"), [((), None), ((5, 0), None), ((5, 9, -2), True), ((2, 0, 2), False)]
)
def test_nearer(gaps: tuple[int, ...], *, expected: bool | None) -> None:
    """The third against the first, by distance in either direction."""
    judged = [
        Judged(Guess(of_ten=5 + min(gap, 5), made_on=TODAY), 5 + min(gap, 5) - gap, TODAY)
        for gap in gaps
    ]
    assert nearer(judged) is expected
