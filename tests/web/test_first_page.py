"""The first page in a real Chromium, and each page as the first thing a fresh process is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from lib.access import COOKIE
from tests.serving import ROOT, Server
from tests.web import planted, sockets

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PAGES = sorted(
    one.stem.replace("home", "") for one in (ROOT / "pages").glob("*.py") if one.stem != "main"
)
"""The pages' paths; home is the default page, so its path is empty."""
FRAME_TITLE = "Networking workbook"
MOST_BYTES = 1_000_000
WAIT_MS = 90_000
SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"
CONNECTED = "[data-testid='stApp'][data-test-connection-state='CONNECTED']"


@dataclass(slots=True)
class Seen:
    """What a browser did to show one page."""

    wire_bytes: int = 0
    """All bodies and headers of HTTP answers and all websocket frames, as they travelled."""
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the console says the policy stopped."""
    text: str = ""


def looked_at(chromium: Browser, address: str, *, again: bool = False) -> Seen:
    """Open a page with nothing kept from before; with `again`, count a second load of it."""
    seen = Seen()
    context = chromium.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        seen.wire_bytes += int(event["encodedDataLength"])

    def frame(event: dict[str, Any]) -> None:
        seen.wire_bytes += len(event["response"]["payloadData"])

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions-Policy" in message.text:
            seen.complaints.append(message.text)

    wire.on("Network.loadingFinished", finished)
    wire.on("Network.webSocketFrameReceived", frame)
    page.on("console", said)
    page.on("request", lambda request: seen.addresses.append(request.url))
    page.on("websocket", lambda line: seen.addresses.append(line.url))
    for _ in range(2 if again else 1):
        seen.wire_bytes = 0
        page.goto(address, timeout=WAIT_MS)
        page.wait_for_selector(CONNECTED, state="attached", timeout=WAIT_MS)
        page.wait_for_selector(SETTLED, state="attached", timeout=WAIT_MS)
        page.wait_for_load_state("networkidle", timeout=WAIT_MS)
    seen.text = page.inner_text("body")
    context.close()
    return seen


def foreign(seen: Seen, server: Server) -> list[str]:
    """Return the addresses a page asked for that are not the server's own."""
    own = (f"http://127.0.0.1:{server.port}/", f"ws://127.0.0.1:{server.port}/", "data:", "blob:")
    return [one for one in seen.addresses if not one.startswith(own)]


def test_a_first_page_is_small_and_asks_nobody_else(chromium: Browser, server: Server) -> None:
    """With an empty cache: below 1 MB over the wire, nothing off this host, nothing stopped."""
    seen = looked_at(chromium, f"{server.address}/")
    assert foreign(seen, server) == []
    assert seen.complaints == []
    assert 100_000 < seen.wire_bytes < MOST_BYTES


def test_a_second_load_fetches_almost_nothing(chromium: Browser, server: Server) -> None:
    """Scripts and fonts stay in the browser: a reload takes below 60 KB."""
    assert looked_at(chromium, f"{server.address}/", again=True).wire_bytes < 60_000


@pytest.mark.parametrize("name", PAGES)
def test_each_page_keeps_to_the_policy(chromium: Browser, server: Server, name: str) -> None:
    """No page asks another host for anything, and none runs into the policy."""
    seen = looked_at(chromium, f"{server.address}/{name}")
    assert foreign(seen, server) == []
    assert seen.complaints == []
    assert "Something went wrong" not in seen.text


def test_a_page_that_calls_out_is_stopped_and_seen(chromium: Browser, tmp_path: Path) -> None:
    """The same look finds a picture from elsewhere, which the policy keeps from loading."""
    calls_out = "import streamlit as st\nst.markdown('![x](http://beacon.example/p.png)')\n"
    root = planted.project(tmp_path / "project", pages={"main.py": calls_out})
    with Server(tmp_path, root=root) as server:
        seen = looked_at(chromium, f"{server.address}/")
    assert [one for one in seen.complaints if "beacon.example" in one]


def frame_titles(messages: list[ForwardMsg]) -> list[str]:
    """Return the page titles that a run set: the frame sets its own."""
    return [
        one.page_config_changed.title
        for one in messages
        if one.WhichOneof("type") == "page_config_changed"
    ]


def first_run(server: Server, name: str) -> list[ForwardMsg]:
    """Return what the very first session of a process is sent for a deep link."""
    token = httpx.get(f"{server.address}/{name}", timeout=30).cookies[COOKIE]
    with sockets.opened(server, cookie=token) as line:
        return sockets.ran(line, name)


@pytest.mark.parametrize("name", PAGES)
def test_a_deep_link_to_a_fresh_process_runs_the_frame(fresh_server: Server, name: str) -> None:
    """The first thing a process is asked is one page: its frame runs, and draws the menu."""
    messages = first_run(fresh_server, name)
    assert set(frame_titles(messages)) == {FRAME_TITLE}  # home goes on to a page: twice
    menus = [one.navigation for one in messages if one.WhichOneof("type") == "navigation"]
    assert [one.url_pathname for menu in menus for one in menu.app_pages if one.page_name]
    assert not [one for one in messages if one.WhichOneof("type") == "page_not_found"]
    assert "Something went wrong" not in str(messages)


def test_with_the_frame_beside_its_pages_a_deep_link_misses_it(tmp_path: Path) -> None:
    """Why the frame lies among the pages: beside them, Streamlit runs a page without it."""
    root = planted.project(
        tmp_path / "project", pages={"people.py": "import streamlit as st\nst.title('bare')\n"}
    )
    frame = (root / "pages" / "main.py").read_text("utf-8")
    (root / "pages" / "main.py").unlink()
    (root / "main.py").write_text(re.sub(r'st\.Page\("', 'st.Page("pages/', frame), "utf-8")
    app = (root / "app.py").read_text("utf-8")
    beside = app.replace('ROOT / "pages" / "main.py"', 'ROOT / "main.py"')
    assert beside != app
    (root / "app.py").write_text(beside, "utf-8")
    with Server(tmp_path, root=root) as server:
        messages = first_run(server, "people")
    assert frame_titles(messages) == []
    assert "bare" in str(messages)
