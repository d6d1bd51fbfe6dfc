"""What goes wrong, request by request: a plan of refusals, delays and broken answers.

A fault stands before the request is carried out (nothing is written) or after it (everything is,
and the one who asked does not learn of it).
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tests.sheets_api.cells import Body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.sheets_api.calls import Call, Kind

Broken = Literal["", "hang", "drop", "slow", "truncated", "html"]
PAGE = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        name: what it is called in the log.
        status: the HTTP status it answers with; 0 where it does not answer by itself.
        broken: what becomes of the connection or the body.
        applied: whether the request is carried out all the same.
        retry_after: the header of that name: seconds or an HTTP date.
        seconds: how long a hang lasts, or how long a slow body takes between two bytes.
        token: for "expired" and "invalid_grant": what becomes of signing in.
        body: what it says, where the status alone does not tell.
    """

    name: str
    status: int = 0
    broken: Broken = ""
    applied: bool = False
    retry_after: str = ""
    seconds: float = 0.0
    token: str = ""
    body: Body | None = None

    def after(self) -> Fault:
        """Return the same fault, met only after the request was carried out."""
        return replace(self, name=f"{self.name} after", applied=True)


def busy(retry_after: str | float | None = None) -> Fault:
    """Return a 429, with `Retry-After` in seconds or as a date if one is given."""
    after = "" if retry_after is None else str(retry_after)
    return Fault("busy", status=429, retry_after=after)


def error(status: int) -> Fault:
    """Return a 500, 502 or 503; `.after()` for one that comes once the write is done."""
    return Fault(str(status), status=status)


def hang(seconds: float = 3600.0) -> Fault:
    """Return silence: no answer for so long, then the connection is closed."""
    return Fault("hang", broken="hang", seconds=seconds)


def slow(seconds: float = 1.0) -> Fault:
    """Return an answer that comes a byte at a time, each after so many seconds."""
    return Fault("slow", broken="slow", applied=True, seconds=seconds)


TRUNCATED = Fault("truncated", broken="truncated", applied=True)
"""A body that ends in the middle, with a length that says otherwise never: the JSON is cut."""
HTML = Fault("html", broken="html")
"""A page of HTML with status 200."""
DROPPED = Fault("dropped", broken="drop")
"""The connection is closed before the request is carried out; `.after()` once it is."""
EXPIRED = Fault("expired", status=401, token="expired")  # noqa: S106 - a name, no secret
"""Every token given so far is known no more."""
INVALID_GRANT = Fault("invalid_grant", status=400, token="invalid_grant")  # noqa: S106 - same
"""Signing in is refused; to be planned for the kind "token"."""

QUOTA_403 = Fault(
    "quota 403",
    status=403,
    body={
        "error": {
            "code": 403,
            "message": "User Rate Limit Exceeded",
            "errors": [
                {
                    "message": "User Rate Limit Exceeded",
                    "domain": "usageLimits",
                    "reason": "userRateLimitExceeded",
                }
            ],
        }
    },
)
"""A limit that is told by 403, as Drive's are; unlike a lack of rights it passes by itself."""
NOT_A_SHEET = Fault(
    "not a sheet",
    status=400,
    body={
        "error": {
            "code": 400,
            "message": "This operation is not supported for this document",
            "status": "FAILED_PRECONDITION",
        }
    },
)
"""What stands at the address is a spreadsheet file of another program."""
NOT_ENABLED = Fault(
    "not enabled",
    status=403,
    body={
        "error": {
            "code": 403,
            "message": "Google Sheets API has not been used in project 100000000001 before or it "
            "is disabled. Enable it by visiting https://console.developers.google.com/apis/api/"
            "sheets.googleapis.com/overview?project=100000000001 then retry.",
            "status": "PERMISSION_DENIED",
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "SERVICE_DISABLED",
                    "domain": "googleapis.com",
                    "metadata": {"service": "sheets.googleapis.com"},
                }
            ],
        }
    },
)
"""The owner of the project has not switched the Sheets API on."""

STATUS = {
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 502: "UNAVAILABLE", 503: "UNAVAILABLE",
    403: "PERMISSION_DENIED", 404: "NOT_FOUND", 400: "INVALID_ARGUMENT",
}  # fmt: skip
SAID = {
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    400: "Request contains an invalid argument.",
}


def body_of(status: int) -> Body | None:
    """Return the body of an error; None for 502, which is a page and not JSON."""
    if status not in SAID:
        return None
    return {"error": {"code": status, "message": SAID[status], "status": STATUS[status]}}


class Faults:
    """The plan. Asked once a request, before it is carried out."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Kind | None, Fault | None]] = deque()
        self.plan: Callable[[Call], Fault | None] | None = None
        """Asked for every request for which nothing waits."""

    def add(self, *faults: Fault | None, kind: Kind | None = None) -> None:
        """Let the next requests, of a kind if one is given, meet these; None lets one pass."""
        with self._lock:
            self._waiting.extend((kind, one) for one in faults)

    def clear(self) -> None:
        """Forget the plan."""
        with self._lock:
            self._waiting.clear()
            self.plan = None

    def waiting(self) -> int:
        """Return how many faults wait for a request."""
        return len(self._waiting)

    def next(self, call: Call) -> Fault | None:
        """Return what a request meets."""
        with self._lock:
            for at, (kind, fault) in enumerate(self._waiting):
                if kind is None or kind == call.kind:
                    del self._waiting[at]
                    return fault
            plan = self.plan
        return plan(call) if plan is not None else None


def in_turn(faults: Iterable[Fault | None]) -> Callable[[Call], Fault | None]:
    """Return a plan that takes one fault a request from an iterable, and none when it is empty."""
    held = iter(faults)
    return lambda _call: next(held, None)
