"""What lives as long as the server does? The store: open before the first request, closed after.

And the guide, with what the host changed in it: read whole before the first request.
"""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from lib import guide
from lib.access import close_the_store, sweep_examples, the_store
from lib.coaching.cadence import Cadences
from lib.coaching.ladder import Ladder
from lib.guide import GuideError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


__all__ = ["GuideError", "lifespan", "numbers", "open_store", "read_guide"]

TURN_SECONDS: Final = 0.0005
"""How long one thread may hold the interpreter while others wait; Python's own is ten times that.

A page is a dozen short turns. While somebody else's file comes in, each of them waits this long at
most: a page takes twice its time then, and not ten times. A turn costs microseconds.
"""


def read_guide() -> None:
    """Read the whole guide of this process.

    Raises:
        GuideError: something in it is not what it should be; the message names file and entry.
    """
    guide.read_all()


def numbers() -> tuple[Ladder, Cadences]:
    """Return what of the guide the process beside the app needs, for coaches' sheets."""
    return guide.ladder(), guide.cadences()


def open_store() -> None:
    """Open the store of this process.

    Raises:
        SettingsError, UnsafeFileError, NewerSchemaError: as `lib.access.the_store`.
    """
    the_store()
    sweep_examples()


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Keep the store open while the app serves, and turns short."""
    del app
    the_store()
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
        close_the_store()
