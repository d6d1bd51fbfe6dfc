"""A file dropped on the page: its columns corrected, its rejected line seen, all of it undone."""

from __future__ import annotations

import base64
import re
import subprocess
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.coaching.contacts import Contact
from tests.browser.tab import PATIENCE_MS, Tab
from tests.exchange.packing import busy, million_rows, spreadsheet

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.serving import Server

PEOPLE: dict[str, list[list[object]]] = {
    "Read me": [["Bring the next tab"]],
    "My list": [
        ["Wer", "Wo", "E-mail", "Farbe"],
        ["Ann Roe", "Acme", "ann@x.org", "red"],
        [None, "Nobody Inc", "info@nobody.example", "blue"],
        ["Mei Lin", "Contoso", "mei@x.org", "green"],
    ],
}
DROP = """([bytes, name]) => {
    const content = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([content], name));
    return carried;
}"""


def let_go(tab: Tab, data: bytes, name: str) -> None:
    """Let go of a file over the box for it, as a mouse would."""
    carried = tab.page.evaluate_handle(DROP, [base64.b64encode(data).decode(), name])
    zone = tab.page.get_by_test_id("stFileUploaderDropzone")
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": carried})


def drop(tab: Tab, data: bytes, name: str) -> Tab:
    """Let go of a file, and wait until it was read."""
    let_go(tab, data, name)
    return tab.stands()


def pick(tab: Tab, label: str, option: str) -> Tab:
    """Choose an option in the selectbox with this label."""
    box = tab.page.get_by_role("combobox", name=label, exact=True)
    box.scroll_into_view_if_needed()
    box.focus()
    box.press("ArrowDown")  # a tap that makes the page scroll closes the list again
    tab.page.get_by_role("option", name=option, exact=True).click()
    return tab.stands()


def test_dropped_corrected_looked_at_and_undone(fresh_server: Server, visit: Visit) -> None:
    """B39, B45: nothing is saved before it was shown; one undo takes the whole of it back."""
    visitor = visit(fresh_server)
    tab = visitor.tab("people")
    tab.unfold("From a file")
    drop(tab, spreadsheet(PEOPLE), "people.xlsx")
    tab.sees("No line reads like headings")
    pick(tab, "The tab with your people", "My list")
    tab.sees("No line reads like headings")
    tab.page.get_by_text("Headings", exact=True).click()
    tab.stands().sees("Which column holds the names?")
    pick(tab, "Whole name", "Wer")
    pick(tab, "Company", "Wo")
    tab.sees("3 read = 2 new + 1 left out")
    expect(tab.page.get_by_text("Left out (1)")).to_be_visible(timeout=PATIENCE_MS)
    assert not visitor.records().all(Contact)
    tab.tap("Bring in 2").sees("2 people came in.")
    people = {one.name: one.company for one in visitor.records().all(Contact).values()}
    assert people == {"Ann Roe": "Acme", "Mei Lin": "Contoso"}
    tab.page.get_by_role("button", name="Undo", exact=True).last.click()
    tab.stands()
    expect(tab.page.get_by_text("2 people came in.")).to_have_count(0, timeout=PATIENCE_MS)
    assert not visitor.records().all(Contact)
    assert [one.verb for one in visitor.history()][-2:] == ["import", "undo"]
    visitor.calm()


def test_a_bomb_brings_words_and_the_page_stays(server: Server, visit: Visit) -> None:
    """B49, P11: a spreadsheet of a million rows: a sentence, at once, and all still works."""
    visitor = visit(server, phone=True)
    tab = visitor.tab("people")
    tab.unfold("From a file")
    drop(tab, million_rows(), "contacts.csv")
    tab.sees("a list of contacts is far smaller")
    tab.tap("Not now")
    drop(tab, b"Name,E-mail\nAnn Roe,ann@x.org\n", "../../a.csv")
    tab.sees("1 read = 1 new").tap("Bring in 1").sees("1 person came in.")
    visitor.calm()


def children(server: Server) -> list[str]:
    """Return the processes the server has started to read files in."""
    said = subprocess.run(  # noqa: S603 - the system's own, no shell
        ["ps", "-ww", "-o", "args=", "--ppid", str(server.pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in said.stdout.splitlines() if "lib.exchange" in line]


def test_reading_can_be_cancelled_and_nobody_waits(fresh_server: Server, visit: Visit) -> None:
    """A file that takes long: how far it is, another person's page meanwhile, Cancel ends it."""
    visitor = visit(fresh_server)
    tab = visitor.tab("people")
    tab.unfold("From a file")
    let_go(tab, busy(), "long.xlsx")
    tab.sees(re.compile(r"Reading your file, [1-9]\d* s"))
    assert len(children(fresh_server)) == 1
    visit(fresh_server).tab("give").heading("Give first")
    assert len(children(fresh_server)) == 1
    tab.tap("Cancel").sees("On LinkedIn: Me")
    assert not children(fresh_server)
    expect(tab.page.get_by_text("long.xlsx")).to_have_count(0, timeout=PATIENCE_MS)
    visitor.calm()
