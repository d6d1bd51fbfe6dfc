"""Text to headings and rows: delimiters, quotes, line ends, preambles, ragged rows, limits."""

from __future__ import annotations

import csv
import io
import time

import pytest

from lib.exchange.errors import NothingInItError, OtherKindError, TooLargeError
from lib.exchange.tables import COLUMNS_LIMIT, ROWS_LIMIT, read, with_heading


def cells(text: str) -> list[tuple[str, ...]]:
    """Return the rows below the headings, as tuples."""
    return [row.cells for row in read(text).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    """B36: the delimiter is found, also where another one stands inside the cells."""
    text = "Name;E-mail;Company\nAnn;a@x.org;Roe, Doe | Co\nBob;b@x.org;B, C\n"
    text = text.replace(", ", " ").replace(" | ", " ") if delimiter in ",|" else text
    table = read(text.replace(";", delimiter))
    assert table.delimiter == delimiter
    assert table.heading == ("Name", "E-mail", "Company")
    assert [row.cells[0] for row in table.rows] == ["Ann", "Bob"]


def test_excels_own_word_for_the_delimiter() -> None:
    """B36: a first line `sep=;` is believed and passed over."""
    table = read("sep=;\r\nName;Notes\r\nAnn;a,b,c\r\n")
    assert (table.delimiter, table.heading) == (";", ("Name", "Notes"))
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("Ann", "a,b,c"))]


def test_quotes() -> None:
    r"""B37: quoted newlines, doubled quotes and `\"` each give the right rows."""
    assert cells('Name,Notes\n"Ann","one\ntwo, three"\nBob,"say ""hi"""\n') == [
        ("Ann", "one\ntwo, three"),
        ("Bob", 'say "hi"'),
    ]
    assert cells('Name,Notes\n"Ann","say \\"hi\\", twice"\n"Bob","\\"x\\""\n') == [
        ("Ann", 'say "hi", twice'),
        ("Bob", '"x"'),
    ]


def test_a_backslash_before_a_closing_quote_stays() -> None:
    """B37: where quotes are doubled, a cell may end in a backslash."""
    assert cells('Name,Notes\n"Ann","C:\\"\n"Bob","D:\\"\n') == [("Ann", "C:\\"), ("Bob", "D:\\")]


def test_a_stray_quote_takes_nobody_with_it() -> None:
    """P11, B37: a mark that is never closed is a character of its own cell."""
    assert cells('Name,Company\n"Ann,Roe\nBob,Doe\nCarl "C" Coe,"Acme" Inc\n') == [
        ('"Ann', "Roe"),
        ("Bob", "Doe"),
        ('Carl "C" Coe', '"Acme" Inc'),
    ]


def test_line_ends() -> None:
    """B43: CR alone, LF, CRLF and a mixture; a quoted newline becomes one form (B29)."""
    for end in ("\r", "\n", "\r\n"):
        assert cells(f"Name,Company{end}Ann,Roe{end}Bob,Doe{end}") == [
            ("Ann", "Roe"),
            ("Bob", "Doe"),
        ]
    assert cells("Name,Company\rAnn,Roe\r\nBob,Doe\nCy,Coe") == [
        ("Ann", "Roe"),
        ("Bob", "Doe"),
        ("Cy", "Coe"),
    ]
    assert cells('Name,Notes\r\nAnn,"a\r\nb\rc\u2028d"\r\n') == [("Ann", "a\nb\nc\nd")]
    assert cells("Name,Notes\nAnn,a\u2028b\u0085c\nBob,\n") == [("Ann", "a\nb\nc"), ("Bob", "")]


def test_control_characters_go_and_the_row_says_so() -> None:
    """B13: NUL and its like, and the eleventh mark on a letter, are left out and told."""
    table = read("Name,Company\nAn\x00n,Roe\nZ" + "\u0301" * 30 + ",Doe\ne\u0301,plain\n")
    assert [row.cells[0][:3] for row in table.rows] == ["Ann", "Ź\u0301\u0301", "é"]
    assert [row.trimmed for row in table.rows] == [True, True, False]


def test_ragged_rows() -> None:
    """B38: short rows are padded, empty extra cells dropped, long rows rejected with their line."""
    table = read("Name,Company\nAnn\nBob,Doe,,,\nCy,Coe,Ltd\nDi,Dee\n")
    assert [row.cells for row in table.rows] == [("Ann", ""), ("Bob", "Doe"), ("Di", "Dee")]
    assert [(one.line, "3 cells" in one.message) for one in table.rejected] == [(4, True)]


def test_headings_that_come_again() -> None:
    """B38: two files put together: the second headings are no person."""
    table = read("Name,Company\nAnn,Roe\nName,Company\nBob,Doe\n")
    assert len(table.rows) == 2
    assert [one.line for one in table.rejected] == [3]


LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


@pytest.mark.parametrize(
    "above",
    [
        "",
        'Notes:\n"When exporting your connections, some addresses, as you see, are missing."\n\n',
        "Notes:\nOne line, with commas, and more\nAnother\n\n\n",
        "\n" * 6,
        "Exported\n" * 8,
    ],
)
def test_the_heading_row_is_found(above: str) -> None:
    """B44: with LinkedIn's notes above it, without them, or under other lines."""
    table = read(f"{above}{LINKEDIN}\nAnn,Roe,,,,,12 Mar 2023\n")
    assert table.heading == tuple(LINKEDIN.split(","))
    assert [row.line for row in table.rows] == [above.count("\n") + 2]
    assert len(table.above) == len([line for line in above.split("\n") if line])


def test_no_headings_no_first_person_eaten() -> None:
    """B39: where the first row is a person, nobody is taken for headings; a person is asked."""
    table = read("Ann Roe,ann@x.org\nBob Doe,bob@x.org\n")
    assert table.heading is None
    assert table.columns == ("Column 1", "Column 2")
    assert len(table.rows) == 2
    assert with_heading(table, first_row=False) == table
    headed = with_heading(table, first_row=True)
    assert headed.heading == ("Ann Roe", "ann@x.org")
    assert [row.cells[0] for row in headed.rows] == ["Bob Doe"]


def test_unknown_headings_are_asked_about() -> None:
    """B39: words that are no known heading are not taken for one silently."""
    table = read("Foo,Bar\nAnn,Roe\n")
    assert table.heading is None
    assert with_heading(table, first_row=True).heading == ("Foo", "Bar")


def test_duplicate_and_oddly_spaced_headings() -> None:
    """B40: `Email,Email`, other case, a no-break space: kept as they stand, told apart by place."""
    table = read("NAME,E\u00a0mail , EMAIL\nAnn,a@x.org,b@x.org\n")
    assert table.heading == ("NAME", "E\u00a0mail", "EMAIL")
    assert table.rows[0].cells == ("Ann", "a@x.org", "b@x.org")


@pytest.mark.parametrize(
    "text", ["Name,E-mail\n", "Name\n\n\n,,,\n", "\ufeff\n", ",,,\n\u200b,\u3164\n"]
)
def test_no_rows(text: str) -> None:
    """B42: headings alone, blank lines, invisible characters."""
    with pytest.raises(NothingInItError, match="no contacts"):
        read(text)


def test_too_many_rows_are_refused_quickly() -> None:
    """B47: the limit is named; a million rows take no time."""
    assert len(read("Name\n" + "Ann\n" * ROWS_LIMIT).rows) == ROWS_LIMIT
    for rows, line in ((ROWS_LIMIT + 1, "Ann\n"), (1_000_000, "Ann\n"), (50_000, '"A","b"\n')):
        began = time.process_time()
        with pytest.raises(TooLargeError, match=r"5,000 rows at most|200,000 lines at most"):
            read("Name,Company\n" + line * rows)
        assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        '"' + "x," * 1_200_000,
        ',"x""' * 800_000,
        '""x,' * 1_000_000,
        '"""x' * 1_000_000,
        '"\n' * 199_000 + "x",
        "x" * 4_900_000,
        'name,mail\n"' + '\\"' * 2_000_000,
        ("a," * 300 + "\n") * 5_000,
    ],
)
def test_hostile_tables_take_bounded_time(text: str) -> None:
    """B47, P11: no arrangement of quotes and delimiters makes reading slow."""
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 2  # F16; the slowest takes a quarter of it


def test_a_row_of_thousands_of_cells_takes_nobody_with_it() -> None:
    """P11: an endless row is rejected, the ones around it stay."""
    wide = ",".join(["x"] * (COLUMNS_LIMIT * 3))
    table = read(f"Name,Company\nAnn,Roe\n{wide}\nBob,Doe\n")
    assert [row.cells[0] for row in table.rows] == ["Ann", "Bob"]
    assert [one.line for one in table.rejected] == [3]


def test_linkedins_messages_are_told_from_its_connections() -> None:
    """B44: the neighbouring file of the archive is named as what it is."""
    with pytest.raises(OtherKindError, match=r"Connections\.csv"):
        read("CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE\n1,Chat,Ann,Bob,2024-05-15\n")


def test_what_the_csv_module_writes_is_read_back() -> None:
    """B37: the standard library's writer, in each of its ways of quoting."""
    rows = [["Name", "Notes"], ["Ann", 'a "b", c\nd'], ["O'Brien", "x\\"], ['"Q"', "'q'"]]
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
        out = io.StringIO()
        csv.writer(out, quoting=quoting).writerows(rows)
        assert cells(out.getvalue()) == [tuple(row) for row in rows[1:]]
