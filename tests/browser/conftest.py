"""Browsers on a running workbook; each is closed again after its test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.browser.hall import Hall
from tests.browser.tab import Visitor
from tests.serving import Server
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server as Sheets
from tests.trust.house import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


class Visit(Protocol):
    """How a test gets a browser of its own."""

    def __call__(
        self,
        server: Server,
        *,
        phone: bool = False,
        dark: bool = False,
        policy: bool = True,
        mobile: bool = False,
    ) -> Visitor:
        """Return a browser that knows nothing of the server yet."""


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Return what opens a browser; all of them are closed after the test."""
    there: list[Visitor] = []

    def opens(
        server: Server,
        *,
        phone: bool = False,
        dark: bool = False,
        policy: bool = True,
        mobile: bool = False,
    ) -> Visitor:
        there.append(
            Visitor(chromium, server, phone=phone, dark=dark, policy=policy, mobile=mobile)
        )
        return there[-1]

    yield opens
    for one in there:
        one.close()


@pytest.fixture
def google() -> Iterator[Google]:
    """Google, as far as the workbook knows it, on a loopback port."""
    held = Google()
    with Sheets(held):
        yield held


@pytest.fixture
def host(tmp_path: Path, google: Google) -> Iterator[Server]:
    """A server whose host has an account at this Google."""
    settings = {
        "WORKBOOK_GOOGLE_KEY": json.dumps(google.key()),
        "WORKBOOK_GOOGLE_ADDRESS": google.address,
    }
    with Server(tmp_path, environment=settings) as running:
        yield running


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A shared house in which workshops are led."""
    with shared(tmp_path, anyone_may_start="false") as server:
        found = Hall(server)
        yield found
        found.store.close()
