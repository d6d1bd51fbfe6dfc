"""What became of asks before a change and since it, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lib.coaching.belief import OneChange, change_kept
from lib.coaching.contacts import Contact, Kind
from lib.expectations.around import Three, around
from lib.expectations.runs import to_change
from tests.expectations.build import TODAY, ask, book

COLLEAGUE = Contact(id="c", name="Dana", kind=Kind.COLLEAGUE)


def test_before_and_since_a_change() -> None:
    """Five before it, one on its very day, one after; another kind's are in neither."""
    change = OneChange(Kind.COLLEAGUE, TODAY - timedelta(days=10), "ring up")
    other = replace(COLLEAGUE, id="o", kind=Kind.OTHER)
    rows = [*ask("sent 10, answered 9"), *ask("sent 3"), *ask("sent 5", contact="o")]
    records = book(*["sent 60"] * 5, others=(COLLEAGUE, other, *rows))
    assert around(records, change, TODAY) == (Three(quiet=5), Three(answered=1, open=1))


def test_a_change_begins_the_run_anew() -> None:
    """Five silences name a change; once it is kept, only silences since then name another."""
    rows = ["sent 60"] * 5
    assert to_change(book(*rows, others=(COLLEAGUE,)), TODAY) == (Kind.COLLEAGUE, 5)
    kept = change_kept(Kind.COLLEAGUE, "ring up", TODAY - timedelta(days=50))
    assert to_change(book(*rows, others=(COLLEAGUE, kept)), TODAY) is None
    more = [*rows, *["sent 45"] * 5]
    assert to_change(book(*more, others=(COLLEAGUE, kept)), TODAY) == (Kind.COLLEAGUE, 5)
