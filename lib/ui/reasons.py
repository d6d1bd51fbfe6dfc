"""Why a page says what it says: the rules that are drawn or enforced on it, and the way to them.

Whatever draws or enforces a rule of the articles says so here, in the same breath, with the rule's
id. At the foot of the page one quiet link leads to "Where this comes from" and names those rules in
its address, so that the page there can begin with them, and a test can see them in any browser.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import streamlit as st

from lib import guide
from lib.ui.text import md

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

_SHOWN = "rules-shown"


def begin() -> None:
    """Forget the rules of the page before; called by the frame before a page is drawn."""
    st.session_state[_SHOWN] = {}


def shown(*rules: str) -> None:
    """Note that these rules are drawn or enforced here; called by what draws or enforces them."""
    st.session_state.setdefault(_SHOWN, {}).update(dict.fromkeys(rules))


def say(name: str, *, quiet: bool = False, **blanks: str) -> None:
    """Draw a saying of the guide, and note its rules.

    Args:
        name: its name in sayings.toml.
        quiet: small, as a caption.
        blanks: what each `$name` in it stands for, as typed: shown as text.
    """
    draw = st.caption if quiet else st.markdown
    draw(said(name, **blanks))


def may_say(name: str | None) -> None:
    """Draw a saying of the guide where there is one; nothing for None."""
    if name is not None:
        say(name)


def said(name: str, **blanks: str) -> str:
    """Return a saying as Markdown, for a label or a line of one's own, and note its rules."""
    found = guide.saying(name)
    shown(*found.rules)
    return string.Template(found.words).substitute({one: md(text) for one, text in blanks.items()})


def all_shown() -> tuple[str, ...]:
    """Return the rules noted since `begin`, in the order of their ids."""
    noted = st.session_state.get(_SHOWN, {})
    return tuple(sorted(noted, key=lambda one: [int(part) for part in one[1:].split("-")]))


def foot(workbook: str, sources: Page) -> None:
    """Draw the link to what the page rests on; nothing where it rests on no rule.

    Args:
        workbook: the id that the address keeps.
        sources: the page that tells, as the menu has it.
    """
    rules = all_shown()
    if rules:
        st.page_link(
            sources,
            label="Why the workbook says this",
            icon=":material/local_library:",
            query_params={"w": workbook, "rules": ",".join(rules)},
        )
