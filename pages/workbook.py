"""workbook."""
import streamlit as st
st.title('workbook')
