"""The words of a letter on the screen, saved whenever the box is left, and then their way out.

While they are written there is no way out on the screen, and while they go out there is no box: a
link made of a box would carry the words from before the last key. Remarks never block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.margins import rewritten
from lib.coaching.records import NOTE_LIMIT, Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.text import clean
from lib.coaching.touches import Channel, RungKind
from lib.coaching.words import Point, Remark, lacking, qualities, read_over
from lib.ui import forms, reasons, rehearsing, reviewing, sending, session
from lib.ui.letter import (
    OF_RUNG,
    SPOKEN,
    Letter,
    begun,
    choices,
    first_name,
    known,
    of_step,
    scaffold,
)
from lib.ui.text import capital, md

__all__ = [
    "OF_RUNG",
    "Letter",
    "begun",
    "box",
    "draw",
    "first_name",
    "known",
    "of_step",
    "ready_to_call",
    "remarks",
]

KEEP = "Keep it as it is"
"""What stands on the button for a voicemail that lacks something."""
COUNTS = (Point.LENGTH, Point.SECONDS)
"""Remarks that are numbers."""


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
    if not book.writable:
        reviewing.read(book, script)
    elif script is not None and sending.is_ready(letter.id):
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
    session.hold_still()
    row = letter.id
    kept = script or begun(letter, known(book.records, letter))
    reasons.shown(*scaffold(letter).rules)
    _choices(book, letter, kept)
    if letter.way is Channel.LINKEDIN:
        reasons.say("linkedin_note", quiet=True)
    typed = box(book, kept, f"For {md(letter.to.name)}")
    found = read(book, letter, typed)
    lacks = lacking(letter.kind, found)
    save = _save(book, _based(kept))
    remarks(found, row)
    if lacks:
        _not_yet(lacks)
    if st.button(
        KEEP if lacks else label,
        key=f"ready-words-{row}",
        type="secondary" if lacks else "primary",
        on_click=_ready,
        args=(book, letter, save, bool(lacks)),
    ) and not (st.session_state.pop(f"held-{row}", False) or sending.is_ready(row)):
        _ready(book, letter, save, bool(lacks))
        st.rerun()
    if letter.kind in SPOKEN:
        ready_to_call(found, kept)
        rehearsing.draw(book, kept, typed)
    else:
        rehearsing.folded(book, kept, typed)
    reviewing.beside(book, kept, lambda: in_box(_based(kept)))


def read(book: session.Workbook, letter: Letter, text: str) -> tuple[Remark, ...]:
    """Return what there is to say about the words of a letter."""
    cover = book.records.cover
    friend = book.records.get(Contact, letter.contact.mutual_contact)
    first = letter.rung in (RungKind.FIRST, RungKind.LETTER, None)
    named = friend is not None and first and letter.to.id == letter.contact.id
    return read_over(
        text,
        letter.kind,
        guide.measures(),
        objective=cover.looking_for,
        phone=cover.phone,
        friend=friend.name if friend is not None and named else "",
        asks=scaffold(letter).asks,
        way=letter.way,
    )


def _not_yet(lacks: Sequence[Point]) -> None:
    """Say what a voicemail still lacks, beside a button that keeps it all the same (rule S3-3)."""
    missing = ", ".join(guide.label(one).lower() for one in lacks if one is not Point.SECONDS)
    reasons.say("not_fit_yet", quiet=True, missing=missing)


def ready_to_call(found: Sequence[Remark], script: Script) -> None:
    """Draw the three ticks of a call: clear, concise, prepared (rule S0-5)."""
    reasons.say("three_ticks", quiet=True)
    with st.container(horizontal=True, gap="small", key=f"ticks-{script.id}"):
        for quality, there in qualities(found, script.rehearsed).items():
            sign = "check_circle" if there else "radio_button_unchecked"
            st.caption(
                f":material/{sign}: {capital(guide.label(quality))}{'' if there else ', not yet'}",
                width="content",
            )


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


def _choices(book: session.Workbook, letter: Letter, kept: Script) -> None:
    """Draw the choice between outlines of one occasion: the spirits of a light message (S4-17)."""
    offered = {one.name: one for one in choices(letter)}
    if not offered:
        return
    if letter.kind is not ScriptKind.LIGHT:
        reasons.shown("S4-10")
    key = f"spirit-{letter.id}"
    chosen = st.pills(
        "In which spirit?" if letter.kind is ScriptKind.LIGHT else "What will it be?",
        list(offered),
        default=None if kept.version else next(iter(offered)),
        format_func=lambda one: offered[one].title.rpartition(": ")[2].capitalize(),
        key=key,
        on_change=_respirit,
        args=(book, letter, kept, key),
    )
    if chosen in offered:
        reasons.shown(*offered[chosen].rules)
        if offered[chosen].warning:
            st.caption(md(offered[chosen].warning))


def _respirit(book: session.Workbook, letter: Letter, kept: Script, key: str) -> None:
    """Put the chosen spirit's words into the box, and keep them."""
    chosen = st.session_state.get(key)
    found = next((one for one in choices(letter) if one.name == chosen), None)
    if found is None:
        return
    text = guide.fill(found, **known(book.records, letter))
    forms.do(
        forms.Save(
            book,
            "chose a spirit",
            book.operation("spirit", kept.id, kept.version, book.version, found.name),
            lambda: [rewritten(kept, text)],
            then=lambda: st.session_state.update({f"words-{kept.id}": text}),
        )
    )


def remarks(found: Sequence[Remark], row: str, *, all_of_them: bool = False) -> None:
    """Draw what can be said of the words: the counts, then whatever is worth another look.

    What is fine is named in one line, or, with `all_of_them`, said each. Nothing here keeps anyone
    from sending.
    """
    if not found:
        return
    reasons.shown(*(rule for one in found for rule in one.rules))
    counts = [one.words for one in found if one.point in COUNTS]
    fine = [guide.label(one.point).lower() for one in found if one.fine and one.point not in COUNTS]
    if any(one.point is Point.SECONDS for one in found):
        counts.append(f"At {guide.measures().words_a_minute} words a minute, our estimate.")
    # One place, however many lines: what stands below it keeps its own.
    with st.container(gap="xsmall", key=f"seen-{row}"):
        short = (
            "" if all_of_them or not fine else f":material/check: {md(capital(', '.join(fine)))}"
        )
        st.caption(" ".join(one for one in (md(" ".join(counts)), short) if one))
        for one in found:
            if all_of_them and one.point not in COUNTS and one.fine:
                st.caption(f":material/check: {md(one.words)}")
            elif not one.fine and one.point not in COUNTS:
                st.caption(f":material/edit_note: {md(one.words)}")


def in_box(kept: Script) -> Script:
    """Return a script with what its box holds."""
    return rewritten(kept, str(st.session_state.get(f"words-{kept.id}", kept.text)))


def _save(book: session.Workbook, kept: Script) -> forms.Save:
    key = f"words-{kept.id}"

    def writes() -> list[Record]:
        text = str(st.session_state.get(key, kept.text))
        if kept.version and clean(text) == kept.text:
            return []
        return [rewritten(kept, text)]

    return forms.Save(book, "kept my words", book.operation("words", kept.id, kept.version), writes)


def _keep(save: forms.Save) -> None:
    forms.do(save)


def _ready(book: session.Workbook, letter: Letter, save: forms.Save, as_it_is: bool) -> None:  # noqa: FBT001 - what the button said
    """Keep the words and go on to the ways out.

    Words typed since the button was drawn are read again: a voicemail that lacks something goes on
    only from a button that said so.
    """
    unchanged = not list(save.writes())
    if not (unchanged or forms.do(save)):
        return
    script = session.workbook().records.get(Script, letter.id)
    text = "" if script is None else script.text
    if as_it_is or not lacking(letter.kind, read(book, letter, text)):
        sending.accept(letter.id)
    else:
        st.session_state[f"held-{letter.id}"] = True


def _based(kept: Script) -> Script:
    """Return the version of the words that the box on the screen was filled from."""
    base: Script = st.session_state.get(f"base-{kept.id}", kept)
    return base


def _in_step(row: str, kept: Script) -> Script:
    """Return the version of the words that the box was filled from.

    Where the words were changed elsewhere and nothing was typed here, the box takes them. Where
    both changed, the box keeps what was typed and its old version: saving it shows both. It does
    so too where the page draws itself anew: what is being typed is not known here yet.
    """
    key, base_key = f"words-{row}", f"base-{row}"
    base: Script = st.session_state.get(base_key, kept)
    typed = st.session_state.get(key)
    if typed is not None and base.version != kept.version:
        if session.by_itself():
            return base
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
