"""The three checks before an ask: can they, can the tie bear it, has something been given.

Each says its piece in one line with a reason and one alternative, and none is a wall: the owner may
send it anyway and say why. Others speak only when they have to: several open asks to one person
(rule S2-26), a lot of messages in a short time (rule S2-5), tries that met no word not long ago
(rules S0-8, S0-9), a reference that is better kept (rule S2-17), and an ask on the very day of an
introduction (rule S1-14, tension T5). Rules S1-9 to S1-11, S1-17, S2-6 to S2-22, S2-25. What each
kind of contact can do and how close one must be are the guide's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lib.coaching.asks import Ask, AskKind, AskState
from lib.coaching.contacts import Contact, Kind
from lib.coaching.introductions import introduction, may_ask_on
from lib.coaching.ladder import days_after
from lib.coaching.references import Spent, spent
from lib.coaching.standing import standing
from lib.coaching.targets import Target
from lib.coaching.touches import Direction
from lib.coaching.workbook import (
    ASKS_BY_CONTACT,
    CONTACTS,
    COURSES,
    GIVES_BY_CONTACT,
    TOUCHES_BY_CONTACT,
    Records,
    Sorted,
)


class Fit(Enum):
    """Whether a kind of contact can do what is asked."""

    CAN = "can"
    RARELY = "rarely"
    CANNOT = "can't"


@dataclass(frozen=True, slots=True)
class Suits:
    """What the guide says about one kind of contact and one kind of ask."""

    fit: Fit
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindGuide:
    """What the guide says about one kind of contact."""

    kind: Kind
    label: str
    line: str
    suits: Mapping[AskKind, Suits]
    """One entry for each kind of ask."""
    tips: tuple[str, ...]
    rules: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The guide's numbers for the checks before an ask."""

    minimum_strength: Mapping[AskKind, int]
    """Tie strength, 1 to 5, from which a tie bears each kind of ask."""
    strong_enough: int = 4
    """Tie strength from which nothing need have been given first."""
    open_asks: int = 1
    """Most asks that wait for one person at a time (rule S2-26)."""
    touches: int = 4
    """Most outreaches to one person within `touches_days` (rule S2-5)."""
    touches_days: int = 30
    tries: int = 3
    """Tries without a word from which another request to them can wait (rule S0-8) ..."""
    again_days: int = 60
    """... for so many days."""
    reference_uses: int = 2
    """Times a reference was named from which it is better kept (rule S2-17)."""
    slow_ask_days: int = 7
    """Days after an introduction that are proposed for the ask (rule S1-14, tension T5)."""
    talks: tuple[int, int] = (4, 5)
    """Talks in person a reader speaks of: a mark to see, never a gate (rule S3-17, tension T8)."""
    try_minutes: int = 15
    """Minutes one more try takes: our estimate, said as one (rule S0-12)."""


class Check(Enum):
    """The name of a check, as kept in `Ask.warned_of`."""

    KIND = "kind of contact"
    TIE = "how close"
    GIVEN = "giving first"
    OPEN = "open asks"
    MUCH = "many messages"
    SILENT = "no word before"
    SPENT = "reference kept"
    SOON = "met today"


class Instead(Enum):
    """What to do instead: a page makes a button of it."""

    ASK_FOR = "ask for something else"
    PLAN_GIVE = "plan a give"
    LOG_GIVE = "log a give"
    ASK_INTRODUCTION = "ask for an introduction"
    SAY_KNOWS_WORK = "they know my work"
    RATE = "say how close you are"
    WAIT = "wait for the answer"
    NAME_COMPANY = "name the company"
    LATER = "ask on another day"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One thing to do instead."""

    instead: Instead
    words: str
    ask_kind: AskKind | None = None
    """What to ask for, where `instead` is ASK_FOR."""


@dataclass(frozen=True, slots=True)
class Caution:
    """What one check has to say; never a wall."""

    name: Check
    verdict: str
    """One line; may hold the contact's name as typed."""
    reason: str
    alternative: Alternative
    rules: tuple[str, ...]
    mild: bool = False
    """True where it works now and then: said, but not pressed."""


def weigh(  # noqa: PLR0913 - what an ask is weighed against
    ask: Ask,
    contact: Contact,
    records: Records,
    kinds: Mapping[Kind, KindGuide],
    limits: Limits,
    *,
    today: date,
    target: Target | None = None,
) -> tuple[Caution, ...]:
    """Return what speaks against sending this ask, the three checks in their order first.

    Args:
        ask: the ask, planned; it need not be saved yet.
        contact: whom it goes to; need not be saved yet.
        records: the workbook.
        kinds: the guide's cards, one for each kind.
        limits: the guide's numbers.
        today: the owner's day.
        target: the company it is about, where it is not saved yet.

    Returns:
        Empty where nothing speaks against it.
    """
    target = target or records.get(Target, ask.target)
    can_they, can_the_tie = (
        _can_they(ask, contact, kinds),
        _can_the_tie(ask, contact, kinds, limits),
    )
    found = (
        can_they,
        None if _says_the_same(can_they, can_the_tie) else can_the_tie,
        _was_given(contact, records, limits, today),
        _waiting(ask, contact, records, limits, today),
        _much(contact, records, limits, today) or _silent(ask, contact, records, limits, today),
        _better_kept(ask, contact, records, kinds, limits, target),
        _too_soon(ask, contact, records, limits, today),
    )
    return tuple(one for one in found if one is not None)


def _says_the_same(first: Caution | None, second: Caution | None) -> bool:
    """Return whether what can't be asked at all has led to the same lighter ask already."""
    if first is None or second is None or first.mild:
        return False
    wanted = second.alternative.ask_kind
    return wanted is not None and wanted is first.alternative.ask_kind


def warned_of(cautions: tuple[Caution, ...]) -> str:
    """Return the checks' names as `Ask.warned_of` keeps them; empty where none spoke."""
    return ", ".join(one.name.value for one in cautions)


def _can_they(ask: Ask, contact: Contact, kinds: Mapping[Kind, KindGuide]) -> Caution | None:
    if contact.kind is None:
        return None
    guide = kinds[contact.kind]
    suits = guide.suits[ask.kind]
    if suits.fit is Fit.CAN:
        return None
    rare = suits.fit is Fit.RARELY
    word = "seldom" if rare else "hardly ever"
    better = _best_below(ask.kind, guide)
    return Caution(
        Check.KIND,
        f"People like {contact.name} can {word} give this: {NOUNS[ask.kind]}.",
        suits.reason,
        Alternative(Instead.ASK_FOR, f"Ask for {NOUNS[better]} instead.", better),
        suits.rules,
        mild=rare,
    )


NOUNS = {
    AskKind.NAMES: "names of people to talk with",
    AskKind.INFORMATION: "what they know about a field",
    AskKind.ADVICE: "fifteen minutes of advice",
    AskKind.INTRODUCTION: "an introduction",
    AskKind.REFERRAL: "a referral",
    AskKind.REFERENCE: "a reference",
}
"""Each kind of ask as it stands in a sentence."""


def _best_below(kind: AskKind, guide: KindGuide) -> AskKind:
    """Return the heaviest lighter ask that such a contact can well do; else names."""
    order = list(AskKind)
    lighter = [one for one in order[: order.index(kind)] if guide.suits[one].fit is Fit.CAN]
    return lighter[-1] if lighter else AskKind.NAMES


def _can_the_tie(
    ask: Ask, contact: Contact, kinds: Mapping[Kind, KindGuide], limits: Limits
) -> Caution | None:
    needed = limits.minimum_strength[ask.kind]
    asked = NOUNS[ask.kind]
    if contact.strength is None:
        if needed == 1:
            return None
        return Caution(
            Check.TIE,
            f"How close are you to {contact.name}? That decides whether {asked} fits.",
            "A favour is easier to grant for someone one knows.",
            Alternative(Instead.RATE, "Two taps: how you know them, and how close you are."),
            ("S1-10", "S1-11"),
            mild=True,
        )
    if contact.strength < needed:
        order = list(AskKind)
        lighter = [
            one
            for one in order[: order.index(ask.kind)]
            if limits.minimum_strength[one] <= contact.strength
        ]
        instead = (
            Alternative(Instead.ASK_FOR, f"Ask for {NOUNS[lighter[-1]]} first.", lighter[-1])
            if lighter
            else Alternative(Instead.PLAN_GIVE, "Do something small for them first.")
        )
        if contact.mutual_contact is not None and ask.kind is not AskKind.INTRODUCTION:
            instead = Alternative(
                Instead.ASK_INTRODUCTION, "Ask the person you both know to introduce you."
            )
        return Caution(
            Check.TIE,
            f"This may be a lot to ask of {contact.name} yet.",
            "A favour sits easier between people who are closer; begin with something small.",
            instead,
            ("S1-9", "S1-10", "S1-11", "S2-25"),
        )
    # Of a kind that can't be one, the first check has said that they have not seen one's work.
    could = contact.kind is None or kinds[contact.kind].suits[ask.kind].fit is Fit.CAN
    if ask.kind is AskKind.REFERENCE and could and not contact.knows_my_work:
        return Caution(
            Check.TIE,
            f"Has {contact.name} seen your work?",
            "Only someone who knows your work can speak for it.",
            Alternative(Instead.SAY_KNOWS_WORK, "Yes, they know my work."),
            ("S2-16",),
        )
    return None


def _was_given(contact: Contact, records: Records, limits: Limits, today: date) -> Caution | None:
    if contact.ever_helped or (contact.strength or 0) >= limits.strong_enough:
        return None
    gives = records.index(GIVES_BY_CONTACT).get(contact.id, ())
    if any(one.given_on is not None and one.given_on <= today for one in gives):
        return None
    planned = any(one.given_on is None and one.planned_on is not None for one in gives)
    return Caution(
        Check.GIVEN,
        f"Nothing is noted yet that you did for {contact.name}.",
        "Someone you have helped or praised first says yes more readily.",
        Alternative(Instead.LOG_GIVE, "I did help them; note it.")
        if planned
        else Alternative(Instead.PLAN_GIVE, "Pick something small to do for them first."),
        ("S1-15", "S1-17"),
    )


def _waiting(
    ask: Ask, contact: Contact, records: Records, limits: Limits, today: date
) -> Caution | None:
    courses = records.index(COURSES)
    others = [
        one
        for one in records.index(ASKS_BY_CONTACT).get(contact.id, ())
        if one.id != ask.id and courses[one.id].state(today) is AskState.OPEN
    ]
    if len(others) < limits.open_asks:
        return None
    return Caution(
        Check.OPEN,
        f"{contact.name} has not answered your last ask yet.",
        "One thing at a time is easier to answer; their help is a courtesy, not a duty.",
        Alternative(Instead.WAIT, "Leave it with them for now; write to someone else."),
        ("S2-26", "S2-27"),
    )


def _much(contact: Contact, records: Records, limits: Limits, today: date) -> Caution | None:
    touches = records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    first = days_after(today, -limits.touches_days)
    recent = [
        one
        for one in touches[bisect_left(touches, first, key=lambda one: one.on) :]
        if one.on <= today
    ]
    sent = sum(one.direction is Direction.OUTREACH for one in recent)
    if sent < limits.touches or sent < len(recent) - sent + limits.touches:
        return None
    return Caution(
        Check.MUCH,
        f"You have written to {contact.name} a lot lately.",
        "Too many make people wonder what they are for, leave you uneasy, and lower how you are "
        "seen.",
        Alternative(Instead.WAIT, "Give it a few weeks; write to someone else."),
        ("S2-5", "S0-8", "S0-9"),
    )


def _silent(
    ask: Ask, contact: Contact, records: Records, limits: Limits, today: date
) -> Caution | None:
    """Return what to say where all tries of an ask met no word not long ago."""
    courses = records.index(COURSES)
    first = days_after(today, -limits.again_days)
    quiet = [
        one.last_on
        for one in (courses[row.id] for row in records.index(ASKS_BY_CONTACT).get(contact.id, ()))
        if one.ask.id != ask.id
        and len(one.attempts) >= limits.tries
        and one.state(today) in (AskState.SILENT, AskState.LET_GO)
        and one.last_on is not None
        and one.last_on >= first
    ]
    if not quiet:
        return None
    touches = records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    if any(one.direction is Direction.REPLY and one.on >= max(quiet) for one in touches):
        return None
    return Caution(
        Check.SILENT,
        f"{contact.name} was tried several times not long ago, without a word.",
        "Calling on leaves you uneasy and lowers how they see you. A pause costs nothing.",
        Alternative(Instead.WAIT, "Give it a month or two; write to someone else.")
        if contact.mutual_contact is None
        else Alternative(
            Instead.ASK_INTRODUCTION, "Ask the person you both know to put in a word."
        ),
        ("S0-8", "S0-9"),
    )


def _better_kept(  # noqa: PLR0913, PLR0917 - a reference is weighed against these
    ask: Ask,
    contact: Contact,
    records: Records,
    kinds: Mapping[Kind, KindGuide],
    limits: Limits,
    target: Target | None,
) -> Caution | None:
    """Return what to say where a reference is better kept for what is wanted most."""
    if ask.kind is not AskKind.REFERENCE:
        return None
    if contact.kind is not None and kinds[contact.kind].suits[ask.kind].fit is not Fit.CAN:
        return None  # the first check has said that they can't be one
    used = spent(records, contact, but=ask.id)
    if target is None:
        return Caution(
            Check.SPENT,
            f"For which company would you name {contact.name}?",
            f"A reference is worth most where you want the work most.{_so_far(used)}",
            Alternative(Instead.NAME_COMPANY, "Name the company; then it is well spent."),
            ("S2-17",),
            mild=True,
        )
    lighter = Alternative(
        Instead.ASK_FOR,
        f"Ask for {NOUNS[AskKind.ADVICE]} about it instead.",
        AskKind.ADVICE,
    )
    if target.priority > 1:
        return Caution(
            Check.SPENT,
            f"{target.company} is not among those you want most.",
            f"Naming people too often wears them out.{_so_far(used)}",
            lighter,
            ("S2-17",),
        )
    if used.times >= limits.reference_uses:
        return Caution(
            Check.SPENT,
            f"{contact.name} has been your reference {count_in_words(used.times)} already.",
            f"Keep them for what you want most.{_so_far(used)}",
            lighter,
            ("S2-17",),
            mild=True,
        )
    return None


def _so_far(used: Spent) -> str:
    """Return how a reference was spent so far, as a sentence to follow another; may be empty."""
    if not used.times:
        return ""
    places = in_a_row(used.companies)
    return f" Named {count_in_words(used.times)} so far{f', for {places}' if places else ''}."


def count_in_words(count: int) -> str:
    """Return how often: once, twice, three times."""
    return {1: "once", 2: "twice", 3: "three times"}.get(count, f"{count:,} times")


def in_a_row(names: Sequence[str]) -> str:
    """Return names as one says them: "Harbour Foods, Quay and Tern"; empty for none."""
    *others, last = names or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def _too_soon(
    ask: Ask, contact: Contact, records: Records, limits: Limits, today: date
) -> Caution | None:
    """Return what to say of an ask on the very day two people met."""
    minimum = limits.minimum_strength[ask.kind]
    introduced = not may_ask_on(introduction(records, contact, today, minimum), today)
    met = contact.connected_on == today and contact.kind is Kind.OTHER
    if not (introduced or met):
        return None
    return Caution(
        Check.SOON,
        f"You and {contact.name} met only today.",
        "A quick hello and a slow request: what is asked in a rush is seldom given.",
        Alternative(Instead.LATER, "Write today only to be kind; ask another day."),
        ("S1-14", "S2-24") if introduced else ("S2-24",),
    )


WARM_ASKS = 3
"""The first asks for which former colleagues, by voice, are proposed (`product.md`, Ask)."""

_WARM_ORDER = (Kind.COLLEAGUE, Kind.FRIEND, Kind.SOCIAL)


def _warmth(contact: Contact) -> tuple[int, int, int, str] | None:
    if contact.kind not in _WARM_ORDER or not contact.strength:
        return None
    reachable = 0 if contact.phone else 1
    return (_WARM_ORDER.index(contact.kind), -contact.strength, reachable, contact.id)


WARMTH = Sorted(CONTACTS, _warmth)
"""Contacts warmest first: former colleagues (rule S3-18), then closeness, then with a phone."""


def is_beginning(records: Records, today: date) -> bool:
    """Return True while fewer than `WARM_ASKS` asks were sent: warm first still applies."""
    stands = standing(records, today)
    return stands.out + stands.bounced < WARM_ASKS


def warm_first(records: Records, limit: int = 5) -> tuple[Contact, ...]:
    """Return whom to ask first: warmest first, without those who were asked something already.

    Args:
        records: the workbook.
        limit: how many at most.
    """
    contacts = records.all(Contact)
    asks = records.index(ASKS_BY_CONTACT)
    found: list[Contact] = []
    for *_, row in records.index(WARMTH).entries:
        if row not in asks:
            found.append(contacts[row])
            if len(found) == limit:
                break
    return tuple(found)
