"""Talks: how often two people have talked in person.

A reader thinks most people open up after four or five such talks (rule S3-17): a mark to see beside
the count, and never a gate. How close one is decides what can be asked (tension T8).
"""

from __future__ import annotations

from datetime import date

from lib.coaching.contacts import Contact
from lib.coaching.touches import Channel, Direction, Purpose, Touch
from lib.coaching.workbook import TOUCHES_BY_CONTACT, Records


def talks(records: Records, contact: Contact) -> int:
    """Return on how many days one talked with someone in person."""
    touches = records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    return len({one.on for one in touches if one.channel is Channel.IN_PERSON})


def talked(contact: Contact, today: date) -> Touch:
    """Return a talk in person today: nothing was asked, and both had a part in it."""
    return Touch(
        contact=contact.id,
        direction=Direction.REPLY,
        on=today,
        channel=Channel.IN_PERSON,
        purpose=Purpose.OTHER,
    )
