"""What Google answers is understood: done, later, never; and by whose fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sheets import answers
from lib.sheets.errors import (
    BusyError,
    GoogleError,
    LaterError,
    Refusal,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)

if TYPE_CHECKING:
    from lib.sheets.answers import Json

SENT = "Sat, 28 Nov 2026 12:00:00 GMT"


def error(code: int, message: str = "", status: str = "", **others: object) -> Json:
    """Return an error as Google writes it."""
    return {"error": {"code": code, "message": message, "status": status, **others}}


def understood(status: int, said: object, headers: dict[str, str] | None = None) -> GoogleError:
    """Return what an answer that is no good one is taken for."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    with pytest.raises(GoogleError) as found:
        answers.done(status, body, headers or {})
    return found.value


def test_a_good_answer_is_its_body() -> None:
    """An object, and nothing around it."""
    assert answers.done(200, b'{"replies": [{}]}', {}) == {"replies": [{}]}


# Sentences as the real API words them, shortened nowhere.
INVALID = "Invalid requests[3].updateCells: "
REFUSED = [
    (403, error(403, "The caller does not have permission", "PERMISSION_DENIED"),
     Refusal.NOT_SHARED),
    (404, error(404, "Requested entity was not found.", "NOT_FOUND"), Refusal.GONE),
    (403, error(403, "Google Sheets API has not been used in project 1 before or it is disabled.",
                "PERMISSION_DENIED", details=[{"reason": "SERVICE_DISABLED"}]), Refusal.API_OFF),
    (403, error(403, "Access Not Configured.", errors=[{"reason": "accessNotConfigured"}]),
     Refusal.API_OFF),
    (403, error(403, "The user's Drive storage quota has been exceeded.",
                errors=[{"reason": "storageQuotaExceeded"}]), Refusal.FULL),
    (400, error(400, f"{INVALID}You are trying to edit a protected cell or object. Please contact "
                "the spreadsheet owner to remove protection if you need to edit.",
                "INVALID_ARGUMENT"), Refusal.PROTECTED),
    (400, error(400, f"{INVALID}No grid with id: 5", "INVALID_ARGUMENT"), Refusal.TAB_GONE),
    (400, error(400, "Unable to parse range: People!A1:Z", "INVALID_ARGUMENT"), Refusal.TAB_GONE),
    (400, error(400, f"{INVALID}This action would increase the number of cells in the workbook "
                "above the limit of 10000000 cells.", "INVALID_ARGUMENT"), Refusal.FULL),
    (400, error(400, f"{INVALID}Your input contains more than the maximum of 50000 characters in a "
                "single cell.", "INVALID_ARGUMENT"), Refusal.TOO_LONG),
    (400, error(400, "This operation is not supported for this document", "FAILED_PRECONDITION"),
     Refusal.NOT_A_SHEET),
    (400, error(400, "Invalid requests[0].createDeveloperMetadata: anything",
                "INVALID_ARGUMENT"), Refusal.TOKEN_TAKEN),
    (413, error(413, "Request Entity Too Large"), Refusal.TOO_MUCH),
    (400, error(400, "Invalid JSON payload received.", "INVALID_ARGUMENT"), Refusal.INVALID),
    (405, error(405), Refusal.INVALID),
]  # fmt: skip


@pytest.mark.parametrize(("status", "said", "kind"), REFUSED)
def test_a_refusal_has_its_kind(status: int, said: Json, kind: Refusal) -> None:
    """Each is a different sentence for people, and none is tried again (B90)."""
    found = understood(status, said)
    assert isinstance(found, RefusedError)
    assert found.kind is kind


def test_which_request_of_a_batch_was_refused() -> None:
    """Google counts from 0 and names the verb; where it names none, none is told."""
    found = understood(400, error(400, f"{INVALID}No grid with id: 5"))
    assert isinstance(found, RefusedError)
    assert (found.request, found.verb) == (3, "updateCells")
    found = understood(400, error(400, "Invalid value at 'requests'"))
    assert isinstance(found, RefusedError)
    assert (found.request, found.verb) == (None, "")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (429, error(429, "Quota exceeded for quota metric", "RESOURCE_EXHAUSTED")),
        (429, b"<html>slow down</html>"),
        (403, error(403, "", "RESOURCE_EXHAUSTED")),
        (403, error(403, "", "PERMISSION_DENIED", details=[{"reason": "RATE_LIMIT_EXCEEDED"}])),
        (403, error(403, "", errors=[{"reason": "userRateLimitExceeded"}])),
    ],
)
def test_a_quota_is_busy_whatever_its_number(status: int, said: object) -> None:
    """403 for a quota is tried again, 403 for a right is not; nothing was done in either."""
    assert isinstance(understood(status, said), BusyError)


@pytest.mark.parametrize("status", [100, 204, 301, 302, 304, 408, 409, 500, 502, 503, 504, 599])
def test_an_outcome_nobody_told(status: int) -> None:
    """A failure of the server's, a way elsewhere, a request broken off: perhaps done."""
    assert isinstance(understood(status, error(status)), UnknownError)


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 407, 511])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": {"co', b"[]", b"null", b"[" * 99_999])
def test_who_does_not_speak_as_google_says_nothing(status: int, body: bytes) -> None:
    """A page of a proxy or a hotel's network is neither done nor refused."""
    assert isinstance(understood(status, body), UnknownError)


def test_a_token_that_is_not_taken() -> None:
    """401 after a fresh token: the key itself."""
    assert isinstance(understood(401, error(401, "", "UNAUTHENTICATED")), SignInRefusedError)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "86400"}, 86_400.0),
        ({"Retry-After": "Sat, 28 Nov 2026 12:00:40 GMT", "Date": SENT}, 40.0),
        ({"Retry-After": "Sat, 28 Nov 2026 11:00:00 GMT", "Date": SENT}, 0.0),
        ({"Retry-After": "Sat, 28 Nov 2026 12:00:40 GMT"}, None),
        ({"Retry-After": "Sat, 28 Nov 2026 12:00:40 -0000", "Date": SENT}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "9" * 5_000}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_when_to_come_back(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, or a date counted from the answer's own; what makes no sense is no answer (B83)."""
    for status in (429, 503):
        found = understood(status, error(status), headers)
        assert isinstance(found, LaterError)
        assert found.retry_after == seconds


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "errors", "details", "reason", "status"]), inner
        )
    ),
    max_leaves=12,
)


@given(status=st.integers(100, 599), said=JSON, headers=st.dictionaries(st.text(), st.text()))
def test_whatever_is_answered_is_understood(
    status: int, said: object, headers: dict[str, str]
) -> None:
    """Any JSON at any status is a good answer or an error of our own; so is any token."""
    body = json.dumps(said).encode()
    try:
        assert answers.done(status, body, headers) == said
    except GoogleError:
        assert status != 200 or not isinstance(said, dict)
    found = answers.token_refused(status, body, headers)
    assert isinstance(found, GoogleError)


def test_a_token_is_what_sign_in_gives() -> None:
    """Without one, 200 is no good answer either."""
    assert answers.token_refused(200, b'{"access_token": "x"}', {}) is None
    assert isinstance(answers.token_refused(200, b'{"access_token": 5}', {}), BusyError)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (400, {"error": "invalid_grant", "error_description": "account not found"}, "refused"),
        (401, {"error": "disabled_client"}, "refused"),
        (403, {"error": "access_denied"}, "refused"),
        (400, {"error": "server_error"}, "later"),
        (400, {"error": "x", "error_description": "temporarily_unavailable"}, "later"),
        (429, {"error": "rate"}, "later"),
        (500, {"error": "invalid_grant"}, "later"),
        (302, {"error": "invalid_grant"}, "later"),
    ],
)
def test_why_no_token_came(status: int, said: Json, kind: str) -> None:
    """What passes by itself is tried again; a key that is not taken is not."""
    found = answers.token_refused(status, json.dumps(said).encode(), {})
    assert isinstance(found, BusyError if kind == "later" else SignInRefusedError)
