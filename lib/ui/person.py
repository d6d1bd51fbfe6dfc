"""A person's sheet: give and take, how to reach them, what happened, and all that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from lib import guide
from lib.coaching.asks import Ask, AskState
from lib.coaching.belongings import belongings
from lib.coaching.checks import count_in_words
from lib.coaching.contacts import STRONGEST, Cadence, Contact, Kind, MetHow
from lib.coaching.gives import Give
from lib.coaching.introductions import degree
from lib.coaching.ledger import account
from lib.coaching.promises import kept, let_go
from lib.coaching.records import Record
from lib.coaching.talks import talked, talks
from lib.coaching.touches import Channel, Direction, Touch
from lib.coaching.workbook import (
    ASKS_BY_CONTACT,
    COURSES,
    GIVES_BY_CONTACT,
    PROMISES_BY_CONTACT,
    TOUCHES_BY_CONTACT,
)
from lib.store import Removed
from lib.ui import (
    boxes,
    cautions,
    erasing,
    finding,
    forms,
    giving,
    margin,
    rating,
    reasons,
    session,
    taking,
    turning,
)
from lib.ui.text import capital, mail_link, md, number, phone_link, web_address

_THROUGH = 2
"""Steps to someone whom one knows through someone."""
PAGE = 10
"""Lines of a history shown at once."""
_DEGREES = range(1, 7)
"""Up to six steps away (rule S2-20)."""
FIELDS = (
    *("name", "company", "position", "email", "phone", "link"),
    *("kind", "strength", "met_how", "spoke_about", "did_together", "knows_my_work"),
    *("ever_helped", "cadence", "degree", "mutual_contact", "knows_at", "notes"),
)
"""What has a box on the sheet."""


def draw(book: session.Workbook, contact: Contact) -> None:
    """Draw a person's sheet."""
    st.button(
        "Back to people", key="back", type="tertiary", icon=":material/arrow_back:", on_click=_back
    )
    st.title(md(contact.name), anchor=False)
    known = finding.about(contact)
    if known:
        st.caption(md(known))
    _account(book, contact)
    cautions.as_reference(book, contact)
    _steps_away(book, contact)
    margin.beside(book, contact)
    _reach(contact)
    with st.container(horizontal=True, gap="small"):
        # The boxes have a button of their own that is the next step while they are open.
        kind: forms.Kind = "secondary" if st.session_state.get(f"known-{contact.id}") else "primary"
        if book.writable:
            turning.button(
                "Ask them",
                "ask.py",
                key=f"ask-{contact.id}",
                kind=kind,
                icon=":material/chat:",
                w=book.id,
                who=contact.id,
            )
            turning.button(
                "Give something",
                "give.py",
                key=f"give-{contact.id}",
                icon=":material/volunteer_activism:",
                w=book.id,
                who=contact.id,
            )
        taking.card(contact)
    _promises(book, contact)
    _talks(book, contact)
    _can(contact)
    _history(book, contact)
    _change(book, contact)
    if book.writable:
        _remove(book, contact)
    erasing.person(book, contact)


def _back() -> None:
    st.query_params.pop("who", None)


def _account(book: session.Workbook, contact: Contact) -> None:
    """Draw give and take in a line, giving first (rule S3-15)."""
    found = account(book.records, contact)
    if found.given or found.asked or found.planned:
        planned = " Something is planned." if found.planned else ""
        st.markdown(f"{giving.balance(found)}{planned}")
        reasons.shown("S3-15")


def _steps_away(book: session.Workbook, contact: Contact) -> None:
    """Say how many steps away they are, where it is more than one (rule S2-20)."""
    steps = degree(contact)
    if steps is None or steps < _THROUGH:
        return
    mutual = book.records.get(Contact, contact.mutual_contact)
    through = "" if mutual is None else f", through {md(mutual.name)}"
    st.caption(f"{capital(number(steps))} steps away{through}.")
    reasons.shown("S2-20")


def _talks(book: session.Workbook, contact: Contact) -> None:
    """Draw how often you talked in person, and the tap that notes one."""
    many = talks(book.records, contact)
    today = session.day_of(book)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        counted = f"You talked in person {count_in_words(many)}." if many else ""
        st.caption(md(counted or "No talk in person noted yet."), width="content")
        forms.button(
            "We talked today",
            forms.Save(
                book,
                "noted a talk",
                book.operation("talked", contact.id, today),
                lambda: [talked(contact, today)],
            ),
            key=f"talked-{contact.id}",
            type="tertiary",
        )


def _can(contact: Contact) -> None:
    """Draw, folded, what their kind can and can't do, and when most open up (rule S3-17)."""
    if contact.kind is None:
        return
    with st.expander(
        "What they can and can't do", key=f"can-{contact.id}", on_change="rerun"
    ) as unfolded:
        if unfolded.open:
            rating.what_they_can(contact.kind, closely=True)
            least, most = guide.limits().talks
            reasons.say("talks_mark", quiet=True, least=number(least), most=number(most))


def _reach(contact: Contact) -> None:
    """Draw the ways to reach them, as links the app builds itself."""
    page = web_address(contact.link)
    ways = (
        ("Mail", mail_link(contact.email, "", ""), ":material/mail:"),
        ("Call", phone_link(contact.phone), ":material/call:"),
        ("Their page", page or "", ":material/open_in_new:"),
    )
    if any(address for _, address, _ in ways):
        with st.container(horizontal=True, gap="small"):
            for label, address, icon in ways:
                if address:
                    st.link_button(label, address, icon=icon, type="tertiary")
    if contact.link.strip() and page is None:
        st.caption("The link kept here is no plain web address, so it is only shown as text.")


def _promises(book: session.Workbook, contact: Contact) -> None:
    """Draw what they said they would do and have not done yet, with its two ends (rule S2-13)."""
    found = book.records.index(PROMISES_BY_CONTACT).get(contact.id, ())
    waiting = [one for one in found if one.open]
    if not waiting:
        return
    today = session.day_of(book)
    st.markdown("**They said they would**")
    for one in waiting[:PAGE]:
        with st.container(key=f"promise-{one.id}", gap="xxsmall"):
            by = "" if one.by is None else f" · by {md(day(one.by))}"
            st.markdown(f"{md(one.what)}{by}")
            with st.container(horizontal=True, gap="small"):
                for label, verb, writes in (
                    ("They did it", "noted a kept promise", kept(one, today)),
                    ("Let it go", "let a promise go", let_go(one, today)),
                ):
                    save = forms.Save(
                        book,
                        verb,
                        book.operation(verb, one.id, one.version),
                        lambda writes=writes: list(writes),  # type: ignore[misc]
                    )
                    forms.button(label, save, key=f"{verb}-{one.id}", type="tertiary")
    reasons.say("promise_counts_when_kept", quiet=True)


# what happened


def _history(book: session.Workbook, contact: Contact) -> None:
    asks = book.records.index(ASKS_BY_CONTACT).get(contact.id, ())
    gives = book.records.index(GIVES_BY_CONTACT).get(contact.id, ())
    touches = book.records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    if not (asks or gives or touches):
        return
    with st.expander(
        f"What happened ({len(asks) + len(gives) + len(touches)})",
        key=f"happened-{contact.id}",
        on_change="rerun",
    ) as unfolded:
        if unfolded.open:
            today = session.day_of(book)
            rows: list[tuple[date, Record]] = [
                *((_ask_day(book, one), one) for one in asks),
                *((one.given_on or one.planned_on or date.min, one) for one in gives),
                *((one.on, one) for one in touches),
            ]
            rows.sort(key=lambda one: (one[0], one[1].id), reverse=True)
            pages = -(-len(rows) // PAGE)
            page = min(st.session_state.get(f"happened-page-{contact.id}") or 1, pages)
            for _, one in rows[(page - 1) * PAGE : page * PAGE]:
                st.markdown(_told(book, one, today))
            if pages > 1:
                st.pagination(pages, key=f"happened-page-{contact.id}")


def _ask_day(book: session.Workbook, ask: Ask) -> date:
    return book.records.index(COURSES)[ask.id].first_on or ask.planned_on or date.min


def _told(book: session.Workbook, record: Record, today: date) -> str:
    """Return one line of the history as Markdown, everything typed escaped."""
    match record:
        case Ask():
            return _ask_told(book, record, today)
        case Give():
            return _give_told(record)
        case Touch():
            return _touch_told(record)
    message = f"a sheet has no words for {type(record).__name__}"
    raise TypeError(message)


def _ask_told(book: session.Workbook, ask: Ask, today: date) -> str:
    state = book.records.index(COURSES)[ask.id].state(today)
    when = "Not sent yet" if state is AskState.PLANNED else day(_ask_day(book, ask))
    return f"{md(when)} · asked for {md(guide.label(ask.kind))} · {md(guide.label(state))}"


def _give_told(give: Give) -> str:
    kind = "" if give.kind is None else f" {md(guide.label(give.kind))}"
    what = f": {md(give.what)}" if give.what.strip() else ""
    if give.given_on is not None:
        return f"{md(day(give.given_on))} · you gave{kind}{what}"
    when = "one day" if give.planned_on is None else f"for {md(day(give.planned_on))}"
    return f"Planned {when} · give{kind}{what}"


def _touch_told(touch: Touch) -> str:
    parts = [md(day(touch.on))]
    if touch.channel is not None:
        parts.append(md(guide.label(touch.channel)))
    if touch.direction is Direction.REPLY:
        talk = touch.channel is Channel.IN_PERSON and touch.ask is None
        parts.append("you talked" if talk else "they answered")
        if touch.outcome is not None:
            parts.append(md(guide.label(touch.outcome)))
    else:
        parts.append(md(guide.label(touch.rung or touch.purpose)))
    words = f": {md(touch.words)}" if touch.words.strip() else ""
    return f"{' · '.join(parts)}{words}"


def day(on: date) -> str:
    """Return a day as it is read: "Thursday 14 May 2026"."""
    return f"{on:%A} {on.day} {on:%B} {on.year}"


# what is known


def _change(book: session.Workbook, contact: Contact) -> None:
    """Draw the boxes; they keep what was typed until it is saved or given up."""
    with st.expander(
        "What you know of them", key=f"known-{contact.id}", on_change="rerun"
    ) as unfolded:
        if not unfolded.open:
            return
        filled = boxes.in_step(contact, FIELDS)
        boxes.changed_elsewhere(filled, contact)
        boxes.line("name", "Name", filled)
        first, second = st.columns(2)
        with first:
            boxes.line("company", "Company", filled)
            boxes.line("email", "E-mail", filled)
        with second:
            boxes.line("position", "Position", filled)
            boxes.line("phone", "Phone", filled)
        boxes.line("link", "Link", filled, "https://")
        _about_the_tie(filled)
        _mutual(book, filled)
        boxes.note("knows_at", "Knows people at (companies, with commas)", filled)
        boxes.note("notes", "Notes", filled, "Nothing about health, faith or politics, please.")
        forms.button(
            "Save",
            boxes.save(book, "changed a person", filled, FIELDS),
            key=f"save-{contact.id}",
            type="primary",
        )


def _about_the_tie(filled: Contact) -> None:
    """Draw what there is to say of how one knows them."""
    boxes.choice("kind", "How you know them", filled, list(Kind), _words)
    boxes.choice("strength", "If you called them", filled, range(1, STRONGEST + 1), _closeness)
    boxes.choice("met_how", "How you met", filled, list(MetHow), _words)
    boxes.note("spoke_about", "What you spoke about", filled)
    boxes.note("did_together", "What you did together", filled)
    first, second = st.columns(2)
    with first:
        boxes.choice("knows_my_work", "Do they know your work?", filled, [True, False], _words)
    with second:
        boxes.choice("ever_helped", "Ever helped them?", filled, [True, False], _words)
    boxes.choice("cadence", _cadence_label(filled), filled, list(Cadence), _words)
    reasons.say("how_often", quiet=True)
    boxes.choice(
        "degree", "Steps away: 1 you know them, 2 through someone", filled, _DEGREES, _words
    )
    reasons.say("steps_away", quiet=True)


def _words(value: Any) -> str:  # noqa: ANN401 - an option of any of the choices
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if isinstance(value, int) else capital(guide.label(value))


def _closeness(strength: int) -> str:
    return capital(guide.strengths()[strength])


def _cadence_label(filled: Contact) -> str:
    """Return the label of "keep in touch", with what holds where nothing is chosen."""
    default = guide.cadences().of(replace(filled, cadence=None))
    if default is None:
        return "Keep in touch"
    return f"Keep in touch ({md(guide.label(default))} unless you choose)"


def _mutual(book: session.Workbook, filled: Contact) -> None:
    """Draw who brought you together, and a search to name someone."""
    key = boxes.key("mutual_contact", filled)
    mutual = book.records.get(Contact, st.session_state.get(key, filled.mutual_contact))
    if mutual is None:
        finding.choose(
            book,
            "Who brought you together?",
            key=f"mutual-{filled.id}",
            chosen=lambda row: _set_mutual(key, row),
            but=filled.id,
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{md(mutual.name)} brought you together", width="content")
        st.button(
            "Someone else, or nobody",
            key=f"no-mutual-{filled.id}",
            type="tertiary",
            on_click=_set_mutual,
            args=(key, None),
        )


def _set_mutual(key: str, row: str | None) -> None:
    st.session_state[key] = row


# taking a person out


def _remove(book: session.Workbook, contact: Contact) -> None:
    with st.expander("Take them out", key=f"out-{contact.id}", on_change="rerun") as unfolded:
        if not unfolded.open:
            return
        gone = belongings(book.records, contact)
        more = len(gone.removed) - 1
        also = f" with {more:,} notes of what happened between you" if more else ""
        st.markdown(
            f"{md(contact.name)} leaves the workbook{also}. "
            "Undo brings everything back; the history of the workbook keeps it."
        )
        save = forms.Save(
            book,
            "took a person out",
            book.operation("took out", contact.id, contact.version),
            writes=lambda: [*(Removed(one) for one in gone.removed), *gone.kept],
            then=_back,
        )
        forms.button("Take them out", save, key=f"take-out-{contact.id}")
