"""The questions of What happened: each is worked out and drawn only when it is tapped.

From a workbook's records to a title, one sentence, one picture, how to read it and its table.
Nothing here is kept between days; figures are kept by their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from lib import guide
from lib.charts import enough, gave, tries, waiting, what_if, who
from lib.charts.tables import Row
from lib.charts.who import Line
from lib.coaching.asks import Scope
from lib.coaching.contacts import Kind
from lib.coaching.touches import Channel
from lib.coaching.workbook import Records
from lib.expectations import attempts, comparison, curve, groups, planning, reply_rate
from lib.expectations import time_to_reply as times
from lib.expectations import what_if as changes
from lib.expectations.groups import By
from lib.expectations.helpers import helped
from lib.expectations.reply_rate import Start
from lib.expectations.tally import Tally, tally


class Question(Enum):
    """What may be asked; the value is how it is put."""

    WAITING = "How long should I wait?"
    TRIES = "Does a second try pay?"
    WHO = "Who answers me?"
    ENOUGH = "How many should I ask?"
    GAVE = "Did giving first matter?"
    WHAT_IF = "What if I write to ten more?"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question answered, ready to be drawn."""

    sentence: str
    alt: str
    how: str
    rows: Callable[[], Sequence[Row]]
    svg: str = ""
    """The picture, where it is plain SVG."""
    figure: Any = None
    """Else the Plotly figure; None for neither."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What several questions rest on."""

    records: Records
    today: date
    counts: Tally
    start: Start


def of(records: Records, today: date, start: Start) -> Numbers:
    """Return what the questions rest on, as of a day.

    Args:
        records: the workbook's.
        today: the owner's day.
        start: the starting point of the reply rate: `reply_rate.mixed(...)`.
    """
    return Numbers(records, today, tally(records, today), start)


def answered(question: Question, numbers: Numbers, by: By, helpers: int) -> Answer:
    """Answer a question.

    Args:
        question: which.
        numbers: what it rests on.
        by: what those who answer are told apart by.
        helpers: for so many who help, how many to ask.
    """
    match question:
        case Question.WAITING:
            return how_long(numbers)
        case Question.TRIES:
            return does_it_pay(numbers)
        case Question.WHO:
            return who_answers(numbers, by)
        case Question.ENOUGH:
            return how_many(numbers, helpers)
        case Question.GAVE:
            return did_giving_matter(numbers)
        case Question.WHAT_IF:
            return what_if_i(numbers)


def how_long(numbers: Numbers) -> Answer:
    """Answer how long answers take."""
    found = times.time_to_reply(times.waits(numbers.records, numbers.today))
    figure = waiting.figure(found) if found.answers else None
    return Answer(
        waiting.sentence(found),
        waiting.alt(found),
        waiting.HOW,
        lambda: waiting.rows(found),
        figure=figure,
    )


def still_comes(numbers: Numbers, days: int) -> str:
    """Return whether an answer still comes after so many days of silence, in a sentence."""
    shape = curve.curve(numbers.counts)
    likely = reply_rate.posterior(numbers.counts, numbers.start, shape)
    chance = times.still_comes(likely, shape, days)
    return waiting.still_sentence(days, chance, own=shape.default_share == 0.0)


def does_it_pay(numbers: Numbers) -> Answer:
    """Answer whether a second and a third try pay."""
    shape = curve.curve(numbers.counts)
    rungs = attempts.band(attempts.attempts(numbers.records, numbers.today), shape)
    return Answer(
        tries.sentence(rungs),
        tries.alt(rungs),
        tries.HOW,
        lambda: tries.rows(rungs),
        figure=tries.figure(rungs) if len(rungs) > 1 else None,
    )


def who_answers(numbers: Numbers, by: By) -> Answer:
    """Answer who answers, told apart by one thing."""
    shape = curve.curve(numbers.counts)
    whole = reply_rate.reply_rate(numbers.counts, numbers.start, shape)
    towards = groups.towards(whole.mean)
    found = groups.tallies(numbers.records, by, numbers.today)
    lines = tuple(
        Line(label, reply_rate.reply_rate(found[name], towards, shape))
        for name, label in _labels(by)
        if name in found and found[name].reached
    )
    return Answer(
        who.sentence(lines),
        who.sentence(lines),
        who.HOW,
        lambda: who.rows(lines),
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
    shape = curve.curve(numbers.counts)
    rate = reply_rate.reply_rate(numbers.counts, numbers.start, shape)
    answers = reply_rate.posterior(numbers.counts, numbers.start, shape)
    helping = helped(numbers.records)
    useful = reply_rate.on_grid(helping.helped + 1.0, helping.answered - helping.helped + 1.0)
    chances = planning.helper_rate(answers, useful)
    asks = planning.enough_over(chances, helpers)
    said = enough.sentence(
        helpers, asks, answered=helping.answered, helped=helping.helped, own=rate.can_tell
    )

    def rows() -> list[Row]:
        return enough.rows({one: planning.enough_over(chances, one) for one in enough.HELPERS})

    return Answer(said, said, enough.HOW, rows, svg=enough.picture(helpers, asks, said))


def did_giving_matter(numbers: Numbers) -> Answer:
    """Answer whether asks after a gift are answered more often."""
    shape = curve.curve(numbers.counts)
    found = groups.gave_first(numbers.records, numbers.today)
    beside = comparison.compared(found.gave, found.not_given, shape)
    strata = [
        comparison.Stratum(one.answered, _no(one, shape), other.answered, _no(other, shape))
        for one, other in found.strata
    ]
    said = gave.sentence(found.gave, found.not_given, beside, comparison.stratified(strata))
    whole = reply_rate.reply_rate(numbers.counts, numbers.start, shape)
    towards = groups.towards(whole.mean)
    lines = tuple(
        Line(label, reply_rate.reply_rate(one, towards, shape))
        for label, one in ((gave.GAVE, found.gave), (gave.NOT, found.not_given))
        if one.reached
    )
    return Answer(
        said,
        said,
        gave.HOW,
        lambda: gave.rows(found.gave, found.not_given),
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
    shape = curve.curve(numbers.counts)
    now = reply_rate.reply_rate(numbers.counts, numbers.start, shape)
    followed = changes.followed_up(attempts.attempts(numbers.records, numbers.today), shape)
    point = guide.starting_points().by_name["colleague"]
    colleagues = groups.tallies(numbers.records, By.KIND, numbers.today).get(
        Kind.COLLEAGUE.name, Tally()
    )
    theirs = reply_rate.reply_rate(colleagues, Start(point.mean, float(point.worth)), shape)
    rows = what_if.rows_drawn(now, followed, theirs)
    return Answer(
        what_if.sentence(rows),
        what_if.sentence(rows),
        what_if.HOW,
        lambda: what_if.table(rows),
        svg=what_if.picture(rows),
    )
