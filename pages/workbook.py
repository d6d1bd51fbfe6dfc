"""Workbook: whose it is, all of it to take along, what was done in it, and where it is kept."""

import streamlit as st

from lib.coaching.margins import COVER
from lib.ui import (
    erasing,
    example,
    keeping,
    leaving,
    margin,
    mylink,
    session,
    several,
    sharing,
    sheet,
    taking,
)

workbook = session.workbook()

st.title("Workbook", anchor=False)
if sheet.is_set_up() and not workbook.invented:
    sheet.draw(workbook)
    st.subheader("Whose it is", anchor=False)
keeping.cover(workbook)
margin.draw(workbook, COVER, workbook.id)

if workbook.shared and sharing.is_its_owner(workbook):
    sharing.draw(workbook)
mylink.draw(workbook)
several.draw(workbook)
leaving.draw(workbook)
session.way_out()

taking.draw(workbook)

st.subheader("What was done", anchor=False)
st.caption("Newest first. Whatever is taken back can be brought back the same way.")
keeping.history(workbook)

if not sheet.is_set_up() and not workbook.invented:
    sheet.not_set_up(workbook)

st.subheader("Where it is kept", anchor=False)
keeping.place(workbook)

erasing.everything(workbook)

if not workbook.invented:
    st.subheader("How it looks when it is full", anchor=False)
    example.look_at()
