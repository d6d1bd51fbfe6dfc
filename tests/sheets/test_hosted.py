"""A disk that does not last: what stood in the sheet is there again, and a blank sheet is begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.records import Record, new_id
from lib.coaching.touches import Channel, Touch
from lib.coaching.workbook import TABLES
from lib.settings import Settings
from lib.sheets import hosted
from lib.store import LinkState, Role, Store
from tests.sheets.world import BEGIN, World
from tests.store.book import ME

if TYPE_CHECKING:
    from lib.coaching.workbook import Records

ANN = Contact(id="ann", name="Ann Lee", kind=Kind.COLLEAGUE, notes="=1+1\nplays the cello")
ASK = Ask(id="ask", contact="ann")
SENT = Touch(id="sent", contact="ann", ask="ask", on=date(2026, 2, 20), channel=Channel.EMAIL)


def settings(sheet: str, *, durable: bool = False) -> Settings:
    """Return what a host has set whose disk does not last."""
    return Settings(data_folder=Path(), durable_disk=durable, sheet=sheet)


def empty_disk(world: World, sheet: str, *, durable: bool = False) -> None:
    """Start anew on an empty disk, as the process beside the app does."""
    world.store.close()
    world.store = Store(f"sqlite:///{world.folder / f'{new_id()}.sqlite'}")
    world.store.admit(ME, Role.OWNER, BEGIN)
    world.begin_anew()
    hosted.begin(world.store, settings(sheet, durable=durable), world.now)


def plain(records: Records) -> dict[str, dict[str, Record]]:
    """Return all records, their versions aside: those are the store's own."""
    return {
        table: {row: replace(one, version=0) for row, one in records.all(record_type).items()}
        for table, record_type in TABLES.items()
    }


def test_a_workbook_is_there_again_after_the_disk_was_emptied(world: World) -> None:
    """Every record under the id it had, the cover too; and it goes on from there."""
    workbook, sheet = world.linked(ANN, ASK, SENT)
    cover = world.records(workbook).cover
    world.put(workbook, replace(cover, owner="Kim", name="Kim's search"))
    world.settle()
    before = plain(world.records(workbook))
    empty_disk(world, sheet)
    world.settle()
    assert world.store.workbook_ids(ME) == [workbook]
    assert plain(world.records(workbook)) == before
    link = world.link(workbook)
    assert (link.state, link.waiting, link.need) == (LinkState.LINKED, 0, None)
    ben = Contact(id="ben", name="Ben")
    world.put(workbook, ben)
    world.settle()
    names = {one["Name"] for one in world.google.person(sheet).records("Contacts")}
    assert names == {"Ann Lee", "Ben"}


def test_a_blank_sheet_waits_for_a_page(world: World) -> None:
    """Nothing is made of it; it is said that it was looked at; a workbook begun is kept there."""
    sheet = world.google.create("Blank")
    empty_disk(world, sheet)
    there = world.store.sheets.of_host(ME)
    assert there is not None
    assert there.looked_at is None
    world.settle()
    there = world.store.sheets.of_host(ME)
    assert there is not None
    assert there.looked_at is not None
    assert world.store.workbook_ids(ME) == []
    workbook = world.workbook(ANN)
    world.store.sheets.adopt(sheet, [workbook], world.now)
    world.settle()
    assert world.link(workbook).waiting == 0
    assert [one["Name"] for one in world.google.person(sheet).records("Contacts")] == ["Ann Lee"]


def test_it_is_not_said_to_be_looked_at_while_google_does_not_show_it(world: World) -> None:
    """Not shared: a page that waits is told so, and no workbook is begun beside the one there."""
    workbook, sheet = world.linked(ANN)
    world.google.person(sheet).withdraw_share()
    empty_disk(world, sheet)
    world.settle()
    there = world.store.sheets.of_host(ME)
    assert there is not None
    assert there.looked_at is None
    assert there.need is not None
    world.google.person(sheet).share(world.account.email)
    world.settle(400)
    assert world.store.workbook_ids(ME) == [workbook]
    assert set(world.records(workbook).all(Contact)) == {"ann"}


def test_many_workbooks_of_one_sheet_are_all_there_again(world: World) -> None:
    """Each with its own people."""
    first, sheet = world.linked(ANN)
    second = world.workbook(Contact(id="mei", name="Mei Tan"))
    world.ask(second, sheet)
    world.settle()
    empty_disk(world, sheet)
    world.settle()
    assert set(world.store.workbook_ids(ME)) == {first, second}
    assert set(world.records(first).all(Contact)) == {"ann"}
    assert set(world.records(second).all(Contact)) == {"mei"}


def test_a_cover_that_cannot_be_read_is_a_plain_one(world: World) -> None:
    """What a person typed over it keeps nobody from their workbook."""
    workbook, sheet = world.linked(ANN)
    human = world.google.person(sheet)
    human.type("Cover", 2, "Name", "x" * 300)
    empty_disk(world, sheet)
    world.settle()
    assert world.store.workbook_ids(ME) == [workbook]
    assert world.records(workbook).cover.name == "My workbook"
    assert set(world.records(workbook).all(Contact)) == {"ann"}


def test_a_disk_that_lasts_has_no_sheet_of_the_host(world: World) -> None:
    """A sheet that is set beside a lasting disk is nobody's before it is linked."""
    sheet = world.google.create("Blank")
    empty_disk(world, sheet, durable=True)
    assert world.store.sheets.of_host(ME) is None


@pytest.mark.parametrize("address", ["", "https://example.org/x"])
def test_what_is_no_sheet_is_not_taken_up(world: World, address: str) -> None:
    """The start refuses it in words; nothing is noted here."""
    empty_disk(world, address)
    assert world.store.sheets.of_host(ME) is None
