"""The databases of the contract suite: every test that takes `address` runs on each of them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from lib.store import Role, Store
from tests.store import postgres
from tests.store.book import ME, NOW, begun
from tests.store.room import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def database_server() -> Iterator[postgres.Server]:
    """Run one PostgreSQL server for all tests."""
    with postgres.server() as running:
        yield running


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """Return an empty folder, in memory where the system has one: what is kept is not the test."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own within it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_address(request: pytest.FixtureRequest, quick_folder: Path) -> Callable[[], str]:
    """Return what makes the address of an empty database of one kind."""
    made = 0

    def sqlite() -> str:
        nonlocal made
        made += 1
        return f"sqlite:///{quick_folder / f'book-{made}.sqlite'}"

    if request.param == "sqlite":
        return sqlite
    server: postgres.Server = request.getfixturevalue("database_server")
    return server.database


@pytest.fixture
def address(fresh_address: Callable[[], str]) -> str:
    """Return the address of an empty database."""
    return fresh_address()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Lend a store on an empty database, in which `ME` is the owner."""
    store = Store(address)
    store.admit(ME, Role.OWNER, NOW)
    yield store
    store.close()


@pytest.fixture
def room(address: str) -> Iterator[Room]:
    """Lend a workshop in a shared store, where nobody may start a workbook by themselves."""
    with closing(Store(address, own_machine=False)) as made:
        yield Room(made)


@pytest.fixture
def workbook(store: Store) -> str:
    """Return the id of a workbook that holds its cover alone."""
    return begun(store)
