"""Each row of "what a person does in the sheet", end to end: both sides, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.touches import Touch
from lib.store import Choice, LinkState, Need, Side, removed_with_all
from tests.sheets.world import LEASE, World
from tests.sheets_api import faults
from tests.store.book import ME

NAMES = ("Ann", "Bob", "Cleo", "Dora", "Emil")
TAB = "Contacts"


class Desk:
    """A workbook of five contacts in step with its sheet, and the person at the sheet."""

    def __init__(self, world: World, people: int = len(NAMES)) -> None:
        """Link it."""
        self.world = world
        names = [*NAMES, *(f"Person {n}" for n in range(len(NAMES), people))][:people]
        self.people = [
            Contact(name=one, company=f"{one} Ltd", strength=at % 5 + 1)
            for at, one in enumerate(names)
        ]
        ask = Ask(contact=self.people[0].id)
        touch = Touch(contact=self.people[0].id, ask=ask.id, on=date(2026, 2, 1))
        self.workbook, self.sheet = world.linked(*self.people, ask, touch)
        self.person = world.google.person(self.sheet)

    def row(self, name: str) -> int:
        """Return where a contact stands in the sheet."""
        return self.person.row_with(TAB, "Name", name)

    def here(self) -> dict[str, Contact]:
        """Return the workbook's contacts by name."""
        rows = self.world.records(self.workbook).all(Contact)
        return {one.name: one for one in rows.values()}

    def there(self) -> dict[str, dict[str, str]]:
        """Return the sheet's contacts by name."""
        return {one["Name"]: one for one in self.person.records(TAB) if one.get("Name")}

    def put(self, name: str, **changes: object) -> None:
        """Change a contact in the workbook."""
        self.world.put(self.workbook, replace(self.here()[name], **changes))  # type: ignore[arg-type]

    def in_step(self) -> None:
        """Demand that both sides say the same of everyone, and each has each contact once."""
        here, there = self.here(), self.there()
        assert sorted(here) == sorted(there)
        assert len(self.world.records(self.workbook).all(Contact)) == len(here)
        assert [one["Name"] for one in self.person.records(TAB) if one.get("Name")].sort() is None
        for name, one in here.items():
            assert there[name]["Id"] == one.id
            assert there[name]["Company"] == one.company
        link = self.world.link(self.workbook)
        assert link.waiting == 0
        ids = [one["Id"] for one in self.person.records(TAB) if one.get("Id")]
        assert len(ids) == len(set(ids)) == len(here)

    def settle(self, seconds: float = 60) -> None:
        """Let both sides see all there is."""
        self.world.settle(seconds)


@pytest.fixture
def desk(world: World) -> Desk:
    """Return a desk in step."""
    return Desk(world)


def test_sorts_filters_inserts_and_moves_rows(desk: Desk) -> None:
    """Ids travel; what is saved meanwhile stands in the right rows."""
    desk.person.sort(TAB, "Company", down=True)
    desk.put("Bob", company="Acme")
    desk.person.insert_row(TAB, 2, 3)
    desk.person.filter(TAB, "Name", ["Ann"])
    desk.put("Ann", company="Hidden Inc")
    desk.person.move_row(TAB, desk.row("Emil"), 2)
    desk.settle()
    assert desk.there()["Bob"]["Company"] == "Acme"
    assert desk.there()["Ann"]["Company"] == "Hidden Inc"
    desk.in_step()


def test_sorts_while_a_push_is_on_its_way(desk: Desk) -> None:
    """Wherever the sort falls, no row holds what was meant for another."""
    for at in range(8):
        desk.put("Bob", company=f"Acme {at}")
        desk.world.go(1.6, partial(desk.person.sort, TAB, "Name", down=at % 2 == 0))
    desk.settle()
    desk.in_step()


@pytest.mark.parametrize("first", [0, 3])
def test_sorts_before_several_are_removed_here(desk: Desk, first: int) -> None:
    """The rows that are emptied are other people's by then: each comes back, also the last ones."""
    gone = desk.people[first : first + 2]
    typed = desk.people[4 - first]
    desk.person.sort(TAB, "Company", down=True)
    desk.person.type(TAB, desk.row(typed.name), "Notes", "typed before it was emptied")
    for one in gone:
        records = desk.world.records(desk.workbook)
        desk.world.put(desk.workbook, *removed_with_all(records, desk.here()[one.name]))
    desk.world.go(60)
    kept = {one.name for one in desk.people if one not in gone}
    assert set(desk.here()) == set(desk.there()) == kept
    assert desk.here()[typed.name].notes == "typed before it was emptied"
    desk.in_step()


def test_sorts_some_columns_only(desk: Desk) -> None:
    """Ids are torn off: they are put back by what the rows say, before anything is merged."""
    before = {one.id: one for one in desk.here().values()}
    desk.person.sort_some(TAB, "Name", "Name", "Notes", down=True)
    desk.settle()
    after = {one.id: one for one in desk.here().values()}
    assert {key: one.name for key, one in before.items()} == {
        key: one.name for key, one in after.items()
    }
    desk.in_step()


def test_copies_a_row(desk: Desk) -> None:
    """The first keeps its id, the copy becomes a contact of its own."""
    ann = desk.here()["Ann"]
    row = desk.person.copy_row(TAB, desk.row("Ann"))
    desk.person.type(TAB, row, "Name", "Ann's copy")
    desk.settle()
    assert desk.here()["Ann"].id == ann.id
    assert desk.here()["Ann's copy"].id != ann.id
    desk.in_step()


def test_types_a_new_row(desk: Desk) -> None:
    """It becomes a contact, once, and gets its id."""
    desk.person.add_row(TAB, {"Name": "Fay", "Company": "Fay Ltd", "How you know them": "socially"})
    desk.settle()
    assert desk.here()["Fay"].kind is Kind.SOCIAL
    assert desk.there()["Fay"]["Id"] == desk.here()["Fay"].id
    desk.in_step()


def test_deletes_a_row(desk: Desk) -> None:
    """Missing in two looks in a row it is removed here, and can be brought back."""
    desk.person.delete_row(TAB, desk.row("Bob"))
    desk.settle()
    assert "Bob" not in desk.here()
    history = desk.world.store.history(ME, desk.workbook)
    last = history[0]
    assert last.by_sheet
    desk.world.store.undo(ME, desk.workbook, last.number, operation="back", at=desk.world.now)
    desk.settle()
    assert "Bob" in desk.here()
    desk.in_step()


def test_deletes_a_row_by_mistake_and_takes_it_back(desk: Desk) -> None:
    """Missing in one look only: nothing happens."""
    bob = desk.here()["Bob"]
    before = desk.person.version()
    desk.person.delete_row(TAB, desk.row("Bob"))
    desk.world.go(16)
    desk.person.restore(before)
    desk.settle()
    assert desk.here()["Bob"].id == bob.id
    desk.in_step()


def test_deletes_many_rows(world: World) -> None:
    """More than a tenth of a tab and more than ten rows: nothing is removed before it is asked."""
    desk = Desk(world, people=40)
    desk.person.delete_row(TAB, 2, 20)
    desk.settle()
    assert len(desk.here()) == 40
    link = desk.world.link(desk.workbook)
    assert (link.state, link.need) == (LinkState.STOPPED, Need.MANY_MISSING)
    assert link.need_detail["rows"] == 20
    desk.put("Person 30", company="Meanwhile")
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    desk.settle()
    assert len(desk.here()) == len(desk.there()) == 40
    assert desk.there()["Person 30"]["Company"] == "Meanwhile"
    desk.in_step()


def test_deletes_many_rows_and_means_it(world: World) -> None:
    """The owner says so: they are removed here too."""
    desk = Desk(world, people=40)
    desk.person.delete_row(TAB, 10, 20)
    desk.settle()
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.SHEET, desk.world.now)
    desk.settle()
    assert len(desk.here()) == 20
    desk.in_step()


def test_deletes_many_rows_and_takes_them_back(world: World) -> None:
    """Put back in the sheet itself, the sync goes on without being asked."""
    desk = Desk(world, people=40)
    before = desk.person.version()
    desk.person.delete_row(TAB, 2, 20)
    desk.settle()
    desk.person.restore(before)
    desk.settle()
    assert desk.world.link(desk.workbook).state is LinkState.LINKED
    desk.in_step()


def test_clears_the_id_column(desk: Desk) -> None:
    """Writes stop; ids are matched by what rows say, the person confirms."""
    ids = {one.id for one in desk.here().values()}
    desk.person.clear(TAB, "Id")
    desk.put("Bob", company="Acme")
    desk.settle()
    link = desk.world.link(desk.workbook)
    assert (link.state, link.need) == (LinkState.STOPPED, Need.IDS_LOST)
    assert {one.id for one in desk.here().values()} == ids
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    desk.settle()
    assert {one.id for one in desk.here().values()} == ids
    desk.in_step()


def test_pastes_over_the_id_column(desk: Desk) -> None:
    """Ids of nobody: writes stop, nobody new is made of them; the person confirms."""
    before = {one.id: one.name for one in desk.here().values()}
    desk.person.paste(TAB, 2, "Id", [[f"pasted {one}"] for one in range(len(NAMES))])
    desk.put("Bob", company="Acme")
    desk.settle()
    link = desk.world.link(desk.workbook)
    assert (link.state, link.need, link.waiting) == (LinkState.STOPPED, Need.IDS_LOST, 1)
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    desk.settle()
    assert {one.id: one.name for one in desk.here().values()} == before
    desk.in_step()


def test_fills_one_id_down(desk: Desk) -> None:
    """All rows carry one id: nobody becomes somebody else."""
    before = {one.id: one.name for one in desk.here().values()}
    desk.person.fill_down(TAB, "Id", 2, 6)
    desk.settle()
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    desk.settle()
    assert {one.id: one.name for one in desk.here().values()} == before
    desk.in_step()


def test_renames_moves_and_adds_columns(desk: Desk) -> None:
    """Columns are followed; foreign ones, notes and colours stay."""
    desk.person.rename_heading(TAB, "Company", "Where they work")
    desk.person.move_column(TAB, "Name")
    desk.person.add_column(TAB, "My own", before="Phone")
    desk.person.type(TAB, 3, "My own", "keep this")
    desk.person.note(TAB, 3, "My own", "and this")
    desk.put("Bob", company="Acme")
    desk.settle()
    there = {one["Name"]: one for one in desk.person.records(TAB) if one.get("Name")}
    assert there["Bob"]["Where they work"] == "Acme"
    assert "keep this" in [one["My own"] for one in there.values()]
    assert desk.person.cell(TAB, 3, "My own").note == "and this"
    assert desk.world.link(desk.workbook).need is None


def test_deletes_a_column(desk: Desk) -> None:
    """That tab waits, with the reason; the column comes back at the right end when agreed to."""
    desk.person.delete_column(TAB, "Company")
    desk.put("Bob", position="Cook")
    desk.settle()
    link = desk.world.link(desk.workbook)
    assert link.need is Need.COLUMN_MISSING
    assert desk.here()["Bob"].company == "Bob Ltd"
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    desk.settle()
    assert desk.world.link(desk.workbook).need is None
    assert desk.there()["Bob"]["Company"] == "Bob Ltd"
    assert desk.there()["Bob"]["Position"] == "Cook"
    desk.in_step()


@pytest.mark.parametrize("later", [False, True])
def test_deletes_a_column_that_a_row_needs(desk: Desk, later: bool) -> None:  # noqa: FBT001 - a parameter
    """Names come back like all else: with the column, or under a heading typed again."""
    desk.person.delete_column(TAB, "Name")
    if later:
        desk.settle()
        desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    else:
        desk.person.add_column(TAB, "Name")
    desk.settle()
    assert sorted(desk.there()) == sorted(NAMES)
    link = desk.world.link(desk.workbook)
    assert (link.need, link.problems) == (None, 0)
    desk.in_step()


@pytest.mark.parametrize("how", ["at once", "later", "twice", "another process"])
def test_types_the_heading_of_a_deleted_column_again(desk: Desk, how: str) -> None:
    """The column is new and empty: nobody has emptied anything, and it is filled from here.

    What is emptied in it afterwards is meant; so is what was typed into it before it was seen.
    """
    desk.person.delete_column(TAB, "Company")
    if how != "at once":
        desk.settle()
    if how == "another process":
        desk.world.partner.leave()
        desk.world.begin_anew()
    desk.person.add_column(TAB, "Company")
    if how == "twice":
        desk.person.add_column(TAB, "Company")
        desk.settle()
        assert desk.world.link(desk.workbook).need is Need.DOUBLED_HEADING
        desk.person.rename_heading(TAB, "Company", "Firm of old")
    desk.person.type(TAB, desk.row("Cleo"), "Company", "Typed again")
    desk.settle()
    assert desk.world.link(desk.workbook).need is None
    assert {one.company for one in desk.here().values()} == {
        *(f"{name} Ltd" for name in NAMES if name != "Cleo"),
        "Typed again",
    }
    desk.in_step()
    if how == "another process":
        desk.world.partner.leave()
        desk.world.begin_anew()
    for name in NAMES:
        desk.person.type(TAB, desk.row(name), "Company", "")
    desk.settle()
    assert {one.company for one in desk.here().values()} == {""}
    desk.in_step()


def test_doubles_a_heading(desk: Desk) -> None:
    """Two columns called alike are no riddle where one is marked as ours."""
    desk.person.add_column(TAB, "Company")
    desk.put("Bob", company="Acme")
    desk.settle()
    assert desk.here()["Bob"].company == "Acme"
    assert desk.world.link(desk.workbook).waiting == 0


def test_renames_and_duplicates_a_tab(desk: Desk) -> None:
    """Tabs are known by their sheetId: a new title changes nothing, a copy is not ours."""
    desk.person.rename_tab(TAB, "People I know")
    desk.put("Bob", company="Acme")
    desk.settle()
    rows = desk.person.records("People I know")
    assert {one["Company"] for one in rows if one["Name"] == "Bob"} == {"Acme"}
    desk.person.duplicate_tab("People I know", TAB)
    desk.put("Bob", company="Acme 2")
    desk.settle()
    assert len(desk.here()) == len(NAMES)
    rows = desk.person.records("People I know")
    assert {one["Company"] for one in rows if one["Name"] == "Bob"} == {"Acme 2"}


def test_deletes_a_tab(desk: Desk) -> None:
    """Nothing is removed here; the tab comes back whole when the owner says so."""
    desk.person.delete_tab(TAB)
    desk.put("Bob", company="Acme")
    desk.settle()
    link = desk.world.link(desk.workbook)
    assert (link.state, link.need) == (LinkState.STOPPED, Need.TAB_MISSING)
    assert len(desk.here()) == len(NAMES)
    desk.world.store.sheets.choose(ME, desk.workbook, Choice.OURS, desk.world.now)
    desk.settle()
    assert desk.there()["Bob"]["Company"] == "Acme"
    desk.in_step()


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Connected on", "next Tue"),
        ("How you know them", "frend"),
        ("How close", "lots"),
        ("How close", "#REF!"),
    ],
)
def test_types_what_cannot_be_read(desk: Desk, heading: str, text: str) -> None:
    """A problem with tab and row; the text stays, the last good value stays in use."""
    desk.person.type(TAB, desk.row("Bob"), heading, text)
    desk.settle()
    (problem,) = desk.world.store.sheets.problems(ME, desk.workbook)
    assert (problem.tab, problem.line, problem.text) == (TAB, desk.row("Bob"), text)
    assert desk.there()["Bob"][heading] == text
    assert desk.here()["Bob"].strength == 2
    desk.put("Bob", position="Cook")
    desk.settle()
    assert desk.there()["Bob"][heading] == text
    assert desk.there()["Bob"]["Position"] == "Cook"


def test_types_a_formula(desk: Desk) -> None:
    """Its value is read; the app does not write over it."""
    desk.person.type(TAB, desk.row("Bob"), "How close", "=2+3")
    desk.settle()
    assert desk.here()["Bob"].strength == 5
    desk.put("Bob", strength=1)
    desk.settle()
    assert len(desk.person.formulas()) == 1
    assert len(desk.world.store.sheets.problems(ME, desk.workbook)) == 1


def test_both_change_one_cell(desk: Desk) -> None:
    """The sheet's text stays; ours waits to be chosen, with one click."""
    desk.person.type(TAB, desk.row("Bob"), "Company", "Theirs")
    desk.put("Bob", company="Ours")
    desk.settle()
    assert desk.there()["Bob"]["Company"] == "Theirs"
    (found,) = desk.world.store.sheets.conflicts(ME, desk.workbook)
    assert (found.ours, found.theirs) == ("Ours", "Theirs")
    desk.in_step()
    desk.world.store.sheets.settle(ME, desk.workbook, found.id, Side.OURS, desk.world.now)
    desk.settle()
    assert desk.there()["Bob"]["Company"] == "Ours"
    assert desk.world.store.sheets.conflicts(ME, desk.workbook) == []
    desk.in_step()


def test_types_while_a_push_is_on_its_way(desk: Desk) -> None:
    """Whichever comes first, both texts are somewhere a person finds them."""
    desk.world.go(16)
    desk.put("Bob", company="Ours")
    desk.person.type(TAB, desk.row("Bob"), "Company", "Theirs")
    desk.settle()
    (found,) = desk.world.store.sheets.conflicts(ME, desk.workbook)
    assert (found.ours, found.theirs) == ("Ours", "Theirs")
    assert desk.there()["Bob"]["Company"] == desk.here()["Bob"].company == "Theirs"


@pytest.mark.parametrize("choice", [Choice.OURS, Choice.SHEET])
def test_restores_an_old_version(desk: Desk, choice: Choice) -> None:
    """Writes stop; the owner chooses which side is taken."""
    old = desk.person.version()
    desk.put("Bob", company="Newer")
    desk.settle()
    desk.person.restore(old)
    desk.put("Ann", company="Meanwhile")
    desk.settle()
    link = desk.world.link(desk.workbook)
    assert (link.state, link.need) == (LinkState.STOPPED, Need.OLD_VERSION)
    desk.world.store.sheets.choose(ME, desk.workbook, choice, desk.world.now)
    desk.settle()
    assert desk.world.link(desk.workbook).state is LinkState.LINKED
    assert desk.there()["Bob"]["Company"] == ("Newer" if choice is Choice.OURS else "Bob Ltd")
    desk.in_step()
    desk.put("Cleo", company="Afterwards")
    desk.settle()
    assert desk.there()["Cleo"]["Company"] == "Afterwards"
    desk.in_step()


def test_makes_a_copy_of_the_file(desk: Desk) -> None:
    """The copy is another sheet, linked to nothing; the first one goes on."""
    copy = desk.person.copy_file("Copy of it")
    desk.put("Bob", company="Acme")
    desk.settle()
    rows = desk.world.google.person(copy).records(TAB)
    assert {one["Company"] for one in rows if one["Name"] == "Bob"} == {"Bob Ltd"}
    desk.in_step()


@pytest.mark.parametrize("how", ["share", "trash", "read only"])
def test_withdraws_the_share(desk: Desk, how: str) -> None:
    """Everything goes on here, with a need; when it is back, so is the sync."""
    if how == "share":
        desk.person.withdraw_share()
    elif how == "trash":
        desk.person.trash()
    else:
        desk.person.share(desk.world.account.email, read_only=True)
    desk.put("Bob", company="Acme")
    desk.settle()
    link = desk.world.link(desk.workbook)
    wanted = {
        "share": {Need.NOT_SHARED},
        "trash": {Need.GONE, Need.NOT_SHARED},
        "read only": {Need.READ_ONLY},
    }
    if how != "trash" or link.need is not None:
        assert link.need in wanted[how]
        assert link.waiting == 1
    if how == "trash":
        desk.person.take_back()
    else:
        desk.person.share(desk.world.account.email)
    desk.settle(120)
    assert desk.world.link(desk.workbook).need is None
    assert desk.there()["Bob"]["Company"] == "Acme"
    desk.in_step()


@pytest.mark.parametrize("saves", [False, True])
def test_a_key_is_refused_for_a_while(desk: Desk, saves: bool) -> None:  # noqa: FBT001 - a parameter
    """The host's key is not taken; once it is again, nobody is asked for anything any more."""
    google = desk.world.google
    google.accounts.expire()
    google.faults.plan = lambda call: faults.INVALID_GRANT if call.kind == "token" else None
    if saves:
        desk.put("Bob", company="Acme")
    desk.settle()
    assert desk.world.link(desk.workbook).need is Need.KEY_REFUSED
    google.faults.clear()
    desk.settle()
    assert desk.world.link(desk.workbook).need is None
    desk.in_step()


def test_a_workbook_is_rebuilt_from_its_sheet(world: World, quick_folder: Path) -> None:
    """A new store linked to the filled sheet pulls everything back, record for record."""
    desk = Desk(world)
    desk.settle()
    before = world.records(desk.workbook)
    other = World(quick_folder)
    other.google, other.account = world.google, world.account
    other.seconds = world.seconds
    other.begin_anew()
    workbook = other.workbook()
    other.ask(workbook, desk.sheet)
    other.settle(120)
    after = other.records(workbook)
    assert {key: replace(one, version=0) for key, one in before.all(Contact).items()} == {
        key: replace(one, version=0) for key, one in after.all(Contact).items()
    }
    assert len(after.all(Touch)) == len(after.all(Ask)) == 1
    other.close()


def test_unlinks_and_links_again(desk: Desk) -> None:
    """What was deleted in between comes back: nothing was agreed on any more."""
    store, world = desk.world.store, desk.world
    store.sheets.unlink(ME, desk.workbook, world.now)
    desk.put("Bob", company="Acme")
    desk.person.delete_row(TAB, desk.row("Cleo"))
    world.settle(30)
    assert desk.there()["Bob"]["Company"] == "Bob Ltd"
    world.ask(desk.workbook, desk.sheet)
    world.settle()
    link = world.link(desk.workbook)
    assert link.state is LinkState.CHOOSING
    assert link.found[TAB.lower()] == {
        "here": 5,
        "there": 4,
        "differing": 1,
        "only_here": 1,
        "only_there": 0,
        "same": 3,
    }
    store.sheets.choose(ME, desk.workbook, Choice.OURS, world.now)
    world.settle()
    assert desk.there()["Bob"]["Company"] == "Acme"
    assert "Cleo" in desk.there()
    desk.in_step()


def test_renames_and_deletes_the_hidden_tab(desk: Desk) -> None:
    """The tab of the last write is found under another title, and made again when it is gone."""
    desk.person.rename_tab("Last write", "What is this")
    desk.put("Bob", company="Acme")
    desk.settle()
    assert desk.there()["Bob"]["Company"] == "Acme"
    desk.person.delete_tab("What is this")
    desk.put("Bob", company="Acme 2")
    desk.settle()
    assert desk.there()["Bob"]["Company"] == "Acme 2"
    desk.in_step()


def test_start_here_tells_when_it_was_written(desk: Desk) -> None:
    """People who open the sheet alone see how fresh it is; without that tab all else goes on."""
    desk.put("Bob", company="Acme")
    desk.settle()
    said = str(desk.person.rows("Start here"))
    assert f"The workbook wrote here last on {desk.world.now:%Y-%m-%d}" in said
    desk.person.delete_tab("Start here")
    desk.put("Bob", company="Acme 2")
    desk.settle(90)
    assert desk.there()["Bob"]["Company"] == "Acme 2"
    desk.in_step()


def test_has_tabs_of_those_names_already(world: World) -> None:
    """A sheet that was somebody's before keeps its tabs; ours take other titles."""
    workbook, sheet = world.workbook(Contact(name="Ann")), world.google.create("Mine")
    person = world.google.person(sheet)
    for title in ("Conflicts", "Last write", "Start here"):
        person.add_tab(title)
    world.ask(workbook, sheet)
    world.settle()
    world.settle()
    assert world.link(workbook).waiting == 0
    assert {"Conflicts", "Conflicts 2", "Last write 2", "Start here 2"} <= set(person.titles())


def test_waits_while_a_sheet_is_linked(world: World) -> None:
    """What is going on is told while it goes on, and nothing once it is done."""
    people = [Contact(name=f"Person {number}", notes="long " * 100) for number in range(3_000)]
    workbook, sheet = world.workbook(*people), world.google.create("Networking")
    world.ask(workbook, sheet)
    told: list[object] = []
    world.go(90, lambda: told.append(world.link(workbook).progress.get("doing", "")))
    assert world.link(workbook).waiting == 0
    said = [one for place, one in enumerate(told) if place == 0 or told[place - 1] != one]
    assert said == ["read", "lay out", "read", "compare", "write", ""]


@pytest.mark.parametrize("column", ["Name", "Company", "Id", "Whose (id)"])
def test_moves_a_column_while_a_row_is_on_its_way(desk: Desk, column: str) -> None:
    """A row that was added under other headings is taken away and added again: once, and right."""
    desk.settle()
    zora = Contact(name="Zora", company="Initech", notes="met on the train")
    desk.world.put(desk.workbook, zora)
    desk.person.move_column("Contacts", column, before="Phone")
    desk.world.go(5)
    desk.settle(150)
    desk.in_step()
    there = [one for one in desk.person.records("Contacts") if "Zora" in one.values()]
    assert [(one["Name"], one["Company"], one["Notes"], one["Id"]) for one in there] == [
        ("Zora", "Initech", "met on the train", zora.id)
    ]
    assert desk.world.records(desk.workbook).all(Contact)[zora.id].company == "Initech"
    assert desk.world.link(desk.workbook).conflicts == 0
    assert sum("Initech" in one.values() for one in desk.person.records("Contacts")) == 1


@pytest.mark.parametrize("column", ["Name", "Id"])
def test_moves_a_column_while_a_row_is_on_its_way_and_the_process_ends(
    desk: Desk, column: str
) -> None:
    """What the process forgot is read in the sheet: the row is taken away and added again."""
    desk.settle()
    zora = Contact(name="Zora", company="Initech", notes="met on the train")
    desk.world.put(desk.workbook, zora)
    desk.person.move_column("Contacts", column, before="Phone")
    desk.world.google.faults.add(faults.hang().after(), kind="write")
    while "Initech" not in str(desk.person.rows("Contacts")):
        desk.world.turn()
        desk.world.seconds += 1
    desk.world.begin_anew()
    desk.world.seconds += LEASE.total_seconds() + 1
    desk.settle(150)
    desk.in_step()
    there = [one for one in desk.person.records("Contacts") if "Zora" in one.values()]
    assert [(one["Name"], one["Company"], one["Notes"], one["Id"]) for one in there] == [
        ("Zora", "Initech", "met on the train", zora.id)
    ]
    assert len(desk.here()) == len(NAMES) + 1
    assert sum("Initech" in one.values() for one in desk.person.records("Contacts")) == 1


@pytest.mark.parametrize("ends", [False, True])
@pytest.mark.parametrize("choice", Choice)
def test_restores_a_version_with_other_columns_while_a_row_is_on_its_way(
    desk: Desk, choice: Choice, *, ends: bool
) -> None:
    """What was written under other headings is taken back, also while the owner is asked."""
    desk.settle()
    version = desk.person.version()
    desk.person.move_column("Contacts", "Name", before="Phone")
    desk.put("Bob", company="Bobs")
    desk.settle()
    zora = Contact(name="Zora", company="Initech", notes="met on the train")
    desk.world.put(desk.workbook, zora)
    desk.put("Cleo", company="Cleos")
    desk.person.restore(version)
    if ends:
        desk.world.google.faults.add(faults.hang().after(), kind="write")
    while "Initech" not in str(desk.person.rows("Contacts")):
        desk.world.turn()
        desk.world.seconds += 1
    if ends:
        desk.world.begin_anew()
        desk.world.seconds += LEASE.total_seconds() + 1
    desk.settle(150)
    assert desk.world.link(desk.workbook).need is Need.OLD_VERSION
    assert "Initech" not in str(desk.person.rows("Contacts"))
    desk.world.store.sheets.choose(ME, desk.workbook, choice, desk.world.now)
    desk.settle(150)
    desk.in_step()
    assert len(desk.here()) == len(NAMES) + (choice is not Choice.SHEET)
    assert all("Initech" not in (one.name, one.notes) for one in desk.here().values())
