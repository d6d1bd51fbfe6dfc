"""One cell after another: what is read, what is wrong, and that what was written reads the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.days import DateOrder
from lib.coaching.records import plain
from lib.coaching.text import clean
from lib.coaching.touches import Channel
from lib.coaching.workbook import TABLES
from lib.sheets import layout, reading
from lib.sheets.reading import ERRORS, TabAbout, Wrong
from tests.sheets.paper import Paper
from tests.workbooks import TEXTS, workbooks

if TYPE_CHECKING:
    from lib.coaching.workbook import Records
    from lib.sheets.values import Value

ANYTHING = (
    st.none()
    | TEXTS
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False)
    | st.sampled_from([*sorted(ERRORS), "yes", "no", "46000", "14.05.2026", "insight, referral"])
)
COLUMNS = [(one.table, column.key) for one in layout.tabs() for column in one.columns]


def read(table: str, key: str, cell: Value, order: DateOrder | None = None) -> object:
    """Return what a cell says in a column."""
    return reading.reader_of(layout.tab(table).column[key], order)(cell)


@pytest.mark.parametrize(
    ("key", "cell", "said"),
    [
        ("connected_on", 46_156, "2026-05-14"),
        ("connected_on", 46_156.75, "2026-05-14"),
        ("connected_on", "2026-05-14", "2026-05-14"),
        ("connected_on", "14 May 2026", "2026-05-14"),
        ("connected_on", "14.05.2026", "2026-05-14"),
        ("connected_on", " ", None),
        ("strength", 3, 3),
        ("strength", 3.0, 3),
        ("strength", "3", 3),
        ("strength", None, None),
        ("knows_my_work", True, 1),
        ("knows_my_work", "No", 0),
        ("knows_my_work", "", None),
        ("kind", "SOCIALLY", "socially"),
        ("phone", 491512345678.0, "491512345678"),
        ("phone", 7, "7"),
        ("name", True, "TRUE"),
        ("name", "a\r\nb\0", "a\nb"),
        ("name", " \u200b", ""),
        ("mutual_contact", None, None),
        ("company", None, ""),
    ],
)
def test_what_people_type(key: str, cell: Value, said: object) -> None:
    """B63: days, numbers, words and truths as a person leaves them in a cell."""
    assert read("contacts", key, cell) == said


@pytest.mark.parametrize(
    ("locale", "day"), [("en_US", "2026-04-03"), ("de_DE", "2026-03-04"), ("ja_JP", "2026-03-04")]
)
def test_the_country_tells_day_from_month(locale: str, day: str) -> None:
    """B63: 4/3/2026 typed as text, in the order of the sheet's country."""
    assert read("touches", "on", "4/3/2026", reading.order_of(locale)) == day
    assert isinstance(read("touches", "on", "4/3/2026", reading.order_of("")), Wrong)


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("connected_on", "next Tue"),
        ("connected_on", 3),
        ("connected_on", True),
        ("connected_on", "2026-02-30"),
        ("connected_on", 1e300),
        ("strength", 6),
        ("strength", 2.5),
        ("strength", "1,5"),
        ("strength", True),
        ("strength", 10**400),
        ("kind", "frend"),
        ("knows_my_work", "perhaps"),
        ("name", "x" * 201),
        ("notes", "x" * 10_001),
        ("not_before", "soon"),
    ],
)
def test_what_cannot_stand_in_its_column(key: str, cell: Value) -> None:
    """B28, B62: told with its text, in words that say what would stand there."""
    wrong = read("contacts", key, cell)
    assert isinstance(wrong, Wrong)
    assert wrong.message.startswith(layout.tab("contacts").column[key].heading)
    assert wrong.text


def test_several_words_in_one_cell() -> None:
    """Split at commas, each once, in any case; one that is none makes the cell wrong."""
    assert read("touches", "helped_with", "Insight,  referral, insight,") == "insight,referral"
    assert read("touches", "helped_with", None) == ""
    assert isinstance(read("touches", "helped_with", "insight, luck"), Wrong)


def test_an_instant_keeps_its_zone() -> None:
    """In UTC to the millisecond; without a zone it is none."""
    said = read("touches", "at", "2026-05-14T11:30:00+02:00")
    assert said == "2026-05-14T09:30:00.000+00:00"
    assert isinstance(read("touches", "at", "2026-05-14T11:30:00"), Wrong)


@given(st.sampled_from(COLUMNS), ANYTHING, st.sampled_from([None, *DateOrder]))
def test_any_cell_is_read_or_wrong(at: tuple[str, str], cell: Value, order: DateOrder) -> None:
    """Total; and what was read, written again, reads the same."""
    table, key = at
    said = read(table, key, cell, order)
    if isinstance(said, Wrong):
        return
    assert said is None or isinstance(said, str | int)
    again = layout.shown(layout.tab(table).column[key], said)
    assert read(table, key, again, order) == said


@given(st.text())
def test_text_comes_back_cleaned(text: str) -> None:
    """Control characters go, everything else stays; and it is never longer than was typed."""
    said = read("contacts", "spoke_about", text)
    assert said == clean(text)


@settings(max_examples=25)
@given(workbooks(2))
def test_every_record_reads_as_it_was_written(records: Records) -> None:
    """Every field of every type, hostile texts and all."""
    for one in layout.tabs():
        for record in records.all(one.record_type).values():
            written = plain(record)
            for key in one.fields:
                cell = layout.shown(one.column[key], written[key])
                assert read(one.table, key, cell) == written[key]
                assert isinstance(cell, str | int | None)


def test_days_before_spreadsheets_count_are_text() -> None:
    """Spreadsheets disagree on the days before March 1900."""
    column = layout.tab("touches").column["on"]
    assert layout.shown(column, "1900-03-01") == 61
    assert layout.shown(column, "1900-02-28") == "1900-02-28"
    assert layout.shown(column, date.max.isoformat()) == 2_958_465


def test_errors_of_formulas_are_told() -> None:
    """B62: where formulas were not asked for, and where one stands; a text `#REF!` is a text."""
    of = layout.tab("contacts")
    about = TabAbout(of.sheet_id, of.title, 1_000, 26, {}, hidden=False)
    head = [column.heading for column in of.columns]
    lines: list[list[Value]] = [list(head), ["#REF!"], ["#N/A"]]
    for formulas, wrong in ((None, [1, 2]), (frozenset(), []), (frozenset({(2, 0)}), [2])):
        seen = reading.tab(of, about, lines, locale="en_US", formulas=formulas)
        assert [one.row for one in seen.rows if one.wrong] == wrong


def test_one_row_reads_as_in_its_tab() -> None:
    """What a push has written can be read without asking for the whole tab again."""
    paper = Paper()
    row = paper.add("touches", id="t0", contact__name="Ann", on=46_156, channel="e-mail")
    seen = paper.tab("touches")
    (whole,) = seen.rows
    line = paper.lines["touches"][row]
    assert reading.row(layout.tab("touches"), seen.columns, row, line, None) == whole
    assert whole.cells["channel"] == Channel.EMAIL.value
    assert reading.row(layout.tab("touches"), seen.columns, row, ["", None], None) is None


def test_every_table_has_a_reader_for_each_column() -> None:
    """A new kind of field needs one."""
    assert {table for table, _ in COLUMNS} == set(TABLES)
