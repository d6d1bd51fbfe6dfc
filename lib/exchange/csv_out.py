"""The whole workbook as CSV files, one a record type, in one zip: for any program, for good.

Every field is quoted, the text is UTF-8 with a byte order mark, and no cell can be taken for a
formula by a spreadsheet that opens it (`trust.md`, T8): `csv_out` puts a `'` in front of such text,
`csv_in` takes exactly that away again.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING

from lib.exchange import layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from lib.coaching.workbook import Records
    from lib.exchange.layout import Cell

DANGEROUS = "=+-@\t\r\0＝＋－＠"  # noqa: RUF001 - full-width forms, which spreadsheets take too
"""What a formula may begin with; spaces before it change nothing."""
_NUMBER_LIKE = re.compile(r"[0-9]+(?:[eE.][0-9]+)?")


def csv_out(text: str, *, is_id: bool = False) -> str:
    """Return a text as it stands in a CSV file of ours.

    Args:
        text: the text.
        is_id: True for an id: one that a spreadsheet would take for a number is marked as text too.
    """
    return f"'{text}" if _marked(text, is_id=is_id) else text


def csv_in(text: str, *, is_id: bool = False) -> str:
    """Return the text that `csv_out` wrote."""
    marked = text.startswith("'") and _marked(text[1:], is_id=is_id)
    return text[1:] if marked else text


def _marked(text: str, *, is_id: bool) -> bool:
    """Return whether a text is marked; so is all that begins with the mark, to be told apart."""
    if text.startswith("'") or text.lstrip(" ").startswith(tuple(DANGEROUS)):
        return True
    return is_id and _NUMBER_LIKE.fullmatch(text) is not None


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of text as the bytes of a CSV file; the caller has marked what needs it."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def table(rows: Sequence[Mapping[str, str | int]]) -> bytes:
    """Return a small table, the numbers behind a picture, as a CSV file."""
    headings = list(rows[0]) if rows else []
    body = [[_cell(row.get(one), is_id=False) for one in headings] for row in rows]
    return written([[csv_out(one) for one in headings], *body])


def whole(records: Records, version: int, on: date) -> bytes:
    """Return the whole workbook as a zip of CSV files.

    Args:
        records: the workbook.
        version: its version, which comes back with the file.
        on: the owner's day.
    """
    names = layout.Names(records)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.csv", written(layout.about(version, on)))
        for tab in layout.tabs():
            ids = [place.is_id for place in tab.places]
            rows = [[place.heading for place in tab.places]]
            for record in layout.rows_of(records, tab.record_type):
                row = layout.cells(tab, record, names)
                rows.append([_cell(one, is_id=it) for one, it in zip(row, ids, strict=True)])
            archive.writestr(f"{tab.title.lower()}.csv", written(rows))
    return packed.getvalue()


def _cell(content: Cell, *, is_id: bool) -> str:
    match content:
        case None:
            return ""
        case str():
            return csv_out(content, is_id=is_id)
        case int():
            return str(content)
    return content.isoformat()
