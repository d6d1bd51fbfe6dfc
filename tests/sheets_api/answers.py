"""What comes back for a request, and what becomes of it on its way."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.sheets_api.calls import Call
from tests.sheets_api.cells import Body
from tests.sheets_api.faults import Broken


@dataclass(slots=True)
class Answer:
    """An answer. `broken`, `seconds` and `delay` say what becomes of it on its way."""

    status: int
    headers: dict[str, str]
    body: bytes
    broken: Broken = ""
    seconds: float = 0.0
    delay: float = 0.0
    call: Call | None = None


def as_bytes(body: Body) -> bytes:
    """Return a body as it goes over the wire."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def as_json(status: int, body: Body) -> Answer:
    """Return an answer in JSON."""
    headers = {"content-type": "application/json; charset=UTF-8"}
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return Answer(status, headers, as_bytes(body))
