"""The real log in `../shared/data/reply-times`: who tried how often, and when an answer came.

Attempts are a sender's bursts at least 24 hours apart (`expectations.md`, 1d); the first message
ever between two people begins an ask; whoever had no answer by the end is cut off there.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

LOG = Path(__file__).parents[3] / "shared/data/reply-times/enron.txt.gz"
DAY = 86_400


@dataclass(frozen=True)
class Begun:
    """One first contact: its attempts, and the first message back."""

    sender: int
    attempts: tuple[int, ...]
    """Unix times of the bursts before the answer, or before the end."""
    reply: int | None
    end: int

    @property
    def wait_days(self) -> float:
        """Days from the first attempt to the answer, or to the end of the log."""
        return ((self.reply or self.end) - self.attempts[0]) / DAY


@cache
def begun() -> tuple[Begun, ...]:
    """Return the 2,097 first contacts of 1998 to 2002."""
    with gzip.open(LOG, "rt") as lines:
        rows = [tuple(int(one) for one in line.split()) for line in lines]
    begin, stop = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1998, 2003))
    rows = sorted((row for row in rows if begin <= row[2] < stop), key=lambda row: row[2])
    rows = [row for row in rows if row[0] != row[1]]
    first: dict[frozenset[int], int] = {}
    bursts: dict[frozenset[int], list[int]] = {}
    last: dict[frozenset[int], int] = {}
    back: dict[frozenset[int], int] = {}
    for sender, receiver, moment in rows:
        pair = frozenset((sender, receiver))
        if pair not in first:
            first[pair] = sender
            bursts[pair], last[pair] = [moment], moment
        elif pair in back:
            continue
        elif first[pair] != sender:
            back[pair] = moment
        else:
            if moment - bursts[pair][-1] >= DAY:
                bursts[pair].append(moment)
            last[pair] = moment
    end = rows[-1][2]
    return tuple(
        Begun(sender, tuple(bursts[pair]), back.get(pair), end) for pair, sender in first.items()
    )
