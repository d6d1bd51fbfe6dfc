"""My words: what one says again and again, kept without an ask; any voicemail can be checked."""

from __future__ import annotations

import hashlib

import streamlit as st

from lib import guide
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.words import read_over
from lib.ui import letters, reasons, rehearsing, reviewing, session
from lib.ui.text import capital

SLOTS = (ScriptKind.CONVERSATION, ScriptKind.VOICEMAIL, ScriptKind.CHANCE)
"""A script for a talk, another for a voicemail (rule S3-7), one for the shop queue (S3-5)."""


def draw(book: session.Workbook) -> None:
    """Draw the slots, one at a time, each with its box and everything that is seen in it."""
    kind = st.pills(
        "What for",
        SLOTS,
        default=ScriptKind.VOICEMAIL,
        required=True,
        format_func=lambda one: capital(guide.label(one)),
        key="my-words",
        label_visibility="collapsed",
    )
    row = row_of(book, kind)
    cover = book.records.cover
    kept = book.records.get(Script, row) or Script(
        id=row,
        kind=kind,
        title=guide.label(kind),
        text=guide.fill(
            guide.scaffold(kind),
            me=cover.owner,
            looking_for=cover.looking_for,
            phone=cover.phone,
        ),
    )
    if not book.writable:
        reviewing.read(book, kept if kept.version else None)
        return
    typed = letters.box(book, kept, "Your words, or a draft to check")
    found = read_over(typed, kind, guide.measures(), objective=cover.looking_for, phone=cover.phone)
    letters.remarks(found, row, all_of_them=True)
    letters.ready_to_call(found, kept)
    rehearsing.draw(book, kept, typed)
    reviewing.beside(book, kept, lambda: letters.in_box(kept))
    reasons.shown("S3-7", "S3-5")


def row_of(book: session.Workbook, kind: ScriptKind) -> str:
    """Return the id of a slot's Script: the same in every tab."""
    return hashlib.sha256(f"{book.id}\x1f{kind.name}".encode()).hexdigest()[:16]
