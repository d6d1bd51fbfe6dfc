"""Sign-in at the edge: who may lead there, what comes back, who may download; each guard missed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from starlette.datastructures import MutableHeaders

from lib.access import COOKIE, close_the_store, mint, signing_in, the_store
from lib.access.signing_in import Person
from lib.store import Actor, Role
from lib.web import sign_in
from lib.web.edge import Edge
from tests.web.asking import HERE, PASSED, ask, edge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.datastructures import Headers
    from starlette.types import Scope

    from lib.web.edge import Refusal

SIGNED_IN = {"MODE": "signed_in", "ADDRESS": f"http://{HERE}"}
SHARED = {"MODE": "shared", "ADDRESS": f"http://{HERE}"}
HOST = ("host", HERE)
SIGNED = ("cookie", "signed=in")
OWN_TAP = [HOST, ("sec-fetch-site", "same-origin")]


def claims() -> dict[str, object]:
    """Return what a provider says of somebody who signs in now."""
    return {
        "is_logged_in": True,
        "iss": "https://id.example.org",
        "sub": "1",
        "nonce": mint(),
        "iat": datetime.now(UTC).timestamp(),
        "email": "dana@example.org",
        "email_verified": True,
    }


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """Return what is said of somebody who has been let in."""
    monkeypatch.setenv("WORKBOOK_DATA_FOLDER", str(tmp_path / "data"))
    for name, value in SIGNED_IN.items():
        monkeypatch.setenv(f"WORKBOOK_{name}", value)
    close_the_store()
    said = claims()
    signing_in.enter(the_store(), person(said), None, datetime.now(UTC))
    yield said
    close_the_store()


def person(said: dict[str, object]) -> Person:
    """Return whom the claims name."""
    found = signing_in.person(said, datetime.now(UTC))
    assert isinstance(found, Person)
    return found


class AnyTap(Edge):
    """An edge that lets any page lead to sign-in and sign-out."""

    def own_tap(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse nobody."""
        del scope, headers
        return None


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/oauth2callback", "/auth"])
def test_there_is_no_sign_in_where_nobody_signs_in(path: str) -> None:
    """On one's own machine and where links open, its paths are not there."""
    for settings in ({}, SHARED):
        assert ask(edge(settings=settings), path, headers=OWN_TAP).status == 404


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_only_our_own_page_leads_there(told: dict[str, object], path: str, site: str) -> None:
    """A foreign page signs nobody out, and an address that is typed neither."""
    headers = [HOST, SIGNED, ("sec-fetch-site", site)]
    assert ask(edge(settings=SIGNED_IN, claims=told), path, headers=headers).status == 403
    assert signing_in.here(the_store(), person(told))
    assert ask(edge(AnyTap, SIGNED_IN, told), path, headers=headers).status == PASSED
    assert ask(edge(settings=SIGNED_IN), path, headers=OWN_TAP).status == PASSED


def test_signing_out_ends_sign_in_and_visit(told: dict[str, object]) -> None:
    """Both are ended in the store, and the browser forgets its visit."""
    at, token = datetime.now(UTC), mint()
    visit = Actor.of_cookie(token, at)
    the_store().admit(visit, Role.GUEST, at)
    headers = [*OWN_TAP, ("cookie", f"signed=in; {COOKIE}={token}")]
    answer = ask(edge(settings=SIGNED_IN, claims=told), sign_in.SIGN_OUT, headers=headers)
    assert answer.status == PASSED
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert not signing_in.here(the_store(), person(told))
    signing_in.enter(the_store(), person(told), visit, at)
    assert not signing_in.here(the_store(), person(told))


def test_a_download_asks_for_a_sign_in(told: dict[str, object]) -> None:
    """A sign-in that holds gets it; none, another's, one that was never let in, or ended: 404."""
    path, headers = "/media/abc.csv", [HOST, SIGNED]
    asked = edge(settings=SIGNED_IN, claims=told)
    assert ask(asked, path, headers=headers).status == PASSED
    assert ask(asked, path, headers=[HOST]).status == 404
    assert ask(edge(settings=SIGNED_IN, claims=claims()), path, headers=headers).status == 404
    unverified = {**told, "email_verified": "true"}
    assert ask(edge(settings=SIGNED_IN, claims=unverified), path, headers=headers).status == 404
    signing_in.leave(the_store(), person(told), datetime.now(UTC))
    assert ask(asked, path, headers=headers).status == 404


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("code=a&state=b&iss=c", {"code": ["a"], "state": ["b"], "iss": ["c"]}),
        ("error=access_denied&state=b", {"error": ["access_denied"], "state": ["b"]}),
        (
            "error=access_denied&error_description=dana%40example.org+said+no&state=b",
            {"error": ["access_denied"], "state": ["b"]},
        ),
        ("error=dana%40example.org&state=b", {"error": ["server_error"], "state": ["b"]}),
        ("code=a&state=b&login_hint=dana%40example.org", {"code": ["a"], "state": ["b"]}),
        ("", {}),
        ("%ff=%fe&state=b", {"state": ["b"]}),
    ],
)
def test_a_provider_s_own_words_go_no_further(query: str, kept: dict[str, list[str]]) -> None:
    """What Streamlit would log of them can be anything."""
    scope = {"path": sign_in.BACK, "query_string": query.encode()}
    assert parse_qs(sign_in.without_words(scope)["query_string"].decode()) == kept
    other = {"path": "/people", "query_string": query.encode()}
    assert sign_in.without_words(other) == other


def test_cookies_of_sign_in_go_over_tls_alone() -> None:
    """Each gets the word it lacks, once."""
    headers = MutableHeaders({"x-other": "stays"})
    for line in ("_streamlit_user=a; Path=/", "visit=b; SECURE; Path=/", "c=secure"):
        headers.append("Set-Cookie", line)
    sign_in.for_tls_alone(headers)
    lines = ["_streamlit_user=a; Path=/; Secure", "visit=b; SECURE; Path=/", "c=secure; Secure"]
    assert headers.getlist("set-cookie") == lines
    assert headers["x-other"] == "stays"


@pytest.mark.parametrize(("scheme", "secured"), [("https", True), ("http", False)])
def test_tls_alone_where_the_address_has_it(scheme: str, *, secured: bool) -> None:
    """Over plain http on this machine a browser would keep no such cookie."""
    asked = edge(settings={"MODE": "signed_in", "ADDRESS": f"{scheme}://{HERE}"})
    line = ask(asked, sign_in.SIGN_OUT, headers=OWN_TAP).headers["set-cookie"]
    assert line.endswith("; Secure") is secured
    asked = edge(settings={"MODE": "signed_in", "ADDRESS": f"{scheme}://{HERE}"})
    assert ("; Secure" in ask(asked, "/page", headers=[HOST]).headers["set-cookie"]) is secured
