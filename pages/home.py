"""Home: who has a seat is sent to their workshop, a newcomer to Start, everyone else to Today."""

import streamlit as st

from lib.coaching.touches import Touch
from lib.ui import rooms, session

workbook = session.workbook()
if rooms.is_on(workbook):
    st.switch_page("workshop.py", query_params={"w": workbook.id})
st.switch_page("today.py" if workbook.records.all(Touch) else "start.py")
