"""Asking on the screen: whom, what, and the words; and the asks that wait for an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.asks import Ask, AskKind, AskState, Course, Scope
from lib.coaching.checks import Alternative, Instead, is_beginning, warm_first
from lib.coaching.companies import company_key
from lib.coaching.contacts import Contact, Kind
from lib.coaching.ladder import MESSAGES, next_rung
from lib.coaching.records import NAME_LIMIT, NOTE_LIMIT, Record
from lib.coaching.scripts import ScriptKind
from lib.coaching.targets import Target
from lib.coaching.text import is_blank
from lib.coaching.touches import Channel, Purpose, RungKind
from lib.coaching.unanswered import count, page
from lib.coaching.workbook import COURSES, Records
from lib.ui import (
    answers,
    cautions,
    days,
    exercises,
    finding,
    introducing,
    letters,
    margin,
    opening,
    rating,
    reasons,
    refining,
    resting,
    session,
    suited,
    turning,
)
from lib.ui.letters import Letter
from lib.ui.text import capital, md, number

ROWS = 5
"""Asks of the list shown at once."""
WAYS: dict[ScriptKind | Channel, str] = {
    ScriptKind.MESSAGE: "Message",
    Channel.LINKEDIN: "LinkedIn",
    Channel.TEXT: "Text",
    ScriptKind.CONVERSATION: "Call",
    ScriptKind.VOICEMAIL: "Voicemail",
    ScriptKind.CHANCE: "By chance",
    ScriptKind.LETTER: "Letter",
}
"""How a first try may go; LinkedIn and a text are ways of a message, with words of their own."""


def asked_for(records: Records) -> Ask | None:
    """Return the ask that the address names; None for none and for one that is gone."""
    return records.get(Ask, st.query_params.get("ask"))


def _open(ask: str) -> None:
    st.query_params["ask"] = ask


def _back() -> None:
    for name in ("ask", "who"):
        st.query_params.pop(name, None)


def _back_button() -> None:
    st.button(
        "All asks",
        key="back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=_back,
    )


# whom


def nobody(book: session.Workbook) -> None:
    """Say how to begin where no name is kept yet."""
    st.markdown("An ask begins with one person who would be glad to hear from you.")
    turning.button("Write down a name", "start.py", key="to-start", kind="primary", w=book.id)


def whom(book: session.Workbook, today: date) -> None:
    """Draw whom to ask: warm ones first, then a search over everybody."""
    warm = warm_first(book.records)
    if not warm:
        st.markdown("**Whom will you ask?** Two taps on a person show what you can ask them.")
    elif is_beginning(book.records, today):
        st.markdown("**Whom will you ask?** Begin where it is warm: people you worked with.")
        st.caption("By phone where you can. A voice is harder to miss than a mail.")
        reasons.say("former_coworker", quiet=True)
    else:
        st.markdown("**Whom will you ask?** These you have not asked yet.")
    with st.container(gap="small", key="warm"):
        for one in warm:
            finding.row(one, place="warm")
    suited.draw(book)
    everybody = st.expander(
        "Everybody you know", key="everybody", on_change="rerun", expanded=not warm
    )
    if everybody.open:
        with everybody:
            finding.draw(book)
    turning.button(
        "Somebody new",
        "start.py",
        key="to-start",
        kind="tertiary",
        icon=":material/person_add:",
        w=book.id,
    )


# what


def what(book: session.Workbook, contact: Contact, today: date) -> None:
    """Draw what to ask of a person, what speaks against it, and the way to the words."""
    _back_button()
    first = md(letters.first_name(contact.name))
    st.title(f"Ask {md(contact.name)}", anchor=False)
    known = finding.about(contact)
    if known:
        st.caption(md(known))
    if not contact.rated and st.session_state.get(f"rate-{contact.id}"):
        opening.closeness(book, contact)
        return
    key = f"what-{contact.id}"
    kind = st.pills(
        f"What will you ask {first} for?",
        list(AskKind),
        default=AskKind.ADVICE,
        required=True,
        format_func=lambda one: capital(guide.label(one)),
        key=key,
    )
    cautions.fitting(contact, kind)
    introducing.draw(book, contact, kind, today)
    scope = st.segmented_control(
        "General, or about one company?",
        list(Scope),
        default=Scope.GENERAL,
        required=True,
        format_func=lambda one: capital(guide.label(one)),
        key=f"scope-{contact.id}",
    )
    reasons.shown("S1-3")
    target, new = _target(book, contact) if scope is Scope.TARGETED else (None, ())
    if scope is Scope.GENERAL:
        st.caption("One role or two, no more: what is short is remembered.")
        reasons.shown("S1-4")
    name = f"ask-{contact.id}"
    row = session.nonce(name)
    ask = Ask(
        id=row,
        contact=contact.id,
        kind=kind,
        scope=scope if target is not None else Scope.GENERAL,
        target=target,
        planned_on=today,
    )

    def then() -> None:
        session.renew(name)
        _open(row)

    cautions.draw(
        book,
        ask,
        contact,
        today,
        go_on="Write the words",
        verb="chose what to ask",
        switch=_switch(contact, key),
        also=(*new, *exercises.credibility(book, contact, kind, today)),
        then=then,
    )
    if contact.kind is not None:
        more = st.expander("What they can and can't do", key=f"can-{contact.id}", on_change="rerun")
        if more.open:
            with more:
                rating.what_they_can(contact.kind, closely=True)
    if contact.kind is Kind.COLLEAGUE:
        _up_to_date(book, contact)
    suited.draw(book, kind=kind, but=contact.id)


def _up_to_date(book: session.Workbook, contact: Contact) -> None:
    """Draw the words that bring an old colleague up to date first, folded (rule S2-15)."""
    unfolded = st.expander(
        "Has it been a while? First bring them up to date",
        key=f"while-{contact.id}",
        on_change="rerun",
    )
    if unfolded.open:
        with unfolded:
            reasons.say("up_to_date", quiet=True)
            letters.draw(
                book,
                Letter(
                    contact,
                    contact,
                    None,
                    ScriptKind.MESSAGE,
                    Purpose.KEEP_IN_TOUCH,
                    occasion="up to date",
                    turn="up to date",
                ),
            )


def _switch(contact: Contact, key: str) -> Callable[[Alternative], None]:
    def switch(alternative: Alternative) -> None:
        match alternative.instead:
            case Instead.ASK_FOR:
                st.session_state[key] = alternative.ask_kind
            case Instead.RATE:
                st.session_state[f"rate-{contact.id}"] = True
            case Instead.ASK_INTRODUCTION if contact.mutual_contact is not None:
                st.query_params["who"] = contact.mutual_contact
                st.session_state[f"what-{contact.mutual_contact}"] = AskKind.INTRODUCTION
            case Instead.NAME_COMPANY:
                st.session_state[f"scope-{contact.id}"] = Scope.TARGETED
            case Instead.LATER:
                session.renew(f"ask-{contact.id}")
                _back()
            case _:
                _back()

    return switch


def _target(book: session.Workbook, contact: Contact) -> tuple[str | None, tuple[Record, ...]]:
    """Draw which company, and its plan B; return the target's id, and the target if it is new."""
    company = st.text_input(
        "Which company?",
        key=f"company-{contact.id}",
        max_chars=NAME_LIMIT,
        placeholder=contact.company or guide.blanks()["company"].example,
    )
    if is_blank(company or ""):
        st.caption("Without a company it goes out as a general one.")
        return None, ()
    wanted = company_key(company)
    for one in book.records.all(Target).values():
        if company_key(one.company) == wanted:
            return one.id, _plan_b(one)
    name = f"target-{contact.id}"
    priority = st.pills(
        "How much do you want it?",
        [1, 2, 3],
        default=2,
        required=True,
        format_func=lambda one: {1: "Most", 2: "A lot", 3: "It would do"}[one],
        key=f"priority-{contact.id}",
    )
    plan = st.text_input(
        "Plan B: if this door stays shut, which is next?",
        key=f"plan-{contact.id}",
        max_chars=NOTE_LIMIT,
        placeholder="May stay empty",
    )
    reasons.say("plan_b", quiet=True)
    row = session.nonce(name)
    return row, (Target(id=row, company=company, priority=priority, plan_b=plan or ""),)


def _plan_b(target: Target) -> tuple[Record, ...]:
    """Draw the box for a company's plan B where it has none; return the company where it is new."""
    if not is_blank(target.plan_b):
        return ()
    plan = st.text_input(
        "Plan B: if this door stays shut, which is next?",
        key=f"plan-b-{target.id}",
        max_chars=NOTE_LIMIT,
        placeholder="May stay empty",
    )
    reasons.say("plan_b", quiet=True)
    return () if is_blank(plan or "") else (replace(target, plan_b=plan),)


# the words


def words(book: session.Workbook, ask: Ask, today: date) -> None:
    """Draw one ask: where it stands, and the words for what comes next."""
    _back_button()
    course = book.records.index(COURSES)[ask.id]
    contact = book.records.all(Contact)[ask.contact]
    st.title(md(contact.name), anchor=False)
    st.caption(_about(book.records, course, today))
    margin.beside(book, ask)
    state = course.state(today)
    if state is AskState.PLANNED:
        _first_words(book, course, contact, today)
    elif state is AskState.ANSWERED:
        if not course.thanked:
            letters.draw(
                book,
                Letter(contact, contact, ask, ScriptKind.THANKS, Purpose.THANKS),
            )
        answers.after_lead(book, course, contact)
        if course.thanked:
            refining.draw(book, today, place="answered")
    elif state is AskState.LET_GO:
        reasons.say("at_rest")
        if course.attempts:
            resting.let_rest(course)
            refining.draw(book, today, place="rested")
    elif state is AskState.BOUNCED:
        st.markdown("It never reached them: the address was wrong. It counts in no number.")
    else:
        _next_words(book, course, contact, today)


def _about(records: Records, course: Course, today: date) -> str:
    ask = course.ask
    target = records.get(Target, ask.target)
    parts = [capital(guide.label(ask.kind)), guide.label(course.state(today))]
    if target is not None:
        parts.insert(1, target.company)
    if course.last_on is not None:
        parts.append(f"last try {days.said(course.last_on, today)}")
    return " · ".join(md(one) for one in parts)


def _first_words(book: session.Workbook, course: Course, contact: Contact, today: date) -> None:
    ask = course.ask
    ways = [
        one for one in WAYS if one is not ScriptKind.LETTER or contact.mutual_contact is not None
    ]
    by_voice = (
        is_beginning(book.records, today) and contact.kind is Kind.COLLEAGUE and bool(contact.phone)
    )
    chosen = st.pills(
        "How will you say it?",
        ways,
        default=ScriptKind.CONVERSATION if by_voice else ScriptKind.MESSAGE,
        required=True,
        format_func=lambda one: WAYS[one],
        key=f"occasion-{ask.id}",
    )
    # A talk and a voicemail have words of their own.
    reasons.shown("S3-7")
    if chosen in (ScriptKind.CONVERSATION, ScriptKind.VOICEMAIL):
        reasons.say("talks_bring_out", quiet=True)
    letters.draw(book, _letter(book.records, ask, contact, chosen), then=None)


def _letter(records: Records, ask: Ask, contact: Contact, chosen: ScriptKind | Channel) -> Letter:
    """Return the letter of an ask's first try, on the way that was chosen."""
    kind = chosen if isinstance(chosen, ScriptKind) else ScriptKind.MESSAGE
    way = chosen if isinstance(chosen, Channel) else None
    about, occasion = contact, ""
    if kind is ScriptKind.CONVERSATION:
        occasion = "call"
    elif kind is ScriptKind.MESSAGE and ask.kind is AskKind.INTRODUCTION and ask.about is not None:
        about, occasion = records.get(Contact, ask.about) or contact, "introduction"
    return Letter(about, contact, ask, kind, rung=RungKind.FIRST, occasion=occasion, way=way)


def _next_words(book: session.Workbook, course: Course, contact: Contact, today: date) -> None:
    mutual = book.records.get(Contact, contact.mutual_contact)
    due = next_rung(guide.ladder(), course, has_referrer=mutual is not None)
    if due is None:
        return
    if course.last_on is not None and course.last_on < today:
        reasons.say("silence_is_common", quiet=True)
    if course.ask.tries is not None and not is_blank(course.ask.tries_reason):
        tries, reason = number(course.ask.tries), course.ask.tries_reason
        reasons.say("own_tries", quiet=True, tries=tries, reason=reason)
    if due.kind is None:
        st.markdown(f"If no word comes, this can rest from {days.said(due.due_on, today)}.")
    elif due.due_on > today:
        st.markdown(f"We'll look on **{days.said(due.due_on, today)}**. Nothing to do before then.")
        reasons.say("an_answer_is_a_kindness", quiet=True)
    else:
        to = mutual if due.kind is RungKind.REFERRER and mutual is not None else contact
        if due.kind in MESSAGES:
            resting.no_more(course)
        letters.draw(
            book, Letter(contact, to, course.ask, letters.OF_RUNG[due.kind], rung=due.kind)
        )
    answered = st.expander("They answered", key=f"answered-{course.ask.id}", on_change="rerun")
    if answered.open:
        with answered:
            answers.form(book, course, today, place="ask")


# the list


def waiting(book: session.Workbook, today: date) -> None:
    """Draw the asks without an answer, newest first, each with its state and a way on."""
    total = count(book.records)
    if not total:
        return
    st.subheader("Without an answer yet", anchor=False)
    pages = -(-total // ROWS)
    number = min(int(st.session_state.get("asks-page", 1)), pages)
    with st.container(gap="small", key="asks"):
        for course in page(book.records, number, ROWS):
            contact = book.records.get(Contact, course.ask.contact)
            if contact is None:
                continue
            with st.container(gap=None):
                st.button(
                    f"**{md(contact.name)}**",
                    key=f"ask-{course.ask.id}",
                    type="tertiary",
                    on_click=_open,
                    args=(course.ask.id,),
                )
                st.caption(_about(book.records, course, today))
    if pages > 1:
        st.pagination(pages, key="asks-page")
