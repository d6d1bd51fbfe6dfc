"""Which Google Sheet does a pasted text mean? Its id, taken by pattern; no address is ever opened.

An address of Google Sheets in any of its forms will do, with words around it, or the id alone.
Whatever else looks like one (a published copy, a form, a folder, an Excel file in Drive, another
host, a shortened address) is told apart, so that what to paste instead can be said.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

EXAMPLE: Final = "https://docs.google.com/spreadsheets/d/1aBcD-the-long-part-of-it/edit"
"""How the address of a sheet looks."""

LONGEST: Final = 2_000
"""Characters of a pasted text that are looked at; an address has about a hundred."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,100}")
_BARE: Final = re.compile(r"(?=[^\s]*[0-9])[A-Za-z0-9_-]{20,100}")
"""An id that stands alone: a long word without a digit is none."""
_SHEET: Final = re.compile(
    r"/(?:a/[\w.-]+/)?spreadsheets/(?:u/[0-9]+/)?d/([A-Za-z0-9_-]{20,100})(?:/.*)?", re.ASCII
)
_PUBLISHED: Final = re.compile(r"/(?:a/[\w.-]+/)?spreadsheets/(?:u/[0-9]+/)?d/e/.*", re.ASCII)
_AROUND: Final = "<>()[]{}\"'\u201c\u201d\u2018\u2019,;.|*`"
"""What may stand around an address in a mail or a chat."""
_SHEETS_HOST: Final = "docs.google.com"
_DRIVE_HOST: Final = "drive.google.com"
_OLD_HOST: Final = "spreadsheets.google.com"
_SHORT_HOSTS: Final = {
    *("goo.gl", "bit.ly", "tinyurl.com", "t.co", "t.ly", "is.gd", "ow.ly", "rb.gy", "cutt.ly"),
    *("lnkd.in", "shorturl.at", "buff.ly", "forms.gle", "share.google", "tiny.cc", "v.gd"),
}


class NoSheet(Enum):
    """Why a text means no sheet; the value says what to paste instead."""

    EMPTY = "Paste the address of the sheet here."
    NO_ADDRESS = "This is not the address of a Google Sheet."
    TWO = "Two sheets are named here. Paste the address of one of them."
    PUBLISHED = (
        "This is a published copy, which can only be looked at. Open the sheet itself and copy the "
        "address from there."
    )
    FORM = "This is a form. Open the sheet with its answers, or a blank one, and copy that address."
    DOCUMENT = "This is another kind of Google file. It takes a sheet."
    FOLDER = "This is a folder. Open the sheet in it and copy the address from there."
    EXCEL = (
        "This is an Excel file. In Google Sheets choose File, then Save as Google Sheets, and copy "
        "the address of the new sheet."
    )
    SHORT = (
        "This is a short link, and it is not opened from here. Open it, then copy the address that "
        "your browser shows."
    )
    ELSEWHERE = "This is an address of another place. The sheet lives at Google Sheets."


def sheet_id(text: str) -> str | NoSheet:
    """Return the id of the sheet that a pasted text means, or why there is none."""
    if not text.strip():
        return NoSheet.EMPTY
    if len(text) > LONGEST:
        return NoSheet.NO_ADDRESS
    if _BARE.fullmatch(text.strip()):
        return text.strip()
    said = [_read(word) for one in text.split() if (word := one.strip(_AROUND))]
    found = {one for one in said if isinstance(one, str)}
    if len(found) == 1:
        return found.pop()
    if found:
        return NoSheet.TWO
    return next((one for one in said if one is not None), NoSheet.NO_ADDRESS)


def _read(word: str) -> str | NoSheet | None:
    """Return what one word of a text means; None where it is no address at all."""
    if not re.match(r"[a-z][a-z0-9+.-]*:|//|[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)", word, re.IGNORECASE):
        return None
    address = word if re.match(r"[a-z][a-z0-9+.-]*:/?/?(?![0-9]+/)", word, re.IGNORECASE) else ""
    try:
        parts = urlsplit(address or f"https://{word.removeprefix('//')}")
        plain = parts.username is None and parts.port in (None, 443)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return NoSheet.ELSEWHERE
    if parts.scheme not in ("http", "https") or not plain:
        return NoSheet.ELSEWHERE
    if host in _SHORT_HOSTS:
        return NoSheet.SHORT
    return _at_google(host, parts)


def _at_google(host: str, parts: SplitResult) -> str | NoSheet:
    """Return what an address means by its host and its path."""
    asked = parse_qs(parts.query)
    if host == _SHEETS_HOST:
        return _of_docs(parts.path, asked)
    if host == _DRIVE_HOST:
        return _of_drive(parts.path, asked)
    if host == _OLD_HOST:
        return _named(asked.get("key", []))
    return NoSheet.ELSEWHERE


def _of_docs(path: str, asked: dict[str, list[str]]) -> str | NoSheet:
    if _PUBLISHED.fullmatch(path):
        return NoSheet.PUBLISHED
    found = _SHEET.fullmatch(path)
    if found:
        # Sheets shows an Excel file too, and says so in the address.
        return NoSheet.EXCEL if asked.get("rtpof") == ["true"] else found[1]
    if "/forms/" in path:
        return NoSheet.FORM
    if re.search(r"/(?:document|presentation|drawings|file)/", path):
        return NoSheet.DOCUMENT
    return NoSheet.NO_ADDRESS


def _of_drive(path: str, asked: dict[str, list[str]]) -> str | NoSheet:
    if "/folders/" in path or path.startswith("/drive"):
        return NoSheet.FOLDER
    if path.startswith("/file/"):
        return NoSheet.EXCEL
    return _named(asked.get("id", []))


def _named(ids: list[str]) -> str | NoSheet:
    """Return the id an older form of address carries as a part of its question."""
    return ids[0] if len(ids) == 1 and _ID.fullmatch(ids[0]) else NoSheet.NO_ADDRESS
