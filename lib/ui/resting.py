"""Letting rest on the screen: which ways were tried, and what comes back to you."""

from __future__ import annotations

import streamlit as st

from lib import guide
from lib.coaching.asks import Course
from lib.coaching.checks import in_a_row
from lib.coaching.ladder import ways
from lib.ui import reasons

_HOUR = 60
_QUARTER = 15


def tried(course: Course) -> None:
    """Say in which ways someone was tried (rule S0-11); nothing where no way was kept."""
    found = in_a_row([guide.way(one) for one in ways(course)])
    if found:
        name = "several_ways" if len(ways(course)) > 1 else "one_way"
        reasons.say(name, quiet=True, ways=found)


def regained() -> None:
    """Say what one more try would have taken, as the estimate it is (rule S0-12)."""
    reasons.say("time_regained", quiet=True, minutes=str(guide.limits().try_minutes))


def regained_by(many: int) -> None:
    """Say what all who rest leave free, at one more try each (rule S0-12)."""
    minutes = many * guide.limits().try_minutes
    reasons.say("time_regained_by_all", quiet=True, time=spoken(minutes))


def spoken(minutes: int) -> str:
    """Return a stretch of time as one says it, to the quarter of an hour from one hour on."""
    if minutes < _HOUR:
        return f"{minutes} minutes"
    hours, rest = divmod(round(minutes / _QUARTER) * _QUARTER, _HOUR)
    said = "an hour" if hours == 1 else f"{hours} hours"
    return f"{said} and {rest} minutes" if rest else said


def no_more(course: Course) -> None:
    """Say why calling on and on does no good, once all tries were made (rules S0-8, S0-9)."""
    if len(course.attempts) >= guide.ladder().tries:
        reasons.say("no_more_calls", quiet=True)


def let_rest(course: Course) -> None:
    """Draw what is said where one ask rests: the ways tried, and the time regained."""
    with st.container(gap="xxsmall"):
        tried(course)
        regained()
