"""The calls of the Drive API that gspread makes: finding, making, copying, sharing, deleting files.

Version 3, and of version 2 the one upload by which gspread brings in a CSV file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import urllib.parse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.sheets_api.answers import Answer, as_json
from tests.sheets_api.cells import EMPTY, Body, RefusedError
from tests.sheets_api.entered import entered
from tests.sheets_api.masks import parsed, shown
from tests.sheets_api.rendering import formatted
from tests.sheets_api.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets_api.google import Asked, Google
    from tests.sheets_api.spreadsheet import Spreadsheet

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
BRIEF = ("kind", "id", "name", "mimeType")
"""What is said of a file where no fields are asked for."""
EXPORTS = {
    "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
    "text/tab-separated-values": "tsv",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "application/zip": "zip",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def not_found(key: str) -> RefusedError:
    """Return Drive's error for a file that is not there, or not shared."""
    said = f"File not found: {key}."
    return DriveError(404, "notFound", said)


class DriveError(RefusedError):
    """An error as the Drive API writes it."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        """Keep what is said."""
        super().__init__(code, reason, message)

    @property
    def body(self) -> Body:
        """Return the answer's body."""
        one = {"message": self.message, "domain": "global", "reason": self.status}
        if self.code == 404:
            one |= {"locationType": "parameter", "location": "fileId"}
        return {"error": {"errors": [one], "code": self.code, "message": self.message}}


def stamp(moment: float) -> str:
    """Return a moment as Drive writes it."""
    text = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def answered(google: Google, asked: Asked) -> Answer:
    """Return the answer to a call of the Drive API."""
    path = urllib.parse.unquote(asked.path)
    upload = re.fullmatch(r"/upload/drive/v2/files/([^/]+)", path)
    if upload:
        return as_json(200, _uploaded(google, asked, upload[1]))
    found = re.fullmatch(r"/drive/v3/files(?:/([^/]+)(?:/([a-z]+)(?:/([^/]+))?)?)?", path)
    if found is None:
        raise DriveError(404, "notFound", "Not Found")
    key, part, below = found.groups()
    route = f"{asked.method} {part or ''}".strip()
    if key is None:
        told = _list(google, asked) if asked.method == "GET" else _created(google, asked)
    elif route == "GET export":
        return _exported(google, asked, key)
    elif asked.method == "DELETE":
        _deleted(google, asked, key, below)
        return Answer(204, {}, b"")
    elif part == "permissions":
        told = _permissions(google, asked, key, below)
    else:
        told = FILE_CALLS.get(route, _found)(google, asked, key)
    fields = asked.options.get("fields")
    return as_json(200, shown(told, parsed(fields)) if fields else told)


def _found(google: Google, asked: Asked, key: str) -> Body:
    told = _told(_file(google, asked, key))
    return told if asked.options.get("fields") else {name: told[name] for name in BRIEF}


def _comments(google: Google, asked: Asked, key: str) -> Body:
    return {"kind": "drive#commentList", "comments": _file(google, asked, key).comments}


def _commented(google: Google, asked: Asked, key: str) -> Body:
    found = _file(google, asked, key)
    new = {"kind": "drive#comment", "id": f"c{len(found.comments)}"} | asked.json()
    found.comments.append(new)
    return new


def _deleted(google: Google, asked: Asked, key: str, below: str | None) -> None:
    if below is not None:
        _permission_deleted(google, asked, key, below)
        return
    _owned(google, asked, key)
    del google.files[key]


def _file(google: Google, asked: Asked, key: str) -> Spreadsheet:
    found = google.files.get(key)
    if found is None or not (asked.who.email in found.shares or "anyone" in found.shares):
        raise not_found(key)
    return found


def _owned(google: Google, asked: Asked, key: str) -> Spreadsheet:
    found = _file(google, asked, key)
    if found.owner != asked.who.email:
        raise DriveError(
            403,
            "insufficientFilePermissions",
            "The user does not have sufficient permissions for this file.",
        )
    return found


def _told(one: Spreadsheet) -> Body:
    return {
        "kind": "drive#file",
        "id": one.id,
        "name": one.title,
        "mimeType": SPREADSHEET,
        "createdTime": stamp(one.created),
        "modifiedTime": stamp(one.modified),
        "trashed": one.trashed,
        "webViewLink": one.address,
        "owners": [{"kind": "drive#user", "emailAddress": one.owner}],
    }


TERM = re.compile(
    r"""\s*(\w+)\s*(=|!=|contains|in)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(true|false))""",
    re.IGNORECASE,
)


def _list(google: Google, asked: Asked) -> Body:
    query = asked.options.get("q", "")
    found = [
        one
        for one in google.files.values()
        if asked.who.email in one.shares and _wanted(one, query)
    ]
    found.sort(key=lambda one: one.modified, reverse=True)
    start = int(asked.options.get("pageToken") or 0)
    size = int(asked.options.get("pageSize") or 100)
    told: Body = {
        "kind": "drive#fileList",
        "incompleteSearch": False,
        "files": [
            {name: value for name, value in _told(one).items() if name != "trashed"}
            for one in found[start : start + size]
        ],
    }
    if start + size < len(found):
        told["nextPageToken"] = str(start + size)
    return told


def _wanted(one: Spreadsheet, query: str) -> bool:
    folder = re.search(r"""['"]([^'"]+)['"] in parents""", query)
    if folder and folder[1] not in one.folders:
        return False
    for term in TERM.finditer(query):
        name, mark, double, simple, flag = term.groups()
        value = re.sub(r"\\(.)", r"\1", double or simple or "")
        if name == "mimeType" and (value == SPREADSHEET) != (mark == "="):
            return False
        if name == "name":
            same = value.casefold() in one.title.casefold()
            if mark != "contains":
                same = (value == one.title) == (mark == "=")
            if not same:
                return False
        if name == "trashed" and one.trashed != (flag == "true"):
            return False
    return True


def _created(google: Google, asked: Asked) -> Body:
    body = asked.json()
    made = google.new(body.get("name") or "Untitled", asked.who.email)
    made.folders = body.get("parents", [])
    return _brief(made)


def _brief(one: Spreadsheet) -> Body:
    told = _told(one)
    return {name: told[name] for name in BRIEF}


def _copied(google: Google, asked: Asked, key: str) -> Body:
    source = _file(google, asked, key)
    name = asked.json().get("name") or f"Copy of {source.title}"
    made = google.new(name, asked.who.email)
    made.folders = asked.json().get("parents", source.folders)
    made.state = source.state.copy()
    made.state.properties["title"] = name
    return _brief(made)


def _renamed(google: Google, asked: Asked, key: str) -> Body:
    found = _file(google, asked, key)
    body = asked.json()
    if "name" in body:
        found.state.properties["title"] = body["name"]
    if "trashed" in body:
        found.trashed = bool(body["trashed"])
    found.modified = google.clock()
    return _brief(found)


FILE_CALLS: dict[str, Callable[[Google, Asked, str], Body]] = {
    "GET comments": _comments,
    "POST comments": _commented,
    "POST copy": _copied,
    "PATCH": _renamed,
}


def _exported(google: Google, asked: Asked, key: str) -> Answer:
    found = _file(google, asked, key)
    kind = asked.options.get("mimeType", "")
    if kind not in ("text/csv", "text/tab-separated-values"):
        said = "The requested conversion is not supported."
        raise DriveError(400, "badRequest", said)
    tab = found.tabs[0]
    rows = [
        [
            formatted(found.value(tab, at, to, tab.cell(at, to)), tab.cell(at, to).format,
                      found.locale)
            for to in range(_width(tab))
        ]
        for at in range(tab.last_row())
    ]  # fmt: skip
    text = io.StringIO()
    mark = "," if kind == "text/csv" else "\t"
    csv.writer(text, delimiter=mark, lineterminator="\r\n").writerows(rows)
    return Answer(200, {"content-type": kind}, text.getvalue().removesuffix("\r\n").encode())


def _width(tab: Tab) -> int:
    return max(
        (
            at + 1
            for row in tab.rows
            for at, cell in enumerate(row)
            if cell is not None and cell.filled
        ),
        default=0,
    )


# Who may see it.

ROLES = {"reader", "commenter", "writer", "fileOrganizer", "organizer", "owner"}


def permission_id(email: str) -> str:
    """Return the number of a share: the same for one address at any time."""
    if email == "anyone":
        return "anyoneWithLink"
    return str(int(hashlib.sha256(email.encode()).hexdigest()[:16], 16)).rjust(20, "0")[:20]


def _permission(email: str, role: str) -> Body:
    told: Body = {"kind": "drive#permission", "id": permission_id(email), "type": "user"}
    if email == "anyone":
        return told | {"type": "anyone", "role": role}
    return told | {"role": role, "emailAddress": email, "displayName": email.partition("@")[0]}


def _permissions(google: Google, asked: Asked, key: str, below: str | None) -> Body:
    found = _file(google, asked, key)
    if asked.method == "GET":
        told = [_permission(email, role) for email, role in found.shares.items()]
        if below is not None:
            return next((one for one in told if one["id"] == below), {})
        return {"kind": "drive#permissionList", "permissions": told}
    body = asked.json()
    if body.get("role") not in ROLES:
        raise DriveError(400, "invalid", "The specified role is invalid or not supported.")
    if asked.method == "PATCH" and below is not None:
        email = next(one for one in found.shares if permission_id(one) == below)
    else:
        email = "anyone" if body.get("type") == "anyone" else body.get("emailAddress", "")
        if body.get("type") == "domain":
            email = body.get("domain", "")
    if body["role"] == "owner":
        found.shares[found.owner] = "writer"
        found.owner = email
    found.shares[email] = body["role"]
    told_one = _permission(email, body["role"])
    return {name: told_one[name] for name in ("kind", "id", "type", "role")}


def _permission_deleted(google: Google, asked: Asked, key: str, below: str | None) -> None:
    found = _file(google, asked, key)
    for email in list(found.shares):
        if permission_id(email) == below and email != found.owner:
            del found.shares[email]
            return
    raise DriveError(404, "notFound", f"Permission not found: {below}.")


# A CSV file brought in.


def _uploaded(google: Google, asked: Asked, key: str) -> Body:
    found = _file(google, asked, key)
    rows = list(csv.reader(io.StringIO(asked.body.decode("utf-8-sig"))))
    with google.changing(found):
        tab = Tab(found.new_tab_id(), found.title)
        width = max((len(row) for row in rows), default=0)
        tab.row_count, tab.column_count = max(1000, len(rows)), max(26, width)
        found.state.properties["timeZone"] = "America/Los_Angeles"
        year = found.local().year
        tab.rows = [tuple(entered(EMPTY, one, found.locale, year) for one in row) for row in rows]
        found.state.tabs = [tab]
        found.state.names = []
        found.state.metadata = {}
    return _told_v2(found)


def _told_v2(one: Spreadsheet) -> Body:
    here = f"https://www.googleapis.com/drive/v2/files/{one.id}"
    export = f"https://docs.google.com/spreadsheets/export?id={one.id}&exportFormat="
    user = {
        "displayName": one.owner,
        "kind": "drive#user",
        "isAuthenticatedUser": True,
        "permissionId": permission_id(one.owner),
        "emailAddress": one.owner,
        "picture": {"url": "https://lh3.googleusercontent.com/a/default-user=s64"},
    }
    folder = "0A" + permission_id(one.owner)[:15] + "PVA"
    return {
        "kind": "drive#file",
        "userPermission": {
            "id": "me", "type": "user", "role": "owner", "kind": "drive#permission",
            "selfLink": f"{here}/permissions/me",
            "etag": f'"{permission_id(here)}"', "pendingOwner": False,
        },
        "selfLink": here,
        "ownerNames": [one.owner],
        "lastModifyingUserName": one.owner,
        "editable": True,
        "writersCanShare": True,
        "mimeType": SPREADSHEET,
        "exportLinks": {kind: f"{export}{short}" for kind, short in EXPORTS.items()},
        "parents": [{
            "selfLink": f"{here}/parents/{folder}", "id": folder, "isRoot": True,
            "kind": "drive#parentReference",
            "parentLink": f"https://www.googleapis.com/drive/v2/files/{folder}",
        }],
        "thumbnailLink": f"https://docs.google.com/feeds/vt?gd=true&id={one.id}&v=1&s=&sz=s220",
        "appDataContents": False,
        "iconLink": "https://drive-thirdparty.googleusercontent.com/16/type/" + SPREADSHEET,
        "shared": len(one.shares) > 1,
        "lastModifyingUser": user,
        "owners": [user],
        "copyable": True,
        "etag": f'"{permission_id(str(one.modified))}"',
        "alternateLink": f"{one.address}?usp=drivesdk",
        "embedLink": f"https://docs.google.com/spreadsheets/d/{one.id}/htmlembed?ouid="
        + permission_id(one.owner),
        "fileSize": "1024",
        "copyRequiresWriterPermission": False,
        "spaces": ["drive"],
        "id": one.id,
        "title": one.title,
        "labels": dict.fromkeys(
            ("restricted", "starred", "hidden", "trashed"), False
        ) | {"viewed": True},
        "explicitlyTrashed": False,
        "createdDate": stamp(one.created),
        "modifiedDate": stamp(one.modified),
        "modifiedByMeDate": stamp(one.modified),
        "lastViewedByMeDate": stamp(one.modified),
        "markedViewedByMeDate": "1970-01-01T00:00:00.000Z",
        "quotaBytesUsed": "1024",
        "version": "5",
        "capabilities": {"canEdit": True, "canCopy": True},
    }  # fmt: skip
