"""Getting to know someone through someone: two questions, then introduce, talk, bond, ask later.

Rules S1-12 to S1-14; nothing here forbids an ask, it says what comes before it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching import outreach
from lib.coaching.asks import AskKind, AskState
from lib.coaching.contacts import Contact, Kind
from lib.coaching.introductions import Bridge, Introduction, introduction, introduction_ask
from lib.coaching.records import Record
from lib.coaching.scripts import ScriptKind
from lib.coaching.touches import Help, Outcome
from lib.coaching.workbook import ASKS_BY_CONTACT, COURSES
from lib.ui import days, finding, forms, reasons, session
from lib.ui.letter import Letter, known, scaffold
from lib.ui.text import md

THIN = 2
"""Tie strength up to which someone in between is offered."""


def draw(book: session.Workbook, contact: Contact, kind: AskKind, today: date) -> None:
    """Draw how far the introduction has come and what comes next; nothing for a close contact."""
    if contact.mutual_contact is None:
        far = contact.kind is Kind.OTHER or contact.kind is None
        if far and (contact.strength or 0) <= THIN:
            _somebody_between(book, contact)
        return
    stand = introduction(book.records, contact, today, guide.minimum_strength()[kind])
    if stand.mutual is None:
        return
    with st.container(border=True, key=f"bridge-{contact.id}"):
        _stage(book, contact, stand.mutual, stand, today)


def _somebody_between(book: session.Workbook, contact: Contact) -> None:
    between = st.expander(
        "Do you both know someone?", key=f"between-{contact.id}", on_change="rerun"
    )
    if not between.open:
        return
    with between:

        def chosen(mutual: str) -> None:
            better = replace(contact, mutual_contact=mutual)
            operation = book.operation("between", contact.id, contact.version, mutual)
            forms.do(forms.Save(book, "named who is between", operation, lambda: [better]))

        finding.choose(
            book,
            "Who could introduce you?",
            key=f"between-{contact.id}",
            chosen=chosen,
            but=contact.id,
        )


def _stage(
    book: session.Workbook, contact: Contact, mutual: Contact, stand: Introduction, today: date
) -> None:
    friend, person = md(mutual.name), md(contact.name)
    match stand.bridge:
        case Bridge.TO_ASK:
            st.markdown(f"**First {friend}, then {person}.**")
            st.markdown(
                f"Two questions for {friend}: how well do you two know each other? "
                "And only if well: would you introduce us?"
            )
            reasons.shown("S1-12", "S1-13")
            _write_to(book, contact, mutual, today)
        case Bridge.ASKED:
            st.markdown(f"**You asked {friend} for an introduction.** What came of it?")
            _to_pass_on(book, contact, mutual)
            _what_came(book, contact, mutual, today)
        case Bridge.INTRODUCED:
            on = "" if stand.introduced_on is None else days.said(stand.introduced_on, today)
            st.markdown(f"**You know {person} through {friend}, since {on}.**")
            st.caption("Talk first, about their world. The ask comes later, on another day.")
            reasons.shown("S1-14")
        case Bridge.BUILDING:
            st.markdown(f"**You and {person} are getting to know each other.**")
            st.caption("Another talk or a small favour makes asking lighter.")
            reasons.shown("S1-14")
        case Bridge.READY:
            st.caption(f"{friend} brought you together, and you have talked since. Time to ask.")
        case Bridge.NONE:
            return


def _write_to(book: session.Workbook, contact: Contact, mutual: Contact, today: date) -> None:
    name = f"introduction-{contact.id}"
    ask = replace(introduction_ask(contact, today), id=session.nonce(name))

    def then() -> None:
        session.renew(name)
        st.query_params["ask"] = ask.id

    forms.button(
        f"Write to {md(mutual.name)}",
        forms.Save(
            book,
            "chose what to ask",
            book.operation("introduction", ask.id),
            lambda: [ask],
            then,
        ),
        key=f"write-to-{mutual.id}",
    )


def _to_pass_on(book: session.Workbook, contact: Contact, mutual: Contact) -> None:
    """Draw lines about the owner that the friend can pass on as they are (rule S1-13)."""
    unfolded = st.expander(
        f"They would introduce you? Lines for {md(mutual.name)} to pass on",
        key=f"forward-{contact.id}",
        on_change="rerun",
    )
    if not unfolded.open:
        return
    with unfolded:
        letter = Letter(contact, mutual, None, ScriptKind.MESSAGE, occasion="forward")
        outline = scaffold(letter)
        reasons.shown(*outline.rules)
        st.caption("Copy them into your answer. The fewer words it costs them, the sooner it goes.")
        text = guide.fill(outline, **known(book.records, letter))
        st.code(text, language=None, wrap_lines=True)


def _what_came(book: session.Workbook, contact: Contact, mutual: Contact, today: date) -> None:
    courses = book.records.index(COURSES)
    asked = [
        courses[one.id]
        for one in book.records.index(ASKS_BY_CONTACT).get(mutual.id, ())
        if one.kind is AskKind.INTRODUCTION and one.about == contact.id
    ]
    waiting = [one.ask for one in asked if one.attempts and one.reply is None]
    if not waiting:
        return
    ask = waiting[-1]
    made = outreach.answered(ask, today, Outcome.HELPED, [Help.INTRODUCTION])
    thin = outreach.answered(ask, today, Outcome.KIND)
    elsewhere: tuple[Record, ...] = (*thin, replace(contact, mutual_contact=None))
    with st.container(horizontal=True):
        for label, verb, writes in (
            ("They introduced us", "logged an introduction", made),
            ("They hardly know each other", "looked for another way", elsewhere),
        ):
            forms.button(
                label,
                forms.Save(
                    book,
                    verb,
                    book.operation(verb, ask.id, book.version),
                    lambda writes=writes: list(writes),  # type: ignore[misc]
                ),
                key=f"{verb}-{ask.id}",
            )
    if courses[ask.id].state(today) is AskState.SILENT:
        st.caption("No word yet. Today will have the next try.")
