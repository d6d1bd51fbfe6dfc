"""The door: without a link nothing of a workbook is drawn, and no stranger leaves a trace."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from lib import settings
from lib.access import mint, the_store
from lib.coaching.contacts import Contact
from lib.store import NotAllowedError, Role, Shows
from lib.ui import session
from tests.ui.conftest import FRAME
from tests.ui.driving import run

if TYPE_CHECKING:
    from tests.ui.sharing import House

NAME = "Zebulon Quagmire"
OWN = "Ann\\'s workbook"
"""The name of the house's first workbook, as a message that is read aloud has it."""
WITHDRAWN = "This link was withdrawn, or its time has passed"
NOT_OPEN = "This workbook is not open to you here"


def here(visit: str, workbook: str = "") -> AppTest:
    """Open the frame for a browser, at a workbook's address or at none."""
    at = AppTest.from_file(FRAME, default_timeout=60)
    at.session_state["visit"] = visit
    if workbook:
        at.query_params["w"] = workbook
    return run(at)


def titles(at: AppTest) -> list[str]:
    """Return the headings of the page."""
    return [str(one.value) for one in at.title]


def visits() -> int:
    """Return how many visits the store keeps."""
    file = settings.load().data_folder / "workbook.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM visits").fetchone()[0])


def drawn(at: AppTest) -> str:
    """Return everything the page was sent."""
    return "\n".join(str(getattr(one, "proto", "")) for one in at.main)


@pytest.mark.parametrize("named", [True, False])
def test_a_stranger_sees_what_to_do(house: House, named: bool) -> None:  # noqa: FBT001 - pytest's way
    """At a workbook's address or at none: one title, no name, no row in the store."""
    house.save(house.owner, Contact(name=NAME))
    before = visits()
    at = here(mint(), house.workbook if named else "")
    assert titles(at) == ["Open your link"]
    assert NAME not in drawn(at)
    assert OWN not in drawn(at)
    assert visits() == before


def test_a_link_opens_one_workbook_and_no_other(house: House) -> None:
    """The address of another one shows which is open, and nothing of the other."""
    other = house.begun("Second book")
    coach = house.comes(Role.COACH, shows=Shows.ALL)
    assert "Open your link" not in titles(here(coach.cookie))
    at = here(coach.cookie, other)
    assert titles(at) == [NOT_OPEN]
    assert "Second book" not in drawn(at)
    assert at.button(key=f"open-{house.workbook}").label == f"**{OWN}**"
    at.button(key=f"open-{house.workbook}").click()
    assert NOT_OPEN not in titles(run(at))


def test_a_link_that_is_withdrawn_closes_the_tab(house: House) -> None:
    """The next run says so once; the tab has forgotten what it held, and so has its address."""
    link = house.link(Role.COACH, shows=Shows.ALL)
    coach = house.opens(link.token)
    at = here(coach.cookie, house.workbook)
    at.session_state["last-typed"] = NAME
    the_store().links.withdraw(house.owner.actor, link.id, datetime.now(UTC))
    assert titles(run(at)) == [WITHDRAWN]
    assert "last-typed" not in at.session_state
    assert titles(run(at)) == ["Open your link"]


def test_whoever_looks_and_may_not_write_is_not_shown_out(house: House) -> None:
    """A viewer's forged save is refused, and the workbook stays open to them."""
    viewer = house.comes(Role.VIEWER)
    snapshot = the_store().snapshot(viewer.actor, house.workbook)
    book = session.Workbook(snapshot.id, snapshot.version, snapshot.records, viewer.actor)
    with pytest.raises(NotAllowedError):
        book.save("tried", [Contact(name=NAME)], "forged")


def test_a_browser_without_cookies_is_told(house: House) -> None:
    """Where no cookie is kept there is no button: a workbook begun there would be lost."""
    at = here(mint())
    assert any("keeps no cookie" in str(one.value) for one in at.markdown)
    assert not [one for one in at.button if one.key == "begin-workbook"]
    assert len(the_store().workbook_ids(house.owner.actor)) == 1
