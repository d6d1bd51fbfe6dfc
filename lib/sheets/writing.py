"""How do changes in the words of the store become cells at their places in the sheet?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lib.coaching.days import DateOrder
from lib.coaching.records import Plain
from lib.sheets import layout, push, reading
from lib.sheets.changes import Append, Marked, SheetChanges
from lib.sheets.known import Known, Lines, Sent
from lib.sheets.layout import ID, Cells
from lib.sheets.push import Addition, Place, Rewrite
from lib.sheets.reading import TabSeen
from lib.sheets.values import Value, mark
from lib.store.sheets import BaseRow, RowKey


def place(seen: TabSeen, *, grid_rows: int, added: int = 0) -> Place:
    """Return a tab as pushes need it.

    Args:
        seen: the tab as it was read.
        grid_rows: how many rows its grid had then.
        added: how many rows are to be added.
    """
    formats: dict[int, Mapping[str, str]] = {}
    if added and seen.last_row + added > grid_rows:
        columns = layout.tab(seen.table).column
        formats = {at: columns[key].number_format for key, at in seen.columns.items()}
    return Place(
        tab=seen.sheet_id,
        title=seen.title,
        id_column=seen.columns.get(ID, 0),
        headings=dict(enumerate(seen.headings)),
        rows=seen.last_row,
        heading_row=seen.heading_row,
        formats=formats,
    )


def pushes(known: Known, changes: SheetChanges, number: int) -> list[Sent]:
    """Return the pushes that carry changes out, numbered from `number`."""
    rewrites: list[Rewrite] = []
    fields: dict[RowKey, dict[int, tuple[str, Plain]]] = {}
    for key, cells in changes.updates.items():
        rewrites.append(_update(known, key, changes.rows[key], cells))
        fields[key] = _fields(known.tabs[key[0]], cells)
    for one in changes.ids:
        rewrites.append(_named(known, one))
        fields[one.table, one.id] = _fields(known.tabs[one.table], one.cells)
    for key, number_of_row in changes.blanks.items():
        rewrites.append(_blank(known, key, number_of_row))
    additions = [_addition(known, key, one) for key, one in changes.appends.items()]
    batches = push.batches(_places(known, additions), rewrites, additions, number, known.last_write)
    added = {key: BaseRow(one.workbook, dict(one.cells)) for key, one in changes.appends.items()}
    sent = []
    for batch in batches:
        keys = {one.of for one in batch.rewrites}
        news = {one.of for one in batch.additions}
        sent.append(
            Sent(
                batch,
                fields={key: cells for key, cells in fields.items() if key in keys},
                added={key: row for key, row in added.items() if key in news},
                blanked=frozenset(key for key in changes.blanks if key in keys),
                named=frozenset((m.table, m.id) for m in changes.ids if (m.table, m.id) in keys),
            )
        )
    return sent


def _places(known: Known, additions: Iterable[Addition]) -> list[Place]:
    counts: dict[int, int] = {}
    for one in additions:
        counts[one.tab] = counts.get(one.tab, 0) + 1
    return [
        place(
            seen,
            grid_rows=known.grid_rows.get(seen.sheet_id, 0),
            added=counts.get(seen.sheet_id, 0),
        )
        for seen in known.tabs.values()
    ]


def _fields(seen: TabSeen, cells: Cells) -> dict[int, tuple[str, Plain]]:
    return {seen.columns[key]: (key, content) for key, content in cells.items()}


def _shown(seen: TabSeen, cells: Cells) -> dict[int, Value]:
    columns = layout.tab(seen.table).column
    return {
        seen.columns[key]: layout.shown(columns[key], content)
        for key, content in cells.items()
        if key in seen.columns
    }


def _update(known: Known, key: RowKey, row: int, cells: Cells) -> Rewrite:
    seen = known.tabs[key[0]]
    new = _shown(seen, cells)
    line = known.line(seen, row)
    return Rewrite(
        tab=seen.sheet_id,
        row=row,
        known_by={seen.columns[ID]: mark(key[1])},
        cells=new,
        seen={at: _mark(line, at) for at in new},
        of=key,
    )


def _named(known: Known, one: Marked) -> Rewrite:
    """Return what gives a row its id; until then it is known by all that it says."""
    seen = known.tabs[one.table]
    line = known.line(seen, one.row)
    new = {seen.columns[ID]: one.id, **_shown(seen, one.cells)}
    marks = {at: _mark(line, at) for at in seen.columns.values()}
    return Rewrite(
        tab=seen.sheet_id,
        row=one.row,
        known_by=marks,
        cells=new,
        seen={at: marks[at] for at in new},
        of=(one.table, one.id),
    )


def _blank(known: Known, key: RowKey, row: int) -> Rewrite:
    seen = known.tabs[key[0]]
    line = known.line(seen, row)
    marks = {at: _mark(line, at) for at in seen.columns.values()}
    return Rewrite(
        tab=seen.sheet_id,
        row=row,
        known_by={seen.columns[ID]: mark(key[1])},
        cells=dict.fromkeys(marks),
        seen=marks,
        whole=True,
        of=key,
    )


def _addition(known: Known, key: RowKey, one: Append) -> Addition:
    seen = known.tabs[key[0]]
    cells = {**_shown(seen, one.cells), seen.columns[ID]: key[1]}
    return Addition(seen.sheet_id, key[1], cells, of=key)


def _mark(line: Sequence[Value], column: int) -> str:
    return mark(line[column]) if column < len(line) else ""


# what is known of the sheet once a push is proven


def carried_on(
    known: Known, locale: str, written: Mapping[int, Mapping[int, Sequence[Value]]]
) -> None:
    """Take note of rows that were written, so that they need not be read again.

    Args:
        known: the sheet.
        locale: its country.
        written: by sheetId and row, the row as it stands now.
    """
    order = reading.order_of(locale)
    for sheet_id, rows in written.items():
        lines = known.lines[sheet_id]
        for number, line in rows.items():
            lines.extend([] for _ in range(number + 1 - len(lines)))
            lines[number] = _as_read(line)
        while lines and not lines[-1]:
            lines.pop()
    for table, seen in known.tabs.items():
        rows = written.get(seen.sheet_id, {})
        if not rows:
            continue
        known.tabs[table] = _with_rows(seen, rows, known.lines[seen.sheet_id], order)
        known.forget_rows(table)


def _as_read(line: Sequence[Value]) -> list[Value]:
    """Return a row as Google says it: without the empty cells at its end.

    Else the next look would take the sheet for changed; so it would with empty rows at the end.
    """
    told = list(line)
    while told and told[-1] is None:
        told.pop()
    return told


def _with_rows(
    seen: TabSeen,
    rows: Mapping[int, Sequence[Value]],
    lines: Lines,
    order: DateOrder | None,
) -> TabSeen:
    tab = layout.tab(seen.table)
    found = {one.row: one for one in seen.rows if one.row not in rows}
    for number in rows:
        line = lines[number] if number < len(lines) else []
        one = reading.row(tab, seen.columns, number, line, order)
        if one is not None:
            found[number] = one
    return replace(seen, rows=tuple(found[number] for number in sorted(found)), last_row=len(lines))
