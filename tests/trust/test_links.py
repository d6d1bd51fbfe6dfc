"""T1 and T2: nobody finds a link by trying, and a link leaves no trace where it was opened."""

from __future__ import annotations

import secrets
import string
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from lib.access import COOKIE, mint
from lib.store import Actor, Role
from lib.web import limits, pages
from tests.serving import Server
from tests.trust.house import House, now, shared
from tests.web import planted, sockets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

RANDOM: Final = 10_000
MUTATED: Final = 1_000
LETTERS: Final = string.ascii_letters + string.digits + "-_"
NOTES: Final = """

class _Noting:
    def __init__(self, inner):
        self._inner = inner

    async def __call__(self, scope, receive, send):
        if "path" in scope:
            asked = (scope.get("method"), scope["raw_path"], scope["query_string"])
            print(*asked, scope["headers"], file=sys.stderr, flush=True)
        await self._inner(scope, receive, send)


app = _Noting(app)
"""
"""What an app's file ends with that writes down what any proxy can see of a request."""


def guesses(token: str) -> list[str]:
    """Return 10,000 random tokens, and 1,000 that are nearly the one that opens something."""
    made = [secrets.token_urlsafe(32) for _ in range(RANDOM)]
    ways: list[Callable[[], str]] = [
        lambda: _changed(token),
        lambda: token[:-1],
        lambda: token + secrets.choice(LETTERS),
        token.swapcase,
        lambda: _swapped(token),
        lambda: f" {token}",
        lambda: f"{token}\n",
        lambda: f"#{token}",
        lambda: token[1:] + token[:1],
        lambda: f"{token}\0",
    ]
    near = [ways[turn % len(ways)]() for turn in range(MUTATED)]
    return [one for one in (*made, *near) if one != token]


def _changed(token: str) -> str:
    place = secrets.randbelow(len(token))
    other = secrets.choice([one for one in LETTERS if one != token[place]])
    return token[:place] + other + token[place + 1 :]


def _swapped(token: str) -> str:
    place = secrets.randbelow(len(token) - 1)
    return token[:place] + token[place + 1] + token[place] + token[place + 2 :]


def opens(server: Server, client: httpx.Client, token: str, cookie: str = "") -> httpx.Response:
    """Hand a token over, as the page at `/open` does."""
    headers = {"Origin": server.address, **({"Cookie": f"{COOKIE}={cookie}"} if cookie else {})}
    return client.post(f"{server.address}/open", content=token, headers=headers)


def told(answers: Iterable[httpx.Response]) -> set[tuple[int, str]]:
    """Return what was answered, each once."""
    return {(one.status_code, one.text) for one in answers}


UNKNOWN: Final = (404, pages.UNKNOWN)
LATER: Final = (429, pages.LATER)


@pytest.mark.parametrize("new_visit_each_time", [False, True])
def test_nobody_finds_a_link_by_trying(tmp_path: Path, new_visit_each_time: bool) -> None:  # noqa: FBT001 - pytest's way
    """11,000 tries: none opens, two answers in all, >= 99 % after the tenth are told to wait.

    The same where each try shows a visit that was made up for it. Meanwhile whoever has a link, and
    shows another visit or comes from elsewhere, is not kept waiting.
    """
    with shared(tmp_path, trusted_proxies="127.0.0.1") as server, httpx.Client() as client:
        house = House(server)
        link = house.link(house.begun(), Role.OWNER)
        found = [
            opens(server, client, one, mint() if new_visit_each_time else "")
            for one in guesses(link.token)
        ]
        assert told(found) == {UNKNOWN, LATER}
        assert {one.headers.get("set-cookie") for one in found} == {None}
        waiting = [one for one in found[limits.EACH :] if one.status_code == 429]
        share = len(waiting) / len(found[limits.EACH :])
        print(f"{len(found)} tries, 0 opened, {share:.2%} after the tenth told to wait")  # noqa: T201 - what was measured
        assert share >= 0.99
        assert all(1 <= int(one.headers["retry-after"]) <= 60 for one in waiting)
        elsewhere = {"Origin": server.address, "X-Forwarded-For": "192.0.2.7"}
        good = client.post(f"{server.address}/open", content=link.token, headers=elsewhere)
        assert good.status_code == 200


def test_a_server_without_the_limit_lets_everybody_try(tmp_path: Path) -> None:
    """The same tries where the limit was taken away: none is told to wait."""
    root = planted.project(tmp_path / "project")
    file = root / "lib" / "web" / "limits.py"
    text = file.read_text("utf-8")
    assert "EACH: Final = 10\n" in text
    file.write_text(text.replace("EACH: Final = 10\n", "EACH: Final = 10_000\n"), "utf-8")
    with shared(tmp_path, root=root) as server, httpx.Client() as client:
        found = [opens(server, client, secrets.token_urlsafe(32)) for _ in range(30)]
    assert told(found) == {UNKNOWN}


def test_no_token_opens_where_nothing_limits_it(house: House) -> None:
    """The store itself, asked 11,000 times without any limit: none of them opens."""
    link = house.link(house.begun(), Role.OWNER)
    who = Actor.of_cookie(mint())
    with house.store() as store:
        for one in guesses(link.token):
            assert store.links.open(replace(who, at=now()), one, now()) is None
        assert store.links.open(replace(who, at=now()), link.token, now()) is not None


def test_a_link_that_opens_nothing_gets_one_answer(tmp_path: Path) -> None:
    """Unknown, made up, withdrawn, ended, a calendar's, empty, long: one status, text, headers."""
    with shared(tmp_path) as server, httpx.Client() as client:
        house = House(server)
        kept = house.begun()
        gone, calendar = house.link(kept, Role.COACH), house.link(kept, Role.CALENDAR)
        house.withdraw(kept, gone)
        with house.store() as store:
            past = now() - timedelta(days=31)
            ended = store.links.make(kept.owner, kept.id, Role.VIEWER, past)
        tokens = [
            secrets.token_urlsafe(32),
            "x",
            "",
            "é" * 43,
            "x" * 9_000,
            gone.token,
            ended.token,
            calendar.token,
        ]
        found = [opens(server, client, one) for one in tokens]
    assert told(found) == {UNKNOWN}
    names = [sorted(set(one.headers) - {"date"}) for one in found]
    assert all(one == names[0] for one in names)


def test_a_link_leaves_no_trace(tmp_path: Path) -> None:
    """T2: its token is in no log, no byte of the data, no page, and no frame after it."""
    root = planted.project(tmp_path / "project", ending=NOTES)
    server = shared(tmp_path, root=root)
    with server, httpx.Client() as client:
        house = House(server)
        kept = house.begun()
        link = house.link(kept, Role.OWNER)
        wrong = secrets.token_urlsafe(32)
        answers = [
            client.get(f"{server.address}/open"),
            opens(server, client, wrong),
            opens(server, client, link.token),
        ]
        cookie = answers[-1].cookies[COOKIE]
        assert answers[-1].json() == {"to": f"/?w={kept.id}"}
        seen = [one.content for one in answers]
        seen += [client.get(f"{server.address}/?w={kept.id}").content]
        for page in ("today", "people", "workbook"):
            with sockets.opened(server, cookie=cookie) as line:
                seen += list(sockets.frames(line, page, query=f"w={kept.id}"))
        assert any(kept.mark.encode() in one for one in seen)
        log = server.log()
        # Also while it runs: what stands in the write-ahead file has not reached the other yet.
        held = [one.read_bytes() for one in server.data.rglob("*") if one.is_file()]
    held += [one.read_bytes() for one in server.data.rglob("*") if one.is_file()]
    assert "POST b'/open' b''" in log, "the log of this server names what was asked for"
    for token in (link.token, wrong):
        assert token not in log + server.log()
    for token in (link.token, wrong, cookie):
        assert not any(token.encode() in one for one in held)
    for token in (link.token, wrong):
        assert not any(token.encode() in one for one in seen)


def test_whoever_left_comes_back_by_their_link(tmp_path: Path) -> None:
    """T24: leaving ends the visit and clears the browser; the link opens again, as a new visit."""
    with shared(tmp_path) as server, httpx.Client() as client:
        house = House(server)
        kept = house.begun()
        link = house.link(kept, Role.OWNER)
        cookie = opens(server, client, link.token).cookies[COOKIE]
        client.cookies.clear()
        mine = {"Origin": server.address, "Cookie": f"{COOKIE}={cookie}"}
        left = client.post(f"{server.address}/leave", headers=mine)
        assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert left.headers["set-cookie"].startswith(f"{COOKIE}=; Path=/; Max-Age=0;")
        with house.store() as store, sockets.opened(server, cookie=cookie) as line:
            frames = b"".join(sockets.frames(line, "people", query=f"w={kept.id}"))
            assert kept.mark.encode() not in frames
            again = opens(server, client, link.token, cookie)
            fresh = again.cookies[COOKIE]
            assert fresh != cookie
            assert store.workbook_ids(Actor.of_cookie(fresh, now())) == [kept.id]


def test_a_second_link_is_held_by_the_same_visit(house: House) -> None:
    """A coach with two clients: both open by one cookie, and no new one is set."""
    one, two = house.begun(), house.begun()
    cookie = house.opened(house.link(one, Role.COACH))
    with httpx.Client() as client:
        answer = opens(house.server, client, house.link(two, Role.COACH).token, cookie)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    with house.store() as store:
        held = store.workbook_ids(Actor.of_cookie(cookie, now()))
    assert sorted(held) == sorted([one.id, two.id])
