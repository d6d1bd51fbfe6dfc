"""A small OpenID Connect provider, as strict as the specifications ask: sign-in without a network.

The flow is the authorization code's, with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0 and
Discovery 1.0, RP-Initiated Logout 1.0). What does not fit is refused: another client, address to
return to, secret, verifier, a code that is old or was used. `Provider.lies` says in which way an
identity token is wrong, to see that its reader finds out.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import time
import urllib.parse
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CODE_SECONDS = 60
TOKEN_SECONDS = 3600
HTML = "text/html; charset=utf-8"


class Lie(Enum):
    """In which way an identity token is wrong."""

    NONE = "none"
    EXPIRED = "expired"
    AUDIENCE = "meant for another client"
    NONCE = "answers another request"
    ISSUER = "says that somebody else made it"
    KEY = "signed with a key that was never published"
    UNSIGNED = "not signed at all"
    SECRET = "signed with the published key as if it were a secret"  # noqa: S105 - no password
    PERSON = "changed after it was signed"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in."""

    mail: str
    name: str
    verified: object = True
    """What the provider says of the mail address; None for nothing at all."""
    password: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    sub: str = field(default_factory=lambda: secrets.token_hex(8))

    def claims(self) -> dict[str, object]:
        """Return what the provider tells of them."""
        told: dict[str, object] = {"sub": self.sub, "email": self.mail, "name": self.name}
        return told if self.verified is None else {**told, "email_verified": self.verified}


@dataclass(frozen=True, slots=True)
class Client:
    """The one app that may ask."""

    redirect_uri: str
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request to sign somebody in."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str


@dataclass(slots=True)
class _Code:
    asked: _Asked
    account: Account
    until: float
    used: bool = False
    token: str = ""


class RefusedError(Exception):
    """A request that the specifications forbid; the text is the error's word in them."""


@cache
def _pair() -> tuple[RSAKey, RSAKey]:
    """Return the published key and one that never is, made once a process: making one is slow."""
    parameters = {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"}
    made = [RSAKey.generate_key(2048, parameters) for _ in range(2)]  # type: ignore[arg-type]
    return made[0], made[1]


class Provider:
    """The provider: its one client, its accounts, a key made for this run alone."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.time) -> None:
        """Know a client, and nobody yet; `issuer` is set by whoever serves this."""
        self.issuer = ""
        self.client = client
        self.lies = Lie.NONE
        self.paths: list[str] = []
        """Every path that was asked for, in order."""
        self.secrets: set[str] = set()
        """Every code and token that was given out: none of them may turn up in a log."""
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._asked: dict[str, _Asked] = {}
        self._codes: dict[str, _Code] = {}
        self._tokens: dict[str, tuple[Account, float]] = {}
        self._key, self._other_key = _pair()

    def account(self, mail: str, name: str, *, verified: object = True) -> Account:
        """Return a new account."""
        made = Account(mail, name, verified)
        self._accounts[mail] = made
        return made

    def handle(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer a request.

        Args:
            method: GET or POST.
            path: without the query.
            query: as it was sent.
            headers: by their names in small letters.
            body: of a form.
        """
        self.paths.append(path)
        routes: dict[tuple[str, str], Callable[[], Answer]] = {
            ("GET", "/.well-known/openid-configuration"): lambda: _json(self.metadata()),
            ("GET", "/jwks"): lambda: _json({"keys": [self._key.as_dict(private=False)]}),
            ("GET", "/authorize"): lambda: self._authorize(query),
            ("POST", "/login"): lambda: self._login(body),
            ("POST", "/token"): lambda: self._token(headers, body),
            ("GET", "/userinfo"): lambda: self._userinfo(headers),
            ("GET", "/logout"): lambda: self._logout(query),
            ("GET", "/favicon.ico"): lambda: Answer(204),
        }
        route = routes.get((method, path))
        return route() if route else Answer(404, b"There is nothing here.", "text/plain")

    def metadata(self) -> dict[str, object]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "email", "profile"],
            "authorization_response_iss_parameter_supported": True,
        }

    # signing in

    def _authorize(self, query: str) -> Answer:
        """Show the form, or say what is wrong: to the client only where it is the one we know."""
        try:
            told = _once(query)
        except RefusedError as error:
            return _page(400, str(error))
        if told.get("client_id") != self.client.id:
            return _page(400, "unauthorized_client")
        if told.get("redirect_uri") != self.client.redirect_uri:
            return _page(400, "This address to return to was never registered.")
        asked = _Asked(
            told["redirect_uri"],
            told.get("state", ""),
            told.get("nonce", ""),
            told.get("code_challenge", ""),
        )
        lacking = _lacking(told)
        if lacking:
            return self._back(asked, error=lacking)
        number = secrets.token_urlsafe(16)
        self._asked[number] = asked
        return _form(number)

    def _login(self, body: bytes) -> Answer:
        """Send whoever typed the right password back with a code; a wrong one is asked again."""
        try:
            told = _once(body.decode())
        except RefusedError as error:
            return _page(400, str(error))
        asked = self._asked.get(told.get("request", ""))
        if asked is None:
            return _page(400, "This form was never shown.")
        account = self._accounts.get(told.get("mail", ""))
        if "cancel" in told:
            del self._asked[told["request"]]
            return self._back(
                asked, error="access_denied", error_description=f"{told.get('mail')} said no"
            )
        given = told.get("password", "").encode()
        if account is None or not secrets.compare_digest(account.password.encode(), given):
            return _form(told["request"], "That is not the password.", 403)
        del self._asked[told["request"]]
        code = self._noted(secrets.token_urlsafe(24))
        self._codes[code] = _Code(asked, account, self._clock() + CODE_SECONDS)
        return self._back(asked, code=code)

    def _back(self, asked: _Asked, **told: str) -> Answer:
        """Send the browser back to the client."""
        query = urllib.parse.urlencode({**told, "state": asked.state, "iss": self.issuer})
        return _redirect(f"{asked.redirect_uri}?{query}")

    # tokens

    def _token(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Change a code for an access token and an identity token, once."""
        no_store = {"Cache-Control": "no-store"}
        try:
            told = _once(body.decode())
            self._demand_client(headers, told)
            code = self._demand_code(told)
        except RefusedError as error:
            status = 401 if str(error) == "invalid_client" else 400
            if status == 401:
                no_store["WWW-Authenticate"] = "Basic"
            return _json({"error": str(error)}, status, no_store)
        code.used = True
        code.token = self._noted(secrets.token_urlsafe(24))
        self._tokens[code.token] = (code.account, self._clock() + TOKEN_SECONDS)
        answer = {
            "access_token": code.token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": "openid email profile",
            "id_token": self._noted(self._id_token(code)),
        }
        return _json(answer, 200, no_store)

    def _demand_client(self, headers: Mapping[str, str], told: Mapping[str, str]) -> None:
        """Go on only for the client, by its secret in the header and nowhere else."""
        scheme, _, word = headers.get("authorization", "").partition(" ")
        own = f"{self.client.id}:{self.client.secret}".encode()
        try:
            given = base64.b64decode(word, validate=True)
        except ValueError:
            given = b""
        if scheme.lower() != "basic" or not secrets.compare_digest(own, given):
            message = "invalid_client"
            raise RefusedError(message)
        if "client_secret" in told or told.get("client_id", self.client.id) != self.client.id:
            message = "invalid_request"
            raise RefusedError(message)

    def _demand_code(self, told: Mapping[str, str]) -> _Code:
        """Return the code that was told, if it is one, fresh, and its verifier is there."""
        if told.get("grant_type") != "authorization_code":
            message = "unsupported_grant_type"
            raise RefusedError(message)
        message = "invalid_grant"
        code = self._codes.get(told.get("code", ""))
        if code is None:
            raise RefusedError(message)
        if code.used:
            # RFC 6749, 4.1.2: what was given out for a code that comes twice is taken back.
            self._tokens.pop(code.token, None)
            raise RefusedError(message)
        fits = (
            self._clock() < code.until
            and told.get("redirect_uri") == code.asked.redirect_uri
            and challenge_of(told.get("code_verifier", "")) == code.asked.challenge
        )
        if not fits:
            raise RefusedError(message)
        return code

    def _id_token(self, code: _Code) -> str:
        """Return the identity token, wrong in the way that was asked for."""
        now = int(self._clock())
        claims: dict[str, object] = {
            **code.account.claims(),
            "iss": self.issuer,
            "aud": self.client.id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": code.asked.nonce,
            "at_hash": _half_hash(code.token),
        }
        match self.lies:
            case Lie.EXPIRED:
                claims |= {"iat": now - 2 * TOKEN_SECONDS, "exp": now - TOKEN_SECONDS}
            case Lie.AUDIENCE:
                claims["aud"] = "somebody-else"
            case Lie.NONCE:
                claims["nonce"] = secrets.token_urlsafe(15)
            case Lie.ISSUER:
                claims["iss"] = "http://localhost:1"
            case _:
                pass
        header = {"alg": "RS256", "kid": str(self._key.kid), "typ": "JWT"}
        if self.lies is Lie.UNSIGNED:
            return f"{_part({'alg': 'none', 'kid': header['kid']})}.{_part(claims)}."
        if self.lies is Lie.SECRET:
            secret = OctKey.import_key(json.dumps(self._key.as_dict(private=False)))
            return jwt.encode({"alg": "HS256", "kid": header["kid"]}, claims, secret)
        key = self._other_key if self.lies is Lie.KEY else self._key
        signed = jwt.encode(header, claims, key)
        if self.lies is Lie.PERSON:
            first, _, last = signed.split(".")
            return f"{first}.{_part({**claims, 'email': 'other@example.org'})}.{last}"
        return signed

    def _userinfo(self, headers: Mapping[str, str]) -> Answer:
        """Tell of whoever a living access token is for."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        account, until = self._tokens.get(token, (None, 0.0))
        if scheme.lower() != "bearer" or account is None or self._clock() >= until:
            headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return _json({"error": "invalid_token"}, 401, headers)
        return _json(account.claims())

    # leaving

    def _logout(self, query: str) -> Answer:
        """Send the browser back to where the client is known to be."""
        try:
            told = _once(query)
        except RefusedError as error:
            return _page(400, str(error))
        known = told.get("client_id") == self.client.id
        back = told.get("post_logout_redirect_uri")
        if not known or back != self.client.redirect_uri:
            return _page(400, "This address to return to was never registered.")
        return _redirect(back)

    def _noted(self, word: str) -> str:
        self.secrets.add(word)
        return word


def _lacking(told: Mapping[str, str]) -> str:
    """Return the specification's word for what a request lacks; empty where it lacks nothing."""
    if told.get("response_type") != "code":
        return "unsupported_response_type"
    if not {"openid", "email"} <= set(told.get("scope", "").split()):
        return "invalid_scope"
    whole = all(told.get(one) for one in ("state", "nonce", "code_challenge"))
    return "" if whole and told.get("code_challenge_method") == "S256" else "invalid_request"


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def _half_hash(token: str) -> str:
    """Return `at_hash`: the left half of the token's SHA-256."""
    return _base64(hashlib.sha256(token.encode()).digest()[:16])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _part(told: Mapping[str, object]) -> str:
    return _base64(json.dumps(told).encode())


def _once(query: str) -> dict[str, str]:
    """Return the parameters of a query or form.

    Raises:
        RefusedError: one comes twice (RFC 6749, 3.1).
    """
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    told = dict(pairs)
    if len(told) != len(pairs):
        message = "invalid_request"
        raise RefusedError(message)
    return told


def _json(told: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(told).encode(), headers=headers or {})


def _redirect(where: str) -> Answer:
    return Answer(302, headers={"Location": where})


def _page(status: int, words: str) -> Answer:
    return Answer(status, f"<!doctype html><p>{html.escape(words)}</p>".encode(), HTML)


def _form(request: str, words: str = "", status: int = 200) -> Answer:
    text = f"""<!doctype html><html lang="en"><title>Loopback sign-in</title>
<h1>Loopback sign-in</h1><p>{html.escape(words)}</p>
<form method="post" action="/login"><input type="hidden" name="request" value="{request}">
<label>Mail <input name="mail"></label>
<label>Password <input name="password" type="password"></label>
<button>Continue</button> <button name="cancel" value="yes">Cancel</button></form></html>"""
    return Answer(status, text.encode(), HTML)
