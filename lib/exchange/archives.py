"""What is in this packed file, and may it be unpacked? Told by its directory; nothing is opened.

A spreadsheet (XLSX) is such a file, and so is the archive LinkedIn sends. Limits come first (B49):
at most 50 members, 50 MB unpacked, a hundred times its packed size; no archive within, no name that
leads out of a folder, no password, no macros. Sizes are believed because a member is never read
beyond the size its directory gives it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lib.exchange.errors import OtherKindError, TooLargeError, UnreadableError
from lib.exchange.kinds import ARCHIVE, SAVE_AS_CSV

MEMBERS_LIMIT = 50
"""Most files in an archive."""
UNPACKED_LIMIT = 50_000_000
"""Most bytes of all its files together, unpacked."""
RATIO_LIMIT = 100
"""Most bytes unpacked for each byte packed."""

_SMALL = 100_000
"""A member this small may be packed as tightly as it likes: a page of blanks is no bomb."""
_DIRECTORY_LIMIT = 200_000
"""Most bytes of the directory: fifty names of any length fit."""
_END = b"PK\x05\x06"
_WIDE_END = b"PK\x06\x06"
_WIDE_END_SIZE = 56
_WIDE_LOCATOR_SIZE = 20
"""The same record for archives beyond 65,535 members or 4 GB, and what points at it."""
_END_LOOKED_AT = 65_557
"""Bytes from the end in which the directory's end must stand: its longest comment and itself."""
_LEADS_OUT = re.compile(r"\A[/\\]|\A[A-Za-z]:|(?:\A|[/\\])\.\.(?:[/\\]|\Z)|\x00")
_PACKED = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".jar", ".xlsx", ".docx")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_WORKBOOK = "xl/workbook.xml"
_MESSAGES = "messages.csv"
_ODD_BOOKS = {
    "xl/workbook.bin": "a binary spreadsheet (XLSB)",
    "content.xml": "an OpenDocument file",
    "index/document.iwa": "a Numbers file",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
}


@dataclass(frozen=True, slots=True)
class Archive:
    """What a packed file holds, as its directory tells."""

    spreadsheet: bool
    contacts: str | None
    """The member to read contacts from; None in a spreadsheet."""
    messages: str | None
    """LinkedIn's messages, where they lie in the same archive."""


def look(data: bytes) -> Archive:
    """Return what is in a packed file.

    Raises:
        TooLargeError: beyond one of the limits.
        OtherKindError: a password, macros, an archive within, or nothing that holds contacts.
        UnreadableError: it is damaged.
    """
    _refuse_long_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, RuntimeError) as broken:
        raise UnreadableError(_DAMAGED) from broken
    _refuse(members, len(data))
    names = [one.filename for one in members if not one.is_dir()]
    folded = {name.replace("\\", "/").casefold(): name for name in names}
    if _WORKBOOK in folded:
        return Archive(spreadsheet=True, contacts=None, messages=None)
    for odd, kind in _ODD_BOOKS.items():
        if odd in folded:
            message = f"This is {kind}. {SAVE_AS_CSV}"
            raise OtherKindError(message)
    contacts = _contacts(names)
    messages = next((one for one in names if _last(one) == _MESSAGES), None)
    if contacts is None and messages is None:
        message = (
            "There is no list of contacts in this archive. In LinkedIn's the file is called "
            "Connections.csv; unpack yours and bring the one that holds your contacts."
        )
        raise OtherKindError(message)
    return Archive(spreadsheet=False, contacts=contacts, messages=messages)


def member(data: bytes, name: str) -> bytes:
    """Return one file of an archive that `look` has passed, unpacked.

    Raises:
        UnreadableError: it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        EOFError,
        OSError,
        RuntimeError,
    ) as broken:
        raise UnreadableError(_DAMAGED) from broken


_DAMAGED = "This file is damaged: it can't be unpacked. Download it again, and bring that."


def _refuse_long_directory(data: bytes) -> None:
    """Refuse a directory too long to be read, by the record at its end."""
    place = data.rfind(_END, max(0, len(data) - _END_LOOKED_AT))
    if place < 0 or place + 22 > len(data):
        raise UnreadableError(_DAMAGED)
    count, size = struct.unpack_from("<HI", data, place + 10)
    wide = place - _WIDE_LOCATOR_SIZE - _WIDE_END_SIZE
    if wide >= 0 and data.startswith(_WIDE_END, wide):  # what a reader believes before the other
        wide_count, wide_size = struct.unpack_from("<QQ", data, wide + 32)
        count, size = max(count, wide_count), max(size, wide_size)
    if count > MEMBERS_LIMIT or size > _DIRECTORY_LIMIT:
        _too_many(count)


def _too_many(count: int) -> None:
    message = (
        f"This archive holds {count:,} files; at most {MEMBERS_LIMIT} are looked at. Unpack it, "
        "and bring the one with your contacts: LinkedIn's is Connections.csv."
    )
    raise TooLargeError(message)


def _refuse(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what the directory shows to be too much, or not to be opened."""
    if len(members) > MEMBERS_LIMIT:
        _too_many(len(members))
    unpacked = sum(one.file_size for one in members)
    tight = any(one.file_size > max(_SMALL, RATIO_LIMIT * one.compress_size) for one in members)
    if unpacked > UNPACKED_LIMIT or tight or unpacked > max(_SMALL, RATIO_LIMIT * size):
        message = (
            f"Unpacked, this file would be {unpacked / 1e6:,.0f} MB; a list of contacts is far "
            f"smaller. At most {UNPACKED_LIMIT // 1_000_000} MB are unpacked, and {RATIO_LIMIT} "
            "times its own size. Copy the people you want into a new sheet, save it, and bring "
            "that."
        )
        raise TooLargeError(message)
    for one in members:
        name = one.orig_filename
        if _LEADS_OUT.search(name) or _LEADS_OUT.search(one.filename):
            message = "This archive's file names lead out of their folder, so it isn't opened."
            raise OtherKindError(message)
        if one.flag_bits & 0x1:
            message = "This archive has a password. Unpack it, and bring the file inside."
            raise OtherKindError(message)
        if _last(name) in _MACROS:
            message = (
                "This spreadsheet carries macros, so it isn't opened. Save it as XLSX or as CSV, "
                "and bring that."
            )
            raise OtherKindError(message)
        if name.casefold().endswith(_PACKED):
            message = f"There is another archive inside. {ARCHIVE}"
            raise OtherKindError(message)


def _last(name: str) -> str:
    """Return the last part of a member's name, folded."""
    return re.split(r"[/\\]", name)[-1].casefold()


def _contacts(names: list[str]) -> str | None:
    """Return the member that holds contacts: LinkedIn's, or ours, or the only list there is."""
    for wanted in ("connections.csv", "contacts.csv"):
        for name in names:
            if _last(name) == wanted:
                return name
    lists = [
        name
        for name in names
        if _last(name).endswith((".csv", ".vcf", ".tsv")) and _last(name) != _MESSAGES
    ]
    return lists[0] if len(lists) == 1 else None
