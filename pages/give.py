"""give."""
import streamlit as st
st.title('give')
