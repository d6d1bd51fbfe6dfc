"""The past: what messages exchanged long ago say about who asked, who tried again, who answered.

A conversation is cut into talks: one that was silent for long is over, and the next message begins
another. A talk that the owner began can be an ask, and is one only where the owner says so. In an
ask, messages of the owner less than a day apart are one try, as reply logs are counted
(`expectations.md`, 1d); what they wrote first after an answer counts as having come back to them
(rule S2-28). Rules S0-6, S3-11, S4-1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lib.coaching.touches import Purpose


@dataclass(frozen=True, slots=True)
class Reading:
    """The guide's numbers for reading a history."""

    new_talk_days: int
    """Days of silence after which a conversation is over."""
    try_hours: int
    """Messages closer together than these hours are one try."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message between the owner and somebody."""

    id: str
    mine: bool
    """True where the owner wrote it."""
    at: datetime
    """With a time zone."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of a conversation without a long silence in it; oldest message first."""

    said: tuple[Said, ...]

    @property
    def is_mine(self) -> bool:
        """True where the owner began it: then it can be an ask."""
        return self.said[0].mine

    @property
    def answered(self) -> bool:
        """True where the other one wrote after the owner had."""
        began = next((at for at, one in enumerate(self.said) if one.mine), None)
        return began is not None and any(not one.mine for one in self.said[began:])

    @property
    def waits_for_me(self) -> bool:
        """True where they answered and never heard back: the last word is theirs."""
        return self.answered and not self.said[-1].mine


def talks(said: Sequence[Said], reading: Reading) -> tuple[Talk, ...]:
    """Return the talks of one conversation, oldest first.

    Args:
        said: its messages, in any order; at least one.
        reading: the guide's numbers.
    """
    ordered = sorted(said, key=lambda one: (one.at, one.id))
    pause = timedelta(days=reading.new_talk_days)
    found: list[list[Said]] = []
    for one in ordered:
        if found and one.at - found[-1][-1].at < pause:
            found[-1].append(one)
        else:
            found.append([one])
    return tuple(Talk(tuple(one)) for one in found)


def purposes(talk: Talk, reading: Reading) -> tuple[Purpose, ...]:
    """Return what each message of a talk was for, where the talk is an ask, in its order.

    A reply's is `Purpose.OTHER`, as that of everything that is no outreach.
    """
    found: list[Purpose] = []
    last_try: datetime | None = None
    answered = back = False
    apart = timedelta(hours=reading.try_hours)
    for one in talk.said:
        if not one.mine:
            answered = answered or last_try is not None
            found.append(Purpose.OTHER)
        elif not answered:
            fresh = last_try is None or one.at - last_try >= apart
            found.append(Purpose.ATTEMPT if fresh else Purpose.OTHER)
            last_try = one.at if fresh else last_try
        else:
            found.append(Purpose.OTHER if back else Purpose.THANKS)
            back = True
    return tuple(found)
