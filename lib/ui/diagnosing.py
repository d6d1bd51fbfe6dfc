"""Two complaints looked at with one's own numbers: each said in one sentence, leading to one act.

"So many contacts, and nothing comes of it" (rules S1-2, S2-1): what was asked of whom, and what
each kind of person can do. "Always at it, and never the right people" (rule S2-2): who was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.mix import Mix, Pair, first_of, mix, pairs
from lib.coaching.workbook import Records
from lib.guide.practice import Exercise as Words
from lib.ui import reasons, session, worksheet
from lib.ui.text import capital, md, number
from lib.ui.worksheet import Filling

ROWS = 6
"""Things asked of a kind of people that are named, those that do not fit first."""


def nowhere(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw whether what was asked fits who was asked, and what each kind of person can do."""
    del today
    found = pairs(book.records, guide.kinds())
    asked = sum(one.count for one in found)
    fitting = sum(one.count for one in found if one.fit is Fit.CAN)
    if not asked:
        _unrated()
    elif fitting == asked:
        st.markdown(
            f"**{_all(asked)} what that kind of person can give.** Then it is less about whom you "
            "know than about how close you are, and how you ask."
        )
    else:
        st.markdown(
            f"**Of {number(asked)} asks, {number(fitting)} fit what that kind of person can give; "
            f"{number(asked - fitting)} did not, or seldom do.**"
        )
    _by_fit(found)
    _what_each_can(book.records)
    _next(_better(book.records, found))
    worksheet.draw(row, words.questions)
    return Filling(
        lambda: worksheet.held(row, words.questions),
        counts=lambda: (fitting, asked),
        then=_remember(_better(book.records, found)),
    )


def wrong_people(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw which kinds of people were asked, and how far away they were."""
    del today
    found = mix(book.records)
    if not found.asked:
        _unrated()
    else:
        st.markdown(f"**{_mixed(found)}**")
        st.markdown(_how_far(found))
    person = None if found.unasked is None else first_of(book.records, found.unasked)
    _next(person)
    worksheet.draw(row, words.questions)
    return Filling(
        lambda: worksheet.held(row, words.questions),
        counts=lambda: (None, found.asked),
        then=_remember(person),
    )


TO = {
    Kind.FRIEND: "to family and friends",
    Kind.SOCIAL: "to people you know socially",
    Kind.COLLEAGUE: "to people you worked with",
    Kind.OTHER: "to people you had hardly met",
}
OF = {
    Kind.FRIEND: "family and friends",
    Kind.SOCIAL: "people you know socially",
    Kind.COLLEAGUE: "people you worked with",
    Kind.OTHER: "people you had hardly met",
}


def _mixed(found: Mix) -> str:
    """Return the mix of kinds in a sentence with its counts."""
    (first, most), *rest = found.kinds
    parts = [f"{number(most)} went {TO[first]}"]
    parts += [f"{number(many)} {TO[kind]}" for kind, many in rest]
    if found.unasked is not None:
        parts.append(f"none {TO[found.unasked]}")
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Of {number(found.asked)} asks, {listed}."


def _how_far(found: Mix) -> str:
    through = sum(many for degree, many in found.degrees if degree > 1)
    if not through:
        return (
            "All of them are people you know yourself. Each of them knows others: ask one of them "
            "whom they would talk to in your place."
        )
    if through == 1:
        return "One of them you reached through somebody else."
    return f"{capital(number(through))} of them you reached through somebody else."


def _all(asked: int) -> str:
    return "Your one ask fits" if asked == 1 else f"All {number(asked)} asks fit"


SIGNS = {
    Fit.CAN: ":material/check:",
    Fit.RARELY: ":material/more_horiz:",
    Fit.CANNOT: ":material/block:",
}


def _by_fit(found: Sequence[Pair]) -> None:
    """Draw what was asked of whom, a line each; what does not fit first, with the reason."""
    with st.container(gap="xsmall", key="asks-by-fit"):
        for one in found[:ROWS]:
            times = "" if one.count == 1 else f", {number(one.count)} times"
            st.markdown(
                f"{SIGNS[one.fit]} {capital(guide.label(one.ask))}, asked of {OF[one.kind]}{times}"
            )
            if one.fit is not Fit.CAN:
                suits = guide.kinds()[one.kind].suits[one.ask]
                st.caption(md(suits.reason))
                reasons.shown(*suits.rules)


def _unrated() -> None:
    st.markdown(
        "The people you asked are not rated yet. Two taps for each of them, and your mix shows."
    )


def _what_each_can(records: Records) -> None:
    """Draw, folded, what the kinds of people one has can do, a line each."""
    unfolded = st.expander("What your people can do", key="people-can", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        for kind, many in mix(records).people:
            if many:
                suits = guide.kinds()[kind].suits
                can = ", ".join(guide.label(one) for one in AskKind if suits[one].fit is Fit.CAN)
                st.markdown(f"**{md(guide.kinds()[kind].label)}**, {number(many)}: {md(can)}")


def _better(records: Records, found: Sequence[Pair]) -> Contact | None:
    """Return somebody to ask next: of the kind that was asked for too much, or nobody."""
    wrong = next((one.kind for one in found if one.fit is not Fit.CAN), None)
    return first_of(records, wrong or Kind.COLLEAGUE)


def _next(person: Contact | None) -> None:
    """Say whom to ask next, and for what: the lightest thing they can give."""
    if person is None or person.kind is None:
        return
    suits = guide.kinds()[person.kind].suits
    best = next((one for one in AskKind if suits[one].fit is Fit.CAN), None)
    if best is not None:
        st.markdown(f"Next, perhaps: {md(guide.label(best))}, of {md(person.name)}.")


def _remember(person: Contact | None) -> Callable[[], None]:
    def then() -> None:
        if person is not None:
            st.session_state["exercise-who"] = person.id

    return then
