"""What do a workbook and its sheet become, when both may have changed since they last agreed?

    base   what both last agreed on     ours   the workbook now     theirs   the sheet as read

Cell by cell: where one side changed, it is taken; where both did, the sheet's side is taken and
ours goes to the conflicts, so that nothing is lost; of notes both texts are kept in one. The base
moves for a cell only where both sides say the same, or the sheet's side has been taken. A row that
is missing in two pulls in a row is removed here, unless it was changed here. A row removed here is
emptied there, unless it was changed there: then it comes back, as a conflict. A row that was erased
is emptied there whatever it says. Whatever cannot be
taken as it stands is told and left alone.

Rows that others point at keep doing so: whom a cell names is looked up, and what the sheet shows of
a renamed person is refreshed. Nothing that points at a row that is not there is ever saved. A
private comment is neither written nor read (`product.md`).

Pure: no clock, no network, no store. Merging again, once all of it is done, finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

from lib.coaching.cover import Cover
from lib.coaching.records import Record, plain
from lib.coaching.workbook import TABLE_OF, TABLES, Records
from lib.sheets import removals
from lib.sheets.changes import Merged, Question, Trouble
from lib.sheets.deciding import decide, hold, make
from lib.sheets.identity import identified
from lib.sheets.layout import ID, SheetTab, tab
from lib.sheets.outcome import Outcome
from lib.sheets.reading import RowSeen, SheetSeen, TabSeen
from lib.sheets.sides import Row, Sides, is_private
from lib.sheets.whose import only_workbook, workbook_of
from lib.store.references import REFERENCES
from lib.store.sheets import BaseRow, Need, RowKey

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
    erased: Mapping[RowKey, str] | None = None,
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
        erased: rows that were erased for good, with their workbook: whatever the sheet says of
            them, it is emptied there, and nothing of it is taken.
    """
    sides = Sides(base, ours, theirs, new_id)
    sides.pulled, sides.confirmed, sides.adopt = pulled, confirmed, adopt or {}
    sides.erased = erased or {}
    work = _Merge(sides)
    if only is not None:
        work.look_at(only)
    else:
        work.look_at_all()
    return work.outcome.merged()


class _Merge:
    """A merge in the making."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self.outcome = Outcome(sides)
        self._quiet: list[tuple[SheetTab, RowKey, BaseRow, RowSeen]] = []
        """Rows on which all sides agree, the names they show aside."""

    def look_at_all(self) -> None:
        """Put everything together."""
        agreed: dict[str, dict[str, BaseRow]] = {table: {} for table in TABLES}
        for (table, row), one in self._sides.base.items():
            agreed[table][row] = one
        self._sides.sole = only_workbook(self._sides)
        for table in ORDER:
            self._open(tab(table), agreed[table])
        missing = {
            table: removals.missing(self._sides, table, agreed[table]) for table in self._sides.seen
        }
        for table, gone in missing.items():
            for own in gone:
                removals.remove(self._sides, table, own)
        for table, there in self._sides.seen.items():
            for line in there:
                self._take(tab(table), line)
        self._put_together()
        for table in self._sides.seen:
            self._append_new(tab(table))

    def look_at(self, only: Collection[RowKey]) -> None:
        """Put some rows together, and those that show their names."""
        wanted: dict[str, set[str]] = {}
        for table, row in self._with_those_that_name(only):
            wanted.setdefault(table, set()).add(row)
        for table in ORDER:
            if table in wanted:
                self._look_up_rows(table, wanted[table])
        for table, there in self._sides.seen.items():
            for line in there:
                self._take(tab(table), line, typed=False)
        self._put_together()
        for table in self._sides.seen:
            there_too = {one.id for one in self._sides.seen[table]}
            for own in sorted(wanted[table] - there_too):
                found = None if (table, own) in self._sides.base else self._sides.mine((table, own))
                if found is not None:
                    self.outcome.append(tab(table), *found)

    def _look_up_rows(self, table: str, ids: Collection[str]) -> None:
        """Find some rows of a tab; where one of them says something new, see whose id it is."""
        seen = self._sides.theirs.tabs.get(table)
        if seen is None or ID not in seen.columns:
            return
        if not seen.may_write:
            self._sides.frozen.add(table)
        there = {one.id: one for one in reversed(seen.rows) if one.id in ids}
        if any(self._is_news(table, one) for one in there.values()):
            if not self._identify(tab(table), seen, self._agreed(table)):
                return
            there = {one.id: one for one in self._sides.seen[table] if one.id in ids}
        self._sides.seen[table] = tuple(there.values())

    def _is_news(self, table: str, one: RowSeen) -> bool:
        """Return whether a row says what was not agreed on: then it may be another one's id."""
        agreed = self._sides.base.get((table, one.id))
        return agreed is None or agreed.content != one.cells

    def _agreed(self, table: str) -> dict[str, BaseRow]:
        return {row: one for (of, row), one in self._sides.base.items() if of == table}

    def _put_together(self) -> None:
        for row in self._sides.rows:
            decide(self._sides, row)
        for row in list(self._sides.new.values()):
            make(self._sides, row)
        hold(self._sides)
        for row in (*self._sides.rows, *self._sides.new.values()):
            self._sides.names.becomes(row.key, row.becomes)
        for row in (*self._sides.rows, *self._sides.new.values()):
            self.outcome.finish(row)
        for quiet in self._quiet:
            self.outcome.refresh(*quiet)

    def _open(self, of: SheetTab, agreed: Mapping[str, BaseRow]) -> None:
        """Find out which row of a tab is which, and whether the tab may be changed at all."""
        seen = self._sides.theirs.tabs.get(of.table)
        if seen is None:
            if agreed:
                rows = len(agreed)
                self._sides.ask(Need.TAB_MISSING, of, of.title, rows, rows)
            return
        self._ask_for_columns(of, seen)
        if ID not in seen.columns:
            return
        self._identify(of, seen, agreed)

    def _identify(self, of: SheetTab, seen: TabSeen, agreed: Mapping[str, BaseRow]) -> bool:
        """Find out which row of a tab is which; return False where a person must be asked."""
        here = {
            row
            for records in self._sides.workbooks.values()
            for row in records.all(of.record_type)
            if row not in agreed
        }
        here.update(row for table, row in self._sides.erased if table == of.table)
        sure = of.table in self._sides.confirmed
        known = identified(of, seen, agreed, here, confirmed=sure)
        if known.unsure:
            self._sides.ask(Need.IDS_LOST, of, seen.title, known.unsure, len(seen.rows))
            return False
        if known.put_back:
            self._sides.put_back[of.table] = known.put_back
        for place, one in known.unmarked.items():
            self._sides.unmarked[of.table, place] = one
        self._sides.seen[of.table] = known.rows
        if of.record_type is Cover:
            self._sides.seen[of.table] = tuple(map(self._as_cover, known.rows))
        return True

    def _as_cover(self, one: RowSeen) -> RowSeen:
        """Return a row as the cover of its workbook, where it has another one's id."""
        records = self._sides.workbooks.get(
            self._sides.adopt.get(one.whose, one.whose) or self._sides.sole or ""
        )
        cover = None if records is None else next(iter(records.all(Cover).values()), None)
        if cover is None or cover.id == one.id or ("covers", one.id) in self._sides.base:
            return one
        if any(other.id == cover.id for other in self._sides.theirs.tabs["covers"].rows):
            return one
        self._sides.unmarked["covers", one.row] = one
        return replace(one, id=cover.id)

    def _ask_for_columns(self, of: SheetTab, seen: TabSeen) -> None:
        for need, headings in (
            (Need.DOUBLED_HEADING, seen.doubled),
            (Need.COLUMN_MISSING, tuple(of.column[key].heading for key in seen.missing)),
        ):
            if headings:
                self._sides.frozen.add(of.table)
                self._sides.questions.append(
                    Question(need, of.table, seen.title, len(seen.rows), len(seen.rows), headings)
                )

    def _take(self, of: SheetTab, one: RowSeen, *, typed: bool = True) -> None:
        """Take up one row of the sheet; `typed` where new ones are taken too."""
        key: RowKey = (of.table, one.id)
        whose = self._sides.erased.get(key) if one.id else None
        if whose is not None:
            self.outcome.blank(of, one, whose)
            return
        agreed = self._sides.base.get(key) if one.id else None
        if agreed is not None and self._is_quiet(of, key, one, agreed):
            return
        found = self._sides.mine(key) if one.id else None
        workbook = workbook_of(self._sides, of, one, agreed, None if found is None else found[0])
        if workbook is None:
            return
        if found is not None and is_private(found[1]):
            self._take_private(of, one, workbook, agreed)
        elif found is not None:
            self._sides.names.also(workbook, *key, one.cells)
            row = Row(of, key, workbook, agreed, self._sides.fields(found[1]), found[1], one)
            self._sides.rows.append(row)
        elif agreed is not None and not (
            agreed.pending and (of.table, one.row) in self._sides.unmarked
        ):
            self._take_removed(of, one, workbook, agreed)
        elif typed and of.table not in self._sides.frozen:
            self._take_new(of, one, workbook, agreed)

    def _is_quiet(self, of: SheetTab, key: RowKey, one: RowSeen, agreed: BaseRow) -> bool:
        """Return whether nothing was changed on either side; such a row is put aside."""
        if one.cells != agreed.content or one.wrong or agreed.pending or agreed.missed:
            return False
        if (
            key in self._sides.gone
            or key in self._sides.emptied
            or (of.table, one.row) in self._sides.unmarked
        ):
            return False
        records = self._sides.workbooks.get(agreed.workbook)
        record = None if records is None else records.get(of.record_type, one.id)
        if record is None or is_private(record):
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
        if agreed is not None and removals.unchanged(of, one, agreed):
            self.outcome.blank(of, one, workbook)
            return
        message = "This comment is private in the workbook, so this row is left alone."
        self._sides.trouble(Trouble.PRIVATE, of, workbook, one, "", message)

    def _take_removed(self, of: SheetTab, one: RowSeen, workbook: str, agreed: BaseRow) -> None:
        if removals.unchanged(of, one, agreed):
            self.outcome.blank(of, one, workbook)
            return
        row = Row(of, (of.table, one.id), workbook, agreed, None, None, one, removed_here=True)
        self._sides.new[row.key] = row
        self._sides.names.also(workbook, *row.key, one.cells)

    def _take_new(self, of: SheetTab, one: RowSeen, workbook: str, agreed: BaseRow | None) -> None:
        if of.record_type is Cover:
            message = "A workbook has one cover; this row is left alone."
            self._sides.trouble(Trouble.TOO_MANY, of, workbook, one, "", message)
            return
        if not one.id:
            self._sides.unmarked[of.table, one.row] = one
            one = replace(one, id=self._sides.new_id())
        row = Row(of, (of.table, one.id), workbook, agreed, None, None, one)
        self._sides.new[row.key] = row
        self._sides.names.also(workbook, *row.key, one.cells)

    def _append_new(self, of: SheetTab) -> None:
        """Add the rows that the sheet does not have."""
        if of.table in self._sides.frozen:
            return
        there = self._sides.by_id(of.table)
        for workbook, records in self._sides.workbooks.items():
            for row, record in records.all(of.record_type).items():
                key: RowKey = (of.table, row)
                known = key in self._sides.base and key not in self._sides.drops
                if not (known or row in there or key in self._sides.gone):
                    self.outcome.append(of, workbook, record)

    def _with_those_that_name(self, only: Collection[RowKey]) -> set[RowKey]:
        """Return some rows, and all rows that show the name of one of them."""
        found = set(only)
        waiting = list(only)
        while waiting:
            key = waiting.pop()
            mine = self._sides.mine(key)
            if mine is None or not self._is_renamed(key, mine[1]):
                continue
            for reference in REFERENCES:
                if reference.table != key[0]:
                    continue
                for one in reference.pointing(self._sides.workbooks[mine[0]], key[1]):
                    its: RowKey = (TABLE_OF[type(one)], one.id)
                    if its not in found:
                        found.add(its)
                        waiting.append(its)
        return found

    def _is_renamed(self, key: RowKey, record: Record) -> bool:
        """Return whether other rows show a name for this row that it has no more."""
        agreed = self._sides.base.get(key)
        if key[0] == "asks":
            return True
        name = {"contacts": "name", "targets": "company"}.get(key[0])
        if name is None:
            return False
        return agreed is None or agreed.content.get(name) != getattr(record, name)
