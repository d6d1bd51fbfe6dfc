"""Bring contacts in: a file is dropped, looked at, and saved in one action, or left.

Nothing of the file is saved before its counts have been shown, and all of it is text: names appear
in grids and plain text alone. The file is judged by its content and not by its name, so a picture
brings our words on what to do instead of the browser's "not allowed". It is read in a process of
its own (`lib.exchange.child`), so that nobody else waits; leaving it, by Cancel or by going to
another page, ends that process.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import streamlit as st

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.days import DateOrder
from lib.coaching.records import Problem
from lib.exchange import archives, child, contacts_in, decoding, incoming, tables
from lib.exchange.contacts_in import COLUMN_OF, Line, Mapping, Possible, Preview
from lib.exchange.errors import FileRefusedError
from lib.exchange.headings import Part
from lib.exchange.incoming import Incoming
from lib.exchange.tables import Table
from lib.store import Conflict, Saved
from lib.ui import forms, kept, looking, past, session
from lib.ui.text import capital, shown

_FORM = "intake"
_READ = "intake-read"
_PREVIEW = "intake-preview"
_SAVED = "intake-saved"
_CHANGED = "intake-changed"
_EXAMPLES = 3
_MEGABYTES = decoding.BYTES_LIMIT // 1_000_000
_ARCHIVE_MEGABYTES = archives.UNPACKED_LIMIT // 1_000_000
_SHOWN_READINGS = 5
_LONG = 200
"""Characters of a cell that are shown."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which file is to be read, and how."""

    file: str
    encoding: str | None
    tab: str | None
    part: incoming.Part | None


class _Listing(Enum):
    """One list of the preview; the value is what its tab says."""

    NEW = "New"
    MERGED = "Fills gaps"
    UNCHANGED = "Already here"
    REJECTED = "Left out"
    POSSIBLE = "Same name"
    NOTES = "Remarks"


@dataclass(frozen=True, slots=True)
class _Choices:
    """What was chosen about one file: with the workbook's version, all that a preview hangs on."""

    file: str
    encoding: str
    tab: str
    parts: tuple[Part | None, ...]
    headed: bool
    order: DateOrder | None
    leave_out: bool
    workbook: str
    version: int


def draw(workbook: session.Workbook) -> None:
    """Draw the whole of it: how to get the file, the box for it, and what it would bring."""
    _said(workbook)
    past.said()
    kept.draw()
    form = session.nonce(_FORM)
    if st.session_state.get(f"file-{form}") is None and not _just_came():
        _how()
    file = st.file_uploader(
        "Your contacts, as a file",
        key=f"file-{form}",
        max_upload_size=_ARCHIVE_MEGABYTES,
        help=f"LinkedIn's archive, an address book (vCard, Google, Outlook), a spreadsheet (XLSX) "
        f"or any table as CSV: up to {_MEGABYTES} MB and {tables.ROWS_LIMIT:,} people. Nothing is "
        "saved before you have seen what came out.",
    )
    if file is None:
        for slot in (_READ, _PREVIEW):
            st.session_state.pop(slot, None)
        return
    key = f"{form}-{file.file_id}"
    try:
        _look(workbook, file.getvalue(), key)
    except FileRefusedError as refused:
        st.text(str(refused))
        _cancel(form)


def _just_came() -> bool:
    """Return whether the newest thing saved is an import: who did it knows how to get a file."""
    last = session.last_saved()
    return last is not None and last[1] == "import"


def _how() -> None:
    """Say how to get the file, in three lines."""
    st.markdown(
        "1. On LinkedIn: Me, Settings & Privacy, Data privacy, Get a copy of your data.\n"
        "2. Tick Connections and Messages, and ask for the archive. The archive can take a day; go "
        "on by phone meanwhile.\n"
        "3. Bring the archive here as it came: with its messages it knows who answered."
    )
    st.caption(
        "An address book (vCard, Google, Outlook), a spreadsheet or any CSV will do as well."
    )


def _look(workbook: session.Workbook, data: bytes, key: str) -> None:
    """Draw what is asked about a file, then what it would do."""
    found_in = _read(data, key)
    _ask_part(found_in, key)
    _ask_encoding(found_in, key)
    if found_in.log is not None:
        form = session.nonce(_FORM)
        past.draw(workbook, found_in.log, key, lambda at: _cancel(form, "Cancel", at))
        _cancel(session.nonce(_FORM))
        return
    _ask_tab(found_in, key)
    table, settled = _headed(found_in.table, key)
    if not settled:
        _cancel(session.nonce(_FORM))
        return
    mapping = _mapped(table, f"{key}-{found_in.tab}", quiet=found_in.cards)
    if not mapping.names:
        _cancel(session.nonce(_FORM))
        return
    order: DateOrder | None = st.session_state.get(f"order-{key}")
    chosen = _Choices(
        file=key,
        encoding=found_in.encoding,
        tab=found_in.tab,
        parts=mapping.parts,
        headed=table.heading is not None,
        order=order,
        leave_out=bool(st.session_state.get(f"leave-{key}")),
        workbook=workbook.id,
        version=workbook.version,
    )
    found = _previewed(workbook, table, mapping, chosen)
    if found.asks_date_order is not None or order is not None:
        _ask_order(found, key)
    _counts(found, table)
    _lists(found, key)
    more = key if incoming.Part.MESSAGES in found_in.parts else None
    _finish(workbook, found, more, waiting=found.asks_date_order is not None)


def _read(data: bytes, key: str) -> Incoming:
    """Return what the file holds, read once for the same choices by a process of its own.

    Raises:
        FileRefusedError: it holds nothing that can be brought in.
    """
    encoding: str | None = st.session_state.get(f"encoding-{key}")
    tab: str | None = st.session_state.get(f"tab-{key}")
    part: incoming.Part | None = st.session_state.get(f"archive-{key}")
    asked = _Asked(key, encoding, tab, part)
    known: tuple[_Asked, Incoming | FileRefusedError] | None = st.session_state.get(_READ)
    if known is None or not _answers(known, asked):
        slot = st.empty()
        with slot.container():
            known = (asked, _by_child(data, asked))
        slot.empty()
        st.session_state[_READ] = known
    if isinstance(known[1], FileRefusedError):
        raise known[1]
    return known[1]


def _answers(known: tuple[_Asked, Incoming | FileRefusedError], asked: _Asked) -> bool:
    """Return whether what was read is what is asked for: what we guessed may be chosen by name."""
    was, found = known
    if was == asked:
        return True
    if was.file != asked.file or isinstance(found, FileRefusedError):
        return False
    if (asked.part or next(iter(found.parts), None)) != (was.part or next(iter(found.parts), None)):
        return False
    return asked.encoding in (None, found.encoding) and asked.tab in (None, found.tab)


def _by_child(data: bytes, asked: _Asked) -> Incoming | FileRefusedError:
    """Return what a child makes of the file, or why it is refused, with Cancel meanwhile."""
    began = time.monotonic()
    bar = st.progress(0.0, _READING)
    _cancel(session.nonce(_FORM), "Cancel", "reading")

    def told(done: float | None) -> None:
        seconds = time.monotonic() - began
        bar.progress(done or min(0.9, seconds / child.CPU_SECONDS), f"{_READING}, {seconds:.0f} s")

    try:
        return child.contacts(data, asked.encoding, asked.tab, asked.part, told)
    except FileRefusedError as refused:
        return refused


_READING = "Reading your file"


def _ask_part(found_in: Incoming, key: str) -> None:
    """Say what was taken out of an archive; ask what to look at where there is more in it."""
    if len(found_in.parts) > 1:
        st.segmented_control(
            "What to look at in the archive",
            list(found_in.parts),
            default=found_in.parts[0],
            required=True,
            format_func=lambda one: capital(one.value),
            key=f"archive-{key}",
        )
    elif found_in.member:
        st.caption("Taken out of the archive:")
        st.text(shown(found_in.member[:_LONG]))


def _ask_encoding(found_in: Incoming, key: str) -> None:
    """Ask for the encoding where the bytes do not tell it."""
    if found_in.sure:
        return
    st.text(found_in.message)
    readings = found_in.choices
    looking.grid(
        [
            {"Read as": one.label, "Looks like": shown(" ⏎ ".join(one.sample))}
            for one in readings[:_SHOWN_READINGS]
        ],
        "How the file looks in each encoding",
    )
    st.selectbox(
        "Read it as",
        [one.encoding for one in readings],
        format_func=lambda name: decoding.LABELS[name],
        key=f"encoding-{key}",
    )


def _ask_tab(found_in: Incoming, key: str) -> None:
    """Ask for the tab of a spreadsheet where several hold rows."""
    if len(found_in.tabs) > 1:
        st.selectbox(
            "The tab with your people",
            list(found_in.tabs),
            index=found_in.tabs.index(found_in.tab),
            format_func=lambda name: shown(name[:_LONG]),
            key=f"tab-{key}",
        )


def _headed(table: Table, key: str) -> tuple[Table, bool]:
    """Return the table with its headings settled, and True once they are."""
    if table.heading is not None:
        return table, True
    st.text("No line reads like headings. This is the first line:")
    looking.grid(
        [{"Cell": shown(cell[:_LONG])} for cell in table.rows[0].cells if cell],
        "The first line of the file",
    )
    answer = st.radio(
        "What is it?", ["A person", "Headings"], index=None, horizontal=True, key=f"headed-{key}"
    )
    if answer is None:
        return table, False
    return tables.with_heading(table, first_row=answer == "Headings"), True


def _mapped(table: Table, key: str, *, quiet: bool) -> Mapping:
    """Return what each column gives, as guessed and as corrected.

    Args:
        table: what was read.
        key: what the boxes are called by: another file and another tab have boxes of their own.
        quiet: True where the columns are ours, so that there was nothing to guess.
    """
    guess = contacts_in.propose(table)
    if guess.names and not guess.from_linkedin and not quiet:
        st.text(_told(guess, table))
    asking = st.empty()
    headed = f"{key}-{'headed' if table.heading is not None else 'plain'}"
    asked = table.heading is None or not guess.names
    with st.expander("Which column is what", expanded=asked):
        examples = table.rows[:_EXAMPLES]
        looking.grid(
            [
                {"Column": shown(name[:_LONG])}
                | {f"Line {row.line}": shown(row.cells[place][:_LONG]) for row in examples}
                for place, name in enumerate(table.columns[: looking.PAGE_ROWS])
            ],
            "The columns of the file, with examples",
        )
        parts: list[Part | None] = list(guess.parts)
        places: list[int | None] = [None, *range(len(table.columns))]
        chosen: dict[Part, int | None] = {}
        for part in Part:
            proposed = guess.parts.index(part) if part in guess.parts else None
            chosen[part] = st.selectbox(
                _label(part),
                places,
                index=places.index(proposed),
                format_func=lambda place: (
                    "(none)" if place is None else shown(table.columns[place][:_LONG])
                ),
                key=f"part-{part.name}-{headed}",
            )
            if chosen[part] != proposed:
                parts = [None if one is part else one for one in parts]
        taken: dict[int, Part] = {}
        for part, place in chosen.items():
            if place is None:
                continue
            if place in taken:
                st.text(f"{_label(part)} and {_label(taken[place])} can't be the same column.")
                continue
            taken[place] = part
            parts[place] = part
        _others(table, parts, f"others-{headed}")
    mapping = Mapping(tuple(parts))
    if not mapping.names:
        asking.text("Which column holds the names? A name is all that is needed.")
    return mapping


def _others(table: Table, parts: list[Part | None], key: str) -> None:
    """Ask about the columns that have no place; put them among the notes if wished."""
    rest = [place for place, part in enumerate(parts) if part is None]
    rest = [place for place in rest if any(row.cells[place] for row in table.rows)]
    if not rest:
        return
    st.text(shown("Without a place: " + ", ".join(table.columns[place] for place in rest))[:500])
    if st.checkbox("Keep them in the notes", key=key):
        for place in rest:
            parts[place] = Part.NOTES


def _told(guess: Mapping, table: Table) -> str:
    """Say which column was taken for what, so that a wrong guess is seen."""
    found = [
        f"{_label(part)} from “{shown(table.columns[guess.parts.index(part)][:_LONG])}”"
        for part in Part
        if part in guess.parts
    ]
    return f"{', '.join(found)}. If that isn't right, say so below."


def _label(part: Part) -> str:
    labels = {
        Part.NAME: "Whole name",
        Part.FIRST: "First name",
        Part.MIDDLE: "Middle name",
        Part.LAST: "Last name",
    }
    return labels.get(part) or COLUMN_OF[part.value].heading


def _previewed(
    workbook: session.Workbook, table: Table, mapping: Mapping, chosen: _Choices
) -> Preview:
    """Return the preview, made once for the same choices."""
    kept: tuple[_Choices, Preview] | None = st.session_state.get(_PREVIEW)
    if kept is not None and kept[0] == chosen:
        return kept[1]
    with st.spinner(f"Reading {len(table.rows):,} lines"):
        found = contacts_in.preview(
            table,
            mapping,
            workbook.records,
            chosen.order,
            leave_out_same_name=chosen.leave_out,
        )
    st.session_state[_PREVIEW] = (chosen, found)
    return found


def _ask_order(found: Preview, key: str) -> None:
    if found.asks_date_order is not None:
        st.text(f"In dates like {shown(found.asks_date_order[:40])}, what comes first?")
    st.radio(
        "The first number is",
        list(DateOrder),
        index=None,
        format_func=guide.label,
        horizontal=True,
        key=f"order-{key}",
    )


def _counts(found: Preview, table: Table) -> None:
    """Say what came out, as a sum that can be checked."""
    looking.add_up(
        found.rows_read,
        "read",
        (
            (len(found.accepted), "new"),
            (len(found.merged), "filling gaps of people already here"),
            (len(found.unchanged), "already here"),
            (len(found.rejected), "left out"),
        ),
        first=True,
    )
    if table.above:
        lines = "line" if len(table.above) == 1 else "lines"
        st.caption(f"{len(table.above)} {lines} above the headings passed over.")
    if found.possible:
        st.caption(
            f"{len(found.possible):,} may be someone you have already. Both are kept unless you "
            "say otherwise."
        )


def _lists(found: Preview, key: str) -> None:
    """Draw one of the lists, a page of it at a time."""
    listings: dict[_Listing, Sequence[Line | Problem | Possible]] = {
        _Listing.NEW: found.accepted,
        _Listing.MERGED: found.merged,
        _Listing.UNCHANGED: found.unchanged,
        _Listing.REJECTED: found.rejected,
        _Listing.POSSIBLE: found.possible,
        _Listing.NOTES: found.notes,
    }
    looking.lists(listings, _lines, key=key, first=_Listing.REJECTED)
    leaving = bool(st.session_state.get(f"leave-{key}"))
    if found.possible or leaving:
        st.checkbox("Leave out those whose name is here already", key=f"leave-{key}")


def _lines(row: Line | Problem | Possible) -> list[dict[str, str]]:
    """Return the line of a list that tells one row, as texts."""
    return [_cells(row)]


def _cells(row: Line | Problem | Possible) -> dict[str, str]:
    match row:
        case Problem():
            return {"Line": str(row.line or ""), "Why": shown(row.message)}
        case Possible():
            where = "in your workbook" if row.other_line is None else f"line {row.other_line}"
            return {
                "Line": str(row.line),
                "Name": looking.short(row.contact.name),
                "Company": looking.short(row.contact.company),
                "May be": looking.short(f"{row.other.name}, {row.other.company}".rstrip(", ")),
                "Where": where,
                "Why": row.why,
            }
        case Line(outcome=contacts_in.Outcome.NEW):
            contact = row.contact
            day = contact.connected_on
            return {
                "Line": str(row.line),
                "Name": looking.short(contact.name),
                "Company": looking.short(contact.company),
                "Position": looking.short(contact.position),
                "E-mail": looking.short(contact.email),
                "Phone": looking.short(contact.phone),
                "Link": looking.short(contact.link),
                "Connected on": "" if day is None else day.isoformat(),
                "Notes": looking.short(contact.notes),
            }
        case _:
            told = {
                "Line": str(row.line),
                "Name": looking.short(row.contact.name),
                "Why": row.reason,
                "Fills": ", ".join(row.filled),
                "Stays as it is here": ", ".join(row.left),
            }
            return told if row.filled else {one: told[one] for one in told if one != "Fills"}


def _finish(workbook: session.Workbook, found: Preview, more: str | None, *, waiting: bool) -> None:
    """Draw the button that saves.

    Args:
        workbook: the workbook.
        found: what would be saved.
        more: what the file is called by where it holds messages too, to be looked at next.
        waiting: True while a question above is open.
    """
    form = session.nonce(_FORM)
    if st.session_state.pop(_CHANGED, False):
        st.text("Your workbook changed meanwhile. This is what the file would bring now.")
    new, filled = len(found.accepted), len(found.merged)
    with st.container(horizontal=True):
        if found.changed:
            st.button(
                f"Bring in {new:,}" if new else f"Fill the gaps of {filled:,}",
                key=f"import-{form}",
                type="primary",
                disabled=waiting,
                on_click=_save,
                args=(workbook, found, workbook.operation("import", session.nonce("import")), more),
            )
        _cancel(form)
    if not found.changed:
        st.text("Everyone in this file is here already, or could not be read. Nothing to save.")
    elif waiting:
        st.caption("One question above is still open: the order of day and month.")


def _save(drawn: session.Workbook, found: Preview, operation: str, more: str | None = None) -> None:
    """Save what was shown, whole; where the workbook has moved on, show it again instead."""
    writes: list[Contact] = contacts_in.writes(found)
    result = drawn.save("import", writes, operation)
    if isinstance(result, Conflict):
        st.session_state[_CHANGED] = True
        return
    forms.note(result, "import")
    if isinstance(result, Saved):
        st.session_state[_SAVED] = (result.number, len(found.accepted), len(found.merged))
        session.renew("import")
        if more is None:
            _forget()
        else:  # of an archive the messages come next
            st.session_state[f"archive-{more}"] = incoming.Part.MESSAGES


def _cancel(form: str, label: str = "Not now", at: str = "end") -> None:
    st.button(label, key=f"cancel-{at}-{form}", type="tertiary", on_click=_forget)


def _forget() -> None:
    """Let go of the file and of what was made of it."""
    for slot in (_READ, _PREVIEW):
        st.session_state.pop(slot, None)
    past.forget()
    session.renew(_FORM)


def _said(workbook: session.Workbook) -> None:
    """Say what the newest import brought, with a way back, until something else is saved."""
    kept: tuple[int, int, int] | None = st.session_state.get(_SAVED)
    last = session.last_saved()
    if kept is None or last is None or last[0].number != kept[0]:
        return
    number, new, filled = kept
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(_brought(new, filled))
        st.button(
            "Undo",
            key=f"undo-import-{number}",
            type="tertiary",
            on_click=_undo,
            args=(workbook, number, workbook.operation("undo", number)),
        )


def _brought(new: int, filled: int) -> str:
    """Return what an import brought, calmly."""
    people = "1 person" if new == 1 else f"{new:,} people"
    gaps = "1 person" if filled == 1 else f"{filled:,} people"
    if not new:
        return f"Details of {gaps} filled in."
    also = f", and details of {gaps} filled in" if filled else ""
    rest = " You needn't go through them all; a few is plenty." if new > 10 else ""  # noqa: PLR2004 - a handful
    return f"{people} came in{also}.{rest}"


def _undo(drawn: session.Workbook, number: int, operation: str) -> None:
    kept.undo(drawn, number, operation)
