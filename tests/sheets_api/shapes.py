"""What becomes of a place and of a range when rows or columns are inserted, removed, moved.

A range that loses all its cells is gone; one that is cut into grows or shrinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from tests.sheets_api.cells import Body

Dimension = Literal["ROWS", "COLUMNS"]
STARTS = {"ROWS": "startRowIndex", "COLUMNS": "startColumnIndex"}
ENDS = {"ROWS": "endRowIndex", "COLUMNS": "endColumnIndex"}


class Edit(Protocol):
    """A change of the places along one dimension."""

    def place(self, index: int) -> int | None:
        """Return where a row or column stands afterwards; None where it is gone."""

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return what a range reaches over afterwards; None where nothing is left."""


@dataclass(frozen=True, slots=True)
class Insert:
    """New rows or columns before `at`."""

    at: int
    count: int

    def place(self, index: int) -> int | None:
        """Return where it stands afterwards."""
        return index + self.count if index >= self.at else index

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range: one that starts behind is moved, one that holds the place grows."""
        moved = start + self.count if start >= self.at else start
        return moved, end + self.count if end > self.at else end


@dataclass(frozen=True, slots=True)
class Delete:
    """The rows or columns from `start` up to `end` go."""

    start: int
    end: int

    def place(self, index: int) -> int | None:
        """Return where it stands afterwards."""
        if index < self.start:
            return index
        return None if index < self.end else index - (self.end - self.start)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range less what it loses."""
        first, last = self._edge(start), self._edge(end)
        return (first, last) if first < last else None

    def _edge(self, edge: int) -> int:
        return edge - max(0, min(edge, self.end) - self.start)


@dataclass(frozen=True, slots=True)
class Move:
    """The rows or columns from `start` up to `end` go before `to`, counted as it was before."""

    start: int
    end: int
    to: int

    def place(self, index: int) -> int | None:
        """Return where it stands afterwards."""
        count = self.end - self.start
        if self.start <= index < self.end:
            shift = self.to - self.start if self.to <= self.start else self.to - self.end
            return index + shift
        if self.to <= index < self.start:
            return index + count
        if self.end <= index < self.to:
            return index - count
        return index

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range: one that moves as a whole travels, another stays where it is."""
        if self.start <= start and end <= self.end:
            first = self.place(start)
            return (first, first + end - start) if first is not None else None
        if end - start == 1:
            first = self.place(start)
            return (first, first + 1) if first is not None else None
        inside = start <= self.start and self.end <= end and start <= self.to <= end
        if inside or (self.end <= start and self.to <= start) or self.start >= end <= self.to:
            return start, end
        places = sorted(one for one in (self.place(start), self.place(end - 1)) if one is not None)
        return places[0], places[-1] + 1


def reshaped(grid_range: Body, dimension: Dimension, edit: Edit) -> Body | None:
    """Return a `GridRange` after an edit; None where nothing is left of it."""
    start, end = grid_range.get(STARTS[dimension]), grid_range.get(ENDS[dimension])
    if start is None and end is None:
        return grid_range
    span = edit.span(start or 0, end if end is not None else 1 << 40)
    if span is None:
        return None
    result = dict(grid_range)
    if start is not None:
        result[STARTS[dimension]] = span[0]
    if end is not None:
        result[ENDS[dimension]] = span[1]
    return result
