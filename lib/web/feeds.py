"""What does a calendar get that subscribes? The days to come, with names and nothing else.

Its address holds a key of its own, made and withdrawn by the workbook's owner: calendars know no
other way. It reads, and nothing can be done with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lib import guide
from lib.access import the_store
from lib.coaching.agenda import ahead
from lib.exchange import calendar_out

if TYPE_CHECKING:
    from datetime import datetime

AHEAD_DAYS: Final = 28
"""How far it looks: as far as the calendar file that is taken by hand."""


def fetched(token: str, at: datetime) -> bytes | None:
    """Return the calendar that a token fetches; None where it fetches none.

    Raises:
        lib.store.StoreError: the store does not answer.
    """
    found = the_store().calendar(token, at)
    if found is None:
        return None
    day = at.astimezone(found.records.cover.zone).date()
    steps = ahead(found.records, guide.ladder(), guide.cadences(), day, AHEAD_DAYS)
    return calendar_out.calendar(steps, day, at, names=True)
