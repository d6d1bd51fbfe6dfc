"""What the tests of the sync share: a world of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.sheets.world import World


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """Return an empty folder, in memory where the system has one."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own within it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def world(quick_folder: Path) -> Iterator[World]:
    """Return a world in which nothing has happened yet."""
    found = World(quick_folder)
    yield found
    found.close()
