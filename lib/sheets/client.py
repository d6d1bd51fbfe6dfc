"""One call to Google at a time: sign in, ask, and know within 20 s whether it was done.

gspread signs in and knows the addresses; everything that would happen behind one's back is off:
no retry (the same call again is the caller's decision, where a token ran out too), no redirect, no
host but Google's two, no address, key or cell in a log at any level. A call has one time limit over
all of it, sign-in too: `requests` alone counts from byte to byte, so an answer of one byte a second
would last for hours (B87 of `trust.md`). What is not answered by then has its line cut, so it sends
nothing later.
"""

from __future__ import annotations

import json
import logging
import socket
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import gspread
from google.auth.transport import Request as Transport
from google.auth.transport import Response as Transported
from google.auth.transport.requests import AuthorizedSession
from gspread import urls
from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import RequestException, Timeout

from lib.sheets import answers
from lib.sheets.errors import (
    BusyError,
    GoogleError,
    LaterError,
    SignInRefusedError,
    UnknownError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from google.auth.credentials import Credentials

    from lib.sheets.account import Account
    from lib.sheets.answers import Json

SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets"
"""Sheets alone; gspread's own default asks for all of Drive too."""
GOOGLES: Final = ("https://sheets.googleapis.com", "https://oauth2.googleapis.com")
ABOUT: Final = (
    "spreadsheetId,properties(title,locale,timeZone),developerMetadata,"
    "sheets(properties,protectedRanges(protectedRangeId,range,warningOnly,requestingUserCanEdit),"
    "developerMetadata,data(startColumn,columnMetadata(developerMetadata)))"
)
"""What is asked about a sheet: all but its cells."""
TALKATIVE: Final = ("urllib3", "requests", "google.auth", "google.oauth2", "gspread")
"""Who would write addresses and bodies into a log."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, in seconds."""

    connect: float = 5.0
    """To be connected."""
    silence: float = 20.0
    """From one byte of the answer to the next."""
    total: float = 20.0
    """For everything together."""


LIMITS: Final = Limits()


class Client:
    """Calls of the Sheets API under one account. Threads may use it together."""

    def __init__(
        self,
        account: Account,
        *,
        address: str = "",
        limits: Limits = LIMITS,
        adapter: BaseAdapter | None = None,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            account: whose key signs in.
            address: what answers in Google's place, `http://` and a loopback address and port;
                empty for Google.
            limits: how long a call may take.
            adapter: what carries the requests instead of the network.
        """
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._address = address
        self._limits = limits
        self._adapter = adapter
        signed = gspread.service_account_from_dict(dict(account.key), scopes=[SCOPE])
        self._credentials = signed.http_client.auth
        self._lanes: deque[_Lane] = deque()

    def about(self, sheet: str, *, fields: str = ABOUT, ranges: Sequence[str] = ()) -> Json:
        """Return what `spreadsheets.get` says of a sheet: by default all but its cells.

        Raises:
            LaterError, RefusedError, SignInRefusedError: it is not known.
        """
        params = {"fields": fields, **({"ranges": list(ranges)} if ranges else {})}
        return self._call("get", urls.SPREADSHEET_URL % sheet, params)

    def read(self, sheet: str, ranges: Sequence[str], *, formulas: bool = False) -> Json:
        """Return what `values.batchGet` says: values as they are, dates as serial numbers.

        Args:
            sheet: the spreadsheet's id.
            ranges: in A1 notation; the answer's `valueRanges` stand in their order.
            formulas: whether cells with a formula tell it instead of their value.

        Raises:
            LaterError, RefusedError, SignInRefusedError: it was not read.
        """
        params = {
            "ranges": list(ranges),
            "valueRenderOption": "FORMULA" if formulas else "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        return self._call("get", urls.SPREADSHEET_VALUES_BATCH_URL % sheet, params)

    def batch(self, sheet: str, body: Mapping[str, Any], fields: str = "") -> Json:
        """Return what `batchUpdate` answers: the body is sent as it is, all of it or nothing done.

        Args:
            sheet: the spreadsheet's id.
            body: a BatchUpdateSpreadsheetRequest.
            fields: which fields to answer with; empty for all.

        Raises:
            UnknownError: it may have been done.
            BusyError, RefusedError, SignInRefusedError: it was not done.
        """
        params = {"fields": fields} if fields else {}
        return self._call("post", urls.SPREADSHEET_BATCH_UPDATE_URL % sheet, params, body)

    def close(self) -> None:
        """Hang up."""
        while self._lanes:
            self._lanes.pop().close()

    def _call(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any],
        body: Mapping[str, Any] | None = None,
    ) -> Json:
        """Return Google's answer to one request."""
        lane = self._lane()
        try:
            return lane.call(method, url, params, body)
        finally:
            if lane.whole:
                self._lanes.append(lane)
            else:
                lane.close()

    def _lane(self) -> _Lane:
        """Return a lane that nobody uses: each carries one call at a time."""
        with suppress(IndexError):
            return self._lanes.pop()
        return _Lane(self._credentials, self._address, self._limits, self._adapter)


class _Lane:
    """A session with Google for one call at a time, its connections kept for the next."""

    def __init__(
        self, credentials: Credentials, address: str, limits: Limits, adapter: BaseAdapter | None
    ) -> None:
        self._limits = limits
        self._line = _Line(address)
        self._tokens = Session()
        self._credentials = credentials
        self._sign_in = _SignIn(self._tokens)
        self._session: Session = AuthorizedSession(  # type: ignore[no-untyped-call]  # theirs
            credentials, max_refresh_attempts=0, auth_request=self._sign_in
        )
        self._carried = adapter is not None
        for one in (self._tokens, self._session):
            one.trust_env = not address
            one.auth = _as_it_is
            one.adapters.clear()
            for scheme in ("https://", "http://"):
                one.mount(scheme, adapter or self._line)

    @property
    def whole(self) -> bool:
        """Whether the lane can carry another call."""
        return not self._line.cut

    def call(
        self, method: str, url: str, params: Mapping[str, Any], body: Mapping[str, Any] | None
    ) -> Json:
        """Return Google's answer to one request.

        Raises:
            GoogleError: it was not done, or that is not known.
        """
        told = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False)
        self._line.begin(self._limits.total)
        token, self._sign_in.fetched = self._credentials.token, False
        answer = self._asked(method, url, params, None if told is None else told.encode())
        if answer is not None:
            try:
                return answers.done(answer.status_code, answer.content, answer.headers)
            except SignInRefusedError:
                if self._sign_in.fetched:
                    raise
                raise self._ran_out(token) from None
        if self._line.sent or self._carried:
            message = "no whole answer came"
            raise UnknownError(message)
        message = "Google was not reached"
        raise BusyError(message)

    def close(self) -> None:
        """Hang up."""
        self._session.close()
        self._tokens.close()

    def _ran_out(self, token: str | None) -> LaterError:
        """Forget a token that Google knows no more: the same call again signs in first."""
        if self._credentials.token == token:
            self._credentials.token = None
        return LaterError("the token ran out", 0.0)

    def _asked(
        self, method: str, url: str, params: Mapping[str, Any], data: bytes | None
    ) -> Response | None:
        """Return what came back; None where nothing whole did.

        Raises:
            GoogleError: sign-in was not answered, or refused.
        """
        try:
            answer = self._session.request(
                method,
                url,
                params=params,
                data=data,
                headers={"Content-Type": "application/json"} if data else None,
                timeout=(self._limits.connect, self._limits.silence),
                allow_redirects=False,
            )
        except GoogleError:
            raise
        except Exception:  # noqa: BLE001 - whatever broke, its text may hold the sheet's address
            return None
        return answer


class _SignIn(Transport):
    """Fetches a token once: google-auth would try three times, and sleep in between."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.fetched = False
        """Whether the call that is being made brought a new token."""

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: tuple[float, float] | None = None,
        **others: object,
    ) -> Transported:
        """Return the answer that holds a token.

        Raises:
            BusyError: none came.
            SignInRefusedError: none will.
        """
        del others
        answer = self._asked(url, method, body, headers, timeout)
        if answer is None:
            message = "sign-in was not reached"
            raise BusyError(message)
        refused = answers.token_refused(answer.status_code, answer.content, answer.headers)
        if refused is not None:
            raise refused
        self.fetched = True
        return _Token(answer)

    def _asked(
        self,
        url: str,
        method: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
        timeout: tuple[float, float] | None,
    ) -> Response | None:
        """Return what came back; None where nothing did."""
        try:
            return self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            )
        except Exception:  # noqa: BLE001 - whatever broke, no call was sent yet
            return None


class _Token(Transported):
    """An answer of the kind google-auth reads."""

    def __init__(self, answer: Response) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._answer.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        return self._answer.headers

    @property
    def data(self) -> bytes:
        """The body."""
        return self._answer.content


class _Line(HTTPAdapter):
    """Carries a lane's requests to Google alone, and cuts what is not answered in time."""

    def __init__(self, address: str) -> None:
        self.cut = False
        self.sent = False
        """Whether any of the last request may have left this machine."""
        self._address = address
        self._until = 0.0
        self._connections: list[Any] = []
        super().__init__(pool_connections=len(GOOGLES), pool_maxsize=1, max_retries=0)

    def begin(self, seconds: float) -> None:
        """Begin a call that may take so long, whatever it is made of."""
        self._until = time.monotonic() + seconds
        self.sent = False

    def send(  # noqa: PLR0913, PLR0917 - requests' own signature
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - as above
        timeout: Any = None,  # noqa: ANN401 - as above
        verify: bool | str = True,  # noqa: FBT001, FBT002 - as above
        cert: Any = None,  # noqa: ANN401 - as above
        proxies: Any = None,  # noqa: ANN401 - as above
    ) -> Response:
        """Return a whole answer.

        Raises:
            Timeout: it did not come in time; what was under way is cut off.
            RequestException: it did not come.
        """
        request.url = self._to_google(request.url or "")
        self.sent = False
        found: list[Response | BaseException] = []

        def carry() -> None:
            try:
                answer = super(_Line, self).send(request, stream, timeout, verify, cert, proxies)
                _ = answer.content  # all of it, before the time is over
                found.append(answer)
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                found.append(error)

        # `requests` cannot be told to end at an instant; a thread that is waited for can be left.
        thread = Thread(target=carry, name="call to Google", daemon=True)
        thread.start()
        thread.join(max(0.0, self._until - time.monotonic()))
        if not found:
            self._cut_off()
            raise Timeout
        if isinstance(found[0], BaseException):
            raise found[0]
        return found[0]

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: Any,  # noqa: ANN401 - requests' own signature
        proxies: Any = None,  # noqa: ANN401 - as above
        cert: Any = None,  # noqa: ANN401 - as above
    ) -> Any:  # noqa: ANN401 - as above
        """Return where a request's connection comes from; it will be one that can be cut."""
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        if not hasattr(pool.ConnectionCls, "line"):
            pool.ConnectionCls = type("Watched", (_Watched, pool.ConnectionCls), {"line": self})
        return pool

    def connecting(self, connection: Any) -> None:  # noqa: ANN401 - urllib3's
        """Remember a connection, to be able to cut it."""
        self._connections = [one for one in self._connections if one.sock is not None]
        self._connections.append(connection)

    def demand(self) -> None:
        """Go on only if the call has not been given up.

        Raises:
            OSError: it has.
        """
        if self.cut:
            raise ConnectionAbortedError

    def _cut_off(self) -> None:
        """Shut every connection, so that whoever reads or writes there stops."""
        self.cut = True
        for one in self._connections:
            line = one.sock
            if line is not None:
                with suppress(OSError):
                    # Not the TLS socket's own: that one may not be touched while another reads.
                    socket.socket.shutdown(line, socket.SHUT_RDWR)

    def _to_google(self, url: str) -> str:
        """Return the address a request really goes to.

        Raises:
            RequestException: it is not Google's.
        """
        for host in GOOGLES:
            if url.startswith(f"{host}/"):
                return (self._address or host) + url.removeprefix(host)
        if self._address and url.startswith(f"{self._address}/"):
            return url
        raise RequestException


class _Watched:
    """A connection that its line knows: mixed into urllib3's, whichever it takes."""

    line: _Line
    sock: object

    def connect(self) -> None:
        """Connect, and be known before that is done."""
        self.line.connecting(self)
        super().connect()  # type: ignore[misc]  # urllib3's, beside it

    def send(self, data: object) -> None:
        """Send, unless the call has been given up; from now on it may have been done."""
        if self.sock is None:
            self.connect()
        self.line.demand()
        self.line.sent = True
        super().send(data)  # type: ignore[misc]  # as above


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    """Return a request with the token it has: no password of a `.netrc` file takes its place."""
    return request
