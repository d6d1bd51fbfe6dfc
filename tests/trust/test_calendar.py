"""A calendar's address fetches due days with names alone; withdrawn, it fetches none."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import httpx
import icalendar
import pytest

from lib.access import COOKIE
from lib.store import Actor, Role
from lib.web import limits, pages
from tests.trust.house import House, now, shared

if TYPE_CHECKING:
    from pathlib import Path


def fetched(house: House, token: str, method: str = "GET") -> httpx.Response:
    """Ask as a calendar does: without a cookie, without an origin."""
    address = f"{house.server.address}/calendar/{token}.ics"
    return httpx.request(method, address, timeout=10)


def test_a_calendar_fetches_days_and_names(house: House) -> None:
    """What stands in it: a step and a name a day. No phone, no note, no company, no words."""
    kept = house.begun()
    link = house.link(kept, Role.CALENDAR)
    answer = fetched(house, link.token)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert events
    assert all(kept.mark in str(one["summary"]) for one in events)
    for word in ("Notes", "Company", "Hello", "Gave", "+1"):
        assert f"{word} {kept.mark}" not in answer.text


def test_a_withdrawn_calendar_fetches_nothing(house: House) -> None:
    """One answer for withdrawn, unknown, and another role's key; it names no reason."""
    kept = house.begun()
    gone, owners = house.link(kept, Role.CALENDAR), house.link(kept, Role.OWNER)
    assert fetched(house, gone.token).status_code == 200
    house.withdraw(kept, gone)
    for token in (gone.token, owners.token, secrets.token_urlsafe(32), "x"):
        answer = fetched(house, token)
        assert (answer.status_code, answer.text) == (404, pages.UNKNOWN)


def test_a_calendars_key_opens_nothing_else(house: House) -> None:
    """Handed over as a link, or shown as a visit, it is nobody; nothing can be written to it."""
    kept = house.begun()
    link = house.link(kept, Role.CALENDAR)
    with house.store() as store:
        assert store.links.open(Actor.of_cookie("z" * 43, now()), link.token, now()) is None
    own = {"Origin": house.server.address}
    as_visit = {**own, "Cookie": f"{COOKIE}={link.token}"}
    address = f"{house.server.address}/calendar/{link.token}.ics"
    for method in ("POST", "PUT", "DELETE"):
        assert httpx.request(method, address, headers=own, timeout=10).status_code == 405
    media = httpx.get(f"{house.server.address}/media/x", headers=as_visit, timeout=10)
    assert media.status_code == 404


def test_guessing_calendars_is_limited(tmp_path: Path) -> None:
    """The eleventh bad address a minute waits; one that fetches something counts for nothing."""
    with shared(tmp_path) as server:
        house = House(server)
        good = house.link(house.begun(), Role.CALENDAR).token
        assert {fetched(house, good).status_code for _ in range(limits.EACH + 5)} == {200}
        found = [fetched(house, secrets.token_urlsafe(32)) for _ in range(limits.EACH + 5)]
    assert [one.status_code for one in found] == [404] * limits.EACH + [429] * 5
    assert all("retry-after" in one.headers for one in found[limits.EACH :])


@pytest.mark.parametrize("path", ["/calendar/", "/calendar/x", "/calendar/a/b.ics"])
def test_other_addresses_there_are_no_calendars(house: House, path: str) -> None:
    """What is no feed's address brings none."""
    answer = httpx.get(f"{house.server.address}{path}", timeout=10)
    assert "VCALENDAR" not in answer.text
