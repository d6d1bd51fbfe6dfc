"""What a coach and a client may talk about: the guide's questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from lib.coaching.talking import Topic
from lib.guide.files import GuideError
from lib.guide.reader import read_entry

FILE = "talk.toml"


@cache
def talk() -> Mapping[str, str]:
    """Return the questions to open with, by the name of the reason or the topic."""
    names = read_entry(FILE, "questions", kind=dict)
    for one in Topic:
        read_entry(FILE, "questions", one.name, kind=str)
    return MappingProxyType({one: read_entry(FILE, "questions", one, kind=str) for one in names})


@cache
def session_days() -> int:
    """Return how many days a session page looks back where no session was noted."""
    found = read_entry(FILE, "session_days", kind=int)
    if found < 1:
        message = f"{FILE} of the guide: session_days is at least 1"
        raise GuideError(message)
    return found
