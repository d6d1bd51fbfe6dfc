"""Any workbook: every record type, every field, texts that mean harm, references that hold.

Made from `records.fields_of`, so a new record or field is in it by itself. What it draws is as the
store keeps it: cleaned, within limits, nothing pointing at a row that is not there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from lib.coaching.comments import Comment
from lib.coaching.cover import Cover
from lib.coaching.records import Field, Record, cleaned, fields_of, problems
from lib.coaching.text import clean, is_blank
from lib.coaching.workbook import TABLE_OF, TABLES, Records, of

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "＝1+1", "＋1", "－1", "＠x", "  =1+1"),  # noqa: RUF001
    *('=HYPERLINK("http://evil","x")', "=cmd|'/c calc'!A1", "'=1+1", "''", "'", "'ann"),
    *("Null", "NA", "None", "nan", "True", "FALSE", "inf", "1E5", "00123", "-0", "+4915112345678"),
    *("O'Brien", "Robert'); DROP TABLE contacts;--", 'say "hi"', 'a""b', "a,b;c\td", "a\\b"),
    *("_x0041_", "_x005F_x0041_", "_x0041_x0042_", "_X0041_", "_x000D_\n", "<r>", "<r>&</r>"),
    *("<r><t>x</t></r>", "]]>", "&amp;", "<script>alert(1)</script>", "{=1}", "%", "http://a.b/c"),
    *("![x](http://host/p.png)", "2026-05-14", "03/04/2026", "yes", "advice talk", " lead", "end "),
    *(
        "a\nb",
        "\n",
        "\ufeffmark",
        "a\u202eexe.txt",
        "\u200d",
        "👩‍👩‍👧‍👦",
        "Straße",
        "محمد",
        "{name}",
    ),
    *("BEGIN:VCARD", "END:VEVENT", "a;b,c\\n:d", "#REF!", "Id", "x" * 200),
)
"""Texts a spreadsheet, a parser or a careless program would take for something else."""

TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=30) | st.text("_x0Ff4<r>/='+ \t\n", max_size=24)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
INSTANTS = st.builds(
    lambda day, moment: datetime.combine(day, moment, UTC),
    st.dates(date(1000, 1, 1), date(9999, 12, 30)),
    st.times(),
)
IDS = st.text("0123456789abcdef", min_size=16, max_size=16) | st.sampled_from(
    ["1234567890123456", "12e4567890123456", "0000000000000001", "ann", "=1+1", "'x", "-1"]
)


def workbooks(most: int = 4) -> st.SearchStrategy[Records]:
    """Return a strategy of workbooks with up to so many rows of each type."""

    @st.composite
    def drawn(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Records:
        ids: dict[str, list[str]] = {}
        for table, record_type in TABLES.items():
            least, top = (1, 1) if record_type is Cover else (0, most)
            rows = st.lists(IDS, min_size=least, max_size=top, unique=True)
            ids[table] = draw(rows)
        found: list[Record] = []
        for table, record_type in TABLES.items():
            rows_of_type = [draw(_record(record_type, row, ids)) for row in ids[table]]
            found.extend(one for one in rows_of_type if one is not None)
        return of(_holding(found))

    return drawn()


def content(records: Records) -> dict[str, dict[str, Record]]:
    """Return what two equal workbooks have in common: the rows that may leave, versions aside."""
    return {
        table: {
            row: replace(one, version=0)
            for row, one in records.all(record_type).items()
            if not (isinstance(one, Comment) and one.private)
        }
        for table, record_type in TABLES.items()
    }


def _record(
    record_type: type[Record], row: str, ids: dict[str, list[str]]
) -> st.SearchStrategy[Record | None]:
    hints = get_type_hints(record_type)

    def built(**values: Any) -> Record | None:  # noqa: ANN401 - a value of any field
        if any(values[name] is None for name in required):
            return None
        record = cleaned(record_type(id=row, **values))
        return None if problems(record, TABLE_OF[record_type]) else record

    values = {
        one.name: _value(one, hints[one.name], ids)
        for one in fields_of(record_type)
        if one.name != "id"
    }
    required = [one.name for one in fields_of(record_type) if not one.optional and one.name != "id"]
    return st.builds(built, **values)


def _value(one: Field, hint: object, ids: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    if one.name == "version":
        return st.integers(1, 1000)
    if one.column.refers_to:
        there = ids[one.column.refers_to]
        drawn: st.SearchStrategy[Any] = st.sampled_from(there) if there else st.none()
    elif get_origin(hint) is tuple:
        drawn = st.lists(st.sampled_from(get_args(hint)[0]), unique=True).map(tuple)
    elif one.kind is str:
        drawn = _text(one)
    elif one.kind is bool:
        drawn = st.booleans()
    elif one.kind is int:
        least = 0 if one.column.lowest is None else one.column.lowest
        drawn = st.integers(least, one.column.highest or 2**31 - 1)
    elif one.kind is date:
        drawn = DAYS
    elif one.kind is datetime:
        drawn = INSTANTS
    else:
        drawn = st.sampled_from(one.kind)  # every other kind is an enum
    return st.none() | drawn if one.optional else drawn


def _text(one: Field) -> st.SearchStrategy[str]:
    texts = TEXTS.map(clean)
    fitting = texts.filter(lambda text: len(text) <= one.column.limit)
    if not one.column.required:
        return fitting
    return fitting.filter(lambda text: not is_blank(text))


def _holding(records: list[Record]) -> list[Record]:
    """Return the records without those that point at a row which is not there."""
    while True:
        there = {(TABLE_OF[type(one)], one.id) for one in records}
        kept = [one for one in records if all(end in there for end in _ends(one))]
        if len(kept) == len(records):
            return kept
        records = kept


def _ends(record: Record) -> list[tuple[str, str]]:
    return [
        (one.column.refers_to, row)
        for one in fields_of(type(record))
        if one.column.refers_to and (row := getattr(record, one.name)) is not None
    ]
