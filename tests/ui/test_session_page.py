"""The page for a session: what happened, how it stands, three things, and no more than is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from lib import guide
from lib.access import the_store
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.touches import Touch
from lib.store import Role
from lib.ui.text import md
from tests.daytime import today
from tests.ui.driving import run

if TYPE_CHECKING:
    from tests.ui.sharing import Browser, House


def page() -> None:
    """Draw the page alone, for whoever is here."""
    from dataclasses import dataclass  # noqa: PLC0415 - the script of a page of its own
    from enum import Enum  # noqa: PLC0415

    from lib.ui import session, session_page  # noqa: PLC0415

    class Why(Enum):
        DRAFT = "draft"

    @dataclass(frozen=True)
    class Because:
        why: Why
        words: str

    workbook = session.workbook()
    session_page.draw(
        workbook, session.day_of(workbook), [Because(Why.DRAFT, "draft waiting since Tuesday")]
    )


def drawn(house: House, browser: Browser) -> AppTest:
    """Return the page as a browser sees it."""
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["visit"] = browser.cookie
    at.query_params["w"] = house.workbook
    return run(at)


def texts(at: AppTest) -> str:
    """Return all that is written on it."""
    return "\n".join(one.value for one in [*at.subheader, *at.markdown, *at.caption])


def test_a_sheet(house: House) -> None:
    """Who, since when, what happened, how it stands, what to talk about."""
    coach = house.comes()
    dana = Contact(name="Dana *Quist*", email="dana@example.org", notes="met at the lake")
    ask = Ask(contact=dana.id)
    cover = replace(house.records().cover, owner="Maria *M*")
    house.save(house.owner, cover, dana, ask, Touch(contact=dana.id, ask=ask.id, on=today()))
    said = texts(drawn(house, coach))
    assert r"Maria \*M\*" in said
    assert md("1 message sent, 1 ask planned, 1 person added") in said
    assert "0 answered · 1 still open · 0 no word" in said
    first = md(guide.talk()["DRAFT"])
    assert f"- Draft waiting since Tuesday  \n  *{first}*" in said
    assert md(guide.talk()["NOT_GUESSED"]) in said
    assert md(guide.talk()["NEXT"]) in said
    for kept_back in ("Dana", "dana@example.org", "lake"):
        assert kept_back not in said


def test_since_the_session_that_was_noted(house: House) -> None:
    """What was done before it is not told again; one to come is told."""
    coach = house.comes()
    house.save(house.owner, Contact(name="Dana"))
    links = the_store().links
    tomorrow = today() + timedelta(days=1)
    links.next_session(coach.actor, house.workbook, tomorrow)
    said = texts(drawn(house, coach))
    assert "Your session: tomorrow" in said
    assert "1 person added" in said
    links.next_session(coach.actor, house.workbook, today() - timedelta(days=2))
    assert "Your session" not in texts(drawn(house, coach))


def test_a_quiet_workbook(house: House) -> None:
    """Nothing that was noted is no reproach; a pause is said."""
    coach = house.comes()
    house.save(house.owner, replace(house.records().cover, paused_on=today()))
    said = texts(drawn(house, coach))
    assert "Paused since today" in said
    assert "overdue" not in said.lower()


def test_a_viewer_has_no_session(house: House) -> None:
    """Somebody who only looks is shown the same sheet, with no session of anyone's."""
    viewer, coach = house.comes(Role.VIEWER, "Bo"), house.comes()
    day: date = today() + timedelta(days=1)
    the_store().links.next_session(coach.actor, house.workbook, day)
    assert "Your session" not in texts(drawn(house, viewer))
