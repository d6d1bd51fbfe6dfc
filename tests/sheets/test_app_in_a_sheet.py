"""The app itself on a disk that does not last, with a real browser and the local Google.

The data folder is thrown away between two starts. What had been called saved is there again.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lib.coaching.contacts import Contact
from lib.store import Actor, Role, Store
from tests.browser.tab import PATIENCE_MS, Tab, Visitor
from tests.serving import Server as App
from tests.sheets_api import faults
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server

LOOKER = Actor.of_cookie("who looks into the store")
SAVED = re.compile(r"Saved in the sheet \d\d:\d\d")


class Host:
    """A host whose disk does not last, and its sheet."""

    def __init__(self, folder: Path, google: Server) -> None:
        """Share a blank sheet with the host's account."""
        self.google = google.google
        self.sheet = self.google.create("Networking")
        self.person = self.google.person(self.sheet)
        environment = {
            "WORKBOOK_GOOGLE_KEY": json.dumps(self.google.key()),
            "WORKBOOK_GOOGLE_ADDRESS": google.address,
            "WORKBOOK_DURABLE_DISK": "false",
            "WORKBOOK_SHEET": f"https://docs.google.com/spreadsheets/d/{self.sheet}/edit",
        }
        self.app = App(folder, environment=environment)

    def restart(self) -> None:
        """Kill the app, empty its disk, and start it again."""
        self.app.kill()
        shutil.rmtree(self.app.data)
        self.app.start()

    def is_away(self, *, away: bool) -> None:
        """Let Google be away, or back."""
        self.google.faults.plan = lambda _call: faults.error(503) if away else None

    def names(self) -> set[str]:
        """Return the contacts in the sheet."""
        if "Contacts" not in self.person.titles():
            return set()
        return {one["Name"] for one in self.person.records("Contacts") if one["Name"]}

    def workbooks(self) -> dict[str, set[str]]:
        """Return the contacts of every workbook in the store, by its id."""
        with closing(Store(f"sqlite:///{self.app.data / 'workbook.sqlite'}")) as store:
            store.admit(LOOKER, Role.OWNER, datetime.now(UTC))
            return {
                one: {x.name for x in store.snapshot(LOOKER, one).records.all(Contact).values()}
                for one in store.workbook_ids(LOOKER)
            }


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Return a host whose app runs."""
    with Server(Google()) as google:
        found = Host(tmp_path, google)
        with found.app:
            yield found


@pytest.fixture
def visitor(chromium: Browser, host: Host) -> Iterator[Visitor]:
    """Return a browser on it."""
    found = Visitor(chromium, host.app)
    yield found
    found.close()


def met(tab: Tab, name: str) -> None:
    """Note somebody just met."""
    tab.choose("Just met someone")
    tab.page.get_by_label("Name", exact=True).fill(name)
    tab.tap("Write the note")


def says(tab: Tab, words: str | re.Pattern[str]) -> None:
    """Wait until the line at the top of the page says this."""
    expect(tab.key("sheet-line")).to_contain_text(words, timeout=PATIENCE_MS)


def test_nothing_is_called_saved_while_google_is_away(host: Host, visitor: Visitor) -> None:
    """It says not safe yet, and why; once Google is back it is in the sheet, and said."""
    tab = visitor.tab("people")
    met(tab, "Ravi Nair")
    says(tab, SAVED)
    host.is_away(away=True)
    met(tab.goto("people"), "Eve Stone")
    says(tab, re.compile("waiting for Google, not safe yet, trying again"))
    assert "Saved" not in tab.text()
    assert host.names() == {"Ravi Nair"}
    host.is_away(away=False)
    says(tab, SAVED)
    assert host.names() == {"Ravi Nair", "Eve Stone"}


def test_a_start_while_google_is_away_begins_nothing(host: Host, visitor: Visitor) -> None:
    """The page says calmly that the workbook is being fetched, and shows it by itself later."""
    tab = visitor.tab("people")
    met(tab, "Ravi Nair")
    says(tab, SAVED)
    before = host.workbooks()
    host.is_away(away=True)
    with visitor.server_away():
        host.restart()
        other = visitor.tab("people")
        other.sees("Your workbook is being fetched")
        other.sees("Google does not answer now")
    assert host.workbooks() == {}
    host.is_away(away=False)
    other.sees("Ravi Nair")
    assert host.workbooks() == before
