"""The frame around every page: opens the workbook, lists the pages, runs the chosen one."""

import streamlit as st

from lib.coaching.contacts import Contact
from lib.coaching.touches import Touch
from lib.ui import frame, look, reasons, session

st.set_page_config(page_title="Networking workbook", page_icon="🌱", layout="centered")

WORK = {
    "today.py": ("Today", ":material/wb_sunny:"),
    "people.py": ("People", ":material/group:"),
    "give.py": ("Give first", ":material/volunteer_activism:"),
    "ask.py": ("Ask", ":material/chat:"),
    "review.py": ("What happened", ":material/bubble_chart:"),
}

page = st.navigation(
    {
        "": [
            st.Page("home.py", title="Home", default=True, visibility="hidden"),
            st.Page("start.py", title="Start", icon=":material/waving_hand:", visibility="hidden"),
            *(st.Page(script, title=title, icon=icon) for script, (title, icon) in WORK.items()),
        ],
        "More": [
            st.Page("workbook.py", title="Workbook", icon=":material/menu_book:"),
            st.Page("sources.py", title="Where this comes from", icon=":material/local_library:"),
        ],
    },
    position="top",
)

reasons.begin()
workbook = session.workbook()
session.remember_address(workbook)
frame.draw(workbook)
beginning = page.url_path == "start"
if beginning and not workbook.records.all(Contact):
    look.no_menu()
if not beginning or workbook.records.all(Touch):
    look.bar(WORK, workbook.id)
page.run()
if not beginning:
    reasons.foot(workbook.id)
