"""No page asks Google for anything: not when it is opened, run again, or changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib.access.house import the_store
from lib.coaching.contacts import Contact
from lib.store import LinkState
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server
from tests.ui.conftest import Desk

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

PAGES = sorted(
    one.name
    for one in (Path(__file__).resolve().parents[2] / "pages").glob("*.py")
    if one.name not in {"main.py", "home.py"}
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_linked_workbook_makes_no_call(
    page: str, desk: Desk, open_page: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a key set and a sheet linked: opening, running again, after a save: nothing is asked."""
    google = Google()
    with Server(google) as server:
        monkeypatch.setenv("WORKBOOK_GOOGLE_KEY", json.dumps(google.key()))
        monkeypatch.setenv("WORKBOOK_GOOGLE_ADDRESS", server.address)
        sheets, sheet, now = the_store().sheets, google.create(), datetime.now(UTC)
        sheets.ask(desk.actor, desk.workbook, sheet, now)
        assert sheets.lease(sheet, "test", now + timedelta(minutes=5), now)
        sheets.note_link(sheet, "test", desk.workbook, state=LinkState.LINKED)
        at = open_page(page)
        desk.save(Contact(name="Ann Roe"))
        at.run()
        assert not at.exception
    assert google.calls == []
