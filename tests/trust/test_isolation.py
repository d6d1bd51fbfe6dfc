"""T5: fifty sessions over twenty workbooks, and not one byte of a workbook in another's session.

Over real websockets, frame by frame: pages, reruns, caches, what comes compressed by its hash.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest

from lib.store import Role, Shows
from tests.trust.house import House, shared
from tests.web import planted, sockets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.trust.house import Kept

WORKBOOKS: Final = 20
SESSIONS: Final = 50
FRAMES: Final = 100_000 if os.environ.get("SOAK") else 10_000
PAGES: Final = ("today", "people", "give", "ask", "review", "workbook", "sources", "start")
AT_ONCE: Final = 5


def walk(
    house: House, cookie: str, own: Kept, others: Sequence[str], least: int
) -> tuple[int, int]:
    """Open pages until `least` frames have come; return (frames, frames with the own mark).

    Raises:
        AssertionError: a frame holds a mark of another workbook.
    """
    count = with_own = 0
    own_mark = own.mark.encode()
    foreign = [one.encode() for one in others if one != own.mark]
    with sockets.opened(house.server, cookie=cookie) as line:
        turn = 0
        while count < least:
            page = PAGES[turn % len(PAGES)]
            turn += 1
            for frame in sockets.frames(line, page, query=f"w={own.id}"):
                count += 1
                with_own += own_mark in frame
                met = [one for one in foreign if one in frame]
                assert not met, f"{page} of {own.id} holds {len(met)} foreign marks"
    return count, with_own


def test_no_frame_holds_what_is_anothers(house: House) -> None:
    """50 sessions, 20 workbooks, 10,000 frames: each sees its own, and 0 marks of others."""
    books = [house.begun() for _ in range(WORKBOOKS)]
    marks = [one.mark for one in books]
    sessions: list[tuple[str, Kept]] = [(one.cookie, one) for one in books]
    for turn in range(SESSIONS - WORKBOOKS):
        kept = books[turn % WORKBOOKS]
        role, shows = ((Role.COACH, Shows.STATUS), (Role.VIEWER, Shows.ALL))[turn % 2]
        sessions.append((house.opened(house.link(kept, role, shows)), kept))
    each = -(-FRAMES // SESSIONS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        walks = [pool.submit(walk, house, cookie, kept, marks, each) for cookie, kept in sessions]
        found = [one.result() for one in walks]
    frames, own = sum(one for one, _ in found), min(one for _, one in found)
    print(f"{len(sessions)} sessions, {WORKBOOKS} workbooks, {frames} frames, 0 foreign marks")  # noqa: T201 - what was measured
    assert frames >= FRAMES
    assert own > 0, "a session did not even see its own workbook: the test looks at nothing"


def test_a_browser_asks_for_another_workbook_by_its_address(house: House) -> None:
    """The id of a workbook in the address opens nothing to who holds no link to it."""
    mine, other = house.begun(), house.begun()
    stranger = house.opened(house.link(mine, Role.COACH))
    for cookie in (mine.cookie, stranger):
        for page in PAGES:
            with sockets.opened(house.server, cookie=cookie) as line:
                told = b"".join(sockets.frames(line, page, query=f"w={other.id}"))
            assert other.mark.encode() not in told, page


def test_a_first_deep_link_without_rights_draws_nothing(tmp_path: Path) -> None:
    """The first thing a fresh process is asked for is a page by its address, without a link."""
    with shared(tmp_path) as server:
        kept = House(server).begun()
    for page in PAGES:
        with server, sockets.opened(server, cookie="") as line:
            told = b"".join(sockets.frames(line, page, query=f"w={kept.id}"))
        assert kept.mark.encode() not in told, page


LEAK: Final = """
import streamlit as st

from lib.coaching.contacts import Contact
from lib.ui import session


@st.cache_data
def names():
    return [one.name for one in session.workbook().records.all(Contact).values()]


st.text(names())
"""


def test_a_cache_without_a_key_is_found(tmp_path: Path) -> None:
    """Negative control: a page that caches a workbook for everybody fails the walk."""
    root = planted.project(tmp_path / "project", pages={"today.py": LEAK})
    with shared(tmp_path, root=root) as server:
        house = House(server)
        books = [house.begun(), house.begun()]
        marks = [one.mark for one in books]
        walk(house, books[0].cookie, books[0], marks, 1)
        with pytest.raises(AssertionError, match="foreign marks"):
            walk(house, books[1].cookie, books[1], marks, 1)
