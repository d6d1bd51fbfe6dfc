"""A calendar's address is made by the owner, shown once, and withdrawn among the own links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from lib.access import the_store
from lib.store import Role
from tests.ui.driving import run
from tests.ui.sharing import ADDRESS

if TYPE_CHECKING:
    from tests.ui.conftest import Desk
    from tests.ui.sharing import House


def script() -> None:
    """Draw the way to an address alone, as a page does."""
    from lib.ui import feed, session  # noqa: PLC0415 - the script of a page of its own

    feed.draw(session.workbook())


def page(workbook: str, visit: str | None = None) -> AppTest:
    """Open the way to an address for whoever is here."""
    at = AppTest.from_function(script, default_timeout=30)
    at.query_params["w"] = workbook
    if visit is not None:
        at.session_state["visit"] = visit
    return run(at)


def test_an_address_is_made_and_shown_once(house: House) -> None:
    """It fetches the workbook; put away, it is shown no more, and a new one can be made."""
    at = page(house.workbook, house.owner.cookie)
    at.button(key="make-feed").click()
    run(at)
    (shown,) = [one.value for one in at.code]
    assert shown.startswith(f"{ADDRESS}/calendar/")
    assert shown.endswith(".ics")
    token = shown.removeprefix(f"{ADDRESS}/calendar/").removesuffix(".ics")
    fetched = the_store().calendar(token, datetime.now(UTC))
    assert fetched is not None
    assert fetched.id == house.workbook
    (link,) = [
        one
        for one in the_store().links.of(house.owner.actor, house.workbook)
        if one.role is Role.CALENDAR
    ]
    assert link.until is None
    at.button(key="feed-away").click()
    run(at)
    assert not at.code
    assert at.button(key="make-feed")


def test_on_ones_own_machine_there_is_none(desk: Desk) -> None:
    """No other machine reaches it there, so no calendar could fetch anything."""
    at = page(desk.workbook)
    assert not at.button
