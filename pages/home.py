"""Home: a newcomer is sent to Start, everyone else to Today."""

import streamlit as st

from lib.coaching.touches import Touch
from lib.ui import session

st.switch_page("today.py" if session.workbook().records.all(Touch) else "start.py")
