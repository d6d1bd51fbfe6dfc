"""A coach's own sheet: a row a client, kept current, and nothing of what clients wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.touches import Direction, Touch
from lib.sheets.practice import TITLE, Guide
from lib.store import LinkState
from tests.sheets.world import BEGIN, World

TODAY = BEGIN.date()


@pytest.fixture
def world(quick_folder: Path) -> Iterator[World]:
    """Return a world whose process knows the guide."""
    found = World(quick_folder, guide=Guide(guide.ladder(), guide.cadences(), guide.room_asked()))
    yield found
    found.close()


def client(world: World, name: str, *touched: date, answered: int = 0) -> str:
    """Make a client's workbook with one ask for each day; the first ones were answered."""
    workbook = world.workbook()
    rows: list[Contact | Ask | Touch] = []
    for at, day in enumerate(touched):
        person = Contact(name=f"Secret {name} {at}")
        ask = Ask(contact=person.id)
        rows += [person, ask, Touch(contact=person.id, ask=ask.id, on=day)]
        if at < answered:
            reply = Touch(contact=person.id, ask=ask.id, on=day, direction=Direction.REPLY)
            rows.append(reply)
    cover = world.records(workbook).cover
    world.put(workbook, *rows, type(cover)(id=cover.id, version=cover.version, owner=name))
    return workbook


def told(world: World, sheet: str) -> dict[str, dict[str, str]]:
    """Return the rows of the tab by client."""
    return {one["Client"]: one for one in world.google.person(sheet).records(TITLE)}


def test_each_client_has_a_row_that_is_kept_current(world: World) -> None:
    """Answered, open, silent, the next step, the day of the newest change; no contact's name."""
    long_ago = TODAY - timedelta(days=60)
    maria = client(world, "Maria", TODAY, long_ago, long_ago, answered=1)
    jon = client(world, "Jon", TODAY)
    sheet = world.google.create("My practice")
    for one in (maria, jon):
        world.ask(one, sheet, practice=True)
        world.settle(30)
    assert world.link(maria, practice=True).state is LinkState.LINKED
    rows = told(world, sheet)
    assert sorted(rows) == ["Jon", "Maria"]
    found = rows["Maria"]
    assert [found[one] for one in ("Answered", "Open", "Silent")] == ["1", "0", "2"]
    assert found["Last moved"] == TODAY.isoformat()
    assert found["Next step"].startswith("thank")
    everything = [
        world.google.person(sheet).rows(tab) for tab in world.google.person(sheet).titles()
    ]
    assert "Secret" not in str(everything)
    person = Contact(name="New")
    ask = Ask(contact=person.id)
    world.put(jon, person, ask, Touch(contact=person.id, ask=ask.id, on=TODAY))
    world.settle(10)
    assert told(world, sheet)["Jon"]["Open"] == "2"


def test_what_the_coach_does_to_the_tab_stays(world: World) -> None:
    """Sorted, with a column and a row of their own and a new title: each client still has one."""
    workbooks = [client(world, name, TODAY) for name in ("Ann", "Bob", "Cleo")]
    sheet = world.google.create("My practice")
    for one in workbooks:
        world.ask(one, sheet, practice=True)
        world.settle(30)
    person = world.google.person(sheet)
    person.sort(TITLE, "Client", down=True)
    person.add_column(TITLE, "My notes", before="Open")
    person.type(TITLE, 2, "My notes", "call on Friday")
    person.add_row(TITLE, {"Client": "Total"})
    for one in workbooks:
        extra = Contact(name="More")
        ask = Ask(contact=extra.id)
        world.put(one, extra, ask, Touch(contact=extra.id, ask=ask.id, on=TODAY))
    person.sort(TITLE, "Client")
    world.settle(60)
    rows = person.records(TITLE)
    assert [one["Client"] for one in rows if one["Client"]] == ["Ann", "Bob", "Cleo", "Total"]
    assert {one["Open"] for one in rows if one["Workbook (id)"]} == {"2"}
    assert [one["My notes"] for one in rows if one["Client"] == "Cleo"] == ["call on Friday"]


def test_the_tab_costs_nothing_while_nothing_moves(world: World) -> None:
    """An hour passes, the day changes for nobody: no write."""
    workbook = client(world, "Ann", TODAY)
    sheet = world.google.create("My practice")
    world.ask(workbook, sheet, practice=True)
    world.settle(60)
    writes = world.google.count("write", sheet)
    world.settle(120)
    assert world.google.count("write", sheet) == writes
