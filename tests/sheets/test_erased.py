"""Erased: a person goes from the sheet too, and no pull brings them back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.coaching.touches import Touch
from lib.store import Conflict, Erased, Refused, Sheets, Store
from tests.store.book import ME

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from lib.store import RowKey
    from lib.store.results import Plan
    from tests.sheets.world import World

CANARY = "Zwiebelmann"
TAB = "Contacts"


class Desk:
    """A workbook in step with its sheet, in which one person is to be erased."""

    def __init__(self, world: World) -> None:
        """Link it."""
        self.world = world
        self.dana = Contact(name=f"Dana {CANARY}", notes=f"{CANARY} at the fair")
        self.ravi = Contact(name="Ravi", mutual_contact=self.dana.id)
        ask = Ask(contact=self.dana.id)
        touch = Touch(contact=self.dana.id, ask=ask.id, on=date(2026, 2, 1), words=CANARY)
        self.workbook, self.sheet = world.linked(self.dana, self.ravi, ask, touch)
        self.person = world.google.person(self.sheet)
        assert CANARY in self.there()

    def there(self) -> str:
        """Return all that the sheet's tabs say."""
        return repr([self.person.records(one) for one in (TAB, "Asks", "Touches", "Conflicts")])

    def erase(self) -> None:
        """Erase the person, as the owner."""
        store = self.world.store
        done = store.erase_person(
            ME, self.workbook, self.dana.id, operation=new_id(), at=self.world.now
        )
        assert isinstance(done, Erased)

    def demand_gone(self) -> None:
        """Demand that they are on neither side, nor in the file, and that the sync goes on."""
        assert set(self.world.records(self.workbook).all(Contact)) == {self.ravi.id}
        assert CANARY not in self.there()
        link = self.world.link(self.workbook)
        assert (link.waiting, link.need, link.conflicts, link.problems) == (0, None, 0, 0)
        with closing(sqlite3.connect(self.world.file)) as file:
            assert CANARY not in "\n".join(file.iterdump())
        ravi = self.world.records(self.workbook).all(Contact)[self.ravi.id]
        self.world.put(self.workbook, replace(ravi, company="Acme"))
        self.world.settle()
        assert "Acme" in self.there()


@pytest.fixture
def desk(world: World) -> Desk:
    """Return a desk in step."""
    return Desk(world)


def test_they_go_from_the_sheet(desk: Desk) -> None:
    """Their rows are emptied there, and whoever was introduced by them loses their name."""
    desk.erase()
    desk.world.settle()
    desk.demand_gone()


def test_another_process_takes_them_away_too(desk: Desk) -> None:
    """Whoever knows nothing by heart takes the rows away by their ids."""
    desk.erase()
    desk.world.begin_anew()
    desk.world.settle(150)
    desk.demand_gone()


def test_what_was_changed_there_meanwhile_goes_too(desk: Desk) -> None:
    """A cell typed in their row does not bring the person back, nor as a choice."""
    row = desk.person.row_with(TAB, "Name", desk.dana.name)
    desk.person.type(TAB, row, "Company", "typed just now")
    desk.erase()
    desk.world.settle()
    desk.demand_gone()


def test_an_old_version_of_the_sheet_does_not_bring_them_back(desk: Desk) -> None:
    """Rows that a person puts back in the sheet, with their ids, are taken away again."""
    row = next(one for one in desk.person.records(TAB) if one["Name"] == desk.dana.name)
    desk.erase()
    desk.world.settle()
    desk.person.add_row(TAB, dict(row))
    desk.world.settle()
    desk.demand_gone()


def test_a_push_on_its_way_keeps_nothing_of_them(desk: Desk) -> None:
    """What is proven after the erasing is not noted in the base."""
    dana = desk.world.records(desk.workbook).all(Contact)[desk.dana.id]
    desk.world.put(desk.workbook, replace(dana, company=CANARY))
    erased = False

    def meanwhile() -> None:
        nonlocal erased
        known = desk.world.partner._known[desk.sheet]  # noqa: SLF001 - what is on its way
        if not erased and (known.queue or known.flying):
            erased = True
            desk.erase()

    desk.world.go(20, meanwhile)
    if not erased:
        desk.erase()
    desk.world.settle()
    desk.demand_gone()


class Forgetful(Sheets):
    """The guard removed: the sync is not told who was erased."""

    def erased(self, sheet: str) -> dict[RowKey, str]:
        """Return none."""
        del sheet
        return {}


def test_without_being_told_they_stay_in_the_sheet(desk: Desk) -> None:
    """Negative control: the rows stay there; the store alone keeps them from coming back."""
    store = desk.world.store
    store._sheets = Forgetful(store._engine, store._act)  # noqa: SLF001 - the guard removed
    desk.erase()
    desk.world.begin_anew()
    desk.world.settle(150)
    assert CANARY in desk.there()
    assert set(desk.world.records(desk.workbook).all(Contact)) == {desk.ravi.id}


class LetsIn(Store):
    """The guard removed: a row of any id may be saved as a new one."""

    def _kept_away(
        self, _connection: Connection, _workbook: str, found: Plan | Conflict | Refused
    ) -> Plan | Conflict | Refused:
        return found


def test_without_the_store_s_guard_they_come_back(desk: Desk) -> None:
    """Negative control: neither told nor refused, the sheet brings the person back."""
    world = desk.world
    store = LetsIn(f"sqlite:///{world.file}")
    store._sheets = Forgetful(store._engine, store._act)  # noqa: SLF001 - the guard removed
    world.store.close()
    world.store = store
    desk.erase()
    world.begin_anew()
    world.settle(150)
    assert set(world.records(desk.workbook).all(Contact)) > {desk.ravi.id}
