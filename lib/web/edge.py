"""What must every request pass? One middleware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Edge:
    """The one middleware around the app."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._compressed = GZipMiddleware(app, minimum_size=1000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through."""
        await self._compressed(scope, receive, send)
