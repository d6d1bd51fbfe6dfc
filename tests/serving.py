"""A real server for tests: `python app.py` in a process of its own, on a free loopback port.

Use the fixture `server` of `tests/conftest.py`, or `Server(folder)` as a context manager. The data
folder outlives a `stop`, so `start` again finds what was saved.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
"""Long, for a machine with much else to do; a start takes one to three seconds."""
STOP_SECONDS = 15


def free_port() -> int:
    """Return a loopback port nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """The app, serving a data folder."""

    def __init__(
        self,
        folder: Path,
        *,
        command: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
        root: Path = ROOT,
        health: str = "/health",
    ) -> None:
        """Prepare a server; `start` starts it.

        Args:
            folder: an existing folder for the data and the log.
            command: what to run instead of `python app.py --port {port}`; `{port}` is filled in.
            environment: variables to set besides this process's own.
            root: the project to serve.
            health: the path that answers "ok"; an app without our routes has Streamlit's alone.
        """
        self.folder = folder
        self.port = free_port()
        self._root = root
        self._health = health
        self._command = command or (sys.executable, "app.py", "--port", "{port}")
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def here(self) -> str:
        """Where it answers on this machine, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address of the first page, without a slash at its end."""
        return self.here

    def set(self, environment: Mapping[str, str]) -> None:
        """Set variables that need the server's address; before `start`."""
        self._environment |= environment

    @property
    def pid(self) -> int:
        """The process of the server now running."""
        if self._process is None:
            message = "the server is not running"
            raise RuntimeError(message)
        return self._process.pid

    @property
    def data(self) -> Path:
        """The folder of the workbook file."""
        return self.folder / "data"

    def log(self) -> str:
        """Return all the server has printed so far, over all its starts."""
        return (self.folder / "server.log").read_text("utf-8", errors="replace")

    def start(self) -> Self:
        """Start the server and wait until it is healthy.

        Raises:
            RuntimeError: it ended, or did not answer within `START_SECONDS`.
        """
        environment = {
            **os.environ,
            "WORKBOOK_DATA_FOLDER": str(self.data),
            **self._environment,
        }
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own server, no shell
                [part.replace("{port}", str(self.port)) for part in self._command],
                cwd=self._root,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if httpx.get(f"{self.here}{self._health}", timeout=2).text == "ok":
                    return self
            except httpx.TransportError:
                time.sleep(0.05)
        self.stop()
        message = f"the server did not start:\n{self.log()}"
        raise RuntimeError(message)

    def stop(self) -> None:
        """End the server as Ctrl+C would, and wait for it."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
        self._process = None

    def __enter__(self) -> Self:
        """Start the server."""
        return self.start()

    def __exit__(self, *_error: object) -> None:
        """Stop the server."""
        self.stop()
