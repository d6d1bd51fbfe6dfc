"""Outcomes of answers, and next tries that came due: counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

from lib import guide
from lib.coaching import workbook
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.following import FollowUps, follow_ups
from lib.coaching.outcomes import Outcomes, outcomes
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Touch

TODAY = date(2026, 3, 2)


def ask(row: str, *sent: int, later: int | None = None, rested: int | None = None) -> list[Record]:
    """Return an ask whose messages went out so many days ago."""
    until = None if later is None else TODAY + timedelta(days=later)
    at_rest = None if rested is None else TODAY - timedelta(days=rested)
    rows: list[Record] = [Ask(id=row, contact="dana", later_until=until, let_go_on=at_rest)]
    rows += [Touch(contact="dana", ask=row, on=TODAY - timedelta(days=one)) for one in sent]
    return rows


def answer(row: str, days: int, outcome: Outcome | None) -> Touch:
    """Return an answer to an ask."""
    on = TODAY - timedelta(days=days)
    return Touch(contact="dana", ask=row, on=on, direction=Direction.REPLY, outcome=outcome)


def book(*rows: Record) -> workbook.Records:
    """Return a workbook of these rows."""
    return workbook.of([Cover(), Contact(id="dana", name="Dana"), *rows])


def test_each_answered_ask_once_by_its_best_answer() -> None:
    """Unwilling, then helped after all: helped. A wrong address is no answer."""
    rows = [*ask("a", 9), answer("a", 8, Outcome.UNWILLING), answer("a", 2, Outcome.HELPED)]
    rows += [*ask("b", 9), answer("b", 8, Outcome.UNWILLING)]
    rows += [*ask("c", 9), answer("c", 8, Outcome.BRUSQUE)]
    rows += [*ask("d", 9), answer("d", 8, Outcome.KIND)]
    rows += [*ask("e", 9), answer("e", 8, None)]
    rows += [*ask("f", 9), answer("f", 8, Outcome.BOUNCED), *ask("g", 9)]
    found = outcomes(book(*rows))
    assert found == Outcomes(helped=1, kind=1, unwilling=1, brusque=1, untold=1)
    assert outcomes(book()) == Outcomes(0, 0, 0, 0, 0)


def test_next_tries_that_came_due() -> None:
    """Two done; two due today or before; not yet due, put off, answered, let rest: none."""
    rows = [*ask("three", 20, 13, 6), *ask("due", 8), *ask("today", 7), *ask("young", 6)]
    rows += [*ask("later", 8, later=2), *ask("rest", 8, rested=1)]
    rows += [*ask("answered", 9), answer("answered", 8, Outcome.KIND)]
    records = book(*rows)
    found = follow_ups(records, guide.ladder(), TODAY)
    assert found == FollowUps(done=2, waiting=2)
    assert found.due == 4
    tomorrow = follow_ups(records, guide.ladder(), TODAY + timedelta(days=1))
    assert tomorrow == FollowUps(done=2, waiting=3)


def test_the_counts_follow_a_change() -> None:
    """One more answer moves one ask; the indexes are carried, not built anew."""
    before = book(*ask("a", 9))
    assert outcomes(before).helped == 0
    assert follow_ups(before, guide.ladder(), TODAY) == FollowUps(0, 1)
    after = before.changed([workbook.Changed(None, answer("a", 1, Outcome.HELPED))])
    assert outcomes(after).helped == 1
    assert follow_ups(after, guide.ladder(), TODAY) == FollowUps(0, 0)
