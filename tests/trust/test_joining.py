"""Joining a workshop: a code and a first name, on a page that needs no script."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import httpx
import pytest

from lib.access import COOKIE, mint
from lib.coaching.contacts import Contact
from lib.store import Actor, Role
from lib.web import limits
from lib.web.joining import BODY_BYTES, POLICY, Wrong
from tests.serving import Server
from tests.store.room import plan
from tests.trust.house import House, now, shared
from tests.trust.test_origin import foreign

if TYPE_CHECKING:
    from pathlib import Path

    from lib.store import NewWorkshop

NOBODYS: Final = "CCCCCC"
"""A code that opens nothing, but for one time in 16 million."""
LEADER: Final = mint()


def begun(house: House) -> NewWorkshop:
    """Begin a workshop, as a coach with a desk."""
    who = Actor.of_cookie(LEADER, now())
    with house.store() as store:
        store.links.open(who, store.links.by_host(Role.COACH, None, now()), now())
        return store.workshops.begin(who, plan(ends_on=now().date()), now())


def joins(server: Server, code: str, name: str, cookie: str = "", **sent: str) -> httpx.Response:
    """Send the form, as a browser does that has no script."""
    headers = {"Origin": server.address, **({"Cookie": f"{COOKIE}={cookie}"} if cookie else {})}
    form = {"code": code, "name": name, **sent}
    return httpx.post(f"{server.address}/join", data=form, headers=headers, timeout=60)


def box(page: str, name: str) -> str:
    """Return the tag of one box."""
    found = re.search(rf'<input id="{name}"[^>]*>', page)
    assert found is not None
    return found[0]


def test_a_code_and_a_first_name_are_enough(house: House) -> None:
    """The form leads to a workbook of one's own, which its cookie opens; again, to the same one."""
    made = begun(house)
    typed = f" {made.code[:3].lower()}-{made.code[3:].lower()} "
    answer = joins(house.server, typed, "Mei")
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    workbook = answer.headers["location"].removeprefix("/?w=")
    cookie = answer.cookies[COOKIE]
    again = joins(house.server, made.code, "Mei", cookie)
    assert (again.status_code, again.headers["location"]) == (303, f"/?w={workbook}")
    assert COOKIE not in again.cookies
    with house.store() as store:
        who = Actor.of_cookie(cookie, now())
        assert store.workbook_ids(who) == [workbook]
        found = store.workshops.seat(who, workbook)
        assert found is not None
        assert (found.name, found.workshop) == ("Mei", made.id)


def test_the_page_needs_no_script_and_brings_its_cookie(house: House) -> None:
    """At /join and /join/CODE: its own policy, never kept, a code filled in; its form is taken."""
    for path, code in (("/join", ""), ("/join/KMPHTW", "KMPHTW")):
        page = httpx.get(f"{house.server.address}{path}", timeout=10)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert page.headers["content-security-policy"] == POLICY
        assert "script-src" not in POLICY
        assert "unsafe" not in POLICY
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"
        assert f'value="{code}"' in box(page.text, "code")
        assert page.cookies[COOKIE]
        assert page.text.count(" autofocus") == 1
        assert 'action="/join"' in page.text
    made = begun(house)
    cookie = page.cookies[COOKIE]
    answer = joins(house.server, made.code, "Mei", cookie)
    assert answer.status_code == 303
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("code", "name", "wrong"),
    [
        (NOBODYS, 'Mei "<b>&', Wrong.CODE),
        ("", "Mei", Wrong.CODE),
        ("K0PHTW", "Mei", Wrong.CODE),
        ("é" * 6, "Mei", Wrong.CODE),
        ("x" * 500, "Mei", Wrong.CODE),
        (NOBODYS, "", Wrong.NAME),
        (NOBODYS, " \u200b ", Wrong.NAME),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    house: House, code: str, name: str, wrong: Wrong
) -> None:
    """The same page, in words, with what was typed, escaped; nobody is let in."""
    said = joins(house.server, code, name)
    assert said.status_code == wrong.status
    assert wrong.message.replace("'", "&#x27;") in said.text
    assert said.headers["content-security-policy"] == POLICY
    assert COOKIE not in said.cookies
    assert 'aria-invalid="true"' in box(said.text, wrong.box)
    if name.startswith("Mei"):
        kept = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert f'value="{kept.replace(chr(34), "&quot;")}"' in box(said.text, "name")
    assert f'value="{code[:20]}' in box(said.text, "code")


def test_bodies_that_are_no_form_of_ours(house: House) -> None:
    """JSON, bytes, a long one, a thousand boxes, two of each: a page in words, never an error."""
    own = {"Origin": house.server.address}
    form = {**own, "Content-Type": "application/x-www-form-urlencoded"}
    for body in (
        b'{"code": "x"}',
        b"\xff\xfe\x00",
        b"name=" + b"x" * BODY_BYTES,
        b"&".join(b"name%d=x" % one for one in range(999)),
        b"code=%FF%FE&name=%00",
        b"",
    ):
        said = httpx.post(f"{house.server.address}/join", content=body, headers=form, timeout=10)
        assert (said.status_code, said.headers["content-type"][:9]) == (422, "text/html")
    large = b"x" * (1024 * 1024 + 1)
    said = httpx.post(f"{house.server.address}/join", content=large, headers=own, timeout=10)
    assert said.status_code == 413


def test_only_our_own_page_joins(house: House) -> None:
    """Eleven origins are refused, and nobody has a seat afterwards."""
    made = begun(house)
    for origin in foreign(house):
        headers = {"Origin": origin} if origin else {}
        said = httpx.post(
            f"{house.server.address}/join",
            data={"code": made.code, "name": "Mei"},
            headers=headers,
            timeout=10,
        )
        assert said.status_code == 403, origin
    with house.store() as store:
        standing = store.workshops.standing(Actor.of_cookie(LEADER, now()), made.id, now())
    assert standing.people == 0


def test_a_closed_lobby_lets_nobody_in(house: House) -> None:
    """The code of a lobby that was closed opens nothing, and says so as any other one does."""
    made = begun(house)
    with house.store() as store:
        store.workshops.close_lobby(Actor.of_cookie(LEADER, now()), made.id, now())
    said, other = joins(house.server, made.code, "Mei"), joins(house.server, NOBODYS, "Mei")
    assert said.status_code == other.status_code == 404
    assert said.text.replace(made.code, NOBODYS) == other.text


def test_wrong_codes_cost_as_wrong_links_do(tmp_path: Path) -> None:
    """The eleventh wrong code waits, with what was typed kept; sixty others at that address join.

    Half of them show no cookie at all.
    """
    with shared(tmp_path) as server:
        made = begun(House(server))
        mine = mint()
        said = [joins(server, NOBODYS, "Mei", mine) for _ in range(limits.EACH + 1)]
        assert [one.status_code for one in said] == [404] * limits.EACH + [429]
        assert 1 <= int(said[-1].headers["retry-after"]) <= 60
        assert Wrong.LATER.message in said[-1].text
        assert 'value="Mei"' in box(said[-1].text, "name")
        with ThreadPoolExecutor(20) as pool:
            cookies = [mint() if one % 2 else "" for one in range(60)]
            found = list(pool.map(lambda one: joins(server, made.code, "Mei", one), cookies))
        assert {one.status_code for one in found} == {303}
        assert len({one.headers["location"] for one in found}) == 60
        with House(server).store() as store:
            standing = store.workshops.standing(Actor.of_cookie(LEADER, now()), made.id, now())
        assert standing.people == 60
        assert made.code not in server.log()


def test_whoever_left_joins_as_somebody_new(house: House) -> None:
    """A browser whose visit has ended joins, and gets a cookie of its own."""
    made = begun(house)
    cookie = joins(house.server, made.code, "Mei").cookies[COOKIE]
    with house.store() as store:
        store.end_visit(Actor.of_cookie(cookie), now())
    answer = joins(house.server, made.code, "Jon", cookie)
    assert answer.status_code == 303
    assert answer.cookies[COOKIE] != cookie


def test_a_facilitators_link_leads_to_the_workshop(house: House) -> None:
    """The token of a workshop opens its page; the host's link to begin one leads to the same."""
    made = begun(house)
    with house.store() as store:
        free = store.workshops.by_host(now(), name="Ann")
    own = {"Origin": house.server.address}
    for token, place in ((made.token, f"/workshop?id={made.id}"), (free, "/workshop")):
        said = httpx.post(f"{house.server.address}/open", content=token, headers=own, timeout=10)
        assert said.json() == {"to": place}


def test_on_ones_own_machine_there_is_nothing_to_join(tmp_path: Path) -> None:
    """The form is answered by nothing of ours there."""
    with Server(tmp_path) as server:
        said = joins(server, NOBODYS, "Mei")
        assert said.status_code in (404, 405)


# with a workbook of one's own


def chosen(page: str) -> list[tuple[str, str]]:
    """Return what may be chosen as the workbook to come with, and what is."""
    return re.findall(
        r'<input type="radio" name="workbook" value="([^"]*)" required( checked)?', page
    )


def asked(server: Server, cookie: str, path: str = "/join") -> str:
    """Return the page on which people join, as a browser with this cookie gets it."""
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    return httpx.get(f"{server.address}{path}", headers=headers, timeout=10).text


def test_a_workbook_is_brought_to_the_second_sitting(house: House) -> None:
    """The page asks which one, names it by its owner and day, chooses none; the same one sits."""
    first, second = begun(house), begun(house)
    assert chosen(httpx.get(f"{house.server.address}/join", timeout=10).text) == []
    answer = joins(house.server, first.code, 'Mei "<b>')
    cookie, book = answer.cookies[COOKIE], answer.headers["location"].removeprefix("/?w=")
    assert chosen(asked(house.server, cookie)) == []  # nothing is written in it yet
    with house.store() as store:
        who, rows = Actor.of_cookie(cookie, now()), [Contact(name="Ann")]
        store.save(who, book, rows, verb="x", operation="a", at=now())
    page = asked(house.server, cookie, f"/join/{second.code}")
    assert chosen(page) == [(book, ""), ("new", "")]
    assert f"Mei &quot;&lt;b&gt;&#x27;s, last changed on {now().day} {now():%B}" in page
    assert page.count(" autofocus") == 1
    said = joins(house.server, NOBODYS, "Mei", cookie, workbook=book)
    assert (said.status_code, chosen(said.text)) == (404, [(book, " checked"), ("new", "")])
    said = joins(house.server, second.code, "", cookie, workbook="new")
    assert (said.status_code, chosen(said.text)) == (422, [(book, ""), ("new", " checked")])
    answer = joins(house.server, second.code, "Mei", cookie, workbook=book)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?w={book}")
    with house.store() as store:
        who = Actor.of_cookie(cookie, now())
        assert store.workbook_ids(who) == [book]
        found = store.workshops.seat(who, book)
        assert found is not None
        assert (found.workshop, found.claimed) == (second.id, True)


def test_a_new_workbook_where_one_has_others(house: House) -> None:
    """Chosen, a new one is begun, beside the one that was there."""
    first, second = begun(house), begun(house)
    cookie = joins(house.server, first.code, "Mei").cookies[COOKIE]
    answer = joins(house.server, second.code, "Mei", cookie, workbook="new")
    assert answer.status_code == 303
    with house.store() as store:
        assert len(store.workbook_ids(Actor.of_cookie(cookie, now()))) == 2


def test_nobody_brings_a_workbook_that_is_not_theirs(house: House) -> None:
    """Another's, and one's own after leaving: said in words, nobody is seated; it costs a try."""
    first, second = begun(house), begun(house)
    answer = joins(house.server, first.code, "Mei")
    mei, book = answer.cookies[COOKIE], answer.headers["location"].removeprefix("/?w=")
    jon = joins(house.server, first.code, "Jon").cookies[COOKIE]
    with house.store() as store:
        store.end_visit(Actor.of_cookie(mei), now())
    assert chosen(asked(house.server, mei)) == []
    for cookie in (jon, mei, "", mint()):
        said = joins(house.server, second.code, "Jon", cookie, workbook=book)
        assert said.status_code == Wrong.WORKBOOK.status, cookie
        assert Wrong.WORKBOOK.message in said.text
        assert COOKIE not in said.cookies
        assert said.text.count(" autofocus") == 1
    assert "Mei" not in said.text
    tries = [
        joins(house.server, second.code, "Jon", jon, workbook=book) for _ in range(limits.EACH)
    ]
    assert tries[-1].status_code == 429
    with house.store() as store:
        standing = store.workshops.standing(Actor.of_cookie(LEADER, now()), second.id, now())
    assert standing.people == 0
