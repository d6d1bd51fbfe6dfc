"""What putting a workbook and its sheet together would change, on either side. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from lib.coaching.records import Plain
from lib.sheets.layout import Cells
from lib.store.results import Write
from lib.store.sheets import BaseRow, Need, RowKey


@dataclass(frozen=True, slots=True)
class Append:
    """A row to be added below the last one of its tab."""

    workbook: str
    cells: Cells
    """Every column of the tab by its key, without the row's id."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A row of the sheet that is to get its id, and what goes with it.

    Nothing in it tells it from others yet but what it says.
    """

    table: str
    id: str
    row: int
    """Its place in the grid, counted from 0."""
    cells: Cells
    """The other cells to be written into it, by key: hidden ones, names, defaults."""
    pending: bool
    """True for a new row, False for one whose id is put back."""


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """What is to be written into the sheet, in the space of the store: `layout.shown` shows it."""

    appends: Mapping[RowKey, Append] = field(default_factory=dict)
    updates: Mapping[RowKey, Cells] = field(default_factory=dict)
    """Of rows that stand in the sheet with their id: the cells that change, by key."""
    rows: Mapping[RowKey, int] = field(default_factory=dict)
    """Where each row of `updates` was seen: its id alone does not tell it from a copy of it."""
    blanks: Mapping[RowKey, int] = field(default_factory=dict)
    """Rows whose cells of ours are to be emptied, and where they were seen."""
    ids: tuple[Marked, ...] = ()

    @property
    def nothing(self) -> bool:
        """True where the sheet is as it should be."""
        return not (self.appends or self.updates or self.blanks or self.ids)


@dataclass(frozen=True, slots=True)
class CellConflict:
    """Both sides changed one cell, or one removed a row that the other changed.

    The sheet's side is taken; ours is kept here until the owner chooses. With an empty `field` it
    is about the whole row: a side that is None has no row, the other is its content as JSON.
    """

    workbook: str
    table: str
    id: str
    field: str
    ours: Plain
    theirs: Plain


class Trouble(Enum):
    """What keeps a cell or a row of the sheet from being taken as it stands."""

    UNREADABLE = "unreadable"
    """No such day, word or number; too long; an error of a formula."""
    NEEDED = "needed"
    """A row cannot be without it."""
    NO_SUCH_NAME = "no such name"
    SEVERAL_NAMES = "several of that name"
    NO_SUCH_ROW = "no such row"
    """The id it points at is none of this workbook's."""
    WHOSE_UNKNOWN = "whose unknown"
    WHOSE_CHANGED = "whose changed"
    FORMULA = "formula"
    """A formula stands where the workbook has something else; it is not written over."""
    TOO_MANY = "too many"
    CAME_BACK = "came back"
    """Deleted in the sheet, but changed in the workbook since: the row is added again."""
    PRIVATE = "private"
    """The row is a private comment here, and none of it is read or written."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A row, or a cell of it, that cannot be taken as it stands. What was typed stays there."""

    trouble: Trouble
    workbook: str | None
    table: str
    tab: str
    """The title the tab has."""
    line: int | None
    """Row of the tab as people count them, from 1."""
    id: str
    """Empty for a row that has none."""
    field: str
    """The column's key; empty for the whole row."""
    text: str
    message: str
    candidates: tuple[str, ...] = ()
    """Whom the text may mean, where it may mean several."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can settle; until then nothing of this tab is changed on any side.

    `need` is MANY_MISSING, IDS_LOST, COLUMN_MISSING, DOUBLED_HEADING or TAB_MISSING.
    """

    need: Need
    table: str
    tab: str
    rows: int = 0
    """How many rows it is about."""
    of: int = 0
    """Of how many."""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """What both sides become. Carried out in this order: conflicts, pending, store, puts, sheet."""

    store: Mapping[str, tuple[Write, ...]] = field(default_factory=dict)
    """By workbook: what to save, as one action."""
    sheet: SheetChanges = field(default_factory=SheetChanges)
    conflicts: tuple[CellConflict, ...] = ()
    """New ones: the sheet's side is among `store` and `puts`, so that the next merge finds none."""
    pending: Mapping[RowKey, BaseRow] = field(default_factory=dict)
    """New rows of the sheet, kept before they are saved, so that none is ever saved twice."""
    puts: Mapping[RowKey, BaseRow] = field(default_factory=dict)
    """Rows of the base once the save is through: what both sides then agree on.

    Not what is still to be written into the sheet: that is agreed on once it is proven.
    """
    drops: frozenset[RowKey] = frozenset()
    """Rows that are gone on both sides once the save is through."""
    problems: tuple[CellProblem, ...] = ()
    questions: tuple[Question, ...] = ()
    put_back: Mapping[str, int] = field(default_factory=dict)
    """By table: how many ids stood in a wrong row and are put back."""
    foreign: Mapping[str, int] = field(default_factory=dict)
    """Rows of workbooks that are not at hand, by the workbook's id; they are left alone."""
    differing: Mapping[str, int] = field(default_factory=dict)
    """By table: rows that both sides have and that do not say the same."""

    @property
    def nothing(self) -> bool:
        """True where nothing is to be changed on either side, nor kept."""
        return self.sheet.nothing and not (self.store or self.pending or self.puts or self.drops)
