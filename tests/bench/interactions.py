"""What a person does, as the driver does it: every page opened, and the taps that matter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tests.bench.measure import ELSEWHERE, Interaction

if TYPE_CHECKING:
    from tests.bench.driver import Session, Timing

PAGES = ("start", "today", "people", "give", "ask", "review", "workbook")


async def _open(session: Session, *, page: str) -> Timing:
    return await session.rerun(page=page)


async def _leave(session: Session, *, page: str) -> Any:  # noqa: ANN401 - not looked at
    await session.rerun(page="today" if page == ELSEWHERE else ELSEWHERE)


def opened(page: str) -> Interaction:
    """Return the opening of a page from another one."""
    return Interaction(
        f"open {page}", partial(_leave, page=page), partial(_open, page=page), opens=True
    )


ALL = tuple(opened(page) for page in PAGES)
