"""Who is somebody that signed in? The person their verified mail address is; nobody else.

A provider says who signed in by claims (OpenID Connect): the screen's framework has checked their
signature, audience and nonce when the browser came back, and keeps them in a cookie it signs. That
cookie is read once, when a tab connects. So what can change later is asked here each time: how long
ago it was, and whether that sign-in has been ended. Each sign-in is a visit of its own in the
store; ending it shuts every tab it is open in, and every copy of its cookie.

Kept are two hashes: that of the mail address, and that of the sign-in.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from lib.access.visits import known
from lib.store import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lib.store import Store

LASTS: Final = timedelta(days=30)
"""How long a sign-in holds, as long as its cookie does."""

SKEW: Final = timedelta(minutes=5)
"""How far a provider's clock may be ahead of ours."""

MAIL_CHARACTERS: Final = 254
"""Longest mail address there is (RFC 5321)."""

_ONE_SIGN_IN: Final = ("iss", "sub", "nonce")
"""The claims that, with `iat`, tell one sign-in from every other."""


class NoEntry(Enum):
    """Why nobody is let in."""

    NOBODY = "nobody"
    """Nobody has signed in."""
    UNREADABLE = "unreadable"
    """What the provider says cannot be told from another sign-in: a claim is missing."""
    NO_MAIL = "no mail"
    """It gives no mail address that names one person."""
    NOT_VERIFIED = "not verified"
    """It does not say that the address is theirs."""
    LONG_AGO = "long ago"
    """They signed in too long ago."""
    SIGNED_OUT = "signed out"
    """They have signed out, here or in another tab."""
    LOCKED = "locked"
    """Nobody has tapped for so long that it has locked."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in."""

    actor: Actor
    """The person, wherever and whenever they sign in."""
    sign_in: Actor
    """This one sign-in, in this one browser."""


def person(claims: Mapping[str, object], at: datetime) -> Person | NoEntry:
    """Return whom these claims name, or why nobody.

    Args:
        claims: what the provider said, with `is_logged_in` that the screen's framework adds.
        at: this instant, with its time zone.
    """
    if claims.get("is_logged_in") is not True:
        return NoEntry.NOBODY
    sign_in, issued = _sign_in(claims), claims.get("iat")
    if not sign_in or not isinstance(issued, int | float):
        return NoEntry.UNREADABLE
    mail = claims.get("email")
    if not isinstance(mail, str) or not names_one(mail):
        return NoEntry.NO_MAIL
    if claims.get("email_verified") is not True:
        return NoEntry.NOT_VERIFIED
    age = at.timestamp() - issued
    if not -SKEW.total_seconds() <= age < LASTS.total_seconds():
        return NoEntry.LONG_AGO
    return Person(Actor.of_mail(mail, at), Actor.of_cookie(sign_in, at))


def _sign_in(claims: Mapping[str, object]) -> str:
    """Return what tells this sign-in from every other; empty where a claim is missing."""
    parts = [claims.get(one) for one in _ONE_SIGN_IN]
    issued = claims.get("iat")
    if isinstance(issued, bool) or not all(isinstance(one, str) and one for one in parts):
        return ""
    return "\x1f".join(["sign-in", *map(str, parts), str(issued)])


def names_one(mail: str) -> bool:
    """Return whether a mail address names one person, however its letters are written.

    Addresses are compared in small letters. A letter that only looks different until then (the
    Kelvin sign becomes a k, the long s an s, a sharp s two of them) would open another's workbook.
    """
    local, at, host = mail.strip().rpartition("@")
    if not (local and at and host) or len(mail) > MAIL_CHARACTERS:
        return False
    if any(one.isspace() or not one.isprintable() for one in mail.strip()):
        return False
    strange = [one for one in mail if not one.isascii()]
    folded = [unicodedata.normalize("NFC", one).casefold() for one in strange]
    return not any(letter.isascii() for one in folded for letter in one)


def enter(store: Store, found: Person, visit: Actor | None, at: datetime) -> None:
    """Note that somebody is here; the links that their browser opened before become theirs.

    A sign-in that was ended stays ended, and takes nothing over; nor is anything taken from a visit
    that was ended.

    Args:
        store: where it is noted.
        found: who.
        visit: the browser's visit, if it shows one.
        at: this instant.
    """
    store.admit(found.sign_in, Role.GUEST, at)
    if not here(store, found):
        return
    store.admit(found.actor, Role.GUEST, at)
    if visit is not None and known(store, visit):
        store.links.adopt(visit, found.actor, at)


def here(store: Store, found: Person) -> bool:
    """Return whether this sign-in was noted and has not been ended."""
    return known(store, found.sign_in)


def leave(store: Store, found: Person, at: datetime) -> None:
    """End a sign-in: in every tab, and for every copy of its cookie."""
    store.admit(found.sign_in, Role.GUEST, at)
    store.end_visit(found.sign_in, at)
