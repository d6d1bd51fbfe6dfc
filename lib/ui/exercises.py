"""One small exercise a day on Today, what came of an earlier one, and what was written so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.asks import AskKind
from lib.coaching.contacts import Contact
from lib.coaching.exercises import NOT_YET, YES, Exercise
from lib.coaching.ladder import days_after
from lib.coaching.paragraphs import Part, joined, parts_of
from lib.coaching.practice import (
    HEAVIER,
    LOOK_AGAIN,
    exercise_id,
    kept,
    next_exercise,
    of_today,
    said_in,
    to_ask_back,
    written,
)
from lib.coaching.records import Record
from lib.coaching.text import is_blank
from lib.guide.practice import Exercise as Words
from lib.ui import boxes, forms, margin, practising, reasons, session, turning, worksheet
from lib.ui.text import capital, md, shown
from lib.ui.worksheet import Filling

HABIT = "habit"
CREDIBILITY = "credibility"


def daily_moment(book: session.Workbook) -> None:
    """Draw the moment of the day that was chosen for this, as a quiet line (rule S2-24)."""
    said = said_in(book.records, HABIT)
    if said:
        # Words of one's own, where there are any, are the newer thought.
        reasons.say("daily_moment", quiet=True, moment=capital(said[-1]))


def draw(book: session.Workbook, today: date, *, folded: bool) -> None:
    """Draw the day's exercise, or what follows from it once it is kept; nothing where none fits.

    Args:
        book: the workbook.
        today: the owner's day.
        folded: True where something is due, or silence weighs: the exercise is one line then.
    """
    practices = guide.practices()
    of_day = of_today(book.records, practices, today)
    if of_day is not None:
        _kept_today(book, of_day)
        return
    back = to_ask_back(book.records, practices, today)
    if back is not None:
        _ask_back(book, back, today)
        return
    name = next_exercise(book.records, practices, today)
    if name is None:
        return
    words = guide.exercises()[name]
    if folded:
        title = f"If you like: {md(words.title)}"
        unfolded = st.expander(title, key=f"exercise-fold-{name}", on_change="rerun")
        if unfolded.open:
            with unfolded:
                _exercise(book, words, today)
        return
    with st.container(border=True, key=f"exercise-{name}"):
        with st.container(gap="xxsmall"):
            st.subheader(md(words.title), anchor=False)
            st.caption("One small thing, if you like")
        _exercise(book, words, today)


def _exercise(book: session.Workbook, words: Words, today: date) -> None:
    row = row_of(book, words.name)
    st.markdown(md(words.why))
    reasons.shown(*words.rules)
    filling = practising.draw(book, words, row, today)
    with st.container(horizontal=True, gap="small", key=f"exercise-quiet-{words.name}"):
        forms.button(
            "Keep it", keeping(book, row, filling, today), key=f"exercise-keep-{words.name}"
        )
        forms.button(
            "Another day",
            _save(book, row, "put off an exercise", replace(row, on=today)),
            key=f"another-day-{words.name}",
            type="tertiary",
        )
        forms.button(
            "Not for me",
            _save(book, row, "left an exercise out", replace(row, on=today, not_for_me=True)),
            key=f"not-for-me-{words.name}",
            type="tertiary",
        )
    say_empty(words.name)


def row_of(book: session.Workbook, name: str) -> Exercise:
    """Return the row of an exercise: as it is kept, or the one that it would be."""
    newest = kept(book.records, name) or Exercise(id=exercise_id(book.id, name), name=name)
    return boxes.steady(newest)


def say_empty(name: str) -> None:
    """Say so where an exercise was to be kept and its boxes hold nothing."""
    if st.session_state.pop(_empty(name), False):
        st.caption("Nothing is written yet. A few words are plenty.")


def _empty(name: str) -> str:
    return f"exercise-empty-{name}"


def _save(book: session.Workbook, row: Exercise, verb: str, *writes: Record) -> forms.Save:
    operation = book.operation(verb, row.id, row.version)
    return forms.Save(book, verb, operation, lambda: writes)


def keeping(book: session.Workbook, row: Exercise, filling: Filling, today: date) -> forms.Save:
    """Return the save of what the boxes hold; it saves nothing where they hold nothing."""

    def writes() -> list[Record]:
        parts = filling.parts()
        if worksheet.says_nothing(parts):
            st.session_state[_empty(row.name)] = True
            return []
        worksheet.remember(row, parts)
        count, count_of = filling.counts()
        filled_in = replace(
            row,
            on=row.on if not is_blank(row.answer) else today,
            answer=joined(parts),
            count=count,
            count_of=count_of,
            not_for_me=False,
        )
        return [*([] if filled_in == row else [filled_in]), *filling.also()]

    verb = "did an exercise" if is_blank(row.answer) else "changed an exercise"
    # Of this tab alone: another tab's words for the same version are another action.
    operation = book.operation(verb, row.id, row.version, session.nonce("tab"))
    return forms.Save(book, verb, operation, writes, filling.then)


# Once it is kept.

LEADS_TO = {
    "story": "ask.py",
    "can-cant": "people.py",
    "search": "people.py",
    "credibility": "give.py",
    "reluctance": "ask.py",
    "belief": "review.py",
    "quitting": "review.py",
    "pass-on": "ask.py",
    "nowhere": "ask.py",
    "wrong-people": "ask.py",
    "chance": "ask.py",
    "ready": "ask.py",
    "up-to-date": "people.py",
}
"""The page where what was written is used."""
SPOKEN = ("chance", "ready", "pass-on")
"""Exercises that lead to "My words"."""


def _kept_today(book: session.Workbook, of_day: Exercise) -> None:
    """Say that it is kept, and lead on to its use; nothing where it was put off or left out."""
    if is_blank(of_day.answer):
        return
    words = guide.exercises()[of_day.name]
    with st.container(gap="xsmall", key="exercise-kept"):
        st.caption(
            f":material/check: **{md(words.title)}** is kept. It stands below, "
            "under “What you wrote”."
        )
        page = LEADS_TO.get(of_day.name)
        if page is not None and words.act:
            st.button(
                md(words.act),
                key=f"act-{of_day.name}",
                icon=":material/arrow_forward:",
                on_click=_lead,
                args=(book, of_day.name, page),
            )


def _lead(book: session.Workbook, name: str, page: str) -> None:
    """Turn to the page on which an exercise is used."""
    turning.to(page, **_led(book, name))


def _led(book: session.Workbook, name: str) -> dict[str, str]:
    """Return the address an exercise leads to, and set out there what it needs."""
    state, where = st.session_state, {"w": book.id}
    if name in SPOKEN:
        state["words-unfolded"] = True
    if name in ("nowhere", "wrong-people", "up-to-date"):
        who = book.records.get(Contact, state.get("exercise-who"))
        return where if who is None else {**where, "who": who.id}
    if name == "can-cant":
        state["people-part"] = "Rate"
    if name == "search" and state.get("exercise-company"):
        state["people-part"], state["at-company"] = (
            "Who do you know at …?",
            state["exercise-company"],
        )
    elif name == "search":
        state["people-part"], state["find-words"] = "Find", state.get("exercise-words", "")
    return where


def _ask_back(book: session.Workbook, row: Exercise, today: date) -> None:
    """Draw the question whether the thing was then done, with three answers, all of them fine."""
    words = guide.exercises()[row.name]
    said = [part for part in parts_of(row.answer) if part[0] != LOOK_AGAIN]
    again = days_after(today, guide.practices().again_days).isoformat()
    later = joined([(title or "Also", text) for title, text in [*said, (LOOK_AGAIN, again)]])
    with st.container(border=True, key=f"asked-back-{row.name}"):
        st.markdown(md(words.asks_back))
        reasons.shown(*words.rules)
        st.text(shown(_about(said)))
        with st.container(horizontal=True, gap="small"):
            _came(book, row, "Yes, it is done", "done", replace(row, done=True))
            _came(book, row, "Not yet", "not-yet", replace(row, answer=later))
            _came(book, row, "It can rest", "rest", replace(row, done=False))


def _about(said: Sequence[Part]) -> str:
    """Return what was to be done: whom to reach, or the last words that are no tick."""
    texts = [text for _, text in said if text not in (YES, NOT_YET)]
    return dict(said).get(practising.WHOM) or (texts[-1] if texts else "")


def _came(book: session.Workbook, row: Exercise, label: str, key: str, then: Exercise) -> None:
    verb = "said what came of it"
    save = forms.Save(
        book, verb, book.operation(verb, row.id, row.version, key), writes=lambda: [then]
    )
    forms.button(
        label,
        save,
        key=f"back-{key}-{row.name}",
        type="secondary" if key == "done" else "tertiary",
    )


# What was written.


def what_you_wrote(book: session.Workbook, today: date) -> None:
    """Draw, folded, every exercise that is filled in, to read and to change."""
    rows = written(book.records, guide.practices())
    if not rows:
        return
    unfolded = st.expander(
        f"What you wrote ({len(rows):,})",
        key="what-you-wrote",
        on_change="rerun",
        icon=":material/edit_note:",
    )
    if not unfolded.open:
        return
    with unfolded:
        by_name = {one.name: one for one in rows}
        name = st.pills(
            "Which?",
            list(by_name),
            format_func=lambda one: md(guide.exercises()[one].title),
            key="wrote-which",
            label_visibility="collapsed",
        )
        if name in by_name:
            _written(book, by_name[name], today)


def _written(book: session.Workbook, row: Exercise, today: date) -> None:
    words = guide.exercises()[row.name]
    if not st.toggle("Change it", key=f"change-{row.name}"):
        _read(parts_of(row.answer))
        margin.beside(book, row)
        return
    row = boxes.steady(row)
    filling = practising.draw(book, words, row, today)
    reasons.shown(*words.rules)
    forms.button(
        "Keep the change", keeping(book, row, filling, today), key=f"exercise-change-{row.name}"
    )


def _read(parts: Sequence[Part]) -> None:
    for label, text in parts:
        if label != LOOK_AGAIN and not is_blank(text):
            with st.container(gap=None):
                if label:
                    st.caption(md(label))
                st.text(shown(text))


# Before an ask.


def credibility(
    book: session.Workbook, contact: Contact, kind: AskKind, today: date
) -> tuple[Record, ...]:
    """Draw three questions to tick before the first heavier ask (rule S2-25).

    Args:
        book: the workbook.
        contact: whom the ask goes to.
        kind: what is asked.
        today: the owner's day.

    Returns:
        What to save with the ask: the exercise, once anything is ticked. Nothing is drawn for a
        light ask, and none once the exercise is filled in or was left out.
    """
    row = row_of(book, CREDIBILITY)
    if kind not in HEAVIER or not is_blank(row.answer) or row.not_for_me:
        return ()
    words = guide.exercises()[CREDIBILITY]
    with st.container(border=True, key=f"credibility-{contact.id}"):
        st.markdown(f"**{md(words.title)}**")
        reasons.shown(*words.rules)
        worksheet.draw(row, words.questions, part=contact.id)
    held = worksheet.held(row, words.questions, part=contact.id)
    if worksheet.says_nothing(held):
        return ()
    return (replace(row, on=today, answer=joined(held)),)
