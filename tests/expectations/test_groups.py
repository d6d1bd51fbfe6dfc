"""Groups and gifts: each ask in its place, before and after changes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from lib.coaching import workbook
from lib.coaching.asks import Ask, Scope
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Direction, Touch
from lib.coaching.workbook import Changed, Records
from lib.expectations.groups import By, gave_first, tallies, towards
from lib.expectations.reply_rate import reply_rate
from lib.expectations.tally import Tally, tally
from tests.expectations.build import TODAY, ask

PEOPLE = (
    Contact(id="f", name="Dana", kind=Kind.FRIEND, strength=5),
    Contact(id="k", name="Mei", kind=Kind.COLLEAGUE, strength=4, degree=1),
    Contact(id="o", name="Ravi", kind=Kind.OTHER, strength=1, degree=3),
    Contact(id="u", name="Jon"),
)


def some(asks: int = 60, seed: int = 4) -> Records:
    """Return a workbook with asks of every state to people of every kind."""
    chance = random.Random(seed)  # noqa: S311 - the same workbook every time, no secret
    rows: list[Record] = [Cover(), *PEOPLE]
    words = ("sent 50", "sent 9", "sent 9, answered 3", "sent 9, rested 2", "sent 5, bounced 4")
    for place in range(asks):
        made = ask(chance.choice(words), row=f"a{place:03}", contact=chance.choice("fkou"))
        scope = chance.choice(list(Scope))
        channel = chance.choice((None, Channel.EMAIL, Channel.LINKEDIN))
        rows += [
            replace(one, scope=scope)
            if isinstance(one, Ask)
            else replace(one, channel=channel)
            if isinstance(one, Touch)
            else one
            for one in made
        ]
    for place in range(8):
        day = TODAY - timedelta(days=chance.randrange(20))
        rows.append(Give(id=f"g{place}", contact=chance.choice("fkou"), given_on=day))
    return workbook.of(rows)


def states(found: Tally) -> tuple[int, ...]:
    """Return the five counts."""
    return (found.answered, found.open, found.silent, found.let_go, found.bounced)


def test_the_groups_make_the_whole() -> None:
    """Whatever asks are told apart by, every one is counted once, in its state."""
    records = some()
    whole = states(tally(records, TODAY))
    for by in By:
        found = tallies(records, by, TODAY)
        assert tuple(map(sum, zip(*map(states, found.values()), strict=True))) == whole
    assert set(tallies(records, By.KIND, TODAY)) == {"", "FRIEND", "COLLEAGUE", "OTHER"}
    assert set(tallies(records, By.CHANNEL, TODAY)) == {"", "EMAIL", "LINKEDIN"}
    assert set(tallies(records, By.DEGREE, TODAY)) == {"", "1", "3"}
    assert set(tallies(records, By.SCOPE, TODAY)) == {"GENERAL", "TARGETED"}


def test_of_nothing() -> None:
    """No ask, no group."""
    records = workbook.of([Cover(), *PEOPLE])
    assert all(tallies(records, by, TODAY) == {} for by in By)
    found = gave_first(records, TODAY)
    assert (found.gave, found.not_given, found.strata) == (Tally(), Tally(), ())


def test_carried_as_if_built_anew() -> None:
    """After an answer, another kind of contact and a gift, the groups are those of a new start."""
    records = some()
    for by in By:
        tallies(records, by, TODAY)
    gave_first(records, TODAY)
    changes = [
        Changed(None, Touch(contact="f", ask="a001", on=TODAY, direction=Direction.REPLY)),
        Changed(PEOPLE[3], replace(PEOPLE[3], kind=Kind.SOCIAL, strength=3, version=1)),
        Changed(
            None,
            Give(id="new", contact="o", given_on=TODAY - timedelta(days=400)),
        ),
        Changed(records.all(Give)["g0"], None),
    ]
    after = records.changed(changes)
    fresh = workbook.of(
        [
            one
            for record_type in (Cover, Contact, Ask, Touch, Give)
            for one in after.all(record_type).values()
        ]
    )
    for by in By:
        assert tallies(after, by, TODAY) == tallies(fresh, by, TODAY)
    assert gave_first(after, TODAY) == gave_first(fresh, TODAY)


def test_only_what_was_given_before_counts() -> None:
    """A gift on the day of the ask, or after it, is no gift before it (date order)."""
    person = Contact(id="p", name="Ana", kind=Kind.FRIEND, strength=5)
    for days, given in ((13, True), (12, False), (11, False)):
        gift = Give(contact="p", given_on=TODAY - timedelta(days=days))
        rows = [Cover(), person, gift, *ask("sent 12, answered 3", contact="p")]
        found = gave_first(workbook.of(rows), TODAY)
        assert (found.gave.answered, found.not_given.answered) == (int(given), int(not given))


def test_strata_hold_people_who_are_alike() -> None:
    """Only where both arms are there: a close friend's gift is held against close friends."""
    rows: list[Record] = [Cover()]
    for place, (kind, strength, gave) in enumerate(
        ((Kind.FRIEND, 5, True), (Kind.FRIEND, 4, False), (Kind.OTHER, 1, False))
    ):
        row = f"p{place}"
        rows.append(Contact(id=row, name=row, kind=kind, strength=strength))
        rows += ask("sent 50", contact=row, row=f"a{place}")
        if gave:
            rows.append(Give(contact=row, given_on=TODAY - timedelta(days=60)))
    found = gave_first(workbook.of(rows), TODAY)
    ((with_gift, without),) = found.strata
    assert (with_gift.silent, without.silent, found.not_given.silent) == (1, 1, 2)


def test_a_group_leans_on_the_whole() -> None:
    """One answer of one to friends is no certainty: the rate lies between it and the whole."""
    found = reply_rate(Tally(answered=1), towards(0.2))
    assert 0.2 < found.mean < 0.4
    assert not found.can_tell
