"""A coach's own sheet: a row a client on its Practice tab, kept current, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.touches import Channel, Direction, Touch
from lib.sheets.practice import HEADINGS, Guide
from lib.store import Choice, LinkState, Need, NotAllowedError, Write
from tests.sheets.world import BEGIN, World
from tests.store.book import DAY, ME

TAB = "Practice"
SHOWN = HEADINGS[:-1]


@pytest.fixture
def world(quick_folder: Path) -> Iterator[World]:
    """Return a world with a guide, as the process beside the app has it."""
    found = World(quick_folder, guide=Guide(guide.ladder(), guide.cadences(), guide.room_asked()))
    yield found
    found.close()


def client(world: World, owner: str, *writes: Write) -> str:
    """Return a client's workbook with their name on its cover."""
    workbook = world.workbook(*writes)
    (cover,) = world.records(workbook).all(Cover).values()
    world.put(workbook, replace(cover, owner=owner))
    return workbook


def stands(world: World, sheet: str, *workbooks: str) -> None:
    """Give each workbook its row in a coach's sheet."""
    for one in workbooks:
        world.ask(one, sheet, practice=True)
        world.go(30)
        assert world.link(one, practice=True).state is LinkState.LINKED


def rows(world: World, sheet: str) -> dict[str, dict[str, str]]:
    """Return what the tab shows of each client."""
    found = world.google.person(sheet).records(TAB)
    return {
        one["Client"]: {name: one[name] for name in SHOWN[1:]} for one in found if one["Client"]
    }


def asked(days: int, *, answered: bool = False) -> list[Write]:
    """Return somebody who was asked so many days ago."""
    contact = Contact(name="Secret Person", kind=Kind.COLLEAGUE, email="secret@example.org")
    ask = Ask(contact=contact.id, sent_anyway="secret reason")
    on = BEGIN.date() - timedelta(days=days)
    touch = Touch(
        contact=contact.id, ask=ask.id, on=on, channel=Channel.EMAIL, words="secret message"
    )
    found: list[Write] = [contact, ask, touch]
    if answered:
        reply = Direction.REPLY
        found.append(
            Touch(contact=contact.id, ask=ask.id, on=on + timedelta(days=1), direction=reply)
        )
    return found


def test_a_client_is_a_row(world: World) -> None:
    """Name, next step, last moved, answered, open, silent; of two clients two."""
    kim = client(world, "Kim", *asked(3), *asked(50), *asked(9, answered=True))
    lee = client(world, "Lee")
    sheet = world.google.create("My practice")
    stands(world, sheet, kim, lee)
    assert world.google.person(sheet).rows(TAB)[0] == list(HEADINGS)
    found = rows(world, sheet)
    assert set(found) == {"Kim", "Lee"}
    step = found["Kim"].pop("Next step")
    assert found["Kim"] == {
        "Last moved": "2026-03-02",
        "Answered": "1",
        "Open": "1",
        "Silent": "1",
    }
    assert step
    assert found["Lee"]["Open"] == "0"


def test_nothing_personal_stands_there(world: World) -> None:
    """No contact, no word of theirs, no private comment; and no other tab of records."""
    contact, *others = asked(3)
    assert isinstance(contact, Contact)
    said = Comment(table="contacts", row=contact.id, on=DAY, text="secret thought", private=True)
    kim = client(world, "Kim", contact, *others, said)
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    person = world.google.person(sheet)
    every = repr([person.rows(tab) for tab in person.titles()]).lower()
    assert "kim" in every
    assert "secret" not in every
    assert contact.id not in every
    assert {"Contacts", "Conflicts"} & set(person.titles()) == set()


def test_it_is_kept_current(world: World) -> None:
    """A save is there at the next push, and a day that passes by itself."""
    kim = client(world, "Kim", *asked(3))
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    assert rows(world, sheet)["Kim"]["Open"] == "1"
    world.put(kim, *asked(2))
    world.go(10)
    assert rows(world, sheet)["Kim"]["Open"] == "2"
    world.seconds += 40 * 86_400
    world.go(40)
    assert rows(world, sheet)["Kim"]["Open"] == "0"
    assert rows(world, sheet)["Kim"]["Silent"] == "2"
    assert rows(world, sheet)["Kim"]["Last moved"] == "2026-03-02"


def test_a_client_who_takes_another_name_keeps_the_row(world: World) -> None:
    """The row is known by the workbook."""
    kim = client(world, "Kim")
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    (cover,) = world.records(kim).all(Cover).values()
    world.put(kim, replace(cover, owner="Kim Roe"))
    world.go(10)
    assert set(rows(world, sheet)) == {"Kim Roe"}


def test_the_coachs_own_columns_and_rows_stay(world: World) -> None:
    """Beside it, between, and below; sorted too; and every row goes on by its own client."""
    kim, lee = client(world, "Kim", *asked(3)), client(world, "Lee")
    sheet = world.google.create("My practice")
    stands(world, sheet, kim, lee)
    person = world.google.person(sheet)
    person.add_column(TAB, "My notes", before="Next step")
    person.type(TAB, person.row_with(TAB, "Client", "Kim"), "My notes", "call on Monday")
    person.add_row(TAB, {"Client": "Max, on paper", "My notes": "no workbook"})
    world.go(40)
    person.sort(TAB, "Client", down=True)
    world.put(lee, *asked(1))
    world.put(kim, *asked(1))
    world.go(40)
    found = {one["Client"]: one for one in person.records(TAB) if one["Client"]}
    assert found["Kim"]["My notes"] == "call on Monday"
    assert (found["Kim"]["Open"], found["Lee"]["Open"]) == ("2", "1")
    assert found["Lee"]["My notes"] == ""
    assert found["Max, on paper"]["My notes"] == "no workbook"
    assert found["Max, on paper"]["Open"] == ""


def test_what_is_typed_over_a_row_is_not_read_back(world: World) -> None:
    """No workbook is changed by it, and the row soon says again how it stands."""
    kim = client(world, "Kim", *asked(3))
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    before = world.store.snapshot(ME, kim).version
    person = world.google.person(sheet)
    person.type(TAB, 2, "Open", 99)
    person.type(TAB, 2, "Client", "Somebody")
    world.store.sheets.refresh(ME, kim, world.now, practice=True)
    world.go(40)
    assert rows(world, sheet)["Kim"]["Open"] == "1"
    assert world.store.snapshot(ME, kim).version == before


def test_a_heading_that_is_gone_is_said_and_comes_back_on_a_yes(world: World) -> None:
    """Nothing is written over columns that are not certain."""
    kim = client(world, "Kim", *asked(3))
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    person = world.google.person(sheet)
    person.rename_heading(TAB, "Open", "My count")
    person.delete_column(TAB, "Workbook (id)")
    world.put(kim, *asked(2))
    world.go(40)
    link = world.link(kim, practice=True)
    assert link.need is Need.COLUMN_MISSING
    assert link.need_detail == {"tab": TAB, "heading": "Open, Workbook (id)"}
    assert person.records(TAB)[0]["My count"] == "1"
    world.store.sheets.choose(ME, kim, Choice.OURS, world.now, practice=True)
    world.go(40)
    link = world.link(kim, practice=True)
    assert (link.need, link.choice) == (None, None)
    assert [one["Open"] for one in person.records(TAB) if one["Workbook (id)"] == kim] == ["2"]
    assert person.records(TAB)[0]["My count"] == "1"


def test_a_workbook_of_ones_own_may_stand_in_the_same_sheet(world: World) -> None:
    """The coach's own records in their tabs, and a client's row beside them."""
    coach, sheet = world.linked(Contact(name="Ann"))
    kim = client(world, "Kim", *asked(3))
    stands(world, sheet, kim)
    world.put(coach, Contact(name="Bob"))
    world.put(kim, *asked(2))
    world.go(40)
    person = world.google.person(sheet)
    assert {one["Name"] for one in person.records("Contacts")} == {"Ann", "Bob"}
    assert rows(world, sheet)["Kim"]["Open"] == "2"
    assert not world.link(coach).waiting


def test_a_practice_sheet_may_write_nothing_into_a_workbook(world: World) -> None:
    """Even its own process is refused: the link is for reading."""
    kim = client(world, "Kim", *asked(3))
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    actor = world.store.sheets.actor_for(sheet, world.partner.holder)
    with pytest.raises(NotAllowedError):
        world.store.save(
            actor, kim, [Contact(name="Eve")], verb="sheet", operation="eve", at=world.now
        )


def test_a_client_who_is_unlinked_is_written_no_more(world: World) -> None:
    """The row stays as it was; the others go on."""
    kim, lee = client(world, "Kim"), client(world, "Lee")
    sheet = world.google.create("My practice")
    stands(world, sheet, kim, lee)
    world.store.sheets.unlink(ME, kim, world.now, practice=True)
    world.put(kim, *asked(1))
    world.put(lee, *asked(1))
    world.go(20)
    assert (rows(world, sheet)["Kim"]["Open"], rows(world, sheet)["Lee"]["Open"]) == ("0", "1")


def test_a_tab_that_was_deleted_comes_back(world: World) -> None:
    """With a row for each client again."""
    kim = client(world, "Kim", *asked(3))
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    person = world.google.person(sheet)
    person.add_tab("Mine")
    person.delete_tab(TAB)
    world.put(kim, *asked(2))
    world.go(90)
    assert rows(world, sheet)["Kim"]["Open"] == "2"


def test_a_quiet_hour_writes_nothing(world: World) -> None:
    """What has not moved costs no call."""
    kim = client(world, "Kim", *asked(3))
    sheet = world.google.create("My practice")
    stands(world, sheet, kim)
    before = world.google.count("write", sheet)
    world.begin_anew()
    world.seconds += 61
    world.go(3_700)
    assert world.google.count("write", sheet) == before
