"""May this start? The checks that end a start with a sentence instead of a trace.

On one's own machine there are no links: whoever reaches the workbook is its owner. So in that mode
it listens to this machine alone, and refuses to start on an address that others can reach. In the
modes for others a link, or sign-in, says who somebody is, and it may listen outward.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lib.settings import PREFIX, Mode, is_loopback
from lib.store.sheet_address import EXAMPLE, NoSheet, sheet_id

if TYPE_CHECKING:
    from lib.settings import Settings

SIGN_IN: Final = (
    "redirect_uri",
    "cookie_secret",
    "client_id",
    "client_secret",
    "server_metadata_url",
)
"""What the secrets' table [auth] holds where people sign in."""

COOKIE_SECRET_CHARACTERS: Final = 32
"""Shortest secret that sign-ins are signed with."""

SCOPES: Final = frozenset({"openid", "email"})
"""What a sign-in asks the provider for, at least."""

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
            f"at {asked.address}, for whoever signs in; links open after that. {start} a workbook."
        ),
    }
    return f"Mode {asked.mode.value}: {words[asked.mode]}"


def check_sign_in(asked: Settings, auth: object, headers: object) -> None:
    """Go on only if people can sign in, where the mode says that they do.

    Args:
        asked: the settings in force.
        auth: the table [auth] of the secrets; None where there is none.
        headers: what `server.trustedUserHeaders` says.

    Raises:
        StartError: something is missing, or would let people in whom nobody vouched for. Nothing
            that the secrets hold is repeated.
    """
    if asked.mode is not Mode.SIGNED_IN:
        return
    if headers:
        message = (
            "server.trustedUserHeaders is set: whoever sends such a header would be taken for "
            "somebody who has signed in. Take it out."
        )
        raise StartError(message)
    told = auth if isinstance(auth, Mapping) else {}
    missing = [one for one in SIGN_IN if not (isinstance(told.get(one), str) and told[one])]
    if missing:
        message = (
            f"{PREFIX}MODE is signed_in, and the secrets lack {', '.join(missing)} in their table "
            "[auth]. See docs/sign-in.md."
        )
        raise StartError(message)
    wrong = [
        (
            told["redirect_uri"] != f"{asked.address}/oauth2callback",
            f"redirect_uri is {asked.address}/oauth2callback: {PREFIX}ADDRESS and that path",
        ),
        (
            len(told["cookie_secret"]) < COOKIE_SECRET_CHARACTERS,
            f"cookie_secret has {COOKIE_SECRET_CHARACTERS} random characters at least",
        ),
        (
            not _is_safe(told["server_metadata_url"]),
            "server_metadata_url begins with https:// (http:// only for this machine)",
        ),
        ("expose_tokens" in told, "expose_tokens is left out: no page needs a token"),
        (
            not _scopes(told.get("client_kwargs")) >= SCOPES,
            "scope, where client_kwargs has one, holds openid and email",
        ),
    ]
    said = [rule for broken, rule in wrong if broken]
    if said:
        message = f"In the secrets' table [auth]: {'; '.join(said)}. See docs/sign-in.md."
        raise StartError(message)


def _is_safe(address: str) -> bool:
    """Return whether nobody on the way can change what an address answers."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    return bool(parts.hostname) and (parts.scheme == "https" or here)


def _scopes(told: object) -> set[str]:
    """Return what a sign-in asks the provider for; what it needs, where nothing is said."""
    scope = told.get("scope") if isinstance(told, Mapping) else None
    return set(SCOPES) if scope is None else set(str(scope).split())


def check_sheet(address: str) -> None:
    """Go on only if the sheet that was set, if one was, can be one.

    Raises:
        StartError: it is no sheet's address.
    """
    found = sheet_id(address) if address else ""
    if isinstance(found, NoSheet):
        message = f"{PREFIX}SHEET: {found.value} It looks like {EXAMPLE}"
        raise StartError(message)
