"""What happened: my asks, my rate beside my guess, runs of silence; from one's own numbers.

No number of others is in sight before a guess of one's own; then one quiet next step at a time.
"""

from functools import partial
from operator import attrgetter

import streamlit as st

from lib import guide
from lib.charts import (
    both_ways,
    dots,
    enough,
    envelopes,
    figures,
    icons,
    kinds,
    people,
    questions,
    sentences,
    tables,
    telling,
)
from lib.coaching import belief, following, outcomes
from lib.expectations import (
    around,
    curve,
    example,
    guesses,
    reply_rate,
    runs,
    silence,
    starts,
    tally,
)
from lib.expectations import belief as steps
from lib.expectations.groups import By
from lib.ui import endings, pictures, printing, reasons, reset, session
from lib.ui.example import look_at

SHORT, LONG, EXAMPLE_ASKS = 5, 10, 30
"""Runs to speak of where one's own is short, within few asks and many; and how many are many."""

workbook = session.workbook()
today = session.day_of(workbook)
records = workbook.records

points = guide.starting_points().by_name
means = [(points[name].mean, many) for name, many in starts.counted(records).items()]
start = reply_rate.mixed(means, otherwise=points["mutual_friend_named"].mean)
counts = tally.tally(records, today)
newest = tally.tally(records, today, newest=icons.MOST)
compared = guesses.compared(records, today)
run = silence.current_run(records, today)
invented = not (counts.reached or counts.bounced)
whose = f"Invented: {example.NAME}'s" if invented else "Your"

opened = belief.opened(records)


def others() -> None:
    """Draw what others expected and what happened, with its source."""
    found = guide.both_ways()
    reasons.shown(*guide.published_rules())
    st.markdown(telling.both_ways_sentence(found))
    pictures.draw(both_ways.both_ways(found), alt=telling.both_ways_alt(found), key="both-ways")
    st.caption(telling.both_ways_source(found))
    pictures.behind(
        telling.HOW_BOTH_WAYS,
        lambda: telling.both_ways_rows(found),
        key="both-ways",
        alt="What others expected and what happened",
    )


st.title("What happened", anchor=False)
if not invented:
    now, ready = steps.stage(records, today), steps.to_open(records, today)
    reset.draw(
        workbook,
        today,
        now,
        telling.step_sentence(now, belief.tally(records), compared, opened),
        others=others,
        ready=None if ready is None else ready.guess,
    )
    done = following.follow_ups(records, guide.ladder(), today)
    turned_out = outcomes.outcomes(records)
    reset.in_short(
        telling.effort_sentence(counts.reached, done),
        telling.answers_sentence(counts),
        telling.outcome_sentence(counts, turned_out),
    )
else:
    with st.container(border=True, key="example"):
        st.markdown(f"**{sentences.EXAMPLE}**")
        if st.button("Write the first message", key="start", type="primary"):
            st.switch_page("start.py")
        look_at()
    counts = newest = example.TALLY
    run = silence.Run(silences=4, open=2)

endings.helpers(workbook, today)

st.subheader(f"{whose} asks", anchor=False)
st.markdown(sentences.asks_sentence(counts))
if counts.reached > icons.MOST:
    st.caption(f"The picture shows the newest {icons.MOST} of {counts.reached:,}.")
pictures.draw(icons.asks_in_icons(newest), alt=sentences.asks_alt(newest), key="asks")
pictures.behind(
    "One sign for each ask. A tick: answered, kindly or not. A clock: still open, the last message "
    "is less than 30 days old. A dash: no word for 30 days. What you let rest and what came back "
    "undelivered is counted beside them.",
    lambda: tables.asks_rows(counts),
    key="asks",
    alt="How many asks stand where",
)
change = runs.to_change(records, today)
if change is not None:
    kind, silences = change
    says, words = kinds.one_change(kind, silences), kinds.CHANGE[kind]
    reset.one_change(workbook, today, kind, says, words)
for made in belief.changes(records)[-1:]:
    reset.changed(telling.change_sentence(made, *around.around(records, made, today)))

waiting = curve.curve(counts)
rate = reply_rate.reply_rate(counts, start, waiting)
latest = compared[-1] if compared else None
guess = example.GUESS if invented else None if latest is None else latest.guess.of_ten
judged = [one for one in compared if isinstance(one, guesses.Judged) and one.guess.id in opened]
happened = judged[-1].actual if judged and judged[-1] is latest else None
beside = "" if guess is None else ", beside the guess"
st.subheader(f"{whose} rate{beside}", anchor=False)
st.markdown(sentences.rate_sentence(rate))
slot = st.container()
with_start = belief.may_see_published(records) and st.toggle(
    "Show where the workbook started", key="with-start"
)
with slot:
    pictures.draw(
        dots.rate_beside_guess(rate, guess, happened, with_start=with_start),
        alt=sentences.rate_alt(rate, guess, happened, with_start=with_start),
        key="rate",
    )
if latest is not None:
    st.markdown(telling.envelope_sentence(latest, opened))
    if st.toggle("Show my envelopes", key="envelopes"):
        pictures.draw(
            envelopes.envelopes(compared, opened),
            alt=telling.envelopes_alt(compared[-envelopes.MOST :], opened),
            key="envelopes",
        )
        pictures.behind(
            telling.HOW_ENVELOPES,
            lambda: telling.envelopes_rows(compared, opened),
            key="envelopes",
            alt="Your guesses, oldest first",
        )
    nearer = guesses.nearer(judged)
    if nearer is not None:
        st.markdown(sentences.nearer_sentence(nearer))
st.caption(sentences.NO_PUBLISHED_RATE)
pictures.behind(
    "Twenty dots, each one chance in twenty, over how many of the next ten like these will be "
    "answered. A wide heap means: hard to know yet. "
    + " ".join(
        one
        for one in (sentences.leaning_sentence(rate), "" if guess is None else sentences.TWO_CLOCKS)
        if one
    ),
    lambda: tables.rate_rows(rate),
    key="rate",
    alt="The chances of none to ten answers",
)

mine = rate.can_tell and not invented
asks = min(counts.reached, icons.MOST) if counts.reached >= SHORT else EXAMPLE_ASKS
usual = LONG if asks >= EXAMPLE_ASKS else SHORT
length = min(run.silences if run.silences >= SHORT else usual, asks)
lengths = (
    partial(silence.runs_at_my_rate, counts, start, asks, curve=waiting)
    if mine
    else partial(silence.runs_at, silence.ONE_IN_TEN, asks)
)
share = (
    silence.run_somewhere_over(reply_rate.posterior(counts, start, waiting), length, asks)
    if mine
    else silence.run_somewhere(silence.ONE_IN_TEN, length, asks)
)
st.subheader("Runs of silence" if not invented else "Invented: runs of silence", anchor=False)
if run.silences > 1:
    last = f"{example.NAME}'s" if invented else "your"
    st.markdown(f"Since {last} last answer, {sentences.count(run.silences)} in a row met no word.")
if run.silences >= steps.RUN and not invented:
    reset.long_run(workbook)
st.markdown(sentences.silence_sentence(share, length, asks, mine=mine))
if not mine:
    st.caption("One in ten is only an example. What your own rate is, we can't tell yet.")
pictures.draw(
    people.runs_of_silence(share, length, asks, mine=mine),
    alt=sentences.silence_alt(share, length, asks, mine=mine),
    key="silence",
)
pictures.behind(
    "A hundred people who all ask as you do, with the same chance each time. Those filled meet "
    "such a run of silences somewhere on the way, by chance alone: it tells nothing about them.",
    lambda: tables.silence_rows(lengths()),
    key="silence",
    alt="To how many of 100 people runs of each length happen",
)
if st.toggle("And longer or shorter runs?", key="runs"):
    shares = lengths()
    st.plotly_chart(
        figures.silence_figure(shares, asks, mine=mine, now=length),
        key="runs-figure",
        config=pictures.AS_PNG,
        alt=sentences.lengths_alt(shares, asks, mine=mine, now=length),
    )

if not invented:
    numbers = questions.of(records, today, start)
    for question in questions.Question:
        if not st.toggle(question.value, key=f"question-{question.name}"):
            continue
        asked_by, helpers = By.KIND, 1
        if question is questions.Question.WHO:
            asked_by = st.pills(
                "Told apart by",
                By,
                default=By.KIND,
                format_func=attrgetter("value"),
                required=True,
                key="told-apart-by",
            )
            if asked_by is By.DEGREE:
                reasons.say("near_or_far")
        elif question is questions.Question.ENOUGH:
            helpers = st.pills(
                "For so many who help", enough.HELPERS, default=1, required=True, key="so-many"
            )
        answer = questions.answered(question, numbers, asked_by, helpers)
        st.markdown(answer.sentence)
        if question is questions.Question.TRIES:
            reasons.say("nothing_every_time")
        if answer.svg:
            pictures.draw(answer.svg, alt=answer.alt, key=question.name)
        if answer.figure is not None:
            st.plotly_chart(
                answer.figure,
                key=f"figure-{question.name}",
                config=pictures.AS_PNG,
                alt=answer.alt,
            )
        pictures.behind(answer.how, answer.rows, key=question.name, alt=question.value)
if reset.may_look_again(workbook) and st.toggle("What did others expect?", key="others"):
    st.markdown(telling.own_count(belief.tally(records)))
    reset.published(workbook, others)

endings.at_rest(workbook, today)
printing.draw(workbook, today)
