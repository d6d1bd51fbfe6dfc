"""The frame around every page: opens the workbook, lists the pages, runs the chosen one."""

import streamlit as st

from lib.ui import frame, session

st.set_page_config(
    page_title="Networking workbook", page_icon=":material/diversity_3:", layout="centered"
)

page = st.navigation(
    {
        "": [
            st.Page("home.py", title="Home", default=True, visibility="hidden"),
            st.Page("start.py", title="Start", icon=":material/waving_hand:", visibility="hidden"),
            st.Page("today.py", title="Today", icon=":material/wb_sunny:"),
            st.Page("people.py", title="People", icon=":material/group:"),
            st.Page("give.py", title="Give first", icon=":material/volunteer_activism:"),
            st.Page("ask.py", title="Ask", icon=":material/chat:"),
            st.Page("review.py", title="What happened", icon=":material/bubble_chart:"),
        ],
        "More": [
            st.Page("workbook.py", title="Workbook", icon=":material/menu_book:"),
        ],
    },
    position="top",
)

workbook = session.workbook()
session.remember_address(workbook)
frame.draw(workbook)
page.run()
