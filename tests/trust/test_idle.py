"""T24: an open tab on a shared computer that nobody touches shows nothing and may nothing any more.

Over real websockets, as no browser would send them. No test waits for half an hour: a tap is noted
in the store as of then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from lib.store import USUAL_IDLE, Actor, Role
from tests.bench import driver
from tests.trust.house import House, now, shared
from tests.trust.ways import LABELS, OPENS, WAYS, opened, tap
from tests.web import planted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tests.trust.house import Kept

PAGE: Final = f"""{WAYS}

@st.fragment
def names():
    st.button("Look again")
    st.text(session.workbook().records.cover.name)


names()
st.download_button("Take it", session.workbook().records.cover.name, "name.txt")
"""
AGAIN: Final = "Look again"
"""A button of a fragment that reads the workbook anew."""
WRITES: Final = 100
CLOSED: Final = "Closed while nobody was here"
STILL: Final = "Still here?"
MINUTE: Final = timedelta(minutes=1)


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the project with one page that saves in every way there is."""
    folder = tmp_path_factory.mktemp("ways")
    root = planted.project(folder / "project", pages={"today.py": PAGE})
    with shared(folder, root=root) as server:
        yield House(server)


def on_a_shared_computer(house: House, kept: Kept) -> str:
    """Return the cookie of an owner's browser that others use too."""
    cookie = house.opened(house.link(kept, Role.OWNER))
    with house.store() as store:
        store.say_others(Actor.of_cookie(cookie, now()), now(), others=True)
    return cookie


def nobody_tapped_for(house: House, cookie: str, span: timedelta) -> None:
    """Have it be so long since the last tap in a browser."""
    with house.store() as store:
        store.tapped(Actor.of_cookie(cookie), now() - span)


def locks_at(house: House, cookie: str) -> datetime | None:
    """Return when a browser locks itself."""
    with house.store() as store:
        return store.idling(Actor.of_cookie(cookie, now())).until


def named(tab: driver.Session, label: str) -> Any:  # noqa: ANN401 - any widget's message
    """Return a page's button."""
    return next(one for one in tab.widgets("button") if one.label == label)


def sent(tab: driver.Session) -> bytes:
    """Return all that the newest run sent."""
    return b"".join(one.SerializeToString() for one in tab.messages)


def test_a_locked_tab_is_shown_nothing_and_saves_nothing(ways: House) -> None:
    """Through a page, a callback, a fragment, a dialog: 0 applied, no mark; nor is a new tab.

    Each way is tapped first in a tab whose newest run was before the lock.
    """
    kept = ways.begun()

    async def tapped(label: str) -> None:
        cookie = on_a_shared_computer(ways, kept)
        tab = await opened(ways, kept, cookie)
        assert kept.mark.encode() in sent(tab)
        await tab.click(tab.find(OPENS))
        before = ways.version(kept)
        await tap(tab, named(tab, label))
        proves = ways.version(kept) > before or kept.mark.encode() in sent(tab)
        assert proves, f"{label} saves and shows nothing"
        await tab.click(tab.find(OPENS))
        there = named(tab, label)
        nobody_tapped_for(ways, cookie, USUAL_IDLE)
        before = ways.version(kept)
        for turn in range(WRITES // len(LABELS)):
            await tap(tab, there)
            assert kept.mark.encode() not in sent(tab)
            if not turn:
                assert CLOSED in " ".join(tab.texts())
        assert ways.version(kept) == before
        await tab.close()
        late = await opened(ways, kept, cookie)
        assert CLOSED in " ".join(late.texts())
        assert kept.mark.encode() not in sent(late)
        await late.close()

    for label in (*LABELS, AGAIN):
        driver.driven(tapped(label))


def test_an_untouched_tab_closes_by_itself(ways: House) -> None:
    """Its own look finds out, and the names are taken off the screen."""
    kept = ways.begun()
    cookie = on_a_shared_computer(ways, kept)

    async def looked() -> list[str]:
        tab = await opened(ways, kept, cookie)
        assert CLOSED not in " ".join(tab.texts())
        nobody_tapped_for(ways, cookie, USUAL_IDLE)
        (look,) = tab.timers
        await tab.rerun(fragment=look)
        assert kept.mark.encode() not in sent(tab)
        said = tab.texts()
        await tab.close()
        return said

    assert CLOSED in " ".join(driver.driven(looked()))


def test_a_download_closes_with_it(ways: House) -> None:
    """Its address answers while the browser is open, though it is one that will lock."""
    kept = ways.begun()
    cookie = on_a_shared_computer(ways, kept)

    async def address() -> str:
        tab = await opened(ways, kept, cookie)
        (found,) = tab.widgets("download_button")
        assert locks_at(ways, cookie) is not None
        await tab.close()
        return f"{ways.server.address}{found.url}"

    where = driver.driven(address())
    shown = httpx.get(where, headers={"Cookie": f"visit={cookie}"})
    assert (shown.status_code, kept.mark in shown.text) == (200, True)
    nobody_tapped_for(ways, cookie, USUAL_IDLE)
    late = httpx.get(where, headers={"Cookie": f"visit={cookie}"})
    assert (late.status_code, kept.mark in late.text) == (404, False)


def test_the_looks_of_a_page_keep_nothing_open(ways: House) -> None:
    """A hundred of them move nothing; a tap does."""
    kept = ways.begun()
    cookie = on_a_shared_computer(ways, kept)

    async def looked() -> None:
        tab = await opened(ways, kept, cookie)
        nobody_tapped_for(ways, cookie, 10 * MINUTE)
        before = locks_at(ways, cookie)
        (look,) = tab.timers
        for _ in range(100):
            await tab.rerun(fragment=look)
        assert locks_at(ways, cookie) == before
        await tap(tab, tab.find("Plain"))
        assert (locks_at(ways, cookie) or now()) > now() + USUAL_IDLE - MINUTE
        await tab.close()

    driver.driven(looked())


def test_it_says_so_before_and_one_tap_is_enough(ways: House) -> None:
    """Five minutes before, and not earlier."""
    kept = ways.begun()
    cookie = on_a_shared_computer(ways, kept)

    async def looked() -> None:
        tab = await opened(ways, kept, cookie)
        (look,) = tab.timers
        for minutes, told in ((24, False), (27, True)):
            nobody_tapped_for(ways, cookie, minutes * MINUTE)
            await tab.rerun(fragment=look)
            assert (STILL in " ".join(tab.texts())) == told, minutes
        assert "in three minutes" in " ".join(tab.texts())
        here = tab.find("i-am-here")
        await tab.rerun(WidgetState(id=here.id, trigger_value=True), fragment=look)
        assert (locks_at(ways, cookie) or now()) > now() + USUAL_IDLE - MINUTE
        await tab.close()

    driver.driven(looked())


def test_what_nobody_said_was_shared_has_no_lock(ways: House) -> None:
    """No look runs, and a tab opens the next day."""
    kept = ways.begun()
    cookie = ways.opened(ways.link(kept, Role.OWNER))

    async def looked() -> None:
        tab = await opened(ways, kept, cookie)
        assert not tab.timers
        assert locks_at(ways, cookie) is None
        await tab.close()

    driver.driven(looked())
