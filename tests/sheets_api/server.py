"""The local Google on a loopback port: `with Server(Google()) as server: server.address`."""

from __future__ import annotations

import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets_api.answers import Answer
    from tests.sheets_api.google import Google


class Server:
    """The server, on a free port, in threads of its own."""

    def __init__(self, google: Google, port: int = 0) -> None:
        """Take what it serves; `port` 0 is any free one."""
        self.google = google
        self.stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"google": google, "stopping": self.stopping})
        self._http = _Threads(("127.0.0.1", port), handler)
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        google.address = self.address
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def start(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Serve no more; who waits for an answer is let go."""
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """Serve."""
        return self.start()

    def __exit__(self, *_rest: object) -> None:
        """Serve no more."""
        self.stop()


class _Threads(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    google: Google
    stopping: threading.Event
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("content-length") or 0)
        answer = self.google.handle(
            self.command,
            path,
            urllib.parse.parse_qs(query, keep_blank_values=True),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        if answer.delay:
            self.google.sleep(answer.delay)
        self._send(answer)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return what answers a method: all are answered alike."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _send(self, answer: Answer) -> None:
        if answer.broken == "hang":
            self.stopping.wait(answer.seconds)
        if answer.broken in ("hang", "drop"):
            self.close_connection = True
            # Without lingering the other side sees a reset, not an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        if answer.broken == "slow":
            for at in range(len(answer.body)):
                self.wfile.write(answer.body[at : at + 1])
                self.wfile.flush()
                if self.stopping.wait(answer.seconds):
                    break
            return
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Log nothing: `google.calls` does."""
