"""Where this comes from: the five articles, what was taken of each, and where each rule shows."""

import streamlit as st

from lib.ui import session, sources

workbook = session.workbook()

st.title("Where this comes from", anchor=False)
st.markdown(
    "All advice in this workbook rests on five articles about networking. The rules are theirs, "
    "the words are ours."
)
sources.of_the_page(sources.asked_for())
sources.articles(workbook.id)
sources.disagreements(workbook.id)
sources.changes()
