"""A workshop's sheet in real browsers: linked by who leads, met by a phone, kept by the background.

Google is the local one, on loopback; the app's own process keeps the sheet.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.sheets.room import TITLE
from lib.store import Actor
from lib.web.joining import InSheet
from tests.browser.hall import Hall
from tests.browser.seeding import now
from tests.browser.tab import PATIENCE_MS
from tests.trust.house import shared

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visit
    from tests.sheets_api.google import Google


def test_a_workshop_gets_its_sheet(tmp_path: Path, google: Google, visit: Visit) -> None:
    """Steps, code, linked; a phone is told, taps, and the tap stands there; then let go."""
    sheet = google.create("Answers of Tuesday")
    key = json.dumps(google.key())
    with shared(tmp_path, google_key=key, google_address=google.address) as server:
        hall = Hall(server)
        leader, tab = hall.leads(visit)
        tab.page.set_viewport_size({"width": 1280, "height": 900})
        tab.type("What is it called?", "Job club").tap("Begin it").sees("Nobody is in yet.")
        tab.unfold("A Google Sheet for this workshop")
        tab.picture(tmp_path / "steps.png")
        address = f"https://docs.google.com/spreadsheets/d/{sheet}/edit"
        tab.type("The sheet's address", address).tap("Go on").sees("4. Show that it is yours.")
        actor = Actor(leader.actor.visit, at=now())
        ((workshop, _),) = hall.store.workshops.mine(actor)
        link = hall.store.room_sheets.of(actor, workshop)
        assert link is not None
        assert link.code is not None
        google.person(sheet).add_tab(link.code)
        tab.sees("The sheet of this workshop").sees("In the sheet")
        code = hall.store.workshops.standing(actor, workshop, now()).code
        assert code is not None

        phone = visit(server, phone=True, dark=True)
        door = phone.context.new_page()
        door.goto(f"{server.address}/join/{code}")
        expect(door.get_by_text(InSheet.YES.value)).to_be_visible()
        door.screenshot(path=tmp_path / "door.png", full_page=True)
        ana = hall.joins(visit, "Ana", code=code, dark=True)
        tab.tap("Begin: Come in").tap("Next: A guess, before you look")
        ana.moved_on().sees("What you type does not, nor whom you know.")
        ana.picture(tmp_path / "phone.png")
        ana.tap("4").sees("It is put away.")

        def told() -> bool:
            rows = google.person(sheet).records(TITLE)
            return any((one["First name"], one["Tapped"]) == ("Ana", "guessed 4") for one in rows)

        for _ in range(PATIENCE_MS // 100):
            if told():
                break
            tab.page.wait_for_timeout(100)
        assert told()
        tab.picture(tmp_path / "linked.png")
        tab.page.set_viewport_size({"width": 390, "height": 844})
        tab.stands().picture(tmp_path / "linked-390.png")
        tab.tap("Unlink").tap("Unlink the sheet").sees("A Google Sheet for this workshop")
        assert hall.store.room_sheets.of(actor, workshop) is None
        assert told()
        hall.store.close()
        leader.calm()
