"""What is held side by side while a workbook and its sheet are put together?

The base, the workbooks, the sheet; what is found out on the way of which row is which, what is
gone and what is new; and what a person must be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lib.coaching.comments import Comment
from lib.coaching.records import Plain, Record, plain
from lib.coaching.workbook import TABLE_OF, TABLES, Records
from lib.sheets.changes import CellProblem, Question, Trouble
from lib.sheets.layout import Cells, SheetTab
from lib.sheets.names import Names
from lib.sheets.reading import RowSeen, SheetSeen
from lib.store.sheets import BaseRow, Need, RowKey


class Left:
    """What a cell of the sheet says that is left alone: nothing."""


LEFT: Final = Left()


@dataclass(slots=True)
class Row:
    """One row on all three sides, while it is merged."""

    of: SheetTab
    key: RowKey
    workbook: str
    base: BaseRow | None
    ours: Cells | None
    """The record's fields here; None where the workbook has no such row."""
    record: Record | None
    theirs: RowSeen
    becomes: Cells = field(default_factory=dict)
    """The record's fields as both sides will have them."""
    unread: set[str] = field(default_factory=set)
    """Columns whose cell is left alone."""
    lost: dict[str, Plain] = field(default_factory=dict)
    """Our side of the cells that both sides changed."""
    removed_here: bool = False
    """True where it was removed here, and changed in the sheet since."""


class Sides:
    """All sides of one sheet, while they are put together."""

    def __init__(
        self,
        base: Mapping[RowKey, BaseRow],
        ours: Mapping[str, Records],
        theirs: SheetSeen,
        new_id: Callable[[], str],
    ) -> None:
        """Take them as `merge.merge` does."""
        self.pulled = True
        self.confirmed: Collection[str] = ()
        self.adopt: Mapping[str, str] = {}
        self.erased: Mapping[RowKey, str] = {}
        """Rows that were erased for good, with their workbook."""
        self.base = base
        self.workbooks = ours
        self.theirs = theirs
        self.new_id = new_id
        self.names = Names(ours)
        self.sole: str | None = None
        """The one workbook of the sheet, where there is only one."""
        self.seen: dict[str, tuple[RowSeen, ...]] = {}
        """By table: the rows of each tab that may be changed, with the ids they are known by."""
        self.unmarked: dict[tuple[str, int], RowSeen] = {}
        """By table and place: rows that do not carry their id, as they stand in the sheet."""
        self.frozen: set[str] = set()
        """Tables whose tab is not written into."""
        self.rows: list[Row] = []
        """Rows that both sides have, and that do not say the same."""
        self.new: dict[RowKey, Row] = {}
        """Rows of the sheet that are new here."""
        self.gone: dict[RowKey, tuple[str, Record]] = {}
        """Rows to be removed here, with their workbook."""
        self.emptied: dict[RowKey, set[str]] = {}
        """Fields of rows that point at one of those, and are emptied."""
        self.puts: dict[RowKey, BaseRow] = {}
        self.drops: set[RowKey] = set()
        self.problems: list[CellProblem] = []
        self.questions: list[Question] = []
        self.put_back: dict[str, int] = {}
        self.foreign: Counter[str] = Counter()
        self.differing: Counter[str] = Counter()
        self.made: Counter[tuple[str, str]] = Counter()
        """By workbook and table: rows that are new here."""
        self._indexed: dict[str, dict[str, RowSeen]] = {}

    def mine(self, key: RowKey) -> tuple[str, Record] | None:
        """Return (workbook, record) of a row that is here and stays; None for any other."""
        if key in self.gone:
            return None
        record_type, agreed = TABLES[key[0]], self.base.get(key)
        ids = self.workbooks if agreed is None else (agreed.workbook,)
        for workbook in ids:
            records = self.workbooks.get(workbook)
            record = None if records is None else records.get(record_type, key[1])
            if record is not None:
                return workbook, record
        return None

    def fields(self, record: Record) -> Cells:
        """Return a record's fields as they are here, without those that are emptied now."""
        cells = plain(record)
        del cells["id"], cells["version"]
        emptied = self.emptied.get((TABLE_OF[type(record)], record.id))
        return {**cells, **dict.fromkeys(emptied)} if emptied else cells

    def stands(self, workbook: str, table: str, row: str) -> bool:
        """Return whether a row of a workbook will be there once all is done."""
        new = self.new.get((table, row))
        if new is not None:
            return new.workbook == workbook
        there = self.workbooks[workbook].get(TABLES[table], row)
        return there is not None and (table, row) not in self.gone

    def by_id(self, table: str) -> Mapping[str, RowSeen]:
        """Return the rows of a tab by the ids they are known by; new ones are not among them."""
        found = self._indexed.get(table)
        if found is None:
            found = self._indexed[table] = {one.id: one for one in self.seen[table] if one.id}
        return found

    def trouble(  # noqa: PLR0913, PLR0917 - a problem has these parts
        self,
        trouble: Trouble,
        of: SheetTab,
        workbook: str | None,
        one: RowSeen | None,
        key: str,
        message: str,
        *,
        text: str = "",
        candidates: Iterable[str] = (),
    ) -> None:
        """Note what cannot be taken as it stands, in a row of the sheet (None: in no row)."""
        seen = self.theirs.tabs.get(of.table)
        stands = None if one is None else self.unmarked.get((of.table, one.row), one)
        self.problems.append(
            CellProblem(
                *(trouble, workbook, of.table, of.title if seen is None else seen.title),
                line=None if stands is None else stands.row + 1,
                id="" if stands is None else stands.id,
                field=key,
                text=text,
                message=message,
                candidates=tuple(candidates),
            )
        )

    def ask(self, need: Need, of: SheetTab, title: str, rows: int, among: int) -> None:
        """Note what only a person can settle."""
        self.questions.append(Question(need, of.table, title, rows, among))


def is_private(record: Record) -> bool:
    """Return whether a record is a comment that never leaves the workbook."""
    return isinstance(record, Comment) and record.private
