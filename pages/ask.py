"""Ask: whom, for what, and the words; the checks warn and never forbid."""

import streamlit as st

from lib.coaching.contacts import Contact
from lib.ui import asking, finding, mywords, session

book = session.workbook()
today = session.day_of(book)
ask, contact = asking.asked_for(book.records), finding.asked_for(book.records)

if ask is not None:
    asking.words(book, ask, today)
elif contact is not None:
    asking.what(book, contact, today)
else:
    st.title("Ask", anchor=False)
    if book.records.all(Contact):
        asking.whom(book, today)
    else:
        asking.nobody(book)
    asking.waiting(book, today)
    unfolded = st.expander("My words", key="words-unfolded", on_change="rerun")
    if unfolded.open:
        with unfolded:
            mywords.draw(book)
