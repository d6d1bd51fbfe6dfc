"""What the tests of trust share: a server for others, and the databases of the store's suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.conftest import database_server, fresh_address, quick_folder
from tests.trust.house import House, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["database_server", "fresh_address", "house", "quick_folder"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve workbooks that others can open."""
    with shared(tmp_path_factory.mktemp("house")) as server:
        yield House(server)
