"""One open page of somebody, as a browser has it: it looks by itself, and comes back by itself.

What draws itself anew every few seconds is asked for at the pace the server named. A lost line is
noticed at once and tried again as Streamlit's own page does; a tap that was under way is then
tapped once more where its button still says the same.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.bench.driver import SETTLED_SECONDS, visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from tests.bench.driver import Session

LOST = (ConnectionClosed, InvalidHandshake, OSError, EOFError)
"""What a lost line looks like from here."""
FIRST_TRY_SECONDS, LONGEST_SECONDS = 0.5, 30.0
"""How Streamlit's page waits before it tries again: twice as long each time, a little less by
chance."""


@dataclass(slots=True)
class Clicks:
    """How long each click took, by its name, and what a page looked like after it."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, tuple[Sequence[ForwardMsg], str, tuple[Any, ...]]] = field(
        default_factory=dict
    )
    """By the name of a click: the messages that came, the widget that saved, what was sent."""
    errors: list[str] = field(default_factory=list)

    def every(self) -> list[float]:
        """Return the seconds of all clicks, the quickest first."""
        return sorted(one for each in self.seconds.values() for one in each)


def share(seconds: Sequence[float], part: float) -> float:
    """Return the value that a part of the sorted seconds stays under; 0 for none."""
    return seconds[min(int(len(seconds) * part), len(seconds) - 1)] if seconds else 0.0


class Tab:
    """One open page of somebody."""

    def __init__(  # noqa: PLR0913, PLR0917 - a tab has these properties
        self,
        address: str,
        cookie: str,
        clicks: Clicks,
        pace_seconds: float,
        seed: int,
        port: int = 0,
    ) -> None:
        """Prepare a tab; `come` opens it."""
        self.address, self.cookie, self.port = address, cookie, port
        self.clicks = clicks
        self.chance = random.Random(seed)  # noqa: S311 - a workload, no secret
        self.came_back: list[float] = []
        """When it was there again after each lost line, by the monotonic clock."""
        self.taps: Counter[str] = Counter()
        """How often each click was done, by its name; one that had to be done again counts once."""
        self._pace = pace_seconds
        self._lock = asyncio.Lock()
        self._life = 0
        self._beside: list[asyncio.Task[None]] = []
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """What the tab shows."""
        if self._session is None:
            message = "the tab is not open"
            raise RuntimeError(message)
        return self._session

    async def come(self, path: str, query: str) -> None:
        """Open a page; from now on it looks by itself."""
        began = time.perf_counter()
        while self._session is None:
            with suppress(*LOST):
                self._session = await visit(
                    self.address,
                    path,
                    cookie=self.cookie,
                    query=query,
                    port=self.port,
                    compressed=True,
                )
        self.clicks.seconds["the first page"].append(time.perf_counter() - began)
        self._beside = [asyncio.create_task(self._watch()), asyncio.create_task(self._looks())]

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what goes wrong, for the report."""
        try:
            yield
        except (LookupError, RuntimeError, TimeoutError, httpx.HTTPError, *LOST) as error:
            self.clicks.errors.append(f"{type(self).__name__}: {error!r}"[:2000])

    async def leave(self) -> None:
        """Close the page."""
        for one in self._beside:
            one.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        if self._session is not None:
            self._session.socket.transport.abort()

    # what a person does

    async def think(self) -> None:
        """Pause, as people do before a tap."""
        await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self._pace)

    async def tap(self, name: str, key: str, *, kept: str = "") -> tuple[float, float]:
        """Tap a button; where the line is lost meanwhile, tap again if it still says the same.

        Args:
            name: what the click is called in the report.
            key: how the button's key or label begins.
            kept: words that stand on the page once it is done.

        Returns:
            When it was tapped first, and when its answer was there.

        Raises:
            LookupError: there is no such button.
        """
        await self.think()

        async def once(label: str) -> str:
            there = self.session.find(key)
            if label and (there.label != label or (kept and self.says(kept))):
                return ""
            await self.session.click(there)
            return str(there.label)

        return await self._done(name, key, once)

    async def set(self, name: str, key: str, value: str | list[str]) -> None:
        """Fill a box or make a choice that the server is told of at once."""
        await self.think()

        async def once(_label: str) -> str:
            await self.session.set(self.session.find(key), value)
            return key

        await self._done(name, key, once)

    async def unfold(self, name: str, key: str) -> None:
        """Unfold what draws its inside only then; where the line is lost, it stays as it was."""
        await self.think()
        life = self._life
        try:
            async with self._lock:
                timing = await self.session.unfold(key)
        except LOST:
            await self.back(life)
        else:
            self.clicks.seconds[name].append(timing.seconds)

    async def type(self, key: str, value: str | float | list[str]) -> None:
        """Fill a box or make a choice; it stays in the browser until something is tapped."""
        await self.think()
        async with self._lock:
            self.session.hold(self.session.find(key), value)

    async def _done(
        self, name: str, key: str, once: Callable[[str], Awaitable[str]]
    ) -> tuple[float, float]:
        began, label, steady = time.perf_counter(), "", True
        while True:
            life = self._life
            try:
                async with self._lock:
                    label = label or await self._label(key)
                    await once("" if steady else label)
                    break
            except LOST:
                steady = False
                await self.back(life)
                if not self.there(key):
                    break
        ended = time.perf_counter()
        self.taps[name] += 1
        if steady:
            self._took(name, ended - began)
        return began, ended

    async def _label(self, key: str) -> str:
        return str(self.session.find(key).label)

    def _took(self, name: str, seconds: float) -> None:
        self.clicks.seconds[name].append(seconds)
        if name not in self.clicks.pages:
            sent = self.session.sent
            saved = any(one.startswith("Saved ") for one in self.session.texts())
            writer = sent[-1].id if saved and sent else ""
            self.clicks.pages[name] = (tuple(self.session.messages), writer, sent)

    # what a person sees

    def there(self, key: str) -> bool:
        """Return whether a button or a box stands on the page."""
        with suppress(LookupError):
            return bool(self.session.find(key).id)
        return False

    def says(self, words: str) -> bool:
        """Return whether words stand on the page."""
        return any(words in one for one in self.words())

    def words(self) -> list[str]:
        """Return what stands on the page, without the signs that keep Markdown away."""
        return [re.sub(r"\\(\W)", r"\1", one) for one in self.session.texts()]

    # by itself

    async def back(self, life: int) -> None:
        """Come back after a lost line; nothing where somebody has already.

        Args:
            life: which life of the tab was lost.
        """
        async with self._lock:
            tries = 0
            while life == self._life:
                tries += 1
                wait = min(FIRST_TRY_SECONDS * 2 ** (tries - 1), LONGEST_SECONDS)
                await asyncio.sleep(wait if tries == 1 else wait * self.chance.uniform(0.7, 1))
                with suppress(TimeoutError, *LOST):
                    await self.session.again()
                    here = time.monotonic()
                    if await self.session.settle():
                        here = time.monotonic() - SETTLED_SECONDS
                    self._life += 1
                    self.came_back.append(here)

    async def _watch(self) -> None:
        """Notice a lost line at once."""
        while True:
            life = self._life
            await self.session.socket.wait_closed()
            await self.back(life)

    async def _looks(self) -> None:
        """Draw anew what draws itself anew, at the pace that the server named."""
        await asyncio.sleep(self.chance.uniform(0, 5))
        while True:
            with self.noted():
                await self.look_now()
            await asyncio.sleep(min(self.session.timers.values(), default=1.0))

    async def look_now(self) -> None:
        """Draw anew what draws itself anew."""
        life = self._life
        try:
            async with self._lock:
                for fragment in tuple(self.session.timers):
                    if fragment in self.session.timers:
                        await self.look(fragment)
        except LOST:
            await self.back(life)

    async def look(self, fragment: str) -> None:
        """Draw one part anew."""
        timing = await self.session.rerun(fragment=fragment)
        self.clicks.seconds["a look by itself"].append(timing.seconds)
