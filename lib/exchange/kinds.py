"""What kind of file is this? Told by its first bytes, never by its name; nothing is opened.

A file that can hold no list of contacts is refused with words on what to do instead (B51, B53).
"""

from __future__ import annotations

import re
from enum import Enum

from lib.exchange.errors import OtherKindError

SAVE_AS_CSV = "Open it in your spreadsheet program and save it as CSV (UTF-8), then bring that."


class FileKind(Enum):
    """What a file that may hold contacts is made of."""

    TEXT = "text"
    """A table of text, address cards or messages, as far as its first bytes tell."""
    ZIP = "zip"
    """A spreadsheet, or an archive: `archives.look` tells."""


ARCHIVE = (
    "This is a packed archive. Unpack it first; if it came from LinkedIn, the file wanted is "
    "Connections.csv inside it."
)
_OLD_WORKBOOK = (
    "This is a spreadsheet of an old kind, or one with a password. Open it in your spreadsheet "
    "program and save it as XLSX without a password, or save it as CSV; then bring that."
)
_NOT_CONTACTS = (
    "This is {kind}, not a list of contacts. If your contacts are in it, save them as CSV and "
    "bring that."
)
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x7fELF", "a program"),
    (b"\xfe\xed\xfa\xce", "a program"),
    (b"\xfe\xed\xfa\xcf", "a program"),
    (b"\xce\xfa\xed\xfe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a data file for programs"),
    (b"ARROW1", "a data file for programs"),
    (b"FEA1", "a data file for programs"),
    (b"\x93NUMPY", "a data file for programs"),
    (b"\x89HDF\r\n", "a data file for programs"),
    (b"{\\rtf", "a text document"),
)
_ARCHIVES = (
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"\xfd7zXZ\x00",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
)
_PICKLES = tuple(bytes((0x80, protocol)) for protocol in (2, 3, 4, 5))
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<head", b"<table")
_OTHER_TEXTS = (
    (re.compile(rb"begin:vcalendar"), "a calendar"),
    (re.compile(rb"(?:version: \d+\s+)?dn: "), "an address book in LDIF form"),
    (re.compile(rb"[\[{]\s*[\"{\[]"), "a data file for programs (JSON)"),
)
_HEAD = 4096


def kind_of(data: bytes) -> FileKind:
    """Return what the bytes may be, as far as contacts can be in it.

    Raises:
        OtherKindError: they are something else; the message says what to do.
    """
    head = data[:_HEAD]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return FileKind.ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise OtherKindError(_OLD_WORKBOOK)
    if head.startswith(_ARCHIVES) and b"\x00" in data:
        raise OtherKindError(ARCHIVE)
    kind = _kind(head)
    if kind is not None:
        raise OtherKindError(_NOT_CONTACTS.format(kind=kind))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")[2:]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_MARKUP):
        message = (
            "This is a web page or markup, not a CSV. If it came from a download, the sign-in page "
            "may have been saved in its place; download the file again."
        )
        raise OtherKindError(message)
    for beginning, kind in _OTHER_TEXTS:
        if beginning.match(start):
            raise OtherKindError(_NOT_CONTACTS.format(kind=kind))
    return FileKind.TEXT


def _kind(head: bytes) -> str | None:
    """Return what a file is that is neither text nor a table; None where no signature tells."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    # two letters alone may begin a name: a program and a bitmap hold zero bytes besides
    if head.startswith((b"MZ", b"BM")) and b"\x00\x00" in head:
        return "a program" if head.startswith(b"MZ") else "a picture"
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a picture or a recording"
    return "a data file for programs" if head.startswith(_PICKLES) else None
