"""Changes: one thing to try after a run of silences to one kind, and what came since the last."""

from __future__ import annotations

from lib.charts import kinds, telling
from lib.charts.numbers import Numbers
from lib.coaching import belief
from lib.coaching.contacts import Kind
from lib.expectations import around, runs


def to_try(numbers: Numbers) -> tuple[Kind | None, str, str]:
    """Return the kind, how it came to this and what to try, and the thing as it is kept.

    None and no words where there is nothing to change.
    """
    found = runs.to_change(numbers.records, numbers.today)
    if found is None:
        return (None, "", "")
    kind, silences = found
    return (kind, kinds.one_change(kind, silences), kinds.CHANGE[kind])


def newest(numbers: Numbers) -> str:
    """Return what the newest change was followed by, counts only; empty where there was none."""
    made = belief.changes(numbers.records)
    if not made:
        return ""
    before, since = around.around(numbers.records, made[-1], numbers.today)
    return telling.change_sentence(made[-1], before, since)
