"""Give first: who is owed something, what would be kind, what is planned; giving before asking."""

import streamlit as st

from lib.coaching.contacts import Contact
from lib.coaching.ledger import GIVEN, LEDGER, OWED, PLANNED, SENT
from lib.ui import finding, giving, session

workbook = session.workbook()
today = session.day_of(workbook)
records = workbook.records
owed = records.index(OWED).entries
opened = finding.asked_for(records) or (records.get(Contact, owed[0][-1]) if owed else None)

st.title("Give first", anchor=False)

if not records.all(Contact):
    st.markdown(
        "People help whoever was good to them first. It need not be about work: a kind word, "
        "a link that fits, an hour with a broken printer."
    )
    if st.button("Who comes to mind?", type="primary", key="bring"):
        st.switch_page("people.py", query_params={"w": workbook.id})
    st.stop()

given, asked = len(records.index(GIVEN).entries), len(records.index(SENT).entries)
if given:
    st.caption(f"Given {given:,} · asked {asked:,}")
elif not records.index(LEDGER).entries:
    st.markdown(
        "Before you ask anyone for anything, do one small thing for them. Nothing grand: praise "
        "for something they did, a hand when they need one, a link that fits, help around the "
        "house. Afterwards the asking is lighter for both of you."
    )

if opened is not None:
    giving.panel(workbook, opened, today)
giving.choose(workbook, opened)
if records.index(PLANNED).entries:
    giving.planned(workbook, today)
giving.owed(workbook, opened)
if records.index(LEDGER).entries:
    giving.ledger(workbook)
