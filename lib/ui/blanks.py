"""A blank of the message: a box for one field of a record, saved when it is left.

The box knows the words it was filled from. Words changed elsewhere come into a box in which nothing
was typed; where both changed, what was typed stays, and saving it shows both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import streamlit as st

from lib.coaching.records import NAME_LIMIT, Record, fields_of
from lib.coaching.text import clean
from lib.ui import forms, session

R = TypeVar("R", bound=Record)

VERB = "filled a blank"
LINE_LIMIT = 10 * NAME_LIMIT
"""Most characters of a line, where the field would hold more."""


def key_of(record: Record, field: str) -> str:
    """Return the key of the box of a field."""
    return f"blank-{field}-{record.id}"


def draw(
    book: session.Workbook, record: Record, field: str, label: str, *, placeholder: str = ""
) -> None:
    """Draw the box of a text field. `label` and `placeholder` are ours."""
    key = key_of(record, field)
    base = _in_step(key, record, field)
    limit = next(one.column.limit for one in fields_of(type(record)) if one.name == field)
    st.text_input(
        label,
        value=str(getattr(base, field)),
        key=key,
        placeholder=placeholder,
        max_chars=min(limit, LINE_LIMIT),
        on_change=_keep,
        args=(book, record, field),
    )


def typed(record: R, *fields: str) -> R:
    """Return the newest version with what stands in its boxes; itself where nothing new does.

    It is the newest and not the one drawn: leaving one box saves it, and the tap that left it may
    come before the page is drawn again. Where a box was filled from words that have changed
    elsewhere since, the record carries the version it was filled from, so that saving it is a
    conflict and not an overwriting.
    """
    record = session.workbook().records.get(type(record), record.id) or record
    better, version = record, record.version
    for field in fields:
        key = key_of(record, field)
        found = st.session_state.get(key)
        base = st.session_state.get(f"base-{key}", record)
        if found is None or clean(str(found)) in (getattr(record, field), getattr(base, field)):
            continue
        better = replace(better, **{field: str(found)})  # type: ignore[arg-type]  # a text field
        if getattr(base, field) != getattr(record, field):
            version = min(version, base.version)
    return better if version == record.version else replace(better, version=version)


def _in_step(key: str, record: R, field: str) -> R:
    """Return the version of a record that its box is filled from."""
    base: R = st.session_state.get(f"base-{key}", record)
    now, was = getattr(record, field), getattr(base, field)
    found = st.session_state.get(key)
    if found is not None and now != was:
        if clean(str(found)) == was:
            st.session_state[key] = now
        elif clean(str(found)) != now:
            return base
    st.session_state[f"base-{key}"] = record
    return record


def _keep(book: session.Workbook, record: Record, field: str) -> None:
    better = typed(record, field)
    if better != session.workbook().records.get(type(record), record.id):
        operation = book.operation("blank", field, record.id, better.version)
        forms.do(forms.Save(book, VERB, operation, lambda: [better]))
