"""The provider on a loopback port: `with Server(Provider(client)) as server: server.address`.

It is called `localhost` where the app is called `127.0.0.1`, so that a browser takes the two for
different sites, as a real provider and the app are.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from tests.oidc.provider import Provider


class Server:
    """The server, on a free port, in threads of its own."""

    def __init__(self, provider: Provider) -> None:
        """Take what it serves, and tell it its address."""
        self.provider = provider
        handler = type("Handler", (_Handler,), {"provider": provider})
        self._http = _Threads(("127.0.0.1", 0), handler)
        self.address = f"http://localhost:{self._http.server_address[1]}"
        provider.issuer = self.address
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def metadata_url(self) -> str:
        """The address of the discovery document."""
        return f"{self.address}/.well-known/openid-configuration"

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(self, *_rest: object) -> None:
        """Serve no more."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Threads(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    provider: Provider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a form."""
        self._serve()

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        answer = self.provider.handle(
            self.command,
            path,
            query,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("content-length") or 0)),
        )
        self.send_response_only(answer.status)
        for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Log nothing: `provider.paths` does."""
