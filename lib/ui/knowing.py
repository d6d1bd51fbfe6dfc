"""Who do you know at a company: whom to ask for what, directly and through someone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib import guide
from lib.coaching.companies import company_key, who_at
from lib.coaching.contacts import Contact
from lib.coaching.suiting import most
from lib.coaching.targets import Target
from lib.coaching.text import is_blank
from lib.ui import boxes, finding, forms, reasons, session
from lib.ui.text import capital, md

MANY = 10
"""People of one company drawn at first."""
WANTED = {1: "Wanted most", 2: "Wanted", 3: "Would do"}
"""The priorities of a company (rule S2-17)."""
FIELDS = ("role", "priority", "plan_b", "notes")


def draw(book: session.Workbook) -> None:
    """Draw the box for a company, whom one knows there, and what one noted about the company."""
    company = st.text_input(
        "Company",
        key="at-company",
        live="300ms",
        placeholder="Where would you like to know someone?",
        persist_state="session",
    )
    if is_blank(company or "") or company is None:
        _targets(book)
        return
    found = who_at(book.records, company)
    reasons.shown("S1-6")
    if not found.direct and not found.through:
        st.markdown(
            "Nobody yet. Someone you know may know someone there: note it on their sheet under "
            "“Knows people at”, or ask an old colleague."
        )
    if found.direct:
        st.markdown("**Directly**")
        if not all(one.rated for one in found.direct[:MANY]):
            st.caption("Say how you know someone, and their line says what to ask for.")
        _people(found.direct, "direct")
    if found.through:
        st.markdown("**Through someone**")
        st.caption(
            "Ask first how well they know the person there. Only then, whether they would "
            "introduce you."
        )
        reasons.shown("S1-12", "S1-13")
        _people(found.through, "through")
    _target(book, company)


def _people(people: Sequence[Contact], where: str) -> None:
    shown = people
    if len(people) > MANY and not st.session_state.get(f"all-{where}"):
        shown = people[:MANY]
    for one in shown[:25]:
        note = _what_to_ask(one) if where == "direct" else md(finding.about(one))
        finding.row(one, note, place=where)
    if len(shown) < len(people):
        st.button(
            "More of them", key=f"all-{where}-button", type="tertiary", on_click=_all, args=(where,)
        )


def _all(where: str) -> None:
    st.session_state[f"all-{where}"] = True


def _what_to_ask(contact: Contact) -> str:
    """Return what to ask somebody who is there for, in our words."""
    if not contact.rated:
        return "not rated yet"
    kind = most(contact, guide.kinds(), guide.minimum_strength())
    if kind is None:
        return "be in touch first, ask later"
    return f"ask for {md(guide.label(kind))}"


def _target(book: session.Workbook, company: str) -> None:
    """Draw the company as one you want, or the offer to note it (rules S1-6, S2-18)."""
    key = company_key(company)
    known = [one for one in book.records.all(Target).values() if company_key(one.company) == key]
    if known:
        _sheet(book, known[0])
        return
    save = forms.Save(
        book,
        "noted a company",
        book.operation("noted a company", session.nonce("target")),
        writes=lambda: [Target(company=company)],
        then=lambda: session.renew("target"),
    )
    forms.button("I want to work there", save, key="want", icon=":material/star:")


def _sheet(book: session.Workbook, target: Target) -> None:
    with st.container(border=True, key=f"target-{target.id}"):
        filled = boxes.in_step(target, FIELDS)
        boxes.changed_elsewhere(filled, target)
        st.markdown(f"**{md(target.company)}**")
        boxes.choice(
            "priority", "How much do you want it?", filled, list(WANTED), lambda one: WANTED[one]
        )
        boxes.line("role", "Role", filled)
        boxes.note(
            "plan_b", "Plan B", filled, "If this door stays shut, which is the next one to try?"
        )
        if is_blank(target.plan_b):
            reasons.say("plan_b", quiet=True)
        reasons.say("reference_is_gold", quiet=True)
        save = boxes.save(book, "changed a company", filled, FIELDS)
        forms.button("Save", save, key=f"save-{target.id}", type="primary")


def _targets(book: session.Workbook) -> None:
    """Draw the companies one wants, those wanted most first."""
    targets = sorted(
        book.records.all(Target).values(), key=lambda one: (one.priority, one.company, one.id)
    )
    if not targets:
        st.caption(
            "One company is enough to begin with. The workbook looks through all your people, and "
            "through whom they know."
        )
        return
    st.markdown("**Companies you want**")
    for one in targets[:25]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                md(one.company),
                key=f"look-{one.id}",
                type="tertiary",
                on_click=_look,
                args=(one.company,),
            )
            plan = "" if one.plan_b.strip() else " · no plan B yet"
            st.caption(f"{capital(WANTED[one.priority])}{plan}", width="content")
            if plan:
                reasons.shown("S2-18")


def _look(company: str) -> None:
    st.session_state["at-company"] = company
