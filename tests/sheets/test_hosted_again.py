"""A host whose disk does not last: open choices, lost covers, a start that is killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from lib import guide
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import new_id
from lib.settings import Settings
from lib.sheets import hosted
from lib.store import Actor, Role, Side, Store
from tests.faults.test_all_or_nothing import PowerGone
from tests.sheets.world import World
from tests.sheets_api import faults
from tests.sheets_api.calls import Call
from tests.sheets_api.faults import Fault
from tests.store.book import DAY, ME, contents

WAKE = 90
"""Seconds that are enough to fetch a workbook."""


def lose_the_disk(world: World, kind: type[Store] = Store) -> str:
    """Throw the store away, and begin anew with the host's sheet; return the new one's address."""
    world.seconds += 120
    world.store.close()
    address = f"sqlite:///{world.folder / f'{new_id()}.sqlite'}"
    world.store = kind(address)
    world.store.admit(ME, Role.OWNER, world.now)
    world.begin_anew()
    return address


def wake(world: World, sheet: str, seconds: float = WAKE) -> None:
    """Start on whatever disk there is, as the process beside the app does."""
    asked = Settings(
        data_folder=world.folder,
        durable_disk=False,
        sheet=f"https://docs.google.com/spreadsheets/d/{sheet}/edit",
    )
    hosted.begin(world.store, asked, world.now)
    world.go(seconds)


def filled(world: World) -> tuple[str, str]:
    """Return (workbook, sheet) in step, with a row of every kind that the guide's example has."""
    workbook, sheet = world.linked()
    _, rows = guide.example(workbook, "Europe/Berlin", DAY)
    world.put(workbook, *(one for one in rows if not isinstance(one, Cover)))
    world.settle(60)
    assert not world.link(workbook).waiting
    return workbook, sheet


def test_a_whole_workbook_is_found_again(world: World) -> None:
    """Every record, under the same ids; no second workbook, no choice, nothing for a person."""
    workbook, sheet = filled(world)
    before = contents(world.records(workbook))
    lose_the_disk(world)
    wake(world, sheet)
    assert world.store.workbook_ids(ME) == [workbook]
    assert contents(world.records(workbook)) == before
    link = world.link(workbook)
    assert (link.need, link.conflicts, link.problems, link.waiting) == (None, 0, 0, 0)


def test_waking_costs_few_calls_and_writes_nothing(world: World) -> None:
    """What comes back is in the sheet already."""
    _, sheet = filled(world)
    reads, writes = world.google.count("read", sheet), world.google.count("write", sheet)
    lose_the_disk(world)
    wake(world, sheet, 10)
    assert world.google.count("read", sheet) - reads <= 3
    assert world.google.count("write", sheet) == writes


def test_an_open_choice_comes_back_and_can_be_settled(world: World) -> None:
    """Conflicts survive in the sheet: both texts, and ours can still be taken."""
    workbook, sheet = world.linked(ann := Contact(name="Ann", company="Acme"))
    world.google.person(sheet).type("Contacts", 2, "Company", "There")
    (ann,) = world.records(workbook).all(Contact).values()
    world.put(workbook, replace(ann, company="Here"))
    world.store.sheets.refresh(ME, workbook, world.now)
    world.settle(40)
    (before,) = world.store.sheets.conflicts(ME, workbook)
    lose_the_disk(world)
    wake(world, sheet)
    (found,) = world.store.sheets.conflicts(ME, workbook)
    assert replace(found, id=before.id) == before
    rows = world.google.person(sheet).records("Conflicts")
    assert [row["In the workbook"] for row in rows if row["Tab"]] == ["Here"]
    world.store.sheets.settle(ME, workbook, found.id, Side.OURS, world.now)
    world.settle(20)
    assert world.google.person(sheet).value("Contacts", 2, "Company") == "Here"


def test_a_private_comment_does_not_come_back(world: World) -> None:
    """It was never in the sheet; the others were."""
    workbook, sheet = world.linked(
        ann := Contact(name="Ann"),
        Comment(table="contacts", row=ann.id, on=DAY, text="for all", private=False),
        Comment(table="contacts", row=ann.id, on=DAY, text="for me", private=True),
    )
    lose_the_disk(world)
    wake(world, sheet)
    assert [one.text for one in world.records(workbook).all(Comment).values()] == ["for all"]


def test_where_the_row_of_the_cover_is_gone_the_rest_comes_back(world: World) -> None:
    """The other rows say whose they are; the workbook is begun under that id."""
    workbook, sheet = world.linked(Contact(name="Ann"))
    person = world.google.person(sheet)
    lose_the_disk(world)
    person.delete_row("Cover", 2)
    wake(world, sheet)
    assert world.store.workbook_ids(ME) == [workbook]
    assert [x.name for x in world.records(workbook).all(Contact).values()] == ["Ann"]


def test_rows_that_a_person_typed_before_come_into_the_first_workbook(world: World) -> None:
    """A sheet that was laid out and emptied holds no workbook, but rows that are nobody's yet."""
    workbook, sheet = world.linked()
    person = world.google.person(sheet)
    lose_the_disk(world)
    person.delete_row("Cover", 2)
    person.add_row("Contacts", {"Name": "Eve"})
    wake(world, sheet, 5)
    assert world.store.workbook_ids(ME) == []
    first = world.workbook()
    assert first != workbook
    world.store.sheets.adopt(sheet, [first], world.now)
    world.settle()
    assert [x.name for x in world.records(first).all(Contact).values()] == ["Eve"]


@contextmanager
def _killed_after(world: World, calls: int) -> Iterator[None]:
    """Let the store fall over at a later call, as a process that is killed there."""
    real, left = world.store.sheets._held, [calls]  # noqa: SLF001 - where every note goes through

    def held(sheet: str, holder: str) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(sheet, holder)

    world.store.sheets._held = held  # type: ignore[method-assign,assignment]  # noqa: SLF001
    try:
        yield
    finally:
        world.store.sheets._held = real  # type: ignore[method-assign]  # noqa: SLF001


@pytest.mark.parametrize("calls", [1, 3, 4, 6])
def test_a_start_that_is_killed_is_taken_up_by_the_next(world: World, calls: int) -> None:
    """At whatever note: all of it comes back, once, and not before it is all there is it said."""
    workbook, sheet = world.linked(ann := Contact(name="Ann"), Contact(name="Bob"))
    before = contents(world.records(workbook))
    assert ann.id in before["contacts"]
    lose_the_disk(world)
    with _killed_after(world, calls):
        try:
            wake(world, sheet)
        except KeyboardInterrupt:
            there = world.store.workbook_ids(ME)
            is_whole = there == [workbook] and contents(world.records(workbook)) == before
            link = world.store.sheets.of(ME, workbook)
            assert is_whole or link is None or not link.synced_version
    world.seconds += 61
    world.begin_anew()
    wake(world, sheet)
    assert world.store.workbook_ids(ME) == [workbook]
    assert contents(world.records(workbook)) == before


def test_a_push_that_was_cut_off_by_the_end_is_proven_first(world: World) -> None:
    """It ended with a push on its way: what that hit is put right before the rows are used."""
    workbook, sheet = world.linked(Contact(name="Ann"), Contact(name="Bob"))
    (ann, bob) = sorted(world.records(workbook).all(Contact).values(), key=lambda one: one.name)
    person = world.google.person(sheet)
    world.put(workbook, replace(ann, company="Acme"))

    def sorted_before(call: Call) -> Fault | None:
        if call.kind != "write":
            return None
        person.sort("Contacts", "Name", down=True)
        return faults.DROPPED.after()

    world.google.faults.plan = sorted_before
    world.go(3)
    world.google.faults.plan = lambda _call: None
    lose_the_disk(world)
    wake(world, sheet)
    found = world.records(workbook).all(Contact)
    assert found[bob.id].company == ""
    assert {one.name for one in found.values()} == {"Ann", "Bob"}
    companies = {row["Name"]: row["Company"] for row in person.records("Contacts")}
    assert companies["Bob"] == ""


class Dying(Store):
    """A store whose process is killed just before it makes a workbook."""

    def create(self, actor: Actor, cover: Cover, at: datetime) -> str:
        """End here."""
        del actor, cover, at
        raise PowerGone


def test_a_workbook_that_was_linked_and_not_made_is_made(world: World) -> None:
    """The process is killed between the two: its next life on the same disk goes on there."""
    workbook, sheet = world.linked(Contact(name="Ann"))
    address = lose_the_disk(world, Dying)
    with pytest.raises(PowerGone):
        wake(world, sheet)
    world.store.close()
    world.store = Store(address)
    assert world.store.workbook_ids(ME) == []
    assert len(world.store.sheets.links(world.now)[0].links) == 1
    world.seconds += 61
    world.begin_anew()
    wake(world, sheet)
    assert [x.name for x in world.records(workbook).all(Contact).values()] == ["Ann"]
