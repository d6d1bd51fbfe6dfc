"""Give first: who is owed something, what would be kind, what is planned; giving before asking."""

import streamlit as st

from lib.coaching.contacts import Contact
from lib.coaching.ledger import LEDGER, OWED, PLANNED
from lib.ui import finding, giving, reasons, session

workbook = session.workbook()
today = session.day_of(workbook)
records = workbook.records
owed = records.index(OWED).entries
opened = finding.asked_for(records) or (records.get(Contact, owed[0][-1]) if owed else None)

st.title("Give first", anchor=False)

if not records.all(Contact):
    giving.nobody(workbook)
else:
    giving.counted(workbook)
    if not records.index(LEDGER).entries:
        reasons.say("give_before_asking")
    else:
        reasons.say("making_friends", quiet=True)

    if opened is not None:
        giving.panel(workbook, opened, today)
    giving.choose(workbook, opened)
    if records.index(PLANNED).entries:
        giving.planned(workbook, today)
    giving.owed(workbook, opened)
    if records.index(LEDGER).entries:
        giving.ledger(workbook)
