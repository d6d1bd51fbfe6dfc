"""An adapter for `requests` that answers within the process: thousands of calls without a socket.

`lead(session, google.adapter())` for an authorised session; a plain one just mounts it. What a
socket shows as time passing is shown at once: a hang and a slow body are the time-out they would
end in.
"""

from __future__ import annotations

import io
import urllib.parse
from typing import TYPE_CHECKING

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.sheets_api.google import Google


class InProcess(BaseAdapter):
    """Takes the place of the network."""

    def __init__(self, google: Google) -> None:
        """Take who answers."""
        super().__init__()
        self._google = google

    def send(  # noqa: PLR0913, PLR0917 - the base's signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the base's signature
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 - the base's signature
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Return the answer, or raise what the network would have."""
        del stream, verify, cert, proxies
        path, _, query = request.path_url.partition("?")
        body = request.body or b""
        answer = self._google.handle(
            request.method or "GET",
            path,
            urllib.parse.parse_qs(query, keep_blank_values=True),
            {name.lower(): str(value) for name, value in request.headers.items()},
            body.encode() if isinstance(body, str) else body,
        )
        patience = timeout[1] if isinstance(timeout, tuple) else timeout
        if answer.delay:
            late = patience is not None and answer.delay > patience
            self._google.sleep(patience if late and patience is not None else answer.delay)
            if late:
                raise requests.exceptions.ReadTimeout(request=request)
        if answer.broken in ("hang", "slow"):
            raise requests.exceptions.ReadTimeout(request=request)
        if answer.broken == "drop":
            raise requests.exceptions.ConnectionError(request=request)
        response = requests.Response()
        response.status_code = answer.status
        response.headers = requests.structures.CaseInsensitiveDict(answer.headers)
        response.encoding = "utf-8"
        response.url = request.url or ""
        response.request = request
        response.raw = HTTPResponse(
            body=io.BytesIO(answer.body),
            headers=answer.headers,
            status=answer.status,
            preload_content=False,
        )
        return response

    def close(self) -> None:
        """Nothing is held open."""


class Mapped(HTTPAdapter):
    """Sends what is meant for Google's hosts to a server on loopback, over real sockets."""

    def __init__(self, address: str) -> None:
        """Take where the server is, such as `http://127.0.0.1:8000`."""
        super().__init__()
        self._address = address

    def send(  # noqa: PLR0913, PLR0917 - the base's signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the base's signature
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 - the base's signature
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send it there."""
        request.url = self._address + request.path_url
        return super().send(request, stream, timeout, verify, cert, proxies)


def lead(session: requests.Session, adapter: BaseAdapter) -> None:
    """Let all calls of a session go through an adapter: those that sign in, too.

    google-auth's `AuthorizedSession` signs in through a session of its own.
    """
    signing_in = getattr(getattr(session, "_auth_request", None), "session", None)
    for one in (session, signing_in):
        if one is not None:
            one.mount("https://", adapter)
            one.mount("http://", adapter)
