"""Which cells did a push really hit, and what puts the others back?

A push leaves in its hidden tab what it meant and what stood there (`lib.sheets.push`). A cell is
proven where the row carried the right id, the column the right heading, and the cell what had been
seen last. Anything else is put back as it stood, by the next push, which proves itself the same
way; it is put back only where it still holds what was written. The tab can be read at any time, so
all of this holds after a lost answer, and after a crash. Pure: no clock, no network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.sheets.push import LAST_WRITE, Batch, Place, Rewrite
from lib.sheets.values import Value, mark, value_of


@dataclass(frozen=True, slots=True)
class Stood:
    """One row that a push wrote over: what was meant, and what really stood there."""

    meant: Rewrite
    """`cells` is what was written where the push is at hand; empty when it is read back later."""
    marks: Mapping[int, str]
    """The marks of what was written."""
    before: tuple[Value, ...]
    """The row as it stood, from column 0."""
    wrong: frozenset[int]
    """The columns that must be put back."""
    is_other: bool
    """True where it was another row (or another column) than was meant."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a push did."""

    number: int
    rows: tuple[Stood, ...]
    headings: Mapping[int, tuple[Value, ...]] = field(default_factory=dict)
    """The heading row of each tab that was written over, as it stood."""
    placed: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """(tab, id) to row of the added rows, where the answer shows them."""

    @property
    def is_clean(self) -> bool:
        """True where nothing must be put back."""
        return not any(one.wrong for one in self.rows)


def proof(batch: Batch, answer: Mapping[str, Any]) -> Proof | None:
    """Return what a push did, by its answer; None where the answer does not show it."""
    sheets = (answer.get("updatedSpreadsheet") or {}).get("sheets") or []
    kept: dict[int, list[Mapping[str, Any]]] = {
        one.get("properties", {}).get("sheetId", 0): one.get("data") or [] for one in sheets
    }
    grids = kept.get(LAST_WRITE) or []
    found = read_back(_values(grids[0])) if grids else None
    if found is None or found.number != batch.number or len(found.rows) != len(batch.rewrites):
        return None
    rows = tuple(
        Stood(meant, one.marks, one.before, one.wrong, one.is_other)
        for meant, one in zip(batch.rewrites, found.rows, strict=True)
    )
    placed: dict[tuple[int, str], int] = {}
    for tab in {one.tab for one in batch.additions}:
        added = {one.row_id for one in batch.additions if one.tab == tab}
        for grid in kept.get(tab) or []:
            first = int(grid.get("startRow", 0))
            for row, line in enumerate(_values(grid)):
                if line and line[0] in added:
                    placed[tab, str(line[0])] = first + row
    return Proof(found.number, rows, found.headings, placed)


def _values(grid: Mapping[str, Any]) -> list[list[Value]]:
    return [
        [value_of(one) for one in line.get("values") or []] for line in grid.get("rowData") or []
    ]


def number_of(lines: Sequence[Sequence[Value]]) -> int | None:
    """Return the number of the push that filled the hidden tab; None where it is not ours."""
    said = lines[0][0] if lines and lines[0] else None
    if isinstance(said, bool) or not isinstance(said, int | float) or said != int(said):
        return None
    return int(said)


def read_back(lines: Sequence[Sequence[Value]]) -> Proof | None:
    """Return what the last push did, by the cells of the hidden tab.

    Args:
        lines: its rows from the first one, as `values.batchGet` says them.

    Returns:
        None where the tab is empty, or was changed by a person.
    """
    number = number_of(lines)
    if number is None:
        return None
    misplaced: dict[int, set[int]] = {}
    headings: dict[int, tuple[Value, ...]] = {}
    found: list[Stood] = []
    try:
        for line in lines[1:]:
            if not line or line[0] is None or line[0] == "":
                continue
            said = json.loads(str(line[0]))
            before = tuple(None if one == "" else one for one in line[1:])
            if "h" in said:
                headings[said["t"]] = before
                misplaced[said["t"]] = {
                    int(column)
                    for column, text in said["h"].items()
                    if _mark_at(before, int(column)) != text
                }
            else:
                found.append(_stood(said, before, misplaced.get(said["t"], set())))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Proof(number, tuple(found), headings)


def _mark_at(before: Sequence[Value], column: int) -> str:
    return mark(before[column]) if column < len(before) else ""


def _marks(said: Mapping[str, str]) -> dict[int, str]:
    return {int(column): text for column, text in said.items()}


def _stood(said: Mapping[str, Any], before: tuple[Value, ...], misplaced: set[int]) -> Stood:
    known_by, written, seen = _marks(said["k"]), _marks(said["w"]), _marks(said["s"])
    meant = Rewrite(said["t"], said["r"], known_by, {}, seen, bool(said["a"]))
    is_other = any(_mark_at(before, column) != text for column, text in known_by.items())
    wrong = {
        column
        for column, text in written.items()
        if ((is_other or column in misplaced) and _mark_at(before, column) != text)
        or _mark_at(before, column) not in (seen.get(column, ""), text)
    }
    if wrong and meant.whole:
        wrong = set(written)
    is_other = is_other or bool(misplaced & set(written))
    return Stood(meant, written, before, frozenset(wrong), is_other)


def put_back(
    stood: Stood, headings: Sequence[Value], place: Place, row: int | None = None
) -> Rewrite:
    """Return what puts a row back as it stood before a push.

    Args:
        stood: what was hit.
        headings: the heading row of that tab as it stood then: columns may have moved since.
        place: the tab as it is now.
        row: where the row stands now; None where it has not moved since.
    """
    now = {column: _column_now(column, headings, place) for column in stood.marks}
    # After the push the row carries what was written where that took its id's place.
    found = stood.marks.get(place.id_column, _mark_at(stood.before, place.id_column))
    return Rewrite(
        tab=stood.meant.tab,
        row=stood.meant.row if row is None else row,
        known_by={place.id_column: found},
        cells={now[column]: _at(stood.before, column) for column in sorted(stood.wrong)},
        seen={now[column]: stood.marks[column] for column in stood.wrong},
    )


def _at(before: Sequence[Value], column: int) -> Value:
    return before[column] if column < len(before) else None


def _column_now(column: int, headings: Sequence[Value], place: Place) -> int:
    """Return where a column of then stands now, by its heading where that is the only one."""
    text = _at(headings, column)
    if text is None or place.headings.get(column) == text:
        return column
    now = [other for other, said in place.headings.items() if said == text]
    return now[0] if len(now) == 1 else column
