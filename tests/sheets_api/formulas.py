"""What a formula gives: sums, comparisons, references, and some two dozen functions.

Enough to see a formula's value change with its cells, and to get every error a sheet shows; a
function that is not known gives `#NAME?`, as a misspelt one does in a sheet.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Protocol

from tests.sheets_api.a1 import column_index, column_name
from tests.sheets_api.cells import CellError, Scalar, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sheets_api.shapes import Edit

Value = Scalar | CellError | None
Grid = list[list[Value]]

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)"
    r'|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<error>#(?:REF!|N/A|DIV/0!|VALUE!|NUM!|NAME\?|NULL!|ERROR!))"
    r"|(?P<range>(?:'(?:[^']|'')+'!|[A-Za-z_]\w*!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d*)?(?![\w(])"
    r"|(?:'(?:[^']|'')+'!|[A-Za-z_]\w*!)?\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))"
    r"|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<mark><>|<=|>=|[-+*/^&=<>(),;%{}]))"
)
ERRORS = {
    "#REF!": "REF", "#N/A": "N_A", "#DIV/0!": "DIVIDE_BY_ZERO", "#VALUE!": "VALUE",
    "#NUM!": "NUM", "#NAME?": "NAME", "#NULL!": "NULL_VALUE", "#ERROR!": "ERROR",
}  # fmt: skip
PARSE_ERROR = CellError("ERROR", "Formula parse error.")


CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9]\d*)?")


def carried(formula: str, down: int, right: int) -> str:
    """Return a formula as it is after its cell was copied so far: what is not held by $ moves."""

    def moved(corner: str) -> str | None:
        held_column, letters, held_row, row = CORNER.fullmatch(corner).groups()  # type: ignore[union-attr]
        if letters and not held_column:
            if column_index(letters) + right < 0:
                return None
            letters = column_name(column_index(letters) + right)
        if row and not held_row:
            if int(row) + down < 1:
                return None
            row = str(int(row) + down)
        return f"{held_column}{letters or ''}{held_row}{row or ''}"

    def of_range(_title: str | None, cells: str) -> str | None:
        corners = [moved(one) for one in cells.split(":")]
        return None if None in corners else ":".join(one or "" for one in corners)

    return _rewritten(formula, of_range)


def followed(formula: str, of_tab: Callable[[str | None], bool], axis: str, edit: Edit) -> str:
    """Return a formula after rows or columns of a tab were inserted, removed or moved.

    Args:
        formula: with its `=`.
        of_tab: whether a title in the formula, or None for no title, is that tab.
        axis: `ROWS` or `COLUMNS`.
        edit: what became of them.
    """
    rows = axis == "ROWS"

    def of_range(title: str | None, cells: str) -> str | None:
        if not of_tab(title):
            return cells
        corners = [CORNER.fullmatch(one) for one in cells.split(":")]
        places = [
            None if one is None else _place(one[4] if rows else one[2], rows=rows)
            for one in corners
        ]
        if places[0] is None:
            return cells
        last = places[-1]
        span = edit.span(places[0], (last if last is not None else 1 << 40) + 1)
        if span is None:
            return None
        ends = [span[0], span[1] - 1] if len(corners) > 1 else [span[0]]
        return ":".join(
            _with_place(one, place, rows=rows)
            for one, place in zip(corners, ends, strict=True)
            if one is not None
        )

    return _rewritten(formula, of_range)


def _place(text: str | None, *, rows: bool) -> int | None:
    if not text:
        return None
    return int(text) - 1 if rows else column_index(text)


def _with_place(corner: re.Match[str], place: int, *, rows: bool) -> str:
    held_column, letters, held_row, row = (one or "" for one in corner.groups())
    if rows and row:
        row = str(place + 1)
    if not rows and letters:
        letters = column_name(place)
    return f"{held_column}{letters}{held_row}{row}"


def _rewritten(formula: str, of_range: Callable[[str | None, str], str | None]) -> str:
    def new(found: re.Match[str]) -> str:
        text = found["range"]
        if text is None:
            return found[0]
        title, mark, cells = text.rpartition("!")
        bare = title[1:-1].replace("''", "'") if title.startswith("'") else title
        changed = of_range(bare if mark else None, cells)
        blanks = found[0][: len(found[0]) - len(text)]
        return f"{blanks}#REF!" if changed is None else f"{blanks}{title}{mark}{changed}"

    return formula[:1] + TOKEN.sub(new, formula[1:])


class Cells(Protocol):
    """Where a formula finds other cells."""

    def block(self, text: str) -> Grid | CellError:
        """Return the values of a range as written in the formula."""

    def named(self, name: str) -> Grid | CellError:
        """Return the values of a named range."""

    def now(self) -> float:
        """Return the moment as a serial number."""


class _WrongError(Exception):
    def __init__(self, error: CellError) -> None:
        super().__init__(error.kind)
        self.error = error


def value_of(formula: str, cells: Cells) -> Scalar | CellError:
    """Return what a formula, with its `=`, gives."""
    try:
        tokens = _tokens(formula.strip()[1:])
        reader = _Reader(tokens, cells)
        result = reader.comparison()
        if reader.at != len(tokens):
            return PARSE_ERROR
        got = _one(result)
    except _WrongError as wrong:
        return wrong.error
    except (OverflowError, ValueError):
        return CellError("NUM", "The result is not a number.")
    except RecursionError:
        return CellError("REF", "Circular dependency detected.")
    if got is None:
        return 0
    return number(got) if isinstance(got, float) else got


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise _WrongError(PARSE_ERROR)
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


def _one(value: Value | Grid) -> Value:
    return (value[0][0] if value and value[0] else None) if isinstance(value, list) else value


def _number(value: Value | Grid) -> float:
    value = _one(value)
    if isinstance(value, CellError):
        raise _WrongError(value)
    if isinstance(value, str):
        try:
            return float(value or "x")
        except ValueError:
            message = f"Expects number values. But '{value}' is a text and cannot be coerced."
            raise _WrongError(CellError("VALUE", message)) from None
    return float(value or 0)


def _text(value: Value | Grid) -> str:
    value = _one(value)
    if isinstance(value, CellError):
        raise _WrongError(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(number(value) if isinstance(value, float) else value)


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], cells: Cells) -> None:
        self.tokens = tokens
        self.cells = cells
        self.at = 0

    def _next(self, *marks: str) -> str | None:
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "mark" and text in marks:
                self.at += 1
                return text
        return None

    def comparison(self) -> Value | Grid:
        left = self._joined()
        while mark := self._next("=", "<>", "<=", ">=", "<", ">"):
            left = _compared(mark, _one(left), _one(self._joined()))
        return left

    def _joined(self) -> Value | Grid:
        left = self._sum()
        while self._next("&"):
            left = _text(left) + _text(self._sum())
        return left

    def _sum(self) -> Value | Grid:
        left = self._product()
        while mark := self._next("+", "-"):
            one, two = _number(left), _number(self._product())
            left = one + two if mark == "+" else one - two
        return left

    def _product(self) -> Value | Grid:
        left = self._power()
        while mark := self._next("*", "/"):
            one, two = _number(left), _number(self._power())
            if mark == "/" and two == 0:
                message = "Function DIVIDE parameter 2 cannot be zero."
                raise _WrongError(CellError("DIVIDE_BY_ZERO", message))
            left = one * two if mark == "*" else one / two
        return left

    def _power(self) -> Value | Grid:
        left = self._signed()
        while self._next("^"):
            left = _number(left) ** _number(self._signed())
        return left

    def _signed(self) -> Value | Grid:
        mark = self._next("-", "+")
        if mark:
            value = self._signed()
            return -_number(value) if mark == "-" else value
        value = self._atom()
        while self._next("%"):
            value = _number(value) / 100
        return value

    def _atom(self) -> Value | Grid:
        if self._next("("):
            value = self.comparison()
            if not self._next(")"):
                raise _WrongError(PARSE_ERROR)
            return value
        if self.at >= len(self.tokens):
            raise _WrongError(PARSE_ERROR)
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "number":
                return float(text)
            case "text":
                return text.replace('""', '"')
            case "error":
                raise _WrongError(CellError(ERRORS[text], "Reference does not exist."))
            case "range":
                return _found(self.cells.block(text))
            case "name":
                return self._named(text)
        raise _WrongError(PARSE_ERROR)

    def _named(self, name: str) -> Value | Grid:
        if name.upper() in ("TRUE", "FALSE"):
            return name.upper() == "TRUE"
        if not self._next("("):
            return _found(self.cells.named(name))
        arguments: list[Value | Grid] = []
        while not self._next(")"):
            arguments.append(self._caught())
            if not self._next(",", ";") and self.tokens[self.at : self.at + 1] != [("mark", ")")]:
                raise _WrongError(PARSE_ERROR)
        return _called(name.upper(), arguments, self.cells)

    def _caught(self) -> Value | Grid:
        """Return an argument; an error in it is a value here, so that IFERROR can see it."""
        start = self.at
        try:
            return self.comparison()
        except _WrongError as wrong:
            if wrong.error is PARSE_ERROR:
                raise
            self._skip(start)
            return wrong.error

    def _skip(self, start: int) -> None:
        self.at, depth = start, 0
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "mark" and depth == 0 and text in (",", ";", ")"):
                return
            depth += (kind == "mark") * ((text == "(") - (text == ")"))
            self.at += 1


def _found(grid: Grid | CellError) -> Grid:
    if isinstance(grid, CellError):
        raise _WrongError(grid)
    return grid


def _compared(mark: str, one: Value, two: Value) -> bool:
    for side in (one, two):
        if isinstance(side, CellError):
            raise _WrongError(side)
    left, right = _rank(one, two), _rank(two, one)
    return {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        ">": left > right,
        "<=": left <= right,
        ">=": left >= right,
    }[mark]


def _rank(value: Value, other: Value) -> tuple[int, float, str]:
    if value is None:
        value = "" if isinstance(other, str) else 0
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, str):
        return 1, 0.0, value.casefold()
    assert not isinstance(value, CellError)
    return 0, float(value), ""


def _flat(arguments: list[Value | Grid]) -> list[Value]:
    flat: list[Value] = []
    for one in arguments:
        flat += [cell for row in one for cell in row] if isinstance(one, list) else [one]
    for one in flat:
        if isinstance(one, CellError):
            raise _WrongError(one)
    return flat


def _numbers(arguments: list[Value | Grid]) -> list[float]:
    found = [_number(one) for one in arguments if not isinstance(one, list)]
    cells = _flat([one for one in arguments if isinstance(one, list)])
    return found + [
        float(one) for one in cells if isinstance(one, int | float) and not isinstance(one, bool)
    ]


def _called(name: str, given: list[Value | Grid], cells: Cells) -> Value | Grid:
    special = SPECIAL.get(name)
    if special is not None:
        return special(given, cells)
    plain = PLAIN.get(name)
    if plain is None:
        raise _WrongError(CellError("NAME", f"Unknown function: '{name}'."))
    for one in given:
        if isinstance(one, CellError):
            raise _WrongError(one)
    try:
        return plain(given)
    except IndexError:
        message = f"Wrong number of arguments to {name}."
        raise _WrongError(CellError("N_A", message)) from None


def _average(given: list[Value | Grid]) -> Value:
    numbers = _numbers(given)
    if not numbers:
        message = "Evaluation of function AVERAGE caused a divide by zero error."
        raise _WrongError(CellError("DIVIDE_BY_ZERO", message))
    return sum(numbers) / len(numbers)


def _if(given: list[Value | Grid], _cells: Cells) -> Value | Grid:
    holds = _one(given[0])
    if isinstance(holds, CellError):
        raise _WrongError(holds)
    chosen = given[1] if _number(holds) else (given[2] if len(given) > 2 else False)
    if isinstance(chosen, CellError):
        raise _WrongError(chosen)
    return chosen


def _if_error(given: list[Value | Grid], _cells: Cells) -> Value | Grid:
    wrong = isinstance(_one(given[0]), CellError)
    return (given[1] if len(given) > 1 else None) if wrong else given[0]


def _not_there(_given: list[Value | Grid], _cells: Cells) -> Value:
    raise _WrongError(CellError("N_A", "Error"))


SPECIAL: dict[str, Callable[[list[Value | Grid], Cells], Value | Grid]] = {
    "IF": _if,
    "IFERROR": _if_error,
    "ISERROR": lambda given, _cells: isinstance(_one(given[0]), CellError),
    "NA": _not_there,
    "NOW": lambda _given, cells: cells.now(),
    "TODAY": lambda _given, cells: float(math.floor(cells.now())),
}
PLAIN: dict[str, Callable[[list[Value | Grid]], Value | Grid]] = {
    "ABS": lambda given: abs(_number(given[0])),
    "AND": lambda given: all(_number(one) for one in _flat(given)),
    "AVERAGE": _average,
    "CONCATENATE": lambda given: "".join(_text(one) for one in _flat(given)),
    "COUNT": lambda given: len(_numbers(given)),
    "COUNTA": lambda given: sum(one not in (None, "") for one in _flat(given)),
    "HYPERLINK": lambda given: _text(given[1] if len(given) > 1 else given[0]),
    "INT": lambda given: math.floor(_number(given[0])),
    "ISBLANK": lambda given: _one(given[0]) is None,
    "LEN": lambda given: len(_text(given[0])),
    "LOWER": lambda given: _text(given[0]).lower(),
    "MAX": lambda given: max(_numbers(given), default=0),
    "MIN": lambda given: min(_numbers(given), default=0),
    "MOD": lambda given: _number(given[0]) % _number(given[1]),
    "NOT": lambda given: not _number(given[0]),
    "OR": lambda given: any(_number(one) for one in _flat(given)),
    "POWER": lambda given: _number(given[0]) ** _number(given[1]),
    "PRODUCT": lambda given: math.prod(_numbers(given)),
    "ROUND": lambda given: round(_number(given[0]), int(_number(given[1])) if given[1:] else 0),
    "SQRT": lambda given: math.sqrt(_number(given[0])),
    "SUM": lambda given: sum(_numbers(given)),
    "TRIM": lambda given: " ".join(_text(given[0]).split()),
    "UPPER": lambda given: _text(given[0]).upper(),
}
"""The functions that are known."""
