"""The checks before an ask on the screen: a verdict and its reason, one way round, and anyway.

A warning, never a wall (rules S1-9 to S1-17, S2-25): the last button always sends on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.asks import Ask, AskKind
from lib.coaching.checks import (
    Alternative,
    Caution,
    Check,
    Fit,
    Instead,
    count_in_words,
    in_a_row,
    warned_of,
    weigh,
)
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give
from lib.coaching.ladder import days_after
from lib.coaching.records import NOTE_LIMIT, Record
from lib.coaching.references import spent
from lib.coaching.targets import Target
from lib.coaching.workbook import GIVES_BY_CONTACT
from lib.ui import forms, reasons, session
from lib.ui.text import md

FAVOURS = (AskKind.INTRODUCTION, AskKind.REFERRAL, AskKind.REFERENCE)
"""What someone else's name is lent for."""
DOORS = (AskKind.INTRODUCTION, AskKind.REFERRAL)
"""What opens a door, or does not."""


def fitting(contact: Contact, kind: AskKind) -> None:
    """Say why an ask fits a kind of contact; where it does not, a caution says it."""
    if contact.kind is not None:
        suits = guide.kinds()[contact.kind].suits[kind]
        if suits.fit is Fit.CAN:
            st.caption(md(suits.reason))
            reasons.shown(*suits.rules)
    if kind in FAVOURS:
        reasons.say("favour", quiet=True)
    if kind in DOORS:
        reasons.say("plan_b_for_leads", quiet=True)


def as_reference(book: session.Workbook, contact: Contact) -> None:
    """Say how a reference was spent so far (rule S2-17); nothing where it never was."""
    used = spent(book.records, contact)
    if not used.times:
        return
    places = in_a_row(used.companies)
    what_for = f", for {places}" if places else ""
    st.caption(md(f"Your reference {count_in_words(used.times)} so far{what_for}."))
    reasons.shown("S2-17")


def draw(  # noqa: PLR0913 - an ask that goes on has these parts
    book: session.Workbook,
    ask: Ask,
    contact: Contact,
    today: date,
    *,
    go_on: str,
    verb: str,
    switch: Callable[[Alternative], None],
    also: Sequence[Record] = (),
    then: Callable[[], None] | None = None,
) -> None:
    """Draw what speaks against an ask, and the button that goes on with it.

    Args:
        book: the workbook.
        ask: the ask as it would be kept; need not be saved yet.
        contact: whom it goes to.
        today: the owner's day.
        go_on: the button's label where nothing speaks against it; constant.
        verb: what the history says of it; constant.
        switch: called where another ask or another person is chosen instead.
        also: saved with the ask: a company that is new.
        then: done once the ask is saved.
    """
    target = next((one for one in also if isinstance(one, Target)), None)
    found = weigh(
        ask, contact, book.records, guide.kinds(), guide.limits(), today=today, target=target
    )
    for one in found:
        _caution(book, ask, contact, one, today=today, switch=switch, also=also)
    if ask.kind is AskKind.REFERENCE and Check.SPENT not in {one.name for one in found}:
        as_reference(book, contact)
    reason = f"anyway-{ask.id}"
    if found:
        st.text_input(
            "If you send it all the same: why, in a few words?",
            value=ask.sent_anyway,
            key=reason,
            max_chars=NOTE_LIMIT,
            placeholder="They offered it themselves",
        )

    def writes() -> list[Record]:
        typed = str(st.session_state.get(reason, ask.sent_anyway)) if found else ""
        return [*also, replace(ask, sent_anyway=typed.strip(), warned_of=warned_of(found))]

    forms.button(
        "I'll send it anyway" if found else go_on,
        forms.Save(
            book,
            verb,
            book.operation("ask", ask.id, ask.version, book.version),
            writes,
            then=then,
        ),
        key=f"go-on-{ask.id}",
        type="secondary" if any(not one.mild for one in found) else "primary",
    )


def _caution(  # noqa: PLR0913 - a caution stands between these
    book: session.Workbook,
    ask: Ask,
    contact: Contact,
    caution: Caution,
    *,
    today: date,
    switch: Callable[[Alternative], None],
    also: Sequence[Record],
) -> None:
    name = caution.name.name
    reasons.shown(*caution.rules)
    with st.container(border=True, key=f"caution-{name}-{ask.id}"):
        st.markdown(f"**{md(caution.verdict)}**")
        st.caption(md(caution.reason))
        st.caption(md(caution.alternative.words))
        with st.container(horizontal=True):
            save = _alternative(book, contact, caution.alternative, today)
            if caution.alternative.instead is Instead.LATER:
                save = _later(book, ask, caution.alternative, today, switch=switch, also=also)
            label = md(guide.label(caution.alternative.instead))
            if save is None:
                st.button(
                    label,
                    key=f"instead-{name}-{ask.id}",
                    on_click=switch,
                    args=(caution.alternative,),
                )
            else:
                forms.button(label, save, key=f"instead-{name}-{ask.id}")
            if caution.alternative.instead in (Instead.PLAN_GIVE, Instead.LOG_GIVE):
                _helped_before(book, contact, f"helped-{name}-{ask.id}")


def _later(  # noqa: PLR0913 - an ask that is put off has these parts
    book: session.Workbook,
    ask: Ask,
    alternative: Alternative,
    today: date,
    *,
    switch: Callable[[Alternative], None],
    also: Sequence[Record],
) -> forms.Save:
    """Return what keeps the ask for another day (rule S1-14)."""
    day = days_after(today, guide.limits().slow_ask_days)
    return forms.Save(
        book,
        "planned an ask for later",
        book.operation("slow ask", ask.id, ask.version, book.version),
        lambda: [*also, replace(ask, planned_on=day)],
        then=lambda: switch(alternative),
    )


def _helped_before(book: session.Workbook, contact: Contact, key: str) -> None:
    """Draw the tap that says something was given long ago: it counts (`product.md`, Give first)."""
    if contact.ever_helped:
        return
    forms.button(
        "I did help them once",
        forms.Save(
            book,
            "said I helped them",
            book.operation("helped", contact.id, contact.version),
            lambda: [replace(contact, ever_helped=True)],
        ),
        key=key,
        type="tertiary",
    )


def _alternative(
    book: session.Workbook, contact: Contact, alternative: Alternative, today: date
) -> forms.Save | None:
    """Return what the alternative saves; None where it only leads elsewhere."""
    match alternative.instead:
        case Instead.SAY_KNOWS_WORK:
            return forms.Save(
                book,
                "said they know my work",
                book.operation("knows-work", contact.id, contact.version),
                lambda: [replace(contact, knows_my_work=True)],
            )
        case Instead.PLAN_GIVE:
            return forms.Save(
                book,
                "planned something for them",
                book.operation("plan-give", contact.id, book.version),
                lambda: [Give(contact=contact.id, planned_on=today)],
            )
        case Instead.LOG_GIVE:
            gives = book.records.index(GIVES_BY_CONTACT).get(contact.id, ())
            planned = [one for one in gives if one.given_on is None]
            return forms.Save(
                book,
                "noted something given",
                book.operation("log-give", contact.id, book.version),
                lambda: [replace(one, given_on=today) for one in planned[:1]],
            )
    return None
