"""A time zone in which it is about noon when the tests begin: no test meets a midnight on its way.

The day of a workbook is its owner's; a test that reads the clock and then looks at a page would
otherwise fail whenever a day ends between the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo


def _at_noon(hour: int) -> str:
    """Return the zone where it is twelve o'clock at an hour of UTC; its sign counts westwards."""
    ahead = 12 - hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


ZONE: Final = _at_noon(datetime.now(UTC).hour)
"""The zone's name."""


def today() -> date:
    """Return the day there."""
    return datetime.now(ZoneInfo(ZONE)).date()
