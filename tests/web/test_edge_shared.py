"""Where others may come: one name, one origin, a cookie for TLS alone; each guard is missed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import Headers

from lib.access import COOKIE, SECURE_COOKIE, mint
from lib.web import pages
from lib.web.edge import Edge
from lib.web.proxies import Proxies
from tests.web.asking import PASSED, ask, edge
from tests.web.test_edge import AnyPage

if TYPE_CHECKING:
    from starlette.types import Scope

    from lib.web.edge import Refusal

NAME = "book.example.org"
ADDRESS = f"https://{NAME}"
SHARED = {"MODE": "shared", "ADDRESS": ADDRESS}
PEER = "203.0.113.9"
HOST = [("host", NAME)]

FOREIGN_ORIGINS = [
    None,
    "null",
    "http://evil.example",
    f"http://{NAME}",
    f"https://{NAME}:8443",
    f"https://{NAME}.evil.example",
    f"https://{NAME}@evil.example",
    "https://example.org",
    "https://other.example.org",
    "http://localhost:8501",
    "file://",
]
"""Eleven origins a page of another's may have; the twelfth is our own."""

FOREIGN_HOSTS = [
    [],
    [("host", "")],
    [("host", "evil.example")],
    [("host", f"{NAME}.evil.example")],
    [("host", f"{NAME}:8443")],
    [("host", f"{NAME}@evil.example")],
    [("host", "127.0.0.1:8501")],
    [("host", "localhost")],
    [("host", "203.0.113.1")],
    [("host", NAME), ("host", "evil.example")],
    [("host", "evil.example"), ("x-forwarded-host", NAME)],
]


class AnyName(Edge):
    """An edge that answers under every name."""

    def own_name(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse nobody."""
        del scope, headers
        return None


class NoMoment(Edge):
    """An edge that takes a browser that shows no visit for one that has none."""

    def keeps_its_visit(self, headers: Headers) -> bool:
        """Return that it has none."""
        del headers
        return False


def shared(kind: type[Edge] = Edge) -> Edge:
    """Return an edge of this kind where others may come."""
    return edge(kind, SHARED)


def under_another_name(kind: type[Edge]) -> list[str]:
    """Return which hosts an edge answers under that are not the workbook's own."""
    let_in = []
    for headers in FOREIGN_HOSTS:
        if ask(shared(kind), peer=PEER, headers=headers).status != 403:
            let_in.append(str(headers))
        own = [*headers, ("origin", ADDRESS)]
        if ask(shared(kind), peer=PEER, headers=own, websocket=True).status != 403:
            let_in.append(f"{headers}, websocket")
    return let_in


def test_only_its_own_name_is_answered() -> None:
    """Eleven other Hosts, over HTTP and as a websocket: 403 (DNS rebinding, a proxy's mistake)."""
    assert under_another_name(Edge) == []
    assert len(under_another_name(AnyName)) == 2 * len(FOREIGN_HOSTS)


@pytest.mark.parametrize("host", [NAME, NAME.upper(), f"{NAME}:443"])
def test_its_own_name_is_answered_from_everywhere(host: str) -> None:
    """With capitals, with the port that goes without saying, through a proxy or not."""
    for extra in ([], [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https")]):
        assert ask(shared(), peer=PEER, headers=[("host", host), *extra]).status == PASSED


def test_a_prober_may_ask_by_number_whether_it_is_well() -> None:
    """A container's probe knows no name; nothing but that one path answers it."""
    by_number = [("host", "10.1.2.3:8501")]
    assert ask(shared(), "/health", peer=PEER, headers=by_number).status == PASSED
    assert ask(shared(), "/health/", peer=PEER, headers=by_number).status == 403


def crossing(kind: type[Edge]) -> list[str]:
    """Return what passes an edge from a foreign page: a websocket, or one of our own writes."""
    passed = []
    for origin in FOREIGN_ORIGINS:
        headers = [*HOST, *([] if origin is None else [("origin", origin)])]
        line = ask(shared(kind), "/_stcore/stream", peer=PEER, headers=headers, websocket=True)
        if line.status == 101:
            passed.append(f"websocket from {origin}")
        passed += [
            f"{path} from {origin}"
            for path in (pages.OPEN, pages.LEAVE)
            if ask(shared(kind), path, method="POST", peer=PEER, headers=headers).status == PASSED
        ]
    for site in ("cross-site", "same-site"):
        headers = [*HOST, ("origin", ADDRESS), ("sec-fetch-site", site)]
        if ask(shared(kind), pages.OPEN, method="POST", headers=headers).status == PASSED:
            passed.append(f"/open, {site}")
    return passed


def test_only_our_own_origin_writes_or_opens_a_websocket() -> None:
    """Twelve origins by websocket, POST /open, POST /leave: our own passes, eleven do not."""
    assert crossing(Edge) == []
    assert len(crossing(AnyPage)) == 3 * len(FOREIGN_ORIGINS) + 2
    own = [*HOST, ("origin", ADDRESS)]
    for path in (pages.OPEN, pages.LEAVE):
        assert ask(shared(), path, method="POST", peer=PEER, headers=own).status == PASSED
    line = ask(shared(), "/_stcore/stream", peer=PEER, headers=own, websocket=True)
    assert line.status == 101


def test_the_visit_of_a_secure_address_travels_by_tls_alone() -> None:
    """`__Host-`, Secure, HttpOnly, Strict, for no other host and no other path; HSTS beside it."""
    first = ask(shared(), "/page", peer=PEER, headers=HOST)
    said = first.headers["set-cookie"]
    token = rf"{SECURE_COOKIE}=[\w-]{{43}}; Path=/; Max-Age=\d+"
    assert re.fullmatch(rf"{token}; HttpOnly; SameSite=Strict; Secure", said)
    assert first.headers["strict-transport-security"] == "max-age=31536000"
    kept = [*HOST, ("cookie", f"{SECURE_COOKIE}={mint()}")]
    again = ask(shared(), "/page", headers=kept)
    assert "set-cookie" not in again.headers
    assert again.headers["cache-control"] == "no-store", "the back button would show it"
    plain = [*HOST, ("cookie", f"{COOKIE}={mint()}")]
    assert "set-cookie" in ask(shared(), "/page", headers=plain).headers


def test_on_this_machine_a_visit_needs_no_tls() -> None:
    """An http address on loopback: no prefix, no Secure, no HSTS; and no page is kept."""
    here = edge(Edge, {"MODE": "shared", "ADDRESS": "http://localhost:8501"})
    first = ask(here, "/page", headers=[("host", "localhost:8501")])
    assert first.headers["set-cookie"].startswith(f"{COOKIE}=")
    assert "Secure" not in first.headers["set-cookie"]
    assert "strict-transport-security" not in first.headers
    assert first.headers["cache-control"] == "no-store"


FROM_A_MAIL = [*HOST, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]


def test_a_link_on_another_site_takes_no_visit_away() -> None:
    """A Strict cookie is not shown there: the page loads itself again instead of minting one."""
    asked = ask(shared(), "/page", peer=PEER, headers=FROM_A_MAIL)
    assert asked.status == 200
    assert asked.body == pages.MOMENT
    assert "set-cookie" not in asked.headers
    same = [*HOST, ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate")]
    assert "set-cookie" in ask(shared(), "/page", headers=same).headers
    without = ask(shared(NoMoment), "/page", peer=PEER, headers=FROM_A_MAIL)
    assert "set-cookie" in without.headers


@pytest.mark.parametrize("path", ["/open", "/leave", "/health", "/calendar/x.ics"])
def test_no_visit_begins_where_one_may_be_kept(path: str) -> None:
    """A link from a mail reaches `/open` itself, and no cookie is set over another one."""
    for headers in (FROM_A_MAIL, HOST):
        asked = ask(shared(), path, peer=PEER, headers=headers)
        assert asked.status == PASSED
        assert "set-cookie" not in asked.headers


@pytest.mark.parametrize(
    ("peer", "lines", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.7"], "203.0.113.9"),
        ("10.0.0.2", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.2", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.2", ["1.1.1.1", "198.51.100.7, 10.0.0.3"], "198.51.100.7"),
        ("10.0.0.2", ["10.0.0.4, 10.0.0.3"], "10.0.0.4"),
        ("10.0.0.2", ["evil, 10.0.0.3"], "evil"),
        ("::ffff:10.0.0.2", ["2001:db8::7"], "2001:db8::7"),
        ("10.0.0.2", [], "10.0.0.2"),
        (None, ["198.51.100.7"], ""),
    ],
)
def test_a_forwarded_address_counts_from_a_trusted_proxy(
    peer: str | None, lines: list[str], client: str
) -> None:
    """It is read from its end, as far as whoever wrote there is trusted."""
    scope = {"client": None if peer is None else (peer, 1)}
    read = Headers(raw=[(b"x-forwarded-for", line.encode()) for line in lines])
    assert Proxies(("10.0.0.0/8",)).client(scope, read) == client
    assert Proxies(()).client(scope, read) == (peer or "")
