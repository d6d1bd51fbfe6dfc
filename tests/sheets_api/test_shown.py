"""What cells show, what formulas give, what ranges are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import a1, masks, rendering, shapes
from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import RefusedError
from tests.sheets_api.formulas import carried
from tests.sheets_api.test_batch import Asking


@pytest.mark.parametrize(
    ("value", "kind", "pattern", "shown"),
    [
        (1 / 3, "", "", "0.3333333333"),
        (2 / 3 * 100, "", "", "66.66666667"),
        (0.1 + 0.2, "", "", "0.3"),
        (1 / 1024, "", "", "0.0009765625"),
        (1e15, "", "", "1E+15"),
        (12345678901, "", "", "12345678901"),
        (-5, "", "", "-5"),
        (2000000.01, "NUMBER", "#,##0.00", "2,000,000.01"),
        (-1234.5, "NUMBER", "#,##0.00", "-1,234.50"),
        (0.125, "PERCENT", "0.0%", "12.5%"),
        (3.5, "CURRENCY", '"$"#,##0.00', "$3.50"),
        (-3.5, "CURRENCY", '"$"#,##0.00;("$"#,##0.00)', "($3.50)"),
        (12345, "SCIENTIFIC", "0.00E+00", "1.23E+04"),
        (43831, "DATE", "yyyy-mm-dd", "2020-01-01"),
        (43831, "DATE", 'ddd d mmm "in" yy', "Wed 1 Jan in 20"),
        (43831.75, "DATE_TIME", "m/d/yyyy h:mm am/pm", "1/1/2020 6:00 PM"),
        (0.5, "TIME", "hh:mm:ss", "12:00:00"),
        (0, "", "", "0"),
        (True, "", "", "TRUE"),
        ("007", "NUMBER", "0", "007"),
    ],
)
def test_a_cell_shows_its_value_by_its_format(
    value: str | float | bool,  # noqa: FBT001 - a value of a cell
    kind: str,
    pattern: str,
    shown: str,
) -> None:
    """Ten digits that count where there is no format; dates by their pattern."""
    form = {"numberFormat": {"type": kind, "pattern": pattern}} if kind else None
    assert rendering.formatted(value, form) == shown


def test_a_locale_writes_its_own_mark_for_tenths() -> None:
    """1.5 is 1,5 in German, and 1234.5 by a pattern 1.234,5."""
    assert rendering.formatted(1.5, None, "de_DE") == "1,5"
    form = {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.0"}}
    assert rendering.formatted(1234.5, form, "de_DE") == "1.234,5"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=1+2*3^2", "19"),
        ("=(1+2)*3", "9"),
        ("=-2^2", "4"),
        ("= 1 / 1024", "0.0009765625"),
        ("=SUM(A1:A3)", "6"),
        ("=SUM(A:A)", "6"),
        ("=AVERAGE(A1:A3)", "2"),
        ("=Sheet1!A1&\"-\"&'Sheet1'!A2", "1-2"),
        ('=IF(A1>1,"yes","no")', "no"),
        ("=COUNTA(A1:C3)", "4"),
        ("=B1", "word"),
        ("=A9", "0"),
        ("=50%", "0.5"),
        ("=1/0", "#DIV/0!"),
        ("=NA()", "#N/A"),
        ("=B1+1", "#VALUE!"),
        ("=NOPE(1)", "#NAME?"),
        ("=Nowhere!A1", "#REF!"),
        ("=D1", "#REF!"),
        ("=1+", "#ERROR!"),
        ("=IFERROR(1/0,7)", "7"),
        ("=SQRT(-1)", "#NUM!"),
    ],
)
def test_a_formula_gives_a_value_or_an_error(formula: str, shown: str) -> None:
    """The formula stands in D1, beside 1, 2, 3 and a word."""
    person = Asking().person
    person.paste("Sheet1", 1, "A", [[1, "word"], [2, ""], [3, ""]])
    person.type("Sheet1", 1, "D", formula)
    assert person.rows("Sheet1")[0][3] == shown


def test_a_copied_formula_may_leave_the_grid() -> None:
    """Then it is an error, and what is held by $ stays."""
    assert carried('=B2+$B$2&"B2"', 1, 1) == '=C3+$B$2&"B2"'
    assert carried("=B2", -2, 0) == "=#REF!"


@given(st.integers(0, 20_000))
def test_letters_of_columns_go_there_and_back(index: int) -> None:
    """A is 0, AA is 26."""
    assert a1.column_index(a1.column_name(index)) == index


@given(st.text(min_size=1), st.tuples(*[st.integers(0, 50)] * 4))
def test_a_written_range_is_read_again(title: str, ends: tuple[int, int, int, int]) -> None:
    """Whatever the tab is called."""
    area = Area(min(ends[:2]), min(ends[2:]), max(ends[:2]) + 1, max(ends[2:]) + 1)
    asked = a1.asked(a1.written(title, area))
    assert asked is not None
    assert asked.title == title
    assert asked.corners == area


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Sheet1", "Sheet1"), ("My tab", "'My tab'"), ("D3", "'D3'"), ("it's", "'it''s'"),
        ("2024", "'2024'"), ("R1C1", "'R1C1'"), ("true", "'true'"),
    ],
)  # fmt: skip
def test_titles_are_quoted_where_they_must_be(title: str, shown: str) -> None:
    """Where they could be taken for something else."""
    assert a1.quoted(title) == shown


SPANS = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda one: (one[0], sum(one)))


@given(SPANS, st.integers(0, 20))
def test_a_move_loses_and_doubles_nothing(span: tuple[int, int], to: int) -> None:
    """Every place has one afterwards, and rows move as their places say."""
    start, end = span
    if start < to < end:
        return
    move = shapes.Move(start, end, to)
    places = [move.place(one) for one in range(20)]
    assert sorted(one for one in places if one is not None) == list(range(20))


@given(SPANS, SPANS)
def test_what_was_inserted_can_be_deleted_again(
    cut: tuple[int, int], held: tuple[int, int]
) -> None:
    """A range is then as before."""
    insert = shapes.Insert(cut[0], cut[1] - cut[0])
    delete = shapes.Delete(*cut)
    grown = insert.span(*held)
    assert grown is not None
    assert delete.span(*grown) == held


def test_masks_are_read_and_applied() -> None:
    """Brackets, points, slashes and stars; what is not asked for is not told."""
    mask = masks.parsed("a(b,c/d),e.*")
    assert mask == {"a": {"b": {}, "c": {"d": {}}}, "e": {"*": {}}}
    whole = {"a": {"b": 1, "c": {"d": 2, "x": 3}, "x": 4}, "e": {"f": 5}, "x": 6}
    assert masks.shown(whole, mask) == {"a": {"b": 1, "c": {"d": 2}}, "e": {"f": 5}}
    assert masks.shown(whole, masks.parsed("*")) == whole
    for wrong in ("", "a(", "a)", "a,,b"):
        with pytest.raises(RefusedError):
            masks.parsed(wrong)
