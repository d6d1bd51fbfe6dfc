"""Putting records into a running server's workbook from outside, as another process would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lib.coaching.records import new_id
from lib.store import Actor, Role, Saved, fresh_cover
from tests.browser.tab import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.coaching.cover import Cover
    from lib.store import Write
    from tests.serving import Server

SEEDER = Actor.of_cookie("who writes the workbook before a browser opens it")


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def begun(server: Server, cover: Cover | None = None) -> str:
    """Begin the server's one workbook before any browser does; return its id."""
    store = opened(server)
    store.admit(SEEDER, Role.OWNER, now())
    workbook = store.create(SEEDER, cover or fresh_cover("Europe/Berlin"), now())
    store.close()
    return workbook


def put(server: Server, workbook: str, records: Iterable[Write], verb: str = "seeded") -> None:
    """Save records in one action; anything but saved is a failure."""
    store = opened(server)
    result = store.save(SEEDER, workbook, records, verb=verb, operation=new_id(), at=now())
    store.close()
    assert isinstance(result, Saved), result
