"""Runs: how many silences in a row has each kind of contact met, since one of them last answered?

After five to one kind, one thing is worth changing (rule S3-12). An ask still open, or let rest, is
in no run and breaks none; where something was changed with a kind, the run begins anew that day.
Only the newest asks are looked at, so it costs the same with eight thousand.
"""

from collections.abc import Mapping
from datetime import date

from lib.coaching import belief
from lib.coaching.asks import AskState
from lib.coaching.contacts import Contact, Kind
from lib.coaching.workbook import COURSES, Records
from lib.expectations.tally import SENT

ENOUGH = 5
"""Silences in a row to one kind after which one thing to change is named (`product.md`)."""
NEWEST = 100
"""Asks looked at."""


def runs_by_kind(records: Records, today: date) -> Mapping[Kind, int]:
    """Return the silences of each kind of contact since the newest answered ask to that kind.

    Args:
        records: the workbook.
        today: the owner's day.

    Returns:
        Only kinds with a silence; asks to contacts that are not rated are left out.
    """
    courses = records.index(COURSES)
    changed = {one.kind: one.on for one in belief.changes(records)}
    found: dict[Kind, int] = {}
    over: set[Kind] = set()
    for *_, row in reversed(records.index(SENT).entries[-NEWEST:]):
        course = courses[row]
        contact = records.get(Contact, course.ask.contact)
        kind = None if contact is None else contact.kind
        if kind is None or kind in over:
            continue
        if kind in changed and (course.first_on or changed[kind]) < changed[kind]:
            continue
        state = course.state(today)
        if state is AskState.ANSWERED:
            over.add(kind)
        elif state is AskState.SILENT:
            found[kind] = found.get(kind, 0) + 1
    return found


def to_change(records: Records, today: date) -> tuple[Kind, int] | None:
    """Return the kind with the longest run of silences, and the run, once it is long enough."""
    runs = runs_by_kind(records, today)
    if not runs:
        return None
    kind = max(runs, key=lambda one: runs[one])
    return (kind, runs[kind]) if runs[kind] >= ENOUGH else None
