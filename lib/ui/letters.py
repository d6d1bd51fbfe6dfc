"""The words of a letter on the screen, saved whenever the box is left, and then their way out.

While they are written there is no way out on the screen, and while they go out there is no box: a
link made of a box would carry the words from before the last key. Remarks never block.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.records import NOTE_LIMIT, Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.text import clean
from lib.coaching.words import Point, read_over
from lib.ui import forms, sending, session
from lib.ui.letter import OF_RUNG, Letter, begun, first_name, known, of_step, scaffolds
from lib.ui.text import md

__all__ = ["OF_RUNG", "Letter", "begun", "box", "draw", "first_name", "known", "of_step", "remarks"]


def draw(
    book: session.Workbook,
    letter: Letter,
    *,
    not_yet: forms.Save | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Draw the words of a letter, the ways out, and "Sent?".

    Args:
        book: the workbook.
        letter: see `of_step`, or made by hand.
        not_yet: what "Not yet" saves; without it, it goes back to the words.
        then: done once the letter is logged as sent.
    """
    script = book.records.get(Script, letter.id)
    if script is not None and sending.is_ready(letter.id):
        sending.draw(book, letter, script, not_yet=not_yet, then=then)
    else:
        write(book, letter, script)


# writing


def write(
    book: session.Workbook,
    letter: Letter,
    script: Script | None,
    *,
    label: str = "These are my words",
) -> None:
    """Draw the box with the words, what can be said of them, and the button that goes on."""
    row = letter.id
    kept = script or begun(letter, known(book.records, letter))
    _spirits(book, letter, kept)
    typed = box(book, kept, f"For {md(letter.to.name)}")
    save = _save(book, _based(kept))
    friend = book.records.get(Contact, letter.contact.mutual_contact)
    remarks(book, letter.kind, typed, friend="" if friend is None else friend.name)
    if st.button(
        label,
        key=f"ready-words-{row}",
        type="primary",
        on_click=_ready,
        args=(save, row),
    ) and not sending.is_ready(row):
        _ready(save, row)
        st.rerun()


def box(book: session.Workbook, script: Script, label: str) -> str:
    """Draw the box with words, saved when it is left; return what stands in it.

    Args:
        book: the workbook.
        script: the newest version, or one that is not saved yet.
        label: the box's, constant or made with `text.md`.
    """
    row, kept = script.id, _in_step(script.id, script)
    st.text_area(
        label,
        value=kept.text,
        key=f"words-{row}",
        height="content",
        max_chars=NOTE_LIMIT,
        on_change=_keep,
        args=(_save(book, kept),),
    )
    if kept.version != script.version:
        st.button(
            "Use the words saved elsewhere", key=f"theirs-{row}", on_click=_theirs, args=(script,)
        )
    return str(st.session_state.get(f"words-{row}", kept.text))


def _spirits(book: session.Workbook, letter: Letter, kept: Script) -> None:
    """Draw the choice of spirit for a light message (rule S4-17)."""
    if letter.kind is not ScriptKind.LIGHT:
        return
    offered = {one.name: one for one in scaffolds(letter)}
    key = f"spirit-{letter.id}"
    chosen = st.pills(
        "In which spirit?",
        list(offered),
        default=None if kept.version else next(iter(offered)),
        format_func=lambda one: offered[one].title.rpartition(": ")[2].capitalize(),
        key=key,
        on_change=_respirit,
        args=(book, letter, kept, key),
    )
    if chosen in offered and offered[chosen].warning:
        st.caption(md(offered[chosen].warning))


def _respirit(book: session.Workbook, letter: Letter, kept: Script, key: str) -> None:
    """Put the chosen spirit's words into the box, and keep them."""
    chosen = st.session_state.get(key)
    found = next((one for one in scaffolds(letter) if one.name == chosen), None)
    if found is None:
        return
    text = guide.fill(found, **known(book.records, letter))
    forms.do(
        forms.Save(
            book,
            "chose a spirit",
            book.operation("spirit", kept.id, kept.version, book.version, found.name),
            lambda: [replace(kept, text=text)],
            then=lambda: st.session_state.update({f"words-{kept.id}": text}),
        )
    )


def remarks(book: session.Workbook, kind: ScriptKind, text: str, *, friend: str = "") -> None:
    """Draw what can be said of the words: the counts, then whatever is worth another look.

    Nothing here keeps anyone from sending.
    """
    cover = book.records.cover
    found = read_over(
        text, kind, guide.measures(), objective=cover.looking_for, phone=cover.phone, friend=friend
    )
    counts = [one.words for one in found if one.point in (Point.LENGTH, Point.SECONDS)]
    if counts:
        st.caption(md(" ".join(counts)))
    for one in found:
        if not one.fine and one.point not in (Point.LENGTH, Point.SECONDS):
            st.caption(f":material/edit_note: {md(one.words)}")


def _save(book: session.Workbook, kept: Script) -> forms.Save:
    key = f"words-{kept.id}"

    def writes() -> list[Record]:
        text = str(st.session_state.get(key, kept.text))
        if kept.version and clean(text) == kept.text:
            return []
        return [replace(kept, text=text)]

    return forms.Save(book, "kept my words", book.operation("words", kept.id, kept.version), writes)


def _keep(save: forms.Save) -> None:
    forms.do(save)


def _ready(save: forms.Save, row: str) -> None:
    unchanged = not list(save.writes())
    if unchanged or forms.do(save):
        sending.accept(row)


def _based(kept: Script) -> Script:
    """Return the version of the words that the box on the screen was filled from."""
    base: Script = st.session_state.get(f"base-{kept.id}", kept)
    return base


def _in_step(row: str, kept: Script) -> Script:
    """Return the version of the words that the box was filled from.

    Where the words were changed elsewhere and nothing was typed here, the box takes them. Where
    both changed, the box keeps what was typed and its old version: saving it shows both.
    """
    key, base_key = f"words-{row}", f"base-{row}"
    base: Script = st.session_state.get(base_key, kept)
    typed = st.session_state.get(key)
    if typed is not None and base.version != kept.version:
        if clean(str(typed)) == base.text:
            st.session_state[key] = kept.text
        elif clean(str(typed)) != kept.text:
            return base
    st.session_state[base_key] = kept
    return kept


def _theirs(script: Script) -> None:
    st.session_state[f"words-{script.id}"] = script.text
    st.session_state[f"base-{script.id}"] = script
    st.session_state.pop("conflict", None)
