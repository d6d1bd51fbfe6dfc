"""Pages of the tests that go wrong, in every way in which a page can, over somebody's name."""

from typing import Final

SAID: Final = "raised over"
"""Stands in each exception before the name, and nowhere on a page."""
BUTTONS: Final = (
    "Plainly",
    "In a callback",
    "In a fragment",
    "In a fragment's callback",
    "In a dialog",
)
"""The buttons of `PAGE` whose tap raises."""
QUIET: Final = ("In a thread", "In a destructor", "In a task", "By a warning")
"""Those whose tap raises where no page sees it."""
OPENS: Final = "Open the dialog"
LONG, STALE, SAVED = "Too long a name", "Behind the newest", "In good order"

PAGE: Final = f"""
import asyncio
import gc
import threading
import warnings
from dataclasses import replace

import streamlit as st

from lib.coaching.contacts import Contact
from lib.ui import forms, session


def person():
    return next(iter(session.workbook().records.all(Contact).values()))


def breaks():
    raise KeyError(f"{SAID} {{person().name}}, {{person().notes}}")


def save(writes):
    book = session.workbook()
    result = book.save("tried", writes(book), book.operation("tried", session.nonce("tried")))
    session.renew("tried")
    forms.note(result, "tried")
    st.rerun()


class Dying:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        raise ValueError(f"{SAID} {{self.name}}")


def in_thread(name):
    def ends():
        raise ValueError(f"{SAID} {{name}}")

    thread = threading.Thread(target=ends)
    thread.start()
    thread.join()


def in_task(name):
    async def ends():
        raise ValueError(f"{SAID} {{name}}")

    async def begins():
        task = asyncio.create_task(ends())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(begins())


@st.fragment
def part():
    if st.button("In a fragment"):
        breaks()
    st.button("In a fragment's callback", on_click=breaks)


@st.dialog("A dialog")
def asks():
    if st.button("In a dialog"):
        breaks()


st.title("What goes wrong")
if st.button("Plainly"):
    breaks()
st.button("In a callback", on_click=breaks)
part()
if st.button("{OPENS}"):
    asks()
if st.button("In a thread"):
    in_thread(person().name)
if st.button("In a destructor"):
    Dying(person().name)
if st.button("In a task"):
    in_task(person().name)
if st.button("By a warning"):
    warnings.warn(f"{SAID} {{person().name}}", stacklevel=1)
if st.button("{LONG}"):
    save(lambda book: [Contact(name=30 * person().name)])
if st.button("{STALE}"):
    save(lambda book: [replace(person(), name=f"Another {{person().name}}", version=7)])
if st.button("{SAVED}"):
    save(lambda book: [Contact(name=f"Friend of {{person().name}}")])
"""

AT_ONCE: Final = f"""
from lib.coaching.contacts import Contact
from lib.ui import session

for person in session.workbook().records.all(Contact).values():
    raise ValueError(f"{SAID} {{person.name}}, {{person.phone}}")
"""
"""A page that does not get as far as being drawn."""
