"""What a person does, as the driver does it: every page opened, and the taps that matter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lib.charts.questions import Question
from tests.bench.measure import ELSEWHERE, Interaction

if TYPE_CHECKING:
    from tests.bench.driver import Session, Timing

PAGES = ("start", "today", "people", "give", "ask", "review", "workbook")


async def _open(session: Session, *, page: str) -> Timing:
    return await session.rerun(page=page)


async def _leave(session: Session, *, page: str) -> Any:  # noqa: ANN401 - not looked at
    await session.rerun(page="today" if page == ELSEWHERE else ELSEWHERE)


async def _stay(session: Session, *, page: str) -> Any:  # noqa: ANN401 - not looked at
    """Stand on a page; opened once, then left as it is."""
    if session.page != session.pages.get(page):
        await session.rerun(page=page)


async def _tap(session: Session, *, key: str) -> Timing:
    return await session.click(session.find(key))


async def _taken_back(session: Session, *, page: str) -> Any:  # noqa: ANN401 - not looked at
    """Stand on a page with the newest action taken back, so that it can be done again."""
    await _stay(session, page=page)
    await _if_there(session, "undo-")


async def _if_there(session: Session, key: str) -> None:
    try:
        widget = session.find(key)
    except LookupError:
        return
    await session.click(widget)


async def _unrated(session: Session) -> Any:  # noqa: ANN401 - not looked at
    """Stand before the second of the two rating taps."""
    await _stay(session, page="people")
    await _if_there(session, "rating-more")
    await session.click(session.find("kind-"))


async def _search(session: Session) -> Any:  # noqa: ANN401 - not looked at
    """Stand before a search box over everybody, its newest word taken out again."""
    await _stay(session, page="people")
    if not any("find" in one.id for one in session.widgets("text_input")):
        await session.set(session.find("people-part"), ["Find"])


async def _searched(session: Session) -> Timing:
    box = next(iter(session.widgets("text_input")))
    before = session.values.get(box.id)
    word = "Person 003" if before is None or before.string_value != "Person 003" else "Person 002"
    return await session.set(box, word)


async def _closed(session: Session, *, question: str) -> Any:  # noqa: ANN401 - not looked at
    """Stand on What happened with a question not asked."""
    await _stay(session, page="review")
    await session.set(session.find(f"question-{question}"), value=False)


async def _ask(session: Session, *, question: str) -> Timing:
    return await session.set(session.find(f"question-{question}"), value=True)


def asked(question: Question) -> Interaction:
    """Return the tap that opens one chart of What happened; the three open pictures stand by."""
    return Interaction(
        f"What happened: {question.value}",
        partial(_closed, question=question.name),
        partial(_ask, question=question.name),
    )


def opened(page: str) -> Interaction:
    """Return the opening of a page from another one."""
    return Interaction(
        f"open {page}", partial(_leave, page=page), partial(_open, page=page), opens=True
    )


ALL = (
    *(opened(page) for page in PAGES),
    Interaction(
        "Today: Done", partial(_taken_back, page="today"), partial(_tap, key="done-"), writes=True
    ),
    Interaction("People: save a rating", _unrated, partial(_tap, key="strength-"), writes=True),
    Interaction("People: search", _search, _searched),
    Interaction(
        "Give first: ever helped",
        partial(_taken_back, page="give"),
        partial(_tap, key="helped-True"),
        writes=True,
    ),
    *(asked(one) for one in Question),
)
