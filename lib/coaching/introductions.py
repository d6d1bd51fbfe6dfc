"""Introductions: how a new contact is reached through someone both know, and when to ask.

First the mutual contact is asked how strong their own tie is, and only then for an introduction
(rules S1-12, S1-13). The introduction bridges the gap; talk and bond come next, the ask later, and
never on the day of the introduction (rule S1-14, tension T5).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from lib.coaching.asks import Ask, AskKind, Course
from lib.coaching.contacts import Contact
from lib.coaching.touches import Direction, Help
from lib.coaching.workbook import ASKS_BY_CONTACT, COURSES, TOUCHES_BY_CONTACT, Records

_FIRST, _SECOND = 1, 2


class Bridge(Enum):
    """How far an introduction has come."""

    NONE = "no mutual contact"
    TO_ASK = "introduction to ask for"
    ASKED = "introduction asked for"
    INTRODUCED = "introduced"
    BUILDING = "getting to know each other"
    READY = "ready for an ask"


@dataclass(frozen=True, slots=True)
class Introduction:
    """Where an introduction stands, and what carried it there."""

    bridge: Bridge
    mutual: Contact | None
    introduced_on: date | None
    """The day of the introduction, or of the first touch with the contact; None before."""
    touch_days: int
    """Days with a touch after the day of the introduction."""


def degree(contact: Contact) -> int | None:
    """Return how many steps away: as noted, else 1 without and 2 with a mutual contact.

    None where it is unknown: nobody is named, and the tie has no strength yet.
    """
    if contact.degree is not None:
        return contact.degree
    if contact.mutual_contact is not None:
        return _SECOND
    return None if contact.strength is None else _FIRST


def introduction(
    records: Records, contact: Contact, today: date, minimum_strength: int
) -> Introduction:
    """Return where the introduction to a contact stands.

    Args:
        records: the workbook.
        contact: the person to get to know.
        today: the owner's day.
        minimum_strength: tie strength, 1 to 5, from which the planned ask fits (the guide's).

    Returns:
        READY only from the day after the introduction, after a talk on a later day that both had
        a part in, and with a tie strong enough; NONE where no mutual contact is known.
    """
    mutual = records.get(Contact, contact.mutual_contact)
    if mutual is None:
        return Introduction(Bridge.NONE, None, None, 0)
    touches = [
        one for one in records.index(TOUCHES_BY_CONTACT).get(contact.id, ()) if one.on <= today
    ]
    asked = _asked(records, mutual, contact)
    days = [one.on for one in touches]
    days += [
        reply.on
        for course in asked
        for reply in course.replies
        if Help.INTRODUCTION in reply.helped_with and reply.on <= today
    ]
    if not days:
        out = any(one.attempts and one.ask.let_go_on is None for one in asked)
        return Introduction(Bridge.ASKED if out else Bridge.TO_ASK, mutual, None, 0)
    introduced_on = min(days)
    later = {one.on for one in touches if one.on > introduced_on}
    heard = any(one.direction is Direction.REPLY for one in touches)
    if not later:
        bridge = Bridge.INTRODUCED
    elif heard and (contact.strength or 0) >= minimum_strength:
        bridge = Bridge.READY
    else:
        bridge = Bridge.BUILDING
    return Introduction(bridge, mutual, introduced_on, len(later))


def _asked(records: Records, mutual: Contact, contact: Contact) -> list[Course]:
    """Return how the asks to the mutual contact for this introduction went."""
    courses = records.index(COURSES)
    return [
        courses[one.id]
        for one in records.index(ASKS_BY_CONTACT).get(mutual.id, ())
        if one.kind is AskKind.INTRODUCTION and one.about == contact.id
    ]


def introduction_ask(contact: Contact, today: date) -> Ask:
    """Return the ask to the mutual contact for this introduction, planned for today.

    Raises:
        ValueError: the contact has no mutual contact.
    """
    if contact.mutual_contact is None:
        message = "there is nobody to ask for this introduction"
        raise ValueError(message)
    return Ask(
        contact=contact.mutual_contact,
        kind=AskKind.INTRODUCTION,
        about=contact.id,
        planned_on=today,
    )


def may_ask_on(introduced: Introduction, today: date) -> bool:
    """Return False on the day of the introduction: no ask on that day (rule S1-14)."""
    return introduced.introduced_on is None or today > introduced.introduced_on
