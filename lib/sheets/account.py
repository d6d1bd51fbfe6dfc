"""Whom does a workbook share its sheet with? A service account: Google's name for a program's own.

The host makes it once and hands in its key (`docs/google.md`): a JSON text, by itself or in a file
that its owner alone may read. A key that cannot work ends the start with a sentence; no part of it
is ever in a sentence, a log, or what a debugger prints of an `Account`.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lib.settings import PREFIX
from lib.sheets.errors import AccountError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.settings import Settings

NAME: Final = f"{PREFIX}GOOGLE_KEY"
TOKENS: Final = "https://oauth2.googleapis.com/token"
"""Where Google gives out tokens for a key."""
OLDER_TOKENS: Final = frozenset(
    {"https://accounts.google.com/o/oauth2/token", "https://www.googleapis.com/oauth2/v4/token"}
)
"""Where older keys say it does; they are taken to the one above."""
NEEDED: Final = ("client_email", "private_key", "private_key_id", "token_uri")
UNIVERSE: Final = "googleapis.com"


@dataclass(frozen=True, slots=True)
class Account:
    """The account that this workbook's sheets are shared with."""

    email: str
    """Its address, for people to share their sheet with."""
    key: Mapping[str, str] = field(repr=False)
    """Its key as Google wrote it."""


def account(asked: Settings) -> Account | None:
    """Return the account whose key is set; None where none is.

    Raises:
        AccountError: the key cannot be used.
    """
    if not asked.google_key:
        return None
    key = _of_an_account(_parsed(_text(asked)))
    if key["token_uri"] in OLDER_TOKENS:
        key["token_uri"] = TOKENS
    if key["token_uri"] != TOKENS and not _of_this_machine(key["token_uri"], asked):
        message = f"{NAME} holds a key that signs in elsewhere than at Google. It is not used."
        raise AccountError(message)
    _demand_signature(key)
    return Account(key["client_email"], key)


def _text(asked: Settings) -> str:
    """Return the key's text.

    Raises:
        AccountError: it lies in a file that cannot be read, or that others can.
    """
    try:
        if not asked.google_key.lstrip().startswith("{"):
            _demand_private(Path(asked.google_key).expanduser())
        return asked.google_key_text()
    except (OSError, ValueError):
        # What is set is not shown: it may be the key itself, cut wrongly.
        message = (
            f"{NAME} is neither the path of a file that can be read nor a key's text, which begins "
            "with {. Give the whole path of the JSON file that Google made, or paste all of it."
        )
        raise AccountError(message) from None


def _demand_private(path: Path) -> None:
    """Go on only if a file can be read by its owner alone.

    Raises:
        AccountError: others can read it.
        OSError: there is no such file.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise IsADirectoryError
    if os.name == "posix" and mode & 0o077:
        message = (
            f"Other people on this machine can read {path}, and it is a key to your sheets. Run "
            f"'chmod go-rwx {path}' and start again."
        )
        raise AccountError(message)


def _parsed(text: str) -> dict[str, object]:
    """Return a key's fields.

    Raises:
        AccountError: it is no JSON object.
    """
    try:
        # A file of secrets turns \n into ends of lines; they mean the same here.
        key = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        key = None
    if not isinstance(key, dict):
        message = f"{NAME} is no whole JSON text. Paste all of the file that Google made."
        raise AccountError(message)
    return key


def _of_an_account(key: dict[str, object]) -> dict[str, str]:
    """Return a service account's key.

    Raises:
        AccountError: it is a key of another kind, or not whole.
    """
    if key.get("type") != "service_account":
        message = (
            f"{NAME} holds a key of another kind. A service account's is needed: its JSON says "
            '"type": "service_account".'
        )
        raise AccountError(message)
    found = {name: one for name, one in key.items() if isinstance(one, str)}
    missing = [name for name in NEEDED if not found.get(name)]
    if missing:
        message = f"{NAME} holds a key without {', '.join(missing)}. Paste all of Google's file."
        raise AccountError(message)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", found["client_email"]):
        message = f"{NAME} holds a key whose client_email is no address."
        raise AccountError(message)
    if found.get("universe_domain", UNIVERSE) != UNIVERSE:
        message = f"{NAME} holds a key of another universe than {UNIVERSE}. It is not used."
        raise AccountError(message)
    return found


def _of_this_machine(address: str, asked: Settings) -> bool:
    """Return whether tokens come from the tests' own server, which the settings name."""
    return bool(asked.google_address) and address.startswith(f"{asked.google_address}/")


def _demand_signature(key: Mapping[str, str]) -> None:
    """Go on only if the key can sign.

    Raises:
        AccountError: its private part is damaged.
    """
    # Only a start with a key pays for this import.
    from google.auth.crypt import RSASigner  # noqa: PLC0415

    try:
        signer = RSASigner.from_string(key["private_key"], key["private_key_id"])  # type: ignore[no-untyped-call]  # theirs
        signer.sign(b"")
    except Exception:  # noqa: BLE001 - whatever is wrong with it, its text may not get out
        message = (
            f"{NAME} holds a key whose private part is damaged. Paste all of Google's file again, "
            "or make a new key."
        )
        raise AccountError(message) from None
