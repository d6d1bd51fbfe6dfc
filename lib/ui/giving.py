"""Giving: one person's panel, two taps to note a give, a day for a planned one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give, GiveKind
from lib.coaching.ladder import days_after
from lib.coaching.ledger import GIVEN, LEDGER, OWED, PLANNED, SENT, Account, account
from lib.coaching.records import Record
from lib.ui import boxes, days, finding, forms, reasons, session, turning
from lib.ui.text import capital, md

IDEAS = 3
"""Ideas shown at a time."""
OWED_SHOWN = 5
"""People shown who are owed something."""
PAGE = 25
"""Lines of the ledger a page."""
SOON_DAYS = 3
"""The day proposed for a planned give, in days from today."""


def nobody(book: session.Workbook) -> None:
    """Say why giving comes first, and lead to a first name where there is none yet."""
    reasons.say("give_first")
    turning.button("Who comes to mind?", "people.py", key="bring", kind="primary", w=book.id)


def counted(book: session.Workbook) -> None:
    """Draw how much was given and asked in all, giving first; nothing before the first give."""
    given = len(book.records.index(GIVEN).entries)
    if given:
        st.caption(f"Given {given:,} · asked {len(book.records.index(SENT).entries):,}")
        reasons.shown("S1-15", "S3-15")


def panel(book: session.Workbook, contact: Contact, today: date) -> None:
    """Draw what to give one person: a kind and "I did this" are the two taps."""
    name = f"give-{contact.id}"
    kind_key, what_key = f"give-kind-{contact.id}", f"give-what-{contact.id}"
    boxes.empty(name, **{kind_key: None, what_key: ""})
    with st.container(border=True, key=f"giving-{contact.id}"):
        st.subheader(md(contact.name), anchor=False)
        st.caption(balance(account(book.records, contact)))
        reasons.shown("S3-15")
        _ever_helped(book, contact)
        kind: GiveKind | None = st.pills(
            "What would be kind?",
            list(GiveKind),
            format_func=lambda one: capital(guide.label(one)),
            key=kind_key,
        )
        if kind is not None:
            _one_give(book, contact, kind, today)
        boxes.numbered(name)


def _one_give(book: session.Workbook, contact: Contact, kind: GiveKind, today: date) -> None:
    """Draw what to note of a give of this kind: done, or planned."""
    name, what_key = f"give-{contact.id}", f"give-what-{contact.id}"
    day_key = f"give-day-{contact.id}"
    _ideas(kind, what_key, contact.id)
    st.text_input("What (if you like)", key=what_key, on_change="ignore")

    def give() -> Give:
        return Give(id=session.nonce(name), contact=contact.id, kind=kind)

    def operation() -> str:
        return book.operation("give", session.nonce(name))

    forms.button(
        "I did this",
        forms.Save(
            book,
            "gave",
            operation,
            writes=lambda: [replace(give(), what=_what(what_key), given_on=today)],
            then=lambda: boxes.saved(name),
        ),
        key=f"gave-{contact.id}",
        type="primary",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(
            "Or plan it for",
            days_after(today, SOON_DAYS),
            min_value=today,
            key=day_key,
            width=160,
            format=days.BOX,
            on_change="ignore",
        )
        forms.button(
            "Plan it",
            forms.Save(
                book,
                "planned to give",
                operation,
                writes=lambda: [_planned(give(), what_key, day_key)],
                then=lambda: boxes.saved(name),
            ),
            key=f"plan-{contact.id}",
        )


def balance(found: Account) -> str:
    """Return give and take in a line, giving first (rule S3-15); what was not is not counted."""
    parts = [f"you gave {_times(found.given)}"] if found.given else []
    if found.asked:
        helped = f", and they helped {_times(found.helped)}" if found.helped else ""
        parts.append(f"you asked {_times(found.asked)}{helped}")
    return f"{capital('; '.join(parts) or 'nothing given or asked yet')}."


def _times(count: int) -> str:
    """Return how often, in words up to twice."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _what(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _planned(give: Give, what_key: str, day_key: str) -> Record:
    return replace(give, what=_what(what_key), planned_on=st.session_state.get(day_key))


def _ideas(kind: GiveKind, what_key: str, row: str) -> None:
    """Draw a few of the guide's ideas; a tap puts one into the box."""
    ideas = guide.give_ideas()[kind]
    at = int(st.session_state.get(f"ideas-{row}", 0)) % len(ideas)
    numbers = [(at + step) % len(ideas) for step in range(min(IDEAS, len(ideas)))]
    reasons.shown(*(rule for one in numbers for rule in ideas[one].rules))
    key = f"idea-{kind.name}-{at}-{row}"
    st.radio(
        "Ideas",
        numbers,
        index=None,
        format_func=lambda one: md(ideas[one].words),
        key=key,
        label_visibility="collapsed",
        on_change=_put_idea,
        args=(key, kind, what_key),
    )
    st.button(
        "Other ideas",
        key=f"other-ideas-{row}",
        type="tertiary",
        icon=":material/lightbulb:",
        on_click=_put,
        args=(f"ideas-{row}", at + IDEAS),
    )


def _put_idea(key: str, kind: GiveKind, what_key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen is not None:
        st.session_state[what_key] = guide.give_ideas()[kind][chosen].words


def _put(key: str, value: str | int) -> None:
    st.session_state[key] = value


def _ever_helped(book: session.Workbook, contact: Contact) -> None:
    """Draw the question that counts as one given, while it is open."""
    if contact.ever_helped is not None:
        return
    st.markdown("Ever helped them?")
    with st.container(horizontal=True, gap="small"):
        for label, answer in (("Yes", True), ("Not that I know", False)):
            # Both answers are one operation: whichever is tapped first in this tab counts.
            save = _helped(book, contact, answer=answer)
            forms.button(label, save, key=f"helped-{answer}-{contact.id}", type="tertiary")


def _helped(book: session.Workbook, contact: Contact, *, answer: bool) -> forms.Save:
    return forms.Save(
        book,
        "remembered helping" if answer else "looked back",
        book.operation("ever helped", contact.id, contact.version, session.nonce("tab")),
        writes=lambda: [replace(contact, ever_helped=answer)],
    )


def owed(book: session.Workbook, opened: Contact | None) -> None:
    """Draw who is owed something, the most first; a tap on a name opens their panel."""
    entries = book.records.index(OWED).entries
    people = [book.records.get(Contact, entry[-1]) for entry in entries[: OWED_SHOWN + 1]]
    others = [one for one in people if one is not None and one != opened][:OWED_SHOWN]
    if not others:
        return
    st.markdown("**Whose turn it is**")
    reasons.shown("S1-15", "S2-28")
    for one in others:
        _line(book, one, "turn")
    if len(entries) > len(others) + (opened is not None):
        st.caption("And others. One at a time is plenty.")


def planned(book: session.Workbook, today: date) -> None:
    """Draw what is planned, the nearest day first."""
    entries = book.records.index(PLANNED).entries[:PAGE]
    if not entries:
        return
    st.markdown("**Planned**")
    for entry in entries:
        give = book.records.get(Give, entry[-1])
        contact = None if give is None else book.records.get(Contact, give.contact)
        if give is not None and contact is not None:
            _plan(book, give, contact, today)


def _plan(book: session.Workbook, give: Give, contact: Contact, today: date) -> None:
    """Draw one planned give with its two ways to end."""
    kind = "" if give.kind is None else md(guide.label(give.kind))
    what = md(give.what) if give.what.strip() else kind
    when = md(_when(give.planned_on, today))
    with st.container(key=f"plan-row-{give.id}", gap="xsmall"):
        st.markdown(f"**{md(contact.name)}** · {when} · {what}")
        with st.container(horizontal=True, gap="small"):
            done = forms.Save(
                book,
                "gave",
                book.operation("gave", give.id, give.version),
                writes=lambda: [replace(give, given_on=today)],
            )
            forms.button("Done", done, key=f"done-{give.id}")
            dropped = forms.Save(
                book,
                "dropped a plan",
                book.operation("dropped", give.id, give.version),
                writes=lambda: [replace(give, planned_on=None)],
            )
            forms.button("Not any more", dropped, key=f"drop-{give.id}", type="tertiary")


def _when(planned_on: date | None, today: date) -> str:
    if planned_on is None:
        return "some day"
    if planned_on <= today:
        return "today"
    if (planned_on - today).days == 1:
        return "tomorrow"
    return f"{planned_on:%A} {planned_on.day} {planned_on:%B}"


def ledger(book: session.Workbook) -> None:
    """Draw give and take with everyone, by name, a page at a time."""
    entries = book.records.index(LEDGER).entries
    with st.expander(
        f"Give and take with everyone ({len(entries):,})", key="ledger", on_change="rerun"
    ) as unfolded:
        if not unfolded.open:
            return
        pages = max(1, -(-len(entries) // PAGE))
        page = min(st.session_state.get("ledger-page") or 1, pages)
        for entry in entries[(page - 1) * PAGE : page * PAGE]:
            contact = book.records.get(Contact, entry[-1])
            if contact is not None:
                _line(book, contact, "all")
        if pages > 1:
            st.pagination(pages, key="ledger-page")


def _line(book: session.Workbook, contact: Contact, place: str) -> None:
    with st.container(gap=None):
        st.button(
            f"**{md(contact.name)}**",
            key=f"{place}-{contact.id}",
            type="tertiary",
            on_click=finding.show,
            args=(contact.id,),
        )
        st.caption(balance(account(book.records, contact)))


def choose(book: session.Workbook, opened: Contact | None) -> None:
    """Draw the search for somebody to give to, beside whoever is open."""
    label = "Who comes to mind?" if opened is None else "Someone else"
    finding.choose(book, label, key="give", chosen=_chosen)


def _chosen(row: str) -> None:
    finding.show(row)
    st.session_state.pop("choose-give", None)
