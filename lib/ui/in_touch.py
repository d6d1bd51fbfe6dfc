"""How often to be in touch with someone: chosen at the outset, the default by kind preselected."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib import guide
from lib.coaching.contacts import Cadence, Contact
from lib.ui import forms, reasons, session
from lib.ui.text import capital, md


def draw(book: session.Workbook, contact: Contact) -> None:
    """Draw the choice for one person; a tap saves it, none keeps the default of their kind."""
    key = f"in-touch-{contact.id}-{contact.version}"
    st.pills(
        f"Keep in touch with {md(contact.name)}",
        list(Cadence),
        default=guide.cadences().of(contact),
        format_func=lambda one: capital(guide.label(one)),
        key=key,
        on_change=_chosen,
        args=(book, contact, key),
    )
    reasons.say("how_often", quiet=True)


def _chosen(book: session.Workbook, contact: Contact, key: str) -> None:
    wanted = st.session_state.get(key)
    if wanted is contact.cadence:
        return
    operation = book.operation("in touch", contact.id, contact.version, wanted)
    better = replace(contact, cadence=wanted)
    forms.do(forms.Save(book, "chose how often", operation, lambda: [better]))
