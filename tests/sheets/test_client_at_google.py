"""The client at the local Google: every fault is told for what it is, and the pace keeps within.

Over real sockets and within the process alike, so that what is tried in thousands there holds here.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from lib.sheets.account import Account
from lib.sheets.client import Client, Limits
from lib.sheets.errors import (
    BusyError,
    GoogleError,
    LaterError,
    Refusal,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)
from lib.sheets.pace import Kind, Pace, interval_seconds
from tests.sheets_api import faults
from tests.sheets_api.google import ACCOUNT, Google
from tests.sheets_api.quota import Quota
from tests.sheets_api.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sheets_api.faults import Fault

SHORT = Limits(connect=0.5, silence=0.5, total=0.6)
WRITE = {"requests": [{"appendCells": {
    "sheetId": 0,
    "rows": [{"values": [{"userEnteredValue": {"stringValue": "Cleo"}}]}],
    "fields": "userEnteredValue",
}}]}  # fmt: skip


@contextmanager
def at_google(google: Google, *, sockets: bool) -> Iterator[Client]:
    """Give a client of a local Google."""
    if not sockets:
        yield Client(Account(ACCOUNT, google.key()), adapter=google.adapter(), limits=SHORT)
        return
    with Server(google) as server:
        account = Account(ACCOUNT, google.key())
        asking = Client(account, address=server.address, limits=SHORT)
        yield asking
        asking.close()


FAULTS: list[tuple[Fault, type[GoogleError], bool]] = [
    (faults.busy(), BusyError, False),
    (faults.busy(7), BusyError, False),
    (faults.error(500), UnknownError, False),
    (faults.error(502), UnknownError, False),
    (faults.error(503), UnknownError, False),
    (faults.error(500).after(), UnknownError, True),
    (faults.error(503).after(), UnknownError, True),
    (faults.hang(), UnknownError, False),
    (faults.hang().after(), UnknownError, True),
    (faults.slow(), UnknownError, True),
    (faults.TRUNCATED, UnknownError, True),
    (faults.HTML, UnknownError, False),
    (faults.HTML.after(), UnknownError, True),
    (faults.DROPPED, UnknownError, False),
    (faults.DROPPED.after(), UnknownError, True),
]


@pytest.mark.parametrize("sockets", [True, False], ids=["sockets", "in process"])
@pytest.mark.parametrize(
    ("fault", "error", "written"),
    FAULTS,
    ids=[f"{one.name} {one.retry_after}" for one, *_ in FAULTS],
)
def test_each_fault(
    fault: Fault,
    error: type[GoogleError],
    written: bool,  # noqa: FBT001
    sockets: bool,  # noqa: FBT001
) -> None:
    """A write is asked once, and is told as not done only where it was not."""
    google = Google()
    sheet = google.create()
    with at_google(google, sockets=sockets) as asking:
        google.faults.add(fault, kind="write")
        with pytest.raises(error) as found:
            asking.batch(sheet, WRITE)
        assert google.count("write", sheet) == 1
        assert google.person(sheet).rows("Sheet1") == ([["Cleo"]] if written else [])
        if isinstance(found.value, LaterError):
            assert found.value.retry_after == (float(fault.retry_after or 0) or None)
        assert asking.batch(sheet, WRITE)["spreadsheetId"] == sheet


@pytest.mark.parametrize("sockets", [True, False], ids=["sockets", "in process"])
def test_signing_in_again_and_not_any_more(sockets: bool) -> None:  # noqa: FBT001
    """A token that ran out is fetched anew; a key that was deleted is told."""
    google = Google()
    sheet = google.create()
    with at_google(google, sockets=sockets) as asking:
        asking.about(sheet)
        google.faults.add(faults.EXPIRED, kind="read")
        with pytest.raises(LaterError):
            asking.about(sheet)
        assert asking.about(sheet)["spreadsheetId"] == sheet
        google.faults.add(faults.EXPIRED, kind="read")
        with pytest.raises(LaterError):
            asking.about(sheet)
        google.faults.add(faults.INVALID_GRANT, kind="token")
        with pytest.raises(SignInRefusedError):
            asking.about(sheet)
        assert asking.about(sheet)["spreadsheetId"] == sheet


def test_what_a_person_may_do_to_the_share() -> None:
    """Withdrawn, only to be read, deleted: each is told apart, or can be (read_only)."""
    google = Google()
    sheet = google.create()
    person = google.person(sheet)
    with at_google(google, sockets=False) as asking:
        assert asking.about(sheet)["spreadsheetId"] == sheet

        def refusal() -> Refusal:
            with pytest.raises(RefusedError) as found:
                asking.batch(sheet, WRITE)
            return found.value.kind

        person.share(ACCOUNT, read_only=True)
        assert refusal() is Refusal.NOT_SHARED
        assert asking.about(sheet)["spreadsheetId"] == sheet
        person.withdraw_share()
        assert refusal() is Refusal.NOT_SHARED
        with pytest.raises(RefusedError):
            asking.about(sheet)
        person.delete_file()
        assert refusal() is Refusal.GONE


def test_sixty_sheets_stay_within_googles_quota() -> None:
    """Five minutes of sixty open sheets, all writing whenever they may: Google refuses nothing."""
    now = 1_000.0
    google = Google(clock=lambda: now, sleep=lambda _seconds: None)
    google.quota = Quota()
    pace = Pace()
    sheets = [google.create() for _ in range(60)]
    looked = dict.fromkeys(sheets, -1_000.0)
    with at_google(google, sockets=False) as asking:
        while now < 1_300:
            for sheet in sheets:
                due = now - looked[sheet] >= interval_seconds(len(sheets))
                if due and not pace.want(sheet, Kind.READ, now):
                    asking.read(sheet, ["Sheet1!A1:A9"])
                    pace.done(sheet, now)
                    looked[sheet] = now
                elif not pace.want(sheet, Kind.WRITE, now):
                    asking.batch(sheet, WRITE)
                    pace.done(sheet, now)
            now += 0.5
    assert google.quota.refused == 0
    assert 5 * 40 <= google.count("write") <= 5 * 45
    assert 5 * 36 <= google.count("read") <= 5 * 45
    each = [google.count("write", sheet) for sheet in sheets]
    assert max(each) - min(each) <= 2
