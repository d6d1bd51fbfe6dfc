"""A workbook with a Google Sheet beside it, in a browser: how it is linked, and who sits at it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.coaching.contacts import Contact
from tests.sheets_api.google import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.sheets_api.google import Google
    from tests.sheets_api.person import Person

PATIENCE_SECONDS = 90
"""How long anything may take on a machine with much else to do."""
TAB = "Contacts"
CODE = re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$")
"""What a one-time code looks like."""

DANA = Contact(id="dana", name="Dana Whitlock", company="Northgate")
BEN = Contact(id="ben", name="Ben Okafor", company="Acme Foods")


def becomes(what: Callable[[], object], wanted: object) -> float:
    """Wait until something is what it should be; return how many seconds it took."""
    begun = time.monotonic()
    found: object = None
    while time.monotonic() - begun < PATIENCE_SECONDS:
        try:
            found = what()
        except LookupError as missing:
            found = missing
        if found == wanted:
            return time.monotonic() - begun
        time.sleep(0.1)
    message = f"{found!r} never became {wanted!r}"
    raise AssertionError(message)


def company(person: Person, contact: Contact) -> Callable[[], object]:
    """Return what reads somebody's company in the sheet."""
    return lambda: person.value(TAB, person.row_with(TAB, "Name", contact.name), "Company")


def types(person: Person, contact: Contact, heading: str, text: str) -> None:
    """Type into somebody's row of the sheet."""
    person.type(TAB, person.row_with(TAB, "Name", contact.name), heading, text)


def frame_says(tab: Tab, words: str | re.Pattern[str]) -> None:
    """Wait until the line about the sheet says this."""
    line = tab.key("sheet-line")
    expect(line).to_contain_text(words, timeout=PATIENCE_SECONDS * 1000)


def linked(tab: Tab, workbook: str, google: Google, sheet: str) -> Person:
    """Link a sheet as its owner does: address, code, tab; return who sits at it."""
    tab.goto(f"workbook?w={workbook}").unfold("Link a sheet")
    expect(tab.page.get_by_text(ACCOUNT)).to_be_visible()
    person = google.person(sheet)
    code = proves(tab, f"https://docs.google.com/spreadsheets/d/{sheet}/edit#gid=0", person)
    frame_says(tab, "In the sheet")
    assert code not in person.titles()
    return person


def proves(tab: Tab, address: str, person: Person) -> str:
    """Paste an address, and add the tab that is asked for; return the code."""
    tab.type("The sheet's address", address)
    tab.tap("Go on").sees("Show that it is yours")
    code = tab.page.get_by_text(CODE).inner_text()
    person.add_tab(code)
    return code


def need(tab: Tab, of: str = "sheet") -> Locator:
    """Return where it is told what a person must do about the sheet, or the "practice" one."""
    return tab.page.locator(f".st-key-need-{of}")


def no_need(tab: Tab, of: str = "sheet") -> None:
    """Wait until nothing calls for a person any more."""
    expect(need(tab, of)).to_have_count(0, timeout=PATIENCE_SECONDS * 1000)
