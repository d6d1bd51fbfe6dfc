"""Browsers on a running workbook; each is closed again after its test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from tests.browser.tab import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.serving import Server


class Visit(Protocol):
    """How a test gets a browser of its own."""

    def __call__(
        self, server: Server, *, phone: bool = False, dark: bool = False, policy: bool = True
    ) -> Visitor:
        """Return a browser that knows nothing of the server yet."""


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Return what opens a browser; all of them are closed after the test."""
    there: list[Visitor] = []

    def opens(
        server: Server, *, phone: bool = False, dark: bool = False, policy: bool = True
    ) -> Visitor:
        there.append(Visitor(chromium, server, phone=phone, dark=dark, policy=policy))
        return there[-1]

    yield opens
    for one in there:
        one.close()
