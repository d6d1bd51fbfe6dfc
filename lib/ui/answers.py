"""Logging an answer: its outcome in a tap, then as much as one likes to say about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching import answers
from lib.coaching.answers import Answer
from lib.coaching.asks import Course
from lib.coaching.contacts import Contact
from lib.coaching.ladder import days_after
from lib.coaching.records import Record
from lib.coaching.touches import Help, Outcome
from lib.coaching.workbook import COURSES, GIVES_BY_CONTACT, Records
from lib.ui import days, forms, reasons, session, turning
from lib.ui.text import md


def form(
    book: session.Workbook,
    course: Course,
    today: date,
    *,
    place: str,
    then: Callable[[], None] | None = None,
) -> None:
    """Draw the questions about an answer to one ask; saved by the button at their end.

    Args:
        book: the workbook.
        course: the ask that was answered.
        today: the owner's day.
        place: where on the page it stands, so that the same ask may stand in two.
        then: done once the answer is kept.
    """
    session.hold_still()
    row = f"{place}-{course.ask.id}"
    outcome = st.pills(
        f"How did it turn out with {md(_name(book.records, course))}?",
        list(Outcome),
        format_func=_label,
        key=f"outcome-{row}",
    )
    reasons.shown("S0-16")
    if outcome is None:
        return
    reasons.say(f"after_{outcome.name.lower()}", quiet=True)
    with st.form(f"told-{row}", border=False):
        if outcome is Outcome.HELPED:
            st.pills(
                "What did it bring?",
                list(Help),
                selection_mode="multi",
                format_func=_label,
                key=f"help-{row}",
            )
        earliest = course.first_on or days_after(today, -365)
        st.date_input(
            "When?",
            value=max(today, earliest),
            min_value=earliest,
            max_value=max(today, earliest),
            key=f"answered-on-{row}",
            format=days.BOX,
        )
        if outcome is not Outcome.BOUNCED:
            with st.expander("What they said, or promised", key=f"also-{row}"):
                st.text_input("What they said, in a line", key=f"said-{row}")
                st.text_input("Something they said they would do", key=f"promise-{row}")
                reasons.say("promise_counts_when_kept", quiet=True)
                st.date_input("By when, if they said", value=None, key=f"by-{row}", format=days.BOX)
        forms.submit(
            "Keep this answer",
            forms.Save(
                book,
                "logged an answer",
                book.operation("answer", course.ask.id, course.ask.version, len(course.replies)),
                writes=lambda: _writes(course, outcome, today, row),
                then=then,
            ),
            key=f"keep-{row}",
        )


def after_lead(book: session.Workbook, course: Course, contact: Contact) -> None:
    """Draw the three steps after an answer, each with where it stands (rule S2-28)."""
    reply = course.reply
    if reply is None:
        return
    reasons.say("after_a_lead")
    gives = book.records.index(GIVES_BY_CONTACT).get(contact.id, ())
    given = any(one.given_on is not None and one.given_on >= reply.on for one in gives)
    with st.container(gap="xxsmall"):
        st.markdown(f"{_mark(done=course.thanked)} Thanks")
        st.markdown(f"{_mark(done=given)} Something given back, when you can")
        st.markdown(f"{_mark(done=False)} On to the next")
    with st.container(horizontal=True, gap="small"):
        if not given:
            turning.button(
                "Give something",
                "give.py",
                key=f"back-{course.ask.id}",
                icon=":material/volunteer_activism:",
                w=book.id,
                who=contact.id,
            )
        turning.button("Write to someone else", "ask.py", key=f"onward-{course.ask.id}", w=book.id)


def _mark(*, done: bool) -> str:
    return ":material/check_circle:" if done else ":material/radio_button_unchecked:"


def _writes(course: Course, outcome: Outcome, today: date, row: str) -> tuple[Record, ...]:
    typed = st.session_state
    attempts = course.attempts
    answer = Answer(
        outcome=outcome,
        on=typed.get(f"answered-on-{row}") or today,
        helped_with=tuple(typed.get(f"help-{row}") or ()),
        words=typed.get(f"said-{row}") or "",
        channel=attempts[-1].channel if attempts else None,
        promise=typed.get(f"promise-{row}") or "",
        by=typed.get(f"by-{row}"),
    )
    return answers.logged(course, answer, today)


def _label(value: Outcome | Help) -> str:
    label = guide.label(value)
    return label[:1].upper() + label[1:]


def being_told() -> bool:
    """Return whether an answer of nobody on the cards is being told now."""
    typed = st.session_state
    return bool(typed.get("blue") and typed.get("blue-who") and not typed.get("blue-told"))


def _put_away() -> None:
    """Fold the search once its answer is kept."""
    st.session_state["blue-told"] = True


def out_of_the_blue(book: session.Workbook, today: date) -> None:
    """Draw the search for whoever answered although nothing of theirs is due."""
    if st.session_state.pop("blue-told", False):
        st.session_state.update({"blue": False, "blue-name": ""})
    unfolded = st.expander(
        "Someone answered?", icon=":material/mark_email_read:", key="blue", on_change="rerun"
    )
    if not unfolded.open:
        return
    with unfolded:
        wanted = st.text_input(
            "Their name", key="blue-name", live="300ms", placeholder="A few letters are enough"
        )
        found = answers.could_be(book.records, wanted)
        if not found:
            st.caption("Nobody by that name is waiting for an answer.")
            return
        names = {one.ask.id: _name(book.records, one) for one in found}
        chosen = st.pills(
            "Who was it?",
            list(names),
            format_func=lambda row: md(names[row]),
            key="blue-who",
        )
        course = book.records.index(COURSES).get(chosen or "")
        if course is not None and chosen in names:
            form(book, course, today, place="blue", then=_put_away)


def _name(records: Records, course: Course) -> str:
    contact = records.get(Contact, course.ask.contact)
    if contact is None:
        return ""
    return f"{contact.name}, {contact.company}" if contact.company else contact.name
