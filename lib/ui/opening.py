"""The first ten minutes on the screen: one question at a time, each answer saved as it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.asks import Ask, AskKind
from lib.coaching.checks import Alternative, Instead
from lib.coaching.contacts import STRONGEST, Contact, Kind
from lib.coaching.finding import Wanted, find
from lib.coaching.guesses import Guess
from lib.coaching.ladder import days_after
from lib.coaching.opening import Opening, Place, chosen, following, stands
from lib.coaching.rating import rated
from lib.coaching.records import NAME_LIMIT, Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.text import folded
from lib.coaching.touches import RungKind
from lib.coaching.workbook import ASKS_BY_CONTACT
from lib.ui import blanks as boxes
from lib.ui import cautions, days, example, forms, guess, intake, letters, mylink, sending, session
from lib.ui.text import capital, md, number, shown

PICKS, MANY = 5, 50
"""Most picked from a file in one go (`product.md`, Start); how many came in to be called many."""
ROWS = 10
"""People of a list shown at once."""


def draw(book: session.Workbook, today: date) -> None:
    """Draw the question at which this workbook stands."""
    if st.session_state.pop("opening-leave", False):
        st.switch_page("today.py", query_params={"w": book.id})
    onward = bool(st.session_state.get("opening-onward"))
    stand = stands(book.records, guide.ladder(), today, onward=onward)
    if st.session_state.get("opening-picking") and chosen(book.records) < PICKS:
        stand = Opening(Place.NAME)
    ask, contact = stand.ask, stand.contact
    if ask is None or contact is None:
        name(book, today)
        return
    screens: dict[Place, Callable[[session.Workbook, Ask, Contact, date], None]] = {
        Place.RATE: rate,
        Place.WHAT: what,
        Place.BLANKS: blanks,
        Place.MESSAGE: message,
        Place.KEPT: kept,
    }
    if stand.place is Place.SENT:
        sent(book, stand, today)
    else:
        screens[stand.place](book, ask, contact, today)


# who


def name(book: session.Workbook, today: date) -> None:
    """Ask for one name; where people are there already, offer them."""
    del today
    waiting = len(book.records.all(Contact)) - len(book.records.index(ASKS_BY_CONTACT))
    if chosen(book.records) or waiting >= PICKS:
        picks(book, waiting)
        return
    st.title("Let's get one message out", anchor=False)
    with st.form("name", border=False, enter_to_submit=True):
        st.text_input(
            "Who from an old job would be glad to hear from you?",
            key=_name_key(),
            max_chars=NAME_LIMIT,
            placeholder="First and last name",
        )
        forms.submit("Go on", _named(book), key="go-on-name")
    _file(book)
    if not book.records.all(Contact):
        example.look_at()


def _name_key() -> str:
    return f"name-{session.nonce('opening-name')}"


def _named(book: session.Workbook) -> forms.Save:
    key = _name_key()

    def writes() -> list[Record]:
        typed = str(st.session_state.get(key) or "").strip()
        same = [
            one
            for one in find(book.records, Wanted(words=typed), size=ROWS).people
            if folded(one.name) == folded(typed)
        ]
        if len(same) == 1 and same[0].id not in book.records.index(ASKS_BY_CONTACT):
            return [Ask(contact=same[0].id)]
        contact = Contact(name=typed)
        return [contact, Ask(contact=contact.id)]

    def then() -> None:
        session.renew("opening-name")
        st.session_state.pop("opening-picking", None)

    operation = book.operation("name", session.nonce("opening-name"))
    return forms.Save(book, "wrote down a name", operation, writes, then)


def _file(book: session.Workbook) -> None:
    with st.expander("I have my LinkedIn file", key="opening-file", on_change="rerun") as unfolded:
        if unfolded.open:
            intake.draw(book)


def picks(book: session.Workbook, waiting: int) -> None:
    """Let up to five people be tapped out of those who came in."""
    count = chosen(book.records)
    if waiting > MANY and not count:
        st.title(f"{waiting:,} came in. You won't rate {waiting:,}.", anchor=False)
    else:
        st.title("Whom would you be glad to run into?", anchor=False)
    st.markdown(f"Tap up to {number(PICKS)} you'd be glad to run into. Old colleagues first.")
    words = st.text_input(
        "Find a name",
        key="pick-words",
        type="search",
        live="300ms",
        placeholder="A few letters of a name or a company",
    )
    asked = book.records.index(ASKS_BY_CONTACT)
    wanted = Wanted(words=words or "")
    pages = max(1, -(-find(book.records, wanted, size=ROWS).count // ROWS))
    page = min(int(st.session_state.get("pick-page", 1)), pages)
    with st.container(gap="xsmall", key="picks"):
        for one in find(book.records, wanted, page=page, size=ROWS).people:
            company = f" · {md(one.company)}" if one.company.strip() else ""
            forms.button(
                f"{md(one.name)}{company}",
                _pick(book, one),
                key=f"pick-{one.id}",
                icon=":material/check:" if one.id in asked else None,
                width="stretch",
                disabled=one.id in asked,
            )
    if pages > 1:
        st.pagination(pages, key="pick-page")
    first = following(book.records, session.day_of(book))
    if count and first is not None:
        st.caption(f"{capital(number(count))} of {number(PICKS)}")
        st.button(f"Begin with {md(first.name)}", key="begin", type="primary", on_click=_picked)
    else:
        with st.expander(
            "Somebody who is not here", key="opening-other", on_change="rerun"
        ) as other:
            if other.open:
                with st.form("other-name", border=False):
                    st.text_input("Their name", key=_name_key(), max_chars=NAME_LIMIT)
                    forms.submit("Go on", _named(book), key="go-on-name")


def _pick(book: session.Workbook, contact: Contact) -> forms.Save:
    def then() -> None:
        fewer = chosen(session.workbook().records) < PICKS
        st.session_state["opening-picking"] = fewer
        st.session_state["opening-onward"] = True

    return forms.Save(
        book,
        "picked a person",
        book.operation("pick", contact.id, book.version),
        lambda: [Ask(contact=contact.id)],
        then,
    )


def _picked() -> None:
    st.session_state.pop("opening-picking", None)
    st.session_state["opening-onward"] = True


# two taps, and one more


def rate(book: session.Workbook, ask: Ask, contact: Contact, today: date) -> None:
    """Ask how one knows a person, how close, and whether one ever helped them."""
    del ask, today
    st.title(md(contact.name), anchor=False)
    if not contact.rated:
        closeness(book, contact)
        return
    st.markdown("**Ever helped them?** Small things count: a hand at work, a kind word.")
    for helped, label in ((True, "yes"), (False, "not that I remember")):
        _answer(book, contact, replace(contact, ever_helped=helped), label, f"helped-{helped}")


def closeness(book: session.Workbook, contact: Contact) -> None:
    """Ask how one knows a person, then how close: two taps, one question at a time."""
    if contact.kind is None:
        st.markdown("**How do you know them?**")
        for kind in Kind:
            _answer(
                book,
                contact,
                replace(contact, kind=kind),
                guide.label(kind),
                f"kind-{kind.name}",
            )
    else:
        st.markdown("**If you called them:**")
        for strength in range(STRONGEST, 0, -1):
            _answer(
                book,
                contact,
                rated(contact, contact.kind, strength),
                guide.strengths()[strength],
                f"strength-{strength}",
            )


def _answer(
    book: session.Workbook, contact: Contact, better: Contact, label: str, name: str
) -> None:
    forms.button(
        md(capital(label)),
        forms.Save(
            book,
            "rated",
            book.operation("rate", contact.id, contact.version),
            lambda: [better],
        ),
        key=f"{name}-{contact.id}",
        width="stretch",
    )


# what to ask


def what(book: session.Workbook, ask: Ask, contact: Contact, today: date) -> None:
    """Ask what to ask for; fifteen minutes of advice is chosen already."""
    st.title(f"What will you ask {md(letters.first_name(contact.name))}?", anchor=False)
    kind = st.session_state.get(f"what-{ask.id}") or AskKind.ADVICE
    st.markdown(f"**{capital(md(guide.label(kind)))}**")
    cautions.fitting(contact, kind)
    wanted = replace(ask, kind=kind, planned_on=today)
    cautions.draw(
        book,
        wanted,
        contact,
        today,
        go_on="Ask for that",
        verb="chose what to ask",
        switch=_switch(ask),
    )
    with st.expander("Something else", key=f"else-{ask.id}", on_change="rerun") as unfolded:
        if unfolded.open:
            st.pills(
                "What you could ask for",
                list(AskKind),
                default=kind,
                format_func=lambda one: capital(guide.label(one)),
                key=f"what-{ask.id}",
                persist_state="session",
            )


def _switch(ask: Ask) -> Callable[[Alternative], None]:
    def switch(alternative: Alternative) -> None:
        if alternative.instead is Instead.ASK_FOR and alternative.ask_kind is not None:
            st.session_state[f"what-{ask.id}"] = alternative.ask_kind
        else:
            _onward()

    return switch


# three blanks, and the message


def blanks(book: session.Workbook, ask: Ask, contact: Contact, today: date) -> None:
    """Ask for the three blanks; the button writes the message from them."""
    del today
    cover = book.records.cover
    st.title("Three blanks, and it is written", anchor=False)
    known = guide.blanks()
    boxes.draw(
        book,
        contact,
        "did_together",
        f"What you and {md(letters.first_name(contact.name))} did together",
        placeholder=known["did_together"].example,
    )
    for field in ("looking_for", "free_when"):
        boxes.draw(book, cover, field, md(known[field].label), placeholder=known[field].example)
    boxes.draw(book, cover, "owner", "Signed, your name", placeholder=known["me"].example)
    forms.button(
        "Write it",
        forms.Save(
            book,
            "wrote the message",
            book.operation("write", ask.id, book.version),
            lambda: _written(book, ask, contact),
        ),
        key=f"write-{ask.id}",
        type="primary",
    )
    st.caption("A blank may stay empty; its sentence is left out.")


def _letter(ask: Ask, contact: Contact) -> letters.Letter:
    return letters.Letter(
        contact,
        contact,
        ask,
        ScriptKind.MESSAGE,
        rung=RungKind.FIRST,
        occasion="start" if ask.kind is AskKind.ADVICE else "",
    )


def _written(book: session.Workbook, ask: Ask, contact: Contact) -> list[Record]:
    """Return what the three blanks change, and the message made of them."""
    cover = book.records.cover
    better = boxes.typed(contact, "did_together")
    covered = boxes.typed(cover, "looking_for", "free_when", "owner")
    letter = _letter(ask, better)
    # A tap that met a page still being drawn may come twice: what it wrote stays as it is.
    there = session.workbook().records.get(Script, letter.id) is not None
    return [
        *([better] if better is not contact else []),
        *([covered] if covered is not cover else []),
        *([] if there else [letters.begun(letter, letters.known(book.records, letter, covered))]),
    ]


def message(book: session.Workbook, ask: Ask, contact: Contact, today: date) -> None:
    """Show the finished message, then the guess, then the way out."""
    letter = _letter(ask, contact)
    script = book.records.get(Script, letter.id)
    accepted = sending.is_ready(letter.id)
    if script is not None and accepted and not book.records.all(Guess):
        st.title("One guess before it goes", anchor=False)
        guess.draw(book, today)
        with st.container(border=True, key=f"letter-{letter.id}"):
            st.text(shown(script.text))
        return
    if accepted:
        st.title("Ready to go", anchor=False)
    else:
        st.title(f"Your message to {md(letters.first_name(contact.name))}", anchor=False)
    put_off = forms.Save(
        book,
        "kept it for tomorrow",
        book.operation("put-off", ask.id, ask.version),
        lambda: [replace(ask, later_until=days_after(today, 1))],
        then=_told,
    )
    letters.draw(book, letter, not_yet=put_off, then=_told)


def _told() -> None:
    st.session_state.pop("opening-onward", None)


def _onward() -> None:
    st.session_state["opening-onward"] = True


# afterwards


def kept(book: session.Workbook, ask: Ask, contact: Contact, today: date) -> None:
    """Say that nothing is lost where it was not sent."""
    st.title("That's fine", anchor=False)
    until = ask.later_until or today
    st.markdown(
        f"Your words to {md(contact.name)} are kept as they are and come back "
        f"{days.said(until, today)}."
    )
    with st.container(horizontal=True):
        _enough(book, today)
        _another(book, today)
        forms.button(
            "Send it after all",
            forms.Save(
                book,
                "took it up again",
                book.operation("after-all", ask.id, ask.version),
                lambda: [replace(ask, later_until=None)],
            ),
            key=f"after-all-{ask.id}",
            type="tertiary",
        )


def sent(book: session.Workbook, stand: Opening, today: date) -> None:
    """Say when to look again, and that nothing is to be done before."""
    st.title("It is out", anchor=False)
    if stand.due is not None:
        st.markdown(
            f"We'll look on **{days.said(stand.due.due_on, today)}**. Nothing to do before then."
        )
    if stand.contact is not None:
        st.caption(f"If {md(stand.contact.name)} answers sooner, say so on Today.")
    with st.container(horizontal=True):
        _enough(book, today)
        _another(book, today)
    mylink.at_the_end(book)


def _enough(book: session.Workbook, today: date) -> None:
    cover = book.records.cover
    forms.button(
        "Enough for today",
        forms.Save(
            book,
            "closed the day",
            book.operation("close", cover.id, cover.version, today),
            lambda: [replace(cover, closed_on=today)],
            then=_leave,
        ),
        key="enough",
        type="primary",
    )


def _leave() -> None:
    st.session_state["opening-leave"] = True


def _another(book: session.Workbook, today: date) -> None:
    following_one = following(book.records, today)
    label = "Another name" if following_one is None else f"Next: {md(following_one.name)}"
    st.button(label, key="another", on_click=_onward)
