"""A real server keeps what the edge promises: headers, visits, downloads, no name in a log."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from lib.access import COOKIE
from lib.web import life
from tests.serving import ROOT, Server
from tests.web import planted, sockets

PROMISED = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
}
PROMISED_FILES = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-resource-policy",
}
CANARY = "Zebulon Quagmire-Vantongeren"
BROKEN_PAGE = f"""
import logging

import streamlit as st

name = "{CANARY}"
st.title("Here it breaks")
logging.getLogger("of.the.page").error("could not read %s", KeyError(name))
try:
    {{}}[name]
except KeyError as error:
    raise ValueError(f"no such person: {{name}}") from error
"""
TURNS_PAGE = """
import sys

import streamlit as st

st.text(f"turns of {sys.getswitchinterval()} s")
"""
DOWNLOAD_PAGE = """
import streamlit as st

st.download_button("Keep a copy", b"name" + b" of somebody" * 200, file_name="book.csv")
"""
COMMANDS = {
    "python app.py": None,
    "streamlit run app.py": (
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        "{port}",
    ),
    "uvicorn app:app": (sys.executable, "-m", "uvicorn", "app:app", "--port", "{port}"),
}


def get(server: Server, path: str, **headers: str) -> httpx.Response:
    """Return the answer to a GET of a path, with these headers and no memory of others."""
    return httpx.get(f"{server.address}{path}", headers=headers, timeout=10)


def script_of(server: Server) -> str:
    """Return the path of the script that the first page names."""
    found = re.search(r'src="\.(/static/js/[^"]+)"', get(server, "/").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "path",
    ["/", "/people", "/favicon.png", "/_stcore/health", "/_stcore/metrics", "/media/none", "/no/x"],
)
def test_every_answer_carries_the_headers(server: Server, path: str) -> None:
    """A page, a file, a route, a refusal: the same seven headers, and no word of the server."""
    answer = get(server, path)
    assert set(answer.headers) >= PROMISED
    assert "server" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_scripts_are_kept_by_the_browser_and_compressed(server: Server) -> None:
    """A script's name holds its hash, so a second load fetches none; it travels gzipped."""
    answer = get(server, script_of(server))
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert set(answer.headers) >= PROMISED_FILES
    assert "server" not in answer.headers


def test_the_visit_is_minted_once(server: Server) -> None:
    """A page brings a visit to whoever has none or shows a made-up one, and only a page does."""
    first = get(server, "/people")
    said = first.headers["set-cookie"]
    assert re.fullmatch(
        rf"{COOKIE}=[\w-]{{43}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Strict", said
    )
    assert first.headers["cache-control"] == "no-store"
    token = first.cookies[COOKIE]
    assert get(server, "/").cookies[COOKIE] != token
    assert "set-cookie" not in get(server, "/people", cookie=f"{COOKIE}={token}").headers
    assert COOKIE in get(server, "/", cookie=f"{COOKIE}=guess").cookies
    for path in ("/media/none", script_of(server), "/favicon.png"):
        assert "set-cookie" not in get(server, path).headers
    assert COOKIE not in get(server, "/_stcore/health").cookies


def download(server: Server) -> tuple[str, str]:
    """Open the page with the download; return (path of the file, visit that opened it)."""
    token = get(server, "/").cookies[COOKIE]
    with sockets.opened(server, cookie=token) as line:
        for message in sockets.ran(line):
            button = message.delta.new_element.download_button
            if button.url:
                return button.url, token
    pytest.fail("the page drew no download")


def download_page(tmp_path: Path) -> dict[str, str]:
    """Return a frame that knows its visitor as ours does, and then offers a download."""
    frame = (ROOT / "pages" / "main.py").read_text("utf-8")
    last = "\nwith session.opened(workbook):\n    page.run()\n"
    assert last in frame
    del tmp_path
    return {"main.py": frame.replace(last, DOWNLOAD_PAGE.replace("import streamlit", "#"))}


def test_a_download_is_for_a_visit_the_store_knows(tmp_path: Path) -> None:
    """The address alone is worth nothing: 404 without a visit, or with one never admitted."""
    root = planted.project(tmp_path / "project", pages=download_page(tmp_path))
    with Server(tmp_path, root=root) as server:
        path, token = download(server)
        mine = get(server, path, cookie=f"{COOKIE}={token}")
        assert mine.status_code == 200
        assert mine.text.startswith("name of somebody")
        assert mine.headers["cache-control"] == "no-store"
        assert get(server, path).status_code == 404
        fresh = get(server, "/").cookies[COOKIE]
        assert get(server, path, cookie=f"{COOKIE}={fresh}").status_code == 404
        assert get(server, path, cookie=f"{COOKIE}={'x' * 43}").status_code == 404


def test_the_download_guard_is_what_refuses(tmp_path: Path) -> None:
    """Without it, Streamlit serves the file to anybody who has its address."""
    root = planted.project(
        tmp_path / "project",
        pages=download_page(tmp_path),
        without="async def may_download(self, scope: Scope, headers: Headers) -> Refusal | None:",
    )
    with Server(tmp_path, root=root) as server:
        path, _token = download(server)
        assert get(server, path).status_code == 200


@pytest.mark.parametrize("command", COMMANDS)
def test_a_long_piece_of_work_gives_way(tmp_path: Path, command: str) -> None:
    """However it is started: while one thread works for long, the others wait for short turns."""
    root = planted.project(tmp_path / "project", pages={"main.py": TURNS_PAGE})
    with (
        Server(tmp_path, root=root, command=COMMANDS[command]) as server,
        sockets.opened(server, cookie=get(server, "/").cookies[COOKIE]) as line,
    ):
        said = [message.delta.new_element.text.body for message in sockets.ran(line)]
    assert f"turns of {life.TURN_SECONDS} s" in said
    assert sys.getswitchinterval() > life.TURN_SECONDS


@pytest.mark.parametrize("origin", ["", "http://localhost", "http://evil.example", "null"])
def test_a_websocket_from_elsewhere_is_declined(server: Server, origin: str) -> None:
    """Streamlit by itself takes a websocket without Origin, and one from any localhost port."""
    with pytest.raises(InvalidStatus) as refused:
        sockets.opened(server, origin=origin)
    assert refused.value.response.status_code == 403


def test_our_own_websocket_opens_under_both_names(server: Server) -> None:
    """127.0.0.1 and localhost are the same machine; the Origin has to match the name used."""
    name = f"localhost:{server.port}"
    with (
        sockets.opened(server) as line,
        sockets.opened(server, origin=f"http://{name}", host=name) as other,
    ):
        assert line.subprotocol == other.subprotocol == "streamlit"
    with pytest.raises(InvalidStatus):
        sockets.opened(server, host="evil.example", origin="http://evil.example")


def test_an_upload_that_is_too_large_is_not_read(server: Server) -> None:
    """51 MB and a byte for a file of at most 50 MB and its framing: 413 before the body."""
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as line:
        line.sendall(
            (
                "PUT /_stcore/upload_file/a/b HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{server.port}\r\nOrigin: {server.address}\r\n"
                f"Content-Length: {51 * 1024 * 1024 + 1}\r\n\r\n"
            ).encode()
        )
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def no_delay(pid: int, mine: socket.socket) -> int:
    """Return TCP_NODELAY of the other end of a connection, in the process that holds it."""
    pidfd_getfd = 438
    c_library = ctypes.CDLL(None, use_errno=True)
    process = os.pidfd_open(pid)
    try:
        for held in Path(f"/proc/{pid}/fd").iterdir():
            copy = c_library.syscall(pidfd_getfd, process, int(held.name), 0)
            if copy < 0:
                continue
            try:
                theirs = socket.socket(fileno=copy)
            except OSError:
                os.close(copy)
                continue
            with theirs:
                try:
                    if theirs.getpeername() == mine.getsockname():
                        return theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                except OSError:
                    continue
    finally:
        os.close(process)
    pytest.skip("this system does not let a process look at another's sockets")


@pytest.mark.skipif(
    sys.platform != "linux", reason="reads the server's sockets as Linux shows them"
)
@pytest.mark.parametrize("way", COMMANDS)
def test_each_way_to_start_it_serves_without_delay(tmp_path: Path, way: str) -> None:
    """All three start commands serve, guard, and send small packets at once (TCP_NODELAY)."""
    with Server(tmp_path, command=COMMANDS[way]) as server:
        assert get(server, "/", host="evil.example").status_code == 403
        with closing(socket.create_connection(("127.0.0.1", server.port))) as line:
            line.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            line.recv(100)
            assert no_delay(server.pid, line) == 1


@pytest.mark.skipif(
    sys.platform != "linux", reason="reads the server's sockets as Linux shows them"
)
def test_the_reader_of_sockets_sees_a_delay() -> None:
    """A plain accepted socket has TCP_NODELAY off, and is read so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        mine = socket.create_connection(listening.getsockname())
        theirs, _ = listening.accept()
        with mine, theirs:
            assert no_delay(os.getpid(), mine) == 0
            theirs.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            assert no_delay(os.getpid(), mine) == 1


def test_a_name_in_an_exception_reaches_no_log_and_no_browser(tmp_path: Path) -> None:
    """A page breaks over a name: the reader gets a code, the log gets code, type and lines."""
    root = planted.project(tmp_path / "project", pages={"main.py": BROKEN_PAGE})
    with Server(tmp_path, root=root) as server:
        with sockets.opened(server) as line:
            sent = b"".join(sockets.frames(line))
        log = server.log()
    shown = re.search(rb"the code ([0-9A-F]{4})\.", sent)
    assert shown is not None
    assert CANARY.encode() not in sent
    assert CANARY not in log
    assert f"code {shown[1].decode()}: ValueError" in log
    assert "main.py:12" in log
    assert "could not read KeyError" in log


def test_without_the_log_rule_the_name_is_logged(tmp_path: Path) -> None:
    """Streamlit logs an exception with its text: the rule is what keeps the name out."""
    root = planted.project(tmp_path / "project", pages={"main.py": BROKEN_PAGE})
    app = (root / "app.py").read_text("utf-8")
    assert "logs.keep_values_out()\n" in app
    (root / "app.py").write_text(app.replace("logs.keep_values_out()\n", ""), "utf-8")
    with Server(tmp_path, root=root) as server:
        with sockets.opened(server) as line:
            list(sockets.frames(line))
        assert CANARY in server.log()
