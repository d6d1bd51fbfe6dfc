"""A phone on bad Wi-Fi: what is typed before the line is lost stays, and is saved after it.

While the line is away Streamlit lets nobody type: the boxes are shut, with their words in them.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib import guide
from lib.access import mint
from lib.coaching.exercises import Exercise
from lib.store import Actor, Role
from tests.bench.lines import Line, Shape
from tests.browser.tab import PATIENCE_MS, STANDS, Tab
from tests.serving import Server
from tests.trust.house import House, now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit

AWAY_MS = 4_000
BEFORE, AFTER = "They can say no. ", "If I never ask, nobody can say yes."
FAST = Shape(bits_a_second=20_000_000, loss=0)


@contextmanager
def line(to: int) -> Iterator[tuple[int, Callable[[], object], Callable[[], None]]]:
    """Have a line to a port, carried by a thread of its own.

    Yields:
        The port to go through, what cuts the line, what mends it.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    found = Line(to, FAST, 1)
    asyncio.run_coroutine_threadsafe(found.__aenter__(), loop).result()
    yield found.port, lambda: loop.call_soon_threadsafe(found.cut), found.mend
    asyncio.run_coroutine_threadsafe(found.__aexit__(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def at_the_buts(house: House) -> str:
    """Begin a workshop, with the room at the step of the buts; return its code."""
    leader = Actor.of_cookie(mint(), now())
    with house.store() as store:
        store.links.open(leader, store.links.by_host(Role.COACH, None, now()), now())
        minutes = {one.name: one.minutes for one in guide.hour()}
        day = now().date() + timedelta(days=14)
        plan = guide.plan_of("Job club", minutes, day, again=False, invented=False)
        made = store.workshops.begin(leader, plan, now())
        store.workshops.go(leader, made.id, "buts", now())
    return made.code


def test_what_is_typed_outlives_a_lost_line(tmp_path: Path, visit: Visit) -> None:
    """Typed before, shut while the line is away, gone on with after it: the text is all there."""
    server = Server(tmp_path)
    with line(server.port) as (port, cut, mend):
        address = f"http://127.0.0.1:{port}"
        server.set({"WORKBOOK_MODE": "shared", "WORKBOOK_ADDRESS": address})
        with server:
            code = at_the_buts(House(server))
            visitor = visit(server, phone=True)
            page = visitor.context.new_page()
            page.goto(f"{address}/join/{code}")
            page.get_by_label("Your first name").fill("Mei")
            page.get_by_role("button", name="Join").tap()
            page.wait_for_url("**/workshop?w=*")
            tab = Tab(visitor, page).stands().drawn()
            asked = guide.room_exercises()["room-but"].questions
            tab.choose(asked[0].options[0][:1].upper() + asked[0].options[0][1:])
            box = page.get_by_label(asked[-1].label)
            box.press_sequentially(BEFORE)
            cut()
            page.wait_for_selector(STANDS, state="detached")
            expect(box).to_be_disabled(timeout=PATIENCE_MS)
            page.wait_for_timeout(AWAY_MS)
            mend()
            page.wait_for_selector(STANDS, state="attached")
            tab.stands()
            expect(box).to_have_value(BEFORE, timeout=PATIENCE_MS)
            box.press_sequentially(AFTER)
            tab.tap("Keep it").sees("Kept.")
            (kept,) = visitor.records().all(Exercise).values()
            assert f"{asked[-1].label}: {BEFORE}{AFTER}" in kept.answer
            assert f"{asked[0].label}: {asked[0].options[0]}" in kept.answer
