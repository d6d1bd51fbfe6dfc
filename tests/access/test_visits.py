"""A visit is 256 random bits in a cookie; only its hash is kept, and only if it was admitted."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.access import COOKIE, actor, admit_owner, known, mint
from lib.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open an empty store."""
    opened = Store(f"sqlite:///{tmp_path / 'data' / 'workbook.sqlite'}")
    yield opened
    opened.close()


def test_a_visit_has_256_bits_and_no_two_are_alike() -> None:
    """43 characters of base64 hold 32 bytes; 10,000 of them differ."""
    minted = {mint() for _ in range(10_000)}
    assert len(minted) == 10_000
    assert {len(one) for one in minted} == {43}
    assert all(actor({COOKIE: one}) is not None for one in minted)


@given(st.text())
def test_what_was_not_minted_is_nobody(text: str) -> None:
    """Any other text in the cookie names nobody, and breaks nothing."""
    assert actor({COOKIE: text}) is None


def test_no_cookie_is_nobody() -> None:
    """Without the cookie, or with one of another name."""
    assert actor({}) is None
    assert actor({"other": mint()}) is None


def test_a_visit_is_known_from_when_it_is_admitted_until_it_ends(store: Store) -> None:
    """Minting admits nobody; ending a visit cannot be taken back by admitting it again."""
    who = actor({COOKIE: mint()})
    assert who is not None
    assert not known(store, who)
    admit_owner(store, who, NOW)
    assert known(store, who)
    store.end_visit(who, NOW)
    assert not known(store, who)
    admit_owner(store, who, NOW)
    assert not known(store, who)


def test_two_tabs_at_once_are_one_visit(store: Store) -> None:
    """Eight threads admitting the same visit: it is known, and nobody is told of an error."""
    who = actor({COOKIE: mint()})
    assert who is not None
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: admit_owner(store, who, NOW), range(32)))
    assert known(store, who)


def test_the_cookie_itself_is_in_no_file(store: Store, tmp_path: Path) -> None:
    """The store's bytes hold the visit's hash, not what the browser shows."""
    token = mint()
    who = actor({COOKIE: token})
    assert who is not None
    admit_owner(store, who, NOW)
    store.close()
    path = tmp_path / "data" / "workbook.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert who.visit.encode() in held
    assert token.encode() not in held
