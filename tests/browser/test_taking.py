"""Everything taken out in a real browser: the spreadsheet opened, edited, brought back, undone."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
import vobject

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.touches import Touch
from tests.browser import seeding
from tests.workbooks import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visit
    from tests.browser.tab import Tab
    from tests.serving import Server

NAMES = [one for one in HOSTILE if one[0] in "=+-@＝'" or "<" in one][:20]  # noqa: RUF001 - full-width
"""Formulas and markup; what openpyxl would change by itself on the way is tried without it."""


def taken(tab: Tab, label: str, folder: Path, within: str = "") -> Path:
    """Tap a download, within the part of a key where one is named; return the file."""
    place = tab.key(within) if within else tab.page
    with tab.page.expect_download() as download:
        place.get_by_role("button", name=label, exact=True).click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"[a-z0-9-]+\.[a-z]+", name), name
    download.value.save_as(folder / name)
    return folder / name


def test_out_and_back_in(fresh_server: Server, visit: Visit, tmp_path: Path) -> None:
    """No formula in the file; an edited cell is a difference; saved, and all of it taken back."""
    book = seeding.begun(fresh_server)
    yesterday = datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(1)
    people = [Contact(id=f"p{n:02}", name=name, company=name) for n, name in enumerate(NAMES)]
    ask = Ask(id="ask", contact="p00")
    sent = Touch(id="sent", contact="p00", ask="ask", on=yesterday)
    seeding.put(fresh_server, book, [*people, ask, sent])
    visitor = visit(fresh_server)
    tab = visitor.tab("workbook")

    file = taken(tab, "A spreadsheet", tmp_path)
    workbook: Any = openpyxl.load_workbook(file)
    for sheet in workbook.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    sheet = workbook["Contacts"]
    assert [sheet.cell(n + 2, 1).value for n in range(4)] == NAMES[:4]

    with zipfile.ZipFile(taken(tab, "CSV files", tmp_path)) as archive:
        assert "contacts.csv" in archive.namelist()
    taken(tab, "JSON", tmp_path)
    cards = taken(tab, "Address cards", tmp_path).read_text("utf-8")
    assert len(list(vobject.readComponents(cards))) == len(NAMES)

    sheet.cell(2, 1).value = "Someone else"
    edited = tmp_path / "edited.xlsx"
    workbook.save(edited)
    tab.page.locator("input[type=file]").set_input_files(edited)
    tab.sees(f"{len(NAMES) + 3} rows read = 1 changed + {len(NAMES) + 2} the same")
    tab.tap("Save 1 row").sees("1 row is as in the file now.")
    assert visitor.records().all(Contact)["p00"].name == "Someone else"
    tab.key("undo-back-").get_by_role("button").click()
    tab.stands().sees("Taken back")
    assert visitor.records().all(Contact)["p00"].name == NAMES[0]

    tab.goto("today").unfold("Put these days into my calendar")
    calendar = taken(tab, "The calendar file", tmp_path).read_text("utf-8")
    (read,) = vobject.readComponents(calendar)
    (event,) = read.contents["vevent"]
    assert event.dtstart.value == yesterday + timedelta(7)
    visitor.calm()


def test_each_picture_can_be_taken_along(
    fresh_server: Server, visit: Visit, tmp_path: Path
) -> None:
    """SVG and numbers from the fold, of the open pictures and of those behind a question."""
    book = seeding.begun(fresh_server)
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    people = [Contact(id=f"p{n}", name=f"Person {n}") for n in range(9)]
    asks = [Ask(id=f"a{n}", contact=f"p{n}") for n in range(9)]
    sent = [
        Touch(id=f"t{n}", contact=f"p{n}", ask=f"a{n}", on=today - timedelta(40)) for n in range(9)
    ]
    seeding.put(fresh_server, book, [*people, *asks, *sent])
    visitor = visit(fresh_server)
    tab = visitor.tab("review")
    tab.key("behind-asks").locator("summary").click()
    tab.stands().sees("The picture (SVG)")
    svg = taken(tab, "The picture (SVG)", tmp_path).read_text("utf-8")
    assert svg.startswith("<svg xmlns=")
    numbers = taken(tab, "The numbers (CSV)", tmp_path).read_text("utf-8-sig")
    assert numbers.splitlines()[0] == '"State","Asks"'
    assert tab.page.get_by_role("button", name="Download as CSV").count() == 0
    tab.page.get_by_text("What about longer or shorter silences?").click()
    tab.stands().key("behind-RUNS").locator("summary").click()
    tab.stands()
    bars = taken(tab, "The picture (SVG)", tmp_path, within="files-RUNS").read_text("utf-8")
    assert bars.startswith("<svg xmlns=")
    assert bars != svg
    visitor.calm()
