"""Outreach: what is saved when something goes out, and when an answer comes back.

One tap is one action: sending the first message of an ask also locks the open guess (statistic S8:
never edited after sending); an answer is a touch with its outcome (rules S0-16, S3-1). Every
function returns the records to save together, and saves nothing itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.guesses import Guess
from lib.coaching.ladder import Ladder, next_rung
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Direction, Help, Outcome, Purpose, RungKind, Touch
from lib.coaching.workbook import COURSES, Records


def guess_open(records: Records) -> Guess | None:
    """Return the guess that no ask has gone out after yet; None where there is none.

    Should there be several, the newest.
    """
    found = [one for one in records.all(Guess).values() if one.locked_on is None]
    return max(found, key=lambda one: (one.made_on, one.id), default=None)


def sent(
    records: Records,
    touch: Touch,
    *,
    also: Sequence[Record] = (),
) -> tuple[Record, ...]:
    """Return all records to save when an outreach went out.

    Args:
        records: the workbook before it.
        touch: the outreach, mostly made by `attempt` or `Step.as_touch`.
        also: what is saved in the same action: a new contact, the ask itself, its script.

    Returns:
        `also`, the touch, and, where the touch is the first attempt of its ask, every open guess
        made on or before the touch's day, locked on that day.
    """
    course = records.index(COURSES).get(touch.ask or "")
    first = touch.is_attempt and (course is None or not course.attempts)
    guesses = [
        one
        for one in records.all(Guess).values()
        if first and one.locked_on is None and one.made_on <= touch.on
    ]
    return (*also, touch, *(replace(one, locked_on=touch.on) for one in guesses))


def attempt(  # noqa: PLR0913 - an outreach has these parts
    records: Records,
    ask: Ask,
    ladder: Ladder,
    today: date,
    channel: Channel | None = None,
    *,
    at: datetime | None = None,
    words: str = "",
) -> Touch:
    """Return the next try of an ask as a touch on its rung; the ask need not be saved yet.

    A word from the referrer goes to the referrer. Where the ladder is at its end, or an answer has
    come, the touch has no rung: people may always write again.
    """
    course = records.index(COURSES).get(ask.id)
    contact = records.get(Contact, ask.contact)
    referrer = None if contact is None else records.get(Contact, contact.mutual_contact)
    rung: RungKind | None = RungKind.FIRST
    if course is not None and course.attempts:
        due = next_rung(ladder, course, has_referrer=referrer is not None)
        rung = None if due is None else due.kind
    to_referrer = rung is RungKind.REFERRER and referrer is not None
    return Touch(
        contact=referrer.id if to_referrer and referrer is not None else ask.contact,
        ask=ask.id,
        on=today,
        at=at,
        channel=channel,
        rung=rung,
        words=words,
    )


def answered(  # noqa: PLR0913 - an answer has these parts
    ask: Ask,
    today: date,
    outcome: Outcome | None,
    helped_with: Sequence[Help] = (),
    channel: Channel | None = None,
    *,
    at: datetime | None = None,
    words: str = "",
) -> tuple[Record, ...]:
    """Return the records to save when an answer, or "wrong address", came back.

    `helped_with` is kept only with the outcome "helped".
    """
    return (
        Touch(
            contact=ask.contact,
            ask=ask.id,
            direction=Direction.REPLY,
            on=today,
            at=at,
            channel=channel,
            purpose=Purpose.OTHER,
            outcome=outcome,
            helped_with=tuple(helped_with) if outcome is Outcome.HELPED else (),
            words=words,
        ),
    )


def thanked(
    ask: Ask, today: date, channel: Channel | None = None, *, words: str = ""
) -> tuple[Record, ...]:
    """Return the records to save when thanks went out for an answer (rules S2-28, S4-12)."""
    return (
        Touch(
            contact=ask.contact,
            ask=ask.id,
            on=today,
            channel=channel,
            purpose=Purpose.THANKS,
            words=words,
        ),
    )


def told(
    ask: Ask, introducer: Contact, today: date, channel: Channel | None = None, *, words: str = ""
) -> tuple[Record, ...]:
    """Return the records to save when the introducer heard how it went (rule S2-28)."""
    news = Touch(
        contact=introducer.id,
        ask=ask.id,
        on=today,
        channel=channel,
        purpose=Purpose.NEWS,
        words=words,
    )
    return (news, replace(ask, told_on=today))


def let_rest(ask: Ask, today: date, *, revisit_on: date | None = None) -> tuple[Record, ...]:
    """Return the records to save when an ask is let rest, with a day to look again or none."""
    return (replace(ask, let_go_on=today, revisit_on=revisit_on),)


def taken_up_again(ask: Ask, today: date) -> tuple[Record, ...]:
    """Return the records to save when an ask that was let rest goes on after all (tension T2)."""
    return (replace(ask, let_go_on=None, revisit_on=None, still_wanted_on=today),)


def with_tries(ask: Ask, tries: int | None, reason: str) -> tuple[Record, ...]:
    """Return the records to save when the owner changes the most tries (rules S4-14, tension T7).

    Args:
        ask: the ask.
        tries: 1 to 9; None goes back to the guide's number.
        reason: the owner's own words; needed unless `tries` is None.

    Raises:
        ValueError: a number without a reason.
    """
    if tries is not None and not reason.strip():
        message = "another number of tries needs a reason"
        raise ValueError(message)
    return (replace(ask, tries=tries, tries_reason="" if tries is None else reason),)
