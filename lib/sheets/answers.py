"""What does an answer of Google's mean? Done, ask again, or never, told from status and body.

Shapes of Google's errors: `{"error": {"code", "message", "status", "details": [{"reason"}]}}`
(google.rpc.Status as JSON, AIP-193), the older `{"error": {"errors": [{"reason"}]}}`, and
`{"error", "error_description"}` of RFC 6749 where tokens are given out. What is not JSON was said
by somebody in between, so it tells nothing.
"""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from lib.sheets.errors import (
    BusyError,
    GoogleError,
    Refusal,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Json = dict[str, Any]

SERVER_ERROR: Final = 500
QUOTA: Final = {
    "RATE_LIMIT_EXCEEDED",
    "RESOURCE_EXHAUSTED",
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "quotaExceeded",
    "dailyLimitExceeded",
}
"""Reasons of a 403 that says "later", not "never"."""
OFF: Final = {"SERVICE_DISABLED", "accessNotConfigured"}
NO_ROOM: Final = {"storageQuotaExceeded", "teamDriveFileLimitExceeded"}

# Google's own words, as they have stood for years; kinds that hang on them alone have no code.
WORDS: Final = (
    (re.compile(r"protected cell|protected range", re.IGNORECASE), Refusal.PROTECTED),
    (re.compile(r"no grid with id|unable to parse range", re.IGNORECASE), Refusal.TAB_GONE),
    (re.compile(r"limit of [\d,]+ cells", re.IGNORECASE), Refusal.FULL),
    (re.compile(r"maximum of [\d,]+ characters", re.IGNORECASE), Refusal.TOO_LONG),
    (re.compile(r"not supported for this document", re.IGNORECASE), Refusal.NOT_A_SHEET),
)
PLACE: Final = re.compile(r"Invalid requests\[(\d+)\](?:\.(\w+))?")
CLOCK: Final = re.compile(r"short-lived|timeframe|\biat\b|\bexp\b", re.IGNORECASE)
PASSING: Final = {"internal_failure", "server_error", "temporarily_unavailable"}
LONGEST_NUMBER: Final = 10


def done(status: int, body: bytes, headers: Mapping[str, str]) -> Json:
    """Return what Google answered to a call of the Sheets API.

    Raises:
        LaterError, RefusedError, SignInRefusedError: it was not done, or that is not known.
    """
    said = whole(body)
    if status == HTTPStatus.OK and said is not None:
        return said
    raise not_done(status, said, headers)


def not_done(status: int, said: Json | None, headers: Mapping[str, str]) -> GoogleError:
    """Return what an answer other than a good one means."""
    wait = seconds_told(headers)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return BusyError("Google is asked too often", wait)
    if not HTTPStatus.BAD_REQUEST <= status < SERVER_ERROR or said is None:
        return UnknownError(f"no whole answer came (status {status})", wait)
    if status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}:
        return UnknownError(f"Google broke off (status {status})", wait)
    if status == HTTPStatus.UNAUTHORIZED:
        return SignInRefusedError()
    told = reasons(said)
    if status == HTTPStatus.FORBIDDEN and told & QUOTA:
        return BusyError("Google is asked too often", wait)
    place = PLACE.search(message(said))
    request, verb = (int(place[1]), place[2] or "") if place else (None, "")
    return RefusedError(refusal(status, message(said), told, verb), request, verb)


def refusal(status: int, words: str, told: set[str], verb: str) -> Refusal:
    """Return why Google will not do something that it understood."""
    for pattern, kind in WORDS:
        if pattern.search(words):
            return kind
    if verb == "createDeveloperMetadata":
        return Refusal.TOKEN_TAKEN
    if status == HTTPStatus.FORBIDDEN:
        if told & OFF:
            return Refusal.API_OFF
        return Refusal.FULL if told & NO_ROOM else Refusal.NOT_SHARED
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Refusal.TOO_MUCH
    return Refusal.GONE if status == HTTPStatus.NOT_FOUND else Refusal.INVALID


def token_refused(status: int, body: bytes, headers: Mapping[str, str]) -> GoogleError | None:
    """Return why no token was given out; None where one was. No call was sent by then."""
    said = whole(body)
    if status == HTTPStatus.OK and said is not None and isinstance(said.get("access_token"), str):
        return None
    wait = seconds_told(headers)
    refused = HTTPStatus.BAD_REQUEST <= status < SERVER_ERROR and said is not None
    if not refused or said is None or status == HTTPStatus.TOO_MANY_REQUESTS:
        return BusyError(f"sign-in was not answered (status {status})", wait)
    if str(said.get("error")) in PASSING or str(said.get("error_description")) in PASSING:
        return BusyError("sign-in asks to come back", wait)
    return SignInRefusedError(clock=bool(CLOCK.search(str(said.get("error_description")))))


def whole(body: bytes) -> Json | None:
    """Return a body as the JSON object it is; None where it is cut short, or something else."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def message(said: Json) -> str:
    """Return the sentence of an error; empty where it has none."""
    error = said.get("error")
    return str(error.get("message", "")) if isinstance(error, dict) else ""


def reasons(said: Json) -> set[str]:
    """Return the codes an error gives for itself, of all the places they may stand in."""
    error = said.get("error")
    if not isinstance(error, dict):
        return set()
    listed = [
        one
        for name in ("details", "errors")
        if isinstance(error.get(name), list)
        for one in error[name]
        if isinstance(one, dict)
    ]
    return {str(error.get("status")), *(str(one.get("reason")) for one in listed)}


def seconds_told(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks to wait; None where it asks for nothing sensible.

    A date is counted from the answer's own `Date`, so that this machine's clock may be wrong.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= LONGEST_NUMBER else None
    then, sent = _instant(text), _instant(headers.get("Date", ""))
    if then is None or sent is None:
        return None
    return max(0.0, then.timestamp() - sent.timestamp())


def _instant(text: str) -> datetime | None:
    """Return the instant an HTTP date names; None where it names none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else None
