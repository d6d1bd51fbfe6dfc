"""A page of the tests: the ways in which a tap reaches the store, without a check of its own."""

from typing import Final

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
