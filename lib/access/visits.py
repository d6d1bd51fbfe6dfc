"""Who is this browser? A visit: a random cookie, kept in the store as its hash alone.

The cookie is minted by the HTTP edge with the first page, never by a page, which could not set one.
On one's own machine everyone who reaches the server sits at it, so each visit is admitted as the
owner. Where others come by links, it is a guest, known to the store only once a link was opened or
a workbook begun. What a visit may do is asked in the store all the same.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from lib.store import Actor, NotAllowedError, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lib.store import Store

COOKIE: Final = "visit"
"""Name of the visit cookie over plain http, where browsers refuse the prefix `__Host-`."""

SECURE_COOKIE: Final = "__Host-visit"
"""Its name over https: with this prefix no other host and no plain http can have set it."""

VISIT_SECONDS: Final = 180 * 24 * 60 * 60
"""How long a browser keeps it."""

TOKEN_BYTES: Final = 32
"""Randomness of a visit: 256 bits; ASVS 7.2.3 asks for 128 at least."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def mint() -> str:
    """Return a new visit cookie's value: 43 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def cookie_name(*, secure: bool) -> str:
    """Return the name of the visit cookie, where browsers come by https or by plain http."""
    return SECURE_COOKIE if secure else COOKIE


def cookie_line(token: str, *, secure: bool) -> str:
    """Return the `Set-Cookie` line that has a browser keep a visit."""
    return _line(token, VISIT_SECONDS, secure=secure)


def cookie_gone(*, secure: bool) -> str:
    """Return the `Set-Cookie` line that has a browser forget its visit."""
    return _line("", 0, secure=secure)


def _line(token: str, seconds: int, *, secure: bool) -> str:
    kept = f"{cookie_name(secure=secure)}={token}; Path=/; Max-Age={seconds}"
    return f"{kept}; HttpOnly; SameSite=Strict{'; Secure' if secure else ''}"


def actor(cookies: Mapping[str, str], *, secure: bool = False) -> Actor | None:
    """Return who these cookies say is here.

    Args:
        cookies: by their names.
        secure: whether browsers come by https.

    Returns:
        None without a visit cookie, or with one that `mint` cannot have made.
    """
    # Streamlit's AppTest hands over a jar whose cookies are no strings: they are no visits either.
    token = str(cookies.get(cookie_name(secure=secure), ""))
    return Actor.of_cookie(token) if _TOKEN.fullmatch(token) else None


def admit_owner(store: Store, who: Actor, at: datetime) -> None:
    """Admit a visit on one's own machine, as the owner of all its workbooks.

    A visit that was ended stays ended.

    Args:
        store: where the visit is noted.
        who: the visit.
        at: the instant, with its time zone.
    """
    store.admit(who, Role.OWNER, at)


def known(store: Store, who: Actor) -> bool:
    """Return whether this visit may read anything now: it was admitted and has not ended."""
    try:
        store.workbook_ids(who)
    except NotAllowedError:
        return False
    return True
