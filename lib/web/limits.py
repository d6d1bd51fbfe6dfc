"""How many links may somebody try that open nothing? Ten a minute, and so many from all together.

A link has 256 bits, so nobody finds one by trying; the limit keeps trying from costing much. A room
of people shares one address, so it is the visit that is counted, and an address only for whoever
shows no visit. Whoever makes up a visit for each try meets the cap on all together: above it each
address has its ten, so that one who tries does not lock the others out, and above a second cap
nobody tries for a while. A link that opens counts for nothing.

The codes of workshops have limits of their own, of the same kind: one has 24 bits and opens a lobby
for some hours, and gives whoever finds it nothing but a seat.

Memory: the tries of the last minute, at most `MOST` of them.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_SECONDS: Final = 60
EACH: Final = 10
"""Bad tries a minute of one visit, or of one address where no visit is shown."""
ALL: Final = 100
"""Bad tries a minute of all together, above which each address has `EACH`."""
MOST: Final = 1000
"""Bad tries a minute of all together, above which nobody tries."""

_HOME_BITS: Final = 64
"""Of a version 6 address: what one household or one server has; the rest it chooses itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Try:
    """One try, until it is known whether it opened something: bad, unless it is forgiven."""

    visit: str
    """Whose it is: a visit, or what stands for an address."""
    address: str
    at: float


@dataclass(slots=True)
class Limits:
    """The bad tries of the last minute."""

    clock: Callable[[], float] = time.monotonic
    together: int = ALL
    """Tries a minute of all together, above which each address has `EACH`: also those that are not
    answered yet, so it is more than come at one moment."""
    unshown: int = EACH
    """Tries a minute of one address where no visit is shown."""
    _tries: deque[Try] = field(default_factory=deque)

    def begin(self, visit: str | None, address: str) -> Try | int:
        """Note a try, before it is known what comes of it: many at once are counted, too.

        Args:
            visit: who tries; None where no visit is shown.
            address: where the request came from.

        Returns:
            The try, to be forgiven if it opened something; or how many seconds to wait.
        """
        now = self.clock()
        while self._tries and self._tries[0].at <= now - WINDOW_SECONDS:
            self._tries.popleft()
        place = home_of(address)
        asked = Try(visit or f"at {place}", place, now)
        mine = [one for one in self._tries if one.visit == asked.visit]
        here = [one for one in self._tries if one.address == place]
        first = self._tries[0] if self._tries else asked
        most = self.unshown if visit is None else EACH
        if len(mine) >= most:
            return self._wait(mine[-most], now)
        if len(self._tries) >= MOST:
            return self._wait(first, now)
        if len(self._tries) >= self.together and len(here) >= EACH:
            return self._wait(here[-EACH], now)
        self._tries.append(asked)
        return asked

    def forgive(self, asked: Try) -> None:
        """Forget a try that opened something."""
        if asked in self._tries:
            self._tries.remove(asked)

    def __len__(self) -> int:
        """Return how many tries are held."""
        return len(self._tries)

    def _wait(self, oldest: Try, now: float) -> int:
        return max(1, math.ceil(oldest.at + WINDOW_SECONDS - now))


def home_of(address: str) -> str:
    """Return an address, a version 6 one by the part its holder does not choose."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _HOME_BITS), strict=False))
    return str(found)
