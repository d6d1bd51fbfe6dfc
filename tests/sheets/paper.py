"""A sheet as plain cells, and both sides carried out: what a merge says, done to the letter.

`Paper` is the sheet without Google: tabs of cells, read by `lib.sheets.reading`, written by what a
merge says. `Desk` is a sheet, its base and its workbooks; `settle` does what the partner at work
does, in its order, and `sides` tells what everybody holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.coaching.records import Record, plain
from lib.coaching.workbook import Records
from lib.sheets import layout, reading
from lib.sheets.layout import ID, SheetTab
from lib.sheets.merge import merge
from lib.sheets.reading import SheetSeen, TabAbout, TabSeen
from lib.store.plans import forward
from lib.store.results import Plan, Write
from lib.store.sheets import BaseRow, RowKey

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lib.sheets.changes import Marked, Merged
    from lib.sheets.layout import Cells
    from lib.sheets.values import Value

Line = list["Value"]


class Paper:
    """The cells of a sheet, laid out as ours."""

    def __init__(self) -> None:
        """Lay every tab out, without rows."""
        self.lines: dict[str, list[Line]] = {
            one.table: [[column.heading for column in one.columns]] for one in layout.tabs()
        }
        self.locale = "en_US"
        self.formulas: dict[str, set[tuple[int, int]]] = {}

    def seen(self) -> SheetSeen:
        """Return what it says."""
        return SheetSeen({table: self.tab(table) for table in self.lines})

    def tab(self, table: str) -> TabSeen:
        """Return what one tab says."""
        of = layout.tab(table)
        about = TabAbout(of.sheet_id, of.title, 1_000, len(of.columns), {}, hidden=False)
        lines = [list(line) for line in self.lines[table]]
        for line in lines:
            while line and line[-1] in (None, ""):
                line.pop()
        formulas = frozenset(self.formulas.get(table, ()))
        return reading.tab(of, about, lines, locale=self.locale, formulas=formulas)

    def at(self, table: str, key: str) -> int:
        """Return where a column stands."""
        return self.lines[table][0].index(layout.tab(table).column[key].heading)

    def row_of(self, table: str, own: str) -> int:
        """Return the place of the row with an id."""
        at = self.at(table, ID)
        return next(
            place
            for place, line in enumerate(self.lines[table])
            if len(line) > at and line[at] == own
        )

    def type(self, table: str, own: str, key: str, value: Value) -> None:
        """Type into a cell of the row with an id."""
        self.put(table, self.row_of(table, own), key, value)

    def put(self, table: str, row: int, key: str, value: Value) -> None:
        """Type into a cell."""
        at = self.at(table, key)
        line = self.lines[table][row]
        line.extend([None] * (at + 1 - len(line)))
        line[at] = value

    def add(self, table: str, **cells: Value) -> int:
        """Add a row by hand, some of whose cells are filled; return its place."""
        self.lines[table].append([])
        row = len(self.lines[table]) - 1
        for key, value in cells.items():
            self.put(table, row, key.replace("__", "."), value)
        return row

    def said(self, table: str, own: str, key: str) -> Value:
        """Return what a cell of the row with an id holds."""
        line = self.lines[table][self.row_of(table, own)]
        at = self.at(table, key)
        return line[at] if at < len(line) else None

    # what a merge says

    def write(self, of: SheetTab, row: int, cells: Cells) -> None:
        """Write cells by their keys, as a push does."""
        for key, content in cells.items():
            self.put(of.table, row, key, layout.shown(of.column[key], content))


class Desk:
    """A sheet with its base, and the workbooks it stands for."""

    def __init__(self, workbooks: Mapping[str, Records]) -> None:
        """Begin with an empty sheet, and nothing agreed on."""
        self.paper = Paper()
        self.base: dict[RowKey, BaseRow] = {}
        self.books: dict[str, Records] = dict(workbooks)
        self.numbers = dict.fromkeys(workbooks, 10_000)
        self.kept: list[str] = []
        """What conflicts keep, and what history keeps: every value that was replaced."""
        self._ids = 0

    def new_id(self) -> str:
        """Return ids in a row."""
        self._ids += 1
        return f"new{self._ids:013d}"

    def merge(
        self,
        *,
        pulled: bool = True,
        only: Collection[RowKey] | None = None,
        confirmed: Collection[str] = (),
    ) -> Merged:
        """Return what a merge says now."""
        return merge(
            self.base,
            self.books,
            self.paper.seen(),
            self.new_id,
            pulled=pulled,
            only=only,
            confirmed=confirmed,
        )

    def settle(self, merged: Merged | None = None, *, pulled: bool = True) -> Merged:
        """Merge, and do all that it says."""
        merged = self.merge(pulled=pulled) if merged is None else merged
        self.keep(merged)
        self.save(merged)
        self.push(merged)
        return merged

    def keep(self, merged: Merged) -> None:
        """Keep conflicts, and new rows before they are saved."""
        for one in merged.conflicts:
            self.kept.append(str(one.ours))
        self.base.update(merged.pending)

    def save(self, merged: Merged) -> None:
        """Save, then move the base."""
        for workbook, writes in merged.store.items():
            self.act(workbook, writes)
        self.base.update(merged.puts)
        for key in merged.drops:
            self.base.pop(key, None)

    def act(self, workbook: str, writes: Collection[Write]) -> None:
        """Save an action, as the store does: refused as a whole where one row is wrong."""
        self.numbers[workbook] += 1
        plan = forward(self.books[workbook], writes, self.numbers[workbook])
        assert isinstance(plan, Plan), plan
        for step in plan.steps:
            if step.before is not None:
                self.kept += [str(one) for one in plain(step.before).values()]
        self.books[workbook] = self.books[workbook].changed(plan.steps)

    def push(self, merged: Merged) -> None:
        """Write into the sheet, and agree on what was written."""
        changes = merged.sheet
        for (table, own), cells in changes.updates.items():
            row = changes.rows[table, own]
            self.paper.write(layout.tab(table), row, cells)
            self._agree((table, own), cells)
        for one in changes.ids:
            self.mark(one)
        for (table, own), row in changes.blanks.items():
            line = self.paper.lines[table][row]
            for at in [self.paper.at(table, key) for key in layout.tab(table).column]:
                if at < len(line):
                    line[at] = None
            self.base.pop((table, own), None)
        for (table, own), added in changes.appends.items():
            row = self.paper.add(table)
            of = layout.tab(table)
            self.paper.write(of, row, {ID: own, **added.cells})
            self.base[table, own] = BaseRow(added.workbook, dict(added.cells))

    def mark(self, one: Marked) -> None:
        """Write an id, and what goes with it, into its row."""
        self.paper.write(layout.tab(one.table), one.row, {ID: one.id, **one.cells})
        self._agree((one.table, one.id), one.cells)

    def _agree(self, key: RowKey, cells: Cells) -> None:
        before = self.base[key]
        content = {**before.content, **cells}
        self.base[key] = replace(before, content=content, pending=False)

    # what everybody holds

    def texts(self) -> Counter[str]:
        """Return every text that stands anywhere: in a workbook, in the sheet, or kept."""
        found: Counter[str] = Counter(self.kept)
        for records in self.books.values():
            for table in layout.tabs():
                for record in records.all(table.record_type).values():
                    found.update(str(one) for one in plain(record).values())
        for lines in self.paper.lines.values():
            for line in lines:
                found.update(str(one) for one in line)
        return found

    def change(self, workbook: str, *records: Record) -> None:
        """Save records here, as a page does."""
        self.act(workbook, records)
