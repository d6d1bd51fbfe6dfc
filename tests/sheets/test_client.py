"""A call is done, refused, or not known, and says which within its time: over real sockets."""

from __future__ import annotations

import base64
import json
import logging
import socket
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from lib.sheets.account import Account
from lib.sheets.client import ABOUT, LIMITS, SCOPE, Client, Limits
from lib.sheets.errors import (
    BusyError,
    GoogleError,
    LaterError,
    Refusal,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)
from tests.sheets import wire
from tests.sheets.wire import EMAIL, GOOD, TOKEN, Wire, drip, drop, key, says, silence, starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHEET = "a-sheet-of-somebody-1234567890"
BODY = {"requests": [{"addSheet": {"properties": {"title": "Žofie said hello"}}}]}
SHORT = Limits(connect=0.4, silence=0.4, total=0.8)
"""As `LIMITS`, in less time."""
A_SECOND_MORE = 1.0
"""What a machine with much else to do may need beside a limit."""


def client(served: Wire, limits: Limits = SHORT, **others: str) -> Client:
    """Return a client whose two Google hosts are this wire."""
    account = Account(EMAIL, key(f"{served.address}/token"))
    return Client(account, address=others.get("address", served.address), limits=limits)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Check that a block ends in time."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds + A_SECOND_MORE


def calls_alive() -> int:
    """Return how many threads still carry a call."""
    return sum("call to Google" in one.name for one in threading.enumerate())


def query(asked: wire.Asked) -> dict[str, list[str]]:
    """Return the parameters of a request."""
    return parse_qs(urlsplit(asked.line).query)


def path(asked: wire.Asked) -> str:
    """Return method and path of a request."""
    return urlsplit(asked.line).path


def test_what_is_asked() -> None:
    """Each call is one request of the Sheets API, with what was handed in and nothing else."""
    with Wire() as served, closing(client(served, LIMITS)) as asking:
        assert asking.about(SHEET) == GOOD
        assert asking.about(SHEET, fields="spreadsheetId", ranges=["A!1:1"]) == GOOD
        assert asking.read(SHEET, ["'Who & what'!A:C", "B!1:1"]) == GOOD
        assert asking.read(SHEET, ["B!1:1"], formulas=True) == GOOD
        assert asking.batch(SHEET, BODY, "replies") == GOOD
        assert asking.batch(SHEET, BODY) == GOOD
    assert [path(one) for one in served.asked] == [
        f"GET /v4/spreadsheets/{SHEET}",
        f"GET /v4/spreadsheets/{SHEET}",
        f"GET /v4/spreadsheets/{SHEET}/values:batchGet",
        f"GET /v4/spreadsheets/{SHEET}/values:batchGet",
        f"POST /v4/spreadsheets/{SHEET}:batchUpdate",
        f"POST /v4/spreadsheets/{SHEET}:batchUpdate",
    ]
    assert [query(one) for one in served.asked] == [
        {"fields": [ABOUT]},
        {"fields": ["spreadsheetId"], "ranges": ["A!1:1"]},
        {
            "ranges": ["'Who & what'!A:C", "B!1:1"],
            "valueRenderOption": ["UNFORMATTED_VALUE"],
            "dateTimeRenderOption": ["SERIAL_NUMBER"],
        },
        {
            "ranges": ["B!1:1"],
            "valueRenderOption": ["FORMULA"],
            "dateTimeRenderOption": ["SERIAL_NUMBER"],
        },
        {"fields": ["replies"]},
        {},
    ]
    assert [json.loads(one.body) for one in served.asked[4:]] == [BODY, BODY]
    assert {one.headers["authorization"] for one in served.asked} == {"Bearer a-token"}


def test_sign_in_is_once_and_for_sheets_alone() -> None:
    """One token serves all calls; the account asks for spreadsheets, not for Drive."""
    with Wire() as served, closing(client(served, LIMITS)) as asking:
        for _ in range(3):
            asking.about(SHEET)
        (sent,) = served.signed_in
    claims = parse_qs(sent.body.decode())["assertion"][0].split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "==="))
    assert told["scope"] == SCOPE
    assert told["iss"] == EMAIL


# time

SLOW: dict[str, Callable[[socket.socket], None]] = {
    "a byte at a time": drip(wire.packed(json.dumps(GOOD).encode() * 100), 0.1),
    "a byte at a time inside a header": drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000, 0.1),
    "headers, then silence": starts,
    "silence": silence,
}


@pytest.mark.parametrize("how", SLOW)
def test_a_call_ends_in_time_however_slow_the_answer(how: str) -> None:
    """Its outcome is not known; the line is cut, the thread gone, and the next call is answered."""
    with Wire(plan=[SLOW[how]]) as served, closing(client(served)) as asking:
        with within(SHORT.total), pytest.raises(UnknownError):
            asking.batch(SHEET, BODY)
        assert served.hung_up.wait(2)
        assert asking.batch(SHEET, BODY) == GOOD
        assert len(served.asked) == 2
    ends = time.monotonic() + 2
    while calls_alive() and time.monotonic() < ends:
        time.sleep(0.01)
    assert calls_alive() == 0


@pytest.mark.parametrize("how", SLOW)
def test_sign_in_is_within_the_same_time(how: str) -> None:
    """Nothing was sent, and that is known; google-auth's own retries and sleeps do not happen."""
    with Wire(tokens=[SLOW[how]]) as served, closing(client(served)) as asking:
        with within(SHORT.total), pytest.raises(BusyError):
            asking.batch(SHEET, BODY)
        assert not served.asked
        assert len(served.signed_in) == 1


def test_one_time_for_all_of_a_call() -> None:
    """A slow sign-in and a slow answer have one limit together, not each its own."""
    limits = Limits(connect=1, silence=1, total=1.2)
    late = drip(wire.packed(json.dumps(TOKEN).encode()), 0.8 / 150)
    with Wire(tokens=[late], plan=[silence]) as served, closing(client(served, limits)) as asking:
        began = time.monotonic()
        with pytest.raises(UnknownError):
            asking.batch(SHEET, BODY)
        assert time.monotonic() - began < 1.2 + 0.5


def test_a_handshake_that_is_never_answered() -> None:
    """Behind TLS: who does not shake hands is not waited for, and nothing was sent."""
    with Wire(plan=[silence]) as served:
        secure = served.address.replace("http://", "https://")
        with (
            closing(client(served, address=secure)) as asking,
            within(SHORT.total),
            pytest.raises(BusyError),
        ):
            asking.about(SHEET)


def test_one_slow_sheet_holds_nobody_up() -> None:
    """While a call waits, calls of other threads are answered."""
    limits = Limits(connect=2, silence=2, total=2)
    with Wire() as served, closing(client(served, limits)) as asking:
        asking.about(SHEET)
        served.plan.append(silence)
        found: list[GoogleError] = []

        def wait() -> None:
            try:
                asking.about(SHEET)
            except GoogleError as error:
                found.append(error)

        waits = threading.Thread(target=wait)
        waits.start()
        while served.plan:
            time.sleep(0.01)
        with within(0.2):
            for _ in range(20):
                assert asking.about(SHEET) == GOOD
        assert waits.is_alive()
        waits.join()
    assert [type(one) for one in found] == [UnknownError]


def test_what_was_given_up_sends_nothing_later() -> None:
    """A connection that comes about after the time is over is closed, and nothing goes through."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        # The queue is full: the next one's greeting is dropped, and sent again after a second.
        with socket.create_connection(("127.0.0.1", port)):
            account = Account(EMAIL, key(f"http://127.0.0.1:{port}/token"))
            limits = Limits(connect=5, silence=5, total=0.3)
            asking = Client(account, address=f"http://127.0.0.1:{port}", limits=limits)
            with within(0.3), pytest.raises(BusyError):
                asking.batch(SHEET, BODY)
            listening.accept()[0].close()
            listening.settimeout(5)
            late, _ = listening.accept()
            late.settimeout(5)
            assert late.recv(1) == b""
            late.close()


# what comes back

BROKEN: dict[str, Callable[[socket.socket], None]] = {
    "dropped": drop,
    "cut short": says(b'{"spreadsheetId": "go', more=10),
    "whole, but no whole JSON": says(b'{"spreadsheetId": "go'),
    "a page": says(b"<html>Sign in to this network</html>", headers={"Content-Type": "text/html"}),
    "a list": says([]),
    "empty": says(b""),
    "500": says({"error": {"code": 500}}, 500),
    "503 of somebody in between": says(b"<html>no</html>", 503),
    "403 of somebody in between": says(b"<html>no</html>", 403),
    "no HTTP at all": lambda line: line.sendall(b"hello\r\n\r\n"),
    "a header that is too long": says(GOOD, headers={"X": "x" * 100_000}),
    "not packed as it says": says(b"xxxx", headers={"Content-Encoding": "gzip"}),
    "a way elsewhere": says(b"", 302, {"Location": "http://127.0.0.1:9/else"}),
}


@pytest.mark.parametrize("how", BROKEN)
def test_an_answer_that_is_not_whole_leaves_the_outcome_unknown(how: str) -> None:
    """It is asked once: whether to ask again is not decided here."""
    with Wire(plan=[BROKEN[how]]) as served, closing(client(served)) as asking:
        with pytest.raises(UnknownError):
            asking.batch(SHEET, BODY)
        assert len(served.asked) == 1
        assert asking.batch(SHEET, BODY) == GOOD


@pytest.mark.parametrize("how", BROKEN)
def test_a_token_that_does_not_come(how: str) -> None:
    """Nothing was sent; the next call tries to sign in again."""
    with Wire(tokens=[BROKEN[how]]) as served, closing(client(served)) as asking:
        with within(0.3), pytest.raises(BusyError):
            asking.batch(SHEET, BODY)
        assert len(served.signed_in) == 1
        assert not served.asked
        assert asking.batch(SHEET, BODY) == GOOD


def test_no_way_elsewhere_is_gone() -> None:
    """Not even to a place that is allowed: the same write would be sent twice."""
    with Wire() as served, closing(client(served, LIMITS)) as asking:
        for status in (301, 302, 307, 308):
            served.plan.append(says(b"", status, {"Location": f"{served.address}/else"}))
            with pytest.raises(UnknownError):
                asking.batch(SHEET, BODY)
        assert len(served.asked) == 4
    with Wire() as served, closing(client(served, LIMITS)) as asking:
        served.tokens.append(says(b"", 307, {"Location": f"{served.address}/token"}))
        with pytest.raises(BusyError):
            asking.batch(SHEET, BODY)
        assert len(served.signed_in) == 1


def test_signed_in_and_then_nobody_there() -> None:
    """The call itself never left: nothing was done."""
    with Wire() as served:

        def last(line: socket.socket) -> None:
            served.stop_listening()
            says(TOKEN, headers={"Connection": "close"})(line)

        served.tokens.append(last)
        with closing(client(served)) as asking, pytest.raises(BusyError):
            asking.batch(SHEET, BODY)
        assert len(served.signed_in) == 1


def test_nobody_there() -> None:
    """A port nobody listens on: nothing was done."""
    with Wire() as served:
        asking = client(served)
    with within(SHORT.total), pytest.raises(BusyError):
        asking.about(SHEET)


def test_busy_and_refused_are_told_apart() -> None:
    """429 says when; 404 is for good."""
    full = says({"error": {"code": 429}}, 429, {"Retry-After": "17"})
    gone = says({"error": {"code": 404, "message": "Requested entity was not found."}}, 404)
    with Wire(plan=[full, gone]) as served, closing(client(served, LIMITS)) as asking:
        with pytest.raises(BusyError) as busy:
            asking.about(SHEET)
        assert busy.value.retry_after == 17
        with pytest.raises(RefusedError) as refused:
            asking.about(SHEET)
        assert refused.value.kind is Refusal.GONE


def test_a_token_that_ran_out_is_fetched_again_once() -> None:
    """401: asked once, and next time with a new token. 401 to that one: the key is not taken."""
    no = says({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
    with Wire() as served, closing(client(served, LIMITS)) as asking:
        assert asking.about(SHEET) == GOOD
        served.plan.extend([no, no])
        with pytest.raises(LaterError) as found:
            asking.about(SHEET)
        assert found.value.retry_after == 0.0
        assert (len(served.plan), len(served.signed_in)) == (1, 1)
        with pytest.raises(SignInRefusedError):
            asking.about(SHEET)
        assert (len(served.plan), len(served.signed_in)) == (0, 2)
        assert asking.about(SHEET) == GOOD


@pytest.mark.parametrize(
    ("why", "clock"),
    [
        ("Invalid JWT Signature.", False),
        (
            (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim."
            ),
            True,
        ),
    ],
)
def test_a_key_that_is_not_taken(why: str, clock: bool) -> None:  # noqa: FBT001
    """It is told whether the clock is why."""
    refused = says({"error": "invalid_grant", "error_description": why}, 400)
    with Wire(tokens=[refused]) as served, closing(client(served, LIMITS)) as asking:
        with pytest.raises(SignInRefusedError) as found:
            asking.about(SHEET)
        assert found.value.clock is clock
        assert not served.asked


# where it goes


class Noted(BaseAdapter):
    """Carries nothing, and notes what it should have carried."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.sent: list[PreparedRequest] = []

    def send(self, request: PreparedRequest, **_others: Any) -> Response:  # type: ignore[override]  # noqa: ANN401
        """Answer well."""
        self.sent.append(request)
        answer = Response()
        answer.status_code = 200
        answer._content = json.dumps(TOKEN | GOOD).encode()  # noqa: SLF001 - requests has no other way
        answer.url = request.url or ""
        return answer

    def close(self) -> None:
        """Nothing is open."""


def test_two_hosts_of_googles_and_no_password_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an address the calls go to Google; a `.netrc` does not take the token's place."""
    (tmp_path / "netrc").write_text("default login me password hidden", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    noted = Noted()
    asking = Client(Account(EMAIL, key()), adapter=noted)
    asking.batch(SHEET, BODY)
    assert [urlsplit(one.url or "").hostname for one in noted.sent] == [
        "oauth2.googleapis.com",
        "sheets.googleapis.com",
    ]
    assert noted.sent[1].headers["Authorization"] == "Bearer a-token"
    assert "Authorization" not in noted.sent[0].headers


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:{}/token", "http://localhost:{}/token"])
def test_no_other_host_is_asked(elsewhere: str) -> None:
    """A key that signs in elsewhere opens no connection."""
    with Wire() as served, Wire() as other:
        port = urlsplit(other.address).port
        account = Account(EMAIL, key(elsewhere.format(port)))
        for address in ("", served.address):
            with pytest.raises(BusyError):
                Client(account, address=address, limits=SHORT).about(SHEET)
        assert not other.asked + other.signed_in + served.asked


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """With an address of this machine everything stays on it."""
    with Wire() as served, Wire() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.setenv("no_proxy", "")
        assert client(served, LIMITS).about(SHEET) == GOOD
        assert not proxy.asked


# what is said


def links(error: BaseException) -> Iterator[str]:
    """Yield the text of an exception and of all that led to it."""
    found: BaseException | None = error
    while found is not None:
        yield repr(found)
        found = found.__cause__ or found.__context__


@pytest.mark.parametrize("how", [*BROKEN, "refused", "sign-in"])
def test_nothing_personal_is_said(how: str, caplog: pytest.LogCaptureFixture) -> None:
    """No sheet's address, no cell, no key: in no exception's text and in no log at any level."""
    caplog.set_level(logging.DEBUG)
    no = says({"error": {"code": 400, "message": f"Žofie in {SHEET}"}}, 400)
    denied = says({"error": "invalid_grant", "error_description": f"{EMAIL} hello"}, 400)
    served = Wire(
        plan=[no if how == "refused" else BROKEN.get(how, silence)],
        tokens=[denied] if how == "sign-in" else [],
    )
    with served, closing(client(served)) as asking, pytest.raises(GoogleError) as found:
        asking.batch(SHEET, BODY)
    told = "\n".join([*links(found.value), caplog.text, *(r.getMessage() for r in caplog.records)])
    for word in (SHEET, "ofie", "hello", EMAIL, "a-token", "PRIVATE"):
        assert word not in told


def test_a_body_that_is_no_json_is_the_callers_mistake() -> None:
    """It is not taken for a fault of the network, to be tried again."""
    with Wire() as served, closing(client(served, LIMITS)) as asking:
        with pytest.raises(ValueError, match="JSON"):
            asking.batch(SHEET, {"requests": [float("nan")]})
        assert not served.asked
