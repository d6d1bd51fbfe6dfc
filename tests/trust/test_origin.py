"""T20: no page of anybody else's opens the stream, opens a link or leaves, on a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from lib.access import mint
from lib.store import Role
from tests.web import sockets

if TYPE_CHECKING:
    from tests.trust.house import House


def foreign(house: House) -> list[str]:
    """Return eleven origins that are not the server's own; an empty one is none at all."""
    port = house.server.port
    return [
        "",
        "null",
        "http://evil.example",
        f"http://localhost:{port}",
        f"http://[::1]:{port}",
        "http://127.0.0.1",
        f"http://127.0.0.1:{port + 1}",
        f"https://127.0.0.1:{port}",
        f"http://127.0.0.1:{port}.evil.example",
        f"http://127.0.0.1:{port}@evil.example",
        "file://",
    ]


def test_only_our_own_origin_passes(house: House) -> None:
    """Twelve origins by websocket, POST /open, POST /leave: eleven refused, our own passes."""
    link = house.link(house.begun(), Role.OWNER)
    for origin in foreign(house):
        with pytest.raises(InvalidStatus) as refused, sockets.opened(house.server, origin=origin):
            pass
        assert refused.value.response.status_code == 403
        headers = {"Origin": origin} if origin else {}
        for path in ("/open", "/leave"):
            said = httpx.post(
                f"{house.server.address}{path}", content=link.token, headers=headers, timeout=10
            )
            assert said.status_code == 403, (path, origin)
    own = {"Origin": house.server.address}
    with sockets.opened(house.server) as line:
        assert line.subprotocol == "streamlit"
    for path in ("/open", "/leave"):
        said = httpx.post(
            f"{house.server.address}{path}", content=link.token, headers=own, timeout=10
        )
        assert said.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost:{port}", "127.0.0.1"])
def test_only_its_own_name_is_answered(house: House, host: str) -> None:
    """Another Host is refused, and told which setting names the right one."""
    name = host.format(port=house.server.port)
    said = httpx.get(f"{house.server.address}/", headers={"Host": name}, timeout=10)
    assert said.status_code == 403
    assert "WORKBOOK_ADDRESS" in said.text
    probe = httpx.get(f"{house.server.address}/health", headers={"Host": name}, timeout=10)
    assert (probe.status_code, probe.text) == (200, "ok")


def test_the_media_of_others_are_not_there(house: House) -> None:
    """T23: without a visit, or with one that has opened no link, a download's address is 404."""
    for cookie in ("", mint()):
        headers = {"Cookie": f"visit={cookie}"} if cookie else {}
        said = httpx.get(f"{house.server.address}/media/x.csv", headers=headers, timeout=10)
        assert (said.status_code, said.text) == (404, "There is nothing here.")
