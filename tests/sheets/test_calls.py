"""What it costs: the calls of every action, counted ("Cost in calls" of `sheets.md`)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from lib.coaching.contacts import Contact
from lib.store import Removed
from lib.store.sheets import LinkState
from tests.store.book import ME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sheets.world import World

MINUTE = 60


@dataclass
class Cost:
    """The calls of a block; filled in at its end."""

    reads: int = -1
    writes: int = -1

    @property
    def both(self) -> tuple[int, int]:
        """Reads and writes."""
        return self.reads, self.writes


@contextmanager
def counted(world: World) -> Iterator[Cost]:
    """Count the calls of a block."""
    found = Cost()
    before = world.google.count("read"), world.google.count("write")
    yield found
    found.reads = world.google.count("read") - before[0]
    found.writes = world.google.count("write") - before[1]


def closed(world: World, seconds: float) -> None:
    """Let time pass with no page of anybody's open."""
    until = world.seconds + seconds
    while world.seconds < until:
        world.seconds += max(0.05, min(world.turn(), 1.0))


def kept_open(world: World, seconds: float) -> None:
    """Let time pass with everybody's page open, which says so every 20 seconds."""
    until, said = world.seconds + seconds, -1e9
    while world.seconds < until:
        if world.seconds >= said + 20:
            world.open()
            said = world.seconds
        world.seconds += max(0.05, min(world.turn(), 5.0))


def people(many: int, *, name: str = "Person") -> list[Contact]:
    """Return so many contacts."""
    return [Contact(name=f"{name} {one}") for one in range(many)]


def test_opening_a_workbook_after_a_start(world: World) -> None:
    """Two reads, what the tabs are and what they say; nothing is written."""
    workbook, _ = world.linked(*people(20))
    world.partner.leave()
    world.begin_anew()
    with counted(world) as cost:
        world.go(10)
    assert cost.both == (2, 0)
    assert world.link(workbook).waiting == 0


def test_laying_out_a_new_sheet(world: World) -> None:
    """One write makes all tabs and takes the tab with the code away; a second one fills them."""
    workbook, sheet = world.workbook(*people(20)), world.google.create()
    world.ask(workbook, sheet)
    with counted(world) as cost:
        world.go(10)
    assert world.link(workbook).state is LinkState.LINKED
    assert cost.writes == 2
    assert cost.reads <= 2


@pytest.mark.parametrize(("sheets", "reads"), [(1, 12), (10, 120)])
def test_a_sheet_that_is_open_is_looked_at_every_fifteen_seconds(
    world: World, sheets: int, reads: int
) -> None:
    """Three minutes of up to ten open sheets: four reads a minute each, no write."""
    for _ in range(sheets):
        world.linked(*people(2))
    with counted(world) as cost:
        kept_open(world, 3 * MINUTE)
    assert cost.writes == 0
    assert 0.9 * reads <= cost.reads <= reads


def test_a_sheet_that_nobody_has_open_is_not_looked_at(world: World) -> None:
    """Half an hour after everybody left: nothing, until somebody comes or something is saved."""
    workbook, _ = world.linked(*people(2))
    closed(world, 2 * MINUTE)
    with counted(world) as cost:
        closed(world, 30 * MINUTE)
    assert cost.both == (0, 0)
    with counted(world) as cost:
        world.put(workbook, Contact(name="Late"))
        closed(world, 10)
    assert cost.writes == 1


def test_saves_of_a_moment_share_one_push(world: World) -> None:
    """Ten saves within a second and a half are one write, and no read for it."""
    workbook, _ = world.linked(*people(20))
    world.go(2)
    kept = list(world.records(workbook).all(Contact).values())
    with counted(world) as cost:
        for one in kept[:8]:
            world.put(workbook, replace(one, notes="met"))
        world.put(workbook, Contact(name="New"))
        world.put(workbook, Removed(kept[9]))
        world.go(5)
    assert world.link(workbook).waiting == 0
    assert cost.writes == 1
    assert cost.reads <= 1


@pytest.mark.parametrize("which", [0, 10, 19])
def test_what_was_written_is_not_taken_for_changed(world: World, which: int) -> None:
    """After our own push the next look finds nothing new: one read, wherever the row stood."""
    workbook, _ = world.linked(*people(20))
    kept = list(world.records(workbook).all(Contact).values())
    world.put(workbook, Removed(kept[which]), replace(kept[5], notes="met"))
    world.go(5)
    with counted(world) as cost:
        world.go(14)
    assert cost.both == (1, 0)
    assert world.link(workbook).waiting == 0


def test_saves_of_everybody_in_a_sheet_share_one_push(world: World) -> None:
    """Three workbooks in one sheet, saved at once: one write."""
    _, sheet = world.linked(*people(2))
    for _ in range(2):
        world.ask(world.workbook(*people(2)), sheet)
        world.settle()
    workbooks = sorted(world.store.workbook_ids(ME))
    world.go(2)
    with counted(world) as cost:
        for one in workbooks:
            world.put(one, Contact(name="New"))
        world.go(5)
    assert [world.link(one).waiting for one in workbooks] == [0, 0, 0]
    assert cost.writes == 1


def test_an_import_of_five_hundred(world: World) -> None:
    """Two writes at most."""
    workbook, sheet = world.linked(*people(2))
    world.go(2)
    with counted(world) as cost:
        world.put(workbook, *people(500, name="Imported"))
        world.go(10)
    assert world.link(workbook).waiting == 0
    assert cost.writes <= 2
    assert cost.reads <= 1
    assert len(world.google.person(sheet).rows("Contacts")) == 503


def test_pushes_are_a_second_and_a_half_apart(world: World) -> None:
    """However often somebody saves: forty writes a minute at most."""
    workbook, _ = world.linked(*people(2))
    kept = next(iter(world.records(workbook).all(Contact).values()))
    count = 0

    def save() -> None:
        nonlocal kept, count
        count += 1
        result = world.put(workbook, replace(kept, notes=f"note {count}"))
        kept = replace(kept, version=next(one.after.version for one in result.changes if one.after))

    with counted(world) as cost:
        world.go(MINUTE, save)
    assert count > 60
    assert 30 <= cost.writes <= 41
