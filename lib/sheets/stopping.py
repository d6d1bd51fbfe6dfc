"""When does the sync stop and ask, and how does it go on?

Nothing is written, on either side, while a person must say what is meant: an old version of the
sheet was restored, many rows are gone, a tab is gone, or ids were lost. All workbooks of the sheet
wait then: what is asked is asked of a tab, which holds rows of all of them. As soon as the sheet no
longer gives a reason, it goes on by itself; else the owner chooses. The choice is carried out by
moving what both sides are said to have agreed on: agreed as the workbook says, and the sheet's side
is taken; agreed as the sheet says, and the workbook's side is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.cover import Cover
from lib.coaching.records import new_id
from lib.coaching.workbook import TABLE_OF, Records
from lib.sheets import layout, reading
from lib.sheets.changes import Merged, Question
from lib.sheets.errors import Refusal
from lib.sheets.layout import WHOSE_NAME
from lib.sheets.merge import merge
from lib.sheets.reading import SheetSeen
from lib.sheets.removals import PULLS_MISSED
from lib.store import BaseRow, Choice, LinkedSheet, LinkState, Need, RowKey, SheetLink

if TYPE_CHECKING:
    from lib.sheets.sync import Turn

OF_ACCESS: Final = frozenset({Need.GONE, Need.NOT_SHARED, Need.NO_SHEET, Need.KEY_REFUSED})
"""Over as soon as the sheet answers."""
OF_WRITING: Final = frozenset({Need.READ_ONLY, Need.PROTECTED, Need.FULL, Need.REFUSED})
"""Over as soon as a write is done."""
OF_QUESTIONS: Final = frozenset({Need.COLUMN_MISSING, Need.DOUBLED_HEADING})
"""One tab waits, the others go on."""
STOPPING: Final = frozenset({Need.MANY_MISSING, Need.IDS_LOST, Need.TAB_MISSING})
"""Nothing goes on."""
MISSING: Final = frozenset({Need.MANY_MISSING, Need.TAB_MISSING})
"""Rows are gone from the sheet: they can be put there again."""

_COVERS: Final = TABLE_OF[Cover]
_NEEDS: Final = {
    Refusal.GONE: Need.GONE,
    Refusal.NOT_SHARED: Need.NOT_SHARED,
    Refusal.NOT_A_SHEET: Need.NO_SHEET,
    Refusal.PROTECTED: Need.PROTECTED,
    Refusal.FULL: Need.FULL,
    Refusal.API_OFF: Need.KEY_REFUSED,
}
_OF_WHAT_IS_WRITTEN: Final = frozenset({Refusal.TOO_LONG, Refusal.TOO_MUCH, Refusal.INVALID})


def need_of(kind: Refusal, *, writing: bool) -> Need | None:
    """Return what a person must do about a refusal; None where looking again may be enough."""
    if writing and kind is Refusal.NOT_SHARED:
        return Need.READ_ONLY
    if writing and kind in _OF_WHAT_IS_WRITTEN:
        return Need.REFUSED
    return _NEEDS.get(kind)


def compared(linked: LinkedSheet) -> set[str]:
    """Return the workbooks that both sides are put together of."""
    states = (LinkState.LINKED, LinkState.STOPPED)
    return {one.workbook for one in linked.links if not one.practice and one.state in states}


def stopped(linked: LinkedSheet) -> list[SheetLink]:
    """Return the links that wait for their owner."""
    return [one for one in linked.links if not one.practice and one.state is LinkState.STOPPED]


def stop(turn: Turn, need: Need, detail: Mapping[str, Any]) -> None:
    """Write nothing more before a person has said what is meant."""
    for one in turn.linked.links:
        if one.practice or one.state is LinkState.ASKED or one.state is LinkState.CHOOSING:
            continue
        if one.state is not LinkState.STOPPED or one.need is not need:
            turn.note_link(one.workbook, state=LinkState.STOPPED, need=need, need_detail=detail)
    turn.known.send_nothing()


def go_on(turn: Turn) -> None:
    """Take up again what was stopped."""
    for one in stopped(turn.linked):
        turn.note_link(one.workbook, state=LinkState.LINKED, need=None, choice=None)
    turn.linked = replace(
        turn.linked,
        links=tuple(
            replace(one, state=LinkState.LINKED, need=None, choice=None)
            if one.state is LinkState.STOPPED and not one.practice
            else one
            for one in turn.linked.links
        ),
    )


def choice_of(linked: LinkedSheet) -> Choice | None:
    """Return what an owner has chosen for what was stopped, or for a tab that waits."""
    return next((one.choice for one in linked.links if one.choice and not one.practice), None)


# an old version of the sheet


def is_old(linked: LinkedSheet) -> bool:
    """Return whether the owner is being asked what an old version shall be taken for."""
    return any(one.need is Need.OLD_VERSION for one in stopped(linked))


def old_version(turn: Turn, number: int | None) -> bool:
    """See whether the sheet is older than what was written last; True where that must be asked.

    Args:
        turn: the step.
        number: of the last push, as the sheet has it; None where it does not say.
    """
    is_asked = is_old(turn.linked)
    sequence = turn.linked.sequence
    if number is None or number == sequence or (number > sequence and not is_asked):
        return False
    choice = choice_of(turn.linked)
    if choice is None:
        stop(turn, Need.OLD_VERSION, {})
        return True
    base = _base_for(turn, choice)
    turn.rebase(puts=base, drops=set(turn.known.base) - set(base), sequence=number)
    turn.known.confirmed = frozenset(one.table for one in layout.tabs())
    go_on(turn)
    return False


def _base_for(turn: Turn, choice: Choice) -> dict[RowKey, BaseRow]:
    """Return what both sides are said to have agreed on, so that a choice comes out of it."""
    if choice is Choice.BOTH:
        return {}
    if choice is Choice.OURS:
        return as_the_sheet_says(turn, compared(turn.linked))
    return as_the_workbooks_say(turn, compared(turn.linked))


def said(turn: Turn, workbook: str, records: Records) -> dict[RowKey, BaseRow]:
    """Return how a workbook would stand in the sheet if nothing else did."""
    blank = {table: replace(seen, rows=()) for table, seen in turn.known.tabs.items()}
    merged = merge({}, {workbook: records}, SheetSeen(blank), new_id)
    return {
        key: BaseRow(one.workbook, dict(one.cells)) for key, one in merged.sheet.appends.items()
    }


def as_the_workbooks_say(turn: Turn, workbooks: Iterable[str]) -> dict[RowKey, BaseRow]:
    """Return a base by which the sheet's side is taken everywhere; what it lacks is removed.

    It does not say by which name the workbook goes in the sheet: that may be an older one, and is
    no attempt to give a row to somebody else.
    """
    found: dict[RowKey, BaseRow] = {}
    for one in workbooks:
        records = turn.store.snapshot(turn.actor, one).records
        for key, row in said(turn, one, records).items():
            content = {name: cell for name, cell in row.content.items() if name != WHOSE_NAME}
            found[key] = replace(row, content=content, missed=PULLS_MISSED - 1)
    return found


def as_the_sheet_says(turn: Turn, workbooks: Iterable[str]) -> dict[RowKey, BaseRow]:
    """Return a base by which the workbooks' side is taken everywhere.

    A workbook that takes a sheet over from an older one takes its cover's row too, whose id is the
    older workbook's.
    """
    whose = {one: one for one in workbooks}
    whose |= {old: new for old, new in adopted(turn.linked).items() if new in whose}
    return {
        (table, whose[one.whose] if table == _COVERS else one.id): BaseRow(
            whose[one.whose], dict(one.cells)
        )
        for table, seen in turn.known.tabs.items()
        for one in seen.rows
        if one.id and one.whose in whose
    }


def adopted(linked: LinkedSheet) -> Mapping[str, str]:
    """Return by which workbook's id the rows of a sheet go that name one which is not here."""
    found = linked.memory.get("adopt")
    return dict(found) if isinstance(found, Mapping) else {}


# what a merge asks


def asks(turn: Turn, merged: Merged) -> bool:
    """Note what a merge must ask; True where nothing may be done before it is answered."""
    stopping = [one for one in merged.questions if one.need in STOPPING]
    if stopping:
        first = stopping[0]
        stop(turn, first.need, _detail(stopping))
        turn.known.questions = tuple(stopping)
        return True
    turn.known.questions = ()
    if stopped(turn.linked):
        go_on(turn)
    return False


def note_questions(turn: Turn, questions: Iterable[Question]) -> None:
    """Note what keeps one tab from being written while the others go on."""
    waiting = [one for one in questions if one.need in OF_QUESTIONS]
    if waiting and choice_of(turn.linked) is not None:
        _put_columns_back(turn)
    elif waiting:
        need, detail = waiting[0].need, _detail(waiting)
        if turn.linked.need is not need or dict(turn.linked.need_detail) != detail:
            turn.note(need=need, need_detail=detail)
    elif turn.linked.need in OF_QUESTIONS:
        turn.note(need=None)


def _put_columns_back(turn: Turn) -> None:
    """Lay missing columns out again, as an owner has agreed, at the right end of their tabs.

    They come back empty, so both sides are said to agree on that: the workbook's side is then new.
    """
    about = turn.known.about
    missing = {table: seen.missing for table, seen in turn.known.tabs.items() if seen.missing}
    emptied = {
        key: replace(row, content={**row.content, **_empty(key[0], missing[key[0]])})
        for key, row in turn.known.base.items()
        if key[0] in missing
    }
    turn.rebase(puts=emptied)
    for table, seen in turn.known.tabs.items():
        there = None if about is None else about.tabs.get(seen.sheet_id)
        if seen.missing and there is not None:
            turn.known.to_lay_out += layout.mend(
                layout.tab(table), seen.sheet_id, seen.missing, there.columns
            )
    for one in turn.linked.links:
        if one.choice is not None:
            turn.note_link(one.workbook, practice=one.practice, choice=None)


def columns_anew(turn: Turn) -> None:
    """Take a column that stands there anew for a new one: nobody has emptied its cells.

    Somebody deleted a column of ours and typed its heading again, as they are asked to; it carries
    no mark. Both sides are said to agree on the cells that are empty there, so that the workbook's
    side is new, and written. Which columns are known so is remembered: what is emptied in one of
    them later is meant.
    """
    known = turn.known
    there = {f"{table}.{key}" for table, seen in known.tabs.items() for key in seen.unmarked}
    before = turn.linked.memory.get("unmarked")
    noted = set(before) if isinstance(before, list) else set()
    if there == noted:
        return
    for table, seen in known.tabs.items():
        keys = [one for one in seen.unmarked if f"{table}.{one}" not in noted]
        turn.rebase(puts=_emptied_as_seen(turn, table, keys))
    turn.remember(unmarked=sorted(there))


def _emptied_as_seen(turn: Turn, table: str, keys: Iterable[str]) -> dict[RowKey, BaseRow]:
    """Return the rows of a table whose cells in some columns are empty in the sheet, agreed on."""
    empty = _empty(table, keys)
    found: dict[RowKey, BaseRow] = {}
    for key, row in turn.known.base.items():
        seen = turn.known.row(key) if key[0] == table else None
        if seen is None:
            continue
        gone = {
            name: cell
            for name, cell in empty.items()
            if row.content.get(name, cell) != cell and seen.cells.get(name, cell) == cell
        }
        if gone:
            found[key] = replace(row, content={**row.content, **gone})
    return found


def _empty(table: str, keys: Iterable[str]) -> layout.Cells:
    """Return what empty cells of some columns say."""
    of, asked = layout.tab(table), list(keys)
    says_something = [one for one in of.shown if one not in asked][:1]
    columns = {one: at for at, one in enumerate((*says_something, *asked))}
    row = reading.row(of, columns, 0, ["1"], None) if says_something else None
    return {} if row is None else {key: row.cells.get(key) for key in asked}


def answered(turn: Turn) -> None:
    """Carry out what the owner chose for what was asked last."""
    choice, questions = choice_of(turn.linked), turn.known.questions
    if choice is None or not questions:
        return
    turn.known.confirmed = frozenset(one.table for one in questions)
    if choice is Choice.SHEET:
        return
    missing = {one.table for one in questions if one.need in MISSING}
    gone = {key for key in turn.known.base if key[0] in missing and turn.known.row(key) is None}
    if gone:
        turn.rebase(drops=gone)


def _detail(questions: Iterable[Question]) -> dict[str, Any]:
    every = list(questions)
    first = every[0]
    detail: dict[str, Any] = {"tab": first.tab}
    if first.rows:
        detail |= {"rows": first.rows, "of": first.of}
    if first.headings:
        detail["heading"] = ", ".join(first.headings)
    if len(every) > 1:
        detail["tabs"] = [one.tab for one in every]
    return detail
