"""The calendar file: whole days, ids that stay, every line as RFC 5545 wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import vobject
from hypothesis import given

from lib import guide
from lib.coaching import workbook
from lib.coaching.agenda import ahead
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.records import Record
from lib.coaching.steps import Step
from lib.coaching.text import clean, is_blank
from lib.coaching.touches import Touch
from lib.exchange import calendar_out
from tests.workbooks import TEXTS

TODAY = date(2026, 3, 28)
"""The day before Berlin's clocks go forward."""
AT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
COVER = Cover(id="cover")
MEI = Contact(id="mei", name="Mei Tan")
ASK = Ask(id="ask", contact="mei")
SENT = Touch(id="sent", contact="mei", ask="ask", on=TODAY - timedelta(5))


def due(*rows: Record, days: int = 28) -> tuple[Step, ...]:
    """Return what comes of these rows in the next weeks, by the guide's own waits."""
    return ahead(workbook.of([COVER, MEI, *rows]), guide.ladder(), guide.cadences(), TODAY, days)


def events(*rows: Record, names: bool = True) -> list[Any]:
    """Return the events of the file for these rows, as vobject reads them."""
    data = calendar_out.calendar(due(*rows), TODAY, AT, names=names)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    (read,) = vobject.readComponents(data.decode())
    return list(read.contents.get("vevent", []))


def test_a_step_is_a_whole_day() -> None:
    """The second message, seven days after the first; a date without a clock or a zone."""
    (event,) = events(ASK, SENT)
    assert event.dtstart.value == TODAY + timedelta(2)
    assert event.dtend.value == TODAY + timedelta(3)
    assert event.summary.value == "Second message: Mei Tan"
    assert event.transp.value == "TRANSPARENT"
    data = calendar_out.calendar(due(ASK, SENT), TODAY, AT, names=True)
    assert b"DTSTART;VALUE=DATE:20260330\r\n" in data
    assert b"TZID" not in data


def test_no_names_where_nobody_asked_for_them() -> None:
    """A calendar that others see says the kind of step alone, in every line."""
    data = calendar_out.calendar(due(ASK, SENT), TODAY, AT, names=False)
    assert b"SUMMARY:Second message\r\n" in data
    assert b"Mei" not in data


def test_the_same_step_keeps_its_id() -> None:
    """Put off by two days, the event moves: another file names it the same."""
    (before,) = events(ASK, SENT)
    (after,) = events(replace(ASK, later_until=TODAY + timedelta(9)), SENT)
    assert before.uid.value == after.uid.value
    assert after.dtstart.value == TODAY + timedelta(9)


def test_what_was_due_stands_on_the_first_day() -> None:
    """Three of what waits already, no more; nothing of what is older than two weeks."""
    gives = [
        Give(id=f"g{n}", contact="mei", planned_on=TODAY - timedelta(n + 1)) for n in range(20)
    ]
    found = events(*gives)
    assert [one.dtstart.value for one in found] == [TODAY] * 3


def test_only_the_next_weeks() -> None:
    """What comes later than asked for is not in it; the days come in their order."""
    gives = [Give(id=f"g{n}", contact="mei", planned_on=TODAY + timedelta(n)) for n in range(40)]
    steps = due(*gives)
    assert [one.due_on for one in steps] == [TODAY + timedelta(n) for n in range(29)]


def test_nothing_while_paused() -> None:
    """A pause stops all due days, here too; the file is an empty calendar."""
    paused = replace(COVER, paused_on=TODAY)
    records = workbook.of([paused, MEI, ASK, SENT])
    steps = ahead(records, guide.ladder(), guide.cadences(), TODAY, 28)
    assert steps == ()
    assert b"BEGIN:VCALENDAR" in calendar_out.calendar(steps, TODAY, AT, names=True)


@given(TEXTS.map(clean).filter(lambda text: not is_blank(text)))
def test_any_name_stays_in_its_line(name: str) -> None:
    """A name is text: no line, no event and no alarm comes of it."""
    records = workbook.of([COVER, replace(MEI, name=name), ASK, SENT])
    steps = ahead(records, guide.ladder(), guide.cadences(), TODAY, 28)
    data = calendar_out.calendar(steps, TODAY, AT, names=True)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (read,) = vobject.readComponents(data.decode())
    (event,) = read.contents["vevent"]
    assert event.summary.value == f"Second message: {' '.join(name.split())}"
    assert set(event.contents) == {
        *("uid", "dtstamp", "dtstart", "dtend", "summary", "description", "transp")
    }
