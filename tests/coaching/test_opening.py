"""The first ten minutes told by the records alone; asks without an answer in their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.opening import SENT, UNSENT, Place, chosen, following, stands
from lib.coaching.records import Record
from lib.coaching.scripts import Script
from lib.coaching.touches import Direction, Outcome, Purpose, RungKind, Touch
from lib.coaching.unanswered import UNANSWERED, count, page
from lib.coaching.workbook import Changed, Records, of

TODAY = date(2026, 5, 7)
MEI = Contact(id="mei", name="Mei")
RATED = replace(MEI, kind=Kind.COLLEAGUE, strength=4, ever_helped=False)
ASK = Ask(id="ask", contact="mei")
PLANNED = replace(ASK, planned_on=TODAY)
SCRIPT = Script(id="words", ask="ask", contact="mei", text="Hi Mei")
OUT = Touch(id="out", contact="mei", ask="ask", on=TODAY, at=datetime(2026, 5, 7, 9, tzinfo=UTC))


def book(*rows: Record) -> Records:
    """Return the records of a workbook with a cover and these rows."""
    return of([Cover(), *rows])


def place(*rows: Record, today: date = TODAY, onward: bool = False) -> Place:
    """Return where someone stands with these rows."""
    return stands(book(*rows), guide.ladder(), today, onward=onward).place


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), Place.NAME),
        ((MEI,), Place.NAME),
        ((MEI, ASK), Place.RATE),
        ((replace(MEI, kind=Kind.COLLEAGUE), ASK), Place.RATE),
        ((replace(RATED, ever_helped=None), ASK), Place.RATE),
        ((RATED, ASK), Place.WHAT),
        ((RATED, PLANNED), Place.BLANKS),
        ((RATED, PLANNED, SCRIPT), Place.MESSAGE),
        ((RATED, PLANNED, SCRIPT, OUT), Place.SENT),
        ((RATED, replace(PLANNED, let_go_on=TODAY)), Place.NAME),
    ],
)
def test_each_answer_leads_to_the_next_question(rows: tuple[Record, ...], expected: Place) -> None:
    """Nothing but the records tells the place."""
    assert place(*rows) is expected


def test_what_is_out_says_when_to_look_again() -> None:
    """Seven days after the first message, by the guide; not once an answer has come."""
    stand = stands(book(RATED, PLANNED, SCRIPT, OUT), guide.ladder(), TODAY)
    assert stand.due is not None
    assert (stand.due.kind, stand.due.due_on) == (RungKind.SECOND, TODAY + timedelta(days=7))
    reply = Touch(
        contact="mei",
        ask="ask",
        direction=Direction.REPLY,
        on=TODAY,
        purpose=Purpose.OTHER,
        outcome=Outcome.KIND,
    )
    assert place(RATED, PLANNED, SCRIPT, OUT, reply) is Place.NAME
    assert place(RATED, PLANNED, OUT, today=TODAY + timedelta(days=7)) is Place.NAME


def test_not_yet_keeps_it_until_its_day() -> None:
    """Put off until tomorrow: kept today, unless another name is wished; back on its day."""
    put_off = replace(PLANNED, later_until=TODAY + timedelta(days=1))
    assert place(RATED, put_off, SCRIPT) is Place.KEPT
    assert place(RATED, put_off, SCRIPT, onward=True) is Place.NAME
    assert place(RATED, put_off, SCRIPT, today=TODAY + timedelta(days=1)) is Place.MESSAGE


def test_the_next_of_those_picked_waits_until_it_is_wished() -> None:
    """After one is sent, that is said first; the next comes with "onward"."""
    other = Contact(id="ravi", name="Ravi")
    rows = (RATED, other, PLANNED, SCRIPT, OUT, Ask(id="next", contact="ravi"))
    assert place(*rows) is Place.SENT
    stand = stands(book(*rows), guide.ladder(), TODAY, onward=True)
    assert (stand.place, stand.contact) == (Place.RATE, other)
    assert following(book(*rows), TODAY) == other
    assert chosen(book(*rows)) == 1


DAYS = st.dates(date(2026, 1, 1), TODAY)


@given(
    planned=st.lists(st.one_of(st.none(), DAYS), min_size=1, max_size=12),
    sent=st.lists(st.tuples(st.integers(0, 11), DAYS), max_size=12),
    size=st.integers(1, 5),
)
def test_asks_without_an_answer_come_newest_first_and_whole(
    planned: list[date | None], sent: list[tuple[int, date]], size: int
) -> None:
    """The pages together hold every such ask once, in falling order of their newest day."""
    asks = [Ask(id=f"a{at:02}", contact="mei", planned_on=on) for at, on in enumerate(planned)]
    touches = [
        Touch(id=f"t{at:02}", contact="mei", ask=asks[of_ask].id, on=on)
        for at, (of_ask, on) in enumerate(sent)
        if of_ask < len(asks)
    ]
    records = book(MEI, *asks)
    for index in (UNANSWERED, UNSENT, SENT):
        records.index(index)
    carried = records.changed([Changed(None, one) for one in touches])
    for found in (carried, book(MEI, *asks, *touches)):
        pages = [page(found, at, size) for at in range(1, -(-len(asks) // size) + 1)]
        courses = [one for rows in pages for one in rows]
        newest = [one.last_on or one.ask.planned_on or date.min for one in courses]
        assert newest == sorted(newest, reverse=True)
        assert sorted(one.ask.id for one in courses) == sorted(one.id for one in asks)
        assert count(found) == len(asks)
