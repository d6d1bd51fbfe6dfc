"""gspread 6.2 talks to the local Google unmodified: over sockets, with a key and a signed claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import google.auth.exceptions
import gspread
import pytest

from tests.sheets_api.adapter import Mapped
from tests.sheets_api.google import ACCOUNT, Google
from tests.sheets_api.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPES = ["https://www.googleapis.com/auth/spreadsheets"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yield a running server."""
    with Server(Google()) as running:
        yield running


def signed_in(server: Server, scopes: list[str] | None = None) -> gspread.Client:
    """Return gspread's client, its two hosts led to loopback; nothing else is changed."""
    client = gspread.service_account_from_dict(server.google.key(), scopes=scopes or SCOPES)
    client.http_client.session.mount("https://", Mapped(server.address))
    return client


def test_a_sheet_that_is_shared_is_written_and_read(server: Server) -> None:
    """`7` and `=1+1` are typed by gspread; a person sees both, and gspread reads what they type."""
    sheet = server.google.create("Mine")
    tab = signed_in(server).open_by_key(sheet).sheet1
    tab.update([["Name", "Due"], ["007", "=1+1"]], "A1", raw=False)
    person = server.google.person(sheet)
    assert person.rows("Sheet1") == [["Name", "Due"], ["7", "2"]]
    person.type("Sheet1", 2, "Name", "Ann")
    assert tab.get_all_records() == [{"Name": "Ann", "Due": 2}]


def test_what_is_not_shared_is_refused(server: Server) -> None:
    """403 for a sheet that is not shared, 404 for one that is not there."""
    client = signed_in(server)
    with pytest.raises(PermissionError):
        client.open_by_key(server.google.create("Theirs", email=None))
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("x" * 44)


def test_the_signature_is_checked(server: Server) -> None:
    """A claim that names another key, or an account that is not known, gets no token."""
    key = server.google.key() | {"private_key_id": "0" * 40}
    for wrong in (key, server.google.key() | {"client_email": "nobody@example.com"}):
        client = gspread.service_account_from_dict(wrong, scopes=SCOPES)
        client.http_client.session.mount("https://", Mapped(server.address))
        with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
            client.open_by_key(server.google.create())


def test_drive_wants_its_own_scope(server: Server) -> None:
    """With the scope for sheets alone no file can be listed; with Drive's it can."""
    with pytest.raises(gspread.exceptions.APIError, match="insufficient authentication scopes"):
        signed_in(server).openall()
    client = signed_in(server, [*SCOPES, "https://www.googleapis.com/auth/drive"])
    made = client.create("Made by the account")
    assert made.id in {one.id for one in client.openall()}
    assert server.google.files[made.id].owner == ACCOUNT
