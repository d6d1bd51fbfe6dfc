"""A workshop with a sheet, by a real server: told at the door, and kept there from then on."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import httpx

from lib import guide
from lib.access import COOKIE, mint
from lib.coaching.contacts import Contact
from lib.coaching.guesses import Guess
from lib.coaching.records import new_id
from lib.sheets.room import TITLE
from lib.store import Actor, LinkState, Role, Saved
from lib.web import limits
from lib.web.joining import InSheet
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server as Sheets
from tests.trust.house import House, now, shared
from tests.trust.test_joining import NOBODYS, joins

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS: Final = 60.0
LEADER: Final = mint()


def until(met: Callable[[], bool]) -> None:
    """Wait for something the background does."""
    ends = time.monotonic() + SECONDS
    while not met():
        assert time.monotonic() < ends
        time.sleep(0.1)


def at_the_door(house: House, code: str = "") -> str:
    """Return the words of the page on which people join."""
    page = httpx.get(f"{house.server.address}/join{f'/{code}' if code else ''}", timeout=10)
    assert page.status_code == 200
    return page.text


def test_told_at_the_door_and_kept_in_the_sheet(tmp_path: Path) -> None:
    """By its code: none, then one; without a code: where there is one. An answer reaches it."""
    google = Google()
    with Sheets(google):
        key, address = json.dumps(google.key()), google.address
        with shared(tmp_path, google_key=key, google_address=address) as server:
            house = House(server)
            sheet = google.create("Workshop")
            leader = Actor.of_cookie(LEADER, now())
            minutes = {one.name: one.minutes for one in guide.hour()}
            day = now().date() + timedelta(days=9)
            plan = guide.plan_of("Job club", minutes, day, again=False, invented=False)
            with house.store() as store:
                store.links.open(leader, store.links.by_host(Role.COACH, None, now()), now())
                made = store.workshops.begin(leader, plan, now())
                told = at_the_door(house, made.code)
                assert InSheet.NO.value in told
                assert InSheet.MAYBE.value[-60:] not in told
                assert InSheet.MAYBE.value[-60:] in at_the_door(house)
                code = store.room_sheets.ask(leader, made.id, sheet, now())
                google.person(sheet).add_tab(code)

                def state() -> LinkState:
                    found = store.room_sheets.of(leader, made.id)
                    assert found is not None
                    return found.state

                until(lambda: state() is LinkState.LINKED)
                assert InSheet.YES.value in at_the_door(house, made.code)
                answer = joins(server, made.code, "Mei")
                who = Actor.of_cookie(answer.cookies[COOKIE], now())
                workbook = answer.headers["location"].removeprefix("/?w=")
                rows = [Contact(name="Zebulon"), Guess(of_ten=3, made_on=now().date())]
                done = store.save(who, workbook, rows, verb="x", operation=new_id(), at=now())
                assert isinstance(done, Saved)
                until(lambda: TITLE in google.person(sheet).titles())
                until(lambda: any(one["Number"] for one in google.person(sheet).records(TITLE)))
            person = google.person(sheet)
            (row,) = [one for one in person.records(TITLE) if any(one.values())]
            assert (row["First name"], row["Number"], row["Out of"]) == ("Mei", "3", "10")
            assert "Zebulon" not in str([person.rows(one) for one in person.titles()])
            one_who_tries_codes_is_told_nothing(house, made.code)


def one_who_tries_codes_is_told_nothing(house: House, code: str) -> None:
    """What the page says of a code is no way to find one: beyond the limit it says the same."""
    headers = {"Cookie": f"{COOKIE}={mint()}"}
    with httpx.Client(base_url=house.server.address, headers=headers, timeout=10) as tries:
        told = {tries.get(f"/join/{NOBODYS}").text for _ in range(limits.EACH + 1)}
        assert all(InSheet.MAYBE.value[-60:] in one for one in told)
        assert InSheet.YES.value not in tries.get(f"/join/{code}").text


def test_a_host_without_google_says_nothing_of_sheets(house: House) -> None:
    """There can be none."""
    assert "sheet of" not in at_the_door(house)
