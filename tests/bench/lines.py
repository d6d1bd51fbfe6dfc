"""Bad lines: every phone behind a port of its own, slow, lossy, cut for a while.

Between a phone and the app stands one of these on loopback. Bytes come through at the line's pace;
one chunk in so many waits as long as a retransmission takes, with all that follows it behind it,
since that is how loss shows over TCP. A cut ends what is open and takes nothing new.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

CHUNK_BYTES = 1_400
"""About what one packet carries."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a line is."""

    bits_a_second: float = 250_000
    """Each way."""
    loss: float = 0.02
    """The share of chunks that come late."""
    late_seconds: tuple[float, float] = (0.2, 0.4)
    """How long a lost chunk takes to come at last."""


class Line:
    """One phone's line to the app."""

    def __init__(self, to: int, shape: Shape, seed: int) -> None:
        """Prepare a line to a loopback port; it is there inside `async with`."""
        self.port = 0
        self.carried_bytes = 0
        self._to = to
        self._shape = shape
        self._chance = random.Random(seed)  # noqa: S311 - a line, no secret
        self._cut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free loopback port."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        """End all that is open."""
        self.cut()
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def cut(self) -> None:
        """Lose the line: what is open ends at once, and nobody gets through."""
        self._cut = True
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        """Have the line again."""
        self._cut = False

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._carry(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError):
            there, onward = await asyncio.open_connection("127.0.0.1", self._to)
            self._open.add(onward)
            await asyncio.gather(self._pace(reader, onward), self._pace(there, writer))
            self._open.discard(onward)
            onward.transport.abort()
        self._open.discard(writer)
        writer.transport.abort()

    async def _pace(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one direction until it ends, then end the other side's half."""
        with suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                seconds = len(data) * 8 / self._shape.bits_a_second
                if self._chance.random() < self._shape.loss:
                    seconds += self._chance.uniform(*self._shape.late_seconds)
                await asyncio.sleep(seconds)
                self.carried_bytes += len(data)
                writer.write(data)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
