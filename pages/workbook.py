"""Workbook: whose it is, what was done and how to take it back, and where it is kept."""

import streamlit as st

from lib.ui import example, keeping, session

workbook = session.workbook()

st.title("Workbook", anchor=False)
keeping.cover(workbook)

st.subheader("What was done", anchor=False)
st.caption("Newest first. Whatever is taken back can be brought back the same way.")
keeping.history(workbook)

st.subheader("Where it is kept", anchor=False)
keeping.place(workbook)

if not workbook.invented:
    st.subheader("How it looks when it is full", anchor=False)
    example.look_at()
