"""How does what the sheet says new get into the workbooks, and what is told where it can't?

In this order: what both sides changed is kept as conflicts, then each workbook is saved as one
action of the sheet's. Where one row of it cannot be saved, the others are, one by one, and that row
becomes a problem; nothing is agreed on for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lib.coaching.records import new_id
from lib.coaching.workbook import TABLE_OF
from lib.sheets import layout
from lib.sheets.changes import CellConflict, CellProblem, Merged
from lib.store import Refused, Removed, Saved, SheetConflict, SheetProblem, Write
from lib.store.sheets import RowKey

if TYPE_CHECKING:
    from lib.sheets.sync import Turn

VERB: Final = "sheet"
"""What the history says of a save by the sheet."""


@dataclass(slots=True)
class Outcome:
    """What became of the saves."""

    done: bool = True
    """False where somebody else was faster: both sides must be put together again."""
    left: set[RowKey] = field(default_factory=set)
    """Rows that could not be saved."""
    problems: list[SheetProblem] = field(default_factory=list)


def save(turn: Turn, merged: Merged) -> Outcome:
    """Save what the sheet says new."""
    if merged.conflicts:
        turn.store.sheets.put_conflicts(
            turn.sheet, turn.partner.holder, conflicts(merged.conflicts, turn.now)
        )
    outcome = Outcome()
    for workbook, writes in merged.store.items():
        _save(turn, workbook, writes, outcome)
    return outcome


def _save(turn: Turn, workbook: str, writes: Sequence[Write], outcome: Outcome) -> None:
    result = _saved(turn, workbook, writes)
    if isinstance(result, Refused) and len(writes) > 1:
        for one in writes:
            _save(turn, workbook, [one], outcome)
    elif isinstance(result, Refused):
        record = writes[0].record if isinstance(writes[0], Removed) else writes[0]
        table = TABLE_OF[type(record)]
        outcome.left.add((table, record.id))
        outcome.problems.append(
            SheetProblem(
                workbook=workbook,
                table=table,
                tab=layout.tab(table).title,
                line=None,
                field="",
                text="",
                message=" ".join(one.message for one in result.problems),
            )
        )
    elif not isinstance(result, Saved):
        outcome.done = False


def _saved(turn: Turn, workbook: str, writes: Sequence[Write]) -> object:
    result = turn.store.save(
        turn.actor, workbook, writes, verb=VERB, operation=f"{VERB}-{new_id()}", at=turn.now
    )
    if isinstance(result, Saved) and result.number == turn.known.merged.get(workbook, 0) + 1:
        turn.known.merged[workbook] = result.number  # else somebody saved in between: see it all
    return result


def conflicts(found: Iterable[CellConflict], at: datetime) -> list[SheetConflict]:
    """Return conflicts as the store keeps them."""
    return [
        SheetConflict(
            id="",
            workbook=one.workbook,
            table=one.table,
            row=one.id,
            field=one.field,
            ours=one.ours,
            theirs=one.theirs,
            at=at,
        )
        for one in found
    ]


def note_problems(turn: Turn, found: Iterable[CellProblem], more: Iterable[SheetProblem]) -> None:
    """Note all problems of the sheet, in place of those noted before."""
    tables: dict[str, list[SheetProblem]] = {one.table: [] for one in layout.tabs()}
    linked = {one.workbook for one in turn.linked.links}
    for one in found:
        tables[one.table].append(
            SheetProblem(
                workbook=one.workbook if one.workbook in linked else None,
                table=one.table,
                tab=one.tab,
                line=one.line,
                field=one.field,
                text=one.text,
                message=one.message,
                candidates=one.candidates,
            )
        )
    for other in more:
        tables[other.table].append(other)
    known = turn.known
    said = {table: rows for table, rows in tables.items() if rows != known.problems.get(table, [])}
    if said:
        turn.store.sheets.put_problems(turn.sheet, turn.partner.holder, said)
        known.problems = tables
