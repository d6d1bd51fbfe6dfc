"""The three pictures that stand open on What happened: my asks, my rate, runs of silence.

Plain SVG, drawn from `numbers.of(...)`; what is longer waits behind a question.
"""

from __future__ import annotations

from functools import partial

from lib.charts import dots, icons, people, sentences, tables, telling
from lib.charts.answer import Answer
from lib.charts.numbers import Numbers
from lib.expectations import example, guesses, reply_rate, silence
from lib.expectations.guesses import Judged

SHORT, LONG, MANY = 5, 10, 30
"""Runs to speak of where one's own is short, within few asks and many; and how many are many."""

HOW_ASKS = (
    "One sign for each ask. A tick: answered, kindly or not. A clock: still open, the last message "
    "is less than 30 days old. A dash: no word for 30 days. What you let rest and what came back "
    "undelivered is counted beside them."
)
HOW_RATE = (
    "Twenty dots, each one chance in twenty, over how many of the next ten like these will be "
    "answered. A wide heap means: hard to know yet."
)
HOW_SILENCE = (
    "A hundred people who all ask as you do, with the same chance each time. Those filled meet "
    "such a run of silences somewhere on the way, by chance alone: it tells nothing about them."
)
HOW_LENGTHS = (
    "A bar for each length: of a hundred people who all ask as you do, so many meet so long a run "
    "of silences, or a longer one, by chance alone. The filled bar is the one drawn above."
)
EXAMPLE_RATE = "One in ten is only an example. What your own rate is, we can't tell yet."


def whose(numbers: Numbers) -> str:
    """Return whose numbers they are, as a heading begins."""
    return f"Invented: {example.NAME}'s" if numbers.invented else "Your"


def asks(numbers: Numbers) -> Answer:
    """Return my last asks as icons, in three states."""
    counts = numbers.counts
    newest = f"The picture shows the newest {icons.MOST} of {counts.reached:,}."
    return Answer(
        title=f"{whose(numbers)} asks",
        sentence=sentences.asks_sentence(counts),
        alt=sentences.asks_alt(numbers.newest),
        how=HOW_ASKS,
        rows=lambda: tables.asks_rows(counts),
        svg=icons.asks_in_icons(numbers.newest),
        notes=(newest,) if counts.reached > icons.MOST else (),
    )


def rate(numbers: Numbers, *, with_start: bool) -> Answer:
    """Return my rate with its spread and counts, my guess beside it.

    Args:
        numbers: what it rests on.
        with_start: draw where the workbook started, as a layer of its own.
    """
    found, latest = numbers.rate, numbers.latest
    guess = latest.guess.of_ten if latest is not None else None
    owner = "your"
    if numbers.invented:
        guess, owner = example.GUESS, f"{example.NAME}'s"
    judged = numbers.judged
    happened = judged[-1].actual if judged and judged[-1] is latest else None
    told = [_about_the_guess(numbers)]
    told.append(sentences.nearer_sentence(guesses.nearer(judged)))
    clocks = "" if guess is None else sentences.TWO_CLOCKS
    return Answer(
        title=f"{whose(numbers)} rate{'' if guess is None else ', beside the guess'}",
        sentence=sentences.rate_sentence(found),
        alt=sentences.rate_alt(found, guess, happened, with_start=with_start, whose=owner),
        how=" ".join(one for one in (HOW_RATE, sentences.leaning_sentence(found), clocks) if one),
        rows=lambda: tables.rate_rows(found),
        svg=dots.rate_beside_guess(found, guess, happened, with_start=with_start, whose=owner),
        told=tuple(one for one in told if one),
        notes=(sentences.NO_PUBLISHED_RATE,),
    )


def _about_the_guess(numbers: Numbers) -> str:
    """Return where the newest guess stands; empty where the step above offers to open it."""
    latest = numbers.latest
    ready = isinstance(latest, Judged) and latest not in numbers.judged
    if latest is None or ready:
        return ""
    return telling.envelope_sentence(latest, numbers.opened)


def is_mine(numbers: Numbers) -> bool:
    """Return whether runs are told of at one's own rate; else at one in ten, as an example."""
    return numbers.rate.can_tell and not numbers.invented


def within(numbers: Numbers) -> int:
    """Return within how many asks runs are looked for."""
    reached = numbers.counts.reached
    return min(reached, icons.MOST) if reached >= SHORT else MANY


def length(numbers: Numbers) -> int:
    """Return the run that is told of: one's own where it is long, else a usual one."""
    asked, own = within(numbers), numbers.run.silences
    usual = LONG if asked >= MANY else SHORT
    return min(own if own >= SHORT else usual, asked)


def run_so_far(numbers: Numbers) -> str:
    """Return one's own run of silences in a sentence; empty where it is none."""
    if numbers.run.silences <= 1:
        return ""
    last = f"{example.NAME}'s" if numbers.invented else "your"
    many = sentences.count(numbers.run.silences)
    return f"Since {last} last answer, {many} in a row met no word."


def runs(numbers: Numbers) -> Answer:
    """Return to how many of 100 people such a run of silences happens by chance alone."""
    asked, run, mine = within(numbers), length(numbers), is_mine(numbers)
    share = (
        silence.run_somewhere_over(
            reply_rate.posterior(numbers.counts, numbers.start, numbers.curve), run, asked
        )
        if mine
        else silence.run_somewhere(silence.ONE_IN_TEN, run, asked)
    )
    said = sentences.silence_sentence(share, run, asked, mine=mine)
    return Answer(
        title="Invented: runs of silence" if numbers.invented else "Runs of silence",
        sentence=f"{run_so_far(numbers)} {said}".strip(),
        alt=sentences.silence_alt(share, run, asked, mine=mine),
        how=HOW_SILENCE,
        rows=lambda: tables.silence_rows(shares_by_length(numbers)),
        svg=people.runs_of_silence(share, run, asked, mine=mine),
        notes=() if mine else (EXAMPLE_RATE,),
    )


def shares_by_length(numbers: Numbers) -> tuple[float, ...]:
    """Return the chance of a run of 1, 2, ... 15 silences; worked out only where it is asked."""
    asked = within(numbers)
    found = (
        partial(silence.runs_at_my_rate, numbers.counts, numbers.start, asked, curve=numbers.curve)
        if is_mine(numbers)
        else partial(silence.runs_at, silence.ONE_IN_TEN, asked)
    )
    return found()
