"""May this start? The checks that end a start with a sentence instead of a trace.

The app runs on one's own machine and knows no links yet: whoever reaches it is the owner. So it
listens to this machine alone, and refuses to start on an address that others can reach.
"""

from __future__ import annotations

from typing import Final

from lib.settings import PREFIX, is_loopback
from lib.store.sheet_address import EXAMPLE, NoSheet, sheet_id

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


def check_sheet(address: str) -> None:
    """Go on only if the sheet that was set, if one was, can be one.

    Raises:
        StartError: it is no sheet's address.
    """
    found = sheet_id(address) if address else ""
    if isinstance(found, NoSheet):
        message = f"{PREFIX}SHEET: {found.value} It looks like {EXAMPLE}"
        raise StartError(message)
