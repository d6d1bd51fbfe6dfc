"""Sign-in at the edge: its paths, its end, and who may download.

Streamlit serves the paths. `/auth/login` leads to the provider, `/oauth2callback` back from it,
`/auth/logout` out. What it says of a sign-in stands in a cookie that it signs, so a sign-out would
leave a copy of that cookie good: it is ended in the store as well (`lib.access.signing_in`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from lib.access import signing_in, the_store
from lib.access.signing_in import Person

if TYPE_CHECKING:
    from starlette.datastructures import MutableHeaders
    from starlette.types import Scope

    from lib.store import Actor

Claims = Callable[[Mapping[str, str]], Mapping[str, object]]
"""Reads what the provider said from the cookies of a request; nothing without a sign-in."""

SIGN_IN: Final = "/auth/login"
SIGN_OUT: Final = "/auth/logout"
BACK: Final = "/oauth2callback"
PATHS: Final = ("/auth", BACK)
TAPPED: Final = (SIGN_IN, SIGN_OUT)
"""Paths that a tap on our own page leads to, and nothing else."""

ERRORS: Final = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)
"""The words that a provider has for what went wrong (RFC 6749, OpenID Connect Core 1.0)."""


def clock() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def is_its_path(path: str) -> bool:
    """Return whether a path is one of sign-in's."""
    return any(path == one or path.startswith(f"{one}/") for one in PATHS)


def without_words(scope: Scope) -> Scope:
    """Return a request that comes back from the provider without words of the provider's own.

    Streamlit logs what a provider says went wrong, and that can be anything, a mail address too.
    """
    if scope["path"] != BACK:
        return scope
    told = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    kept = {name: told[name] for name in ("code", "state", "iss") if name in told}
    if "error" in told:
        kept["error"] = told["error"] if told["error"] in ERRORS else "server_error"
    return {**scope, "query_string": urlencode(kept).encode()}


def for_tls_alone(headers: MutableHeaders) -> None:
    """Have a browser send every cookie of a response over TLS alone; Streamlit leaves that out."""
    lines = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for line in lines:
        secured = any(part.strip().lower() == "secure" for part in line.split(";"))
        headers.append("Set-Cookie", line if secured else f"{line}; Secure")


class SignIns:
    """The sign-ins that browsers show."""

    def __init__(self, claims: Claims) -> None:
        """Take what reads a sign-in from cookies."""
        self._claims = claims

    def here(self, cookies: Mapping[str, str]) -> bool:
        """Return whether these cookies show a sign-in that a tab was let in by, and not ended."""
        found = signing_in.person(self._claims(cookies), clock())
        return isinstance(found, Person) and signing_in.here(the_store(), found)

    def enter(self, cookies: Mapping[str, str], visit: Actor | None) -> Actor | None:
        """Let in whoever has signed in, as a tab does; return the person they are.

        Args:
            cookies: of the request.
            visit: the browser's visit, if it shows one; what it opened becomes the person's.

        Returns:
            None where nobody has signed in, or that sign-in was ended.
        """
        found = signing_in.person(self._claims(cookies), clock())
        if not isinstance(found, Person):
            return None
        signing_in.enter(the_store(), found, visit, clock())
        return found.actor if signing_in.here(the_store(), found) else None

    def end(self, cookies: Mapping[str, str]) -> None:
        """End the sign-in that these cookies show, if they show one."""
        found = signing_in.person(self._claims(cookies), clock())
        if isinstance(found, Person):
            signing_in.leave(the_store(), found, clock())
