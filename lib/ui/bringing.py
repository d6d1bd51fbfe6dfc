"""Bringing people in: one name at a time with a question to think of them by, or a file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.contacts import Contact, Kind, MetHow
from lib.coaching.finding import Wanted, find
from lib.coaching.records import Record
from lib.coaching.scripts import ScriptKind
from lib.coaching.text import folded
from lib.coaching.touches import Purpose
from lib.ui import boxes, finding, forms, in_touch, intake, letters, reasons, session
from lib.ui.text import capital, md

VERB = "added a person"
_FILE = "from-file"
"""Names the expander for a file: True while it is open."""


def draw(book: session.Workbook) -> None:
    """Draw a question, a box for a name, and the way in for a file; a file that is open first."""
    if st.session_state.get(_FILE):
        _from_file(book)
        _by_name(book)
    else:
        _by_name(book)
        _from_file(book)


def _by_name(book: session.Workbook) -> None:
    _thought()
    one_name(book)
    _last(book)


def _from_file(book: session.Workbook) -> None:
    with st.expander(
        "From a file, such as your LinkedIn contacts",
        icon=":material/upload_file:",
        key=_FILE,
        on_change="rerun",
    ) as unfolded:
        if unfolded.open:
            intake.draw(book)


def one_name(book: session.Workbook) -> None:
    """Draw the form for one person: a name is enough."""
    boxes.empty("new", **dict.fromkeys(("new-name", "new-company", "new-email", "new-phone"), ""))
    with st.form("new-person", border=False):
        st.text_input("Name", key="new-name", autocomplete="off")
        with st.expander("Company, e-mail, phone, if you have them at hand"):
            st.text_input("Company", key="new-company", autocomplete="off")
            st.text_input("E-mail", key="new-email", autocomplete="off")
            st.text_input("Phone", key="new-phone", autocomplete="off")
        boxes.numbered("new")
        forms.submit(
            "Add",
            forms.Save(
                book,
                VERB,
                lambda: book.operation(VERB, session.nonce("new")),
                writes=lambda: [_named(session.nonce("new"))],
                then=lambda: _added(session.nonce("new")),
            ),
            key="add",
            icon=":material/person_add:",
        )


def just_met(book: session.Workbook, today: date) -> None:
    """Draw the form for someone met today, then the note to send them tonight (rule S4-9)."""
    contact = book.records.get(Contact, st.session_state.get("just-met"))
    if contact is not None:
        _tonight(book, contact)
        return
    st.markdown("A line the same evening is remembered. What you spoke about makes it yours.")
    form = session.nonce("met")
    boxes.empty(
        "met", **dict.fromkeys(("met-name", "met-about", "met-reach"), ""), **{"met-how": None}
    )
    with st.form("met", border=False):
        st.text_input("Name", key="met-name", autocomplete="off")
        st.text_area("What did you speak about?", key="met-about", height="content")
        st.pills(
            "How did you meet?",
            list(MetHow),
            format_func=lambda one: capital(guide.label(one)),
            key="met-how",
        )
        reasons.shown("S4-5")
        st.text_input("E-mail or phone, if you have one", key="met-reach", autocomplete="off")
        forms.submit(
            "Write the note",
            forms.Save(
                book,
                VERB,
                book.operation(VERB, form),
                writes=lambda: [_met(form, today)],
                then=lambda: _met_saved(form),
            ),
            key="add-met",
        )


def _typed(name: str) -> str:
    return str(st.session_state.get(name) or "")


def _named(row: str) -> Record:
    return Contact(
        id=row,
        name=_typed("new-name"),
        company=_typed("new-company"),
        email=_typed("new-email"),
        phone=_typed("new-phone"),
    )


def _met(row: str, today: date) -> Record:
    reach = _typed("met-reach").strip()
    return Contact(
        id=row,
        name=_typed("met-name"),
        kind=Kind.OTHER,
        met_how=st.session_state.get("met-how"),
        spoke_about=_typed("met-about"),
        email=reach if "@" in reach else "",
        phone="" if "@" in reach else reach,
        connected_on=today,
    )


def _added(row: str) -> None:
    st.session_state["added"] = row
    boxes.saved("new")


def _met_saved(row: str) -> None:
    st.session_state["just-met"] = row
    boxes.saved("met")


def _tonight(book: session.Workbook, contact: Contact) -> None:
    """Draw the note to someone just met; thanks and what you spoke about, no request."""
    st.markdown(
        f"**For {md(contact.name)}, tonight.** No request yet: this one is only to be kind."
    )
    if contact.met_how is not None:
        reasons.say(f"met_{contact.met_how.name}", quiet=True)
    reasons.say("follow_up_ways", quiet=True)
    letter = letters.Letter(
        contact,
        contact,
        None,
        ScriptKind.MESSAGE,
        purpose=Purpose.KEEP_IN_TOUCH,
        turn="just met",
        occasion="just met",
    )
    letters.draw(book, letter, then=_met_done)
    in_touch.draw(book, contact)
    with st.container(horizontal=True, gap="small"):
        st.button("Someone else", key="met-next", type="tertiary", on_click=_met_done)
        st.button(
            "Open their sheet",
            key=f"open-{contact.id}",
            type="tertiary",
            on_click=finding.show,
            args=(contact.id,),
        )


def _met_done() -> None:
    st.session_state.pop("just-met", None)


def _thought() -> None:
    """Draw one question that brings names to mind (rule S2-8)."""
    prompts = guide.prompts()
    at = int(st.session_state.get("thought", 0)) % len(prompts)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="thought-row"):
        st.markdown(f"**{md(prompts[at].text)}**", width="content")
        reasons.shown(*prompts[at].rules)
        st.button(
            "Another thought",
            key="another-thought",
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=_think_on,
            args=(at + 1,),
        )


def _think_on(at: int) -> None:
    st.session_state["thought"] = at


def _last(book: session.Workbook) -> None:
    """Draw who was added last, and whoever has the same name."""
    contact = book.records.get(Contact, st.session_state.get("added"))
    if contact is None:
        return
    finding.row(contact, "is in. Another name, or enough for now.")
    in_touch.draw(book, contact)
    same = find(book.records, Wanted(words=contact.name)).people
    for one in same:
        if one.id != contact.id and folded(one.name) == folded(contact.name):
            finding.row(one, "has the same name. Both are kept, in case they are two people.")
