"""Who asks: throw-away service accounts, the tokens they are given, and what a token is good for.

The grant is the one of developers.google.com/identity/protocols/oauth2/service-account: a claim
signed with the account's key is changed for a token that lasts an hour. The signature is checked.
"""

from __future__ import annotations

import secrets
import time
import urllib.parse
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import google.auth.exceptions
import google.auth.jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.sheets_api.cells import Body, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LASTS_SECONDS = 3600
SKEW_SECONDS = 300
"""How far two clocks may be apart."""
UNTIMELY = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"


@cache
def _pair() -> tuple[str, str]:
    """Return a private and a public key, made once a process: making one takes a while."""
    # Half as long as Google's: it keeps no secret, and is read in an eighth of the time.
    made = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - as said
    private = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


@dataclass(frozen=True, slots=True)
class Token:
    """What a bearer may do, and until when (unix seconds)."""

    email: str
    scopes: frozenset[str]
    until: float


class Accounts:
    """The service accounts this server knows, and the tokens it has given."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take the clock that tokens age by."""
        self._clock = clock
        self.skew = 0.0
        """By how many seconds this server's clock is ahead of the machine's."""
        self._keys: dict[str, str] = {}
        self._tokens: dict[str, Token] = {}

    def key(self, email: str, token_uri: str) -> Body:
        """Return a key file's content for an account, which is known from now on."""
        key_id = self._keys.setdefault(email, secrets.token_hex(20))
        return {
            "type": "service_account",
            "project_id": "local-sheets",
            "private_key_id": key_id,
            "private_key": _pair()[0],
            "client_email": email,
            "client_id": "100000000000000000001",
            "token_uri": token_uri,
            "universe_domain": "googleapis.com",
        }

    def delete_key(self, email: str) -> None:
        """Forget an account's key: it signs in no more."""
        self._keys.pop(email, None)

    def expire(self) -> None:
        """Make every token given so far a stale one."""
        self._tokens.clear()

    def grant(self, body: bytes, token_uri_path: str) -> tuple[int, Body]:
        """Return the status and the body for a token request."""
        form = {one: two[0] for one, two in urllib.parse.parse_qs(body.decode()).items()}
        if form.get("grant_type") != GRANT:
            return _no("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        try:
            claims = _claims(form.get("assertion", ""))
            held = self._keys.get(str(claims.get("iss")))
            header: Body = google.auth.jwt.decode_header(form["assertion"])  # type: ignore[no-untyped-call]
        except (google.auth.exceptions.GoogleAuthError, ValueError, KeyError):
            return _no("invalid_grant", "Bad Request")
        if held is None:
            return _no("invalid_grant", "Invalid grant: account not found")
        if header.get("kid") not in (None, held):
            return _no("invalid_grant", "Invalid JWT Signature.")
        return self._granted(form["assertion"], claims, token_uri_path)

    def _granted(self, assertion: str, claims: Body, path: str) -> tuple[int, Body]:
        try:
            _claims(assertion, certs=_pair()[1])
        except google.auth.exceptions.InvalidValue as wrong:
            timely = "Token used too early" not in str(wrong) and "expired" not in str(wrong)
            return _no("invalid_grant", "Invalid JWT Signature." if timely else UNTIMELY)
        except (google.auth.exceptions.GoogleAuthError, ValueError):
            return _no("invalid_grant", "Invalid JWT Signature.")
        now = time.time() + self.skew
        if not claims["iat"] - SKEW_SECONDS <= now <= claims["exp"] + SKEW_SECONDS:
            return _no("invalid_grant", UNTIMELY)
        if not str(claims.get("aud", "")).endswith(path):
            return _no("invalid_grant", "Invalid JWT: Failed audience check.")
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes:
            return _no("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return 200, {
            "access_token": self.token(str(claims["iss"]), scopes),
            "expires_in": LASTS_SECONDS - 1,
            "token_type": "Bearer",
        }

    def token(self, email: str, scopes: Iterable[str]) -> str:
        """Return a new token for an account."""
        token = f"ya29.local-{secrets.token_urlsafe(24)}"
        self._tokens[token] = Token(email, frozenset(scopes), self._clock() + LASTS_SECONDS)
        return token

    def bearer(self, header: str | None) -> Token:
        """Return who bears a token.

        Raises:
            RefusedError: 401 where there is none, or it is known no more.
        """
        kind, _, text = (header or "").partition(" ")
        token = self._tokens.get(text.strip()) if kind.lower() == "bearer" else None
        if token is None or token.until <= self._clock():
            raise RefusedError(
                401,
                "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                "login cookie or other valid authentication credential. See "
                "https://developers.google.com/identity/sign-in/web/devconsole-project.",
            )
        return token


def _no(error: str, description: str) -> tuple[int, Body]:
    return 400, {"error": error, "error_description": description}


def _claims(assertion: str, certs: str | None = None) -> Body:
    """Return what a signed text claims, its signature and its times checked if a key is given."""
    decode = google.auth.jwt.decode
    claims: Body = decode(assertion, certs=certs, verify=certs is not None)  # type: ignore[no-untyped-call]
    return claims
