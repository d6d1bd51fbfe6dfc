"""The local Google: every file, every account, and the answer to each request; no socket in it.

`handle` takes a request and returns an answer. Limits, faults and delays are met here, so that they
are the same over a socket (`server`) and within the process (`adapter`).
"""

from __future__ import annotations

import gc
import json
import re
import secrets
import threading
import time
import urllib.parse
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.sheets_api import calls, drive, faults, metadata, schema, values
from tests.sheets_api.answers import Answer, as_json
from tests.sheets_api.cells import Body, RefusedError, invalid, refuse
from tests.sheets_api.changes import Change, carry_out
from tests.sheets_api.masks import parsed, shown
from tests.sheets_api.person import Person
from tests.sheets_api.quota import Quota, exceeded
from tests.sheets_api.signing import DRIVE, SHEETS, Accounts, Token
from tests.sheets_api.spreadsheet import Spreadsheet
from tests.sheets_api.telling import properties_told, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.sheets_api.adapter import InProcess

TOKEN_PATH = "/token"  # noqa: S105 - a path, no secret
PERSON = "person@example.com"
ACCOUNT = "workbook@local-sheets.iam.gserviceaccount.com"
DENIED = RefusedError(403, "PERMISSION_DENIED", "The caller does not have permission")
NOT_FOUND = RefusedError(404, "NOT_FOUND", "Requested entity was not found.")
Query = dict[str, list[str]]


@dataclass(slots=True)
class Asked:
    """A request, taken apart."""

    method: str
    path: str
    query: Query
    body: bytes
    who: Token
    id: str = ""
    rest: str = ""
    options: dict[str, str] = field(default_factory=dict)

    _body: Body | None = None

    def json(self) -> Body:
        """Return the body as an object, without what is null in it."""
        if self._body is None:
            self._body = _object(self.body)
        return self._body


class Google:
    """All of it."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        address: str = "http://127.0.0.1",
    ) -> None:
        """Begin without a file.

        Args:
            clock: the moment in unix seconds; limits, tokens and times of files go by it.
            sleep: how delays are waited for.
            address: where the server is; `Server` sets it.
        """
        self.clock = clock
        self.sleep = sleep
        self.address = address
        self.accounts = Accounts(clock)
        self.files: dict[str, Spreadsheet] = {}
        self.calls: list[calls.Call] = []
        self.faults = faults.Faults()
        self.quota: Quota | None = None
        self.latency: float | Callable[[calls.Call], float] = 0.0
        self.strict = True
        self.lock = threading.RLock()

    # What a test says.

    def key(self, email: str = ACCOUNT) -> Body:
        """Return a throw-away service account's key; its `token_uri` is on this server."""
        return self.accounts.key(email, f"{self.address}{TOKEN_PATH}")

    def create(self, title: str = "Untitled spreadsheet", email: str | None = ACCOUNT) -> str:
        """Make a blank sheet of a person's, shared with an account, and return its id."""
        made = self.new(title, PERSON)
        if email is not None:
            made.shares[email] = "writer"
        return made.id

    def new(self, title: str, owner: str) -> Spreadsheet:
        """Make a blank file."""
        key = f"1{secrets.token_urlsafe(32)}"  # as all of Google's begin
        made = Spreadsheet(key, title, owner, self.clock())
        self.files[key] = made
        return made

    def person(self, sheet: str) -> Person:
        """Return the human at a sheet, by its id."""
        return Person(self, self.files[sheet])

    def adapter(self) -> InProcess:
        """Return an adapter for `requests` that answers within the process."""
        from tests.sheets_api.adapter import InProcess  # noqa: PLC0415 - it imports this

        return InProcess(self)

    def count(self, kind: calls.Kind, sheet: str | None = None) -> int:
        """Return how many calls of a kind there were, to a sheet if one is named."""
        return sum(one.kind == kind and sheet in (None, one.sheet) for one in self.calls)

    # What a request meets.

    def handle(
        self, method: str, path: str, query: Query, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Return the answer to a request.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: quoted as it was sent, without the query.
            query: as `urllib.parse.parse_qs` gives it.
            headers: names in small letters.
            body: as it was sent.
        """
        call = calls.call(method, path, body, self.clock())
        with self.lock, _uncollected():
            self.calls.append(call)
            fault = self.faults.next(call)
            answer = self._met(call, fault, (method, path, query, headers, body))
            call.status = answer.status
            call.bytes_out = len(answer.body)
            call.fault = fault.name if fault is not None else ""
        answer.call = call
        answer.delay += self.latency(call) if callable(self.latency) else self.latency
        return answer

    def _met(
        self,
        call: calls.Call,
        fault: faults.Fault | None,
        asked: tuple[str, str, Query, Mapping[str, str], bytes],
    ) -> Answer:
        if fault is None:
            return self._answered(call, *asked)
        if fault.token == "expired":  # noqa: S105 - a name, no secret
            self.accounts.expire()
            return self._answered(call, *asked)
        if fault.token == "invalid_grant":  # noqa: S105 - same
            said = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
            return as_json(400, said)
        answer = self._answered(call, *asked) if fault.applied else as_json(200, {})
        if fault.status:
            return _refusal(call, fault)
        if fault.broken == "html":
            return Answer(200, {"content-type": "text/html; charset=utf-8"}, faults.PAGE)
        if fault.broken == "truncated":
            answer.body = answer.body[: len(answer.body) // 2]
        answer.broken, answer.seconds = fault.broken, fault.seconds
        return answer

    def _answered(  # noqa: PLR0913, PLR0917 - a request has so many parts
        self,
        call: calls.Call,
        method: str,
        path: str,
        query: Query,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        if call.kind == "token":
            return as_json(*self.accounts.grant(body, TOKEN_PATH))
        try:
            who = self.accounts.bearer(headers.get("authorization"))
            call.who = who.email
            over = self.quota.over(call, self.clock()) if self.quota is not None else None
            if over is not None:
                return as_json(429, over)
            asked = Asked(method, path, query, body, who)
            asked.options = {name: found[-1] for name, found in query.items()}
            if call.kind == "drive":
                if not who.scopes & {DRIVE, f"{DRIVE}.file"}:
                    raise _scope_too_small()
                if self.strict and "/upload/" not in path:
                    schema.check(method, path, query, asked.json())
                return drive.answered(self, asked)
            if not who.scopes & {SHEETS, DRIVE, f"{DRIVE}.file", f"{SHEETS}.readonly"}:
                raise _scope_too_small()
            return as_json(200, self._sheets(asked))
        except RefusedError as refused:
            return as_json(refused.code, refused.body)

    # The Sheets API.

    def _sheets(self, asked: Asked) -> Body:
        found = re.fullmatch(r"/v4/spreadsheets(?:/([^/:]+)(.*))?", asked.path)
        if found is None:
            raise NOT_FOUND
        asked.id, asked.rest = found[1] or "", urllib.parse.unquote(found[2] or "")
        if self.strict:
            schema.check(asked.method, asked.path, asked.query, asked.json())
        result = self._of_file(asked) if asked.id else self._created(asked)
        fields = asked.options.get("fields")
        if not fields or asked.rest == "":
            return result  # a spreadsheet is told by the mask already
        updated = result.pop("updatedSpreadsheet", None)
        shown_part: Body = shown(result, parsed(fields))
        return shown_part if updated is None else shown_part | {"updatedSpreadsheet": updated}

    def file(self, key: str, who: Token, *, write: bool) -> Spreadsheet:
        """Return a file that somebody may read, or write.

        Raises:
            RefusedError: 404 where there is none, 403 where it is not shared.
        """
        found = self.files.get(key)
        if found is None or found.trashed:
            raise NOT_FOUND
        role = found.shares.get(who.email) or found.shares.get("anyone")
        if role is None or (write and role not in ("owner", "writer")):
            raise DENIED
        found.now = self.clock()
        return found

    def _created(self, asked: Asked) -> Body:
        body = asked.json()
        title = body.get("properties", {}).get("title") or "Untitled spreadsheet"
        made = self.new(title, asked.who.email)
        requests = []
        for at, one in enumerate(body.get("sheets", [])):
            given = one.get("properties", {})
            if at == 0:
                made.tabs[0].id = given.get("sheetId", 0)
                fields = ",".join(name for name in given if name != "sheetId") or "title"
                given = {"title": "Sheet1"} | given | {"sheetId": made.tabs[0].id}
                requests.append({"updateSheetProperties": {"properties": given, "fields": fields}})
            else:
                requests.append({"addSheet": {"properties": given}})
        made.state.properties |= body.get("properties", {})
        made.state.properties["title"] = title
        carry_out(made, asked.who.email, requests)
        return told(made, {}, for_whom=asked.who.email)

    def _of_file(self, asked: Asked) -> Body:
        posted = ("/developerMetadata:search",)
        reads = asked.method == "GET" or asked.rest in posted
        found = self.file(asked.id, asked.who, write=not reads)
        if reads:
            return self._read(found, asked)
        with self.changing(found):
            if asked.rest == ":batchUpdate":
                return self._batch(found, asked)
            if asked.rest.startswith("/values"):
                return _values_written(Change(found, asked.who.email), asked)
            copied = re.fullmatch(r"/sheets/(\d+):copyTo", asked.rest)
            if copied:
                return self._copied(found, int(copied[1]), asked)
        raise NOT_FOUND

    def _read(self, found: Spreadsheet, asked: Asked) -> Body:
        rest, options = asked.rest, asked.options
        if rest == "":
            return told(
                found,
                parsed(options["fields"]) if options.get("fields") else {},
                asked.query.get("ranges", []),
                with_cells=options.get("includeGridData", "").lower() == "true",
                for_whom=asked.who.email,
            )
        if rest == "/values:batchGet":
            read = [values.read(found, one, options) for one in asked.query.get("ranges", [])]
            return {"spreadsheetId": found.id} | ({"valueRanges": read} if read else {})
        if rest.startswith("/values/"):
            return values.read(found, rest.removeprefix("/values/"), options)
        if rest == "/developerMetadata:search":
            return metadata.search(found, asked.json().get("dataFilters", []))
        one = re.fullmatch(r"/developerMetadata/(\d+)", rest)
        if one:
            return metadata.get(found, int(one[1]))
        raise NOT_FOUND

    def _batch(self, found: Spreadsheet, asked: Asked) -> Body:
        body = asked.json()
        replies = carry_out(found, asked.who.email, body.get("requests", []))
        result: Body = {"spreadsheetId": found.id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            fields = asked.options.get("fields")
            mask: dict[str, Any] | None = {}
            if fields:
                whole = parsed(fields)
                mask = whole.get("updatedSpreadsheet") if whole else {}
            if mask is not None:
                result["updatedSpreadsheet"] = told(
                    found,
                    mask,
                    body.get("responseRanges", []),
                    with_cells=bool(body.get("responseIncludeGridData")),
                    for_whom=asked.who.email,
                )
        return result

    def _copied(self, found: Spreadsheet, sheet_id: int, asked: Asked) -> Body:
        target = self.file(asked.json()["destinationSpreadsheetId"], asked.who, write=True)
        tab = found.tab(sheet_id)
        title, at = f"Copy of {tab.title}", 2
        while target.titled(title) is not None:
            title, at = f"Copy of {tab.title} {at}", at + 1
        new = Change(target, asked.who.email).copied(tab, target.new_tab_id(), title)
        target.tabs.append(new)
        metadata.copy_to_tab(found, target, sheet_id, new.id)
        return properties_told(new, len(target.tabs) - 1)

    def changing(self, found: Spreadsheet) -> Changing:
        """Return a context in which a file is changed: all of it, or nothing."""
        return Changing(self, found)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector wait: among a million cells it would take most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Changing:
    """A change of a file: kept as a version before it, taken back if it fails."""

    def __init__(self, google: Google, found: Spreadsheet) -> None:
        """Take what is changed."""
        self._google, self._found = google, found

    def __enter__(self) -> None:
        """Keep what was."""
        self._google.lock.acquire()
        self._found.now = self._google.clock()
        self._before = self._found.state
        self._found.state = self._before.copy()

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Keep the change, or take the old state back."""
        if kind is None:
            self._found.versions.append(self._before)
            self._found.modified = self._google.clock()
        else:
            self._found.state = self._before
        self._google.lock.release()


def _values_written(change: Change, asked: Asked) -> Body:
    rest, options, key = asked.rest, asked.options, change.spreadsheet.id
    text = rest.removeprefix("/values/")
    if rest == "/values:batchUpdate":
        return values.write_many(change, asked.json())
    if rest == "/values:batchClear":
        cleared = [values.clear(change, one) for one in asked.json().get("ranges", [])]
        return {"spreadsheetId": key, "clearedRanges": cleared}
    if asked.method == "PUT":
        return values.write(change, text, asked.json(), options)
    if rest.endswith(":append"):
        return values.append(change, text.removesuffix(":append"), asked.json(), options)
    if rest.endswith(":clear"):
        cleared_range = values.clear(change, text.removesuffix(":clear"))
        return {"spreadsheetId": key, "clearedRange": cleared_range}
    raise NOT_FOUND


def _object(body: bytes) -> Body:
    if not body.strip():
        return {}
    try:
        found = json.loads(body, object_pairs_hook=_without_null)
    except ValueError as wrong:
        said = f"Invalid JSON payload received. {wrong}"
        raise invalid(said) from None
    if not isinstance(found, dict):
        refuse("Invalid JSON payload received. An object is expected.")
    return found


def _without_null(pairs: list[tuple[str, Any]]) -> Body:
    return {name: value for name, value in pairs if value is not None}


def _scope_too_small() -> RefusedError:
    said = "Request had insufficient authentication scopes."
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
    }
    return RefusedError(403, "PERMISSION_DENIED", said, [detail])


def _refusal(call: calls.Call, fault: faults.Fault) -> Answer:
    if fault.status == 429:
        answer = as_json(429, exceeded("write" if call.kind == "write" else "read"))
    else:
        body = fault.body or faults.body_of(fault.status)
        answer = (
            Answer(fault.status, {"content-type": "text/html; charset=UTF-8"}, faults.PAGE)
            if body is None
            else as_json(fault.status, body)
        )
    if fault.retry_after:
        answer.headers["retry-after"] = fault.retry_after
    return answer
