"""Attention: which client could use their coach today, and why, in at most eight words.

What was handed over comes first, then an answer to the coach, a run of silence that their own rate
seldom brings (rules S0-14, S4-13), a guess far from what came back, and what stands still: no step
where one waits, things that have waited long, asks held up by a check, exercises begun. Someone who
paused is left alone but for a draft. Nothing here ranks one client above another. The numbers, the
weights and the words are the guide's and come as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from string import Template

from lib.coaching import belief
from lib.coaching.agenda import agenda, waiting_long
from lib.coaching.asks import AskState, Course
from lib.coaching.cadence import Cadences
from lib.coaching.comments import Comment
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.ladder import Ladder, days_after
from lib.coaching.ledger import SENT
from lib.coaching.margins import BY_PLACE, CHARTS
from lib.coaching.promises import Promise
from lib.coaching.scripts import Review, Script
from lib.coaching.standing import standing as of_asks
from lib.coaching.steps import Verb
from lib.coaching.text import is_blank
from lib.coaching.touches import Touch
from lib.coaching.workbook import COURSES, Each, Records, Sorted


class Why(Enum):
    """Why a client could use their coach."""

    DRAFT = "a draft waits"
    ANSWERED = "a comment was answered"
    SILENCE = "a run of silence"
    GUESS = "a guess far off"
    QUIET = "no step for some time"
    WAITING = "things wait"
    STOPPED = "an ask held up"
    UNFINISHED = "an exercise begun"


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one reason is told: for one, for several, and what its button says."""

    why: Why
    weight: int
    words: str
    more: str
    button: str


@dataclass(frozen=True, slots=True)
class Attention:
    """The guide's numbers and words for a coach's desk; hashable."""

    ladder: Ladder
    cadences: Cadences
    phrases: tuple[Phrase, ...]
    quiet_days: int
    answered_days: int
    waiting_days: int
    waiting_things: int
    stopped_days: int
    unfinished_days: int
    fade_days: int
    run: int
    seldom_percent: int
    long_run: int

    def phrase(self, why: Why) -> Phrase:
        """Return how a reason is told; StopIteration where the guide lacks it."""
        return next(one for one in self.phrases if one.why is why)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look at a client's workbook."""

    why: Why
    words: str
    """At most eight; none of the workbook's own words is in them."""
    button: str
    since: date | None
    page: str
    """Where the button leads: the last part of a page's address."""
    row: str | None
    """The id of the row it is about; None where it is about no single one."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What somebody's next step is, before it is put in words."""

    verb: Verb | None
    """None where nothing is due."""
    on: date | None
    """Since when it is due; else the next day on which something is; None where there is none."""
    paused: bool

    def said(self, day: Callable[[date], str]) -> str:
        """Return it in a few words.

        Args:
            day: how a day is written there.
        """
        if self.paused:
            return "paused"
        if self.on is None:
            return "nothing due"
        if self.verb is None:
            return f"nothing before {day(self.on)}"
        return f"{self.verb.value}, due {day(self.on)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one client stands, in a row of a coach's desk."""

    next_step: str
    last_moved: date | None
    answered: int
    open: int
    silent: int
    paused: bool


@dataclass(frozen=True, slots=True)
class Run:
    """The asks since the newest answer, in the order in which they first went out."""

    silences: int
    """Silent, or let rest."""
    open: int
    since: date | None
    """The day the first of them went out; None where there is none."""


_BY_DAY = Sorted(Each(Touch), lambda one: (one.on, one.id))
"""Touches by their day."""
_GIVEN = Sorted(Each(Give), lambda one: None if one.given_on is None else (one.given_on, one.id))
"""What was given, by the day."""
_PAGES = {"contacts": "people", CHARTS: "review", "cover": "today", "exercises": "today"}
_ASK, _TODAY, _REVIEW = "ask", "today", "review"


def standing(
    records: Records,
    ladder: Ladder,
    cadences: Cadences,
    today: date,
    *,
    moved_on: date | None = None,
) -> Standing:
    """Return how one client stands, by the same rules as their row in a coach's own sheet.

    Args:
        records: the workbook.
        ladder: the guide's ladder.
        cadences: the guide's cadences.
        today: the client's day.
        moved_on: the day of the newest change they made, where the history is at hand.
    """
    following = next_step(records, ladder, cadences, today)
    counts = of_asks(records, today)
    return Standing(
        next_step=following.said(lambda day: day_said(day, today)),
        last_moved=moved_on or last_moved(records, today),
        answered=counts.answered,
        open=counts.open,
        silent=counts.silent,
        paused=following.paused,
    )


def next_step(records: Records, ladder: Ladder, cadences: Cadences, today: date) -> NextStep:
    """Return the step that comes first on the owner's day, as a coach is told of it.

    Args:
        records: the workbook.
        ladder: the guide's ladder.
        cadences: the guide's cadences.
        today: the owner's day.
    """
    found = agenda(records, ladder, cadences, today, limit=1)
    if found.steps:
        return NextStep(found.steps[0].verb, found.steps[0].due_on, found.paused)
    return NextStep(None, found.next_on, found.paused)


def last_moved(records: Records, today: date) -> date | None:
    """Return the newest day, today at most, on which the owner did or noted something.

    Returns:
        None where nothing has a day yet.
    """
    days: list[date | None] = [records.cover.closed_on, records.cover.paused_on]
    for ranking in (records.index(_BY_DAY), records.index(_GIVEN)):
        days += [next((one[0] for one in reversed(ranking.entries) if one[0] <= today), None)]
    days += [one.on for one in records.all(Exercise).values()]
    days += [one.made_on for one in records.all(Guess).values()]
    days += [one.handed_on for one in records.all(Script).values()]
    days += [one.on for one in records.all(Comment).values() if not one.by]
    for promise in records.all(Promise).values():
        days += [promise.made_on, promise.kept_on, promise.dropped_on]
    return max((one for one in days if one is not None and one <= today), default=None)


def reasons(  # noqa: PLR0913 - what the statistics and the history know is handed in
    records: Records,
    attention: Attention,
    today: date,
    *,
    silence_chance: float | None = None,
    guess_far: bool = False,
    sees_answers: bool = False,
    moved_on: date | None = None,
    seen_version: int | None = None,
) -> tuple[Reason, ...]:
    """Return why a client could use their coach, what weighs most first; empty where nothing does.

    Args:
        records: the workbook as the coach sees it.
        attention: the guide's numbers and words.
        today: the client's day.
        silence_chance: how likely their own rate brings their present run of silences (`run_of`)
            somewhere in as many asks, from 0 to 1; None where that cannot be told.
        guess_far: whether their newest guess is far from what came back.
        sees_answers: whether the coach is shown what was written in exercises: where not, one that
            was put off cannot be told from one that is filled in, and only counts are looked at.
        moved_on: the day of their newest change or, before any, of the day they began; where it
            is not known, the newest day in the workbook.
        seen_version: up to where the coach has looked: an answer from before it is no news; None
            where that is not known.
    """
    found = [*_drafts(records, attention, today)]
    if records.cover.paused_on is None:
        found += _answered(records, attention, today, seen_version)
        found += _silence(records, attention, today, silence_chance)
        found += _told(attention, Why.GUESS, today, _REVIEW, guess_far)
        found += _quiet(records, attention, today, moved_on)
        found += _waiting(records, attention, today)
        found += _stopped(records, attention, today)
        found += _unfinished(records, attention, today, sees_answers=sees_answers)
    order = list(Why)
    found.sort(key=lambda one: (-attention.phrase(one.why).weight, order.index(one.why)))
    return tuple(found)


def run_of(records: Records, today: date) -> Run:
    """Return the run of asks without a word since the newest answered one."""
    courses = records.index(COURSES)
    silences = still_open = 0
    since = None
    for *_, row in reversed(records.index(SENT).entries):
        one = courses[row]
        state = one.state(today)
        if state is AskState.ANSWERED:
            break
        since = one.first_on
        silences += state is not AskState.OPEN
        still_open += state is AskState.OPEN
    return Run(silences, still_open, since)


_WEEK = 7


def day_said(day: date, today: date) -> str:
    """Return a day in as few words as tell it: today, yesterday, Tuesday, 3 March, 3 March 2024."""
    ago = (today - day).days
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    if 0 < ago < _WEEK:
        return f"{day:%A}"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {day:%B}{year}"


def _told(  # noqa: PLR0913, PLR0917 - a reason has these parts
    attention: Attention,
    why: Why,
    today: date,
    page: str,
    count: int,
    since: date | None = None,
    row: str | None = None,
    *,
    still_open: int = 0,
    several: bool | None = None,
) -> Iterator[Reason]:
    """Yield the reason where there is anything to count."""
    if count < 1:
        return
    phrase = attention.phrase(why)
    is_more = count > 1 if several is None else several
    words = Template(phrase.more if is_more else phrase.words).safe_substitute(
        count=int(count),
        open=still_open,
        day="" if since is None else day_said(since, today),
    )
    yield Reason(why, words, phrase.button, since, page, row)


def _drafts(records: Records, attention: Attention, today: date) -> Iterator[Reason]:
    waiting = [one for one in records.all(Script).values() if one.review is Review.WAITING]
    waiting.sort(key=lambda one: (one.handed_on or today, one.id))
    if waiting:
        first = waiting[0]
        since = first.handed_on or today
        yield from _told(attention, Why.DRAFT, today, _ASK, len(waiting), since, first.id)


def _answered(
    records: Records, attention: Attention, today: date, seen_version: int | None
) -> Iterator[Reason]:
    first_day = days_after(today, -attention.answered_days)
    found = []
    for words in records.index(BY_PLACE).values():
        answer = _answer_of(words)
        if answer is None or not first_day <= answer[0] <= today:
            continue
        on, word = answer
        if seen_version is None or word.version > seen_version:
            found.append((on, word.row, word.table))
    if found:
        on, row, table = max(found)
        page = _PAGES.get(table, _ASK)
        yield from _told(attention, Why.ANSWERED, today, page, len(found), on, row)


def _answer_of(words: Sequence[Comment]) -> tuple[date, Comment] | None:
    """Return when the owner answered the coach's newest word on a row; None where they have not."""
    open_to_all = [one for one in words if not one.private]
    theirs = [place for place, one in enumerate(open_to_all) if one.by]
    if not theirs:
        return None
    newest = open_to_all[theirs[-1]]
    after = open_to_all[theirs[-1] + 1 :]
    if after:
        return (after[-1].on, after[-1])
    if newest.taken is not None and newest.settled_on is not None:
        return (newest.settled_on, newest)
    return None


def _silence(
    records: Records, attention: Attention, today: date, chance: float | None
) -> Iterator[Reason]:
    run = run_of(records, today)
    out = run.silences + run.open
    rare = chance is not None and chance * 100 <= attention.seldom_percent
    page, since = _TODAY, run.since
    if run.silences >= attention.run and rare:
        yield from _told(attention, Why.SILENCE, today, page, run.silences, since, several=False)
    elif out >= attention.long_run or (run.silences >= attention.run and chance is None):
        yield from _told(
            attention, Why.SILENCE, today, page, out, since, still_open=run.open, several=True
        )


def _quiet(
    records: Records, attention: Attention, today: date, moved_on: date | None
) -> Iterator[Reason]:
    moved = moved_on or last_moved(records, today)
    if moved is None or moved > days_after(today, -attention.quiet_days):
        return
    found = agenda(records, attention.ladder, attention.cadences, today, limit=0)
    soon = days_after(today, attention.quiet_days)
    by_plan = found.next_on is not None and found.next_on <= soon
    if found.due or found.still_want_count or not by_plan:
        yield from _told(attention, Why.QUIET, today, _TODAY, 1, moved)


def _waiting(records: Records, attention: Attention, today: date) -> Iterator[Reason]:
    before = days_after(today, -attention.waiting_days)
    count, since = waiting_long(records, attention.ladder, attention.cadences, today, before)
    if count >= attention.waiting_things:
        yield from _told(attention, Why.WAITING, today, _TODAY, count, since)


def _stopped(records: Records, attention: Attention, today: date) -> Iterator[Reason]:
    found = [
        (one.ask.planned_on, one.ask.id)
        for one in records.index(COURSES).values()
        if _held_up(one)
        and one.ask.planned_on is not None
        and _between(attention, one.ask.planned_on, today, attention.stopped_days)
    ]
    if found:
        since, row = min(found)
        yield from _told(attention, Why.STOPPED, today, _ASK, len(found), since, row)


def _held_up(one: Course) -> bool:
    planned = not one.attempts and not one.replies and not one.bounced
    return planned and one.ask.let_go_on is None and bool(one.ask.warned_of)


def _unfinished(
    records: Records, attention: Attention, today: date, *, sees_answers: bool
) -> Iterator[Reason]:
    found = [
        (one.on, one.id)
        for one in records.all(Exercise).values()
        if one.on is not None
        and is_unfinished(one, sees_answers=sees_answers)
        and _between(attention, one.on, today, attention.unfinished_days)
    ]
    if found:
        since, row = min(found)
        yield from _told(attention, Why.UNFINISHED, today, _TODAY, len(found), since, row)


def is_unfinished(one: Exercise, *, sees_answers: bool) -> bool:
    """Return whether an exercise was begun or put off, and neither filled in nor waved away.

    Args:
        one: the exercise.
        sees_answers: False where its answer is not shown; then only a count can be told.
    """
    if one.not_for_me:
        return False
    if one.name == belief.TALLY:
        return one.count is None or one.count_of is None
    return sees_answers and is_blank(one.answer) and one.done is None


def _between(attention: Attention, day: date, today: date, days: int) -> bool:
    return days_after(today, -attention.fade_days) <= day <= days_after(today, -days)
