"""The mix: whom one asked for what, counted from indexes."""

from __future__ import annotations

from datetime import date

from lib import guide
from lib.coaching.asks import Ask, AskKind
from lib.coaching.checks import Fit
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.mix import first_of, mix, pairs
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Touch
from lib.coaching.workbook import Changed, Records, of

DAY = date(2026, 3, 2)
AUNT = Contact(id="aunt", name="Aunt", kind=Kind.FRIEND)
FAIR = Contact(id="fair", name="Fair", kind=Kind.OTHER, mutual_contact="aunt")
FAR = Contact(id="far", name="Far", kind=Kind.OTHER, degree=4)
MEI = Contact(id="mei", name="Mei", kind=Kind.COLLEAGUE)
UNRATED = Contact(id="who", name="Who")


def asked(contact: Contact, kind: AskKind, row: str) -> list[Record]:
    """Return an ask that went out."""
    return [
        Ask(id=row, contact=contact.id, kind=kind),
        Touch(id=f"t-{row}", contact=contact.id, ask=row, on=DAY),
    ]


def book() -> Records:
    """Return a workbook in which an aunt and two strangers were asked."""
    return of(
        [
            *(Cover(), AUNT, FAIR, FAR, MEI, UNRATED),
            *asked(AUNT, AskKind.REFERENCE, "1"),
            *asked(FAIR, AskKind.ADVICE, "2"),
            *asked(FAR, AskKind.ADVICE, "3"),
            *asked(FAR, AskKind.REFERRAL, "4"),
            *asked(UNRATED, AskKind.ADVICE, "5"),
            Ask(id="6", contact="mei", kind=AskKind.ADVICE),
        ]
    )


def test_the_mix_of_kinds_and_degrees() -> None:
    """What went out to rated people; who is unrated and what is planned count nowhere."""
    found = mix(book())
    assert found.asked == 4
    assert found.kinds == ((Kind.OTHER, 3), (Kind.FRIEND, 1))
    assert found.degrees == ((1, 1), (2, 1), (4, 2))
    assert dict(found.people) == {
        Kind.FRIEND: 1,
        Kind.SOCIAL: 0,
        Kind.COLLEAGUE: 1,
        Kind.OTHER: 2,
    }
    assert found.unasked is Kind.COLLEAGUE


def test_what_was_asked_and_whether_it_fits() -> None:
    """What a kind can't do comes first."""
    found = [(one.kind, one.ask, one.count, one.fit) for one in pairs(book(), guide.kinds())]
    assert found == [
        (Kind.FRIEND, AskKind.REFERENCE, 1, Fit.CANNOT),
        (Kind.OTHER, AskKind.REFERRAL, 1, Fit.RARELY),
        (Kind.OTHER, AskKind.ADVICE, 2, Fit.CAN),
    ]


def test_it_follows_the_records() -> None:
    """A bounce takes an ask out, and another kind moves it."""
    records = book()
    mix(records)
    bounced = Touch(
        contact="far", ask="4", on=DAY, direction=Direction.REPLY, outcome=Outcome.BOUNCED
    )
    records = records.changed([Changed(None, bounced)])
    assert mix(records).kinds == ((Kind.OTHER, 2), (Kind.FRIEND, 1))
    rated = Contact(id="who", name="Who", kind=Kind.SOCIAL)
    records = records.changed([Changed(UNRATED, rated)])
    assert (Kind.SOCIAL, 1) in mix(records).kinds


def test_somebody_of_a_kind() -> None:
    """One of them, or None where there is nobody."""
    found = first_of(book(), Kind.COLLEAGUE)
    assert found is not None
    assert found.id == "mei"
    assert first_of(book(), Kind.SOCIAL) is None
    assert first_of(of([Cover()]), Kind.OTHER) is None
