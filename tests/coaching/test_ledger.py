"""The ledger: give and take with each person, kept up change by change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.asks import Ask
from lib.coaching.belongings import belongings
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.ledger import ACCOUNTS, GIVEN, LEDGER, OWED, PLANNED, SENT, account
from lib.coaching.rating import RATED, UNRATED
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Purpose, Touch
from lib.coaching.workbook import Changed, Index, of

DAY = date(2026, 3, 2)
INDEXES: tuple[Index[Any], ...] = (ACCOUNTS, OWED, LEDGER, GIVEN, PLANNED, SENT, UNRATED, RATED)


def _sent(contact: str, ask: str, *, helped: bool = False) -> list[Record]:
    """Return an ask that went out, and its helpful answer if there was one."""
    rows: list[Record] = [
        Ask(id=ask, contact=contact),
        Touch(id=f"{ask}-1", contact=contact, ask=ask, on=DAY),
    ]
    if helped:
        rows.append(
            Touch(
                id=f"{ask}-r",
                contact=contact,
                ask=ask,
                on=DAY + timedelta(3),
                direction=Direction.REPLY,
                purpose=Purpose.OTHER,
                outcome=Outcome.HELPED,
            )
        )
    return rows


def _owed(rows: Sequence[Record]) -> list[str]:
    return [entry[-1] for entry in of([Cover(), *rows]).index(OWED).entries]


def test_whoever_helped_more_than_they_got_comes_first() -> None:
    """Ann helped after one ask, Ben was asked, Cid was given to first: Ann, then Ben."""
    rows: list[Record] = [Contact(id="ann", name="Ann"), Contact(id="ben", name="Ben")]
    rows += [Contact(id="cid", name="Cid"), Give(id="g", contact="cid", given_on=DAY)]
    rows += [*_sent("ann", "a", helped=True), *_sent("ben", "b"), *_sent("cid", "c")]
    assert _owed(rows) == ["ann", "ben"]


def test_ever_helped_counts_as_one_given() -> None:
    """One ask and a yes to "Ever helped them?" are even."""
    ben = Contact(id="ben", name="Ben", ever_helped=True)
    assert account(of([Cover(), ben, *_sent("ben", "b")]), ben).owing == 0
    without = replace(ben, ever_helped=None)
    assert account(of([Cover(), without, *_sent("ben", "b")]), without).owing == 1


def test_planned_is_not_given() -> None:
    """A give with a day to come counts as planned only."""
    ann = Contact(id="ann", name="Ann")
    found = account(of([Cover(), ann, Give(contact="ann", planned_on=DAY)]), ann)
    assert (found.given, found.planned) == (0, 1)


def test_an_ask_that_bounced_was_never_made() -> None:
    """A wrong address asks nobody for anything."""
    bounce = Touch(
        contact="ben", ask="b", on=DAY, direction=Direction.REPLY, outcome=Outcome.BOUNCED
    )
    assert _owed([Contact(id="ben", name="Ben"), *_sent("ben", "b"), bounce]) == []


PEOPLE = ("p0", "p1", "p2")


@st.composite
def _step(draw: st.DrawFn) -> tuple[str, str, int]:
    return (
        draw(st.sampled_from(["contact", "give", "ask", "touch", "take"])),
        draw(st.sampled_from(PEOPLE)),
        draw(st.integers(0, 3)),
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(_step(), max_size=25))
def test_carried_equals_built(steps: list[tuple[str, str, int]]) -> None:
    """Every index, carried through any changes and removals, equals one made from nothing."""
    records = of([Cover(id="cover"), *(Contact(id=one, name=one) for one in PEOPLE)])
    for index in INDEXES:
        records.index(index)
    for what, who, n in steps:
        contact = records.get(Contact, who)
        if contact is None:
            contact = Contact(id=who, name=f"{who} again")
            records = records.changed([Changed(None, contact)])
        changes: list[Changed] = []
        if what == "take":
            gone = belongings(records, contact)
            changes = [Changed(one, None) for one in gone.removed]
            changes += [Changed(records.get(type(one), one.id), one) for one in gone.kept]
        else:
            row: Record = {
                "contact": replace(
                    contact,
                    ever_helped=(None, True, False)[n % 3],
                    strength=n or None,
                    mutual_contact=next(
                        (one for one in PEOPLE if one != who and records.get(Contact, one)), None
                    ),
                ),
                "give": Give(
                    id=f"g{who}{n}",
                    contact=who,
                    planned_on=DAY if n else None,
                    given_on=DAY if n % 2 else None,
                ),
                "ask": Ask(id=f"a{who}{n}", contact=who),
                "touch": Touch(
                    id=f"t{who}{n}",
                    contact=who,
                    ask=next(iter(records.all(Ask)), None),
                    on=DAY,
                    direction=Direction.REPLY if n > 1 else Direction.OUTREACH,
                    outcome=Outcome.HELPED if n == 2 else None,
                ),
            }[what]
            changes = [Changed(records.get(type(row), row.id), row)]
        records = records.changed(changes)
        fresh = of([one for kind in records._rows.values() for one in kind.values()])  # noqa: SLF001 - all of them
        for index in INDEXES:
            assert records.index(index) == fresh.index(index)
