"""What does the process that looks after a sheet know of it by heart?

All of it can be had again: from the store (what both sides last agreed on) and from the sheet
(what stands there, and what was written last). So it is never kept, and a process that ends loses
nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lib.coaching.handed import Handed
from lib.coaching.records import Plain
from lib.sheets.changes import Question
from lib.sheets.proof import Proof
from lib.sheets.push import LAST_WRITE, TITLE, Batch
from lib.sheets.reading import About, RowSeen, TabSeen
from lib.sheets.values import Value
from lib.store import BaseRow, Room, RowKey, SheetProblem

Lines = list[list[Value]]
"""A tab's rows, the headings first."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One push, and what both sides have agreed on once it is proven."""

    batch: Batch
    fields: Mapping[RowKey, Mapping[int, tuple[str, Plain]]] = field(default_factory=dict)
    """What each cell of a rewritten row says: its field, and that field's content."""
    added: Mapping[RowKey, BaseRow] = field(default_factory=dict)
    blanked: frozenset[RowKey] = frozenset()
    named: frozenset[RowKey] = frozenset()
    """Rows that get the id that was chosen for them."""
    synced: Mapping[str, int] = field(default_factory=dict)
    """By workbook, the version of which everything stands in the sheet once this is proven."""
    rooms: Mapping[str, int] = field(default_factory=dict)
    """The same of a workshop."""


@dataclass(slots=True)
class Known:
    """One sheet."""

    base: dict[RowKey, BaseRow]
    about: About | None = None
    """What `spreadsheets.get` said last; None where it must be asked."""
    lines: dict[int, Lines] = field(default_factory=dict)
    """The rows of our tabs, by sheetId, as read last and as written since."""
    about_before: About | None = None
    """The same from when it was asked before, to tell whether anything moved."""
    headings: dict[int, tuple[Value, ...]] | None = None
    """The heading row of each tab at the last look; None before the first one."""
    formulas: dict[int, frozenset[tuple[int, int]]] = field(default_factory=dict)
    """(row, column) of the cells that hold a formula, by sheetId."""
    to_ask: set[int] = field(default_factory=set)
    """The sheetIds of the tabs whose formulas must be asked for before both sides are compared."""
    tabs: dict[str, TabSeen] = field(default_factory=dict)
    """The same by table, in the words of the store."""
    asked: tuple[int, ...] = ()
    """The sheetIds of the tabs that a look asks for, in the order of its answer."""
    looked_at: float | None = None
    """When the last look began that is to be relied on; None where one is needed."""
    pushed_at: float = -1e9
    asked_at: float = -1e9
    """When it was last asked about the sheet's tabs."""
    refused: int = 0
    """How many pushes were refused in a row."""
    unread: int = 0
    """How many looks were refused in a row."""
    links: frozenset[tuple[str, bool, datetime]] = frozenset()
    """The links that the sheet had: workbook, whether for practice, when it was asked."""
    queue: deque[Sent] = field(default_factory=deque)
    flying: Sent | None = None
    """Sent, and not proven yet."""
    in_doubt: bool = False
    """Whether the answer to it was lost."""
    to_prove: bool = False
    """Whether the next look must tell what became of it."""
    is_proven: bool = False
    """False until the last write was proven, after a start."""
    to_mend: Proof | None = None
    """A push that hit what it should not have: to be mended before anything else is believed."""
    number: int = 0
    """The highest number that a push had, as far as is known."""
    is_pulled: bool = False
    """Whether the sheet was read since both sides were last put together."""
    must_merge: bool = True
    """Whether all of both sides must be put together, whatever changed."""
    merged: dict[str, int] = field(default_factory=dict)
    """By workbook, the version that was compared last."""
    code_tabs: set[str] = field(default_factory=set)
    """Titles of tabs that have shown whose the sheet is, and are to be taken away."""
    to_lay_out: list[dict[str, Any]] = field(default_factory=list)
    """Sub-requests that an owner has agreed to: columns to be put back."""
    questions: tuple[Question, ...] = ()
    """What was asked last, and stops the sync."""
    confirmed: frozenset[str] = frozenset()
    """Tables of which the owner has said what is meant, until that is carried out."""
    problems: dict[str, list[SheetProblem]] = field(default_factory=dict)
    """What was noted last, by table."""
    practised: str = ""
    """What the Practice tab was last made from."""
    told_room: str = ""
    """What a workshop's tab was last made from."""
    room: Room | None = None
    """The workshop whose sheet it is, as read last."""
    handed: dict[str, tuple[int, tuple[Handed, ...]]] = field(default_factory=dict)
    """By workbook in it, the version of which this is handed on."""
    told_choices: str = ""
    """What the tab of open choices was last made from."""
    erased: frozenset[RowKey] | None = None
    """Rows that were erased for good, as far as both sides were put together since."""
    doing: str | None = None
    """What is said to be going on, for whoever waits; None where that is not known."""
    interval: float = 15.0
    _rows: dict[str, dict[str, RowSeen]] = field(default_factory=dict)

    @property
    def has_missed(self) -> bool:
        """Whether a row was missing at the last look: the next one tells whether it is gone."""
        return any(one.missed for one in self.base.values())

    @property
    def grid_rows(self) -> Mapping[int, int]:
        """How many rows the grid of each tab had, by sheetId."""
        return {} if self.about is None else {t: one.rows for t, one in self.about.tabs.items()}

    def row(self, key: RowKey) -> RowSeen | None:
        """Return where a row stands; None where it does not."""
        table, row_id = key
        if table not in self._rows:
            seen = self.tabs.get(table)
            rows = () if seen is None else reversed(seen.rows)
            self._rows[table] = {one.id: one for one in rows if one.id}  # the first one wins
        return self._rows[table].get(row_id)

    def forget_rows(self, table: str) -> None:
        """Look rows of a table up anew: it was read or written."""
        self._rows.pop(table, None)

    def line(self, seen: TabSeen, row: int) -> list[Value]:
        """Return the cells of a row; none where it is below the last one."""
        lines = self.lines[seen.sheet_id]
        return lines[row] if row < len(lines) else []

    @property
    def last_write(self) -> str:
        """What the hidden tab of the last write is called now."""
        there = None if self.about is None else self.about.tabs.get(LAST_WRITE)
        return TITLE if there is None else there.title

    def must_look(self) -> None:
        """Believe nothing of the sheet's cells until they were read again."""
        self.looked_at = None
        self.send_nothing()
        self.must_merge = True
        self.practised = self.told_choices = self.told_room = ""

    def send_nothing(self) -> None:
        """Send nothing of what is ready; what it was to say is found by comparing everything."""
        if self.queue:
            self.must_merge = True
            self.practised = self.told_choices = self.told_room = ""
        self.queue.clear()

    def gave_up(self) -> None:
        """Take a push as not done that was sent: what it was to say is found as above."""
        self.flying, self.in_doubt = None, False
        self.must_merge = True
        self.practised = self.told_choices = self.told_room = ""
