"""Today: three things at most, whoever answered first, each with its reason; then enough."""

import streamlit as st

from lib import guide
from lib.charts import icons, kinds, sentences
from lib.coaching.agenda import agenda
from lib.coaching.exercises import Exercise
from lib.expectations import belief, silence, tally
from lib.ui import answers, cards, exercises, margin, pictures, reset, session, taking

workbook = session.workbook()
today = session.day_of(workbook)
found = agenda(workbook.records, guide.ladder(), guide.cadences(), today)

st.title("Today", anchor=False)
with st.container(gap="xxsmall"):
    st.caption(cards.spoken(today, today))
    if not found.paused and not found.closed:
        exercises.daily_moment(workbook)

margin.news(workbook)

if found.paused:
    cards.paused(workbook, today)
elif found.closed:
    cards.closed(found, workbook, today)
elif not found.steps and not found.still_want_count and not found.standing.out:
    cards.newcomer(found, today)
else:
    leads = cards.leads(found.steps)
    came_from = kinds.silences_came_from(found.standing)
    for place, step in enumerate(found.steps):
        cards.step(step, workbook, today, first=leads and place == 0)
    cards.more_will_keep(found)
    if not found.steps:
        counts = tally.tally(workbook.records, today, newest=icons.MOST)
        with st.container(border=True, key="nothing-due"):
            cards.nothing_due(found, today)
            stands = sentences.bad_day_sentence(counts) or sentences.asks_sentence(counts)
            st.markdown(f"{stands} {came_from}".strip())
            if silence.current_run(workbook.records, today).silences >= belief.RUN:
                reset.long_run(workbook)
            cards.one_kind_thing(workbook, today, leads=leads)
            # Below the button, which is so in sight on a phone too.
            if counts.shown:
                picture = icons.asks_in_icons(counts)
                pictures.draw(picture, alt=sentences.asks_alt(counts), key="standing")
    exercises.draw(workbook, today, folded=bool(found.steps or came_from))
    cards.still_want(found, workbook, today)
    cards.day_ends(workbook, today, open_steps=bool(found.steps))

if found.standing.out:
    answers.out_of_the_blue(workbook, today)
if found.standing.out or margin.written_on(workbook, Exercise):
    exercises.what_you_wrote(workbook, today)
taking.calendar(found, workbook, today)
