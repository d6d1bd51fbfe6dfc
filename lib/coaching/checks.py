"""The three checks before an ask: can they, can the tie bear it, has something been given.

Each says its piece in one line with a reason and one alternative, and none is a wall: the owner may
send it anyway and say why. Two more speak only when they have to: several open asks to one person
(rule S2-26) and a lot of messages in a short time (rule S2-5). Rules S1-9 to S1-11, S1-17, S2-6 to
S2-22, S2-25. What each kind of contact can do and how close one must be are the guide's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lib.coaching.asks import Ask, AskKind, AskState
from lib.coaching.contacts import Contact, Kind
from lib.coaching.ladder import days_after
from lib.coaching.standing import standing
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


class Check(Enum):
    """The name of a check, as kept in `Ask.warned_of`."""

    KIND = "kind of contact"
    TIE = "how close"
    GIVEN = "giving first"
    OPEN = "open asks"
    MUCH = "many messages"


class Instead(Enum):
    """What to do instead: a page makes a button of it."""

    ASK_FOR = "ask for something else"
    PLAN_GIVE = "plan a give"
    LOG_GIVE = "log a give"
    ASK_INTRODUCTION = "ask for an introduction"
    SAY_KNOWS_WORK = "they know my work"
    RATE = "say how close you are"
    WAIT = "wait for the answer"


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
) -> tuple[Caution, ...]:
    """Return what speaks against sending this ask, the three checks in their order first.

    Args:
        ask: the ask, planned; it need not be saved yet.
        contact: whom it goes to; need not be saved yet.
        records: the workbook.
        kinds: the guide's cards, one for each kind.
        limits: the guide's numbers.
        today: the owner's day.

    Returns:
        Empty where nothing speaks against it.
    """
    found = (
        _can_they(ask, contact, kinds),
        _can_the_tie(ask, contact, limits),
        _was_given(contact, records, limits, today),
        _waiting(ask, contact, records, limits, today),
        _much(contact, records, limits, today),
    )
    return tuple(one for one in found if one is not None)


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


def _can_the_tie(ask: Ask, contact: Contact, limits: Limits) -> Caution | None:
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
    if ask.kind is AskKind.REFERENCE and not contact.knows_my_work:
        return Caution(
            Check.TIE,
            f"Has {contact.name} seen your work?",
            "Only someone who knows your work can speak for it.",
            Alternative(Instead.SAY_KNOWS_WORK, "Yes, they know my work."),
            ("S2-10", "S2-13", "S2-14", "S2-22"),
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
        "One thing at a time is easier to answer.",
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
        "Too many messages make people wonder what they are for.",
        Alternative(Instead.WAIT, "Give it a few weeks; write to someone else."),
        ("S2-5", "S0-8"),
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
