"""What do a workbook and its sheet become, when both may have changed since they last agreed?

    base   what both last agreed on     ours   the workbook now     theirs   the sheet as read

Cell by cell: where one side changed, it is taken; where both did, the sheet's side is taken and
ours goes to the conflicts, so that nothing is lost; of notes both texts are kept in one. The base
moves for a cell only where both sides say the same, or the sheet's side has been taken. A row that
is missing in two pulls in a row is removed here, unless it was changed here. A row removed here is
emptied there, unless it was changed there: then it comes back, as a conflict. Whatever cannot be
taken as it stands is told and left alone.

Rows that others point at keep doing so: whom a cell names is looked up, and what the sheet shows of
a renamed person is refreshed. Nothing that points at a row that is not there is ever saved. A
private comment is neither written nor read (`product.md`).

Pure: no clock, no network, no store. Merging again, once all of it is done, finds nothing to do.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.cover import Cover
from lib.coaching.records import NOTE_LIMIT, Plain, Record, cleaned, fields_of, plain, read
from lib.coaching.text import folded, is_blank
from lib.coaching.workbook import LIMITS, TABLE_OF, TABLES, Records
from lib.sheets.changes import (
    Append,
    CellConflict,
    CellProblem,
    Marked,
    Merged,
    Question,
    SheetChanges,
    Trouble,
)
from lib.sheets.identity import MANY_ROWS, identified
from lib.sheets.layout import ID, WHOSE, WHOSE_NAME, Cells, SheetTab, tab
from lib.sheets.names import Names
from lib.sheets.reading import RowSeen, SheetSeen, TabSeen, Wrong
from lib.store.references import REFERENCES, removed_with_all
from lib.store.results import Removed, Write
from lib.store.sheets import BaseRow, Need, RowKey

if TYPE_CHECKING:
    from collections.abc import Hashable

PULLS_MISSED: Final = 2
"""A row that is missing in so many pulls in a row was deleted."""
ORDER: Final = (
    *("contacts", "targets", "asks"),
    *(table for table in TABLES if table not in ("contacts", "targets", "asks")),
)
"""Tables in the order in which rows point at each other: those pointed at come first."""


def merge(  # noqa: PLR0913 - what a merge is made of
    base: Mapping[RowKey, BaseRow],
    ours: Mapping[str, Records],
    theirs: SheetSeen,
    new_id: Callable[[], str],
    *,
    pulled: bool = True,
    only: Collection[RowKey] | None = None,
    confirmed: Collection[str] = (),
    adopt: Mapping[str, str] | None = None,
) -> Merged:
    """Return what both sides become.

    Args:
        base: what both last agreed on.
        ours: every workbook of the sheet, by its id.
        theirs: the sheet.
        new_id: makes the id of a row that was typed into the sheet.
        pulled: False where the sheet was not read again since the last merge: nothing is then
            counted as missed once more.
        only: the rows to look at, with those that show their names; None for all. Rows that were
            typed into the sheet, and rows that are missing there, are then not looked at.
        confirmed: tables of which a person has said yes: ids that were matched by what rows say are
            put back, missing rows are removed.
        adopt: what to take an id of a workbook for that stands in the sheet and is not at hand.
    """
    work = _Merge(base, ours, theirs, new_id)
    work.pulled, work.confirmed, work.adopt = pulled, confirmed, adopt or {}
    if only is not None:
        work.look_at(only)
    else:
        work.look_at_all()
    return work.merged()


class _Left:
    """What a cell of the sheet says that is left alone: nothing."""


_LEFT: Final = _Left()


@dataclass(slots=True)
class _Row:
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


class _Merge:
    """A merge in the making."""

    def __init__(
        self,
        base: Mapping[RowKey, BaseRow],
        ours: Mapping[str, Records],
        theirs: SheetSeen,
        new_id: Callable[[], str],
    ) -> None:
        self.pulled = True
        self.confirmed: Collection[str] = ()
        self.adopt: Mapping[str, str] = {}
        self._base = base
        self._workbooks = ours
        self._theirs = theirs
        self._new_id = new_id
        self._names = Names(ours)
        self._sole: str | None = None
        """The one workbook of the sheet, where there is only one."""
        self._seen: dict[str, tuple[RowSeen, ...]] = {}
        """By table: the rows of each tab that may be changed, with the ids they are known by."""
        self._indexed: dict[str, dict[str, RowSeen]] = {}
        self._unmarked: dict[tuple[str, int], RowSeen] = {}
        """By table and place: rows that do not carry their id, as they stand in the sheet."""
        self._frozen: set[str] = set()
        """Tables whose tab is not written into."""
        self._rows: list[_Row] = []
        self._new: dict[RowKey, _Row] = {}
        self._quiet: list[tuple[SheetTab, RowKey, BaseRow, RowSeen]] = []
        """Rows on which all three sides agree, the names they show aside."""
        self._gone: dict[RowKey, tuple[str, Record]] = {}
        self._emptied: dict[RowKey, set[str]] = {}
        # what comes out
        self._appends: dict[RowKey, Append] = {}
        self._updates: dict[RowKey, Cells] = {}
        self._places: dict[RowKey, int] = {}
        self._blanks: dict[RowKey, int] = {}
        self._ids: list[Marked] = []
        self._store: dict[str, list[Write]] = {}
        self._written: set[RowKey] = set()
        self._made: Counter[tuple[str, str]] = Counter()
        self._conflicts: list[CellConflict] = []
        self._pending: dict[RowKey, BaseRow] = {}
        self._puts: dict[RowKey, BaseRow] = {}
        self._drops: set[RowKey] = set()
        self._problems: list[CellProblem] = []
        self._questions: list[Question] = []
        self._put_back: dict[str, int] = {}
        self._foreign: Counter[str] = Counter()
        self._differing: Counter[str] = Counter()

    # the course of it

    def look_at_all(self) -> None:
        """Put everything together."""
        agreed: dict[str, dict[str, BaseRow]] = {table: {} for table in TABLES}
        for (table, row), one in self._base.items():
            agreed[table][row] = one
        self._sole = self._only_workbook()
        for table in ORDER:
            self._open(tab(table), agreed[table])
        missing = {table: self._missing(table, agreed[table]) for table in self._seen}
        for table, gone in missing.items():
            for own in gone:
                self._remove(table, own)
        for table, there in self._seen.items():
            for line in there:
                self._take(tab(table), line)
        self._put_together()
        for table in self._seen:
            self._append_new(tab(table))

    def look_at(self, only: Collection[RowKey]) -> None:
        """Put some rows together, and those that show their names."""
        wanted: dict[str, set[str]] = {}
        for table, row in self._with_those_that_name(only):
            wanted.setdefault(table, set()).add(row)
        for table in ORDER:
            if table in wanted:
                self._look_up_rows(table, wanted[table])
        for table, there in self._seen.items():
            for line in there:
                self._take(tab(table), line, typed=False)
        self._put_together()
        for table in self._seen:
            there_too = {one.id for one in self._seen[table]}
            for own in sorted(wanted[table] - there_too):
                found = None if (table, own) in self._base else self._mine((table, own))
                if found is not None:
                    self._append(tab(table), *found)

    def _look_up_rows(self, table: str, ids: Collection[str]) -> None:
        """Find some rows of a tab; where one of them says something new, see whose id it is."""
        seen = self._theirs.tabs.get(table)
        if seen is None or ID not in seen.columns:
            return
        if not seen.may_write:
            self._frozen.add(table)
        there = {one.id: one for one in reversed(seen.rows) if one.id in ids}
        if any(self._is_news(table, one) for one in there.values()):
            if not self._identify(tab(table), seen, self._agreed(table)):
                return
            there = {one.id: one for one in self._seen[table] if one.id in ids}
        self._seen[table] = tuple(there.values())

    def _is_news(self, table: str, one: RowSeen) -> bool:
        """Return whether a row says what was not agreed on: then it may be another one's id."""
        agreed = self._base.get((table, one.id))
        return agreed is None or agreed.content != one.cells

    def _agreed(self, table: str) -> dict[str, BaseRow]:
        return {row: one for (of, row), one in self._base.items() if of == table}

    def _put_together(self) -> None:
        for row in self._rows:
            self._merge(row)
        for row in list(self._new.values()):
            self._make(row)
        self._hold()
        for row in (*self._rows, *self._new.values()):
            self._names.becomes(row.key, row.becomes)
        for row in (*self._rows, *self._new.values()):
            self._finish(row)
        for quiet in self._quiet:
            self._refresh(*quiet)

    # the sides

    def _only_workbook(self) -> str | None:
        """Return the one workbook whose rows stand in the sheet; None where there are others."""
        for seen in self._theirs.tabs.values():
            for one in {row.whose for row in seen.rows}:
                if one and self.adopt.get(one, one) not in self._workbooks:
                    return None
        return next(iter(self._workbooks)) if len(self._workbooks) == 1 else None

    def _mine(self, key: RowKey) -> tuple[str, Record] | None:
        """Return (workbook, record) of a row that is here and stays; None for any other."""
        if key in self._gone:
            return None
        record_type, agreed = TABLES[key[0]], self._base.get(key)
        ids = self._workbooks if agreed is None else (agreed.workbook,)
        for workbook in ids:
            records = self._workbooks.get(workbook)
            record = None if records is None else records.get(record_type, key[1])
            if record is not None:
                return workbook, record
        return None

    def _fields(self, record: Record) -> Cells:
        """Return a record's fields as they are here, without those that are emptied now."""
        cells = plain(record)
        del cells["id"], cells["version"]
        emptied = self._emptied.get((TABLE_OF[type(record)], record.id))
        return {**cells, **dict.fromkeys(emptied)} if emptied else cells

    def _trouble(  # noqa: PLR0913, PLR0917 - a problem has these parts
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
        seen = self._theirs.tabs.get(of.table)
        stands = None if one is None else self._unmarked.get((of.table, one.row), one)
        self._problems.append(
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

    # which row is which

    def _open(self, of: SheetTab, agreed: Mapping[str, BaseRow]) -> None:
        """Find out which row of a tab is which, and whether the tab may be changed at all."""
        seen = self._theirs.tabs.get(of.table)
        if seen is None:
            if agreed:
                rows = len(agreed)
                self._ask(Need.TAB_MISSING, of, of.title, rows, rows)
            return
        self._ask_for_columns(of, seen)
        if ID not in seen.columns:
            return
        self._identify(of, seen, agreed)

    def _identify(self, of: SheetTab, seen: TabSeen, agreed: Mapping[str, BaseRow]) -> bool:
        """Find out which row of a tab is which; return False where a person must be asked."""
        here = {
            row
            for records in self._workbooks.values()
            for row in records.all(of.record_type)
            if row not in agreed
        }
        sure = of.table in self.confirmed
        known = identified(of, seen, agreed, here, confirmed=sure)
        if known.unsure:
            self._ask(Need.IDS_LOST, of, seen.title, known.unsure, len(seen.rows))
            return False
        if known.put_back:
            self._put_back[of.table] = known.put_back
        for place, one in known.unmarked.items():
            self._unmarked[of.table, place] = one
        self._seen[of.table] = known.rows
        if of.record_type is Cover:
            self._seen[of.table] = tuple(map(self._as_cover, known.rows))
        return True

    def _as_cover(self, one: RowSeen) -> RowSeen:
        """Return a row as the cover of its workbook, where it has another one's id."""
        records = self._workbooks.get(self.adopt.get(one.whose, one.whose) or self._sole or "")
        cover = None if records is None else next(iter(records.all(Cover).values()), None)
        if cover is None or cover.id == one.id or ("covers", one.id) in self._base:
            return one
        if any(other.id == cover.id for other in self._theirs.tabs["covers"].rows):
            return one
        self._unmarked["covers", one.row] = one
        return replace(one, id=cover.id)

    def _ask(self, need: Need, of: SheetTab, title: str, rows: int, among: int) -> None:
        self._questions.append(Question(need, of.table, title, rows, among))

    def _ask_for_columns(self, of: SheetTab, seen: TabSeen) -> None:
        for need, headings in (
            (Need.DOUBLED_HEADING, seen.doubled),
            (Need.COLUMN_MISSING, tuple(of.column[key].heading for key in seen.missing)),
        ):
            if headings:
                self._frozen.add(of.table)
                self._questions.append(
                    Question(need, of.table, seen.title, len(seen.rows), len(seen.rows), headings)
                )

    # rows that are missing in the sheet

    def _missing(self, table: str, agreed: Mapping[str, BaseRow]) -> list[str]:
        """Return the rows of a tab that were deleted there; note those that may have been."""
        there = {one.id for one in self._seen[table]}
        gone = [row for row in agreed if row not in there]
        if not gone or table in self._frozen:
            return []
        sure = table in self.confirmed
        deleted: list[str] = []
        for row in gone:
            key, one = (table, row), agreed[row]
            if one.workbook not in self._workbooks:
                continue
            if self._mine(key) is None:
                self._drops.add(key)
                continue
            missed = one.missed + int(self.pulled)
            if missed >= PULLS_MISSED or (sure and missed):
                deleted.append(row)
            elif missed != one.missed:
                self._puts[key] = replace(one, missed=missed)
        many = len(deleted) > MANY_ROWS and len(deleted) * 10 > len(agreed)
        if many and not sure:
            title = self._theirs.tabs[table].title
            self._ask(Need.MANY_MISSING, tab(table), title, len(deleted), len(agreed))
            return []
        return deleted

    def _remove(self, table: str, row: str) -> None:
        """Remove a row here that was deleted there; unless it, or one of its own, has changed."""
        key: RowKey = (table, row)
        found = self._mine(key)
        if found is None:
            return
        workbook, record = found
        writes = [] if isinstance(record, Cover) else self._with_its_own(workbook, record)
        removed = [one.record for one in writes if isinstance(one, Removed)]
        if not removed or not all(self._as_agreed(one, deleted=record) for one in removed):
            name = tab(table).title
            message = (
                f"A row was deleted in {name}, but it, or something that belongs to it, was "
                "changed in the workbook since. It is added to the sheet again."
            )
            self._trouble(Trouble.CAME_BACK, tab(table), workbook, None, "", message)
            self._drops.add(key)
            return
        for one in removed:
            its: RowKey = (TABLE_OF[type(one)], one.id)
            self._gone[its] = (workbook, one)
            if its in self._base and one.id not in self._by_id(its[0]):
                self._drops.add(its)
        for write in writes:
            if isinstance(write, Record):
                before = self._workbooks[workbook].get(type(write), write.id)
                self._empty(write, before)

    def _with_its_own(self, workbook: str, record: Record) -> list[Write]:
        writes = removed_with_all(self._workbooks[workbook], record)
        return [one for one in writes if not isinstance(one, Removed) or not self._is_gone(one)]

    def _is_gone(self, one: Removed) -> bool:
        return (TABLE_OF[type(one.record)], one.record.id) in self._gone

    def _empty(self, after: Record, before: Record | None) -> None:
        """Note the fields of a row that pointed at a row that goes."""
        was, becomes = plain(before or after), plain(after)
        names = {name for name, one in becomes.items() if one is None and was[name] is not None}
        self._emptied.setdefault((TABLE_OF[type(after)], after.id), set()).update(names)

    def _as_agreed(self, record: Record, *, deleted: Record) -> bool:
        """Return whether a row that would go says the same on all sides, and nothing new."""
        table = TABLE_OF[type(record)]
        if isinstance(record, Comment) and record.private:
            return True
        agreed = self._base.get((table, record.id))
        if agreed is None or table not in self._seen or table in self._frozen:
            return False
        if {**agreed.content, **self._fields(record)} != agreed.content:
            return False
        if record is deleted:
            return True
        seen = self._by_id(table).get(record.id)
        return seen is None or _unchanged(tab(table), seen, agreed)

    def _by_id(self, table: str) -> Mapping[str, RowSeen]:
        found = self._indexed.get(table)
        if found is None:
            found = self._indexed[table] = {one.id: one for one in self._seen[table] if one.id}
        return found

    # rows that stand in the sheet

    def _take(self, of: SheetTab, one: RowSeen, *, typed: bool = True) -> None:
        """Take up one row of the sheet; `typed` where new ones are taken too."""
        key: RowKey = (of.table, one.id)
        agreed = self._base.get(key) if one.id else None
        if agreed is not None and self._is_quiet(of, key, one, agreed):
            return
        found = self._mine(key) if one.id else None
        workbook = self._whose(of, one, agreed, None if found is None else found[0])
        if workbook is None:
            return
        if found is not None and _is_private(found[1]):
            self._take_private(of, one, workbook, agreed)
        elif found is not None:
            self._names.also(workbook, *key, one.cells)
            row = _Row(of, key, workbook, agreed, self._fields(found[1]), found[1], one)
            self._rows.append(row)
        elif agreed is not None and not (agreed.pending and (of.table, one.row) in self._unmarked):
            self._take_removed(of, one, workbook, agreed)
        elif typed and of.table not in self._frozen:
            self._take_new(of, one, workbook, agreed)

    def _is_quiet(self, of: SheetTab, key: RowKey, one: RowSeen, agreed: BaseRow) -> bool:
        """Return whether nothing was changed on either side; such a row is put aside."""
        if one.cells != agreed.content or one.wrong or agreed.pending or agreed.missed:
            return False
        if key in self._gone or key in self._emptied or (of.table, one.row) in self._unmarked:
            return False
        records = self._workbooks.get(agreed.workbook)
        record = None if records is None else records.get(of.record_type, one.id)
        if record is None or _is_private(record):
            return False
        cells = plain(record)
        del cells["id"], cells["version"]
        if {**agreed.content, **cells} != agreed.content:
            return False
        self._quiet.append((of, key, agreed, one))
        return True

    def _take_private(
        self, of: SheetTab, one: RowSeen, workbook: str, agreed: BaseRow | None
    ) -> None:
        if agreed is not None and _unchanged(of, one, agreed):
            self._blank(of, one, workbook)
            return
        message = "This comment is private in the workbook, so this row is left alone."
        self._trouble(Trouble.PRIVATE, of, workbook, one, "", message)

    def _take_removed(self, of: SheetTab, one: RowSeen, workbook: str, agreed: BaseRow) -> None:
        if _unchanged(of, one, agreed):
            self._blank(of, one, workbook)
            return
        row = _Row(of, (of.table, one.id), workbook, agreed, None, None, one, removed_here=True)
        self._new[row.key] = row
        self._names.also(workbook, *row.key, one.cells)

    def _take_new(self, of: SheetTab, one: RowSeen, workbook: str, agreed: BaseRow | None) -> None:
        if of.record_type is Cover:
            message = "A workbook has one cover; this row is left alone."
            self._trouble(Trouble.TOO_MANY, of, workbook, one, "", message)
            return
        if not one.id:
            self._unmarked[of.table, one.row] = one
            one = replace(one, id=self._new_id())
        row = _Row(of, (of.table, one.id), workbook, agreed, None, None, one)
        self._new[row.key] = row
        self._names.also(workbook, *row.key, one.cells)

    def _blank(self, of: SheetTab, one: RowSeen, workbook: str) -> None:
        """Empty a row that was removed here; one that holds a formula is left alone."""
        if of.table in self._frozen:
            return
        seen = self._theirs.tabs[of.table]
        if any((one.row, key) in seen.formulas for key in seen.columns):
            message = "This row was removed in the workbook. It holds a formula, so it stays here."
            self._trouble(Trouble.FORMULA, of, workbook, one, "", message)
            return
        raw = self._unmarked.get((of.table, one.row))
        if raw is None:
            self._blanks[of.table, one.id] = one.row
        else:  # it is emptied once it carries its id again
            keys = (*of.hidden, WHOSE_NAME)
            cells = {key: one.cells[key] for key in keys if key in one.cells}
            cells = {key: cell for key, cell in cells.items() if cell != raw.cells.get(key)}
            self._ids.append(Marked(of.table, one.id, one.row, cells, pending=False))

    # whose a row is

    def _whose(
        self, of: SheetTab, one: RowSeen, agreed: BaseRow | None, owner: str | None
    ) -> str | None:
        """Return the workbook a row belongs to; None where it is left alone."""
        said = self.adopt.get(one.whose, one.whose)
        owner = owner if agreed is None else agreed.workbook
        if owner is not None:
            if owner not in self._workbooks:
                return None
            if said in ("", owner) and self._is_still(one, agreed, owner):
                return owner
            message = "Whose row this is was changed. Only the workbook can do that."
            self._trouble(Trouble.WHOSE_CHANGED, of, owner, one, WHOSE_NAME, message)
            return None
        return self._whose_new(of, one, said)

    def _whose_new(self, of: SheetTab, one: RowSeen, said: str) -> str | None:
        """Return the workbook a row belongs to that is new; None where that is not clear."""
        name = str(one.cells.get(WHOSE_NAME) or "")
        called = self._names.workbooks_called(name)
        if said and (said in called or len(called) != 1):
            if said not in self._workbooks:
                self._foreign[said] += 1
            return said if said in self._workbooks else None
        if len(called) == 1 or (self._sole is not None and is_blank(name)):
            return called[0] if called else self._sole
        self._trouble(
            *(Trouble.WHOSE_UNKNOWN, of, None, one, WHOSE_NAME),
            "Say whose row this is: it is not clear from its name.",
            text=name,
            candidates=sorted(map(self._names.whose_here, called or self._workbooks)),
        )
        return None

    def _is_still(self, one: RowSeen, agreed: BaseRow | None, owner: str) -> bool:
        """Return whether the name shown for the workbook is the one that was written."""
        name = one.cells.get(WHOSE_NAME) or ""
        before = None if agreed is None else agreed.content.get(WHOSE_NAME)
        if name == "" or before is None or name == before:
            return True
        return folded(str(name)) == folded(self._names.whose_here(owner))

    # cells

    def _merge(self, row: _Row) -> None:
        """Decide what each field of a row becomes that both sides have."""
        if row.base is None:
            theirs = row.theirs.cells
            same = all(theirs.get(key, one) == one for key, one in (row.ours or {}).items())
            self._differing[row.of.table] += not same
        meant = self._meant(row)
        for key in row.of.fields:
            row.becomes[key] = self._cell(row, key, meant)

    def _cell(self, row: _Row, key: str, meant: Cells) -> Plain:
        """Return what one field becomes."""
        ours = (row.ours or {})[key]
        theirs = self._theirs_of(row, key, meant)
        agreed = _LEFT if row.base is None else row.base.content.get(key, _LEFT)
        if isinstance(theirs, _Left) or theirs == agreed:
            return ours
        if _is_empty(theirs) and row.of.column[key].needed:
            if not (isinstance(agreed, _Left) or _is_empty(agreed)):
                self._needed(row, key)
            return ours
        if isinstance(agreed, _Left):
            return self._one_of(row, key, "", ours, theirs, first=True)
        return self._one_of(row, key, agreed, ours, theirs)

    def _one_of(  # noqa: PLR0913 - both sides and what they had in common
        self, row: _Row, key: str, agreed: Plain, ours: Plain, theirs: Plain, *, first: bool = False
    ) -> Plain:
        """Return what a cell becomes that the sheet has changed; of `first`, nothing was agreed."""
        if ours == theirs or (_is_empty(ours) if first else ours == agreed):
            return theirs
        if first and _is_empty(theirs):
            return ours
        both = _joined(key, agreed, ours, theirs)
        if both is not None and len(both) <= NOTE_LIMIT:
            return both
        row.lost[key] = ours
        return theirs

    def _theirs_of(self, row: _Row, key: str, meant: Cells) -> Plain | _Left:
        """Return what a cell of the sheet says for a field; `_LEFT` where it is left alone."""
        wrong = row.theirs.wrong.get(key)
        if key in row.unread:
            return _LEFT
        if wrong is not None:
            if row.base is not None and row.base.content.get(key) == wrong.text:
                return wrong.text
            self._unreadable(row, key, wrong)
            return _LEFT
        if key in meant:
            return meant[key]
        return row.theirs.cells.get(key, _LEFT)

    def _unreadable(self, row: _Row, key: str, wrong: Wrong) -> None:
        row.unread.add(key)
        self._trouble(
            *(Trouble.UNREADABLE, row.of, row.workbook, row.theirs, key, wrong.message),
            text=wrong.text,
        )

    def _needed(self, row: _Row, key: str) -> None:
        row.unread.add(key)
        message = f"{row.of.column[key].heading.removesuffix(' (id)')} is needed."
        self._trouble(Trouble.NEEDED, row.of, row.workbook, row.theirs, key, message)

    # whom a name means

    def _meant(self, row: _Row) -> Cells:
        """Return the ids that typed names mean, by field; what is not clear is left unread."""
        meant: Cells = {}
        for name, key, table in row.of.names:
            wrong = row.theirs.wrong.get(key)
            if wrong is not None and (row.base is None or row.base.content.get(key) != wrong.text):
                self._unreadable(row, key, wrong)
            elif self._is_typed(row, name, key, table):
                self._look_up(row, name, key, table, meant)
        return meant

    def _is_typed(self, row: _Row, name: str, key: str, table: str) -> bool:
        """Return whether a person has typed another name than the one that is shown."""
        text = row.theirs.cells.get(key)
        if text is None:
            return False
        agreed = None if row.base is None else row.base.content.get(key)
        if agreed is not None and folded(str(text)) == folded(str(agreed)):
            return False
        points_at = row.theirs.cells.get(name)
        if agreed is None and is_blank(str(text)):
            return False
        if row.base is not None and points_at != row.base.content.get(name) and is_blank(str(text)):
            return False
        return not points_at or not self._names.means(
            row.workbook, table, str(points_at), str(text)
        )

    def _look_up(self, row: _Row, name: str, key: str, table: str, meant: Cells) -> None:
        text = str(row.theirs.cells[key])
        if is_blank(text):
            if row.of.column[name].needed:
                self._needed(row, name)
                row.unread.add(key)
            else:
                meant[name] = None
            return
        found = self._names.find(row.workbook, table, text)
        if len(found) > 1 and table == "asks":
            found = self._of_contact(row, found) or found
        if len(found) == 1:
            meant[name] = found[0]
            return
        marked = (row.of.table, row.theirs.row) not in self._unmarked
        points_at = row.theirs.cells.get(name)
        if row.base is None and marked and points_at:
            return  # it was written by us once: the id counts
        row.unread.update((name, key))
        heading = row.of.column[key].heading
        if found:
            trouble, message = Trouble.SEVERAL_NAMES, f"{heading}: more than one is called this."
        else:
            trouble, message = Trouble.NO_SUCH_NAME, f"{heading}: nobody is called this."
        if not found and table != "contacts":
            message = f"{heading}: there is none of this name."
        self._trouble(
            *(trouble, row.of, row.workbook, row.theirs, key, message),
            text=text,
            candidates=[self._names.told(row.workbook, table, one) for one in found],
        )

    def _of_contact(self, row: _Row, asks: Iterable[str]) -> list[str]:
        """Return those of some asks that are made of the contact of a row."""
        contact = row.theirs.cells.get("contact")
        found = []
        for one in asks:
            ask = self._workbooks[row.workbook].get(Ask, one)
            if ask is not None and ask.contact == contact:
                found.append(one)
        return found

    # new rows

    def _make(self, row: _Row) -> None:
        """Decide what each field of a row becomes that is new here; or leave the row alone."""
        meant = self._meant(row)
        defaults = _defaults(cast("Hashable", row.of.record_type))
        for key in row.of.fields:
            unclear = key in row.unread
            theirs = self._theirs_of(row, key, meant)
            if isinstance(theirs, _Left) or _is_empty(theirs):
                if key in defaults:
                    theirs = defaults[key]
                elif row.of.column[key].needed:
                    if not unclear and key not in row.unread:
                        self._needed(row, key)
                    del self._new[row.key]
                    return
                else:
                    theirs = None if row.of.column[key].optional else ""
            row.becomes[key] = theirs
        if not self._has_room(row):
            del self._new[row.key]
            most = LIMITS[row.of.record_type]
            message = f"A workbook holds {most:,} {row.of.table} at most; this row is too many."
            self._trouble(Trouble.TOO_MANY, row.of, row.workbook, row.theirs, "", message)

    def _has_room(self, row: _Row) -> bool:
        most = LIMITS.get(row.of.record_type)
        if most is None:
            return True
        self._made[row.workbook, row.of.table] += 1
        here = len(self._workbooks[row.workbook].all(row.of.record_type))
        return here + self._made[row.workbook, row.of.table] <= most

    # what points at what

    def _hold(self) -> None:
        """Leave alone whatever would point at a row that is not there."""
        changed = True
        while changed:
            rows = (*self._rows, *self._new.values())
            changed = sum(map(self._holds, rows)) > 0

    def _holds(self, row: _Row) -> bool:
        """Return whether something of a row had to be left alone."""
        changed = False
        for name, key, table in row.of.names:
            points_at = row.becomes[name]
            if points_at is None or self._stands(row.workbook, table, str(points_at)):
                continue
            before = None if row.ours is None else row.ours[name]
            if points_at == before:
                continue
            changed = True
            row.unread.update((name, key))
            row.lost.pop(name, None)
            row.becomes[name] = before
            heading = row.of.column[key].heading
            self._trouble(
                *(Trouble.NO_SUCH_ROW, row.of, row.workbook, row.theirs, key),
                f"{heading}: that row is not in the workbook.",
                text=str(row.theirs.cells.get(key) or ""),
            )
            if row.record is None and row.of.column[name].needed:
                del self._new[row.key]
                break
        return changed

    def _stands(self, workbook: str, table: str, row: str) -> bool:
        new = self._new.get((table, row))
        if new is not None:
            return new.workbook == workbook
        there = self._workbooks[workbook].get(TABLES[table], row)
        return there is not None and (table, row) not in self._gone

    # what comes out

    def _finish(self, row: _Row) -> None:
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

    def _agree(self, row: _Row) -> None:
        """Note in the base what stands in the sheet and was taken into account."""
        content: Cells = {} if row.base is None else dict(row.base.content)
        for key, cell in row.theirs.cells.items():
            if key not in row.unread:
                content[key] = cell
        unmarked = (row.of.table, row.theirs.row) in self._unmarked
        new = row.base is None and row.record is None
        pending = unmarked and (new or (row.base is not None and row.base.pending))
        agreed = BaseRow(row.workbook, content, pending=pending)
        if new and pending:
            self._pending[row.key] = agreed
        elif agreed != row.base:
            self._puts[row.key] = agreed

    def _write(self, row: _Row) -> None:
        """Note the cells of a row that are to be written into the sheet."""
        if row.of.table in self._frozen:
            return
        raw = self._unmarked.get((row.of.table, row.theirs.row))
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

    def _may_write(self, row: _Row, key: str) -> bool:
        seen = self._theirs.tabs[row.of.table]
        if key not in seen.columns:
            return False
        if (row.theirs.row, key) not in seen.formulas:
            return True
        message = (
            f"{row.of.column[key].heading}: a formula stands here, and the workbook says something "
            "else. The formula is left as it is."
        )
        self._trouble(Trouble.FORMULA, row.of, row.workbook, row.theirs, key, message)
        return False

    def _full(self, of: SheetTab, workbook: str, cells: Cells) -> Cells:
        """Return a whole row: a record's fields, the names it shows, whose it is."""
        whose: Cells = {WHOSE: workbook, WHOSE_NAME: self._names.whose(workbook)}
        for name, key, table in of.names:
            whose[key] = self._names.of(workbook, table, cells[name])
        return {**cells, **whose}

    def _refresh(self, of: SheetTab, key: RowKey, agreed: BaseRow, one: RowSeen) -> None:
        """Write the names anew that a row shows, where they have changed."""
        workbook, content = agreed.workbook, agreed.content
        fresh = content.get(WHOSE_NAME) == self._names.whose(workbook) and all(
            content.get(shown) == self._names.of(workbook, table, content.get(name))
            for name, shown, table in of.names
        )
        if not fresh or content.get(WHOSE) != workbook:
            cells = {name: content[name] for name in of.fields if name in content}
            if len(cells) == len(of.fields):
                row = _Row(of, key, workbook, agreed, cells, None, one, becomes=cells)
                self._write(row)

    def _append_new(self, of: SheetTab) -> None:
        """Add the rows that the sheet does not have."""
        if of.table in self._frozen:
            return
        there = self._by_id(of.table)
        for workbook, records in self._workbooks.items():
            for row, record in records.all(of.record_type).items():
                key: RowKey = (of.table, row)
                known = key in self._base and key not in self._drops
                if not (known or row in there or key in self._gone):
                    self._append(of, workbook, record)

    def _append(self, of: SheetTab, workbook: str, record: Record) -> None:
        if _is_private(record) or of.table in self._frozen:
            return
        cells = self._full(of, workbook, self._fields(record))
        self._appends[of.table, record.id] = Append(workbook, cells)

    def merged(self) -> Merged:
        """Return what came out."""
        for key, (workbook, record) in self._gone.items():
            self._store.setdefault(workbook, []).insert(0, Removed(record))
            self._written.add(key)
        for key in self._emptied.keys() - self._written:
            found = self._mine(key)
            if found is not None:
                workbook, record = found
                own = {ID: record.id, "version": record.version, **self._fields(record)}
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
            puts=self._puts,
            drops=frozenset(self._drops),
            problems=tuple(self._problems),
            questions=tuple(self._questions),
            put_back=self._put_back,
            foreign=self._foreign,
            differing=self._differing,
        )

    # rows that show the names of others

    def _with_those_that_name(self, only: Collection[RowKey]) -> set[RowKey]:
        """Return some rows, and all rows that show the name of one of them."""
        found = set(only)
        waiting = list(only)
        while waiting:
            key = waiting.pop()
            mine = self._mine(key)
            if mine is None or not self._is_renamed(key, mine[1]):
                continue
            for reference in REFERENCES:
                if reference.table != key[0]:
                    continue
                for one in reference.pointing(self._workbooks[mine[0]], key[1]):
                    its: RowKey = (TABLE_OF[type(one)], one.id)
                    if its not in found:
                        found.add(its)
                        waiting.append(its)
        return found

    def _is_renamed(self, key: RowKey, record: Record) -> bool:
        """Return whether other rows show a name for this row that it has no more."""
        agreed = self._base.get(key)
        if key[0] == "asks":
            return True
        name = {"contacts": "name", "targets": "company"}.get(key[0])
        if name is None:
            return False
        return agreed is None or agreed.content.get(name) != getattr(record, name)


def _is_private(record: Record) -> bool:
    return isinstance(record, Comment) and record.private


def _is_empty(cell: Plain) -> bool:
    return cell is None or cell == ""


def _unchanged(of: SheetTab, one: RowSeen, agreed: BaseRow) -> bool:
    """Return whether a row of the sheet says what was agreed on."""
    for key in of.column:
        wrong = one.wrong.get(key)
        now = one.cells.get(key, agreed.content.get(key)) if wrong is None else wrong.text
        if key not in (ID, WHOSE_NAME) and now != agreed.content.get(key, now):
            return False
    return True


def _joined(key: str, agreed: Plain, ours: Plain, theirs: Plain) -> str | None:
    """Return notes that hold what both sides have written; None where this is no field of notes.

    What both have in common at the beginning stands there once.
    """
    if key != "notes":
        return None
    before, here, there = str(agreed or ""), str(ours or ""), str(theirs or "")
    if _begins(here, there):
        return here
    if _begins(there, here):
        return there
    if before and _begins(here, before):
        return there + here[len(before) :]
    if before and _begins(there, before):
        return here + there[len(before) :]
    return f"{there}\n{here}"


def _begins(text: str, beginning: str) -> bool:
    """Return whether a text begins with whole lines."""
    return text == beginning or text.startswith(f"{beginning}\n")


@cache
def _defaults(of: Hashable) -> Cells:
    """Return what a new record of a type has in the fields that have a default."""
    record_type = cast("type[Record]", of)
    found: Cells = {}
    for one, declared in zip(fields_of(record_type), fields(record_type), strict=True):
        if declared.default is not MISSING and one.name != "version":
            content = declared.default
            found[one.name] = None if content is None else one.write(content)
    return found
