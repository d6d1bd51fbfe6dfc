"""Where do the examples lie? Each visit's in a file of its own, away from everybody's workbook.

An example is a workbook of invented people, to look at and to play with. So that nothing done in
one can reach a real workbook, it is kept in no store that holds any: each visit's lies in a private
folder under the system's temporary one, in a file that admits that visit alone. It is made when it
is first opened, and gone when the process ends; what a killed process left behind is taken away by
the next one. Only so many are kept: the one that was not looked at for longest goes first.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections import OrderedDict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from lib.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.store import Actor

MOST: Final = 60
"""Examples kept at once: a full workshop's, and not the disk."""

SNAPSHOT_BYTES: Final = 8 * 1024 * 1024
"""Memory for the snapshot of one example: it holds some hundred rows."""

PREFIX: Final = "networking-workbook-example-"
SETTLED_SECONDS: Final = 60
"""A folder younger than this may be one that another process is just making."""

_HELD: Final = "held"


@dataclass(slots=True)
class _Place:
    """One visit's example: empty, or holding it open."""

    lock: Lock = field(default_factory=Lock)
    store: Store | None = None
    file: Path | None = None
    gone: bool = False


class Examples:
    """The examples of this process, by visit."""

    def __init__(self, most: int = MOST, within: Path | None = None) -> None:
        """Keep as many as `most` at once.

        Args:
            most: examples kept.
            within: where their folder goes; None for the system's temporary folder.
        """
        self._most = most
        self._within = within
        self._lock = Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._folder: Path | None = None
        self._hold: sqlite3.Connection | None = None
        self._made = 0

    def store(self, who: Actor, begin: Callable[[Store], None]) -> Store:
        """Return a visit's example.

        Args:
            who: the visit.
            begin: fills a store that was just made; called once for each.

        Raises:
            lib.store.StoreError: it cannot be made, or `begin` refused.
        """
        while True:
            place, forgotten = self._place(who)
            for one in forgotten:
                _empty(one)
            with place.lock:
                if place.gone:
                    continue  # it was let go between the two locks
                if place.store is None:
                    self._open(place, begin)
                assert place.store is not None  # noqa: S101 - told to the type checker
                return place.store

    def forget(self, who: Actor) -> None:
        """Let a visit's example go; whoever asks next gets a new one."""
        with self._lock:
            place = self._places.pop(who.visit, None)
        if place is not None:
            _empty(place)

    def close(self) -> None:
        """Let all examples go, and their folder with them."""
        with self._lock:
            places, self._places = list(self._places.values()), OrderedDict()
            folder, self._folder = self._folder, None
            hold, self._hold = self._hold, None
        for one in places:
            _empty(one)
        if hold is not None:
            hold.close()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _place(self, who: Actor) -> tuple[_Place, list[_Place]]:
        """Return a visit's place, now the newest, and those that had to make room."""
        with self._lock:
            place = self._places.setdefault(who.visit, _Place())
            self._places.move_to_end(who.visit)
            many = len(self._places) - self._most
            return place, [self._places.popitem(last=False)[1] for _ in range(many)]

    def _open(self, place: _Place, begin: Callable[[Store], None]) -> None:
        file = self._new_file()
        store = Store(f"sqlite:///{file}", snapshot_bytes=SNAPSHOT_BYTES)
        try:
            begin(store)
        except BaseException:
            store.close()
            shutil.rmtree(file.parent, ignore_errors=True)
            raise
        place.store, place.file = store, file

    def _new_file(self) -> Path:
        """Return where the next example goes: a folder of its own, readable by its owner alone."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self._within))
                self._hold = _held(self._folder)
            self._made += 1
            return self._folder / str(self._made) / "example.sqlite"


def _empty(place: _Place) -> None:
    """Close what a place holds, and take its file away."""
    with place.lock:
        place.gone = True
        store, place.store = place.store, None
        if store is not None and place.file is not None:
            store.close()
            shutil.rmtree(place.file.parent, ignore_errors=True)


def _held(folder: Path) -> sqlite3.Connection:
    """Hold a folder for as long as this process lives: a lock that ends with it, on any system.

    Raises:
        sqlite3.OperationalError: another process holds it.
    """
    hold = sqlite3.connect(folder / _HELD, timeout=0, check_same_thread=False, isolation_level=None)
    try:
        hold.execute("BEGIN EXCLUSIVE")
    except BaseException:
        hold.close()
        raise
    return hold


def sweep(now: float | None = None, within: Path | None = None) -> None:
    """Take away what killed processes left behind; a folder that a living one holds stays.

    Args:
        now: seconds since 1970; None for this instant.
        within: where to look; None for the system's temporary folder.
    """
    before = (time.time() if now is None else now) - SETTLED_SECONDS
    for folder in (within or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_mtime > before:
                continue
            with closing(_held(folder)):
                pass
        except (OSError, sqlite3.Error):
            continue  # somebody else's, or held
        shutil.rmtree(folder, ignore_errors=True)
