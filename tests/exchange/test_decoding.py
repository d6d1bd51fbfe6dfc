"""Bytes to text: marks, strict UTF-8, candidates with a choice, and files of another kind."""

# ruff: noqa: RUF001 - letters of other scripts are what is tested

from __future__ import annotations

import io
import pickle
import sqlite3
import struct
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from lib.exchange.decoding import BYTES_LIMIT, LABELS, decode
from lib.exchange.errors import (
    FileRefusedError,
    NothingInItError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "Vorname,Nachname\nJürgen,Müller\nZoë,Brontë\n"
SECOND = 1.0
"""Most a refusal may take (B49)."""


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    """B33, B34: with a mark the text is read by it, and the mark is no part of the text."""
    decoded = decode(mark + PEOPLE.encode(encoding))
    assert decoded.text == PEOPLE
    assert decoded.sure
    assert decoded.choices == ()


def test_strict_utf8_needs_no_mark() -> None:
    """B33: plain UTF-8 is read as such, surely."""
    decoded = decode(PEOPLE.encode())
    assert (decoded.text, decoded.encoding, decoded.sure) == (PEOPLE, "utf_8", True)


@pytest.mark.parametrize("encoding", ["utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be"])
@pytest.mark.parametrize("text", [PEOPLE, "Имя,Фамилия\nИван,Петров\nОльга,Ким\n"])
def test_wide_unicode_without_a_mark(encoding: str, text: str) -> None:
    """B34: without a mark the zero bytes tell, and the answer is marked as not sure."""
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.sure) == (text, encoding, False)


ENCODED = [
    ("cp1252", PEOPLE),
    ("mac_roman", "Vorname,Nachname\nJürgen,Müller\nRené,Lefèvre\nIñigo,Núñez\n"),
    ("cp850", "Vorname,Nachname\nJürgen,Müller\nRené,Lefèvre\nIñigo,Núñez\n"),
    ("cp1250", "Imię,Nazwisko\nŁukasz,Wiśniewski\nJiří,Dvořák\n"),
    ("cp1251", "Имя,Фамилия\nИван,Петров\nОльга,Смирнова\n"),
    ("koi8_r", "Имя,Фамилия\nИван,Петров\nОльга,Смирнова\n"),
    ("cp1253", "Όνομα,Επώνυμο\nΓιώργος,Παπαδόπουλος\n"),
    ("cp1254", "Ad,Soyad\nİbrahim,Yıldız\nAyşe,Çağlar\n"),
    ("cp1255", "שם,משפחה\nדוד,כהן\n"),
    ("cp1256", "الاسم,العائلة\nمحمد,علي\n"),
    ("cp932", "名,姓\n太郎,山田\n花子,佐藤\n一郎,鈴木\n"),
    ("euc_jp", "名,姓\n太郎,山田\n花子,佐藤\n"),
    ("iso2022_jp", "名,姓\n太郎,山田\n花子,佐藤\n"),
    ("gb18030", "名,姓\n伟,王\n芳,李\n秀英,张\n"),
    ("big5hkscs", "名,姓\n偉,王\n芳,陳\n"),
    ("cp949", "이름,성\n민수,김\n영희,이\n"),
]


@pytest.mark.parametrize(("encoding", "text"), ENCODED)
def test_other_encodings_are_never_silently_wrong(encoding: str, text: str) -> None:
    """B35: the guess is said to be one; the right reading is offered, with a sample of it."""
    decoded = decode(text.encode(encoding))
    assert not decoded.sure
    assert "choose another" in decoded.message
    offered = {one.encoding: one for one in decoded.choices}
    assert offered[encoding].sample
    assert all(line in text for line in offered[encoding].sample)
    assert decode(text.encode(encoding), encoding).text == text
    assert decoded.choices[0].encoding == decoded.encoding


@pytest.mark.parametrize(
    "encoding", ["cp1252", "mac_roman", "cp850", "cp1250", "cp1251", "koi8_r", "cp932", "gb18030"]
)
def test_the_common_encodings_are_guessed(encoding: str) -> None:
    """B35: the first guess is right for the encodings that spreadsheets write most."""
    text = dict(ENCODED)[encoding]
    assert decode(text.encode(encoding)).text == text


WINDOWS = "Name;Firma;Bemerkung\r\nMüller, Änne;Großhandel „Süd“;€ 5 – gut\r\n"


def test_a_german_spreadsheets_signs_are_no_macs() -> None:
    """B34: a Mac's letters for a euro sign, a dash, low quotation marks, ß or Ä are odd ones."""
    decoded = decode(WINDOWS.encode("cp1252"))
    assert (decoded.encoding, decoded.text) == ("cp1252", WINDOWS)
    assert decode(WINDOWS.encode("mac_roman")).text == WINDOWS


def test_a_chosen_encoding_that_does_not_fit_is_passed_over() -> None:
    """B35: what cannot be decoded is not offered, and choosing it changes nothing."""
    data = "Name\nJürgen\n".encode("cp1252")
    assert decode(data, "no such encoding") == decode(data)
    assert all(LABELS[one.encoding] == one.label for one in decode(data).choices)


def test_cut_utf16_is_refused_with_words() -> None:
    """B34, B08: UTF-16 with half a character says so, instead of showing other letters."""
    with pytest.raises(UnreadableError, match="save it as CSV"):
        decode(b"\xff\xfe" + PEOPLE.encode("utf-16-le")[:-1] + b"\x00\xd8")


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n\r\n", b" \t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\n\n", b"\x00\x00\x00"],
)
def test_nothing_in_it(data: bytes) -> None:
    """B42: empty, blank lines, a mark alone."""
    with pytest.raises(NothingInItError, match="no contacts in this file"):
        decode(data)


def test_the_limit_is_named_before_anything_is_parsed() -> None:
    """B47: 5.1 MB are refused at once, with the limit."""
    began = time.process_time()
    with pytest.raises(TooLargeError, match=r"5 MB at most; this one has 5\.1 MB"):
        decode(b"a,b\n" * (5_100_000 // 4))
    assert time.process_time() - began < SECOND
    assert decode(b"a,b\n" * (BYTES_LIMIT // 4)).sure


def _xlsx(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(4)))
        + chunk(b"IEND", b"")
    )


def _sqlite(folder: Path) -> bytes:
    file = folder / "some.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE contacts (name TEXT)")
    connection.commit()
    connection.close()
    return file.read_bytes()


def test_other_kinds_are_refused_by_content(tmp_path: Path) -> None:
    """B49, B51, B53: whatever the name says, content decides; each within a second, unopened."""
    kinds = {
        "zip": (_xlsx({"Connections.csv": b"First Name"}), "Unpack it first"),
        "old xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as CSV"),
        "png": (_png(), "a picture"),
        "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        "exe": (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(300), "a program"),
        "elf": (b"\x7fELF\x02\x01\x01" + bytes(300), "a program"),
        "html": (b"\xef\xbb\xbf\n<!DOCTYPE html><html>Sign in</html>", "web page"),
        "pickle": (pickle.dumps(["Ann"]), "for programs"),
        "parquet": (b"PAR1" + bytes(100), "for programs"),
        "feather": (b"ARROW1\x00\x00", "for programs"),
        "sqlite": (_sqlite(tmp_path), "a database"),
        "gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "Unpack it first"),
        "calendar": (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar"),
        "ldif": (b"dn: cn=Ann Roe,mail=ann@x.org\nobjectclass: top\n", "LDIF"),
        "json": (b'[\n {"name": "Ann"}]', "JSON"),
        "noise": (bytes(range(256)) * 40, "isn't text"),
    }
    for name, (data, words) in kinds.items():
        began = time.process_time()
        with pytest.raises(OtherKindError, match=words):
            decode(data)
        assert time.process_time() - began < SECOND, name


def test_a_name_may_begin_like_a_signature() -> None:
    """B51: two letters are no proof: a person may be called MZ, or BM."""
    for start in ("MZ", "BM", "PAR", "PK"):
        assert decode(f"{start},x@y.org\n".encode()).sure


def test_a_stray_zero_byte_makes_no_utf16() -> None:
    """B34: one NUL in a short UTF-8 file is one NUL, not a file of Chinese letters."""
    for text in ("An\0n,Roe\n", "Name\nA\0nn\n", "a\0b,\0\0c\n"):
        assert decode(text.encode()).text == text


def test_refusals_hold_no_value_of_the_file() -> None:
    """P12: what is refused is described by its kind, never by its words."""
    with pytest.raises(FileRefusedError) as refused:
        decode(b"%PDF-1.4 Canary Person canary@example.org")
    assert "anary" not in str(refused.value)
