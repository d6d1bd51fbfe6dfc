"""The edge lets through what is ours and refuses the rest; each guard, taken away, is missed."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest

from lib.web.edge import CLOSED_PATHS, SMALL_BODY_BYTES, Edge, host_of, inline_hashes, policy
from tests.web.asking import HERE, PAGE, PASSED, UPLOAD_MEGABYTES, ask, edge

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.types import Scope

    from lib.web.edge import Refusal

OWN = f"http://{HERE}"

FOREIGN_ORIGINS = [
    None,
    "null",
    "http://evil.example",
    "http://localhost:8501",
    "http://127.0.0.1",
    "http://127.0.0.1:8502",
    "https://127.0.0.1:8501",
    "http://127.0.0.1:8501.evil.example",
    "http://127.0.0.1:8501@evil.example",
    "http://[::1]:8501",
    "file://",
]
"""Eleven origins a page of another's may have; the twelfth is our own."""

ELSEWHERE = [
    ("a peer in the network", "192.168.1.7", [("host", HERE)]),
    ("a peer on the net", "2001:db8::1", [("host", HERE)]),
    ("no peer known", None, [("host", HERE)]),
    ("another's name for this machine", "127.0.0.1", [("host", "evil.example:8501")]),
    ("a name that begins like ours", "127.0.0.1", [("host", "localhost.evil.example")]),
    ("a name with a user", "127.0.0.1", [("host", "localhost@evil.example")]),
    ("no Host", "127.0.0.1", []),
    ("two Hosts", "127.0.0.1", [("host", HERE), ("host", "evil.example")]),
    ("forwarded", "127.0.0.1", [("host", HERE), ("forwarded", "for=203.0.113.9;proto=http")]),
    ("forwarded, v6", "127.0.0.1", [("host", HERE), ("forwarded", 'for="[2001:db8::1]:47"')]),
    ("a chain", "127.0.0.1", [("host", HERE), ("x-forwarded-for", "127.0.0.1, 203.0.113.9")]),
    ("a host", "127.0.0.1", [("host", HERE), ("x-forwarded-host", "book.example.org")]),
    ("nginx", "127.0.0.1", [("host", HERE), ("x-real-ip", "203.0.113.9")]),
    ("a hidden peer", "127.0.0.1", [("host", HERE), ("forwarded", "for=_hidden")]),
]

AT_HOME = [
    ("127.0.0.1", [("host", HERE)]),
    ("127.0.0.1", [("host", "localhost:8501")]),
    ("::1", [("host", "[::1]:8501")]),
    ("::ffff:127.0.0.1", [("host", "LOCALHOST")]),
    (
        "127.0.0.1",
        [("host", HERE), ("x-forwarded-for", "127.0.0.1"), ("x-forwarded-proto", "http")],
    ),
    ("127.0.0.1", [("host", HERE), ("forwarded", 'for="[::1]";proto=http')]),
]


class Anywhere(Edge):
    """An edge that does not ask where a request comes from."""

    def from_here(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse nobody."""
        del scope, headers
        return None


class AnyPage(Edge):
    """An edge that takes writes from anybody's page."""

    def own_page(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse nobody."""
        del scope, headers
        return None


class AnyPath(Edge):
    """An edge that serves every route of the framework."""

    def path_served(self, scope: Scope) -> Refusal | None:
        """Refuse nothing."""
        del scope
        return None


class AnySize(Edge):
    """An edge that believes no length and has no limit."""

    def fits(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse nothing."""
        del scope, headers
        return None

    def body_limit(self, scope: Scope) -> int:
        """Return more than anybody sends."""
        del scope
        return 2**60


def let_in_from_elsewhere(kind: type[Edge]) -> list[str]:
    """Return which requests from elsewhere an edge lets in, over HTTP and as a websocket."""
    let_in = []
    for name, peer, headers in ELSEWHERE:
        if ask(edge(kind), peer=peer, headers=headers).status != 403:
            let_in.append(name)
        origin = [*headers, ("origin", f"http://{dict(headers).get('host', '')}")]
        if ask(edge(kind), peer=peer, headers=origin, websocket=True).status != 403:
            let_in.append(f"{name}, websocket")
    return let_in


def test_whoever_is_elsewhere_is_refused() -> None:
    """A peer, a Host or a forwarding header that is not this machine: 403, 14 kinds, both ways."""
    assert let_in_from_elsewhere(Edge) == []


def test_the_guard_against_elsewhere_is_what_refuses() -> None:
    """Without `from_here`, every one of them would be let in over HTTP."""
    assert len(let_in_from_elsewhere(Anywhere)) >= len(ELSEWHERE)


@pytest.mark.parametrize(("peer", "headers"), AT_HOME)
def test_this_machine_is_let_in(peer: str, headers: list[tuple[str, str]]) -> None:
    """Loopback peers under loopback names pass, a proxy on the machine included."""
    assert ask(edge(), peer=peer, headers=headers).status == PASSED


def test_a_refusal_says_what_it_means() -> None:
    """The sentence names the setting to choose, and has the headers of any answer."""
    refused = ask(edge(), peer="192.168.1.7")
    assert "for the machine it runs on" in refused.body
    assert "sets WORKBOOK_MODE to shared and WORKBOOK_ADDRESS" in refused.body
    assert refused.headers["content-security-policy"] == policy(inline_hashes(PAGE))


def crossing(kind: type[Edge]) -> list[str]:
    """Return what passes an edge from a foreign page: a websocket, or a write of any method."""
    passed = []
    for origin in FOREIGN_ORIGINS:
        headers = [("host", HERE), *([] if origin is None else [("origin", origin)])]
        if ask(edge(kind), "/_stcore/stream", headers=headers, websocket=True).status == 101:
            passed.append(f"websocket from {origin}")
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            path = "/_stcore/upload_file/a/b"
            if ask(edge(kind), path, method=method, headers=headers).status == PASSED:
                passed.append(f"{method} from {origin}")
    for site in ("cross-site", "same-site"):
        headers = [("host", HERE), ("origin", OWN), ("sec-fetch-site", site)]
        if ask(edge(kind), "/_stcore/stream", headers=headers, websocket=True).status == 101:
            passed.append(f"websocket, {site}")
    twice = [("host", HERE), ("origin", OWN), ("origin", "http://evil.example")]
    if ask(edge(kind), method="POST", headers=twice).status == PASSED:
        passed.append("two origins")
    return passed


def test_no_foreign_page_may_write_or_open_a_websocket() -> None:
    """Eleven foreign origins, one of them none, over a websocket and four methods: 0 pass."""
    assert crossing(Edge) == []


def test_the_origin_guard_is_what_refuses() -> None:
    """Without `own_page` each of them passes."""
    assert len(crossing(AnyPage)) == len(FOREIGN_ORIGINS) * 5 + 3


def test_our_own_page_may_write() -> None:
    """The own origin passes, with the browser's word that it is the same one or without it."""
    for extra in ([], [("sec-fetch-site", "same-origin")]):
        headers = [("host", HERE), ("origin", OWN), *extra]
        assert ask(edge(), method="PUT", headers=headers).status == PASSED
        assert ask(edge(), "/_stcore/stream", headers=headers, websocket=True).status == 101


def open_paths(kind: type[Edge]) -> list[str]:
    """Return which closed routes an edge serves."""
    paths = [*CLOSED_PATHS, *(f"{one}/" for one in CLOSED_PATHS), "/_stcore/agent/openapi.json"]
    return [one for one in paths if ask(edge(kind), one).status == PASSED]


def test_routes_that_tell_about_the_process_are_closed() -> None:
    """Metrics, the agent API and the script check answer 404; health does not."""
    assert open_paths(Edge) == []
    assert ask(edge(), "/_stcore/health").status == PASSED
    assert len(open_paths(AnyPath)) == 7


def oversize(kind: type[Edge]) -> list[str]:
    """Return which bodies that are too large an edge takes, whatever they say."""
    upload = "/_stcore/upload_file/a/b"
    taken = []
    for path, limit in (
        ("/anything", SMALL_BODY_BYTES),
        (upload, (UPLOAD_MEGABYTES + 1) * 1024 * 1024),
    ):
        own = [("host", HERE), ("origin", OWN)]
        for said in (str(limit + 1), "-1", "many", "1_0"):
            headers = [*own, ("content-length", said)]
            if ask(edge(kind), path, method="PUT", headers=headers).status != 413:
                taken.append(f"{path} that says {said}")
        chunks = [b"x" * (limit // 4)] * 4 + [b"xxxx"]
        if ask(edge(kind), path, method="PUT", headers=own, chunks=chunks).status != 413:
            taken.append(f"{path} that says nothing")
        exact = [*own, ("content-length", str(limit))]
        whole = [b"x" * limit]
        assert ask(edge(kind), path, method="PUT", headers=exact, chunks=whole).status == PASSED
    return taken


def test_a_body_that_is_too_large_is_refused() -> None:
    """One byte more than the limit is 413, whether the request admits it or not."""
    assert oversize(Edge) == []
    assert len(oversize(AnySize)) == 10


def test_the_policy_allows_the_one_inline_script_and_no_other() -> None:
    """The hash is of exactly what stands between the tags; scripts with a source need none."""
    assert len(inline_hashes(PAGE)) == 1
    found = inline_hashes(PAGE)[0].removeprefix("'sha256-").rstrip("'")
    digest = hashlib.sha256(b"\n  let ours = true\n").digest()
    assert base64.b64decode(found) == digest
    directives = dict(one.split(" ", 1) for one in policy(inline_hashes(PAGE)).split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["script-src"] == f"'self' {inline_hashes(PAGE)[0]}"
    assert directives["frame-ancestors"] == "'none'"
    assert not [one for one, said in directives.items() if "*" in said or "http" in said]


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("localhost", "localhost"),
        ("127.0.0.1:8501", "127.0.0.1"),
        ("[::1]:8501", "::1"),
        ("LOCALHOST:1", "localhost"),
        ("", ""),
        ("localhost:port", ""),
        ("localhost:99999", ""),
        ("a@localhost", ""),
        ("localhost/x", ""),
        ("[::1", ""),
        ("evil.example\\@localhost", ""),
    ],
)
def test_the_host_is_read_out_of_an_authority(authority: str, host: str) -> None:
    """A name, an address with or without its port; anything else names nobody."""
    assert host_of(authority) == host
