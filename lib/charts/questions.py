"""The questions of What happened: each is worked out and drawn only when it is tapped.

From a workbook's records to a title, one sentence, one picture, how to read it and its table.
Nothing here is kept between days; pictures are kept by their numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lib import guide
from lib.charts import (
    both_ways,
    enough,
    envelopes,
    gave,
    guessed,
    lengths,
    open_pictures,
    sentences,
    still,
    tables,
    telling,
    tries,
    waiting,
    what_if,
    who,
)
from lib.charts.answer import Answer
from lib.charts.numbers import Numbers
from lib.charts.still import Wait
from lib.charts.tables import Row
from lib.charts.who import Line
from lib.coaching.asks import Scope
from lib.coaching.contacts import Kind
from lib.coaching.touches import Channel
from lib.expectations import attempts, comparison, curve, groups, planning, reply_rate
from lib.expectations import time_to_reply as times
from lib.expectations import what_if as changes
from lib.expectations.groups import By
from lib.expectations.helpers import helped
from lib.expectations.reply_rate import Start
from lib.expectations.tally import Tally


class Question(Enum):
    """What may be asked; the value is how it is put."""

    WAITING = "How long should I wait?"
    TRIES = "Does a second try pay?"
    RUNS = "What about longer or shorter silences?"
    WHO = "Who answers me?"
    ENOUGH = "How many should I ask?"
    GAVE = "Did giving first matter?"
    WHAT_IF = "What if I write to ten more?"
    ENVELOPES = "Where are my guesses?"
    GUESSES = "What have my guesses taught me?"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a question leaves to choose."""

    label: str
    options: Mapping[Any, str]
    """What may be chosen, with its words."""
    default: Any


CHOICES: Mapping[Question, Choice] = {
    Question.WAITING: Choice(
        "Silent for so many days", {one: str(one) for one in still.DAYS}, still.USUAL
    ),
    Question.WHO: Choice("Told apart by", {one: one.value for one in By}, By.KIND),
    Question.ENOUGH: Choice(
        "For so many who help", {one: str(one) for one in enough.HELPERS}, enough.HELPERS[0]
    ),
}

SAYINGS: Mapping[tuple[Question, Any], str] = {
    (Question.TRIES, None): "nothing_every_time",
    (Question.WHO, By.DEGREE): "near_or_far",
}
"""What the guide has to say beside an answer, by question and choice: names in sayings.toml."""


def asked(numbers: Numbers) -> tuple[Question, ...]:
    """Return the questions that may be asked: none of an invented person's numbers."""
    if numbers.invented:
        return ()
    about_guesses = (Question.ENVELOPES, Question.GUESSES)
    return tuple(one for one in Question if numbers.compared or one not in about_guesses)


def answered(question: Question, numbers: Numbers, chosen: Any = None) -> Answer:  # noqa: ANN401, C901, PLR0911 - one of the question's options; one return a question
    """Answer a question.

    Args:
        question: which.
        numbers: what it rests on.
        chosen: one of the options of `CHOICES`; None for the usual one.
    """
    if chosen is None and question in CHOICES:
        chosen = CHOICES[question].default
    match question:
        case Question.WAITING:
            return how_long(numbers, chosen)
        case Question.TRIES:
            return does_it_pay(numbers)
        case Question.RUNS:
            return longer_or_shorter(numbers)
        case Question.WHO:
            return who_answers(numbers, chosen)
        case Question.ENOUGH:
            return how_many(numbers, chosen)
        case Question.GAVE:
            return did_giving_matter(numbers)
        case Question.WHAT_IF:
            return what_if_i(numbers)
        case Question.ENVELOPES:
            return my_envelopes(numbers)
        case Question.GUESSES:
            return my_guesses(numbers)


def how_long(numbers: Numbers, days: int) -> Answer:
    """Answer whether an answer still comes after so many silent days, and how long answers take."""
    likely = reply_rate.posterior(numbers.counts, numbers.start, numbers.curve)
    waits = tuple(Wait(one, times.still_comes(likely, numbers.curve, one)) for one in still.DAYS)
    chosen = next(one for one in waits if one.days == days)
    said = still.sentence(
        chosen, sure=numbers.rate.can_tell, default_share=numbers.curve.default_share
    )
    told = still.alt(waits, said)
    return Answer(
        title=still.TITLE,
        sentence=said,
        alt=told,
        how=still.HOW,
        rows=lambda: still.rows(waits),
        svg=still.picture(waits, days, told),
        then=how_long_answers_take(numbers),
    )


def how_long_answers_take(numbers: Numbers) -> Answer:
    """Answer how long answers take, by one's own alone."""
    found = times.time_to_reply(times.waits(numbers.records, numbers.today))
    return Answer(
        title=waiting.TITLE,
        sentence=waiting.sentence(found),
        alt=waiting.alt(found),
        how=waiting.HOW,
        rows=lambda: waiting.rows(found),
        svg=waiting.picture(found) if found.answers else "",
    )


def does_it_pay(numbers: Numbers) -> Answer:
    """Answer whether a second and a third try pay."""
    found = attempts.attempts(numbers.records, numbers.today)
    rungs = attempts.band(found, numbers.curve)
    return Answer(
        title=tries.TITLE,
        sentence=tries.sentence(rungs),
        alt=tries.alt(rungs),
        how=tries.HOW,
        rows=lambda: tries.rows(rungs),
        svg=tries.picture(rungs) if tries.may_be_drawn(rungs) else "",
    )


def longer_or_shorter(numbers: Numbers) -> Answer:
    """Answer to how many of 100 people longer and shorter runs of silences happen."""
    shares = open_pictures.shares_by_length(numbers)
    asks, now = open_pictures.within(numbers), open_pictures.length(numbers)
    mine = open_pictures.is_mine(numbers)
    return Answer(
        title=sentences.TITLE_LENGTHS,
        sentence=sentences.lengths_sentence(shares, asks, mine=mine),
        alt=sentences.lengths_alt(shares, asks, mine=mine, now=now),
        how=open_pictures.HOW_LENGTHS,
        rows=lambda: tables.silence_rows(shares),
        svg=lengths.runs_by_length(shares, asks, mine=mine, now=now),
    )


def my_envelopes(numbers: Numbers) -> Answer:
    """Answer which guesses still wait in their envelopes, and which were opened."""
    found, opened = numbers.compared, numbers.opened
    return Answer(
        title=telling.TITLE_ENVELOPES,
        sentence=telling.envelope_sentence(found[-1], opened) if found else telling.NO_GUESS,
        alt=telling.envelopes_alt(found[-envelopes.MOST :], opened) or telling.NO_GUESS,
        how=telling.HOW_ENVELOPES,
        rows=lambda: telling.envelopes_rows(found, opened),
        svg=envelopes.envelopes(found, opened) if found else "",
    )


def my_guesses(numbers: Numbers) -> Answer:
    """Answer how opened guesses went over time."""
    judged = numbers.judged
    return Answer(
        title=guessed.TITLE,
        sentence=guessed.sentence(judged),
        alt=guessed.alt(judged),
        how=guessed.HOW,
        rows=lambda: guessed.rows(judged),
        svg=guessed.picture(judged),
    )


def others() -> Answer:
    """Answer what others expected, and what happened; only for who has guessed."""
    found = guide.both_ways()
    return Answer(
        title=telling.TITLE_BOTH_WAYS,
        sentence=telling.both_ways_sentence(found),
        alt=telling.both_ways_alt(found),
        how=telling.HOW_BOTH_WAYS,
        rows=lambda: telling.both_ways_rows(found),
        svg=both_ways.both_ways(found),
        notes=(telling.both_ways_source(found),),
    )


def who_answers(numbers: Numbers, by: By) -> Answer:
    """Answer who answers, told apart by one thing."""
    shape = numbers.curve
    towards = groups.towards(numbers.rate.mean)
    found = groups.tallies(numbers.records, by, numbers.today)
    lines = tuple(
        Line(label, reply_rate.reply_rate(found[name], towards, shape))
        for name, label in _labels(by)
        if name in found and found[name].reached
    )
    return Answer(
        title=who.TITLE,
        sentence=who.sentence(lines),
        alt=who.sentence(lines),
        how=who.HOW,
        rows=lambda: who.rows(lines),
        svg=who.picture(lines) if lines else "",
    )


def _labels(by: By) -> list[tuple[str, str]]:
    """Return (group, our words for it) in a fixed order, what is not known last."""
    match by:
        case By.KIND:
            named = [(one.name, guide.kinds()[one].label) for one in Kind]
        case By.STRENGTH:
            named = [(str(step), words) for step, words in sorted(guide.strengths().items())][::-1]
        case By.CHANNEL:
            named = [(one.name, guide.label(one)) for one in Channel]
        case By.DEGREE:
            named = [(str(step), _DEGREES[step - 1]) for step in range(1, len(_DEGREES) + 1)]
        case By.SCOPE:
            named = [(one.name, guide.label(one)) for one in Scope]
    return [*((name, words[:1].upper() + words[1:]) for name, words in named), ("", "Not noted")]


_DEGREES = (
    "people you know",
    "through one person",
    "through two",
    "through three",
    "through four",
    "through five",
)


def how_many(numbers: Numbers, helpers: int) -> Answer:
    """Answer how many to ask, for so many helpful talks."""
    shape = numbers.curve
    rate = numbers.rate
    answers = reply_rate.posterior(numbers.counts, numbers.start, shape)
    helping = helped(numbers.records)
    asks = planning.enough_helpers(answers, helping, helpers)
    said = enough.sentence(
        helpers, asks, answered=helping.answered, helped=helping.helped, own=rate.can_tell
    )

    def rows() -> list[Row]:
        return enough.rows(
            {one: planning.enough_helpers(answers, helping, one) for one in enough.HELPERS}
        )

    return Answer(
        title=enough.TITLE,
        sentence=said,
        alt=said,
        how=enough.HOW,
        rows=rows,
        svg=enough.picture(helpers, asks, said),
    )


def did_giving_matter(numbers: Numbers) -> Answer:
    """Answer whether asks after a gift are answered more often."""
    shape = numbers.curve
    found = groups.gave_first(numbers.records, numbers.today)
    beside = comparison.compared(found.gave, found.not_given, shape)
    strata = [
        comparison.Stratum(one.answered, _no(one, shape), other.answered, _no(other, shape))
        for one, other in found.strata
    ]
    said = gave.sentence(found.gave, found.not_given, beside, comparison.stratified(strata))
    towards = groups.towards(numbers.rate.mean)
    lines = tuple(
        Line(label, reply_rate.reply_rate(one, towards, shape))
        for label, one in ((gave.GAVE, found.gave), (gave.NOT, found.not_given))
        if one.reached
    )
    return Answer(
        title=gave.TITLE,
        sentence=said,
        alt=said,
        how=gave.HOW,
        rows=lambda: gave.rows(found.gave, found.not_given),
        svg=who.picture(lines, gave.TITLE, said) if len(lines) > 1 else "",
    )


def _no(counts: Tally, shape: curve.Curve) -> float:
    """Return how many asks count as a no, those open only so far as their age warrants."""
    return counts.silent + sum(
        shape.at(age) * many
        for by_age in (counts.open_by_age, counts.let_go_by_age)
        for age, many in enumerate(by_age)
    )


def what_if_i(numbers: Numbers) -> Answer:
    """Answer what ten more, following up twice, or old colleagues may bring."""
    shape = numbers.curve
    now = numbers.rate
    followed = changes.followed_up(attempts.attempts(numbers.records, numbers.today), shape)
    point = guide.starting_points().by_name["colleague"]
    colleagues = groups.tallies(numbers.records, By.KIND, numbers.today).get(
        Kind.COLLEAGUE.name, Tally()
    )
    theirs = reply_rate.reply_rate(colleagues, Start(point.mean, float(point.worth)), shape)
    rows = what_if.rows_drawn(now, followed, theirs)
    return Answer(
        title=what_if.TITLE,
        sentence=what_if.sentence(rows),
        alt=what_if.sentence(rows),
        how=what_if.HOW,
        rows=lambda: what_if.table(rows),
        svg=what_if.picture(rows),
    )
