"""Coach: who needs me, why, and one way to go; below, a row for each who shared with me."""

import streamlit as st

from lib.charts import at_a_glance, practice
from lib.expectations.cohort import Group
from lib.ui import client, desk, needing, newcomers, pictures, roster, welcome

mine = desk.found(at_a_glance.of)
if mine is None:
    welcome.without_desk()
    st.stop()
if not mine.clients:
    welcome.nobody_yet()
    newcomers.draw(first=True)
    newcomers.own_link()
    st.stop()

needing.draw(mine)
newcomers.shown()
roster.draw(mine, client.draw, at_a_glance.legend())

if st.toggle("Your practice, together", key="practice"):
    together = practice.of(Group(one.glance.answered, one.glance.settled) for one in mine.clients)
    if together is None:
        st.caption(practice.TOO_FEW)
    else:
        pictures.answer(together, key="together")
newcomers.draw(first=False)
newcomers.own_link()
