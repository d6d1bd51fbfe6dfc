"""A workbook to measure with: people who are plainly numbers, asks in every state, many touches."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact, Kind
from lib.coaching.gives import Give, GiveKind
from lib.coaching.guesses import Guess
from lib.coaching.touches import Channel, Direction, Outcome, Purpose, RungKind, Touch
from lib.store import Actor, Role, Saved, Store
from lib.store.workbooks import fresh_cover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lib.coaching.records import Record

ROOM = 500
"""Touches left free under the limit of 50,000, so that what is measured can still be logged."""
BATCH = 5_000


def records(people: int, asks: int, touches: int, today: date) -> Iterator[Record]:
    """Yield the records of a workbook of that size; the same for the same arguments."""
    chance = random.Random(people)  # noqa: S311 - a workload, no secret
    contacts = [
        Contact(
            name=f"Person {number:04} Example",
            kind=chance.choice(list(Kind)) if number % 3 else None,
            strength=chance.randint(1, 5) if number % 3 else None,
            company=f"Company {number % 211}",
            position="Planner",
            email=f"person{number}@example.org",
        )
        for number in range(people)
    ]
    yield from contacts
    yield Guess(
        of_ten=4, made_on=today - timedelta(days=200), locked_on=today - timedelta(days=199)
    )
    for number in range(people // 10):
        yield Give(
            contact=contacts[number].id,
            kind=chance.choice(list(GiveKind)),
            what="An article they were looking for",
            given_on=today - timedelta(days=chance.randint(1, 200)),
        )
    made = [
        Ask(
            contact=chance.choice(contacts).id,
            kind=chance.choice(list(AskKind)),
            planned_on=today - timedelta(days=chance.randint(60, 400)),
        )
        for _ in range(asks)
    ]
    # The newest two hundred stand in every state; the others are history, answered or let rest.
    left = touches
    for place, ask in enumerate(made):
        recent = place < min(200, asks // 2)
        answered = chance.random() < (0.3 if recent else 0.4)
        tries = chance.randint(1, 3)
        first = today - timedelta(days=chance.randint(2, 34) if recent else chance.randint(80, 380))
        days = [first + timedelta(days=8 * one) for one in range(tries)]
        days = [one for one in days if one <= today]
        kept = ask
        if not recent and not answered:
            kept = Ask(
                id=ask.id,
                contact=ask.contact,
                kind=ask.kind,
                planned_on=ask.planned_on,
                let_go_on=min(today, days[-1] + timedelta(days=12)),
            )
        yield kept
        for rung, day in zip(RungKind, days, strict=False):
            left -= 1
            yield Touch(contact=ask.contact, ask=ask.id, on=day, channel=Channel.EMAIL, rung=rung)
        if answered:
            left -= 2
            yield Touch(
                contact=ask.contact,
                ask=ask.id,
                on=min(today, days[-1] + timedelta(days=chance.randint(0, 9))),
                channel=Channel.EMAIL,
                direction=Direction.REPLY,
                outcome=Outcome.HELPED if place % 2 else Outcome.KIND,
            )
            yield Touch(
                contact=ask.contact,
                ask=ask.id,
                on=min(today, days[-1] + timedelta(days=10)),
                channel=Channel.EMAIL,
                purpose=Purpose.THANKS,
            )
    for _ in range(max(0, left)):
        yield Touch(
            contact=chance.choice(contacts).id,
            on=today - timedelta(days=chance.randint(1, 700)),
            channel=Channel.PHONE,
            purpose=Purpose.KEEP_IN_TOUCH,
        )


def fill(folder: Path, people: int, asks: int, touches: int) -> str:
    """Make a workbook of that size in a data folder; return its id.

    Raises:
        TypeError: the store refused a part of it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(f"sqlite:///{folder / 'workbook.sqlite'}")
    actor = Actor.of_cookie("workload")
    now = datetime.now(UTC)
    store.admit(actor, Role.OWNER, now)
    workbook = store.create(actor, fresh_cover("Europe/Berlin"), now)
    everything = list(records(people, asks, touches - ROOM, now.date()))
    everything.sort(key=lambda one: isinstance(one, Touch) * 2 + isinstance(one, Ask | Give))
    for start in range(0, len(everything), BATCH):
        result = store.save(
            actor,
            workbook,
            everything[start : start + BATCH],
            verb="import",
            operation=f"fill-{start}",
            at=now,
        )
        if not isinstance(result, Saved):
            raise TypeError(str(result)[:500])
    store.close()
    return workbook
