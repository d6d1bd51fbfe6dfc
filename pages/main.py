"""The frame around every page: opens the workbook, lists the pages, runs the chosen one."""

import streamlit as st

from lib.coaching.contacts import Contact
from lib.coaching.touches import Touch
from lib.ui import desk, frame, idling, look, reasons, rooms, session

st.set_page_config(page_title="Networking workbook", page_icon="🌱", layout="centered")

work = [
    st.Page("today.py", title="Today", icon=":material/wb_sunny:"),
    st.Page("people.py", title="People", icon=":material/group:"),
    st.Page("give.py", title="Give first", icon=":material/volunteer_activism:"),
    st.Page("ask.py", title="Ask", icon=":material/chat:"),
    st.Page("review.py", title="What happened", icon=":material/bubble_chart:"),
]
sources = st.Page("sources.py", title="Where this comes from", icon=":material/local_library:")

page = st.navigation(
    {
        "": [
            st.Page("home.py", title="Home", default=True, visibility="hidden"),
            st.Page("start.py", title="Start", icon=":material/waving_hand:", visibility="hidden"),
            *work,
        ],
        "More": [
            st.Page("workbook.py", title="Workbook", icon=":material/menu_book:"),
            sources,
            st.Page(
                "coach.py",
                title="Coach",
                icon=":material/diversity_3:",
                visibility="visible" if desk.at_hand() else "hidden",
            ),
            st.Page(
                "workshop.py",
                title="Workshop",
                icon=":material/groups:",
                visibility="visible" if rooms.at_hand() else "hidden",
            ),
        ],
    },
    position="top",
)

idling.arrive()
reasons.begin()
if page.url_path == "coach" or (page.url_path == "workshop" and rooms.in_front()):
    frame.draw_without_workbook()
    page.run()
    st.stop()
workbook = session.workbook()
session.remember_address(workbook)
frame.draw(workbook, page.url_path)
beginning = page.url_path == "start"
if beginning and not workbook.records.all(Contact):
    look.no_menu()
if not beginning or workbook.records.all(Touch):
    look.bar(work, workbook.id)
with session.opened(workbook):
    page.run()
if not beginning:
    reasons.foot(workbook.id, sources)
