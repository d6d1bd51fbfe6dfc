"""Any bytes and any table: never an exception of ours untold, and nobody lost or invented.

With SOAK set in the environment each of them tries ten times as many files: 21,000 in all.
"""

from __future__ import annotations

import csv
import html
import io
import os
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching import workbook
from lib.coaching.contacts import Contact
from lib.coaching.days import DateOrder
from lib.coaching.text import clean, is_blank
from lib.exchange import contacts_in, incoming, tables
from lib.exchange.contacts_in import Mapping
from lib.exchange.errors import FileRefusedError
from lib.exchange.headings import Part
from tests.exchange.packing import in_a_sheet, inline, packed, sheet_parts

TRIES = settings(max_examples=3_000 if os.environ.get("SOAK") else 300, deadline=None)
"""Of each of the seven kinds of file here: 2,100, or with SOAK 21,000."""
PIECES = st.sampled_from(
    [",", ";", "\t", "|", '"', '""', '\\"', "\n", "\r", "\r\n", "\x00", "\u2028", "Name", "E-mail",
     "First Name", "Last Name", "Notes:", "Ann", "a@x.org", "sep=;", "=1+1", "\ufeff", "é", " ",
     "12/03/2026", "javascript:x", "\ud83d", "https://x.example", "名"]
)  # fmt: skip
CELLS = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["", "NA", "Null", "00123", "1E5", "True", 'a"b', "_x000D_", "x\\", "a\nb", "a,b;c", "\ufeff"]
)


def whole_way(data: bytes, order: DateOrder | None = None) -> None:
    """Take bytes all the way, twice; the law holds, and the second time brings nothing new."""
    try:
        table = incoming.read(data).table
        if table.heading is None:
            tables.with_heading(table, first_row=False)
    except FileRefusedError:
        return
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    found = contacts_in.preview(table, contacts_in.propose(table), workbook.of([]), order)
    read = len(table.rows) + len(table.rejected)
    assert found.rows_read == read
    lines = [row.line for row in table.rows] + [one.line for one in table.rejected]
    accounted = [one.line for one in found.lines] + [one.line for one in found.rejected]
    assert sorted(accounted, key=str) == sorted(lines, key=str)
    assert len(found.accepted + found.merged + found.unchanged) + len(found.rejected) == read
    writes = contacts_in.writes(found)
    assert len(writes) == len(found.accepted)
    again = contacts_in.preview(table, contacts_in.propose(table), workbook.of(writes), order)
    assert contacts_in.writes(again) == []
    assert again.rows_read == read


@TRIES
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """B34, B35, B51: arbitrary bytes are read or refused in words."""
    whole_way(data)


@TRIES
@given(st.lists(PIECES, max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_anything_like_a_table(pieces: list[str], encoding: str) -> None:
    """B37 to B45: quotes, delimiters, headings and line ends in any arrangement."""
    whole_way("".join(pieces).encode(encoding, "surrogatepass"))


@TRIES
@given(st.lists(PIECES, max_size=40), st.sampled_from(["cp1252", "cp932", "gb18030", "mac_roman"]))
def test_anything_in_an_old_encoding(pieces: list[str], encoding: str) -> None:
    """B35: the same, in encodings that must be guessed."""
    whole_way("".join(pieces).encode(encoding, "replace"))


CARD_PIECES = st.sampled_from(
    ["BEGIN:VCARD\r\n", "END:VCARD\r\n", "VERSION:2.1\r\n", "VERSION:3.0\n", "VERSION:4.0\r\n",
     "FN:",
     "N:", "ORG:", "TEL;TYPE=CELL:", "EMAIL:", "NOTE;ENCODING=QUOTED-PRINTABLE:", "ADR;TYPE=home:",
     "item1.URL:", "PHOTO;ENCODING=BASE64:", "AGENT:", "X-ABLabel", ";CHARSET=ISO-8859-1", ":", ";",
     ",", "\\", "\\n", "=C3=84", "=", "=\r\n", "\r\n ", "\n\t", "\n", "\r", "Ann", "Roe", "a@x.org",
     "+49 30 1", "é", "/9j/4AAQ==", "KIND:group\r\n", '"', "\x00", "\ud83d", "名"]
)  # fmt: skip


@TRIES
@given(st.lists(CARD_PIECES, max_size=60), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_anything_like_cards(pieces: list[str], encoding: str) -> None:
    """B46, F17: cards with their lines in any arrangement, cut anywhere, in three encodings."""
    errors = "surrogatepass" if encoding.startswith("utf") else "replace"
    whole_way(f"BEGIN:VCARD\r\n{''.join(pieces)}".encode(encoding, errors))


ATTRIBUTES = st.sampled_from(
    ["", "", "", " r='7'", " r='B2'", " r='0'", " r='-3'", " r='ZZZ9'", " r='x'", " t='b'",
     " t='n'", " t='n' s='1'", " t='s'", " t='d'",
     " t='e'", " t='str'", " t='inlineStr'", " s='99'"]
)  # fmt: skip
CONTENTS = st.sampled_from(
    ["<v>1</v>", "<v>1E400</v>", "<v>-0</v>", "<v>x</v>", "<v>2023-03-12</v>", "<v>45000.5</v>",
     "<v>#N/A</v>", "<f>1+1</f>", "<f>1+1</f><v>2</v>", "<is><t>Ann</t></is>",
     "<is><t>a@x.org</t></is>", "<is/>", "<is><r><t>A</t></r><r><t>b</t></r></is>", "<v/>", "",
     "<is><t>Name</t></is>", "<!-- -->", "<x/>", "Ann", "&amp;"]
)  # fmt: skip
BROKEN = st.sampled_from([*[""] * 40, "</row>", "<c>", "&b;", "]]>", "<row>", "\x01"])
ODD_CELLS = st.builds("<c{}>{}</c>".format, ATTRIBUTES, CONTENTS)
GOOD_CELLS = st.sampled_from(
    ["<c><v>1</v></c>", "<c r='B9'><v>4.5E3</v></c>", "<c t='b'><v>1</v></c>", "<c/>",
     "<c t='str'><f>1+1</f><v>two</v></c>", "<c t='e'><v>#N/A</v></c>", "<c><f>1+1</f></c>",
     "<c t='d'><v>2023-03-12</v></c>", "<c t='inlineStr'><is><t>Ann</t></is></c>",
     "<c t='inlineStr'><is><r><t>A</t></r><r><t>b</t></r></is></c>", "<c><v>-0</v></c>"]
)  # fmt: skip
SHEET_CELLS = st.one_of(*[GOOD_CELLS] * 12, ODD_CELLS)
SHEET_ROWS = st.builds(
    lambda attributes, cells, broken: f"<row{attributes}>{''.join(cells)}</row>{broken}",
    st.sampled_from(["", "", "", "", "", " r='7'", " r='9'", " r='0'", " r='-3'", " r='x'"]),
    st.lists(SHEET_CELLS, max_size=4),
    BROKEN,
)


@TRIES
@given(st.lists(SHEET_ROWS, max_size=6))
def test_anything_like_a_sheet(rows: list[str]) -> None:
    """B49, F17: rows and cells of every kind, odd references, odd values, whole or broken."""
    data = sheet_parts(inline("Name", "E-mail") + inline("Ann", "x") + "".join(rows))
    whole_way(packed(data, tight=zipfile.ZIP_STORED))


@TRIES
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    st.integers(0, 4_000),
    st.binary(min_size=1, max_size=6),
)
def test_a_sheet_whole_and_damaged(rows: list[list[str]], place: int, wrong: bytes) -> None:
    """B49, F17: every cell of a sheet arrives; damaged, it is read or refused."""
    written = [[html.escape(in_a_sheet(clean(cell))) for cell in row] for row in rows]
    whole = packed(
        sheet_parts("".join(inline(*row) for row in [["Name", "E-mail", "Notes"], *written]))
    )
    expected = [
        tuple(clean(cell).strip() for cell in row)
        for row in rows
        if any(not is_blank(clean(cell)) for cell in row)
    ]
    try:
        table = incoming.read(whole).table
    except FileRefusedError:
        assert not expected
    else:
        assert [row.cells for row in table.rows] == expected
    whole_way(whole)
    place %= len(whole)
    whole_way(whole[:place] + wrong + whole[place + len(wrong) :])


@TRIES
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_every_cell_arrives(rows: list[list[str]], delimiter: str, end: str) -> None:
    """F17, B03, B29, B37: what the standard library writes is read back, cleaned and no more."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=end)
    writer.writerows([["Name", "Company", "Notes"], *rows])
    text = out.getvalue()
    expected = [
        tuple(clean(cell).strip() for cell in row)
        for row in rows
        if any(not is_blank(clean(cell)) for cell in row)
    ]
    try:
        table = tables.read(text)
    except FileRefusedError:
        assert not expected
        return
    again = [one for one in expected if one == ("Name", "Company", "Notes")]
    assert [row.cells for row in table.rows] == [one for one in expected if one not in again]
    mapping = Mapping((Part.NAME, Part.COMPANY, Part.NOTES))
    found = contacts_in.preview(table, mapping, workbook.of([]))
    for line in found.accepted:
        row = next(one for one in table.rows if one.line == line.line)
        told = (line.contact.name, line.contact.company, line.contact.notes)
        assert told == tuple("" if is_blank(cell) else cell for cell in row.cells)


@TRIES
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Ann Roe", "ann roe", "Ann", "Bob Doe", ""]),
            st.sampled_from(["", "a@x.org", "A@X.org", "b@x.org", "bad"]),
            st.sampled_from(["", "https://linkedin.com/in/a", "https://x.example", "data:x"]),
            st.sampled_from(["", "Acme", "ACME", "Other"]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.lists(
        st.builds(
            Contact,
            name=st.sampled_from(["Ann Roe", "Bob Doe", "Ann"]),
            email=st.sampled_from(["", "a@x.org", "b@x.org"]),
            company=st.sampled_from(["", "Acme"]),
            version=st.just(1),
        ),
        max_size=4,
    ),
)
def test_merging_never_overwrites(
    rows: list[tuple[str, str, str, str]], there: list[Contact]
) -> None:
    """B30, B54: whatever meets whatever, no field that was filled changes, and twice is once."""
    text = "Name,E-mail,Link,Company\n" + "".join(",".join(row) + "\n" for row in rows)
    if not any(any(row) for row in rows):
        return
    table = tables.read(text)
    mapping = contacts_in.propose(table)
    before = {one.id: one for one in there}
    found = contacts_in.preview(table, mapping, workbook.of(there))
    after = dict(before)
    for one in contacts_in.writes(found):
        was = before.get(one.id)
        after[one.id] = one
        if was is not None:
            for name in ("name", *contacts_in.FILLED):
                assert not getattr(was, name) or getattr(one, name) == getattr(was, name)
    again = contacts_in.preview(table, mapping, workbook.of(after.values()))
    assert not again.accepted
