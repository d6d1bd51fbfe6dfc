"""The provider of the tests is as strict as a real one: whatever does not fit is refused."""

from __future__ import annotations

import base64
import json
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tests.oidc.provider import CODE_SECONDS, Account, Client, Lie, Provider, challenge_of
from tests.oidc.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

BACK = "http://127.0.0.1:8501/oauth2callback"


class Asker:
    """A client of our own, right in everything a test does not change."""

    def __init__(self) -> None:
        """Serve a provider with one account."""
        self.now = 1_800_000_000.0
        self.client = Client(BACK)
        self.provider = Provider(self.client, lambda: self.now)
        self.account: Account = self.provider.account("dana@example.org", "Dana Whitlock")
        self.server = Server(self.provider)
        self.verifier = secrets.token_urlsafe(32)
        self.nonce = secrets.token_urlsafe(16)

    def authorize(self, **changed: str | None) -> httpx.Response:
        """Ask to sign somebody in; None leaves a parameter out."""
        told = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": BACK,
            "scope": "openid email profile",
            "state": "a-state",
            "nonce": self.nonce,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changed,
        }
        query = urlencode({name: value for name, value in told.items() if value is not None})
        return httpx.get(f"{self.server.address}/authorize?{query}")

    def login(self, password: str | None = None, **changed: str) -> httpx.Response:
        """Ask, fill in the form that comes, and send it."""
        found = re.search(r'name="request" value="([^"]+)"', self.authorize().text)
        assert found
        told = {
            "request": found[1],
            "mail": self.account.mail,
            "password": password or self.account.password,
            **changed,
        }
        return httpx.post(f"{self.server.address}/login", data=told)

    def code(self) -> str:
        """Return a fresh code."""
        return query_of(self.login())["code"]

    def token(
        self, code: str, secret: str | None = None, user: str | None = None, **changed: str
    ) -> httpx.Response:
        """Change a code for tokens."""
        told = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
            **changed,
        }
        word = f"{user or self.client.id}:{secret or self.client.secret}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(word).decode()}"}
        return httpx.post(f"{self.server.address}/token", data=told, headers=headers)

    def read(self, id_token: str) -> dict[str, object]:
        """Read an identity token with the published keys."""
        keys = KeySet.import_key_set(httpx.get(f"{self.server.address}/jwks").json())
        return dict(jwt.decode(id_token, keys, algorithms=["RS256"]).claims)


def query_of(answer: httpx.Response) -> dict[str, str]:
    """Return what a redirect tells the client."""
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{BACK}?")
    query = urlsplit(answer.headers["location"]).query
    return {name: value[0] for name, value in parse_qs(query).items()}


@pytest.fixture
def asker() -> Iterator[Asker]:
    """Return a client, and serve its provider meanwhile."""
    made = Asker()
    with made.server:
        yield made


def test_somebody_signs_in(asker: Asker) -> None:
    """The code comes back with its state, and buys a token that says who it was, for this nonce."""
    told = query_of(asker.login())
    assert (told["state"], told["iss"]) == ("a-state", asker.provider.issuer)
    answer = asker.token(told["code"])
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    claims = asker.read(answer.json()["id_token"])
    assert claims["email"] == "dana@example.org"
    assert claims["email_verified"] is True
    assert (claims["aud"], claims["nonce"]) == (asker.client.id, asker.nonce)
    assert (claims["iss"], claims["iat"]) == (asker.provider.issuer, asker.now)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    about = httpx.get(f"{asker.server.address}/userinfo", headers=bearer).json()
    assert about == asker.account.claims()


def test_the_discovery_document_names_itself(asker: Asker) -> None:
    """The issuer is where the document lies, and what it names is there."""
    told = httpx.get(asker.server.metadata_url).json()
    assert asker.server.metadata_url == f"{told['issuer']}/.well-known/openid-configuration"
    (key,) = httpx.get(told["jwks_uri"]).json()["keys"]
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
    assert not {"d", "p", "q", "dp", "dq", "qi"} & set(key)


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "somebody-else"},
        {"client_id": None},
        {"redirect_uri": "http://127.0.0.1:8501/other"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?a=b"},
        {"redirect_uri": "http://localhost:8501/oauth2callback"},
        {"redirect_uri": None},
    ],
)
def test_a_stranger_is_not_even_sent_back(asker: Asker, changed: dict[str, str | None]) -> None:
    """Another client, another address to return to: a page says so, and nothing is redirected."""
    answer = asker.authorize(**changed)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "<form" not in answer.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email profile"}, "invalid_scope"),
        ({"scope": "openid profile"}, "invalid_scope"),
        ({"nonce": None}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
    ],
)
def test_a_request_that_lacks_something_goes_back(
    asker: Asker, changed: dict[str, str | None], error: str
) -> None:
    """The client is told which rule it broke, and gets no code."""
    told = query_of(asker.authorize(**changed))
    assert told["error"] == error
    assert "code" not in told


def test_a_wrong_password_gets_the_form_again(asker: Asker) -> None:
    """Nobody is let in by another's name, an unknown name, or a form that was never shown."""
    assert asker.login("wrong").status_code == 403
    assert asker.login(mail="nobody@example.org").status_code == 403
    assert asker.login(request="made-up").status_code == 400


def test_a_form_is_sent_once(asker: Asker) -> None:
    """The same form a second time gives no second code."""
    found = re.search(r'name="request" value="([^"]+)"', asker.authorize().text)
    assert found
    assert "code" in query_of(asker.login(request=found[1]))
    assert asker.login(request=found[1]).status_code == 400


def test_who_cancels_is_not_signed_in(asker: Asker) -> None:
    """The client hears so in the specification's word."""
    assert query_of(asker.login(cancel="yes"))["error"] == "access_denied"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"secret": "wrong"}, "invalid_client"),
        ({"user": "somebody-else"}, "invalid_client"),
        ({"client_secret": "in the body too"}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
        ({"code_verifier": secrets.token_urlsafe(32)}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
    ],
)
def test_a_code_needs_all_that_belongs_to_it(
    asker: Asker, changed: dict[str, str], error: str
) -> None:
    """Another secret, client, address, verifier: no token, whatever else is right."""
    answer = asker.token(asker.code(), **changed)
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.json() == {"error": error}


def test_no_secret_at_all_is_refused(asker: Asker) -> None:
    """A request without its header is nobody's."""
    answer = httpx.post(f"{asker.server.address}/token", data={"code": asker.code()})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Basic")


def test_a_made_up_code_is_refused(asker: Asker) -> None:
    """Nobody guesses one."""
    assert asker.token("made-up").json() == {"error": "invalid_grant"}


def test_a_code_that_comes_twice_takes_its_token_back(asker: Asker) -> None:
    """The second use is refused, and what the first got is good for nothing any more."""
    code = asker.code()
    bearer = {"Authorization": f"Bearer {asker.token(code).json()['access_token']}"}
    where = f"{asker.server.address}/userinfo"
    assert httpx.get(where, headers=bearer).status_code == 200
    assert asker.token(code).json() == {"error": "invalid_grant"}
    assert httpx.get(where, headers=bearer).status_code == 401


def test_an_old_code_is_refused(asker: Asker) -> None:
    """A code lasts a minute."""
    code = asker.code()
    asker.now += CODE_SECONDS
    assert asker.token(code).json() == {"error": "invalid_grant"}


def test_a_parameter_that_comes_twice_is_refused(asker: Asker) -> None:
    """One of the two would be read by us and the other by somebody else."""
    where = f"{asker.server.address}/authorize?client_id={asker.client.id}&client_id=other"
    assert httpx.get(where).status_code == 400


def test_leaving_goes_back_to_the_client_alone(asker: Asker) -> None:
    """An address that was never registered gets nobody."""
    where = f"{asker.server.address}/logout?client_id={asker.client.id}&post_logout_redirect_uri="
    assert httpx.get(f"{where}{BACK}").headers["location"] == BACK
    assert httpx.get(f"{where}http://localhost:1/").status_code == 400


@pytest.mark.parametrize("lie", [Lie.KEY, Lie.UNSIGNED, Lie.SECRET, Lie.PERSON])
def test_a_token_that_is_not_the_provider_s_own_is_found_out(asker: Asker, lie: Lie) -> None:
    """Each lie about the signature breaks it."""
    asker.provider.lies = lie
    id_token = asker.token(asker.code()).json()["id_token"]
    with pytest.raises(JoseError):
        asker.read(id_token)


@pytest.mark.parametrize(
    ("lie", "claim"),
    [(Lie.EXPIRED, "exp"), (Lie.AUDIENCE, "aud"), (Lie.NONCE, "nonce"), (Lie.ISSUER, "iss")],
)
def test_the_other_lies_are_in_their_claim(asker: Asker, lie: Lie, claim: str) -> None:
    """The signature holds; what the token says is wrong."""
    honest = asker.read(asker.token(asker.code()).json()["id_token"])
    asker.provider.lies = lie
    lying = asker.read(asker.token(asker.code()).json()["id_token"])
    assert lying[claim] != honest[claim]
    assert lie is not Lie.EXPIRED or int(str(lying["exp"])) < asker.now


def test_what_is_said_of_the_mail_is_what_was_set(asker: Asker) -> None:
    """An address can be unverified, or said to be verified in a word, or not be spoken of."""
    for verified in (False, "true"):
        account = asker.provider.account("sam@example.org", "Sam", verified=verified)
        assert account.claims()["email_verified"] == verified
    assert "email_verified" not in asker.provider.account("x@y.org", "X", verified=None).claims()


def test_what_was_given_out_is_remembered(asker: Asker) -> None:
    """So that a test can look for it in a log."""
    answer = asker.token(asker.code()).json()
    assert {answer["access_token"], answer["id_token"]} < asker.provider.secrets
    assert json.dumps(sorted(asker.provider.secrets)).count('", "') == 2
