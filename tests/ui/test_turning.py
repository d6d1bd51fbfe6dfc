"""Turning to another page with a tap: one page is drawn, and it is the one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.driver import driven, visit

if TYPE_CHECKING:
    from tests.bench.driver import Session
    from tests.serving import Server


def drawn(session: Session) -> list[str]:
    """Return the addresses of the pages whose drawing was begun since the last tap."""
    names = {script: path for path, script in session.pages.items()}
    return [
        names[one.navigation.page_script_hash]
        for one in session.messages
        if one.WhichOneof("type") == "navigation"
    ]


@pytest.mark.parametrize(
    ("left", "button", "reached"),
    [("today", "start", "start"), ("give", "bring", "people"), ("ask", "to-start", "start")],
)
def test_the_page_that_is_left_is_not_drawn_again(
    server: Server, left: str, button: str, reached: str
) -> None:
    """The one that was asked for is the only one; the workbook stays in its address."""

    async def tapped() -> tuple[list[str], str, str]:
        session = await visit(server.address, left)
        before = session.query
        await session.click(session.find(button))
        found = drawn(session), before, session.query
        await session.close()
        return found

    pages, before, after = driven(tapped())
    assert pages == [reached]
    assert "w=" in before
    assert after == before


def test_a_second_tap_that_comes_late_leads_there_as_well(server: Server) -> None:
    """On a slow line a double tap's second half arrives when the page was left already."""

    async def tapped() -> list[str]:
        session = await visit(server.address, "today")
        left, button = session.page, session.find("start")
        await session.click(button)
        session.page = left
        await session.click(button)
        found = drawn(session)
        await session.close()
        return found

    assert driven(tapped()) == ["start"]
