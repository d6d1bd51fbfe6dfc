"""Somebody who signed in is the person their verified mail address is, and nobody in between."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access import mint, signing_in
from lib.access.signing_in import LASTS, SKEW, NoEntry, Person, names_one, person
from lib.store import USUAL_IDLE, Actor, NotAllowedError, Role, Store
from lib.store.workbooks import fresh_cover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CLAIMS: dict[str, object] = {
    "is_logged_in": True,
    "provider": "default",
    "iss": "https://id.example.org",
    "sub": "0815",
    "nonce": "kD9",
    "iat": int(NOW.timestamp()) - 60,
    "exp": int(NOW.timestamp()) + 3540,
    "email": "dana@example.org",
    "email_verified": True,
    "name": "Dana Whitlock",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open an empty store whose people come by links."""
    opened = Store(
        f"sqlite:///{tmp_path / 'data' / 'workbook.sqlite'}", own_machine=False, open_house=True
    )
    yield opened
    opened.close()


def found(**changed: object) -> Person:
    """Return whom the claims name, some of them changed."""
    one = person({**CLAIMS, **changed}, NOW)
    assert isinstance(one, Person)
    return one


def test_a_verified_mail_is_a_person() -> None:
    """The person is the mail's, at this instant; the sign-in is another actor."""
    one = found()
    assert one.actor == Actor.of_mail("dana@example.org")
    assert (one.actor.at, one.sign_in.at) == (NOW, NOW)
    assert one.sign_in.visit != one.actor.visit
    assert "dana" not in repr(one)


def test_one_person_signs_in_many_times() -> None:
    """The same mail, in other letters, another browser, by another provider: one person."""
    many = [
        found(),
        found(nonce="other"),
        found(iat=int(NOW.timestamp()) - 61),
        found(iss="https://other.example.org"),
        found(sub="4711"),
        found(email=" Dana@Example.ORG", nonce="third"),
    ]
    assert len({one.actor for one in many}) == 1
    assert len({one.sign_in for one in many}) == len(many)


def test_both_ways_to_write_a_letter_are_one_person() -> None:
    """An accent on its letter, or after it."""
    mails = [unicodedata.normalize(form, "zoë@example.org") for form in ("NFC", "NFD")]
    assert mails[0] != mails[1]
    assert found(email=mails[0]).actor == found(email=mails[1]).actor


@pytest.mark.parametrize("said", [False, None, "true", "True", 1, "yes", [], {}, "false"])
def test_only_true_is_verified(said: object) -> None:
    """A word, a number, nothing: an address that is not said to be theirs names nobody."""
    assert person({**CLAIMS, "email_verified": said}, NOW) is NoEntry.NOT_VERIFIED


def test_what_is_not_said_is_not_verified() -> None:
    """A provider that is silent about it."""
    silent = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    assert person(silent, NOW) is NoEntry.NOT_VERIFIED


@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_only_who_signed_in_is_asked_for(said: object) -> None:
    """Claims without a sign-in, as headers of a proxy could bring them, are nobody's."""
    assert person({**CLAIMS, "is_logged_in": said}, NOW) is NoEntry.NOBODY
    assert person({}, NOW) is NoEntry.NOBODY


@pytest.mark.parametrize("claim", ["iss", "sub", "nonce", "iat"])
@pytest.mark.parametrize("said", [None, "", True, [], {}])
def test_a_sign_in_that_cannot_be_told_apart_is_refused(claim: str, said: object) -> None:
    """It could not be ended alone."""
    assert person({**CLAIMS, claim: said}, NOW) is NoEntry.UNREADABLE


@pytest.mark.parametrize(
    "mail",
    [
        None,
        7,
        ["dana@example.org"],
        "",
        "dana",
        "@example.org",
        "dana@",
        "dana @example.org",
        "dana\n@example.org",
        "dana@example.org, eve@example.org",
        "da\u200bna@example.org",
        f"{'d' * 250}@example.org",
        "\u017fam@example.org",
        "\u212aim@example.org",
        "stra\u00dfe@example.org",
        "\ufb01nn@example.org",
        "sam@\u212aelvin.example",
    ],
)
def test_a_mail_that_may_be_another_s_is_refused(mail: object) -> None:
    """No address, two of them, hidden letters, letters that turn into others."""
    assert person({**CLAIMS, "email": mail}, NOW) is NoEntry.NO_MAIL


ASCII_MAIL = "sam.kiss-fi@example.org"


@given(st.integers(0, len(ASCII_MAIL) - 1), st.characters(min_codepoint=128))
def test_no_strange_letter_makes_somebody_else_s_address(at: int, letter: str) -> None:
    """Wherever such a letter stands: refused, or another person."""
    mail = ASCII_MAIL[:at] + letter + ASCII_MAIL[at + 1 :]
    assert not names_one(mail) or Actor.of_mail(mail) != Actor.of_mail(ASCII_MAIL)


@pytest.mark.parametrize(
    ("age", "held"),
    [
        (timedelta(0), True),
        (LASTS - timedelta(seconds=1), True),
        (LASTS, False),
        (LASTS * 10, False),
        (-SKEW, True),
        (-SKEW - timedelta(seconds=1), False),
    ],
)
def test_a_sign_in_holds_for_thirty_days(age: timedelta, *, held: bool) -> None:
    """Not a second longer, and none comes from the future."""
    at = (NOW - age).timestamp()
    assert isinstance(person({**CLAIMS, "iat": at}, NOW), Person) is held


def test_not_a_number_is_no_instant() -> None:
    """NaN is neither before nor after."""
    assert person({**CLAIMS, "iat": float("nan")}, NOW) is NoEntry.LONG_AGO


def test_a_sign_in_holds_until_it_is_ended(store: Store) -> None:
    """Ending one ends it for good, and no other."""
    one, other = found(), found(nonce="other")
    assert not signing_in.here(store, one)
    for each in (one, other):
        signing_in.enter(store, each, None, NOW)
        assert signing_in.here(store, each)
    signing_in.leave(store, one, NOW)
    assert not signing_in.here(store, one)
    signing_in.enter(store, one, None, NOW)
    assert not signing_in.here(store, one)
    assert signing_in.here(store, other)


def test_a_sign_in_can_be_ended_before_any_tab_showed_it(store: Store) -> None:
    """Somebody who leaves at once is gone all the same."""
    signing_in.leave(store, found(), NOW)
    signing_in.enter(store, found(), None, NOW)
    assert not signing_in.here(store, found())


def test_a_sign_in_that_has_locked_lets_nobody_in(store: Store) -> None:
    """Nobody tapped on a shared computer: that sign-in is over, not the one on the phone."""
    one, phone = found(), found(nonce="on the phone")
    for each in (one, phone):
        signing_in.enter(store, each, None, NOW)
    store.say_others(one.sign_in, NOW, others=True)
    store.tapped(one.sign_in, NOW - USUAL_IDLE)
    assert not signing_in.here(store, one)
    signing_in.enter(store, one, None, NOW)
    assert not signing_in.here(store, one)
    assert signing_in.here(store, phone)


def test_the_workbook_is_the_person_s(store: Store) -> None:
    """Begun in one browser, it is there in the next, and no other mail sees it."""
    signing_in.enter(store, found(), None, NOW)
    workbook = store.create(found().actor, fresh_cover("Europe/Berlin"), NOW)
    again = found(nonce="on the phone")
    signing_in.enter(store, again, None, NOW)
    assert store.workbook_ids(again.actor) == [workbook]
    other = found(email="sam@example.org")
    signing_in.enter(store, other, None, NOW)
    assert store.workbook_ids(other.actor) == []
    with pytest.raises(NotAllowedError):
        store.snapshot(other.actor, workbook)


def visiting(store: Store) -> Actor:
    """Return a browser that was admitted by its cookie."""
    who = Actor.of_cookie(mint(), NOW)
    store.admit(who, Role.GUEST, NOW)
    return who


def shared(store: Store) -> tuple[str, str]:
    """Return a workbook of somebody else's and the token of a coach's link to it."""
    owner = visiting(store)
    workbook = store.create(owner, fresh_cover("Europe/Berlin"), NOW)
    return workbook, store.links.make(owner, workbook, Role.COACH, NOW).token


def test_links_opened_before_go_over_to_the_person(store: Store) -> None:
    """The coach signs in and holds the client's workbook; the browser alone holds it no more."""
    workbook, token = shared(store)
    browser = visiting(store)
    assert store.links.open(browser, token, NOW)
    signing_in.enter(store, found(), browser, NOW)
    assert store.workbook_ids(found().actor) == [workbook]
    assert store.workbook_ids(browser) == []


def test_nothing_is_taken_from_a_visit_that_was_ended(store: Store) -> None:
    """An old cookie is no way to what it once opened."""
    _, token = shared(store)
    browser = visiting(store)
    store.links.open(browser, token, NOW)
    store.end_visit(browser, NOW)
    signing_in.enter(store, found(), browser, NOW)
    assert store.workbook_ids(found().actor) == []


def test_nothing_goes_over_to_a_sign_in_that_was_ended(store: Store) -> None:
    """A copy of its cookie takes nothing from the browser it is in."""
    workbook, token = shared(store)
    browser = visiting(store)
    store.links.open(browser, token, NOW)
    signing_in.leave(store, found(), NOW)
    signing_in.enter(store, found(), browser, NOW)
    assert store.workbook_ids(browser) == [workbook]


def test_the_file_holds_neither_mail_nor_claim(store: Store, tmp_path: Path) -> None:
    """Two hashes are all that is kept of a person."""
    signing_in.enter(store, found(), None, NOW)
    signing_in.leave(store, found(), NOW)
    store.close()
    with closing(sqlite3.connect(tmp_path / "data" / "workbook.sqlite")) as file:
        rows = file.execute("SELECT id FROM visits").fetchall()
    assert len(rows) == 2
    kept = b"".join(one.read_bytes() for one in (tmp_path / "data").glob("workbook.sqlite*"))
    for word in (b"dana", b"Dana", b"Whitlock", b"0815", b"kD9", b"id.example.org"):
        assert word not in kept
