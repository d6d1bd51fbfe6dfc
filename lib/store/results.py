"""What comes back from the store: values, each of which a page looks at.

Saved, or someone else was faster (`Conflict`, with both versions), or something in it cannot be
saved (`Refused`, with what to do about it). What makes going on impossible is an exception
(`errors`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lib.coaching.records import Problem, Record
from lib.coaching.workbook import Changed
from lib.store.roles import is_sheet


@dataclass(frozen=True, slots=True)
class Removed:
    """A write that takes a record away; `record` is the version that was seen."""

    record: Record


Write = Record | Removed
"""One part of an action: a record to put, or one to take away."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The action is durable."""

    number: int
    """The action's number: what `undo` takes."""
    repeated: bool = False
    """True where this operation had been saved before; nothing was done again."""
    changes: tuple[Changed, ...] = ()
    """Each row the action changed, before and after, with the versions it has now."""
    kept: tuple[Changed, ...] = ()
    """Of an undo that skips: rows changed since, which were left as they are; `before` is what
    would have been put back (None: the row would have gone), `after` the row as it is now."""
    erased: bool = False
    """Of an action that had been saved before: True where rows of it were erased since."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else was faster: nothing was saved; each pair is (ours, theirs)."""

    pairs: tuple[tuple[Record, Record | None], ...]
    """`theirs` is the row as it is now, None where it is gone. `ours` is the row as it was to be
    saved; of an undo, the row as it would have been put back, or as the action had made it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in the action cannot be saved; nothing was."""

    problems: tuple[Problem, ...]


Result = Saved | Conflict | Refused


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of the history."""

    number: int
    verb: str
    actor: str
    at: datetime
    rows: int
    """How many rows it changed."""
    changes: tuple[Changed, ...]
    """Those rows before and after; empty where they were not asked for."""
    undoes: int | None
    """The number of the action this one took back."""
    undone_by: int | None
    """The number of the action that took this one back."""
    erased: tuple[tuple[str, str], ...] = ()
    """(table, id) of those of its rows that were erased since: it cannot be taken back."""

    @property
    def by_sheet(self) -> bool:
        """Whether a Google Sheet did it: a person typed there."""
        return is_sheet(self.actor)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action would do, before it is done."""

    steps: tuple[Changed, ...]
    kept: tuple[Changed, ...] = ()
