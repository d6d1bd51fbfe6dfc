"""Behind a proxy that speaks TLS, as on a server: a cookie for https alone, and all works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from lib.access import COOKIE
from lib.access.visits import cookie_name
from lib.store import Role
from tests.browser.tab import PATIENCE_MS, Visitor
from tests.browser.tls import OverTls
from tests.trust.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Serve workbooks behind the proxy."""
    with OverTls(tmp_path) as server:
        yield House(server)


@pytest.fixture
def visitor(chromium: Browser, house: House) -> Iterator[Visitor]:
    """Return a browser that takes the proxy's certificate."""
    made = Visitor(chromium, house.server, any_certificate=True)
    yield made
    made.close()


def test_a_link_over_tls(house: House, visitor: Visitor) -> None:
    """Opened, read, written, left: the cookie is the host's own and goes over https alone."""
    kept = house.begun()
    token = house.link(kept, Role.OWNER).token
    tab = visitor.tab("sources")
    tab.page.goto(f"{house.server.address}/open#{token}")
    tab.page.wait_for_url(re.compile(f"w={kept.id}"), timeout=PATIENCE_MS)
    tab.stands()
    names = {str(one.get("name")): one for one in visitor.context.cookies()}
    assert COOKIE not in names
    own = names[cookie_name(secure=True)]
    assert cookie_name(secure=True).startswith("__Host-")
    assert (own.get("secure"), own.get("httpOnly"), own.get("sameSite")) == (True, True, "Strict")

    tab.goto(f"people?w={kept.id}").sees(re.compile(kept.mark))
    before = house.version(kept)
    tab.goto(f"workbook?w={kept.id}").type("Your name", "Kim").tap("Save").sees("Saved")
    assert house.version(kept) == before + 1
    with tab.page.expect_download() as coming:
        tab.page.get_by_role("button", name="JSON").click()
    assert kept.mark in coming.value.path().read_text("utf-8")

    tab.page.goto(f"{house.server.address}/leave")
    tab.page.get_by_role("button", name="Leave").click()
    tab.page.get_by_role("heading", name="You have left this workbook").wait_for()
    assert cookie_name(secure=True) not in {one.get("name") for one in visitor.context.cookies()}
    visitor.calm()


def test_browsers_are_told_to_stay_with_tls(house: House) -> None:
    """Each answer says so, and one that comes to another name is refused."""
    answer = httpx.get(f"{house.server.address}/open", verify=False)  # noqa: S501 - made by the test
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert httpx.get(f"{house.server.here}/open").status_code == httpx.codes.FORBIDDEN
