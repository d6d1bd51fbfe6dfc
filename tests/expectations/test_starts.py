"""Starts and runs by kind: from where each ask begins, and how many silences each kind has met."""

from datetime import date, timedelta

import pytest

from lib import guide
from lib.coaching import workbook
from lib.coaching.asks import Ask, Course, course
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Direction, Outcome, Touch
from lib.coaching.workbook import Changed, Records
from lib.expectations.runs import ENOUGH, runs_by_kind, to_change
from lib.expectations.starts import NAMES, counted, start_of

TODAY = date(2026, 3, 2)


def sent(
    contact: Contact, days: int, channel: Channel | None = None, answered: int | None = None
) -> tuple[Ask, list[Touch]]:
    """Return an ask sent so many days ago, answered or not."""
    ask = Ask(contact=contact.id)
    on = TODAY - timedelta(days=days)
    touches = [Touch(contact=contact.id, ask=ask.id, on=on, channel=channel)]
    if answered is not None:
        back = TODAY - timedelta(days=answered)
        touches.append(
            Touch(
                contact=contact.id,
                ask=ask.id,
                on=back,
                direction=Direction.REPLY,
                outcome=Outcome.KIND,
            )
        )
    return ask, touches


def gone(contact: Contact, channel: Channel | None) -> Course:
    """Return how an ask by this channel has gone so far."""
    ask, touches = sent(contact, 3, channel)
    return course(ask, touches)


@pytest.mark.parametrize(
    ("kind", "mutual", "channel", "name"),
    [
        (Kind.COLLEAGUE, None, Channel.EMAIL, "colleague"),
        (Kind.FRIEND, None, Channel.LINKEDIN, "friend"),
        (Kind.SOCIAL, "m", Channel.EMAIL, "social"),
        (Kind.OTHER, None, Channel.EMAIL, "mail_to_stranger"),
        (Kind.OTHER, None, None, "mail_to_stranger"),
        (Kind.OTHER, None, Channel.LINKEDIN, "linkedin_note"),
        (Kind.OTHER, None, Channel.VOICEMAIL, "voicemail_to_stranger"),
        (Kind.OTHER, "m", Channel.EMAIL, "mutual_friend_named"),
        (Kind.OTHER, None, Channel.IN_PERSON, "in_person"),
        (None, None, Channel.EMAIL, None),
    ],
)
def test_start_of(
    kind: Kind | None, mutual: str | None, channel: Channel | None, name: str | None
) -> None:
    """Each ask begins from the starting point of its kind and channel."""
    contact = Contact(name="Dana", kind=kind, mutual_contact=mutual)
    assert start_of(gone(contact, channel), contact) == name


def test_every_name_is_in_the_guide() -> None:
    """The guide says where each of them starts."""
    assert set(NAMES) <= set(guide.starting_points().by_name)


def test_counts_follow_a_change_of_kind() -> None:
    """Rating someone moves their ask to another starting point."""
    contact = Contact(name="Dana", kind=Kind.OTHER)
    ask, touches = sent(contact, 3, Channel.EMAIL)
    records = workbook.of([Cover(), contact, ask, *touches])
    assert counted(records) == {"mail_to_stranger": 1}
    rated = Contact(id=contact.id, version=1, name="Dana", kind=Kind.COLLEAGUE)
    assert counted(records.changed([Changed(contact, rated)])) == {"colleague": 1}


def book(*asks: tuple[Kind | None, int, int | None]) -> Records:
    """Return a workbook of asks: kind, sent so many days ago, answered so many days ago."""
    rows: list[Record] = [Cover()]
    for kind, days, answered in asks:
        contact = Contact(name="Dana", kind=kind)
        ask, touches = sent(contact, days, answered=answered)
        rows += [contact, ask, *touches]
    return workbook.of(rows)


def test_runs_end_at_the_newest_answer_of_that_kind() -> None:
    """Silences before an answer do not count; open ones neither count nor end a run."""
    records = book(
        (Kind.OTHER, 90, None),
        (Kind.OTHER, 80, 70),
        (Kind.OTHER, 60, None),
        (Kind.COLLEAGUE, 50, None),
        (Kind.OTHER, 40, None),
        (Kind.OTHER, 5, None),
        (None, 60, None),
    )
    assert runs_by_kind(records, TODAY) == {Kind.OTHER: 2, Kind.COLLEAGUE: 1}


@pytest.mark.parametrize("many", [0, ENOUGH - 1, ENOUGH, ENOUGH + 3])
def test_one_change_after_five(many: int) -> None:
    """Named from the fifth silence in a row on."""
    records = book(*((Kind.SOCIAL, 40 + place, None) for place in range(many)))
    assert to_change(records, TODAY) == ((Kind.SOCIAL, many) if many >= ENOUGH else None)
