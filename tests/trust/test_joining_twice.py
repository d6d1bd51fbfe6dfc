"""Who joins as more than one thing: signed in and on two devices, or as who leads the room."""

from __future__ import annotations

import secrets
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from lib.store import Actor, NotAllowedError, Role, Store
from tests.bench import driver
from tests.oidc.house import House as SignInHouse
from tests.store.room import plan
from tests.trust.house import House, now
from tests.trust.test_joining import LEADER, begun, joins
from tests.web import planted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lib.store import NewWorkshop
    from tests.oidc.provider import Account

LEADS = "lead@example.org"


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[SignInHouse]:
    """Serve the app where people sign in, and nobody may start a workbook by themselves."""
    house = SignInHouse(tmp_path, ANYONE_MAY_START="false")
    with house.open():
        yield house


@contextmanager
def stored(house: SignInHouse) -> Iterator[Store]:
    """Open the server's store beside it."""
    address = f"sqlite:///{house.server.data / 'workbook.sqlite'}"
    with closing(Store(address, own_machine=False)) as store:
        yield store


def led(house: SignInHouse) -> NewWorkshop:
    """Begin a workshop, as somebody who has signed in and has a desk."""
    who = Actor.of_mail(LEADS, now())
    with stored(house) as store:
        store.links.open(who, store.links.by_host(Role.COACH, None, now()), now())
        return store.workshops.begin(who, plan(ends_on=now().date()), now())


def people_in(house: SignInHouse, made: NewWorkshop) -> int:
    """Return how many the facilitator sees."""
    with stored(house) as store:
        return store.workshops.standing(Actor.of_mail(LEADS, now()), made.id, now()).people


def account(house: SignInHouse, mail: str = "") -> Account:
    """Return an account at the provider."""
    return house.provider.account(mail or f"m{secrets.token_hex(6)}@example.org", "Mei")


def signs_in(house: SignInHouse, browser: httpx.Client, who: Account) -> None:
    """Sign in with a browser, whose cookies say so from then on."""

    async def tapped() -> str:
        tab = await driver.visit(house.server.address)
        await tab.click(tab.find("Sign in"))
        found = [one.auth_redirect.url for one in tab.messages if one.auth_redirect.url]
        await tab.close()
        return found[0]

    form = browser.get(f"{house.server.address}{driver.driven(tapped())}")
    number = form.text.partition('name="request" value="')[2].partition('"')[0]
    typed = {"request": number, "mail": who.mail, "password": who.password}
    answer = browser.post(f"{house.site.address}/login", data=typed)
    assert any("/oauth2callback" in str(one.url) for one in (*answer.history, answer))


def sits_down(house: SignInHouse, browser: httpx.Client, made: NewWorkshop) -> str:
    """Join with a browser; return the workbook that it leads to."""
    answer = browser.post(
        f"{house.server.address}/join",
        data={"code": made.code, "name": "Mei"},
        headers={"Origin": house.server.address},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    return answer.headers["location"].removeprefix("/?w=")


@contextmanager
def browser() -> Iterator[httpx.Client]:
    """Lend a browser of its own."""
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        yield client


def test_a_person_has_one_seat_on_every_device(signing: SignInHouse) -> None:
    """Signed in on a laptop and on a phone: one seat, one count, one workbook, which stays."""
    made, mei = led(signing), account(signing)
    with browser() as laptop, browser() as phone:
        for one in (laptop, phone):
            signs_in(signing, one, mei)
        books = [sits_down(signing, one, made) for one in (laptop, phone, laptop)]
    assert len(set(books)) == 1
    assert people_in(signing, made) == 1
    with stored(signing) as store:
        person = Actor.of_mail(mei.mail, now())
        assert store.workbook_ids(person) == [books[0]]
        seat = store.workshops.seat(person, books[0])
        assert seat is not None
        assert (seat.name, seat.erased_on) == ("Mei", None)


def test_who_joins_and_signs_in_after_it_keeps_the_seat(signing: SignInHouse) -> None:
    """First by the code alone, then signed in, the code once more: the same seat."""
    made, mei = led(signing), account(signing)
    with browser() as phone:
        first = sits_down(signing, phone, made)
        signs_in(signing, phone, mei)
        assert sits_down(signing, phone, made) == first
    assert people_in(signing, made) == 1
    with stored(signing) as store:
        assert store.workbook_ids(Actor.of_mail(mei.mail, now())) == [first]


def test_two_people_have_two_seats(signing: SignInHouse) -> None:
    """Each their own, and neither opens the other's."""
    made = led(signing)
    people, books = [account(signing), account(signing)], []
    for one in people:
        with browser() as phone:
            signs_in(signing, phone, one)
            books.append(sits_down(signing, phone, made))
    assert people_in(signing, made) == 2
    with stored(signing) as store:
        for one, own, other in zip(people, books, reversed(books), strict=True):
            person = Actor.of_mail(one.mail, now())
            assert store.workbook_ids(person) == [own]
            with pytest.raises(NotAllowedError):
                store.snapshot(person, other)


def test_who_leads_signs_in_and_joins(signing: SignInHouse) -> None:
    """The facilitator's own seat counts as one; they lead on, and read no other workbook."""
    made, mei = led(signing), account(signing)
    with browser() as desk, browser() as phone:
        signs_in(signing, desk, account(signing, LEADS))
        own = sits_down(signing, desk, made)
        signs_in(signing, phone, mei)
        other = sits_down(signing, phone, made)
    assert people_in(signing, made) == 2
    with stored(signing) as store:
        leader = Actor.of_mail(LEADS, now())
        assert store.workbook_ids(leader) == [own]
        assert store.workshops.mine(leader) == [(made.id, "Hello again")]
        with pytest.raises(NotAllowedError):
            store.snapshot(leader, other)


def test_who_leads_joins_by_a_cookie(house: House) -> None:
    """The same where people come by links: one seat of their own, again the same one."""
    made = begun(house)
    answer = joins(house.server, made.code, "Ann", LEADER)
    again = joins(house.server, made.code, "Ann", LEADER)
    assert answer.status_code == 303
    assert again.headers["location"] == answer.headers["location"]
    other = joins(house.server, made.code, "Mei").headers["location"].removeprefix("/?w=")
    who = Actor.of_cookie(LEADER, now())
    own = answer.headers["location"].removeprefix("/?w=")
    with house.store() as store:
        assert store.workshops.standing(who, made.id, now()).people == 2
        assert store.workbook_ids(who) == [own]
        with pytest.raises(NotAllowedError):
            store.snapshot(who, other)
        store.workshops.end(who, made.id, now())
        seat = store.workshops.seat(who, own)
        assert seat is not None
        assert seat.ended


def test_without_the_person_two_devices_are_two_people(tmp_path: Path) -> None:
    """Where the browsers' visits alone are asked, the same room counts one too many."""
    root = planted.project(tmp_path / "project")
    app = root / "app.py"
    careful = "Routes(ASKED, claims=claims)"
    text = app.read_text("utf-8")
    assert text.count(careful) == 1
    app.write_text(text.replace(careful, "Routes(ASKED)"), "utf-8")
    house = SignInHouse(tmp_path, root=root, ANYONE_MAY_START="false")
    with house.open():
        made, mei = led(house), account(house)
        with browser() as laptop, browser() as phone:
            for one in (laptop, phone):
                signs_in(house, one, mei)
            assert len({sits_down(house, one, made) for one in (laptop, phone)}) == 2
        assert people_in(house, made) == 2
