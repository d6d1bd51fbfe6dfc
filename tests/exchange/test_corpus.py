"""The corpus of bad files, line by line: each comes in right, or is refused in words, and soon.

Every test bears the number of its line; each file goes the whole way a dropped one goes, through
the process that reads it. Most seconds and megabytes of each: F16.
"""

from __future__ import annotations

import io
import pickle
import re
import sqlite3
import struct
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from lib.coaching import workbook
from lib.coaching.contacts import Contact
from lib.exchange import child, contacts_in
from lib.exchange.errors import (
    FileRefusedError,
    NothingInItError,
    OtherKindError,
    TooLargeError,
    UnreadableError,
)
from tests.exchange.packing import inline, million_rows, packed, sheet_parts

if TYPE_CHECKING:
    from lib.coaching.workbook import Records
    from lib.exchange.contacts_in import Preview
    from lib.exchange.incoming import Incoming

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "trust.md"
EMPTY = workbook.of([])
SECONDS = 2.0
"""Most one file may take (F16), on a machine with nothing else to do; this one is shared."""
PATIENCE = 5.0


def read(data: bytes, encoding: str | None = None) -> Incoming:
    """Return what a dropped file holds, read in its own process, within its time."""
    began = time.monotonic()
    try:
        return child.contacts(data, encoding)
    finally:
        assert time.monotonic() - began < SECONDS * PATIENCE


def brought(data: bytes | str, records: Records = EMPTY) -> Preview:
    """Return what a dropped file would bring; every row is accounted for."""
    found = read(data.encode() if isinstance(data, str) else data)
    table = found.table
    preview = contacts_in.preview(table, contacts_in.propose(table), records)
    assert preview.rows_read == len(table.rows) + len(table.rejected)
    assert preview.rows_read == sum(
        map(len, (preview.accepted, preview.merged, preview.unchanged, preview.rejected))
    )
    return preview


def names(found: Preview) -> list[str]:
    """Return who would come in."""
    return [line.contact.name for line in found.accepted]


def refused(data: bytes, kind: type[FileRefusedError], words: str) -> None:
    """Hold that a file is refused so, within a second, without a word of itself."""
    began = time.monotonic()
    with pytest.raises(kind, match=words) as said:
        child.contacts(data)
    assert time.monotonic() - began < PATIENCE
    assert "anary" not in str(said.value)
    assert "!" not in str(said.value)


def test_b33_a_byte_order_mark() -> None:
    """The first heading is right: the mark is no part of it."""
    found = read(b"\xef\xbb\xbfemail,name\nann@x.org,Ann\n")
    assert found.table.heading == ("email", "name")
    assert names(brought(b"\xef\xbb\xbfemail,name\nann@x.org,Ann\n")) == ["Ann"]


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_b34_wide_unicode(encoding: str, *, mark: bool) -> None:
    """Decoded with and without a mark; no mojibake."""
    text = ("\ufeff" if mark else "") + "Name,Company\nJürgen Müller,Größe & Söhne\nZoë,Acme\n"
    assert names(brought(text.encode(encoding))) == ["Jürgen Müller", "Zoë"]


def test_b34_a_cut_one_says_what_to_do() -> None:
    """Half a letter at the end: save as UTF-8."""
    data = b"\xff\xfe" + "Name,Company\nAnn,Acme\n".encode("utf-16-le") + b"x"
    refused(data, UnreadableError, "UTF-8")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp932"])
def test_b35_old_encodings_are_shown_with_a_choice(encoding: str) -> None:
    """Never silently wrong: guessed, with a sample of each, and read again as one chooses."""
    text = "名,会社\n太郎 山田,鈴木\n" if encoding == "cp932" else "Name,Company\nJürgen,Söhne\n"
    data = text.encode(encoding)
    found = read(data)
    assert not found.sure
    assert any(one.encoding == encoding for one in found.choices)
    assert all(one.sample for one in found.choices)
    again = read(data, encoding)
    assert again.encoding == encoding
    assert again.table.rows[-1].cells[0] in ("太郎 山田", "Jürgen")


def test_b37_quotes() -> None:
    r"""Quoted newlines, doubled quotes, `\"` escapes: the right number of rows."""
    text = 'Name,Notes\n"Ann","a\nb, c"\n"Bob ""B"" Doe","x"\n'
    assert names(brought(text)) == ["Ann", 'Bob "B" Doe']
    escaped = 'Name,Notes\n"Ann","say \\"hi\\", twice"\n"Bob","\\"x\\""\n'
    assert names(brought(escaped)) == ["Ann", "Bob"]


def test_b39_without_headings_nobody_is_eaten() -> None:
    """A missing heading is asked about; the first person is a row."""
    table = read(b"Ann Roe,ann@x.org\nBob Doe,bob@x.org\n").table
    assert table.heading is None
    assert [row.cells[0] for row in table.rows] == ["Ann Roe", "Bob Doe"]


def test_b40_headings_that_come_twice() -> None:
    """`Email,Email`, other case, a no-break space: first in the field, second kept."""
    for heading in ("Email,Email", "EMAIL,email", "E\u00a0mail,Email "):
        (line,) = brought(f"Name,{heading}\nAnn,a@x.org,b@x.org\n").accepted
        assert line.contact.email == "a@x.org"
        assert "b@x.org" in line.contact.notes


@pytest.mark.parametrize(
    "data", [b"", b"Name,E-mail\n", b"\n\n \n,,,\n", b"\xef\xbb\xbf", b"\xff\xfe"]
)
def test_b42_nothing_in_it(data: bytes) -> None:
    """Empty, headings only, blank lines, a mark alone."""
    refused(data, NothingInItError, "no contacts in this file")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\r\r\n"])
def test_b43_line_ends(end: str) -> None:
    """CR alone, mixed, doubled: the right rows."""
    assert names(brought(f"Name,Company{end}Ann,Roe{end}Bob,Doe{end}")) == ["Ann", "Bob"]
    assert names(brought("Name,Company\rAnn,Roe\r\nBob,Doe\nCy,Coe")) == ["Ann", "Bob", "Cy"]


CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


@pytest.mark.parametrize("above", ["", "Notes:\nSome addresses are missing.\n\n", "\n" * 9])
def test_b44_linkedins_own_file(above: str) -> None:
    """With its paragraph of notes and without; empty e-mails are fine; never zero with success."""
    found = brought(f"{above}{CONNECTIONS}\nAnn,Roe,,,Acme,CTO,12 Mar 2023\nBob,Doe,,,,,\n")
    assert names(found) == ["Ann Roe", "Bob Doe"]
    assert found.accepted[0].contact.connected_on == date(2023, 3, 12)


def test_b44_the_export_nobody_here_wrote() -> None:
    """Ten people, each with the e-mail, firm and day that stand in the file."""
    file = CORPUS.parent / "data" / "linkedin" / "Connections.csv"
    if not file.exists():
        pytest.skip("the LinkedIn export is not beside this checkout")
    found = brought(file.read_bytes())
    assert [
        (one.contact.name, one.contact.email, one.contact.company, str(one.contact.connected_on))
        for one in found.accepted
    ] == [
        ("Alice Johnson", "alice.johnson@techcorp.com", "TechCorp", "2023-01-15"),
        ("Bob Williams", "bob@startupxyz.com", "StartupXYZ", "2023-03-20"),
        ("Carol Davis", "", "BigCo", "2023-05-10"),
        ("David Brown", "david.b@anthropic.com", "Anthropic", "2023-07-25"),
        ("Eve Wilson", "eve@consulting.io", "Consulting Partners", "2023-09-01"),
        ("Frank Miller", "", "Google", "2023-11-15"),
        ("Grace Lee", "grace.lee@meta.com", "Meta", "2023-12-20"),
        ("Henry Taylor", "", "Amazon", "2024-01-05"),
        ("Ivy Martinez", "ivy@startup.co", "Stealth Startup", "2024-02-10"),
        ("Jack Anderson", "jack.a@openai.com", "OpenAI", "2024-03-25"),
    ]
    positions = [one.contact.position for one in found.accepted]
    assert positions[:3] == ["CTO", "Founder", "VP Engineering"]
    assert found.accepted[9].contact.link == "https://linkedin.com/in/jackanderson"
    log = read((file.parent / "Messages.csv").read_bytes()).log
    assert log is not None
    assert len(log.messages) + len(log.rejected) == 11


def test_b45_other_languages_and_layouts() -> None:
    """Synonyms in any order; position and link may be missing; unknown words are asked about."""
    german = "Verbunden am;Unternehmen;Nachname;Vorname\n12.03.2023;Acme;Roe;Ann\n"
    (line,) = brought(german).accepted
    assert (line.contact.name, line.contact.company) == ("Ann Roe", "Acme")
    old = "First Name,Last Name,Email Address,Company,Connected On\nAnn,Roe,a@x.org,A,1 Mar 2019\n"
    assert names(brought(old)) == ["Ann Roe"]
    assert read("姓氏,公司\nAnn,Acme\n".encode()).table.heading is None


GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Birthday,Notes,Group Membership,E-mail 1 - Type,"
    "E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,"
    "Address 1 - Type,Address 1 - Formatted,Organization 1 - Type,Organization 1 - Name,"
    "Organization 1 - Title,Website 1 - Type,Website 1 - Value\n"
    "Ann Marie Roe,Ann,Marie,Roe,1980-05-06,tall,* myContacts ::: Friends,* Home,"
    "ann@x.org ::: ann@y.org,Work,ann@work.example,Mobile,+49 151 1 ::: +49 30 234,Home,"
    '"Main St 1\nBerlin",,Acme,CTO,Profile,https://x.example/ann\n'
)
GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,"
    "Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Website 1 - Label,Website 1 - Value\n"
    "Ann,Marie,Roe,,Dr.,Annie,,Acme,CTO,IT,1980-05-06,tall,https://p.example/x,* myContacts,"
    "* Home,ann@x.org ::: ann@y.org,Work,ann@work.example,Mobile,+49 151 1 ::: +49 30 234,Home,"
    '"Main St 1\nBerlin",Profile,https://x.example/ann\n'
)


@pytest.mark.parametrize("text", [GOOGLE_OLD, GOOGLE_NEW], ids=["old", "new"])
def test_b46_google_contacts(text: str) -> None:
    """Both layouts: joined values and second addresses: first in the field, the rest noted."""
    (line,) = brought(text).accepted
    contact = line.contact
    assert (contact.name, contact.company, contact.position) == ("Ann Marie Roe", "Acme", "CTO")
    assert (contact.email, contact.phone) == ("ann@x.org", "+49 151 1")
    assert contact.link == "https://x.example/ann"
    for kept in ("ann@y.org", "ann@work.example", "+49 30 234", "tall", "1980-05-06", "Main St 1"):
        assert kept in contact.notes, kept


OUTLOOK = {
    "English": (
        "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,"
        "Business Street,Business Fax,Business Phone,Home Phone,Mobile Phone,E-mail Address,"
        "E-mail Type,E-mail Display Name,E-mail 2 Address,Web Page,Notes"
    ),
    "German": (
        "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,"
        "Straße geschäftlich,Fax geschäftlich,Telefon geschäftlich,Telefon privat,Mobiltelefon,"
        "E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,E-Mail 2: Adresse,Webseite,Notizen"
    ),
    "French": (
        "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Profession,Rue (bureau),"
        "Télécopie (bureau),Téléphone (bureau),Téléphone (domicile),Tél. mobile,"
        "Adresse de messagerie,Type de messagerie,Nom complet de l'adresse de messagerie,"
        "Adresse de messagerie 2,Page Web,Notes"
    ),
    "Spanish": (
        "Tratamiento,Nombre,Segundo nombre,Apellidos,Sufijo,Organización,Departamento,Puesto,"
        "Calle del trabajo,Fax del trabajo,Teléfono del trabajo,Teléfono particular,"
        "Teléfono móvil,Dirección de correo electrónico,Tipo de correo electrónico,"
        "Nombre de pantalla de correo electrónico,Dirección de correo electrónico 2,Página Web,"
        "Notas"
    ),
}


@pytest.mark.parametrize("language", OUTLOOK)
def test_b46_outlook(language: str) -> None:
    """Outlook's export in four languages: names, firm, three numbers, two addresses, notes."""
    row = (
        "Dr.,Ann,Marie,Roe,,Acme,IT,CTO,Main St 1,+49 30 1,+49 30 2,+49 30 3,+49 151 4,"
        "ann@x.org,SMTP,Ann Roe (ann@x.org),ann@y.org,https://x.example/ann,tall"
    )
    (line,) = brought(f"{OUTLOOK[language]}\n{row}\n").accepted
    contact = line.contact
    assert (contact.name, contact.company, contact.position) == ("Ann Marie Roe", "Acme", "CTO")
    assert contact.email == "ann@x.org"
    assert contact.link == "https://x.example/ann"
    said = f"{contact.phone}\n{contact.notes}"
    for kept in ("+49 30 1", "+49 30 2", "+49 30 3", "+49 151 4", "ann@y.org", "tall"):
        assert kept in said, kept


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_b46_vcard(version: str) -> None:
    """Three versions with folded lines and quoted-printable; more in `test_vcard`."""
    folded = (
        "NOTE;ENCODING=QUOTED-PRINTABLE:gro=C3=9F=\r\n und blond"
        if version == "2.1"
        else ("NOTE:gro\u00df un\r\n d blond")
    )
    text = (
        f"BEGIN:VCARD\r\nVERSION:{version}\r\nN:M\u00fcller;J\u00fcrgen;;;\r\n"
        f"FN:J\u00fcrgen M\u00fcller\r\nTEL;TYPE=CELL:+49 151 1\r\n{folded}\r\nEND:VCARD\r\n"
    )
    (line,) = brought(text).accepted
    assert (line.contact.name, line.contact.phone) == ("Jürgen Müller", "+49 151 1")
    assert line.contact.notes == "groß und blond"


def test_b47_too_much_is_refused_before_it_is_parsed() -> None:
    """A million rows, 5.1 MB, 200 MB: the limit is named."""
    refused(b"Name\n" + b"Ann\n" * 1_000_000, TooLargeError, r"200,000 lines at most")
    refused(b"Name,E-mail\n" + b"Ann,a\n" * 5_001, TooLargeError, r"5,000 rows at most")
    refused(b"Name\n" + b"x" * 5_100_000, TooLargeError, r"5 MB at most; this one has 5\.1 MB")
    refused(bytes(200_000_000), TooLargeError, r"5 MB at most; this one has 200\.0 MB")


BOMBS = {
    "a million rows": (million_rows(), TooLargeError, "50 MB are unpacked"),
    "a nested zip": (packed({"in.zip": packed({"a.csv": "x"})}), OtherKindError, "inside"),
    "names that lead out": (packed({"../../a.csv": "Name"}), OtherKindError, "lead out"),
    "with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        OtherKindError,
        "password",
    ),
    "with macros": (
        packed({"xl/workbook.xml": "", "xl/vbaProject.bin": ""}),
        OtherKindError,
        "macros",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_b49_bombs_and_traps(name: str) -> None:
    """Refused by the directory alone, within a second; `test_archives` has more of them."""
    data, kind, words = BOMBS[name]
    began = time.monotonic()
    refused(data, kind, words)
    assert time.monotonic() - began < 1


MEASURE = """
import sys, time, resource
sys.path.insert(0, ".")
from lib.exchange import child
from lib.exchange.errors import TooLargeError
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.monotonic()
try:
    child.contacts(data)
except TooLargeError:
    took = time.monotonic() - began
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(took, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, children)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in kilobytes on Linux")
def test_b49_t9_a_million_rows_in_a_second_and_fifty_megabytes() -> None:
    """T9: 330 KB that unfold to a million rows: under a second, under 50 MiB, no child."""
    said = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MEASURE],
        input=million_rows(),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    took, megabytes, children = map(float, said.stdout.split())
    assert len(million_rows()) < 400_000
    assert took < 1
    assert megabytes < 50
    assert children == 0


def test_b49_negative_control_pandas_would_read_on() -> None:
    """The usual reader has no limit of rows: it unfolds whatever the file says."""
    rows = inline("Name") + '<row r="300000"><c t="inlineStr"><is><t>x</t></is></c></row>'
    data = packed(sheet_parts(rows))
    assert len(data) < 3_000
    assert len(pd.read_excel(io.BytesIO(data), engine="openpyxl")) > 100_000
    refused(data, TooLargeError, "200,000 lines at most")


LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("before", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_b50_entities(before: str) -> None:
    """Nothing is expanded, no other file is looked into."""
    data = packed(sheet_parts(inline("Name") + inline("&b;"), before=before))
    refused(data, UnreadableError, "damaged, or of an odd kind")


def test_b50_links_outside_and_commands_are_inert() -> None:
    """DDE and links to other books: what was shown comes in as text, nothing is followed."""
    cell = "<c><f>cmd|'/c calc'!A1</f><v>5</v></c>"
    linked = '<c t="str"><f>[1]Sheet1!A1</f><v>Ann</v></c>'
    parts = sheet_parts(inline("Name", "Notes") + f"<row>{linked}{cell}</row>")
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    (line,) = brought(packed(parts)).accepted
    assert (line.contact.name, line.contact.notes) == ("Ann", "5")


def _picture() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_picture(), "a picture"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(300), "a program"),
        (b"%PDF-1.7\n%Canary Person", "a PDF"),
        (b"<!DOCTYPE html><html>Sign in, Canary</html>", "web page"),
    ],
)
def test_b51_other_kinds(data: bytes, words: str) -> None:
    """A `.csv` that is a picture, a program, a PDF, a web page: told by its content."""
    refused(data, OtherKindError, words)


def test_b51_a_table_in_a_spreadsheets_clothes() -> None:
    """An `.xlsx` that is CSV is read as what it is; the name plays no part here at all."""
    assert names(brought(b"Name,E-mail\nAnn,a@x.org\n")) == ["Ann"]


def test_b53_files_of_programs_are_never_opened(tmp_path: Path) -> None:
    """Pickle, parquet, feather, SQLite: refused; a pickle that would run something does not."""
    trap = tmp_path / "ran"

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (trap,))

    file = tmp_path / "some.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE contacts (name TEXT)")
    connection.close()
    for data in (
        pickle.dumps(Trap()),
        b"PAR1" + bytes(100),
        b"ARROW1\x00\x00" + bytes(50),
        b"FEA1" + bytes(50),
        file.read_bytes(),
    ):
        refused(data, OtherKindError, "program|database")
    assert not trap.exists()


def test_b54_twice_and_edited() -> None:
    """The same file again adds nobody; an edited one shows what it would change."""
    text = "Name,E-mail,Company\nAnn,a@x.org,\nBob,b@x.org,Beta\n"
    first = brought(text)
    saved = workbook.of(replace(one, version=1) for one in contacts_in.writes(first))
    again = brought(text, saved)
    assert (len(again.unchanged), contacts_in.writes(again)) == (2, [])
    edited = brought("Name,E-mail,Company\nAnn,a@x.org,Acme\nBob,b@x.org,Gamma\n", saved)
    assert [(one.contact.name, one.filled) for one in edited.merged] == [("Ann", ("Company",))]
    assert [(one.contact.name, one.left) for one in edited.unchanged] == [("Bob", ("Company",))]


def test_b55_stopped_in_the_middle() -> None:
    """An import is one action of the store: `tests/faults/test_all_or_nothing` stops it anywhere.

    Here: whatever is read, nothing is written before that one action.
    """
    found = brought("Name\nAnn\nBob\n")
    assert all(isinstance(one, Contact) and one.version == 0 for one in contacts_in.writes(found))


def test_every_line_of_the_corpus_has_its_test() -> None:
    """Each number of the files' part of the corpus is the number of a test here."""
    if not CORPUS.exists():
        pytest.skip("the corpus is not beside this checkout")
    text = CORPUS.read_text("utf-8")
    part = text[text.index("### Files\n") : text.index("### Google Sheets")]
    numbers = {int(one) for one in re.findall(r"^\| B(\d+) \|", part, re.MULTILINE)}
    tested = {int(found[1]) for one in globals() if (found := re.match(r"test_b(\d+)_", one))}
    assert len(numbers) == 18
    assert numbers <= tested
