"""How often may Google be asked, by whom first, and when again after a failure?

Google allows 60 reads and 60 writes a minute for an account, whatever the sheets, and advises one
request a second for a sheet (developers.google.com/workspace/sheets/api/limits and
.../troubleshoot-api-errors). Three quarters of that are used here, 45 and 45 in any 60 seconds:

- a sheet has one call in flight, and 1.2 s from one start to the next;
- where more is wanted than there is, the sheet that has had the fewest calls of late goes first, so
  that all get the same and nobody more than they want (max-min fairness);
- once half of a minute's calls are gone, the rest are spread over what is left of it: a burst makes
  everybody a little slower, and nobody wait for the minute's end.

After a failure the wait is drawn from 0 to 1, 2, 4, 8 s (full jitter), or is what `Retry-After`
asked for. Five tries, or 60 s in all, and the sheet pauses: from then on one probe every 30 s. Over
60 s of `Retry-After` is a pause at once, until then. What concerns everybody (the account's quota,
its key, Google itself away) lets one call through at a time until one is answered.

No clock and no thread: `now` is handed in, in seconds of a clock that never goes back.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, inf
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Final

from lib.sheets.errors import (
    BusyError,
    LaterError,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)

if TYPE_CHECKING:
    from lib.sheets.errors import GoogleError

MINUTE: Final = 60.0
CALLS: Final = 45
APART: Final = 1.2
TRIES: Final = 5
IN_ALL: Final = 60.0
PROBE: Final = 30.0
FIRST_WAIT: Final = 1.0
STUCK: Final = 90.0
"""A call of which nothing is heard for so long does not hold its sheet any more."""
LATE: Final = 1.0
"""Who comes back later than told, by so much, has left the line."""
MOMENT: Final = 0.2
"""When to ask again while something is in flight."""
SOON: Final = 0.001
"""Least wait, so that a clock's last digit does not make anybody ask without end."""
OFTEN: Final = 15.0
EACH: Final = 1.5


class Kind(StrEnum):
    """What a call does; Google counts the two apart."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Again:
    """When a sheet is tried again."""

    seconds: float
    """From now; 0 where it may be at once."""
    tries: int
    """How often it failed in a row."""
    paused: bool
    """Whether tries are used up, and only probes go."""


def interval_seconds(open_sheets: int) -> float:
    """Return how often each of so many open sheets is looked at, in seconds.

    Every 15 s up to ten sheets, fairly longer beyond: 40 reads a minute in all, five are left for
    opening one.
    """
    return max(OFTEN, EACH * open_sheets)


class Pace:
    """One account's budget of calls, shared by all its sheets. Threads may use it together."""

    def __init__(self, random: Random | None = None) -> None:
        """Begin with a full budget.

        Args:
            random: where the waits after a failure are drawn from; None for the system's.
        """
        self._random = random or Random()  # noqa: S311 - a wait, no secret
        self._lock = Lock()
        self._minutes = {kind: _Minute() for kind in Kind}
        self._lines: dict[Kind, dict[str, _Place]] = {kind: {} for kind in Kind}
        self._sheets: dict[str, _Sheet] = {}
        self._quotas = {kind: _Trouble() for kind in Kind}
        self._google = _Trouble()
        self._unheard: set[str] = set()

    def want(self, sheet: str, kind: Kind, now: float) -> float:
        """Return 0.0 where a call may go: it is counted, and in flight until its end is told.

        Else return the seconds after which asking again is worth it. Who comes back then keeps
        their place in the line; who does not has left it.
        """
        with self._lock:
            asking = self._sheets.setdefault(sheet, _Sheet())
            held = self._held(sheet, asking, kind, now)
            wait = held or self._in_line(sheet, kind, now)
            if wait:
                return max(wait, SOON)
            self._minutes[kind].take(sheet, now)
            self._lines[kind].pop(sheet, None)
            asking.started = asking.flying = now
            for trouble in (self._quotas[kind], self._google):
                trouble.trying = (sheet, now) if trouble.shut else None
            return 0.0

    def done(self, sheet: str, now: float) -> None:
        """Take note that a call was answered."""
        del now
        with self._lock:
            self._answered(sheet)

    def failed(self, sheet: str, kind: Kind, error: GoogleError, now: float) -> Again:
        """Take note that a call was not answered well; return when the sheet may try again.

        A refusal is an answer: asking again would bring the same, so nothing is waited for.
        """
        with self._lock:
            if isinstance(error, RefusedError):
                self._answered(sheet)
                return Again(0.0, 0, paused=False)
            own = self._sheets.setdefault(sheet, _Sheet())
            own.flying = None
            told = error.retry_after if isinstance(error, LaterError) else None
            wait = self._drawn(own.trouble) if told is None else told
            if not own.trouble.tries:
                own.trouble.since = own.started
            own.trouble.fail(wait, now, told=told is not None)
            if isinstance(error, BusyError):
                self._quotas[kind].fail(wait, now, told=told is not None)
                self._quotas[kind].shut = True
            if isinstance(error, UnknownError):
                self._unheard.add(sheet)
                self._google.fail(wait, now, told=False)
                self._google.shut = self._google.paused and len(self._unheard) > 1
            if isinstance(error, SignInRefusedError):
                own.trouble.pause(now)
                self._google.pause(now)
                self._google.shut = True
            self._let_go(sheet)
            return self._again(own, now)

    def again(self, sheet: str, now: float) -> Again | None:
        """Return when a sheet in trouble is tried again; None where all is well."""
        with self._lock:
            own = self._sheets.get(sheet)
            if own is None:
                return None
            found = self._again(own, now)
            return found if found.seconds or found.tries or found.paused else None

    def nudge(self, sheet: str) -> None:
        """Let a sheet try at once, as a person asks; but not before a time that Google named."""
        with self._lock:
            own = self._sheets.get(sheet)
            for trouble in (self._google, *([own.trouble] if own else [])):
                if not trouble.told:
                    trouble.until = 0.0

    def forget(self, sheet: str) -> None:
        """Forget a sheet that is not linked any more; its calls stay counted."""
        with self._lock:
            self._let_go(sheet)
            self._sheets.pop(sheet, None)
            self._unheard.discard(sheet)
            for kind in Kind:
                self._lines[kind].pop(sheet, None)
                self._minutes[kind].forget(sheet)

    # what holds a call back

    def _held(self, sheet: str, asking: _Sheet, kind: Kind, now: float) -> float:
        """Return the seconds a sheet must wait whatever the budget; 0 where nothing holds it."""
        if asking.flying is not None and now - asking.flying < STUCK:
            return MOMENT
        waits = [asking.trouble.until - now, asking.started + APART - now]
        for trouble in (self._quotas[kind], self._google):
            if trouble.shut:
                waits.append(trouble.until - now)
                if trouble.tried_by_another(sheet, now):
                    waits.append(MOMENT)
        return max(0.0, *waits)

    def _in_line(self, sheet: str, kind: Kind, now: float) -> float:
        """Return the seconds until it is a sheet's turn; 0 where it is now."""
        line, minute = self._lines[kind], self._minutes[kind]
        for other in [one for one, place in line.items() if place.due + LATE < now]:
            del line[other]
        place = line.setdefault(sheet, _Place(since=now, due=now))
        mine = (minute.had(sheet, now), place.since, sheet)
        before = sum((minute.had(one, now), other.since, one) < mine for one, other in line.items())
        place.due = now + minute.until_room(before, now)
        return place.due - now

    # what happened to one

    def _answered(self, sheet: str) -> None:
        """Take note that Google is there, and gives this sheet what it asks."""
        own = self._sheets.setdefault(sheet, _Sheet())
        own.flying = None
        own.trouble = _Trouble()
        self._google = _Trouble()
        self._unheard.clear()
        for kind, trouble in self._quotas.items():
            if trouble.trying and trouble.trying[0] == sheet:
                self._quotas[kind] = _Trouble()

    def _drawn(self, trouble: _Trouble) -> float:
        """Return the seconds to wait after one more failure that names no time."""
        return self._random.uniform(0, FIRST_WAIT * 2 ** min(trouble.tries, TRIES))

    def _let_go(self, sheet: str) -> None:
        """Let another sheet be the one that tries for everybody."""
        for trouble in (*self._quotas.values(), self._google):
            if trouble.trying and trouble.trying[0] == sheet:
                trouble.trying = None

    def _again(self, own: _Sheet, now: float) -> Again:
        """Return when a sheet may go, for its own troubles and for everybody's."""
        shared = (*self._quotas.values(), self._google)
        troubles = [own.trouble, *(one for one in shared if one.shut)]
        return Again(
            max(0.0, *(one.until - now for one in troubles)),
            own.trouble.tries,
            paused=any(one.paused for one in troubles),
        )


@dataclass(slots=True)
class _Trouble:
    """Failures in a row, of one sheet or of everybody."""

    tries: int = 0
    since: float = inf
    """When the first of them began."""
    until: float = 0.0
    """Nothing goes before."""
    told: bool = False
    """Whether Google itself named that time."""
    paused: bool = False
    shut: bool = False
    """Whether it holds others back too."""
    trying: tuple[str, float] | None = None
    """Which sheet tries for everybody, and since when."""

    def fail(self, wait: float, now: float, *, told: bool) -> None:
        """Count a failure, after which to wait so many seconds, unless a pause asks for more."""
        self.since = min(self.since, now)
        self.tries += 1
        self.told = told
        over = self.tries >= TRIES or now + wait - self.since > IN_ALL
        self.paused = self.paused or over
        if self.paused and (not told or wait < PROBE):
            wait = PROBE
        self.until = now + wait

    def pause(self, now: float) -> None:
        """Stop at once: from now on only probes go."""
        self.tries = max(self.tries, 1)
        self.paused = True
        self.told = False
        self.until = now + PROBE

    def tried_by_another(self, sheet: str, now: float) -> bool:
        """Return whether another sheet is trying for everybody."""
        return self.trying is not None and self.trying[0] != sheet and now - self.trying[1] < STUCK


@dataclass(slots=True)
class _Sheet:
    """One sheet's last call, and its troubles."""

    started: float = -APART
    flying: float | None = None
    trouble: _Trouble = field(default_factory=_Trouble)


@dataclass(slots=True)
class _Place:
    """A sheet's place in the line: since when, and when it was told to come back."""

    since: float
    due: float


class _Minute:
    """The calls of the last minute, of one kind, and what each sheet has had of late."""

    def __init__(self) -> None:
        self._calls: deque[float] = deque()
        self._had: dict[str, tuple[float, float]] = {}

    def take(self, sheet: str, now: float) -> None:
        """Count a call."""
        self._calls.append(now)
        self._had[sheet] = (self.had(sheet, now) + 1, now)

    def had(self, sheet: str, now: float) -> float:
        """Return a sheet's calls, each weighing less the longer ago: a minute ago, a third."""
        calls, then = self._had.get(sheet, (0.0, now))
        return calls * exp((then - now) / MINUTE)

    def forget(self, sheet: str) -> None:
        """Forget what a sheet has had."""
        self._had.pop(sheet, None)

    def until_room(self, before: int, now: float) -> float:
        """Return the seconds until a call may go that lets some others go before; 0 where now."""
        while self._calls and self._calls[0] + MINUTE <= now:
            self._calls.popleft()
        times = self._calls.copy()
        at = now
        for _ in range(before + 1):
            at = _next_after(times, at)
            times.append(at)
        return at - now


def _next_after(times: deque[float], now: float) -> float:
    """Return the earliest instant for one more call, given when those before it went.

    Those whose minute is over by then are dropped.
    """
    while True:
        while times and times[0] + MINUTE <= now:
            times.popleft()
        if len(times) < CALLS // 2:
            return now
        over = times[0] + MINUTE
        if len(times) < CALLS:
            return max(now, times[-1] + (over - times[-1]) / (CALLS - len(times) + 1))
        now = over
