"""Keeping in touch: the day to be in touch again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.cadence import Cadences, Interval, after, next_touch_on
from lib.coaching.contacts import Cadence, Contact, Kind

CADENCES = Cadences(
    intervals=(
        (Cadence.WEEKLY, Interval(days=7)),
        (Cadence.MONTHLY, Interval(months=1)),
        (Cadence.QUARTERLY, Interval(months=3)),
    ),
    by_kind=((Kind.FRIEND, Cadence.MONTHLY), (Kind.OTHER, None)),
    promise_days=14,
)


@pytest.mark.parametrize(
    ("last", "cadence", "due"),
    [
        ("2026-01-31", Cadence.MONTHLY, "2026-02-28"),
        ("2028-01-31", Cadence.MONTHLY, "2028-02-29"),
        ("2028-02-29", Cadence.MONTHLY, "2028-03-29"),
        ("2026-11-30", Cadence.QUARTERLY, "2027-02-28"),
        ("2026-12-15", Cadence.MONTHLY, "2027-01-15"),
        ("2026-12-28", Cadence.WEEKLY, "2027-01-04"),
        ("2026-05-31", Cadence.QUARTERLY, "2026-08-31"),
    ],
)
def test_the_next_day(last: str, cadence: Cadence, due: str) -> None:
    """A month too short for the day gives its last day."""
    contact = Contact(name="Mei", cadence=cadence)
    found = next_touch_on(contact, date.fromisoformat(last), CADENCES)
    assert found == date.fromisoformat(due)


def test_default_by_kind() -> None:
    """A contact's own choice counts before their kind's; no choice and no default is none."""
    day = date(2026, 1, 10)
    friend = Contact(name="Mei", kind=Kind.FRIEND)
    assert next_touch_on(friend, day, CADENCES) == date(2026, 2, 10)
    weekly = Contact(name="Mei", kind=Kind.FRIEND, cadence=Cadence.WEEKLY)
    assert next_touch_on(weekly, day, CADENCES) == date(2026, 1, 17)
    assert next_touch_on(Contact(name="Mei", kind=Kind.OTHER), day, CADENCES) is None
    assert next_touch_on(Contact(name="Mei", kind=Kind.SOCIAL), day, CADENCES) is None
    assert next_touch_on(Contact(name="Mei"), day, CADENCES) is None
    assert next_touch_on(friend, None, CADENCES) is None


def test_later_counts() -> None:
    """A day put off with "Later" moves back, never forward."""
    later = Contact(name="Mei", cadence=Cadence.WEEKLY, not_before=date(2026, 2, 1))
    assert next_touch_on(later, date(2026, 1, 10), CADENCES) == date(2026, 2, 1)
    assert next_touch_on(later, date(2026, 3, 1), CADENCES) == date(2026, 3, 8)


@given(day=st.dates(), months=st.integers(0, 40), days=st.integers(0, 400))
def test_an_interval_never_skips_a_month(day: date, months: int, days: int) -> None:
    """The month is the one counted to, the day the same or the month's last; then the days."""
    found = after(day, Interval(months, days))
    if found == date.max:
        return
    moved = found - timedelta(days)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (
        moved.day < day.day and (moved + timedelta(1)).month != moved.month
    )


@given(day=st.dates(max_value=date(9000, 1, 1)), cadence=st.sampled_from(Cadence))
def test_it_moves_forward(day: date, cadence: Cadence) -> None:
    """A later touch is never due earlier."""
    contact = Contact(name="Mei", cadence=cadence)
    first = next_touch_on(contact, day, CADENCES)
    second = next_touch_on(contact, day + timedelta(1), CADENCES)
    assert first is not None
    assert second is not None
    assert day < first <= second
