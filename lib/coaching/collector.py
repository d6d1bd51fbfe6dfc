"""Many rows at once: the garbage collector waits until they are made.

It looks through everything that is alive, again and again as the rows come: with fifty thousand
of them that takes as long as making them, and nobody else's page moves meanwhile. None of the rows
is garbage.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY: Final = 20_000
"""Objects made meanwhile from which on they count as old, and are not looked through at once."""


@contextmanager
def waiting() -> Iterator[None]:
    """Let the garbage collector wait.

    Where two threads do so at once, it may start again while the later one still works: slower,
    not wrong.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_count()[0] > MANY:
                # All that is young joins the old: what garbage is among it goes with the next full
                # look.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
