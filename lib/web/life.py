"""What lives as long as the server does? The store: open before the first request, closed after.

And the guide, with what the host changed in it: read whole before the first request. Once a day the
store erases what was promised to be erased by then.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from lib import guide
from lib.access import close_the_store, sweep_examples, the_store
from lib.coaching.cadence import Cadences
from lib.coaching.handed import Asked
from lib.coaching.ladder import Ladder
from lib.guide import GuideError
from lib.web.logs import trace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


__all__ = ["GuideError", "keep_up", "lifespan", "numbers", "open_store", "read_guide"]

_LOG = logging.getLogger(__name__)

KEEP_UP_SECONDS: Final = 24 * 60 * 60
"""How often the store erases what is due."""

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


def numbers() -> tuple[Ladder, Cadences, Asked]:
    """Return what of the guide the process beside the app needs: sheets that are only written."""
    return guide.ladder(), guide.cadences(), guide.room_asked()


def open_store() -> None:
    """Open the store of this process.

    Raises:
        SettingsError, UnsafeFileError, NewerSchemaError: as `lib.access.the_store`.
    """
    the_store()
    sweep_examples()


async def keep_up(every_seconds: float = KEEP_UP_SECONDS) -> None:
    """Erase once a day what is due to be erased, until this is cancelled.

    What could not be done is done the next day.
    """
    while True:
        try:
            await run_in_threadpool(lambda: the_store().erase_unclaimed(datetime.now(UTC)))
        except Exception as error:  # noqa: BLE001 - whatever it is, tomorrow is another day
            _LOG.warning("not everything that is due was erased\n%s", trace(error))
        await asyncio.sleep(every_seconds)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Keep the store open while the app serves, and turns short."""
    del app
    the_store()
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    keeping_up = asyncio.create_task(keep_up())
    try:
        yield
    finally:
        keeping_up.cancel()
        with suppress(asyncio.CancelledError):
            await keeping_up
        sys.setswitchinterval(before)
        close_the_store()
