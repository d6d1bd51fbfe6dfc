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
from dataclasses import dataclass, field, replace
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

    @property
    def missed(self) -> bool:
        """True where it was to put something back, and did not reach it."""
        return self.meant.restores and self.is_other


@dataclass(frozen=True, slots=True)
class Added:
    """One row that a push added."""

    tab: int
    marks: Mapping[int, str]
    """The marks of what was written, by column."""
    of: tuple[str, str] | None = None
    """The record it says, where the push is at hand."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a push did."""

    number: int
    rows: tuple[Stood, ...]
    follows: int | None = None
    """Number of the push before it, as the sheet had it; None where it had none."""
    headings: Mapping[int, tuple[Value, ...]] = field(default_factory=dict)
    """The heading row of each tab that was written over, as it stood."""
    placed: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """(tab, id) to row of the added rows, where the answer shows them."""
    misplaced: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """By tab, the columns that had other headings than was meant."""
    added: tuple[Added, ...] = ()
    """The rows that were added."""

    @property
    def strayed(self) -> list[Added]:
        """The rows that were added under other headings than was meant."""
        return [
            one for one in self.added if self.misplaced.get(one.tab, frozenset()) & set(one.marks)
        ]

    @property
    def is_clean(self) -> bool:
        """True where nothing must be put back."""
        return not self.strayed and not any(one.wrong or one.missed for one in self.rows)


def proof(batch: Batch, answer: Mapping[str, Any]) -> Proof | None:
    """Return what a push did, by its answer; None where the answer does not show it."""
    sheets = (answer.get("updatedSpreadsheet") or {}).get("sheets") or []
    kept: dict[int, list[Mapping[str, Any]]] = {
        one.get("properties", {}).get("sheetId", 0): one.get("data") or [] for one in sheets
    }
    grids = kept.get(LAST_WRITE) or []
    found = read_back(_values(grids[0])) if grids else None
    known = None if found is None else of_batch(batch, found)
    if known is None:
        return None
    placed: dict[tuple[int, str], int] = {}
    for tab in {one.tab for one in batch.additions}:
        added = {one.row_id for one in batch.additions if one.tab == tab}
        for grid in kept.get(tab) or []:
            first = int(grid.get("startRow", 0))
            for row, line in enumerate(_values(grid)):
                if line and line[0] in added:
                    placed[tab, str(line[0])] = first + row
    return replace(known, placed=placed)


def of_batch(batch: Batch, found: Proof) -> Proof | None:
    """Return what a push did, as it was read back later, with what was meant by it.

    None where another push was read back, or not all of this one.
    """
    sizes = (batch.number, len(batch.rewrites), len(batch.additions))
    if sizes != (found.number, len(found.rows), len(found.added)):
        return None
    rows = tuple(
        replace(one, meant=meant) for meant, one in zip(batch.rewrites, found.rows, strict=True)
    )
    added = tuple(
        replace(one, of=meant.of) for meant, one in zip(batch.additions, found.added, strict=True)
    )
    return replace(found, rows=rows, added=added)


def _values(grid: Mapping[str, Any]) -> list[list[Value]]:
    return [
        [value_of(one) for one in line.get("values") or []] for line in grid.get("rowData") or []
    ]


def number_of(lines: Sequence[Sequence[Value]]) -> int | None:
    """Return the number of the push that filled the hidden tab; None where it is not ours."""
    return _whole(lines[0][0]) if lines and lines[0] else None


def _whole(said: Value) -> int | None:
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
    added: list[Added] = []
    meant_at: dict[int, list[int]] = {}
    try:
        for line in lines[1:]:
            if not line or line[0] is None or line[0] == "":
                continue
            said = json.loads(str(line[0]))
            before = tuple(None if one == "" else one for one in line[1:])
            if "v" in said:
                cells = {column: _at(before, place) for place, column in enumerate(said["v"])}
                meant = replace(found[-1].meant, cells=cells, restores=True)
                found[-1] = replace(found[-1], meant=meant)
            elif "h" in said:
                headings[said["t"]] = before
                meant_at[said["t"]] = [int(column) for column in said["h"]]
                misplaced[said["t"]] = {
                    int(column)
                    for column, text in said["h"].items()
                    if _mark_at(before, int(column)) != text
                }
            elif "n" in said:
                marks = dict.fromkeys(meant_at[said["t"]], "") | _marks(said["n"])
                added.append(Added(said["t"], marks))
            else:
                found.append(_stood(said, before, misplaced.get(said["t"], set())))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return Proof(
        number,
        tuple(found),
        _whole(_at(lines[0], 2)),
        headings,
        misplaced={tab: frozenset(columns) for tab, columns in misplaced.items()},
        added=tuple(added),
    )


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


def mends(
    proof: Proof, places: Mapping[int, Place], lines: Mapping[int, Sequence[Sequence[Value]]]
) -> list[Rewrite]:
    """Return what puts back all that a push should not have hit.

    Args:
        proof: what the push did.
        places: the tabs as they are now, by sheetId.
        lines: their rows as just read, the headings first; with the empty ones at their ends, or
            a row that was emptied there is taken for gone.

    Returns:
        Nothing for a row that is gone or was changed again since: that is a person's work. No two
        of them write into one row: emptied rows look alike, and each holds one that stood there.
    """
    found: list[Rewrite] = []
    left = {tab: _Left(place.heading_row + 1, lines[tab]) for tab, place in places.items()}
    for stood in proof.rows:
        place = places.get(stood.meant.tab)
        if place is None:
            continue
        then = proof.headings.get(place.tab, ())
        if stood.wrong:
            found += _row_put_back(stood, then, place, left[place.tab])
        if stood.missed:
            found += _put_back_again(stood.meant, then, place, left[place.tab])
    for added in proof.strayed:
        place = places.get(added.tab)
        if place is not None:
            found += _taken_away(added, proof.headings.get(place.tab, ()), place, left[place.tab])
    return found


class _Left:
    """The rows of a tab that nothing is put back into yet."""

    def __init__(self, first: int, lines: Sequence[Sequence[Value]]) -> None:
        """Begin with all rows from the first one below the headings."""
        self._lines = lines
        self._rows = list(range(first, len(lines)))

    def take(self, wanted: Mapping[int, str], near: int = 0) -> int | None:
        """Return a row that has cells of these marks, and give it to nobody else.

        Args:
            wanted: the marks, by column.
            near: the row to be taken where it has them; else it is the first one that has.
        """
        for row in (near, *self._rows):
            if row in self._rows and self._has(row, wanted):
                self._rows.remove(row)
                return row
        return None

    def _has(self, row: int, wanted: Mapping[int, str]) -> bool:
        line = self._lines[row]
        return all(_mark_at(line, column) == text for column, text in wanted.items())


def _taken_away(added: Added, then: Sequence[Value], place: Place, left: _Left) -> list[Rewrite]:
    """Return what empties a row that was added under other headings; it is added again."""
    written = {_column_now(column, then, place): text for column, text in added.marks.items()}
    row = left.take(written)
    if row is None:
        return []
    emptied: dict[int, Value] = dict.fromkeys(sorted(written))
    return [Rewrite(place.tab, row, written, emptied, written, restores=True)]


def _row_put_back(stood: Stood, then: Sequence[Value], place: Place, left: _Left) -> list[Rewrite]:
    """Return what restores a row that was hit, wherever it stands now."""
    marks = {column: mark(one) for column, one in enumerate(stood.before)} | dict(stood.marks)
    now = {column: _column_now(column, then, place) for column in marks}
    whole_row = {now[column]: text for column, text in marks.items()}
    row_id = whole_row.get(place.id_column, "")
    known_by = {place.id_column: row_id} if row_id else whole_row
    written = {now[column]: stood.marks[column] for column in stood.wrong}
    row = left.take(known_by | written, stood.meant.row)
    if row is None:
        return []
    cells = {now[column]: _at(stood.before, column) for column in sorted(stood.wrong)}
    return [Rewrite(place.tab, row, known_by, cells, written, restores=True)]


def _put_back_again(
    meant: Rewrite, then: Sequence[Value], place: Place, left: _Left
) -> list[Rewrite]:
    """Return a restoration that missed its row, for where that row stands now."""
    columns = {*meant.known_by, *meant.seen, *meant.cells}
    now = {column: _column_now(column, then, place) for column in columns}
    known_by = {now[column]: text for column, text in meant.known_by.items()}
    seen = {now[column]: text for column, text in meant.seen.items()}
    row = left.take(known_by | seen)
    if row is None:
        return []
    cells = {now[column]: value for column, value in meant.cells.items()}
    return [Rewrite(place.tab, row, known_by, cells, seen, restores=True)]


def _at(before: Sequence[Value], column: int) -> Value:
    return before[column] if column < len(before) else None


def _column_now(column: int, then: Sequence[Value], place: Place) -> int:
    """Return where a column of then stands now, by its heading where that is the only one."""
    text = _at(then, column)
    if text is None or place.headings.get(column) == text:
        return column
    now = [other for other, said in place.headings.items() if said == text]
    return now[0] if len(now) == 1 else column
