"""A shared computer: it is said on the Workbook page, and closes by itself; whose device, never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from lib.access import the_store
from lib.coaching.contacts import Contact
from lib.store import USUAL_IDLE, Idling, Role
from lib.ui import idling
from tests.ui.conftest import FRAME
from tests.ui.driving import run

if TYPE_CHECKING:
    import pytest

    from tests.ui.conftest import Desk
    from tests.ui.sharing import Browser, House

NAME = "Zebulon Quagmire"
CLOSED = "Closed while nobody was here"


def workbook_page(who: Browser, workbook: str) -> AppTest:
    """Open the Workbook page for a browser."""
    at = AppTest.from_file(FRAME, default_timeout=60)
    at.session_state["visit"] = who.cookie
    at.query_params["w"] = workbook
    return run(run(at).switch_page("workbook.py"))


def locks_at(who: Browser) -> datetime | None:
    """Return when a browser locks itself."""
    return the_store().idling(who.actor).until


def said(at: AppTest) -> str:
    """Return the words of the page."""
    return "\n".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption))


def test_who_says_that_others_use_it_too(house: House) -> None:
    """One switch: it locks after half an hour from then on; the same switch ends it."""
    house.save(house.owner, Contact(name=NAME))
    who = house.comes(Role.OWNER)
    at = workbook_page(who, house.workbook)
    assert locks_at(who) is None
    at.toggle(key="others-here-False").set_value(True)
    run(at)
    until = locks_at(who)
    assert until is not None
    assert USUAL_IDLE - timedelta(minutes=1) < until - datetime.now(UTC) <= USUAL_IDLE
    assert "Other windows" in said(at)
    at.toggle(key="others-here-True").set_value(False)
    run(at)
    assert locks_at(who) is None
    at.toggle(key="others-here-False").set_value(True)
    run(at)
    the_store().tapped(who.actor, datetime.now(UTC) - USUAL_IDLE)
    run(at)
    assert [str(one.value) for one in at.title] == [CLOSED]
    assert NAME not in "".join(str(one.proto) for one in at.main)
    assert "in-front" not in at.session_state


def test_nobody_is_locked_out_who_has_no_link(house: House) -> None:
    """Whoever began here and kept none is told to make it first; then it locks."""
    at = workbook_page(house.owner, house.workbook)
    at.toggle(key="others-here-False").set_value(True)
    run(at)
    assert "make your link first" in said(at)
    assert locks_at(house.owner) is None
    at.button(key="my-link").click()
    run(at)
    assert locks_at(house.owner) is not None
    assert "make your link first" not in said(at)


def test_the_host_says_it_for_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to switch; the time is the host's."""
    monkeypatch.setenv("WORKBOOK_IDLE_MINUTES", "45")
    who = house.comes(Role.OWNER)
    at = workbook_page(who, house.workbook)
    assert not [one for one in at.toggle if str(one.key).startswith("others-here")]
    assert "nobody has tapped for 45 minutes" in said(at)
    until = locks_at(who)
    assert until is not None
    assert until - datetime.now(UTC) > timedelta(minutes=44)


def test_a_page_that_draws_itself_is_no_tap(house: House) -> None:
    """What a sheet or a room brings is drawn; the lock comes when it would have come."""
    who = house.comes(Role.OWNER)
    at = workbook_page(who, house.workbook)
    at.toggle(key="others-here-False").set_value(True)
    run(at)
    the_store().tapped(who.actor, datetime.now(UTC) - timedelta(minutes=20))
    before = locks_at(who)
    at.session_state["news"] = True
    run(at)
    assert locks_at(who) == before
    run(at)
    assert locks_at(who) != before


def test_a_desk_closes_too(house: House) -> None:
    """A page that shows no workbook of one's own shows no client either."""
    coach = house.comes(Role.COACH)
    the_store().say_others(coach.actor, datetime.now(UTC), others=True)
    at = AppTest.from_file(FRAME, default_timeout=60)
    at.session_state["visit"] = coach.cookie
    run(run(at).switch_page("coach.py"))
    assert locks_at(coach) is not None
    the_store().tapped(coach.actor, datetime.now(UTC) - USUAL_IDLE)
    run(at)
    assert [str(one.value) for one in at.title] == [CLOSED]


def test_how_long_before_it_says_so() -> None:
    """Five minutes, and never more than half of the time there is."""
    minute = timedelta(minutes=1)
    assert idling.warns(Idling(), 60 * minute) == 5 * minute
    assert idling.warns(Idling(), 4 * minute) == 2 * minute
    assert idling.warns(Idling(others=True), None) == 5 * minute
    assert idling.warns(Idling(others=True), 6 * minute) == 3 * minute


def test_on_ones_own_machine_nothing_locks(desk: Desk) -> None:
    """Nor is it offered."""
    del desk
    at = run(run(AppTest.from_file(FRAME, default_timeout=60)).switch_page("workbook.py"))
    assert not [one for one in at.toggle if str(one.key).startswith("others-here")]
    assert "idling" not in at.session_state
