"""People: rate a few, find anyone, bring them in; a tap on a name opens all that is known of them.

Only the open part is worked out.
"""

import streamlit as st

from lib.coaching.contacts import Contact
from lib.ui import bringing, finding, knowing, merging, person, rating, readiness, session

workbook = session.workbook()
today = session.day_of(workbook)
opened = finding.asked_for(workbook.records)

if opened is not None:
    person.draw(workbook, opened)
else:
    st.title("People", anchor=False)
    BRING, RATE, FIND, AT, MET = (
        "Bring in",
        "Rate",
        "Find",
        "Who do you know at …?",
        "Just met someone",
    )
    somebody = bool(workbook.records.all(Contact))
    if not (somebody or workbook.writable):
        st.caption("Nobody is written down here yet.")
        st.stop()
    slot = st.container()
    parts = [RATE, FIND, BRING, AT, MET] if somebody else [BRING, MET]
    if not workbook.writable:
        parts = [FIND, AT]
    part = st.pills(
        "What would you like to do?",
        parts,
        default=parts[0],
        required=True,
        key="people-part",
        label_visibility="collapsed",
        persist_state="session",
    )

    if somebody and part in (RATE, FIND):
        with slot:
            readiness.draw(workbook)
    if part == RATE:
        rating.draw(workbook)
        rating.many(workbook)
    elif part == FIND:
        finding.draw(workbook)
        merging.draw(workbook)
    elif part == BRING:
        bringing.draw(workbook)
        merging.draw(workbook)
    elif part == AT:
        knowing.draw(workbook)
    elif part == MET:
        bringing.just_met(workbook, today)
