"""What lives as long as the server does? The store: open before the first request, closed after."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from lib.access import close_the_store, sweep_examples, the_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def open_store() -> None:
    """Open the store of this process.

    Raises:
        SettingsError, UnsafeFileError, NewerSchemaError: as `lib.access.the_store`.
    """
    the_store()
    sweep_examples()


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Keep the store open while the app serves."""
    del app
    the_store()
    try:
        yield
    finally:
        close_the_store()
