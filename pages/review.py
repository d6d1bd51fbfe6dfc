"""What happened: my asks, my rate beside my guess, runs of silence; from one's own numbers.

No number of others is in sight before a guess of one's own; then one quiet next step at a time.
Three pictures are open; every other one is a question, worked out and drawn only when it is tapped.
"""

import streamlit as st

from lib import guide
from lib.charts import changes, numbers, open_pictures, questions, sentences, telling
from lib.coaching import belief
from lib.coaching.margins import CHARTS
from lib.expectations import belief as steps
from lib.ui import endings, margin, pictures, printing, reasons, reset, session

workbook = session.workbook()
today = session.day_of(workbook)
found = numbers.of(workbook.records, today)


def others() -> None:
    """Draw what others expected and what happened, with its source."""
    reasons.shown(*guide.published_rules())
    pictures.answer(questions.others(), key="both-ways")


st.title("What happened", anchor=False)
if found.invented:
    reset.nothing_sent(sentences.EXAMPLE)
else:
    step, ready = steps.stage(found.records, today), steps.to_open(found.records, today)
    reset.draw(
        workbook,
        today,
        step,
        telling.step_sentence(step, belief.tally(found.records), found.compared, found.opened),
        others=others,
        ready=None if ready is None else ready.guess,
    )
    reset.in_short(*telling.in_short(found.records, found.counts, today))
endings.helpers(workbook, today)

pictures.titled(open_pictures.asks(found), key="asks")
margin.draw(workbook, CHARTS, "asks")
if not found.invented:
    reset.one_change(workbook, today, *changes.to_try(found))
    reset.changed(changes.newest(found))

with_start = reset.may_see_start(workbook)
pictures.titled(open_pictures.rate(found, with_start=with_start), key="rate")
margin.draw(workbook, CHARTS, "rate")
reset.see_start(workbook)

pictures.titled(open_pictures.runs(found), key="silence")
margin.draw(workbook, CHARTS, "silence")
if found.run.silences >= steps.RUN and not found.invented:
    reset.long_run(workbook)

if asked := questions.asked(found):
    st.subheader("Ask your numbers", anchor=False)
for question in asked:
    if st.toggle(question.value, key=f"question-{question.name}"):
        choice = questions.CHOICES.get(question)
        chosen = pictures.choose(choice, key=f"of-{question.name}")
        reasons.may_say(questions.SAYINGS.get((question, chosen)))
        pictures.answer(questions.answered(question, found, chosen), key=question.name)
        margin.draw(workbook, CHARTS, question.name)
if reset.may_look_again(workbook) and st.toggle("What did others expect?", key="others"):
    st.markdown(telling.own_count(belief.tally(found.records)))
    reset.published(workbook, others)

endings.at_rest(workbook, today)
printing.draw(workbook, today)
