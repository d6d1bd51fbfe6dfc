"""Which store does this process use? One, opened when first asked for, shared by all sessions.

Beside it there are the examples, each in a file of its own: see `lib.access.examples`.

The server's start opens it and its end closes it; a page reached without that server (in a test)
opens it by asking. Pages run on many threads, so opening is behind a lock.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

from lib import settings
from lib.access.examples import Examples, sweep
from lib.store import Starts, Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.store import Actor


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
                    asked.url,
                    snapshot_bytes=asked.snapshot_megabytes * 1024 * 1024,
                    own_machine=not asked.shared,
                    open_house=asked.anyone_may_start,
                    starts=Starts(asked.starts_each, asked.starts_all),
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
_EXAMPLES: Final = Examples()


def the_store() -> Store:
    """Return the one store of this process, opening it if nobody has yet.

    Raises:
        SettingsError: a setting says what it cannot mean.
        UnsafeFileError, NewerSchemaError: the store cannot be opened; see `lib.store.errors`.
    """
    return _HOUSE.store()


def close_the_store() -> None:
    """Close the store of this process; the next call of `the_store` opens it anew.

    The examples end with it.
    """
    _EXAMPLES.close()
    _HOUSE.close()


def the_example_store(who: Actor, begin: Callable[[Store], None]) -> Store:
    """Return the store of a visit's example, made and filled by `begin` where there is none.

    The visit is one that may read: whoever was shown out of the workbook is shown no example.

    Raises:
        lib.store.StoreError: the visit may not, or the example cannot be made.
    """
    the_store().workbook_ids(who)
    return _EXAMPLES.store(who, begin)


def forget_the_example(who: Actor) -> None:
    """Let a visit's example go; the next call of `the_example_store` makes a new one."""
    _EXAMPLES.forget(who)


def sweep_examples() -> None:
    """Take away the examples that a killed process left behind."""
    sweep()
