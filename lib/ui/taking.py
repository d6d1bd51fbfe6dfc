"""Take everything with you, and bring it back: files of the whole workbook, cards, a calendar.

A file is made when its button is tapped, not before. What comes back is looked at first: what is
new, what differs field by field, what is missing; it is saved in one action, with one way back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial

import streamlit as st

from lib import guide
from lib.coaching.agenda import Agenda, ahead
from lib.coaching.contacts import Contact
from lib.coaching.records import Problem, Record
from lib.coaching.text import folded
from lib.coaching.workbook import TABLE_OF, Changed, Records
from lib.exchange import calendar_out, csv_out, json_out, layout, vcard_out, whole, xlsx_out
from lib.exchange.difference import Change, Difference, New, difference
from lib.exchange.errors import FileRefusedError
from lib.store import Conflict, Removed, Saved, under_new_ids, without
from lib.ui import feed, forms, looking, session

AHEAD_DAYS = 28
"""How far the calendar file looks."""

_VERB = "brought a workbook back"
_FORM = "back"
_SAVED = "back-saved"
_CHANGED = "back-changed"
_FOUND = "back-found"
_MEGABYTES = whole.BYTES_LIMIT // 1_000_000
_CARD = "text/vcard"
_FORMS = {
    "xlsx": "A spreadsheet",
    "zip": "CSV files",
    "json": "JSON",
}
_GOOD_FOR = {
    "xlsx": "To look at, sort and print. Opens in Excel, Numbers and Google Sheets.",
    "zip": "Plain tables, for any program, now and in twenty years.",
    "json": "One text with every detail, for whoever writes programs.",
}
_MADE_BY: dict[str, tuple[Callable[[Records, int, date], bytes], str]] = {
    "xlsx": (
        xlsx_out.whole,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "zip": (csv_out.whole, "application/zip"),
    "json": (json_out.whole, "application/json"),
}


def draw(book: session.Workbook) -> None:
    """Draw both directions; for whoever may not write, the way out alone."""
    if not book.writable:
        st.subheader("Take along what you see", anchor=False)
        out(book)
        return
    st.subheader("Take everything with you", anchor=False)
    out(book)
    st.subheader("Bring a workbook back", anchor=False)
    back(book)


# out


def out(book: session.Workbook) -> None:
    """Draw the files of the whole workbook, each with what it is good for."""
    st.caption(
        "All of it is in each. Any of the three can be brought back here."
        if book.writable
        else "What its owner shows you is in each."
    )
    on = session.day_of(book)
    for ending, (make, kind) in _MADE_BY.items():
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.download_button(
                _FORMS[ending],
                partial(make, book.records, book.version, on),
                f"networking-workbook-{on.isoformat()}.{ending}",
                kind,
                key=f"take-{ending}",
                on_click="ignore",
                icon=":material/download:",
            )
            st.caption(_GOOD_FOR[ending], width="stretch")
    people = book.records.all(Contact)
    if people:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.download_button(
                "Address cards",
                lambda: vcard_out.cards(sorted(people.values(), key=_by_name)),
                "people.vcf",
                _CARD,
                key="take-vcf",
                on_click="ignore",
                icon=":material/download:",
            )
            st.caption("Your people for a phone's address book, without your notes.")


def _by_name(one: Contact) -> str:
    return folded(one.name)


def card(contact: Contact) -> None:
    """Draw the quiet button that gives one person's address card."""
    st.download_button(
        "Address card",
        partial(vcard_out.cards, [contact]),
        "card.vcf",
        _CARD,
        key=f"card-{contact.id}",
        on_click="ignore",
        type="tertiary",
        icon=":material/contact_page:",
    )


def calendar(found: Agenda, book: session.Workbook, today: date) -> None:
    """Draw, folded, the days to come as a calendar file; nothing where nothing is to come."""
    if found.paused or not (found.due or found.next_on):
        return
    unfolded = st.expander(
        "Put these days into my calendar", key="calendar", type="compact", on_change="rerun"
    )
    if not unfolded.open:
        return
    with unfolded:
        st.caption(
            "What is due in the next four weeks, as whole days. Open the file on your phone; a "
            "newer one later moves the days instead of doubling them."
        )
        without = st.checkbox("Without names, as others see my calendar", key="calendar-bare")
        start = session.day_of(book)
        st.download_button(
            "The calendar file",
            lambda: calendar_out.calendar(
                ahead(book.records, guide.ladder(), guide.cadences(), today, AHEAD_DAYS),
                start,
                session.now(),
                names=not without,
            ),
            "networking.ics",
            "text/calendar",
            key="take-ics",
            on_click="ignore",
            icon=":material/event:",
        )
        feed.draw(book)


# back in


class _Listing(Enum):
    """One list of the difference; the value is what its tab says."""

    NEW = "New"
    CHANGED = "Changed"
    BOTH = "Changed here too"
    MISSING = "Not in the file"
    HELD = "Still needed"
    LEFT_OUT = "Left out"
    REMARKS = "Remarks"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A difference that was worked out, and for what."""

    file: str
    version: int
    found: Difference
    names: layout.Names
    """Of the rows of the workbook and the new ones of the file."""


def back(book: session.Workbook) -> None:
    """Draw the box for a file, and what it would bring."""
    _said(book)
    form = session.nonce(_FORM)
    file = st.file_uploader(
        "A file that was taken out here, edited or not",
        key=f"file-back-{form}",
        max_upload_size=_MEGABYTES,
        help="Nothing is saved before you have seen what would change.",
    )
    if file is None:
        st.session_state.pop(_FOUND, None)
        return
    try:
        kept = _compared(book, f"{form}-{file.file_id}", file.getvalue)
    except FileRefusedError as refused:
        st.text(str(refused))
        _not_now(form)
        return
    _counts(kept.found)
    _lists(kept.found, kept.names, form)
    _confirm(book, kept.found, form)


def _compared(book: session.Workbook, file: str, data: Callable[[], bytes]) -> _Kept:
    """Return the difference, worked out once for the same file and the same workbook."""
    kept: _Kept | None = st.session_state.get(_FOUND)
    if kept is None or (kept.file, kept.version) != (file, book.version):
        with st.spinner("Reading the file"):
            found = difference(whole.read_apart(data(), book.records), book.records)
        both = book.records.changed([Changed(None, one.record) for one in found.new])
        kept = _Kept(file, book.version, found, layout.Names(both))
        st.session_state[_FOUND] = kept
    return kept


def _counts(found: Difference) -> None:
    """Say what came out, as a sum that can be checked."""
    looking.add_up(
        found.rows_read,
        "rows read",
        (
            (len(found.new), "new"),
            (len(found.changed), "changed"),
            (found.same, "the same"),
            (len(found.left_out), "left out"),
        ),
    )
    if found.held:
        st.caption(
            f"{len(found.held):,} more are not in the file, but other rows still belong to them; "
            "they stay."
        )


def _lists(found: Difference, names: layout.Names, form: str) -> None:
    """Draw one of the lists, a page of it at a time."""
    listings: dict[_Listing, Sequence[New | Change | Record | Problem]] = {
        _Listing.NEW: found.new,
        _Listing.CHANGED: found.plain_changes(),
        _Listing.BOTH: found.moved_on(),
        _Listing.MISSING: found.missing,
        _Listing.HELD: found.held,
        _Listing.LEFT_OUT: found.left_out,
        _Listing.REMARKS: found.remarks,
    }
    looking.lists(
        listings, lambda one: _told(one, names), key=f"back-{form}", first=_Listing.LEFT_OUT
    )


def _told(row: New | Change | Record | Problem, names: layout.Names) -> list[dict[str, str]]:
    """Return the lines of a list that tell one row, as texts; on a phone the first ones show."""
    match row:
        case Problem():
            told = {"Table": row.table, "Line": str(row.line or ""), "Why": row.message}
            return [{heading: looking.short(text) for heading, text in told.items()}]
        case Change():
            return [
                {
                    "Row": looking.short(names.whose(row.ours)),
                    "Field": one.column.heading,
                    "Here": looking.short(layout.said(one, row.ours, names)),
                    "In the file": looking.short(layout.said(one, row.theirs, names)),
                    "Table": TABLE_OF[type(row.ours)],
                    "Line": str(row.line),
                }
                for one in row.fields
            ]
        case New():
            line, record = str(row.line), row.record
        case _:
            line, record = "", row
    said = [
        f"{one.column.heading}: {text}"
        for one in layout.fields_told(record)
        if (text := layout.said(one, record, names))
    ]
    return [
        {
            "Row": looking.short(names.whose(record)),
            "Says": looking.short("; ".join(said)),
            "Table": TABLE_OF[type(record)],
            "Line": line,
        }
    ]


def _confirm(book: session.Workbook, found: Difference, form: str) -> None:
    """Draw what is to be decided, and the button that saves it."""
    if st.session_state.pop(_CHANGED, False):
        st.text("Your workbook changed meanwhile. This is what the file would bring now.")
    both, missing = len(found.moved_on()), len(found.missing)
    moved_on_too = bool(both) and st.checkbox(
        f"Take the file's words for {_rows(both)} changed here too",
        key=f"back-both-{form}",
    )
    taken_out = bool(missing) and st.checkbox(
        f"Take out {_rows(missing)} that the file doesn't have", key=f"back-missing-{form}"
    )
    gone = {(TABLE_OF[type(one.record)], one.record.id) for one in found.new} & book.erased()
    back = bool(gone) and _brings_back(len(gone), form)
    puts = len(_to_put(found, gone, moved_on_too=moved_on_too, back=back))
    many = puts + (missing if taken_out else 0)
    with st.container(horizontal=True):
        if many:
            st.button(
                f"Save {_rows(many)}",
                key=f"save-back-{form}",
                type="primary",
                on_click=_save,
                args=(
                    book,
                    found,
                    _Chosen(moved_on_too, taken_out, back, frozenset(gone)),
                    book.operation("back", form),
                ),
            )
        _not_now(form)
    if found.nothing:
        st.text("The file says what your workbook says. Nothing to save.")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What whoever brings a file back has decided."""

    moved_on_too: bool
    taken_out: bool
    back: bool
    """Whether people who were erased shall come in, as new ones."""
    gone: frozenset[tuple[str, str]]
    """(table, id) of the file's rows that were erased here."""


def _brings_back(many: int, form: str) -> bool:
    """Say that the file holds what was erased here; return whether it shall come in again."""
    are = "is" if many == 1 else "are"
    st.text(
        f"{_rows(many)} of the file {are} of somebody who was erased here. They stay out, with "
        "all that is theirs, unless you want them back."
    )
    return st.checkbox("Bring them back, as someone new", key=f"back-erased-{form}")


def _to_put(
    found: Difference,
    gone: Collection[tuple[str, str]],
    *,
    moved_on_too: bool,
    back: bool,
) -> Sequence[Record]:
    """Return the records to save; those that were erased under new ids, or not at all."""
    rows = found.to_put(moved_on_too=moved_on_too)
    if not gone:
        return rows
    return under_new_ids(rows, gone) if back else without(rows, gone)


def _rows(many: int) -> str:
    return f"{many:,} {'row' if many == 1 else 'rows'}"


def _save(
    drawn: session.Workbook,
    found: Difference,
    chosen: _Chosen,
    operation: str,
) -> None:
    """Save what was shown, whole; where the workbook has moved on, show it again instead."""
    writes: list[Record | Removed] = [
        *_to_put(found, chosen.gone, moved_on_too=chosen.moved_on_too, back=chosen.back)
    ]
    if chosen.taken_out:
        writes += [Removed(one) for one in found.missing]
    result = drawn.save(_VERB, writes, operation)
    if isinstance(result, Conflict):
        st.session_state[_CHANGED] = True
        return
    forms.note(result, _VERB)
    if isinstance(result, Saved):
        st.session_state[_SAVED] = (result.number, len(writes))
        _forget()


def _not_now(form: str) -> None:
    st.button("Not now", key=f"cancel-back-{form}", type="tertiary", on_click=_forget)


def _forget() -> None:
    """Let go of the file and of what was made of it."""
    st.session_state.pop(_FOUND, None)
    session.renew(_FORM)


def _said(book: session.Workbook) -> None:
    """Say what the file brought, with a way back, until something else is saved."""
    kept: tuple[int, int] | None = st.session_state.get(_SAVED)
    last = session.last_saved()
    if kept is None or last is None or last[0].number != kept[0]:
        return
    number, many = kept
    with st.container(horizontal=True, vertical_alignment="center"):
        are = "is" if many == 1 else "are"
        st.text(f"{_rows(many)} {are} as in the file now.")
        st.button(
            "Undo",
            key=f"undo-back-{number}",
            type="tertiary",
            on_click=_undo,
            args=(book, number, book.operation("undo", number)),
        )


def _undo(drawn: session.Workbook, number: int, operation: str) -> None:
    forms.note(drawn.undo(number, operation), "undo")
