"""A workshop in a world of its own: who leads it, its sheet, and who is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lib import guide
from lib.coaching.records import new_id
from lib.sheets.practice import Guide
from lib.sheets.room import TITLE
from lib.store import Actor, LinkState, Role, Saved, SheetLink
from tests.sheets.world import BEGIN, World

if TYPE_CHECKING:
    from pathlib import Path

    from lib.coaching.records import Record
    from lib.coaching.workbook import Records


def world_of_a_guide(folder: Path) -> World:
    """Return a world whose process knows the guide."""
    known = Guide(guide.ladder(), guide.cadences(), guide.room_asked())
    return World(folder, guide=known)


@dataclass
class Person:
    """Somebody who is in."""

    actor: Actor
    workbook: str


class Hall:
    """A workshop in a world, who leads it, its sheet, and who is in."""

    def __init__(self, world: World, *, invented: bool = True) -> None:
        """Begin a workshop and make a spreadsheet."""
        self.world = world
        self.store = world.store
        self.leader = Actor.of_cookie("leads")
        self.store.links.open(
            self.leader, self.store.links.by_host(Role.COACH, None, world.now), world.now
        )
        minutes = {one.name: one.minutes for one in guide.hour()}
        plan = guide.plan_of(
            "Job club", minutes, BEGIN.date() + timedelta(days=14), again=False, invented=invented
        )
        self.made = self.store.workshops.begin(self.leader, plan, world.now)
        self.sheet = world.google.create("Workshop answers")

    def link(self) -> None:
        """Link the sheet: order, code, laid out."""
        self.ask()
        self.world.settle(30)
        assert self.state().state is LinkState.LINKED

    def ask(self) -> None:
        """Order the link, and add the tab that proves the sheet is theirs."""
        code = self.store.room_sheets.ask(self.leader, self.made.id, self.sheet, self.world.now)
        assert code
        self.world.google.person(self.sheet).add_tab(code)

    def state(self) -> SheetLink:
        """Return how the link stands."""
        found = self.store.room_sheets.of(self.leader, self.made.id)
        assert found is not None
        return found

    def join(self, name: str) -> Person:
        """Have somebody take a seat."""
        actor = Actor.of_cookie(new_id())
        found = self.store.workshops.join(self.made.code, name, self.world.now, actor)
        assert found is not None
        return Person(actor, found.workbook)

    def put(self, person: Person, *rows: Record) -> int:
        """Save as somebody; return the version their workbook has then."""
        found = self.store.save(
            *(person.actor, person.workbook, rows),
            verb="x",
            operation=new_id(),
            at=self.world.now,
        )
        assert isinstance(found, Saved), found
        return found.number

    def records(self, person: Person) -> Records:
        """Return what stands in somebody's workbook."""
        return self.store.snapshot(person.actor, person.workbook).records

    def rows(self) -> list[dict[str, str]]:
        """Return the rows of the tab that hold anything, without their ids."""
        found = self.world.google.person(self.sheet).records(TITLE)
        return [
            {key: said for key, said in one.items() if key != "Row (id)"}
            for one in found
            if any(one.values())
        ]

    def told(self) -> list[tuple[str, ...]]:
        """Return the rows as (first name, what, tapped, number, out of), in order."""
        keys = ("First name", "What", "Tapped", "Number", "Out of")
        return sorted(tuple(one[key] for key in keys) for one in self.rows())

    def own_sheet(self, person: Person) -> str:
        """Link somebody's workbook with a sheet of their own; return it."""
        own = self.world.google.create("Mine")
        code = self.store.sheets.ask(person.actor, person.workbook, own, self.world.now)
        self.world.google.person(own).add_tab(code)
        self.world.settle(30)
        return own

    def everything(self, sheet: str | None = None) -> str:
        """Return all cells of all tabs of the workshop's sheet, or of another; hidden ones too."""
        person = self.world.google.person(sheet or self.sheet)
        return "\n".join(str(person.rows(one)) for one in person.titles())
