"""Boxes for the fields of one record: what is typed stays until it is saved or given up.

What is typed is compared with the version the boxes were filled from, never with a newer one, so
that of two who change the same field both get to see it. Boxes are filled anew only where nothing
typed would be lost. Nothing typed asks the server before its button is tapped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from lib.coaching.records import Record, cleaned, fields_of
from lib.ui import forms, session

R = TypeVar("R", bound=Record)


def in_step(record: R, names: Sequence[str]) -> R:
    """Return the version of a record that its boxes are filled from.

    Args:
        record: the newest version.
        names: the fields that have boxes.

    Returns:
        The newest version itself, unless something else was typed into an older one's boxes, or
        may be: where the page draws itself anew, nobody has left their box yet.
    """
    slot = f"filled-{record.id}"
    filled: R = st.session_state.setdefault(slot, record)
    if filled.version != record.version and not session.by_itself():
        mine = typed(filled, names)
        if mine == filled or cleaned(replace(mine, version=record.version)) == record:
            st.session_state[slot] = filled = record
    return filled


def steady(record: R) -> R:
    """Return the version of a record that its boxes stand for, whatever was typed.

    The newest one, but for a page that draws itself anew: there it is the one that is on the
    screen, since another version's boxes would be others, and empty of what is being typed.
    """
    slot = f"on-screen-{record.id}"
    if not session.by_itself():
        st.session_state[slot] = record
    kept: R = st.session_state.setdefault(slot, record)
    return kept


def changed_elsewhere(filled: Record, record: Record) -> None:
    """Say so where the record is newer than its boxes, and offer to fill them from it."""
    if filled.version == record.version:
        return
    st.warning(
        "This was changed in another place meanwhile. What you typed is still here.",
        icon=":material/sync_problem:",
    )
    st.button(
        "Show it as it is now",
        key=f"as-it-is-{record.id}",
        on_click=fill_again,
        args=(record.id,),
    )


def typed(filled: R, names: Sequence[str]) -> R:
    """Return the record as its boxes have it, at the version they were filled from."""
    texts = {one.name for one in fields_of(type(filled)) if one.kind is str and not one.optional}
    values: dict[str, Any] = {}
    for name in names:
        now = st.session_state.get(key(name, filled), getattr(filled, name))
        values[name] = now or "" if name in texts else now
    return replace(filled, **values)


def key(name: str, filled: Record) -> str:
    """Return a box's key: of the version it was filled from, so a newer one comes in a new box."""
    return f"{name}-{filled.id}-{filled.version}"


def fill_again(row: str) -> None:
    """Fill the boxes from the newest version when the page is drawn next."""
    st.session_state.pop(f"filled-{row}", None)


def save(
    book: session.Workbook,
    verb: str,
    filled: Record,
    names: Sequence[str],
    then: Callable[[], None] | None = None,
) -> forms.Save:
    """Return the save of what is typed; it saves nothing where nothing is changed.

    Where the record has moved on in other fields, what was typed is put onto the newest version;
    where in the same one, the old version is saved, so that both are shown.
    """
    newest = book.records.get(type(filled), filled.id)

    def writes() -> list[Record]:
        mine = typed(filled, names)
        return [] if mine == filled else [_onto(newest or filled, filled, mine, names)]

    def done() -> None:
        fill_again(filled.id)
        if then is not None:
            then()

    # Of this tab alone: another tab's words for the same version are another action.
    operation = book.operation(verb, filled.id, filled.version, session.nonce("tab"))
    return forms.Save(book, verb, operation, writes, done)


def _onto(newest: Record, filled: Record, mine: Record, names: Sequence[str]) -> Record:
    """Return what was typed on the newest version; as it is where both changed the same field."""
    for name in names:
        old, now, new = (getattr(one, name) for one in (filled, newest, mine))
        if new not in (old, now) and now != old:
            return mine
    changed = {name: getattr(mine, name) for name in names}
    changed = {name: new for name, new in changed.items() if new != getattr(filled, name)}
    return replace(newest, **changed)


def line(name: str, label: str, filled: Record, hint: str | None = None) -> None:
    """Draw a box of one line. Label and hint are constants."""
    st.text_input(
        label,
        getattr(filled, name),
        key=key(name, filled),
        placeholder=hint,
        on_change="ignore",
    )


def note(name: str, label: str, filled: Record, hint: str | None = None) -> None:
    """Draw a box of several lines. Label and hint are constants."""
    st.text_area(
        label,
        getattr(filled, name),
        key=key(name, filled),
        height="content",
        placeholder=hint,
        on_change="ignore",
    )


def choice(
    name: str, label: str, filled: Record, options: Sequence[Any], words: Callable[[Any], str]
) -> None:
    """Draw a choice of one or none. The label is a constant or made with `md`, as `words` gives."""
    st.pills(
        label,
        list(options),
        default=getattr(filled, name),
        format_func=words,
        key=key(name, filled),
        on_change="ignore",
    )


def saved(form: str) -> None:
    """Note that a form's words are saved: `empty` clears its boxes, and its next row is a new one.

    The boxes keep their keys, so that words typed before a long sleep of the computer are still
    there for the session that comes after it.
    """
    st.session_state[f"saved-{form}"] = True
    session.renew(form)


def empty(form: str, **values: str | None) -> None:
    """Empty the boxes of a form whose words are saved; called before they are drawn.

    Args:
        form: the form's name.
        values: what each box holds when empty, by its key.
    """
    if st.session_state.pop(f"saved-{form}", False):
        for box, value in values.items():
            st.session_state[box] = value


def numbered(form: str) -> None:
    """Carry a form's number in the page, in a box nobody sees; after its other boxes.

    The browser sends the number with each tap. So a second tap that left before the emptied boxes
    arrived names the row that is saved already, not the next one. It comes after the others: a
    browser fills boxes in the order of the page, and while it holds the old number the words may be
    old too. And it comes before the button, which nobody can tap before the number is there.
    """
    session.nonce(form)
    st.text_input(
        "This form's number",
        key=session.nonce_key(form),
        label_visibility="collapsed",
        on_change="ignore",
    )
