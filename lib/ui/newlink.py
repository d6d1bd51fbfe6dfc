"""A link that was just made: shown once, to copy, to mail, to scan, or on paper.

The token is kept nowhere but in this tab, until it is put away: the store has its hash alone. So
whoever needs it again gets another link, and this one can be withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from lib.store import Role
from lib.ui import circle, qr, session
from lib.ui.text import mail_draft, md, shown

_KEPT: Final = "new-link"
"""Where it is kept that a link was just made."""

STYLE: Final = """
<style>
@media print {
  html, body, #root, #root > div, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"], [data-testid="stApp"] > div
  { position: static !important; height: 24cm !important; overflow: hidden !important; }
  * { color: #1c1c1c !important; background: transparent !important; }
  [data-testid="stMain"] * { visibility: hidden; }
  .st-key-paper, .st-key-paper * { visibility: visible !important; }
  .st-key-paper { position: absolute; inset: 1rem auto auto 1rem; max-width: 32rem; }
  .st-key-paper [data-testid="stElementToolbar"], .st-key-paper button,
  .st-key-paper-not, .st-key-new-link-ways, header, .st-key-bar,
  [data-testid="stHeader"], [data-testid="stToolbar"]
  { display: none !important; }
}
</style>
"""
"""On paper there is the link alone."""


@dataclass(frozen=True, slots=True)
class Made:
    """A link, while it is shown."""

    workbook: str
    role: Role
    """Owner for one's own; guest for what gives another device all that this browser opens."""
    name: str
    address: str


def show(made: Made) -> None:
    """Keep a link for `draw`."""
    st.session_state[_KEPT] = made


def is_shown(book: session.Workbook, *roles: Role) -> bool:
    """Return whether a link of these roles is being shown."""
    made: Made | None = st.session_state.get(_KEPT)
    return made is not None and made.workbook == book.id and made.role in roles


def draw(book: session.Workbook, *roles: Role) -> None:
    """Draw the link that was just made, where it is of these roles; nothing else."""
    made: Made | None = st.session_state.get(_KEPT)
    if made is None or not is_shown(book, *roles):
        return
    st.html(STYLE)
    with st.container(border=True, key="new-link"):
        with st.container(key="paper", gap="small"):
            st.markdown(f"**{_title(made)}**")
            with st.container(key="paper-not"):
                st.caption(_what(made))
            st.code(shown(made.address), language=None, wrap_lines=True)
            qr.draw(made.address, alt="The link as a QR code")
            st.caption(_care(made))
        with st.container(horizontal=True, vertical_alignment="center", key="new-link-ways"):
            if made.role is not Role.GUEST:
                st.link_button(
                    "Open in Mail",
                    mail_draft(*_mail(book, made)),
                    key="new-link-mail",
                    icon=":material/mail:",
                )
            st.button("I have it", key="new-link-done", type="primary", on_click=_put_away)
        st.caption(
            "On paper: your browser prints this box alone, with Ctrl and P, on a Mac ⌘ and P."
        )


def of_owner(book: session.Workbook, role: Role, name: str, token: str) -> Made:
    """Return a link that was made just now."""
    return Made(book.id, role, name, circle.address(token))


def _title(made: Made) -> str:
    match made.role:
        case Role.OWNER:
            return "Your link to this workbook"
        case Role.GUEST:
            return "For your other device"
        case _ if made.name:
            return f"The link for {md(made.name)}"
    return "The new link"


def _what(made: Made) -> str:
    if made.role is Role.GUEST:
        return "It opens once, within the hour. Scan it with the other device, or type it there."
    return "It is shown here once. Keep it now: to copy it, tap the sign in its corner."


def _care(made: Made) -> str:
    match made.role:
        case Role.OWNER:
            return "Keep it as you keep a key: whoever has it opens your workbook as you do."
        case Role.GUEST:
            return "The other device then opens every workbook that this one opens."
    return "It is for one person. Whoever has it opens what you show them."


def _mail(book: session.Workbook, made: Made) -> tuple[str, str]:
    """Return subject and words of the mail that carries a link."""
    if made.role is Role.OWNER:
        return "My workbook", f"My link, to keep:\n\n{made.address}\n"
    cover = book.records.cover
    name = made.name.strip()
    greeting = f"Hello {name},\n\n" if name else "Hello,\n\n"
    sign = f"\n{cover.owner.strip()}\n" if cover.owner.strip() else ""
    words = f"{greeting}this link opens my workbook for you:\n\n{made.address}\n{sign}"
    return "My workbook, for you to look at", words


def _put_away() -> None:
    st.session_state.pop(_KEPT, None)
