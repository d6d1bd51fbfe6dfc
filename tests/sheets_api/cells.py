"""What stands in one cell: a value or a formula, its look, a note, a rule for what may be typed.

Cells are values and never change; a row is a tuple of them, `None` where nothing stands. So an old
state of a tab costs one list of rows, and a batch that fails is undone by taking the old list back.
Dates are numbers here as in a sheet: days since 30 December 1899
(developers.google.com/workspace/sheets/api/guides/formats#about_date_time_values).
"""

from __future__ import annotations

from typing import Any, NamedTuple, NoReturn

Body = dict[str, Any]
"""An object of a request or an answer, as JSON has it."""

Scalar = str | int | float | bool


class CellError(NamedTuple):
    """What a formula gives that cannot be reckoned: `#REF!`, `#N/A` and their like."""

    kind: str
    message: str

    @property
    def shown(self) -> str:
        """Return the text in the cell."""
        return SHOWN[self.kind]


SHOWN = {
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "ERROR": "#ERROR!",
    "LOADING": "Loading...",
    "NAME": "#NAME?",
    "NULL_VALUE": "#NULL!",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "REF": "#REF!",
    "VALUE": "#VALUE!",
}
"""How each `ErrorType` of the API is shown."""


class Cell(NamedTuple):
    """One cell. A formula has no value of its own: it is reckoned when it is read."""

    value: Scalar | None = None
    formula: str = ""
    format: Body | None = None
    note: str = ""
    rule: Body | None = None

    @property
    def filled(self) -> bool:
        """Return whether there is something in it that counts as data."""
        return self.value is not None or bool(self.formula)


EMPTY = Cell()
Row = tuple[Cell | None, ...]


def kept(cell: Cell) -> Cell | None:
    """Return the cell, or None where nothing at all stands in it."""
    return None if cell == EMPTY else cell


def number(value: float) -> int | float:
    """Return a number as JSON shows it: a whole one without a point."""
    whole = int(value) if abs(value) < 1e15 else value
    return whole if whole == value else value


class RefusedError(Exception):
    """The request is answered with an error of Google's."""

    def __init__(
        self, code: int, status: str, message: str, details: list[Body] | None = None
    ) -> None:
        """Keep what the answer says.

        Args:
            code: the HTTP status.
            status: its name in `google.rpc.Code`.
            message: what is said.
            details: the list of the same name, where there is one.
        """
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = details

    @property
    def body(self) -> Body:
        """Return the answer's body."""
        said: Body = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            said["details"] = self.details
        return {"error": said}


def invalid(message: str) -> RefusedError:
    """Return the error for a request that cannot be carried out as it is."""
    return RefusedError(400, "INVALID_ARGUMENT", message)


def refuse(message: str) -> NoReturn:
    """Refuse a request that cannot be carried out as it is."""
    raise invalid(message)
