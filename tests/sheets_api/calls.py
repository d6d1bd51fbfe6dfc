"""What was asked, call by call: for counting them, and for limits and faults that hang on them."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass
from typing import Literal

Kind = Literal["read", "write", "token", "drive"]
SHEET = re.compile(r"/(?:v4/spreadsheets|drive/v\d/files)/([A-Za-z0-9_-]+)")
READS_BY_POST = ("developerMetadata:search", ":getByDataFilter", ":batchGetByDataFilter")


@dataclass(slots=True)
class Call:
    """One call, as the log keeps it. Bytes are those of the bodies."""

    kind: Kind
    method: str
    path: str
    sheet: str
    bytes_in: int
    bytes_out: int = 0
    status: int = 0
    fault: str = ""
    who: str = ""
    at: float = 0.0


def call(method: str, path: str, body: bytes, at: float) -> Call:
    """Return a call that has not been answered yet; `path` without its query."""
    path = urllib.parse.unquote(path)
    found = SHEET.search(path)
    kind: Kind = "write"
    if path.endswith("/token"):
        kind = "token"
    elif "/drive/" in path:
        kind = "drive"
    elif method == "GET" or path.endswith(READS_BY_POST):
        kind = "read"
    return Call(kind, method, path, found[1] if found else "", len(body), at=at)
