"""Signing in through a real provider: one's own workbook, nobody else's, and nothing after leaving.

The provider is another site to the browser: the app is called 127.0.0.1, the provider localhost.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import expect

from lib.access import COOKIE, mint
from lib.coaching.contacts import Contact
from lib.store import Actor, Role, Saved, Store, fresh_cover
from tests.browser import seeding
from tests.browser.tab import PAGES, PATIENCE_MS, STANDS
from tests.browser.test_ended_visit import taps
from tests.oidc.house import COOKIE_SECRET, House
from tests.oidc.provider import Lie
from tests.trust.ways import EACH, WAYS
from tests.web import planted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit
    from tests.browser.tab import Tab, Visitor
    from tests.oidc.provider import Account

DANA = "Dana Whitlock"
FRIEND = "Quillon Featherstone"
VERIFY = "This account's mail address is not verified, so it opens nothing here."
OUT = "You have signed out"
USER = "_streamlit_user"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the app and its provider."""
    made = House(tmp_path_factory.mktemp("house"))
    with made.open():
        yield made


@contextmanager
def store(house: House) -> Iterator[Store]:
    """Open the store as another process would."""
    url = f"sqlite:///{house.server.data / 'workbook.sqlite'}"
    opened = Store(url, own_machine=False, open_house=True)
    yield opened
    opened.close()


def sign_in(house: House, tab: Tab, account: Account, *, cancel: bool = False) -> Tab:
    """Tap the button, fill in the provider's form, and come back."""
    tab.page.get_by_role("button", name="Sign in", exact=True).click()
    tab.page.wait_for_url(f"{house.site.address}/authorize**")
    tab.page.get_by_label("Mail").fill(account.mail)
    tab.page.get_by_label("Password").fill(account.password)
    tab.page.get_by_role("button", name="Cancel" if cancel else "Continue").click()
    tab.page.wait_for_url(f"{house.server.address}/**")
    tab.page.wait_for_selector(STANDS, state="attached")
    return tab.stands()


def signed_in(house: House, visitor: Visitor, account: Account) -> Tab:
    """Open the app in a browser and sign in."""
    return sign_in(house, visitor.tab().heading("Sign in"), account)


def sign_out(house: House, tab: Tab, name: str = "Sign out") -> Tab:
    """Tap the button, and wait until the browser is back from the provider."""
    with tab.page.expect_response(f"{house.site.address}/logout**"):
        tab.page.get_by_role("button", name=name, exact=True).click()
    tab.page.wait_for_url(f"{house.server.address}/**")
    return tab.heading("Sign in")


def someone(house: House, name: str = DANA) -> tuple[Account, str]:
    """Return a new account and the id of its workbook, in which a friend stands."""
    account = house.provider.account(f"{mint()[:8].lower()}x@example.org", name)
    at = seeding.now()
    person = Actor.of_mail(account.mail, at)
    with store(house) as kept:
        kept.admit(person, Role.GUEST, at)
        workbook = kept.create(person, fresh_cover("Europe/Berlin"), at)
        friend = Contact(name=FRIEND, strength=2)
        saved = kept.save(person, workbook, [friend], verb="import", operation=mint(), at=at)
        assert isinstance(saved, Saved)
    return account, workbook


def quiet(house: House, visitor: Visitor) -> None:
    """Hold that a browser asked nobody but the app and its provider, and complained of nothing."""
    foreign = [one for one in visitor.foreign if not one.startswith(f"{house.site.address}/")]
    assert (foreign, visitor.errors, visitor.dialogs) == ([], [], [])


def cookie(visitor: Visitor, name: str = USER) -> str:
    """Return the value of a browser's cookie; empty where it has none."""
    found = [one for one in visitor.context.cookies() if one.get("name") == name]
    return str(found[0].get("value")) if found else ""


def nothing(tab: Tab) -> None:
    """Hold that neither name can be read anywhere in the page."""
    for name in (DANA, FRIEND):
        assert name not in tab.page.content()


def test_a_newcomer_signs_in_and_begins(house: House, visit: Visit) -> None:
    """One button, the provider's form, one's own workbook; it is there in the next browser too."""
    account = house.provider.account("Dana@Example.org", DANA)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account).heading("You are signed in")
    tab.tap("Start a workbook")
    tab.goto("workbook").heading("Workbook")
    tab.page.get_by_label("Your name", exact=True).fill(DANA)
    tab.tap("Save").sees(re.compile("^Saved"))
    workbook = re.search("[?&]w=([^&]+)", tab.page.url)
    assert workbook
    with store(house) as kept:
        person = Actor.of_mail("dana@example.org", seeding.now())
        assert kept.workbook_ids(person) == [workbook[1]]
    phone = visit(house.server, phone=True)
    other = signed_in(house, phone, account)
    other.goto("workbook").holds("Your name", DANA)
    quiet(house, visitor)
    quiet(house, phone)


def test_no_page_says_anything_before(house: House, visit: Visit) -> None:
    """A deep link to any page, with the id of a workbook, shows the one button."""
    _, workbook = someone(house)
    visitor = visit(house.server)
    for page in PAGES:
        tab = visitor.tab(f"{page}?w={workbook}").heading("Sign in")
        nothing(tab)
        main = tab.page.get_by_test_id("stMain")
        expect(main.get_by_role("button")).to_have_count(1, timeout=PATIENCE_MS)
        tab.page.close()
    quiet(house, visitor)


def test_another_account_sees_nothing_of_it(house: House, visit: Visit) -> None:
    """Not by its name, not by its address; and what it may not read it did not change."""
    _, workbook = someone(house)
    other = house.provider.account("sam@example.org", "Sam")
    tab = signed_in(house, visit(house.server), other)
    for page in ("people", "workbook", "review"):
        tab.goto(f"{page}?w={workbook}").heading("You are signed in")
        nothing(tab)


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_unverified_mail_is_refused(house: House, visit: Visit, verified: object) -> None:
    """It is told why, sees nothing, and gets to another account."""
    account, workbook = someone(house)
    stranger = house.provider.account(account.mail, "Eve", verified=verified)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, stranger).sees(VERIFY)
    tab.goto(f"people?w={workbook}").sees(VERIFY)
    nothing(tab)
    sign_out(house, tab, "Use another account")
    assert not cookie(visitor)
    quiet(house, visitor)


@pytest.mark.parametrize("lie", [one for one in Lie if one is not Lie.NONE], ids=lambda x: x.name)
def test_a_lying_token_lets_nobody_in(house: House, visit: Visit, lie: Lie) -> None:
    """Whatever is wrong with it: back at the button, no cookie, and no word of it in the log."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    house.provider.lies = lie
    try:
        tab = signed_in(house, visitor, account).heading("Sign in")
    finally:
        house.provider.lies = Lie.NONE
    tab.goto(f"people?w={workbook}").heading("Sign in")
    nothing(tab)
    assert not cookie(visitor)
    assert account.mail not in house.server.log()


def test_who_cancels_is_back_at_the_button(house: House, visit: Visit) -> None:
    """And what the provider said about it is not in the log: it held the mail address."""
    account, _ = someone(house)
    visitor = visit(house.server)
    tab = visitor.tab().heading("Sign in")
    sign_in(house, tab, account, cancel=True).heading("Sign in")
    assert "access_denied" in house.server.log()
    assert account.mail not in house.server.log()
    assert account.mail.replace("@", "%40") not in house.server.log()


def test_signing_out_shuts_every_tab(house: House, visit: Visit) -> None:
    """The other tab shows no name after its next tap; the back button shows none at all."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account)
    other = visitor.tab(f"people?w={workbook}").sees(FRIEND)
    tab.goto(f"people?w={workbook}").sees(FRIEND)
    tab.goto(f"workbook?w={workbook}").heading("Workbook")
    kept = cookie(visitor)
    sign_out(house, tab)
    assert "/logout" in house.provider.paths
    assert not cookie(visitor)
    other.page.get_by_role("link", name="Today").first.click()
    other.heading(OUT)
    nothing(other)
    for _ in range(3):
        tab.page.go_back()
        tab.page.wait_for_load_state()
        if tab.page.url.startswith(house.server.address):
            tab.heading("Sign in")
        nothing(tab)
    quiet(house, visitor)
    thief = visit(house.server)
    thief.context.add_cookies([{"name": USER, "value": kept, "url": house.server.address}])
    late = thief.tab(f"people?w={workbook}").heading(OUT)
    nothing(late)


def test_the_same_browser_can_sign_in_again(house: House, visit: Visit) -> None:
    """A sign-out ends that sign-in, and not the person."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account)
    tab.goto(f"workbook?w={workbook}").heading("Workbook")
    sign_in(house, sign_out(house, tab), account)
    tab.goto(f"people?w={workbook}").sees(FRIEND)


def test_who_has_signed_out_elsewhere_gets_in_from_the_open_tab(house: House, visit: Visit) -> None:
    """The page that says so has the button, and it works there."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account)
    other = visitor.tab(f"people?w={workbook}").sees(FRIEND)
    tab.goto(f"workbook?w={workbook}").heading("Workbook")
    sign_out(house, tab)
    other.page.get_by_role("link", name="Today").first.click()
    sign_in(house, other.heading(OUT), account)
    other.goto(f"people?w={workbook}").sees(FRIEND)


def test_a_sign_in_on_a_shared_computer_closes_by_itself(house: House, visit: Visit) -> None:
    """Nobody tapped: no name is to be seen; signing in once more, from there, goes on."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account)
    tab.goto(f"workbook?w={workbook}").heading("Workbook")
    tab.page.get_by_test_id("stCheckbox").get_by_text("Others use this computer too").click()
    tab.stands().sees("Other windows that were open before: close them, or load them again.")
    tab.goto(f"people?w={workbook}").sees(FRIEND)
    with closing(sqlite3.connect(house.server.data / "workbook.sqlite")) as file, file:
        locked = "UPDATE visits SET idle_until = ? WHERE others_since IS NOT NULL"
        assert file.execute(locked, (seeding.now().isoformat(),)).rowcount == 1
    tab.page.get_by_role("link", name="Today").first.click()
    tab.heading("Closed while nobody was here")
    nothing(tab)
    sign_in(house, tab, account)
    tab.goto(f"people?w={workbook}").sees(FRIEND)


def altered(value: str) -> list[str]:
    """Return a signed cookie changed in each of its parts, and signed by somebody else."""
    payload, at, signature = value.rsplit(".", 2)
    swapped = "A" if signature[4] != "A" else "B"
    told = {
        "is_logged_in": True,
        "iss": "http://localhost",
        "sub": "1",
        "nonce": "n",
        "iat": seeding.now().timestamp(),
        "email": "dana@example.org",
        "email_verified": True,
    }
    other = URLSafeTimedSerializer(mint(), salt=USER).dumps(json.dumps(told))
    other_salt = URLSafeTimedSerializer(COOKIE_SECRET, salt="other").dumps(json.dumps(told))
    plain = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    return [
        f"{payload}.{at}.{signature[:4]}{swapped}{signature[5:]}",
        f"{payload[:-2]}.{at}.{signature}",
        f"{payload}.{at[:-1]}{'A' if at[-1] != 'A' else 'B'}.{signature}",
        f"{payload}.{at}.",
        payload,
        plain,
        other,
        str(other_salt),
        "chunks-2",
        "x" * 3000,
    ]


def test_a_forged_cookie_gets_nothing(house: House, visit: Visit) -> None:
    """Changed by a letter, signed with another secret or for another purpose: nobody is there."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    signed_in(house, visitor, account).goto(f"people?w={workbook}").sees(FRIEND)
    for value in altered(cookie(visitor)):
        forger = visit(house.server)
        forger.context.add_cookies([{"name": USER, "value": value, "url": house.server.address}])
        tab = forger.tab(f"people?w={workbook}").heading("Sign in")
        nothing(tab)
        tab.page.close()


def test_a_link_opened_before_goes_over_to_the_person(house: House, visit: Visit) -> None:
    """A link alone shows nothing; after signing in it opens, in the next browser as well."""
    owner, workbook = someone(house)
    at = seeding.now()
    with store(house) as kept:
        made = kept.links.make(Actor.of_mail(owner.mail, at), workbook, Role.COACH, at)
    coach = house.provider.account("coach@example.org", "Coach")
    visitor = visit(house.server)
    tab = visitor.tab()
    tab.page.goto(f"{house.server.address}/open#{made.token}")
    tab.heading("Sign in")
    nothing(tab)
    sign_in(house, tab, coach)
    tab.goto(f"people?w={workbook}").sees(FRIEND)
    again = signed_in(house, visit(house.server), coach)
    again.goto(f"people?w={workbook}").sees(FRIEND)
    browser = cookie(visitor, COOKIE)
    with store(house) as kept:
        assert kept.workbook_ids(Actor.of_cookie(browser, seeding.now())) == []


def test_a_download_ends_with_the_sign_in(house: House, visit: Visit) -> None:
    """Its address answers while one is signed in, and nobody else; not even with the old cookie."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account)
    tab.goto(f"workbook?w={workbook}").heading("Workbook")
    with tab.page.expect_download() as got:
        tab.page.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    address = got.value.url
    assert "/media/" in address
    signed = {USER: cookie(visitor)}
    browser = {COOKIE: cookie(visitor, COOKIE)}
    assert httpx.get(address, cookies=signed).status_code == 200
    assert httpx.get(address, cookies=browser).status_code == 404
    sign_out(house, tab)
    assert httpx.get(address, cookies=signed | browser).status_code == 404


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the project with one page that saves in every way there is."""
    folder = tmp_path_factory.mktemp("ways")
    root = planted.project(folder / "project", pages={"today.py": WAYS})
    made = House(folder, root=root)
    with made.open():
        yield made


@pytest.mark.parametrize(("name", "act"), [(name, taps(*labels)) for name, labels in EACH.items()])
def test_no_way_in_is_left_to_an_open_tab(
    ways: House, visit: Visit, name: str, act: Callable[[Tab], object]
) -> None:
    """Each saves before the sign-out in another tab; after it none does, and the page is gone."""
    account, workbook = someone(ways)
    visitor = visit(ways.server)
    out = signed_in(ways, visitor, account)
    tab = visitor.tab(f"today?w={workbook}").heading("Ways in")
    act(tab)
    tab.reload().heading("Ways in")
    if name == "dialog":
        tab.tap("Open the dialog")
        act = taps("In a dialog")
    out.goto(f"workbook?w={workbook}").heading("Workbook")
    with store(ways) as kept:
        person = Actor.of_mail(account.mail, seeding.now())
        before = kept.snapshot(person, workbook)
        assert name in {one.name for one in before.records.all(Contact).values()}
    sign_out(ways, out)
    act(tab)
    tab.heading(OUT)
    expect(tab.page.get_by_role("heading", name="Ways in")).to_have_count(0, timeout=PATIENCE_MS)
    with store(ways) as kept:
        assert kept.snapshot(person, workbook).version == before.version


def test_without_the_question_an_open_tab_goes_on(tmp_path: Path, visit: Visit) -> None:
    """The guard removed: a tab of a sign-in that has ended saves, and shows its page."""
    root = planted.project(tmp_path / "project", pages={"today.py": WAYS})
    file = root / "lib" / "ui" / "signing_in.py"
    text = file.read_text("utf-8")
    asked = "        if signing_in.here(store, found):\n"
    assert text.count(asked) == 1
    file.write_text(text.replace(asked, "        if True:\n"), "utf-8")
    house = House(tmp_path, root=root)
    with house.open():
        account, workbook = someone(house)
        visitor = visit(house.server)
        out = signed_in(house, visitor, account)
        tab = visitor.tab(f"today?w={workbook}").heading("Ways in")
        out.goto(f"workbook?w={workbook}").heading("Workbook")
        sign_out(house, out)
        tab.tap("Plain").heading("Ways in")
        with store(house) as kept:
            person = Actor.of_mail(account.mail, seeding.now())
            names = {
                one.name for one in kept.snapshot(person, workbook).records.all(Contact).values()
            }
        assert "plain" in names


def test_no_secret_is_left_anywhere(house: House, visit: Visit) -> None:
    """Codes, tokens, secrets and mail addresses are in no log, no byte of the store, no page."""
    account, workbook = someone(house)
    visitor = visit(house.server)
    tab = signed_in(house, visitor, account)
    text = ""
    for page in PAGES:
        text += tab.goto(f"{page}?w={workbook}").page.content() + tab.page.url
    text += tab.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    kept = b"".join(one.read_bytes() for one in house.server.data.glob("*") if one.is_file())
    log = house.server.log()
    words = {*house.provider.secrets, COOKIE_SECRET, house.provider.client.secret, account.mail}
    assert len(words) > 5
    for word in words:
        assert word not in log
        assert word not in text
        assert word.encode() not in kept
    assert "Traceback" not in log
