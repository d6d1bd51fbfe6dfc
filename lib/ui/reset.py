"""Resetting a belief: one quiet next step, each at the owner's own time, nothing before a guess.

Which step it is comes from `lib.expectations.belief.stage`; the page hands in what it says and what
it draws. What each step leaves behind is `lib.coaching.belief`. Rules S0-14, S3-2, S3-6, S3-12.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching import belief
from lib.coaching.belief import Stage
from lib.coaching.contacts import Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.records import NAME_LIMIT, Record
from lib.coaching.text import is_blank
from lib.ui import example, forms, guess, reasons, session, turning
from lib.ui.text import md

_AT_ONCE = (Stage.GUESS, Stage.GUESS_AGAIN, Stage.OPEN, Stage.LAST_GUESS)
"""Steps of one tap: drawn as they are. The others are a line to tap first."""


def draw(  # noqa: PLR0913 - a step has these parts
    book: session.Workbook,
    today: date,
    now: Stage | None,
    says: str,
    *,
    others: Callable[[], None],
    ready: Guess | None,
) -> None:
    """Draw the next step; nothing where there is none.

    Args:
        book: the workbook.
        today: the owner's day.
        now: the step.
        says: what stands above it, our own words; may be empty.
        others: draws what others expected and what happened.
        ready: the guess whose envelope can be opened.
    """
    if now is None:
        return
    with st.container(border=True, key="reset"):
        if says and now is not Stage.SAM:
            st.markdown(says)
        if now not in _AT_ONCE and not st.session_state.get(f"unfolded-{now.name}"):
            st.button(
                guide.label(now),
                key=f"reset-{now.name}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=_unfold,
                args=(now,),
            )
            return
        if now is Stage.OPEN:
            _open(book, today, ready)
        elif now in _TURNS:
            st.caption(guide.label(now))
            guess.draw(book, today, _marked(_TURNS[now], today))
        else:
            _longer(book, today, now, says, others)


_TURNS = {Stage.GUESS: 0, Stage.GUESS_AGAIN: 1, Stage.LAST_GUESS: 2}
"""Which guess a step asks for; the first needs no mark."""


def _longer(
    book: session.Workbook, today: date, now: Stage, says: str, others: Callable[[], None]
) -> None:
    """Draw a step of more than one tap."""
    st.markdown(f"**{guide.label(now)}**")
    if now is Stage.COUNT:
        _count(book, today)
    elif now is Stage.PICTURE:
        published(book, others)
        forms.button("Seen", _leaving(book, today, belief.BOTH_WAYS), key="seen-both-ways")
    elif now is Stage.SAM:
        st.markdown(says)
        _sam(book, today)


def published(book: session.Workbook, draw_it: Callable[[], None]) -> None:
    """Draw numbers of others; nothing before there is a guess of one's own."""
    if belief.may_see_published(book.records):
        draw_it()


def may_look_again(book: session.Workbook) -> bool:
    """Return whether the picture of others was seen, and may still be."""
    return belief.may_see_published(book.records) and belief.seen_both_ways(book.records)


def may_see_start(book: session.Workbook) -> bool:
    """Return whether the layer of where the workbook started is asked for, and may be seen."""
    return belief.may_see_published(book.records) and bool(st.session_state.get("with-start"))


def see_start(book: session.Workbook) -> None:
    """Draw the way to that layer; nothing before there is a guess of one's own."""
    if belief.may_see_published(book.records):
        st.toggle("Show where the workbook started", key="with-start")


def nothing_sent(says: str) -> None:
    """Draw, where nothing went out yet, that the pictures are invented, and the first step.

    Args:
        says: that they are, our own words.
    """
    with st.container(border=True, key="example"):
        st.markdown(f"**{says}**")
        turning.button("Write the first message", "start.py", key="start", kind="primary")
        example.look_at()


def in_short(effort: str, answers: str, outcome: str) -> None:
    """Draw what was done, what came back and what came of it, each by itself; our own words."""
    st.markdown(
        f"**What you did.** {effort}\n\n**What came back.** {answers}\n\n"
        f"**What came of it.** {outcome}"
    )
    reasons.say("in_whose_hands", quiet=True)
    reasons.shown("S0-15", "S0-16", "S4-1")
    unfolded = st.expander("What helps from here", key="from-here", on_change="rerun")
    if unfolded.open:
        with unfolded:
            reasons.say("how_not_whether")
            reasons.say("following_up_counts")
            reasons.say("look_to_helpers")


def changed(says: str) -> None:
    """Draw what a change was followed by, our own words; counts only; nothing where empty."""
    if not says:
        return
    st.markdown(says)
    reasons.say("one_thing_at_a_time", quiet=True)


def _unfold(now: Stage) -> None:
    st.session_state[f"unfolded-{now.name}"] = True


def _marked(turn: int, today: date) -> Callable[[Guess], list[Record]]:
    """Return what keeps which guess came second and third."""
    name = belief.AGAIN.get(turn)
    if name is None:
        return lambda _made: []
    return lambda made: [Exercise(name=name, on=today, answer=made.id)]


def _leaving(book: session.Workbook, today: date, name: str, *, away: bool = False) -> forms.Save:
    """Return the save of a step that leaves nothing but that it was done, or waved away."""
    begun = belief.tally(book.records) if name == belief.TALLY else None
    left = Exercise(name=name, on=today) if begun is None else begun.exercise
    return forms.Save(
        book,
        "left a step out" if away else "looked at a picture",
        book.operation("step", name, book.version),
        lambda: [replace(left, not_for_me=away)],
    )


def _count(book: session.Workbook, today: date) -> None:
    """Draw the blind guess, then how to count, then the two numbers."""
    begun = belief.tally(book.records)
    if begun is None:
        guess_blind(book, today)
    else:
        count(book, begun)
    _away(book, today, belief.TALLY)


def guess_blind(book: session.Workbook, today: date) -> None:
    """Draw the guess about one's last ten, before anything is looked at."""
    st.markdown("Of your last ten messages to people, how many were answered? Don't look yet.")
    with st.container(horizontal=True, gap="xsmall", key="blind"):
        for number in range(OF + 1):
            forms.button(str(number), _blind(book, today, number), key=f"blind-{number}")
    st.caption("Memory keeps some answers and loses others. A guess is enough.")


def count(book: session.Workbook, begun: belief.Tally) -> None:
    """Draw how to count one's sent folder, and the two numbers.

    Args:
        book: the workbook.
        begun: the count, as far as it has got.
    """
    st.markdown(
        "Now look. Open what you have sent, in your mail or in your messages. Take the last "
        "ten that went to one person each, and count who wrote back."
    )
    kept, row = begun.exercise, begun.exercise.id
    with st.form(f"count-{row}", border=False):
        st.number_input(
            "How many did you look at?", 1, OF, kept.count_of or OF, key=f"looked-{row}"
        )
        st.number_input("How many were answered?", 0, OF, kept.count or 0, key=f"answered-{row}")
        forms.submit("Keep both numbers", _counted(book, begun), key=f"keep-{row}")


def _blind(book: session.Workbook, today: date, number: int) -> forms.Save:
    return forms.Save(
        book,
        "guessed about the sent folder",
        book.operation("blind", book.version),
        lambda: [belief.guessed_blind(number, today)],
    )


def _counted(book: session.Workbook, begun: belief.Tally) -> forms.Save:
    row = begun.exercise.id

    def writes() -> list[Record]:
        looked = int(st.session_state.get(f"looked-{row}") or OF)
        answered = int(st.session_state.get(f"answered-{row}") or 0)
        return [belief.counted(begun, looked, answered)]

    operation = book.operation("counted", row, begun.exercise.version)
    return forms.Save(book, "counted the sent folder", operation, writes)


def _open(book: session.Workbook, today: date, ready: Guess | None) -> None:
    if ready is None:
        return
    save = forms.Save(
        book,
        "opened an envelope",
        book.operation("open", ready.id, book.version),
        lambda: [Exercise(name=belief.ENVELOPE, on=today, answer=ready.id)],
    )
    forms.button("Open it", save, key=f"open-{ready.id}", icon=":material/drafts:")


def _sam(book: session.Workbook, today: date) -> None:
    with st.form("sam", border=False, enter_to_submit=True):
        st.text_input("What would you tell Sam?", key="sam-words", max_chars=NAME_LIMIT)
        forms.submit("Keep my words", _told(book, today), key="keep-sam")
    _away(book, today, belief.SAM)


def _told(book: session.Workbook, today: date) -> forms.Save:
    def writes() -> list[Record]:
        words = str(st.session_state.get("sam-words") or "")
        return [] if is_blank(words) else [Exercise(name=belief.SAM, on=today, answer=words)]

    return forms.Save(book, "told Sam", book.operation("sam", book.version), writes)


def _away(book: session.Workbook, today: date, name: str) -> None:
    save = _leaving(book, today, name, away=True)
    forms.button("Not for me", save, key=f"away-{name}", type="tertiary")


def long_run(book: session.Workbook) -> None:
    """Say, in a long run of silences, what it is and what one told Sam."""
    reasons.say("not_uncommon")
    told = belief.told_sam(book.records)
    if told is not None:
        st.markdown(f"What you told Sam: “{md(told.answer)}”")


def one_change(
    book: session.Workbook, today: date, to_change: Kind | None, says: str, words: str
) -> None:
    """Draw one thing to change with a kind of contact, and the tap that keeps it with its day.

    Args:
        book: the workbook.
        today: the owner's day.
        to_change: the kind; None for none.
        says: how it came to this and what to try, our own words.
        words: the thing itself, as it is kept.
    """
    if to_change is None:
        return
    reasons.shown("S3-12", "S3-2")
    st.markdown(f"**One thing to try.** {says}")
    save = forms.Save(
        book,
        "changed one thing",
        book.operation("change", to_change.name, book.version),
        lambda: [belief.change_kept(to_change, words, today)],
    )
    key = f"change-{to_change.name}"
    forms.button("I'll try that from today", save, key=key, type="primary")
