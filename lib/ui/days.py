"""Days as people say them."""

from __future__ import annotations

from datetime import date, datetime

BOX = "DD/MM/YYYY"
"""How a box for a day shows it: in the order in which `said` says it."""
_NEAR = ("today", "tomorrow")


def said(day: date, today: date) -> str:
    """Return a day in words: today, tomorrow, else weekday, day and month; the year if another."""
    ahead = (day - today).days
    if 0 <= ahead < len(_NEAR):
        return _NEAR[ahead]
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def told(at: datetime, now: datetime) -> str:
    """Return an instant of the past as it is read: the clock for today, else the day too.

    Args:
        at: the instant, in the zone of whoever reads it.
        now: this instant.
    """
    clock = f"{at:%H:%M}"
    if at.date() == now.astimezone(at.tzinfo).date():
        return f"today {clock}"
    return f"{at:%A} {at.day} {at:%B} {at.year}, {clock}"
