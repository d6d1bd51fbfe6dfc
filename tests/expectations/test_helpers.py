"""Helpers: of the answers whose outcome was told, how many were a help; none, one, ties."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Touch
from lib.coaching.workbook import Changed
from lib.expectations.helpers import Helping, helped
from tests.expectations.build import TODAY, ask, book

TOLD = (Outcome.HELPED, Outcome.KIND, Outcome.UNWILLING, Outcome.BRUSQUE)


def _answered(row: str, *outcomes: Outcome | None) -> list[Record]:
    """Return an ask with one answer for each outcome."""
    words = ", ".join(["sent 9", *(f"answered {8 - one}" for one in range(len(outcomes)))])
    made, *touches = ask(words, row=row)
    turned = iter(outcomes)
    return [
        made,
        *(
            replace(one, outcome=next(turned))
            if isinstance(one, Touch) and one.direction is Direction.REPLY
            else one
            for one in touches
        ),
    ]


@pytest.mark.parametrize(
    ("outcomes", "found"),
    [
        ((), Helping(0, 0)),
        ((Outcome.HELPED,), Helping(1, 1)),
        ((Outcome.UNWILLING,), Helping(1, 0)),
        ((None,), Helping(0, 0)),
        ((Outcome.KIND, Outcome.HELPED), Helping(1, 1)),
        ((Outcome.HELPED, Outcome.BRUSQUE), Helping(1, 1)),
    ],
    ids=["open", "helped", "unwilling", "not told", "kind, then helped", "helped, then brusque"],
)
def test_one_ask(outcomes: tuple[Outcome | None, ...], found: Helping) -> None:
    """A help is one whatever came before and after; what was not told is not counted."""
    assert helped(book(others=tuple(_answered("one", *outcomes)))) == found


@settings(deadline=None)
@given(st.lists(st.sampled_from((*TOLD, None)), max_size=40))
def test_as_counted_one_by_one(outcomes: list[Outcome | None]) -> None:
    """Whatever came back, the counts are those of the outcomes; after one more answer too."""
    rows = [row for at, one in enumerate(outcomes) for row in _answered(f"ask{at:03}", one)]
    records = book("sent 9", "sent 90", "sent 9, bounced 8", others=tuple(rows))
    counted = Counter(outcomes)
    told = sum(counted[one] for one in TOLD)
    assert helped(records) == Helping(told, counted[Outcome.HELPED])
    answer = Touch(
        contact="c",
        ask="ask000000",
        on=TODAY,
        direction=Direction.REPLY,
        outcome=Outcome.HELPED,
    )
    carried = records.changed([Changed(None, answer)])
    if not outcomes:
        assert helped(carried) == Helping(1, 1)
    assert helped(records) == Helping(told, counted[Outcome.HELPED])
