"""The agenda: what is due today, whoever answered first, and why, in one line each.

Each ask has at most one next step: thanks for an answer, then a word to whoever introduced you
(rule S2-28); the next try or rest (`ladder`); sending what was planned; looking again at someone
let rest (tension T2). Then come keeping in touch (`cadence`), planned gives (rule S1-17) and
promises (rule S2-13). What has been due for more than `fold_days` asks first whether it is still
wanted, and after `fade_days` no longer asks: years of letters brought in are no list of debts. A
pause and "Enough for today" leave nothing due.

Everything is read from indexes sorted by day, so an agenda costs the same
in a workbook of any size.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Protocol

from lib.coaching.asks import Ask, Course
from lib.coaching.cadence import Cadences, next_touch_on
from lib.coaching.contacts import Contact, Kind
from lib.coaching.derived import Derived, DerivedOfAsks
from lib.coaching.gives import Give
from lib.coaching.ladder import Ladder, days_after, next_rung
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.standing import Standing, standing
from lib.coaching.steps import Step, Verb
from lib.coaching.touches import Outcome, Purpose, RungKind, Touch
from lib.coaching.workbook import (
    ASKS_BY_CONTACT,
    COURSES,
    GIVES_BY_CONTACT,
    TOUCHES_BY_ASK,
    TOUCHES_BY_CONTACT,
    Changed,
    Each,
    Ranking,
    Records,
    Sorted,
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due on a day."""

    steps: tuple[Step, ...]
    """In the order to do them; at most as many as were wanted."""
    due: int
    """How many are due in all."""
    still_want: tuple[Step, ...]
    """Due for so long that they ask first; newest first, at most as many as were wanted."""
    still_want_count: int
    standing: Standing
    next_on: date | None
    """The next day on which something becomes due; None where nothing is waiting for a day."""
    paused: bool
    closed: bool
    """True where "Enough for today" was tapped today."""


_RANK = {
    Verb.THANK: 0,
    Verb.TELL: 1,
    Verb.TRY: 2,
    Verb.REST: 2,
    Verb.SEND: 3,
    Verb.REVISIT: 5,
}
_UNDATED = 4
"""Rank of what was planned without a day: due, and never too old."""
_OF_ASKS = (0, 1, 2, 3, 5)
_KEPT_RANK = 0
_MOST_TODAY = 3


@dataclass(frozen=True, slots=True)
class _Next:
    """The next step of one ask."""

    ask: str
    verb: Verb
    rung: RungKind | None
    due_on: date | None

    @property
    def entry(self) -> tuple[int, date, str]:
        if self.due_on is None:
            return (_UNDATED, date.min, self.ask)
        return (_RANK[self.verb], self.due_on, self.ask)


def _next_step(records: Records, course: Course, ladder: Ladder) -> _Next | None:
    ask = course.ask
    contact = records.get(Contact, ask.contact)
    if contact is None:
        return None

    def step(verb: Verb, day: date | None, rung: RungKind | None = None) -> _Next:
        days = [one for one in (day, ask.later_until, ask.still_wanted_on) if one is not None]
        return _Next(ask.id, verb, rung, max(days, default=None))

    if ask.let_go_on is not None:
        again = course.reply is None and ask.revisit_on is not None
        return step(Verb.REVISIT, ask.revisit_on) if again else None
    if course.reply is not None:
        return _after_reply(records, course, contact, step)
    if not course.attempts:
        return None if course.bounced else step(Verb.SEND, ask.planned_on, RungKind.FIRST)
    referrer = records.get(Contact, contact.mutual_contact)
    rung = next_rung(ladder, course, has_referrer=referrer is not None)
    if rung is None:
        return None
    return step(Verb.REST if rung.kind is None else Verb.TRY, rung.due_on, rung.kind)


class _Stepper(Protocol):
    def __call__(self, verb: Verb, day: date | None) -> _Next: ...


def _after_reply(
    records: Records, course: Course, contact: Contact, step: _Stepper
) -> _Next | None:
    outcomes = {one.outcome for one in course.replies}
    if not course.thanked:
        # Someone brusque is left in peace, and so is the owner (rule S0-13).
        return None if outcomes == {Outcome.BRUSQUE} else step(Verb.THANK, course.replies[0].on)
    good = outcomes & {Outcome.HELPED, Outcome.KIND, None}
    introducer = records.get(Contact, contact.mutual_contact)
    if good and introducer is not None and course.ask.told_on is None:
        touches = records.index(TOUCHES_BY_ASK).get(course.ask.id, ())
        return step(Verb.TELL, max(one.on for one in touches if one.purpose is Purpose.THANKS))
    return None


@dataclass(frozen=True, slots=True)
class _NextSteps(DerivedOfAsks[_Next]):
    """Index: the next step of each ask that has one."""

    ladder: Ladder

    def rows(self, records: Records) -> Iterable[str]:
        """Return the asks' ids."""
        records.index(TOUCHES_BY_ASK)
        return DerivedOfAsks.rows(self, records)

    def value(self, records: Records, row: str) -> _Next | None:
        """Return one ask's next step."""
        course = records.index(COURSES).get(row)
        return None if course is None else _next_step(records, course, self.ladder)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The day to be in touch with one contact again."""

    contact: str
    due_on: date


def _keep_in_touch(records: Records, contact: Contact, cadences: Cadences) -> _Kept | None:
    if cadences.of(contact) is None:
        return None
    touches = records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    gives = records.index(GIVES_BY_CONTACT).get(contact.id, ())
    days = [one.on for one in touches] + [one.given_on for one in gives if one.given_on is not None]
    last_on = max(days, default=None)
    courses = records.index(COURSES)
    for ask in records.index(ASKS_BY_CONTACT).get(contact.id, ()):
        course = courses[ask.id]
        if course.reply is not None:
            continue
        if ask.let_go_on is not None:
            # Let rest means rest, until there is a word either way (tension T2).
            if last_on is None or last_on <= ask.let_go_on:
                return None
        elif course.attempts and not course.bounced:
            return None
    due_on = next_touch_on(contact, last_on, cadences)
    return None if due_on is None else _Kept(contact.id, due_on)


@dataclass(frozen=True, slots=True)
class _KeepInTouch(Derived[_Kept]):
    """Index: the day to be in touch again with each contact who has one."""

    cadences: Cadences

    def rows(self, records: Records) -> Iterable[str]:
        """Return the contacts' ids."""
        records.index(TOUCHES_BY_CONTACT)
        records.index(GIVES_BY_CONTACT)
        records.index(ASKS_BY_CONTACT)
        records.index(COURSES)
        return records.all(Contact)

    def value(self, records: Records, row: str) -> _Kept | None:
        """Return one contact's day."""
        contact = records.get(Contact, row)
        return None if contact is None else _keep_in_touch(records, contact, self.cadences)

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the contacts that changed themselves, or through a touch, an ask or a give."""
        found = set()
        for change in changes:
            for record in (change.before, change.after):
                if isinstance(record, Contact):
                    found.add(record.id)
                elif isinstance(record, Ask | Give):
                    found.add(record.contact)
                elif isinstance(record, Touch):
                    found.add(record.contact)
                    ask = records.get(Ask, record.ask)
                    if ask is not None:
                        found.add(ask.contact)
        return found


@cache
def _by_step(ladder: Ladder) -> Sorted[_Next]:
    return Sorted(_NextSteps(ladder), lambda one: one.entry)


@cache
def _by_keeping(cadences: Cadences) -> Sorted[_Kept]:
    return Sorted(_KeepInTouch(cadences), lambda one: (_KEPT_RANK, one.due_on, one.contact))


@cache
def _by_promise(promise_days: int) -> Sorted[Promise]:
    def entry(one: Promise) -> tuple[int, date, str] | None:
        if not one.open:
            return None
        return (_KEPT_RANK, one.by or days_after(one.made_on, promise_days), one.id)

    return Sorted(Each(Promise), entry)


_BY_GIVE: Sorted[Give] = Sorted(
    Each(Give),
    lambda one: (
        (_KEPT_RANK, one.planned_on, one.id)
        if one.planned_on is not None and one.given_on is None
        else None
    ),
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One list of the agenda: a stretch of a ranking that holds one rank."""

    ranking: Ranking
    rank: int
    make: Callable[[str], Step]
    folds: bool = True

    def at(self, day: date) -> int:
        """Return the place of the first entry on that day or later."""
        return bisect_left(self.ranking.entries, (self.rank, day))


def agenda(
    records: Records, ladder: Ladder, cadences: Cadences, today: date, *, limit: int = 3
) -> Agenda:
    """Return what is due on a day.

    Args:
        records: the workbook.
        ladder: the guide's ladder.
        cadences: the guide's cadences.
        today: the owner's day.
        limit: most steps to return in each of the two lists; the counts are of all.
    """
    paused = records.cover.paused_on is not None
    closed = records.cover.closed_on == today
    rows = list(_rows(records, ladder, cadences, today))
    tomorrow, oldest = days_after(today, 1), days_after(today, -ladder.fold_days)
    faded = days_after(today, -max(ladder.fade_days, ladder.fold_days))
    steps: list[Step] = []
    folded: list[Step] = []
    due = folded_count = 0
    next_days = []
    for row in rows:
        first = bisect_left(row.ranking.entries, (row.rank,))
        first = row.at(faded) if row.folds else first
        fresh = row.at(oldest) if row.folds else first
        end = row.at(tomorrow)
        entries = row.ranking.entries
        if not paused:
            due += end - fresh
            folded_count += fresh - first
            steps += [row.make(one[-1]) for one in entries[fresh:end][: limit - len(steps)]]
            newest = entries[max(first, fresh - limit) : fresh]
            folded += [row.make(one[-1]) for one in reversed(newest)]
        if end < len(entries) and entries[end][0] == row.rank:
            next_days.append(entries[end][1])
    folded.sort(key=lambda one: one.due_on, reverse=True)
    return Agenda(
        steps=() if closed else tuple(steps),
        due=due,
        still_want=() if closed else tuple(folded[:limit]),
        still_want_count=folded_count,
        standing=standing(records, today),
        next_on=None if paused else min(next_days, default=None),
        paused=paused,
        closed=closed,
    )


def waiting_long(
    records: Records, ladder: Ladder, cadences: Cadences, today: date, until: date
) -> tuple[int, date | None]:
    """Return how much that is due has been so since a day or longer, and since when the first.

    Neither keeping in touch, which has no end, nor what has faded counts.

    Args:
        records: the workbook.
        ladder: the guide's ladder.
        cadences: the guide's cadences.
        today: the owner's day.
        until: the newest due day that counts.
    """
    faded = days_after(today, -max(ladder.fade_days, ladder.fold_days))
    count, days = 0, []
    for row in _rows(records, ladder, cadences, today):
        first, end = row.at(faded), row.at(days_after(until, 1))
        if row.folds and first < end:
            count += end - first
            days.append(row.ranking.entries[first][1])
    return count, min(days, default=None)


def ahead(
    records: Records, ladder: Ladder, cadences: Cadences, today: date, days: int
) -> tuple[Step, ...]:
    """Return what is due by a day to come, by day: what a calendar can show beforehand.

    Args:
        records: the workbook.
        ladder: the guide's ladder.
        cadences: the guide's cadences.
        today: the owner's day.
        days: how far to look.

    Returns:
        The first three of what is due today already (the rest will keep), then what comes. Nothing
        while paused, as no day is a due day then.
    """
    if records.cover.paused_on is not None:
        return ()
    tomorrow, oldest = days_after(today, 1), days_after(today, -ladder.fold_days)
    end_on = days_after(today, days + 1)
    now: list[Step] = []
    then: list[Step] = []
    for row in _rows(records, ladder, cadences, today):
        entries = row.ranking.entries
        first = row.at(oldest) if row.folds else bisect_left(entries, (row.rank,))
        due, end = row.at(tomorrow), row.at(end_on)
        now += [row.make(one[-1]) for one in entries[first:due][: _MOST_TODAY - len(now)]]
        then += [row.make(one[-1]) for one in entries[due:end]]
    then.sort(key=lambda one: one.due_on)
    return (*now, *then)


def _rows(records: Records, ladder: Ladder, cadences: Cadences, today: date) -> Iterator[_Row]:
    by_step = _by_step(ladder)
    steps = records.index(by_step.of)

    def of_ask(row: str) -> Step:
        return _ask_step(records, steps[row], today)

    ranking = records.index(by_step)
    for rank in _OF_ASKS:
        yield _Row(ranking, rank, of_ask)
        if rank == _RANK[Verb.SEND]:
            yield _Row(ranking, _UNDATED, of_ask, folds=False)
    by_keeping = _by_keeping(cadences)
    kept = records.index(by_keeping.of)
    yield _Row(
        records.index(by_keeping),
        _KEPT_RANK,
        lambda row: _contact_step(records, kept[row], today),
        folds=False,
    )
    yield _Row(records.index(_BY_GIVE), _KEPT_RANK, lambda row: _give_step(records, row))
    yield _Row(
        records.index(_by_promise(cadences.promise_days)),
        _KEPT_RANK,
        lambda row: _promise_step(records, row, cadences),
    )


def _operation(verb: Verb, row: Record, touches: int = 0) -> str:
    return f"{verb.name.lower()}-{row.id}-{row.version}-{touches}"


def _ask_step(records: Records, following: _Next, today: date) -> Step:
    course = records.index(COURSES)[following.ask]
    ask = course.ask
    contact = records.all(Contact)[ask.contact]
    through = following.verb is Verb.TELL or following.rung is RungKind.REFERRER
    introducer = records.get(Contact, contact.mutual_contact)
    to = introducer if through and introducer is not None else contact
    touches = records.index(TOUCHES_BY_ASK).get(ask.id, ())
    why = _why(following, course, contact, introducer, today)
    return Step(
        verb=following.verb,
        about=ask,
        contact=contact,
        ask=ask,
        rung=following.rung,
        to=to,
        due_on=following.due_on or today,
        why=why.words,
        operation=_operation(following.verb, ask, len(touches)),
        rules=why.rules,
    )


def _contact_step(records: Records, kept: _Kept, today: date) -> Step:
    contact = records.all(Contact)[kept.contact]
    touches = records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    since = f" {ago(touches[-1].on, today)}" if touches else " a while ago"
    return Step(
        verb=Verb.KEEP_IN_TOUCH,
        about=contact,
        contact=contact,
        ask=None,
        rung=None,
        to=contact,
        due_on=kept.due_on,
        why=f"You were last in touch with {contact.name}{since}. A line is enough.",
        operation=_operation(Verb.KEEP_IN_TOUCH, contact, len(touches)),
        rules=("S4-18", "S4-19"),
    )


def _give_step(records: Records, row: str) -> Step:
    give = records.all(Give)[row]
    contact = records.all(Contact)[give.contact]
    return Step(
        verb=Verb.GIVE,
        about=give,
        contact=contact,
        ask=None,
        rung=None,
        to=contact,
        due_on=give.planned_on or date.min,
        why=f"Something you wanted to do for {contact.name}.",
        operation=_operation(Verb.GIVE, give),
        rules=("S1-17",),
    )


def _promise_step(records: Records, row: str, cadences: Cadences) -> Step:
    promise = records.all(Promise)[row]
    contact = records.all(Contact)[promise.contact]
    return Step(
        verb=Verb.PROMISE,
        about=promise,
        contact=contact,
        ask=records.get(Ask, promise.ask),
        rung=None,
        to=contact,
        due_on=promise.by or days_after(promise.made_on, cadences.promise_days),
        why=f"{contact.name} said they would do something. It counts once it is done: is it?",
        operation=_operation(Verb.PROMISE, promise),
        rules=("S2-13",),
    )


_NUMBERS = ("no times", "once", "twice", "three times", "four times", "five times", "six times")


def times(count: int) -> str:
    """Return how often, in words: once, twice, three times."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count} times"


_WEEK, _MONTH, _YEAR = 7, 30, 365


def ago(day: date, today: date) -> str:
    """Return how long ago, in words."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 2 * _WEEK:
        return f"{days} days ago"
    if days < 2 * _MONTH:
        return f"{days // _WEEK} weeks ago"
    if days < 2 * _YEAR:
        return f"{days // _MONTH} months ago"
    return f"{days // _YEAR} years ago"


@dataclass(frozen=True, slots=True)
class _Why:
    """The one line of a step, and what it rests on."""

    words: str
    rules: tuple[str, ...] = ()


_SILENCE = ("S0-14", "S4-13")
"""Silence is common and nothing to take to heart: said wherever a try met it."""


def _why(
    following: _Next, course: Course, contact: Contact, introducer: Contact | None, today: date
) -> _Why:
    name = contact.name
    mutual = "the friend you share" if introducer is None else introducer.name
    tries = times(len(course.attempts))
    if following.verb is Verb.THANK and course.reply is not None:
        return _thanks(course, name, ago(course.reply.on, today))
    if following.verb is Verb.TELL:
        return _Why(
            f"{mutual} brought you together with {name}, who answered. Tell them how it went.",
            ("S2-28",),
        )
    if following.verb is Verb.REST:
        return _Why(
            f"You tried {name} {tries}, kindly. This can rest here. It happens to everyone who "
            "asks.",
            ("S0-8", "S0-11", *_SILENCE),
        )
    if following.verb is Verb.SEND:
        return _Why(f"You planned this one for {name}. It has not gone out yet.")
    if following.verb is Verb.REVISIT:
        return _Why(f"You wanted to think about {name} again around now.", ("S4-17",))
    return _try_again(following, course, contact, mutual, today)


def _thanks(course: Course, name: str, answered: str) -> _Why:
    """Return why thanks come first, after a yes and after a no."""
    if {one.outcome for one in course.replies} == {Outcome.UNWILLING}:
        return _Why(
            f"{name} said no {answered}. That is common, and seldom about you. "
            "A word of thanks closes it well.",
            ("S2-28", "S4-12", *_SILENCE),
        )
    return _Why(f"{name} answered you {answered}. Start with a word of thanks.", ("S2-28", "S4-12"))


def _try_again(
    following: _Next, course: Course, contact: Contact, mutual: str, today: date
) -> _Why:
    """Return why another try is fair, without a reproach to either side."""
    name, rung = contact.name, following.rung
    since = "" if course.last_on is None else ago(course.last_on, today)
    tries = times(len(course.attempts))
    usual = (
        " From people you hardly know that is usual."
        if contact.kind is Kind.OTHER
        else " That is common, and seldom about you."
    )
    if rung is RungKind.LIGHT and course.ask.tries is not None:
        reason = course.ask.tries_reason
        chose = f" You said: {reason}" if reason else ""
        return _Why(
            f"You tried {name} {tries}; no word yet. One more, as you chose.{chose}",
            ("S4-14", "S4-16"),
        )
    if rung is RungKind.LETTER:
        return _Why(
            f"You tried {name} {tries}; no word yet.{usual} A short letter can name {mutual}.",
            ("S0-6", "S0-7", *_SILENCE),
        )
    if rung is RungKind.REFERRER:
        return _Why(
            f"No word from {name}.{usual} Perhaps {mutual} could put in a word for you.",
            ("S0-10", *_SILENCE),
        )
    if rung is RungKind.LIGHT:
        return _Why(
            f"You tried {name} {tries}; no word yet.{usual} A light one now.",
            ("S4-16", *_SILENCE),
        )
    return _Why(f"You tried {name} {since}; no word yet.{usual} A second try is fair.", _SILENCE)


def resumed(
    records: Records, ladder: Ladder, cadences: Cadences, today: date
) -> tuple[Record, ...]:
    """Return the records to save when a pause ends today.

    What came due during the pause, or was due and not yet folded when it began, moves by the
    length of the pause: it comes back in the same rhythm, not all at once. What is due after today
    stays, since the other person has waited all the same. A promise keeps its own day.

    Returns:
        The cover and every row that moves; empty where the workbook is not paused.
    """
    cover = records.cover
    if cover.paused_on is None:
        return ()
    length = max(0, (today - cover.paused_on).days)
    moved: list[Record] = [replace(cover, paused_on=None, paused_days=cover.paused_days + length)]
    if length:
        oldest = days_after(cover.paused_on, -ladder.fold_days)
        for row in _rows(records, ladder, cadences, today):
            if row.rank == _UNDATED:
                continue
            start = row.at(oldest)
            for entry in row.ranking.entries[start : row.at(today)]:
                step = row.make(entry[-1])
                if step.verb is not Verb.PROMISE:
                    moved += step.later(days_after(step.due_on, length))
    return tuple(moved)
