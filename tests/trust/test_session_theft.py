"""T6: whoever learns a session's id gets no byte of its workbook, nor changes any."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import httpx
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from lib.access import mint
from tests.web import sockets

if TYPE_CHECKING:
    from tests.trust.house import House

PAGES = ("today", "people", "ask", "review", "workbook")


def session_id(told: list[bytes]) -> str:
    """Return the id of the session that these frames belong to."""
    for frame in told:
        message = ForwardMsg()
        message.ParseFromString(frame)
        if message.WhichOneof("type") == "new_session":
            return str(message.new_session.initialize.session_id)
    raise LookupError


def resumed(house: House, session: str, cookie: str) -> bytes:
    """Resume a session under another cookie, as a browser does after a lost line."""
    server = house.server
    mark = httpx.get(f"{server.address}/_stcore/health").cookies["_streamlit_xsrf"]
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        sock=socket.create_connection(("127.0.0.1", server.port)),
        origin=Origin(server.address),
        subprotocols=[Subprotocol(one) for one in ("streamlit", mark, session)],
        additional_headers={"Cookie": f"visit={cookie}; _streamlit_xsrf={mark}"},
        max_size=None,
    ) as line:
        return b"".join(frame for page in PAGES for frame in sockets.frames(line, page))


def test_a_stolen_session_gives_nothing(house: House) -> None:
    """A session left open, and one left behind: under another cookie 0 bytes of the workbook."""
    kept = house.begun()
    other = house.begun()
    before = house.version(kept)
    with sockets.opened(house.server, cookie=kept.cookie) as line:
        told = list(sockets.frames(line, "ask", query=f"w={kept.id}"))
        assert kept.mark.encode() in b"".join(told)
        session = session_id(told)
        for cookie in (mint(), other.cookie):
            assert kept.mark.encode() not in resumed(house, session, cookie)
    for cookie in (mint(), other.cookie):
        assert kept.mark.encode() not in resumed(house, session, cookie)
    assert kept.mark.encode() in resumed(house, session, kept.cookie), "its own browser goes on"
    assert house.version(kept) == before
