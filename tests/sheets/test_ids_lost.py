"""While somebody is asked about ids that are gone, the workbook goes on: nothing is taken for done.

Both were found by the state machine of `test_machine`.
"""

from __future__ import annotations

from dataclasses import replace

from lib.coaching.contacts import Contact
from lib.store import Choice, LinkState, Need
from lib.store.references import removed_with_all
from tests.sheets.world import World
from tests.store.book import ME

TAB = "Contacts"


def _begun(world: World) -> tuple[str, str, list[Contact]]:
    people = [Contact(name=f"P{one}", company=f"C{one}") for one in range(6)]
    workbook, sheet = world.linked(*people)
    world.google.person(sheet).clear(TAB, "Id")
    return workbook, sheet, people


def _now(world: World, workbook: str, one: Contact) -> Contact:
    return world.records(workbook).all(Contact)[one.id]


def _names(world: World, sheet: str) -> dict[str, str]:
    rows = world.google.person(sheet).records(TAB)
    return {row["Name"]: row["Id"] for row in rows if row.get("Name")}


def test_a_save_does_not_answer_what_is_asked(world: World) -> None:
    """The question stands, and the save waits, until the owner has said what is meant."""
    workbook, sheet, people = _begun(world)
    world.go(20)
    assert world.link(workbook).need is Need.IDS_LOST
    world.put(workbook, replace(_now(world, workbook, people[0]), name="Renamed"))
    world.go(40)
    link = world.link(workbook)
    assert (link.state, link.need, link.waiting) == (LinkState.STOPPED, Need.IDS_LOST, 1)
    world.store.sheets.choose(ME, workbook, Choice.OURS, world.now)
    world.settle()
    assert _names(world, sheet) == {
        "Renamed": people[0].id,
        **{one.name: one.id for one in people[1:]},
    }
    assert world.link(workbook).waiting == 0


def test_a_row_that_was_removed_here_is_emptied_once_it_has_its_id(world: World) -> None:
    """It first gets its id back, like all others, and then it goes."""
    workbook, sheet, people = _begun(world)
    gone = _now(world, workbook, people[2])
    world.put(workbook, *removed_with_all(world.records(workbook), gone))
    world.go(20)
    world.store.sheets.choose(ME, workbook, Choice.OURS, world.now)
    world.settle()
    kept = [one for one in people if one.id != gone.id]
    assert _names(world, sheet) == {one.name: one.id for one in kept}
    assert world.link(workbook).waiting == 0
