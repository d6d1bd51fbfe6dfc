"""Which store does this process use? One, opened when first asked for, shared by all sessions.

The server's start opens it and its end closes it; a page reached without that server (in a test)
opens it by asking. Pages run on many threads, so opening is behind a lock.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from lib import settings
from lib.store import Store


class _House:
    """The place of the one store: empty, or holding it open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._store: Store | None = None

    def store(self) -> Store:
        """Return the store, opened with the settings in force when it is first asked for."""
        with self._lock:
            if self._store is None:
                asked = settings.load()
                self._store = Store(
                    asked.url, snapshot_bytes=asked.snapshot_megabytes * 1024 * 1024
                )
            return self._store

    def close(self) -> None:
        """Close the store, if it is open; whoever asks next opens it anew."""
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()


# A pool of connections belongs to the process, as its sockets do: this is not data of anybody's.
_HOUSE: Final = _House()


def the_store() -> Store:
    """Return the one store of this process, opening it if nobody has yet.

    Raises:
        SettingsError: a setting says what it cannot mean.
        UnsafeFileError, NewerSchemaError: the store cannot be opened; see `lib.store.errors`.
    """
    return _HOUSE.store()


def close_the_store() -> None:
    """Close the store of this process; the next call of `the_store` opens it anew."""
    _HOUSE.close()
