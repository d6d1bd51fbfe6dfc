"""A page of the tests: the ways in which a tap reaches the store, without a check of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.bench import driver

if TYPE_CHECKING:
    from tests.trust.house import House, Kept

WAYS: Final = """
import streamlit as st

from lib.coaching.contacts import Contact
from lib.ui import forms, session


def save(way):
    book = session.workbook()
    operation = book.operation("tried", way, session.nonce(way))
    forms.note(book.save("tried", [Contact(name=way)], operation), "tried")
    session.renew(way)


@st.fragment
def part():
    if st.button("In a fragment"):
        save("fragment")
    st.button("A fragment's callback", on_click=save, args=("fragment callback",))


@st.dialog("A dialog")
def asks():
    if st.button("In a dialog"):
        save("dialog")


st.title("Ways in")
if st.button("Plain"):
    save("plain")
st.button("By a callback", on_click=save, args=("callback",))
if st.button("For its owner alone", disabled=True):
    save("disabled")
part()
if st.button("Open the dialog"):
    asks()
"""
OPENS: Final = "Open the dialog"
DISABLED: Final = "For its owner alone"
EACH: Final = {
    "plain": ("Plain",),
    "callback": ("By a callback",),
    "fragment": ("In a fragment",),
    "fragment callback": ("A fragment's callback",),
    "dialog": (OPENS, "In a dialog"),
}
"""What is saved, to the buttons that are tapped for it."""
LABELS: Final = tuple(labels[-1] for labels in EACH.values())
"""The buttons that save; the last one stands in a dialog, which has to be opened."""


async def opened(house: House, kept: Kept, cookie: str) -> driver.Session:
    """Open the page of the ways."""
    return await driver.visit(
        house.server.address, "today", cookie=f"visit={cookie}", query=f"w={kept.id}"
    )


async def tap(tab: driver.Session, button: Any) -> None:  # noqa: ANN401 - any widget's message
    """Tap a button where it stands: in its fragment, which runs without the frame."""
    state = WidgetState(id=button.id, trigger_value=True)
    await tab.rerun(state, fragment=tab.fragments.get(button.id, ""))
