"""Where this comes from: the five articles, what was taken of each, and where each rule shows."""

import streamlit as st

st.title("Where this comes from", anchor=False)
