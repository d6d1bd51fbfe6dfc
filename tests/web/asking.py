"""Asks the edge as a server would: by an ASGI scope, with an app behind it that answers everything.

A request that the edge lets through comes back with the inner app's status.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from starlette.datastructures import Headers

from lib.settings import PREFIX, load
from lib.web.edge import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import Message, Receive, Scope, Send

PASSED = 204
PAGES = "/page"
"""How the paths begin that are answered with a page."""
PAGE = "<html><script>\n  let ours = true\n</script><script src='./a.js'></script></html>"
HERE = "127.0.0.1:8501"
UPLOAD_MEGABYTES = 2


async def _answers_everything(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body to its end, then say `PASSED`; accept every websocket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        return
    while (await receive()).get("more_body", False):
        pass
    page = scope["path"].startswith(PAGES)
    headers = [(b"content-type", b"text/html"), (b"cache-control", b"no-cache")] if page else []
    await send({"type": "http.response.start", "status": PASSED, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    """An HTTP status; for a websocket 101 if it was opened, 403 if not."""
    headers: Headers
    body: str


def edge(
    kind: type[Edge] = Edge,
    settings: Mapping[str, str] | None = None,
    claims: Mapping[str, object] | None = None,
) -> Edge:
    """Return an edge of this kind before an app that answers everything.

    Args:
        kind: the edge's class.
        settings: settings by the names of their variables, without the prefix.
        claims: what is said of whoever shows the cookie `signed=in`; of nobody else.
    """
    asked = load({f"{PREFIX}{name}": value for name, value in (settings or {}).items()})

    def read(cookies: Mapping[str, str]) -> Mapping[str, object]:
        return (claims or {}) if cookies.get("signed") == "in" else {}

    return kind(
        _answers_everything,
        page=PAGE,
        upload_megabytes=UPLOAD_MEGABYTES,
        asked=asked,
        claims=read,
    )


def ask(  # noqa: PLR0913 - a request has these parts
    asked: Edge,
    path: str = "/",
    *,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (("host", HERE),),
    peer: str | None = "127.0.0.1",
    chunks: Iterable[bytes] = (b"",),
    websocket: bool = False,
) -> Answer:
    """Return the answer to one request."""
    scope: Scope = {
        "type": "websocket" if websocket else "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws" if websocket else "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": None if peer is None else (peer, 50_000),
        "server": ("127.0.0.1", 8501),
        "subprotocols": [],
    }
    body = list(chunks)
    coming: list[Message] = [{"type": "websocket.connect"}]
    if not websocket:
        coming = [
            {"type": "http.request", "body": part, "more_body": place < len(body) - 1}
            for place, part in enumerate(body)
        ]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        await asked(scope, receive, send)

    with ThreadPoolExecutor(1) as beside:  # a browser's own loop may run in this thread
        beside.submit(anyio.run, run).result()
    first = sent[0]
    if websocket:
        opened = first["type"] == "websocket.accept"
        return Answer(101 if opened else 403, Headers(), first.get("reason", ""))
    text = b"".join(one.get("body", b"") for one in sent[1:]).decode()
    return Answer(first["status"], Headers(raw=first["headers"]), text)
