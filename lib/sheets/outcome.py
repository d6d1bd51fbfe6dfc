"""What comes out where a workbook and its sheet are put together: for each side, and to be kept."""

from __future__ import annotations

import json

from lib.coaching.records import Record, cleaned, plain, read
from lib.sheets.changes import (
    Append,
    CellConflict,
    Marked,
    Merged,
    SheetChanges,
    Trouble,
)
from lib.sheets.layout import ID, WHOSE, WHOSE_NAME, Cells, SheetTab
from lib.sheets.reading import RowSeen
from lib.sheets.sides import Row, Sides, is_private
from lib.store.results import Removed, Write
from lib.store.sheets import BaseRow, RowKey


class Outcome:
    """What is to be saved, written and kept."""

    def __init__(self, sides: Sides) -> None:
        """Begin with nothing."""
        self._sides = sides
        self._appends: dict[RowKey, Append] = {}
        self._updates: dict[RowKey, Cells] = {}
        self._places: dict[RowKey, int] = {}
        self._blanks: dict[RowKey, int] = {}
        self._ids: list[Marked] = []
        self._store: dict[str, list[Write]] = {}
        self._written: set[RowKey] = set()
        self._conflicts: list[CellConflict] = []
        self._pending: dict[RowKey, BaseRow] = {}

    def finish(self, row: Row) -> None:
        """Write down what a row becomes: here, in the base, and in the sheet."""
        table, own = row.key
        version = 0 if row.record is None else row.record.version
        before = None if row.record is None else plain(row.record)
        after: Cells = {ID: own, "version": version, **row.becomes}
        if after != before:
            record = cleaned(read(row.of.record_type, after))
            self._store.setdefault(row.workbook, []).append(record)
            self._written.add(row.key)
        for key, lost in row.lost.items():
            theirs = row.becomes[key]
            self._conflicts.append(CellConflict(row.workbook, table, own, key, lost, theirs))
        if row.removed_here:
            content = json.dumps(row.becomes, ensure_ascii=False)
            self._conflicts.append(CellConflict(row.workbook, table, own, "", None, content))
        self._agree(row)
        self._write(row)

    def _agree(self, row: Row) -> None:
        """Note in the base what stands in the sheet and was taken into account."""
        content: Cells = {} if row.base is None else dict(row.base.content)
        for key, cell in row.theirs.cells.items():
            if key not in row.unread:
                content[key] = cell
        unmarked = (row.of.table, row.theirs.row) in self._sides.unmarked
        new = row.base is None and row.record is None
        pending = unmarked and (new or (row.base is not None and row.base.pending))
        agreed = BaseRow(row.workbook, content, pending=pending)
        if new and pending:
            self._pending[row.key] = agreed
        elif agreed != row.base:
            self._sides.puts[row.key] = agreed

    def _write(self, row: Row) -> None:
        """Note the cells of a row that are to be written into the sheet."""
        if row.of.table in self._sides.frozen:
            return
        raw = self._sides.unmarked.get((row.of.table, row.theirs.row))
        stands = row.theirs if raw is None else raw
        changes: Cells = {}
        for key, cell in self._full(row.of, row.workbook, row.becomes).items():
            wrong = stands.wrong.get(key)
            now = stands.cells.get(key) if wrong is None else wrong.text
            if cell != now and key not in row.unread and self._may_write(row, key):
                changes[key] = cell
        if raw is not None:
            pending = row.record is None or (row.base is not None and row.base.pending)
            self._ids.append(Marked(*row.key, row.theirs.row, changes, pending=pending))
        elif changes:
            self._updates[row.key] = changes
            self._places[row.key] = row.theirs.row

    def _may_write(self, row: Row, key: str) -> bool:
        seen = self._sides.theirs.tabs[row.of.table]
        if key not in seen.columns:
            return False
        if (row.theirs.row, key) not in seen.formulas:
            return True
        message = (
            f"{row.of.column[key].heading}: a formula stands here, and the workbook says something "
            "else. The formula is left as it is."
        )
        self._sides.trouble(Trouble.FORMULA, row.of, row.workbook, row.theirs, key, message)
        return False

    def _full(self, of: SheetTab, workbook: str, cells: Cells) -> Cells:
        """Return a whole row: a record's fields, the names it shows, whose it is."""
        whose: Cells = {WHOSE: workbook, WHOSE_NAME: self._sides.names.whose(workbook)}
        for name, key, table in of.names:
            whose[key] = self._sides.names.of(workbook, table, cells[name])
        return {**cells, **whose}

    def refresh(self, of: SheetTab, key: RowKey, agreed: BaseRow, one: RowSeen) -> None:
        """Write the names anew that a row shows, where they have changed."""
        workbook, content = agreed.workbook, agreed.content
        fresh = content.get(WHOSE_NAME) == self._sides.names.whose(workbook) and all(
            content.get(shown) == self._sides.names.of(workbook, table, content.get(name))
            for name, shown, table in of.names
        )
        if not fresh or content.get(WHOSE) != workbook:
            cells = {name: content[name] for name in of.fields if name in content}
            if len(cells) == len(of.fields):
                row = Row(of, key, workbook, agreed, cells, None, one, becomes=cells)
                self._write(row)

    def blank(self, of: SheetTab, one: RowSeen, workbook: str) -> None:
        """Empty a row that was removed here; one that holds a formula is left alone."""
        if of.table in self._sides.frozen:
            return
        seen = self._sides.theirs.tabs[of.table]
        if any((one.row, key) in seen.formulas for key in seen.columns):
            message = "This row was removed in the workbook. It holds a formula, so it stays here."
            self._sides.trouble(Trouble.FORMULA, of, workbook, one, "", message)
            return
        raw = self._sides.unmarked.get((of.table, one.row))
        if raw is None:
            self._blanks[of.table, one.id] = one.row
        else:  # it is emptied once it carries its id again
            keys = (*of.hidden, WHOSE_NAME)
            cells = {key: one.cells[key] for key in keys if key in one.cells}
            cells = {key: cell for key, cell in cells.items() if cell != raw.cells.get(key)}
            self._ids.append(Marked(of.table, one.id, one.row, cells, pending=False))

    def append(self, of: SheetTab, workbook: str, record: Record) -> None:
        """Note a row that the sheet does not have; not of a private comment."""
        if is_private(record) or of.table in self._sides.frozen:
            return
        cells = self._full(of, workbook, self._sides.fields(record))
        self._appends[of.table, record.id] = Append(workbook, cells)

    def merged(self) -> Merged:
        """Return what came out."""
        for key, (workbook, record) in self._sides.gone.items():
            self._store.setdefault(workbook, []).insert(0, Removed(record))
            self._written.add(key)
        for key in self._sides.emptied.keys() - self._written:
            found = self._sides.mine(key)
            if found is not None:
                workbook, record = found
                own = {ID: record.id, "version": record.version, **self._sides.fields(record)}
                self._store.setdefault(workbook, []).append(read(type(record), own))
        return Merged(
            store={workbook: tuple(writes) for workbook, writes in self._store.items()},
            sheet=SheetChanges(
                appends=self._appends,
                updates=self._updates,
                rows=self._places,
                blanks=self._blanks,
                ids=tuple(self._ids),
            ),
            conflicts=tuple(self._conflicts),
            pending=self._pending,
            puts=self._sides.puts,
            drops=frozenset(self._sides.drops),
            problems=tuple(self._sides.problems),
            questions=tuple(self._sides.questions),
            put_back=self._sides.put_back,
            foreign=self._sides.foreign,
            differing=self._sides.differing,
        )
