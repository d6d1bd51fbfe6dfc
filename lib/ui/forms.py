"""Saving from a button: once, durably, with an answer that is always looked at.

The write runs in the button's callback, before the page is drawn again, so a click costs one run.
After a restart or a dropped line the callback is not known to the new session: then the button's
own return value does the same write, with the same operation id, so it still happens once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from lib.coaching.records import Record
from lib.store import Action, Conflict, Refused, Removed, Result, Saved
from lib.ui import session

Writes = Iterable[Record | Removed]
Kind = Literal["primary", "secondary", "tertiary"]


@dataclass(frozen=True, slots=True)
class Save:
    """What a button saves, fixed when it is drawn; `writes` reads the widgets when it is tapped."""

    workbook: session.Workbook
    verb: str
    operation: str | Callable[[], str]
    """Fixed when drawn; of a form with a number of its own (`boxes.numbered`) read with its boxes,
    because that number is what the browser was showing when it was tapped."""
    writes: Callable[[], Writes]
    then: Callable[[], Any] | None = None
    """Done after it is saved, and only then: clear a box, open a page."""
    needs: Action = Action.WRITE
    """What whoever taps must be allowed; the store asks by itself."""

    @property
    def allowed(self) -> bool:
        """Whether whoever is here may do this: for what is drawn."""
        return self.workbook.may(self.needs)


def button(  # noqa: PLR0913 - a button has these properties
    label: str,
    save: Save,
    *,
    key: str,
    type: Kind = "secondary",  # noqa: A002 - Streamlit's word
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
    disabled: bool = False,
    help: str | None = None,  # noqa: A002 - Streamlit's word
    shortcut: str | None = None,
) -> None:
    """Draw a button that saves when tapped; none for whoever may not do what it does.

    `label` must be constant or made with `text.md`.
    """
    if not save.allowed:
        return
    if st.button(
        label,
        key=key,
        type=type,
        icon=icon,
        width=width,
        disabled=disabled,
        help=help,
        shortcut=shortcut,
        on_click=_clicked,
        args=(save,),
    ):
        _answered(save)


def submit(  # noqa: PLR0913 - a button has these properties
    label: str,
    save: Save,
    *,
    key: str,
    type: Kind = "primary",  # noqa: A002 - Streamlit's word
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draw the submit button of the `st.form` it stands in; it saves when tapped.

    A form needs one: for whoever may not do what it does it is there, and gives no answer.
    """
    if st.form_submit_button(
        label,
        key=key,
        type=type,
        icon=icon,
        width=width,
        disabled=not save.allowed,
        on_click=_clicked,
        args=(save,),
    ):
        _answered(save)


def order(  # noqa: PLR0913 - a button has these properties
    label: str,
    give: Callable[[], Any],
    *,
    key: str,
    type: Kind = "secondary",  # noqa: A002 - Streamlit's word
    icon: str | None = None,
    in_form: bool = False,
) -> None:
    """Draw a button that gives an order which changes no record, and draws the page again.

    As with what is saved, the order is given in the callback: a run that shows the tap may be
    ended by the next one before it comes to the button. `label` must be constant or made with
    `text.md`; `in_form` where the button submits the form it stands in.
    """
    draws = st.form_submit_button if in_form else st.button
    if draws(label, key=key, type=type, icon=icon, on_click=_ordered, args=(give,)):
        if st.session_state.pop("given", None) is None:  # a new session knew no callback
            give()
        st.rerun()


def _ordered(give: Callable[[], Any]) -> None:
    give()
    st.session_state["given"] = True


def do(save: Save) -> bool:
    """Save at once; return True where it is durable. For callbacks of other widgets.

    Whoever may not do it is not asked to: a box they may read saves nothing.
    """
    if not save.allowed:
        return False
    operation = save.operation if isinstance(save.operation, str) else save.operation()
    writes = list(save.writes())
    result = save.workbook.save(save.verb, writes, operation) if writes else None
    st.session_state["done-operation"] = operation
    if result is None:
        return False
    note(result, save.verb)
    if isinstance(result, Saved):
        if save.then is not None:
            save.then()
        return True
    return False


def note(result: Result, verb: str) -> None:
    """Keep an answer of the store for the frame to show."""
    for name in ("conflict", "refused"):
        st.session_state.pop(name, None)
    match result:
        case Saved():
            # A second tap may end the first one's callback when its row is saved and this line is
            # not reached: then it is the repeat that says so.
            newest = session.last_saved()
            if newest is None or newest[0].number < result.number:
                st.session_state["last-saved"] = (result, verb, session.now())
        case Conflict():
            st.session_state["conflict"] = (result, verb)
        case Refused():
            st.session_state["refused"] = result


def _clicked(save: Save) -> None:
    do(save)


def _answered(save: Save) -> None:
    """Do the write where the callback did not run (a new session), and draw again.

    Where it ran, `save` is already the next one, made of the rows as they are now: it must wait for
    a tap of its own, so its operation is not even looked at.
    """
    if st.session_state.pop("done-operation", None) is None:
        do(save)
        st.session_state.pop("done-operation", None)
        st.rerun()
