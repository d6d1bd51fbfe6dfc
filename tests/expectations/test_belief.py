"""Five silences in a row, and whether something went out within a week of them: by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lib.coaching import belief as steps
from lib.coaching.belief import Stage
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.expectations.belief import (
    five_silences_on,
    sent_again_within_a_week_of_five_silences,
    stage,
    to_open,
)
from tests.expectations.build import TODAY, book


def ago(days: int) -> date:
    """Return the day so many days before `TODAY`."""
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("asks", "known", "again"),
    [
        # Four silences are not five.
        (["sent 60"] * 4, None, None),
        # The fifth, sent 40 days ago, was silent from ten days ago on; nothing since.
        (["sent 60"] * 4 + ["sent 40"], 10, False),
        # The same, known two days ago: the week still runs.
        (["sent 60"] * 4 + ["sent 32"], 2, None),
        # Sent on the day itself, on the seventh day after, and on the eighth.
        (["sent 60"] * 4 + ["sent 40", "sent 10"], 10, True),
        (["sent 60"] * 4 + ["sent 40", "sent 3"], 10, True),
        (["sent 60"] * 4 + ["sent 40", "sent 2"], 10, False),
        # A sixth, tried twice: its first message counts.
        (["sent 60"] * 5 + ["sent 29, sent 25"], 30, True),
        # An answer in between begins anew: three, an answer, four.
        (["sent 90"] * 3 + ["sent 70, answered 55"] + ["sent 60"] * 4, None, None),
        # The answer came after five were known: they count, until five more come.
        (["sent 90"] * 5 + ["sent 40, answered 35"], 60, False),
        # Let rest on the day it is let rest.
        (["sent 60"] * 4 + ["sent 20, rested 9"], 9, False),
        # Ten: the second five are the newest.
        (["sent 90"] * 5 + ["sent 50"] * 5, 20, False),
    ],
)
def test_sent_again(asks: list[str], known: int | None, again: bool | None) -> None:  # noqa: FBT001 - the parameter of a test, by name
    """The day the fifth became known, and whether a first message went out within a week of it."""
    records = book(*asks)
    assert five_silences_on(records, TODAY) == (None if known is None else ago(known))
    assert sent_again_within_a_week_of_five_silences(records, TODAY) is again


def test_the_oldest_envelope_first_and_only_once() -> None:
    """Both are ready; the older comes first; opened, it makes room for the other."""
    older = Guess(of_ten=6, made_on=ago(70), locked_on=ago(70))
    newer = Guess(of_ten=4, made_on=ago(50), locked_on=ago(50))
    rows = ["sent 70"] * 10 + ["sent 50"] * 10
    found = to_open(book(*rows, others=(newer, older)), TODAY)
    assert found is not None
    assert found.guess == older
    opened = Exercise(name=steps.ENVELOPE, on=TODAY, answer=older.id)
    found = to_open(book(*rows, others=(newer, older, opened)), TODAY)
    assert found is not None
    assert found.guess == newer


def test_the_statistics_tell_when_an_envelope_is_ready() -> None:
    """All steps before it done: nothing to do while it waits, opened on the fourteenth day."""
    guess = Guess(of_ten=6, made_on=ago(20), locked_on=ago(20))
    done = (
        guess,
        Exercise(name=steps.TALLY, count_of=10, count=2),
        Exercise(name=steps.BOTH_WAYS),
        Exercise(name=steps.AGAIN[1], answer="other"),
    )
    assert stage(book(*["sent 13"] * 10, others=done), TODAY) is None
    assert stage(book(*["sent 14"] * 10, others=done), TODAY) is Stage.OPEN
    assert stage(book(others=done), TODAY) is None
