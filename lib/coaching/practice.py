"""The order of the exercises: which one fits today, if any.

One a day at most, and nothing before the first message went out. What the moment calls for comes
first: a follow-up that waits (rules S4-3, S4-8), a heavier ask that is planned (S2-4, S2-6, S2-25),
a run of silences (S3-6); then the others in the guide's order. What is filled in does not come
again, nor what is "not for me"; what is put off comes again some days later.

Read from indexes sorted by day alone, so that it costs the same in a workbook of any size.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from lib.coaching.asks import AskKind, Course
from lib.coaching.contacts import Contact, Kind
from lib.coaching.derived import Derived
from lib.coaching.exercises import Exercise
from lib.coaching.ladder import MESSAGES, days_after
from lib.coaching.ledger import SENT
from lib.coaching.paragraphs import parts_of
from lib.coaching.text import folded, is_blank
from lib.coaching.touches import Touch
from lib.coaching.workbook import (
    CONTACTS,
    COURSES,
    TOUCHES_BY_CONTACT,
    Changed,
    Grouped,
    Records,
    Sorted,
)

HEAVIER = (AskKind.INTRODUCTION, AskKind.REFERRAL, AskKind.REFERENCE)
"""What is asked on trust: more than a name, a piece of information, a word of advice."""
LOOK_AGAIN = "Look again on"
"""The label under which an answer keeps the day on which to ask what came of it."""


@dataclass(frozen=True, slots=True)
class Practice:
    """One exercise of the guide, as far as its turn goes."""

    name: str
    order: int
    fits: str
    """The situation, by its name in `SITUATIONS`, in which it may come."""
    at_once: str = ""
    """The situation in which it comes before all others; empty where there is none."""
    asks_back: bool = False
    """True where it is asked some day later whether the thing was then done."""


@dataclass(frozen=True, slots=True)
class Practices:
    """All exercises, and the guide's numbers for their turns; hashable."""

    rows: tuple[Practice, ...]
    again_days: int
    silence_days: int
    waiting_days: int
    lapsed_days: int
    ask_back_days: int
    run: int
    some_asks: int
    several_asks: int
    many_people: int


BY_NAME = Grouped(Exercise, lambda one: one.name, lambda one: (one.on or date.min, one.id))
"""Exercises under their name, oldest first."""


def exercise_id(workbook: str, name: str) -> str:
    """Return the id of an exercise's row: the same in every tab, so that two never keep two."""
    return hashlib.sha256(f"{workbook}\x1fexercise\x1f{name}".encode()).hexdigest()[:16]


def kept(records: Records, name: str) -> Exercise | None:
    """Return the newest row of an exercise, put off and waved away too; None where there is none.

    One that is filled in comes before any that is not.
    """
    rows = records.index(BY_NAME).get(name, ())
    return max(rows, key=lambda one: not is_blank(one.answer), default=None)


def filled(records: Records, name: str) -> Exercise | None:
    """Return an exercise that is filled in; None where it is not."""
    found = kept(records, name)
    return None if found is None or is_blank(found.answer) else found


def said_in(records: Records, name: str) -> tuple[str, ...]:
    """Return the answers of an exercise that is filled in, without labels; empty where it is not.

    "successes" holds what one is proud of, one success an answer (rule S2-4); "story" where one
    comes from, what one does best and what one looks for.
    """
    found = filled(records, name)
    parts = () if found is None else parts_of(found.answer)
    return tuple(text for label, text in parts if label != LOOK_AGAIN and not is_blank(text))


def written(records: Records, practices: Practices) -> tuple[Exercise, ...]:
    """Return all exercises that are filled in, in the guide's order."""
    rows = (filled(records, one.name) for one in _ordered(practices))
    return tuple(one for one in rows if one is not None)


def of_today(records: Records, practices: Practices, today: date) -> Exercise | None:
    """Return the exercise that was filled in, put off or waved away today; None where none was."""
    for one in practices.rows:
        for row in records.index(BY_NAME).get(one.name, ()):
            if row.on == today:
                return row
    return None


def next_exercise(records: Records, practices: Practices, today: date) -> str | None:
    """Return the name of the exercise that fits today.

    Args:
        records: the workbook.
        practices: the guide's exercises and numbers.
        today: the owner's day.

    Returns:
        None before the first message went out, on a day that had its exercise, and where none fits.
    """
    if not records.index(SENT).entries or of_today(records, practices, today) is not None:
        return None
    seen: dict[str, bool] = {}

    def holds(situation: str) -> bool:
        if situation not in seen:
            seen[situation] = SITUATIONS[situation](records, practices, today)
        return seen[situation]

    waiting = [one for one in _ordered(practices) if _may_come(records, practices, one, today)]
    at_once = (one for one in waiting if one.at_once and holds(one.at_once))
    fitting = (one for one in waiting if holds(one.fits))
    found = next(at_once, None) or next(fitting, None)
    return None if found is None else found.name


def to_ask_back(records: Records, practices: Practices, today: date) -> Exercise | None:
    """Return an exercise of which to ask today whether the thing was then done; None for none.

    It is asked from the next day on, or from the day that was set, for some days, and then no more.
    """
    for one in _ordered(practices):
        found = filled(records, one.name) if one.asks_back else None
        if found is None or found.done is not None or found.not_for_me:
            continue
        begins = _asked_from(found)
        if begins is not None and begins <= today < days_after(begins, practices.ask_back_days):
            return found
    return None


def _asked_from(exercise: Exercise) -> date | None:
    if exercise.on is None:
        return None
    begins = days_after(exercise.on, 1)
    for label, words in parts_of(exercise.answer):
        if label == LOOK_AGAIN:
            try:
                begins = max(begins, date.fromisoformat(words))
            except ValueError:
                continue  # mended by hand in a sheet: the day after it was filled in, then
    return begins


def _ordered(practices: Practices) -> list[Practice]:
    return sorted(practices.rows, key=lambda one: (one.order, one.name))


def _may_come(records: Records, practices: Practices, one: Practice, today: date) -> bool:
    found = kept(records, one.name)
    if found is None:
        return True
    if found.not_for_me or not is_blank(found.answer) or found.on is None:
        return False
    return days_after(found.on, practices.again_days) <= today


# What is looked at.


def _is_silent(one: Course) -> bool:
    return bool(one.attempts) and one.reply is None and not one.bounced


def _may_be_tried(one: Course) -> bool:
    return (
        _is_silent(one)
        and one.ask.let_go_on is None
        and len(one.attempts) < (one.ask.tries or len(MESSAGES))
    )


def _last(one: Course) -> tuple[int, str]:
    last = one.last_on
    return (0 if last is None else last.toordinal(), one.ask.id)


def _put_off(one: Course) -> tuple[str] | None:
    later, last = one.ask.later_until, one.last_on
    put_off = later is not None and last is not None and later > last
    return (one.ask.id,) if put_off and _may_be_tried(one) else None


def _heavier(one: Course) -> tuple[str] | None:
    planned = not one.attempts and not one.replies and not one.bounced
    wanted = planned and one.ask.let_go_on is None and one.ask.kind in HEAVIER
    return (one.ask.id,) if wanted else None


HEAVIER_PLANNED = Sorted(COURSES, _heavier)
"""Heavier asks that are planned and have not gone out."""
PUT_OFF = Sorted(COURSES, _put_off)
"""Asks of which the next try was put off."""
TRIABLE = Sorted(COURSES, lambda one: _last(one) if _may_be_tried(one) else None)
"""Asks without a word that may be tried again, by the day of their newest try."""
SILENT = Sorted(COURSES, lambda one: _last(one) if _is_silent(one) else None)
"""Asks without a word, those at rest too, by the day of their newest try."""
ANSWERED = Sorted(
    COURSES, lambda one: (one.reply.on.toordinal(), one.ask.id) if one.reply is not None else None
)
"""Asks that were answered, by the day of the answer."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """A colleague, and since when there was no word between you."""

    contact: str
    since: int
    """The ordinal of the newest touch's day; 0 where there never was one."""
    strength: int
    name: str


@dataclass(frozen=True, slots=True)
class _Lapses(Derived[Lapse]):
    """Index: the newest touch of each colleague."""

    def rows(self, records: Records) -> Iterable[str]:
        """Return the contacts' ids."""
        records.index(TOUCHES_BY_CONTACT)
        return records.all(Contact)

    def value(self, records: Records, row: str) -> Lapse | None:
        """Return since when there was no word; None for who is no colleague."""
        contact = records.get(Contact, row)
        if contact is None or contact.kind is not Kind.COLLEAGUE:
            return None
        touches = records.index(TOUCHES_BY_CONTACT).get(row, ())
        since = touches[-1].on.toordinal() if touches else 0
        return Lapse(row, since, contact.strength or 0, folded(contact.name))

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the contacts that changed themselves or through a touch."""
        found = CONTACTS.affected(records, changes)
        for change in changes:
            for record in (change.before, change.after):
                if isinstance(record, Touch):
                    found.add(record.contact)
        return found


LAPSES = Sorted(_Lapses(), lambda one: (one.since, -one.strength, one.name, one.contact))
"""Colleagues, those longest without a word first and the closest of them before the others."""


def lapsed(
    records: Records, practices: Practices, today: date, limit: int = 4
) -> tuple[Contact, ...]:
    """Return colleagues with whom there was no word for long, or never; at most so many."""
    before = days_after(today, -practices.lapsed_days).toordinal()
    entries = records.index(LAPSES).entries
    contacts = records.all(Contact)
    return tuple(
        contacts[one[-1]] for one in entries[: min(limit, bisect_left(entries, (before,)))]
    )


def silences(records: Records, practices: Practices, today: date) -> int:
    """Return how many asks in a row met no word: since the newest answer, and long enough ago."""
    answers = records.index(ANSWERED).entries
    entries = records.index(SILENT).entries
    first = answers[-1][0] if answers else 0
    end = days_after(today, -practices.silence_days).toordinal() + 1
    return max(0, bisect_left(entries, (end,)) - bisect_left(entries, (first,)))


def _waits(records: Records, practices: Practices, today: date) -> bool:
    if records.index(PUT_OFF).entries:
        return True
    oldest = records.index(TRIABLE).entries[:1]
    return bool(oldest) and oldest[0][0] <= days_after(today, -practices.waiting_days).toordinal()


def _silence(records: Records, practices: Practices, today: date) -> bool:
    oldest = records.index(SILENT).entries[:1]
    return bool(oldest) and oldest[0][0] <= days_after(today, -practices.silence_days).toordinal()


def _many(records: Records, practices: Practices, today: date) -> bool:
    del today
    enough = len(records.all(Contact)) >= practices.many_people
    return enough and len(records.index(SENT).entries) >= practices.some_asks


Situation = Callable[[Records, Practices, date], bool]

SITUATIONS: Mapping[str, Situation] = MappingProxyType(
    {
        "an ask sent": lambda records, _practices, _today: bool(records.index(SENT).entries),
        "some asks": lambda records, practices, _today: (
            len(records.index(SENT).entries) >= practices.some_asks
        ),
        "several asks": lambda records, practices, _today: (
            len(records.index(SENT).entries) >= practices.several_asks
        ),
        "many people": _many,
        "heavier ask planned": lambda records, _practices, _today: bool(
            records.index(HEAVIER_PLANNED).entries
        ),
        "a follow-up waits": _waits,
        "a silence": _silence,
        "a run of silences": lambda records, practices, today: (
            silences(records, practices, today) >= practices.run
        ),
        "words sent": lambda records, _practices, _today: newest_words(records) != "",
        "a colleague lapsed": lambda records, practices, today: bool(
            lapsed(records, practices, today, 1)
        ),
    }
)
"""When an exercise may come: what each name used in the guide means."""


def _spoke(one: Course) -> tuple[int, str] | None:
    if not one.attempts or is_blank(one.attempts[-1].words):
        return None
    return (-one.attempts[-1].on.toordinal(), one.ask.id)


WORDS_SENT = Sorted(COURSES, _spoke)
"""Asks whose newest try kept its words, the newest first."""


def newest_words(records: Records) -> str:
    """Return the words of the newest message that went out; empty where none were kept."""
    for _, row in records.index(WORDS_SENT).entries[:1]:
        return records.index(COURSES)[row].attempts[-1].words
    return ""
