"""A browser's websocket, frame by frame: for what a browser would not send, or would not show."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

    from tests.serving import Server

SECONDS = 60


def opened(
    server: Server, *, cookie: str = "", origin: str | None = None, host: str | None = None
) -> ClientConnection:
    """Return an open websocket to the page's stream.

    Args:
        server: the server.
        cookie: the visit cookie's value; empty sends none.
        origin: None sends the server's own; an empty text sends none.
        host: what to say the server is called; None says its address.

    Raises:
        websockets.exceptions.InvalidStatus: the server refused.
    """
    own = server.address if origin is None else origin
    headers = {"Cookie": f"visit={cookie}"} if cookie else {}
    name = host or f"127.0.0.1:{server.port}"
    return connect(
        f"ws://{name}/_stcore/stream",
        sock=socket.create_connection(("127.0.0.1", server.port)),
        origin=Origin(own) if own else None,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=headers,
        max_size=None,
        open_timeout=SECONDS,
    )


def frames(line: ClientConnection, page: str = "", query: str = "") -> Iterator[bytes]:
    """Run a page once; yield each frame that comes back until its script has ended."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.query_string = query
    asked.rerun_script.context_info.timezone = "Europe/Berlin"
    line.send(asked.SerializeToString())
    while True:
        frame = line.recv(SECONDS)
        if isinstance(frame, str):
            raise TypeError(frame)
        yield frame
        message = ForwardMsg()
        message.ParseFromString(frame)
        ended = message.script_finished
        if message.WhichOneof("type") == "script_finished" and ended in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        }:
            return


def ran(line: ClientConnection, page: str = "") -> list[ForwardMsg]:
    """Run a page once; return all that came back."""
    found = []
    for frame in frames(line, page):
        message = ForwardMsg()
        message.ParseFromString(frame)
        found.append(message)
    return found
