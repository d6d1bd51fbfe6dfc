"""May this start? The checks that end a start with a sentence instead of a trace.

The app runs on one's own machine and knows no links yet: whoever reaches it is the owner. So it
listens to this machine alone, and refuses to start on an address that others can reach.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from lib.settings import is_loopback
from lib.store import UnsafeFileError

if TYPE_CHECKING:
    from lib.settings import Settings

REFUSED: Final = 2
"""Exit code of a start that was refused."""


class StartError(Exception):
    """The app may not start like this; the message says why and what to change."""


def check_address(address: str | None) -> None:
    """Go on only if the server will listen to this machine alone.

    Args:
        address: what `server.address` says; None means every address of the machine.

    Raises:
        StartError: other machines could reach it.
    """
    if address is None or not is_loopback(address):
        shown = address or "every address"
        message = (
            f"The workbook would listen on {shown}, where other machines can reach it. Whoever "
            "opens it owns it, so it runs for this machine alone: set server.address to 127.0.0.1."
        )
        raise StartError(message)


def check_file(asked: Settings) -> None:
    """Go on only if the SQLite file, where there is one, is whole.

    Args:
        asked: the settings in force; with another database nothing is looked at.

    Raises:
        UnsafeFileError: it is damaged, or is no SQLite file.
    """
    path = asked.data_folder / "workbook.sqlite"
    if asked.database_url or not path.is_file() or path.stat().st_size == 0:
        return
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError:
        said = ["unreadable"]
    if said != ["ok"]:
        message = (
            f"The workbook file {path} is damaged, so nothing was opened or changed. Put your "
            "newest good copy of it in its place and start again; keep the damaged one."
        )
        raise UnsafeFileError(message)
