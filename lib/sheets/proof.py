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
        Nothing for a row that is gone or was changed again since: that is a person's work. One at
        most for each row: emptied rows look alike, and each takes one that stood there; and what
        comes back where it was not meant to be is taken away again, as it had been tried before.
    """
    tabs = {tab: _Mended(place, lines[tab]) for tab, place in places.items()}
    for stood in proof.rows:
        if stood.wrong and stood.meant.tab in tabs:
            tabs[stood.meant.tab].put_back(stood, proof.headings.get(stood.meant.tab, ()))
    for stood in proof.rows:
        if stood.missed and stood.meant.tab in tabs:
            tabs[stood.meant.tab].put_back_again(
                stood.meant, proof.headings.get(stood.meant.tab, ())
            )
    for added in proof.strayed:
        if added.tab in tabs:
            tabs[added.tab].take_away(added, proof.headings.get(added.tab, ()))
    return [one for tab in tabs.values() for one in tab.rewrites.values()]


class _Mended:
    """A tab as it will stand once all that was found so far is put back."""

    def __init__(self, place: Place, lines: Sequence[Sequence[Value]]) -> None:
        """Begin with the tab as it stands."""
        self._place = place
        self._lines = lines
        self._new: dict[int, list[Value]] = {}
        self.rewrites: dict[int, Rewrite] = {}
        """What puts it back, by row."""

    def put_back(self, stood: Stood, then: Sequence[Value]) -> None:
        """Restore a row that was hit, wherever it stands now; `then` is the heading row of then."""
        marks = {column: mark(one) for column, one in enumerate(stood.before)} | dict(stood.marks)
        now = {column: _column_now(column, then, self._place) for column in marks}
        whole_row = {now[column]: text for column, text in marks.items()}
        row_id = whole_row.get(self._place.id_column, "")
        known_by = {self._place.id_column: row_id} if row_id else whole_row
        written = {now[column]: stood.marks[column] for column in stood.wrong}
        cells = {now[column]: _at(stood.before, column) for column in sorted(stood.wrong)}
        self._write(known_by, written, cells, near=stood.meant.row)

    def put_back_again(self, meant: Rewrite, then: Sequence[Value]) -> None:
        """Restore what a restoration missed, where that row stands now."""
        columns = {*meant.known_by, *meant.seen, *meant.cells}
        now = {column: _column_now(column, then, self._place) for column in columns}
        known_by = {now[column]: text for column, text in meant.known_by.items()}
        seen = {now[column]: text for column, text in meant.seen.items()}
        self._write(known_by, seen, {now[column]: value for column, value in meant.cells.items()})

    def take_away(self, added: Added, then: Sequence[Value]) -> None:
        """Empty a row that was added under other headings; it is added again."""
        written = {
            _column_now(column, then, self._place): text for column, text in added.marks.items()
        }
        self._write(written, written, dict.fromkeys(sorted(written)))

    def _write(
        self,
        known_by: Mapping[int, str],
        seen: Mapping[int, str],
        cells: Mapping[int, Value],
        near: int = 0,
    ) -> None:
        """Write cells into the row that has these marks; the one at `near` where it has, too."""
        row = self._found({**known_by, **seen}, near)
        if row is None:
            return
        line = list(self._line(row))
        line += [None] * (max(cells, default=-1) + 1 - len(line))
        for column, value in cells.items():
            line[column] = value
        self._new[row] = line
        before = self.rewrites.get(row)
        if before is not None:
            known_by, seen = before.known_by, {**seen, **before.seen}
            cells = {**before.cells, **cells}
        self.rewrites[row] = Rewrite(self._place.tab, row, known_by, cells, seen, restores=True)

    def _found(self, wanted: Mapping[int, str], near: int) -> int | None:
        rows = range(self._place.heading_row + 1, len(self._lines))
        for row in (near, *rows) if near in rows else rows:
            line = self._line(row)
            if all(_mark_at(line, column) == text for column, text in wanted.items()):
                return row
        return None

    def _line(self, row: int) -> Sequence[Value]:
        return self._new.get(row, self._lines[row])


def _at(before: Sequence[Value], column: int) -> Value:
    return before[column] if column < len(before) else None


def _column_now(column: int, then: Sequence[Value], place: Place) -> int:
    """Return where a column of then stands now, by its heading where that is the only one."""
    text = _at(then, column)
    if text is None or place.headings.get(column) == text:
        return column
    now = [other for other, said in place.headings.items() if said == text]
    return now[0] if len(now) == 1 else column
