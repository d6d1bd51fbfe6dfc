"""May this start? The checks that end a start with a sentence instead of a trace.

On one's own machine there are no links: whoever reaches the workbook is its owner. So in that mode
it listens to this machine alone, and refuses to start on an address that others can reach. In the
modes for others a link, or sign-in, says who somebody is, and it may listen outward.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lib.settings import PREFIX, Mode, is_loopback
from lib.store.sheet_address import EXAMPLE, NoSheet, sheet_id

if TYPE_CHECKING:
    from lib.settings import Settings

REFUSED: Final = 2
"""Exit code of a start that was refused."""


class StartError(Exception):
    """The app may not start like this; the message says why and what to change."""


def check_address(address: str | None, asked: Settings) -> None:
    """Go on only if the server may listen there in the mode that was chosen.

    Args:
        address: where it would listen; None means every address of the machine.
        asked: the settings in force.

    Raises:
        StartError: other machines could reach a workbook that belongs to whoever reaches it.
    """
    if not asked.shared and (address is None or not is_loopback(address)):
        shown = address or "every address"
        message = (
            f"The workbook would listen on {shown}, where other machines can reach it. Whoever "
            "opens it owns it, so it runs for this machine alone: set server.address, or "
            f"{PREFIX}LISTEN, to 127.0.0.1. To open it to others by links, set {PREFIX}MODE to "
            f"shared and {PREFIX}ADDRESS to its https address: see docs/hosting.md."
        )
        raise StartError(message)


def said(asked: Settings) -> str:
    """Return in one line which mode runs, and what it means."""
    start = "Anyone may start" if asked.anyone_may_start else "Only the host starts"
    words = {
        Mode.OWN: "for this machine alone; whoever sits at it owns the workbook, without a link.",
        Mode.SHARED: f"at {asked.address}, for whoever has a link. {start} a workbook.",
        Mode.SIGNED_IN: (
            f"at {asked.address}, for whoever signs in or has a link. {start} a workbook."
        ),
    }
    return f"Mode {asked.mode.value}: {words[asked.mode]}"


def check_sheet(address: str) -> None:
    """Go on only if the sheet that was set, if one was, can be one.

    Raises:
        StartError: it is no sheet's address.
    """
    found = sheet_id(address) if address else ""
    if isinstance(found, NoSheet):
        message = f"{PREFIX}SHEET: {found.value} It looks like {EXAMPLE}"
        raise StartError(message)
