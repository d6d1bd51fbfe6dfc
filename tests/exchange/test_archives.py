"""What a packed file may be, told by its directory alone: limits, traps, and what lies in it."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from lib.exchange import archives, incoming
from lib.exchange.errors import (
    FileRefusedError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)
from tests.exchange.packing import million_rows, packed, sheet_parts, spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable

SECOND = 1.0
MEBIBYTE = 1024 * 1024
CONNECTIONS = (
    "Notes:\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ann,Roe,,ann@x.org,Acme,CTO,12 Mar 2023\n"
)


def members(count: int) -> bytes:
    """Return an archive of so many empty files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def with_password() -> bytes:
    """Return an archive whose member says it is encrypted."""
    data = bytearray(packed({"contacts.csv": "Name\nAnn\n"}))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """Return an archive that says it holds one file and lists thousands."""
    data = bytearray(members(5_000))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, 1, 1)
    return bytes(data)


def lying_widely() -> bytes:
    """Return an archive whose short record says one file, and whose wide one says 70,000."""
    data = bytearray(members(70_000))
    end = data.rindex(b"PK\x05\x06")
    assert data[end - 76 : end - 72] == b"PK\x06\x06"
    struct.pack_into("<HHI", data, end + 8, 1, 1, 46)
    return bytes(data)


REFUSED: dict[str, tuple[Callable[[], bytes], type[FileRefusedError], str]] = {
    "a million rows": (million_rows, TooLargeError, "50 MB are unpacked"),
    "97 MB of zeros": (
        lambda: packed({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": bytes(97_000_000)}),
        TooLargeError,
        "97 MB",
    ),
    "one tight member": (lambda: packed({"a.csv": bytes(30_000_000)}), TooLargeError, "100 times"),
    "51 members": (lambda: members(51), TooLargeError, "at most 50"),
    "100,000 members": (lambda: members(100_000), TooLargeError, "at most 50"),
    "a directory that lies": (lying, TooLargeError, "at most 50"),
    "one that lies in its wide record": (lying_widely, TooLargeError, "at most 50"),
    "a zip in a zip": (
        lambda: packed({"inner.zip": packed({"a.csv": "x"})}),
        OtherKindError,
        "another archive inside",
    ),
    "up and out": (lambda: packed({"../../a.csv": "Name"}), OtherKindError, "lead out"),
    "from the root": (lambda: packed({"/etc/a.csv": "Name"}), OtherKindError, "lead out"),
    "a drive": (lambda: packed({"C:\\a.csv": "Name"}), OtherKindError, "lead out"),
    "up by backslash": (lambda: packed({"a\\..\\..\\b.csv": "x"}), OtherKindError, "lead out"),
    "a password": (with_password, OtherKindError, "has a password"),
    "macros": (
        lambda: packed(sheet_parts("") | {"xl/vbaProject.bin": b"x"}),
        OtherKindError,
        "macros",
    ),
    "a binary sheet": (lambda: packed({"xl/workbook.bin": "x"}), OtherKindError, "XLSB"),
    "an OpenDocument": (lambda: packed({"content.xml": "x"}), OtherKindError, "OpenDocument"),
    "pages of a book": (lambda: packed({"word/document.xml": "x"}), OtherKindError, "Word"),
    "pictures": (lambda: packed({"a.png": "x", "b.png": "x"}), OtherKindError, "no list of"),
    "two lists": (lambda: packed({"a.csv": "x", "b.csv": "x"}), OtherKindError, "no list of"),
    "cut short": (lambda: million_rows()[:1_000], UnreadableError, "damaged"),
    "an end alone": (lambda: b"PK\x05\x06" + bytes(10), UnreadableError, "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_the_directory_alone(name: str) -> None:
    """B49, T9, F16: each within a second and a few megabytes, in words, nothing unpacked."""
    make, kind, words = REFUSED[name]
    data = make()
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(kind, match=words) as refused:
        incoming.refuse_at_once(data)
    took = time.monotonic() - began
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < SECOND
    assert most < 50 * MEBIBYTE
    assert "!" not in str(refused.value)


def test_the_million_rows_are_as_the_threat_has_them() -> None:
    """T9: a third of a megabyte, close to a hundred unpacked; without the limit it is opened."""
    data = million_rows()
    assert len(data) < 400_000
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sum(one.file_size for one in archive.infolist()) > 60_000_000


def test_linkedins_archive_is_taken_whole() -> None:
    """B44: the archive as LinkedIn sends it: connections are taken out, messages are noted."""
    data = packed(
        {
            "Basic_LinkedInDataExport/Contacts.csv": "Source,FirstName\n",
            "Basic_LinkedInDataExport/Connections.csv": CONNECTIONS,
            "Basic_LinkedInDataExport/messages.csv": "CONVERSATION ID,FROM\n1,Ann\n",
            "Basic_LinkedInDataExport/Profile.csv": "First Name\n",
        }
    )
    found = archives.look(data)
    assert (found.spreadsheet, found.contacts, found.messages) == (
        False,
        "Basic_LinkedInDataExport/Connections.csv",
        "Basic_LinkedInDataExport/messages.csv",
    )
    read = incoming.read(data)
    assert (read.member, read.log) == ("Connections.csv", None)
    assert read.parts == (incoming.Part.PEOPLE, incoming.Part.MESSAGES)
    assert [row.cells[0] for row in read.table.rows] == ["Ann"]


def test_other_archives_of_one_list() -> None:
    """A single table or card file in an archive is it; a list among messages too."""
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\n"
    takeout = packed({"Takeout/Contacts/All Contacts/All Contacts.vcf": card})
    assert incoming.read(takeout).table.rows[0].cells == ("Ann",)
    assert archives.look(packed({"people.csv": "x", "readme.txt": "x"})).contacts == "people.csv"
    only = packed({"messages.csv": "CONVERSATION ID\n1\n"})
    assert archives.look(only).messages == "messages.csv"
    with pytest.raises(OtherKindError, match="LinkedIn's messages"):
        incoming.read(only)


def test_what_is_inside_is_judged_by_its_content_again() -> None:
    """B51: a picture called Connections.csv, an archive called so, one of six megabytes."""
    for content, kind in (
        (b"\x89PNG\r\n\x1a\n" + bytes(50), OtherKindError),
        (packed({"a.csv": "Name\nAnn\n"}), OtherKindError),
        (b"Name\n" + b"Ann Roe,x\n" * 600_000, TooLargeError),
    ):
        with pytest.raises(kind):
            incoming.read(packed({"Connections.csv": content}, tight=zipfile.ZIP_STORED))


def test_a_member_is_never_read_beyond_its_size() -> None:
    """B49: where the directory gives too small a size, no more than that is unpacked."""
    data = bytearray(packed({"contacts.csv": "Name\n" + "Ann Roe\n" * 1_000}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", data, data.index(mark) + offset, 5)
    with pytest.raises(FileRefusedError):
        incoming.read(bytes(data))


def test_what_is_well_is_let_through() -> None:
    """A spreadsheet people have passes: it is far from every limit."""
    rows = [["Name", "E-mail"], *([f"Person {n}", f"p{n}@x.org"] for n in range(5_000))]
    assert archives.look(spreadsheet({"People": rows})).spreadsheet
