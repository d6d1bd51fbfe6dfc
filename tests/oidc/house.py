"""The app where people sign in, and the provider they sign in at, both on loopback."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.oidc.provider import Client, Provider
from tests.oidc.server import Server as ProviderServer
from tests.serving import ROOT, Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COOKIE_SECRET = secrets.token_urlsafe(32)


class House:
    """A server of the app whose secrets name a provider of its own."""

    def __init__(self, folder: Path, *, root: Path = ROOT, **settings: str) -> None:
        """Prepare both; `open` serves them.

        Args:
            folder: an existing folder for data, log and secrets.
            root: the project to serve.
            settings: by the names of their variables, without the prefix.
        """
        self.server = Server(folder, root=root)
        asked = {
            "MODE": "signed_in",
            "ADDRESS": self.server.address,
            "ANYONE_MAY_START": "true",
            **settings,
        }
        # Where Streamlit looks for the secrets of whoever runs it.
        home = {"HOME": str(folder)}
        self.server.set({f"WORKBOOK_{name}": value for name, value in asked.items()} | home)
        self.provider = Provider(Client(f"{self.server.address}/oauth2callback"))
        self.site = ProviderServer(self.provider)

    @property
    def auth(self) -> Mapping[str, str]:
        """What the secrets hold of sign-in."""
        return {
            "redirect_uri": self.provider.client.redirect_uri,
            "cookie_secret": COOKIE_SECRET,
            "client_id": self.provider.client.id,
            "client_secret": self.provider.client.secret,
            "server_metadata_url": self.site.metadata_url,
        }

    @contextmanager
    def open(self) -> Iterator[House]:
        """Serve both."""
        place = self.server.folder / ".streamlit" / "secrets.toml"
        place.parent.mkdir(exist_ok=True)
        lines = [f"{name} = {json.dumps(value)}" for name, value in self.auth.items()]
        place.write_text("\n".join(["[auth]", *lines, ""]), "utf-8")
        place.chmod(0o600)
        with self.site, self.server:
            yield self
