"""Every limit and every fault, as gspread and a bare connection meet it."""

from __future__ import annotations

import json
import socket
import time
import urllib.parse
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import google.auth.exceptions
import gspread
import pytest
import requests

from tests.sheets_api import faults
from tests.sheets_api.adapter import Mapped, lead
from tests.sheets_api.google import ACCOUNT, Google
from tests.sheets_api.quota import Quota
from tests.sheets_api.server import Server
from tests.sheets_api.signing import SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests.adapters import BaseAdapter


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin at a full minute."""
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the moment."""
        return self.now


class Here:
    """A sheet, somebody who asks for it over sockets or within the process, and the clock."""

    def __init__(self, google: Google, clock: Clock, adapter: BaseAdapter) -> None:
        """Sign nobody in yet: the first call does."""
        self.google = google
        self.clock = clock
        self.sheet = google.create("Mine")
        self.person = google.person(self.sheet)
        self.client = gspread.service_account_from_dict(google.key(), scopes=[SHEETS])
        lead(self.client.http_client.session, adapter)
        self.client.http_client.set_timeout((2, 0.5))

    def read(self) -> object:
        """Read the tab."""
        return self.client.http_client.values_get(self.sheet, "Sheet1")

    def write(self, text: str = "x") -> object:
        """Add a row."""
        row = {"values": [{"userEnteredValue": {"stringValue": text}}]}
        asked = {"sheetId": 0, "rows": [row], "fields": "userEnteredValue"}
        return self.client.http_client.batch_update(
            self.sheet, {"requests": [{"appendCells": asked}]}
        )

    def rows(self) -> list[list[str]]:
        """Return what a person sees."""
        return self.person.rows("Sheet1")


@pytest.fixture(params=["sockets", "process"])
def here(request: pytest.FixtureRequest) -> Iterator[Here]:
    """Yield the same over sockets and within the process."""
    clock = Clock()
    if request.param == "process":
        google = Google(clock=clock)
        yield Here(google, clock, google.adapter())
        return
    with Server(Google(clock=clock)) as server:
        yield Here(server.google, clock, Mapped(server.address))


def refused(here: Here) -> requests.Response:
    """Return the answer a write was refused with."""
    with pytest.raises(gspread.exceptions.APIError) as caught:
        here.write()
    response = caught.value.response
    assert isinstance(response, requests.Response)
    return response


def test_429_says_what_google_says(here: Here) -> None:
    """The body names the quota; the row is not written; the next call passes."""
    here.google.faults.add(faults.busy(), kind="write")
    answer = refused(here)
    assert (answer.status_code, "retry-after" in answer.headers) == (429, False)
    error = answer.json()["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert "'Write requests per minute per user'" in error["message"]
    assert error["details"][0]["metadata"]["quota_limit"] == "WriteRequestsPerMinutePerUser"
    assert here.rows() == []
    here.write()
    assert here.rows() == [["x"]]


def test_retry_after_comes_in_seconds_or_as_a_date(here: Here) -> None:
    """Both are written as given."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=7), usegmt=True)
    for after in (7, date):
        here.google.faults.add(faults.busy(after), kind="write")
        assert refused(here).headers["retry-after"] == str(after)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_errors_come_before_or_after_the_write(here: Here, status: int) -> None:
    """Before: nothing stands. After: the row stands, and nothing says so."""
    here.google.faults.add(faults.error(status), kind="write")
    assert refused(here).status_code == status
    assert here.rows() == []
    here.google.faults.add(faults.error(status).after(), kind="write")
    assert refused(here).status_code == status
    assert here.rows() == [["x"]]


def test_a_dropped_connection_comes_before_or_after_the_write(here: Here) -> None:
    """Either way the caller learns nothing; a person sees the difference."""
    here.read()
    for fault, rows in ((faults.DROPPED, []), (faults.DROPPED.after(), [["x"]])):
        here.google.faults.add(fault, kind="write")
        with pytest.raises(requests.exceptions.ConnectionError):
            here.write()
        assert here.rows() == rows


def test_silence_and_a_slow_answer_end_in_a_time_out(here: Here) -> None:
    """Headers never come; or they come, and then a byte at a time."""
    here.read()
    here.google.faults.add(faults.hang(5), kind="write")
    with pytest.raises(requests.exceptions.ReadTimeout):
        here.write()
    assert here.rows() == []
    here.google.faults.add(faults.slow(1), kind="write")
    with pytest.raises((requests.exceptions.ReadTimeout, requests.exceptions.ConnectionError)):
        here.write()
    assert here.rows() == [["x"]]


def test_json_may_be_cut_and_a_page_may_come_instead(here: Here) -> None:
    """Both with status 200: the one after the write, the other before it."""
    here.google.faults.add(faults.HTML, faults.TRUNCATED, kind="write")
    for rows in ([], [["x"]]):
        with pytest.raises(requests.exceptions.JSONDecodeError):
            here.write()
        assert here.rows() == rows


def test_an_expired_token_is_renewed_by_gspread(here: Here) -> None:
    """One 401, one new token, and the call passes; an hour does the same."""
    here.read()
    here.google.faults.add(faults.EXPIRED, kind="write")
    here.write()
    assert [one.status for one in here.google.calls] == [200, 200, 401, 200, 200]
    here.clock.now += 3601
    here.read()
    assert [one.status for one in here.google.calls][5:] == [401, 200, 200]


def test_sign_in_may_be_refused(here: Here) -> None:
    """By plan, or because the key was deleted."""
    here.google.faults.add(faults.INVALID_GRANT, kind="token")
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        here.read()
    here.read()
    here.google.accounts.delete_key(ACCOUNT)
    here.google.accounts.expire()
    with pytest.raises(google.auth.exceptions.RefreshError, match="account not found"):
        here.read()


def test_clocks_that_are_far_apart_refuse_the_sign_in(here: Here) -> None:
    """Five minutes are borne, two hours are not."""
    here.google.accounts.skew = 240
    here.read()
    here.google.accounts.expire()
    for skew in (-7200, 7200):
        here.google.accounts.skew = skew
        with pytest.raises(google.auth.exceptions.RefreshError, match="Check your iat and exp"):
            here.read()


def test_403_is_said_of_three_things(here: Here) -> None:
    """A limit, an API that is not switched on, and a lack of rights are told apart by the body."""
    here.google.faults.add(faults.QUOTA_403, faults.NOT_ENABLED, kind="write")
    limit = refused(here).json()["error"]
    assert limit["errors"][0]["reason"] == "userRateLimitExceeded"
    disabled = refused(here).json()["error"]
    assert disabled["details"][0]["reason"] == "SERVICE_DISABLED"
    here.person.share(ACCOUNT, read_only=True)
    with pytest.raises(gspread.exceptions.APIError, match="does not have permission"):
        here.write()


def test_a_plan_decides_request_by_request(here: Here) -> None:
    """A plan sees each call; what waits goes first."""
    seen = []

    def plan(call: object) -> faults.Fault | None:
        seen.append(call)
        return faults.error(503) if len(seen) == 3 else None

    here.google.faults.plan = plan
    here.read()
    assert refused(here).status_code == 503
    here.write()
    here.google.faults.clear()
    here.write()
    assert len(seen) == 4


def test_the_windows_of_a_minute_are_kept(here: Here) -> None:
    """60 reads pass, the next does not; writes have their own; a new minute begins at nought."""
    here.google.quota = Quota()
    for _ in range(60):
        here.read()
    with pytest.raises(gspread.exceptions.APIError, match="429"):
        here.read()
    here.write()
    here.clock.now += 60
    here.read()
    assert here.google.quota.refused == 1


def test_a_project_has_a_window_too(here: Here) -> None:
    """Over all identities; what is said names the project's limit."""
    here.google.quota = Quota(identity=10, project=2)
    here.write()
    here.write()
    assert "'Write requests per minute'" in refused(here).json()["error"]["message"]


def test_calls_are_counted(here: Here) -> None:
    """Kind, sheet, status, sizes: the token is no read, and a fault is named."""
    here.google.faults.add(faults.error(503), kind="write")
    here.read()
    refused(here)
    told = [(one.kind, one.status, one.fault) for one in here.google.calls]
    assert told == [("token", 200, ""), ("read", 200, ""), ("write", 503, "503")]
    assert here.google.count("write", here.sheet) == 1
    assert here.google.count("read", "another") == 0
    assert here.google.calls[2].bytes_in > 100
    assert here.google.calls[1].bytes_out == len(
        b'{"range":"Sheet1!A1:Z1000","majorDimension":"ROWS"}'
    )


def test_delays_are_waited_for() -> None:
    """Each answer waits; one that waits longer than the caller does is a time-out, and applied."""
    waited: list[float] = []
    clock = Clock()
    google = Google(clock=clock, sleep=waited.append)
    here = Here(google, clock, google.adapter())
    google.latency = 0.2
    here.write()
    google.latency = lambda call: 2.0 if call.kind == "write" else 0.0
    with pytest.raises(requests.exceptions.ReadTimeout):
        here.write()
    assert waited == [0.2, 0.2, 0.5]
    assert here.rows() == [["x"], ["x"]]


def test_the_server_stops_though_somebody_waits() -> None:
    """A hang of an hour does not hold the server's end up."""
    with Server(Google()) as server:
        server.google.faults.add(faults.hang())
        port = urllib.parse.urlsplit(server.address).port
        with socket.create_connection(("127.0.0.1", port or 0)) as waiting:
            waiting.sendall(b"GET /v4/spreadsheets/x HTTP/1.1\r\nhost: x\r\n\r\n")
            while not server.google.calls:
                time.sleep(0.01)
            start = time.monotonic()
            server.stop()
            assert time.monotonic() - start < 2
    assert json.dumps(server.google.calls[0].fault) == '"hang"'
