"""Any bytes, and any export with slips in it: refused in words or read, each row accounted for."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching import workbook
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.touches import Touch
from lib.exchange import csv_out, json_out, layout, whole, xlsx_out
from lib.exchange.difference import difference
from lib.exchange.errors import FileRefusedError
from tests.workbooks import TEXTS

TRIES = settings(max_examples=5_000 if os.environ.get("SOAK") else 150, deadline=None)
ON = date(2026, 11, 28)
BOOK = workbook.of(
    [
        Cover(id="cover", version=1),
        Contact(id="ann", name="Ann", notes="a, b\nc", version=2),
        Contact(id="ben", name="Ben", mutual_contact="ann", version=2),
        Touch(id="touch", contact="ben", on=ON, version=3),
    ]
)
EXPORTS = [make.whole(BOOK, 3, ON) for make in (xlsx_out, csv_out, json_out)]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON = st.recursive(SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(TEXTS, one))
FIELDS = sorted({place.field.name for tab in layout.tabs() for place in tab.places})

MEMBERS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
PIECES = (
    *("<c", ' t="s"', ">", "<v>", "99999", "</v>", "</c>", "<row>", "<f>", "-1", ' r="ZZZZZ9"'),
    *("&x;", "<!DOCTYPE a>", "=", "NaN", "1e999"),
)


def survives(data: bytes) -> None:
    """Read it, if it can be read, and hold the law; an error of ours is an answer too."""
    try:
        held = whole.read(data, BOOK)
    except FileRefusedError:
        return
    found = difference(held, BOOK)
    assert found.rows_read == held.rows_read


@TRIES
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """B51: whatever it is called, whatever is in it."""
    survives(data)


@TRIES
@given(
    st.sampled_from(EXPORTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
    st.floats(0, 1),
)
def test_an_export_with_a_slip_in_its_bytes(
    data: bytes, slips: list[tuple[float, int]], cut: float
) -> None:
    """Cut, or with some bytes changed, as by a bad line or a bad disk."""
    broken = bytearray(data)
    for where, byte in slips:
        broken[int(where * (len(broken) - 1))] = byte
    survives(bytes(broken[: int(cut * len(broken))]))
    survives(bytes(broken))


@TRIES
@given(st.sampled_from(MEMBERS), st.lists(st.sampled_from(PIECES)))
def test_a_spreadsheet_with_slips_in_its_xml(member: str, pieces: list[str]) -> None:
    """A member that is no XML, or says what no sheet says."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(EXPORTS[0])) as archive, zipfile.ZipFile(out, "w") as edited:
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name == member:
                middle = len(text) // 2
                text = text[:middle] + "".join(pieces) + text[middle:]
            edited.writestr(name, text)
    survives(out.getvalue())


@TRIES
@given(st.lists(st.lists(TEXTS, max_size=12), max_size=8), st.sampled_from(layout.tabs()))
def test_any_rows_below_our_headings(rows: list[list[str]], tab: layout.Tab) -> None:
    """Cells of any text in any column of any table."""
    headings = [place.heading for place in tab.places][::-1]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        data = csv_out.written([headings, *rows])
        archive.writestr(f"{tab.title}.csv", data)
    survives(out.getvalue())


@TRIES
@given(
    st.dictionaries(
        st.sampled_from(sorted(workbook.TABLES)),
        st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8) | JSON, max_size=4),
        max_size=4,
    ),
    JSON,
)
def test_any_json(tables: dict[str, object], odd: object) -> None:
    """Values of any kind where a field should be."""
    survives(json.dumps(odd).encode())
    held = {"what": layout.NAME, "format": odd, "workbook_version": odd, "records": tables}
    survives(json.dumps(held).encode())
