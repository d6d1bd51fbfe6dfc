"""A wire to be cut: a server of real sockets that answers as badly as it is told to.

It knows nothing of sheets. Requests are kept as they came; each is answered by the next of `plan`,
and after that well. A request for a token is answered by the next of `tokens`.
"""

from __future__ import annotations

import functools
import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lib.sheets.account import TOKENS

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = {"spreadsheetId": "good"}
TOKEN = {"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"}
EMAIL = "book@project.iam.gserviceaccount.example"


@functools.cache
def private_key() -> str:
    """Return a key made for this process alone."""
    # Half as long as Google's: it keeps no secret, and is read in an eighth of the time.
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - as said
    return made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def key(signs_in_at: str = TOKENS) -> dict[str, str]:
    """Return a service account's key as Google writes it."""
    return {
        "type": "service_account",
        "project_id": "project",
        "private_key_id": "0123456789abcdef",
        "private_key": private_key(),
        "client_email": EMAIL,
        "client_id": "1",
        "token_uri": signs_in_at,
        "universe_domain": "googleapis.com",
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    line: str
    """Method and path, as `GET /path?query`."""
    headers: dict[str, str]
    body: bytes


def packed(
    body: bytes, status: int = 200, headers: dict[str, str] | None = None, *, more: int = 0
) -> bytes:
    """Return an answer as it goes over the wire, perhaps promising more bytes than it has."""
    told = {"Content-Length": str(len(body) + more), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


def says(
    said: object, status: int = 200, headers: dict[str, str] | None = None, *, more: int = 0
) -> Callable[[socket.socket], None]:
    """Answer with this body: bytes as they are, anything else as JSON."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()

    def answer(line: socket.socket) -> None:
        line.sendall(packed(body, status, headers, more=more))
        if more:
            line.shutdown(socket.SHUT_RDWR)

    return answer


def drip(whole: bytes, every: float) -> Callable[[socket.socket], None]:
    """Answer byte by byte, so many seconds apart."""

    def answer(line: socket.socket) -> None:
        for one in whole:
            line.sendall(bytes([one]))
            time.sleep(every)

    return answer


def drop(line: socket.socket) -> None:
    """Hang up instead of an answer."""
    line.shutdown(socket.SHUT_RDWR)


def silence(line: socket.socket) -> None:
    """Never answer; return when the other side hangs up."""
    line.recv(1)


def starts(line: socket.socket) -> None:
    """Send all headers, then nothing."""
    line.sendall(packed(b"", more=100))
    line.recv(1)


@dataclass
class Wire:
    """The server; `with Wire() as wire:` serves on loopback until the end of the block."""

    plan: list[Callable[[socket.socket], None]] = field(default_factory=list)
    tokens: list[Callable[[socket.socket], None]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    signed_in: list[Asked] = field(default_factory=list)
    hung_up: Event = field(default_factory=Event)
    """Set once the other side has left a connection."""

    def __enter__(self) -> Self:
        """Listen."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = [self._listening]
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Hang up on everybody."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    @property
    def address(self) -> str:
        """Where it listens, as `http://host:port`."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def stop_listening(self) -> None:
        """Take nobody new."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self._lines.append(line)
                Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError), line.makefile("rb") as reading:
            while (asked := _read(reading)) is not None:
                if asked.line.startswith("POST /token"):
                    self.signed_in.append(asked)
                    answer = self.tokens.pop(0) if self.tokens else says(TOKEN)
                else:
                    self.asked.append(asked)
                    answer = self.plan.pop(0) if self.plan else says(GOOD)
                answer(line)
        self.hung_up.set()


def _read(reading: Any) -> Asked | None:  # noqa: ANN401 - a socket's file
    """Return the next request; None where the other side has hung up."""
    first = reading.readline().decode().strip()
    if not first:
        return None
    headers = {}
    while line := reading.readline().decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = reading.read(int(headers.get("content-length", 0)))
    return Asked(first.removesuffix(" HTTP/1.1"), headers, body)
