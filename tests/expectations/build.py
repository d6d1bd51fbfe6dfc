"""Workbooks for the tests: asks written as short words, and large ones by a seed."""

from __future__ import annotations

import random
from datetime import date, timedelta

from lib.coaching import workbook
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Touch

TODAY = date(2026, 3, 2)


def ask(words: str, *, row: str = "", contact: str = "c") -> list[Record]:
    """Return an ask and its touches from words such as "sent 12, sent 5, answered 2".

    Each number is days before `TODAY`; verbs: sent, answered, bounced, rested.
    """
    steps = [one.split() for one in words.split(",") if one.strip()]
    days = [(verb, TODAY - timedelta(days=int(ago))) for verb, ago in steps]
    rested = next((on for verb, on in days if verb == "rested"), None)
    made = Ask(contact=contact, let_go_on=rested)
    if row:
        made = Ask(id=row, contact=contact, let_go_on=rested)
    outcome = {"answered": Outcome.KIND, "bounced": Outcome.BOUNCED}
    touches = [
        Touch(
            contact=contact,
            ask=made.id,
            on=on,
            direction=Direction.OUTREACH if verb == "sent" else Direction.REPLY,
            outcome=outcome.get(verb),
        )
        for verb, on in days
        if verb != "rested"
    ]
    return [made, *touches]


def book(*asks: str, others: tuple[Record, ...] = ()) -> workbook.Records:
    """Return the records of a workbook with these asks."""
    rows: list[Record] = [Cover(), Contact(id="c", name="Dana"), *others]
    for place, words in enumerate(asks):
        rows += ask(words, row=f"ask{place:06d}")
    return workbook.of(rows)


def large(asks: int, touches: int, seed: int = 5) -> workbook.Records:
    """Return a workbook with so many asks and touches, over two years."""
    chance = random.Random(seed)  # noqa: S311 - the same workbook every time, no secret
    rows: list[Record] = [Cover(), Contact(id="c", name="Dana")]
    for place in range(asks):
        first = TODAY - timedelta(days=chance.randrange(720))
        last = min(first + timedelta(days=chance.choice((0, 7, 14))), TODAY)
        answered = chance.random() < 0.2
        rested = TODAY if not answered and chance.random() < 0.1 else None
        row = f"ask{place:06d}"
        rows.append(Ask(id=row, contact="c", let_go_on=rested))
        rows += [
            Touch(contact="c", ask=row, on=first + (last - first) * step // 4)
            for step in range(touches // asks - 1)
        ]
        if answered:
            on = min(last + timedelta(days=chance.randrange(20)), TODAY)
            rows.append(Touch(contact="c", ask=row, on=on, direction=Direction.REPLY))
    return workbook.of(rows)
